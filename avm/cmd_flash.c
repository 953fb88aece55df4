// SPDX-License-Identifier: Apache-2.0
// cmd_flash.c - avm flash: put a pack or raw data on a board, and look at what is there.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/command.h"
#include "avm/flash.h"
#include "avm/flash_boards.h"
#include "avm/monitor.h"
#include "avm/partition_names.h"
#include "avm/port_choice.h"
#include "avm/project_state.h"
#include "avm/report.h"
#include "flasher/esp_table.h"
#include "platforms/files.h"
#include "platforms/interrupt.h"

#define DEFAULT_BAUD 460800

#define VALUE(member) offsetof(struct flash_values, member)
static const struct option options[] = {
    {'p', "port", OPTION_TEXT, VALUE(port), "PORT", "path or address; default $AVM_PORT", false},
    {'b', "baud", OPTION_TEXT, VALUE(baud), "RATE", "after connecting; default 460800", false},
    {'c', "chip", OPTION_TEXT, VALUE(chip), "CHIP", "refuse any other chip", false},
    {0, "before", OPTION_TEXT, VALUE(before), "default-reset|usb-reset|no-reset",
     "how to get into the loader", false},
    {'a', "after", OPTION_TEXT, VALUE(after), "hard-reset|no-reset", "what to leave the board with",
     false},
    {0, "partition", OPTION_TEXT, VALUE(partition), "PARTITION", "default main.avm", false},
    {0, "offset", OPTION_TEXT, VALUE(offset), "OFFSET", "instead of a partition", false},
    {'o', "output", OPTION_TEXT, VALUE(output), "FILE", "where 'read' puts what it reads", false},
    {0, "nvs", OPTION_FLAG, VALUE(nvs), NULL, "write the storage of a whole image, too", false},
    {'e', "erase-all", OPTION_FLAG, VALUE(erase_all), NULL, "erase the whole flash first", false},
    {0, "dry-run", OPTION_FLAG, VALUE(dry_run), NULL, "compare, and say what would be written",
     false},
    {'y', "yes", OPTION_FLAG, VALUE(yes), NULL, "erase without asking", false},
    {0, "boot", OPTION_FLAG, VALUE(boot), NULL, "'reset' into the loader", false},
    {0, "drive", OPTION_TEXT, VALUE(drive), "DIR", "of a Pico; default the one that is mounted",
     false},
    {0, "sectors", OPTION_TEXT, VALUE(sectors), "TEXT", "of an unknown STM32: 4x16K,1x64K,128K",
     false},
    {'m', "monitor", OPTION_FLAG, VALUE(monitor), NULL, "talk to the board afterwards", false},
    {0, "json", OPTION_FLAG, VALUE(json), NULL, "events for programs, one in a line", false},
    {'t', "trace", OPTION_FLAG, VALUE(trace), NULL, "show the protocol on the standard error",
     false},
    // Of the makers' tool: understood as far as they ask for what is done anyway (check_always).
    {'z', "compress", OPTION_FLAG, VALUE(compress), NULL, NULL, false},
    {0, "stub", OPTION_FLAG, VALUE(stub), NULL, NULL, false},
    {0, "verify", OPTION_FLAG, VALUE(verify), NULL, NULL, false},
    {0, "flash-mode", OPTION_TEXT, VALUE(flash_mode), "keep", NULL, false},
    {0, "flash-freq", OPTION_TEXT, VALUE(flash_frequency), "keep", NULL, false},
    {0, "flash-size", OPTION_TEXT, VALUE(flash_size), "SIZE", "of an STM32 or a Pico: 512K", false},
    {0, "fm", OPTION_TEXT, VALUE(flash_mode), "keep", NULL, true},
    {0, "ff", OPTION_TEXT, VALUE(flash_frequency), "keep", NULL, true},
    {0, "fs", OPTION_TEXT, VALUE(flash_size), "keep", NULL, true},
    {0},
};

// Small kinds of help ------------------------------------------------------------------------

static void trace_line(void *context, const char *line)
{
    fprintf(stderr, "%s\n", line);
}

static void show_progress(void *context, const char *what, uint32_t done, uint32_t size)
{
    struct flash_session *session = context;
    flash_report_progress(&session->report, what, done, size);
}

