// SPDX-License-Identifier: Apache-2.0
// bif_number.c: operators, rounding, and numbers from and to text.

#include <math.h>
#include <string.h>

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/float.h"
#include "vm/heap.h"
#include "vm/memory.h"
#include "vm/number.h"
#include "vm/radix.h"

// Operators

term bif_erlang_plus_1(struct process *p, term *args)
{
    // As OTP, which adds 0: +(-0.0) is 0.0.
    if (is_float(args[0]) && float_value(args[0]) == 0) {
        return heap_ensure(p, FLOAT_WORDS) ? build_float(p, 0) : NONE;
    }
    return is_integer(args[0]) || is_float(args[0]) ? args[0] : raise_badarith(p);
}

term bif_erlang_plus_2(struct process *p, term *args)
{
    return number_add(p, args);
}

term bif_erlang_minus_1(struct process *p, term *args)
{
    return number_negate(p, args);
}

term bif_erlang_minus_2(struct process *p, term *args)
{
    return number_subtract(p, args);
}

term bif_erlang_times(struct process *p, term *args)
{
    return number_multiply(p, args);
}

term bif_erlang_divide(struct process *p, term *args)
{
    return number_divide(p, args);
}

term bif_erlang_div(struct process *p, term *args)
{
    return number_div(p, args);
}

term bif_erlang_rem(struct process *p, term *args)
{
    return number_rem(p, args);
}

term bif_erlang_band(struct process *p, term *args)
{
    return number_band(p, args);
}

term bif_erlang_bor(struct process *p, term *args)
{
    return number_bor(p, args);
}

term bif_erlang_bxor(struct process *p, term *args)
{
    return number_bxor(p, args);
}

term bif_erlang_bnot(struct process *p, term *args)
{
    return number_bnot(p, args);
}

term bif_erlang_bsl(struct process *p, term *args)
{
    return number_bsl(p, args);
}

term bif_erlang_bsr(struct process *p, term *args)
{
    return number_bsr(p, args);
}

// Rounding and size. Unlike the operators these raise badarg.

term bif_erlang_abs(struct process *p, term *args)
{
    term t = args[0];
    if (is_small(t)) {
        return small_value(t) < 0 ? number_negate(p, args) : t;
    }
    if (is_float(t)) {
        return signbit(float_value(t)) ? number_negate(p, args) : t; // 0.0 of -0.0, since OTP 27
    }
    if (!is_big(t)) {
        return raise_badarg(p);
    }
    return is_boxed_tag(t, TAG_BIG_NEG) ? number_negate(p, args) : t;
}

static term to_integer(struct process *p, term t, double (*rounding)(double))
{
    if (is_integer(t)) {
        return t;
    }
    if (!is_float(t)) {
        return raise_badarg(p);
    }
    return integer_from_double(p, rounding(float_value(t)));
}

term bif_erlang_trunc(struct process *p, term *args)
{
    return to_integer(p, args[0], trunc);
}

term bif_erlang_round(struct process *p, term *args)
{
    return to_integer(p, args[0], round);
}

term bif_erlang_ceil(struct process *p, term *args)
{
    return to_integer(p, args[0], ceil);
}

term bif_erlang_floor(struct process *p, term *args)
{
    return to_integer(p, args[0], floor);
}

term bif_erlang_float(struct process *p, term *args)
{
    double value;
    if (is_float(args[0])) {
        return args[0];
    }
    if (!number_to_double(args[0], &value)) {
        return raise_badarg(p);
    }
    if (!heap_ensure(p, FLOAT_WORDS)) {
        return NONE;
    }
    return build_float(p, value);
}

term bif_erlang_is_integer_3(struct process *p, term *args)
{
    if (!is_integer(args[1]) || !is_integer(args[2])) {
        return raise_badarg(p);
    }
    return make_bool(is_integer(args[0]) && number_compare(args[1], args[0]) <= 0 &&
                     number_compare(args[0], args[2]) <= 0);
}

// Text that comes and goes as a list or a binary.

enum form { AS_LIST, AS_BINARY };

