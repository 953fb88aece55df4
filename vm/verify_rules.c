// SPDX-License-Identifier: Apache-2.0
// verify_rules.c: what each instruction needs and what is known behind it.
//
// The order within an instruction: its sources are read, the collection it may do takes the
// registers beyond its live ones, failing and raising leave, then destinations are written.

#include "vm/verify_state.h"

#include <string.h>

#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum status try_status = (call);                                                           \
        if (try_status != STATUS_OK) {                                                             \
            return try_status;                                                                     \
        }                                                                                          \
    } while (0)

static const struct operand x0 = {.kind = OPERAND_X};

static void set_flag(struct verifier *v, unsigned flag)
{
    v->out[v->current].flags |= (uint8_t) flag;
}

// The instruction relies on the operand's kind: proved, or to be checked when it runs, which may
// raise.
static enum status expect(struct verifier *v, const struct operand *o, enum kind kind,
                          uint32_t data)
{
    uint32_t type = verify_type(v, o);
    if (type_kind(type) == kind && type_data(type) >= data) {
        return STATUS_OK;
    }
    set_flag(v, VERIFY_CHECK);
    return verify_raise(v);
}

// Always checked when it runs.
static enum status check(struct verifier *v)
{
    set_flag(v, VERIFY_CHECK);
    return verify_raise(v);
}

static enum status read_source(struct verifier *v, const struct operand *o)
{
    return verify_is_source(o) ? verify_read(v, o)
                               : verify_refuse(v, "an operand of the wrong kind");
}

// Every step-th item of a list from first on.
static enum status read_items(struct verifier *v, const struct operand *list, int64_t first,
                              int64_t step)
{
    for (int64_t i = first; i < list->value; i += step) {
        TRY(read_source(v, &list->items[i]));
    }
    return STATUS_OK;
}

static enum status read_list(struct verifier *v, const struct operand *list)
{
    return read_items(v, list, 0, 1);
}

static enum status read_sources(struct verifier *v)
{
    const struct instruction *i = &v->instructions[v->current];
    const char *letters = verify_signature(i->opcode);
    for (unsigned k = 0; k < i->operand_count; k++) {
        if (letters[k] == 's' || letters[k] == 'S' || letters[k] == 'r') {
            TRY(verify_read(v, &i->operands[k]));
        }
    }
    return STATUS_OK;
}

// A collection in the middle of an instruction: its sources must be among what is live.
static enum status collect_and_read(struct verifier *v, int64_t live, const struct operand *list)
{
    TRY(verify_collect(v, live));
    TRY(read_sources(v));
    for (int64_t i = 0; list != NULL && i < list->value; i++) {
        TRY(verify_read(v, &list->items[i]));
    }
    return STATUS_OK;
}

// Failing goes to the label, or raises.
static enum status fail_to(struct verifier *v, const struct operand *label)
{
    return label->value != 0 ? verify_reach(v, label->value, false) : verify_raise(v);
}

// Frames and heap

static enum status allocate(struct verifier *v, const struct operand *slots,
                            const struct operand *live, bool clear)
{
    if (!verify_frame_is(v, FRAME_NONE)) {
        return verify_refuse(v, "a frame is made where there may be one");
    }
    if (slots->value > v->y_count) {
        return verify_refuse(v, "a frame larger than all");
    }
    TRY(verify_collect(v, live->value));
    v->now->frame = (int32_t) slots->value;
    for (int64_t i = 0; i < slots->value; i++) {
        v->now->registers[v->x_count + i] = (struct reg){clear ? KIND_NIL : KIND_UNSET, 0};
    }
    return STATUS_OK;
}

static void ensure(struct verifier *v, const struct operand *need)
{
    v->now->words = (uint32_t) need->value;
    v->now->floats = need->kind == OPERAND_ALLOC ? need->extra : 0;
    v->now->funs = need->kind == OPERAND_ALLOC ? need->extra2 : 0;
}

// Words of what was ensured; when that is not enough, the instruction has to ensure them itself.
// list: sources of the instruction beside its own operands, or NULL.
static enum status use_heap(struct verifier *v, uint64_t words, uint32_t floats, uint32_t funs,
                            const struct operand *list)
{
    struct state *now = v->now;
    if (words <= now->words && floats <= now->floats && funs <= now->funs) {
        now->words -= (uint32_t) words;
        now->floats -= floats;
        now->funs -= funs;
        return STATUS_OK;
    }
    set_flag(v, VERIFY_CHECK_HEAP);
    return collect_and_read(v, verify_live(v), list);
}

static enum status no_handlers(struct verifier *v, int64_t first, int64_t end)
{
    for (int64_t i = first; i < end; i++) {
        if (type_kind(v->now->registers[v->x_count + i].type) >= KIND_CATCH) {
            return verify_refuse(v, "a frame is given up while a handler in it is in use");
        }
    }
    return STATUS_OK;
}

static enum status deallocate(struct verifier *v, int64_t slots)
{
    if (!verify_frame_is(v, slots)) {
        return verify_refuse(v, "a frame is given up that has another size");
    }
    TRY(no_handlers(v, 0, slots));
    v->now->frame = FRAME_NONE;
    return STATUS_OK;
}

static enum status trim(struct verifier *v, int64_t slots, int64_t left)
{
    if (!verify_frame_is(v, slots + left)) {
        return verify_refuse(v, "a frame is cut to a size it does not have");
    }
    TRY(no_handlers(v, 0, slots));
    struct reg *y = v->now->registers + v->x_count;
    memmove(y, y + slots, (size_t) left * sizeof *y);
    v->now->frame = (int32_t) left;
    return STATUS_OK;
}

static enum status clear_slots(struct verifier *v, const struct operand *list)
{
    for (int64_t i = 0; i < list->value; i++) {
        if (list->items[i].kind != OPERAND_Y) {
            return verify_refuse(v, "an operand of the wrong kind");
        }
        TRY(verify_write(v, &list->items[i], KIND_NIL));
    }
    return STATUS_OK;
}

// Calls

static enum status read_arguments(struct verifier *v, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        struct operand x = {.kind = OPERAND_X, .value = i};
        TRY(verify_read(v, &x));
    }
    return STATUS_OK;
}

