// SPDX-License-Identifier: Apache-2.0
// chip.h - facts of every chip, from chips.def.

#ifndef FLASHER_CHIP_H
#define FLASHER_CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Offsets of the SPI controller's registers from its base.
struct chip_spi_layout {
    uint8_t usr;
    uint8_t usr1;
    uint8_t usr2;
    uint8_t mosi_length;
    uint8_t miso_length;
    uint8_t w0;
};

struct chip {
    const char *name;  // "esp32c3"
    const char *title; // "ESP32-C3"
    uint16_t id;
    uint32_t words[4];
    uint8_t begin_words;
    uint32_t boot_offset;
    uint16_t block_size;
    const struct chip_spi_layout *layout;
    uint32_t spi;
    uint32_t efuse;
    uint8_t mac;
    struct {
        uint8_t major_word, major_shift;
        uint8_t high_word, high_bit, high_to;
        uint8_t minor_word, minor_shift, minor_bits;
    } revision;
};

// All chips, ended by a row without name.
extern const struct chip chips[];

// By name ("esp32c3", "ESP32-C3", "esp32_c3"), by id, by the ROM's word (of chips that have no id
// on the wire). NULL: none.
const struct chip *chip_find_name(const char *name);
const struct chip *chip_find_id(uint32_t id);
const struct chip *chip_find_word(uint32_t word);

static inline bool chip_is_esp32(const struct chip *chip)
{
    return chip->id == 0;
}

#endif
