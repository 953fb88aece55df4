// SPDX-License-Identifier: Apache-2.0
// script.c - reads an --expect script.

#include "monitor/script.h"

#include <stdlib.h>
#include <string.h>

#define SECONDS_MAX 86400

enum argument { NOTHING, TEXT, REGEX, SECONDS };

static const struct word {
    const char *name;
    enum argument argument;
} words[] = {
#define SCRIPT(name, argument) {#name, argument},
#include "monitor/script.def"
#undef SCRIPT
};

static int hex_digit(char character)
{
    if (character >= '0' && character <= '9') {
        return character - '0';
    }
    character = (char) (character | 0x20);
    return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

enum status script_unescape(const char *text, size_t length, uint8_t *to, size_t *size,
                            struct failure *failure)
{
    static const char letters[] = "rnte0\\";
    static const char bytes[] = "\r\n\t\033\0\\";
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '\\') {
            to[used++] = (uint8_t) text[i];
            continue;
        }
        size_t left = length - i - 1;
        const char *letter = left > 0 ? memchr(letters, text[i + 1], sizeof(letters) - 1) : NULL;
        if (letter != NULL) {
            to[used++] = (uint8_t) bytes[letter - letters];
            i++;
        } else if (left >= 3 && text[i + 1] == 'x' && hex_digit(text[i + 2]) >= 0 &&
                   hex_digit(text[i + 3]) >= 0) {
            to[used++] = (uint8_t) (hex_digit(text[i + 2]) * 16 + hex_digit(text[i + 3]));
            i += 3;
        } else {
            return fail(failure, STATUS_INPUT,
                        "'%.*s' is no escape\nthere are \\r \\n \\t \\e \\0 \\\\ and \\xNN",
                        left > 0 ? 2 : 1, text + i);
        }
    }
    to[used] = '\0';
    *size = used;
    return STATUS_OK;
}

enum status script_seconds(const char *text, uint32_t *time_ms, struct failure *failure)
{
    uint32_t whole = 0;
    uint32_t thousandths = 0;
    uint32_t unit = 100;
    const char *at = text;
    for (; *at >= '0' && *at <= '9' && whole <= SECONDS_MAX; at++) {
        whole = whole * 10 + (uint32_t) (*at - '0');
    }
    if (*at == '.' && at != text) {
        for (at++; *at >= '0' && *at <= '9'; at++, unit /= 10) {
            thousandths += unit * (uint32_t) (*at - '0');
        }
    }
    if (at == text || *at != '\0' || whole > SECONDS_MAX) {
        return fail(failure, STATUS_USAGE, "'%.40s' is no time in seconds, up to a day", text);
    }
    *time_ms = whole * 1000 + thousandths;
    return STATUS_OK;
}

static enum status parse_argument(struct script_step *step, enum argument argument,
                                  const char *text, size_t length, struct failure *failure)
{
    if (argument == NOTHING) {
        return length == 0 ? STATUS_OK
                           : fail(failure, STATUS_INPUT, "nothing may follow this command");
    }
    if (length == 0 && argument != TEXT) {
        return fail(failure, STATUS_INPUT, "%s",
                    argument == REGEX ? "a regular expression is missing" : "seconds are missing");
    }
    step->bytes = malloc(length + 1);
    if (step->bytes == NULL) {
        return fail_memory(failure, length + 1);
    }
    if (argument == TEXT) {
        return script_unescape(text, length, step->bytes, &step->size, failure);
    }
    if (memchr(text, '\0', length) != NULL) {
        return fail(failure, STATUS_INPUT, "there is a NUL byte in it");
    }
    memcpy(step->bytes, text, length);
    step->bytes[length] = '\0';
    step->size = length;
    if (argument == REGEX) {
        return pattern_new((const char *) step->bytes, &step->pattern, failure);
    }
    return script_seconds((const char *) step->bytes, &step->time_ms, failure);
}

static bool is_blank(char character)
{
    return character == ' ' || character == '\t' || character == '\r';
}

static enum status parse_line(struct script *script, const char *text, size_t length, uint32_t line,
                              struct failure *failure)
{
    // A script with the line ends of another system is one, too.
    if (length > 0 && text[length - 1] == '\r') {
        length--;
    }
    while (length > 0 && is_blank(*text)) {
        text++;
        length--;
    }
    if (length == 0 || *text == '#') {
        return STATUS_OK;
    }
    size_t word_length = 0;
    while (word_length < length && !is_blank(text[word_length])) {
        word_length++;
    }
    size_t rest = word_length < length ? word_length + 1 : length;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strlen(words[i].name) == word_length && memcmp(words[i].name, text, word_length) == 0) {
            struct script_step *step = &script->steps[script->count++];
            *step = (struct script_step){.kind = (enum script_kind) i, .line = line};
            return parse_argument(step, words[i].argument, text + rest, length - rest, failure);
        }
    }
    return fail(failure, STATUS_INPUT,
                "unknown command '%.*s'\nthere are send, raw, expect, fail, timeout, wait, reset",
                word_length > 40 ? 40 : (int) word_length, text);
}

static enum status parse_lines(const char *text, size_t size, struct script *script,
                               struct failure *failure)
{
    uint32_t line = 1;
    for (size_t from = 0; from < size; line++) {
        const char *newline = memchr(text + from, '\n', size - from);
        size_t length = newline != NULL ? (size_t) (newline - text) - from : size - from;
        struct failure inner = {0};
        if (parse_line(script, text + from, length, line, &inner) != STATUS_OK) {
            enum status status = fail(failure, STATUS_INPUT, "line %u: %s\n%s", (unsigned) line,
                                      inner.what, inner.hint);
            return inner.status == STATUS_LIMIT ? STATUS_LIMIT : status;
        }
        from += length + 1;
    }
    return STATUS_OK;
}

enum status script_parse(const char *text, size_t size, struct script *script,
                         struct failure *failure)
{
    size_t lines = 1;
    for (size_t i = 0; i < size; i++) {
        lines += text[i] == '\n';
    }
    *script = (struct script){.steps = calloc(lines, sizeof(*script->steps))};
    return script->steps == NULL ? fail_memory(failure, lines * sizeof(*script->steps))
                                 : parse_lines(text, size, script, failure);
}

void script_clear(struct script *script)
{
    for (size_t i = 0; i < script->count; i++) {
        free(script->steps[i].bytes);
        pattern_free(script->steps[i].pattern);
    }
    free(script->steps);
    *script = (struct script){.count = 0};
}
