// SPDX-License-Identifier: Apache-2.0
// app_file.c - a small parser of Erlang terms that writes external terms as it goes.
//
// Grammar: the Erlang reference manual, "Data Types" and "Character Set"; the external term format:
// ERTS user's guide, "External Term Format". Containers are written with room for their count,
// which is filled in at their end.

#include "packbeam/app_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "packbeam/bytes.h"

#define DEPTH_MAX       200
#define ATOM_CHARACTERS 255
#define STRING_MAX      65535

#define TAG_NEW_FLOAT       70
#define TAG_SMALL_INTEGER   97
#define TAG_INTEGER         98
#define TAG_SMALL_TUPLE     104
#define TAG_LARGE_TUPLE     105
#define TAG_NIL             106
#define TAG_STRING          107
#define TAG_LIST            108
#define TAG_BINARY          109
#define TAG_SMALL_BIG       110
#define TAG_MAP             116
#define TAG_ATOM_UTF8       118
#define TAG_SMALL_ATOM_UTF8 119
#define EXTERNAL_FORMAT     131

struct parser {
    const char *at;
    const char *end;
    uint32_t line;
    unsigned depth;
    bool is_latin1; // the text is no UTF-8
    uint8_t *out;
    size_t size;
    size_t capacity;
    struct failure *failure;
};

static enum status refuse(struct parser *parser, const char *what)
{
    return fail(parser->failure, STATUS_INPUT, "line %lu: %s", (unsigned long) parser->line, what);
}

// Output -------------------------------------------------------------------------------------

static enum status put(struct parser *parser, const void *data, size_t size)
{
    if (size > parser->capacity - parser->size) {
        size_t capacity = parser->capacity * 2 + size + 64;
        uint8_t *out = realloc(parser->out, capacity);
        if (out == NULL) {
            return fail_memory(parser->failure, capacity);
        }
        parser->out = out;
        parser->capacity = capacity;
    }
    if (size > 0) {
        memcpy(parser->out + parser->size, data, size);
    }
    parser->size += size;
    return STATUS_OK;
}

static enum status put_tag_be32(struct parser *parser, uint8_t tag, uint32_t value)
{
    uint8_t bytes[5] = {tag};
    bytes_put_be32(bytes + 1, value);
    return put(parser, bytes, sizeof(bytes));
}

static enum status put_integer(struct parser *parser, bool negative, uint64_t magnitude)
{
    if (!negative && magnitude <= 255) {
        uint8_t bytes[2] = {TAG_SMALL_INTEGER, (uint8_t) magnitude};
        return put(parser, bytes, sizeof(bytes));
    }
    if (magnitude <= (negative ? (uint64_t) INT32_MAX + 1 : INT32_MAX)) {
        return put_tag_be32(parser, TAG_INTEGER,
                            negative ? -(uint32_t) magnitude : (uint32_t) magnitude);
    }
    uint8_t bytes[11] = {TAG_SMALL_BIG, 0, negative};
    while (magnitude > 0) {
        bytes[3 + bytes[1]++] = (uint8_t) magnitude;
        magnitude >>= 8;
    }
    return put(parser, bytes, 3 + (size_t) bytes[1]);
}

static enum status put_atom(struct parser *parser, const uint8_t *name, size_t size)
{
    size_t characters = 0;
    for (size_t i = 0; i < size; i++) {
        characters += (name[i] & 0xc0) != 0x80;
    }
    if (characters > ATOM_CHARACTERS) {
        return refuse(parser, "an atom of more than 255 characters");
    }
    uint8_t head[3] = {TAG_ATOM_UTF8, (uint8_t) (size >> 8), (uint8_t) size};
    uint8_t small_head[2] = {TAG_SMALL_ATOM_UTF8, (uint8_t) size};
    enum status status =
        size > 255 ? put(parser, head, sizeof(head)) : put(parser, small_head, sizeof(small_head));
    return status == STATUS_OK ? put(parser, name, size) : status;
}

