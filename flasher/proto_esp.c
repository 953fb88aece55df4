// SPDX-License-Identifier: Apache-2.0
// proto_esp.c - requests of the ROM loader, and what is made of them.

#include "flasher/proto_esp.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packbeam/bytes.h"
#include "packbeam/deflate.h"

enum operation {
    OP_FLASH_BEGIN = 0x02,
    OP_FLASH_DATA = 0x03,
    OP_SYNC = 0x08,
    OP_WRITE_REG = 0x09,
    OP_READ_REG = 0x0A,
    OP_SPI_SET_PARAMS = 0x0B,
    OP_SPI_ATTACH = 0x0D,
    OP_READ_FLASH_SLOW = 0x0E,
    OP_CHANGE_BAUDRATE = 0x0F,
    OP_DEFL_BEGIN = 0x10,
    OP_DEFL_DATA = 0x11,
    OP_FLASH_MD5 = 0x13,
    OP_SECURITY_INFO = 0x14,
};

#define TIMEOUT_MS       3000
#define SYNC_TIMEOUT_MS  100
#define ERASE_MS_PER_MB  30000
#define WRITE_MS_PER_MB  40000
#define MD5_MS_PER_MB    8000
#define READ_SIZE        64
#define STATUS_SIZE      4
#define REFUSED_QUIET_MS 200

