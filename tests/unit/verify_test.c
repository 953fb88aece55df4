// SPDX-License-Identifier: Apache-2.0
// verify_test.c - code that no compiler writes: each function is refused, or its instruction is
// told to check.

#include "vm/verify.h"

#include <stdlib.h>

#include "tests/unit/test.h"
#include "vm/verify_state.h"

// A module with a few of everything ---------------------------------------------------------------

enum { IMPORT_PLUS, IMPORT_ERROR, IMPORT_OTHER, IMPORT_HD, IMPORT_COUNT };
enum { LITERAL_TUPLE2, LITERAL_CONS, LITERAL_MAP, LITERAL_COUNT };
enum { LABEL_INFO = 1, LABEL_ENTRY, LABEL_A, LABEL_B, LABEL_OTHER, LABEL_COUNT = 20 };

static void *resize(void *context, void *old, size_t old_size, size_t size)
{
    if (size == 0) {
        free(old);
        return NULL;
    }
    return realloc(old, size);
}

static uint32_t import_arity(void *context, uint32_t import)
{
    static const uint32_t arities[] = {2, 1, 1, 1};
    return arities[import];
}

static bool import_is_erlang(void *context, uint32_t import, char *name, size_t size)
{
    static const char *const names[] = {"+", "error", NULL, "hd"};
    if (names[import] == NULL) {
        return false;
    }
    snprintf(name, size, "%s", names[import]);
    return true;
}

static unsigned literal_type(void *context, uint32_t literal, uint32_t *arity)
{
    static const uint8_t types[] = {VALUE_TUPLE, VALUE_CONS, VALUE_MAP};
    *arity = literal == LITERAL_TUPLE2 ? 2 : 0;
    return types[literal];
}

static uint32_t fun_label(void *context, uint32_t fun, uint32_t *arity, uint32_t *free_count)
{
    *arity = 2;
    *free_count = 1;
    return LABEL_OTHER;
}

static const char *atom_text(void *context, uint32_t atom, size_t *size)
{
    static const char *const texts[] = {"", "module", "f", "integer", "ensure_at_least", "string"};
    const char *text = texts[atom < 6 ? atom : 0];
    *size = strlen(text);
    return text;
}

static const struct beam_module beam = {
    .name = "module",
    .label_count = LABEL_COUNT,
    .atom_count = 5,
    .literal_count = LITERAL_COUNT,
    .import_count = IMPORT_COUNT,
    .fun_count = 1,
    .resize = resize,
    .import_arity = import_arity,
    .import_is_erlang = import_is_erlang,
    .literal_type = literal_type,
    .fun_label = fun_label,
    .atom_text = atom_text,
};

// Writing code --------------------------------------------------------------------------------

#define X(n)                                                                                       \
    {                                                                                              \
        .kind = OPERAND_X, .value = (n)                                                            \
    }
#define Y(n)                                                                                       \
    {                                                                                              \
        .kind = OPERAND_Y, .value = (n)                                                            \
    }
#define U(n)                                                                                       \
    {                                                                                              \
        .kind = OPERAND_UNSIGNED, .value = (n)                                                     \
    }
#define F(n)                                                                                       \
    {                                                                                              \
        .kind = OPERAND_LABEL, .value = (n)                                                        \
    }
#define INT(n)                                                                                     \
    {                                                                                              \
        .kind = OPERAND_INTEGER, .value = (n)                                                      \
    }
#define ATOM(n)                                                                                    \
    {                                                                                              \
        .kind = OPERAND_ATOM, .value = (n)                                                         \
    }
#define LITERAL(n)                                                                                 \
    {                                                                                              \
        .kind = OPERAND_LITERAL, .value = (n)                                                      \
    }
#define FLOAT(n)                                                                                   \
    {                                                                                              \
        .kind = OPERAND_FLOAT_REGISTER, .value = (n)                                               \
    }
#define EMPTY                                                                                      \
    {                                                                                              \
        .kind = OPERAND_NIL                                                                        \
    }
#define LIST(list)                                                                                 \
    {                                                                                              \
        .kind = OPERAND_LIST, .value = sizeof(list) / sizeof *(list), .items = (list)              \
    }
