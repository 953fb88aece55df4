// SPDX-License-Identifier: Apache-2.0
// flasher.c - the sequence. Every piece of work is written so that it can be done again: what is
// already right on the chip is found by MD5 and skipped, so that each try begins where the last one
// got to.

#include "flasher/flasher.h"

#include <stdlib.h>
#include <string.h>

// Without any step forward: tries, of them on a link that shows no disturbance, and time.
#define TRIES       12
#define TRIES_CLEAN 3
#define STALL_MS    20000
// What a whole session may lose by disturbances, and what more for every byte of a piece of work.
#define LOST_MS           45000
#define LOST_BYTES_PER_MS 4
#define REOPEN_MS         8000
#define CONNECT_TRIES     3
#define LOWEST_BAUD       115200
#define GROUP_SECTORS     16U

// Recovery -----------------------------------------------------------------------------------

static bool is_worth_a_retry(enum status status)
{
    return status == STATUS_BOARD || status == STATUS_FAILED || status == STATUS_IO ||
           status == STATUS_VERIFY;
}

// Reset into the loader, whose rate is the lowest then. What cannot be reset is where it was, at
// the rate that it had.
static enum status reach_loader(struct flasher *flasher, struct failure *failure)
{
    if (flasher->esp->before == ESP_BEFORE_NO_RESET || !flasher_has_lines(flasher)) {
        struct failure ignored = {0};
        enum status status = esp_resync(flasher->esp, &ignored);
        if (status == STATUS_OK) {
            return STATUS_OK;
        }
    }
    enum status status = transport_set_baud(flasher->transport, LOWEST_BAUD, failure);
    return status == STATUS_OK ? esp_connect(flasher->esp, failure) : status;
}

// Into the loader again, attached.
static enum status start_loader(struct flasher *flasher, struct failure *failure)
{
    struct esp *esp = flasher->esp;
    enum status status = reach_loader(flasher, failure);
    if (status == STATUS_OK && esp->chip != NULL) {
        status = esp_stop_watchdogs(esp, failure);
    }
    if (status == STATUS_OK && esp->chip != NULL) {
        status = esp_attach(esp, failure);
    }
    return status;
}

static enum status raise_baud(struct flasher *flasher, struct failure *failure)
{
    if (flasher->baud <= LOWEST_BAUD || flasher->esp->chip == NULL) {
        return STATUS_OK;
    }
    enum status status = esp_set_baud(flasher->esp, flasher->baud, failure);
    if (status != STATUS_BOARD && status != STATUS_FAILED) {
        return status;
    }
    // The link does not hold at that rate: go on slowly.
    flasher->baud = LOWEST_BAUD;
    return start_loader(flasher, failure);
}

// Bring the loader back after a failure; try counts from 1.
static enum status recover(struct flasher *flasher, enum status reason, int try,
                           struct failure *failure)
{
    enum status status = STATUS_OK;
    if (reason == STATUS_IO) {
        status = transport_reopen(flasher->transport, REOPEN_MS, failure);
        if (status != STATUS_OK) {
            return status;
        }
    } else if (try % 3 != 0) {
        status = esp_resync(flasher->esp, failure);
        if (status == STATUS_OK && flasher->esp->chip != NULL) {
            // A transfer that broke off has left its limit behind.
            status = esp_attach(flasher->esp, failure);
        }
        if (status != STATUS_BOARD && status != STATUS_FAILED) {
            return status;
        }
    } else if (flasher->baud > LOWEST_BAUD) {
        flasher->baud = flasher->baud / 2 < LOWEST_BAUD ? LOWEST_BAUD : flasher->baud / 2;
    }
    status = start_loader(flasher, failure);
    return status == STATUS_OK ? raise_baud(flasher, failure) : status;
}

// A piece of work that can be repeated.
typedef enum status (*work)(struct flasher *flasher, void *job, struct failure *failure);

// What is said when the tries are used up: the failure that the work itself gave, or what the
// loader did last.
static enum status explain_end(const struct flasher *flasher, enum status status,
                               struct failure *last)
{
    if (last->status != STATUS_OK) {
        return status;
    }
    status = status == STATUS_OK || status == STATUS_FAILED ? STATUS_BOARD : status;
    if (flasher->esp->error != 0) {
        return fail(last, status,
                    "the loader refuses: %s (%s)\n"
                    "try a lower --baud, another cable or port",
                    esp_error_text(flasher->esp->error), flasher->esp->seen);
    }
    return fail(last, status,
                "the loader stopped answering (%u disturbances, the last: %s)\n"
                "try a lower --baud, another cable or port",
                flasher->esp->disturbances, flasher->esp->seen);
}

