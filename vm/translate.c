// SPDX-License-Identifier: Apache-2.0
// translate.c: from BEAM instructions to word code, function by function.
//
// A function's instructions are decoded, verified (verify.c), and emitted one by one; frequent
// sequences become one (emit_fused). Operands that do not fit the 7-bit register fields go through
// the scratch registers. Branches backwards inside a function and handler addresses go through pads
// behind the function: a backward branch counts as a call, and a handler address must not look like
// a return address.

#include "vm/translate.h"

#include "vm/term.h"
#include "vm/translate_emit.h"

// Moves

static void emit_move(struct translator *t, const struct operand *from, const struct operand *to)
{
    if (translator_is_near(from) && translator_is_near(to)) {
        uint32_t a = translator_near_field(from);
        uint32_t b = translator_near_field(to);
        if (from->kind == OPERAND_X && to->kind == OPERAND_X) {
            translator_emit(t, WORD_move_xx, a, b, 0);
        } else if (from->kind == OPERAND_X) {
            translator_emit(t, WORD_move_xy, a, b - WORD_Y_BASE, 0);
        } else if (to->kind == OPERAND_X) {
            translator_emit(t, WORD_move_yx, a - WORD_Y_BASE, b, 0);
        } else {
            translator_emit(t, WORD_move_rr, a, b, 0);
        }
        return;
    }
    if (translator_is_near(to)) {
        uint32_t b = translator_near_field(to);
        if (translator_is_register(from)) {
            translator_emit(t, WORD_load_far, b, 0, 0);
            translator_emit_operand(t, from);
        } else if (translator_small_operand(from, SMALL_EVERYWHERE)) {
            translator_emit(t, WORD_move_i, b, 0, 0);
            translator_emit_small(t, from->value);
        } else if (from->kind == OPERAND_NIL) {
            translator_emit(t, WORD_move_nil, b, 0, 0);
        } else {
            translator_emit(t, WORD_move_k, b, 0, 0);
            translator_emit_word(t, translator_operand_constant(t, from));
        }
        return;
    }
    uint32_t a = translator_use(t, from, 0);
    translator_emit(t, WORD_store_far, a, 0, 0);
    translator_emit_operand(t, to);
}

static bool is_plain_move(const struct instruction *i)
{
    return i->opcode == BEAM_move && translator_is_near(&i->operands[0]) &&
           translator_is_near(&i->operands[1]);
}

// Two moves in one instruction: which, or -1.
static int move2_of(const struct operand *a, const struct operand *b)
{
    bool from_x = a[0].kind == OPERAND_X;
    bool to_x = a[1].kind == OPERAND_X;
    if (from_x && to_x) {
        return b[0].kind == OPERAND_X && b[1].kind == OPERAND_X ? (int) WORD_move2_xx : -1;
    }
    if (from_x == to_x || (b[0].kind == OPERAND_X) == (b[1].kind == OPERAND_X)) {
        return -1;
    }
    if (from_x) {
        return b[0].kind == OPERAND_X ? WORD_move2_xy : WORD_move2_xy_yx;
    }
    return b[0].kind == OPERAND_X ? WORD_move2_yx_xy : WORD_move2_yx;
}

// Returns how many moves were taken.
static uint32_t emit_moves(struct translator *t, const struct instruction *i, uint32_t left)
{
    const struct operand *o = i[0].operands;
    if (left > 1 && is_plain_move(&i[0]) && is_plain_move(&i[1])) {
        const struct operand *o2 = i[1].operands;
        int opcode = move2_of(o, o2);
        if (opcode >= 0) {
            translator_emit(t, (enum word_opcode) opcode, (uint32_t) o[0].value,
                            (uint32_t) o[1].value, 0);
            translator_emit_packed(t, (uint32_t) o2[0].value, (uint32_t) o2[1].value, 0);
            return 2;
        }
    }
    emit_move(t, &o[0], &o[1]);
    return 1;
}

// Frames

static void emit_allocate(struct translator *t, int64_t slots, int64_t live, int64_t heap,
                          bool clear)
{
    uint32_t live_x = translator_live_slots(live);
    if (slots <= 127 && live_x <= 127 && !(clear && heap > 0)) {
        translator_emit(t,
                        heap > 0 ? WORD_allocate_heap
                        : clear  ? WORD_allocate_clear
                                 : WORD_allocate,
                        (uint32_t) slots, live_x, 0);
        if (heap > 0) {
            translator_emit_word(t, (uint32_t) heap);
        }
        return;
    }
    translator_emit(t, WORD_allocate_any, 0, 0, 0);
    translator_emit_word(t, (uint32_t) slots);
    translator_emit_word(t, live_x);
    translator_emit_word(t, (uint32_t) heap);
    translator_emit_word(t, clear);
}

static void emit_deallocate(struct translator *t, int64_t slots)
{
    if (slots <= 127) {
        translator_emit(t, WORD_deallocate, (uint32_t) slots, 0, 0);
    } else {
        translator_emit(t, WORD_deallocate_any, 0, 0, 0);
        translator_emit_word(t, (uint32_t) slots);
    }
}

// Heap words of a heap need operand: a number or an allocation list.
int64_t translator_heap_need(const struct operand *o)
{
    if (o->kind == OPERAND_ALLOC) {
        return o->value + o->extra * FLOAT_WORDS_EVERYWHERE + o->extra2 * 2;
    }
    return o->value;
}

static void emit_test_heap(struct translator *t, int64_t words, int64_t live)
{
    uint32_t live_x = translator_live_slots(live);
    if (words == 0) {
        return;
    }
    if (live_x <= 127) {
        translator_emit(t, WORD_test_heap, live_x, 0, 0);
    } else {
        translator_emit(t, WORD_test_heap_any, 0, 0, 0);
        translator_emit_word(t, live_x);
    }
    translator_emit_word(t, (uint32_t) words);
}

static void emit_clear_slots(struct translator *t, const struct operand *list)
{
    for (int64_t i = 0; i < list->value; i++) {
        int64_t first = list->items[i].value;
        int64_t count = 1;
        while (i + 1 < list->value && list->items[i + 1].value == first + count) {
            count++;
            i++;
        }
        if (first + count <= 127) {
            translator_emit(t, WORD_clear_y, (uint32_t) first, (uint32_t) count, 0);
            continue;
        }
        for (; count > 0; count--, first++) {
            struct operand nil = {.kind = OPERAND_NIL};
            struct operand slot = {.kind = OPERAND_Y, .value = first};
            emit_move(t, &nil, &slot);
        }
    }
}

// Calls

static void emit_call_ext(struct translator *t, enum word_opcode opcode, int64_t slots,
                          int64_t arity, int64_t import)
{
    if (slots > 127) {
        emit_deallocate(t, slots);
        opcode = WORD_call_ext_only;
        slots = 0;
    }
    t->too_big |= arity > 127;
    translator_emit(t, opcode, (uint32_t) slots, (uint32_t) arity & 127, 0);
    translator_emit_word(t, translator_import_constant(t, import));
}

// A move to an X register? *from: of what kind, when it is.
static bool is_move_to_x(const struct instruction *i, uint8_t *from)
{
    if (!is_plain_move(i) || i->operands[1].kind != OPERAND_X) {
        return false;
    }
    *from = i->operands[0].kind;
    return true;
}

// A move before a call, fused with it. Returns the instructions taken, 0: not this shape.
static uint32_t emit_move_call(struct translator *t, const struct instruction *i, uint32_t left)
{
    uint8_t from = OPERAND_NONE;
    if (left < 2 || !is_move_to_x(&i[0], &from)) {
        return 0;
    }
    const struct operand *a = i[0].operands;
    const struct operand *call = i[1].operands;
    bool x = from == OPERAND_X;
    uint32_t slots = 0;
    enum word_opcode opcode;
    switch (i[1].opcode) {
    case BEAM_call:
        opcode = x ? WORD_move_call_xx : WORD_move_call_yx;
        break;
    case BEAM_call_only:
        if (!x) {
            return 0;
        }
        opcode = WORD_move_call_only_xx;
        break;
    case BEAM_call_last:
        if (call[2].value > 127) {
            return 0;
        }
        slots = (uint32_t) call[2].value;
        opcode = x ? WORD_move_call_last_xx : WORD_move_call_last_yx;
        break;
    default:
        return 0;
    }
    translator_emit(t, opcode, (uint32_t) a[0].value, (uint32_t) a[1].value, slots);
    translator_emit_entry(t, &call[1]);
    return 2;
}

