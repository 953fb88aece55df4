// SPDX-License-Identifier: Apache-2.0
// esp_table.c - partition tables as CSV: lines, fields, rows, then checks over the whole table.

#include "flasher/esp_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packbeam/bytes.h"
#include "packbeam/md5.h"

#define ROW_SIZE    32
#define APP_ALIGN   0x10000U
#define NVS_MIN     0x3000U
#define OTADATA     0x2000U
#define LINE_MAX    1024
#define FIELD_COUNT 6

#define TYPE_BOOTLOADER 2
#define TYPE_TABLE      3
#define SUBTYPE_OTADATA 0
#define SUBTYPE_NVS     2
#define SUBTYPE_CORE    3
#define SUBTYPE_UNDEF   6
#define FLAG_ENCRYPTED  1U
#define FLAG_READONLY   2U

static uint32_t table_offset(const struct esp_table_options *options)
{
    return options->table_offset != 0 ? options->table_offset : ESP_PARTITION_TABLE_OFFSET;
}

static uint32_t align_of(uint8_t type)
{
    return type == ESP_PARTITION_APP ? APP_ALIGN : ESP_TABLE_SECTOR;
}

// Numbers ------------------------------------------------------------------------------------

static int digit_of(char character)
{
    if (character >= '0' && character <= '9') {
        return character - '0';
    }
    char low = (char) (character | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : 99;
}

static unsigned base_of(const char *text)
{
    if (text[0] != '0') {
        return 10;
    }
    switch (text[1] | 0x20) {
    case 'x':
        return 16;
    case 'o':
        return 8;
    case 'b':
        return 2;
    default:
        return 10;
    }
}

bool esp_table_number(const char *text, bool *is_negative, uint32_t *number)
{
    bool minus = text[0] == '-';
    text += minus;
    unsigned base = base_of(text);
    const char *at = text + (base == 10 ? 0 : 2);
    uint64_t value = 0;
    const char *first = at;
    for (; digit_of(*at) < (int) base && value <= UINT32_MAX; at++) {
        value = value * base + (unsigned) digit_of(*at);
    }
    // As in the language of the makers' tool: 010 is neither 8 nor 10.
    if (at == first || (base == 10 && at - first > 1 && first[0] == '0' && value != 0)) {
        return false;
    }
    if (*at == 'k' || *at == 'K') {
        value *= 1024;
        at++;
    } else if (*at == 'm' || *at == 'M') {
        value *= 1024 * 1024;
        at++;
    }
    if (*at != '\0' || value > UINT32_MAX || (minus && is_negative == NULL)) {
        return false;
    }
    if (is_negative != NULL) {
        *is_negative = minus;
    }
    *number = (uint32_t) value;
    return true;
}

// Text ---------------------------------------------------------------------------------------

static void add_utf8(struct buffer *out, uint32_t code)
{
    if (code < 0x80) {
        buffer_print(out, "%c", (char) code);
        return;
    }
    uint8_t bytes[3] = {(uint8_t) (0xE0 | code >> 12), (uint8_t) (0x80 | (code >> 6 & 0x3F)),
                        (uint8_t) (0x80 | (code & 0x3F))};
    if (code < 0x800) {
        bytes[1] = (uint8_t) (0xC0 | code >> 6);
        buffer_add(out, bytes + 1, 2);
    } else {
        buffer_add(out, bytes, 3);
    }
}

// What was read as UTF-8 without its mark; ends with NUL. Characters beyond 16 bits of UTF-16 come
// out as two halves, which no name in a table needs to survive.
static enum status decode_text(const uint8_t *text, size_t size, struct buffer *out,
                               struct failure *failure)
{
    if (size >= 2 &&
        ((text[0] == 0xFF && text[1] == 0xFE) || (text[0] == 0xFE && text[1] == 0xFF))) {
        for (size_t at = 2; at + 1 < size; at += 2) {
            uint32_t code = text[0] == 0xFF ? bytes_get_le16(text + at) : bytes_get_be16(text + at);
            if (code == 0) {
                return fail_at(failure, STATUS_INPUT, (uint32_t) at, "not a text: there is a NUL");
            }
            add_utf8(out, code);
        }
    } else {
        bool has_mark = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
        size_t skip = has_mark ? 3 : 0;
        if (size > 0 && memchr(text, '\0', size) != NULL) {
            return fail(failure, STATUS_INPUT, "neither CSV nor a partition table");
        }
        buffer_add(out, text + skip, size - skip);
    }
    buffer_fill(out, 0, 1);
    return buffer_status(out, failure);
}

static bool is_blank(char character)
{
    return character == ' ' || (character >= '\t' && character <= '\r');
}

// Cut blanks off both ends, in place.
static char *trim(char *text)
{
    while (is_blank(*text)) {
        text++;
    }
    size_t length = strlen(text);
    while (length > 0 && is_blank(text[length - 1])) {
        length--;
    }
    text[length] = '\0';
    return text;
}

static bool is_name_character(char character, bool is_first)
{
    return character == '_' || (character >= 'A' && character <= 'Z') ||
           (character >= 'a' && character <= 'z') ||
           (!is_first && character >= '0' && character <= '9');
}

// Length of what stands at a '$': the whole and the name in it. False: not a variable.
static bool find_variable(const char *text, size_t *whole, char name[64])
{
    size_t skip = text[1] == '{' ? 2 : 1;
    size_t length = 0;
    while (is_name_character(text[skip + length], length == 0)) {
        length++;
    }
    if (length == 0 || length >= 64 || (skip == 2 && text[skip + length] != '}')) {
        return false;
    }
    memcpy(name, text + skip, length);
    name[length] = '\0';
    *whole = skip + length + (skip == 2);
    return true;
}

// Copy a line with the values of its variables. Names without a value stay as they are.
static bool expand(const char *from, const struct esp_table_options *options, char to[LINE_MAX])
{
    size_t used = 0;
    while (*from != '\0') {
        char name[64];
        size_t whole = 1;
        const char *value = NULL;
        if (*from == '$' && options->lookup != NULL && find_variable(from, &whole, name)) {
            value = options->lookup(options->context, name);
        }
        if (value == NULL) {
            value = from;
            whole = 1;
        }
        size_t length = value == from ? 1 : strlen(value);
        if (length >= LINE_MAX - used) {
            return false;
        }
        memcpy(to + used, value, length);
        used += length;
        from += whole;
    }
    to[used] = '\0';
    return true;
}

// Rows ---------------------------------------------------------------------------------------

struct reader {
    const struct esp_table_options *options;
    struct esp_partition_table *table;
    unsigned line;
    uint32_t end; // of the row before
    bool is_first;
};

static enum status read_type(struct reader *reader, const char *text, struct esp_partition *row,
                             struct failure *failure)
{
    uint32_t number;
    if (text[0] == '\0') {
        return fail(failure, STATUS_INPUT, "line %u: the type is missing", reader->line);
    }
    if (esp_partition_find_type(text, &row->type)) {
        return STATUS_OK;
    }
    if (!esp_table_number(text, NULL, &number) || number > 255) {
        return fail(failure, STATUS_INPUT,
                    "line %u: '%.40s' is not a type\n"
                    "it is app, data, bootloader, partition_table or a number up to 0xFE",
                    reader->line, text);
    }
    row->type = (uint8_t) number;
    return STATUS_OK;
}

static enum status read_subtype(struct reader *reader, const char *text, struct esp_partition *row,
                                struct failure *failure)
{
    uint32_t number;
    if (text[0] == '\0') {
        if (row->type == ESP_PARTITION_APP) {
            return fail(failure, STATUS_INPUT,
                        "line %u: an application needs a subtype\nfactory, test, or ota_0 to "
                        "ota_15",
                        reader->line);
        }
        row->subtype = SUBTYPE_UNDEF;
        return STATUS_OK;
    }
    if (esp_partition_find_subtype(row->type, text, &row->subtype)) {
        return STATUS_OK;
    }
    if (!esp_table_number(text, NULL, &number) || number > 255) {
        return fail(failure, STATUS_INPUT,
                    "line %u: '%.40s' is not a subtype of this type\n"
                    "of data: ota, phy, nvs, coredump, nvs_keys, efuse, undefined, fat, spiffs, "
                    "littlefs; or a number up to 255",
                    reader->line, text);
    }
    row->subtype = (uint8_t) number;
    return STATUS_OK;
}

// Rows that stand where the chip wants them, in front of the others.
static bool is_fixed(const struct esp_partition *row)
{
    return (row->type == TYPE_BOOTLOADER && row->subtype == 0) ||
           (row->type == TYPE_TABLE && row->subtype == 0);
}

static enum status fixed_place(struct reader *reader, struct esp_partition *row,
                               struct failure *failure)
{
    if (row->type == TYPE_TABLE) {
        row->offset = table_offset(reader->options);
        return STATUS_OK;
    }
    if (!reader->options->has_bootloader) {
        return fail(failure, STATUS_INPUT,
                    "line %u: where the boot loader stands is not known\n"
                    "say it with --chip or --bootloader-offset",
                    reader->line);
    }
    row->offset = reader->options->bootloader_offset;
    return STATUS_OK;
}

static enum status read_offset(struct reader *reader, const char *text, struct esp_partition *row,
                               struct failure *failure)
{
    if (is_fixed(row)) {
        return fixed_place(reader, row, failure);
    }
    if (row->type == TYPE_BOOTLOADER && row->subtype == 2 && reader->options->has_recovery) {
        row->offset = reader->options->recovery_offset;
        return STATUS_OK;
    }
    if (text[0] == '\0') {
        uint32_t align = align_of(row->type);
        if (reader->end > UINT32_MAX - (align - 1)) {
            return fail(failure, STATUS_INPUT, "line %u: no room is left in 32 bits", reader->line);
        }
        row->offset = (reader->end + align - 1) / align * align;
        return STATUS_OK;
    }
    if (!esp_table_number(text, NULL, &row->offset)) {
        return fail(failure, STATUS_INPUT, "line %u: '%.40s' is not an offset", reader->line, text);
    }
    if (row->offset >= reader->end) {
        return STATUS_OK;
    }
    if (reader->is_first) {
        return fail(failure, STATUS_INPUT,
                    "line %u: offset 0x%x lies before or in the sector of the partition table at "
                    "0x%x\nthe first free offset is 0x%x",
                    reader->line, (unsigned) row->offset, (unsigned) table_offset(reader->options),
                    (unsigned) reader->end);
    }
    return fail(failure, STATUS_INPUT,
                "line %u: partitions overlap: offset 0x%x, but the one before ends at 0x%x",
                reader->line, (unsigned) row->offset, (unsigned) reader->end);
}

static enum status read_size(struct reader *reader, const char *text, struct esp_partition *row,
                             struct failure *failure)
{
    bool is_negative;
    const struct esp_table_options *options = reader->options;
    if (row->type == TYPE_TABLE && (row->subtype == 0 || text[0] == '\0')) {
        row->size = ESP_TABLE_SECTOR;
        return STATUS_OK;
    }
    if (row->type == TYPE_BOOTLOADER && (row->subtype == 0 || text[0] == '\0')) {
        if (!options->has_bootloader || options->bootloader_offset >= table_offset(options)) {
            return fail(failure, STATUS_INPUT,
                        "line %u: where the boot loader stands is not known\n"
                        "say it with --chip or --bootloader-offset",
                        reader->line);
        }
        row->size = table_offset(options) - options->bootloader_offset;
        return STATUS_OK;
    }
    if (text[0] == '\0') {
        return fail(failure, STATUS_INPUT, "line %u: the size is missing", reader->line);
    }
    if (!esp_table_number(text, &is_negative, &row->size)) {
        return fail(failure, STATUS_INPUT, "line %u: '%.40s' is not a size", reader->line, text);
    }
    if (is_negative) {
        if (row->size < row->offset) {
            return fail(failure, STATUS_INPUT,
                        "line %u: up to 0x%x, but the partition begins at 0x%x", reader->line,
                        (unsigned) row->size, (unsigned) row->offset);
        }
        row->size -= row->offset;
    }
    if (row->size > UINT32_MAX - row->offset) {
        return fail(failure, STATUS_INPUT, "line %u: %u bytes at 0x%x reach beyond 32 bits",
                    reader->line, (unsigned) row->size, (unsigned) row->offset);
    }
    return STATUS_OK;
}

static enum status read_flags(struct reader *reader, char *text, struct esp_partition *row,
                              struct failure *failure)
{
    row->flags = 0;
    while (text != NULL && *text != '\0') {
        char *colon = strchr(text, ':');
        if (colon != NULL) {
            *colon++ = '\0';
        }
        char *flag = trim(text);
        if (strcmp(flag, "encrypted") == 0) {
            row->flags |= FLAG_ENCRYPTED;
        } else if (strcmp(flag, "readonly") == 0) {
            row->flags |= FLAG_READONLY;
        } else if (flag[0] != '\0') {
            return fail(failure, STATUS_INPUT,
                        "line %u: '%.40s' is not a flag\nencrypted and readonly are, joined by ':'",
                        reader->line, flag);
        }
        text = colon;
    }
    return STATUS_OK;
}

static enum status read_row(struct reader *reader, char *line, struct failure *failure)
{
    char *fields[FIELD_COUNT] = {NULL};
    char nothing[1] = "";
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        char *comma = line != NULL ? strchr(line, ',') : NULL;
        if (comma != NULL) {
            *comma++ = '\0';
        }
        fields[i] = line != NULL ? trim(line) : nothing;
        line = comma;
    }
    if (reader->table->count == ESP_PARTITION_MAX) {
        return fail(failure, STATUS_INPUT, "line %u: more than %d partitions", reader->line,
                    ESP_PARTITION_MAX);
    }
    struct esp_partition *row = &reader->table->rows[reader->table->count];
    *row = (struct esp_partition){.flags = 0};
    snprintf(row->name, sizeof(row->name), "%s", fields[0]);
    enum status status = read_type(reader, fields[1], row, failure);
    if (status == STATUS_OK) {
        status = read_subtype(reader, fields[2], row, failure);
    }
    if (status == STATUS_OK) {
        status = read_offset(reader, fields[3], row, failure);
    }
    if (status == STATUS_OK) {
        status = read_size(reader, fields[4], row, failure);
    }
    if (status == STATUS_OK) {
        status = read_flags(reader, fields[5], row, failure);
    }
    if (status == STATUS_OK) {
        uint32_t end = row->offset + row->size;
        reader->end = end > reader->end || !is_fixed(row) ? end : reader->end;
        reader->is_first = reader->is_first && is_fixed(row);
        reader->table->count++;
    }
    return status;
}

