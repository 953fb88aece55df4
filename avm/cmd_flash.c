// SPDX-License-Identifier: Apache-2.0
// cmd_flash.c - avm flash: put a pack or raw data on a board, and look at what is there.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/command.h"
#include "avm/partition_names.h"
#include "avm/progress.h"
#include "avm/report.h"
#include "flasher/flasher.h"
#include "packbeam/bytes.h"
#include "packbeam/packbeam.h"
#include "platforms/files.h"
#include "platforms/interrupt.h"
#include "platforms/platform.h"

#define DEFAULT_PARTITION "main.avm"
#define DEFAULT_BAUD      460800

struct values {
    const char *port;
    const char *baud;
    const char *chip;
    const char *before;
    const char *after;
    const char *partition;
    const char *offset;
    const char *output;
    bool dry_run;
    bool trace;
    bool yes;
    bool boot;
    bool monitor;
};

#define VALUE(member) offsetof(struct values, member)
static const struct option options[] = {
    {'p', "port", OPTION_TEXT, VALUE(port), "PORT", "path or address; default $AVM_PORT", false},
    {'b', "baud", OPTION_TEXT, VALUE(baud), "RATE", "after connecting; default 460800", false},
    {0, "chip", OPTION_TEXT, VALUE(chip), "CHIP", "refuse any other chip", false},
    {0, "before", OPTION_TEXT, VALUE(before), "default-reset|usb-reset|no-reset",
     "how to get into the loader", false},
    {0, "after", OPTION_TEXT, VALUE(after), "hard-reset|no-reset", "what to leave the board with",
     false},
    {0, "partition", OPTION_TEXT, VALUE(partition), "PARTITION", "default main.avm", false},
    {0, "offset", OPTION_TEXT, VALUE(offset), "OFFSET", "instead of a partition", false},
    {'o', "output", OPTION_TEXT, VALUE(output), "FILE", "where 'read' puts what it reads", false},
    {0, "dry-run", OPTION_FLAG, VALUE(dry_run), NULL, "compare, and say what would be written",
     false},
    {'y', "yes", OPTION_FLAG, VALUE(yes), NULL, "erase without asking", false},
    {0, "boot", OPTION_FLAG, VALUE(boot), NULL, "'reset' into the loader", false},
    {'m', "monitor", OPTION_FLAG, VALUE(monitor), NULL, "talk to the board afterwards", false},
    {0, "trace", OPTION_FLAG, VALUE(trace), NULL, "show the protocol on the standard error", false},
    {0},
};

// What is asked for, while the board is connected.
struct session {
    const struct values *values;
    struct flasher flasher;
    char **operands;
    int operand_count;
    struct esp_partition_table table;
    bool has_table;
    bool is_reset; // at the end
};

// Help of small kinds ------------------------------------------------------------------------

static void trace_line(void *context, const char *line)
{
    fprintf(stderr, "%s\n", line);
}

static void show_progress(void *context, const char *what, uint32_t done, uint32_t size)
{
    char text[80];
    snprintf(text, sizeof(text), "%s %u%%", what,
             size > 0 ? (unsigned) ((uint64_t) done * 100 / size) : 0);
    progress_show(text);
}

static bool is_interrupted(void *context)
{
    return interrupt_came();
}

static enum status parse_number(const char *text, uint32_t *number, struct failure *failure)
{
    char *end;
    unsigned long long value = strtoull(text, &end, 0);
    if (*end == 'K' || *end == 'k') {
        value *= 1024;
        end++;
    } else if (*end == 'M') {
        value *= 1024 * 1024;
        end++;
    }
    if (end == text || *end != '\0' || text[0] == '-' || value > UINT32_MAX) {
        return fail(failure, STATUS_USAGE, "'%.60s' is not a number of 32 bits", text);
    }
    *number = (uint32_t) value;
    return STATUS_OK;
}

// Dashes and underscores are equal.
static bool is_word(const char *text, const char *word)
{
    for (; *text != '\0' && *word != '\0'; text++, word++) {
        if (*text != *word && !(*text == '_' && *word == '-')) {
            return false;
        }
    }
    return *text == *word;
}

