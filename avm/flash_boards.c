// SPDX-License-Identifier: Apache-2.0
// flash_boards.c - which boards are not Espressif's.

#include "avm/flash_boards.h"

#include <string.h>

#include "flasher/uf2_drive.h"
#include "platforms/files.h"
#include "platforms/platform.h"

static const struct {
    const char *prefix; // of the value of --chip, in small letters
    flash_board *run;
} boards[] = {
    {"stm32", flash_stm32},
    {"pico", flash_pico},
    {"rp2", flash_pico},
};

static bool begins_with(const char *text, const char *prefix)
{
    for (; *prefix != '\0'; text++, prefix++) {
        if ((*text >= 'A' && *text <= 'Z' ? *text + 0x20 : *text) != *prefix) {
            return false;
        }
    }
    return true;
}

// A file of UF2 for a board that takes it on its drive.
static bool is_for_drive(const char *path)
{
    struct file_bytes bytes = {.data = NULL};
    bool found = false;
    if (file_is_regular(path) && file_map(path, &bytes, NULL) == STATUS_OK) {
        for (const struct uf2_board *board = uf2_boards; board->name != NULL; board++) {
            found |= uf2_board_check(board, bytes.data, bytes.size, NULL) == STATUS_OK;
        }
    }
    file_unmap(&bytes);
    return found;
}

flash_board *flash_board_of(const struct flash_session *session)
{
    const struct flash_values *values = session->values;
    struct uf2_drive drive;
    for (size_t i = 0; values->chip != NULL && i < sizeof(boards) / sizeof(boards[0]); i++) {
        if (begins_with(values->chip, boards[i].prefix)) {
            return boards[i].run;
        }
    }
    if (values->chip != NULL || session->operand_count != 1) {
        return NULL;
    }
    if (values->drive != NULL || is_for_drive(session->operands[0])) {
        return flash_pico;
    }
    bool has_port = values->port != NULL || platform_getenv("AVM_PORT") != NULL;
    bool is_file = file_is_regular(session->operands[0]);
    return !has_port && is_file && uf2_drive_find(&drive) > 0 ? flash_pico : NULL;
}