static enum status read_lines(struct reader *reader, char *text, struct failure *failure)
{
    while (text != NULL) {
        char line[LINE_MAX];
        size_t length = strcspn(text, "\r\n");
        char *next = text[length] != '\0' ? text + length + 1 : NULL;
        if (text[length] == '\r' && text[length + 1] == '\n') {
            next++;
        }
        text[length] = '\0';
        reader->line++;
        if (!expand(text, reader->options, line)) {
            return fail(failure, STATUS_INPUT, "line %u is too long", reader->line);
        }
        char *row = trim(line);
        if (row[0] != '\0' && row[0] != '#') {
            enum status status = read_row(reader, row, failure);
            if (status != STATUS_OK) {
                return status;
            }
        }
        text = next;
    }
    return STATUS_OK;
}

enum status esp_table_parse(const uint8_t *text, size_t size,
                            const struct esp_table_options *options,
                            struct esp_partition_table *table, struct failure *failure)
{
    struct buffer copy = {.data = NULL};
    uint32_t start = table_offset(options);
    struct reader reader = {options, table, 0, start, true};
    table->count = 0;
    if (start > UINT32_MAX - ESP_TABLE_SECTOR) {
        return fail(failure, STATUS_INPUT, "no partition table fits at 0x%x", (unsigned) start);
    }
    reader.end = start + ESP_TABLE_SECTOR;
    enum status status = decode_text(text, size, &copy, failure);
    if (status == STATUS_OK) {
        status = read_lines(&reader, (char *) copy.data, failure);
    }
    buffer_clear(&copy);
    return status == STATUS_OK ? esp_table_check(table, options, failure) : status;
}

