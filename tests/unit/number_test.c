// SPDX-License-Identifier: Apache-2.0
// number_test.c: arithmetic and number texts against what Erlang/OTP answered
// (number_operations.def), and what a table cannot hold: large operands, limits, memory.
//
//     number_test FILE...    checks the rows of other files of that form

#include <math.h>
#include <stdlib.h>

#include "tests/unit/binary_model.h"
#include "tests/unit/test.h"
#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/memory.h"
#include "vm/number.h"

struct row {
    const char *name, *arguments, *result;
};

static const struct row rows[] = {
#define ROW(name, arguments, result) {name, arguments, result},
#include "tests/unit/number_operations.def"
#undef ROW
};

static term compare(struct process *p, term *args)
{
    int order = number_compare(args[0], args[1]);
    return make_small((order > 0) - (order < 0));
}

static const struct native {
    const char *name;
    unsigned arity;
    bif_function function;
} natives[] = {
    {"+", 2, bif_erlang_plus_2},
    {"-", 2, bif_erlang_minus_2},
    {"*", 2, bif_erlang_times},
    {"/", 2, bif_erlang_divide},
    {"div", 2, bif_erlang_div},
    {"rem", 2, bif_erlang_rem},
    {"band", 2, bif_erlang_band},
    {"bor", 2, bif_erlang_bor},
    {"bxor", 2, bif_erlang_bxor},
    {"bsl", 2, bif_erlang_bsl},
    {"bsr", 2, bif_erlang_bsr},
    {"compare", 2, compare},
    {"negate", 1, bif_erlang_minus_1},
    {"bnot", 1, bif_erlang_bnot},
    {"abs", 1, bif_erlang_abs},
    {"trunc", 1, bif_erlang_trunc},
    {"round", 1, bif_erlang_round},
    {"ceil", 1, bif_erlang_ceil},
    {"floor", 1, bif_erlang_floor},
    {"float", 1, bif_erlang_float},
    {"is_integer/3", 3, bif_erlang_is_integer_3},
    {"integer_to_list/1", 1, bif_erlang_integer_to_list_1},
    {"integer_to_list/2", 2, bif_erlang_integer_to_list_2},
    {"list_to_integer/1", 1, bif_erlang_list_to_integer_1},
    {"list_to_integer/2", 2, bif_erlang_list_to_integer_2},
    {"list_to_float", 1, bif_erlang_list_to_float},
    {"short", 1, bif_erlang_float_to_list_2},
    {"format", 2, bif_erlang_float_to_list_2},
    {"string:list_to_float", 1, bif_string_list_to_float},
    {"string:list_to_integer", 1, bif_string_list_to_integer},
};

static const struct native *native_find(const char *name)
{
    for (size_t i = 0; i < sizeof natives / sizeof natives[0]; i++) {
        if (strcmp(natives[i].name, name) == 0) {
            return &natives[i];
        }
    }
    return NULL;
}

// Values from text. They are built before anything that needs room is run: the heap of the model is
// larger than they are.

static term list_of(struct process *p, const char *text, size_t size)
{
    term list = NIL;
    CHECK(heap_ensure(p, 2 * size));
    while (size-- > 0) {
        list = build_cons(p, make_small((unsigned char) text[size]), list);
    }
    return list;
}

static term options_of(struct process *p, char kind, long count)
{
    CHECK(heap_ensure(p, 16));
    if (kind == 'h') {
        return build_cons(p, ATOM_short, NIL);
    }
    term name = kind == 'x' ? ATOM_scientific : ATOM_decimals;
    term option = build_tuple2(p, name, make_small(count));
    return build_cons(p, option, kind == 'c' ? build_cons(p, ATOM_compact, NIL) : NIL);
}

static term value_of(struct process *p, const char *text, size_t size)
{
    switch (text[0]) {
    case 'i':
        return integer_from_text(p, text + 1, size - 1, 16);
    case 'f': {
        uint64_t bits = strtoull(text + 1, NULL, 16);
        double value;
        memcpy(&value, &bits, sizeof value);
        CHECK(heap_ensure(p, FLOAT_WORDS));
        return build_float(p, value);
    }
    case 's':
        return list_of(p, text + 1, size - 1);
    default:
        return options_of(p, text[0], strtol(text + 1, NULL, 10));
    }
}