// Characters ---------------------------------------------------------------------------------

static bool at_end(const struct parser *parser)
{
    return parser->at == parser->end;
}

static char peek(const struct parser *parser)
{
    return at_end(parser) ? '\0' : *parser->at;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_name(char c)
{
    return is_lower(c) || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '@';
}

static void skip_blanks(struct parser *parser)
{
    for (; !at_end(parser); parser->at++) {
        if (*parser->at == '%') {
            while (!at_end(parser) && *parser->at != '\n') {
                parser->at++;
            }
            if (at_end(parser)) {
                return;
            }
        }
        if (*parser->at == '\n') {
            parser->line++;
        } else if (*parser->at != ' ' && *parser->at != '\t' && *parser->at != '\r') {
            return;
        }
    }
}

// Take a text if it comes next, behind blanks.
static bool take(struct parser *parser, const char *text)
{
    skip_blanks(parser);
    size_t length = strlen(text);
    if ((size_t) (parser->end - parser->at) < length || memcmp(parser->at, text, length) != 0) {
        return false;
    }
    parser->at += length;
    return true;
}

// One character of UTF-8, or of Latin-1 when the text is no UTF-8. False: malformed, or the end.
static bool take_character(struct parser *parser, uint32_t *character)
{
    if (at_end(parser)) {
        return false;
    }
    uint8_t first = (uint8_t) *parser->at++;
    *character = first;
    if (first == '\n') {
        parser->line++;
    }
    if (first < 0x80 || parser->is_latin1) {
        return true;
    }
    size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4 || (size_t) (parser->end - parser->at) < more) {
        return false;
    }
    uint32_t value = first & (0x3fU >> more);
    for (size_t i = 0; i < more; i++) {
        uint8_t byte = (uint8_t) *parser->at++;
        if ((byte & 0xc0) != 0x80) {
            return false;
        }
        value = value << 6 | (byte & 0x3fU);
    }
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    *character = value;
    return value >= least[more] && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}

static enum status put_utf8(struct parser *parser, uint32_t c)
{
    uint8_t bytes[4];
    if (c < 0x80) {
        bytes[0] = (uint8_t) c;
        return put(parser, bytes, 1);
    }
    if (c < 0x800) {
        bytes[0] = (uint8_t) (0xc0 | c >> 6);
        bytes[1] = (uint8_t) (0x80 | (c & 0x3f));
        return put(parser, bytes, 2);
    }
    if (c < 0x10000) {
        bytes[0] = (uint8_t) (0xe0 | c >> 12);
        bytes[1] = (uint8_t) (0x80 | (c >> 6 & 0x3f));
        bytes[2] = (uint8_t) (0x80 | (c & 0x3f));
        return put(parser, bytes, 3);
    }
    bytes[0] = (uint8_t) (0xf0 | c >> 18);
    bytes[1] = (uint8_t) (0x80 | (c >> 12 & 0x3f));
    bytes[2] = (uint8_t) (0x80 | (c >> 6 & 0x3f));
    bytes[3] = (uint8_t) (0x80 | (c & 0x3f));
    return put(parser, bytes, 4);
}

static int digit_value(uint32_t c)
{
    if (c >= '0' && c <= '9') {
        return (int) (c - '0');
    }
    if (c >= 'a' && c <= 'z') {
        return (int) (c - 'a') + 10;
    }
    return c >= 'A' && c <= 'Z' ? (int) (c - 'A') + 10 : 36;
}