// The same for two moves of one kind.
static uint32_t emit_moves_call(struct translator *t, const struct instruction *i, uint32_t left)
{
    uint8_t from = OPERAND_NONE;
    uint8_t second = OPERAND_NONE;
    if (left < 3 || !is_move_to_x(&i[0], &from) || !is_move_to_x(&i[1], &second) ||
        from != second) {
        return emit_move_call(t, i, left);
    }
    bool x = from == OPERAND_X;
    bool only = i[2].opcode == BEAM_call_only;
    if ((!only && i[2].opcode != BEAM_call) || (only && !x)) {
        return 0;
    }
    const struct operand *a = i[0].operands;
    const struct operand *b = i[1].operands;
    translator_emit(t,
                    only ? WORD_move2_call_only_xx
                    : x  ? WORD_move2_call_xx
                         : WORD_move2_call_yx,
                    (uint32_t) a[0].value, (uint32_t) a[1].value, 0);
    translator_emit_packed(t, (uint32_t) b[0].value, (uint32_t) b[1].value, 0);
    translator_emit_entry(t, &i[2].operands[1]);
    return 3;
}

// Tests

static void emit_test1(struct translator *t, enum word_opcode opcode, const struct operand *o)
{
    uint32_t a = translator_use(t, &o[1], 0);
    translator_emit(t, opcode, a, 0, 0);
    translator_emit_label(t, &o[0]);
}

static void emit_test2(struct translator *t, enum word_opcode opcode, const struct operand *o)
{
    uint32_t a = translator_use(t, &o[1], 0);
    uint32_t b = translator_use(t, &o[2], 1);
    translator_emit(t, opcode, a, b, 0);
    translator_emit_label(t, &o[0]);
}

static void emit_test_i(struct translator *t, enum word_opcode opcode, const struct operand *label,
                        const struct operand *o, int64_t value)
{
    uint32_t a = translator_use(t, o, 0);
    translator_emit(t, opcode, a, 0, 0);
    translator_emit_label(t, label);
    translator_emit_small(t, value);
}

static bool is_immediate_constant(const struct operand *o)
{
    return o->kind == OPERAND_ATOM || o->kind == OPERAND_NIL;
}

static void emit_equal(struct translator *t, const struct operand *o, enum word_opcode general,
                       enum word_opcode integer, enum word_opcode constant)
{
    const struct operand *a = &o[1];
    const struct operand *b = &o[2];
    if (translator_is_register(b)) {
        const struct operand *swap = a;
        a = b;
        b = swap;
    }
    if (translator_is_register(a) && translator_small_operand(b, SMALL_EVERYWHERE)) {
        emit_test_i(t, integer, &o[0], a, b->value);
    } else if (translator_is_register(a) && is_immediate_constant(b)) {
        uint32_t field = translator_use(t, a, 0);
        translator_emit(t, constant, field, 0, 0);
        translator_emit_label(t, &o[0]);
        translator_emit_word(t, translator_operand_constant(t, b));
    } else {
        emit_test2(t, general, o);
    }
}

static void emit_order(struct translator *t, const struct operand *o, bool less)
{
    if (translator_is_register(&o[1]) && translator_small_operand(&o[2], SMALL_EVERYWHERE)) {
        emit_test_i(t, less ? WORD_is_lt_ri : WORD_is_ge_ri, &o[0], &o[1], o[2].value);
    } else if (translator_is_register(&o[2]) && translator_small_operand(&o[1], SMALL_EVERYWHERE)) {
        emit_test_i(t, less ? WORD_is_lt_ir : WORD_is_ge_ir, &o[0], &o[2], o[1].value);
    } else {
        emit_test2(t, less ? WORD_is_lt : WORD_is_ge, o);
    }
}

static void emit_arity(struct translator *t, enum word_opcode small, const struct operand *o)
{
    uint32_t a = translator_use(t, &o[1], 0);
    if (o[2].value <= 127) {
        translator_emit(t, small, a, (uint32_t) o[2].value, 0);
        translator_emit_label(t, &o[0]);
    } else {
        translator_emit(t, WORD_test_arity_any, a, 0, 0);
        translator_emit_label(t, &o[0]);
        translator_emit_word(t, (uint32_t) o[2].value);
    }
}

static void emit_tagged(struct translator *t, const struct operand *o)
{
    uint32_t a = translator_use(t, &o[1], 0);
    if (o[2].value <= 127) {
        translator_emit(t, WORD_is_tagged_tuple, a, (uint32_t) o[2].value, 0);
        translator_emit_label(t, &o[0]);
    } else {
        translator_emit(t, WORD_is_tagged_tuple_any, a, 0, 0);
        translator_emit_label(t, &o[0]);
        translator_emit_word(t, (uint32_t) o[2].value);
    }
    translator_emit_word(t, translator_operand_constant(t, &o[3]));
}

// Selections

static bool select_fits(const struct operand *list)
{
    if (list->value == 0 || list->value > 2 * 32000) {
        return false;
    }
    for (int64_t i = 0; i < list->value; i += 2) {
        if (list->items[i].kind != OPERAND_ATOM &&
            !translator_small_operand(&list->items[i], SMALL_EVERYWHERE)) {
            return false;
        }
    }
    return true;
}

static void emit_select_val(struct translator *t, const struct operand *o)
{
    const struct operand *list = &o[2];
    if (!select_fits(list)) {
        for (int64_t i = 0; i + 1 < list->value; i += 2) {
            // is_ne_exact branches when the value is the one
            struct operand test[3] = {list->items[i + 1], o[0], list->items[i]};
            emit_equal(t, test, WORD_is_ne_exact, WORD_is_ne_exact_i, WORD_is_ne_exact_k);
        }
        translator_emit(t, WORD_jump, 0, 0, 0);
        translator_emit_label(t, &o[1]);
        return;
    }
    uint32_t a = translator_use(t, &o[0], 0);
    translator_emit(t, WORD_select_val, a, 0, 0);
    translator_emit_label(t, &o[1]);
    translator_emit_word(t, (uint32_t) (list->value / 2));
    for (int64_t i = 0; i + 1 < list->value; i += 2) {
        translator_emit_operand(t, &list->items[i]);
        translator_emit_label(t, &list->items[i + 1]);
    }
}

static void emit_select_arity(struct translator *t, const struct operand *o)
{
    uint32_t a = translator_use(t, &o[0], 0);
    translator_emit(t, WORD_select_arity, a, 0, 0);
    translator_emit_label(t, &o[1]);
    translator_emit_word(t, (uint32_t) (o[2].value / 2));
    for (int64_t i = 0; i + 1 < o[2].value; i += 2) {
        translator_emit_word(t, (uint32_t) o[2].items[i].value);
        translator_emit_label(t, &o[2].items[i + 1]);
    }
}

// Data

static void emit_check(struct translator *t, enum word_opcode opcode, const struct operand *o)
{
    uint32_t a = translator_use(t, o, 0);
    translator_emit(t, opcode, a, 0, 0);
}

static void emit_check_tuple(struct translator *t, const struct operand *o, int64_t element)
{
    uint32_t a = translator_use(t, o, 0);
    if (element >= 0 && element <= 127) {
        translator_emit(t, WORD_check_tuple, a, (uint32_t) element, 0);
    } else {
        translator_emit(t, WORD_check_tuple_any, a, 0, 0);
        translator_emit_word(t, (uint32_t) element);
    }
}

// Elements in a row of one tuple. Returns the instructions taken.
static uint32_t emit_get_element(struct translator *t, const struct instruction *i, uint32_t left,
                                 const struct verified *verified)
{
    const struct operand *o = i[0].operands;
    if ((verified[0].flags & VERIFY_CHECK) != 0) {
        emit_check_tuple(t, &o[0], o[1].value);
    }
    if (left > 1 && i[1].opcode == BEAM_get_tuple_element &&
        (verified[1].flags & (VERIFY_CHECK | VERIFY_UNREACHABLE)) == 0) {
        const struct operand *n = i[1].operands;
        if (translator_same_register(&o[0], &n[0]) && !translator_same_register(&o[0], &o[2]) &&
            n[1].value == o[1].value + 1 && o[1].value < 127 && translator_is_near(&o[0]) &&
            translator_is_near(&o[2]) && translator_is_near(&n[2])) {
            translator_emit(t, WORD_get_element2, translator_near_field(&o[0]),
                            (uint32_t) o[1].value, translator_near_field(&o[2]));
            translator_emit_packed(t, translator_near_field(&n[2]), 0, 0);
            return 2;
        }
    }
    uint32_t a = translator_use(t, &o[0], 0);
    if (o[1].value <= 127) {
        translator_emit(t, WORD_get_element, a, (uint32_t) o[1].value, translator_define(&o[2]));
    } else {
        translator_emit(t, WORD_get_element_any, a, translator_define(&o[2]), 0);
        translator_emit_word(t, (uint32_t) o[1].value);
    }
    translator_finish(t, &o[2]);
    return 1;
}