static enum status get_table(struct session *session, struct failure *failure)
{
    enum status status = STATUS_OK;
    if (!session->has_table) {
        status = flasher_read_table(&session->flasher, &session->table, failure);
        session->has_table = status == STATUS_OK;
        if (session->has_table) {
            partition_names_write(&session->table);
        }
    }
    return status;
}

static enum status get_partition(struct session *session, const char *name,
                                 const struct esp_partition **row, struct failure *failure)
{
    enum status status = get_table(session, failure);
    if (status != STATUS_OK) {
        return status;
    }
    *row = esp_partition_find(&session->table, name);
    if (*row == NULL) {
        return fail(failure, STATUS_FAILED,
                    "the board has no partition '%.40s'\n'avm flash partitions' shows its table",
                    name);
    }
    return STATUS_OK;
}

// A region: a partition's name, OFFSET:SIZE, or "all".
static enum status get_region(struct session *session, const char *text, uint32_t *offset,
                              uint32_t *size, struct failure *failure)
{
    const char *colon = strchr(text, ':');
    if (strcmp(text, "all") == 0) {
        *offset = 0;
        *size = session->flasher.identity.flash_size;
        return STATUS_OK;
    }
    if (colon != NULL && text[0] >= '0' && text[0] <= '9') {
        char first[24];
        snprintf(first, sizeof(first), "%.*s", (int) (colon - text), text);
        enum status status = parse_number(first, offset, failure);
        return status == STATUS_OK ? parse_number(colon + 1, size, failure) : status;
    }
    const struct esp_partition *row;
    enum status status = get_partition(session, text, &row, failure);
    if (status == STATUS_OK) {
        *offset = row->offset;
        *size = row->size;
    }
    return status;
}

// Say what a disturbed link may have done unseen.
static void warn_unsure(uint32_t unsure, uint32_t offset)
{
    if (unsure > 0) {
        fprintf(stderr,
                "warning: a request was disturbed; the flash from 0x%" PRIx32 " to 0x%" PRIx32
                " was not compared\n  when the board does not start, flash the whole image\n",
                offset - unsure, offset);
    }
}

// Writing ------------------------------------------------------------------------------------

static enum status write_file(struct session *session, const char *path, uint32_t offset,
                              const uint8_t *data, size_t size, struct failure *failure)
{
    struct flasher_result result;
    if (size > UINT32_MAX - ESP_SECTOR) {
        return fail(failure, STATUS_INPUT, "the file is too large for any flash");
    }
    enum status status = flasher_write(&session->flasher, offset, data, (uint32_t) size,
                                       session->values->dry_run, &result, failure);
    progress_clear();
    if (status != STATUS_OK) {
        return status;
    }
    if (result.changed == 0) {
        printf("%s: %zu bytes at 0x%" PRIx32 " are already there, nothing written\n", path, size,
               offset);
        return STATUS_OK;
    }
    printf("%s: %s %" PRIu32 " of %zu bytes at 0x%" PRIx32 " in %" PRIu32 " part%s%s\n", path,
           session->values->dry_run ? "would write" : "wrote",
           result.changed < size ? result.changed : (uint32_t) size, size, offset, result.parts,
           result.parts == 1 ? "" : "s", session->values->dry_run ? "" : ", verified");
    if (result.retries > 0) {
        printf("%s: the link was disturbed, %u times started again\n", path, result.retries);
    }
    warn_unsure(result.unsure, offset);
    return STATUS_OK;
}

