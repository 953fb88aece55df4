// SPDX-License-Identifier: Apache-2.0
// esp.h - a board with an Espressif chip: its ROM loader, the program that a client may load to
// take over from it, and the boot messages.
//
// Written from esp-serial-protocol.md, which holds what mask ROMs were observed to answer; the
// golden sessions in golden/slip are replayed against it. It shares nothing with flasher/.
#ifndef TESTS_PEER_ESP_H
#define TESTS_PEER_ESP_H

#include <zlib.h>

#include "tests/peer/board.h"
#include "tests/peer/fault.h"
#include "tests/peer/line.h"
#include "tests/peer/nor.h"

enum {
    ESP_DATA_MAX = 0x4000,      // payload of a block
    ESP_ROM_BLOCK_MAX = 0x1800, // that a ROM takes
    ESP_FRAME_MAX = 24 + ESP_DATA_MAX,
    ESP_SECTOR = 0x1000,
    ESP_REG_MAX = 128
};

struct esp_chip {
    const char *name, *title;
    int32_t id;
    uint32_t rom_word;
    uint8_t status_size, begin_words, security_size;
    uint32_t boot_offset, spi_base;
    uint8_t usr, length, w0;
    uint32_t uart_divider;
    uint32_t crystal_mhz, boot_baud;
    const char *loader_text, *run_text;
};

// How DTR and RTS act on the chip.
enum esp_circuit {
    ESP_CIRCUIT_TRANSISTORS, // the usual two: EN low while RTS alone, IO0 low while DTR alone
    ESP_CIRCUIT_USB_JTAG,    // in the chip: DTR alone asks for the loader, RTS alone resets
    ESP_CIRCUIT_NONE
};

struct esp_reg {
    uint32_t address, value;
};

struct esp_options {
    const struct esp_chip *chip;
    enum esp_circuit circuit;
    uint32_t en_delay_ms; // the capacitor at EN: how long it takes to rise
    uint32_t crystal_mhz; // 0: what the ROM expects
    uint32_t flash_id;    // maker, type, size code as the chip sends them
    uint32_t security_flags;
    uint8_t crypt_count;
    int stub;             // version of the program that a loaded one is taken for; 0: any program
    uint32_t erase_us;    // time for a sector
    uint32_t write_us;    // time for 256 bytes
    const char *app_text; // what the application prints when it starts
    struct esp_reg registers[8]; // what these hold after a reset, whatever the chip has there
    size_t register_count;
    bool is_verifying; // a block that does not read back as written is refused with 08
};

enum esp_mode { ESP_HELD, ESP_RUNNING, ESP_LOADER, ESP_STUB };

// What a data block goes to.
enum esp_target { ESP_TARGET_NONE, ESP_TARGET_RAM, ESP_TARGET_FLASH, ESP_TARGET_DEFLATED };

struct esp_write {
    enum esp_target target;
    uint32_t next_sequence, block_size;
    uint32_t at, end;      // where the next byte goes, and what was announced
    uint32_t erased_until; // stub: sectors before it are erased
    uint8_t failed;        // stub: error to report with the next answer
    bool is_inflating, is_stream_done;
    z_stream stream;
};

// Stub: a flash read under way.
struct esp_read {
    bool is_active;
    uint32_t offset, size, packet_size, in_flight;
    uint32_t sent, acknowledged;
};

struct esp {
    struct esp_options options;
    struct line *line;
    struct nor *nor;
    struct fault *fault;

    enum esp_mode mode;
    bool dtr, rts;
    bool asked_loader;   // USB-JTAG: DTR alone was seen
    uint64_t en_rise_ns; // BOARD_NEVER: EN does not change

    uint8_t frame[ESP_FRAME_MAX];
    size_t frame_size;
    bool in_frame, is_escaped;

    // An answer. What is not set keeps what an earlier answer left there, as in the ROM.
    uint8_t answer[8 + 64 + 4];
    uint32_t value;
    uint8_t error;
    uint8_t last_operation;

    struct esp_reg regs[ESP_REG_MAX];
    size_t reg_count;
    bool write_enabled; // of the flash chip
    uint32_t flash_status;