static void emit_put_list(struct translator *t, const struct operand *o)
{
    if (translator_is_near(&o[0]) && translator_is_near(&o[1])) {
        translator_emit(t, WORD_put_list, translator_near_field(&o[0]),
                        translator_near_field(&o[1]), translator_define(&o[2]));
    } else {
        translator_emit(t, WORD_put_list_o, translator_define(&o[2]), 0, 0);
        translator_emit_operand(t, &o[0]);
        translator_emit_operand(t, &o[1]);
    }
    translator_finish(t, &o[2]);
}

static void emit_put_tuple(struct translator *t, const struct operand *o)
{
    const struct operand *list = &o[1];
    if (list->value == 0) {
        uint32_t k =
            translator_add_constant(t, NULL, (struct constant){CONSTANT_EMPTY_TUPLE, 0, NULL});
        translator_emit(t, WORD_move_k, translator_define(&o[0]), 0, 0);
        translator_emit_word(t, k);
    } else if (list->value == 2 && translator_is_near(&list->items[0]) &&
               translator_is_near(&list->items[1])) {
        translator_emit(t, WORD_put_tuple2, translator_near_field(&list->items[0]),
                        translator_near_field(&list->items[1]), translator_define(&o[0]));
    } else {
        translator_emit(t, WORD_put_tuple, translator_define(&o[0]), 0, 0);
        translator_emit_word(t, (uint32_t) list->value);
        for (int64_t i = 0; i < list->value; i++) {
            translator_emit_operand(t, &list->items[i]);
        }
    }
    translator_finish(t, &o[0]);
}

static void emit_get_list(struct translator *t, enum word_opcode opcode, uint32_t a,
                          const struct operand *head, const struct operand *tail,
                          const struct operand *label)
{
    // two destinations: the far ones go to different scratch registers
    uint32_t b = translator_is_near(head) ? translator_near_field(head) : WORD_SCRATCH + 2;
    translator_emit(t, opcode, a, b, translator_define(tail));
    if (label != NULL) {
        translator_emit_label(t, label);
    }
    translator_finish_from(t, head, 2);
    translator_finish(t, tail);
}

// Natives and arithmetic

// Instructions of their own for erlang's operators, by import name: row of the register form; the i
// form follows it.
static const struct {
    const char *name;
    uint16_t opcode;
} operators[] = {
    {"+", WORD_add},   {"-", WORD_sub},     {"*", WORD_mul},           {"div", WORD_div},
    {"rem", WORD_rem}, {"band", WORD_band}, {"bor", WORD_bor},         {"bxor", WORD_bxor},
    {"bsl", WORD_bsl}, {"bsr", WORD_bsr},   {"element", WORD_element},
};

static const struct {
    const char *name;
    enum comparison comparison;
} comparisons[] = {
    {"==", COMPARE_EQ}, {"/=", COMPARE_NE}, {"=:=", COMPARE_EQ_EXACT}, {"=/=", COMPARE_NE_EXACT},
    {"<", COMPARE_LT},  {"=<", COMPARE_LE}, {">", COMPARE_GT},         {">=", COMPARE_GE},
};

static int comparison_of(struct translator *t, int64_t import)
{
    char name[16];
    if (!t->beam->import_is_erlang(t->beam->context, (uint32_t) import, name, sizeof name)) {
        return -1;
    }
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++) {
        if (strcmp(comparisons[i].name, name) == 0) {
            return (int) comparisons[i].comparison;
        }
    }
    return -1;
}

static int operator_of(struct translator *t, int64_t import)
{
    char name[16];
    if (!t->beam->import_is_erlang(t->beam->context, (uint32_t) import, name, sizeof name)) {
        return -1;
    }
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (strcmp(operators[i].name, name) == 0) {
            return operators[i].opcode;
        }
    }
    return -1;
}

static void emit_bif1(struct translator *t, const struct operand *label, int64_t live,
                      int64_t import, const struct operand *a, const struct operand *to)
{
    uint32_t field = translator_use(t, a, 0);
    translator_emit(t, WORD_bif1, field, translator_define(to), 0);
    translator_emit_fail(t, label, live);
    translator_emit_word(t, translator_import_constant(t, import));
    translator_finish(t, to);
}

static void emit_bif2(struct translator *t, const struct operand *label, int64_t live,
                      int64_t import, const struct operand *a, const struct operand *b,
                      const struct operand *to)
{
    int opcode = operator_of(t, import);
    if (opcode >= 0 && opcode != WORD_element && translator_small_operand(b, SMALL_EVERYWHERE)) {
        uint32_t field = translator_use(t, a, 0);
        translator_emit(t, (enum word_opcode)(opcode + 2), field, translator_define(to), 0);
        translator_emit_fail(t, label, live);
        translator_emit_small(t, b->value);
        translator_finish(t, to);
        return;
    }
    uint32_t left = translator_use(t, a, 0);
    uint32_t right = translator_use(t, b, 1);
    int comparison = opcode < 0 ? comparison_of(t, import) : -1;
    if (comparison >= 0) {
        translator_emit(t, WORD_compare, left, right, translator_define(to));
        translator_emit_word(t, (uint32_t) comparison);
        translator_finish(t, to);
        return;
    }
    translator_emit(t, opcode >= 0 ? (enum word_opcode) opcode : WORD_bif2, left, right,
                    translator_define(to));
    translator_emit_fail(t, label, live);
    if (opcode < 0 || opcode == WORD_element) {
        translator_emit_word(t, translator_import_constant(t, import));
    }
    translator_finish(t, to);
}

static void emit_bif3(struct translator *t, const struct operand *label, int64_t live,
                      int64_t import, const struct operand *a, const struct operand *to)
{
    uint32_t field[3];
    for (uint32_t i = 0; i < 3; i++) {
        field[i] = translator_use(t, &a[i], i);
    }
    translator_emit(t, WORD_bif3, field[0], field[1], field[2]);
    translator_emit_packed(t, translator_define(to), 0, 0);
    translator_emit_fail(t, label, live);
    translator_emit_word(t, translator_import_constant(t, import));
    translator_finish(t, to);
}

static enum status emit_native(struct translator *t, const struct instruction *i)
{
    const struct operand *o = i->operands;
    // a native that may collect is marked by the verifier, and then the live registers are exact
    int64_t live = t->check ? t->live : NO_COLLECT;
    switch (i->opcode) {
    case BEAM_bif0:
        translator_emit(t, WORD_bif0, translator_define(&o[1]), 0, 0);
        translator_emit_word(t, translator_import_constant(t, o[0].value));
        translator_finish(t, &o[1]);
        break;
    case BEAM_bif1:
        emit_bif1(t, &o[0], live, o[1].value, &o[2], &o[3]);
        break;
    case BEAM_bif2:
        emit_bif2(t, &o[0], live, o[1].value, &o[2], &o[3], &o[4]);
        break;
    case BEAM_bif3:
        emit_bif3(t, &o[0], live, o[1].value, &o[2], &o[5]);
        break;
    case BEAM_gc_bif1:
        emit_bif1(t, &o[0], o[1].value, o[2].value, &o[3], &o[4]);
        break;
    case BEAM_gc_bif2:
        emit_bif2(t, &o[0], o[1].value, o[2].value, &o[3], &o[4], &o[5]);
        break;
    default:
        emit_bif3(t, &o[0], o[1].value, o[2].value, &o[3], &o[6]);
        break;
    }
    return STATUS_OK;
}

static void emit_float_op(struct translator *t, const struct instruction *i)
{
    static const uint16_t opcodes[] = {WORD_float_add, WORD_float_sub, WORD_float_mul,
                                       WORD_float_div};
    const struct operand *o = i->operands;
    if (i->opcode == BEAM_fnegate) {
        translator_emit(t, WORD_float_negate, (uint32_t) o[1].value, (uint32_t) o[2].value, 0);
        return;
    }
    translator_emit(t, (enum word_opcode) opcodes[i->opcode - BEAM_fadd], (uint32_t) o[1].value,
                    (uint32_t) o[2].value, (uint32_t) o[3].value);
}

static void emit_fmove(struct translator *t, const struct operand *o)
{
    if (o[0].kind == OPERAND_FLOAT_REGISTER) {
        translator_emit(t, WORD_float_store, (uint32_t) o[0].value, translator_define(&o[1]), 0);
        translator_finish(t, &o[1]);
        return;
    }
    uint32_t a = translator_use(t, &o[0], 0);
    translator_emit(t, WORD_float_load, a, (uint32_t) o[1].value, 0);
}

// Funs, maps, records