#define OPERANDS(...)                                                                              \
    (sizeof((struct operand[]){__VA_ARGS__}) / sizeof(struct operand)),                            \
        .operands = (struct operand[])                                                             \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define OP(name, ...)                                                                              \
    {                                                                                              \
        .opcode = BEAM_##name, .operand_count = OPERANDS(__VA_ARGS__)                              \
    }
#define OP0(name)                                                                                  \
    {                                                                                              \
        .opcode = BEAM_##name                                                                      \
    }
#define LABEL(n) OP(label, U(n))

// Every function here is f/2.
#define HEAD        LABEL(LABEL_INFO), OP(func_info, ATOM(1), ATOM(2), U(2)), LABEL(LABEL_ENTRY)
#define BEGIN(name) struct instruction name[] = {HEAD,
#define END         }

static struct failure failure;
static struct verified out[64];

static enum status verify(struct instruction *code, size_t count)
{
    uint32_t entries[LABEL_COUNT + 1];
    failure_clear(&failure);
    for (size_t i = 0; i < count; i++) {
        code[i].offset = (uint32_t) i;
    }
    struct entries search;
    enum status status = STATUS_OK;
    entries_begin(&search, &beam, entries);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = entries_add(&search, &code[i], &failure);
    }
    entries_end(&search);
    if (status != STATUS_OK) {
        return status;
    }
    entries[LABEL_OTHER] = 3; // of another function
    return verify_function(&beam, code, count, 2, 2, entries, out, &failure);
}

#define CHECK_REFUSED(code, why)                                                                   \
    do {                                                                                           \
        CHECK_NUMBER(verify(code, sizeof(code) / sizeof *(code)), STATUS_INPUT);                   \
        CHECK(strstr(failure.what, why) != NULL);                                                  \
        if (strstr(failure.what, why) == NULL) {                                                   \
            printf("# %s: %s\n", failure.subject, failure.what);                                   \
        }                                                                                          \
    } while (0)
#define CHECK_ACCEPTED(code)                                                                       \
    do {                                                                                           \
        CHECK_NUMBER(verify(code, sizeof(code) / sizeof *(code)), STATUS_OK);                      \
        if (failure.status != STATUS_OK) {                                                         \
            printf("# %s: %s\n", failure.subject, failure.what);                                   \
        }                                                                                          \
    } while (0)
// Flags of the n-th instruction behind the entry.
#define FLAGS(n) (out[3 + (n)].flags)

// Registers -------------------------------------------------------------------------------------

static void registers_that_are_not_set_are_not_read(void)
{
    BEGIN(unset) OP(move, X(2), X(0)), OP0(return ) END;
    BEGIN(beyond) OP(move, X(1023), X(0)), OP0(return ) END;
    BEGIN(one_way)
    OP(is_atom, F(LABEL_A), X(0)), OP(move, INT(1), X(2)), LABEL(LABEL_A), OP(move, X(2), X(0)),
        OP0(return ) END;
    BEGIN(result)
    OP(allocate, U(0), U(2)), OP(call_ext, U(1), U(IMPORT_OTHER)), OP(move, X(1), X(0)),
        OP(deallocate, U(0)), OP0(return ) END;
    CHECK_REFUSED(unset, "not set");
    CHECK_REFUSED(beyond, "not set");
    CHECK_REFUSED(one_way, "not set");
    CHECK_REFUSED(result, "not set");
}

static void registers_beyond_all_are_refused(void)
{
    BEGIN(x) OP(move, X(0), X(1024)), OP0(return ) END;
    BEGIN(y) OP(move, X(0), Y(5000)), OP0(return ) END;
    BEGIN(f) OP(fconv, X(0), FLOAT(64)), OP0(return ) END;
    CHECK_REFUSED(x, "beyond all");
    CHECK_REFUSED(y, "beyond all");
    CHECK_REFUSED(f, "beyond all");
}