// How long and how often persist() has tried.
struct patience {
    uint64_t since_ms;   // of the first failure after the last step forward; 0: none
    uint64_t charged_ms; // until then is in lost_ms
    unsigned steps;
    unsigned disturbances;
    int tries;
    int verified; // of them, that ended in wrong contents over a link without disturbance
};

// Count a failure. False: it was the last one that is worth another try.
static bool may_retry(struct flasher *flasher, struct patience *patience, enum status status,
                      uint32_t size)
{
    uint64_t now = transport_now_ms(flasher->transport);
    bool is_clean = flasher->esp->disturbances == patience->disturbances;
    if (flasher->steps != patience->steps || patience->since_ms == 0) {
        patience->steps = flasher->steps;
        patience->tries = 0;
        patience->verified = 0;
        patience->since_ms = now;
    }
    if (patience->charged_ms != 0) {
        flasher->lost_ms += now - patience->charged_ms;
    }
    patience->charged_ms = now;
    patience->disturbances = flasher->esp->disturbances;
    patience->tries++;
    patience->verified = status == STATUS_VERIFY && is_clean ? patience->verified + 1 : 0;
    // A request that is answered at its second try is no failure here, but takes time as well.
    uint64_t waited_ms = flasher->esp->waited_ms;
    uint64_t lost_ms = flasher->lost_ms > waited_ms ? flasher->lost_ms : waited_ms;
    return patience->tries < TRIES && patience->verified < TRIES_CLEAN &&
           now - patience->since_ms < STALL_MS &&
           lost_ms < LOST_MS + (uint64_t) size / LOST_BYTES_PER_MS;
}

// Do a piece of work on size bytes until it is done, there is no hope any more, or too much time
// was lost.
static enum status persist(struct flasher *flasher, work todo, void *job, uint32_t size,
                           struct failure *failure)
{
    struct failure last = {0};
    struct patience patience = {.steps = flasher->steps,
                                .disturbances = flasher->esp->disturbances};
    enum status status = STATUS_OK;
    for (;;) {
        failure_clear(&last);
        flasher->esp->error = 0;
        status = todo(flasher, job, &last);
        if (status == STATUS_OK) {
            return STATUS_OK;
        }
        if (!is_worth_a_retry(status) || !may_retry(flasher, &patience, status, size)) {
            break;
        }
        struct failure recovery = {0};
        enum status recovered = recover(flasher, status, patience.tries, &recovery);
        if (recovered == STATUS_OK) {
            continue;
        }
        if (recovered == STATUS_INTERRUPTED || recovered == STATUS_LIMIT ||
            !may_retry(flasher, &patience, recovered, size)) {
            status = recovered;
            last = recovery.status != STATUS_OK ? recovery : last;
            break;
        }
    }
    status = explain_end(flasher, status, &last);
    if (last.subject[0] == '\0') {
        failure_add_subject(&last, transport_name(flasher->transport));
    }
    if (failure != NULL && failure->status == STATUS_OK) {
        *failure = last;
    }
    return status;
}

// Life cycle ---------------------------------------------------------------------------------

static enum status find_chip(struct flasher *flasher, void *job, struct failure *failure)
{
    enum status status = esp_find_chip(flasher->esp, &flasher->identity, failure);
    if (status != STATUS_OK) {
        flasher->esp->chip = NULL;
    }
    // A refusal that more tries do not change.
    return status == STATUS_FAILED && flasher->identity.secure_download ? STATUS_INPUT : status;
}

static enum status identify(struct flasher *flasher, void *job, struct failure *failure)
{
    return esp_identify(flasher->esp, &flasher->identity, failure);
}

// A port may go away and come back while the chip is reset, when it is the chip's own.
static enum status connect_board(struct flasher *flasher, struct failure *failure)
{
    for (int try = 1;; try++) {
        struct failure last = {0};
        enum status status = esp_connect(flasher->esp, &last);
        if (status != STATUS_IO || try == CONNECT_TRIES) {
            if (status != STATUS_OK && failure != NULL) {
                *failure = last;
            }
            return status;
        }
        status = transport_reopen(flasher->transport, REOPEN_MS, failure);
        if (status != STATUS_OK) {
            return status;
        }
    }
}

