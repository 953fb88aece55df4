// SPDX-License-Identifier: Apache-2.0
// chip.c - lookup in the table of chips.

#include "flasher/chip.h"

static const struct chip_spi_layout layout_ESP32 = {0x1C, 0x20, 0x24, 0x28, 0x2C, 0x80};
static const struct chip_spi_layout layout_LATER = {0x18, 0x1C, 0x20, 0x24, 0x28, 0x58};

const struct chip chips[] = {
#define CHIP(name, title, id, w0, w1, w2, w3, begin, boot, block, layout, spi, efuse, mac, mw, ms, \
             hw, hb, ht, nw, ns, nb, wc, wp, sc, sb, sp, sk, features)                             \
    {#name,                                                                                        \
     title,                                                                                        \
     id,                                                                                           \
     {w0, w1, w2, w3},                                                                             \
     begin,                                                                                        \
     boot,                                                                                         \
     block,                                                                                        \
     &layout_##layout,                                                                             \
     spi,                                                                                          \
     efuse,                                                                                        \
     mac,                                                                                          \
     {mw, ms, hw, hb, ht, nw, ns, nb},                                                             \
     {wc, wp, sc, sb, sp, sk},                                                                     \
     features},
#include "flasher/chips.def"
#undef CHIP
    {.name = NULL},
};

static char fold(char character)
{
    return character >= 'A' && character <= 'Z' ? (char) (character - 'A' + 'a') : character;
}

// Equal but for case, dashes and underscores.
static bool is_same(const char *name, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '-' || *text == '_') {
            continue;
        }
        if (*name == '\0' || *name != fold(*text)) {
            return false;
        }
        name++;
    }
    return *name == '\0';
}

const struct chip *chip_find_name(const char *name)
{
    for (const struct chip *chip = chips; chip->name != NULL; chip++) {
        if (is_same(chip->name, name)) {
            return chip;
        }
    }
    return NULL;
}

const struct chip *chip_find_id(uint32_t id)
{
    for (const struct chip *chip = chips; chip->name != NULL; chip++) {
        if (chip->id == id) {
            return chip;
        }
    }
    return NULL;
}

// Words of later chips change with the silicon, so only these two are told by it.
const struct chip *chip_find_word(uint32_t word)
{
    for (const struct chip *chip = chips; chip->name != NULL; chip++) {
        if ((chip->id == 0 || chip->id == 2) && chip->words[0] == word) {
            return chip;
        }
    }
    return NULL;
}
