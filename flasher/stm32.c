// SPDX-License-Identifier: Apache-2.0
// stm32.c - the sequence of flashing an STM32. Every piece of work can be begun again: persist()
// brings the loader back and calls it until it is done.

#include "flasher/stm32.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packbeam/bytes.h"

#define TRIES         12 // without a step forward
#define TRIES_REFUSED 4  // that the loader refused
#define TRIES_ROUNDS  3  // erasing and writing one sector
#define LOST_MS       40000
#define REOPEN_MS     10000
#define BLOCK_MIN     32U // the longest word of any flash, that of H7
#define HAND_STEP_MS  400

static void show(struct stm32 *stm32, uint32_t done)
{
    if (stm32->options.progress != NULL) {
        stm32->options.progress(stm32->options.context, stm32->what, done, stm32->size);
    }
}

// Connecting --------------------------------------------------------------------------------------

static enum status reset_and_sync(struct stm32 *stm32, enum proto_stm32_wiring wiring,
                                  struct failure *failure)
{
    enum status status = proto_stm32_reset(&stm32->proto, wiring, true, failure);
    if (status == STATUS_OK) {
        stm32->has_lines = true;
        stm32->wiring = wiring;
        status = proto_stm32_sync(&stm32->proto, failure);
    }
    return status;
}

// Both wirings, then without a reset.
static enum status try_all(struct stm32 *stm32, struct failure *failure)
{
    enum status status = STATUS_BOARD;
    for (int i = 0; i < 2 && !stm32->options.no_reset && status == STATUS_BOARD; i++) {
        failure_clear(failure);
        status = reset_and_sync(stm32, (enum proto_stm32_wiring) i, failure);
    }
    if (status == STATUS_BOARD || status == STATUS_FAILED) {
        failure_clear(failure);
        status = proto_stm32_sync(&stm32->proto, failure);
    }
    return status;
}

static enum status connect(struct stm32 *stm32, struct failure *failure)
{
    struct failure last = {0};
    enum status status = try_all(stm32, &last);
    if (status == STATUS_BOARD && stm32->options.ask != NULL && stm32->options.hand_wait_ms > 0) {
        stm32->options.ask(stm32->options.context,
                           "set BOOT0 high and press reset: waiting for the boot loader");
    }
    uint64_t start = transport_now_ms(stm32->transport);
    while (status == STATUS_BOARD &&
           transport_now_ms(stm32->transport) - start < stm32->options.hand_wait_ms) {
        failure_clear(&last);
        status = transport_sleep_ms(stm32->transport, HAND_STEP_MS, &last);
        if (status == STATUS_OK) {
            status = proto_stm32_sync(&stm32->proto, &last);
        }
    }
    if (status == STATUS_BOARD) {
        failure_clear(&last);
        fail(&last, STATUS_BOARD,
             "no answer from the boot loader of an STM32\n"
             "set BOOT0 high, press reset, and run the command again");
    }
    if (status != STATUS_OK && failure != NULL && failure->status == STATUS_OK) {
        *failure = last;
    }
    return status;
}

// Persistence -------------------------------------------------------------------------------------

typedef enum status (*work)(struct stm32 *stm32, void *job, struct failure *failure);

static enum status recover(struct stm32 *stm32, enum status status)
{
    struct failure ignored = {0};
    stm32->block = stm32->block / 2 > BLOCK_MIN ? stm32->block / 2 : BLOCK_MIN;
    if (status == STATUS_IO) {
        status = transport_reopen(stm32->transport, REOPEN_MS, &ignored);
        return status == STATUS_OK ? try_all(stm32, &ignored) : status;
    }
    status = proto_stm32_resync(&stm32->proto, &ignored);
    if (status == STATUS_BOARD) {
        status = try_all(stm32, &ignored);
    }
    if (status == STATUS_BOARD) {
        // Some adapters reset the board when their port is opened.
        status = transport_reopen(stm32->transport, REOPEN_MS, &ignored);
        status = status == STATUS_OK ? try_all(stm32, &ignored) : status;
    }
    return status;
}

static const char *hint_of(enum status status)
{
    switch (status) {
    case STATUS_FAILED:
        return "the chip may be protected: 'avm flash --chip stm32 unprotect' erases it and takes "
               "that off";
    case STATUS_IO:
        return "connect the board again, and flash once more";
    default:
        return "the link is bad: try a lower --baud, or a shorter cable";
    }
}

