// SPDX-License-Identifier: Apache-2.0
// nvs_write.c - making partitions of settings from CSV: fields, values, entries, pages.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flasher/nvs.h"
#include "flasher/nvs_format.h"
#include "packbeam/bytes.h"

#define STRING_MAX  4000 // with the NUL
#define COLUMNS     4
#define COLUMNS_MAX 16

enum column { KEY, TYPE, ENCODING, VALUE };

struct writer {
    const struct nvs_options *options;
    uint8_t *pages;  // the partition
    uint32_t page;   // the one in use
    unsigned index;  // its next entry
    bool is_started; // the page has its header
    uint8_t space;   // namespace in use, 0 none
    unsigned spaces; // how many there are
    char names[255][NVS_KEY_MAX + 1];
    unsigned line;
};

// Pages -------------------------------------------------------------------------------------------

static uint8_t *page_of(const struct writer *writer)
{
    return writer->pages + (size_t) writer->page * NVS_PAGE;
}

static void start_page(struct writer *writer)
{
    uint8_t *page = page_of(writer);
    bytes_put_le32(page, NVS_ACTIVE);
    bytes_put_le32(page + 4, writer->page);
    page[8] = writer->options->version1 ? 0xFF : 0xFE;
    bytes_put_le32(page + 28, nvs_crc(0xFFFFFFFF, page + 4, 24));
    writer->index = 0;
    writer->is_started = true;
}

// Make sure that so many entries follow each other. One page of the partition stays free.
static enum status make_room(struct writer *writer, unsigned entries, struct failure *failure)
{
    if (!writer->is_started) {
        start_page(writer);
    }
    if (NVS_ENTRIES - writer->index >= entries) {
        return STATUS_OK;
    }
    if (writer->page + 2 >= writer->options->size / NVS_PAGE) {
        return fail(failure, STATUS_LIMIT,
                    "line %u: the settings do not fit %u bytes, of which a page stays free\n"
                    "make the partition larger",
                    writer->line, (unsigned) writer->options->size);
    }
    bytes_put_le32(page_of(writer), NVS_FULL);
    writer->page++;
    start_page(writer);
    return STATUS_OK;
}

// Put an entry, and bytes behind it, where there is room. data has 8 bytes.
static void put_entry(struct writer *writer, uint8_t space, uint8_t type, uint8_t chunk,
                      const char *key, const uint8_t data[8], const uint8_t *bytes, size_t size)
{
    uint8_t *page = page_of(writer);
    uint8_t *entry = page + NVS_HEADER + (size_t) writer->index * NVS_ENTRY;
    unsigned span = 1 + (unsigned) ((size + NVS_ENTRY - 1) / NVS_ENTRY);
    entry[0] = space;
    entry[1] = type;
    entry[2] = (uint8_t) span;
    entry[3] = chunk;
    memset(entry + 8, 0, 16);
    memcpy(entry + 8, key, strlen(key));
    memcpy(entry + 24, data, 8);
    bytes_put_le32(entry + 4, nvs_entry_crc(entry));
    if (size > 0) {
        memcpy(entry + NVS_ENTRY, bytes, size);
    }
    for (unsigned i = writer->index; i < writer->index + span; i++) {
        // From 11 to 10.
        page[32 + i / 4] = (uint8_t) (page[32 + i / 4] & ~(1U << (i % 4 * 2)));
    }
    writer->index += span;
}

static void describe_bytes(const uint8_t *bytes, size_t size, uint8_t data[8])
{
    bytes_put_le16(data, (uint16_t) size);
    bytes_put_le16(data + 2, 0xFFFF);
    bytes_put_le32(data + 4, nvs_crc(0xFFFFFFFF, bytes, size));
}