// x0 is the result and all that is left.
static enum status call(struct verifier *v, int64_t arguments)
{
    if (v->now->frame < 0 || v->now->undecided) {
        return verify_refuse(v, "a call without a frame");
    }
    TRY(read_arguments(v, arguments));
    TRY(verify_raise(v));
    TRY(verify_collect(v, 0));
    v->now->float_registers = 0;
    return verify_write(v, &x0, KIND_ANY);
}

// size: of the frame it gives up; -1: there is none.
static enum status tail_call(struct verifier *v, int64_t arguments, int64_t slots)
{
    TRY(read_arguments(v, arguments));
    if (slots >= 0) {
        return deallocate(v, slots);
    }
    if (!verify_frame_is(v, FRAME_NONE)) {
        return verify_refuse(v, "a function is left with its frame");
    }
    return STATUS_OK;
}

static enum status check_local(struct verifier *v, const struct operand *o)
{
    if (v->entry_arity[o[1].value] != (uint32_t) o[0].value) {
        return verify_refuse(v, "a call with another number of arguments than the function has");
    }
    return STATUS_OK;
}

static enum status check_import(struct verifier *v, const struct operand *import, int64_t arity)
{
    if (v->beam->import_arity(v->beam->context, (uint32_t) import->value) != arity) {
        return verify_refuse(v, "a call with another number of arguments than the import has");
    }
    return STATUS_OK;
}

#define IMPORT_NAME_SIZE 24

static bool import_is(const struct verifier *v, const struct operand *import,
                      const char *const *names)
{
    char name[IMPORT_NAME_SIZE];
    if (!v->beam->import_is_erlang(v->beam->context, (uint32_t) import->value, name, sizeof name)) {
        return false;
    }
    for (; *names != NULL; names++) {
        if (strcmp(name, *names) == 0) {
            return true;
        }
    }
    return false;
}

// Natives that only raise: compilers put nothing behind a call of one.
static bool never_returns(const struct verifier *v, const struct operand *import, int64_t arity)
{
    static const char *const one[] = {"error", "exit", "throw", NULL};
    static const char *const more[] = {"error", NULL};
    return (arity == 1 && import_is(v, import, one)) ||
           ((arity == 2 || arity == 3) && import_is(v, import, more));
}

// A tail call to a native that only raises: code that raises is shared by places with different
// frames.
static enum status tail_call_import(struct verifier *v, const struct operand *o, int64_t slots)
{
    TRY(check_import(v, &o[1], o[0].value));
    bool fits = verify_frame_is(v, slots >= 0 ? slots : FRAME_NONE);
    if (fits || !never_returns(v, &o[1], o[0].value)) {
        return tail_call(v, o[0].value, slots);
    }
    set_flag(v, VERIFY_CHECK);
    TRY(read_arguments(v, o[0].value));
    return verify_raise(v);
}

static enum status apply(struct verifier *v, const struct operand *o, bool last)
{
    return last ? tail_call(v, o[0].value + 2, o[1].value) : call(v, o[0].value + 2);
}

// Natives in instructions

// What success tells about the first argument.
static void refine_argument(struct verifier *v, const struct operand *import,
                            const struct operand *arguments)
{
    static const char *const of_cons[] = {"hd", "tl", NULL};
    static const char *const of_list[] = {"length", NULL};
    static const char *const of_tuple[] = {"tuple_size", NULL};
    static const char *const of_map[] = {"map_size", NULL};
    static const char *const element[] = {"element", NULL};
    static const char *const second_map[] = {"map_get", "is_map_key", NULL};
    if (import_is(v, import, of_cons)) {
        verify_refine(v, arguments, KIND_CONS);
    } else if (import_is(v, import, of_list)) {
        verify_refine(v, arguments, KIND_LIST);
    } else if (import_is(v, import, of_tuple)) {
        verify_refine(v, arguments, type_make(KIND_TUPLE, 0));
    } else if (import_is(v, import, of_map)) {
        verify_refine(v, arguments, KIND_MAP);
    } else if (import_is(v, import, second_map)) {
        verify_refine(v, arguments + 1, KIND_MAP);
    } else if (import_is(v, import, element)) {
        const struct operand *n = &arguments[0];
        bool known = n->kind == OPERAND_INTEGER && n->value > 0 && n->value < 1 << 24;
        verify_refine(v, arguments + 1, type_make(KIND_TUPLE, known ? (uint32_t) n->value : 0));
    }
}

// Natives that never collect, so that bif instructions, which do not say what is live, can use
// them.
static bool is_plain(const struct verifier *v, const struct operand *import)
{
    static const char *const plain[] = {
        "=:=",        "=/=",          "==",           "/=",         "<",        ">",
        "=<",         ">=",           "and",          "or",         "xor",      "not",
        "self",       "node",         "get",          "element",    "hd",       "tl",
        "tuple_size", "map_get",      "is_map_key",   "map_size",   "max",      "min",
        "is_atom",    "is_binary",    "is_bitstring", "is_boolean", "is_float", "is_function",
        "is_integer", "is_list",      "is_map",       "is_number",  "is_pid",   "is_port",
        "is_record",  "is_reference", "is_tuple",     "raise",      NULL};
    return import_is(v, import, plain);
}

static uint32_t bif_result(const struct verifier *v, const struct operand *import)
{
    static const char *const to_float[] = {"float", "/", NULL};
    return import_is(v, import, to_float) ? KIND_FLOAT : KIND_ANY;
}

// arity arguments behind import. live: NULL when the instruction does not say.
static enum status native(struct verifier *v, const struct operand *label,
                          const struct operand *live, const struct operand *import, int64_t arity)
{
    const struct operand *arguments = import + 1;
    TRY(check_import(v, import, arity));
    for (int64_t i = 0; i < arity; i++) {
        TRY(verify_read(v, &arguments[i]));
    }
    uint32_t types[3];
    for (int64_t i = 0; i < arity; i++) {
        types[i] = verify_type(v, &arguments[i]);
    }
    if (live != NULL) {
        TRY(verify_collect(v, live->value));
    } else if (!is_plain(v, import)) {
        set_flag(v, VERIFY_CHECK);
        TRY(verify_collect(v, verify_live(v)));
    }
    TRY(label != NULL ? fail_to(v, label) : verify_raise(v));
    // An argument that did not survive the collection has nothing to be told about.
    bool alive = true;
    for (int64_t i = 0; i < arity; i++) {
        alive &= verify_type(v, &arguments[i]) == types[i];
    }
    if (alive && arity > 0) {
        refine_argument(v, import, arguments);
    }
    return verify_write(v, &arguments[arity], bif_result(v, import));
}

