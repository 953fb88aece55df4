// SPDX-License-Identifier: Apache-2.0
// flash_stm32.c - avm flash --chip stm32: the boot loader in the ROM of an STM32.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/flash_boards.h"
#include "avm/image_files.h"
#include "avm/port_choice.h"
#include "flasher/stm32.h"
#include "flasher/uf2.h"
#include "packbeam/packbeam.h"
#include "platforms/files.h"
#include "platforms/interrupt.h"

#define DEFAULT_BAUD 115200
// Where a machine for 1 MB of flash looks for the program.
#define DEFAULT_PACK 0x08080000U
#define HAND_WAIT_MS 20000

struct board {
    struct flash_session *session;
    struct stm32 stm32;
    struct image image;
    uint32_t family;         // of UF2 among the files; 0: none
    bool is_closing_quietly; // the program is not started
};

static void show_progress(void *context, const char *what, uint32_t done, uint32_t size)
{
    struct board *board = context;
    board->session->report.part = "sectors";
    flash_report_progress(&board->session->report, what, done, size);
}

static void trace_line(void *context, const char *line)
{
    fprintf(stderr, "%s\n", line);
}

static bool is_interrupted(void *context)
{
    return interrupt_came();
}

static void ask(void *context, const char *text)
{
    struct board *board = context;
    flash_warn(&board->session->report, "%s\n", text);
}

// Files -------------------------------------------------------------------------------------------

// Where a file goes that does not say so itself.
static enum status default_place(const struct flash_values *values, const uint8_t *data,
                                 size_t size, uint32_t *address, struct failure *failure)
{
    struct pack pack;
    uint32_t pack_size;
    *address = STM32_FLASH_BASE;
    if (pack_is(data, size)) {
        *address = DEFAULT_PACK;
        enum status status = pack_open(data, size, &pack, failure);
        if (status == STATUS_OK) {
            status = pack_check(&pack, &pack_size, failure);
        }
        if (status != STATUS_OK) {
            return status;
        }
    } else if (size < 8 || data[3] != 0x20) {
        // The first word of a program is its stack, in RAM at 0x20000000.
        return fail(failure, STATUS_INPUT,
                    "neither a pack nor a program for an STM32\nsay where it belongs: "
                    "0x08000000=FILE");
    }
    return values->offset != NULL ? flash_parse_number(values->offset, address, failure)
                                  : STATUS_OK;
}

static bool is_for_stm32(uint32_t family)
{
    const struct uf2_family *known = uf2_find_family_id(family);
    return known != NULL && strncmp(known->name, "stm32", 5) == 0;
}

static enum status add_wrapped(struct board *board, const char *operand, struct failure *failure)
{
    enum status status = image_add_file(&board->image, operand, &board->family, failure);
    if (status == STATUS_OK && board->family != UF2_FAMILY_NONE && !is_for_stm32(board->family)) {
        const struct uf2_family *known = uf2_find_family_id(board->family);
        fail(failure, STATUS_INPUT, "its blocks are for %s (family 0x%08" PRIx32 "), not an STM32",
             known != NULL ? known->title : "another kind of board", board->family);
        image_add_subject(failure, operand);
        return STATUS_INPUT;
    }
    return status;
}

static enum status add_file(struct board *board, const char *operand, struct failure *failure)
{
    const struct flash_values *values = board->session->values;
    struct file_bytes bytes = {.data = NULL};
    uint32_t address = 0;
    bool has_place = strchr(operand, '=') != NULL && operand[0] >= '0' && operand[0] <= '9';
    bool is_wrapped = image_has_suffix(operand, ".hex") || image_has_suffix(operand, ".ihex") ||
                      image_has_suffix(operand, ".uf2");
    if (has_place || is_wrapped) {
        return add_wrapped(board, operand, failure);
    }
    enum status status = file_map(operand, &bytes, failure);
    if (status == STATUS_OK) {
        status = default_place(values, bytes.data, bytes.size, &address, failure);
    }
    if (status == STATUS_OK) {
        status = image_add(&board->image, address, bytes.data, bytes.size, false, failure);
    }
    image_add_subject(failure, operand);
    file_unmap(&bytes);
    return status;
}

