// SPDX-License-Identifier: Apache-2.0
// interp_bits.c: bit syntax instructions that live outside the loop.

#include "vm/interp.h"

#include "vm/atom.h"
#include "vm/binary.h"
#include "vm/construct_inline.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/number.h"

#define SIZE_MAX_BITS (SIZE_MAX / 4)

static uint32_t live_of(const uint32_t *word)
{
    return *word & WORD_LIVE_MASK;
}

static term operand(const struct process *p, const uint32_t *word)
{
    return operand_at(word, p->x, p->stack);
}

static void set_field(struct process *p, uint32_t field, term value)
{
    *register_field(field, p->x, p->stack) = value;
}

static uint32_t collections(const struct process *p)
{
    return p->extra->collections_minor + p->extra->collections_major;
}

// size * unit bits. False: raised badarg (negative or no integer) or system_limit.
static bool segment_bits(struct process *p, term size, size_t unit, size_t *bits)
{
    if (!is_small(size)) {
        int64_t value;
        bool huge = is_big(size) && !(integer_to_int64(size, &value) && value < 0) &&
                    header_tag(*boxed_object(size)) == TAG_BIG_POS;
        if (huge) {
            raise_system_limit(p);
        } else {
            raise_badarg(p);
        }
        return false;
    }
    if (small_value(size) < 0) {
        raise_badarg(p);
        return false;
    }
    if (unit != 0 && (size_t) small_value(size) > SIZE_MAX_BITS / unit) {
        raise_system_limit(p);
        return false;
    }
    *bits = (size_t) small_value(size) * unit;
    return true;
}

// create_bin

struct segment {
    const uint32_t *words; // head, value, size
    enum segment_type type;
    uint32_t unit, flags;
};

static struct segment segment_at(const uint32_t *pc, uint32_t index)
{
    const uint32_t *words = pc + 5 + 3 * (size_t) index;
    return (struct segment){
        .words = words,
        .type = (enum segment_type)(*words & 0xff),
        .unit = *words >> 8 & 0xfff,
        .flags = *words >> 20,
    };
}

// Is it the size of a binary that is taken as a whole? That is the atom all in the code, not one
// that a program computed.
static bool is_all(const struct process *p, const uint32_t *size)
{
    return (*size & 3) == OPERAND_WORD_CONSTANT && is_atom(constant_operand_at(size, p->x));
}

// Bits of a binary segment, which must be there.
static bool binary_bits(struct process *p, uint32_t unit, term value, const uint32_t *size,
                        size_t *bits)
{
    if (!is_bitstring(value)) {
        raise_badarg(p);
        return false;
    }
    size_t there = bitstring_size(value);
    if (is_all(p, size)) {
        *bits = there;
        if (unit > 1 && there % unit != 0) {
            raise_badarg(p);
            return false;
        }
        return true;
    }
    if (!segment_bits(p, operand(p, size), unit, bits)) {
        return false;
    }
    if (*bits > there) {
        raise_badarg(p);
        return false;
    }
    return true;
}

static bool segment_size(struct process *p, const struct segment *s, size_t *bits)
{
    term value = s->type == SEGMENT_STRING ? NIL : operand(p, s->words + 1);
    term size = operand(p, s->words + 2);
    switch (s->type) {
    case SEGMENT_APPEND:
    case SEGMENT_PRIVATE_APPEND:
    case SEGMENT_BINARY:
        return binary_bits(p, s->unit, value, s->words + 2, bits);
    case SEGMENT_STRING:
        return segment_bits(p, size, 8, bits);
    case SEGMENT_INTEGER:
        if (!is_integer(value)) {
            raise_badarg(p);
            return false;
        }
        return segment_bits(p, size, s->unit, bits);
    case SEGMENT_FLOAT:
        return segment_bits(p, size, s->unit, bits);
    case SEGMENT_UTF8:
        *bits = utf8_size(value);
        break;
    case SEGMENT_UTF16:
        *bits = utf16_size(value);
        break;
    default:
        *bits = utf32_size(value);
        break;
    }
    if (*bits == 0) {
        raise_badarg(p);
    }
    return *bits != 0;
}