// The rate is raised as soon as the chip is known: most of what follows is waiting for answers.
static enum status connect_and_identify(struct flasher *flasher, struct failure *failure)
{
    enum status status = connect_board(flasher, failure);
    if (status == STATUS_OK) {
        status = persist(flasher, find_chip, NULL, 0, failure);
    }
    const struct chip *wanted = flasher->options.chip;
    if (status == STATUS_OK && wanted != NULL && wanted != flasher->esp->chip) {
        status = fail(failure, STATUS_BOARD, "the chip is an %s, not an %s",
                      flasher->esp->chip->title, wanted->title);
        failure_add_subject(failure, transport_name(flasher->transport));
    }
    if (status == STATUS_OK) {
        status = raise_baud(flasher, failure);
    }
    return status == STATUS_OK ? persist(flasher, identify, NULL, 0, failure) : status;
}

// The closing reset is not interrupted: it is what leaves the board in a known state.
static bool is_interrupted(void *context)
{
    const struct flasher *flasher = context;
    return !flasher->is_closing && flasher->options.is_interrupted != NULL &&
           flasher->options.is_interrupted(flasher->options.context);
}

static void trace_port(void *context, const char *line)
{
    const struct flasher *flasher = context;
    flasher->options.trace(flasher->options.context, line);
}

bool flasher_has_lines(struct flasher *flasher)
{
    struct failure ignored = {0};
    return transport_set_lines(flasher->transport, false, false, &ignored) == STATUS_OK;
}

enum status flasher_reset(struct flasher *flasher, bool loader, struct failure *failure)
{
    flasher->is_closing = true;
    enum status status = esp_reset(flasher->esp, loader, failure);
    flasher->is_closing = false;
    return status;
}

enum status flasher_open(struct flasher *flasher, const struct flasher_options *options,
                         struct failure *failure)
{
    memset(flasher, 0, sizeof(*flasher));
    flasher->options = *options;
    flasher->baud = options->baud;
    flasher->run_sectors = UINT32_MAX;
    flasher->esp = malloc(sizeof(*flasher->esp));
    if (flasher->esp == NULL) {
        return fail_memory(failure, sizeof(*flasher->esp));
    }
    const struct transport_options transport = {
        .is_interrupted = is_interrupted,
        .trace = options->trace != NULL ? trace_port : NULL,
        .context = flasher,
    };
    enum status status = transport_open(options->port, &transport, &flasher->transport, failure);
    if (status == STATUS_OK) {
        esp_init(flasher->esp, flasher->transport);
        flasher->esp->before = options->before;
        flasher->esp->is_usb_jtag = options->is_usb_jtag || options->before == ESP_BEFORE_USB_RESET;
        flasher->esp->trace = options->trace;
        flasher->esp->context = options->context;
        status = connect_and_identify(flasher, failure);
    }
    if (status != STATUS_OK) {
        if (flasher->transport != NULL && !options->stay) {
            struct failure ignored = {0};
            bool is_reset = flasher_reset(flasher, false, &ignored) == STATUS_OK;
            if (status == STATUS_INTERRUPTED) {
                failure_add_hint(failure, is_reset ? "nothing was changed; the board was reset"
                                                   : "nothing was changed; the board may be in its "
                                                     "loader: reset it by hand");
            }
        }
        flasher_close(flasher);
    }
    return status;
}

void flasher_close(struct flasher *flasher)
{
    transport_close(flasher->transport);
    free(flasher->esp);
    flasher->transport = NULL;
    flasher->esp = NULL;
}

static void show(struct flasher *flasher, uint32_t done, uint32_t size)
{
    if (flasher->options.progress != NULL) {
        flasher->options.progress(flasher->options.context, flasher->what, done, size);
    }
}

static void show_part(void *context, uint32_t done, uint32_t size)
{
    struct flasher *flasher = context;
    (void) size;
    show(flasher, flasher->shown + done, flasher->shown_size);
}

// Reading ------------------------------------------------------------------------------------

struct read_job {
    uint32_t offset;
    uint32_t size;
    uint8_t *data;
    uint32_t done;
};

