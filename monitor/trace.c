// SPDX-License-Identifier: Apache-2.0
// trace.c - reads stack traces. Every function moves a cursor over NUL-terminated text and stops at
// its end.

#include "monitor/trace.h"

#include <string.h>

#define NUMBER_MAX 100000000

// Past a quoted text, its end quote included.
static const char *skip_quoted(const char *at)
{
    char quote = *at++;
    while (*at != '\0' && *at != quote) {
        at += at[0] == '\\' && at[1] != '\0' ? 2 : 1;
    }
    return *at != '\0' ? at + 1 : at;
}

bool trace_is_complete(const char *text)
{
    long depth = 0;
    while (*text != '\0') {
        if (*text == '"' || *text == '\'') {
            const char *end = skip_quoted(text);
            if (*end == '\0' && end[-1] != *text) {
                return false;
            }
            text = end;
            continue;
        }
        depth += *text == '[' || *text == '{' || *text == '(';
        depth -= *text == ']' || *text == '}' || *text == ')';
        text++;
    }
    return depth <= 0;
}

static void skip_blanks(const char **at)
{
    *at += strspn(*at, " \t");
}

static bool take(const char **at, char character)
{
    skip_blanks(at);
    if (**at != character) {
        return false;
    }
    (*at)++;
    return true;
}

static bool take_quoted(const char **at, char *name, size_t size)
{
    char quote = *(*at)++;
    size_t used = 0;
    for (; **at != quote; (*at)++) {
        if (**at == '\\' && (*at)[1] != '\0') {
            (*at)++;
        }
        if (**at == '\0') {
            return false;
        }
        if (used + 1 < size) {
            name[used++] = **at;
        }
    }
    name[used] = '\0';
    (*at)++;
    return true;
}

static bool is_atom_character(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_' || character == '@' ||
           (unsigned char) character >= 0x80;
}

static bool take_atom(const char **at, char *name, size_t size)
{
    skip_blanks(at);
    if (**at == '\'') {
        return take_quoted(at, name, size);
    }
    if (**at < 'a' || **at > 'z') {
        return false;
    }
    size_t used = 0;
    for (; is_atom_character(**at); (*at)++) {
        if (used + 1 < size) {
            name[used++] = **at;
        }
    }
    name[used] = '\0';
    return true;
}

static bool take_number(const char **at, uint32_t *number)
{
    skip_blanks(at);
    const char *from = *at;
    uint32_t value = 0;
    for (; **at >= '0' && **at <= '9'; (*at)++) {
        if (value > NUMBER_MAX) {
            return false;
        }
        value = value * 10 + (uint32_t) (**at - '0');
    }
    *number = value;
    return *at != from;
}

// Past a list, counting what is in it.
static bool skip_list(const char **at, uint32_t *count)
{
    unsigned depth = 0;
    *count = 0;
    skip_blanks(at);
    if (**at != '[') {
        return false;
    }
    const char *from = *at;
    while (**at != '\0') {
        char character = **at;
        if (character == '"' || character == '\'') {
            *at = skip_quoted(*at);
            continue;
        }
        (*at)++;
        if (character == '[' || character == '{' || character == '(') {
            depth++;
        } else if (character == ']' || character == '}' || character == ')') {
            if (--depth == 0) {
                bool is_empty = *at - from - 2 == (ptrdiff_t) strspn(from + 1, " \t");
                *count = is_empty ? 0 : *count + 1;
                return true;
            }
        } else if (character == ',' && depth == 1) {
            (*count)++;
        }
    }
    return false;
}

// "[{file,"shop.erl"},{line,8}]", in any order; anything else in it is passed over.
static bool take_properties(const char **at, struct trace_frame *frame)
{
    uint32_t count;
    const char *from = *at;
    if (!skip_list(at, &count)) {
        return false;
    }
    size_t length = (size_t) (*at - from);
    for (const char *row = from; row < from + length; row++) {
        const char *value = row;
        if (*row != '{') {
            continue;
        }
        value++;
        if (strncmp(value, "file,", 5) == 0) {
            value += 5;
            skip_blanks(&value);
            if (*value == '"') {
                take_quoted(&value, frame->file, sizeof(frame->file));
            }
        } else if (strncmp(value, "line,", 5) == 0) {
            value += 5;
            take_number(&value, &frame->line);
        }
    }
    return true;
}

static bool parse_tuple(const char *at, const char **end, struct trace_frame *frame)
{
    *frame = (struct trace_frame){.line = 0};
    if (!take(&at, '{') || !take_atom(&at, frame->module, sizeof(frame->module)) ||
        !take(&at, ',') || !take_atom(&at, frame->function, sizeof(frame->function)) ||
        !take(&at, ',')) {
        return false;
    }
    if (!take_number(&at, &frame->arity) && !skip_list(&at, &frame->arity)) {
        return false;
    }
    if (!take(&at, ',') || !take_properties(&at, frame) || !take(&at, '}')) {
        return false;
    }
    if (frame->file[0] == '\0') {
        frame->line = 0;
    }
    *end = at;
    return true;
}

void trace_find_frames(const char *text, trace_visit visit, void *context)
{
    // What could not be read once would not be read from the next brace of the same list either:
    // without this bound, nested lists would take quadratic time.
    unsigned tries = 0;
    while (*text != '\0' && tries < 1000) {
        struct trace_frame frame;
        const char *end;
        if (*text != '{') {
            text++;
            continue;
        }
        tries++;
        if (parse_tuple(text, &end, &frame)) {
            visit(context, &frame);
            text = end;
        } else {
            text++;
        }
    }
}

// "shop:half/1 (shop.erl:8)"; the place may be missing.
bool trace_parse_frame(const char *text, struct trace_frame *frame)
{
    *frame = (struct trace_frame){.line = 0};
    if (!take_atom(&text, frame->module, sizeof(frame->module)) || !take(&text, ':') ||
        !take_atom(&text, frame->function, sizeof(frame->function)) || !take(&text, '/') ||
        !take_number(&text, &frame->arity)) {
        return false;
    }
    skip_blanks(&text);
    const char *colon = strrchr(text, ':');
    if (*text != '(' || colon == NULL) {
        return *text == '\0' || *text == '(';
    }
    size_t length = (size_t) (colon - text) - 1;
    if (length < sizeof(frame->file)) {
        memcpy(frame->file, text + 1, length);
        frame->file[length] = '\0';
        colon++;
        take_number(&colon, &frame->line);
    }
    return true;
}