// What follows a backslash: \n, \101, \x41, \x{263a}, \^A, or the character itself.
static bool take_escape(struct parser *parser, uint32_t *character)
{
    static const char letters[] = "bdefnrstv";
    static const char meanings[] = "\b\177\033\f\n\r \t\v";
    uint32_t c;
    if (!take_character(parser, &c)) {
        return false;
    }
    *character = c;
    if (c == '^') {
        if (!take_character(parser, &c)) {
            return false;
        }
        *character = c & 31;
        return true;
    }
    if (c == 'x') {
        bool braces = peek(parser) == '{';
        parser->at += braces;
        uint32_t value = 0;
        int digits = 0;
        while (digit_value((uint8_t) peek(parser)) < 16 && (braces || digits < 2) && digits < 6) {
            value = value * 16 + (uint32_t) digit_value((uint8_t) *parser->at++);
            digits++;
        }
        *character = value;
        if (braces && peek(parser) != '}') {
            return false;
        }
        parser->at += braces;
        return digits > 0 && value <= 0x10ffff;
    }
    if (c >= '0' && c <= '7') {
        uint32_t value = c - '0';
        for (int i = 0; i < 2 && peek(parser) >= '0' && peek(parser) <= '7'; i++) {
            value = value * 8 + (uint32_t) (*parser->at++ - '0');
        }
        *character = value;
        return true;
    }
    const char *letter = c < 0x80 ? strchr(letters, (int) c) : NULL;
    if (letter != NULL && *letter != '\0') {
        *character = (uint8_t) meanings[letter - letters];
    }
    return true;
}

// The next character of a quoted text. *done: that was the closing quote.
static bool take_quoted(struct parser *parser, char quote, uint32_t *character, bool *done)
{
    *done = peek(parser) == quote && !at_end(parser);
    if (*done) {
        parser->at++;
        return true;
    }
    if (peek(parser) == '\\' && !at_end(parser)) {
        parser->at++;
        return take_escape(parser, character);
    }
    return take_character(parser, character);
}

// Terms --------------------------------------------------------------------------------------

static enum status read_term(struct parser *parser);

static enum status read_atom(struct parser *parser)
{
    const char *start = parser->at;
    while (!at_end(parser) && is_name(*parser->at)) {
        parser->at++;
    }
    return put_atom(parser, (const uint8_t *) start, (size_t) (parser->at - start));
}

static enum status read_quoted_atom(struct parser *parser)
{
    // Written behind the end as text, then moved into place by put_atom.
    struct parser text = *parser;
    text.out = NULL;
    text.size = 0;
    text.capacity = 0;
    enum status status = STATUS_OK;
    for (;;) {
        uint32_t c;
        bool done;
        if (!take_quoted(&text, '\'', &c, &done)) {
            status = refuse(&text, "an atom in quotes that does not end");
            break;
        }
        if (done) {
            break;
        }
        status = put_utf8(&text, c);
        if (status != STATUS_OK) {
            break;
        }
    }
    parser->at = text.at;
    parser->line = text.line;
    if (status == STATUS_OK) {
        status = put_atom(parser, text.out != NULL ? text.out : (const uint8_t *) "", text.size);
    }
    free(text.out);
    return status;
}

// Fill in the count of the list whose head stands at `head`; a list of bytes takes its short form.
static enum status close_list(struct parser *parser, size_t head, size_t count, bool proper)
{
    uint8_t *list = parser->out + head;
    if (count == 0) {
        list[0] = TAG_NIL;
        parser->size = head + 1;
        return STATUS_OK;
    }
    bytes_put_be32(list + 1, (uint32_t) count);
    if (!proper) {
        return STATUS_OK;
    }
    size_t body = parser->size - head - 5;
    bool is_string = count <= STRING_MAX && body == 2 * count;
    for (size_t i = 0; is_string && i < count; i++) {
        is_string = list[5 + 2 * i] == TAG_SMALL_INTEGER;
    }
    if (!is_string) {
        uint8_t nil = TAG_NIL;
        return put(parser, &nil, 1);
    }
    list[0] = TAG_STRING;
    list[1] = (uint8_t) (count >> 8);
    list[2] = (uint8_t) count;
    for (size_t i = 0; i < count; i++) {
        list[3 + i] = list[5 + 2 * i + 1];
    }
    parser->size = head + 3 + count;
    return STATUS_OK;
}