// Tests

// The value in o is of that type where the test holds.
static enum status test(struct verifier *v, const struct operand *label, const struct operand *o,
                        uint32_t type)
{
    TRY(verify_reach(v, label->value, false));
    verify_refine(v, o, type);
    return STATUS_OK;
}

static enum status reach_refined(struct verifier *v, const struct operand *label,
                                 const struct operand *o, uint32_t type)
{
    if ((o->kind != OPERAND_X && o->kind != OPERAND_Y) || label->value == 0) {
        return label->value != 0 ? verify_reach(v, label->value, false) : STATUS_OK;
    }
    // Only one register and its aliases change: put their types back afterwards.
    struct state *now = v->now;
    uint32_t index = verify_register(v, o);
    struct reg kept = now->registers[index];
    verify_refine(v, o, type);
    uint32_t refined = now->registers[index].type;
    TRY(verify_reach(v, label->value, false));
    if (refined != kept.type) {
        now->registers[index].type = kept.type;
        for (uint32_t i = 0; kept.alias != 0 && i < v->x_count + v->y_count; i++) {
            if (now->registers[i].alias == kept.alias) {
                now->registers[i].type = kept.type;
            }
        }
    }
    return STATUS_OK;
}

static bool is_known(const struct verifier *v, const struct operand *o, enum kind kind)
{
    return type_kind(verify_type(v, o)) == kind;
}

// nil or not: what a list is otherwise is known too.
static enum status test_nil(struct verifier *v, const struct operand *label,
                            const struct operand *o, bool holds_when_nil)
{
    bool list = is_known(v, o, KIND_LIST);
    if (holds_when_nil) {
        if (list) {
            TRY(reach_refined(v, label, o, KIND_CONS));
        } else {
            TRY(verify_reach(v, label->value, false));
        }
        verify_refine(v, o, KIND_NIL);
        return STATUS_OK;
    }
    TRY(reach_refined(v, label, o, KIND_NIL));
    if (list) {
        verify_refine(v, o, KIND_CONS);
    }
    return STATUS_OK;
}

static enum status test_nonempty(struct verifier *v, const struct operand *o)
{
    if (is_known(v, &o[1], KIND_LIST)) {
        TRY(reach_refined(v, &o[0], &o[1], KIND_NIL));
    } else {
        TRY(verify_reach(v, o[0].value, false));
    }
    verify_refine(v, &o[1], KIND_CONS);
    return STATUS_OK;
}

static enum status test_equal(struct verifier *v, const struct operand *o, bool holds_when_equal)
{
    const struct operand *a = &o[1], *b = &o[2];
    if (b->kind == OPERAND_X || b->kind == OPERAND_Y) {
        a = &o[2];
        b = &o[1];
    }
    if (b->kind == OPERAND_NIL) {
        return test_nil(v, &o[0], a, holds_when_equal);
    }
    if (b->kind != OPERAND_LITERAL || verify_type(v, b) == KIND_ANY) {
        return verify_reach(v, o[0].value, false);
    }
    if (holds_when_equal) {
        return test(v, &o[0], a, verify_type(v, b));
    }
    return reach_refined(v, &o[0], a, verify_type(v, b));
}

static enum status select_value(struct verifier *v, const struct operand *o, bool arities)
{
    const struct operand *list = &o[2];
    if (list->value % 2 != 0) {
        return verify_refuse(v, "a selection with half a choice");
    }
    if (arities) {
        TRY(expect(v, &o[0], KIND_TUPLE, 0));
    }
    for (int64_t i = 0; i < list->value; i += 2) {
        const struct operand *value = &list->items[i], *label = &list->items[i + 1];
        bool good =
            label->kind == OPERAND_LABEL && verify_find_label(v, label->value) != UINT32_MAX;
        if (arities) {
            good &= value->kind == OPERAND_UNSIGNED && value->value < 1 << 24;
        } else {
            good &= value->kind == OPERAND_ATOM || value->kind == OPERAND_INTEGER ||
                    value->kind == OPERAND_BIG || value->kind == OPERAND_NIL ||
                    value->kind == OPERAND_LITERAL;
        }
        if (!good) {
            return verify_refuse(v, "a choice that cannot be");
        }
        uint32_t type =
            arities ? type_make(KIND_TUPLE, (uint32_t) value->value) : verify_type(v, value);
        TRY(type == KIND_ANY ? verify_reach(v, label->value, false)
                             : reach_refined(v, label, &o[0], type));
    }
    return verify_reach(v, o[1].value, false);
}

// Data

static enum status get_parts(struct verifier *v, const struct instruction *i)
{
    const struct operand *o = i->operands;
    TRY(expect(v, &o[0], KIND_CONS, 0));
    verify_refine(v, &o[0], KIND_CONS);
    TRY(verify_write(v, &o[1], KIND_ANY));
    return i->opcode == BEAM_get_list ? verify_write(v, &o[2], KIND_ANY) : STATUS_OK;
}

static enum status get_element(struct verifier *v, const struct operand *o)
{
    if (o[1].value >= 1 << 24) {
        return verify_refuse(v, "an element beyond any tuple");
    }
    TRY(expect(v, &o[0], KIND_TUPLE, (uint32_t) o[1].value + 1));
    verify_refine(v, &o[0], type_make(KIND_TUPLE, (uint32_t) o[1].value + 1));
    return verify_write(v, &o[2], KIND_ANY);
}

