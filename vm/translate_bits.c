// SPDX-License-Identifier: Apache-2.0
// translate_bits.c: the bit syntax instructions, old and new, to word code.

#include "vm/translate_emit.h"

#include "vm/binary.h"

// Binaries: matching

static int64_t bit_flags(struct translator *t, const struct operand *o)
{
    if (o->kind == OPERAND_LITERAL) {
        return t->beam->literal_bit_flags(t->beam->context, (uint32_t) o->value);
    }
    return o->kind == OPERAND_UNSIGNED || o->kind == OPERAND_INTEGER ? o->value : 0;
}

// Bits of a constant size in units; -1: not constant. SIZE_LIMIT keeps it inside a word.
#define SIZE_LIMIT ((int64_t) 1 << 30)

static int64_t constant_bits(const struct operand *size, int64_t unit)
{
    if ((size->kind != OPERAND_INTEGER && size->kind != OPERAND_UNSIGNED) || size->value < 0 ||
        size->value > SIZE_LIMIT || size->value * unit > SIZE_LIMIT) {
        return -1;
    }
    return size->value * unit;
}

static bool is_atom_named(struct translator *t, const struct operand *o, const char *name)
{
    size_t size = 0;
    const char *text;
    if (o->kind != OPERAND_ATOM) {
        return false;
    }
    text = t->beam->atom_text(t->beam->context, (uint32_t) o->value, &size);
    return text != NULL && size == strlen(name) && memcmp(text, name, size) == 0;
}

static void emit_match_fixed_integer(struct translator *t, const struct operand *label,
                                     const struct operand *context, int64_t live, int64_t bits,
                                     int64_t flags, const struct operand *to)
{
    uint32_t a = translator_use(t, context, 0);
    if (bits == 8 && (flags & (int64_t) BITS_SIGNED) == 0) {
        translator_emit(t, WORD_match_u8, a, translator_define(to), 0);
        translator_emit_label(t, label);
    } else if (bits == 16 && flags == 0) {
        translator_emit(t, WORD_match_u16, a, translator_define(to), 0);
        translator_emit_label(t, label);
    } else if (bits > 0 && bits <= 24 && (flags & (int64_t) BITS_SIGNED) == 0) {
        translator_emit(t, WORD_match_uint, a, translator_define(to), 0);
        translator_emit_label(t, label);
        translator_emit_word(t, (uint32_t) bits | (uint32_t) flags << 16);
    } else {
        translator_emit(t, WORD_match_integer, a, translator_define(to), 0);
        translator_emit_fail(t, label, live);
        translator_emit_word(t, (uint32_t) bits);
        translator_emit_word(t, (uint32_t) flags);
    }
    translator_finish(t, to);
}

// bs_get_integer2, bs_get_float2: fail, context, live, size, unit, flags, destination
static void emit_get_number(struct translator *t, const struct operand *o, bool is_float)
{
    int64_t bits = constant_bits(&o[3], o[4].value);
    int64_t flags = bit_flags(t, &o[5]);
    if (!is_float && bits >= 0) {
        emit_match_fixed_integer(t, &o[0], &o[1], o[2].value, bits, flags, &o[6]);
        return;
    }
    uint32_t a = translator_use(t, &o[1], 0);
    translator_emit(t, is_float ? WORD_match_float_o : WORD_match_integer_o, a,
                    translator_define(&o[6]), 0);
    translator_emit_fail(t, &o[0], o[2].value);
    translator_emit_word(t, (uint32_t) o[4].value);
    translator_emit_word(t, (uint32_t) flags);
    translator_emit_operand(t, &o[3]);
    translator_finish(t, &o[6]);
}

static void emit_get_binary(struct translator *t, const struct operand *label,
                            const struct operand *context, int64_t live, const struct operand *size,
                            int64_t unit, const struct operand *to)
{
    uint32_t a = translator_use(t, context, 0);
    int64_t bits = constant_bits(size, unit);
    if (size->kind == OPERAND_ATOM) { // all
        translator_emit(t, WORD_match_tail, a, translator_define(to), 0);
        translator_emit_fail(t, label, live);
        translator_emit_word(t, (uint32_t) unit);
    } else if (bits >= 0) {
        translator_emit(t, WORD_match_bits, a, translator_define(to), 0);
        translator_emit_fail(t, label, live);
        translator_emit_word(t, (uint32_t) bits);
    } else {
        translator_emit(t, WORD_match_binary_o, a, translator_define(to), 0);
        translator_emit_fail(t, label, live);
        translator_emit_word(t, (uint32_t) unit);
        translator_emit_operand(t, size);
    }
    translator_finish(t, to);
}