static void collections_lose_what_is_not_live(void)
{
    BEGIN(lost) OP(test_heap, U(2), U(1)), OP(move, X(1), X(0)), OP0(return ) END;
    BEGIN(not_set) OP(test_heap, U(2), U(3)), OP0(return ) END;
    BEGIN(bif)
    OP(gc_bif2, F(LABEL_A), U(1), U(IMPORT_PLUS), X(0), X(1), X(0)), OP0(return ), LABEL(LABEL_A),
        OP(move, X(1), X(0)), OP0(return ) END;
    CHECK_REFUSED(lost, "not set");
    CHECK_REFUSED(not_set, "not set");
    CHECK_REFUSED(bif, "not set");
}

// Frames
// -------------------------------------------------------------------------------------------

static void frames_are_as_said(void)
{
    BEGIN(none) OP(move, X(0), Y(0)), OP0(return ) END;
    BEGIN(outside)
    OP(allocate, U(1), U(2)), OP(move, X(0), Y(1)), OP(deallocate, U(1)), OP0(return ) END;
    BEGIN(size) OP(allocate, U(1), U(2)), OP(deallocate, U(2)), OP0(return ) END;
    BEGIN(twice) OP(allocate, U(1), U(2)), OP(allocate, U(1), U(2)), OP0(return ) END;
    BEGIN(kept) OP(allocate, U(1), U(2)), OP0(return ) END;
    BEGIN(last) OP(allocate, U(1), U(2)), OP(call_ext_last, U(1), U(IMPORT_OTHER), U(2)) END;
    BEGIN(trim) OP(allocate, U(2), U(2)), OP(trim, U(2), U(1)), OP0(return ) END;
    BEGIN(call) OP(call_ext, U(1), U(IMPORT_OTHER)), OP0(return ) END;
    BEGIN(uneven)
    OP(is_atom, F(LABEL_A), X(0)), OP(allocate, U(1), U(2)), LABEL(LABEL_A), OP(move, X(0), Y(0)),
        OP0(return ) END;
    CHECK_REFUSED(none, "outside the frame");
    CHECK_REFUSED(outside, "outside the frame");
    CHECK_REFUSED(size, "another size");
    CHECK_REFUSED(twice, "a frame is made");
    CHECK_REFUSED(kept, "left with its frame");
    CHECK_REFUSED(last, "another size");
    CHECK_REFUSED(trim, "does not have");
    CHECK_REFUSED(call, "without a frame");
    CHECK_REFUSED(uneven, "not the same");
}

static void frames_are_cleared_when_a_collection_may_see_them(void)
{
    BEGIN(seen)
    OP(allocate, U(1), U(2)), OP(call_ext, U(1), U(IMPORT_OTHER)), OP(deallocate, U(1)),
        OP0(return ) END;
    BEGIN(set)
    OP(allocate, U(1), U(2)), OP(move, X(1), Y(0)), OP(call_ext, U(1), U(IMPORT_OTHER)),
        OP(deallocate, U(1)), OP0(return ) END;
    CHECK_ACCEPTED(seen);
    CHECK_NUMBER(FLAGS(0), VERIFY_CLEAR_FRAME);
    CHECK_ACCEPTED(set);
    CHECK_NUMBER(FLAGS(0), 0);
}

static void raising_code_may_be_shared_by_frames(void)
{
    BEGIN(shared)
    OP(is_atom, F(LABEL_A), X(0)), OP(allocate, U(1), U(2)), OP(move, X(1), Y(0)), LABEL(LABEL_A),
        OP(call_ext_last, U(1), U(IMPORT_ERROR), U(1)) END;
    CHECK_ACCEPTED(shared);
    CHECK_NUMBER(FLAGS(4), VERIFY_CHECK);
}

// Code --------------------------------------------------------------------------------------------

