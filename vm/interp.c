// SPDX-License-Identifier: Apache-2.0
// interp.c: the loop that runs word code: one block per instruction of wordcode.def.
//
// Hot state is in locals: pc (the instruction), x and y (registers; y is the stack pointer), top
// (heap top), left (reductions). SAVE and LOAD move y and top to the process and back around
// everything that may look at or move the heap. What the translator admits is safe to run; see
// verify.h.

#include "vm/interp.h"

#include <math.h>
#include <stddef.h>

#include "platforms/platform.h"
#include "vm/atom.h"
#include "vm/binary.h"
#include "vm/compare.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/mailbox.h"
#include "vm/map.h"
#include "vm/match_inline.h"
#include "vm/module.h"
#include "vm/number.h"
#include "vm/receive_marker.h"
#include "vm/receive_scan.h"
#include "vm/schedule.h"

const uint32_t interp_exit_code[] = {WORD_process_exit};
// Traced functions return here; under it on the stack is the function.
static const uint32_t trace_return_code[] = {WORD_trace_return};

// The scratch registers lie below live: what is in them may be stale.
static void clear_scratch(term *x)
{
    for (uint32_t i = 0; i < 4; i++) {
        x[WORD_SCRATCH + i] = NIL;
    }
}

bool interp_ensure(struct process *p, size_t words, uint32_t live)
{
    if (live > WORD_X_DIRECT) {
        clear_scratch(p->x);
    }
    p->live = live;
    return heap_ensure(p, words);
}

#if defined(__GNUC__) && !defined(AVM_NO_COMPUTED_GOTO)
#define COMPUTED_GOTO 1
#else
#define COMPUTED_GOTO 0
#endif

#if COMPUTED_GOTO
#define OP(name)   L_##name:
#define DISPATCH() goto *labels[(w = *pc) & WORD_OPCODE_MASK]
#else
#define OP(name)   case WORD_##name:
#define DISPATCH() goto dispatch
#endif

#define NEXT(length)                                                                               \
    do {                                                                                           \
        pc += (length);                                                                            \
        DISPATCH();                                                                                \
    } while (0)
#define GO(word)                                                                                   \
    do {                                                                                           \
        pc += (int32_t) (word);                                                                    \
        DISPATCH();                                                                                \
    } while (0)
// A test: on to the next instruction, or to the label in pc[1].
#define TEST(condition, length)                                                                    \
    do {                                                                                           \
        if (condition) {                                                                           \
            NEXT(length);                                                                          \
        }                                                                                          \
        GO(pc[1]);                                                                                 \
    } while (0)
// A call was made: pc is the entry.
// A test of the order of two values: small integers at once.
#define TEST_ORDER(small, condition, comparison, length)                                           \
    do {                                                                                           \
        if (small) {                                                                               \
            TEST(condition, length);                                                               \
        }                                                                                          \
        TEST(comparison, length);                                                                  \
    } while (0)
#define ENTER()                                                                                    \
    do {                                                                                           \
        if (--left <= 0) {                                                                         \
            goto yield_entry;                                                                      \
        }                                                                                          \
        DISPATCH();                                                                                \
    } while (0)

// Not in a local: it would take a register from the others.
#define f (((struct scheduler *) (void *) ((char *) x - offsetof(struct scheduler, x)))->f)

#define A    FIELD_A(w)
#define B    FIELD_B(w)
#define C    (w >> WORD_C_SHIFT)
#define R(f) (*register_field((f), x, y))
#define X(f) x[f]
#define Y(f) y[f]

#define SAVE() (p->stack = y, p->heap_top = top)
#define LOAD() (y = p->stack, top = p->heap_top)

// A comparison may take long: the process may be left in the middle of it (pause.h), and what that
// cost is taken off its turn.
#if AVM_PAUSES
#define SAVE_TO_PAUSE() SAVE()
#define LONG(comparison)                                                                           \
    (SAVE(), p->reductions = left, slow_order = (comparison), left = p->reductions, slow_order)
#define ORDER_OF(a, b)                                                                             \
    (is_immediate(a) || is_immediate(b) ? term_compare(p->vm, (a), (b))                            \
                                        : LONG(term_compare(p->vm, (a), (b))))
#define EQUAL(a, b) (both_immediate(a, b) ? (a) == (b) : LONG(term_equal(p->vm, (a), (b))))
#define EQUAL_EXACT(a, b)                                                                          \
    ((a) == (b) ||                                                                                 \
     (!is_immediate(a) && !is_immediate(b) && LONG(term_equal_exact_slow(p->vm, (a), (b)))))
#else
#define SAVE_TO_PAUSE()   ((void) 0)
#define LONG(comparison)  (comparison)
#define ORDER_OF(a, b)    term_compare(p->vm, (a), (b))
#define EQUAL(a, b)       term_equal(p->vm, (a), (b))
#define EQUAL_EXACT(a, b) term_equal_exact(p->vm, (a), (b))
#endif

#define OPERAND(word)     operand_at(&pc[word], x, y)
#define DESTINATION(word) (*destination_at(&pc[word], x, y))
#define FAIL_OF(word)     ((int32_t) pc[word] >> WORD_FAIL_SHIFT)
#define LIVE_OF(word)     (pc[word] & WORD_LIVE_MASK)

// Room for words, keeping X registers below live.
#define ENSURE(words, live)                                                                        \
    do {                                                                                           \
        if (AVM_GC_STRESS || (size_t) (y - top) < (size_t) (words) + HEAP_SLACK) {                 \
            SAVE();                                                                                \
            if (!interp_ensure(p, (words), (live))) {                                              \
                goto raise;                                                                        \
            }                                                                                      \
            LOAD();                                                                                \
        }                                                                                          \
    } while (0)

// Arithmetic on two small integers, else in number.c. The result of the fast path is in `result`.
#define ARITHMETIC(REGISTER, name, left_term, right_term, to, length, fast)                        \
    do {                                                                                           \
        term a = (left_term);                                                                      \
        term b = (right_term);                                                                     \
        term result;                                                                               \
        if (both_small(a, b) && (fast)) {                                                          \
            REGISTER(to) = result;                                                                 \
            NEXT(length);                                                                          \
        }                                                                                          \
        slow_a = a;                                                                                \
        slow_b = b;                                                                                \
        slow_function = number_##name;                                                             \
        slow_name = ATOM_op_##name;                                                                \
        slow_to = (to);                                                                            \
        slow_length = (length);                                                                    \
        goto arithmetic;                                                                           \
    } while (0)
#define IMMEDIATE_OPERAND ((term) (sterm) (int32_t) pc[2])

#define ADD      !__builtin_add_overflow((sterm) a, (sterm) (b - TAG_SMALL), (sterm *) &result)
#define SUBTRACT !__builtin_sub_overflow((sterm) a, (sterm) (b - TAG_SMALL), (sterm *) &result)
// the tag bits of a are shifted out, those of the product added
#define MULTIPLY                                                                                   \
    (!__builtin_mul_overflow((sterm) a >> 4, (sterm) (b - TAG_SMALL), (sterm *) &result) &&        \
     (result += TAG_SMALL, true))
#define DIVIDE                                                                                     \
    (b != make_small(0) && b != make_small(-1) &&                                                  \
     (result = make_small(small_value(a) / small_value(b)), true))
#define REMAINDER                                                                                  \
    (b != make_small(0) && b != make_small(-1) &&                                                  \
     (result = make_small(small_value(a) % small_value(b)), true))
#define AND         (result = a & b, true)
#define OR          (result = a | b, true)
#define XOR         (result = (a ^ b) | TAG_SMALL, true)
#define SHIFT_LEFT  shift_left(a, b, &result)
#define SHIFT_RIGHT shift_right(a, b, &result)

#include "vm/interp_ops.h"

static inline bool shift_right(term a, term b, term *result)
{
    sterm by = small_value(b);
    if (by < 0) {
        return false;
    }
    sterm most = (sterm) TERM_BITS - 1;
    *result = make_small(small_value(a) >> (by > most ? most : by));
    return true;
}

static inline bool shift_left(term a, term b, term *result)
{
    sterm by = small_value(b);
    sterm value = small_value(a);
    if (by < 0 || by >= (sterm) SMALL_BITS) {
        return false;
    }
    *result = make_small((sterm) ((term) value << by));
    return small_value(*result) >> by == value;
}

