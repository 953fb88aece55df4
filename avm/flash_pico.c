// SPDX-License-Identifier: Apache-2.0
// flash_pico.c - avm flash for boards with an RP2040 or RP2350: a UF2 file copied onto their drive.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/flash_boards.h"
#include "avm/image.h"
#include "flasher/hex.h"
#include "flasher/transport.h"
#include "flasher/uf2.h"
#include "flasher/uf2_drive.h"
#include "packbeam/packbeam.h"
#include "platforms/files.h"
#include "platforms/interrupt.h"

#define VENDOR     0x2E8A
#define STEP_MS    100
#define DRIVE_MS   15000 // until a board that was touched shows its drive
#define RESTART_MS 15000 // until it has everything and goes
#define PORT_MS    15000 // until its port is there again
#define TOUCH_MS   100
#define NO_DRIVE                                                                                   \
    "no drive of a board is mounted\nhold BOOTSEL while plugging the board in, mount its drive, "  \
    "or "                                                                                          \
    "name the folder with --drive"

struct board {
    struct flash_session *session;
    const struct uf2_board *wanted; // NULL: what is there
    struct uf2_drive drive;
    char port[256];     // of the running board; empty: not known
    struct buffer file; // UF2
    const char *path;
};

// The file ----------------------------------------------------------------------------------------

static enum status check_pack(const uint8_t *data, size_t size, struct failure *failure)
{
    struct pack pack;
    uint32_t pack_size;
    enum status status = pack_open(data, size, &pack, failure);
    return status == STATUS_OK ? pack_check(&pack, &pack_size, failure) : status;
}

