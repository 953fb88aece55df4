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
    struct {
        uint32_t config, protect;
        uint32_t super_config;
        uint8_t super_bit;
        uint32_t super_protect, super_key;
    } watchdog; // config 0: none that matters
    const char *features;
};

// All chips, ended by a row without name.
extern const struct chip chips[];

// By name ("esp32c3", "ESP32-C3", "esp32_c3"), by id, by the ROM's word (of chips that have no id
// on the wire). NULL: none.
const struct chip *chip_find_name(const char *name);
const struct chip *chip_find_id(uint32_t id);
const struct chip *chip_find_word(uint32_t word);

// Those with ways of their own.
#define CHIP_ID_ESP32S2 2
#define CHIP_ID_ESP32C2 12
#define CHIP_ID_ESP32P4 18
#define CHIP_ID_ESP32C5 23

static inline bool chip_is_esp32(const struct chip *chip)
{
    return chip->id == 0;
}

#endif