static void emit_make_fun(struct translator *t, int64_t fun, const struct operand *to,
                          const struct operand *env, int64_t env_count, bool env_in_x)
{
    uint32_t k = translator_add_constant(t, &t->fun_constants[fun],
                                         (struct constant){CONSTANT_FUN, fun, NULL});
    translator_emit(t, WORD_make_fun_env, translator_define(to), 0, 0);
    translator_emit_word(t, k);
    translator_emit_word(t, (uint32_t) env_count);
    for (int64_t i = 0; i < env_count; i++) {
        struct operand x = {.kind = OPERAND_X, .value = i};
        translator_emit_operand(t, env_in_x ? &x : &env[i]);
    }
    translator_finish(t, to);
}

static void emit_put_map(struct translator *t, const struct instruction *i)
{
    const struct operand *o = i->operands;
    translator_emit(t, i->opcode == BEAM_put_map_assoc ? WORD_put_map_assoc : WORD_put_map_exact, 0,
                    0, 0);
    translator_emit_fail(t, &o[0], o[3].value);
    translator_emit_operand(t, &o[1]);
    translator_emit_operand(t, &o[2]);
    translator_emit_word(t, (uint32_t) (o[4].value / 2));
    for (int64_t at = 0; at < o[4].value; at++) {
        translator_emit_operand(t, &o[4].items[at]);
    }
}

static void emit_get_map(struct translator *t, const struct operand *o)
{
    const struct operand *list = &o[2];
    uint32_t a = translator_use(t, &o[1], 0);
    if (list->value == 2 && is_immediate_constant(&list->items[0])) {
        translator_emit(t, WORD_get_map_element_k, a, translator_define(&list->items[1]), 0);
        translator_emit_label(t, &o[0]);
        translator_emit_word(t, translator_operand_constant(t, &list->items[0]));
        translator_finish(t, &list->items[1]);
        return;
    }
    if (list->value == 2) {
        translator_emit(t, WORD_get_map_element, a, translator_define(&list->items[1]), 0);
        translator_emit_label(t, &o[0]);
        translator_emit_operand(t, &list->items[0]);
        translator_finish(t, &list->items[1]);
        return;
    }
    translator_emit(t, WORD_get_map_elements, a, 0, 0);
    translator_emit_label(t, &o[0]);
    translator_emit_word(t, (uint32_t) (list->value / 2));
    for (int64_t at = 0; at < list->value; at++) {
        translator_emit_operand(t, &list->items[at]);
    }
}

static void emit_update_record(struct translator *t, const struct operand *o)
{
    uint32_t a = translator_use(t, &o[2], 0);
    translator_emit(t, WORD_update_record, a, translator_define(&o[3]), 0);
    translator_emit_word(t, (uint32_t) o[1].value);
    translator_emit_word(t, (uint32_t) (o[4].value / 2));
    for (int64_t at = 0; at + 1 < o[4].value; at += 2) {
        translator_emit_word(t, (uint32_t) o[4].items[at].value);
        translator_emit_operand(t, &o[4].items[at + 1]);
    }
    translator_finish(t, &o[3]);
}

static enum status emit_native_record(struct translator *t, const struct instruction *i)
{
    const struct operand *o = i->operands;
    uint32_t a;
    switch (i->opcode) {
    case BEAM_is_any_native_record:
        emit_test1(t, WORD_is_any_record, o);
        break;
    case BEAM_is_native_record:
        a = translator_use(t, &o[1], 0);
        translator_emit(t, WORD_is_record_of, a, 0, 0);
        translator_emit_label(t, &o[0]);
        translator_emit_word(t, translator_operand_constant(t, &o[2]));
        translator_emit_word(t, translator_operand_constant(t, &o[3]));
        break;
    case BEAM_is_record_accessible:
        emit_test1(t, WORD_is_record_accessible, o);
        break;
    case BEAM_get_record_elements:
        a = translator_use(t, &o[1], 0);
        translator_emit(t, WORD_get_record_elements, a, 0, 0);
        translator_emit_label(t, &o[0]);
        translator_emit_word(t, (uint32_t) (o[2].value / 2));
        for (int64_t at = 0; at < o[2].value; at++) {
            translator_emit_operand(t, &o[2].items[at]);
        }
        break;
    case BEAM_get_record_field:
        a = translator_use(t, &o[1], 0);
        translator_emit(t, WORD_get_record_field, a, translator_define(&o[4]), 0);
        translator_emit_fail(t, &o[0], t->live);
        translator_emit_operand(t, &o[2]);
        translator_emit_word(t, translator_operand_constant(t, &o[3]));
        translator_finish(t, &o[4]);
        break;
    default: // put_record
        translator_emit(t, WORD_put_record, translator_define(&o[3]), 0, 0);
        translator_emit_fail(t, &o[0], o[4].value);
        translator_emit_operand(t, &o[1]);
        translator_emit_operand(t, &o[2]);
        translator_emit_word(t, (uint32_t) (o[5].value / 2));
        for (int64_t at = 0; at < o[5].value; at++) {
            translator_emit_operand(t, &o[5].items[at]);
        }
        translator_finish(t, &o[3]);
        break;
    }
    return STATUS_OK;
}

// Exceptions

static void emit_handler(struct translator *t, enum word_opcode opcode, const struct operand *o)
{
    translator_emit(t, opcode, (uint32_t) o[0].value, 0, 0);
    translator_add_pad(t, (struct pad){t->out->code_words, t->start, (uint32_t) o[1].value, 0,
                                       PAD_HANDLER, false});
    translator_emit_word(t, 0);
}

static void emit_use1(struct translator *t, enum word_opcode opcode, const struct operand *o)
{
    uint32_t a = translator_use(t, o, 0);
    translator_emit(t, opcode, a, 0, 0);
}

static void emit_jump(struct translator *t, const struct operand *label)
{
    if (translator_is_backward(t, (uint32_t) label->value)) {
        translator_emit(t, WORD_jump_back, 0, 0, 0);
        translator_emit_entry(t, label);
        translator_emit_word(t, translator_live_slots(t->live));
        return;
    }
    translator_emit(t, WORD_jump, 0, 0, 0);
    translator_emit_label(t, label);
}

// Test instructions of one operand: BEAM opcode to word opcode.
static int test1_of(uint16_t opcode)
{
    switch (opcode) {
#define TEST(name)                                                                                 \
    case BEAM_##name:                                                                              \
        return WORD_##name;
        TEST(is_integer)
        TEST(is_float)
        TEST(is_number)
        TEST(is_atom)
        TEST(is_pid)
        TEST(is_reference)
        TEST(is_port)
        TEST(is_nil)
        TEST(is_binary)
        TEST(is_list)
        TEST(is_nonempty_list)
        TEST(is_tuple)
        TEST(is_function)
        TEST(is_boolean)
        TEST(is_bitstr)
        TEST(is_map)
#undef TEST
    default:
        return -1;
    }
}

// What the verifier wants checked before the instruction.
static void emit_checks(struct translator *t, const struct instruction *i)
{
    const struct operand *o = i->operands;
    switch (i->opcode) {
    case BEAM_get_list:
    case BEAM_get_hd:
    case BEAM_get_tl:
        emit_check(t, WORD_check_cons, &o[0]);
        break;
    case BEAM_set_tuple_element:
        emit_check_tuple(t, &o[1], o[2].value);
        break;
    case BEAM_test_arity:
        emit_check_tuple(t, &o[1], -1);
        break;
    case BEAM_update_record:
        emit_check_tuple(t, &o[2], o[1].value - 1);
        break;
    case BEAM_get_map_elements:
    case BEAM_has_map_fields:
        emit_check(t, WORD_check_map, &o[1]);
        break;
    case BEAM_bs_get_tail:
    case BEAM_bs_get_position:
    case BEAM_bs_set_position:
    case BEAM_bs_save2:
    case BEAM_bs_restore2:
        emit_check(t, WORD_check_context, &o[0]);
        break;
    case BEAM_bs_match:
    case BEAM_bs_get_integer2:
    case BEAM_bs_get_float2:
    case BEAM_bs_get_binary2:
    case BEAM_bs_skip_bits2:
    case BEAM_bs_test_tail2:
    case BEAM_bs_test_unit:
    case BEAM_bs_match_string:
    case BEAM_bs_get_utf8:
    case BEAM_bs_get_utf16:
    case BEAM_bs_get_utf32:
    case BEAM_bs_skip_utf8:
    case BEAM_bs_skip_utf16:
    case BEAM_bs_skip_utf32:
        emit_check(t, WORD_check_context, &o[1]);
        break;
    default:
        break;
    }
}
static void emit_check_heap(struct translator *t, const struct instruction *i)
{
    const struct operand *o = i->operands;
    int64_t words = 0;
    switch (i->opcode) {
    case BEAM_put_list:
        words = 2;
        break;
    case BEAM_put_tuple2:
        words = o[1].value + 1;
        break;
    case BEAM_update_record:
        words = o[1].value + 1;
        break;
    case BEAM_fmove:
        words = FLOAT_WORDS_EVERYWHERE;
        break;
    case BEAM_make_fun3:
        words = 2 + o[2].value;
        break;
    default:
        return;
    }
    translator_emit(t, WORD_check_heap, 0, translator_live_slots(t->live) & 127, 0);
    t->too_big |= translator_live_slots(t->live) > 127;
    translator_emit_word(t, (uint32_t) words);
}