static bool is_interrupted(void *context)
{
    return interrupt_came();
}

enum status flash_parse_number(const char *text, uint32_t *number, struct failure *failure)
{
    bool is_negative;
    if (!esp_table_number(text, &is_negative, number) || is_negative) {
        return fail(failure, STATUS_USAGE, "'%.60s' is not a number of 32 bits", text);
    }
    return STATUS_OK;
}

enum status flash_parse_place(const char *operand, struct flash_place *place,
                              struct failure *failure)
{
    const char *equals = strchr(operand, '=');
    *place = (struct flash_place){operand, false, 0};
    if (equals == NULL || operand[0] < '0' || operand[0] > '9') {
        return STATUS_OK;
    }
    char text[24];
    snprintf(text, sizeof(text), "%.*s", (int) (equals - operand), operand);
    place->path = equals + 1;
    place->has_offset = true;
    return flash_parse_number(text, &place->offset, failure);
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

enum status flash_get_table(struct flash_session *session, struct failure *failure)
{
    enum status status = STATUS_OK;
    if (!session->has_table) {
        session->report.part = "partition table";
        status = flasher_read_table(&session->flasher, &session->table, failure);
        session->has_table = status == STATUS_OK;
        if (session->has_table) {
            partition_names_write(&session->table);
        }
        flash_report_clear(&session->report);
    }
    return status;
}

enum status flash_get_partition(struct flash_session *session, const char *name,
                                const struct esp_partition **row, struct failure *failure)
{
    enum status status = flash_get_table(session, failure);
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

void flash_warn_unsure(struct flash_session *session, uint32_t unsure, uint32_t offset)
{
    if (unsure > 0) {
        flash_warn(&session->report,
                   "a request was disturbed; the flash from 0x%" PRIx32 " to 0x%" PRIx32
                   " was not compared: when the board does not start, flash the whole image",
                   offset - unsure, offset);
    }
}

enum status flash_confirm(struct flash_session *session, const char *what, struct failure *failure)
{
    char line[16];
    if (session->values->yes || session->values->dry_run) {
        return STATUS_OK;
    }
    if (!file_input_is_terminal() || !file_error_is_terminal()) {
        return fail(failure, STATUS_USAGE, "erasing needs --yes\nit would %s", what);
    }
    fprintf(stderr, "%s of the %s at %s? [y/N] ", what, session->flasher.identity.chip->title,
            session->flasher.options.port);
    fflush(stderr);
    // Ctrl-C ends the reading.
    if (fgets(line, sizeof(line), stdin) == NULL || (line[0] != 'y' && line[0] != 'Y')) {
        return fail(failure, STATUS_INTERRUPTED, "not confirmed");
    }
    return STATUS_OK;
}

// The command line ---------------------------------------------------------------------------

static enum status run_reset(struct flash_session *session, struct failure *failure)
{
    return STATUS_OK; // the reset at the end is all
}

static const struct form {
    const char *name;
    int least; // operands
    int most;
    enum status (*run)(struct flash_session *session, struct failure *failure);
    const char *usage;
} forms[] = {
    {"erase", 1, 1, flash_run_erase, "'erase' needs one region: a partition, OFFSET:SIZE or all"},
    {"read", 1, 1, flash_run_read, "'read' needs one region and -o FILE"},
    {"info", 0, 0, flash_run_info, "'info' takes nothing more"},
    {"verify", 1, 100, flash_run_verify, "'verify' needs a FILE or OFFSET=FILE"},
    {"reset", 0, 0, run_reset, "'reset' takes nothing more"},
    {"partitions", 0, 0, flash_run_partitions, "'partitions' takes nothing more"},
};
static const struct form write_form = {"", 1, 100, flash_run_write, "nothing to flash"};

// That the file can be written, before minutes are spent on reading.
static enum status check_output(const char *path, struct failure *failure)
{
    struct file_output output;
    enum status status = file_output_open(&output, path, failure);
    if (status == STATUS_OK) {
        file_output_abort(&output);
    }
    return status;
}

static enum status check_readable(const struct flash_session *session, struct failure *failure)
{
    enum status status = STATUS_OK;
    for (int i = 0; i < session->operand_count && status == STATUS_OK; i++) {
        struct flash_place place;
        struct file_bytes bytes = {0};
        status = flash_parse_place(session->operands[i], &place, failure);
        if (status == STATUS_OK) {
            status = file_map(place.path, &bytes, failure);
        }
        file_unmap(&bytes);
    }
    return status;
}

// Which form it is, and whether it has what it needs, before any board is looked for.
static enum status find_form(struct flash_session *session, const struct form **form,
                             struct failure *failure)
{
    *form = &write_form;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]) && session->operand_count > 0; i++) {
        if (strcmp(session->operands[0], forms[i].name) == 0) {
            *form = &forms[i];
            session->operands++;
            session->operand_count--;
            break;
        }
    }
    if (session->operand_count < (*form)->least || session->operand_count > (*form)->most ||
        ((*form)->run == flash_run_read && session->values->output == NULL)) {
        return fail(failure, STATUS_USAGE, "%s", (*form)->usage);
    }
    if ((*form)->run == flash_run_read) {
        return check_output(session->values->output, failure);
    }
    if ((*form)->run == flash_run_verify) {
        return check_readable(session, failure);
    }
    return *form == &write_form ? flash_check_files(session, failure) : STATUS_OK;
}