// Text of a result, in the form of the rows.

#define RESULT_MAX 100000

static void print_reason(term reason, char *to)
{
    const char *text = reason == ATOM_badarith       ? "badarith"
                       : reason == ATOM_badarg       ? "badarg"
                       : reason == ATOM_system_limit ? "system_limit"
                       : reason == ATOM_no_integer   ? "no_integer"
                       : reason == ATOM_no_float     ? "no_float"
                                                     : "another reason";
    snprintf(to, RESULT_MAX, "e%s", text);
}

static void print_result(struct process *p, term t, char *to)
{
    if (t == NONE) {
        print_reason(p->exception, to);
    } else if (t == ATOM_true || t == ATOM_false) {
        snprintf(to, RESULT_MAX, t == ATOM_true ? "otrue" : "ofalse");
    } else if (is_float(t)) {
        double value = float_value(t);
        uint64_t bits;
        memcpy(&bits, &value, sizeof bits);
        snprintf(to, RESULT_MAX, "f%llx", (unsigned long long) bits);
    } else if (is_tuple(t) && tuple_elements(t)[0] == ATOM_error) {
        print_reason(tuple_elements(t)[1], to);
    } else if (is_tuple(t)) {
        size_t rest = 0;
        for (term list = tuple_elements(t)[1]; is_cons(list); list = cons_tail(list)) {
            rest++;
        }
        print_result(p, tuple_elements(t)[0], to);
        snprintf(to + strlen(to), 32, "+%zu", rest);
    } else if (is_integer(t)) {
        char *text;
        size_t length, capacity;
        CHECK(integer_to_text(p->vm, t, 16, &text, &length, &capacity));
        snprintf(to, RESULT_MAX, "i%.*s", (int) length, text);
        memory_free(p->vm, text, capacity);
    } else {
        *to++ = 's';
        for (; is_cons(t); t = cons_tail(t)) {
            *to++ = (char) small_value(cons_head(t));
        }
        *to = '\0';
    }
}

static void run_row(struct process *p, const struct row *row)
{
    static char result[RESULT_MAX];
    const struct native *native = native_find(row->name);
    CHECK(native != NULL);
    if (native == NULL) {
        return;
    }
    unsigned count = 0;
    p->live = 0;
    for (const char *at = row->arguments; *at != '\0' && count < 4; count++) {
        size_t size = strcspn(at, " ");
        p->x[count] = value_of(p, at, size);
        p->live = count + 1;
        at += size;
        at += *at == ' ';
    }
    if (strcmp(row->name, "short") == 0) {
        p->x[count] = options_of(p, 'h', 0);
        p->live = ++count;
    }
    p->exception = NONE;
    print_result(p, native->function(p, p->x), result);
    if (strcmp(result, row->result) != 0) {
        CHECK(false);
        printf("# %s %s is %s, not %s\n", row->name, row->arguments, result, row->result);
    }
}

static void operations_answer_as_otp_does(void)
{
    struct model_process model;
    struct process *p = model_process_init(&model);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        run_row(p, &rows[i]);
    }
    model_process_clear(&model);
}

static const char *other_file;

static void rows_of_file_hold(void)
{
    static char line[1 << 20];
    struct model_process model;
    struct process *p = model_process_init(&model);
    FILE *file = fopen(other_file, "r");
    CHECK(file != NULL);
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "ROW(", 4) == 0) {
            char *parts[6];
            char *at = line;
            for (int i = 0; i < 6; i++) {
                at = strchr(at, '"');
                *at++ = '\0';
                parts[i] = at;
            }
            struct row row = {parts[0], parts[2], parts[4]};
            run_row(p, &row);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    model_process_clear(&model);
}

// Operands that a table is too small for: the algorithms for large ones against identities.

static uint64_t random_state = 88172645463325252u;