// Instructions that stand alone: no operands, or simple ones.
static enum status emit_simple(struct translator *t, const struct instruction *i)
{
    const struct operand *o = i->operands;
    switch (i->opcode) {
    case BEAM_return:
        translator_emit(t, WORD_return, 0, 0, 0);
        break;
    case BEAM_send:
        translator_emit(t, WORD_send, 0, 0, 0);
        break;
    case BEAM_remove_message:
        translator_emit(t, WORD_remove_message, 0, 0, 0);
        break;
    case BEAM_timeout:
        translator_emit(t, WORD_timeout, 0, 0, 0);
        break;
    case BEAM_loop_rec:
        translator_emit(t, WORD_loop_rec, translator_define(&o[1]), 0, 0);
        translator_emit_label(t, &o[0]);
        translator_finish(t, &o[1]);
        break;
    case BEAM_loop_rec_end:
    case BEAM_wait:
        translator_emit(t, i->opcode == BEAM_wait ? WORD_wait : WORD_loop_rec_end, 0, 0, 0);
        translator_emit_entry(t, &o[0]);
        break;
    case BEAM_wait_timeout:
        translator_emit(t, WORD_wait_timeout, 0, 0, 0);
        translator_emit_entry(t, &o[0]);
        translator_emit_operand(t, &o[1]);
        break;
    case BEAM_recv_mark:
    case BEAM_recv_set:
    case BEAM_nif_start:
    case BEAM_executable_line:
    case BEAM_debug_line:
    case BEAM_line:
    case BEAM_label:
    case BEAM_on_load:
    case BEAM_fclearerror:
    case BEAM_fcheckerror:
        break;
    case BEAM_recv_marker_reserve:
        translator_emit(t, WORD_receive_mark, translator_define(&o[0]), 0, 0);
        translator_finish(t, &o[0]);
        break;
    case BEAM_recv_marker_bind: {
        uint32_t marker = translator_use(t, &o[0], 0);
        uint32_t reference = translator_use(t, &o[1], 1);
        translator_emit(t, WORD_receive_bind, marker, reference, 0);
        break;
    }
    case BEAM_recv_marker_clear:
        emit_use1(t, WORD_receive_clear, &o[0]);
        break;
    case BEAM_recv_marker_use:
        emit_use1(t, WORD_receive_use, &o[0]);
        break;
    case BEAM_catch:
        emit_handler(t, WORD_catch, o);
        break;
    case BEAM_try:
        emit_handler(t, WORD_catch, o);
        break;
    case BEAM_catch_end:
        translator_emit(t, WORD_catch_end, (uint32_t) o[0].value, 0, 0);
        break;
    case BEAM_try_end:
        translator_emit(t, WORD_try_end, (uint32_t) o[0].value, 0, 0);
        break;
    case BEAM_try_case:
        translator_emit(t, WORD_try_case, (uint32_t) o[0].value, 0, 0);
        break;
    case BEAM_try_case_end:
        emit_use1(t, WORD_try_case_end, &o[0]);
        break;
    case BEAM_badmatch:
        emit_use1(t, WORD_badmatch, &o[0]);
        break;
    case BEAM_case_end:
        emit_use1(t, WORD_case_end, &o[0]);
        break;
    case BEAM_badrecord:
        emit_use1(t, WORD_badrecord, &o[0]);
        break;
    case BEAM_if_end:
        translator_emit(t, WORD_if_end, 0, 0, 0);
        break;
    case BEAM_raise: {
        uint32_t a = translator_use(t, &o[0], 0);
        uint32_t b = translator_use(t, &o[1], 1);
        translator_emit(t, WORD_raise, a, b, 0);
        break;
    }
    case BEAM_raw_raise:
        translator_emit(t, WORD_raw_raise, 0, 0, 0);
        break;
    case BEAM_build_stacktrace:
        translator_emit(t, WORD_build_stacktrace, 0, 0, 0);
        break;
    case BEAM_jump:
        emit_jump(t, &o[0]);
        break;
    default:
        return translator_refuse(t, i, "not supported");
    }
    return STATUS_OK;
}

static void emit_call(struct translator *t, const struct instruction *i)
{
    const struct operand *o = i->operands;
    switch (i->opcode) {
    case BEAM_call:
        translator_emit(t, WORD_call, 0, 0, 0);
        translator_emit_entry(t, &o[1]);
        break;
    case BEAM_call_only:
        translator_emit(t, WORD_call_only, 0, 0, 0);
        translator_emit_entry(t, &o[1]);
        break;
    case BEAM_call_last:
        if (o[2].value > 127) {
            emit_deallocate(t, o[2].value);
            translator_emit(t, WORD_call_only, 0, 0, 0);
        } else {
            translator_emit(t, WORD_call_last, (uint32_t) o[2].value, 0, 0);
        }
        translator_emit_entry(t, &o[1]);
        break;
    case BEAM_call_ext:
        emit_call_ext(t, WORD_call_ext, 0, o[0].value, o[1].value);
        break;
    case BEAM_call_ext_only:
        emit_call_ext(t, WORD_call_ext_only, 0, o[0].value, o[1].value);
        break;
    case BEAM_call_ext_last:
        emit_call_ext(t, WORD_call_ext_last, o[2].value, o[0].value, o[1].value);
        break;
    case BEAM_call_fun:
        t->too_big |= o[0].value > 127;
        translator_emit(t, WORD_call_fun, (uint32_t) o[0].value & 127, 0, 0);
        break;
    case BEAM_call_fun2: {
        t->too_big |= o[1].value > 127;
        uint32_t fun = translator_use(t, &o[2], 0);
        translator_emit(t, WORD_call_fun2, (uint32_t) o[1].value & 127, fun, 0);
        break;
    }
    case BEAM_apply:
        t->too_big |= o[0].value > 127;
        translator_emit(t, WORD_apply, (uint32_t) o[0].value & 127, 0, 0);
        break;
    default: // apply_last
        t->too_big |= o[0].value > 127 || o[1].value > 127;
        translator_emit(t, WORD_apply_last, (uint32_t) o[0].value & 127,
                        (uint32_t) o[1].value & 127, 0);
        break;
    }
}

static void emit_frame(struct translator *t, const struct instruction *i,
                       const struct verified *verified)
{
    const struct operand *o = i->operands;
    bool clear = (verified->flags & VERIFY_CLEAR_FRAME) != 0;
    switch (i->opcode) {
    case BEAM_allocate:
        emit_allocate(t, o[0].value, o[1].value, 0, clear);
        break;
    case BEAM_allocate_heap:
        emit_allocate(t, o[0].value, o[2].value, translator_heap_need(&o[1]), clear);
        break;
    case BEAM_allocate_zero:
        emit_allocate(t, o[0].value, o[1].value, 0, true);
        break;
    case BEAM_allocate_heap_zero:
        emit_allocate(t, o[0].value, o[2].value, translator_heap_need(&o[1]), true);
        break;
    case BEAM_test_heap:
        emit_test_heap(t, translator_heap_need(&o[0]), o[1].value);
        break;
    case BEAM_init: {
        struct operand nil = {.kind = OPERAND_NIL};
        emit_move(t, &nil, &o[0]);
        break;
    }
    case BEAM_init_yregs:
        emit_clear_slots(t, &o[0]);
        break;
    default: // deallocate, trim: the return address stays where it is
        emit_deallocate(t, o[0].value);
        break;
    }
}