static enum status read_rest(struct flasher *flasher, void *context, struct failure *failure)
{
    struct read_job *job = context;
    while (job->done < job->size) {
        uint32_t part = job->size - job->done < ESP_SECTOR ? job->size - job->done : ESP_SECTOR;
        enum status status = esp_flash_read(flasher->esp, job->offset + job->done, part,
                                            job->data + job->done, NULL, NULL, failure);
        if (status != STATUS_OK) {
            return status;
        }
        job->done += part;
        flasher->steps++;
        show(flasher, job->done, job->size);
    }
    return STATUS_OK;
}

// Whether a range lies in the flash.
static enum status check_range(const struct flasher *flasher, uint32_t offset, uint32_t size,
                               struct failure *failure)
{
    uint32_t flash_size = flasher->identity.flash_size;
    if (offset > flash_size || size > flash_size - offset) {
        return fail(failure, STATUS_INPUT,
                    "%u bytes at 0x%x reach beyond the end of the flash (%u KB)", (unsigned) size,
                    (unsigned) offset, (unsigned) (flash_size / 1024));
    }
    return STATUS_OK;
}

enum status flasher_read(struct flasher *flasher, uint32_t offset, uint32_t size, uint8_t *data,
                         struct failure *failure)
{
    struct read_job job = {offset, size, data, 0};
    enum status status = check_range(flasher, offset, size, failure);
    flasher->what = "read";
    return status == STATUS_OK ? persist(flasher, read_rest, &job, size, failure) : status;
}

enum status flasher_read_table(struct flasher *flasher, struct esp_partition_table *table,
                               struct failure *failure)
{
    uint8_t data[ESP_PARTITION_TABLE_SIZE];
    enum status status =
        flasher_read(flasher, ESP_PARTITION_TABLE_OFFSET, sizeof(data), data, failure);
    if (status == STATUS_OK) {
        status = esp_partition_parse(data, sizeof(data), table, failure);
        if (status != STATUS_OK) {
            failure_add_subject(failure, "partition table of the board");
            failure_add_hint(failure, "flash a whole image first");
        }
    }
    return status;
}

// What lies below ----------------------------------------------------------------------------

// A request to begin has no checksum. Damaged on its way, it may name a lower offset, and the
// loader erases and writes there; it cannot reach higher, because the loader was told that the
// flash ends with what is to be written. When that happens the right place does not get its data,
// so a transfer that went well at the first try was in its place. After any other, what lies below
// is compared with the sums taken before the first one. On a link that has shown no disturbance so
// far, those sums may take no longer than GUARD_MS, from the boot loader upwards.
#define GUARD_PIECE (256U * 1024)
#define GUARD_MS    1500

struct guard {
    uint32_t end;     // of what lies below
    uint32_t summed;  // so far
    bool is_complete; // no more sums are to be taken
    bool is_needed;   // a transfer went wrong
    uint32_t checked;
    uint8_t digests[ESP_FLASH_MAX / GUARD_PIECE][MD5_SIZE];
};

static uint32_t guard_piece(const struct guard *guard, uint32_t at)
{
    return guard->end - at < GUARD_PIECE ? guard->end - at : GUARD_PIECE;
}

// A sum that two answers agree on, where answers have been damaged before.
static enum status sure_md5(struct flasher *flasher, uint32_t at, uint32_t size,
                            uint8_t digest[MD5_SIZE], struct failure *failure)
{
    struct esp *esp = flasher->esp;
    enum status status = esp_flash_md5(esp, at, size, digest, failure);
    for (int i = 0; i < 8 && status == STATUS_OK && esp->disturbances > 0; i++) {
        uint8_t again[MD5_SIZE];
        status = esp_flash_md5(esp, at, size, again, failure);
        if (status == STATUS_OK && memcmp(again, digest, MD5_SIZE) == 0) {
            break;
        }
        memcpy(digest, again, MD5_SIZE);
    }
    return status;
}

static enum status guard_take(struct flasher *flasher, struct guard *guard, struct failure *failure)
{
    uint64_t start = transport_now_ms(flasher->transport);
    while (!guard->is_complete) {
        uint32_t at = guard->summed;
        bool is_late = transport_now_ms(flasher->transport) - start > GUARD_MS;
        if (at == guard->end || (is_late && flasher->esp->disturbances == 0)) {
            guard->is_complete = true;
            break;
        }
        enum status status = sure_md5(flasher, at, guard_piece(guard, at),
                                      guard->digests[at / GUARD_PIECE], failure);
        if (status != STATUS_OK) {
            return status;
        }
        guard->summed += guard_piece(guard, at);
        flasher->steps++;
    }
    return STATUS_OK;
}