// Files are read before a board is looked for.
static enum status add_files(struct board *board, struct failure *failure)
{
    const struct flash_session *session = board->session;
    enum status status = STATUS_OK;
    for (int i = 0; i < session->operand_count && status == STATUS_OK; i++) {
        status = add_file(board, session->operands[i], failure);
    }
    if (status == STATUS_OK) {
        status = image_settle(&board->image, failure);
    }
    // Pieces that touch are one: fewer, longer requests.
    return status == STATUS_OK ? image_join(&board->image, failure) : status;
}

// Forms -------------------------------------------------------------------------------------------

static enum status run_write(struct board *board, struct failure *failure)
{
    struct stm32_result result;
    struct flash_report *report = &board->session->report;
    bool dry_run = board->session->values->dry_run;
    enum status status = stm32_write(&board->stm32, &board->image, dry_run, &result, failure);
    flash_report_clear(report);
    if (status != STATUS_OK) {
        return status;
    }
    flash_event(report, dry_run ? "plan" : "written");
    flash_event_number(report, "offset", image_start(&board->image));
    flash_event_number(report, "size", result.size);
    flash_event_number(report, "changed", result.changed);
    flash_event_number(report, "sectors", result.sectors);
    flash_event_number(report, "kept", result.kept);
    flash_event_number(report, "retries", result.retries);
    flash_event_end(report);
    if (result.changed == 0) {
        flash_say(report, "%" PRIu32 " bytes are already there, nothing written\n", result.size);
        return STATUS_OK;
    }
    flash_say(report, "%s %" PRIu32 " bytes: %" PRIu32 " bytes of sectors%s, %" PRIu32 " kept%s\n",
              dry_run ? "would write" : "wrote", result.size, result.changed,
              dry_run ? "" : " erased", result.kept, dry_run ? "" : ", verified");
    if (result.retries > 0) {
        flash_say(report, "the link was disturbed, started again %u time%s\n", result.retries,
                  result.retries == 1 ? "" : "s");
    }
    return STATUS_OK;
}

static enum status run_verify(struct board *board, struct failure *failure)
{
    enum status status = stm32_verify(&board->stm32, &board->image, failure);
    flash_report_clear(&board->session->report);
    if (status == STATUS_OK) {
        flash_event(&board->session->report, "verified");
        flash_event_end(&board->session->report);
        flash_say(&board->session->report, "the flash holds the same\n");
    }
    return status;
}

// ADDRESS:SIZE, or all.
static enum status get_region(struct board *board, uint32_t *address, uint32_t *size,
                              struct failure *failure)
{
    const char *text = board->session->operands[0];
    const char *colon = strchr(text, ':');
    char first[24];
    if (strcmp(text, "all") == 0) {
        *address = STM32_FLASH_BASE;
        *size = board->stm32.flash_size;
        return STATUS_OK;
    }
    if (colon == NULL) {
        return fail(failure, STATUS_USAGE, "'%.60s' is not a region: ADDRESS:SIZE, or all", text);
    }
    snprintf(first, sizeof(first), "%.*s", (int) (colon - text), text);
    enum status status = flash_parse_number(first, address, failure);
    return status == STATUS_OK ? flash_parse_number(colon + 1, size, failure) : status;
}

static enum status run_read(struct board *board, struct failure *failure)
{
    uint32_t address;
    uint32_t size;
    uint8_t *data = NULL;
    enum status status = get_region(board, &address, &size, failure);
    if (status == STATUS_OK && size <= board->stm32.flash_size) {
        data = malloc(size > 0 ? size : 1);
        status = data == NULL ? fail_memory(failure, size)
                              : stm32_read(&board->stm32, address, size, data, failure);
    } else if (status == STATUS_OK) {
        status = fail(failure, STATUS_INPUT, "the region is larger than the flash");
    }
    flash_report_clear(&board->session->report);
    if (status == STATUS_OK) {
        status = file_replace(board->session->values->output, data, size, failure);
    }
    if (status == STATUS_OK) {
        flash_say(&board->session->report, "read %" PRIu32 " bytes at 0x%08" PRIx32 "\n", size,
                  address);
    }
    free(data);
    return status;
}

