// SPDX-License-Identifier: Apache-2.0
// stm32_chip.h - STM32 parts and the sectors of their flash, from stm32_chips.def.

#ifndef FLASHER_STM32_CHIP_H
#define FLASHER_STM32_CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

#define STM32_FLASH_BASE 0x08000000U
#define STM32_KINDS_MAX  8

// So many sectors of a size, in order; a count of 0 fills the rest.
struct stm32_sectors {
    uint32_t count;
    uint32_t size;
};

struct stm32_chip {
    uint16_t id;
    const char *title;
    uint32_t flash_kib;
    uint32_t size_address;
    struct stm32_sectors sectors[STM32_KINDS_MAX]; // ended by a size of 0
};

// NULL: not in the table.
const struct stm32_chip *stm32_find_chip(uint16_t id);

// A sector: its number, its offset from the start of the flash, its size.
struct stm32_sector {
    uint32_t number;
    uint32_t offset;
    uint32_t size;
};

// The sector that an offset lies in. False: behind the flash.
bool stm32_find_sector(const struct stm32_sectors *kinds, uint32_t flash_size, uint32_t offset,
                       struct stm32_sector *sector);

// Read sectors as a user writes them: "4x16K,1x64K,128K" (a size alone fills the rest).
enum status stm32_parse_sectors(const char *text, struct stm32_sectors kinds[STM32_KINDS_MAX],
                                struct failure *failure);

#endif
