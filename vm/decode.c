// SPDX-License-Identifier: Apache-2.0
// decode.c: the compact encoding of instructions and operands.
//
// An operand begins with a byte whose low three bits are its tag; the rest is a number:
//
//   vvvv0ttt                    0..15
//   vvv01ttt vvvvvvvv           0..2047, the three bits on top
//   nnn11ttt n + 2 bytes        two's complement, big-endian
//   11111ttt u, u + 9 bytes     the same; u is itself such a number with tag 0
//
// Tag 7 is extended: the number says what follows (enum extended_tag).

#include "vm/decode.h"

#include <string.h>

enum extended_tag {
    EXTENDED_LIST = 1,
    EXTENDED_FLOAT,
    EXTENDED_ALLOC,
    EXTENDED_LITERAL,
    EXTENDED_TYPED
};

static const struct {
    const char *name;
    int arity;
} opcodes[] = {
#define OPCODE(number, name, arity) [number] = {#name, arity},
#include "vm/opcodes.def"
#undef OPCODE
};

#define OPCODE_COUNT (sizeof opcodes / sizeof opcodes[0])

const char *opcode_name(unsigned opcode)
{
    return opcode < OPCODE_COUNT ? opcodes[opcode].name : NULL;
}

int opcode_arity(unsigned opcode)
{
    return opcode_name(opcode) != NULL ? opcodes[opcode].arity : -1;
}

int import_operand(uint16_t opcode)
{
    switch (opcode) {
    case BEAM_call_ext:
    case BEAM_call_ext_only:
    case BEAM_call_ext_last:
    case BEAM_bif1:
    case BEAM_bif2:
    case BEAM_bif3:
        return 1;
    case BEAM_gc_bif1:
    case BEAM_gc_bif2:
    case BEAM_gc_bif3:
        return 2;
    case BEAM_bif0:
        return 0;
    default:
        return -1;
    }
}

static bool fail_decode(struct decoder *d, size_t offset, const char *error)
{
    d->error = error;
    d->error_offset = offset;
    return false;
}

static bool cut_short(struct decoder *d)
{
    return fail_decode(d, d->size, "the code ends inside an instruction");
}

static bool read_number(struct decoder *d, struct compact_number *number, unsigned depth);

// The size of a number in more than eight bytes.
static bool read_long_size(struct decoder *d, size_t start, size_t *size)
{
    struct compact_number length;
    if (!read_number(d, &length, 1)) {
        return false;
    }
    if (length.tag != COMPACT_UNSIGNED || length.bytes != NULL || length.value < 0 ||
        length.value > INT32_MAX) {
        return fail_decode(d, start, "an operand has a size that is not a size");
    }
    *size = (size_t) length.value + 9;
    return true;
}

// Big-endian two's complement of size bytes; leading bytes that say nothing are passed over.
static void read_integer(const uint8_t *bytes, size_t size, struct compact_number *number)
{
    while (size > 8 &&
           ((bytes[0] == 0 && bytes[1] < 0x80) || (bytes[0] == 0xff && bytes[1] >= 0x80))) {
        bytes++;
        size--;
    }
    if (size > 8) {
        number->bytes = bytes;
        number->value = (int64_t) size;
        return;
    }
    uint64_t value = bytes[0] >= 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < size; i++) {
        value = value << 8 | bytes[i];
    }
    memcpy(&number->value, &value, sizeof value);
}

// depth: 1 while reading the size of another number, which is not given such a size again.
static bool read_number(struct decoder *d, struct compact_number *number, unsigned depth)
{
    size_t start = d->position;
    if (start >= d->size) {
        return cut_short(d);
    }
    unsigned first = d->bytes[d->position++];
    number->tag = first & 7;
    number->bytes = NULL;
    if ((first & 8) == 0) {
        number->value = first >> 4;
        return true;
    }
    if ((first & 16) == 0) {
        if (d->position >= d->size) {
            return cut_short(d);
        }
        number->value = (int64_t) ((first >> 5) << 8 | d->bytes[d->position++]);
        return true;
    }
    size_t size = (first >> 5) + 2;
    if (size == 9) {
        if (depth > 0) {
            return fail_decode(d, start, "an operand has a size that is not a size");
        }
        if (!read_long_size(d, start, &size)) {
            return false;
        }
    }
    if (size > d->size - d->position) {
        return cut_short(d);
    }
    read_integer(d->bytes + d->position, size, number);
    d->position += size;
    return true;
}

// A count, an index: tag u and 32 bits.
static bool read_u32(struct decoder *d, uint32_t *value)
{
    struct compact_number number;
    size_t start = d->position;
    if (!read_number(d, &number, 0)) {
        return false;
    }
    if (number.tag != COMPACT_UNSIGNED || number.bytes != NULL || number.value < 0 ||
        number.value > UINT32_MAX) {
        return fail_decode(d, start, "a count or an index was expected");
    }
    *value = (uint32_t) number.value;
    return true;
}

static bool read_operand(struct decoder *d, struct operand *operand, bool in_list);

static bool read_list(struct decoder *d, size_t start, struct operand *operand, bool in_list)
{
    uint32_t count;
    if (!read_u32(d, &count)) {
        return false;
    }
    if (in_list) {
        return fail_decode(d, start, "a list inside a list");
    }
    if (count > d->size - d->position) { // each item takes a byte or more
        return cut_short(d);
    }
    operand->kind = OPERAND_LIST;
    operand->value = count;
    operand->items = NULL;
    if (count == 0) {
        return true;
    }
    struct operand *items = d->new_items(d->context, count);
    if (items == NULL) {
        return fail_decode(d, start, "out of memory");
    }
    operand->items = items;
    for (uint32_t i = 0; i < count; i++) {
        if (!read_operand(d, &items[i], true)) {
            return false;
        }
    }
    return true;
}