static void code_stays_in_the_function(void)
{
    BEGIN(off) OP(move, X(1), X(0)) END;
    BEGIN(away) OP(jump, F(LABEL_OTHER)) END;
    BEGIN(nowhere) OP(is_atom, F(19), X(0)), OP0(return ) END;
    BEGIN(zero) OP(is_atom, F(0), X(0)), OP0(return ) END;
    BEGIN(call) OP(call_only, U(2), F(LABEL_A)), LABEL(LABEL_A), OP0(return ) END;
    BEGIN(arity) OP(call_only, U(2), F(LABEL_OTHER)) END;
    BEGIN(import) OP(call_ext_only, U(2), U(IMPORT_OTHER)) END;
    BEGIN(no_import) OP(call_ext_only, U(1), U(IMPORT_COUNT)) END;
    BEGIN(again) LABEL(LABEL_A), LABEL(LABEL_A), OP0(return ) END;
    BEGIN(label) LABEL(LABEL_COUNT), OP0(return ) END;
    CHECK_ACCEPTED(off); // taken to raise: the translator puts a raise behind it
    CHECK_NUMBER(FLAGS(0), VERIFY_NO_RETURN);
    CHECK_REFUSED(away, "not in the function");
    CHECK_REFUSED(nowhere, "not in the function");
    CHECK_REFUSED(zero, "not in the function");
    CHECK_REFUSED(call, "where no function begins");
    CHECK_REFUSED(arity, "another number of arguments");
    CHECK_REFUSED(import, "another number of arguments");
    CHECK_REFUSED(no_import, "beyond the table");
    CHECK_REFUSED(again, "in use");
    CHECK_REFUSED(label, "beyond");
}

static void what_is_never_reached_is_told(void)
{
    BEGIN(dead) OP0(return ), OP(move, X(7), X(0)), OP0(return ) END;
    CHECK_ACCEPTED(dead);
    CHECK_NUMBER(FLAGS(1), VERIFY_UNREACHABLE);
}

static void operands_are_of_the_right_kind(void)
{
    BEGIN(label) OP(move, F(LABEL_ENTRY), X(0)), OP0(return ) END;
    BEGIN(constant) OP(move, X(0), INT(1)), OP0(return ) END;
    BEGIN(atom) OP(move, ATOM(6), X(0)), OP0(return ) END;
    BEGIN(literal) OP(move, LITERAL(LITERAL_COUNT), X(0)), OP0(return ) END;
    BEGIN(live) OP(test_heap, U(1), U(5000)), OP0(return ) END;
    BEGIN(huge) OP(test_heap, U(1 << 28), U(0)), OP0(return ) END;
    static struct operand numbers[] = {U(1), F(2)};
    BEGIN(tuple) OP(test_heap, U(3), U(2)), OP(put_tuple2, X(0), LIST(numbers)), OP0(return ) END;
    static struct operand choices[] = {X(1), F(LABEL_A)};
    BEGIN(select) OP(select_val, X(0), F(LABEL_A), LIST(choices)), LABEL(LABEL_A), OP0(return ) END;
    CHECK_REFUSED(label, "wrong kind");
    CHECK_REFUSED(constant, "wrong kind");
    CHECK_REFUSED(atom, "beyond the table");
    CHECK_REFUSED(literal, "beyond the table");
    CHECK_REFUSED(live, "wrong kind");
    CHECK_REFUSED(huge, "wrong kind");
    CHECK_REFUSED(tuple, "wrong kind");
    CHECK_REFUSED(select, "cannot be");
}

// Types -------------------------------------------------------------------------------------------

static void parts_of_values_are_checked_unless_proved(void)
{
    BEGIN(blind) OP(get_tuple_element, X(0), U(0), X(0)), OP0(return ) END;
    BEGIN(proved)
    OP(is_tuple, F(LABEL_INFO), X(0)), OP(test_arity, F(LABEL_INFO), X(0), U(2)),
        OP(get_tuple_element, X(0), U(1), X(0)), OP0(return ) END;
    BEGIN(too_far)
    OP(is_tuple, F(LABEL_INFO), X(0)), OP(test_arity, F(LABEL_INFO), X(0), U(2)),
        OP(get_tuple_element, X(0), U(2), X(0)), OP0(return ) END;
    BEGIN(cons) OP(get_list, X(0), X(0), X(1)), OP0(return ) END;
    BEGIN(literal) OP(get_tuple_element, LITERAL(LITERAL_TUPLE2), U(2), X(0)), OP0(return ) END;
    BEGIN(arity) OP(test_arity, F(LABEL_INFO), X(0), U(2)), OP0(return ) END;
    CHECK_ACCEPTED(blind);
    CHECK_NUMBER(FLAGS(0), VERIFY_CHECK);
    CHECK_ACCEPTED(proved);
    CHECK_NUMBER(FLAGS(2), 0);
    CHECK_ACCEPTED(too_far);
    CHECK_NUMBER(FLAGS(2), VERIFY_CHECK);
    CHECK_ACCEPTED(cons);
    CHECK_NUMBER(FLAGS(0), VERIFY_CHECK);
    CHECK_ACCEPTED(literal);
    CHECK_NUMBER(FLAGS(0), VERIFY_CHECK);
    CHECK_ACCEPTED(arity);
    CHECK_NUMBER(FLAGS(0), VERIFY_CHECK);
}