static void FAILURE_PRINTF(2, 3) trace(const struct esp *esp, const char *format, ...)
{
    if (esp->trace == NULL) {
        return;
    }
    char line[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    esp->trace(esp->context, line);
}

void esp_init(struct esp *esp, struct transport *transport)
{
    memset(esp, 0, sizeof(*esp));
    esp->transport = transport;
    esp->decoder.body = esp->answer;
    esp->decoder.capacity = sizeof(esp->answer);
}

// Time for work on size bytes; 3 s at least and 240 s at most.
static uint32_t scaled_ms(uint32_t size, uint32_t ms_per_mb)
{
    uint64_t time = (uint64_t) size * ms_per_mb / 1000000 + 1;
    return time < TIMEOUT_MS ? TIMEOUT_MS : time > 240000 ? 240000 : (uint32_t) time;
}

// Requests and answers -----------------------------------------------------------------------

// Keep what the chip prints, without the bytes that are not text.
static void keep_text(struct esp *esp, uint8_t byte)
{
    if (esp->text_size + 1 < sizeof(esp->text)) {
        esp->text[esp->text_size++] = (char) byte;
        esp->text[esp->text_size] = '\0';
    }
}

// Wait for the next frame until end. STATUS_BOARD: none came.
static enum status next_frame(struct esp *esp, uint64_t end, struct failure *failure)
{
    for (;;) {
        while (esp->input_start < esp->input_end) {
            uint8_t byte = esp->input[esp->input_start++];
            if (!esp->decoder.inside && byte != 0xC0) {
                keep_text(esp, byte);
            }
            if (slip_decode(&esp->decoder, byte)) {
                return STATUS_OK;
            }
        }
        uint64_t now = transport_now_ms(esp->transport);
        if (now >= end) {
            return STATUS_BOARD;
        }
        size_t count;
        enum status status = transport_read(esp->transport, esp->input, sizeof(esp->input),
                                            (uint32_t) (end - now), &count, failure);
        if (status != STATUS_OK) {
            return status;
        }
        esp->input_start = 0;
        esp->input_end = count;
    }
}

// Read and forget until the line was quiet for a while, or 2 s are over.
static enum status drop_input(struct esp *esp, uint32_t quiet_ms, struct failure *failure)
{
    uint64_t end = transport_now_ms(esp->transport) + 2000;
    size_t count;
    enum status status;
    do {
        status = transport_read(esp->transport, esp->input, sizeof(esp->input), quiet_ms, &count,
                                failure);
    } while (status == STATUS_OK && count > 0 && transport_now_ms(esp->transport) < end);
    esp->input_start = esp->input_end = 0;
    esp->decoder.inside = false;
    return status;
}

static enum status send(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size,
                        uint32_t check, struct failure *failure)
{
    esp->request[0] = 0;
    esp->request[1] = operation;
    bytes_put_le16(esp->request + 2, (uint16_t) size);
    bytes_put_le32(esp->request + 4, check);
    memmove(esp->request + 8, data, size); // send_block builds its data in place
    size_t frame_size = slip_encode(esp->request, size + 8, esp->frame);
    trace(esp, "> op %02x, %zu bytes", operation, size);
    // Ten bits a byte, and twice that for a slow adapter.
    uint32_t time =
        (uint32_t) ((uint64_t) frame_size * 20000 / transport_format(esp->transport)->baud);
    return transport_write(esp->transport, esp->frame, frame_size, time + TIMEOUT_MS, failure);
}

// What an answer says, once it is the one that was waited for.
struct answer {
    uint32_t value;
    const uint8_t *data; // in esp->answer
    size_t size;         // without the status
};

// What became of a frame.
enum verdict {
    VERDICT_ANSWER,
    VERDICT_REFUSED,
    VERDICT_OTHER,   // well-formed, but of another request: late, or repeated
    VERDICT_DAMAGED, // its lengths or its status are impossible
};

// Answers carry no checksum: what can be checked is the direction, the two lengths, which must
// agree with each other and with the request, and the status, whose first byte is 0 or 1. A refusal
// has no data, and a reason; unknown requests are refused in the name of the last known one.
static enum verdict judge(const uint8_t *body, size_t size, uint8_t operation, size_t data_size)
{
    if (size < 8 + STATUS_SIZE || body[0] != 1 || bytes_get_le16(body + 2) != size - 8) {
        return VERDICT_DAMAGED;
    }
    const uint8_t *state = body + size - STATUS_SIZE;
    if (size == 8 + STATUS_SIZE && state[0] == 1 && state[1] != 0) {
        return body[1] == operation || state[1] == 5 ? VERDICT_REFUSED : VERDICT_OTHER;
    }
    if (state[0] != 0) {
        return VERDICT_DAMAGED;
    }
    if (body[1] != operation) {
        return VERDICT_OTHER;
    }
    return size == 8 + data_size + STATUS_SIZE ? VERDICT_ANSWER : VERDICT_DAMAGED;
}

// Count a disturbance, and keep what was seen for the message of the last failure.
static void note_frame(struct esp *esp, enum verdict verdict, uint8_t operation)
{
    const uint8_t *body = esp->decoder.body;
    size_t size = esp->decoder.size;
    char bytes[3 * 14 + 1] = "";
    for (size_t i = 0; i < size && i < 14; i++) {
        snprintf(bytes + 3 * i, 4, " %02x", body[i]);
    }
    esp->disturbances++;
    snprintf(esp->seen, sizeof(esp->seen), "%s answer of %zu bytes to request %02x:%s%s",
             verdict == VERDICT_OTHER ? "another" : "a damaged", size, operation, bytes,
             size > 14 ? " ..." : "");
    trace(esp, "< %s", esp->seen);
}

static void note_silence(struct esp *esp, uint8_t operation)
{
    esp->disturbances++;
    snprintf(esp->seen, sizeof(esp->seen), "no answer to request %02x", operation);
}

// Send a request and wait for its answer with data_size bytes before the status. A damaged answer
// is no answer: STATUS_BOARD at once, since nothing else will come.
static enum status request(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size,
                           uint32_t check, uint32_t timeout_ms, size_t data_size,
                           struct answer *answer, struct failure *failure)
{
    enum status status = send(esp, operation, data, size, check, failure);
    uint64_t end = transport_now_ms(esp->transport) + timeout_ms;
    while (status == STATUS_OK && (status = next_frame(esp, end, failure)) == STATUS_OK) {
        const uint8_t *body = esp->decoder.body;
        size_t body_size = esp->decoder.size;
        // The only answer whose size depends on the chip: 20 bytes, 12 of an ESP32-S2.
        if (operation == OP_SECURITY_INFO && body_size == 8 + 20 + STATUS_SIZE) {
            data_size = 20;
        }
        enum verdict verdict = judge(body, body_size, operation, data_size);
        if (verdict == VERDICT_REFUSED) {
            esp->error = body[9];
            trace(esp, "< op %02x refused: %02x", body[1], body[9]);
            snprintf(esp->seen, sizeof(esp->seen), "request %02x refused with %02x", operation,
                     esp->error);
            status = drop_input(esp, REFUSED_QUIET_MS, failure);
            return status == STATUS_OK ? STATUS_FAILED : status;
        }
        if (verdict == VERDICT_ANSWER) {
            trace(esp, "< op %02x, value %08x", body[1], (unsigned) bytes_get_le32(body + 4));
            if (answer != NULL) {
                answer->value = bytes_get_le32(body + 4);
                answer->data = body + 8;
                answer->size = data_size;
            }
            return STATUS_OK;
        }
        note_frame(esp, verdict, operation);
        // While synchronising, what the chip prints and what was under way comes as well.
        if (verdict == VERDICT_DAMAGED && operation != OP_SYNC) {
            return STATUS_BOARD;
        }
    }
    if (status == STATUS_BOARD) {
        note_silence(esp, operation);
    }
    return status;
}

// A request whose repetition does no harm: three times, with a new start in between.
static enum status request_again(struct esp *esp, uint8_t operation, const uint8_t *data,
                                 size_t size, uint32_t timeout_ms, size_t data_size,
                                 struct answer *answer, struct failure *failure)
{
    enum status status = STATUS_BOARD;
    for (int i = 0; i < 3; i++) {
        status = request(esp, operation, data, size, 0, timeout_ms, data_size, answer, failure);
        if (status != STATUS_BOARD && status != STATUS_FAILED) {
            return status;
        }
        if (i < 2 && esp_resync(esp, failure) == STATUS_INTERRUPTED) {
            return STATUS_INTERRUPTED;
        }
    }
    return status;
}

static enum status words_request(struct esp *esp, uint8_t operation, const uint32_t *words,
                                 size_t count, uint32_t timeout_ms, struct failure *failure)
{
    uint8_t data[24];
    for (size_t i = 0; i < count; i++) {
        bytes_put_le32(data + 4 * i, words[i]);
    }
    return request_again(esp, operation, data, 4 * count, timeout_ms, 0, NULL, failure);
}

const char *esp_error_text(uint8_t error)
{
    switch (error) {
    case 0x01:
        return "bad parameter";
    case 0x05:
        return "malformed or unknown request";
    case 0x06:
        return "the action failed";
    case 0x07:
        return "wrong checksum";
    case 0x08:
        return "the flash does not hold what was written";
    case 0x09:
        return "the flash cannot be read";
    case 0x0B:
        return "compressed data is damaged";
    case 0x0C:
        return "checksum of the decompressed data";
    default:
        return "refused";
    }
}

// Connecting ---------------------------------------------------------------------------------

static enum status try_sync(struct esp *esp, struct failure *failure)
{
    static const uint8_t head[4] = {0x07, 0x07, 0x12, 0x20};
    uint8_t data[36];
    memcpy(data, head, 4);
    memset(data + 4, 0x55, 32);
    enum status status = request(esp, OP_SYNC, data, 36, 0, SYNC_TIMEOUT_MS, 0, NULL, failure);
    if (status != STATUS_OK) {
        return status;
    }
    // Eight answers come; whatever follows must not find them.
    return drop_input(esp, SYNC_TIMEOUT_MS, failure);
}

enum status esp_resync(struct esp *esp, struct failure *failure)
{
    enum status status = drop_input(esp, REFUSED_QUIET_MS, failure);
    for (int i = 0; i < 5 && status == STATUS_OK; i++) {
        status = try_sync(esp, failure);
        if (status == STATUS_OK || status == STATUS_IO || status == STATUS_INTERRUPTED) {
            return status;
        }
        status = drop_input(esp, 50, failure);
    }
    return status == STATUS_OK ? STATUS_BOARD : status;
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

// Say what the chip's own words tell.
static enum status explain_silence(struct esp *esp, struct failure *failure)
{
    const char *text = esp->text;
    if (strstr(text, "Brownout") != NULL || strstr(text, "BROWN_OUT") != NULL) {
        return fail(failure, STATUS_BOARD,
                    "the supply breaks down: the chip reports a brown-out\n"
                    "use another cable, USB port or power supply");
    }
    const char *boot = strstr(text, "boot:0x");
    if (strstr(text, "waiting for download") != NULL || strstr(text, "uart0 download") != NULL ||
        strstr(text, "UART_BOOT") != NULL || strstr(text, "DOWNLOAD") != NULL) {
        return fail(failure, STATUS_BOARD,
                    "the chip waits for a download but does not answer\nits receiving line gets "
                    "nothing: check the wire from TX of the adapter to RX of the chip");
    }
    if (boot != NULL) {
        return fail(failure, STATUS_BOARD,
                    "the chip started its program instead of the loader (%.*s)\n"
                    "hold BOOT, tap RESET, then run the command again",
                    (int) strcspn(boot, " \r\n"), boot);
    }
    size_t printable = 0;
    for (size_t i = 0; i < esp->text_size; i++) {
        printable += (text[i] >= ' ' && text[i] <= '~') || text[i] == '\r' || text[i] == '\n';
    }
    if (esp->text_size >= 8 && printable * 4 < esp->text_size * 3) {
        return fail(failure, STATUS_BOARD,
                    "%zu bytes of garbage and no answer from the loader\n"
                    "the speed is wrong or the wire is bad",
                    esp->text_size);
    }
    return fail(failure, STATUS_BOARD,
                "no answer from the loader after %d tries\n"
                "hold BOOT, tap RESET, then run the command again",
                (int) SEQUENCE_COUNT);
}

enum status esp_connect(struct esp *esp, struct failure *failure)
{
    bool has_lines = esp->before != ESP_BEFORE_NO_RESET;
    esp->text_size = 0;
    esp->text[0] = '\0';
    for (size_t attempt = 0; attempt < SEQUENCE_COUNT; attempt++) {
        const struct sequence *sequence = &sequences[attempt];
        enum status status = STATUS_OK;
        if (esp->before == ESP_BEFORE_USB_RESET) {
            sequence = &sequences[1];
        }
        if (has_lines) {
            trace(esp, "reset: %s", sequence->name);
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
        if (status != STATUS_OK) {
            return status;
        }
    }
    enum status status = explain_silence(esp, failure);
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
    status = words_request(esp, OP_SPI_SET_PARAMS, params, 6, TIMEOUT_MS, failure);
    if (status == STATUS_OK) {
        status =
            words_request(esp, OP_FLASH_BEGIN, words, esp->chip->begin_words, TIMEOUT_MS, failure);
    }
    if (status == STATUS_OK) {
        const uint8_t reboot[4] = {0};
        status = send(esp, 0x04, reboot, 4, 0, failure);
    }
    return status;
}

// Identity -----------------------------------------------------------------------------------

enum status esp_read_register(struct esp *esp, uint32_t address, uint32_t *value,
                              struct failure *failure)
{
    uint8_t data[4];
    uint32_t last = 0;
    bytes_put_le32(data, address);
    // Believed when two readings in a row agree.
    for (int i = 0; i < 8; i++) {
        struct answer answer;
        enum status status =
            request_again(esp, OP_READ_REG, data, 4, TIMEOUT_MS, 0, &answer, failure);
        if (status != STATUS_OK) {
            return status;
        }
        if (i > 0 && answer.value == last) {
            *value = last;
            return STATUS_OK;
        }
        last = answer.value;
    }
    return STATUS_BOARD;
}

static enum status write_register(struct esp *esp, uint32_t address, uint32_t value,
                                  struct failure *failure)
{
    const uint32_t words[4] = {address, value, UINT32_MAX, 0};
    return words_request(esp, OP_WRITE_REG, words, 4, TIMEOUT_MS, failure);
}

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
    uint8_t last[12] = {0};
    size_t last_size = 0;
    uint32_t last_id = UINT32_MAX;
    for (int i = 0; i < 8; i++) {
        struct answer answer;
        enum status status =
            request(esp, OP_SECURITY_INFO, NULL, 0, 0, TIMEOUT_MS / 3, 12, &answer, failure);
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
        status = write_register(esp, spi + steps[i].offset, steps[i].value, failure);
    }
    for (int i = 0; i < 20 && status == STATUS_OK && busy != 0; i++) {
        status = esp_read_register(esp, spi, &busy, failure);
        busy &= 1U << 18;
    }
    if (status == STATUS_OK) {
        status = esp_read_register(esp, spi + at->w0, id, failure);
    }
    if (status == STATUS_OK) {
        status = write_register(esp, spi + at->usr, usr, failure);
    }
    if (status == STATUS_OK) {
        status = write_register(esp, spi + at->usr2, usr2, failure);
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

enum status esp_attach(struct esp *esp, struct failure *failure)
{
    // Pins: the default, or on an ESP32 those of its flash in the package, from the eFuses.
    uint32_t words[6] = {0};
    enum status status = STATUS_OK;
    if (chip_is_esp32(esp->chip)) {
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
        status = words_request(esp, OP_SPI_ATTACH, words, 2, TIMEOUT_MS, failure);
    }
    if (status == STATUS_OK && esp->flash_size != 0) {
        const uint32_t params[6] = {0, esp->flash_size, 0x10000, ESP_SECTOR, 0x100, 0xFFFF};
        status = words_request(esp, OP_SPI_SET_PARAMS, params, 6, TIMEOUT_MS, failure);
    }
    return status;
}

static enum status identify(struct esp *esp, struct esp_identity *identity, struct failure *failure)
{
    uint32_t low = 0;
    uint32_t high = 0;
    enum status status = find_chip(esp, identity, failure);
    if (status != STATUS_OK) {
        return status;
    }
    identity->chip = esp->chip;
    if (identity->secure_download) {
        return fail(failure, STATUS_FAILED,
                    "the chip is in secure download mode: nothing on it "
                    "can be read or compared\nit is flashed with its "
                    "owner's keys and tools");
    }
    status = esp_read_register(esp, esp->chip->efuse + esp->chip->mac, &low, failure);
    if (status == STATUS_OK) {
        status = esp_read_register(esp, esp->chip->efuse + esp->chip->mac + 4, &high, failure);
    }
    bytes_put_be16(identity->mac, (uint16_t) high);
    bytes_put_be32(identity->mac + 2, low);
    if (status == STATUS_OK) {
        status = read_revision(esp, identity, failure);
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

enum status esp_identify(struct esp *esp, struct esp_identity *identity, struct failure *failure)
{
    memset(identity, 0, sizeof(*identity));
    enum status status = identify(esp, identity, failure);
    if (status == STATUS_BOARD) {
        fail(failure, status, "the loader stopped answering");
    } else if (status == STATUS_FAILED) {
        fail(failure, status, "the loader refuses: %s", esp_error_text(esp->error));
    }
    if (status != STATUS_OK) {
        failure_add_subject(failure, transport_name(esp->transport));
    }
    return status;
}

// The ESP32's ROM divides what it believes its crystal is.
static enum status baud_word(struct esp *esp, uint32_t baud, uint32_t *word,
                             struct failure *failure)
{
    uint32_t clock = 0;
    uint32_t fuse = 0;
    *word = baud;
    if (!chip_is_esp32(esp->chip)) {
        return STATUS_OK;
    }
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

enum status esp_set_baud(struct esp *esp, uint32_t baud, struct failure *failure)
{
    uint32_t words[2] = {0, 0};
    uint8_t data[8] = {0};
    enum status status = baud_word(esp, baud, &words[0], failure);
    if (status != STATUS_OK) {
        return status;
    }
    bytes_put_le32(data, words[0]);
    status = request(esp, OP_CHANGE_BAUDRATE, data, 8, 0, TIMEOUT_MS, 0, NULL, failure);
    if (status == STATUS_OK) {
        status = transport_set_baud(esp->transport, baud, failure);
    }
    if (status == STATUS_OK) {
        status = drop_input(esp, 50, failure);
    }
    return status == STATUS_OK ? esp_resync(esp, failure) : status;
}

// Flash --------------------------------------------------------------------------------------

// 32 digits of a sum. STATUS_BOARD: they are none, so the answer was damaged.
static enum status read_digits(struct esp *esp, const uint8_t *digits, uint8_t digest[MD5_SIZE])
{
    memset(digest, 0, MD5_SIZE);
    for (size_t i = 0; i < 2 * MD5_SIZE; i++) {
        uint8_t c = digits[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
            note_frame(esp, VERDICT_DAMAGED, OP_FLASH_MD5);
            return STATUS_BOARD;
        }
        uint8_t digit = c <= '9' ? (uint8_t) (c - '0') : (uint8_t) (c - 'a' + 10);
        digest[i / 2] = (uint8_t) (digest[i / 2] << 4 | digit);
    }
    return STATUS_OK;
}

enum status esp_flash_md5(struct esp *esp, uint32_t offset, uint32_t size, uint8_t digest[MD5_SIZE],
                          struct failure *failure)
{
    uint8_t data[16] = {0};
    bytes_put_le32(data, offset);
    bytes_put_le32(data + 4, size);
    struct answer answer;
    enum status status = request_again(esp, OP_FLASH_MD5, data, 16, scaled_ms(size, MD5_MS_PER_MB),
                                       32, &answer, failure);
    if (status != STATUS_OK) {
        return status;
    }
    return read_digits(esp, answer.data, digest);
}

static void md5_of(const uint8_t *data, size_t size, uint8_t digest[MD5_SIZE])
{
    struct md5 md5;
    md5_init(&md5);
    md5_update(&md5, data, size);
    md5_finish(&md5, digest);
}

static enum status read_part(struct esp *esp, uint32_t offset, uint32_t size, uint8_t *to,
                             struct failure *failure)
{
    for (uint32_t at = 0; at < size; at += READ_SIZE) {
        uint8_t data[8];
        uint32_t part = size - at < READ_SIZE ? size - at : READ_SIZE;
        struct answer answer;
        bytes_put_le32(data, offset + at);
        bytes_put_le32(data + 4, part);
        enum status status = request_again(esp, OP_READ_FLASH_SLOW, data, 8, TIMEOUT_MS, READ_SIZE,
                                           &answer, failure);
        if (status != STATUS_OK) {
            return status;
        }
        memcpy(to + at, answer.data, part);
    }
    return STATUS_OK;
}

enum status esp_flash_read(struct esp *esp, uint32_t offset, uint32_t size, uint8_t *data,
                           void (*progress)(void *context, uint32_t done, uint32_t size),
                           void *context, struct failure *failure)
{
    uint32_t done = 0;
    int tries = 0;
    while (done < size) {
        uint32_t part = size - done < ESP_SECTOR ? size - done : ESP_SECTOR;
        uint8_t here[MD5_SIZE];
        uint8_t there[MD5_SIZE];
        enum status status = read_part(esp, offset + done, part, data + done, failure);
        if (status == STATUS_OK) {
            status = esp_flash_md5(esp, offset + done, part, there, failure);
        }
        if (status != STATUS_OK) {
            return status;
        }
        md5_of(data + done, part, here);
        if (memcmp(here, there, MD5_SIZE) != 0) {
            esp->disturbances++;
            if (++tries == 10) {
                return fail(failure, STATUS_VERIFY,
                            "flash at 0x%x: what arrives is never what the chip has\n"
                            "try a lower --baud",
                            (unsigned) (offset + done));
            }
            continue;
        }
        tries = 0;
        done += part;
        if (progress != NULL) {
            progress(context, done, size);
        }
    }
    return STATUS_OK;
}

static enum status begin(struct esp *esp, uint8_t operation, uint32_t size, uint32_t blocks,
                         uint32_t block_size, uint32_t offset, struct failure *failure)
{
    const uint32_t words[5] = {size, blocks, block_size, offset, 0};
    // A damaged request must not reach beyond what is to be written: the loader refuses that.
    const uint32_t params[6] = {0, offset + size, 0x10000, ESP_SECTOR, 0x100, 0xFFFF};
    enum status status = words_request(esp, OP_SPI_SET_PARAMS, params, 6, TIMEOUT_MS, failure);
    // Not repeated here: each time it is sent it may erase, so the caller shall know of each.
    if (status == STATUS_OK) {
        uint8_t data[20];
        for (size_t i = 0; i < 5; i++) {
            bytes_put_le32(data + 4 * i, words[i]);
        }
        status = request(esp, operation, data, 4 * (size_t) esp->chip->begin_words, 0,
                         scaled_ms(size, ERASE_MS_PER_MB), 0, NULL, failure);
    }
    return status;
}

// Back to the size that the flash has.
static enum status end(struct esp *esp, struct failure *failure)
{
    const uint32_t params[6] = {0, esp->flash_size, 0x10000, ESP_SECTOR, 0x100, 0xFFFF};
    return words_request(esp, OP_SPI_SET_PARAMS, params, 6, TIMEOUT_MS, failure);
}

enum status esp_flash_erase(struct esp *esp, uint32_t offset, uint32_t size,
                            struct failure *failure)
{
    enum status status = begin(esp, OP_FLASH_BEGIN, size, 0, 0x400, offset, failure);
    return status == STATUS_OK ? end(esp, failure) : status;
}

static enum status send_block(struct esp *esp, uint8_t operation, const uint8_t *data,
                              uint32_t size, uint32_t number, uint32_t timeout_ms,
                              struct failure *failure)
{
    uint8_t *payload = esp->request + 8;
    uint32_t check = 0xEF;
    for (uint32_t i = 0; i < size; i++) {
        check ^= data[i];
    }
    bytes_put_le32(payload, size);
    bytes_put_le32(payload + 4, number);
    bytes_put_le64(payload + 8, 0);
    memcpy(payload + 16, data, size);
    return request(esp, operation, payload, size + 16, check, timeout_ms, 0, NULL, failure);
}

enum status esp_flash_write(struct esp *esp, uint32_t offset, const uint8_t *data, uint32_t size,
                            void (*progress)(void *context, uint32_t done, uint32_t size),
                            void *context, struct failure *failure)
{
    uint8_t *packed = malloc(size);
    size_t packed_size = 0;
    if (packed == NULL) {
        return fail_memory(failure, size);
    }
    // Compressed only where that makes it smaller.
    bool is_packed = deflate_into(data, size, 9, packed, size, &packed_size);
    const uint8_t *from = is_packed ? packed : data;
    uint32_t total = is_packed ? (uint32_t) packed_size : size;
    // Plain blocks are filled by their size, so it has to divide a sector.
    uint32_t block =
        is_packed || esp->chip->block_size < ESP_SECTOR ? esp->chip->block_size : ESP_SECTOR;
    enum status status = begin(esp, is_packed ? OP_DEFL_BEGIN : OP_FLASH_BEGIN, size,
                               (total + block - 1) / block, block, offset, failure);
    for (uint32_t at = 0, number = 0; at < total && status == STATUS_OK; number++) {
        uint32_t part = total - at < block ? total - at : block;
        // One block of compressed data may become any part of the whole.
        status = send_block(esp, is_packed ? OP_DEFL_DATA : OP_FLASH_DATA, from + at, part, number,
                            scaled_ms(is_packed ? size : block, WRITE_MS_PER_MB), failure);
        at += part;
        if (status == STATUS_OK && progress != NULL) {
            progress(context, (uint32_t) ((uint64_t) size * at / total), size);
        }
    }
    free(packed);
    return status == STATUS_OK ? end(esp, failure) : status;
}
