// SPDX-License-Identifier: Apache-2.0
// esp_request.c - a request to the ROM loader and the frame that answers it.

#include "flasher/esp_request.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "packbeam/bytes.h"

void esp_trace(const struct esp *esp, const char *format, ...)
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

enum status esp_drop_input(struct esp *esp, uint32_t quiet_ms, struct failure *failure)
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

static const char *operation_name(uint8_t operation)
{
    static const struct {
        uint8_t operation;
        const char *name;
    } names[] = {
        {OP_FLASH_BEGIN, "FLASH_BEGIN"},
        {OP_FLASH_DATA, "FLASH_DATA"},
        {OP_FLASH_END, "FLASH_END"},
        {OP_SYNC, "SYNC"},
        {OP_WRITE_REG, "WRITE_REG"},
        {OP_READ_REG, "READ_REG"},
        {OP_SPI_SET_PARAMS, "SPI_SET_PARAMS"},
        {OP_SPI_ATTACH, "SPI_ATTACH"},
        {OP_READ_FLASH_SLOW, "READ_FLASH_SLOW"},
        {OP_CHANGE_BAUDRATE, "CHANGE_BAUDRATE"},
        {OP_DEFL_BEGIN, "FLASH_DEFL_BEGIN"},
        {OP_DEFL_DATA, "FLASH_DEFL_DATA"},
        {OP_FLASH_MD5, "SPI_FLASH_MD5"},
        {OP_SECURITY_INFO, "GET_SECURITY_INFO"},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].operation == operation) {
            return names[i].name;
        }
    }
    return "unknown";
}

// One line for a request or an answer: its name, and the first of its bytes.
static void trace_frame(const struct esp *esp, char direction, uint8_t operation,
                        const uint8_t *data, size_t size)
{
    char bytes[3 * 36 + 1] = "";
    if (esp->trace == NULL) {
        return;
    }
    for (size_t i = 0; i < size && i < 36; i++) {
        snprintf(bytes + 3 * i, 4, " %02x", data[i]);
    }
    esp_trace(esp, "%c %s, %zu bytes%s%s%s", direction, operation_name(operation), size,
              size > 0 ? ":" : "", bytes, size > 36 ? " ..." : "");
}

enum status esp_send(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size,
                     uint32_t check, struct failure *failure)
{
    esp->request[0] = 0;
    esp->request[1] = operation;
    bytes_put_le16(esp->request + 2, (uint16_t) size);
    bytes_put_le32(esp->request + 4, check);
    if (size > 0) {
        memmove(esp->request + 8, data, size); // send_block builds its data in place
    }
    size_t frame_size = slip_encode(esp->request, size + 8, esp->frame);
    trace_frame(esp, '>', operation, esp->request + 8, size);
    // Ten bits a byte, and twice that for a slow adapter.
    uint32_t time =
        (uint32_t) ((uint64_t) frame_size * 20000 / transport_format(esp->transport)->baud);
    return transport_write(esp->transport, esp->frame, frame_size, time + TIMEOUT_MS, failure);
}

// Answers carry no checksum: what can be checked is the direction, the two lengths, which must
// agree with each other and with the request, and the status, whose first byte is 0 or 1. A refusal
// has no data, and a reason; unknown requests are refused in the name of the last known one.
static enum esp_verdict judge(const uint8_t *body, size_t size, uint8_t operation, size_t data_size)
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

void esp_note_frame(struct esp *esp, enum esp_verdict verdict, uint8_t operation)
{
    const uint8_t *body = esp->decoder.body;
    size_t size = esp->decoder.size;
    char bytes[3 * 14 + 1] = "";
    for (size_t i = 0; i < size && i < 14; i++) {
        snprintf(bytes + 3 * i, 4, " %02x", body[i]);
    }
    esp->disturbances++;
    snprintf(esp->seen, sizeof(esp->seen), "%s answer of %zu bytes to %s:%s%s",
             verdict == VERDICT_OTHER ? "another" : "a damaged", size, operation_name(operation),
             bytes, size > 14 ? " ..." : "");
    esp_trace(esp, "< %s", esp->seen);
}

static void note_silence(struct esp *esp, uint8_t operation)
{
    esp->disturbances++;
    snprintf(esp->seen, sizeof(esp->seen), "no answer to %s", operation_name(operation));
}