static enum status persist(struct stm32 *stm32, work todo, void *job, unsigned *retries,
                           struct failure *failure)
{
    struct failure last = {0};
    enum status status;
    unsigned steps = stm32->steps;
    int tries = 0;
    int refused = 0;
    for (;;) {
        failure_clear(&last);
        status = todo(stm32, job, &last);
        bool is_hopeful = status == STATUS_BOARD || status == STATUS_IO || status == STATUS_FAILED;
        if (!is_hopeful) {
            break;
        }
        if (stm32->steps != steps) {
            steps = stm32->steps;
            tries = 0;
            refused = 0;
        }
        refused += status == STATUS_FAILED;
        if (++tries >= TRIES || refused >= TRIES_REFUSED ||
            stm32->lost_ms > LOST_MS + stm32->size / 512) {
            failure_add_hint(&last, hint_of(status));
            break;
        }
        uint64_t start = transport_now_ms(stm32->transport);
        enum status recovered = recover(stm32, status);
        stm32->lost_ms += transport_now_ms(stm32->transport) - start + 500;
        if (retries != NULL) {
            ++*retries;
        }
        if (recovered == STATUS_INTERRUPTED || recovered == STATUS_LIMIT) {
            status = recovered;
            failure_clear(&last);
            fail(&last, status, "%s", status == STATUS_INTERRUPTED ? "interrupted" : "no memory");
            break;
        }
    }
    if (status != STATUS_OK) {
        if (last.subject[0] == '\0') {
            failure_add_subject(&last, transport_name(stm32->transport));
        }
        if (failure != NULL && failure->status == STATUS_OK) {
            *failure = last;
        }
    }
    return status;
}

// After work that went well, requests may become longer again.
static void step(struct stm32 *stm32)
{
    stm32->steps++;
    if (stm32->steps % 32 == 0 && stm32->block < PROTO_STM32_BLOCK) {
        stm32->block *= 2;
    }
}

// Reading -----------------------------------------------------------------------------------------

// Bytes that two readings agree on. Reading goes wrong only on a disturbed line, but it does so
// without a word.
struct read_job {
    uint32_t address;
    uint8_t *data;
    uint32_t size;
    uint32_t at;
};

static enum status read_twice(struct stm32 *stm32, uint32_t address, uint8_t *data, uint32_t size,
                              struct failure *failure)
{
    uint8_t again[PROTO_STM32_BLOCK];
    enum status status = proto_stm32_read(&stm32->proto, address, data, size, failure);
    for (int i = 0; i < 4 && status == STATUS_OK; i++) {
        status = proto_stm32_read(&stm32->proto, address, again, size, failure);
        if (status == STATUS_OK && memcmp(data, again, size) == 0) {
            return STATUS_OK;
        }
        memcpy(data, again, size);
        stm32->proto.disturbances++;
    }
    return status == STATUS_OK ? fail(failure, STATUS_BOARD, "reading gives other bytes each time")
                               : status;
}

static uint32_t part_of(const struct stm32 *stm32, uint32_t at, uint32_t size)
{
    return size - at < stm32->block ? size - at : stm32->block;
}

static enum status read_rest(struct stm32 *stm32, void *context, struct failure *failure)
{
    struct read_job *job = context;
    while (job->at < job->size) {
        uint32_t part = part_of(stm32, job->at, job->size);
        enum status status =
            read_twice(stm32, job->address + job->at, job->data + job->at, part, failure);
        if (status != STATUS_OK) {
            return status;
        }
        job->at += part;
        step(stm32);
        show(stm32, job->at);
    }
    return STATUS_OK;
}

static enum status check_range(const struct stm32 *stm32, uint32_t address, uint64_t size,
                               struct failure *failure)
{
    if (address < STM32_FLASH_BASE || address - STM32_FLASH_BASE > stm32->flash_size ||
        size > stm32->flash_size - (address - STM32_FLASH_BASE)) {
        return fail(failure, STATUS_INPUT,
                    "%llu bytes at 0x%x lie outside the %u KB of flash from 0x%x on\n"
                    "nothing was changed",
                    (unsigned long long) size, (unsigned) address,
                    (unsigned) (stm32->flash_size / 1024), STM32_FLASH_BASE);
    }
    return STATUS_OK;
}