// text is not on the heap.
static term text_result(struct process *p, const char *text, size_t length, enum form form)
{
    if (form == AS_BINARY) {
        return binary_from_bytes(p, text, length);
    }
    if (!heap_ensure(p, 2 * length)) {
        return NONE;
    }
    term *cells = heap_take(p, 2 * length);
    for (size_t i = 0; i < length; i++) {
        cells[2 * i] = make_small((unsigned char) text[i]);
        cells[2 * i + 1] = i + 1 < length ? make_cons(&cells[2 * i + 2]) : NIL;
    }
    return length == 0 ? NIL : make_cons(cells);
}

// Text of a term: short ones, nearly all, in place.
struct source {
    char *text;
    size_t length;
    size_t capacity; // of memory at text; 0: in place
    char place[64];
};

static bool source_reserve(struct process *p, struct source *s, size_t length)
{
    s->text = s->place;
    s->length = length;
    s->capacity = 0;
    if (length > sizeof s->place) {
        s->text = memory_alloc(p->vm, length);
        if (s->text == NULL) {
            raise_out_of_memory(p);
            return false;
        }
        s->capacity = length;
    }
    return true;
}

static void source_close(struct process *p, const struct source *s)
{
    if (s->capacity != 0) {
        memory_free(p->vm, s->text, s->capacity);
    }
}

// All numbers are written in ASCII.
static bool is_character(term t)
{
    return is_small(t) && small_value(t) >= 0 && small_value(t) < 128;
}

// What a decimal number consists of. A long text is not copied for the number it begins with.
static bool is_number_character(term t)
{
    return is_character(t) && small_value(t) != 0 &&
           strchr("0123456789+-.,eE", (int) small_value(t)) != NULL;
}

// The accepted characters at the start of a list; *rest is what follows them. False: raised.
static bool source_open_prefix(struct process *p, term list, bool (*accept)(term), struct source *s,
                               term *rest)
{
    size_t length = 0;
    term t = list;
    for (; is_cons(t) && accept(cons_head(t)); t = cons_tail(t)) {
        length++;
    }
    *rest = t;
    if (!source_reserve(p, s, length)) {
        return false;
    }
    for (size_t i = 0; i < length; i++, list = cons_tail(list)) {
        s->text[i] = (char) small_value(cons_head(list));
    }
    return true;
}

// The whole text of a list or binary. False: raised, badarg when it is no text.
static bool source_open(struct process *p, term t, enum form form, struct source *s)
{
    if (form == AS_LIST) {
        term rest;
        if (!is_cons(t) || !source_open_prefix(p, t, is_character, s, &rest)) {
            if (!is_cons(t)) {
                raise_badarg(p);
            }
            return false;
        }
        if (rest != NIL) {
            source_close(p, s);
            raise_badarg(p);
            return false;
        }
        return true;
    }
    if (!is_bitstring(t) || !is_binary(t)) {
        raise_badarg(p);
        return false;
    }
    if (!source_reserve(p, s, bitstring_size(t) / 8)) {
        return false;
    }
    binary_copy_bytes(t, (uint8_t *) s->text);
    return true;
}

// Integers

// Base of the second argument; 0: badarg raised.
static unsigned get_base(struct process *p, term t)
{
    if (!is_small(t) || small_value(t) < 2 || small_value(t) > 36) {
        raise_badarg(p);
        return 0;
    }
    return (unsigned) small_value(t);
}

static term integer_text(struct process *p, term t, unsigned base, enum form form)
{
    if (!is_integer(t)) {
        return raise_badarg(p);
    }
    if (base == 10 && is_small(t)) {
        char text[24];
        char *end = text + sizeof text, *at = end;
        sterm value = small_value(t);
        term left = value < 0 ? 0 - (term) value : (term) value;
        do {
            *--at = (char) ('0' + left % 10);
            left /= 10;
        } while (left != 0);
        if (value < 0) {
            *--at = '-';
        }
        return text_result(p, at, (size_t) (end - at), form);
    }
    char *text;
    size_t length, capacity;
    if (!integer_to_text(p->vm, t, base, &text, &length, &capacity)) {
        return raise_out_of_memory(p);
    }
    term result = text_result(p, text, length, form);
    memory_free(p->vm, text, capacity);
    return result;
}