static enum status guard_compare(struct flasher *flasher, void *context, struct failure *failure)
{
    struct guard *guard = context;
    flasher->what = "verify";
    while (guard->checked < guard->summed) {
        uint32_t at = guard->checked;
        uint8_t digest[MD5_SIZE];
        bool equal = false;
        for (int i = 0; i < 3 && !equal; i++) {
            enum status status = sure_md5(flasher, at, guard_piece(guard, at), digest, failure);
            if (status != STATUS_OK) {
                return status;
            }
            equal = memcmp(digest, guard->digests[at / GUARD_PIECE], MD5_SIZE) == 0;
        }
        if (!equal) {
            return STATUS_OK; // checked says where
        }
        guard->checked += guard_piece(guard, at);
        flasher->steps++;
    }
    return STATUS_OK;
}

// After the work: whether it left alone what lies below. *unsure: bytes that cannot be compared.
static enum status guard_check(struct flasher *flasher, struct guard *guard, uint32_t *unsure,
                               struct failure *failure)
{
    *unsure = 0;
    if (!guard->is_needed) {
        return STATUS_OK;
    }
    *unsure = guard->end - guard->summed;
    enum status status = persist(flasher, guard_compare, guard, guard->end, failure);
    if (status == STATUS_OK && guard->checked < guard->summed) {
        status = fail(failure, STATUS_VERIFY,
                      "a damaged request has changed the flash between 0x%x and 0x%x as well\n"
                      "flash the whole image again, with a lower --baud",
                      (unsigned) guard->checked,
                      (unsigned) (guard->checked + guard_piece(guard, guard->checked)));
        failure_add_subject(failure, transport_name(flasher->transport));
    }
    return status;
}

// Writing ------------------------------------------------------------------------------------

struct write_job {
    uint32_t offset;
    const uint8_t *data; // whole sectors
    uint32_t sectors;
    bool *wrong;     // by sector: differs, as far as is known
    uint32_t fewest; // of these that were found so far
    bool is_compared;
    bool dry_run;
    struct flasher_result *result;
    struct guard guard;
};

static bool is_equal(const uint8_t *data, uint32_t size, const uint8_t digest[MD5_SIZE])
{
    uint8_t here[MD5_SIZE];
    struct md5 md5;
    md5_init(&md5);
    md5_update(&md5, data, size);
    md5_finish(&md5, here);
    return memcmp(here, digest, MD5_SIZE) == 0;
}

// Find the sectors from first to end that differ: the range as a whole, then its parts.
static enum status compare(struct flasher *flasher, struct write_job *job, uint32_t first,
                           uint32_t end, struct failure *failure)
{
    uint8_t digest[MD5_SIZE];
    const uint8_t *data = job->data + first * ESP_SECTOR;
    uint32_t size = (end - first) * ESP_SECTOR;
    enum status status =
        esp_flash_md5(flasher->esp, job->offset + first * ESP_SECTOR, size, digest, failure);
    if (status != STATUS_OK) {
        return status;
    }
    bool equal = is_equal(data, size, digest);
    if (equal || end - first == 1) {
        for (uint32_t i = first; i < end; i++) {
            job->wrong[i] = !equal;
        }
        show(flasher, end * ESP_SECTOR, job->sectors * ESP_SECTOR);
        return STATUS_OK;
    }
    // Wide at the top, so that a new pack costs few requests and a small change few as well.
    uint32_t step = end - first > GROUP_SECTORS ? GROUP_SECTORS : 1;
    for (uint32_t at = first; at < end && status == STATUS_OK; at += step) {
        status = compare(flasher, job, at, at + step < end ? at + step : end, failure);
    }
    return status;
}

// The end of a run of wrong sectors, of at most limit.
static uint32_t run_end(const struct write_job *job, uint32_t from, uint32_t limit)
{
    uint32_t end = job->sectors - from > limit ? from + limit : job->sectors;
    while (from < end && job->wrong[from]) {
        from++;
    }
    return from;
}

// Fewer wrong sectors than ever is a step forward.
static void count_wrong(struct flasher *flasher, struct write_job *job)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < job->sectors; i++) {
        count += job->wrong[i];
    }
    flasher->shown = 0;
    flasher->shown_size = count * ESP_SECTOR;
    if (count < job->fewest) {
        job->fewest = count;
        flasher->steps++;
    }
}