static enum status run_erase(struct board *board, struct failure *failure)
{
    uint32_t address;
    uint32_t size;
    char what[120];
    bool dry_run = board->session->values->dry_run;
    enum status status = get_region(board, &address, &size, failure);
    if (status == STATUS_OK) {
        snprintf(what, sizeof(what), "erase %" PRIu32 " bytes at 0x%08" PRIx32, size, address);
        status = flash_confirm(board->session, what, failure);
    }
    if (status == STATUS_OK && !dry_run) {
        status = stm32_erase(&board->stm32, address, size, failure);
    }
    flash_report_clear(&board->session->report);
    board->is_closing_quietly = true; // there may be no program any more
    if (status == STATUS_OK) {
        flash_say(&board->session->report, "%s %" PRIu32 " bytes at 0x%08" PRIx32 "\n",
                  dry_run ? "would erase" : "erased", size, address);
    }
    return status;
}

static enum status run_info(struct board *board, struct failure *failure)
{
    const struct stm32 *stm32 = &board->stm32;
    struct stm32_sector sector = {.size = 0};
    uint32_t at = 0;
    flash_say(&board->session->report, "loader    version %u.%u\nsectors  ",
              stm32->proto.version >> 4, stm32->proto.version & 0xFU);
    while (at < stm32->flash_size &&
           stm32_find_sector(stm32->sectors, stm32->flash_size, at, &sector)) {
        uint32_t size = sector.size;
        uint32_t count = 0;
        while (stm32_find_sector(stm32->sectors, stm32->flash_size, at, &sector) &&
               sector.size == size) {
            count++;
            at += size;
        }
        flash_say(&board->session->report, " %" PRIu32 "x%" PRIu32 "K", count, size / 1024);
    }
    flash_say(&board->session->report, "\n");
    return STATUS_OK;
}

static enum status run_reset(struct board *board, struct failure *failure)
{
    board->stm32.options.stay = board->session->values->boot;
    return STATUS_OK;
}

static enum status run_unprotect(struct board *board, struct failure *failure)
{
    enum status status = flash_confirm(board->session, "erase everything to unprotect", failure);
    if (status == STATUS_OK && !board->session->values->dry_run) {
        status = stm32_unprotect(&board->stm32, failure);
    }
    board->is_closing_quietly = true;
    if (status == STATUS_OK) {
        flash_say(&board->session->report, "the protections are off, the flash is blank\n");
    }
    return status;
}

static const struct form {
    const char *name;
    int least;
    int most;
    bool has_files;
    enum status (*run)(struct board *board, struct failure *failure);
    const char *usage;
} forms[] = {
    {"erase", 1, 1, false, run_erase, "'erase' needs one region: ADDRESS:SIZE or all"},
    {"read", 1, 1, false, run_read, "'read' needs one region and -o FILE"},
    {"info", 0, 0, false, run_info, "'info' takes nothing more"},
    {"verify", 1, 100, true, run_verify, "'verify' needs a FILE or ADDRESS=FILE"},
    {"reset", 0, 0, false, run_reset, "'reset' takes nothing more"},
    {"unprotect", 0, 0, false, run_unprotect, "'unprotect' takes nothing more"},
    {"", 1, 100, true, run_write, "nothing to flash"}, // what is no word is a file
};

static enum status find_form(struct flash_session *session, const struct form **form,
                             struct failure *failure)
{
    size_t last = sizeof(forms) / sizeof(forms[0]) - 1;
    size_t index = last;
    for (size_t i = 0; i < last && session->operand_count > 0; i++) {
        index = strcmp(session->operands[0], forms[i].name) == 0 ? i : index;
    }
    if (index != last) {
        session->operands++;
        session->operand_count--;
    }
    *form = &forms[index];
    if (session->operand_count < (*form)->least || session->operand_count > (*form)->most ||
        ((*form)->run == run_read && session->values->output == NULL)) {
        return fail(failure, STATUS_USAGE, "%s", (*form)->usage);
    }
    return STATUS_OK;
}

// The session -------------------------------------------------------------------------------------