    bool is_attached;
    uint32_t flash_size; // as SPI_SET_PARAMS told
    struct esp_write write;
    struct esp_read read;
    uint64_t loader_starts, app_starts;
};

const struct esp_chip *esp_find_chip(const char *name);
const struct esp_chip *esp_chip_at(size_t index); // NULL behind the last

// Make the board and describe it to the line. It starts with power on, running.
void esp_init(struct esp *esp, const struct esp_options *options, struct line *line,
              struct nor *nor, struct fault *fault, struct board *board);

// For the parts of the board --------------------------------------------------------------------

uint32_t esp_word(const uint8_t *bytes); // little-endian
void esp_put_word(uint8_t *bytes, uint32_t word);

// Answer an operation with data, in the form of whoever speaks. Error 0 is success.
void esp_answer(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size,
                uint8_t error);
void esp_send_frame(struct esp *esp, const uint8_t *bytes, size_t size);

// esp_regs.c
void esp_regs_reset(struct esp *esp);
// Attach the flash, which answers from now on if it has a supply.
void esp_regs_attach(struct esp *esp);
uint32_t esp_reg_read(struct esp *esp, uint32_t address);
void esp_reg_write(struct esp *esp, uint32_t address, uint32_t value, uint32_t mask);

// esp_boot.c
void esp_start(struct esp *esp, enum board_start start);
void esp_run_application(struct esp *esp, bool with_reset_text);
void esp_lines(struct esp *esp, bool dtr, bool rts);

// esp_flash.c: operations on flash and RAM, for the ROM and for the stub. They answer.
void esp_begin(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size);
void esp_data(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size, uint32_t sum);
void esp_end(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size);
void esp_md5(struct esp *esp, const uint8_t *data, size_t size);
void esp_read_slow(struct esp *esp, const uint8_t *data, size_t size);
void esp_erase(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size);
void esp_read_begin(struct esp *esp, const uint8_t *data, size_t size);
void esp_read_acknowledge(struct esp *esp, const uint8_t *frame, size_t size);
void esp_write_stop(struct esp *esp);

// Operations and errors, section 2.
enum esp_operation {
    ESP_FLASH_BEGIN = 0x02,
    ESP_FLASH_DATA = 0x03,
    ESP_FLASH_END = 0x04,
    ESP_MEM_BEGIN = 0x05,
    ESP_MEM_END = 0x06,
    ESP_MEM_DATA = 0x07,
    ESP_SYNC = 0x08,
    ESP_WRITE_REG = 0x09,
    ESP_READ_REG = 0x0A,
    ESP_SPI_SET_PARAMS = 0x0B,
    ESP_SPI_ATTACH = 0x0D,
    ESP_READ_FLASH_SLOW = 0x0E,
    ESP_CHANGE_BAUDRATE = 0x0F,
    ESP_FLASH_DEFL_BEGIN = 0x10,
    ESP_FLASH_DEFL_DATA = 0x11,
    ESP_FLASH_DEFL_END = 0x12,
    ESP_SPI_FLASH_MD5 = 0x13,
    ESP_GET_SECURITY_INFO = 0x14,
    ESP_ERASE_FLASH = 0xD0,
    ESP_ERASE_REGION = 0xD1,
    ESP_READ_FLASH = 0xD2
};
enum esp_error {
    ESP_OK = 0,
    ESP_BAD_MESSAGE = 0x05,
    ESP_ACTION_FAILED = 0x06,
    ESP_CHECKSUM = 0x07,
    ESP_WRITE_FAILED = 0x08,
    ESP_READ_BEHIND_END = 0x09,
    ESP_READ_LENGTH = 0x0A,
    ESP_INFLATE = 0x0B,
    ESP_ADLER = 0x0C,
    ESP_PARAMETER = 0x64,
    ESP_STUB_LENGTH = 0xC0,
    ESP_STUB_CHECKSUM = 0xC1,
    ESP_STUB_COMMAND = 0xC3,
    ESP_STUB_SPI = 0xC4,
    ESP_STUB_NOT_WRITING = 0xC6,
    ESP_STUB_INFLATE = 0xC7,
    ESP_STUB_NONE = 0xFF
};

#endif