// Which program of the board will run the pack: the description in its application, ESP-IDF
// "App Image Format": magic ABCD5432 at 0x20, version at 0x30, project at 0x50.
static enum status show_machine(struct session *session, struct failure *failure)
{
    const struct esp_partition *app = NULL;
    for (size_t i = 0; i < session->table.count && app == NULL; i++) {
        app = session->table.rows[i].type == ESP_PARTITION_APP ? &session->table.rows[i] : NULL;
    }
    uint8_t data[0x120];
    if (app == NULL || app->size < sizeof(data)) {
        return fail(failure, STATUS_FAILED,
                    "the board has no partition for a machine\n"
                    "flash a whole image first");
    }
    enum status status = flasher_read(&session->flasher, app->offset, sizeof(data), data, failure);
    progress_clear();
    if (status != STATUS_OK) {
        return status;
    }
    if (data[0] != 0xE9 || bytes_get_le32(data + 0x20) != 0xABCD5432) {
        return fail(failure, STATUS_FAILED,
                    "there is no machine in partition '%s'\nflash a whole image first", app->name);
    }
    printf("machine: %.32s %.32s in '%s'\n", (const char *) data + 0x50, (const char *) data + 0x30,
           app->name);
    return STATUS_OK;
}

static enum status flash_pack(struct session *session, const char *path, const uint8_t *data,
                              size_t size, struct failure *failure)
{
    struct pack pack;
    uint32_t pack_size;
    enum status status = pack_open(data, size, &pack, failure);
    if (status == STATUS_OK) {
        status = pack_check(&pack, &pack_size, failure);
    }
    if (status != STATUS_OK) {
        failure_add_subject(failure, path);
        return status;
    }
    uint32_t offset;
    if (session->values->offset != NULL) {
        status = parse_number(session->values->offset, &offset, failure);
        return status == STATUS_OK ? write_file(session, path, offset, data, size, failure)
                                   : status;
    }
    const struct esp_partition *row;
    const char *name =
        session->values->partition != NULL ? session->values->partition : DEFAULT_PARTITION;
    status = get_partition(session, name, &row, failure);
    if (status == STATUS_OK && size > row->size) {
        status = fail(failure, STATUS_INPUT,
                      "%zu bytes do not fit partition '%s' of %" PRIu32
                      " bytes\nnothing was changed; make it smaller with 'avm pack -p'",
                      size, row->name, row->size);
        failure_add_subject(failure, path);
    }
    if (status == STATUS_OK) {
        status = show_machine(session, failure);
    }
    return status == STATUS_OK ? write_file(session, path, row->offset, data, size, failure)
                               : status;
}

// app.avm, or OFFSET=FILE...
static enum status run_write(struct session *session, struct failure *failure)
{
    enum status status = STATUS_OK;
    for (int i = 0; i < session->operand_count && status == STATUS_OK; i++) {
        const char *operand = session->operands[i];
        const char *equals = strchr(operand, '=');
        bool is_pair = equals != NULL && operand[0] >= '0' && operand[0] <= '9';
        const char *path = is_pair ? equals + 1 : operand;
        uint32_t offset = 0;
        uint8_t *data = NULL;
        size_t size;
        if (is_pair) {
            char text[24];
            snprintf(text, sizeof(text), "%.*s", (int) (equals - operand), operand);
            status = parse_number(text, &offset, failure);
        }
        if (status == STATUS_OK) {
            status = file_read(path, &data, &size, failure);
        }
        if (status == STATUS_OK) {
            status = is_pair ? write_file(session, path, offset, data, size, failure)
                             : flash_pack(session, path, data, size, failure);
        }
        free(data);
    }
    return status;
}

// Other forms --------------------------------------------------------------------------------

static enum status run_partitions(struct session *session, struct failure *failure)
{
    enum status status = get_table(session, failure);
    progress_clear();
    if (status != STATUS_OK) {
        return status;
    }
    puts("# Name, Type, SubType, Offset, Size, Flags");
    for (size_t i = 0; i < session->table.count; i++) {
        const struct esp_partition *row = &session->table.rows[i];
        char type[16];
        char subtype[16];
        esp_partition_type(row, type, subtype);
        printf("%s,%s,%s,0x%" PRIx32 ",0x%" PRIx32 ",%s\n", row->name, type, subtype, row->offset,
               row->size,
               (row->flags & 3) == 3   ? "encrypted:readonly"
               : (row->flags & 1) != 0 ? "encrypted"
               : (row->flags & 2) != 0 ? "readonly"
                                       : "");
    }
    return STATUS_OK;
}

