// SPDX-License-Identifier: Apache-2.0
// esp_identify.c - which chip it is, what it locks, and its flash.

#include <string.h>

#include "flasher/esp_request.h"
#include "packbeam/bytes.h"

static bool is_odd(uint32_t bits)
{
    bool odd = false;
    for (; bits != 0; bits &= bits - 1) {
        odd = !odd;
    }
    return odd;
}

// ESP32 has no security request: eFuse block 0, ESP32 Technical Reference Manual, "eFuse
// Controller": FLASH_CRYPT_CNT is bits 20 to 26 of word 0, ABS_DONE bits 4 and 5 of word 6.
static enum status read_esp32_security(struct esp *esp, struct esp_identity *identity,
                                       struct failure *failure)
{
    uint32_t word0 = 0;
    uint32_t word6 = 0;
    enum status status = esp_read_register(esp, esp->chip->efuse, &word0, failure);
    if (status == STATUS_OK) {
        status = esp_read_register(esp, esp->chip->efuse + 0x18, &word6, failure);
    }
    identity->flash_encrypted = is_odd(word0 >> 20 & 0x7F);
    identity->secure_boot = (word6 & 0x30) != 0;
    return status;
}

static enum status find_chip(struct esp *esp, struct esp_identity *identity,
                             struct failure *failure)
{
    memset(identity, 0, sizeof(*identity));
    uint8_t last[12] = {0};
    size_t last_size = 0;
    uint32_t last_id = UINT32_MAX;
    for (int i = 0; i < 8; i++) {
        struct esp_answer answer;
        enum status status =
            esp_request(esp, OP_SECURITY_INFO, NULL, 0, 0, TIMEOUT_MS / 3, 12, &answer, failure);
        if (status == STATUS_FAILED) {
            break; // an ESP32, which does not know the request
        }
        if (status != STATUS_OK) {
            if (status != STATUS_BOARD) {
                return status;
            }
            if ((status = esp_resync(esp, failure)) != STATUS_OK) {
                return status;
            }
            continue;
        }
        uint32_t id = answer.size >= 20 ? bytes_get_le32(answer.data + 12) : 2;
        if (answer.size == last_size && id == last_id && memcmp(last, answer.data, 12) == 0) {
            uint32_t flags = bytes_get_le32(answer.data);
            identity->secure_boot = (flags & 1) != 0;
            identity->secure_download = (flags & 4) != 0;
            identity->flash_encrypted = is_odd(answer.data[4]);
            esp->chip = chip_find_id(id);
            if (esp->chip == NULL) {
                return fail(failure, STATUS_BOARD, "chip id %u is not known", (unsigned) id);
            }
            return STATUS_OK;
        }
        memcpy(last, answer.data, 12);
        last_size = answer.size;
        last_id = id;
    }
    uint32_t word = 0;
    enum status status = esp_read_register(esp, 0x40001000, &word, failure);
    if (status != STATUS_OK) {
        return status;
    }
    esp->chip = chip_find_word(word);
    if (esp->chip == NULL) {
        return fail(failure, STATUS_BOARD,
                    "a chip whose ROM says %08x is not known\n"
                    "name it with --chip",
                    (unsigned) word);
    }
    return chip_is_esp32(esp->chip) ? read_esp32_security(esp, identity, failure) : STATUS_OK;
}