static void emit_skip(struct translator *t, const struct operand *o)
{
    uint32_t a = translator_use(t, &o[1], 0);
    int64_t bits = constant_bits(&o[2], o[3].value);
    if (o[2].kind == OPERAND_ATOM) {
        translator_emit(t, WORD_match_test_unit, a, 0, 0);
        translator_emit_label(t, &o[0]);
        translator_emit_word(t, (uint32_t) o[3].value);
    } else if (bits >= 0) {
        translator_emit(t, WORD_match_skip, a, 0, 0);
        translator_emit_label(t, &o[0]);
        translator_emit_word(t, (uint32_t) bits);
    } else {
        translator_emit(t, WORD_match_skip_o, a, 0, 0);
        translator_emit_label(t, &o[0]);
        translator_emit_word(t, (uint32_t) o[3].value);
        translator_emit_operand(t, &o[2]);
    }
}

static void emit_match_u(struct translator *t, enum word_opcode opcode, const struct operand *label,
                         const struct operand *context, int64_t value)
{
    uint32_t a = translator_use(t, context, 0);
    translator_emit(t, opcode, a, 0, 0);
    translator_emit_label(t, label);
    translator_emit_word(t, (uint32_t) value);
}

static void emit_match_start(struct translator *t, const struct operand *label,
                             const struct operand *from, int64_t live, const struct operand *to)
{
    uint32_t a = translator_use(t, from, 0);
    translator_emit(t, WORD_match_start, a, translator_define(to), 0);
    translator_emit_fail(t, label, live);
    translator_finish(t, to);
}

static bool string_fits(const struct translator *t, int64_t offset, int64_t size)
{
    return offset >= 0 && size >= 0 && offset <= t->beam->string_size &&
           size <= (int64_t) t->beam->string_size - offset;
}

static uint32_t string_constant(struct translator *t, int64_t offset)
{
    return translator_add_constant(t, NULL, (struct constant){CONSTANT_STRING, offset, NULL});
}

static void emit_match_utf(struct translator *t, enum word_opcode opcode, const struct operand *o,
                           const struct operand *to)
{
    uint32_t a = translator_use(t, &o[1], 0);
    translator_emit(t, opcode, a, to != NULL ? translator_define(to) : WORD_SCRATCH + 2, 0);
    translator_emit_label(t, &o[0]);
    if (opcode != WORD_match_utf8) {
        translator_emit_word(t, (uint32_t) bit_flags(t, &o[3]));
    }
    if (to != NULL) {
        translator_finish(t, to);
    }
}

static bool numbers(const struct operand *o, int count)
{
    for (int i = 0; i < count; i++) {
        if ((o[i].kind != OPERAND_UNSIGNED && o[i].kind != OPERAND_INTEGER) || o[i].value < 0 ||
            o[i].value > SIZE_LIMIT) {
            return false;
        }
    }
    return true;
}

// One command of bs_match; returns the list items it took, 0: not known.
static int64_t emit_match_command(struct translator *t, const struct operand *o,
                                  const struct operand *c, int64_t left)
{
    const struct operand *label = &o[0];
    const struct operand *context = &o[1];
    if (left >= 3 && is_atom_named(t, c, "ensure_at_least") && numbers(c + 1, 2)) {
        uint32_t a = translator_use(t, context, 0);
        translator_emit(t, WORD_match_at_least, a, 0, 0);
        translator_emit_label(t, label);
        translator_emit_word(t, (uint32_t) c[1].value);
        translator_emit_word(t, (uint32_t) c[2].value);
        return 3;
    }
    if (left >= 2 && is_atom_named(t, c, "ensure_exactly") && numbers(c + 1, 1)) {
        emit_match_u(t, WORD_match_exactly, label, context, c[1].value);
        return 2;
    }
    if (left >= 6 && is_atom_named(t, c, "integer") && numbers(c + 1, 1) && numbers(c + 3, 2) &&
        constant_bits(&c[3], c[4].value) >= 0) {
        emit_match_fixed_integer(t, label, context, c[1].value, constant_bits(&c[3], c[4].value),
                                 bit_flags(t, &c[2]), &c[5]);
        return 6;
    }
    if (left >= 6 && is_atom_named(t, c, "binary") && numbers(c + 1, 1) && numbers(c + 3, 2)) {
        emit_get_binary(t, label, context, c[1].value, &c[3], c[4].value, &c[5]);
        return 6;
    }
    if (left >= 4 && is_atom_named(t, c, "get_tail") && numbers(c + 1, 2)) {
        uint32_t a = translator_use(t, context, 0);
        translator_emit(t, WORD_match_rest, a, translator_define(&c[3]), 0);
        translator_emit_word(t, translator_live_slots(c[1].value));
        translator_finish(t, &c[3]);
        return 4;
    }
    if (left >= 2 && is_atom_named(t, c, "skip") && numbers(c + 1, 1)) {
        emit_match_u(t, WORD_match_skip, label, context, c[1].value);
        return 2;
    }
    if (left >= 4 && is_atom_named(t, c, "=:=") && numbers(c + 2, 1)) {
        uint32_t a = translator_use(t, context, 0);
        translator_emit(t, WORD_match_value, a, 0, 0);
        translator_emit_label(t, label);
        translator_emit_word(t, (uint32_t) c[2].value);
        translator_emit_word(t, translator_operand_constant(t, &c[3]));
        return 4;
    }
    return 0;
}

