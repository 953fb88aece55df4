// SPDX-License-Identifier: Apache-2.0
// stm32_chip.c - lookup of parts and sectors.

#include "flasher/stm32_chip.h"

#include <stdlib.h>
#include <string.h>

static const struct stm32_chip parts[] = {
#define STM32(id, title, kib, address, ...) {id, title, kib, address, {__VA_ARGS__}},
#include "flasher/stm32_chips.def"
#undef STM32
};

const struct stm32_chip *stm32_find_chip(uint16_t id)
{
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (parts[i].id == id) {
            return &parts[i];
        }
    }
    return NULL;
}

bool stm32_find_sector(const struct stm32_sectors *kinds, uint32_t flash_size, uint32_t offset,
                       struct stm32_sector *sector)
{
    uint32_t start = 0;
    uint32_t number = 0;
    for (size_t i = 0; i < STM32_KINDS_MAX && kinds[i].size > 0 && start < flash_size; i++) {
        uint32_t room = (flash_size - start) / kinds[i].size;
        uint32_t count = kinds[i].count == 0 || kinds[i].count > room ? room : kinds[i].count;
        uint32_t index = (offset - start) / kinds[i].size;
        if (offset >= start && index < count) {
            *sector =
                (struct stm32_sector){number + index, start + index * kinds[i].size, kinds[i].size};
            return true;
        }
        start += count * kinds[i].size;
        number += count;
    }
    return false;
}

// A size with K or M behind. Moves the text on.
static bool parse_size(const char **text, uint32_t *size)
{
    char *end;
    unsigned long value = strtoul(*text, &end, 0);
    if (end == *text || **text == '-' || value > 0x8000) {
        return false;
    }
    *size = (uint32_t) value;
    if (*end == 'K' || *end == 'k') {
        *size *= 1024;
        end++;
    }
    *text = end;
    return *size > 0;
}

enum status stm32_parse_sectors(const char *text, struct stm32_sectors kinds[STM32_KINDS_MAX],
                                struct failure *failure)
{
    const char *at = text;
    memset(kinds, 0, STM32_KINDS_MAX * sizeof(*kinds));
    for (size_t i = 0; i < STM32_KINDS_MAX; i++) {
        uint32_t number;
        bool good = parse_size(&at, &number);
        kinds[i].size = number;
        if (good && *at == 'x') {
            at++;
            kinds[i].count = number;
            good = parse_size(&at, &kinds[i].size);
        }
        if (!good || kinds[i].size % 256 != 0 || kinds[i].size > 0x100000) {
            break;
        }
        if (*at == '\0') {
            return STATUS_OK;
        }
        // What fills the rest is the last one.
        if (*at++ != ',' || kinds[i].count == 0) {
            break;
        }
    }
    return fail(failure, STATUS_USAGE,
                "'%.60s' are not sectors\nwrite counts and sizes: 4x16K,1x64K,128K", text);
}
