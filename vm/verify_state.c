// SPDX-License-Identifier: Apache-2.0
// verify_state.c: registers of a state, joining states, handlers.

#include "vm/verify_state.h"

#include <string.h>

// From this much work on, sizes that would shrink step by step are given up at once.
#define WORK_IS_LONG  ((uint64_t) 1 << 22)
#define WORK_IS_AWFUL ((uint64_t) 1 << 28)

uint32_t verify_find_label(const struct verifier *v, int64_t number)
{
    uint32_t low = 0, high = v->label_count;
    // Mostly the numbers of a function follow each other.
    if (high > 0 && number >= v->labels[0].number && number - v->labels[0].number < high &&
        v->labels[number - v->labels[0].number].number == number) {
        return (uint32_t) (number - v->labels[0].number);
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (v->labels[middle].number == number) {
            return middle;
        }
        if (v->labels[middle].number < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return UINT32_MAX;
}

// Registers

uint32_t verify_register(const struct verifier *v, const struct operand *o)
{
    if (o->kind == OPERAND_X) {
        return o->value < v->x_count ? (uint32_t) o->value : UINT32_MAX;
    }
    return o->value < v->now->frame ? v->x_count + (uint32_t) o->value : UINT32_MAX;
}

static bool is_register(const struct operand *o)
{
    return o->kind == OPERAND_X || o->kind == OPERAND_Y;
}

static enum status refuse_slot(struct verifier *v)
{
    return verify_refuse(v, v->now->undecided
                                ? "a Y register where the frame is not the same on all ways here"
                                : "a Y register outside the frame");
}

enum status verify_read(struct verifier *v, const struct operand *o)
{
    if (!is_register(o)) {
        return STATUS_OK;
    }
    uint32_t index = verify_register(v, o);
    if (index == UINT32_MAX) {
        return o->kind == OPERAND_Y ? refuse_slot(v)
                                    : verify_refuse(v, "a register is read that is not set");
    }
    uint32_t type = v->now->registers[index].type;
    if (type_is_term(type)) {
        return STATUS_OK;
    }
    return verify_refuse(v, type_kind(type) == KIND_UNSET ? "a register is read that is not set"
                                                          : "a handler is read as a term");
}

static uint32_t literal_value_type(const struct verifier *v, const struct operand *o)
{
    static const uint8_t kinds[] = {
        [VALUE_ANY] = KIND_ANY,     [VALUE_NIL] = KIND_NIL, [VALUE_CONS] = KIND_CONS,
        [VALUE_TUPLE] = KIND_TUPLE, [VALUE_MAP] = KIND_MAP, [VALUE_FLOAT] = KIND_FLOAT,
    };
    uint32_t arity = 0;
    unsigned type = v->beam->literal_type(v->beam->context, (uint32_t) o->value, &arity);
    return type < sizeof kinds ? type_make((enum kind) kinds[type], arity & 0xffffff) : KIND_ANY;
}

uint32_t verify_type(const struct verifier *v, const struct operand *o)
{
    if (is_register(o)) {
        uint32_t index = verify_register(v, o);
        return index == UINT32_MAX ? (uint32_t) KIND_UNSET : v->now->registers[index].type;
    }
    if (o->kind == OPERAND_NIL) {
        return KIND_NIL;
    }
    return o->kind == OPERAND_LITERAL ? literal_value_type(v, o) : (uint32_t) KIND_ANY;
}

enum status verify_write(struct verifier *v, const struct operand *o, uint32_t type)
{
    uint32_t index = verify_register(v, o);
    if (index == UINT32_MAX) {
        return refuse_slot(v);
    }
    struct reg *reg = &v->now->registers[index];
    if (type_kind(reg->type) == KIND_CATCH || type_kind(reg->type) == KIND_TRY) {
        return verify_refuse(v, "a handler in use is overwritten");
    }
    reg->type = type;
    reg->alias = 0;
    return STATUS_OK;
}

// The value in a register gets an alias number: that of the instruction. What got it when this was
// here before holds another value by now.
static void name_value(struct verifier *v, struct reg *reg)
{
    uint32_t alias = (uint32_t) v->current + 1;
    for (uint32_t i = 0; i < v->x_count + v->y_count; i++) {
        if (v->now->registers[i].alias == alias) {
            v->now->registers[i].alias = 0;
        }
    }
    reg->alias = alias;
}

enum status verify_move(struct verifier *v, const struct operand *from, const struct operand *to)
{
    enum status status = verify_write(v, to, verify_type(v, from));
    if (status != STATUS_OK || !is_register(from)) {
        return status;
    }
    struct reg *source = &v->now->registers[verify_register(v, from)];
    if (source->alias == 0) {
        name_value(v, source);
    }
    v->now->registers[verify_register(v, to)].alias = source->alias;
    return STATUS_OK;
}

void verify_refine(struct verifier *v, const struct operand *o, uint32_t type)
{
    if (!is_register(o)) {
        return;
    }
    struct reg *reg = &v->now->registers[verify_register(v, o)];
    enum kind known = type_kind(reg->type);
    if ((known == type_kind(type) && type_data(reg->type) > type_data(type)) ||
        (type_kind(type) == KIND_LIST && (known == KIND_CONS || known == KIND_NIL))) {
        return; // more is known already
    }
    reg->type = type;
    if (reg->alias == 0) {
        return;
    }
    for (uint32_t i = 0; i < v->x_count + v->y_count; i++) {
        if (v->now->registers[i].alias == reg->alias) {
            v->now->registers[i].type = type;
        }
    }
}

uint16_t verify_live(const struct verifier *v)
{
    uint32_t live = 0;
    while (live < v->x_count && v->now->registers[live].type != KIND_UNSET) {
        live++;
    }
    return (uint16_t) live;
}

// Joining

static uint32_t join_types(const struct verifier *v, uint32_t a, uint32_t b)
{
    enum kind x = type_kind(a), y = type_kind(b);
    if (a == b) {
        return a;
    }
    if (x >= KIND_CATCH || y >= KIND_CATCH) {
        return KIND_CONFLICT;
    }
    if (x == KIND_UNSET || y == KIND_UNSET) {
        return KIND_UNSET;
    }
    if (x == KIND_TUPLE && y == KIND_TUPLE) {
        uint32_t arity = type_data(a) < type_data(b) ? type_data(a) : type_data(b);
        return type_make(KIND_TUPLE, v->work < WORK_IS_LONG ? arity : 0);
    }
    bool lists = x >= KIND_NIL && x <= KIND_LIST && y >= KIND_NIL && y <= KIND_LIST;
    return lists ? KIND_LIST : KIND_ANY;
}

static void join_amount(const struct verifier *v, uint32_t *to, uint32_t from, bool *changed)
{
    if (from < *to) {
        *to = v->work < WORK_IS_LONG ? from : 0;
        *changed = true;
    }
}

// Slots that a collection or an unwinding would look at must hold something. Says whether there is
// a handler; *first is the one that an exception finds, the lowest.
static enum status look_at_slots(struct verifier *v, uint32_t *first)
{
    *first = UINT32_MAX;
    for (int32_t i = v->now->frame - 1; i >= 0; i--) {
        switch (type_kind(v->now->registers[v->x_count + (uint32_t) i].type)) {
        case KIND_UNSET:
            v->clear_frames = true;
            break;
        case KIND_CATCH:
        case KIND_TRY:
            *first = (uint32_t) i;
            break;
        case KIND_CONFLICT:
            return verify_refuse(v, "a handler is in use on some ways here and not on others");
        default:
            break;
        }
    }
    return STATUS_OK;
}

static bool has_handler(const struct state *state, uint32_t x_count)
{
    for (int32_t i = 0; i < state->frame; i++) {
        if (type_kind(state->registers[x_count + (uint32_t) i].type) >= KIND_CATCH) {
            return true;
        }
    }
    return false;
}

// Frames of different sizes meet only where an error is raised, which needs no slot.
static enum status join_frames(struct verifier *v, struct state *to, bool *changed)
{
    if (to->frame == v->now->frame && to->undecided == v->now->undecided) {
        return STATUS_OK;
    }
    uint32_t first;
    enum status status = look_at_slots(v, &first);
    if (status != STATUS_OK) {
        return status;
    }
    if (first != UINT32_MAX || has_handler(to, v->x_count)) {
        return verify_refuse(v, "frames of different sizes meet while a handler is in use");
    }
    for (int32_t i = 0; i < to->frame; i++) {
        if (type_kind(to->registers[v->x_count + (uint32_t) i].type) == KIND_UNSET) {
            v->clear_frames = true;
        }
    }
    int32_t least = to->frame < v->now->frame ? to->frame : v->now->frame;
    least = least < 0 ? 0 : least;
    *changed |= !to->undecided || to->frame != least;
    to->frame = least;
    to->undecided = true;
    return STATUS_OK;
}

// What an exception brings: class, reason, trace. Slots stay.
static uint32_t incoming_type(const struct verifier *v, uint32_t index, bool handler)
{
    if (handler && index < v->x_count) {
        return index < 3 ? KIND_ANY : KIND_UNSET;
    }
    return v->now->registers[index].type;
}

static void join_registers(struct verifier *v, struct state *to, bool handler, bool *changed)
{
    uint32_t count = v->x_count + (to->frame > 0 ? (uint32_t) to->frame : 0);
    v->work += count;
    for (uint32_t i = 0; i < count; i++) {
        struct reg *reg = &to->registers[i];
        uint32_t type = join_types(v, reg->type, incoming_type(v, i, handler));
        bool same = reg->alias == v->now->registers[i].alias && !(handler && i < v->x_count);
        if (type != reg->type || (!same && reg->alias != 0)) {
            *changed = true;
            reg->type = type;
            reg->alias = same ? reg->alias : 0;
        }
    }
}

static void copy_state(struct verifier *v, struct state *to, bool handler)
{
    memcpy(to, v->now, v->stride);
    v->work += v->x_count + v->y_count;
    if (!handler) {
        return;
    }
    to->words = to->floats = to->funs = 0;
    to->building = false;
    to->float_registers = 0;
    for (uint32_t i = 0; i < v->x_count; i++) {
        to->registers[i] = (struct reg){incoming_type(v, i, true), 0};
    }
}

static enum status join_states(struct verifier *v, struct state *to, bool handler, bool *changed)
{
    const struct state *now = v->now;
    enum status status = join_frames(v, to, changed);
    if (status != STATUS_OK) {
        return status;
    }
    join_amount(v, &to->words, handler ? 0 : now->words, changed);
    join_amount(v, &to->floats, handler ? 0 : now->floats, changed);
    join_amount(v, &to->funs, handler ? 0 : now->funs, changed);
    uint64_t float_registers = to->float_registers & (handler ? 0 : now->float_registers);
    bool building = to->building && now->building && !handler;
    *changed |= float_registers != to->float_registers || building != to->building;
    to->float_registers = float_registers;
    to->building = building;
    join_registers(v, to, handler, changed);
    return STATUS_OK;
}

enum status verify_reach(struct verifier *v, int64_t number, bool handler)
{
    uint32_t index = verify_find_label(v, number);
    struct label *label = &v->labels[index];
    bool changed = !label->reached;
    if (!label->reached) {
        copy_state(v, label_state(v, index), handler);
        label->reached = true;
    } else {
        enum status status = join_states(v, label_state(v, index), handler, &changed);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (changed && !label->dirty) {
        label->dirty = true;
        v->cursor = index < v->cursor ? index : v->cursor;
    }
    if (v->work > WORK_IS_AWFUL) {
        return verify_refuse(v, "the function is too entangled to be verified");
    }
    return STATUS_OK;
}

// Events

enum status verify_collect(struct verifier *v, int64_t live)
{
    uint32_t first;
    enum status status = look_at_slots(v, &first);
    for (int64_t i = 0; i < live && status == STATUS_OK; i++) {
        struct operand x = {.kind = OPERAND_X, .value = i};
        status = verify_read(v, &x);
    }
    for (uint32_t i = (uint32_t) live; i < v->x_count; i++) {
        v->now->registers[i] = (struct reg){KIND_UNSET, 0};
    }
    v->now->words = v->now->floats = v->now->funs = 0;
    v->now->building = false;
    return status;
}

const struct instruction *verify_begin(const struct verifier *v, int64_t label)
{
    for (size_t i = v->labels[verify_find_label(v, label)].position; i < v->count; i++) {
        unsigned opcode = v->instructions[i].opcode;
        if (opcode != BEAM_label && opcode != BEAM_line) {
            return &v->instructions[i];
        }
    }
    return NULL;
}

enum status verify_raise(struct verifier *v)
{
    uint32_t slot;
    enum status status = look_at_slots(v, &slot);
    if (status != STATUS_OK || slot == UINT32_MAX) {
        return status;
    }
    uint32_t type = v->now->registers[v->x_count + slot].type;
    uint32_t label = type_data(type);
    const struct instruction *begin = verify_begin(v, label);
    unsigned wanted = type_kind(type) == KIND_TRY ? BEAM_try_case : BEAM_catch_end;
    if (begin == NULL || begin->opcode != wanted || begin->operands[0].value != slot) {
        return verify_refuse(v, "a handler does not begin with the end of its try or catch");
    }
    return verify_reach(v, label, true);
}