static enum status add_number(struct writer *writer, uint8_t space, uint8_t type, const char *key,
                              uint64_t bits, struct failure *failure)
{
    uint8_t data[8];
    unsigned width = type & 0xFU;
    bytes_put_le64(data, bits);
    memset(data + width, 0xFF, 8 - width);
    enum status status = make_room(writer, 1, failure);
    if (status == STATUS_OK) {
        put_entry(writer, space, type, 0xFF, key, data, NULL, 0);
    }
    return status;
}

// A string with its NUL, or a blob in one piece.
static enum status add_bytes(struct writer *writer, uint8_t type, const char *key,
                             const uint8_t *bytes, size_t size, struct failure *failure)
{
    uint8_t data[8];
    if (size > STRING_MAX) {
        return fail(failure, STATUS_INPUT, "line %u: %zu bytes for '%s', more than %d",
                    writer->line, size, key, STRING_MAX);
    }
    enum status status =
        make_room(writer, 1 + (unsigned) ((size + NVS_ENTRY - 1) / NVS_ENTRY), failure);
    if (status == STATUS_OK) {
        describe_bytes(bytes, size, data);
        put_entry(writer, writer->space, type, 0xFF, key, data, bytes, size);
    }
    return status;
}

// A blob in chunks: each takes what is left of a page.
static enum status add_chunks(struct writer *writer, const char *key, const uint8_t *bytes,
                              size_t size, struct failure *failure)
{
    uint8_t data[8] = {0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    unsigned chunk = 0;
    enum status status = STATUS_OK;
    for (size_t at = 0; (at < size || chunk == 0) && status == STATUS_OK; chunk++) {
        if (chunk == 0xFF) {
            return fail(failure, STATUS_INPUT, "line %u: '%s' is too large", writer->line, key);
        }
        status = make_room(writer, size > at ? 2 : 1, failure);
        if (status == STATUS_OK) {
            uint8_t about[8];
            size_t room = (size_t) (NVS_ENTRIES - writer->index - 1) * NVS_ENTRY;
            size_t part = size - at < room ? size - at : room;
            describe_bytes(bytes + at, part, about);
            put_entry(writer, writer->space, NVS_BLOB_DATA, (uint8_t) chunk, key, about, bytes + at,
                      part);
            at += part;
        }
    }
    if (status == STATUS_OK) {
        status = make_room(writer, 1, failure);
    }
    if (status == STATUS_OK) {
        bytes_put_le32(data, (uint32_t) size);
        data[4] = (uint8_t) chunk;
        put_entry(writer, writer->space, NVS_BLOB_INDEX, 0xFF, key, data, NULL, 0);
    }
    return status;
}

// Values ------------------------------------------------------------------------------------------

static int hex_digit(uint8_t character)
{
    if (character >= '0' && character <= '9') {
        return character - '0';
    }
    uint8_t low = character | 0x20;
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

static bool is_blank(uint8_t character)
{
    return character == ' ' || (character >= '\t' && character <= '\r');
}

static size_t trimmed(const uint8_t *text, size_t size)
{
    while (size > 0 && is_blank(text[size - 1])) {
        size--;
    }
    return size;
}

static bool decode_hex(const uint8_t *text, size_t size, struct buffer *out)
{
    size = trimmed(text, size);
    for (size_t i = 0; i + 1 < size; i += 2) {
        int high = hex_digit(text[i]);
        int low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        uint8_t byte = (uint8_t) (high << 4 | low);
        buffer_add(out, &byte, 1);
    }
    return size % 2 == 0;
}

static int base64_digit(uint8_t character)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = character != 0 ? strchr(digits, character) : NULL;
    return at != NULL ? (int) (at - digits) : -1;
}

static bool decode_base64(const uint8_t *text, size_t size, struct buffer *out)
{
    uint32_t bits = 0;
    unsigned count = 0;
    size = trimmed(text, size);
    size_t whole = size;
    while (whole > 0 && size - whole < 2 && text[whole - 1] == '=') {
        whole--;
    }
    for (size_t i = 0; i < whole; i++) {
        int digit = base64_digit(text[i]);
        if (digit < 0) {
            return false;
        }
        bits = bits << 6 | (unsigned) digit;
        count += 6;
        if (count >= 8) {
            uint8_t byte = (uint8_t) (bits >> (count - 8));
            buffer_add(out, &byte, 1);
            count -= 8;
        }
    }
    return size % 4 == 0;
}

// Decimal, within the type's range; two's complement in *bits.
static bool parse_number(const char *text, uint8_t type, uint64_t *bits)
{
    bool is_signed = (type & 0x10) != 0;
    bool minus = text[0] == '-';
    unsigned width = (type & 0xFU) * 8;
    uint64_t most = width == 64 ? UINT64_MAX : ((uint64_t) 1 << width) - 1;
    uint64_t value = 0;
    most = is_signed ? most / 2 + minus : minus ? 0 : most;
    text += minus || text[0] == '+';
    if (*text == '\0') {
        return false;
    }
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9') {
            return false;
        }
        unsigned digit = (unsigned) (*text - '0');
        if (digit > most || value > (most - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *bits = minus ? 0 - value : value;
    return true;
}

static const struct {
    const char *name;
    uint8_t type;
} numbers[] = {
    {"u8", NVS_U8}, {"u16", NVS_U16}, {"u32", NVS_U32}, {"u64", NVS_U64},
    {"i8", NVS_I8}, {"i16", NVS_I16}, {"i32", NVS_I32}, {"i64", NVS_I64},
};

static enum status add_decoded(struct writer *writer, const char *key, const char *encoding,
                               const uint8_t *text, size_t size, struct failure *failure)
{
    struct buffer decoded = {.data = NULL};
    enum status status = STATUS_OK;
    bool good = true;
    if (strcmp(encoding, "hex2bin") == 0) {
        good = decode_hex(text, size, &decoded);
    } else if (strcmp(encoding, "base64") == 0) {
        good = decode_base64(text, size, &decoded);
    } else {
        buffer_add(&decoded, text, size);
    }
    if (!good) {
        status = fail(failure, STATUS_INPUT, "line %u: the value of '%s' is not %s", writer->line,
                      key, encoding);
    }
    if (status == STATUS_OK) {
        status = buffer_status(&decoded, failure);
    }
    const uint8_t nothing = 0;
    const uint8_t *bytes = decoded.data != NULL ? decoded.data : &nothing;
    if (status == STATUS_OK) {
        status = writer->options->version1
                     ? add_bytes(writer, NVS_BLOB, key, bytes, decoded.size, failure)
                     : add_chunks(writer, key, bytes, decoded.size, failure);
    }
    buffer_clear(&decoded);
    return status;
}

static enum status add_text(struct writer *writer, const char *key, const uint8_t *text,
                            size_t size, struct failure *failure)
{
    struct buffer copy = {.data = NULL};
    buffer_add(&copy, text, size);
    buffer_fill(&copy, 0, 1);
    enum status status = buffer_status(&copy, failure);
    if (status == STATUS_OK) {
        status = add_bytes(writer, NVS_STRING, key, copy.data, copy.size, failure);
    }
    buffer_clear(&copy);
    return status;
}

static enum status add_value(struct writer *writer, const char *key, const char *encoding,
                             bool is_file, const uint8_t *text, size_t size,
                             struct failure *failure)
{
    static const char *const blobs[] = {"binary", "hex2bin", "base64"};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]) && !is_file; i++) {
        uint64_t bits;
        if (strcmp(numbers[i].name, encoding) != 0) {
            continue;
        }
        if (!parse_number((const char *) text, numbers[i].type, &bits)) {
            return fail(failure, STATUS_INPUT,
                        "line %u: '%.40s' is not a decimal number of type %s", writer->line,
                        (const char *) text, encoding);
        }
        return add_number(writer, writer->space, numbers[i].type, key, bits, failure);
    }
    if (strcmp(encoding, "string") == 0) {
        return add_text(writer, key, text, size, failure);
    }
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(blobs[i], encoding) == 0) {
            return add_decoded(writer, key, encoding, text, size, failure);
        }
    }
    return fail(failure, STATUS_INPUT,
                "line %u: '%.40s' is not an encoding%s\n"
                "u8, i8, u16, i16, u32, i32, u64, i64, string, hex2bin, base64 or binary",
                writer->line, encoding, is_file ? " of a file" : "");
}