static enum status read_revision(struct esp *esp, struct esp_identity *identity,
                                 struct failure *failure)
{
    const struct chip *chip = esp->chip;
    enum status status = STATUS_OK;
    uint32_t word[6] = {0};
    if (chip_is_esp32(chip)) {
        uint32_t a = 0;
        uint32_t b = 0;
        uint32_t c = 0;
        status = esp_read_register(esp, 0x3FF5A00C, &a, failure);
        if (status == STATUS_OK) {
            status = esp_read_register(esp, 0x3FF5A014, &b, failure);
        }
        if (status == STATUS_OK) {
            status = esp_read_register(esp, 0x3FF6607C, &c, failure);
        }
        unsigned bits = (a >> 15 & 1) | (b >> 20 & 1) << 1 | (c >> 31) << 2;
        identity->major = bits == 7 ? 3 : bits == 3 ? 2 : bits == 1 ? 1 : 0;
        identity->minor = b >> 24 & 3;
        return status;
    }
    for (uint32_t i = 0; i < 6 && status == STATUS_OK; i++) {
        if (i == chip->revision.major_word || i == chip->revision.minor_word ||
            i == chip->revision.high_word) {
            status = esp_read_register(esp, chip->efuse + 0x44 + 4 * i, &word[i], failure);
        }
    }
    unsigned high = word[chip->revision.high_word] >> chip->revision.high_bit & 1;
    identity->major = word[chip->revision.major_word] >> chip->revision.major_shift & 3;
    identity->minor = word[chip->revision.minor_word] >> chip->revision.minor_shift &
                      ((1U << chip->revision.minor_bits) - 1);
    if (chip->revision.high_to == 2) {
        identity->major |= high << 2;
    } else if (chip->revision.high_to == 3) {
        identity->minor |= high << 3;
    }
    return status;
}

// Command 9F through the SPI controller.
static enum status read_flash_id(struct esp *esp, uint32_t *id, struct failure *failure)
{
    const struct chip_spi_layout *at = esp->chip->layout;
    uint32_t spi = esp->chip->spi;
    uint32_t usr = 0;
    uint32_t usr2 = 0;
    uint32_t busy = 1U << 18;
    enum status status = esp_read_register(esp, spi + at->usr, &usr, failure);
    if (status == STATUS_OK) {
        status = esp_read_register(esp, spi + at->usr2, &usr2, failure);
    }
    const struct {
        uint32_t offset;
        uint32_t value;
    } steps[] = {{at->miso_length, 23},
                 {at->usr, 1U << 31 | 1U << 28},
                 {at->usr2, 7U << 28 | 0x9F},
                 {at->w0, 0},
                 {0, busy}};
    for (size_t i = 0; i < 5 && status == STATUS_OK; i++) {
        status = esp_write_register(esp, spi + steps[i].offset, steps[i].value, failure);
    }
    for (int i = 0; i < 20 && status == STATUS_OK && busy != 0; i++) {
        status = esp_read_register(esp, spi, &busy, failure);
        busy &= 1U << 18;
    }
    if (status == STATUS_OK) {
        status = esp_read_register(esp, spi + at->w0, id, failure);
    }
    if (status == STATUS_OK) {
        status = esp_write_register(esp, spi + at->usr, usr, failure);
    }
    if (status == STATUS_OK) {
        status = esp_write_register(esp, spi + at->usr2, usr2, failure);
    }
    *id &= 0xFFFFFF;
    return status;
}

// 0: the code is not known.
static uint32_t flash_size_of(uint32_t id)
{
    uint32_t code = id >> 16 & 0xFF;
    if (id == 0 || id == 0xFFFFFF || id == 0x3FFFFF || id == 0xFFFF3F) {
        return 0;
    }
    if (code >= 0x12 && code <= 0x1C) {
        return 1U << code;
    }
    if (code >= 0x20 && code <= 0x22) {
        return 1U << (code - 6);
    }
    return code >= 0x32 && code <= 0x3A ? 1U << (code - 0x20) : 0;
}

#define WATCHDOG_KEY 0x50D83AA1

enum status esp_stop_watchdogs(struct esp *esp, struct failure *failure)
{
    if (!esp->is_usb_jtag || esp->chip->watchdog.config == 0) {
        return STATUS_OK;
    }
    uint32_t feed = 0;
    enum status status = esp_read_register(esp, esp->chip->watchdog.super_config, &feed, failure);
    const struct {
        uint32_t address;
        uint32_t value;
    } steps[] = {
        {esp->chip->watchdog.protect, WATCHDOG_KEY},
        {esp->chip->watchdog.config, 0},
        {esp->chip->watchdog.protect, 0},
        {esp->chip->watchdog.super_protect, esp->chip->watchdog.super_key},
        {esp->chip->watchdog.super_config, feed | 1U << esp->chip->watchdog.super_bit},
        {esp->chip->watchdog.super_protect, 0},
    };
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && status == STATUS_OK; i++) {
        status = esp_write_register(esp, steps[i].address, steps[i].value, failure);
    }
    return status;
}