static bool write_segment(struct process *p, const struct segment *s, size_t bits,
                          struct bits_writer *w)
{
    if (s->type == SEGMENT_STRING) {
        write_bytes(w, (const uint8_t *) constant_operand_at(s->words + 1, p->x), bits);
        return true;
    }
    term value = operand(p, s->words + 1);
    switch (s->type) {
    case SEGMENT_INTEGER:
        return write_integer(p, w, value, bits, s->flags);
    case SEGMENT_FLOAT:
        return write_float(w, value, bits, s->flags);
    case SEGMENT_UTF8:
        write_utf8(w, value);
        return true;
    case SEGMENT_UTF16:
        write_utf16(w, value, s->flags);
        return true;
    case SEGMENT_UTF32:
        write_utf32(w, value, s->flags);
        return true;
    default:
        return write_bitstring(w, value, bits);
    }
}

// Sizes found before anything is made, so that they are not found twice. Of more segments, the rest
// are.
#define KNOWN_SIZES 16

// Bits of an integer of a constant size, the frequent segment; false: ask segment_size.
static bool integer_size(const struct process *p, const uint32_t *words, size_t *bits)
{
    uint32_t count = words[2] >> 2;
    uint32_t unit = *words >> 8 & 0xfff;
    if ((*words & 0xff) != SEGMENT_INTEGER || (words[2] & 3) != OPERAND_WORD_SMALL ||
        count > 0xffff || !is_small(operand(p, words + 1))) {
        return false;
    }
    *bits = (size_t) count * unit;
    return true;
}

// Sum of the segments' bits from the one called first.
static bool total_size(struct process *p, const uint32_t *pc, uint32_t first, size_t *sizes,
                       size_t *total)
{
    *total = 0;
    for (uint32_t i = first; i < pc[4]; i++) {
        size_t bits;
        if (!integer_size(p, pc + 5 + 3 * (size_t) i, &bits)) {
            struct segment s = segment_at(pc, i);
            if (!segment_size(p, &s, &bits)) {
                return false;
            }
        }
        if (bits > SIZE_MAX_BITS - *total) {
            raise_system_limit(p);
            return false;
        }
        *total += bits;
        if (i < KNOWN_SIZES) {
            sizes[i] = bits;
        }
    }
    return true;
}

static bool write_segments(struct process *p, const uint32_t *pc, uint32_t first,
                           const size_t *sizes, struct bits_writer *w)
{
    for (uint32_t i = first; i < pc[4]; i++) {
        const uint32_t *words = pc + 5 + 3 * (size_t) i;
        size_t bits;
        if (i < KNOWN_SIZES) {
            bits = sizes[i];
            if ((*words & 0xff) == SEGMENT_INTEGER &&
                write_small(w, operand(p, words + 1), bits, *words >> 20)) {
                continue;
            }
        }
        struct segment s = segment_at(pc, i);
        if ((i >= KNOWN_SIZES && !segment_size(p, &s, &bits)) || !write_segment(p, &s, bits, w)) {
            return false;
        }
    }
    return true;
}

// A private append changes its source: compilers go on with the register it came from as well as
// with the result (OTP 28, comprehensions with zip generators).
static void set_source(struct process *p, const uint32_t *operand, term value)
{
    if ((*operand & 3) == OPERAND_WORD_X || (*operand & 3) == OPERAND_WORD_Y) {
        *destination_at(operand, p->x, p->stack) = value;
    }
}

bool interp_create_bin(struct process *p, const uint32_t *pc)
{
    uint32_t live = live_of(pc + 1);
    term *result = &p->x[live];
    struct bits_writer w = {NULL, 0};
    uint32_t first = pc[4] > 0 && (pc[5] & 0xff) <= SEGMENT_PRIVATE_APPEND ? 1 : 0;
    struct segment head = segment_at(pc, 0);
    size_t sizes[KNOWN_SIZES];
    size_t bits;
    size_t total;
    if ((first == 1 && !segment_size(p, &head, &bits)) ||
        !total_size(p, pc, first, sizes, &total)) {
        return false;
    }
    *result = NIL;
    if (!interp_ensure(p, first == 1 ? BIN_SUB_WORDS : 0, live)) {
        return false;
    }
    if (first == 1) {
        *result = operand(p, head.words + 1);
        p->live = live + 1;
        *result = bitstring_append(p, result, total, head.unit, &w);
    } else {
        *result = bitstring_new(p, total, &w.bytes);
        p->live = live + 1;
    }
    if (*result == NONE) {
        *result = NIL;
        return false;
    }
    if (!write_segments(p, pc, first, sizes, &w)) {
        if (p->exception == NONE) {
            raise_badarg(p);
        }
        return false;
    }
    if (!heap_ensure(p, pc[2])) {
        return false;
    }
    if (first == 1 && head.type == SEGMENT_PRIVATE_APPEND) {
        set_source(p, head.words + 1, *result);
    }
    set_field(p, FIELD_A(*pc), *result);
    return true;
}