static void count_changes(struct write_job *job)
{
    for (uint32_t i = 0; i < job->sectors; i++) {
        job->result->changed += job->wrong[i] ? ESP_SECTOR : 0;
        job->result->parts += job->wrong[i] && (i == 0 || !job->wrong[i - 1]);
    }
}

// Compare, write runs of wrong sectors, and compare what was written. A run that failed is compared
// again in the next try, and only what is still wrong is written.
static enum status write_rest(struct flasher *flasher, void *context, struct failure *failure)
{
    struct write_job *job = context;
    flasher->what = job->is_compared ? "verify" : "compare";
    enum status status = compare(flasher, job, 0, job->sectors, failure);
    if (status != STATUS_OK) {
        return status;
    }
    count_wrong(flasher, job);
    if (!job->is_compared) {
        count_changes(job);
        job->is_compared = true;
        if (job->dry_run) {
            return STATUS_OK;
        }
    } else {
        job->result->retries++;
    }
    bool wrote = false;
    for (uint32_t at = 0; at < job->sectors; at++) {
        uint32_t end = run_end(job, at, flasher->run_sectors);
        if (end == at) {
            continue;
        }
        uint32_t size = (end - at) * ESP_SECTOR;
        status = guard_take(flasher, &job->guard, failure);
        if (status != STATUS_OK) {
            return status;
        }
        flasher->what = "write";
        flasher->is_changed = true;
        status = esp_flash_write(flasher->esp, job->offset + at * ESP_SECTOR,
                                 job->data + at * ESP_SECTOR, size, show_part, flasher, failure);
        if (status != STATUS_OK) {
            job->guard.is_needed = true;
            // Shorter transfers have a better chance on a bad line, and shorter blocks as well.
            esp_shorten_blocks(flasher->esp);
            flasher->run_sectors = end - at > 1 ? (end - at) / 2 : 1;
            return status;
        }
        flasher->shown += size;
        wrote = true;
        at = end - 1;
    }
    if (!wrote) {
        return STATUS_OK;
    }
    flasher->what = "verify";
    status = compare(flasher, job, 0, job->sectors, failure);
    if (status == STATUS_OK) {
        count_wrong(flasher, job);
    }
    for (uint32_t i = 0; i < job->sectors && status == STATUS_OK; i++) {
        if (job->wrong[i]) {
            job->guard.is_needed = true;
            status = fail(failure, STATUS_VERIFY,
                          "flash at 0x%x does not hold what was written\n"
                          "the flash or its supply is bad, or the link damages data",
                          (unsigned) (job->offset + i * ESP_SECTOR));
        }
    }
    return status;
}

// Refuse politely what the chip's locks would make useless.
static enum status check_locks(const struct flasher *flasher, struct failure *failure)
{
    if (flasher->identity.flash_encrypted) {
        return fail(failure, STATUS_FAILED,
                    "flash encryption is on: plain data would be read as garbage\n"
                    "nothing was changed; use the tools and keys of the board's owner");
    }
    if (flasher->identity.secure_boot) {
        return fail(failure, STATUS_FAILED,
                    "secure boot is on: the board may refuse to start what is written\n"
                    "nothing was changed; use the tools and keys of the board's owner");
    }
    return STATUS_OK;
}

enum status flasher_write(struct flasher *flasher, uint32_t offset, const uint8_t *data,
                          uint32_t size, bool dry_run, struct flasher_result *result,
                          struct failure *failure)
{
    *result = (struct flasher_result){.size = size};
    if (size == 0) {
        return STATUS_OK;
    }
    if (offset % ESP_SECTOR != 0) {
        return fail(failure, STATUS_INPUT, "offset 0x%x is not a multiple of 0x1000",
                    (unsigned) offset);
    }
    enum status status = check_range(flasher, offset, size, failure);
    if (status == STATUS_OK) {
        status = check_locks(flasher, failure);
    }
    if (status != STATUS_OK) {
        return status;
    }
    uint32_t sectors = (size + ESP_SECTOR - 1) / ESP_SECTOR;
    uint8_t *padded = malloc((size_t) sectors * ESP_SECTOR);
    bool *wrong = calloc(sectors, sizeof(*wrong));
    if (padded == NULL || wrong == NULL) {
        status = fail_memory(failure, (uint64_t) sectors * ESP_SECTOR);
    } else {
        memset(padded, 0xFF, (size_t) sectors * ESP_SECTOR);
        memcpy(padded, data, size);
        struct write_job job = {.offset = offset,
                                .data = padded,
                                .sectors = sectors,
                                .wrong = wrong,
                                .fewest = UINT32_MAX,
                                .dry_run = dry_run,
                                .result = result,
                                .guard = {.end = offset}};
        status = persist(flasher, write_rest, &job, size, failure);
        if (status == STATUS_OK) {
            status = guard_check(flasher, &job.guard, &result->unsure, failure);
        }
    }
    free(padded);
    free(wrong);
    return status;
}