static void moves_carry_what_is_known(void)
{
    BEGIN(copy)
    OP(move, X(0), X(2)), OP(is_nonempty_list, F(LABEL_INFO), X(2)), OP(get_hd, X(0), X(1)),
        OP(move, X(1), X(0)), OP0(return ) END;
    // The second time around x2 holds the x0 of before.
    BEGIN(stale)
    OP(move, X(1), X(2)), LABEL(LABEL_A), OP(is_atom, F(LABEL_B), X(2)),
        OP(is_nonempty_list, F(LABEL_INFO), X(0)), OP(get_hd, X(2), X(1)), LABEL(LABEL_B),
        OP(move, X(0), X(2)), OP(move, X(1), X(0)), OP(jump, F(LABEL_A)) END;
    CHECK_ACCEPTED(copy);
    CHECK_NUMBER(FLAGS(2), 0);
    CHECK_ACCEPTED(stale);
    CHECK_NUMBER(FLAGS(4), VERIFY_CHECK);
}

static void joins_know_what_both_ways_know(void)
{
    BEGIN(loop)
    OP(is_tuple, F(LABEL_INFO), X(0)), OP(test_arity, F(LABEL_INFO), X(0), U(5)), LABEL(LABEL_A),
        OP(get_tuple_element, X(0), U(3), X(2)), OP(move, X(1), X(0)), OP(jump, F(LABEL_A)) END;
    CHECK_ACCEPTED(loop);
    CHECK_NUMBER(FLAGS(3), VERIFY_CHECK);
}

// Heap --------------------------------------------------------------------------------------------

static void heap_is_ensured_before_it_is_used(void)
{
    BEGIN(none) OP(put_list, X(0), X(1), X(0)), OP0(return ) END;
    BEGIN(enough) OP(test_heap, U(2), U(2)), OP(put_list, X(0), X(1), X(0)), OP0(return ) END;
    BEGIN(twice)
    OP(test_heap, U(2), U(2)), OP(put_list, X(0), X(1), X(0)), OP(put_list, X(0), X(1), X(0)),
        OP0(return ) END;
    BEGIN(loop)
    OP(test_heap, U(20), U(2)), LABEL(LABEL_A), OP(put_list, X(0), X(1), X(0)),
        OP(jump, F(LABEL_A)) END;
    BEGIN(native)
    OP(test_heap, U(2), U(2)), OP(gc_bif2, F(0), U(2), U(IMPORT_PLUS), X(0), X(1), X(0)),
        OP(put_list, X(0), X(1), X(0)), OP0(return ) END;
    CHECK_ACCEPTED(none);
    CHECK_NUMBER(FLAGS(0), VERIFY_CHECK_HEAP);
    CHECK_ACCEPTED(enough);
    CHECK_NUMBER(FLAGS(1), 0);
    CHECK_ACCEPTED(twice);
    CHECK_NUMBER(FLAGS(2), VERIFY_CHECK_HEAP);
    CHECK_ACCEPTED(loop);
    CHECK_NUMBER(FLAGS(2), VERIFY_CHECK_HEAP);
    CHECK_ACCEPTED(native);
    CHECK_NUMBER(FLAGS(2), VERIFY_CHECK_HEAP);
}

static void making_room_must_not_lose_a_source(void)
{
    // x3 is set, x2 is not: a collection here keeps x0 and x1 only.
    BEGIN(gap) OP(move, X(0), X(3)), OP(put_list, X(3), X(1), X(0)), OP0(return ) END;
    static struct operand pairs[] = {X(1), X(0)};
    BEGIN(map) OP(put_map_assoc, F(0), X(0), X(0), U(1), LIST(pairs)), OP0(return ) END;
    CHECK_REFUSED(gap, "not set");
    CHECK_REFUSED(map, "not set");
}