static enum status emit_data(struct translator *t, const struct instruction *i)
{
    const struct operand *o = i->operands;
    uint32_t a;
    uint32_t b;
    switch (i->opcode) {
    case BEAM_swap:
        a = translator_use(t, &o[0], 0);
        b = translator_use(t, &o[1], 1);
        translator_emit(t, WORD_swap, a, b, 0);
        translator_finish_from(t, &o[0], 0);
        translator_finish_from(t, &o[1], 1);
        break;
    case BEAM_get_list:
        a = translator_use(t, &o[0], 0);
        emit_get_list(t, WORD_get_list, a, &o[1], &o[2], NULL);
        break;
    case BEAM_get_hd:
    case BEAM_get_tl:
        a = translator_use(t, &o[0], 0);
        translator_emit(t, i->opcode == BEAM_get_hd ? WORD_get_hd : WORD_get_tl, a,
                        translator_define(&o[1]), 0);
        translator_finish(t, &o[1]);
        break;
    case BEAM_set_tuple_element:
        t->too_big |= o[2].value > 127;
        a = translator_use(t, &o[0], 0);
        b = translator_use(t, &o[1], 1);
        translator_emit(t, WORD_set_element, a, b, (uint32_t) o[2].value & 127);
        break;
    case BEAM_put_list:
        emit_put_list(t, o);
        break;
    case BEAM_put_tuple2:
        emit_put_tuple(t, o);
        break;
    case BEAM_update_record:
        emit_update_record(t, o);
        break;
    case BEAM_make_fun2: {
        uint32_t arity = 0;
        uint32_t free_count = 0;
        struct operand x0 = {.kind = OPERAND_X};
        t->beam->fun_label(t->beam->context, (uint32_t) o[0].value, &arity, &free_count);
        translator_emit(t, WORD_check_heap, 0, translator_live_slots(free_count) & 127, 0);
        translator_emit_word(t, 2 + free_count);
        emit_make_fun(t, o[0].value, &x0, NULL, free_count, true);
        break;
    }
    case BEAM_make_fun3:
        emit_make_fun(t, o[0].value, &o[1], o[2].items, o[2].value, false);
        break;
    case BEAM_put_map_assoc:
    case BEAM_put_map_exact:
        emit_put_map(t, i);
        break;
    case BEAM_has_map_fields:
        a = translator_use(t, &o[1], 0);
        translator_emit(t, WORD_has_map_fields, a, 0, 0);
        translator_emit_label(t, &o[0]);
        translator_emit_word(t, (uint32_t) o[2].value);
        for (int64_t at = 0; at < o[2].value; at++) {
            translator_emit_operand(t, &o[2].items[at]);
        }
        break;
    case BEAM_get_map_elements:
        emit_get_map(t, o);
        break;
    case BEAM_fmove:
        emit_fmove(t, o);
        break;
    case BEAM_fconv:
        a = translator_use(t, &o[0], 0);
        translator_emit(t, WORD_float_convert, a, (uint32_t) o[1].value, 0);
        break;
    case BEAM_fadd:
    case BEAM_fsub:
    case BEAM_fmul:
    case BEAM_fdiv:
    case BEAM_fnegate:
        emit_float_op(t, i);
        break;
    default:
        return translator_refuse(t, i, "not supported");
    }
    return STATUS_OK;
}

static enum status emit_test(struct translator *t, const struct instruction *i)
{
    const struct operand *o = i->operands;
    int test1 = test1_of(i->opcode);
    if (test1 >= 0) {
        emit_test1(t, (enum word_opcode) test1, o);
        return STATUS_OK;
    }
    switch (i->opcode) {
    case BEAM_is_lt:
    case BEAM_is_ge:
        emit_order(t, o, i->opcode == BEAM_is_lt);
        break;
    case BEAM_is_eq:
        emit_test2(t, WORD_is_eq, o);
        break;
    case BEAM_is_ne:
        emit_test2(t, WORD_is_ne, o);
        break;
    case BEAM_is_eq_exact:
        emit_equal(t, o, WORD_is_eq_exact, WORD_is_eq_exact_i, WORD_is_eq_exact_k);
        break;
    case BEAM_is_ne_exact:
        emit_equal(t, o, WORD_is_ne_exact, WORD_is_ne_exact_i, WORD_is_ne_exact_k);
        break;
    case BEAM_test_arity:
        emit_arity(t, WORD_test_arity, o);
        break;
    case BEAM_is_tagged_tuple:
        emit_tagged(t, o);
        break;
    case BEAM_is_function2:
        emit_test2(t, WORD_is_function2, o);
        break;
    case BEAM_select_val:
        emit_select_val(t, o);
        break;
    case BEAM_select_tuple_arity:
        emit_select_arity(t, o);
        break;
    default:
        return translator_refuse(t, i, "not supported");
    }
    return STATUS_OK;
}

enum group {
    GROUP_SIMPLE,
    GROUP_CALL,
    GROUP_FRAME,
    GROUP_DATA,
    GROUP_TEST,
    GROUP_NATIVE,
    GROUP_MATCH,
    GROUP_BUILD,
    GROUP_RECORD
};

// Which of the functions above knows the opcode.
static enum group group_of(uint16_t opcode)
{
    switch (opcode) {
    case BEAM_call:
    case BEAM_call_only:
    case BEAM_call_last:
    case BEAM_call_ext:
    case BEAM_call_ext_only:
    case BEAM_call_ext_last:
    case BEAM_call_fun:
    case BEAM_call_fun2:
    case BEAM_apply:
    case BEAM_apply_last:
        return GROUP_CALL;
    case BEAM_allocate:
    case BEAM_allocate_heap:
    case BEAM_allocate_zero:
    case BEAM_allocate_heap_zero:
    case BEAM_test_heap:
    case BEAM_init:
    case BEAM_init_yregs:
    case BEAM_deallocate:
    case BEAM_trim:
        return GROUP_FRAME;
    case BEAM_swap:
    case BEAM_get_list:
    case BEAM_get_hd:
    case BEAM_get_tl:
    case BEAM_set_tuple_element:
    case BEAM_put_list:
    case BEAM_put_tuple2:
    case BEAM_update_record:
    case BEAM_make_fun2:
    case BEAM_make_fun3:
    case BEAM_put_map_assoc:
    case BEAM_put_map_exact:
    case BEAM_has_map_fields:
    case BEAM_get_map_elements:
    case BEAM_fmove:
    case BEAM_fconv:
    case BEAM_fadd:
    case BEAM_fsub:
    case BEAM_fmul:
    case BEAM_fdiv:
    case BEAM_fnegate:
        return GROUP_DATA;
    case BEAM_is_lt:
    case BEAM_is_ge:
    case BEAM_is_eq:
    case BEAM_is_ne:
    case BEAM_is_eq_exact:
    case BEAM_is_ne_exact:
    case BEAM_test_arity:
    case BEAM_is_tagged_tuple:
    case BEAM_is_function2:
    case BEAM_select_val:
    case BEAM_select_tuple_arity:
        return GROUP_TEST;
    case BEAM_bif0:
    case BEAM_bif1:
    case BEAM_bif2:
    case BEAM_bif3:
    case BEAM_gc_bif1:
    case BEAM_gc_bif2:
    case BEAM_gc_bif3:
        return GROUP_NATIVE;
    case BEAM_bs_start_match2:
    case BEAM_bs_start_match3:
    case BEAM_bs_start_match4:
    case BEAM_bs_save2:
    case BEAM_bs_restore2:
    case BEAM_bs_context_to_binary:
    case BEAM_bs_get_integer2:
    case BEAM_bs_get_float2:
    case BEAM_bs_get_binary2:
    case BEAM_bs_skip_bits2:
    case BEAM_bs_test_tail2:
    case BEAM_bs_test_unit:
    case BEAM_bs_match_string:
    case BEAM_bs_get_utf8:
    case BEAM_bs_get_utf16:
    case BEAM_bs_get_utf32:
    case BEAM_bs_skip_utf8:
    case BEAM_bs_skip_utf16:
    case BEAM_bs_skip_utf32:
    case BEAM_bs_get_tail:
    case BEAM_bs_get_position:
    case BEAM_bs_set_position:
    case BEAM_bs_match:
        return GROUP_MATCH;
    case BEAM_bs_create_bin:
    case BEAM_bs_init2:
    case BEAM_bs_init_bits:
    case BEAM_bs_append:
    case BEAM_bs_private_append:
    case BEAM_bs_init_writable:
    case BEAM_bs_put_integer:
    case BEAM_bs_put_float:
    case BEAM_bs_put_binary:
    case BEAM_bs_put_string:
    case BEAM_bs_put_utf8:
    case BEAM_bs_put_utf16:
    case BEAM_bs_put_utf32:
    case BEAM_bs_add:
    case BEAM_bs_utf8_size:
    case BEAM_bs_utf16_size:
        return GROUP_BUILD;
    case BEAM_is_any_native_record:
    case BEAM_is_native_record:
    case BEAM_get_record_elements:
    case BEAM_put_record:
    case BEAM_is_record_accessible:
    case BEAM_get_record_field:
        return GROUP_RECORD;
    default:
        return test1_of(opcode) >= 0 ? GROUP_TEST : GROUP_SIMPLE;
    }
}

