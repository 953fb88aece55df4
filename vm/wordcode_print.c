// SPDX-License-Identifier: Apache-2.0
// wordcode_print.c: word-code instructions as text. Firmware leaves this file out.

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "vm/translate.h"
#include "vm/wordcode.h"

static const char *const names[WORD_COUNT] = {
#define WORD(name, fields, words)  #name,
#define WORDX(name, fields, words) #name, #name "_x",
#include "vm/wordcode.def"
#undef WORD
};

struct printer {
    char *text;
    size_t size, length;
    uint32_t offset; // of the instruction, for labels
};

static void append(struct printer *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t room = out->length < out->size ? out->size - out->length : 0;
    int written = vsnprintf(out->text + (room > 0 ? out->length : 0), room, format, arguments);
    va_end(arguments);
    if (written > 0) {
        out->length += (size_t) written;
    }
}

static void print_register(struct printer *out, uint32_t field)
{
    if (field >= WORD_Y_BASE) {
        append(out, " y%" PRIu32, field - WORD_Y_BASE);
    } else if (field >= WORD_SCRATCH) {
        append(out, " s%" PRIu32, field - WORD_SCRATCH);
    } else {
        append(out, " x%" PRIu32, field);
    }
}

static void print_fields(struct printer *out, const char fields[3], uint32_t word)
{
    for (unsigned i = 0; i < 3 && fields[i] != '\0'; i++) {
        uint32_t field = (word >> (WORD_A_SHIFT + 7 * i)) & WORD_FIELD_MASK;
        switch (fields[i]) {
        case 'r':
        case 'x':
            print_register(out, field);
            break;
        case 'y':
            append(out, " y%" PRIu32, field);
            break;
        default:
            append(out, " %" PRIu32, field);
            break;
        }
    }
}

static void print_word(void *context, char kind, uint32_t *word)
{
    struct printer *out = context;
    switch (kind) {
    case 'j':
        append(out, " ->%" PRId64, (int64_t) out->offset + (int32_t) *word);
        break;
    case 'k':
        append(out, " #%" PRIu32, *word);
        break;
    case 'o':
    case 'd':
        switch (*word & 3) {
        case OPERAND_WORD_X:
            append(out, " x%" PRIu32, *word >> 2);
            break;
        case OPERAND_WORD_Y:
            append(out, " y%" PRIu32, *word >> 2);
            break;
        case OPERAND_WORD_SMALL:
            append(out, " %" PRId32, (int32_t) *word >> 2);
            break;
        default:
            append(out, " #%" PRIu32, *word >> 2);
            break;
        }
        break;
    case 'i':
        append(out, " %" PRId32, (int32_t) *word >> 4);
        break;
    case 'F':
        append(out, " live %" PRIu32, *word & WORD_LIVE_MASK);
        if (*word >> WORD_FAIL_SHIFT != 0) {
            append(out, " ->%" PRId64,
                   (int64_t) out->offset + ((int32_t) *word >> WORD_FAIL_SHIFT));
        }
        break;
    case 'p':
        print_fields(out, "rrr", *word);
        break;
    default:
        append(out, " %" PRIu32, *word);
        break;
    }
}

uint32_t wordcode_print(const uint32_t *code, uint32_t offset, char *text, size_t size)
{
    struct printer out = {text, size, 0, offset};
    uint32_t opcode = code[offset] & WORD_OPCODE_MASK;
    append(&out, "%s", names[opcode]);
    print_fields(&out, word_shape(opcode).fields, code[offset]);
    // wordcode_each does not change what print_word is given
    return wordcode_each((uint32_t *) (uintptr_t) (code + offset), print_word, &out);
}