static enum status check_mode(const char *option, const char *text, const char *const words[3],
                              int *index, struct failure *failure)
{
    for (*index = 0; *index < 3 && text != NULL && words[*index] != NULL; (*index)++) {
        if (is_word(text, words[*index])) {
            return STATUS_OK;
        }
    }
    *index = 0;
    return text == NULL ? STATUS_OK
                        : fail(failure, STATUS_USAGE, "unknown mode '%.40s' of %s", text, option);
}

// The header of what is written stays as it is in the file.
static enum status check_keep(const char *option, const char *text, struct failure *failure)
{
    if (text == NULL || strcmp(text, "keep") == 0) {
        return STATUS_OK;
    }
    return fail(failure, STATUS_USAGE,
                "%s can only be 'keep'\nheaders are changed where images are made: 'avm image'",
                option);
}

// What nobody can choose is not passed over in silence.
static enum status check_always(const struct flash_values *values, struct failure *failure)
{
    if (!values->compress) {
        return fail(failure, STATUS_USAGE,
                    "--no-compress is not possible\nleave it away: blocks are always compressed");
    }
    if (!values->verify) {
        return fail(failure, STATUS_USAGE,
                    "--no-verify is not possible\nleave it away: what is written is verified");
    }
    if (values->stub) {
        return fail(failure, STATUS_USAGE,
                    "--stub is not possible\nleave it away: only the loader in the chip is used");
    }
    return STATUS_OK;
}

static enum status fill_options(const struct flash_values *values, struct flasher_options *to,
                                struct failure *failure)
{
    static const char *const before[3] = {"default-reset", "usb-reset", "no-reset"};
    static const enum esp_before befores[3] = {ESP_BEFORE_RESET, ESP_BEFORE_USB_RESET,
                                               ESP_BEFORE_NO_RESET};
    static const char *const after[3] = {"hard-reset", "no-reset", NULL};
    int index;
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
    enum status status = check_mode("--before", values->before, before, &index, failure);
    to->before = befores[index];
    if (status == STATUS_OK) {
        status = check_mode("--after", values->after, after, &index, failure);
        to->stay = index == 1;
    }
    if (status == STATUS_OK) {
        status = check_keep("--flash-mode", values->flash_mode, failure);
    }
    if (status == STATUS_OK) {
        status = check_keep("--flash-freq", values->flash_frequency, failure);
    }
    if (status == STATUS_OK) {
        status = check_keep("--flash-size", values->flash_size, failure);
    }
    uint32_t offset;
    if (status == STATUS_OK && values->offset != NULL) {
        status = flash_parse_number(values->offset, &offset, failure);
    }
    if (status == STATUS_OK && values->baud != NULL) {
        status = flash_parse_number(values->baud, &to->baud, failure);
    }
    if (status == STATUS_OK && (to->baud < 9600 || to->baud > 5000000)) {
        status =
            fail(failure, STATUS_USAGE, "%s is not a rate between 9600 and 5000000", values->baud);
    }
    return status;
}