enum status stm32_read(struct stm32 *stm32, uint32_t address, uint32_t size, uint8_t *data,
                       struct failure *failure)
{
    struct read_job job = {.address = address, .data = data, .size = size};
    enum status status = check_range(stm32, address, size, failure);
    stm32->what = "read";
    stm32->size = size;
    return status == STATUS_OK ? persist(stm32, read_rest, &job, NULL, failure) : status;
}

// Life cycle --------------------------------------------------------------------------------------

static enum status identify(struct stm32 *stm32, void *job, struct failure *failure)
{
    return proto_stm32_identify(&stm32->proto, failure);
}

// The size of the flash as the chip tells; a loader that does not give it away leaves the table's.
static enum status ask_size(struct stm32 *stm32, void *job, struct failure *failure)
{
    uint8_t bytes[2];
    enum status status = read_twice(stm32, stm32->chip->size_address, bytes, 2, failure);
    if (status == STATUS_FAILED) {
        failure_clear(failure);
        return proto_stm32_resync(&stm32->proto, failure);
    }
    uint32_t kib = bytes_get_le16(bytes);
    if (status == STATUS_OK && kib >= 8 && kib <= stm32->chip->flash_kib) {
        stm32->flash_size = kib * 1024;
    }
    return status;
}

static enum status find_layout(struct stm32 *stm32, struct failure *failure)
{
    stm32->chip = stm32_find_chip(stm32->proto.id);
    if (stm32->options.sectors != NULL) {
        enum status status = stm32_parse_sectors(stm32->options.sectors, stm32->sectors, failure);
        if (status != STATUS_OK) {
            return status;
        }
    } else if (stm32->chip != NULL) {
        memcpy(stm32->sectors, stm32->chip->sectors, sizeof(stm32->sectors));
    } else {
        return fail(failure, STATUS_BOARD,
                    "chip 0x%03x is not known\nsay its sectors with --sectors 4x16K,1x64K,128K and "
                    "its flash with --flash-size",
                    stm32->proto.id);
    }
    stm32->flash_size = stm32->options.flash_size;
    if (stm32->flash_size == 0 && stm32->chip == NULL) {
        return fail(failure, STATUS_USAGE, "chip 0x%03x is not known: say --flash-size as well",
                    stm32->proto.id);
    }
    if (stm32->flash_size == 0) {
        stm32->flash_size = stm32->chip->flash_kib * 1024;
        return persist(stm32, ask_size, NULL, NULL, failure);
    }
    return STATUS_OK;
}

static bool is_interrupted(void *context)
{
    const struct stm32 *stm32 = context;
    return stm32->options.is_interrupted != NULL &&
           stm32->options.is_interrupted(stm32->options.context);
}

static void trace_line(void *context, const char *line)
{
    const struct stm32 *stm32 = context;
    stm32->options.trace(stm32->options.context, line);
}

enum status stm32_open(struct stm32 *stm32, const struct stm32_options *options,
                       struct failure *failure)
{
    *stm32 = (struct stm32){.options = *options, .block = PROTO_STM32_BLOCK, .what = "connect"};
    const struct transport_options transport = {.format = {options->baud, 8, 1, SERIAL_PARITY_EVEN},
                                                .is_interrupted = is_interrupted,
                                                .trace = options->trace != NULL ? trace_line : NULL,
                                                .context = stm32};
    enum status status = transport_open(options->port, &transport, &stm32->transport, failure);
    if (status != STATUS_OK) {
        return status;
    }
    stm32->proto = (struct proto_stm32){
        .transport = stm32->transport, .trace = transport.trace, .context = stm32};
    status = connect(stm32, failure);
    if (status == STATUS_OK) {
        status = persist(stm32, identify, NULL, NULL, failure);
    }
    if (status == STATUS_OK) {
        status = find_layout(stm32, failure);
    }
    if (status != STATUS_OK) {
        if (failure != NULL && failure->subject[0] == '\0') {
            failure_add_subject(failure, options->port);
        }
        stm32_close(stm32, false);
    }
    return status;
}

static enum status start_program(struct stm32 *stm32, void *job, struct failure *failure)
{
    return proto_stm32_go(&stm32->proto, STM32_FLASH_BASE, failure);
}