// "text", and what follows directly: "text" "more".
static enum status read_string(struct parser *parser)
{
    size_t head = parser->size;
    size_t count = 0;
    enum status status = put_tag_be32(parser, TAG_LIST, 0);
    do {
        for (;;) {
            uint32_t c = 0;
            bool done;
            if (status != STATUS_OK) {
                return status;
            }
            if (!take_quoted(parser, '"', &c, &done)) {
                return refuse(parser, "a string that does not end, or is not UTF-8");
            }
            if (done) {
                break;
            }
            status = put_integer(parser, false, c);
            count++;
        }
    } while (take(parser, "\""));
    return close_list(parser, head, count, true);
}

static enum status read_list(struct parser *parser)
{
    size_t head = parser->size;
    size_t count = 0;
    bool proper = true;
    enum status status = put_tag_be32(parser, TAG_LIST, 0);
    if (status != STATUS_OK || take(parser, "]")) {
        return status == STATUS_OK ? close_list(parser, head, 0, true) : status;
    }
    do {
        status = read_term(parser);
        count++;
    } while (status == STATUS_OK && take(parser, ","));
    if (status == STATUS_OK && take(parser, "|")) {
        proper = false;
        status = read_term(parser);
    }
    if (status == STATUS_OK && !take(parser, "]")) {
        return refuse(parser, "a list without ']'");
    }
    return status == STATUS_OK ? close_list(parser, head, count, proper) : status;
}

static enum status read_tuple(struct parser *parser)
{
    size_t head = parser->size;
    size_t count = 0;
    enum status status = put_tag_be32(parser, TAG_LARGE_TUPLE, 0);
    if (status == STATUS_OK && !take(parser, "}")) {
        do {
            status = read_term(parser);
            count++;
        } while (status == STATUS_OK && take(parser, ","));
        if (status == STATUS_OK && !take(parser, "}")) {
            return refuse(parser, "a tuple without '}'");
        }
    }
    if (status != STATUS_OK) {
        return status;
    }
    uint8_t *tuple = parser->out + head;
    if (count > 255) {
        bytes_put_be32(tuple + 1, (uint32_t) count);
        return STATUS_OK;
    }
    tuple[0] = TAG_SMALL_TUPLE;
    tuple[1] = (uint8_t) count;
    memmove(tuple + 2, tuple + 5, parser->size - head - 5);
    parser->size -= 3;
    return STATUS_OK;
}

static enum status read_map(struct parser *parser)
{
    size_t head = parser->size;
    size_t count = 0;
    enum status status = put_tag_be32(parser, TAG_MAP, 0);
    if (status == STATUS_OK && !take(parser, "}")) {
        do {
            status = read_term(parser);
            if (status == STATUS_OK && !take(parser, "=>")) {
                return refuse(parser, "a key without '=>'");
            }
            if (status == STATUS_OK) {
                status = read_term(parser);
            }
            count++;
        } while (status == STATUS_OK && take(parser, ","));
        if (status == STATUS_OK && !take(parser, "}")) {
            return refuse(parser, "a map without '}'");
        }
    }
    if (status == STATUS_OK) {
        bytes_put_be32(parser->out + head + 1, (uint32_t) count);
    }
    return status;
}

// An unsigned number in a base; false when it does not fit 64 bits.
static bool take_digits(struct parser *parser, unsigned base, uint64_t *value)
{
    *value = 0;
    while (digit_value((uint8_t) peek(parser)) < (int) base || peek(parser) == '_') {
        char c = *parser->at++;
        if (c == '_') {
            continue;
        }
        unsigned digit = (unsigned) digit_value((uint8_t) c);
        if (*value > (UINT64_MAX - digit) / base) {
            return false;
        }
        *value = *value * base + digit;
    }
    return true;
}