// Checks -------------------------------------------------------------------------------------

static bool is_kind(const struct esp_partition *row, uint8_t type, uint8_t subtype)
{
    return row->type == type && row->subtype == subtype;
}

static enum status check_row(const struct esp_partition *row,
                             const struct esp_table_options *options, struct failure *failure)
{
    uint32_t align = align_of(row->type);
    if (row->offset % align != 0) {
        return fail(failure, STATUS_INPUT, "partition '%s': offset 0x%x is not a multiple of 0x%x",
                    row->name, (unsigned) row->offset, (unsigned) align);
    }
    align = options->secure_v1 ? APP_ALIGN : ESP_TABLE_SECTOR;
    if (row->type == ESP_PARTITION_APP && row->size % align != 0) {
        return fail(failure, STATUS_INPUT, "partition '%s': size 0x%x is not a multiple of 0x%x",
                    row->name, (unsigned) row->size, (unsigned) align);
    }
    bool is_readonly = (row->flags & FLAG_READONLY) != 0;
    if (is_kind(row, ESP_PARTITION_DATA, SUBTYPE_NVS) && !is_readonly && row->size < NVS_MIN) {
        return fail(failure, STATUS_INPUT,
                    "partition '%s': NVS that is written needs at least 0x%x bytes, not 0x%x\n"
                    "make it larger, or give it the flag readonly",
                    row->name, NVS_MIN, (unsigned) row->size);
    }
    if (is_readonly && (is_kind(row, ESP_PARTITION_DATA, SUBTYPE_OTADATA) ||
                        is_kind(row, ESP_PARTITION_DATA, SUBTYPE_CORE))) {
        return fail(failure, STATUS_INPUT,
                    "partition '%s': a partition of this kind is written to and cannot be readonly",
                    row->name);
    }
    return STATUS_OK;
}