void stm32_close(struct stm32 *stm32, bool start)
{
    struct failure ignored = {0};
    stm32->options.is_interrupted = NULL; // the end is not interrupted
    if (start && !stm32->options.stay && stm32->has_lines) {
        proto_stm32_reset(&stm32->proto, stm32->wiring, false, &ignored);
    } else if (start && !stm32->options.stay) {
        start_program(stm32, NULL, &ignored);
    }
    transport_close(stm32->transport);
    stm32->transport = NULL;
}

// Writing -----------------------------------------------------------------------------------------

enum phase { COMPARE, ERASE, WRITE, VERIFY, DONE };

// One sector on its way from what it holds to what it shall hold.
struct sector_job {
    struct stm32_sector sector;
    uint8_t *data;      // what it shall hold
    const bool *is_new; // by bytes of 4: from the image, not kept
    enum phase phase;
    uint32_t at;
    bool is_suspect; // a write of what stands at `at` had no good end
    int rounds;
    bool dry_run;
};

static bool is_blank(const uint8_t *data, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        if (data[i] != 0xFF) {
            return false;
        }
    }
    return true;
}

static void enter(struct sector_job *job, enum phase phase)
{
    job->phase = phase;
    job->at = 0;
    job->is_suspect = false;
}

// How much from `at` on is all new, or all kept.
static uint32_t uniform_part(const struct stm32 *stm32, const struct sector_job *job)
{
    uint32_t most = part_of(stm32, job->at, job->sector.size);
    uint32_t part = 4;
    while (part < most && job->is_new[(job->at + part) / 4] == job->is_new[job->at / 4]) {
        part += 4;
    }
    return part;
}

// Whether the block at `at` is what it shall be; kept bytes are taken over. The sector is read to
// its end only where there is something to keep.
struct comparison {
    bool differs;
    bool has_kept;
};

static enum status compare_block(struct stm32 *stm32, struct sector_job *job, uint32_t part,
                                 bool *differs, struct failure *failure)
{
    uint8_t here[PROTO_STM32_BLOCK];
    uint32_t address = STM32_FLASH_BASE + job->sector.offset + job->at;
    enum status status;
    *differs = false;
    if (!job->is_new[job->at / 4]) {
        return read_twice(stm32, address, job->data + job->at, part, failure);
    }
    status = proto_stm32_read(&stm32->proto, address, here, part, failure);
    *differs = status == STATUS_OK && memcmp(here, job->data + job->at, part) != 0;
    return status;
}

static enum status compare_sector(struct stm32 *stm32, struct sector_job *job, bool keeps,
                                  bool *has_difference, struct failure *failure)
{
    stm32->what = "read";
    while (job->at < job->sector.size) {
        uint32_t part = uniform_part(stm32, job);
        bool differs;
        // Nothing is to be kept, or this part is known to be written anyway.
        if (*has_difference && (!keeps || job->is_new[job->at / 4])) {
            job->at += part;
            continue;
        }
        enum status status = compare_block(stm32, job, part, &differs, failure);
        if (status != STATUS_OK) {
            return status;
        }
        *has_difference |= differs;
        job->at += part;
        step(stm32);
        show(stm32, stm32->done + job->at / 3);
    }
    return STATUS_OK;
}

// A block whose write had no good end may be there, not be there, or be damaged: then the sector
// has to be erased again, for what is not blank cannot be written.
static enum status look_after_write(struct stm32 *stm32, struct sector_job *job, uint32_t part,
                                    bool *is_there, bool *is_damaged, struct failure *failure)
{
    uint8_t here[PROTO_STM32_BLOCK];
    enum status status =
        read_twice(stm32, STM32_FLASH_BASE + job->sector.offset + job->at, here, part, failure);
    *is_there = status == STATUS_OK && memcmp(here, job->data + job->at, part) == 0;
    *is_damaged = status == STATUS_OK && !*is_there && !is_blank(here, part);
    return status;
}