// Pairs of kind (0 words, 1 floats, 2 funs) and number.
static bool read_alloc(struct decoder *d, size_t start, struct operand *operand)
{
    uint32_t count;
    if (!read_u32(d, &count)) {
        return false;
    }
    uint32_t amounts[3] = {0};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t kind, amount;
        if (!read_u32(d, &kind) || !read_u32(d, &amount)) {
            return false;
        }
        if (kind > 2 || amount > UINT32_MAX - amounts[kind]) {
            return fail_decode(d, start, "an allocation of an unknown kind");
        }
        amounts[kind] += amount;
    }
    operand->kind = OPERAND_ALLOC;
    operand->value = amounts[0];
    operand->extra = amounts[1];
    operand->extra2 = amounts[2];
    return true;
}

// A register with the index of what the compiler knows about its type, which nobody vouches for.
static bool read_typed(struct decoder *d, size_t start, struct operand *operand)
{
    uint32_t type;
    if (!read_operand(d, operand, true) || !read_u32(d, &type)) {
        return false;
    }
    if (operand->kind != OPERAND_X && operand->kind != OPERAND_Y) {
        return fail_decode(d, start, "a type is given to what is not a register");
    }
    operand->extra = type < UINT32_MAX ? type + 1 : 0;
    return true;
}

static bool read_extended(struct decoder *d, size_t start, const struct compact_number *number,
                          struct operand *operand, bool in_list)
{
    uint32_t value;
    switch (number->bytes == NULL ? number->value : -1) {
    case EXTENDED_LIST:
        return read_list(d, start, operand, in_list);
    case EXTENDED_ALLOC:
        return read_alloc(d, start, operand);
    case EXTENDED_TYPED:
        // Not one in another: the depth of the C stack is not for the file to choose.
        if (d->position < d->size && (d->bytes[d->position] & 7) == COMPACT_EXTENDED) {
            return fail_decode(d, start, "a type is given to what is not a register");
        }
        return read_typed(d, start, operand);
    case EXTENDED_FLOAT:
    case EXTENDED_LITERAL:
        if (!read_u32(d, &value)) {
            return false;
        }
        operand->kind = number->value == EXTENDED_FLOAT ? OPERAND_FLOAT_REGISTER : OPERAND_LITERAL;
        operand->value = value;
        return true;
    default:
        return fail_decode(d, start, "an operand of an unknown kind");
    }
}

static bool read_operand(struct decoder *d, struct operand *operand, bool in_list)
{
    static const uint8_t kinds[] = {
        [COMPACT_UNSIGNED] = OPERAND_UNSIGNED,
        [COMPACT_INTEGER] = OPERAND_INTEGER,
        [COMPACT_ATOM] = OPERAND_ATOM,
        [COMPACT_X] = OPERAND_X,
        [COMPACT_Y] = OPERAND_Y,
        [COMPACT_LABEL] = OPERAND_LABEL,
    };
    size_t start = d->position;
    struct compact_number number;
    if (!read_number(d, &number, 0)) {
        return false;
    }
    memset(operand, 0, sizeof *operand);
    if (number.tag == COMPACT_EXTENDED) {
        return read_extended(d, start, &number, operand, in_list);
    }
    if (number.tag == COMPACT_CHARACTER) {
        return fail_decode(d, start, "an operand of an unknown kind");
    }
    operand->kind = kinds[number.tag];
    operand->value = number.value;
    if (number.tag == COMPACT_UNSIGNED || number.tag == COMPACT_INTEGER) {
        if (number.bytes != NULL) {
            operand->kind = OPERAND_BIG;
            operand->bytes = number.bytes;
        }
        if (number.tag == COMPACT_UNSIGNED &&
            (number.bytes != NULL ? number.bytes[0] >= 0x80 : number.value < 0)) {
            return fail_decode(d, start, "a negative count or index");
        }
        return true;
    }
    if (number.bytes != NULL || number.value < 0 || number.value > INT32_MAX) {
        return fail_decode(d, start, "an index beyond all limits");
    }
    if (operand->kind == OPERAND_ATOM && number.value == 0) {
        operand->kind = OPERAND_NIL;
    }
    return true;
}

bool decode_number(struct decoder *d, struct compact_number *number)
{
    d->error = NULL;
    return read_number(d, number, 0);
}

bool decode_operand(struct decoder *d, struct operand *operand)
{
    d->error = NULL;
    return read_operand(d, operand, false);
}

bool decode_next(struct decoder *d, struct instruction *instruction)
{
    d->error = NULL;
    if (d->position >= d->size) {
        return false;
    }
    size_t start = d->position;
    unsigned opcode = d->bytes[d->position++];
    int arity = opcode_arity(opcode);
    if (arity < 0) {
        return fail_decode(d, start, "an instruction that is unknown or no longer in use");
    }
    instruction->opcode = (uint16_t) opcode;
    instruction->operand_count = (uint16_t) arity;
    instruction->offset = (uint32_t) start;
    instruction->operands = d->operands;
    for (int i = 0; i < arity; i++) {
        if (!read_operand(d, &d->operands[i], false)) {
            return false;
        }
    }
    return true;
}