static enum status emit_instruction(struct translator *t, const struct instruction *i,
                                    const struct verified *verified)
{
    if ((verified->flags & VERIFY_CHECK) != 0) {
        if (i->opcode == BEAM_call_ext_last || i->opcode == BEAM_call_ext_only) {
            emit_call_ext(t, WORD_call_ext, 0, i->operands[0].value, i->operands[1].value);
            return STATUS_OK;
        }
        emit_checks(t, i);
    }
    if ((verified->flags & VERIFY_CHECK_HEAP) != 0) {
        emit_check_heap(t, i);
    }
    switch (group_of(i->opcode)) {
    case GROUP_CALL:
        emit_call(t, i);
        return STATUS_OK;
    case GROUP_FRAME:
        emit_frame(t, i, verified);
        return STATUS_OK;
    case GROUP_DATA:
        return emit_data(t, i);
    case GROUP_TEST:
        return emit_test(t, i);
    case GROUP_NATIVE:
        return emit_native(t, i);
    case GROUP_MATCH:
        return translator_emit_bits_match(t, i);
    case GROUP_BUILD:
        return translator_emit_bits_build(t, i);
    case GROUP_RECORD:
        return emit_native_record(t, i);
    default:
        return emit_simple(t, i);
    }
}

// Instructions that become one. Returns how many were taken, 0: none.
static uint32_t emit_fused(struct translator *t, const struct instruction *i, uint32_t left,
                           const struct verified *verified)
{
    const struct operand *o = i[0].operands;
    uint32_t taken;
    switch (i[0].opcode) {
    case BEAM_move:
        taken = emit_moves_call(t, i, left);
        return taken > 0 ? taken : emit_moves(t, i, left);
    case BEAM_get_tuple_element:
        return emit_get_element(t, i, left, verified);
    case BEAM_deallocate:
        if (left > 1 && i[1].opcode == BEAM_return && o[0].value <= 127) {
            translator_emit(t, WORD_deallocate_return, (uint32_t) o[0].value, 0, 0);
            return 2;
        }
        return 0;
    case BEAM_is_tuple:
        if (left > 1 && i[1].opcode == BEAM_test_arity && translator_is_near(&o[1]) &&
            translator_same_register(&o[1], &i[1].operands[1]) &&
            o[0].value == i[1].operands[0].value && i[1].operands[2].value <= 127) {
            emit_arity(t, WORD_is_tuple_arity, i[1].operands);
            return 2;
        }
        return 0;
    case BEAM_is_nonempty_list:
        if (left > 1 && i[1].opcode == BEAM_get_list && translator_is_near(&o[1]) &&
            translator_same_register(&o[1], &i[1].operands[0]) &&
            (verified[1].flags & VERIFY_UNREACHABLE) == 0) {
            emit_get_list(t, WORD_list_match, translator_near_field(&o[1]), &i[1].operands[1],
                          &i[1].operands[2], &o[0]);
            return 2;
        }
        return 0;
    default:
        return 0;
    }
}

// Functions

// From word offset on.
static void add_line(struct translator *t, uint32_t offset, uint32_t line)
{
    struct translation *out = t->out;
    if (out->line_count > 0 && out->lines[out->line_count - 1].line == line) {
        return;
    }
    if (GROW(t, out->lines, out->line_count, out->line_capacity)) {
        out->lines[out->line_count++] = (struct line_position){offset, line};
    }
}

static void add_function(struct translator *t)
{
    struct translation *out = t->out;
    if (GROW(t, out->functions, out->function_count, out->function_capacity)) {
        out->functions[out->function_count++] =
            (struct function_info){out->code_words, t->arity, t->function};
    }
}

static void emit_pads(struct translator *t)
{
    for (uint32_t i = 0; i < t->pad_count && !t->no_memory; i++) {
        struct pad pad = t->pads[i];
        uint32_t distance = t->out->code_words - pad.base;
        if (pad.in_fail) {
            t->too_big |= distance >= 1u << 21;
            t->out->code[pad.at] |= distance << WORD_FAIL_SHIFT;
        } else {
            t->out->code[pad.at] = distance;
        }
        struct operand label = {.kind = OPERAND_LABEL, .value = pad.label};
        translator_emit(t, pad.kind == PAD_BACK ? WORD_jump_back : WORD_pad, 0, 0, 0);
        translator_emit_entry(t, &label);
        if (pad.kind == PAD_BACK) {
            translator_emit_word(t, translator_live_slots(pad.live));
        }
    }
    t->pad_count = 0;
}

// Emits one instruction, or several as one; *taken tells how many.
static enum status emit_next(struct translator *t, uint32_t at, uint32_t *taken)
{
    const struct instruction *i = &t->instructions[at];
    const struct verified *verified = &t->verified[at];
    *taken = 1;
    if (i->opcode == BEAM_label) {
        t->out->labels[i->operands[0].value] = t->out->code_words;
        bool is_entry = at > 0 && i[-1].opcode == BEAM_func_info;
        if (is_entry && t->beam->is_traced != NULL &&
            t->beam->is_traced(t->beam->context, t->function)) {
            translator_emit(t, WORD_trace_call, 0, 0, 0);
            translator_emit_word(t, t->arity);
        }
        return STATUS_OK;
    }
    if (i->opcode == BEAM_func_info) {
        translator_emit(t, WORD_function_clause, 0, 0, 0);
        translator_emit_word(t, t->arity);
        return STATUS_OK;
    }
    if (i->opcode == BEAM_on_load) {
        t->out->on_load = t->out->code_words;
        return STATUS_OK;
    }
    if ((verified->flags & VERIFY_UNREACHABLE) != 0) {
        return STATUS_OK;
    }
    t->live = verified->live;
    t->check = (verified->flags & VERIFY_CHECK) != 0;
    uint32_t fused = emit_fused(t, i, t->instruction_count - at, verified);
    if (fused > 0) {
        *taken = fused;
        return STATUS_OK;
    }
    return emit_instruction(t, i, verified);
}

static void add_places(struct translator *t, uint32_t at, uint32_t count, uint32_t word)
{
    struct translation *out = t->out;
    for (uint32_t i = at; i < at + count; i++) {
        if (GROW(t, out->places, out->place_count, out->place_capacity)) {
            out->places[out->place_count++] = (struct place){t->instructions[i].offset, word};
        }
    }
}

// The instructions of one function, from its first label.
static enum status translate_function(struct translator *t)
{
    uint32_t count = t->instruction_count;
    if (!translator_grow_array(t, (void **) &t->verified, &t->verified_capacity, count,
                               sizeof *t->verified)) {
        return STATUS_LIMIT;
    }
    enum status status = verify_function(t->beam, t->instructions, count, t->function, t->arity,
                                         t->out->entry_arity, t->verified, t->failure);
    if (status != STATUS_OK) {
        return status;
    }
    t->first_word = t->out->code_words;
    add_function(t);
    add_line(t, t->first_word, 0);
    uint32_t taken;
    for (uint32_t at = 0; at < count && !t->no_memory; at += taken) {
        uint32_t start = t->out->code_words;
        status = emit_next(t, at, &taken);
        if (status != STATUS_OK) {
            return status;
        }
        if ((t->verified[at + taken - 1].flags & VERIFY_NO_RETURN) != 0) {
            translator_emit(t, WORD_if_end, 0, 0, 0);
        }
        if (t->beam->want_places) {
            add_places(t, at, taken, start);
        }
        uint32_t line = 0;
        for (uint32_t i = at; i < at + taken; i++) {
            line = t->line_of[i] != 0 ? t->line_of[i] : line;
        }
        if (line != 0) {
            add_line(t, start, line);
        }
    }
    emit_pads(t);
    return t->no_memory ? STATUS_LIMIT : STATUS_OK;
}

// Modules

static enum status append_instruction(struct translator *t, const struct instruction *i,
                                      uint32_t line)
{
    if (!GROW(t, t->instructions, t->instruction_count, t->instruction_capacity)) {
        return STATUS_LIMIT;
    }
    if (!translator_grow_array(t, (void **) &t->line_of, &t->line_of_capacity,
                               t->instruction_count + 1, sizeof *t->line_of)) {
        return STATUS_LIMIT;
    }
    struct operand *operands = translator_arena_items(t, i->operand_count);
    if (operands == NULL) {
        return STATUS_LIMIT;
    }
    memcpy(operands, i->operands, i->operand_count * sizeof *operands);
    t->line_of[t->instruction_count] = line;
    t->instructions[t->instruction_count] = *i;
    t->instructions[t->instruction_count++].operands = operands;
    return STATUS_OK;
}