static enum status write_sector(struct stm32 *stm32, struct sector_job *job,
                                struct failure *failure)
{
    stm32->what = "write";
    while (job->at < job->sector.size) {
        uint32_t part = part_of(stm32, job->at, job->sector.size);
        bool is_there = is_blank(job->data + job->at, part);
        bool is_damaged = false;
        enum status status = STATUS_OK;
        if (job->is_suspect) {
            status = look_after_write(stm32, job, part, &is_there, &is_damaged, failure);
        }
        if (status == STATUS_OK && is_damaged) {
            enter(job, ERASE);
            return STATUS_OK;
        }
        if (status == STATUS_OK && !is_there) {
            job->is_suspect = true;
            status =
                proto_stm32_write(&stm32->proto, STM32_FLASH_BASE + job->sector.offset + job->at,
                                  job->data + job->at, part, failure);
        }
        if (status != STATUS_OK) {
            return status;
        }
        job->is_suspect = false;
        job->at += part;
        step(stm32);
        show(stm32, stm32->done + job->sector.size / 3 + job->at / 3);
    }
    enter(job, VERIFY);
    return STATUS_OK;
}

static enum status verify_sector(struct stm32 *stm32, struct sector_job *job,
                                 struct failure *failure)
{
    uint8_t here[PROTO_STM32_BLOCK];
    stm32->what = "verify";
    while (job->at < job->sector.size) {
        uint32_t part = part_of(stm32, job->at, job->sector.size);
        uint32_t address = STM32_FLASH_BASE + job->sector.offset + job->at;
        enum status status = proto_stm32_read(&stm32->proto, address, here, part, failure);
        bool equal = status == STATUS_OK && memcmp(here, job->data + job->at, part) == 0;
        if (status == STATUS_OK && !equal) {
            // A damaged answer must not be taken for other contents.
            status = read_twice(stm32, address, here, part, failure);
            equal = status == STATUS_OK && memcmp(here, job->data + job->at, part) == 0;
        }
        if (status != STATUS_OK) {
            return status;
        }
        if (!equal && job->rounds >= TRIES_ROUNDS) {
            return fail(failure, STATUS_VERIFY,
                        "flash at 0x%x does not hold what was written\n"
                        "the flash or its supply is bad, or the link damages data",
                        (unsigned) address);
        }
        if (!equal) {
            enter(job, ERASE);
            return STATUS_OK;
        }
        job->at += part;
        step(stm32);
        show(stm32, stm32->done + job->sector.size / 3 * 2 + job->at / 3);
    }
    enter(job, DONE);
    return STATUS_OK;
}

// The data sheets give up to 4 s for 128 KB; a page takes tens of milliseconds.
static uint32_t erase_ms(uint32_t size)
{
    return 2000 + size / 16;
}

struct sector_work {
    struct sector_job job;
    bool keeps;
    bool differs;
    struct stm32_result *result;
};

static enum status do_sector(struct stm32 *stm32, void *context, struct failure *failure)
{
    struct sector_work *todo = context;
    struct sector_job *job = &todo->job;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && job->phase != DONE) {
        switch (job->phase) {
        case COMPARE:
            status = compare_sector(stm32, job, todo->keeps, &todo->differs, failure);
            if (status == STATUS_OK) {
                enter(job, todo->differs && !job->dry_run ? ERASE : DONE);
            }
            break;
        case ERASE:
            stm32->what = "erase";
            show(stm32, stm32->done + job->sector.size / 3);
            stm32->is_changed = true;
            status = proto_stm32_erase(&stm32->proto, job->sector.number,
                                       erase_ms(job->sector.size), failure);
            if (status == STATUS_OK) {
                job->rounds++;
                todo->result->sectors++;
                enter(job, WRITE);
            }
            break;
        case WRITE:
            status = write_sector(stm32, job, failure);
            break;
        default:
            status = verify_sector(stm32, job, failure);
            break;
        }
        if (job->rounds > 4 * TRIES_ROUNDS) {
            status = fail(failure, STATUS_VERIFY,
                          "the sector at 0x%x cannot be written\nthe link damages data, or the "
                          "flash is bad",
                          (unsigned) (STM32_FLASH_BASE + job->sector.offset));
        }
    }
    return status;
}

