// SPDX-License-Identifier: Apache-2.0
// translate_emit.c: emitting words, operands, constants and labels of word code.

#include "vm/translate_emit.h"

#define ARENA_ITEMS 512

// Memory

static void *grow(struct translator *t, void *array, uint32_t *capacity, uint32_t needed,
                  size_t item)
{
    if (needed <= *capacity) {
        return array;
    }
    uint32_t wanted = *capacity < 16 ? 32 : *capacity * 2;
    if (wanted < needed) {
        wanted = needed;
    }
    void *bigger = t->beam->resize(t->beam->context, array, *capacity * item, wanted * item);
    if (bigger == NULL) {
        t->no_memory = true;
        return NULL;
    }
    *capacity = wanted;
    return bigger;
}

bool translator_grow_array(struct translator *t, void **array, uint32_t *capacity, uint32_t needed,
                           size_t item)
{
    void *bigger = grow(t, *array, capacity, needed, item);
    if (bigger == NULL) {
        return false;
    }
    *array = bigger;
    return true;
}

void translator_release(const struct beam_module *beam, void *array, size_t size)
{
    if (array != NULL) {
        beam->resize(beam->context, array, size, 0);
    }
}

struct operand *translator_arena_items(void *context, size_t count)
{
    struct translator *t = context;
    size_t block = count > ARENA_ITEMS ? count : ARENA_ITEMS;
    if (t->arena_count == 0 || t->arena_used + count > ARENA_ITEMS) {
        if (!GROW(t, t->arena, t->arena_count, t->arena_capacity)) {
            return NULL;
        }
        // the block's own size stands in a first item
        struct operand *items =
            t->beam->resize(t->beam->context, NULL, 0, (block + 1) * sizeof(struct operand));
        if (items == NULL) {
            t->no_memory = true;
            return NULL;
        }
        items->value = (int64_t) (block + 1);
        t->arena[t->arena_count++] = items;
        t->arena_used = 0;
    }
    struct operand *items = t->arena[t->arena_count - 1] + 1 + t->arena_used;
    t->arena_used += block > ARENA_ITEMS ? ARENA_ITEMS : count;
    return items;
}

void translator_arena_clear(struct translator *t)
{
    for (uint32_t i = 0; i < t->arena_count; i++) {
        translator_release(t->beam, t->arena[i],
                           (size_t) t->arena[i]->value * sizeof(struct operand));
    }
    t->arena_count = 0;
}

// Failure

enum status translator_refuse(struct translator *t, const struct instruction *instruction,
                              const char *what)
{
    size_t size = 0;
    const char *name = t->beam->atom_text(t->beam->context, t->function, &size);
    return fail_at(t->failure, STATUS_INPUT, instruction->offset, "%.*s/%" PRIu32 ": %s: %s",
                   (int) size, name != NULL ? name : "?", t->arity,
                   opcode_name(instruction->opcode), what);
}

// Constants

uint32_t translator_add_constant(struct translator *t, uint32_t *known, struct constant constant)
{
    if (known != NULL && *known != 0) {
        return *known - 1;
    }
    struct translation *out = t->out;
    if (!GROW(t, out->constants, out->constant_count, out->constant_capacity)) {
        return 0;
    }
    out->constants[out->constant_count++] = constant;
    if (known != NULL) {
        *known = out->constant_count;
    }
    return out->constant_count - 1;
}

static uint32_t atom_constant(struct translator *t, int64_t atom)
{
    return translator_add_constant(t, &t->atom_constants[atom],
                                   (struct constant){CONSTANT_ATOM, atom, NULL});
}

uint32_t translator_import_constant(struct translator *t, int64_t import)
{
    return translator_add_constant(t, &t->import_constants[import],
                                   (struct constant){CONSTANT_IMPORT, import, NULL});
}

static uint32_t integer_constant(struct translator *t, int64_t value)
{
    struct translation *out = t->out;
    for (uint32_t i = out->constant_count; i > 0 && out->constant_count - i < 32; i--) {
        if (out->constants[i - 1].kind == CONSTANT_INTEGER &&
            out->constants[i - 1].value == value) {
            return i - 1;
        }
    }
    return translator_add_constant(t, NULL, (struct constant){CONSTANT_INTEGER, value, NULL});
}

