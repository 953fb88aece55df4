// SPDX-License-Identifier: Apache-2.0
// stm32.h - a board with an STM32: its boot loader on the serial port (ST AN3155).
//
// Written from uf2-an3155.md and the golden traffic in golden/an3155. It shares nothing with
// flasher/.
#ifndef TESTS_PEER_STM32_H
#define TESTS_PEER_STM32_H

#include "tests/peer/board.h"
#include "tests/peer/fault.h"
#include "tests/peer/line.h"
#include "tests/peer/nor.h"

enum { STM32_FLASH = 0x08000000, STM32_RAM = 0x20000000, STM32_RAM_SIZE = 0x8000 };

struct stm32_chip {
    const char *name;
    uint16_t id;
    uint8_t version;         // of the loader
    bool has_extended_erase; // 44 instead of 43
    uint32_t default_kib;
    // Sectors: so many of each size in bytes, in order; the last kind fills the rest.
    struct {
        uint32_t count, size;
    } sectors[4];
};

struct stm32_options {
    const struct stm32_chip *chip;
    uint16_t id; // that it tells instead of the chip's; 0: no other
    bool is_read_protected, is_write_protected;
    uint32_t erase_us; // for a sector
    uint32_t write_us; // for a block of 256 bytes
    const char *app_text;
};

enum stm32_step {
    STM32_RUNNING,    // no loader
    STM32_BAUD,       // waits for 7F
    STM32_COMMAND,    // waits for a command
    STM32_COMPLEMENT, // and its complement
    STM32_ADDRESS,    // 4 bytes and their XOR
    STM32_READ_SIZE,  // number less 1 and its complement
    STM32_WRITE_DATA, // number less 1, data, XOR
    STM32_ERASE,      // page numbers of one byte
    STM32_EXTENDED,   // page numbers of two bytes
    STM32_PROTECT     // sector numbers
};

struct stm32 {
    struct stm32_options options;
    struct line *line;
    struct nor *nor;
    struct fault *fault;
    enum stm32_step step;
    uint8_t command;
    uint8_t bytes[2 + 2 * 65536 + 1]; // of the step under way
    size_t count;
    uint32_t address;
    bool is_read_protected, is_write_protected;
    bool dtr, rts;
    uint8_t ram[STM32_RAM_SIZE];
    uint64_t loader_starts, app_starts, go_address;
    uint64_t restart_ns;
};

const struct stm32_chip *stm32_find_chip(const char *name);
const struct stm32_chip *stm32_chip_at(size_t index);
void stm32_init(struct stm32 *stm32, const struct stm32_options *options, struct line *line,
                struct nor *nor, struct fault *fault, struct board *board);

#endif