// What of the image lies in a sector, over what it holds now. Requests are whole words: bytes that
// share one with the image are kept as well, so they are read first.
static enum status fill_sector(struct stm32 *stm32, const struct image *image,
                               struct sector_work *todo, bool *is_new, struct failure *failure)
{
    struct sector_job *job = &todo->job;
    uint64_t start = (uint64_t) STM32_FLASH_BASE + job->sector.offset;
    uint64_t end = start + job->sector.size;
    enum status status = STATUS_OK;
    memset(is_new, 0, job->sector.size / 4 * sizeof(*is_new));
    for (int pass = 0; pass < 2 && status == STATUS_OK; pass++) {
        for (size_t i = 0; i < image->count && status == STATUS_OK; i++) {
            const struct image_piece *piece = &image->pieces[i];
            uint64_t from = piece->address > start ? piece->address : start;
            uint64_t to = image_piece_end(piece) < end ? image_piece_end(piece) : end;
            if (from >= to) {
                continue;
            }
            uint32_t first = (uint32_t) (from - start);
            uint32_t last = (uint32_t) (to - start);
            if (pass == 1) {
                memcpy(job->data + first, image_data(image, piece) + (from - piece->address),
                       last - first);
                continue;
            }
            // Words that are new in part.
            for (int side = 0; side < 2 && status == STATUS_OK; side++) {
                uint32_t at = side == 0 ? first : last;
                if (at % 4 != 0) {
                    struct read_job read = {.address = (uint32_t) start + at / 4 * 4,
                                            .data = job->data + at / 4 * 4,
                                            .size = 4};
                    status = persist(stm32, read_rest, &read, &todo->result->retries, failure);
                }
            }
            for (uint32_t word = first / 4; word < (last + 3) / 4; word++) {
                is_new[word] = true;
            }
        }
    }
    for (uint32_t word = 0; word < job->sector.size / 4; word++) {
        todo->keeps |= !is_new[word];
        todo->result->kept += is_new[word] ? 0 : 4;
    }
    return status;
}

static enum status write_touched(struct stm32 *stm32, const struct image *image,
                                 const struct stm32_sector *sector, bool dry_run,
                                 struct stm32_result *result, struct failure *failure)
{
    bool *is_new = calloc(sector->size / 4, sizeof(*is_new));
    uint32_t kept = result->kept;
    struct sector_work todo = {.job = {.sector = *sector, .dry_run = dry_run}, .result = result};
    todo.job.data = malloc(sector->size);
    todo.job.is_new = is_new;
    enum status status = STATUS_OK;
    if (is_new == NULL || todo.job.data == NULL) {
        status = fail_memory(failure, sector->size);
    }
    if (status == STATUS_OK) {
        memset(todo.job.data, 0xFF, sector->size);
        stm32->what = "read";
        status = fill_sector(stm32, image, &todo, is_new, failure);
    }
    if (status == STATUS_OK) {
        status = persist(stm32, do_sector, &todo, &result->retries, failure);
    }
    if (todo.differs) {
        result->changed += sector->size;
    } else {
        result->kept = kept;
    }
    if (status != STATUS_OK && todo.keeps && todo.job.rounds > 0) {
        failure_add_hint(failure, "the sector was erased; what it held beside the new contents may "
                                  "be lost");
    }
    free(is_new);
    free(todo.job.data);
    return status;
}

// Call act for every sector that an image touches, from the lowest on.
static bool next_sector(const struct stm32 *stm32, const struct image *image, uint64_t *from,
                        struct stm32_sector *sector)
{
    for (size_t i = 0; i < image->count; i++) {
        const struct image_piece *piece = &image->pieces[i];
        if (image_piece_end(piece) <= *from) {
            continue;
        }
        uint64_t at = piece->address > *from ? piece->address : *from;
        if (!stm32_find_sector(stm32->sectors, stm32->flash_size,
                               (uint32_t) (at - STM32_FLASH_BASE), sector)) {
            return false;
        }
        *from = (uint64_t) STM32_FLASH_BASE + sector->offset + sector->size;
        return true;
    }
    return false;
}

static enum status check_image(const struct stm32 *stm32, const struct image *image, uint32_t *size,
                               struct failure *failure)
{
    *size = 0;
    for (size_t i = 0; i < image->count; i++) {
        const struct image_piece *piece = &image->pieces[i];
        struct stm32_sector sector;
        enum status status = check_range(stm32, piece->address, piece->size, failure);
        uint32_t last = (uint32_t) (image_piece_end(piece) - 1 - STM32_FLASH_BASE);
        if (status == STATUS_OK &&
            !stm32_find_sector(stm32->sectors, stm32->flash_size, last, &sector)) {
            status = fail(failure, STATUS_INPUT, "the sectors end before 0x%x\nnothing was changed",
                          (unsigned) (STM32_FLASH_BASE + last));
        }
        if (status != STATUS_OK) {
            return status;
        }
        *size += piece->size;
    }
    return STATUS_OK;
}