// The instructions of compilers before OTP 25

// Nothing is being written. False: no memory for what writing needs.
static bool writer_reset(struct process *p)
{
    if (!process_own(p)) {
        raise_out_of_memory(p);
        return false;
    }
    p->extra->writer.bytes = NULL;
    return true;
}

static void writer_begin(struct process *p, term binary, size_t from, size_t end)
{
    struct bits bits;
    bits_of(binary, &bits);
    // the binary is new: nobody else has seen its bytes
    p->extra->writer.bytes = (uint8_t *) (uintptr_t) bits.bytes + bits.offset / 8;
    p->extra->writer.position = bits.offset % 8 + from;
    p->extra->writer.end = bits.offset % 8 + end;
    p->extra->writer.collections = collections(p);
}

bool interp_bin_init(struct process *p, const uint32_t *pc)
{
    uint32_t live = live_of(pc + 1);
    size_t bits;
    uint8_t *bytes;
    if (!writer_reset(p) || !segment_bits(p, operand(p, pc + 4), pc[3], &bits)) {
        return false;
    }
    if (!interp_ensure(p, pc[2] + BIN_REFC_WORDS + BIN_SUB_WORDS, live)) {
        return false;
    }
    term *result = &p->x[live];
    term made = bitstring_new(p, bits, &bytes);
    if (made == NONE) {
        return false;
    }
    memset(bytes, 0, (bits + 7) / 8);
    *result = made;
    p->live = live + 1;
    if (!heap_ensure(p, pc[2])) {
        return false;
    }
    writer_begin(p, *result, 0, bits);
    set_field(p, FIELD_A(*pc), *result);
    return true;
}

bool interp_bin_append(struct process *p, const uint32_t *pc)
{
    bool is_private = (*pc & WORD_OPCODE_MASK) == WORD_bin_private_append;
    uint32_t live = live_of(pc + 1);
    uint32_t words = is_private ? 0 : pc[2];
    uint32_t unit = is_private ? pc[2] : pc[3];
    const uint32_t *size = is_private ? pc + 3 : pc + 4;
    size_t bits;
    struct bits_writer w;
    // private: the size is in units, for the other in bits
    if (!writer_reset(p) || !segment_bits(p, operand(p, size), is_private ? unit : 1, &bits)) {
        return false;
    }
    if (!is_bitstring(operand(p, size + 1))) {
        raise_badarg(p);
        return false;
    }
    term *result = &p->x[live];
    *result = operand(p, size + 1);
    if (live > WORD_X_DIRECT) {
        for (uint32_t i = 0; i < 4; i++) {
            p->x[WORD_SCRATCH + i] = NIL;
        }
    }
    size_t before = bitstring_size(*result);
    p->live = live + 1;
    *result = bitstring_append(p, result, bits, unit, &w);
    if (*result == NONE) {
        *result = NIL;
        return false;
    }
    if (!heap_ensure(p, words)) {
        return false;
    }
    writer_begin(p, *result, before, before + bits);
    if (is_private) {
        set_source(p, size + 1, *result);
    }
    set_field(p, FIELD_A(*pc), *result);
    return true;
}

// Is there room for bits more where the writer is?
static bool writer_has(const struct process *p, size_t bits)
{
    return p->extra->writer.bytes != NULL && p->extra->writer.collections == collections(p) &&
           bits <= p->extra->writer.end - p->extra->writer.position;
}