static enum status emit_bs_match(struct translator *t, const struct instruction *i)
{
    const struct operand *list = &i->operands[2];
    for (int64_t at = 0; at < list->value;) {
        int64_t taken = emit_match_command(t, i->operands, &list->items[at], list->value - at);
        if (taken == 0) {
            return translator_refuse(t, i, "unknown command");
        }
        at += taken;
    }
    return STATUS_OK;
}

// Binaries: construction

static const struct {
    const char *name;
    enum segment_type type;
} segment_types[] = {
    {"append", SEGMENT_APPEND},   {"private_append", SEGMENT_PRIVATE_APPEND},
    {"binary", SEGMENT_BINARY},   {"float", SEGMENT_FLOAT},
    {"integer", SEGMENT_INTEGER}, {"string", SEGMENT_STRING},
    {"utf8", SEGMENT_UTF8},       {"utf16", SEGMENT_UTF16},
    {"utf32", SEGMENT_UTF32},
};

static int segment_type_of(struct translator *t, const struct operand *o)
{
    for (size_t i = 0; i < sizeof segment_types / sizeof *segment_types; i++) {
        if (is_atom_named(t, o, segment_types[i].name)) {
            return (int) segment_types[i].type;
        }
    }
    return -1;
}

// Type, number, unit, flags, value, size of one segment.
static bool emit_segment(struct translator *t, const struct operand *c)
{
    int type = segment_type_of(t, &c[0]);
    int64_t flags = bit_flags(t, &c[3]);
    if (type < 0 || !numbers(c + 2, 1) || c[2].value > 256 || flags > 31) {
        return false;
    }
    translator_emit_word(t, (uint32_t) type | (uint32_t) c[2].value << 8 | (uint32_t) flags << 20);
    if (type == SEGMENT_STRING) {
        if (!numbers(c + 4, 2) || !string_fits(t, c[4].value, c[5].value)) {
            return false;
        }
        translator_emit_word(t, string_constant(t, c[4].value) << 2 | OPERAND_WORD_CONSTANT);
    } else {
        translator_emit_operand(t, &c[4]);
    }
    translator_emit_operand(t, &c[5]);
    return true;
}

static enum status emit_create_bin(struct translator *t, const struct instruction *i)
{
    const struct operand *o = i->operands;
    const struct operand *list = &o[5];
    if (list->value % 6 != 0) {
        return translator_refuse(t, i, "a segment is cut short");
    }
    translator_emit(t, WORD_create_bin, translator_define(&o[4]), 0, 0);
    translator_emit_fail(t, &o[0], o[2].value);
    translator_emit_word(t, (uint32_t) translator_heap_need(&o[1]));
    translator_emit_word(t, (uint32_t) o[3].value);
    translator_emit_word(t, (uint32_t) (list->value / 6));
    for (int64_t at = 0; at < list->value; at += 6) {
        if (!emit_segment(t, &list->items[at])) {
            return translator_refuse(t, i, "unknown segment");
        }
    }
    translator_finish(t, &o[4]);
    return STATUS_OK;
}

static void emit_bin_init(struct translator *t, const struct operand *o, uint32_t unit)
{
    translator_emit(t, WORD_bin_init, translator_define(&o[5]), 0, 0);
    translator_emit_fail(t, &o[0], o[3].value);
    translator_emit_word(t, (uint32_t) translator_heap_need(&o[2]));
    translator_emit_word(t, unit);
    translator_emit_operand(t, &o[1]);
    translator_finish(t, &o[5]);
}