// Names that say one thing while the type says another.
static void warn_name(const struct esp_partition *row, const struct esp_table_options *options)
{
    uint8_t subtype;
    char line[200];
    if (options->warn == NULL) {
        return;
    }
    for (uint8_t type = 0; type < 2; type++) {
        if (!esp_partition_find_subtype(type, row->name, &subtype) || is_kind(row, type, subtype) ||
            strcmp(row->name, "ota") == 0) {
            continue;
        }
        snprintf(line, sizeof(line),
                 "partition '%s' is named as a subtype, but its type is 0x%x and its subtype 0x%x",
                 row->name, row->type, row->subtype);
        options->warn(options->context, line);
    }
}

static int by_offset(const void *a, const void *b)
{
    const struct esp_partition *const *left = a;
    const struct esp_partition *const *right = b;
    if ((*left)->offset != (*right)->offset) {
        return (*left)->offset < (*right)->offset ? -1 : 1;
    }
    return *left < *right ? -1 : 1;
}

static enum status check_places(const struct esp_partition_table *table,
                                const struct esp_table_options *options, struct failure *failure)
{
    const struct esp_partition *rows[ESP_PARTITION_MAX];
    uint32_t start = table_offset(options);
    for (size_t i = 0; i < table->count; i++) {
        rows[i] = &table->rows[i];
        bool is_apart = rows[i]->type == TYPE_BOOTLOADER || rows[i]->type == TYPE_TABLE;
        if (!is_apart && rows[i]->offset < start + ESP_TABLE_SECTOR) {
            return fail(failure, STATUS_INPUT,
                        "partition '%s': offset 0x%x lies before or in the partition table at 0x%x",
                        rows[i]->name, (unsigned) rows[i]->offset, (unsigned) start);
        }
    }
    if (table->count > 1) {
        qsort(rows, table->count, sizeof(rows[0]), by_offset);
    }
    for (size_t i = 1; i < table->count; i++) {
        if (rows[i]->offset - rows[i - 1]->offset < rows[i - 1]->size) {
            return fail(failure, STATUS_INPUT, "partitions '%s' and '%s' overlap at 0x%x",
                        rows[i - 1]->name, rows[i]->name, (unsigned) rows[i]->offset);
        }
    }
    const struct esp_partition *last = table->count > 0 ? rows[table->count - 1] : NULL;
    if (options->flash_size != 0 && last != NULL &&
        (last->offset > options->flash_size || last->size > options->flash_size - last->offset)) {
        return fail(failure, STATUS_INPUT,
                    "the table takes %llu bytes of flash, more than the %u there are\n"
                    "make '%s' smaller, or say how large the flash is",
                    (unsigned long long) last->offset + last->size, (unsigned) options->flash_size,
                    last->name);
    }
    return STATUS_OK;
}