static enum status add_file(struct writer *writer, const char *key, const char *encoding,
                            const char *path, struct failure *failure)
{
    uint8_t *data;
    size_t size;
    if (writer->options->read_file == NULL) {
        return fail(failure, STATUS_INPUT, "line %u: files cannot be read here", writer->line);
    }
    enum status status =
        writer->options->read_file(writer->options->context, path, &data, &size, failure);
    if (status == STATUS_OK) {
        status = add_value(writer, key, encoding, true, data, size, failure);
        free(data);
    }
    return status;
}

// Rows --------------------------------------------------------------------------------------------

static enum status use_space(struct writer *writer, const char *name, struct failure *failure)
{
    for (unsigned i = 0; i < writer->spaces; i++) {
        if (strcmp(writer->names[i], name) == 0) {
            writer->space = (uint8_t) (i + 1);
            return STATUS_OK;
        }
    }
    // 0 and 255 are not for namespaces.
    if (writer->spaces == 254) {
        return fail(failure, STATUS_INPUT, "line %u: more than 254 namespaces", writer->line);
    }
    snprintf(writer->names[writer->spaces], NVS_KEY_MAX + 1, "%s", name);
    writer->space = (uint8_t) ++writer->spaces;
    return add_number(writer, 0, NVS_U8, name, writer->space, failure);
}