static void emit_bin_put(struct translator *t, enum word_opcode opcode, const struct operand *o)
{
    translator_emit(t, opcode, 0, 0, 0);
    translator_emit_fail(t, &o[0], t->live);
    translator_emit_word(t, (uint32_t) o[2].value);
    if (opcode != WORD_bin_put_binary) {
        translator_emit_word(t, (uint32_t) bit_flags(t, &o[3]));
    }
    translator_emit_operand(t, &o[1]);
    translator_emit_operand(t, &o[4]);
}

static void emit_bin_put_utf(struct translator *t, enum word_opcode opcode, const struct operand *o)
{
    translator_emit(t, opcode, 0, 0, 0);
    translator_emit_fail(t, &o[0], t->live);
    if (opcode != WORD_bin_put_utf8) {
        translator_emit_word(t, (uint32_t) bit_flags(t, &o[1]));
    }
    translator_emit_operand(t, &o[2]);
}

enum status translator_emit_bits_build(struct translator *t, const struct instruction *i)
{
    const struct operand *o = i->operands;
    switch (i->opcode) {
    case BEAM_bs_create_bin:
        return emit_create_bin(t, i);
    case BEAM_bs_init2:
        emit_bin_init(t, o, 8);
        break;
    case BEAM_bs_init_bits:
        emit_bin_init(t, o, 1);
        break;
    case BEAM_bs_append:
        translator_emit(t, WORD_bin_append, translator_define(&o[7]), 0, 0);
        translator_emit_fail(t, &o[0], o[3].value);
        translator_emit_word(t, (uint32_t) translator_heap_need(&o[2]));
        translator_emit_word(t, (uint32_t) o[4].value);
        translator_emit_operand(t, &o[1]);
        translator_emit_operand(t, &o[5]);
        translator_finish(t, &o[7]);
        break;
    case BEAM_bs_private_append:
        translator_emit(t, WORD_bin_private_append, translator_define(&o[5]), 0, 0);
        translator_emit_fail(t, &o[0], t->live);
        translator_emit_word(t, (uint32_t) o[2].value);
        translator_emit_operand(t, &o[1]);
        translator_emit_operand(t, &o[3]);
        translator_finish(t, &o[5]);
        break;
    case BEAM_bs_init_writable:
        translator_emit(t, WORD_bin_writable, 0, 0, 0);
        break;
    case BEAM_bs_put_integer:
        emit_bin_put(t, WORD_bin_put_integer, o);
        break;
    case BEAM_bs_put_float:
        emit_bin_put(t, WORD_bin_put_float, o);
        break;
    case BEAM_bs_put_binary:
        emit_bin_put(t, WORD_bin_put_binary, o);
        break;
    case BEAM_bs_put_string:
        if (!string_fits(t, o[1].value, o[0].value)) {
            return translator_refuse(t, i, "string outside the string table");
        }
        translator_emit(t, WORD_bin_put_string, 0, 0, 0);
        translator_emit_word(t, (uint32_t) o[0].value);
        translator_emit_word(t, string_constant(t, o[1].value));
        break;
    case BEAM_bs_put_utf8:
        emit_bin_put_utf(t, WORD_bin_put_utf8, o);
        break;
    case BEAM_bs_put_utf16:
        emit_bin_put_utf(t, WORD_bin_put_utf16, o);
        break;
    case BEAM_bs_put_utf32:
        emit_bin_put_utf(t, WORD_bin_put_utf32, o);
        break;
    case BEAM_bs_add:
        translator_emit(t, WORD_bin_add, translator_define(&o[4]), 0, 0);
        translator_emit_fail(t, &o[0], t->live);
        translator_emit_word(t, (uint32_t) o[3].value);
        translator_emit_operand(t, &o[1]);
        translator_emit_operand(t, &o[2]);
        translator_finish(t, &o[4]);
        break;
    case BEAM_bs_utf8_size:
    case BEAM_bs_utf16_size:
        translator_emit(t,
                        i->opcode == BEAM_bs_utf8_size ? WORD_bin_utf8_size : WORD_bin_utf16_size,
                        translator_define(&o[2]), 0, 0);
        translator_emit_fail(t, &o[0], t->live);
        translator_emit_operand(t, &o[1]);
        translator_finish(t, &o[2]);
        break;
    default:
        return translator_refuse(t, i, "not supported");
    }
    return STATUS_OK;
}

