// SPDX-License-Identifier: Apache-2.0
// esp_connect.c - into the loader, at a rate, and out of it again.

#include <string.h>

#include "flasher/esp_boot_text.h"
#include "flasher/esp_request.h"
#include "packbeam/bytes.h"

static enum status try_sync(struct esp *esp, struct failure *failure)
{
    static const uint8_t head[4] = {0x07, 0x07, 0x12, 0x20};
    uint8_t data[36];
    memcpy(data, head, 4);
    memset(data + 4, 0x55, 32);
    enum status status = esp_request(esp, OP_SYNC, data, 36, 0, SYNC_TIMEOUT_MS, 0, NULL, failure);
    // A ROM answers eight times; whatever follows must not find the rest.
    for (int i = 1; i < 8 && status == STATUS_OK; i++) {
        status = esp_next_answer(esp, OP_SYNC, SYNC_TIMEOUT_MS, failure);
        if (status == STATUS_BOARD) {
            return esp_drop_input(esp, SYNC_TIMEOUT_MS, failure); // fewer came: it is quiet now
        }
    }
    return status;
}

// Five times, with what disturbs the answers cleared away in between.
static enum status sync_five_times(struct esp *esp, struct failure *failure)
{
    enum status status = STATUS_OK;
    for (int i = 0; i < 5 && status == STATUS_OK; i++) {
        status = try_sync(esp, failure);
        if (status == STATUS_OK || status == STATUS_IO || status == STATUS_INTERRUPTED) {
            return status;
        }
        status = esp_drop_input(esp, 50, failure);
    }
    return status == STATUS_OK ? STATUS_BOARD : status;
}

enum status esp_resync(struct esp *esp, struct failure *failure)
{
    enum status status = esp_drop_input(esp, REFUSED_QUIET_MS, failure);
    return status == STATUS_OK ? sync_five_times(esp, failure) : status;
}

// A step of a reset: lines, then a pause. DTR low pulls IO0 low, RTS low pulls EN low.
struct step {
    bool dtr;
    bool rts;
    uint16_t pause_ms;
};

static const struct step tight[] = {{0, 0, 0}, {1, 1, 0}, {0, 1, 100}, {1, 0, 50}, {0, 0, 0}};
static const struct step tight_slow[] = {{0, 0, 0}, {1, 1, 0}, {0, 1, 100}, {1, 0, 550}, {0, 0, 0}};
static const struct step classic[] = {{0, 1, 100}, {1, 0, 50}, {0, 0, 0}};
static const struct step classic_slow[] = {{0, 1, 100}, {1, 0, 550}, {0, 0, 0}};
static const struct step usb_jtag[] = {{0, 0, 100}, {1, 0, 100}, {1, 1, 0}, {0, 1, 100}, {0, 0, 0}};
static const struct step run_program[] = {{0, 1, 100}, {0, 0, 0}};

static const struct sequence {
    const struct step *steps;
    size_t count;
    const char *name;
} sequences[] = {
    {tight, 5, "tight"},     {usb_jtag, 5, "USB-serial-JTAG"},   {tight_slow, 5, "tight, slow"},
    {classic, 3, "classic"}, {classic_slow, 3, "classic, slow"}, {usb_jtag, 5, "USB-serial-JTAG"},
    {tight, 5, "tight"},
};
#define SEQUENCE_COUNT (sizeof(sequences) / sizeof(sequences[0]))