enum status esp_attach(struct esp *esp, struct failure *failure)
{
    enum status status = esp_supply_flash(esp, failure);
    // Pins: the default, or on an ESP32 those of its flash in the package, from the eFuses.
    uint32_t words[6] = {0};
    if (status == STATUS_OK && chip_is_esp32(esp->chip)) {
        uint32_t pins = 0;
        uint32_t hold = 0;
        status = esp_read_register(esp, 0x3FF5A014, &pins, failure);
        if (status == STATUS_OK) {
            status = esp_read_register(esp, 0x3FF5A00C, &hold, failure);
        }
        words[0] = (hold >> 4 & 31) << 24 | (pins >> 15 & 31) << 18 | (pins >> 10 & 31) << 12 |
                   (pins >> 5 & 31) << 6 | (pins & 31);
    }
    if (status == STATUS_OK) {
        status = esp_request_words(esp, OP_SPI_ATTACH, words, 2, TIMEOUT_MS, failure);
    }
    if (status == STATUS_OK && esp->flash_size != 0) {
        const uint32_t params[6] = {0, esp->flash_size, 0x10000, ESP_SECTOR, 0x100, 0xFFFF};
        status = esp_request_words(esp, OP_SPI_SET_PARAMS, params, 6, TIMEOUT_MS, failure);
    }
    return status;
}

static enum status identify(struct esp *esp, struct esp_identity *identity, struct failure *failure)
{
    uint32_t low = 0;
    uint32_t high = 0;
    enum status status = STATUS_OK;
    status = esp_stop_watchdogs(esp, failure);
    if (status == STATUS_OK) {
        status = esp_read_register(esp, esp->chip->efuse + esp->chip->mac, &low, failure);
    }
    if (status == STATUS_OK) {
        status = esp_read_register(esp, esp->chip->efuse + esp->chip->mac + 4, &high, failure);
    }
    bytes_put_be16(identity->mac, (uint16_t) high);
    bytes_put_be32(identity->mac + 2, low);
    if (status == STATUS_OK) {
        status = read_revision(esp, identity, failure);
    }
    if (status == STATUS_OK) {
        status = esp_find_supply(esp, identity, failure);
    }
    esp->flash_size = 0;
    if (status == STATUS_OK) {
        status = esp_attach(esp, failure);
    }
    if (status == STATUS_OK) {
        status = read_flash_id(esp, &identity->flash_id, failure);
    }
    if (status == STATUS_OK) {
        identity->flash_size = flash_size_of(identity->flash_id);
        esp->flash_size = identity->flash_size;
        if (identity->flash_size == 0) {
            return fail(failure, STATUS_BOARD,
                        "no flash answers (identity %06x)\n"
                        "the flash, its supply or its wires are bad",
                        (unsigned) identity->flash_id);
        }
        status = esp_attach(esp, failure);
    }
    return status;
}

// Words for a failure that has none yet.
static enum status finish(const struct esp *esp, enum status status, struct failure *failure)
{
    if (status == STATUS_BOARD) {
        fail(failure, status, "the loader stopped answering");
    } else if (status == STATUS_FAILED) {
        fail(failure, status, "the loader refuses: %s", esp_error_text(esp->error));
    }
    // What the transport says has its name already.
    if (status != STATUS_OK && failure != NULL && failure->subject[0] == '\0') {
        failure_add_subject(failure, transport_name(esp->transport));
    }
    return status;
}

enum status esp_find_chip(struct esp *esp, struct esp_identity *identity, struct failure *failure)
{
    enum status status = find_chip(esp, identity, failure);
    identity->chip = esp->chip;
    if (status == STATUS_OK && identity->secure_download) {
        status = fail(failure, STATUS_FAILED,
                      "the chip is in secure download mode: nothing on it "
                      "can be read or compared\nit is flashed with its "
                      "owner's keys and tools");
    }
    return finish(esp, status, failure);
}

enum status esp_identify(struct esp *esp, struct esp_identity *identity, struct failure *failure)
{
    return finish(esp, identify(esp, identity, failure), failure);
}
