// SPDX-License-Identifier: Apache-2.0
// wordcode.c: shape of word-code instructions: length, linking. Knows no meaning.

#include "vm/wordcode.h"

#include <stdlib.h>
#include <string.h>

#include "vm/module.h"
#include "vm/translate.h"

// A string for each row, of which there are few different ones: a plus when the next row is the
// same for X registers, the fields, a bar, the words.
static const char *const shapes[WORD_COUNT] = {
#define WORD(name, fields, words)  fields "|" words,
#define WORDX(name, fields, words) "+" fields "|" words, fields "|" words,
#include "vm/wordcode.def"
#undef WORD
};

struct word_shape word_shape(uint32_t opcode)
{
    struct word_shape shape = {0};
    const char *text = shapes[opcode];
    shape.has_x = *text == '+';
    text += shape.has_x;
    for (unsigned i = 0; *text != '|'; i++) {
        shape.fields[i] = *text++;
    }
    shape.words = text + 1;
    return shape;
}

const char *word_words(const uint32_t *code)
{
    return strchr(shapes[code[0] & WORD_OPCODE_MASK], '|') + 1;
}

uint32_t word_length(const uint32_t *code)
{
    uint32_t length = 1;
    for (const char *w = word_words(code); *w != '\0'; w++) {
        if (*w == 'N') {
            return length + 1 + code[length] * (uint32_t) strlen(w + 1);
        }
        length++;
    }
    return length;
}

uint32_t wordcode_each(uint32_t *code, wordcode_visitor *visit, void *context)
{
    uint32_t at = 1;
    const char *group = NULL;
    uint32_t groups = 0;
    for (const char *w = word_words(code);; w++) {
        if (*w == '\0') {
            if (group == NULL || groups <= 1) {
                return at;
            }
            groups--;
            w = group;
        }
        if (*w == 'N') {
            groups = code[at++];
            group = w + 1;
            if (groups == 0 || *group == '\0') {
                return at;
            }
            continue;
        }
        visit(context, *w, &code[at]);
        at++;
    }
}

struct link_context {
    const uint32_t *code;
    const term *constants; // constants[-1 - k]
    uint32_t count;
};

static void link_word(void *context, char kind, uint32_t *word)
{
    const struct link_context *link = context;
    uint32_t tag = 0;
    uint32_t index = *word;
    if (kind == 'o' && (index & 3) == OPERAND_WORD_CONSTANT) {
        tag = OPERAND_WORD_CONSTANT;
        index >>= 2;
    } else if (kind != 'k') {
        return;
    }
    const char *constant = (const char *) (link->constants - 1 - index);
    *word = (uint32_t) (int32_t) (constant - (const char *) word) | tag;
}

struct select_entry {
    uint32_t value;
    uint32_t label;
};

static int select_order(const void *a, const void *b)
{
    int32_t left = (int32_t) ((const struct select_entry *) a)->value;
    int32_t right = (int32_t) ((const struct select_entry *) b)->value;
    return left < right ? -1 : left > right;
}

// Terms of a select table: the translator admits only values whose term is the sign extension of
// 32 bits (select_fits).
static uint32_t select_term(const struct link_context *link, uint32_t operand)
{
    if ((operand & 3) == OPERAND_WORD_SMALL) {
        return (uint32_t) make_small((int32_t) operand >> 2);
    }
    return (uint32_t) (link->constants - 1)[-(ptrdiff_t) (operand >> 2)];
}

// Values in a dense range become a jump table, others a sorted one; both fit in the space of the
// pairs.
static void link_select(const struct link_context *link, uint32_t *code)
{
    uint32_t count = code[2];
    struct select_entry *entries = (struct select_entry *) (void *) (code + 3);
    for (uint32_t i = 0; i < count; i++) {
        entries[i].value = select_term(link, entries[i].value);
    }
    qsort(entries, count, sizeof *entries, select_order);
    uint32_t shift = (entries[0].value & 0xf) == TAG_SMALL ? 4 : HEADER_BITS;
    uint32_t low = entries[0].value;
    uint32_t is_x = (code[0] >> WORD_A_SHIFT & WORD_Y_BASE) == 0;
    uint32_t range = ((entries[count - 1].value - low) >> shift) + 1;
    bool same_kind = true;
    for (uint32_t i = 1; i < count; i++) {
        same_kind &= ((entries[i].value ^ low) & ((1u << shift) - 1)) == 0 &&
                     entries[i].value != entries[i - 1].value;
    }
    if (same_kind && count >= 3 && range < 2 * count) {
        // label distances fit: they are moved out first
        struct select_entry copy[512];
        if (count <= sizeof copy / sizeof *copy) {
            memcpy(copy, entries, count * sizeof *copy);
            uint32_t *labels = code + 4;
            for (uint32_t i = 0; i < range; i++) {
                labels[i] = code[1];
            }
            for (uint32_t i = 0; i < count; i++) {
                labels[(copy[i].value - low) >> shift] = copy[i].label;
            }
            code[3] = low;
            // N stays the number of pairs, so that the length is known; the range goes where B and
            // C are
            code[0] = (code[0] & ~WORD_OPCODE_MASK & 0x1ffffu) | (WORD_select_dense + is_x) |
                      (range << WORD_B_SHIFT);
            return;
        }
    }
    code[0] = (code[0] & ~WORD_OPCODE_MASK) | (WORD_select_sorted + is_x);
}

static void link_call(const struct link_context *link, uint32_t *code)
{
    const struct export *entry =
        (const struct export *) (link->constants - 1)[-(ptrdiff_t) code[1]];
    if (entry->bif != NULL) {
        code[0] += WORD_call_native - WORD_call_ext;
    }
}

void code_link(uint32_t *code, uint32_t words, const term *constants, uint32_t constant_count)
{
    struct link_context link = {code, constants + constant_count, constant_count};
    uint32_t length;
    for (uint32_t at = 0; at < words; at += length) {
        length = word_length(code + at);
        switch (code[at] & WORD_OPCODE_MASK) {
        case WORD_select_val:
            link_select(&link, code + at);
            break;
        case WORD_call_ext:
        case WORD_call_ext_only:
        case WORD_call_ext_last:
            link_call(&link, code + at);
            wordcode_each(code + at, link_word, &link);
            break;
        default:
            wordcode_each(code + at, link_word, &link);
            break;
        }
    }
}