// Constant of an operand that is one; integers too.
uint32_t translator_operand_constant(struct translator *t, const struct operand *o)
{
    switch (o->kind) {
    case OPERAND_ATOM:
        return atom_constant(t, o->value);
    case OPERAND_LITERAL:
        return translator_add_constant(t, &t->literal_constants[o->value],
                                       (struct constant){CONSTANT_LITERAL, o->value, NULL});
    case OPERAND_NIL:
        return translator_add_constant(t, &t->atom_constants[0],
                                       (struct constant){CONSTANT_ATOM, 0, NULL});
    case OPERAND_BIG:
        return translator_add_constant(t, NULL,
                                       (struct constant){CONSTANT_BIG, o->value, o->bytes});
    default:
        return integer_constant(t, o->value);
    }
}

// Emitting

void translator_emit_word(struct translator *t, uint32_t word)
{
    struct translation *out = t->out;
    if (GROW(t, out->code, out->code_words, out->code_capacity)) {
        out->code[out->code_words++] = word;
    }
}

// Only X registers in the r fields?
static bool only_x(const char fields[3], const uint32_t *values)
{
    for (unsigned i = 0; i < 3; i++) {
        if (fields[i] == 'r' && values[i] >= WORD_Y_BASE) {
            return false;
        }
    }
    return true;
}

void translator_emit_small(struct translator *t, int64_t value)
{
    translator_emit_word(t, (uint32_t) ((int32_t) value * 16 + (int32_t) TAG_SMALL));
}

void translator_emit(struct translator *t, enum word_opcode opcode, uint32_t a, uint32_t b,
                     uint32_t c)
{
    const uint32_t values[] = {a, b, c};
    struct word_shape shape = word_shape(opcode);
    uint32_t variant = shape.has_x && only_x(shape.fields, values) ? 1 : 0;
    t->start = t->out->code_words;
    translator_emit_word(t, ((uint32_t) opcode + variant) | a << WORD_A_SHIFT | b << WORD_B_SHIFT |
                                c << WORD_C_SHIFT);
}

void translator_emit_packed(struct translator *t, uint32_t a, uint32_t b, uint32_t c)
{
    translator_emit_word(t, a << WORD_A_SHIFT | b << WORD_B_SHIFT | c << WORD_C_SHIFT);
}

void translator_add_pad(struct translator *t, struct pad pad)
{
    if (GROW(t, t->pads, t->pad_count, t->pad_capacity)) {
        t->pads[t->pad_count++] = pad;
    }
}

bool translator_is_backward(const struct translator *t, uint32_t label)
{
    uint32_t offset = t->out->labels[label];
    return offset != NO_LABEL && offset >= t->first_word;
}

static void fix_later(struct translator *t, uint32_t label, bool in_fail)
{
    uint32_t at = t->out->code_words;
    if (translator_is_backward(t, label)) {
        translator_add_pad(t, (struct pad){at, t->start, label, t->live, PAD_BACK, in_fail});
    } else if (GROW(t, t->fixups, t->fixup_count, t->fixup_capacity)) {
        t->fixups[t->fixup_count++] = (struct fixup){at, t->start, label, in_fail};
    }
}

// j: label 0 stays 0
void translator_emit_label(struct translator *t, const struct operand *label)
{
    if (label->value != 0) {
        fix_later(t, (uint32_t) label->value, false);
    }
    translator_emit_word(t, 0);
}

// j of a call: the target is an entry, no matter where
void translator_emit_entry(struct translator *t, const struct operand *label)
{
    if (GROW(t, t->fixups, t->fixup_count, t->fixup_capacity)) {
        t->fixups[t->fixup_count++] =
            (struct fixup){t->out->code_words, t->start, (uint32_t) label->value, false};
    }
    translator_emit_word(t, 0);
}