// Forgets all but the last instructions, which are labels.
static enum status keep_labels(struct translator *t, uint32_t kept)
{
    struct instruction *labels = t->instructions;
    if (kept > 0) {
        memmove(labels, labels + t->instruction_count - kept, kept * sizeof *labels);
    }
    t->instruction_count = kept;
    for (uint32_t i = 0; i < kept; i++) {
        // labels have no line: their numbers stand there while the arena is emptied
        t->line_of[i] = (uint32_t) labels[i].operands->value;
    }
    translator_arena_clear(t);
    for (uint32_t i = 0; i < kept; i++) {
        labels[i].operands = translator_arena_items(t, 1);
        if (labels[i].operands == NULL) {
            return STATUS_LIMIT;
        }
        *labels[i].operands = (struct operand){.kind = OPERAND_UNSIGNED, .value = t->line_of[i]};
        t->line_of[i] = 0;
    }
    return STATUS_OK;
}

// Ends the function collected so far; what follows it (its labels) stays for the next.
static enum status end_function(struct translator *t)
{
    uint32_t kept = 0;
    uint32_t count = t->instruction_count;
    while (kept < count && t->instructions[count - 1 - kept].opcode == BEAM_label) {
        kept++;
    }
    if (t->in_function) {
        t->instruction_count = count - kept;
        enum status status = translate_function(t);
        if (status != STATUS_OK) {
            return status;
        }
    } else if (kept < count) {
        return translator_refuse(t, &t->instructions[0], "instruction outside a function");
    }
    t->instruction_count = count;
    return keep_labels(t, kept);
}

static enum status begin_function(struct translator *t, const struct instruction *i)
{
    const struct operand *o = i->operands;
    enum status status = end_function(t);
    if (status != STATUS_OK) {
        return status;
    }
    if (o[1].kind != OPERAND_ATOM || o[2].value < 0 || o[2].value > 255) {
        return translator_refuse(t, i, "not a function name and arity");
    }
    t->function = (uint32_t) o[1].value;
    t->arity = (uint32_t) o[2].value;
    t->in_function = true;
    return STATUS_OK;
}

static struct decoder decoder_of(struct translator *t)
{
    return (struct decoder){
        .bytes = t->beam->code,
        .size = t->beam->code_size,
        .new_items = translator_arena_items,
        .context = t,
    };
}

// A first pass for the labels: calls are checked against the arity of the function they enter.
static enum status find_entries(struct translator *t)
{
    struct instruction instruction;
    struct decoder decoder = decoder_of(t);
    struct entries entries;
    enum status status = STATUS_OK;
    entries_begin(&entries, t->beam, t->out->entry_arity);
    while (status == STATUS_OK && decode_next(&decoder, &instruction) &&
           instruction.opcode != BEAM_int_code_end) {
        status = entries_add(&entries, &instruction, t->failure);
        translator_arena_clear(t);
    }
    entries_end(&entries);
    return status;
}

static enum status cannot_decode(struct translator *t, const struct decoder *d)
{
    size_t size = 0;
    const char *name =
        t->in_function ? t->beam->atom_text(t->beam->context, t->function, &size) : NULL;
    const char *what = d->error != NULL ? d->error : "the code has no end";
    if (name == NULL) {
        return fail_at(t->failure, STATUS_INPUT, (uint32_t) d->error_offset, "%s", what);
    }
    return fail_at(t->failure, STATUS_INPUT, (uint32_t) d->error_offset, "%.*s/%" PRIu32 ": %s",
                   (int) size, name, t->arity, what);
}

static enum status translate_all(struct translator *t)
{
    struct instruction instruction;
    struct decoder decoder = decoder_of(t);
    uint32_t line = 0;
    enum status status;
    while (decode_next(&decoder, &instruction)) {
        if (instruction.opcode == BEAM_line) {
            line = (uint32_t) instruction.operands[0].value;
            continue;
        }
        if (instruction.opcode == BEAM_int_code_end) {
            return end_function(t);
        }
        if (instruction.opcode == BEAM_func_info) {
            status = begin_function(t, &instruction);
            if (status != STATUS_OK) {
                return status;
            }
        }
        bool is_label = instruction.opcode == BEAM_label;
        status = append_instruction(t, &instruction, is_label ? 0 : line);
        if (status != STATUS_OK) {
            return status;
        }
        line = is_label ? line : 0;
    }
    if (t->no_memory) {
        return STATUS_LIMIT;
    }
    return cannot_decode(t, &decoder);
}

static enum status fix_labels(struct translator *t)
{
    struct translation *out = t->out;
    for (uint32_t i = 0; i < t->fixup_count; i++) {
        struct fixup fixup = t->fixups[i];
        uint32_t offset = out->labels[fixup.label];
        if (offset == NO_LABEL) {
            return fail(t->failure, STATUS_INPUT, "label %" PRIu32 " is used but not defined",
                        fixup.label);
        }
        int32_t distance = (int32_t) (offset - fixup.base);
        if (fixup.in_fail) {
            t->too_big |= distance >= 1 << 21 || distance < -(1 << 21);
            out->code[fixup.at] |= (uint32_t) distance << WORD_FAIL_SHIFT;
        } else {
            out->code[fixup.at] = (uint32_t) distance;
        }
    }
    if (t->too_big) {
        return fail(t->failure, STATUS_LIMIT,
                    "a function is too large (registers, arity or distance of a jump)");
    }
    return STATUS_OK;
}

static uint32_t *index_table(struct translator *t, uint32_t count)
{
    size_t size = (size_t) count * sizeof(uint32_t);
    uint32_t *table = t->beam->resize(t->beam->context, NULL, 0, size);
    if (table == NULL) {
        t->no_memory = true;
        return NULL;
    }
    memset(table, 0, size);
    return table;
}

static void translator_clear(struct translator *t)
{
    const struct beam_module *beam = t->beam;
    translator_arena_clear(t);
    translator_release(beam, t->arena, t->arena_capacity * sizeof *t->arena);
    translator_release(beam, t->instructions, t->instruction_capacity * sizeof *t->instructions);
    translator_release(beam, t->line_of, t->line_of_capacity * sizeof *t->line_of);
    translator_release(beam, t->verified, t->verified_capacity * sizeof *t->verified);
    translator_release(beam, t->fixups, t->fixup_capacity * sizeof *t->fixups);
    translator_release(beam, t->pads, t->pad_capacity * sizeof *t->pads);
    translator_release(beam, t->atom_constants, (beam->atom_count + 1) * sizeof(uint32_t));
    translator_release(beam, t->literal_constants, (beam->literal_count + 1) * sizeof(uint32_t));
    translator_release(beam, t->import_constants, (beam->import_count + 1) * sizeof(uint32_t));
    translator_release(beam, t->fun_constants, (beam->fun_count + 1) * sizeof(uint32_t));
}

enum status translate_module(const struct beam_module *beam, struct translation *out,
                             struct failure *failure)
{
    struct translator t = {.beam = beam, .out = out, .failure = failure};
    memset(out, 0, sizeof *out);
    out->on_load = UINT32_MAX;
    out->label_count = beam->label_count + 1;
    t.atom_constants = index_table(&t, beam->atom_count + 1);
    t.literal_constants = index_table(&t, beam->literal_count + 1);
    t.import_constants = index_table(&t, beam->import_count + 1);
    t.fun_constants = index_table(&t, beam->fun_count + 1);
    out->labels = index_table(&t, out->label_count);
    out->entry_arity = index_table(&t, out->label_count);
    enum status status = STATUS_LIMIT;
    if (!t.no_memory) {
        memset(out->labels, 0xff, out->label_count * sizeof(uint32_t));
        status = find_entries(&t);
    }
    if (status == STATUS_OK) {
        status = translate_all(&t);
    }
    if (status == STATUS_OK) {
        status = fix_labels(&t);
    }
    if (t.no_memory) {
        status = fail_memory(failure, 0);
    }
    translator_clear(&t);
    if (status != STATUS_OK) {
        translation_clear(beam, out);
    }
    return status;
}

void translation_clear(const struct beam_module *beam, struct translation *out)
{
    translator_release(beam, out->code, out->code_capacity * sizeof *out->code);
    translator_release(beam, out->constants, out->constant_capacity * sizeof *out->constants);
    translator_release(beam, out->places, out->place_capacity * sizeof *out->places);
    translator_release(beam, out->functions, out->function_capacity * sizeof *out->functions);
    translator_release(beam, out->lines, out->line_capacity * sizeof *out->lines);
    translator_release(beam, out->labels, out->label_count * sizeof *out->labels);
    translator_release(beam, out->entry_arity, out->label_count * sizeof *out->entry_arity);
    memset(out, 0, sizeof *out);
}
