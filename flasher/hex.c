// SPDX-License-Identifier: Apache-2.0
// hex.c - reading and writing of Intel HEX.

#include "flasher/hex.h"

#include <stdio.h>

#include "packbeam/bytes.h"

#define LINE_BYTES  16
#define RECORD_MAX  (255 + 5)
#define TYPE_DATA   0
#define TYPE_END    1
#define TYPE_PARA   2
#define TYPE_START2 3
#define TYPE_UPPER  4
#define TYPE_START4 5

static int digit_of(uint8_t character)
{
    if (character >= '0' && character <= '9') {
        return character - '0';
    }
    uint8_t low = character | 0x20;
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

static bool is_space(uint8_t character)
{
    return character == ' ' || (character >= '\t' && character <= '\r');
}

bool hex_is(const uint8_t *data, size_t size)
{
    return size >= 11 && data[0] == ':' && digit_of(data[1]) >= 0 && digit_of(data[8]) >= 0;
}

struct reader {
    const uint8_t *data;
    size_t size;
    size_t at;
    unsigned line;
    uint32_t base;
    bool ended;
    uint8_t record[RECORD_MAX];
    size_t record_size;
};

// The bytes of a record, from behind its colon.
static enum status read_record(struct reader *reader, struct failure *failure)
{
    uint8_t sum = 0;
    reader->record_size = 0;
    while (reader->size - reader->at >= 2 && digit_of(reader->data[reader->at]) >= 0) {
        int low = digit_of(reader->data[reader->at + 1]);
        if (low < 0 || reader->record_size == RECORD_MAX) {
            break;
        }
        uint8_t byte = (uint8_t) (digit_of(reader->data[reader->at]) << 4 | low);
        reader->record[reader->record_size++] = byte;
        sum = (uint8_t) (sum + byte);
        reader->at += 2;
    }
    if (reader->record_size < 5 || reader->record_size != reader->record[0] + 5U) {
        return fail(failure, STATUS_INPUT, "line %u: %zu bytes where %u are announced",
                    reader->line, reader->record_size,
                    reader->record_size > 0 ? reader->record[0] + 5U : 5U);
    }
    if (sum != 0) {
        return fail(failure, STATUS_INPUT, "line %u: the sum is wrong", reader->line);
    }
    return STATUS_OK;
}

static enum status take_data(struct reader *reader, struct image *image, struct failure *failure)
{
    uint32_t low = bytes_get_be16(reader->record + 1);
    size_t size = reader->record[0];
    if (low + size > 0x10000 || reader->base > UINT32_MAX - low) {
        return fail(failure, STATUS_INPUT, "line %u: the data goes over the end of its 64 KB",
                    reader->line);
    }
    return image_add(image, reader->base + low, reader->record + 4, size, true, failure);
}

static enum status take_record(struct reader *reader, struct image *image, uint32_t *start,
                               struct failure *failure)
{
    static const uint8_t sizes[] = {0, 0, 2, 4, 2, 4};
    uint8_t type = reader->record[3];
    const uint8_t *data = reader->record + 4;
    if (type > TYPE_START4 || (type != TYPE_DATA && reader->record[0] != sizes[type])) {
        return fail(failure, STATUS_INPUT, "line %u: a record of type %u with %u bytes",
                    reader->line, type, reader->record[0]);
    }
    switch (type) {
    case TYPE_DATA:
        return take_data(reader, image, failure);
    case TYPE_END:
        reader->ended = true;
        break;
    case TYPE_PARA:
        reader->base = (uint32_t) bytes_get_be16(data) << 4;
        break;
    case TYPE_UPPER:
        reader->base = (uint32_t) bytes_get_be16(data) << 16;
        break;
    case TYPE_START2:
        *start = ((uint32_t) bytes_get_be16(data) << 4) + bytes_get_be16(data + 2);
        break;
    default:
        *start = bytes_get_be32(data);
        break;
    }
    return STATUS_OK;
}

enum status hex_read(const uint8_t *data, size_t size, struct image *image, uint32_t *start,
                     struct failure *failure)
{
    struct reader reader = {.data = data, .size = size, .line = 1};
    uint32_t unused;
    enum status status = STATUS_OK;
    start = start != NULL ? start : &unused;
    *start = 0;
    while (reader.at < size && status == STATUS_OK) {
        uint8_t character = data[reader.at];
        if (is_space(character)) {
            reader.line += character == '\n';
            reader.at++;
        } else if (character != ':' || reader.ended) {
            status = fail(failure, STATUS_INPUT, "line %u: %s", reader.line,
                          reader.ended ? "there is more behind the end" : "it begins without ':'");
        } else {
            reader.at++;
            status = read_record(&reader, failure);
            if (status == STATUS_OK) {
                status = take_record(&reader, image, start, failure);
            }
        }
    }
    if (status == STATUS_OK && !reader.ended) {
        status = fail(failure, STATUS_INPUT, "the end is missing\nthe file is cut short");
    }
    return status;
}

// Writing ------------------------------------------------------------------------------------

static void write_record(uint8_t type, uint16_t address, const uint8_t *data, uint8_t size,
                         struct buffer *out)
{
    char text[2 * LINE_BYTES + 16];
    unsigned sum = size + (address >> 8) + (address & 0xFFU) + type;
    int length = snprintf(text, sizeof(text), ":%02X%04X%02X", size, address, type);
    for (uint8_t i = 0; i < size; i++) {
        sum += data[i];
        length += snprintf(text + length, sizeof(text) - (size_t) length, "%02X", data[i]);
    }
    length += snprintf(text + length, sizeof(text) - (size_t) length, "%02X\n", -sum & 0xFF);
    buffer_add(out, text, (size_t) length);
}

enum status hex_write(const struct image *image, struct buffer *out, struct failure *failure)
{
    uint32_t upper = UINT32_MAX; // none yet
    for (size_t i = 0; i < image->count; i++) {
        const struct image_piece *piece = &image->pieces[i];
        const uint8_t *data = image_data(image, piece);
        for (uint32_t at = 0; at < piece->size;) {
            uint32_t address = piece->address + at;
            uint32_t room = 0x10000 - (address & 0xFFFF);
            uint32_t size = piece->size - at < LINE_BYTES ? piece->size - at : LINE_BYTES;
            size = size < room ? size : room;
            if (address >> 16 != upper) {
                uint8_t bytes[2];
                upper = address >> 16;
                bytes_put_be16(bytes, (uint16_t) upper);
                write_record(TYPE_UPPER, 0, bytes, 2, out);
            }
            write_record(TYPE_DATA, (uint16_t) address, data + at, (uint8_t) size, out);
            at += size;
        }
    }
    write_record(TYPE_END, 0, NULL, 0, out);
    return buffer_status(out, failure);
}
