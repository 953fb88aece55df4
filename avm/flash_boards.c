// SPDX-License-Identifier: Apache-2.0
// flash_boards.c - which boards are not Espressif's.

#include "avm/flash_boards.h"

#include <string.h>

#include "flasher/uf2.h"
#include "flasher/uf2_drive.h"
#include "packbeam/bytes.h"
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

// What a file of UF2 is for: a board that takes it on its drive, or an STM32. NULL: another.
static flash_board *board_of_file(const char *path)
{
    struct file_bytes bytes = {.data = NULL};
    flash_board *found = NULL;
    if (file_is_regular(path) && file_map(path, &bytes, NULL) == STATUS_OK &&
        uf2_is(bytes.data, bytes.size) && bytes.size >= UF2_BLOCK) {
        const struct uf2_family *family = uf2_find_family_id(bytes_get_le32(bytes.data + 28));
        found = family != NULL && begins_with(family->name, "stm32") ? flash_stm32 : NULL;
        for (const struct uf2_board *board = uf2_boards; board->name != NULL; board++) {
            bool is_for = uf2_board_check(board, bytes.data, bytes.size, NULL) == STATUS_OK;
            found = is_for ? flash_pico : found;
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
    flash_board *board = values->drive != NULL ? flash_pico : board_of_file(session->operands[0]);
    if (board != NULL) {
        return board;
    }
    bool has_port = values->port != NULL || platform_getenv("AVM_PORT") != NULL;
    bool is_file = file_is_regular(session->operands[0]);
    return !has_port && is_file && uf2_drive_find(&drive) > 0 ? flash_pico : NULL;
}