// The session --------------------------------------------------------------------------------

// What an interrupted command leaves behind.
static void say_state(const struct flash_session *session, struct failure *failure)
{
    char text[160];
    snprintf(text, sizeof(text), "%s; the board %s",
             session->flasher.is_changed ? "it may hold a part of the new contents: flash it again"
                                         : "nothing was changed",
             session->is_reset ? "was reset" : "is still in its loader: reset it by hand");
    failure_add_hint(failure, text);
}

static void report_connected(struct flash_session *session, const char *port)
{
    const struct esp_identity *identity = &session->flasher.identity;
    const uint8_t *mac = identity->mac;
    char revision[24];
    char address[24];
    snprintf(revision, sizeof(revision), "%u.%u", identity->major, identity->minor);
    snprintf(address, sizeof(address), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
             mac[3], mac[4], mac[5]);
    struct flash_report *report = &session->report;
    flash_event(report, "connected");
    flash_event_text(report, "port", port);
    flash_event_text(report, "chip", identity->chip->name);
    flash_event_text(report, "revision", revision);
    flash_event_text(report, "features", identity->chip->features);
    flash_event_text(report, "mac", address);
    flash_event_number(report, "flash_size", identity->flash_size);
    flash_event_number(report, "flash_id", identity->flash_id);
    flash_event_flag(report, "secure_boot", identity->secure_boot);
    flash_event_flag(report, "flash_encryption", identity->flash_encrypted);
    flash_event_end(report);
    if (!report->json) {
        fprintf(stderr, "%s: %s revision v%s, %" PRIu32 " KB of flash\n", port,
                identity->chip->title, revision, identity->flash_size / 1024);
    }
}

// Without modem lines nothing gets the board into its loader again, but that is where it is.
static enum status report_reset(struct flash_session *session, struct failure *failure)
{
    bool loader = session->values->boot;
    if (!session->is_reset && !loader) {
        return fail(failure, STATUS_BOARD, "the board was not reset\npress RESET");
    }
    flash_say(&session->report, "%s\n", loader ? "the board is in its loader" : "reset");
    flash_event(&session->report, "reset");
    flash_event_flag(&session->report, "loader", loader);
    flash_event_end(&session->report);
    return STATUS_OK;
}

static enum status run_session(struct flash_session *session, const struct form *form,
                               const struct port_choice *port, struct flasher_options *to,
                               struct failure *failure)
{
    to->port = port->path;
    to->is_usb_jtag = port->is_usb_jtag;
    to->context = session;
    enum status status = flasher_open(&session->flasher, to, failure);
    if (status != STATUS_OK) {
        return status;
    }
    port_remember(port);
    report_connected(session, port->path);
    status = form->run(session, failure);
    flash_report_clear(&session->report);
    if (!to->stay) {
        struct failure ignored = {0};
        session->has_lines = session->values->monitor && flasher_has_lines(&session->flasher);
        session->is_reset =
            flasher_reset(&session->flasher, session->values->boot, &ignored) == STATUS_OK;
    }
    if (status == STATUS_OK && form->run == run_reset) {
        status = report_reset(session, failure);
    }
    if (status == STATUS_INTERRUPTED) {
        say_state(session, failure);
    } else if (status != STATUS_OK && session->flasher.is_changed) {
        flash_warn(&session->report,
                   "the board may hold a part of the new contents: flash it again");
    }
    flasher_close(&session->flasher);
    if (strstr(failure->subject, port->path) == NULL) {
        failure_add_subject(failure, port->path);
    }
    return status;
}

// The arguments once more, for the key of the monitor that flashes again. They are kept before they
// are parsed, which moves them. NULL: no memory.
static char **keep_arguments(int argc, char **argv)
{
    static char no_monitor[] = "--no-monitor";
    char **kept = calloc((size_t) argc + 2, sizeof(*kept));
    for (int i = 0; kept != NULL && i < argc; i++) {
        kept[i] = argv[i];
    }
    if (kept != NULL) {
        kept[argc] = no_monitor;
    }
    return kept;
}

