// SPDX-License-Identifier: Apache-2.0
// flash_boards.c - which boards are not Espressif's.

#include <string.h>

#include "avm/flash_boards.h"

static const struct {
    const char *prefix; // of the value of --chip, in small letters
    flash_board *run;
} boards[] = {
    {"stm32", flash_stm32},
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

flash_board *flash_board_of(const char *chip)
{
    for (size_t i = 0; chip != NULL && i < sizeof(boards) / sizeof(boards[0]); i++) {
        if (begins_with(chip, boards[i].prefix)) {
            return boards[i].run;
        }
    }
    return NULL;
}