// Handlers
// ------------------------------------------------------------------------------------------

static void handlers_are_no_values(void)
{
    BEGIN(read)
    OP(allocate, U(1), U(2)), OP(catch, Y(0), F(LABEL_A)), OP(move, Y(0), X(0)), LABEL(LABEL_A),
        OP(catch_end, Y(0)), OP(deallocate, U(1)), OP0(return ) END;
    BEGIN(over)
    OP(allocate, U(1), U(2)), OP(catch, Y(0), F(LABEL_A)), OP(move, X(0), Y(0)), LABEL(LABEL_A),
        OP(catch_end, Y(0)), OP(deallocate, U(1)), OP0(return ) END;
    BEGIN(left)
    OP(allocate, U(1), U(2)), OP(catch, Y(0), F(LABEL_A)), OP(deallocate, U(1)), OP0(return ),
        LABEL(LABEL_A), OP(catch_end, Y(0)), OP(deallocate, U(1)), OP0(return ) END;
    BEGIN(none)
    OP(allocate, U(1), U(2)), OP(move, X(0), Y(0)), OP(try_end, Y(0)), OP(deallocate, U(1)),
        OP0(return ) END;
    BEGIN(entry)
    OP(allocate, U(1), U(2)), OP(try, Y(0), F(LABEL_A)), OP(call_ext, U(1), U(IMPORT_OTHER)),
        OP(try_end, Y(0)), OP(deallocate, U(1)), OP0(return ), LABEL(LABEL_A), OP(move, X(2), X(0)),
        OP(try_case, Y(0)), OP(deallocate, U(1)), OP0(return ) END;
    CHECK_REFUSED(read, "handler is read");
    CHECK_REFUSED(over, "overwritten");
    CHECK_REFUSED(left, "in use");
    CHECK_REFUSED(none, "not in use");
    CHECK_REFUSED(entry, "does not begin");
}

static void handlers_see_what_was_set_when_raised(void)
{
    // y1 is set behind the call that may raise.
    BEGIN(late)
    OP(allocate, U(2), U(2)), OP(try, Y(0), F(LABEL_A)), OP(call_ext, U(1), U(IMPORT_OTHER)),
        OP(move, X(0), Y(1)), OP(try_end, Y(0)), OP(deallocate, U(2)), OP0(return ), LABEL(LABEL_A),
        OP(try_case, Y(0)), OP(move, Y(1), X(0)), OP(deallocate, U(2)), OP0(return ) END;
    BEGIN(x3)
    OP(allocate, U(1), U(2)), OP(try, Y(0), F(LABEL_A)), OP(move, X(0), X(3)),
        OP(call_ext, U(1), U(IMPORT_OTHER)), OP(try_end, Y(0)), OP(deallocate, U(1)), OP0(return ),
        LABEL(LABEL_A), OP(try_case, Y(0)), OP(move, X(3), X(0)), OP(deallocate, U(1)),
        OP0(return ) END;
    CHECK_REFUSED(late, "not set");
    CHECK_REFUSED(x3, "not set");
}

// Floats, funs, binaries, maps --------------------------------------------------------------------

static void float_registers_are_set_and_floats_are_checked(void)
{
    BEGIN(unset) OP(fadd, F(0), FLOAT(0), FLOAT(1), FLOAT(0)), OP0(return ) END;
    BEGIN(blind) OP(fmove, X(0), FLOAT(0)), OP0(return ) END;
    BEGIN(room) OP(fconv, X(0), FLOAT(0)), OP(fmove, FLOAT(0), X(0)), OP0(return ) END;
    CHECK_REFUSED(unset, "not set");
    CHECK_ACCEPTED(blind);
    CHECK_NUMBER(FLAGS(0), VERIFY_CHECK);
    CHECK_ACCEPTED(room);
    CHECK_NUMBER(FLAGS(1), VERIFY_CHECK_HEAP);
}