static enum status check_rows(const struct esp_partition_table *table, struct failure *failure)
{
    const struct esp_partition *otadata = NULL;
    for (size_t i = 0; i < table->count; i++) {
        const struct esp_partition *row = &table->rows[i];
        if (esp_partition_find(table, row->name) != row) {
            return fail(failure, STATUS_INPUT, "two partitions are named '%s'", row->name);
        }
        if (!is_kind(row, ESP_PARTITION_DATA, SUBTYPE_OTADATA)) {
            continue;
        }
        if (otadata != NULL) {
            return fail(failure, STATUS_INPUT,
                        "'%s' and '%s' are both of type data, subtype ota; there can be only one",
                        otadata->name, row->name);
        }
        otadata = row;
        if (row->size != OTADATA) {
            return fail(failure, STATUS_INPUT, "partition '%s': its size is 0x%x and must be 0x%x",
                        row->name, (unsigned) row->size, OTADATA);
        }
    }
    return STATUS_OK;
}

enum status esp_table_check(const struct esp_partition_table *table,
                            const struct esp_table_options *options, struct failure *failure)
{
    for (size_t i = 0; i < table->count; i++) {
        enum status status = check_row(&table->rows[i], options, failure);
        if (status != STATUS_OK) {
            return status;
        }
        warn_name(&table->rows[i], options);
    }
    enum status status = check_rows(table, failure);
    if (status == STATUS_OK) {
        status = check_places(table, options, failure);
    }
    if (status == STATUS_OK && !options->without_md5 && table->count == ESP_PARTITION_MAX) {
        status = fail(failure, STATUS_INPUT,
                      "%u partitions leave no room for the MD5 of the table; 94 fit",
                      (unsigned) table->count);
    }
    return status;
}

