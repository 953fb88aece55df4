// SPDX-License-Identifier: Apache-2.0
// esp_regs.c - registers: a few words with a meaning, and the SPI controller that a client drives
// by hand to talk to the flash chip (esp-serial-protocol.md, sections 4 and 5).
#include <string.h>

#include "tests/peer/esp.h"

struct initial {
    const char *chip;
    uint32_t address, value;
};

static const struct initial initials[] = {
#define ESP_CHIP(...)
#define ESP_REG(chip, address, value) {#chip, address, value},
#include "tests/peer/esp_chips.def"
#undef ESP_CHIP
#undef ESP_REG
};

enum { SPI_ADDRESS = 0x04, SPI_START = 1 << 18, WRITE_ENABLE_LATCH = 2 };

// Bits of the USR register: which parts a transaction has.
static const uint32_t usr_address = 1u << 30, usr_input = 1u << 28;

static struct esp_reg *find_reg(struct esp *esp, uint32_t address)
{
    for (size_t i = 0; i < esp->reg_count; i++)
        if (esp->regs[i].address == address)
            return &esp->regs[i];
    return NULL;
}

static uint32_t get(struct esp *esp, uint32_t address)
{
    const struct esp_reg *reg = find_reg(esp, address);
    return reg == NULL ? 0 : reg->value;
}

// What does not fit is forgotten: a client that writes to more than a hundred registers is none.
static void set(struct esp *esp, uint32_t address, uint32_t value)
{
    struct esp_reg *reg = find_reg(esp, address);
    if (reg == NULL && esp->reg_count < ESP_REG_MAX) {
        reg = &esp->regs[esp->reg_count++];
        reg->address = address;
    }
    if (reg != NULL)
        reg->value = value;
}

// ESP32-P4 v3.1 and v3.2: the supply of the flash is off after a reset, and on once the pads have
// theirs and bits 0 and 1 of PMU_DATE force it. With eFuse DOWNLOAD_MODE_XPD_ON the loader of v3.2
// forces it from the start, and starts it once more when the flash is attached, which goes wrong
// while it is forced (the makers' notes on esptool-js 0.7 and esp-flasher-stub 1.2.2).
enum {
    P4_REVISION = 0x5012D04C,
    P4_FUSES = 0x5012D034,
    P4_PADS = 0x5011010C,
    P4_DATE = 0x501153FC
};

static bool has_switched_supply(struct esp *esp)
{
    uint32_t revision = get(esp, P4_REVISION) & 0x80003F;
    return strcmp(esp->options.chip->name, "esp32p4") == 0 &&
           (revision == 0x31 || revision == 0x32);
}

static bool starts_supply(struct esp *esp)
{
    return (get(esp, P4_REVISION) & 0xF) == 2 && (get(esp, P4_FUSES) >> 16 & 1) != 0;
}

void esp_regs_attach(struct esp *esp)
{
    bool is_forced = (get(esp, P4_DATE) & 3) == 3;
    if (!has_switched_supply(esp))
        esp->is_attached = true;
    else if (starts_supply(esp))
        esp->is_attached = !is_forced;
    else
        esp->is_attached = is_forced && (get(esp, P4_PADS) & 1) != 0;
}

void esp_regs_reset(struct esp *esp)
{
    const struct esp_chip *chip = esp->options.chip;
    esp->reg_count = 0;
    for (size_t i = 0; i < sizeof initials / sizeof initials[0]; i++)
        if (strcmp(initials[i].chip, chip->name) == 0)
            set(esp, initials[i].address, initials[i].value);
    set(esp, 0x40001000, chip->rom_word);
    for (size_t i = 0; i < esp->options.register_count; i++)
        set(esp, esp->options.registers[i].address, esp->options.registers[i].value);
    if (has_switched_supply(esp) && starts_supply(esp))
        set(esp, P4_DATE, get(esp, P4_DATE) | 3);
    esp->write_enabled = false;
    esp->flash_status = 0;
}