// put_tuple, which is followed by one put for each element.
static enum status put_tuple(struct verifier *v, const struct operand *o)
{
    size_t left = v->count - v->current - 1;
    if ((uint64_t) o[0].value > left) {
        return verify_refuse(v, "a tuple without its elements");
    }
    for (int64_t i = 1; i <= o[0].value; i++) {
        const struct instruction *put = &v->instructions[v->current + (size_t) i];
        if (put->opcode != BEAM_put) {
            return verify_refuse(v, "a tuple without its elements");
        }
        TRY(verify_read(v, &put->operands[0]));
    }
    TRY(use_heap(v, (uint64_t) o[0].value + 1, 0, 0, NULL));
    // Again: making room may have lost some.
    for (int64_t i = 1; i <= o[0].value; i++) {
        TRY(verify_read(v, &v->instructions[v->current + (size_t) i].operands[0]));
    }
    return verify_write(v, &o[1], type_make(KIND_TUPLE, (uint32_t) o[0].value));
}

static enum status put_tuple2(struct verifier *v, const struct operand *o)
{
    TRY(read_list(v, &o[1]));
    // An empty tuple is a constant.
    TRY(o[1].value == 0 ? STATUS_OK : use_heap(v, (uint64_t) o[1].value + 1, 0, 0, &o[1]));
    return verify_write(v, &o[0], type_make(KIND_TUPLE, (uint32_t) o[1].value));
}

static enum status update_record(struct verifier *v, const struct operand *o)
{
    const struct operand *list = &o[4];
    TRY(read_items(v, list, 1, 2));
    if (o[1].value == 0 || o[1].value >= 1 << 24 || list->value % 2 != 0) {
        return verify_refuse(v, "an update of no record");
    }
    for (int64_t i = 0; i < list->value; i += 2) {
        if (list->items[i].kind != OPERAND_UNSIGNED || list->items[i].value < 1 ||
            list->items[i].value > o[1].value) {
            return verify_refuse(v, "an update of an element that is not there");
        }
    }
    TRY(expect(v, &o[2], KIND_TUPLE, (uint32_t) o[1].value));
    TRY(use_heap(v, (uint64_t) o[1].value + 1, 0, 0, list));
    return verify_write(v, &o[3], type_make(KIND_TUPLE, (uint32_t) o[1].value));
}

static enum status make_fun(struct verifier *v, const struct operand *fun, int64_t captured)
{
    uint32_t arity, free_count;
    v->beam->fun_label(v->beam->context, (uint32_t) fun->value, &arity, &free_count);
    return captured == free_count
               ? STATUS_OK
               : verify_refuse(v, "a fun with another number of captured values than it has");
}

static enum status make_fun3(struct verifier *v, const struct operand *o)
{
    TRY(make_fun(v, &o[0], o[2].value));
    TRY(read_list(v, &o[2]));
    TRY(use_heap(v, (uint64_t) o[2].value, 0, 1, &o[2]));
    return verify_write(v, &o[1], KIND_ANY);
}

// Captured values in x0 and up; everything else is lost, as in a call.
static enum status make_fun2(struct verifier *v, const struct operand *o)
{
    uint32_t arity, free_count;
    v->beam->fun_label(v->beam->context, (uint32_t) o[0].value, &arity, &free_count);
    TRY(verify_collect(v, free_count));
    TRY(verify_collect(v, 0));
    return verify_write(v, &x0, KIND_ANY);
}

// Floats

static enum status read_float(struct verifier *v, const struct operand *o)
{
    return (v->now->float_registers >> o->value & 1) != 0
               ? STATUS_OK
               : verify_refuse(v, "a float register is read that is not set");
}

static void write_float(struct verifier *v, const struct operand *o)
{
    v->now->float_registers |= (uint64_t) 1 << o->value;
}

static enum status move_float(struct verifier *v, const struct operand *o)
{
    if (o[0].kind == OPERAND_FLOAT_REGISTER) {
        if (o[1].kind != OPERAND_X && o[1].kind != OPERAND_Y) {
            return verify_refuse(v, "an operand of the wrong kind");
        }
        TRY(read_float(v, &o[0]));
        TRY(use_heap(v, 0, 1, 0, NULL));
        return verify_write(v, &o[1], KIND_FLOAT);
    }
    bool source = o[0].kind == OPERAND_X || o[0].kind == OPERAND_Y || o[0].kind == OPERAND_LITERAL;
    if (!source || o[1].kind != OPERAND_FLOAT_REGISTER) {
        return verify_refuse(v, "an operand of the wrong kind");
    }
    TRY(verify_read(v, &o[0]));
    TRY(expect(v, &o[0], KIND_FLOAT, 0));
    write_float(v, &o[1]);
    return STATUS_OK;
}

static enum status float_operation(struct verifier *v, const struct instruction *i)
{
    unsigned last = i->operand_count - 1u;
    for (unsigned k = 1; k < last; k++) {
        TRY(read_float(v, &i->operands[k]));
    }
    TRY(verify_raise(v));
    write_float(v, &i->operands[last]);
    return STATUS_OK;
}

// Maps and native records

static enum status put_map(struct verifier *v, const struct operand *o)
{
    TRY(read_list(v, &o[4]));
    if (o[4].value % 2 != 0 || o[4].value == 0) {
        return verify_refuse(v, "a map with half a pair");
    }
    set_flag(v, is_known(v, &o[1], KIND_MAP) ? 0 : VERIFY_CHECK);
    TRY(collect_and_read(v, o[3].value, &o[4]));
    TRY(fail_to(v, &o[0]));
    return verify_write(v, &o[2], KIND_MAP);
}

// Destinations may be written before a later key is missed: on the way to the label they hold some
// term.
static enum status get_fields(struct verifier *v, const struct operand *o, bool of_map)
{
    const struct operand *list = &o[2];
    if (list->value % 2 != 0 || list->value == 0) {
        return verify_refuse(v, "half a pair");
    }
    if (of_map) {
        TRY(expect(v, &o[1], KIND_MAP, 0));
        verify_refine(v, &o[1], KIND_MAP);
    } else {
        TRY(check(v));
    }
    for (int64_t i = 0; i < list->value; i += 2) {
        const struct operand *to = &list->items[i + 1];
        TRY(read_source(v, &list->items[i]));
        if (to->kind != OPERAND_X && to->kind != OPERAND_Y) {
            return verify_refuse(v, "an operand of the wrong kind");
        }
    }
    TRY(verify_reach(v, o[0].value, false));
    for (int64_t i = 0; i < list->value; i += 2) {
        const struct operand *to = &list->items[i + 1];
        bool was_set = type_is_term(verify_type(v, to));
        // A key read after this destination is written is another value.
        TRY(verify_write(v, to, KIND_ANY));
        if (was_set && i + 2 < list->value) {
            TRY(verify_reach(v, o[0].value, false));
        }
    }
    return STATUS_OK;
}