static enum status fill_options(struct board *board, struct stm32_options *to,
                                struct failure *failure)
{
    const struct flash_values *values = board->session->values;
    *to = (struct stm32_options){.baud = DEFAULT_BAUD,
                                 .sectors = values->sectors,
                                 .hand_wait_ms = HAND_WAIT_MS,
                                 .is_interrupted = is_interrupted,
                                 .trace = values->trace ? trace_line : NULL,
                                 .progress = show_progress,
                                 .ask = ask,
                                 .context = board};
    to->no_reset = values->before != NULL && strncmp(values->before, "no", 2) == 0;
    to->stay = values->after != NULL && strncmp(values->after, "no", 2) == 0;
    enum status status = STATUS_OK;
    if (values->baud != NULL) {
        status = flash_parse_number(values->baud, &to->baud, failure);
    }
    if (status == STATUS_OK && (to->baud < 1200 || to->baud > 921600)) {
        status =
            fail(failure, STATUS_USAGE, "%s is not a rate between 1200 and 921600", values->baud);
    }
    if (status == STATUS_OK && values->flash_size != NULL &&
        strcmp(values->flash_size, "keep") != 0) {
        status = image_number(values->flash_size, &to->flash_size, failure);
    }
    return status;
}

// UF2 says which series it is for, and so does the beginning of the title of a chip.
static enum status check_family(const struct board *board, struct failure *failure)
{
    const struct uf2_family *family = uf2_find_family_id(board->family);
    const struct stm32_chip *chip = board->stm32.chip;
    if (board->family == UF2_FAMILY_NONE || family == NULL || chip == NULL ||
        strncmp(chip->title, family->title, strlen(family->title)) == 0) {
        return STATUS_OK;
    }
    return fail(failure, STATUS_INPUT,
                "the file is for %s, and the chip is %s\nnothing was changed", family->title,
                chip->title);
}

static void report_connected(struct board *board, const char *port)
{
    struct flash_report *report = &board->session->report;
    const struct stm32 *stm32 = &board->stm32;
    const char *title = stm32->chip != NULL ? stm32->chip->title : "STM32";
    flash_event(report, "connected");
    flash_event_text(report, "port", port);
    flash_event_text(report, "chip", "stm32");
    flash_event_text(report, "title", title);
    flash_event_number(report, "id", stm32->proto.id);
    flash_event_number(report, "flash_size", stm32->flash_size);
    flash_event_end(report);
    if (!report->json) {
        fprintf(stderr, "%s: %s (0x%03x), %" PRIu32 " KB of flash\n", port, title, stm32->proto.id,
                stm32->flash_size / 1024);
    }
}

static enum status run_session(struct board *board, const struct form *form,
                               const struct port_choice *port, struct stm32_options *to,
                               struct failure *failure)
{
    static const struct chip any = {.name = "stm32", .title = "STM32"};
    to->port = port->path;
    enum status status = stm32_open(&board->stm32, to, failure);
    if (status != STATUS_OK) {
        if (status == STATUS_INTERRUPTED) {
            failure_add_hint(failure, "nothing was changed");
        }
        return status;
    }
    // What a question at the terminal is about.
    board->session->flasher.identity.chip = &any;
    board->session->flasher.options.port = port->path;
    port_remember(port);
    report_connected(board, port->path);
    status = check_family(board, failure);
    if (status == STATUS_OK) {
        status = form->run(board, failure);
    }
    flash_report_clear(&board->session->report);
    if (status == STATUS_INTERRUPTED) {
        failure_add_hint(failure, board->stm32.is_changed
                                      ? "it may hold a part of the new contents: flash it again"
                                      : "nothing was changed");
    }
    stm32_close(&board->stm32, status == STATUS_OK && !board->is_closing_quietly);
    return status;
}

enum status flash_stm32(struct flash_session *session, struct port_choice *port,
                        struct failure *failure)
{
    struct board *board = calloc(1, sizeof(*board));
    struct stm32_options to;
    const struct form *form;
    if (board == NULL) {
        return fail_memory(failure, sizeof(*board));
    }
    board->session = session;
    enum status status = find_form(session, &form, failure);
    if (status == STATUS_OK) {
        status = fill_options(board, &to, failure);
    }
    if (status == STATUS_OK && form->has_files) {
        status = add_files(board, failure);
    }
    if (status == STATUS_OK) {
        status = port_choose(session->values->port, port, failure);
    }
    if (status == STATUS_OK) {
        interrupt_catch();
        status = run_session(board, form, port, &to, failure);
        interrupt_release();
    }
    image_clear(&board->image);
    free(board);
    return status;
}