enum status stm32_write(struct stm32 *stm32, const struct image *image, bool dry_run,
                        struct stm32_result *result, struct failure *failure)
{
    struct stm32_sector sector;
    uint64_t from = 0;
    uint64_t total = 0;
    *result = (struct stm32_result){.size = 0};
    enum status status = check_image(stm32, image, &result->size, failure);
    while (status == STATUS_OK && next_sector(stm32, image, &from, &sector)) {
        total += sector.size;
    }
    stm32->size = (uint32_t) total;
    stm32->done = 0;
    from = 0;
    while (status == STATUS_OK && next_sector(stm32, image, &from, &sector)) {
        status = write_touched(stm32, image, &sector, dry_run, result, failure);
        stm32->done += sector.size;
    }
    return status;
}

enum status stm32_verify(struct stm32 *stm32, const struct image *image, struct failure *failure)
{
    uint32_t size;
    enum status status = check_image(stm32, image, &size, failure);
    stm32->what = "verify";
    stm32->size = size;
    for (size_t i = 0; i < image->count && status == STATUS_OK; i++) {
        const struct image_piece *piece = &image->pieces[i];
        for (uint32_t at = 0; at < piece->size && status == STATUS_OK;) {
            uint8_t here[PROTO_STM32_BLOCK];
            uint32_t part = part_of(stm32, at, piece->size);
            struct read_job job = {.address = piece->address + at, .data = here, .size = part};
            status = persist(stm32, read_rest, &job, NULL, failure);
            if (status == STATUS_OK && memcmp(here, image_data(image, piece) + at, part) != 0) {
                status = fail(failure, STATUS_VERIFY, "flash from 0x%x to 0x%x differs",
                              (unsigned) job.address, (unsigned) (job.address + part));
            }
            at += part;
        }
    }
    return status;
}

// Erasing and protection --------------------------------------------------------------------------

static enum status erase_one(struct stm32 *stm32, void *context, struct failure *failure)
{
    const struct stm32_sector *sector = context;
    stm32->is_changed = true;
    return proto_stm32_erase(&stm32->proto, sector->number, erase_ms(sector->size), failure);
}

enum status stm32_erase(struct stm32 *stm32, uint32_t address, uint32_t size,
                        struct failure *failure)
{
    struct stm32_sector sector;
    uint32_t end = address - STM32_FLASH_BASE + size;
    enum status status = check_range(stm32, address, size, failure);
    stm32->what = "erase";
    stm32->size = size;
    // Look before anything is lost.
    for (uint32_t at = address - STM32_FLASH_BASE; at < end && status == STATUS_OK;
         at = sector.offset + sector.size) {
        if (!stm32_find_sector(stm32->sectors, stm32->flash_size, at, &sector) ||
            sector.offset != at || sector.size > end - at) {
            return fail(failure, STATUS_INPUT,
                        "%u bytes at 0x%x are not whole sectors\nnothing was changed",
                        (unsigned) size, (unsigned) address);
        }
    }
    for (uint32_t at = address - STM32_FLASH_BASE; at < end && status == STATUS_OK;) {
        stm32_find_sector(stm32->sectors, stm32->flash_size, at, &sector);
        status = persist(stm32, erase_one, &sector, NULL, failure);
        at = sector.offset + sector.size;
        step(stm32);
        show(stm32, at - (address - STM32_FLASH_BASE));
    }
    return status;
}

enum status stm32_unprotect(struct stm32 *stm32, struct failure *failure)
{
    // The loader starts again after each of them.
    for (int i = 0; i < 2; i++) {
        stm32->is_changed = true;
        enum status status = proto_stm32_unprotect(&stm32->proto, i == 0, failure);
        if (status == STATUS_OK) {
            status = transport_sleep_ms(stm32->transport, 500, failure);
        }
        if (status == STATUS_OK) {
            status = connect(stm32, failure);
        }
        if (status != STATUS_OK) {
            failure_add_subject(failure, transport_name(stm32->transport));
            return status;
        }
    }
    return STATUS_OK;
}