static enum status put_record(struct verifier *v, const struct operand *o)
{
    TRY(read_list(v, &o[5]));
    if (o[5].value % 2 != 0) {
        return verify_refuse(v, "a record with half a field");
    }
    set_flag(v, VERIFY_CHECK);
    TRY(collect_and_read(v, o[4].value, &o[5]));
    TRY(fail_to(v, &o[0]));
    return verify_write(v, &o[3], KIND_ANY);
}

// Matching of binaries

// Atoms with a text, for the commands of bs_match.
static bool is_named(const struct verifier *v, const struct operand *o, const char *name)
{
    size_t size;
    if (o->kind != OPERAND_ATOM) {
        return false;
    }
    const char *text = v->beam->atom_text(v->beam->context, (uint32_t) o->value, &size);
    return size == strlen(name) && memcmp(text, name, size) == 0;
}

static enum status start_match(struct verifier *v, const struct operand *label,
                               const struct operand *from, int64_t live, const struct operand *to)
{
    set_flag(v, is_known(v, from, KIND_CONTEXT) ? 0 : VERIFY_CHECK);
    // What it starts on need not be live: it is kept by the instruction.
    TRY(verify_collect(v, live));
    TRY(label->kind == OPERAND_LABEL ? fail_to(v, label) : verify_raise(v));
    return verify_write(v, to, KIND_CONTEXT);
}

// live < 0: does not collect. to may be NULL.
static enum status take(struct verifier *v, const struct operand *o, int64_t live,
                        const struct operand *to, uint32_t type)
{
    TRY(expect(v, &o[1], KIND_CONTEXT, 0));
    if (live >= 0) {
        TRY(collect_and_read(v, live, NULL));
    }
    TRY(fail_to(v, &o[0]));
    return to != NULL ? verify_write(v, to, type) : STATUS_OK;
}

struct command {
    const char *name;
    uint8_t items;       // with the name
    uint8_t live;        // index of the live count, 0: none
    uint8_t destination; // index, 0: none
    uint8_t numbers;     // bits: indices that are plain numbers
    uint8_t value;       // index of an integer of any size, 0: none
};

static const struct command commands[] = {
    {"ensure_at_least", 3, 0, 0, 1 << 1 | 1 << 2, 0},
    {"ensure_exactly", 2, 0, 0, 1 << 1, 0},
    {"integer", 6, 1, 5, 1 << 1 | 1 << 3 | 1 << 4, 0},
    {"binary", 6, 1, 5, 1 << 1 | 1 << 3 | 1 << 4, 0},
    {"get_tail", 4, 1, 3, 1 << 1 | 1 << 2, 0},
    {"skip", 2, 0, 0, 1 << 1, 0},
    {"=:=", 4, 0, 0, 1 << 2, 3},
};

static const struct command *command_of(const struct verifier *v, const struct operand *items,
                                        int64_t left)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (!is_named(v, items, commands[i].name) || commands[i].items > left) {
            continue;
        }
        for (unsigned k = 1; k < commands[i].items; k++) {
            bool number = (commands[i].numbers >> k & 1) != 0;
            if (number && (items[k].kind != OPERAND_UNSIGNED || items[k].value >= 1 << 30)) {
                return NULL;
            }
        }
        return &commands[i];
    }
    return NULL;
}

// Bits that a command takes, -1: not known.
static int64_t command_bits(const struct command *command, const struct operand *items)
{
    if (command->destination == 5) {
        return items[3].value * items[4].value;
    }
    return command->items == 3 || command->destination != 0
               ? 0
               : items[command->items == 2 ? 1 : 2].value;
}

// *ensured: bits that are surely left.
static enum status match_command(struct verifier *v, const struct operand *o,
                                 const struct command *command, const struct operand *items,
                                 int64_t *ensured)
{
    const struct operand *to = command->destination != 0 ? &items[command->destination] : NULL;
    if (to != NULL && to->kind != OPERAND_X && to->kind != OPERAND_Y) {
        return verify_refuse(v, "an operand of the wrong kind");
    }
    if (command->live != 0) {
        TRY(verify_collect(v, items[command->live].value));
    }
    // Still there? An earlier command may have overwritten it, or a collection lost it.
    TRY(verify_read(v, &o[1]));
    const struct operand *value = &items[command->value];
    if (command->value != 0 && value->kind != OPERAND_UNSIGNED && value->kind != OPERAND_INTEGER &&
        value->kind != OPERAND_BIG) {
        return verify_refuse(v, "an operand of the wrong kind");
    }
    bool ensures = items[1].kind == OPERAND_UNSIGNED && command->name[0] == 'e';
    int64_t bits = ensures ? 0 : command_bits(command, items);
    // What is left already does not fail, but for another value.
    if (ensures || command->value != 0 || bits > *ensured) {
        TRY(fail_to(v, &o[0]));
    }
    *ensured = ensures ? items[1].value : bits > *ensured ? 0 : *ensured - bits;
    return to != NULL ? verify_write(v, to, KIND_ANY) : STATUS_OK;
}

static enum status match(struct verifier *v, const struct operand *o)
{
    const struct operand *list = &o[2];
    bool overwritten = false;
    int64_t ensured = 0;
    TRY(expect(v, &o[1], KIND_CONTEXT, 0));
    for (int64_t at = 0; at < list->value;) {
        const struct operand *items = &list->items[at];
        const struct command *command = command_of(v, items, list->value - at);
        if (command == NULL || overwritten) {
            return verify_refuse(v, "a matching command that cannot be");
        }
        TRY(match_command(v, o, command, items, &ensured));
        const struct operand *to = &items[command->destination];
        overwritten = command->destination != 0 && to->kind == o[1].kind && to->value == o[1].value;
        at += command->items;
    }
    return STATUS_OK;
}