// The pack that was flashed, or NULL.
static const char *find_pack(const struct flash_session *session)
{
    const char *last =
        session->operand_count > 0 ? session->operands[session->operand_count - 1] : "";
    size_t length = strlen(last);
    bool is_pack = length > 4 && strcmp(last + length - 4, ".avm") == 0;
    return is_pack && strchr(last, '=') == NULL ? last : NULL;
}

// What the monitor wants to know later, or now.
static int go_on(const struct flash_session *session, const struct port_choice *port,
                 char **arguments)
{
    const char *pack = find_pack(session);
    if (pack != NULL) {
        project_state_keep_pack(pack);
    }
    if (!session->values->monitor) {
        return STATUS_OK;
    }
    const struct monitor_start start = {
        .port = port->path,
        .reset = session->is_reset && session->has_lines && !session->values->boot,
        .pack = pack,
        .flash_arguments = arguments,
    };
    return monitor_continue(&start);
}

static enum status flash(struct flash_session *session, struct port_choice *port,
                         struct failure *failure)
{
    struct flasher_options to = {0};
    const struct form *form;
    enum status status = find_form(session, &form, failure);
    if (status == STATUS_OK) {
        status = fill_options(session->values, &to, failure);
    }
    if (status == STATUS_OK) {
        status = port_choose(session->values->port, port, failure);
    }
    if (status == STATUS_OK) {
        interrupt_catch();
        status = run_session(session, form, port, &to, failure);
        interrupt_release();
    }
    if (status == STATUS_INTERRUPTED) {
        failure_add_hint(failure, "nothing was changed"); // while connecting
    }
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct flash_values values = {.compress = true, .verify = true};
    struct operands operands;
    struct failure failure = {0};
    struct port_choice port;
    bool help;
    char **arguments = keep_arguments(argc, argv);
    enum status status =
        options_parse(options, argc, argv, false, &values, &operands, &help, &failure);
    if (status == STATUS_OK && help) {
        free(arguments);
        help_print(command);
        return report_output(command->name, STATUS_OK);
    }
    if (status == STATUS_OK) {
        status = check_always(&values, &failure);
    }
    struct flash_session session = {.values = &values};
    flash_report_init(&session.report, values.json);
    if (status == STATUS_OK) {
        session.operands = operands.items;
        session.operand_count = operands.count;
        flash_board *other = flash_board_of(&session);
        status =
            other != NULL ? other(&session, &port, &failure) : flash(&session, &port, &failure);
    }
    flash_report_end(&session.report, &failure);
    int exit_status = status == STATUS_OK ? report_output(command->name, STATUS_OK)
                                          : report_command_failure(command->name, &failure);
    if (exit_status == 0) {
        exit_status = go_on(&session, &port, arguments);
    }
    free(arguments);
    return exit_status;
}

static const struct command_form command_forms[] = {
    {"info", "", "chip, flash, security and partitions"},
    {"partitions", "", "the table of the board as CSV"},
    {"read", "REGION", "copy a region into the file of -o"},
    {"erase", "REGION", "erase a region, with --yes without asking"},
    {"verify", "FILE | OFFSET=FILE...", "compare without writing"},
    {"reset", "", "start the board again, with --boot into its loader"},
    {"unprotect", "", "STM32: take its protections off, which erases everything"},
    {0},
};

const struct command command_flash = {
    .name = "flash",
    .operands = "FILE.avm | IMAGE | OFFSET=FILE... | FORM ...",
    .summary = "put a pack on a board, verified",
    .details =
        "The pack goes to the partition main.avm of the table on the board. Only sectors\n"
        "that differ are written. A whole image, UF2 or Intel HEX goes to where it belongs,\n"
        "and leaves the non-volatile storage alone. A REGION is a partition, OFFSET:SIZE or\n"
        "all.\n",
    .examples = "avm flash app.avm\n"
                "avm flash release.img\n"
                "avm flash info -p /dev/ttyUSB0\n"
                "avm flash read nvs -o nvs.bin\n"
                "avm flash 0x1000=boot.bin 0x210000=app.avm --chip esp32\n"
                "avm flash --chip stm32 firmware.hex\n"
                "avm flash --chip pico app.avm\n",
    .forms = command_forms,
    .options = options,
    .run = run,
};