// The flash chip's answer to a command, as the word that the first data register then holds.
static uint32_t flash_answer(struct esp *esp, uint8_t opcode, uint32_t address)
{
    uint32_t id = esp->options.flash_id;
    uint32_t word = 0;
    switch (opcode) {
    case 0x9F:
        return id >> 16 | (id & 0xFF00) | (id & 0xFF) << 16;
    case 0x05:
        return (esp->flash_status & 0xFC) | (esp->write_enabled ? WRITE_ENABLE_LATCH : 0);
    case 0x35:
        return esp->flash_status >> 8 & 0xFF;
    case 0x15:
        return esp->flash_status >> 16 & 0xFF;
    case 0x03:
        for (uint32_t i = 0; i < 4; i++)
            if (nor_has(esp->nor, address + i, 1))
                word |= (uint32_t) esp->nor->bytes[address + i] << 8 * i;
        return word;
    default:
        return 0;
    }
}

static void flash_command(struct esp *esp, uint8_t opcode, uint32_t address)
{
    bool erases = opcode == 0x20 || opcode == 0x52 || opcode == 0xD8;
    uint32_t size = opcode == 0x20 ? 0x1000 : opcode == 0x52 ? 0x8000 : 0x10000;
    if (opcode == 0x06)
        esp->write_enabled = true;
    else if (opcode == 0x04)
        esp->write_enabled = false;
    else if (erases && esp->write_enabled)
        nor_erase(esp->nor, address / size * size, size);
    else if ((opcode == 0xC7 || opcode == 0x60) && esp->write_enabled)
        nor_erase(esp->nor, 0, esp->nor->size);
    if (erases || opcode == 0xC7 || opcode == 0x60)
        esp->write_enabled = false;
}

// Run the transaction that the registers describe.
static void run_spi(struct esp *esp)
{
    const struct esp_chip *chip = esp->options.chip;
    uint32_t base = chip->spi_base;
    uint32_t usr = get(esp, base + chip->usr);
    uint32_t usr1 = get(esp, base + chip->usr + 4), usr2 = get(esp, base + chip->usr + 8);
    uint32_t address = get(esp, base + SPI_ADDRESS);
    uint32_t bits = (usr & usr_input) == 0 ? 0
                    : chip->length == 0    ? (usr1 >> 8 & 0x1FF) + 1
                                           : get(esp, base + chip->length + 4u) + 1;
    bool is_left_aligned = strcmp(chip->name, "esp32") == 0 || strcmp(chip->name, "esp8266") == 0;
    if ((usr & usr_address) == 0)
        address = 0;
    else if (is_left_aligned)
        address >>= 8;

    uint8_t opcode = (uint8_t) usr2;
    uint32_t word = flash_answer(esp, opcode, address);
    flash_command(esp, opcode, address);
    if (bits == 0)
        return;
    if (bits < 32)
        word &= (1u << bits) - 1;
    set(esp, base + chip->w0, word);
}

static uint32_t aligned_read(struct esp *esp, uint32_t address)
{
    const struct esp_chip *chip = esp->options.chip;
    if (chip->uart_divider != 0 && address == chip->uart_divider) {
        uint32_t crystal = esp->options.crystal_mhz * 1000000u;
        uint32_t baud = esp->line->baud != 0 ? esp->line->baud : 115200;
        // On an ESP8266 the clock of the UART is twice the crystal's.
        return chip->id < 0 && chip->status_size == 2 ? crystal * 2 / baud : crystal / baud;
    }
    return get(esp, address);
}

uint32_t esp_reg_read(struct esp *esp, uint32_t address)
{
    uint32_t shift = address % 4 * 8;
    uint32_t word = aligned_read(esp, address - address % 4);
    if (shift == 0)
        return word;
    return word >> shift | aligned_read(esp, address - address % 4 + 4) << (32 - shift);
}

void esp_reg_write(struct esp *esp, uint32_t address, uint32_t value, uint32_t mask)
{
    const struct esp_chip *chip = esp->options.chip;
    value = (get(esp, address) & ~mask) | (value & mask);
    if (address != chip->spi_base) {
        set(esp, address, value);
        return;
    }
    // The bit that starts a transaction clears when it is done, which is at once.
    if ((value & SPI_START) != 0 && esp->is_attached)
        run_spi(esp);
    set(esp, address, value & ~(uint32_t) SPI_START);
}