static bool put_value(struct process *p, const uint32_t *pc, struct bits_writer *w)
{
    size_t bits = 0;
    term value;
    switch (*pc & WORD_OPCODE_MASK) {
    case WORD_bin_put_integer:
    case WORD_bin_put_float: {
        bool is_float = (*pc & WORD_OPCODE_MASK) == WORD_bin_put_float;
        value = operand(p, pc + 5);
        if (!segment_bits(p, operand(p, pc + 4), pc[2], &bits) || !writer_has(p, bits)) {
            return false;
        }
        return is_float ? write_float(w, value, bits, pc[3])
                        : write_integer(p, w, value, bits, pc[3]);
    }
    case WORD_bin_put_binary: {
        value = operand(p, pc + 4);
        return binary_bits(p, pc[2], value, pc + 3, &bits) && writer_has(p, bits) &&
               write_bitstring(w, value, bits);
    }
    case WORD_bin_put_string:
        bits = (size_t) pc[1] * 8;
        if (!writer_has(p, bits)) {
            return false;
        }
        write_bytes(w, (const uint8_t *) constant_at(pc + 2, p->x), bits);
        return true;
    case WORD_bin_put_utf8:
        value = operand(p, pc + 2);
        bits = utf8_size(value);
        if (bits == 0 || !writer_has(p, bits)) {
            return false;
        }
        write_utf8(w, value);
        return true;
    default: {
        bool is_16 = (*pc & WORD_OPCODE_MASK) == WORD_bin_put_utf16;
        value = operand(p, pc + 3);
        bits = is_16 ? utf16_size(value) : utf32_size(value);
        if (bits == 0 || !writer_has(p, bits)) {
            return false;
        }
        if (is_16) {
            write_utf16(w, value, pc[2]);
        } else {
            write_utf32(w, value, pc[2]);
        }
        return true;
    }
    }
}

bool interp_bin_put(struct process *p, const uint32_t *pc)
{
    struct bits_writer w = {p->extra->writer.bytes, p->extra->writer.position};
    p->live = live_of(pc + 1);
    if (!put_value(p, pc, &w)) {
        if (p->exception == NONE) {
            raise_badarg(p);
        }
        return false;
    }
    p->extra->writer.position = w.position;
    return true;
}

bool interp_bin_size(struct process *p, const uint32_t *pc)
{
    size_t bits;
    size_t more;
    switch (*pc & WORD_OPCODE_MASK) {
    case WORD_bin_add:
        if (!segment_bits(p, operand(p, pc + 3), 1, &bits) ||
            !segment_bits(p, operand(p, pc + 4), pc[2], &more)) {
            return false;
        }
        if (!small_fits((sterm) (bits + more))) {
            raise_system_limit(p);
            return false;
        }
        bits += more;
        break;
    case WORD_bin_utf8_size:
        bits = utf8_size(operand(p, pc + 2)) / 8;
        break;
    default:
        bits = utf16_size(operand(p, pc + 2)) / 8;
        break;
    }
    if (bits == 0 && (*pc & WORD_OPCODE_MASK) != WORD_bin_add) {
        // wrong characters are found out by the instruction that writes them, as in OTP: any size
        // will do
        bits = 4;
    }
    set_field(p, FIELD_A(*pc), make_small((sterm) bits));
    return true;
}

// Matching

// Bits of size units; false: it cannot match.
static bool match_bits_of(term size, uint32_t unit, size_t *bits)
{
    if (!is_small(size) || small_value(size) < 0 ||
        (unit != 0 && (size_t) small_value(size) > SIZE_MAX_BITS / unit)) {
        return false;
    }
    *bits = (size_t) small_value(size) * unit;
    return true;
}

// A context with slots for positions behind its fields (match_start_save); slot 0 is where it
// began.
static term start_with_slots(struct process *p, uint32_t live, uint32_t slots)
{
    term *arg = &p->x[live];
    term context = match_start(p, arg);
    if (context == NONE) {
        return NONE;
    }
    size_t arity = MATCH_END + 1 + (size_t) slots;
    *arg = context;
    if (!heap_ensure(p, arity + 1)) {
        return NONE;
    }
    const term *old = boxed_object(*arg);
    term *object = heap_take(p, arity + 1);
    object[0] = make_header(arity, TAG_MATCH);
    for (size_t i = 1; i <= MATCH_END; i++) {
        object[i] = old[i];
    }
    for (size_t i = MATCH_END + 1; i <= arity; i++) {
        object[i] = old[MATCH_POSITION];
    }
    return make_boxed(object);
}