// Writing ------------------------------------------------------------------------------------

enum status esp_table_encode(const struct esp_partition_table *table, bool without_md5,
                             uint8_t bytes[ESP_PARTITION_TABLE_SIZE], struct failure *failure)
{
    size_t rows = table->count + (without_md5 ? 0 : 1);
    if (rows > ESP_PARTITION_MAX) {
        return fail(failure, STATUS_INPUT, "%u partitions are too many for a table",
                    (unsigned) table->count);
    }
    memset(bytes, 0xFF, ESP_PARTITION_TABLE_SIZE);
    uint8_t *to = bytes;
    for (size_t i = 0; i < table->count; i++, to += ROW_SIZE) {
        const struct esp_partition *row = &table->rows[i];
        to[0] = 0xAA;
        to[1] = 0x50;
        to[2] = row->type;
        to[3] = row->subtype;
        bytes_put_le32(to + 4, row->offset);
        bytes_put_le32(to + 8, row->size);
        memset(to + 12, 0, 16);
        memcpy(to + 12, row->name, strlen(row->name));
        bytes_put_le32(to + 28, row->flags);
    }
    if (!without_md5) {
        struct md5 md5;
        md5_init(&md5);
        md5_update(&md5, bytes, (size_t) (to - bytes));
        to[0] = 0xEB;
        to[1] = 0xEB;
        md5_finish(&md5, to + 16);
    }
    return STATUS_OK;
}

static void print_size(uint32_t size, struct buffer *out)
{
    if (size != 0 && size % 0x100000 == 0) {
        buffer_print(out, "%uM", (unsigned) (size / 0x100000));
    } else if (size != 0 && size % 1024 == 0) {
        buffer_print(out, "%uK", (unsigned) (size / 1024));
    } else {
        buffer_print(out, "0x%x", (unsigned) size);
    }
}

void esp_table_print_row(const struct esp_partition *row, struct buffer *out)
{
    char type[16];
    char subtype[16];
    esp_partition_type(row, type, subtype);
    buffer_print(out, "%s,%s,%s,0x%x,", row->name, type, subtype, (unsigned) row->offset);
    print_size(row->size, out);
    bool both = (row->flags & 3) == 3;
    buffer_print(out, ",%s%s%s\n", (row->flags & FLAG_ENCRYPTED) != 0 ? "encrypted" : "",
                 both ? ":" : "", (row->flags & FLAG_READONLY) != 0 ? "readonly" : "");
}

void esp_table_print(const struct esp_partition_table *table, struct buffer *out)
{
    buffer_print(out, "# ESP-IDF Partition Table\n# Name, Type, SubType, Offset, Size, Flags\n");
    for (size_t i = 0; i < table->count; i++) {
        esp_table_print_row(&table->rows[i], out);
    }
}

// Presets ------------------------------------------------------------------------------------

// Programs start in main.avm; boot.avm holds the libraries, which are larger for Elixir. The places
// are those that tools and documentation have known for years.
#define PRESET_HEAD                                                                                \
    "nvs,      data, nvs,     0x9000,  0x6000\n"                                                   \
    "phy_init, data, phy,     0xf000,  0x1000\n"                                                   \
    "factory,  app,  factory, 0x10000, 0x1C0000\n"

static const struct {
    const char *name;
    const char *csv;
} presets[] = {
    {"erlang", PRESET_HEAD "boot.avm, data, phy, 0x1D0000, 0x40000\n"
                           "main.avm, data, phy, 0x210000, 0x100000\n"},
    {"elixir", PRESET_HEAD "boot.avm, data, phy, 0x1D0000, 0x80000\n"
                           "main.avm, data, phy, 0x250000, 0x100000\n"},
};

const char *esp_table_preset(const char *name)
{
    for (size_t i = 0; i < sizeof(presets) / sizeof(presets[0]); i++) {
        if (strcmp(presets[i].name, name) == 0) {
            return presets[i].csv;
        }
    }
    return NULL;
}