static void funs_capture_what_they_have(void)
{
    static struct operand two[] = {X(0), X(1)};
    BEGIN(count) OP(make_fun3, U(0), X(0), LIST(two)), OP0(return ) END;
    BEGIN(no_fun) OP(make_fun3, U(1), X(0), LIST(two)), OP0(return ) END;
    CHECK_REFUSED(count, "captured");
    CHECK_REFUSED(no_fun, "beyond the table");
}

static void binaries_are_begun_before_they_are_written(void)
{
    BEGIN(none) OP(bs_put_integer, F(0), INT(8), U(1), U(0), X(0)), OP0(return ) END;
    BEGIN(lost)
    OP(bs_init2, F(0), U(4), U(0), U(2), U(0), X(0)), OP(test_heap, U(1), U(1)),
        OP(bs_put_integer, F(0), INT(8), U(1), U(0), X(0)), OP0(return ) END;
    CHECK_REFUSED(none, "without a binary");
    CHECK_REFUSED(lost, "without a binary");
}

static void contexts_are_checked_and_not_used_after_they_are_gone(void)
{
    BEGIN(blind) OP(bs_skip_bits2, F(LABEL_INFO), X(0), INT(8), U(1), U(0)), OP0(return ) END;
    static struct operand over[] = {ATOM(3), U(2), EMPTY, U(8), U(1), X(0),
                                    ATOM(3), U(2), EMPTY, U(8), U(1), X(1)};
    BEGIN(gone) OP(bs_match, F(LABEL_INFO), X(0), LIST(over)), OP0(return ) END;
    CHECK_ACCEPTED(blind);
    CHECK_NUMBER(FLAGS(0), VERIFY_CHECK);
    CHECK_REFUSED(gone, "cannot be");
}

static void records_are_updated_inside(void)
{
    static struct operand outside[] = {U(3), X(1)};
    static struct operand inside[] = {U(2), X(1)};
    BEGIN(bad) OP(update_record, ATOM(1), U(2), X(0), X(0), LIST(outside)), OP0(return ) END;
    BEGIN(good)
    OP(test_heap, U(3), U(2)), OP(update_record, ATOM(1), U(2), X(0), X(0), LIST(inside)),
        OP0(return ) END;
    CHECK_REFUSED(bad, "not there");
    CHECK_ACCEPTED(good);
    CHECK_NUMBER(FLAGS(1), VERIFY_CHECK);
}

static void every_instruction_has_its_operands_described(void)
{
    CHECK(opcode_arity(0) == -1 && opcode_name(200) == NULL && opcode_name(27) == NULL);
    CHECK_TEXT(opcode_name(191), "get_record_field");
    CHECK_NUMBER(opcode_arity(191), 5);
    for (unsigned i = 0; i < 256; i++) {
        const char *signature = verify_signature(i);
        if (opcode_name(i) != NULL && i != BEAM_int_code_end) {
            CHECK(signature != NULL && (int) strlen(signature) == opcode_arity(i));
        } else {
            CHECK(signature == NULL);
        }
    }
}

int main(void)
{
    TEST(registers_that_are_not_set_are_not_read);
    TEST(registers_beyond_all_are_refused);
    TEST(collections_lose_what_is_not_live);
    TEST(frames_are_as_said);
    TEST(frames_are_cleared_when_a_collection_may_see_them);
    TEST(raising_code_may_be_shared_by_frames);
    TEST(code_stays_in_the_function);
    TEST(what_is_never_reached_is_told);
    TEST(operands_are_of_the_right_kind);
    TEST(parts_of_values_are_checked_unless_proved);
    TEST(moves_carry_what_is_known);
    TEST(joins_know_what_both_ways_know);
    TEST(heap_is_ensured_before_it_is_used);
    TEST(making_room_must_not_lose_a_source);
    TEST(handlers_are_no_values);
    TEST(handlers_see_what_was_set_when_raised);
    TEST(float_registers_are_set_and_floats_are_checked);
    TEST(funs_capture_what_they_have);
    TEST(binaries_are_begun_before_they_are_written);
    TEST(contexts_are_checked_and_not_used_after_they_are_gone);
    TEST(records_are_updated_inside);
    TEST(every_instruction_has_its_operands_described);
    return test_done();
}
