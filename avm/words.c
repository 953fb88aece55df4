// SPDX-License-Identifier: Apache-2.0
// words.c - the words of usage lines.

#include "avm/words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *spelling;
    enum word_kind kind;
    const char *suffixes;
    const char *meaning;
} rows[] = {
#define WORD(spelling, kind, suffixes, meaning) {spelling, WORD_##kind, suffixes, meaning},
#include "avm/words.def"
#undef WORD
};

static bool find_row(const char *spelling, size_t length, struct word *word)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strlen(rows[i].spelling) == length && memcmp(rows[i].spelling, spelling, length) == 0) {
            word->kind = rows[i].kind;
            word->meaning = rows[i].meaning;
            snprintf(word->suffixes, sizeof(word->suffixes), "%s", rows[i].suffixes);
            return true;
        }
    }
    return false;
}

bool word_find(const char *spelling, size_t length, struct word *word)
{
    if (find_row(spelling, length, word)) {
        return true;
    }
    // "FILE.csv" is a FILE with that suffix.
    const char *dot = memchr(spelling, '.', length);
    if (dot == NULL || !find_row(spelling, (size_t) (dot - spelling), word) ||
        word->kind != WORD_FILE) {
        return false;
    }
    snprintf(word->suffixes, sizeof(word->suffixes), "%.*s", (int) (length - (dot - spelling)),
             dot);
    return true;
}

static bool is_separator(const char *text, size_t length)
{
    return length == 1 && text[0] == '|';
}

// The blank or the end behind the piece that begins at text; blanks within brackets end it too.
static size_t piece_length(const char *text)
{
    return strcspn(text, " ");
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " ");
}

size_t usage_alternatives(const char *usage)
{
    size_t count = 1;
    for (const char *at = skip_blanks(usage); *at != '\0';) {
        size_t length = piece_length(at);
        count += is_separator(at, length);
        at = skip_blanks(at + length);
    }
    return count;
}

static bool has_capitals(const char *text, size_t length)
{
    bool any = false;
    for (size_t i = 0; i < length; i++) {
        any = any || isupper((unsigned char) text[i]);
    }
    return any;
}

// "[NAME...]" to NAME, "[ADDRESS=]FILE" to FILE. The bracket of "MOD[:FUN]" belongs to the word.
static struct usage_word bare_word(const char *text, size_t length)
{
    struct usage_word word = {.text = text, .length = length};
    const char *lead = memchr(text, ']', length);
    word.may_lead = text[0] == '[' && lead != NULL && lead > text && lead[-1] == '=';
    if (word.may_lead) {
        word.text = lead + 1;
        word.length -= (size_t) (lead + 1 - text);
    } else if (text[0] == '[') {
        word.text++;
        word.length--;
    }
    const char *inner = memchr(word.text, '[', word.length);
    while (word.length > 0 && word.text[word.length - 1] == ']' && inner == NULL) {
        word.length--;
    }
    if (word.length > 3 && memcmp(word.text + word.length - 3, "...", 3) == 0) {
        word.repeats = true;
        word.length -= 3;
    }
    word.is_choice =
        memchr(word.text, '|', word.length) != NULL || !has_capitals(word.text, word.length);
    return word;
}

bool usage_operand(const char *usage, size_t alternative, size_t index, struct usage_word *word)
{
    struct usage_word last = {0};
    size_t position = 0;
    for (const char *at = skip_blanks(usage); *at != '\0';) {
        size_t length = piece_length(at);
        if (is_separator(at, length)) {
            if (alternative-- == 0) {
                break;
            }
        } else if (alternative == 0) {
            last = bare_word(at, length);
            if (last.length == 2 && memcmp(last.text, "--", 2) == 0) {
                return false;
            }
            // "..." alone stands for what only the command knows.
            if (last.length == 3 && memcmp(last.text, "...", 3) == 0) {
                return false;
            }
            if (position++ == index || last.repeats) {
                *word = last;
                return true;
            }
        }
        at = skip_blanks(at + length);
    }
    return false;
}
