// SPDX-License-Identifier: Apache-2.0
// proto_esp.h - the serial loader in the ROM of Espressif chips. Facts: "Serial Protocol" of the
// esptool documentation, and sessions with mask ROMs in golden/slip.
//
// Answers carry no checksum, so nothing that matters is believed once: identities are read until
// two readings agree, contents are compared by MD5 on the chip. A refused or lost block ends the
// transfer: the ROM has used up its sequence number.
//
// Statuses: STATUS_BOARD no answer in time; STATUS_FAILED the loader refuses (esp->error says why);
// STATUS_IO the port is gone; STATUS_INTERRUPTED.

#ifndef FLASHER_PROTO_ESP_H
#define FLASHER_PROTO_ESP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flasher/chip.h"
#include "flasher/slip.h"
#include "flasher/transport.h"
#include "packbeam/md5.h"

#define ESP_SECTOR      0x1000U
#define ESP_FLASH_MAX   0x10000000U // what a size code can say
#define ESP_BLOCK_MIN   0x400U
#define ESP_BLOCK_MAX   0x1800U
#define ESP_REQUEST_MAX (8 + 16 + ESP_BLOCK_MAX)
#define ESP_ANSWER_MAX  512

enum esp_before {
    ESP_BEFORE_RESET,     // reset into the loader by DTR and RTS
    ESP_BEFORE_USB_RESET, // the sequence of USB-serial-JTAG only
    ESP_BEFORE_NO_RESET,  // it is there already
};

// Who turns the supply of the flash on.
enum esp_supply {
    SUPPLY_IS_ON,    // nobody has to
    SUPPLY_BY_US,    // ESP32-P4 v3.1 and v3.2: off after a reset
    SUPPLY_BY_LOADER // the same with an eFuse that has the loader do it
};

struct esp {
    struct transport *transport; // borrowed
    const struct chip *chip;     // NULL until esp_identify()
    enum esp_before before;
    bool is_usb_jtag; // the port is the chip's own: its sequence alone, and watchdogs to turn off
    bool is_8266;     // it answered as an ESP8266 does, which is none of our chips
    void (*trace)(void *context, const char *line); // NULL: not wanted
    void *context;
    uint8_t error; // of the last refusal
    enum esp_supply supply;
    uint32_t flash_size;
    uint32_t block_limit;  // of a block of flash data, on a bad line; 0: what the chip takes
    uint64_t waited_ms;    // for answers that never came
    unsigned disturbances; // answers lost, damaged or repeated
    char seen[120];        // the last of them, or the last refusal
    struct slip_decoder decoder;
    uint8_t answer[ESP_ANSWER_MAX];
    uint8_t input[1024]; // received, not decoded yet
    size_t input_start;
    size_t input_end;
    char text[1024]; // what came outside frames: boot messages
    size_t text_size;
    uint8_t request[ESP_REQUEST_MAX];
    uint8_t frame[SLIP_ENCODED_SIZE(ESP_REQUEST_MAX)];
};

struct esp_identity {
    const struct chip *chip;
    uint8_t mac[6];
    unsigned major;
    unsigned minor;
    uint32_t flash_id; // maker, type, size code from the low byte on
    uint32_t flash_size;
    bool secure_boot;
    bool flash_encrypted;
    bool secure_download;
};

void esp_init(struct esp *esp, struct transport *transport);

// Reset into the loader and synchronise, with every sequence in turn.
enum status esp_connect(struct esp *esp, struct failure *failure);
// Synchronise again after a disturbance, at the present rate.
enum status esp_resync(struct esp *esp, struct failure *failure);
// Which chip it is, and what it locks; fills these members of *identity. STATUS_FAILED with
// identity->secure_download: it takes nothing that we send.
enum status esp_find_chip(struct esp *esp, struct esp_identity *identity, struct failure *failure);
// The rest: address and revision; attach and measure the flash.
enum status esp_identify(struct esp *esp, struct esp_identity *identity, struct failure *failure);
// Over USB-serial-JTAG: keep the watchdogs from ending the session.
enum status esp_stop_watchdogs(struct esp *esp, struct failure *failure);
// Which chips leave the supply of the flash off: sets esp->supply, after the revision is known.
enum status esp_find_supply(struct esp *esp, const struct esp_identity *identity,
                            struct failure *failure);
// Turn it on where nobody else does, before it is attached.
enum status esp_supply_flash(struct esp *esp, struct failure *failure);
// Attach the flash again after a reset.
enum status esp_attach(struct esp *esp, struct failure *failure);
enum status esp_set_baud(struct esp *esp, uint32_t baud, struct failure *failure);

enum status esp_read_register(struct esp *esp, uint32_t address, uint32_t *value,
                              struct failure *failure);

// MD5 of a part of the flash, and its bytes (checked by MD5; slow).
enum status esp_flash_md5(struct esp *esp, uint32_t offset, uint32_t size, uint8_t digest[MD5_SIZE],
                          struct failure *failure);
enum status esp_flash_read(struct esp *esp, uint32_t offset, uint32_t size, uint8_t *data,
                           void (*progress)(void *context, uint32_t done, uint32_t size),
                           void *context, struct failure *failure);
// Erase whole sectors.
enum status esp_flash_erase(struct esp *esp, uint32_t offset, uint32_t size,
                            struct failure *failure);
// On a bad line: blocks of half the size, which are lost less often.
void esp_shorten_blocks(struct esp *esp);
// Write whole sectors; not verified.
enum status esp_flash_write(struct esp *esp, uint32_t offset, const uint8_t *data, uint32_t size,
                            void (*progress)(void *context, uint32_t done, uint32_t size),
                            void *context, struct failure *failure);

// Reset into the program, or into the loader.
enum status esp_reset(struct esp *esp, bool loader, struct failure *failure);

// The text of a refusal.
const char *esp_error_text(uint8_t error);

#endif