enum status translator_emit_bits_match(struct translator *t, const struct instruction *i)
{
    const struct operand *o = i->operands;
    uint32_t a;
    switch (i->opcode) {
    case BEAM_bs_start_match2:
        a = translator_use(t, &o[1], 0);
        translator_emit(t, WORD_match_start_save, a, translator_define(&o[4]), 0);
        translator_emit_fail(t, &o[0], o[2].value);
        translator_emit_word(t, (uint32_t) o[3].value);
        translator_finish(t, &o[4]);
        break;
    case BEAM_bs_start_match3:
        emit_match_start(t, &o[0], &o[1], o[2].value, &o[3]);
        break;
    case BEAM_bs_start_match4:
        emit_match_start(t, &o[0], &o[2], o[1].value, &o[3]);
        break;
    case BEAM_bs_save2:
    case BEAM_bs_restore2:
        a = translator_use(t, &o[0], 0);
        translator_emit(t, i->opcode == BEAM_bs_save2 ? WORD_match_save : WORD_match_restore, a, 0,
                        0);
        // the atom start is the slot behind the numbered ones: number 0 of the context
        translator_emit_word(t, o[1].kind == OPERAND_ATOM ? 0 : (uint32_t) o[1].value + 1);
        break;
    case BEAM_bs_context_to_binary:
        a = translator_use(t, &o[0], 0);
        translator_emit(t, WORD_match_to_binary, a, translator_define(&o[0]), 0);
        translator_emit_word(t, translator_live_slots(t->live));
        translator_finish(t, &o[0]);
        break;
    case BEAM_bs_get_integer2:
        emit_get_number(t, o, false);
        break;
    case BEAM_bs_get_float2:
        emit_get_number(t, o, true);
        break;
    case BEAM_bs_get_binary2:
        emit_get_binary(t, &o[0], &o[1], o[2].value, &o[3], o[4].value, &o[6]);
        break;
    case BEAM_bs_skip_bits2:
        emit_skip(t, o);
        break;
    case BEAM_bs_test_tail2:
        emit_match_u(t, WORD_match_test_tail, &o[0], &o[1], o[2].value);
        break;
    case BEAM_bs_test_unit:
        emit_match_u(t, WORD_match_test_unit, &o[0], &o[1], o[2].value);
        break;
    case BEAM_bs_match_string:
        if (!string_fits(t, o[3].value, (o[2].value + 7) / 8)) {
            return translator_refuse(t, i, "string outside the string table");
        }
        emit_match_u(t, WORD_match_string, &o[0], &o[1], o[2].value);
        translator_emit_word(t, string_constant(t, o[3].value));
        break;
    case BEAM_bs_get_utf8:
        emit_match_utf(t, WORD_match_utf8, o, &o[4]);
        break;
    case BEAM_bs_get_utf16:
        emit_match_utf(t, WORD_match_utf16, o, &o[4]);
        break;
    case BEAM_bs_get_utf32:
        emit_match_utf(t, WORD_match_utf32, o, &o[4]);
        break;
    case BEAM_bs_skip_utf8:
        emit_match_utf(t, WORD_match_utf8, o, NULL);
        break;
    case BEAM_bs_skip_utf16:
        emit_match_utf(t, WORD_match_utf16, o, NULL);
        break;
    case BEAM_bs_skip_utf32:
        emit_match_utf(t, WORD_match_utf32, o, NULL);
        break;
    case BEAM_bs_get_tail:
        a = translator_use(t, &o[0], 0);
        translator_emit(t, WORD_match_rest, a, translator_define(&o[1]), 0);
        translator_emit_word(t, translator_live_slots(o[2].value));
        translator_finish(t, &o[1]);
        break;
    case BEAM_bs_get_position:
        a = translator_use(t, &o[0], 0);
        translator_emit(t, WORD_match_get_position, a, translator_define(&o[1]), 0);
        translator_emit_word(t, translator_live_slots(o[2].value));
        translator_finish(t, &o[1]);
        break;
    case BEAM_bs_set_position: {
        a = translator_use(t, &o[0], 0);
        uint32_t b = translator_use(t, &o[1], 1);
        translator_emit(t, WORD_match_set_position, a, b, 0);
        break;
    }
    case BEAM_bs_match:
        return emit_bs_match(t, i);
    default:
        return translator_refuse(t, i, "not supported");
    }
    return STATUS_OK;
}