static uint64_t random64(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

// A random integer of up to `bits` bits, with long runs of equal bits now and then.
static term random_integer(struct process *p, size_t bits)
{
    static uint8_t bytes[1 << 16];
    size_t size = 1 + (size_t) (random64() % (bits / 8));
    uint64_t kind = random64() % 3;
    for (size_t i = 0; i < size; i++) {
        uint64_t r = random64();
        bytes[i] = (uint8_t) (kind == 0 ? r : kind == 1 ? 0xff : r % 16 == 0 ? r >> 8 : 0);
    }
    return integer_from_bytes(p, bytes, size, true, random64() % 2 == 0);
}

// x[to] = function(x[a], x[b])
static void binary(struct process *p, bif_function function, unsigned a, unsigned b, unsigned to)
{
    p->live = 16;
    p->x[14] = p->x[a];
    p->x[15] = p->x[b];
    term result = function(p, p->x + 14);
    CHECK(result != NONE);
    p->x[to] = result;
    p->x[14] = p->x[15] = NIL;
}

static void large_quotients_and_products_fit_together(void)
{
    struct model_process model;
    struct process *p = model_process_init(&model);
    for (int i = 0; i < 300; i++) {
        size_t bits = (size_t) 64 << (i % 10);
        p->x[0] = random_integer(p, 2 * bits);
        p->x[1] = random_integer(p, bits);
        if (p->x[1] == make_small(0)) {
            continue;
        }
        // a = (a div b) * b + a rem b
        binary(p, number_div, 0, 1, 2);
        binary(p, number_rem, 0, 1, 3);
        binary(p, number_multiply, 2, 1, 4);
        binary(p, number_add, 4, 3, 4);
        CHECK(integer_equal(p->x[0], p->x[4]));
        // (a + b)(a - b) = a a - b b
        binary(p, number_add, 0, 1, 2);
        binary(p, number_subtract, 0, 1, 3);
        binary(p, number_multiply, 2, 3, 2);
        binary(p, number_multiply, 0, 0, 3);
        binary(p, number_multiply, 1, 1, 4);
        binary(p, number_subtract, 3, 4, 3);
        CHECK(integer_equal(p->x[2], p->x[3]));
        // a + b = (a bxor b) + 2 (a band b) = (a bor b) + (a band b)
        binary(p, number_add, 0, 1, 2);
        binary(p, number_bxor, 0, 1, 3);
        binary(p, number_band, 0, 1, 4);
        binary(p, number_add, 3, 4, 3);
        binary(p, number_add, 3, 4, 3);
        CHECK(integer_equal(p->x[2], p->x[3]));
        binary(p, number_bor, 0, 1, 3);
        binary(p, number_add, 3, 4, 3);
        CHECK(integer_equal(p->x[2], p->x[3]));
    }
    model_process_clear(&model);
}

static void every_base_reads_back(void)
{
    struct model_process model;
    struct process *p = model_process_init(&model);
    for (unsigned i = 0; i < 200; i++) {
        unsigned base = 2 + i % 35;
        p->x[0] = random_integer(p, (size_t) 64 << (i % 10));
        char *text;
        size_t length, capacity;
        CHECK(integer_to_text(p->vm, p->x[0], base, &text, &length, &capacity));
        p->x[1] = integer_from_text(p, text, length, base);
        memory_free(p->vm, text, capacity);
        CHECK(integer_equal(p->x[0], p->x[1]));
        CHECK(number_compare(p->x[0], p->x[1]) == 0);
    }
    model_process_clear(&model);
}

static void bytes_read_back(void)
{
    struct model_process model;
    struct process *p = model_process_init(&model);
    uint8_t bytes[300];
    for (unsigned i = 0; i < 500; i++) {
        p->x[0] = random_integer(p, 1024);
        bool big = i % 2 != 0;
        integer_to_bytes(p->x[0], bytes, 1 + 1024 / 8, big);
        p->x[1] = integer_from_bytes(p, bytes, 1 + 1024 / 8, big, true);
        CHECK(integer_equal(p->x[0], p->x[1]));
        uint64_t low = 0;
        for (unsigned j = 0; j < 8; j++) {
            low |= (uint64_t) bytes[big ? 1024 / 8 - j : j] << (8 * j);
        }
        CHECK(low == integer_low_bits(p->x[0]));
    }
    model_process_clear(&model);
}

static void integers_of_c_read_back(void)
{
    static const int64_t values[] = {0,
                                     1,
                                     -1,
                                     INT32_MAX,
                                     INT32_MIN,
                                     (int64_t) SMALL_MAX,
                                     (int64_t) SMALL_MIN,
                                     (int64_t) SMALL_MAX + 1,
                                     (int64_t) SMALL_MIN - 1,
                                     INT64_MAX,
                                     INT64_MIN,
                                     INT64_MIN + 1};
    struct model_process model;
    struct process *p = model_process_init(&model);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        int64_t value = 0;
        uint64_t unsigned_value = 0;
        CHECK(heap_ensure(p, INT64_WORDS));
        p->x[0] = build_int64(p, values[i]);
        CHECK(integer_to_int64(p->x[0], &value) && value == values[i]);
        CHECK(is_small(p->x[0]) == (values[i] >= SMALL_MIN && values[i] <= SMALL_MAX));
        CHECK(integer_to_uint64(p->x[0], &unsigned_value) == (values[i] >= 0));
        CHECK(integer_low_bits(p->x[0]) == (uint64_t) values[i]);
        CHECK(heap_ensure(p, INT64_WORDS));
        p->x[1] = build_uint64(p, (uint64_t) values[i]);
        CHECK(integer_to_uint64(p->x[1], &unsigned_value) &&
              unsigned_value == (uint64_t) values[i]);
        CHECK(integer_to_int64(p->x[1], &value) == (values[i] >= 0));
        CHECK(integer_equal(p->x[0], p->x[1]) == (values[i] >= 0));
    }
    model_process_clear(&model);
}