// Copy captured values of a fun behind its arguments and return its code, or NULL: not a fun of
// that arity.
static const uint32_t *fun_code(term fun, uint32_t arity, term *x)
{
    if (!is_boxed(fun)) {
        return NULL;
    }
    const term *object = boxed_object(fun);
    if (header_tag(*object) == TAG_EXPORT) {
        const struct export *entry = (const struct export *) object[1];
        return entry->arity == arity ? export_code(entry) : NULL;
    }
    if (header_tag(*object) != TAG_FUN) {
        return NULL;
    }
    const struct fun_entry *entry = (const struct fun_entry *) object[1];
    uint32_t free_count = entry->free_count;
    if (entry->arity - free_count != arity) {
        return NULL;
    }
    for (uint32_t i = 0; i < free_count; i++) {
        x[WORD_X_SLOT(arity + i)] = object[2 + i];
    }
    return entry->code;
}

// The exception of calling something that is not a fun of n arguments, which are in x. The fun is
// kept in x[n].
static void raise_bad_call(struct process *p, term fun, uint32_t arity)
{
    term *x = p->x;
    uint32_t slots = WORD_X_SLOT(arity);
    x[slots] = fun;
    if (!interp_ensure(p, 6 + 2 * (size_t) arity, slots + 1)) {
        return;
    }
    fun = x[slots];
    if (!is_fun(fun)) {
        raise_error(p, build_tuple2(p, ATOM_badfun, fun));
    } else {
        term list = NIL;
        for (uint32_t i = arity; i > 0; i--) {
            list = build_cons(p, x[WORD_X_SLOT(i - 1)], list);
        }
        raise_error(p, build_tuple2(p, ATOM_badarity, build_tuple2(p, fun, list)));
    }
    p->exception_trace = TRACE_PLAIN;
}

const uint32_t *interp_fun_code(struct process *p, term fun, uint32_t arity)
{
    const uint32_t *code = fun_code(fun, arity, p->x);
    if (code == NULL) {
        raise_bad_call(p, fun, arity);
    }
    return code;
}

// Calls of natives are instructions of their own in linked code.
static inline bool is_native_in_place(const uint32_t *pc, const struct export *entry)
{
    return (int32_t) pc[1] >= 0 && SHARED_GET(&entry->bif) != NULL;
}

// Raise {tag, value}.
static void raise_value(struct process *p, term tag, term value)
{
    p->live = 0;
    raise_tuple(p, tag, value);
    p->exception_trace = TRACE_PLAIN;
}

// What the value of a match_value instruction is compared with.
static bool value_matches(struct process *p, term context, uint32_t bits, term wanted)
{
    term *object = boxed_object(context);
    if (!match_has(object, bits)) {
        return false;
    }
    if (bits - 1 < MATCH_SMALL_BITS) {
        size_t position = object[MATCH_POSITION];
        term value = match_small(object, bits, 0);
        if (value != wanted) {
            object[MATCH_POSITION] = position;
        }
        return value == wanted;
    }
    // beyond a small integer, and never longer than the binary
    size_t size = ((size_t) bits + 7) / 8;
    uint8_t small[64];
    uint8_t *bytes = size <= sizeof small ? small : memory_alloc(p->vm, size);
    if (bytes == NULL) {
        return false;
    }
    struct bits_writer writer = {bytes, 0};
    bool same = write_integer(p, &writer, wanted, bits, 0) && match_string(context, bytes, bits);
    if (bytes != small) {
        memory_free(p->vm, bytes, size);
    }
    return same;
}

// Does the operator hold for values in this order?
static inline bool compare_order(enum comparison comparison, int order)
{
    switch (comparison) {
    case COMPARE_EQ:
    case COMPARE_EQ_EXACT:
        return order == 0;
    case COMPARE_NE:
    case COMPARE_NE_EXACT:
        return order != 0;
    case COMPARE_LT:
        return order < 0;
    case COMPARE_LE:
        return order <= 0;
    case COMPARE_GT:
        return order > 0;
    default:
        return order >= 0;
    }
}

static bool compare_terms(const struct vm *vm, enum comparison comparison, term a, term b)
{
    switch (comparison) {
    case COMPARE_EQ:
        return term_equal(vm, a, b);
    case COMPARE_NE:
        return !term_equal(vm, a, b);
    case COMPARE_EQ_EXACT:
        return term_equal_exact(vm, a, b);
    case COMPARE_NE_EXACT:
        return !term_equal_exact(vm, a, b);
    default:
        return compare_order(comparison, term_compare(vm, a, b));
    }
}

enum run_outcome interp_run(struct scheduler *scheduler, struct process *p)
{
#if COMPUTED_GOTO
    static const void *const labels[] = {
#define WORD(name, fields, words) &&L_##name,
#include "vm/wordcode.def"
#undef WORD
    };
#endif
    term *const x = scheduler->x;
    const uint32_t *pc = p->pc;
    term *y;
    term *top;
    int32_t left = p->reductions;
#if AVM_PAUSES
    int slow_order;
#endif
    uint32_t w;

    // of the slow half of arithmetic
    term slow_a = NIL;
    term slow_b = NIL;
    term (*slow_function)(struct process *, term *);
    term slow_name;
    uint32_t slow_to;
    uint32_t slow_length;
    uint32_t slow_count;
    uint32_t slow_live;
    int32_t slow_fail;
    const struct export *native;
    // of an exception in a native
    term failed_module;
    term failed_function;
    uint32_t failed_arity;
    const term *failed_args;