static enum status run_info(struct session *session, struct failure *failure)
{
    const struct esp_identity *identity = &session->flasher.identity;
    const uint8_t *mac = identity->mac;
    printf("chip      %s revision v%u.%u\n", identity->chip->title, identity->major,
           identity->minor);
    printf("MAC       %02x:%02x:%02x:%02x:%02x:%02x\n", mac[0], mac[1], mac[2], mac[3], mac[4],
           mac[5]);
    printf("flash     %" PRIu32 " KB, identity %06" PRIx32 "\n", identity->flash_size / 1024,
           identity->flash_id);
    printf("security  secure boot %s, flash encryption %s\n", identity->secure_boot ? "on" : "off",
           identity->flash_encrypted ? "on" : "off");
    struct failure ignored = {0};
    if (get_table(session, &ignored) != STATUS_OK) {
        progress_clear();
        printf("table     %s\n", ignored.what);
        return ignored.status == STATUS_INPUT ? STATUS_OK : (*failure = ignored).status;
    }
    return run_partitions(session, failure);
}

static enum status run_read(struct session *session, struct failure *failure)
{
    uint32_t offset;
    uint32_t size;
    if (session->operand_count != 1 || session->values->output == NULL) {
        return fail(failure, STATUS_USAGE, "'read' needs one region and -o FILE");
    }
    enum status status = get_region(session, session->operands[0], &offset, &size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    if (size > session->flasher.identity.flash_size) {
        return fail(failure, STATUS_INPUT, "the region is larger than the flash");
    }
    uint8_t *data = malloc(size > 0 ? size : 1);
    status = data == NULL ? fail_memory(failure, size)
                          : flasher_read(&session->flasher, offset, size, data, failure);
    progress_clear();
    if (status == STATUS_OK) {
        status = file_replace(session->values->output, data, size, failure);
    }
    if (status == STATUS_OK) {
        printf("read %" PRIu32 " bytes at 0x%" PRIx32 "\n", size, offset);
    }
    free(data);
    return status;
}

static enum status run_erase(struct session *session, struct failure *failure)
{
    uint32_t offset;
    uint32_t size;
    uint32_t unsure = 0;
    if (session->operand_count != 1) {
        return fail(failure, STATUS_USAGE,
                    "'erase' needs one region: a partition, OFFSET:SIZE or all");
    }
    enum status status = get_region(session, session->operands[0], &offset, &size, failure);
    progress_clear();
    if (status == STATUS_OK && !session->values->yes && !session->values->dry_run) {
        return fail(failure, STATUS_USAGE,
                    "erasing needs --yes\n%" PRIu32 " bytes at 0x%" PRIx32 " would be erased", size,
                    offset);
    }
    if (status == STATUS_OK && !session->values->dry_run) {
        status = flasher_erase(&session->flasher, offset, size, &unsure, failure);
    }
    progress_clear();
    warn_unsure(unsure, offset);
    if (status == STATUS_OK) {
        printf("%s %" PRIu32 " bytes at 0x%" PRIx32 "\n",
               session->values->dry_run ? "would erase" : "erased", size, offset);
    }
    return status;
}

// FILE against the partition, or OFFSET=FILE.
static enum status run_verify(struct session *session, struct failure *failure)
{
    if (session->operand_count != 1) {
        return fail(failure, STATUS_USAGE, "'verify' needs one FILE or OFFSET=FILE");
    }
    const char *path = session->operands[0];
    const char *equals = strchr(path, '=');
    uint32_t offset = 0;
    enum status status = STATUS_OK;
    if (equals != NULL) {
        char text[24];
        snprintf(text, sizeof(text), "%.*s", (int) (equals - path), path);
        status = parse_number(text, &offset, failure);
        path = equals + 1;
    } else {
        const struct esp_partition *row;
        const char *name =
            session->values->partition != NULL ? session->values->partition : DEFAULT_PARTITION;
        status = get_partition(session, name, &row, failure);
        offset = status == STATUS_OK ? row->offset : 0;
    }
    uint8_t *data = NULL;
    size_t size = 0;
    if (status == STATUS_OK) {
        status = file_read(path, &data, &size, failure);
    }
    if (status == STATUS_OK && size > session->flasher.identity.flash_size) {
        status = fail(failure, STATUS_VERIFY, "the file is larger than the flash");
    }
    if (status == STATUS_OK) {
        status = flasher_verify(&session->flasher, offset, data, (uint32_t) size, failure);
    }
    progress_clear();
    if (status == STATUS_OK) {
        printf("%s: %zu bytes at 0x%" PRIx32 " are the same\n", path, size, offset);
    }
    free(data);
    return status;
}

static enum status run_reset(struct session *session, struct failure *failure)
{
    return STATUS_OK; // the reset at the end is all
}

static const struct form {
    const char *name;
    enum status (*run)(struct session *session, struct failure *failure);
} forms[] = {
    {"erase", run_erase},   {"read", run_read},   {"info", run_info},
    {"verify", run_verify}, {"reset", run_reset}, {"partitions", run_partitions},
};

// The command --------------------------------------------------------------------------------

static enum status fill_options(const struct values *values, struct flasher_options *to,
                                struct failure *failure)
{
    to->port = values->port != NULL ? values->port : platform_getenv("AVM_PORT");
    to->baud = DEFAULT_BAUD;
    to->is_interrupted = is_interrupted;
    to->progress = show_progress;
    to->trace = values->trace ? trace_line : NULL;
    if (values->chip != NULL && !is_word(values->chip, "auto")) {
        to->chip = chip_find_name(values->chip);
        if (to->chip == NULL) {
            return fail(failure, STATUS_USAGE, "unknown chip '%.40s'", values->chip);
        }
    }
    if (values->before != NULL && is_word(values->before, "no-reset")) {
        to->before = ESP_BEFORE_NO_RESET;
    } else if (values->before != NULL && is_word(values->before, "usb-reset")) {
        to->before = ESP_BEFORE_USB_RESET;
    } else if (values->before != NULL && !is_word(values->before, "default-reset")) {
        return fail(failure, STATUS_USAGE, "unknown mode '%.40s' of --before", values->before);
    }
    if (values->after != NULL && !is_word(values->after, "no-reset") &&
        !is_word(values->after, "hard-reset")) {
        return fail(failure, STATUS_USAGE, "unknown mode '%.40s' of --after", values->after);
    }
    to->stay = values->after != NULL && is_word(values->after, "no-reset");
    if (values->monitor) {
        return fail(failure, STATUS_USAGE, "there is no monitor in this version yet");
    }
    enum status status =
        values->baud != NULL ? parse_number(values->baud, &to->baud, failure) : STATUS_OK;
    if (status == STATUS_OK && (to->baud < 9600 || to->baud > 5000000)) {
        return fail(failure, STATUS_USAGE, "%s is not a rate between 9600 and 5000000",
                    values->baud);
    }
    return status;
}

struct candidates {
    char paths[400];
    char first[256];
    unsigned count;
};

static void add_candidate(void *context, const struct serial_info *info)
{
    struct candidates *to = context;
    if (!info->is_usb) {
        return;
    }
    if (to->count++ == 0) {
        snprintf(to->first, sizeof(to->first), "%s", info->path);
    }
    size_t used = strlen(to->paths);
    snprintf(to->paths + used, sizeof(to->paths) - used, "%s%s", used > 0 ? ", " : "", info->path);
}

// The only USB port there is.
static enum status choose_port(struct flasher_options *to, struct candidates *found,
                               struct failure *failure)
{
    if (to->port != NULL) {
        return STATUS_OK;
    }
    enum status status = serial_list(add_candidate, found, failure);
    if (status == STATUS_OK && found->count == 0) {
        status = fail(failure, STATUS_BOARD,
                      "no board: no USB serial port is there\n"
                      "plug it in, or name the port with -p");
    } else if (status == STATUS_OK && found->count > 1) {
        status =
            fail(failure, STATUS_USAGE, "several ports: %.150s\nname one with -p", found->paths);
    }
    to->port = found->first;
    return status;
}

// What an interrupted command leaves behind.
static void say_state(const struct session *session, struct failure *failure)
{
    char text[160];
    snprintf(text, sizeof(text), "%s; the board %s",
             session->flasher.is_changed ? "it may hold a part of the new contents: flash it again"
                                         : "nothing was changed",
             session->is_reset ? "was reset" : "is still in its loader: reset it by hand");
    failure_add_hint(failure, text);
}

static enum status run_session(struct session *session, struct flasher_options *to,
                               struct failure *failure)
{
    enum status (*todo)(struct session * session, struct failure * failure) = run_write;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        if (strcmp(session->operands[0], forms[i].name) == 0) {
            todo = forms[i].run;
            session->operands++;
            session->operand_count--;
            break;
        }
    }
    enum status status = flasher_open(&session->flasher, to, failure);
    if (status != STATUS_OK) {
        progress_clear();
        return status;
    }
    const struct esp_identity *identity = &session->flasher.identity;
    fprintf(stderr, "%s: %s revision v%u.%u, %" PRIu32 " KB of flash\n", to->port,
            identity->chip->title, identity->major, identity->minor, identity->flash_size / 1024);
    status = todo(session, failure);
    progress_clear();
    if (session->values->after == NULL || is_word(session->values->after, "hard-reset")) {
        struct failure ignored = {0};
        session->is_reset =
            flasher_reset(&session->flasher, session->values->boot, &ignored) == STATUS_OK;
    }
    if (status == STATUS_INTERRUPTED) {
        say_state(session, failure);
    }
    flasher_close(&session->flasher);
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    struct operands operands;
    struct failure failure = {0};
    struct flasher_options to = {0};
    struct candidates found = {.count = 0};
    bool help;
    enum status status =
        options_parse(options, argc, argv, false, &values, &operands, &help, &failure);
    if (status == STATUS_OK && help) {
        help_print(command);
        return report_output(command->name, STATUS_OK);
    }
    if (status == STATUS_OK && operands.count == 0) {
        status = fail(&failure, STATUS_USAGE, "nothing to flash");
    }
    if (status == STATUS_OK) {
        status = fill_options(&values, &to, &failure);
    }
    if (status == STATUS_OK) {
        status = choose_port(&to, &found, &failure);
    }
    if (status == STATUS_OK) {
        struct session session = {
            .values = &values, .operands = operands.items, .operand_count = operands.count};
        interrupt_catch();
        status = run_session(&session, &to, &failure);
        interrupt_release();
    }
    if (status == STATUS_INTERRUPTED) {
        failure_add_hint(&failure, "nothing was changed"); // while connecting
    }
    return status == STATUS_OK ? report_output(command->name, STATUS_OK)
                               : report_command_failure(command->name, &failure);
}

static const struct command_form command_forms[] = {
    {"info", "", "chip, flash, security and partitions"},
    {"partitions", "", "the table of the board as CSV"},
    {"read", "REGION", "copy a region into the file of -o"},
    {"erase", "REGION", "erase a region, with --yes without asking"},
    {"verify", "FILE | OFFSET=FILE...", "compare without writing"},
    {"reset", "", "start the board again, with --boot into its loader"},
    {0},
};

const struct command command_flash = {
    .name = "flash",
    .operands = "FILE.avm | OFFSET=FILE... | FORM ...",
    .summary = "put a pack on a board, verified",
    .details = "The pack goes to the partition main.avm of the table on the board. Only sectors\n"
               "that differ are written. A REGION is a partition, OFFSET:SIZE or all.\n",
    .examples = "avm flash app.avm\n"
                "avm flash info -p /dev/ttyUSB0\n"
                "avm flash read nvs -o nvs.bin\n"
                "avm flash 0x1000=boot.bin 0x210000=app.avm --chip esp32\n",
    .forms = command_forms,
    .options = options,
    .run = run,
};