uint32_t translator_live_slots(int64_t live)
{
    return WORD_X_SLOT((uint32_t) live);
}

// F
void translator_emit_fail(struct translator *t, const struct operand *label, int64_t live)
{
    if (label != NULL && label->kind == OPERAND_LABEL && label->value != 0) {
        fix_later(t, (uint32_t) label->value, true);
    }
    uint32_t slots = live == NO_COLLECT ? WORD_LIVE_MASK : translator_live_slots(live);
    t->too_big |= slots >= WORD_LIVE_MASK && live != NO_COLLECT;
    translator_emit_word(t, slots & WORD_LIVE_MASK);
}

bool translator_small_operand(const struct operand *o, int64_t bits)
{
    return (o->kind == OPERAND_INTEGER || o->kind == OPERAND_UNSIGNED) &&
           o->value >= -((int64_t) 1 << (bits - 1)) && o->value < (int64_t) 1 << (bits - 1);
}

bool translator_is_register(const struct operand *o)
{
    return o->kind == OPERAND_X || o->kind == OPERAND_Y;
}

bool translator_same_register(const struct operand *a, const struct operand *b)
{
    return translator_is_register(a) && a->kind == b->kind && a->value == b->value;
}

bool translator_is_near(const struct operand *o)
{
    return (o->kind == OPERAND_X && o->value < WORD_X_DIRECT) ||
           (o->kind == OPERAND_Y && o->value < WORD_Y_DIRECT);
}

uint32_t translator_near_field(const struct operand *o)
{
    return (uint32_t) o->value + (o->kind == OPERAND_Y ? WORD_Y_BASE : 0);
}

// o
uint32_t translator_operand_word(struct translator *t, const struct operand *o)
{
    switch (o->kind) {
    case OPERAND_X:
        return WORD_X_SLOT((uint32_t) o->value) << 2 | OPERAND_WORD_X;
    case OPERAND_Y:
        return (uint32_t) o->value << 2 | OPERAND_WORD_Y;
    default:
        if (translator_small_operand(o, SMALL_EVERYWHERE)) {
            return (uint32_t) ((int32_t) o->value * 4) | OPERAND_WORD_SMALL;
        }
        return translator_operand_constant(t, o) << 2 | OPERAND_WORD_CONSTANT;
    }
}

void translator_emit_operand(struct translator *t, const struct operand *o)
{
    uint32_t word = translator_operand_word(t, o);
    translator_emit_word(t, word);
}

// r field for reading: anything else is brought to scratch register s0 + scratch first.
uint32_t translator_use(struct translator *t, const struct operand *o, uint32_t scratch)
{
    if (translator_is_near(o)) {
        return translator_near_field(o);
    }
    uint32_t field = WORD_SCRATCH + scratch;
    if (translator_is_register(o)) {
        translator_emit(t, WORD_load_far, field, 0, 0);
        translator_emit_operand(t, o);
    } else if (translator_small_operand(o, SMALL_EVERYWHERE)) {
        translator_emit(t, WORD_move_i, field, 0, 0);
        translator_emit_small(t, o->value);
    } else if (o->kind == OPERAND_NIL) {
        translator_emit(t, WORD_move_nil, field, 0, 0);
    } else {
        translator_emit(t, WORD_move_k, field, 0, 0);
        translator_emit_word(t, translator_operand_constant(t, o));
    }
    return field;
}

// r field for writing; call finish after the instruction.
uint32_t translator_define(const struct operand *o)
{
    return translator_is_near(o) ? translator_near_field(o) : WORD_SCRATCH + 3;
}

void translator_finish(struct translator *t, const struct operand *o)
{
    if (!translator_is_near(o)) {
        translator_emit(t, WORD_store_far, WORD_SCRATCH + 3, 0, 0);
        translator_emit_operand(t, o);
    }
}

void translator_finish_from(struct translator *t, const struct operand *o, uint32_t scratch)
{
    if (!translator_is_near(o)) {
        translator_emit(t, WORD_store_far, WORD_SCRATCH + scratch, 0, 0);
        translator_emit_operand(t, o);
    }
}