static bool use_slot(struct process *p, const uint32_t *pc)
{
    term *object = boxed_object(*register_field(FIELD_A(*pc), p->x, p->stack));
    size_t slot = MATCH_END + 1 + (size_t) pc[1];
    if (slot > header_arity(object[0])) {
        return false;
    }
    if ((*pc & WORD_OPCODE_MASK) == WORD_match_save) {
        object[slot] = object[MATCH_POSITION];
    } else {
        object[MATCH_POSITION] = object[slot];
    }
    return true;
}

static term to_binary(struct process *p, term *arg)
{
    if (!is_match_context(*arg)) {
        return *arg;
    }
    term *object = boxed_object(*arg);
    if (header_arity(object[0]) > MATCH_END) {
        object[MATCH_POSITION] = object[MATCH_END + 1];
    }
    return match_tail(p, arg);
}

// The rest as a value, when it is a whole number of units.
static term take_rest(struct process *p, term *arg, uint32_t unit)
{
    const term *object = boxed_object(*arg);
    size_t rest = object[MATCH_END] - object[MATCH_POSITION];
    if (unit > 1 && rest % unit != 0) {
        return NONE;
    }
    return match_bitstring(p, arg, rest);
}

// The value an instruction takes from the context in *arg.
static term match_value(struct process *p, const uint32_t *pc, uint32_t live)
{
    term *arg = &p->x[live];
    size_t bits;
    switch (*pc & WORD_OPCODE_MASK) {
    case WORD_match_integer:
        return match_integer(p, arg, pc[2], pc[3]);
    case WORD_match_integer_o:
        return match_bits_of(operand(p, pc + 4), pc[2], &bits) ? match_integer(p, arg, bits, pc[3])
                                                               : NONE;
    case WORD_match_float_o:
        return match_bits_of(operand(p, pc + 4), pc[2], &bits) ? match_float(p, arg, bits, pc[3])
                                                               : NONE;
    case WORD_match_binary_o:
        return match_bits_of(operand(p, pc + 3), pc[2], &bits) ? match_bitstring(p, arg, bits)
                                                               : NONE;
    case WORD_match_bits:
        return match_bitstring(p, arg, pc[2]);
    case WORD_match_tail:
        return take_rest(p, arg, pc[2]);
    case WORD_match_start_save: {
        if (!is_bitstring(*arg) && !is_match_context(*arg)) {
            return NONE;
        }
        return start_with_slots(p, live, pc[2]);
    }
    case WORD_match_to_binary:
        return to_binary(p, arg);
    default: // match_rest
        return match_tail(p, arg);
    }
}

bool interp_match(struct process *p, const uint32_t *pc)
{
    uint32_t opcode = *pc & WORD_OPCODE_MASK;
    uint32_t live = pc[1] & WORD_LIVE_MASK;
    if (opcode == WORD_match_save || opcode == WORD_match_restore) {
        return use_slot(p, pc);
    }
    if (opcode == WORD_match_skip_o) {
        term *object = boxed_object(*register_field(FIELD_A(*pc), p->x, p->stack));
        size_t bits;
        if (!match_bits_of(operand(p, pc + 3), pc[2], &bits) ||
            bits > object[MATCH_END] - object[MATCH_POSITION]) {
            return false;
        }
        object[MATCH_POSITION] += bits;
        return true;
    }
    term context = *register_field(FIELD_A(*pc), p->x, p->stack);
    if (live > WORD_X_DIRECT) {
        // the size may be in a scratch register: it is an immediate, so it may stay there
        for (uint32_t i = 0; i < 4; i++) {
            if (!is_immediate(p->x[WORD_SCRATCH + i])) {
                p->x[WORD_SCRATCH + i] = NIL;
            }
        }
    }
    p->x[live] = context;
    p->live = live + 1;
    term value = match_value(p, pc, live);
    if (value == NONE) {
        return false;
    }
    set_field(p, FIELD_B(*pc), value);
    return true;
}