static term integer_text_base(struct process *p, term *args, enum form form)
{
    unsigned base = get_base(p, args[1]);
    return base == 0 ? NONE : integer_text(p, args[0], base, form);
}

term bif_erlang_integer_to_list_1(struct process *p, term *args)
{
    return integer_text(p, args[0], 10, AS_LIST);
}

term bif_erlang_integer_to_list_2(struct process *p, term *args)
{
    return integer_text_base(p, args, AS_LIST);
}

term bif_erlang_integer_to_binary_1(struct process *p, term *args)
{
    return integer_text(p, args[0], 10, AS_BINARY);
}

term bif_erlang_integer_to_binary_2(struct process *p, term *args)
{
    return integer_text_base(p, args, AS_BINARY);
}

static term read_integer(struct process *p, term t, unsigned base, enum form form)
{
    struct source s;
    if (!source_open(p, t, form, &s)) {
        return NONE;
    }
    term result = integer_from_text(p, s.text, s.length, base);
    source_close(p, &s);
    if (result == NONE && p->exception == NONE) {
        return raise_badarg(p);
    }
    return result;
}

static term read_integer_base(struct process *p, term *args, enum form form)
{
    unsigned base = get_base(p, args[1]);
    return base == 0 ? NONE : read_integer(p, args[0], base, form);
}

term bif_erlang_list_to_integer_1(struct process *p, term *args)
{
    return read_integer(p, args[0], 10, AS_LIST);
}

term bif_erlang_list_to_integer_2(struct process *p, term *args)
{
    return read_integer_base(p, args, AS_LIST);
}

term bif_erlang_binary_to_integer_1(struct process *p, term *args)
{
    return read_integer(p, args[0], 10, AS_BINARY);
}

term bif_erlang_binary_to_integer_2(struct process *p, term *args)
{
    return read_integer_base(p, args, AS_BINARY);
}

// Floats

enum float_style { FLOAT_SCIENTIFIC, FLOAT_DECIMALS, FLOAT_SHORT };

struct float_options {
    enum float_style style;
    unsigned decimals;
    bool compact;
};

// float_to_list(F): 20 digits after the point.
#define DEFAULT_DECIMALS 20

// Largest of each style, as OTP documents them.
#define SCIENTIFIC_MAX 249
#define DECIMALS_MAX   253

// Digits that C's printf, and so OTP, writes for a negative number of them.
#define NEGATIVE_DECIMALS 6

static bool parse_float_option(term option, struct float_options *options)
{
    if (option == ATOM_compact) {
        options->compact = true;
        return true;
    }
    if (option == ATOM_short) {
        options->style = FLOAT_SHORT;
        return true;
    }
    if (!is_tuple(option) || tuple_arity(option) != 2 || !is_small(tuple_elements(option)[1])) {
        return false;
    }
    term name = tuple_elements(option)[0];
    sterm decimals = small_value(tuple_elements(option)[1]);
    if (name == ATOM_decimals && decimals >= 0 && decimals <= DECIMALS_MAX) {
        options->style = FLOAT_DECIMALS;
    } else if (name == ATOM_scientific && decimals <= SCIENTIFIC_MAX) {
        options->style = FLOAT_SCIENTIFIC;
    } else {
        return false;
    }
    options->decimals = decimals < 0 ? NEGATIVE_DECIMALS : (unsigned) decimals;
    return true;
}

static bool parse_float_options(term list, struct float_options *options)
{
    for (; is_cons(list); list = cons_tail(list)) {
        if (!parse_float_option(cons_head(list), options)) {
            return false;
        }
    }
    return list == NIL;
}

static term float_text(struct process *p, term t, const struct float_options *options,
                       enum form form)
{
    char text[FLOAT_TEXT_MAX];
    size_t length = 0;
    switch (options->style) {
    case FLOAT_SCIENTIFIC:
        length = float_scientific(float_value(t), options->decimals, text);
        break;
    case FLOAT_DECIMALS:
        length = float_fixed(float_value(t), options->decimals, options->compact, text);
        break;
    case FLOAT_SHORT:
        length = double_to_shortest(float_value(t), text);
        break;
    }
    return length == 0 ? raise_badarg(p) : text_result(p, text, length, form);
}