enum status esp_request(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size,
                        uint32_t check, uint32_t timeout_ms, size_t data_size,
                        struct esp_answer *answer, struct failure *failure)
{
    enum status status = esp_send(esp, operation, data, size, check, failure);
    uint64_t end = transport_now_ms(esp->transport) + timeout_ms;
    while (status == STATUS_OK && (status = next_frame(esp, end, failure)) == STATUS_OK) {
        const uint8_t *body = esp->decoder.body;
        size_t body_size = esp->decoder.size;
        // The only answer whose size depends on the chip: 20 bytes, 12 of an ESP32-S2.
        if (operation == OP_SECURITY_INFO && body_size == 8 + 20 + STATUS_SIZE) {
            data_size = 20;
        }
        enum esp_verdict verdict = judge(body, body_size, operation, data_size);
        if (verdict == VERDICT_REFUSED) {
            esp->error = body[9];
            snprintf(esp->seen, sizeof(esp->seen), "%s refused with %02x",
                     operation_name(operation), body[9]);
            esp_trace(esp, "< %s", esp->seen);
            status = esp_drop_input(esp, REFUSED_QUIET_MS, failure);
            return status == STATUS_OK ? STATUS_FAILED : status;
        }
        if (verdict == VERDICT_ANSWER) {
            if (operation == OP_READ_REG) {
                esp_trace(esp, "< READ_REG, value %08x", (unsigned) bytes_get_le32(body + 4));
            } else {
                trace_frame(esp, '<', operation, body + 8, data_size);
            }
            if (answer != NULL) {
                answer->value = bytes_get_le32(body + 4);
                answer->data = body + 8;
                answer->size = data_size;
            }
            return STATUS_OK;
        }
        esp_note_frame(esp, verdict, operation);
        // The only ROM whose answers end in two bytes of status.
        esp->is_8266 |=
            operation == OP_SYNC && body_size == 10 && body[0] == 1 && body[1] == OP_SYNC;
        // While synchronising, what the chip prints and what was under way comes as well.
        if (verdict == VERDICT_DAMAGED && operation != OP_SYNC) {
            return STATUS_BOARD;
        }
    }
    if (status == STATUS_BOARD) {
        note_silence(esp, operation);
        esp->waited_ms += operation != OP_SYNC ? timeout_ms : 0;
    }
    return status;
}

enum status esp_next_answer(struct esp *esp, uint8_t operation, uint32_t timeout_ms,
                            struct failure *failure)
{
    enum status status = next_frame(esp, transport_now_ms(esp->transport) + timeout_ms, failure);
    if (status != STATUS_OK) {
        return status;
    }
    const struct slip_decoder *got = &esp->decoder;
    return judge(got->body, got->size, operation, 0) == VERDICT_ANSWER ? STATUS_OK : STATUS_BOARD;
}

enum status esp_request_again(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size,
                              uint32_t timeout_ms, size_t data_size, struct esp_answer *answer,
                              struct failure *failure)
{
    enum status status = STATUS_BOARD;
    for (int i = 0; i < 3; i++) {
        status = esp_request(esp, operation, data, size, 0, timeout_ms, data_size, answer, failure);
        if (status != STATUS_BOARD && status != STATUS_FAILED) {
            return status;
        }
        // Without the loader, waiting for another answer would only take time.
        enum status synchronised = i < 2 ? esp_resync(esp, failure) : STATUS_OK;
        if (synchronised != STATUS_OK) {
            return synchronised;
        }
    }
    return status;
}

enum status esp_request_words(struct esp *esp, uint8_t operation, const uint32_t *words,
                              size_t count, uint32_t timeout_ms, struct failure *failure)
{
    uint8_t data[24];
    for (size_t i = 0; i < count; i++) {
        bytes_put_le32(data + 4 * i, words[i]);
    }
    return esp_request_again(esp, operation, data, 4 * count, timeout_ms, 0, NULL, failure);
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
enum status esp_read_register(struct esp *esp, uint32_t address, uint32_t *value,
                              struct failure *failure)
{
    uint8_t data[4];
    uint32_t last = 0;
    bytes_put_le32(data, address);
    // Believed when two readings in a row agree.
    for (int i = 0; i < 8; i++) {
        struct esp_answer answer;
        enum status status =
            esp_request_again(esp, OP_READ_REG, data, 4, TIMEOUT_MS, 0, &answer, failure);
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

enum status esp_write_register(struct esp *esp, uint32_t address, uint32_t value,
                               struct failure *failure)
{
    const uint32_t words[4] = {address, value, UINT32_MAX, 0};
    return esp_request_words(esp, OP_WRITE_REG, words, 4, TIMEOUT_MS, failure);
}