static enum status read_float(struct parser *parser, const char *start, bool negative)
{
    char text[64];
    while (is_digit(peek(parser)) || peek(parser) == '.' || peek(parser) == 'e' ||
           peek(parser) == 'E' ||
           ((peek(parser) == '-' || peek(parser) == '+') &&
            (parser->at[-1] == 'e' || parser->at[-1] == 'E'))) {
        // The full stop that ends the term is not followed by a digit.
        if (peek(parser) == '.' && (parser->end - parser->at < 2 || !is_digit(parser->at[1]))) {
            break;
        }
        parser->at++;
    }
    size_t length = (size_t) (parser->at - start);
    if (length >= sizeof(text)) {
        return refuse(parser, "a number that is too long");
    }
    memcpy(text, start, length);
    text[length] = '\0';
    char *end;
    errno = 0;
    double value = strtod(text, &end);
    if (*end != '\0' || errno == ERANGE) {
        return refuse(parser, "a floating point number that is none");
    }
    value = negative ? -value : value;
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    uint8_t bytes[9] = {TAG_NEW_FLOAT};
    bytes_put_be64(bytes + 1, bits);
    return put(parser, bytes, sizeof(bytes));
}

static enum status read_number(struct parser *parser)
{
    bool negative = false;
    if (peek(parser) == '-' || peek(parser) == '+') {
        negative = *parser->at++ == '-';
        skip_blanks(parser);
    }
    uint64_t value;
    if (peek(parser) == '$') {
        uint32_t c = 0;
        bool done;
        parser->at++;
        if (!take_quoted(parser, '\0', &c, &done)) {
            return refuse(parser, "'$' without a character");
        }
        return put_integer(parser, negative, c);
    }
    const char *start = parser->at;
    if (!is_digit(peek(parser)) || !take_digits(parser, 10, &value)) {
        return refuse(parser, is_digit(peek(parser)) ? "a number of more than 64 bits"
                                                     : "something that is no term");
    }
    if (peek(parser) == '#') {
        parser->at++;
        if (value < 2 || value > 36 || digit_value((uint8_t) peek(parser)) >= (int) value ||
            !take_digits(parser, (unsigned) value, &value)) {
            return refuse(parser, "a number that does not fit its base, or 64 bits");
        }
    } else if (peek(parser) == '.' && parser->end - parser->at > 1 && is_digit(parser->at[1])) {
        return read_float(parser, start, negative);
    }
    return put_integer(parser, negative, value);
}

// Turn what was written from `start` on from UTF-8 into Latin-1.
static enum status narrow(struct parser *parser, size_t start)
{
    size_t to = start;
    for (size_t from = start; from < parser->size; from++) {
        uint8_t byte = parser->out[from];
        if (byte > 0xc3) {
            return refuse(parser, "a character above 255 in a binary without /utf8");
        }
        if (byte >= 0xc2) {
            byte = (uint8_t) ((byte & 3) << 6 | (parser->out[++from] & 0x3f));
        }
        parser->out[to++] = byte;
    }
    parser->size = to;
    return STATUS_OK;
}

static enum status read_binary_text(struct parser *parser)
{
    size_t start = parser->size;
    for (;;) {
        uint32_t c = 0;
        bool done;
        if (!take_quoted(parser, '"', &c, &done)) {
            return refuse(parser, "a text that does not end, or is not UTF-8");
        }
        if (done) {
            return take(parser, "/utf8") ? STATUS_OK : narrow(parser, start);
        }
        enum status status = put_utf8(parser, c);
        if (status != STATUS_OK) {
            return status;
        }
    }
}