static term float_text_with(struct process *p, term t, term list, enum form form)
{
    struct float_options options = {FLOAT_SCIENTIFIC, DEFAULT_DECIMALS, false};
    if (!is_float(t) || !parse_float_options(list, &options)) {
        return raise_badarg(p);
    }
    return float_text(p, t, &options, form);
}

term bif_erlang_float_to_list_1(struct process *p, term *args)
{
    return float_text_with(p, args[0], NIL, AS_LIST);
}

term bif_erlang_float_to_list_2(struct process *p, term *args)
{
    return float_text_with(p, args[0], args[1], AS_LIST);
}

term bif_erlang_float_to_binary_1(struct process *p, term *args)
{
    return float_text_with(p, args[0], NIL, AS_BINARY);
}

term bif_erlang_float_to_binary_2(struct process *p, term *args)
{
    return float_text_with(p, args[0], args[1], AS_BINARY);
}

static term read_float(struct process *p, term t, enum form form)
{
    struct source s;
    if (!source_open(p, t, form, &s)) {
        return NONE;
    }
    // For OTP the text ends at the first NUL, but not that of integers.
    const char *end = memchr(s.text, '\0', s.length);
    double value;
    bool good = double_from_text(s.text, end ? (size_t) (end - s.text) : s.length, &value);
    source_close(p, &s);
    if (!good) {
        return raise_badarg(p);
    }
    if (!heap_ensure(p, FLOAT_WORDS)) {
        return NONE;
    }
    return build_float(p, value);
}

term bif_erlang_list_to_float(struct process *p, term *args)
{
    return read_float(p, args[0], AS_LIST);
}

term bif_erlang_binary_to_float(struct process *p, term *args)
{
    return read_float(p, args[0], AS_BINARY);
}

// string:list_to_integer/1, string:list_to_float/1: {Number, Rest} of a list that starts with a
// number, or {error, Reason}.

static term prefix_error(struct process *p, term reason)
{
    return heap_ensure(p, 3) ? build_tuple2(p, ATOM_error, reason) : NONE;
}

// The number that `length` characters of args[0] made, NONE: raised.
static term prefix_result(struct process *p, const term *args, term number, size_t length)
{
    if (number == NONE) {
        return NONE;
    }
    struct gc_roots roots;
    roots_push(p, &roots, &number, 1);
    bool room = heap_ensure(p, 3);
    roots_pop(p, &roots);
    if (!room) {
        return NONE;
    }
    term rest = args[0];
    for (size_t i = 0; i < length; i++) {
        rest = cons_tail(rest);
    }
    return build_tuple2(p, number, rest);
}

term bif_string_list_to_integer(struct process *p, term *args)
{
    term rest;
    struct source s;
    if (!is_list(args[0])) {
        return prefix_error(p, ATOM_not_a_list);
    }
    if (!source_open_prefix(p, args[0], is_number_character, &s, &rest)) {
        return NONE;
    }
    size_t sign = s.length > 0 && (s.text[0] == '-' || s.text[0] == '+');
    size_t length = sign;
    while (length < s.length && radix_digit((unsigned char) s.text[length]) < 10) {
        length++;
    }
    term result;
    if (length == sign) {
        result = prefix_error(p, ATOM_no_integer);
    } else {
        result = prefix_result(p, args, integer_from_text(p, s.text, length, 10), length);
    }
    source_close(p, &s);
    return result;
}

term bif_string_list_to_float(struct process *p, term *args)
{
    term rest;
    struct source s;
    if (!is_list(args[0])) {
        return prefix_error(p, ATOM_not_a_list);
    }
    if (!source_open_prefix(p, args[0], is_number_character, &s, &rest)) {
        return NONE;
    }
    double value;
    size_t length = float_prefix(s.text, s.length);
    term result;
    if (length == 0 || !double_from_text(s.text, length, &value)) {
        result = prefix_error(p, ATOM_no_float);
    } else {
        result = prefix_result(p, args, heap_ensure(p, FLOAT_WORDS) ? build_float(p, value) : NONE,
                               length);
    }
    source_close(p, &s);
    return result;
}