// Flash that the program may use: what --flash-size says, or what the makers' own board has.
static enum status check_size(const struct board *board, const struct image *image,
                              struct failure *failure)
{
    uint32_t size = board->drive.board->flash_size;
    const char *text = board->session->values->flash_size;
    if (text != NULL && strcmp(text, "keep") != 0) {
        enum status status = image_number(text, &size, failure);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (image_start(image) < UF2_FLASH_BASE ||
        image_end(image) > (uint64_t) UF2_FLASH_BASE + size) {
        return fail(failure, STATUS_INPUT,
                    "from 0x%08" PRIx32 " to 0x%08" PRIx64 " is not within the %" PRIu32
                    " KB of flash\nnothing was copied; say how large the flash is with "
                    "--flash-size",
                    image_start(image), image_end(image), size / 1024);
    }
    return STATUS_OK;
}

// A pack, a program, or Intel HEX becomes UF2 of the board's family.
static enum status convert(struct board *board, const struct file_bytes *bytes,
                           struct failure *failure)
{
    const struct uf2_board *about = board->drive.board;
    struct uf2_options options = {.family = about->firmware};
    struct image image = {.pieces = NULL};
    uint32_t address = UF2_FLASH_BASE;
    enum status status = STATUS_OK;
    if (hex_is(bytes->data, bytes->size)) {
        status = hex_read(bytes->data, bytes->size, &image, NULL, failure);
    } else {
        if (pack_is(bytes->data, bytes->size)) {
            status = check_pack(bytes->data, bytes->size, failure);
            options.family = about->data;
            address = UF2_PACK_ADDRESS;
        } else if (!image_has_suffix(board->path, ".bin")) {
            status = fail(failure, STATUS_INPUT,
                          "neither a pack, UF2, Intel HEX nor a .bin\nnothing was copied");
        }
        if (status == STATUS_OK && board->session->values->offset != NULL) {
            status = flash_parse_number(board->session->values->offset, &address, failure);
        }
        if (status == STATUS_OK) {
            status = image_add(&image, address, bytes->data, bytes->size, false, failure);
        }
    }
    if (status == STATUS_OK) {
        status = image_settle(&image, failure);
    }
    if (status == STATUS_OK) {
        status = check_size(board, &image, failure);
    }
    if (status == STATUS_OK) {
        status = uf2_write(&image, &options, &board->file, failure);
    }
    image_clear(&image);
    return status;
}

static enum status prepare(struct board *board, struct failure *failure)
{
    struct file_bytes bytes = {.data = NULL};
    enum status status = file_map(board->path, &bytes, failure);
    if (status == STATUS_OK && uf2_is(bytes.data, bytes.size)) {
        buffer_add(&board->file, bytes.data, bytes.size);
        status = uf2_board_check(board->drive.board, bytes.data, bytes.size, failure);
    } else if (status == STATUS_OK) {
        status = convert(board, &bytes, failure);
    }
    if (status == STATUS_OK) {
        status = buffer_status(&board->file, failure);
    }
    image_add_subject(failure, board->path);
    file_unmap(&bytes);
    return status;
}

// The board ---------------------------------------------------------------------------------------

static enum status check_interrupt(struct failure *failure)
{
    return interrupt_came() ? fail(failure, STATUS_INTERRUPTED, "interrupted") : STATUS_OK;
}

// The drive that was named, or the only one that is there. STATUS_FAILED: none.
static enum status look_for_drive(struct board *board, struct failure *failure)
{
    const char *folder = board->session->values->drive;
    if (folder != NULL) {
        return uf2_drive_look(folder, &board->drive) ? STATUS_OK : STATUS_FAILED;
    }
    unsigned count = uf2_drive_find(&board->drive);
    if (count > 1) {
        return fail(failure, STATUS_USAGE,
                    "%u boards have their drives mounted\n"
                    "name one with --drive",
                    count);
    }
    return count == 1 ? STATUS_OK : STATUS_FAILED;
}

static void find_port(void *context, const struct serial_info *info)
{
    struct board *board = context;
    if (info->is_usb && info->vendor_id == VENDOR && board->port[0] == '\0') {
        snprintf(board->port, sizeof(board->port), "%s", info->path);
    }
}

// Opening the port at 1200 baud is how a running program is asked to give way to the boot loader.
// The port goes away while it is closed, so failures after the opening mean nothing.
static enum status touch(struct board *board, struct failure *failure)
{
    struct transport *transport;
    const struct transport_options options = {.format = {1200, 8, 1, SERIAL_PARITY_NONE}};
    flash_warn(&board->session->report, "%s: asked for its boot loader\n", board->port);
    enum status status = transport_open(board->port, &options, &transport, failure);
    if (status == STATUS_OK) {
        struct failure ignored = {0};
        transport_set_lines(transport, false, false, &ignored);
        transport_sleep_ms(transport, TOUCH_MS, &ignored);
        transport_close(transport);
    }
    return status;
}

static enum status find_drive(struct board *board, struct failure *failure)
{
    const char *port = board->session->values->port;
    enum status status = look_for_drive(board, failure);
    if (status != STATUS_FAILED) {
        return status;
    }
    if (port != NULL) {
        snprintf(board->port, sizeof(board->port), "%s", port);
    } else {
        serial_list(find_port, board, NULL);
    }
    if (board->port[0] == '\0') {
        return fail(failure, STATUS_BOARD, NO_DRIVE);
    }
    status = touch(board, failure);
    for (uint32_t waited = 0; status == STATUS_OK; waited += STEP_MS) {
        status = look_for_drive(board, failure);
        if (status != STATUS_FAILED) {
            return status;
        }
        if (waited >= DRIVE_MS) {
            return fail(failure, STATUS_BOARD, NO_DRIVE);
        }
        serial_sleep_ms(STEP_MS);
        status = check_interrupt(failure);
    }
    return status;
}

static enum status check_board(struct board *board, struct failure *failure)
{
    const struct uf2_drive *drive = &board->drive;
    if (drive->board == NULL) {
        fail(failure, STATUS_BOARD, "the drive is that of a board '%s', which is not known",
             drive->id);
    } else if (board->wanted != NULL && board->wanted != drive->board) {
        fail(failure, STATUS_BOARD, "the board is an %s, not an %s", drive->board->title,
             board->wanted->title);
    } else {
        return STATUS_OK;
    }
    failure_add_subject(failure, drive->folder);
    return STATUS_BOARD;
}

// The drive goes away when the board has everything.
static enum status await_restart(struct board *board, struct failure *failure)
{
    struct uf2_drive again;
    enum status status = STATUS_OK;
    for (uint32_t waited = 0; uf2_drive_look(board->drive.folder, &again); waited += STEP_MS) {
        if (waited >= RESTART_MS) {
            fail(failure, STATUS_BOARD,
                 "the board took the file, but has not restarted\n"
                 "it may refuse the file; press its reset button");
            failure_add_subject(failure, board->drive.folder);
            return STATUS_BOARD;
        }
        serial_sleep_ms(STEP_MS);
        status = check_interrupt(failure);
        if (status != STATUS_OK) {
            return status;
        }
    }
    for (uint32_t waited = 0; board->port[0] != '\0' && !file_exists(board->port);
         waited += STEP_MS) {
        if (waited >= PORT_MS) {
            flash_warn(&board->session->report, "%s has not come back\n", board->port);
            break;
        }
        serial_sleep_ms(STEP_MS);
        if (interrupt_came()) {
            break;
        }
    }
    return STATUS_OK;
}

static void report_copied(struct board *board)
{
    struct flash_report *report = &board->session->report;
    flash_event(report, "written");
    flash_event_text(report, "file", board->path);
    flash_event_text(report, "drive", board->drive.folder);
    flash_event_number(report, "size", board->file.size);
    flash_event_end(report);
    size_t blocks = board->file.size / UF2_BLOCK;
    flash_say(report, "%s: %zu block%s copied to %s, the board has restarted\n", board->path,
              blocks, blocks == 1 ? "" : "s", board->drive.folder);
}

static enum status run(struct board *board, struct failure *failure)
{
    enum status status = find_drive(board, failure);
    if (status == STATUS_OK) {
        status = check_board(board, failure);
    }
    if (status == STATUS_OK) {
        status = prepare(board, failure);
    }
    if (status == STATUS_OK && board->session->values->dry_run) {
        flash_say(&board->session->report, "would copy %zu bytes of UF2 to %s\n", board->file.size,
                  board->drive.folder);
        return STATUS_OK;
    }
    if (status == STATUS_OK) {
        status = uf2_drive_copy(&board->drive, board->file.data, board->file.size, failure);
    }
    if (status == STATUS_OK) {
        status = await_restart(board, failure);
    }
    if (status == STATUS_OK) {
        report_copied(board);
    }
    return status;
}

enum status flash_pico(struct flash_session *session, struct port_choice *port,
                       struct failure *failure)
{
    struct board board = {.session = session};
    const char *chip = session->values->chip;
    if (session->operand_count != 1) {
        return fail(failure, STATUS_USAGE, "a board of this kind takes one file");
    }
    if (chip != NULL && (board.wanted = uf2_find_board(chip)) == NULL) {
        return fail(failure, STATUS_USAGE, "unknown chip '%.40s'\nrp2040, pico, rp2350 or pico2",
                    chip);
    }
    board.path = session->operands[0];
    if (!file_exists(board.path)) {
        return fail(failure, STATUS_IO, "there is no file '%.100s'", board.path);
    }
    interrupt_catch();
    enum status status = run(&board, failure);
    interrupt_release();
    snprintf(port->path, sizeof(port->path), "%s", board.port);
    buffer_clear(&board.file);
    return status;
}