static enum status run_steps(struct esp *esp, const struct step *steps, size_t count,
                             struct failure *failure)
{
    for (size_t i = 0; i < count; i++) {
        enum status status =
            transport_set_lines(esp->transport, steps[i].dtr, steps[i].rts, failure);
        if (status == STATUS_OK && steps[i].pause_ms > 0) {
            status = transport_sleep_ms(esp->transport, steps[i].pause_ms, failure);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

enum status esp_connect(struct esp *esp, struct failure *failure)
{
    bool has_lines = esp->before != ESP_BEFORE_NO_RESET;
    esp->text_size = 0;
    esp->text[0] = '\0';
    for (size_t attempt = 0; attempt < SEQUENCE_COUNT; attempt++) {
        const struct sequence *sequence = &sequences[attempt];
        enum status status = STATUS_OK;
        if (esp->is_usb_jtag) {
            sequence = &sequences[1];
        }
        if (has_lines) {
            esp_trace(esp, "reset: %s", sequence->name);
            status = run_steps(esp, sequence->steps, sequence->count, failure);
            if (status == STATUS_FAILED) {
                has_lines = false; // the board is reset by hand, or stands in its loader already
                status = STATUS_OK;
            }
        }
        for (int i = 0; i < 5 && status == STATUS_OK; i++) {
            status = try_sync(esp, failure);
            if (status == STATUS_OK) {
                return STATUS_OK;
            }
            if (status == STATUS_BOARD || status == STATUS_FAILED) {
                status = transport_sleep_ms(esp->transport, 50, failure);
            }
        }
        if (status == STATUS_OK && esp->is_8266) {
            status = fail(failure, STATUS_BOARD,
                          "the chip is an ESP8266, which is not supported: its loader can neither "
                          "read flash nor sum it");
            failure_add_subject(failure, transport_name(esp->transport));
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    enum status status =
        esp_explain_silence(esp->text, esp->text_size, (int) SEQUENCE_COUNT, failure);
    failure_add_subject(failure, transport_name(esp->transport));
    return status;
}

enum status esp_reset(struct esp *esp, bool loader, struct failure *failure)
{
    enum status status =
        loader ? run_steps(esp, tight, 5, failure) : run_steps(esp, run_program, 2, failure);
    if (status != STATUS_FAILED || loader) {
        return status;
    }
    // No lines: let the ROM leave, by an empty transfer and its end with "reboot".
    uint32_t words[5] = {0, 0, 0x400, 0, 0};
    if (esp->chip == NULL) {
        return STATUS_FAILED;
    }
    // A flash of no size, so that a damaged request cannot erase anything.
    const uint32_t params[6] = {0, 0, 0x10000, ESP_SECTOR, 0x100, 0xFFFF};
    status = esp_request_words(esp, OP_SPI_SET_PARAMS, params, 6, TIMEOUT_MS, failure);
    if (status == STATUS_OK) {
        status = esp_request_words(esp, OP_FLASH_BEGIN, words, esp->chip->begin_words, TIMEOUT_MS,
                                   failure);
    }
    if (status == STATUS_OK) {
        const uint8_t reboot[4] = {0};
        status = esp_send(esp, OP_FLASH_END, reboot, 4, 0, failure);
    }
    return status;
}

// ESP32: it works out its clock from a calibration in the eFuses.
static enum status esp32_baud_word(struct esp *esp, uint32_t baud, uint32_t *word,
                                   struct failure *failure)
{
    uint32_t clock = 0;
    uint32_t fuse = 0;
    enum status status = esp_read_register(esp, 0x3FF5F06C, &clock, failure);
    if (status == STATUS_OK) {
        status = esp_read_register(esp, 0x3FF5A010, &fuse, failure);
    }
    uint64_t f = (uint64_t) (clock >> 7) * 15625 * (fuse & 0xFF) / 40;
    uint64_t n = f > 33000000 ? 40000000 : 26000000;
    if (status == STATUS_OK && f == 0) {
        return STATUS_FAILED;
    }
    *word = (uint32_t) (baud * f / n);
    return status;
}

#define UART_DIVIDER 0x60000014 // of all later chips but ESP32-P4

// The crystal of the board in MHz: the ROM has measured the rate that we send at.
static enum status find_crystal(struct esp *esp, uint32_t *mhz, struct failure *failure)
{
    uint32_t divider = 0;
    enum status status = esp_read_register(esp, UART_DIVIDER, &divider, failure);
    uint64_t clock = (uint64_t) (divider & 0xFFFFF) * transport_format(esp->transport)->baud;
    *mhz = clock > 45000000 ? 48 : clock > 33000000 ? 40 : 26;
    return status;
}

// The ROM divides what it believes its crystal is, so the number to send is that much off.
static enum status baud_word(struct esp *esp, uint32_t baud, uint32_t *word,
                             struct failure *failure)
{
    uint32_t found = 40;
    uint32_t believed = 40;
    enum status status = STATUS_OK;
    *word = baud;
    if (chip_is_esp32(esp->chip)) {
        return esp32_baud_word(esp, baud, word, failure);
    }
    if (esp->chip->id == CHIP_ID_ESP32C2) {
        status = find_crystal(esp, &found, failure);
    } else if (esp->chip->id == CHIP_ID_ESP32C5) {
        status = find_crystal(esp, &found, failure);
        if (status == STATUS_OK) {
            status = esp_read_register(esp, 0x60096110, &believed, failure);
        }
        believed = believed >> 24 & 0x7F;
        believed = believed == 40 || believed == 48 ? believed : found;
    }
    *word = (uint32_t) ((uint64_t) baud * believed / found);
    return status;
}

enum status esp_set_baud(struct esp *esp, uint32_t baud, struct failure *failure)
{
    uint32_t words[2] = {0, 0};
    uint8_t data[8] = {0};
    enum status status = baud_word(esp, baud, &words[0], failure);
    if (status != STATUS_OK) {
        return status;
    }
    bytes_put_le32(data, words[0]);
    status = esp_request(esp, OP_CHANGE_BAUDRATE, data, 8, 0, TIMEOUT_MS, 0, NULL, failure);
    if (status == STATUS_OK) {
        status = transport_set_baud(esp->transport, baud, failure);
    }
    if (status == STATUS_OK) {
        status = esp_drop_input(esp, 50, failure);
    }
    return status == STATUS_OK ? sync_five_times(esp, failure) : status;
}