static enum status match_instruction(struct verifier *v, const struct instruction *i)
{
    const struct operand *o = i->operands;
    switch (i->opcode) {
    case BEAM_bs_start_match2:
        return start_match(v, &o[0], &o[1], o[2].value, &o[4]);
    case BEAM_bs_start_match3:
        return start_match(v, &o[0], &o[1], o[2].value, &o[3]);
    case BEAM_bs_start_match4:
        if (o[0].kind == OPERAND_LABEL
                ? o[0].value != 0 && verify_find_label(v, o[0].value) == UINT32_MAX
                : o[0].kind != OPERAND_ATOM) {
            return verify_refuse(v, "an operand of the wrong kind");
        }
        return start_match(v, &o[0], &o[2], o[1].value, &o[3]);
    case BEAM_bs_get_integer2:
    case BEAM_bs_get_binary2:
        return take(v, o, o[2].value, &o[6], KIND_ANY);
    case BEAM_bs_get_float2:
        return take(v, o, o[2].value, &o[6], KIND_FLOAT);
    case BEAM_bs_get_utf8:
    case BEAM_bs_get_utf16:
    case BEAM_bs_get_utf32:
        return take(v, o, o[2].value, &o[4], KIND_ANY);
    case BEAM_bs_skip_utf8:
    case BEAM_bs_skip_utf16:
    case BEAM_bs_skip_utf32:
        return take(v, o, o[2].value, NULL, 0);
    case BEAM_bs_skip_bits2:
        return take(v, o, -1, NULL, 0);
    case BEAM_bs_test_tail2:
    case BEAM_bs_test_unit:
    case BEAM_bs_match_string:
        return take(v, o, -1, NULL, 0);
    case BEAM_bs_get_tail:
    case BEAM_bs_get_position:
        TRY(expect(v, &o[0], KIND_CONTEXT, 0));
        TRY(collect_and_read(v, o[2].value, NULL));
        return verify_write(v, &o[1], KIND_ANY);
    case BEAM_bs_context_to_binary:
        TRY(collect_and_read(v, verify_live(v), NULL));
        return verify_write(v, &o[0], KIND_ANY);
    case BEAM_bs_match:
        return match(v, o);
    case BEAM_bs_save2:
    case BEAM_bs_restore2:
        if (o[1].kind != OPERAND_ATOM && (o[1].kind != OPERAND_UNSIGNED || o[1].value > 0xffff)) {
            return verify_refuse(v, "an operand of the wrong kind");
        }
        return check(v);
    default: // bs_set_position: any position may be asked for
        return check(v);
    }
}

// Construction of binaries

static enum status begin_binary(struct verifier *v, const struct operand *label, int64_t live,
                                const struct operand *need, const struct operand *to)
{
    TRY(collect_and_read(v, live, NULL));
    TRY(fail_to(v, label));
    if (need != NULL) {
        ensure(v, need);
    }
    v->now->building = true;
    return verify_write(v, to, KIND_ANY);
}

static enum status continue_binary(struct verifier *v, const struct operand *label)
{
    if (!v->now->building) {
        return verify_refuse(v, "a segment without a binary");
    }
    set_flag(v, VERIFY_CHECK);
    return label != NULL ? fail_to(v, label) : verify_raise(v);
}

// Type, number, unit, flags, value, size. A string has its place and size in the table instead.
static enum status check_segment(struct verifier *v, const struct operand *segment)
{
    bool string = is_named(v, &segment[0], "string");
    for (int k = 4; k < 6; k++) {
        if (string ? segment[k].kind != OPERAND_UNSIGNED && segment[k].kind != OPERAND_INTEGER
                   : !verify_is_source(&segment[k])) {
            return verify_refuse(v, "an operand of the wrong kind");
        }
        TRY(verify_read(v, &segment[k]));
    }
    return STATUS_OK;
}

static enum status create_binary(struct verifier *v, const struct operand *o)
{
    const struct operand *list = &o[5];
    if (list->value % 6 != 0) {
        return verify_refuse(v, "a binary with part of a segment");
    }
    for (int64_t i = 0; i < list->value; i += 6) {
        TRY(check_segment(v, &list->items[i]));
    }
    TRY(collect_and_read(v, o[2].value, list));
    TRY(fail_to(v, &o[0]));
    ensure(v, &o[1]);
    return verify_write(v, &o[4], KIND_ANY);
}

static enum status build_instruction(struct verifier *v, const struct instruction *i)
{
    const struct operand *o = i->operands;
    switch (i->opcode) {
    case BEAM_bs_create_bin:
        return create_binary(v, o);
    case BEAM_bs_init2:
    case BEAM_bs_init_bits:
        return begin_binary(v, &o[0], o[3].value, &o[2], &o[5]);
    case BEAM_bs_append:
        return begin_binary(v, &o[0], o[3].value, &o[2], &o[7]);
    case BEAM_bs_private_append:
        return begin_binary(v, &o[0], verify_live(v), NULL, &o[5]);
    case BEAM_bs_init_writable:
        TRY(verify_collect(v, 1));
        TRY(verify_collect(v, 0));
        return verify_write(v, &x0, KIND_ANY);
    case BEAM_bs_put_string:
        return continue_binary(v, NULL);
    case BEAM_bs_add:

        TRY(fail_to(v, &o[0]));
        return verify_write(v, &o[4], KIND_ANY);
    case BEAM_bs_utf8_size:
    case BEAM_bs_utf16_size:
        TRY(fail_to(v, &o[0]));
        return verify_write(v, &o[2], KIND_ANY);
    default:
        return continue_binary(v, &o[0]);
    }
}

// Exceptions

static enum status set_handler(struct verifier *v, const struct operand *o, enum kind kind)
{
    if (v->now->undecided) {
        return verify_refuse(v, "a handler where the frame is not the same on all ways here");
    }
    return verify_write(v, &o[0], type_make(kind, (uint32_t) o[1].value));
}

static enum status end_handler(struct verifier *v, const struct operand *o, enum kind kind)
{
    uint32_t index = verify_register(v, &o[0]);
    if (index == UINT32_MAX || type_kind(v->now->registers[index].type) != kind) {
        return verify_refuse(v, "a handler ends that is not in use");
    }
    v->now->registers[index] = (struct reg){KIND_NIL, 0};
    return STATUS_OK;
}