    LOAD();
#if COMPUTED_GOTO
    DISPATCH();
#else
dispatch:
    w = *pc;
    switch ((enum word_opcode)(w & WORD_OPCODE_MASK)) {
#endif

    // Moving

    OP(move_xx)
    {
        X(B) = X(A);
        NEXT(1);
    }
    OP(move_xy)
    {
        Y(B) = X(A);
        NEXT(1);
    }
    OP(move_yx)
    {
        X(B) = Y(A);
        NEXT(1);
    }
    OP(move_rr)
    {
        R(B) = R(A);
        NEXT(1);
    }
    OP(move_k)
    {
        DO_MOVE_K(R);
    }
    OP(move_k_x)
    {
        DO_MOVE_K(X);
    }
    OP(move_i)
    {
        DO_MOVE_I(R);
    }
    OP(move_i_x)
    {
        DO_MOVE_I(X);
    }
    OP(move_nil)
    {
        DO_MOVE_NIL(R);
    }
    OP(move_nil_x)
    {
        DO_MOVE_NIL(X);
    }
    OP(move2_xy)
    {
        uint32_t second = pc[1];
        Y(B) = X(A);
        Y(FIELD_B(second)) = X(FIELD_A(second));
        NEXT(2);
    }
    OP(move2_yx)
    {
        uint32_t second = pc[1];
        X(B) = Y(A);
        X(FIELD_B(second)) = Y(FIELD_A(second));
        NEXT(2);
    }
    OP(move2_xx)
    {
        uint32_t second = pc[1];
        X(B) = X(A);
        X(FIELD_B(second)) = X(FIELD_A(second));
        NEXT(2);
    }
    OP(move2_xy_yx)
    {
        uint32_t second = pc[1];
        Y(B) = X(A);
        X(FIELD_B(second)) = Y(FIELD_A(second));
        NEXT(2);
    }
    OP(move2_yx_xy)
    {
        uint32_t second = pc[1];
        X(B) = Y(A);
        Y(FIELD_B(second)) = X(FIELD_A(second));
        NEXT(2);
    }
    OP(swap)
    {
        term a = R(A);
        R(A) = R(B);
        R(B) = a;
        NEXT(1);
    }
    OP(load_far)
    {
        R(A) = OPERAND(1);
        NEXT(2);
    }
    OP(store_far)
    {
        DESTINATION(1) = R(A);
        NEXT(2);
    }
    OP(clear_y)
    {
        term *slot = &y[A];
        for (uint32_t n = B; n > 0; n--) {
            *slot++ = NIL;
        }
        NEXT(1);
    }

    // Frames and heap

    OP(allocate)
    {
        uint32_t slots = A;
        ENSURE(slots, B);
        y -= slots;
        NEXT(1);
    }
    OP(allocate_clear)
    {
        uint32_t slots = A;
        ENSURE(slots, B);
        y -= slots;
        for (uint32_t i = 0; i < slots; i++) {
            y[i] = NIL;
        }
        NEXT(1);
    }
    OP(allocate_heap)
    {
        uint32_t slots = A;
        ENSURE(slots + pc[1], B);
        y -= slots;
        NEXT(2);
    }
    OP(allocate_any)
    {
        uint32_t slots = pc[1];
        ENSURE((size_t) slots + pc[3], pc[2]);
        y -= slots;
        if (pc[4] != 0) {
            for (uint32_t i = 0; i < slots; i++) {
                y[i] = NIL;
            }
        }
        NEXT(5);
    }
    OP(deallocate)
    {
        y += A;
        NEXT(1);
    }
    OP(deallocate_any)
    {
        y += pc[1];
        NEXT(2);
    }
    OP(deallocate_return)
    {
        y += A;
        pc = (const uint32_t *) *y++;
        DISPATCH();
    }
    OP(return )
    {
        pc = (const uint32_t *) *y++;
        DISPATCH();
    }
    OP(test_heap)
    {
        ENSURE(pc[1], A);
        NEXT(2);
    }
    OP(test_heap_any)
    {
        ENSURE(pc[2], pc[1]);
        NEXT(3);
    }

    // Calls

    OP(call)
    {
        *--y = (term) (pc + 2);
        pc += (int32_t) pc[1];
        ENTER();
    }
    OP(call_only)
    {
        pc += (int32_t) pc[1];
        ENTER();
    }
    OP(call_last)
    {
        y += A;
        pc += (int32_t) pc[1];
        ENTER();
    }
    OP(move_call_xx)
    {
        X(B) = X(A);
        *--y = (term) (pc + 2);
        pc += (int32_t) pc[1];
        ENTER();
    }
    OP(move_call_yx)
    {
        X(B) = Y(A);
        *--y = (term) (pc + 2);
        pc += (int32_t) pc[1];
        ENTER();
    }
    OP(move2_call_xx)
    {
        uint32_t second = pc[1];
        X(B) = X(A);
        X(FIELD_B(second)) = X(FIELD_A(second));
        *--y = (term) (pc + 3);
        pc += (int32_t) pc[2];
        ENTER();
    }
    OP(move2_call_yx)
    {
        uint32_t second = pc[1];
        X(B) = Y(A);
        X(FIELD_B(second)) = Y(FIELD_A(second));
        *--y = (term) (pc + 3);
        pc += (int32_t) pc[2];
        ENTER();
    }
    OP(move_call_only_xx)
    {
        X(B) = X(A);
        pc += (int32_t) pc[1];
        ENTER();
    }
    OP(move2_call_only_xx)
    {
        uint32_t second = pc[1];
        X(B) = X(A);
        X(FIELD_B(second)) = X(FIELD_A(second));
        pc += (int32_t) pc[2];
        ENTER();
    }
    OP(move_call_last_xx)
    {
        X(B) = X(A);
        y += C;
        pc += (int32_t) pc[1];
        ENTER();
    }
    OP(move_call_last_yx)
    {
        X(B) = Y(A);
        y += C;
        pc += (int32_t) pc[1];
        ENTER();
    }
    OP(call_ext)
    {
        const struct export *entry = (const struct export *) constant_at(&pc[1], x);
        if (is_native_in_place(pc, entry)) {
            goto native;
        }
        *--y = (term) (pc + 2);
        pc = export_code(entry);
        ENTER();
    }
    OP(call_ext_only)
    OP(call_ext_last)
    {
        const struct export *entry = (const struct export *) constant_at(&pc[1], x);
        if (is_native_in_place(pc, entry)) {
            goto native_last;
        }
        y += A;
        pc = export_code(entry);
        ENTER();
    }
    OP(call_native)
native : {
    const struct export *entry = (const struct export *) constant_at(&pc[1], x);
    SAVE();
    p->live = B;
    p->reductions = left;
    p->pc = pc;
    term result = entry->bif->function(p, x);
    left = p->reductions - 1;
    LOAD();
    if (result != NONE) {
        x[0] = result;
        NEXT(2);
    }
    if (p->trap != NULL) {
        *--y = (term) (pc + 2);
        goto trap;
    }
    failed_module = entry->module_name;
    failed_function = entry->function;
    failed_arity = B;
    failed_args = x;
    goto raise_native;
}
    OP(call_native_only)
    OP(call_native_last)
native_last : {
    const struct export *entry = (const struct export *) constant_at(&pc[1], x);
    SAVE();
    p->live = B;
    p->reductions = left;
    p->pc = pc;
    term result = entry->bif->function(p, x);
    left = p->reductions - 1;
    LOAD();
    if (result != NONE) {
        x[0] = result;
        y += A;
        pc = (const uint32_t *) *y++;
        if (left <= 0) {
            goto yield_result;
        }
        DISPATCH();
    }
    if (p->trap != NULL) {
        y += A;
        goto trap;
    }
    failed_module = entry->module_name;
    failed_function = entry->function;
    failed_arity = B;
    failed_args = x;
    goto raise_native;
}
    OP(native_stub)
    {
        // entered by a call: the return address is on the stack
        const struct export *entry =
            (const struct export *) (const void *) ((const char *) pc -
                                                    offsetof(struct export, stub));
        SAVE();
        p->live = WORD_X_SLOT(entry->arity);
        p->reductions = left;
        p->pc = NULL;
        term result = entry->bif->function(p, x);
        left = p->reductions;
        LOAD();
        if (result != NONE) {
            x[0] = result;
            pc = (const uint32_t *) *y++;
            DISPATCH();
        }
        if (p->trap != NULL) {
            goto trap;
        }
        failed_module = entry->module_name;
        failed_function = entry->function;
        failed_arity = entry->arity;
        failed_args = x;
        pc = AVM_PAUSES && p->pauses ? pc : NULL;
        goto raise_native;
    }
    OP(call_undefined)
    {
        struct export *entry =
            (struct export *) (void *) ((char *) (uintptr_t) pc - offsetof(struct export, stub));
        SAVE();
        p->live = WORD_X_SLOT(entry->arity);
        if (export_code(entry) == entry->stub) {
            module_ensure(p->vm, entry->module_name);
        }
        if (export_code(entry) != pc ||
            (SHARED_GET(pc) & WORD_OPCODE_MASK) != WORD_call_undefined) {
            pc = export_code(entry);
            DISPATCH();
        }
        failed_module = entry->module_name;
        failed_function = entry->function;
        failed_arity = entry->arity;
        failed_args = x;
        pc = NULL;
        raise_error(p, ATOM_undef);
        goto raise_native;
    }
    OP(call_fun)
    {
        uint32_t arity = A;
        term fun = x[WORD_X_SLOT(arity)];
        const uint32_t *code = fun_code(fun, arity, x);
        if (code == NULL) {
            SAVE();
            raise_bad_call(p, fun, arity);
            goto raise;
        }
        *--y = (term) (pc + 1);
        pc = code;
        ENTER();
    }
    OP(call_fun2)
    {
        uint32_t arity = A;
        term fun = R(B);
        const uint32_t *code = fun_code(fun, arity, x);
        if (code == NULL) {
            SAVE();
            raise_bad_call(p, fun, arity);
            goto raise;
        }
        *--y = (term) (pc + 1);
        pc = code;
        ENTER();
    }
    OP(apply)
    {
        uint32_t arity = A;
        SAVE();
        p->live = WORD_X_SLOT(arity + 2);
        struct export *entry =
            schedule_apply_target(p, x[WORD_X_SLOT(arity)], x[WORD_X_SLOT(arity + 1)], arity);
        if (entry == NULL) {
            goto raise;
        }
        *--y = (term) (pc + 1);
        pc = export_code(entry);
        ENTER();
    }
    OP(apply_last)
    {
        uint32_t arity = A;
        SAVE();
        p->live = WORD_X_SLOT(arity + 2);
        struct export *entry =
            schedule_apply_target(p, x[WORD_X_SLOT(arity)], x[WORD_X_SLOT(arity + 1)], arity);
        if (entry == NULL) {
            goto raise;
        }
        y += B;
        pc = export_code(entry);
        ENTER();
    }
    OP(function_clause)
    {
        const struct module *module = module_at(p->vm, pc);
        const struct function_info *info = module_function_at(module, pc);
        failed_module = module->name;
        failed_function = info->name;
        failed_arity = pc[1];
        failed_args = x;
        SAVE();
        p->live = WORD_X_SLOT(failed_arity);
        raise_error(p, ATOM_function_clause);
        goto raise_native;
    }

    // Tests

    OP(is_integer)
    {
        DO_IS_INTEGER(R);
    }
    OP(is_integer_x)
    {
        DO_IS_INTEGER(X);
    }
    OP(is_float)
    {
        term a = R(A);
        TEST(is_float(a), 2);
    }
    OP(is_number)
    {
        term a = R(A);
        TEST(is_integer(a) || is_float(a), 2);
    }
    OP(is_atom)
    {
        DO_IS_ATOM(R);
    }
    OP(is_atom_x)
    {
        DO_IS_ATOM(X);
    }
    OP(is_boolean)
    {
        term a = R(A);
        TEST(a == ATOM_true || a == ATOM_false, 2);
    }
    OP(is_pid)
    {
        term a = R(A);
        TEST(is_pid(a), 2);
    }
    OP(is_reference)
    {
        term a = R(A);
        TEST(is_reference(a), 2);
    }
    OP(is_port)
    {
        term a = R(A);
        TEST(is_port(a), 2);
    }
    OP(is_nil)
    {
        DO_IS_NIL(R);
    }
    OP(is_nil_x)
    {
        DO_IS_NIL(X);
    }
    OP(is_list)
    {
        term a = R(A);
        TEST(is_list(a), 2);
    }
    OP(is_nonempty_list)
    {
        DO_IS_NONEMPTY_LIST(R);
    }
    OP(is_nonempty_list_x)
    {
        DO_IS_NONEMPTY_LIST(X);
    }
    OP(is_binary)
    {
        DO_IS_BINARY(R);
    }
    OP(is_binary_x)
    {
        DO_IS_BINARY(X);
    }
    OP(is_bitstr)
    {
        term a = R(A);
        TEST(is_bitstring(a), 2);
    }
    OP(is_map)
    {
        term a = R(A);
        TEST(is_map(a), 2);
    }
    OP(is_tuple)
    {
        DO_IS_TUPLE(R);
    }
    OP(is_tuple_x)
    {
        DO_IS_TUPLE(X);
    }
    OP(is_function)
    {
        term a = R(A);
        TEST(is_fun(a), 2);
    }
    OP(is_function2)
    {
        term a = R(A);
        term b = R(B);
        TEST(schedule_is_function(a, b), 2);
    }
    OP(test_arity)
    {
        term a = R(A);
        TEST(*boxed_object(a) == make_header(B, TAG_TUPLE), 2);
    }
    OP(test_arity_any)
    {
        term a = R(A);
        TEST(*boxed_object(a) == make_header(pc[2], TAG_TUPLE), 3);
    }
    OP(is_tuple_arity)
    {
        DO_IS_TUPLE_ARITY(R);
    }
    OP(is_tuple_arity_x)
    {
        DO_IS_TUPLE_ARITY(X);
    }
    OP(is_tagged_tuple)
    {
        DO_IS_TAGGED_TUPLE(R);
    }
    OP(is_tagged_tuple_x)
    {
        DO_IS_TAGGED_TUPLE(X);
    }
    OP(is_tagged_tuple_any)
    {
        term a = R(A);
        TEST(is_boxed(a) && *boxed_object(a) == make_header(pc[2], TAG_TUPLE) &&
                 boxed_object(a)[1] == constant_at(&pc[3], x),
             4);
    }
    OP(is_lt)
    {
        DO_IS_LT(R);
    }
    OP(is_lt_x)
    {
        DO_IS_LT(X);
    }
    OP(is_ge)
    {
        DO_IS_GE(R);
    }
    OP(is_ge_x)
    {
        DO_IS_GE(X);
    }
    OP(is_lt_ri)
    {
        DO_IS_LT_RI(R);
    }
    OP(is_lt_ri_x)
    {
        DO_IS_LT_RI(X);
    }
    OP(is_lt_ir)
    {
        DO_IS_LT_IR(R);
    }
    OP(is_lt_ir_x)
    {
        DO_IS_LT_IR(X);
    }
    OP(is_ge_ri)
    {
        DO_IS_GE_RI(R);
    }
    OP(is_ge_ri_x)
    {
        DO_IS_GE_RI(X);
    }
    OP(is_ge_ir)
    {
        DO_IS_GE_IR(R);
    }
    OP(is_ge_ir_x)
    {
        DO_IS_GE_IR(X);
    }
    OP(is_in_range)
    {
        // both ends are small: i =< A and A =< i
        term a = R(A);
        term low = ((term) (sterm) (int32_t) pc[2]);
        term high = ((term) (sterm) (int32_t) pc[3]);
        TEST(is_small(a) ? (sterm) low <= (sterm) a && (sterm) a <= (sterm) high
                         : term_compare(p->vm, low, a) <= 0 && term_compare(p->vm, a, high) <= 0,
             4);
    }
    OP(is_eq)
    {
        term a = R(A);
        term b = R(B);
        TEST(EQUAL(a, b), 2);
    }
    OP(is_ne)
    {
        term a = R(A);
        term b = R(B);
        TEST(!EQUAL(a, b), 2);
    }
    OP(is_eq_exact)
    {
        DO_IS_EQ_EXACT(R);
    }
    OP(is_eq_exact_x)
    {
        DO_IS_EQ_EXACT(X);
    }
    OP(is_ne_exact)
    {
        DO_IS_NE_EXACT(R);
    }
    OP(is_ne_exact_x)
    {
        DO_IS_NE_EXACT(X);
    }
    OP(is_eq_exact_i)
    {
        DO_IS_EQ_EXACT_I(R);
    }
    OP(is_eq_exact_i_x)
    {
        DO_IS_EQ_EXACT_I(X);
    }
    OP(is_ne_exact_i)
    {
        DO_IS_NE_EXACT_I(R);
    }
    OP(is_ne_exact_i_x)
    {
        DO_IS_NE_EXACT_I(X);
    }
    OP(is_eq_exact_k)
    {
        DO_IS_EQ_EXACT_K(R);
    }
    OP(is_eq_exact_k_x)
    {
        DO_IS_EQ_EXACT_K(X);
    }
    OP(is_ne_exact_k)
    {
        DO_IS_NE_EXACT_K(R);
    }
    OP(is_ne_exact_k_x)
    {
        DO_IS_NE_EXACT_K(X);
    }
    OP(jump)
    {
        GO(pc[1]);
    }
    OP(jump_back)
    {
        if (--left <= 0) {
            p->live = pc[2];
            pc += (int32_t) pc[1];
            goto yield;
        }
        GO(pc[1]);
    }
    OP(select_val)
    {
        // of code in place only: the linker makes one of the next from it
        term a = R(A);
        const uint32_t *entry = pc + 3;
        for (uint32_t n = pc[2]; n > 0; n--, entry += 2) {
            if (operand_at(entry, x, y) == a) {
                GO(entry[1]);
            }
        }
        GO(pc[1]);
    }
    OP(select_sorted)
    {
        DO_SELECT_SORTED(R);
    }
    OP(select_sorted_x)
    {
        DO_SELECT_SORTED(X);
    }
    OP(select_dense)
    {
        DO_SELECT_DENSE(R);
    }
    OP(select_dense_x)
    {
        DO_SELECT_DENSE(X);
    }
    OP(select_arity)
    {
        term a = R(A);
        if (is_tuple(a)) {
            size_t arity = tuple_arity(a);
            const uint32_t *entry = pc + 3;
            for (uint32_t n = pc[2]; n > 0; n--, entry += 2) {
                if (*entry == arity) {
                    GO(entry[1]);
                }
            }
        }
        GO(pc[1]);
    }

    // Data

    OP(get_list)
    {
        DO_GET_LIST(R);
    }
    OP(get_list_x)
    {
        DO_GET_LIST(X);
    }
    OP(get_hd)
    {
        DO_GET_HD(R);
    }
    OP(get_hd_x)
    {
        DO_GET_HD(X);
    }
    OP(get_tl)
    {
        DO_GET_TL(R);
    }
    OP(get_tl_x)
    {
        DO_GET_TL(X);
    }
    OP(list_match)
    {
        DO_LIST_MATCH(R);
    }
    OP(list_match_x)
    {
        DO_LIST_MATCH(X);
    }
    OP(get_element)
    {
        DO_GET_ELEMENT(R);
    }
    OP(get_element_x)
    {
        DO_GET_ELEMENT(X);
    }
    OP(get_element_any)
    {
        R(B) = tuple_elements(R(A))[pc[1]];
        NEXT(2);
    }
    OP(get_element2)
    {
        DO_GET_ELEMENT2(R);
    }
    OP(get_element2_x)
    {
        DO_GET_ELEMENT2(X);
    }
    OP(set_element)
    {
        // Only a tuple just built may change: old and constant ones must not refer to young ones.
        term value = R(A);
        term *element = tuple_elements(R(B)) + C;
        if ((uintptr_t) element - (uintptr_t) p->heap >= (uintptr_t) top - (uintptr_t) p->heap) {
            goto invalid;
        }
        *element = value;
        NEXT(1);
    }
    OP(put_list)
    {
        DO_PUT_LIST(R);
    }
    OP(put_list_x)
    {
        DO_PUT_LIST(X);
    }
    OP(put_list_o)
    {
        DO_PUT_LIST_O(R);
    }
    OP(put_list_o_x)
    {
        DO_PUT_LIST_O(X);
    }
    OP(put_tuple2)
    {
        DO_PUT_TUPLE2(R);
    }
    OP(put_tuple2_x)
    {
        DO_PUT_TUPLE2(X);
    }
    OP(put_tuple)
    {
        uint32_t arity = pc[1];
        term *at = top;
        *at++ = make_header(arity, TAG_TUPLE);
        const uint32_t *word = pc + 2;
        const uint32_t *end = word + arity;
        for (; word < end; word++) {
            *at++ = operand_at(word, x, y);
        }
        R(A) = make_boxed(top);
        top = at;
        pc = end;
        DISPATCH();
    }
    OP(update_record)
    {
        SAVE();
        interp_update_record(p, pc);
        LOAD();
        NEXT(3 + 2 * pc[2]);
    }
    OP(element)
    {
        DO_ELEMENT(R);
    }
    OP(element_x)
    {
        DO_ELEMENT(X);
    }
    OP(check_cons)
    {
        if (!is_cons(R(A))) {
            goto invalid;
        }
        NEXT(1);
    }
    OP(check_tuple)
    {
        term a = R(A);
        if (!is_tuple(a) || tuple_arity(a) <= B) {
            goto invalid;
        }
        NEXT(1);
    }
    OP(check_tuple_any)
    {
        term a = R(A);
        if (!is_tuple(a) || (sterm) tuple_arity(a) <= (sterm) (int32_t) pc[1]) {
            goto invalid;
        }
        NEXT(2);
    }
    OP(check_map)
    {
        if (!is_map(R(A))) {
            goto invalid;
        }
        NEXT(1);
    }
    OP(check_context)
    {
        if (!is_match_context(R(A))) {
            goto invalid;
        }
        NEXT(1);
    }
    OP(check_heap)
    {
        ENSURE(pc[1], B);
        NEXT(2);
    }

    // Arithmetic

    OP(add)
    {
        ARITHMETIC(R, add, R(A), R(B), C, 2, ADD);
    }
    OP(add_x)
    {
        ARITHMETIC(X, add, X(A), X(B), C, 2, ADD);
    }
    OP(add_i)
    {
        ARITHMETIC(R, add, R(A), IMMEDIATE_OPERAND, B, 3, ADD);
    }
    OP(add_i_x)
    {
        ARITHMETIC(X, add, X(A), IMMEDIATE_OPERAND, B, 3, ADD);
    }
    OP(sub)
    {
        ARITHMETIC(R, subtract, R(A), R(B), C, 2, SUBTRACT);
    }
    OP(sub_x)
    {
        ARITHMETIC(X, subtract, X(A), X(B), C, 2, SUBTRACT);
    }
    OP(sub_i)
    {
        ARITHMETIC(R, subtract, R(A), IMMEDIATE_OPERAND, B, 3, SUBTRACT);
    }
    OP(sub_i_x)
    {
        ARITHMETIC(X, subtract, X(A), IMMEDIATE_OPERAND, B, 3, SUBTRACT);
    }
    OP(mul)
    {
        ARITHMETIC(R, multiply, R(A), R(B), C, 2, MULTIPLY);
    }
    OP(mul_x)
    {
        ARITHMETIC(X, multiply, X(A), X(B), C, 2, MULTIPLY);
    }
    OP(mul_i)
    {
        ARITHMETIC(R, multiply, R(A), IMMEDIATE_OPERAND, B, 3, MULTIPLY);
    }
    OP(mul_i_x)
    {
        ARITHMETIC(X, multiply, X(A), IMMEDIATE_OPERAND, B, 3, MULTIPLY);
    }
    OP(div)
    {
        ARITHMETIC(R, div, R(A), R(B), C, 2, DIVIDE);
    }
    OP(div_x)
    {
        ARITHMETIC(X, div, X(A), X(B), C, 2, DIVIDE);
    }
    OP(div_i)
    {
        ARITHMETIC(R, div, R(A), IMMEDIATE_OPERAND, B, 3, DIVIDE);
    }
    OP(div_i_x)
    {
        ARITHMETIC(X, div, X(A), IMMEDIATE_OPERAND, B, 3, DIVIDE);
    }
    OP(rem)
    {
        ARITHMETIC(R, rem, R(A), R(B), C, 2, REMAINDER);
    }
    OP(rem_x)
    {
        ARITHMETIC(X, rem, X(A), X(B), C, 2, REMAINDER);
    }
    OP(rem_i)
    {
        ARITHMETIC(R, rem, R(A), IMMEDIATE_OPERAND, B, 3, REMAINDER);
    }
    OP(rem_i_x)
    {
        ARITHMETIC(X, rem, X(A), IMMEDIATE_OPERAND, B, 3, REMAINDER);
    }
    OP(band)
    {
        ARITHMETIC(R, band, R(A), R(B), C, 2, AND);
    }
    OP(band_x)
    {
        ARITHMETIC(X, band, X(A), X(B), C, 2, AND);
    }
    OP(band_i)
    {
        ARITHMETIC(R, band, R(A), IMMEDIATE_OPERAND, B, 3, AND);
    }
    OP(band_i_x)
    {
        ARITHMETIC(X, band, X(A), IMMEDIATE_OPERAND, B, 3, AND);
    }
    OP(bor)
    {
        ARITHMETIC(R, bor, R(A), R(B), C, 2, OR);
    }
    OP(bor_x)
    {
        ARITHMETIC(X, bor, X(A), X(B), C, 2, OR);
    }
    OP(bor_i)
    {
        ARITHMETIC(R, bor, R(A), IMMEDIATE_OPERAND, B, 3, OR);
    }
    OP(bor_i_x)
    {
        ARITHMETIC(X, bor, X(A), IMMEDIATE_OPERAND, B, 3, OR);
    }
    OP(bxor)
    {
        ARITHMETIC(R, bxor, R(A), R(B), C, 2, XOR);
    }
    OP(bxor_x)
    {
        ARITHMETIC(X, bxor, X(A), X(B), C, 2, XOR);
    }
    OP(bxor_i)
    {
        ARITHMETIC(R, bxor, R(A), IMMEDIATE_OPERAND, B, 3, XOR);
    }
    OP(bxor_i_x)
    {
        ARITHMETIC(X, bxor, X(A), IMMEDIATE_OPERAND, B, 3, XOR);
    }
    OP(bsl)
    {
        ARITHMETIC(R, bsl, R(A), R(B), C, 2, SHIFT_LEFT);
    }
    OP(bsl_x)
    {
        ARITHMETIC(X, bsl, X(A), X(B), C, 2, SHIFT_LEFT);
    }
    OP(bsl_i)
    {
        ARITHMETIC(R, bsl, R(A), IMMEDIATE_OPERAND, B, 3, SHIFT_LEFT);
    }
    OP(bsl_i_x)
    {
        ARITHMETIC(X, bsl, X(A), IMMEDIATE_OPERAND, B, 3, SHIFT_LEFT);
    }
    OP(bsr)
    {
        ARITHMETIC(R, bsr, R(A), R(B), C, 2, SHIFT_RIGHT);
    }
    OP(bsr_x)
    {
        ARITHMETIC(X, bsr, X(A), X(B), C, 2, SHIFT_RIGHT);
    }
    OP(bsr_i)
    {
        ARITHMETIC(R, bsr, R(A), IMMEDIATE_OPERAND, B, 3, SHIFT_RIGHT);
    }
    OP(bsr_i_x)
    {
        ARITHMETIC(X, bsr, X(A), IMMEDIATE_OPERAND, B, 3, SHIFT_RIGHT);
    }
arithmetic : {
    uint32_t live = LIVE_OF(1);
    int32_t to_label = FAIL_OF(1);
    SAVE();
    if (live > WORD_X_DIRECT) {
        clear_scratch(x);
    }
    x[live] = slow_a;
    x[live + 1] = slow_b;
    p->live = live + 2;
    p->guard = to_label != 0;
    p->reductions = left;
    term result = slow_function(p, x + live);
    p->guard = false;
    left = p->reductions;
    LOAD();
    if (result != NONE) {
        R(slow_to) = result;
        NEXT(slow_length);
    }
    if (to_label != 0 && !p->out_of_memory) {
        p->exception = NONE;
        GO(to_label);
    }
    failed_module = ATOM_erlang;
    failed_function = slow_name;
    failed_arity = 2;
    failed_args = x + live;
    goto raise_native;
}

    OP(compare)
    {
        term a = R(A);
        term b = R(B);
        bool holds;
        if (both_small(a, b)) {
            holds = compare_order((enum comparison) pc[1],
                                  ((sterm) a > (sterm) b) - ((sterm) a < (sterm) b));
        } else {
            holds = LONG(compare_terms(p->vm, (enum comparison) pc[1], a, b));
        }
        R(C) = make_bool(holds);
        NEXT(2);
    }
    OP(bif0)
    {
        native = (const struct export *) constant_at(&pc[1], x);
        slow_to = A;
        slow_length = 2;
        slow_count = 0;
        slow_fail = 0;
        slow_live = WORD_LIVE_MASK;
        goto bif;
    }
    OP(bif1)
    {
        slow_a = R(A);
        native = (const struct export *) constant_at(&pc[2], x);
        slow_to = B;
        slow_length = 3;
        slow_count = 1;
        slow_fail = FAIL_OF(1);
        slow_live = LIVE_OF(1);
        goto bif;
    }
    OP(bif2)
bif2 : {
    slow_a = R(A);
    slow_b = R(B);
    native = (const struct export *) constant_at(&pc[2], x);
    slow_to = C;
    slow_length = 3;
    slow_count = 2;
    slow_fail = FAIL_OF(1);
    slow_live = LIVE_OF(1);
    goto bif;
}
    OP(bif3)
    {
        slow_a = R(A);
        slow_b = R(B);
        x[AVM_X_REGISTERS + 2] = R(C);
        native = (const struct export *) constant_at(&pc[3], x);
        slow_to = FIELD_A(pc[1]);
        slow_length = 4;
        slow_count = 3;
        slow_fail = FAIL_OF(2);
        slow_live = LIVE_OF(2);
        goto bif;
    }
bif : {
    // Without a count of live registers (bif instructions) the native must not collect: its
    // arguments go behind all registers. What it raises may, when no guard goes on with the
    // registers.
    bool may_collect = slow_live != WORD_LIVE_MASK;
    term *args = x + (may_collect ? slow_live : AVM_X_REGISTERS);
    struct gc_roots roots;
    if (native->bif == NULL) {
        goto bif_missing;
    }
    SAVE();
    if (may_collect && slow_live > WORD_X_DIRECT) {
        clear_scratch(x);
    }
    args[0] = slow_a;
    args[1] = slow_b;
    args[2] = x[AVM_X_REGISTERS + 2];
    p->live = may_collect ? slow_live + slow_count : 0;
    p->no_collect = !may_collect;
    p->guard = slow_fail != 0;
    p->reductions = left;
    roots_push(p, &roots, args, may_collect ? 0 : slow_count);
    term result = native->bif->function(p, args);
    p->no_collect = false;
    p->guard = false;
    left = p->reductions;
    LOAD();
    if (result != NONE) {
        roots_pop(p, &roots);
        R(slow_to) = result;
        NEXT(slow_length);
    }
    if (slow_fail != 0 && !p->out_of_memory) {
        roots_pop(p, &roots);
        p->exception = NONE;
        GO(slow_fail);
    }
    failed_module = native->module_name;
    failed_function = native->function;
    failed_arity = slow_count;
    failed_args = args;
    bool captured = exception_capture(p, pc, failed_module, failed_function, failed_arity, args);
    roots_pop(p, &roots);
    if (SHARED_LOOK(&p->vm->halted)) {
        return RUN_HALTED;
    }
    if (!captured) {
        return RUN_FAILED;
    }
    goto unwind;
}
bif_missing:
    SAVE();
    raise_error(p, ATOM_undef);
    p->exception_trace = TRACE_PLAIN;
    goto raise;

    // Floating point registers

    OP(float_load)
    {
        term a = R(A);
        if (!is_float(a)) {
            goto invalid;
        }
        f[B] = float_value(a);
        NEXT(1);
    }
    OP(float_store)
    {
        term value = make_float_at(top, f[A]);
        top += FLOAT_WORDS;
        R(B) = value;
        NEXT(1);
    }
    OP(float_convert)
    {
        term a = R(A);
        if (is_small(a)) {
            f[B] = (double) small_value(a);
        } else if (!number_to_double(a, &f[B])) {
            goto badarith;
        }
        NEXT(1);
    }
    OP(float_add)
    {
        double value = f[A] + f[B];
        if (!isfinite(value)) {
            goto badarith;
        }
        f[C] = value;
        NEXT(1);
    }
    OP(float_sub)
    {
        double value = f[A] - f[B];
        if (!isfinite(value)) {
            goto badarith;
        }
        f[C] = value;
        NEXT(1);
    }
    OP(float_mul)
    {
        double value = f[A] * f[B];
        if (!isfinite(value)) {
            goto badarith;
        }
        f[C] = value;
        NEXT(1);
    }
    OP(float_div)
    {
        double divisor = f[B];
        if (divisor == 0.0) {
            goto badarith;
        }
        double value = f[A] / divisor;
        if (!isfinite(value)) {
            goto badarith;
        }
        f[C] = value;
        NEXT(1);
    }
    OP(float_negate)
    {
        f[B] = -f[A];
        NEXT(1);
    }
badarith:
    SAVE();
    raise_badarith(p);
    p->exception_trace = TRACE_PLAIN;
    goto raise;

    // Funs

    OP(make_fun)
    {
        ENSURE(2, B);
        top[0] = make_header(1, TAG_FUN);
        top[1] = constant_at(&pc[1], x);
        R(A) = make_boxed(top);
        top += 2;
        NEXT(2);
    }
    OP(make_fun_env)
    {
        uint32_t count = pc[2];
        top[0] = make_header(1 + count, TAG_FUN);
        top[1] = constant_at(&pc[1], x);
        for (uint32_t i = 0; i < count; i++) {
            top[2 + i] = OPERAND(3 + i);
        }
        R(A) = make_boxed(top);
        top += 2 + count;
        NEXT(3 + count);
    }

    // Exceptions

    OP(catch)
    {
        Y(A) = (term) (pc + (int32_t) pc[1]);
        NEXT(2);
    }
    OP(catch_end)
    {
        // unwinding clears the slot
        if (Y(A) == NIL) {
            SAVE();
            p->live = 3;
            term value = exception_catch_value(p, x);
            LOAD();
            if (value == NONE) {
                goto raise;
            }
            x[0] = value;
        }
        Y(A) = NIL;
        NEXT(1);
    }
    OP(try_end)
    OP(try_case)
    {
        Y(A) = NIL;
        NEXT(1);
    }
    OP(pad)
    {
        GO(pc[1]);
    }
    OP(try_case_end)
    {
        SAVE();
        raise_value(p, ATOM_try_clause, R(A));
        goto raise;
    }
    OP(raise)
    {
        enum exception_class class;
        term trace = R(A);
        term reason = R(B);
        SAVE();
        if (!exception_class_of(trace, &class)) {
            goto invalid;
        }
        p->exception_class = (uint8_t) class;
        p->exception = reason;
        p->exception_trace = trace;
        goto unwind;
    }
    OP(raw_raise)
    {
        SAVE();
        if (!exception_raw_raise(p, x)) {
            x[0] = ATOM_badarg;
            NEXT(1);
        }
        goto unwind;
    }
    OP(build_stacktrace)
    {
        SAVE();
        p->live = 1;
        term trace = exception_stacktrace(p, x);
        LOAD();
        if (trace == NONE) {
            goto raise;
        }
        x[0] = trace;
        NEXT(1);
    }
    OP(badmatch)
    {
        SAVE();
        raise_value(p, ATOM_badmatch, R(A));
        goto raise;
    }
    OP(case_end)
    {
        SAVE();
        raise_value(p, ATOM_case_clause, R(A));
        goto raise;
    }
    OP(badrecord)
    {
        SAVE();
        raise_value(p, ATOM_badrecord, R(A));
        goto raise;
    }
    OP(if_end)
    {
        SAVE();
        raise_error(p, ATOM_if_clause);
        p->exception_trace = TRACE_PLAIN;
        goto raise;
    }

    // Messages

    OP(send)
    {
        SAVE();
        p->live = 2;
        p->reductions = left;
        term result = schedule_send(p, x);
        left = p->reductions - 1;
        LOAD();
        if (result == NONE) {
            failed_module = ATOM_erlang;
            failed_function = ATOM_op_send;
            failed_arity = 2;
            failed_args = x;
            goto raise_native;
        }
        x[0] = result;
        NEXT(1);
    }
    OP(loop_rec)
    {
        struct message *message = *p->inbox_next;
        if (message == NULL) {
            mailbox_fetch(p);
            message = *p->inbox_next;
        }
        if (message == NULL) {
            GO(pc[1]);
        }
        p->peeking = true;
        R(A) = message->value;
        NEXT(2);
    }
    OP(loop_rec_end)
    {
        struct message *message = *p->inbox_next;
        // Only hand-made code comes here without a message to pass over, and would never end.
        if (message == NULL) {
            goto invalid;
        }
        const uint32_t *loop_rec = pc + (int32_t) pc[1];
        p->inbox_next = &message->next;
        left--;
        w = *loop_rec;
        if (message->next != NULL && (w & WORD_OPCODE_MASK) == WORD_loop_rec) {
            left = receive_scan(p, pc, loop_rec, x, y, left);
            message = *p->inbox_next;
            if (left > 0 && message != NULL) {
                // What loop_rec does with another message.
                R(A) = message->value;
                pc = loop_rec;
                NEXT(2);
            }
        }
        pc = loop_rec;
        p->peeking = false;
        if (left <= 0) {
            p->live = 0; // as where it would wait
            goto yield;
        }
        DISPATCH();
    }
    OP(wait)
    {
        pc += (int32_t) pc[1];
        p->live = 0;
        goto wait;
    }
    OP(wait_timeout)
    {
        enum wait_result result = schedule_wait(p, pc, OPERAND(2));
        if (result == WAIT_TIMED_OUT) {
            NEXT(3);
        }
        if (result == WAIT_BAD) {
            SAVE();
            if (!p->out_of_memory) {
                raise_error(p, ATOM_timeout_value);
                p->exception_trace = TRACE_PLAIN;
            }
            goto raise;
        }
        // a message goes to the label, the end of the time comes back here
        p->live = 0;
        pc += (int32_t) pc[1];
        goto wait;
    }
    OP(timeout)
    {
        schedule_timeout(p);
        NEXT(1);
    }
    OP(remove_message)
    {
        schedule_remove_message(p);
        NEXT(1);
    }

    OP(receive_mark)
    {
        R(A) = receive_marker_reserve(p);
        NEXT(1);
    }
    OP(receive_bind)
    {
        receive_marker_bind(p, R(A), R(B));
        NEXT(1);
    }
    OP(receive_clear)
    {
        receive_marker_clear(p, R(A));
        NEXT(1);
    }
    OP(receive_use)
    {
        receive_marker_use(p, R(A));
        NEXT(1);
    }

    // Maps

    OP(put_map_assoc)
    OP(put_map_exact)
    {
        SAVE();
        bool done = interp_put_map(p, pc);
        LOAD();
        if (!done) {
            goto failed_1;
        }
        NEXT(5 + 2 * pc[4]);
    }
    OP(has_map_fields)
    {
        term map = R(A);
        uint32_t count = pc[2];
        for (uint32_t i = 0; i < count; i++) {
            SAVE_TO_PAUSE();
            if (map_get(p->vm, map, OPERAND(3 + i)) == NONE) {
                GO(pc[1]);
            }
        }
        NEXT(3 + count);
    }
    OP(get_map_elements)
    {
        // a destination may be the map's own register: the compiler puts it last
        term map = R(A);
        uint32_t count = pc[2];
        for (uint32_t i = 0; i < count; i++) {
            SAVE_TO_PAUSE();
            term value = map_get(p->vm, map, OPERAND(3 + 2 * i));
            if (value == NONE) {
                GO(pc[1]);
            }
            DESTINATION(4 + 2 * i) = value;
        }
        NEXT(3 + 2 * count);
    }
    OP(get_map_element)
    {
        SAVE_TO_PAUSE();
        term value = map_get(p->vm, R(A), OPERAND(2));
        if (value == NONE) {
            GO(pc[1]);
        }
        R(B) = value;
        NEXT(3);
    }
    OP(get_map_element_k)
    {
        term map = R(A);
        term key = constant_at(&pc[2], x);
        term value;
        const term *object = boxed_object(map);
        if (header_tag(*object) == TAG_MAP) {
            const term *keys = boxed_object(object[1]);
            size_t count = header_arity(*object) - 1;
            size_t i = 1;
            while (i <= count && keys[i] != key) {
                i++;
            }
            if (i > count) {
                GO(pc[1]);
            }
            value = object[1 + i];
        } else {
            SAVE_TO_PAUSE();
            value = map_get(p->vm, map, key);
            if (value == NONE) {
                GO(pc[1]);
            }
        }
        R(B) = value;
        NEXT(3);
    }

    // Matching

    OP(match_start)
    {
        term a = R(A);
        if (is_match_context(a)) {
            R(B) = a;
            NEXT(2);
        }
        if (!is_bitstring(a)) {
            if (FAIL_OF(1) == 0) {
                goto invalid;
            }
            GO(FAIL_OF(1));
        }
        uint32_t live = LIVE_OF(1);
        SAVE();
        if (live > WORD_X_DIRECT) {
            clear_scratch(x);
        }
        x[live] = a;
        p->live = live + 1;
        term context = match_start(p, x + live);
        LOAD();
        if (context == NONE) {
            goto raise;
        }
        R(B) = context;
        NEXT(2);
    }
    OP(match_u8)
    {
        DO_MATCH_U8(R);
    }
    OP(match_u8_x)
    {
        DO_MATCH_U8(X);
    }
    OP(match_u16)
    {
        DO_MATCH_U16(R);
    }
    OP(match_u16_x)
    {
        DO_MATCH_U16(X);
    }
    OP(match_uint)
    {
        DO_MATCH_UINT(R);
    }
    OP(match_uint_x)
    {
        DO_MATCH_UINT(X);
    }
    OP(match_at_least)
    {
        DO_MATCH_AT_LEAST(R);
    }
    OP(match_at_least_x)
    {
        DO_MATCH_AT_LEAST(X);
    }
    OP(match_exactly)
    OP(match_test_tail)
    {
        const term *context = boxed_object(R(A));
        TEST(context[MATCH_END] - context[MATCH_POSITION] == pc[2], 3);
    }
    OP(match_test_unit)
    {
        const term *context = boxed_object(R(A));
        TEST(pc[2] != 0 && (context[MATCH_END] - context[MATCH_POSITION]) % pc[2] == 0, 3);
    }
    OP(match_skip)
    {
        term *context = boxed_object(R(A));
        if (!match_has(context, pc[2])) {
            GO(pc[1]);
        }
        context[MATCH_POSITION] += pc[2];
        NEXT(3);
    }
    OP(match_string)
    {
        TEST(match_string(R(A), (const uint8_t *) constant_at(&pc[3], x), pc[2]), 4);
    }
    OP(match_value)
    {
        TEST(value_matches(p, R(A), pc[2], constant_at(&pc[3], x)), 4);
    }
    OP(match_utf8)
    {
        term *context = boxed_object(R(A));
        term value = match_utf8_ascii(context);
        if (value == NONE) {
            SAVE();
            x[AVM_X_REGISTERS] = R(A);
            value = match_utf8(p, &x[AVM_X_REGISTERS]);
            if (value == NONE) {
                GO(pc[1]);
            }
        }
        R(B) = value;
        NEXT(2);
    }
    OP(match_utf16)
    OP(match_utf32)
    {
        SAVE();
        x[AVM_X_REGISTERS] = R(A);
        term value = (w & WORD_OPCODE_MASK) == WORD_match_utf16
                         ? match_utf16(p, &x[AVM_X_REGISTERS], pc[2])
                         : match_utf32(p, &x[AVM_X_REGISTERS], pc[2]);
        if (value == NONE) {
            GO(pc[1]);
        }
        R(B) = value;
        NEXT(3);
    }
    OP(match_get_position)
    {
        // a position is a small integer on every machine: binaries are smaller than 2^27 bits there
        R(B) = make_small((sterm) boxed_object(R(A))[MATCH_POSITION]);
        NEXT(2);
    }
    OP(match_set_position)
    {
        term *context = boxed_object(R(A));
        term position = R(B);
        if (!is_small(position) || (term) small_value(position) > context[MATCH_END]) {
            goto invalid;
        }
        context[MATCH_POSITION] = (term) small_value(position);
        NEXT(1);
    }
    OP(match_integer)
    {
        term *context = boxed_object(R(A));
        uint32_t bits = pc[2];
        if (!match_has(context, bits)) {
            GO(FAIL_OF(1));
        }
        if (bits - 1 < MATCH_SMALL_BITS) {
            R(B) = match_small(context, bits, pc[3]);
            NEXT(4);
        }
        slow_length = 4;
        goto match;
    }
    OP(match_tail)
    OP(match_bits)
    OP(match_rest)
    {
        slow_length = (w & WORD_OPCODE_MASK) == WORD_match_rest ? 2 : 3;
        goto match;
    }
    OP(match_binary_o)
    {
        slow_length = 4;
        goto match;
    }
    OP(match_integer_o)
    OP(match_float_o)
    {
        slow_length = 5;
        goto match;
    }
    OP(match_skip_o)
    {
        slow_length = 4;
        goto match;
    }
    OP(match_start_save)
    {
        slow_length = 3;
        goto match;
    }
    OP(match_save)
    OP(match_restore)
    OP(match_to_binary)
    {
        slow_length = 2;
        goto match;
    }
match : {
    SAVE();
    bool done = interp_match(p, pc);
    LOAD();
    if (done) {
        NEXT(slow_length);
    }
    if (p->exception != NONE) {
        goto raise;
    }
    if (*word_words(pc) == 'F') {
        GO(FAIL_OF(1));
    }
    if ((w & WORD_OPCODE_MASK) == WORD_match_skip_o) {
        GO(pc[1]);
    }
    goto invalid;
}

    // Construction

    OP(create_bin)
    {
        SAVE();
        bool done = interp_create_bin(p, pc);
        LOAD();
        if (!done) {
            goto failed_1;
        }
        NEXT(5 + 3 * pc[4]);
    }
    OP(bin_init)
    {
        SAVE();
        bool done = interp_bin_init(p, pc);
        LOAD();
        if (!done) {
            goto failed_1;
        }
        NEXT(5);
    }
    OP(bin_append)
    OP(bin_private_append)
    {
        SAVE();
        bool done = interp_bin_append(p, pc);
        LOAD();
        if (!done) {
            goto failed_1;
        }
        NEXT((w & WORD_OPCODE_MASK) == WORD_bin_append ? 6 : 5);
    }
    OP(bin_writable)
    {
        SAVE();
        p->live = 1;
        term result = binary_writable(p, 256);
        LOAD();
        if (result == NONE) {
            goto raise;
        }
        x[0] = result;
        NEXT(1);
    }
    OP(bin_put_integer)
    OP(bin_put_float)
    OP(bin_put_binary)
    OP(bin_put_utf8)
    OP(bin_put_utf16)
    OP(bin_put_utf32)
    OP(bin_put_string)
    {
        SAVE();
        if (!interp_bin_put(p, pc)) {
            if ((w & WORD_OPCODE_MASK) == WORD_bin_put_string) {
                goto invalid;
            }
            goto failed_1;
        }
        NEXT(word_length(pc));
    }
    OP(bin_add)
    OP(bin_utf8_size)
    OP(bin_utf16_size)
    {
        SAVE();
        bool done = interp_bin_size(p, pc);
        LOAD();
        if (!done) {
            goto failed_1;
        }
        NEXT((w & WORD_OPCODE_MASK) == WORD_bin_add ? 5 : 3);
    }

    // Native records

    OP(is_any_record)
    {
        TEST(is_native_record(R(A)), 2);
    }
    OP(is_record_of)
    OP(is_record_accessible)
    OP(get_record_elements)
    {
        SAVE();
        if (!interp_record_test(p, pc)) {
            GO(pc[1]);
        }
        NEXT(word_length(pc));
    }
    OP(get_record_field)
    OP(put_record)
    {
        SAVE();
        bool done = (w & WORD_OPCODE_MASK) == WORD_put_record ? interp_put_record(p, pc)
                                                              : interp_get_record_field(p, pc);
        LOAD();
        if (!done) {
            goto failed_1;
        }
        NEXT(word_length(pc));
    }

    // An instruction with F in pc[1] failed
failed_1:
    if (FAIL_OF(1) != 0 && !p->out_of_memory) {
        p->exception = NONE;
        GO(FAIL_OF(1));
    }
    goto raise;

    // Not in the code of modules

    OP(process_exit)
    {
        y--;
        SAVE();
        p->reductions = left;
        p->pc = pc;
        return RUN_EXITED;
    }
    OP(trace_call)
    {
        SAVE();
        p->live = WORD_X_SLOT(pc[1]);
        schedule_trace_call(p, pc);
        // a function called last returns for the one that called it
        if (*y != (term) trace_return_code) {
            ENSURE(2, WORD_X_SLOT(pc[1]));
            *--y = (term) pc;
            *--y = (term) trace_return_code;
        }
        NEXT(2);
    }
    OP(trace_return)
    {
        const uint32_t *function = (const uint32_t *) *y++;
        SAVE();
        schedule_trace_return(p, function);
        pc = (const uint32_t *) *y++;
        DISPATCH();
    }
    OP(jump_on_val)
    OP(bif_undefined)
    {
        goto invalid;
    }

#if !COMPUTED_GOTO
case WORD_COUNT:
    goto invalid;
}
#endif

// A native continues elsewhere: x holds the arguments, the return address is on the stack.
trap : pc = p->trap;
p->trap = NULL;
if (p->sleep != SLEEP_NONE) {
    if (p->sleep == SLEEP_WITHOUT_STACK) {
        y = p->stack_base - 1; // where the first function returns to
    }
    goto wait;
}
ENTER();

// Code broke a rule that is checked at run time: no compiler makes such code.
invalid : SAVE();
raise_badarg(p);
p->exception_trace = TRACE_PLAIN;
goto raise;

// An instruction of pc raised.
raise : p->exception_trace = p->exception_trace == TRACE_NATIVE ? TRACE_PLAIN : p->exception_trace;
failed_module = 0;
failed_function = 0;
failed_arity = 0;
failed_args = NULL;
p->live = 0;
raise_native : p->guard = false;
if (AVM_PAUSES && p->pauses) {
    p->pauses = false;
    goto yield; // and then pc again
}
if (SHARED_LOOK(&p->vm->halted)) {
    SAVE();
    return RUN_HALTED;
}
if (p->out_of_memory || SHARED_LOOK(&p->exiting) ||
    !exception_capture(p, pc, failed_module, failed_function, failed_arity, failed_args)) {
    if (!p->out_of_memory) { // else a collection may have moved what y points to
        SAVE();
    }
    return RUN_FAILED;
}
unwind : pc = exception_unwind(p);
if (pc == NULL) {
    p->reductions = left;
    return RUN_FAILED;
}
x[0] = exception_class_atom((enum exception_class) p->exception_class);
x[1] = p->exception;
x[2] = p->exception_trace;
p->exception = NONE;
p->exception_trace = NIL;
LOAD();
// The handler may stand in front of what failed: no loop escapes the count.
if (--left <= 0) {
    p->live = 3;
    goto yield;
}
DISPATCH();

wait : SAVE();
p->pc = pc;
p->reductions = left;
return RUN_WAITING;

yield_result : p->live = 1;
goto yield;
yield_entry :
    // pc is the entry of a function: its arity stands in front (function_clause), or it is a stub
    p->live = WORD_X_SLOT(schedule_entry_arity(pc));
yield : SAVE();
p->pc = pc;
p->reductions = left;
return SHARED_LOOK(&p->vm->halted) ? RUN_HALTED : RUN_YIELDED;
}