// What function(a, b) raises, NIL for nothing. x[2] is kept.
static term raised(struct process *p, bif_function function, term a, term b)
{
    p->live = 3;
    p->x[0] = a;
    p->x[1] = b;
    p->exception = NONE;
    return function(p, p->x) == NONE ? p->exception : NIL;
}

static void integers_end_at_the_limit(void)
{
    struct model_process model;
    struct process *p = model_process_init(&model);
    term shift = make_small((sterm) BIG_MAX_BITS);
    CHECK(raised(p, number_bsl, make_small(1), shift) == ATOM_system_limit);
    CHECK(raised(p, number_bsl, make_small(-1), shift) == ATOM_system_limit);
    CHECK(raised(p, number_bsl, make_small(1), make_small(100000000)) == ATOM_system_limit);
    CHECK(raised(p, number_bsl, make_small(0), make_small(100000000)) == NIL);
    CHECK(raised(p, number_bsr, make_small(1), make_small(-100000000)) == ATOM_system_limit);

    p->x[0] = make_small(1);
    p->x[1] = make_small((sterm) BIG_MAX_BITS - 1);
    p->x[2] = number_bsl(p, p->x);
    CHECK(is_big(p->x[2]));
    CHECK(raised(p, number_add, p->x[2], p->x[2]) == ATOM_system_limit);
    CHECK(raised(p, number_multiply, p->x[2], make_small(2)) == ATOM_system_limit);
    CHECK(raised(p, number_multiply, p->x[2], p->x[2]) == ATOM_system_limit);
    CHECK(raised(p, number_subtract, p->x[2], make_small(1)) == NIL);
    CHECK(raised(p, number_bsl, p->x[2], make_small(1)) == ATOM_system_limit);
    model_process_clear(&model);
}

static void a_number_of_a_hundred_thousand_digits_is_text(void)
{
    struct model_process model;
    struct process *p = model_process_init(&model);
    static char text[100002];
    text[0] = '1';
    memset(text + 1, '0', 100000);
    p->x[0] = integer_from_text(p, text, 100001, 10);
    char *back;
    size_t length, capacity;
    CHECK(integer_to_text(p->vm, p->x[0], 10, &back, &length, &capacity));
    CHECK(length == 100001 && memcmp(text, back, length) == 0);
    memory_free(p->vm, back, capacity);
    model_process_clear(&model);
}

int main(int count, char **arguments)
{
    TEST(operations_answer_as_otp_does);
    TEST(large_quotients_and_products_fit_together);
    TEST(every_base_reads_back);
    TEST(bytes_read_back);
    TEST(integers_of_c_read_back);
    TEST(integers_end_at_the_limit);
    TEST(a_number_of_a_hundred_thousand_digits_is_text);
    for (int i = 1; i < count; i++) {
        other_file = arguments[i];
        TEST(rows_of_file_hold);
    }
    return test_done();
}