static enum status end_catch(struct verifier *v, const struct operand *o)
{
    TRY(end_handler(v, o, KIND_CATCH));
    TRY(verify_collect(v, 1));
    return verify_write(v, &x0, KIND_ANY);
}

static enum status begin_case(struct verifier *v, const struct operand *o)
{
    TRY(end_handler(v, o, KIND_TRY));
    return read_arguments(v, 3);
}

// Ends that only raise: the operands have been read.
static enum status raise(struct verifier *v, bool *falls)
{
    *falls = false;
    return verify_raise(v);
}

static enum status leave(struct verifier *v, const struct operand *label, bool *falls)
{
    *falls = false;
    return verify_reach(v, label->value, false);
}

// Receiving: nothing but Y registers survives waiting.
static enum status wait(struct verifier *v, const struct operand *label, bool *falls)
{
    TRY(verify_collect(v, 0));
    TRY(verify_reach(v, label->value, false));
    *falls = false;
    return STATUS_OK;
}

static enum status wait_timeout(struct verifier *v, const struct operand *o)
{
    TRY(verify_raise(v));
    TRY(verify_collect(v, 0));
    // Without clauses a message leads back here, where the time is not looked at again.
    if (verify_begin(v, o[0].value) == &v->instructions[v->current]) {
        return STATUS_OK;
    }
    return verify_reach(v, o[0].value, false);
}

// Groups of instructions; STATUS_FAILED: not of this group.

static enum status follow_call(struct verifier *v, const struct instruction *i, bool *falls)
{
    const struct operand *o = i->operands;
    switch (i->opcode) {
    case BEAM_call:
        TRY(check_local(v, o));
        return call(v, o[0].value);
    case BEAM_call_ext:
        TRY(check_import(v, &o[1], o[0].value));
        TRY(call(v, o[0].value));
        *falls = !never_returns(v, &o[1], o[0].value);
        return STATUS_OK;
    case BEAM_apply:
        return apply(v, o, false);
    case BEAM_call_fun:
        return call(v, o[0].value + 1);
    case BEAM_call_fun2:
        return call(v, o[1].value);
    default:
        break;
    }
    *falls = false;
    switch (i->opcode) {
    case BEAM_call_last:
        TRY(check_local(v, o));
        return tail_call(v, o[0].value, o[2].value);
    case BEAM_call_only:
        TRY(check_local(v, o));
        return tail_call(v, o[0].value, -1);
    case BEAM_call_ext_last:
        return tail_call_import(v, o, o[2].value);
    case BEAM_call_ext_only:
        return tail_call_import(v, o, -1);
    case BEAM_apply_last:
        return apply(v, o, true);
    case BEAM_return:
        return tail_call(v, 1, -1);
    default:
        *falls = true;
        return STATUS_FAILED;
    }
}

static enum status follow_frame(struct verifier *v, const struct instruction *i)
{
    const struct operand *o = i->operands;
    switch (i->opcode) {
    case BEAM_allocate:
        return allocate(v, &o[0], &o[1], false);
    case BEAM_allocate_zero:
        return allocate(v, &o[0], &o[1], true);
    case BEAM_allocate_heap:
    case BEAM_allocate_heap_zero:
        TRY(allocate(v, &o[0], &o[2], i->opcode == BEAM_allocate_heap_zero));
        ensure(v, &o[1]);
        return STATUS_OK;
    case BEAM_test_heap:
        TRY(verify_collect(v, o[1].value));
        ensure(v, &o[0]);
        return STATUS_OK;
    case BEAM_init:
        return verify_write(v, &o[0], KIND_NIL);
    case BEAM_init_yregs:
        return clear_slots(v, &o[0]);
    case BEAM_deallocate:
        return deallocate(v, o[0].value);
    case BEAM_trim:
        return trim(v, o[0].value, o[1].value);
    default:
        return STATUS_FAILED;
    }
}

static enum status follow_native(struct verifier *v, const struct instruction *i)
{
    const struct operand *o = i->operands;
    switch (i->opcode) {
    case BEAM_bif0:
        return native(v, NULL, NULL, &o[0], 0);
    case BEAM_bif1:
        return native(v, &o[0], NULL, &o[1], 1);
    case BEAM_bif2:
        return native(v, &o[0], NULL, &o[1], 2);
    case BEAM_bif3:
        return native(v, &o[0], NULL, &o[1], 3);
    case BEAM_gc_bif1:
        return native(v, &o[0], &o[1], &o[2], 1);
    case BEAM_gc_bif2:
        return native(v, &o[0], &o[1], &o[2], 2);
    case BEAM_gc_bif3:
        return native(v, &o[0], &o[1], &o[2], 3);
    default:
        return STATUS_FAILED;
    }
}

static enum status follow_test(struct verifier *v, const struct instruction *i, bool *falls)
{
    const struct operand *o = i->operands;
    switch (i->opcode) {
    case BEAM_is_nil:
        return test_nil(v, &o[0], &o[1], true);
    case BEAM_is_list:
        return test(v, &o[0], &o[1], KIND_LIST);
    case BEAM_is_nonempty_list:
        return test_nonempty(v, o);
    case BEAM_is_tuple:
        return test(v, &o[0], &o[1], type_make(KIND_TUPLE, 0));
    case BEAM_test_arity:
        TRY(expect(v, &o[1], KIND_TUPLE, 0));
        return test(v, &o[0], &o[1], type_make(KIND_TUPLE, (uint32_t) o[2].value & 0xffffff));
    case BEAM_is_tagged_tuple:
        if (o[2].value == 0 || o[2].value >= 1 << 24) {
            return verify_refuse(v, "a tagged tuple without a tag");
        }
        return test(v, &o[0], &o[1], type_make(KIND_TUPLE, (uint32_t) o[2].value));
    case BEAM_is_map:
        return test(v, &o[0], &o[1], KIND_MAP);
    case BEAM_is_float:
        return test(v, &o[0], &o[1], KIND_FLOAT);
    case BEAM_is_eq_exact:
        return test_equal(v, o, true);
    case BEAM_is_ne_exact:
        return test_equal(v, o, false);
    case BEAM_is_lt:
    case BEAM_is_ge:
    case BEAM_is_eq:
    case BEAM_is_ne:
    case BEAM_is_integer:
    case BEAM_is_number:
    case BEAM_is_atom:
    case BEAM_is_pid:
    case BEAM_is_reference:
    case BEAM_is_port:
    case BEAM_is_binary:
    case BEAM_is_bitstr:
    case BEAM_is_function:
    case BEAM_is_function2:
    case BEAM_is_boolean:
    case BEAM_is_any_native_record:
    case BEAM_is_native_record:
    case BEAM_is_record_accessible:
        return verify_reach(v, o[0].value, false);
    case BEAM_select_val:
    case BEAM_select_tuple_arity:
        *falls = false;
        return select_value(v, o, i->opcode == BEAM_select_tuple_arity);
    default:
        return STATUS_FAILED;
    }
}