static enum status add_row(struct writer *writer, const char *const fields[COLUMNS],
                           size_t value_size, struct failure *failure)
{
    const char *key = fields[KEY];
    if (key[0] == '\0' || strlen(key) > NVS_KEY_MAX) {
        return fail(failure, STATUS_INPUT,
                    "line %u: key '%.40s' has %zu characters; 1 to %d are "
                    "allowed",
                    writer->line, key, strlen(key), NVS_KEY_MAX);
    }
    if (strcmp(fields[TYPE], "namespace") == 0) {
        return use_space(writer, key, failure);
    }
    bool is_file = strcmp(fields[TYPE], "file") == 0;
    if (!is_file && strcmp(fields[TYPE], "data") != 0) {
        return fail(failure, STATUS_INPUT,
                    "line %u: '%.40s' is not a type\nnamespace, data or file", writer->line,
                    fields[TYPE]);
    }
    if (writer->space == 0) {
        return fail(failure, STATUS_INPUT,
                    "line %u: '%s' is in no namespace\nbegin with a line NAME,namespace,,",
                    writer->line, key);
    }
    if (is_file) {
        return add_file(writer, key, fields[ENCODING], fields[VALUE], failure);
    }
    return add_value(writer, key, fields[ENCODING], false, (const uint8_t *) fields[VALUE],
                     value_size, failure);
}

// CSV (RFC 4180) ----------------------------------------------------------------------------------

struct csv {
    const char *at;
    const char *end;
    unsigned line;              // of what comes next
    struct buffer text;         // fields of a record, each ended with NUL
    size_t fields[COLUMNS_MAX]; // where they begin
    size_t count;
};

// One field; the cursor then stands on what ended it.
static void read_field(struct csv *csv)
{
    bool quoted = csv->at < csv->end && *csv->at == '"';
    csv->at += quoted;
    while (csv->at < csv->end) {
        char character = *csv->at;
        if (quoted && character == '"') {
            csv->at++;
            if (csv->at == csv->end || *csv->at != '"') {
                quoted = false;
                continue;
            }
        } else if (!quoted && (character == ',' || character == '\n' || character == '\r')) {
            break;
        }
        csv->line += character == '\n';
        buffer_add(&csv->text, &character, 1);
        csv->at++;
    }
    buffer_fill(&csv->text, 0, 1);
}