// Erase, and let the chip's MD5 say that everything is FF.
static enum status erase_all(struct flasher *flasher, void *context, struct failure *failure)
{
    struct write_job *job = context;
    uint8_t blank[1024];
    uint8_t there[MD5_SIZE];
    uint8_t here[MD5_SIZE];
    struct md5 md5;
    uint32_t size = job->sectors * ESP_SECTOR;
    enum status status = guard_take(flasher, &job->guard, failure);
    if (status == STATUS_OK) {
        flasher->is_changed = true;
        status = esp_flash_erase(flasher->esp, job->offset, size, failure);
        job->guard.is_needed |= status != STATUS_OK;
    }
    if (status == STATUS_OK) {
        status = esp_flash_md5(flasher->esp, job->offset, size, there, failure);
    }
    if (status != STATUS_OK) {
        return status;
    }
    memset(blank, 0xFF, sizeof(blank));
    md5_init(&md5);
    for (uint32_t at = 0; at < size; at += sizeof(blank)) {
        md5_update(&md5, blank, sizeof(blank));
    }
    md5_finish(&md5, here);
    if (memcmp(here, there, MD5_SIZE) != 0) {
        job->guard.is_needed = true;
        return fail(failure, STATUS_VERIFY,
                    "the flash is not blank after erasing\n"
                    "the flash or its supply is bad");
    }
    return STATUS_OK;
}

enum status flasher_erase(struct flasher *flasher, uint32_t offset, uint32_t size, uint32_t *unsure,
                          struct failure *failure)
{
    struct write_job job = {
        .offset = offset, .sectors = size / ESP_SECTOR, .guard = {.end = offset}};
    *unsure = 0;
    if (offset % ESP_SECTOR != 0 || size % ESP_SECTOR != 0 || size == 0) {
        return fail(failure, STATUS_INPUT, "%u bytes at 0x%x are not whole sectors of 4096 bytes",
                    (unsigned) size, (unsigned) offset);
    }
    enum status status = check_range(flasher, offset, size, failure);
    if (status == STATUS_OK) {
        status = check_locks(flasher, failure);
    }
    flasher->what = "erase";
    show(flasher, 0, size);
    if (status == STATUS_OK) {
        status = persist(flasher, erase_all, &job, size, failure);
    }
    return status == STATUS_OK ? guard_check(flasher, &job.guard, unsure, failure) : status;
}

struct verify_job {
    uint32_t offset;
    uint32_t size;
    uint8_t digest[MD5_SIZE];
};

static enum status get_md5(struct flasher *flasher, void *context, struct failure *failure)
{
    struct verify_job *job = context;
    return esp_flash_md5(flasher->esp, job->offset, job->size, job->digest, failure);
}

enum status flasher_verify(struct flasher *flasher, uint32_t offset, const uint8_t *data,
                           uint32_t size, struct failure *failure)
{
    enum status status = check_range(flasher, offset, size, failure);
    flasher->what = "verify";
    for (uint32_t at = 0; at < size && status == STATUS_OK;) {
        uint32_t part = size - at < 64 * 1024 ? size - at : 64 * 1024;
        struct verify_job job = {.offset = offset + at, .size = part};
        bool equal = false;
        // A damaged answer must not be taken for different contents.
        for (int i = 0; i < 3 && !equal && status == STATUS_OK; i++) {
            status = persist(flasher, get_md5, &job, part, failure);
            equal = status == STATUS_OK && is_equal(data + at, part, job.digest);
        }
        if (status == STATUS_OK && !equal) {
            return fail(failure, STATUS_VERIFY, "flash from 0x%x to 0x%x differs",
                        (unsigned) (offset + at), (unsigned) (offset + at + part));
        }
        at += part;
        show(flasher, at, size);
    }
    return status;
}