static enum status follow_data(struct verifier *v, const struct instruction *i)
{
    const struct operand *o = i->operands;
    switch (i->opcode) {
    case BEAM_move:
        return verify_move(v, &o[0], &o[1]);
    case BEAM_get_list:
    case BEAM_get_hd:
    case BEAM_get_tl:
        return get_parts(v, i);
    case BEAM_get_tuple_element:
        return get_element(v, o);
    case BEAM_set_tuple_element:
        // Tuples are constant but for those just built, which cannot be seen from here.
        return check(v);
    case BEAM_put_list:
        TRY(use_heap(v, 2, 0, 0, NULL));
        return verify_write(v, &o[2], KIND_CONS);
    case BEAM_put_tuple:
        return put_tuple(v, o);
    case BEAM_put_tuple2:
        return put_tuple2(v, o);
    case BEAM_update_record:
        return update_record(v, o);
    case BEAM_make_fun2:
        return make_fun2(v, o);
    case BEAM_make_fun3:
        return make_fun3(v, o);
    case BEAM_put_map_assoc:
    case BEAM_put_map_exact:
        return put_map(v, o);
    case BEAM_get_map_elements:
        return get_fields(v, o, true);
    case BEAM_has_map_fields:
        TRY(read_list(v, &o[2]));
        TRY(expect(v, &o[1], KIND_MAP, 0));
        return verify_reach(v, o[0].value, false);
    case BEAM_get_record_elements:
        return get_fields(v, o, false);
    case BEAM_put_record:
        return put_record(v, o);
    case BEAM_get_record_field:
        TRY(check(v));
        TRY(fail_to(v, &o[0]));
        return verify_write(v, &o[4], KIND_ANY);
    case BEAM_fmove:
        return move_float(v, o);
    case BEAM_fconv:
        TRY(verify_raise(v));
        write_float(v, &o[1]);
        return STATUS_OK;
    case BEAM_fadd:
    case BEAM_fsub:
    case BEAM_fmul:
    case BEAM_fdiv:
    case BEAM_fnegate:
        return float_operation(v, i);
    default:
        return STATUS_FAILED;
    }
}

static enum status swap(struct verifier *v, const struct operand *o)
{
    struct reg *a = &v->now->registers[verify_register(v, &o[0])];
    struct reg *b = &v->now->registers[verify_register(v, &o[1])];
    struct reg kept = *a;
    *a = *b;
    *b = kept;
    return STATUS_OK;
}

static enum status follow_other(struct verifier *v, const struct instruction *i, bool *falls)
{
    const struct operand *o = i->operands;
    switch (i->opcode) {
    case BEAM_jump:
    case BEAM_loop_rec_end:
        return i->opcode == BEAM_jump ? leave(v, &o[0], falls) : wait(v, &o[0], falls);
    case BEAM_wait:
        return wait(v, &o[0], falls);
    case BEAM_wait_timeout:
        return wait_timeout(v, o);
    case BEAM_loop_rec:
        TRY(verify_reach(v, o[0].value, false));
        return verify_write(v, &o[1], KIND_ANY);
    case BEAM_send:
        TRY(read_arguments(v, 2));
        TRY(verify_raise(v));
        TRY(verify_collect(v, 0));
        return verify_write(v, &x0, KIND_ANY);
    case BEAM_swap:
        return swap(v, o);
    case BEAM_catch:
        return set_handler(v, o, KIND_CATCH);
    case BEAM_try:
        return set_handler(v, o, KIND_TRY);
    case BEAM_catch_end:
        return end_catch(v, o);
    case BEAM_try_end:
        return end_handler(v, o, KIND_TRY);
    case BEAM_try_case:
        return begin_case(v, o);
    case BEAM_badmatch:
    case BEAM_case_end:
    case BEAM_try_case_end:
    case BEAM_if_end:
    case BEAM_badrecord:
    case BEAM_raise:
        return raise(v, falls);
    case BEAM_func_info:
        TRY(read_arguments(v, v->arity));
        return raise(v, falls);
    case BEAM_raw_raise:
        // goes on with badarg in x0 when x0 is not a class
        TRY(read_arguments(v, 3));
        return verify_write(v, &x0, KIND_ANY);
    case BEAM_build_stacktrace:
        TRY(verify_collect(v, 1));
        return verify_write(v, &x0, KIND_ANY);
    case BEAM_recv_marker_reserve:
        return verify_write(v, &o[0], KIND_ANY);
    case BEAM_bs_start_match2:
    case BEAM_bs_start_match3:
    case BEAM_bs_start_match4:
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
    case BEAM_bs_save2:
    case BEAM_bs_restore2:
    case BEAM_bs_context_to_binary:
    case BEAM_bs_match:
        return match_instruction(v, i);
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
        return build_instruction(v, i);
    default: // lines and marks: nothing happens
        return STATUS_OK;
    }
}

enum status verify_instruction(struct verifier *v, bool *falls)
{
    const struct instruction *i = &v->instructions[v->current];
    *falls = true;
    TRY(read_sources(v));
    enum status status = follow_data(v, i);
    if (status == STATUS_FAILED) {
        status = follow_call(v, i, falls);
    }
    if (status == STATUS_FAILED) {
        status = follow_test(v, i, falls);
    }
    if (status == STATUS_FAILED) {
        status = follow_frame(v, i);
    }
    if (status == STATUS_FAILED) {
        status = follow_native(v, i);
    }
    return status == STATUS_FAILED ? follow_other(v, i, falls) : status;
}