// False: there is no more.
static bool read_record(struct csv *csv)
{
    csv->text.size = 0;
    csv->count = 0;
    if (csv->at == csv->end) {
        return false;
    }
    for (;;) {
        size_t start = csv->text.size;
        read_field(csv);
        if (csv->count < COLUMNS_MAX) {
            csv->fields[csv->count++] = start;
        }
        if (csv->at == csv->end) {
            return true;
        }
        char ending = *csv->at++;
        if (ending == ',') {
            continue;
        }
        if (ending == '\r' && csv->at < csv->end && *csv->at == '\n') {
            csv->at++;
        }
        csv->line++;
        return true;
    }
}

static const char *field(const struct csv *csv, size_t index)
{
    return index < csv->count ? (const char *) csv->text.data + csv->fields[index] : "";
}

static size_t field_size(const struct csv *csv, size_t index)
{
    if (index >= csv->count) {
        return 0;
    }
    size_t end = index + 1 < csv->count ? csv->fields[index + 1] : csv->text.size;
    return end - csv->fields[index] - 1;
}

static bool is_empty(const struct csv *csv)
{
    return csv->count == 1 && field(csv, 0)[strspn(field(csv, 0), " \t")] == '\0';
}

// Which column is where.
static enum status read_heading(struct csv *csv, size_t columns[COLUMNS], struct failure *failure)
{
    static const char *const names[COLUMNS] = {"key", "type", "encoding", "value"};
    bool found = read_record(csv);
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = SIZE_MAX;
        for (size_t k = 0; found && k < csv->count; k++) {
            if (strcmp(field(csv, k), names[i]) == 0) {
                columns[i] = k;
            }
        }
        if (columns[i] == SIZE_MAX) {
            return fail(
                failure, STATUS_INPUT,
                "line 1: there is no column '%s'\nthe first line is key,type,encoding,value",
                names[i]);
        }
    }
    return STATUS_OK;
}

static enum status read_rows(struct writer *writer, struct csv *csv, struct failure *failure)
{
    size_t columns[COLUMNS];
    enum status status = read_heading(csv, columns, failure);
    while (status == STATUS_OK) {
        writer->line = csv->line;
        if (!read_record(csv)) {
            break;
        }
        status = buffer_status(&csv->text, failure);
        if (status != STATUS_OK || is_empty(csv) || field(csv, 0)[0] == '#') {
            continue;
        }
        const char *fields[COLUMNS];
        for (size_t i = 0; i < COLUMNS; i++) {
            fields[i] = field(csv, columns[i]);
        }
        status = add_row(writer, fields, field_size(csv, columns[VALUE]), failure);
    }
    return status;
}

enum status nvs_generate(const char *csv, size_t csv_size, const struct nvs_options *options,
                         struct buffer *out, struct failure *failure)
{
    if (options->size < 2 * NVS_PAGE || options->size % NVS_PAGE != 0) {
        return fail(failure, STATUS_USAGE,
                    "0x%x bytes are not whole pages of 0x1000, at least 2 of them",
                    (unsigned) options->size);
    }
    struct writer *writer = calloc(1, sizeof(*writer));
    if (writer == NULL) {
        return fail_memory(failure, sizeof(*writer));
    }
    size_t start = out->size;
    buffer_fill(out, 0xFF, options->size);
    enum status status = buffer_status(out, failure);
    if (status == STATUS_OK) {
        bool has_mark = csv_size >= 3 && memcmp(csv, "\xEF\xBB\xBF", 3) == 0;
        struct csv reader = {.at = csv + (has_mark ? 3 : 0), .end = csv + csv_size, .line = 1};
        writer->options = options;
        writer->pages = out->data + start;
        status = read_rows(writer, &reader, failure);
        buffer_clear(&reader.text);
    }
    free(writer);
    return status;
}