// <<"text", 1, 2>>: bytes and texts only.
static enum status read_binary(struct parser *parser)
{
    size_t head = parser->size;
    enum status status = put_tag_be32(parser, TAG_BINARY, 0);
    if (status != STATUS_OK || take(parser, ">>")) {
        return status;
    }
    do {
        if (take(parser, "\"")) {
            status = read_binary_text(parser);
            continue;
        }
        size_t at = parser->size;
        skip_blanks(parser);
        status = read_number(parser);
        if (status == STATUS_OK && parser->out[at] != TAG_SMALL_INTEGER) {
            return refuse(parser, "a number in a binary that is no byte");
        }
        if (status == STATUS_OK) {
            parser->out[at] = parser->out[at + 1];
            parser->size = at + 1;
        }
    } while (status == STATUS_OK && take(parser, ","));
    if (status == STATUS_OK && !take(parser, ">>")) {
        return refuse(parser, "a binary without '>>'");
    }
    if (status == STATUS_OK) {
        bytes_put_be32(parser->out + head + 1, (uint32_t) (parser->size - head - 5));
    }
    return status;
}

static enum status read_term(struct parser *parser)
{
    if (parser->depth == DEPTH_MAX) {
        return refuse(parser, "more than 200 brackets inside each other");
    }
    parser->depth++;
    skip_blanks(parser);
    enum status status;
    if (is_lower(peek(parser))) {
        status = read_atom(parser);
    } else if (take(parser, "'")) {
        status = read_quoted_atom(parser);
    } else if (take(parser, "\"")) {
        status = read_string(parser);
    } else if (take(parser, "[")) {
        status = read_list(parser);
    } else if (take(parser, "{")) {
        status = read_tuple(parser);
    } else if (take(parser, "#{")) {
        status = read_map(parser);
    } else if (take(parser, "<<")) {
        status = read_binary(parser);
    } else if (at_end(parser)) {
        status = refuse(parser, "the file ends inside a term");
    } else {
        status = read_number(parser);
    }
    parser->depth--;
    return status;
}

// {application, NAME, List}: the beginning of what was written.
static enum status take_name(struct parser *parser, char name[APP_NAME_SIZE])
{
    static const uint8_t start[] = "\x83\x68\x03\x77\x0b"
                                   "application";
    const size_t length = sizeof(start) - 1;
    const uint8_t *out = parser->out;
    if (parser->size < length + 2 || memcmp(out, start, length) != 0 ||
        out[length] != TAG_SMALL_ATOM_UTF8 || out[length + 1] == 0 ||
        memchr(out + length + 2, 0, out[length + 1]) != NULL) {
        return fail(parser->failure, STATUS_INPUT,
                    "not an application resource file: its term is not {application, NAME, [...]}");
    }
    memcpy(name, out + length + 2, out[length + 1]);
    name[out[length + 1]] = '\0';
    return STATUS_OK;
}

// Old files are Latin-1: that is what a text is that cannot be UTF-8.
static bool is_utf8(const char *text, size_t size)
{
    struct parser parser = {.at = text, .end = text + size};
    uint32_t character;
    while (!at_end(&parser)) {
        if (!take_character(&parser, &character)) {
            return false;
        }
    }
    return true;
}

enum status app_file_read(const char *text, size_t size, char name[APP_NAME_SIZE], uint8_t **term,
                          size_t *term_size, struct failure *failure)
{
    struct parser parser = {.at = text,
                            .end = text + size,
                            .line = 1,
                            .is_latin1 = !is_utf8(text, size),
                            .failure = failure};
    uint8_t format = EXTERNAL_FORMAT;
    enum status status = put(&parser, &format, 1);
    if (status == STATUS_OK) {
        status = read_term(&parser);
    }
    if (status == STATUS_OK && !take(&parser, ".")) {
        status = refuse(&parser, "the term does not end with a full stop");
    }
    if (status == STATUS_OK) {
        status = take_name(&parser, name);
    }
    if (status != STATUS_OK) {
        free(parser.out);
        return status;
    }
    *term = parser.out;
    *term_size = parser.size;
    return STATUS_OK;
}
