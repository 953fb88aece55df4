// SPDX-License-Identifier: Apache-2.0
// number.c: arithmetic on small integers, bignums and floats.
//
// Every operation has the same shape: the cheap pairs of operands first; then room on the heap for
// the largest result, which may move the operands, so they are opened after it; the result is
// computed in place and what it does not need is given back.

#include "vm/number.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "vm/bigint.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/memory.h"
#include "vm/radix.h"

// The magnitude of any integer. Points into the heap or to itself: not to be copied, good until the
// next collection.
struct integer {
    const digit *digits;
    size_t size; // 0 for zero
    bool negative;
    digit small;
};

// Digits of the largest integer.
#define MAX_DIGITS (BIG_MAX_BITS / (sizeof(digit) * 8))

// Words that shift counts are compared with: more than any number has.
#define SHIFT_LIMIT ((size_t) BIG_MAX_BITS + 2 * sizeof(digit) * 8)

static inline digit magnitude(sterm value)
{
    return value < 0 ? (digit) 0 - (digit) value : (digit) value;
}

static inline void integer_open(term t, struct integer *i)
{
    if (is_small(t)) {
        sterm value = small_value(t);
        i->small = magnitude(value);
        i->digits = &i->small;
        i->size = value != 0;
        i->negative = value < 0;
    } else {
        const term *object = boxed_object(t);
        i->digits = object + 1;
        i->size = header_arity(object[0]);
        i->negative = header_tag(object[0]) == TAG_BIG_NEG;
    }
}

static inline size_t integer_size(term t)
{
    return is_small(t) ? 1 : header_arity(*boxed_object(t));
}

static inline bool both_integers(term a, term b)
{
    return is_integer(a) && is_integer(b);
}

// Results

// The integer of `size` digits after the header word `object`, the last thing taken from the heap
// (`taken` words). Raises system_limit.
static term integer_close(struct process *p, term *object, size_t taken, size_t size, bool negative)
{
    size = big_trim(object + 1, size);
    if (size <= 1) {
        digit value = size == 0 ? 0 : object[1];
        if (value <= (digit) SMALL_MAX + negative) {
            heap_give_back(p, taken);
            return make_small(negative ? (sterm) ((digit) 0 - value) : (sterm) value);
        }
    } else if (size > MAX_DIGITS) {
        heap_give_back(p, taken);
        return raise_system_limit(p);
    }
    object[0] = make_header(size, negative ? TAG_BIG_NEG : TAG_BIG_POS);
    heap_give_back(p, taken - 1 - size);
    return make_boxed(object);
}

static term integer_from_word(struct process *p, sterm value)
{
    if (small_fits(value)) {
        return make_small(value);
    }
    if (!heap_ensure(p, 2)) {
        return NONE;
    }
    term *object = heap_take(p, 2);
    object[0] = make_header(1, value < 0 ? TAG_BIG_NEG : TAG_BIG_POS);
    object[1] = magnitude(value);
    return make_boxed(object);
}

static term build_magnitude64(struct process *p, uint64_t value, bool negative)
{
    if (value <= (uint64_t) SMALL_MAX + negative) {
        return make_small(negative ? (sterm) (0 - (digit) value) : (sterm) value);
    }
    term *object = heap_take(p, INT64_WORDS);
    size_t size = big_from_uint64(value, object + 1);
    return integer_close(p, object, INT64_WORDS, size, negative);
}

term build_int64(struct process *p, int64_t value)
{
    return build_magnitude64(p, value < 0 ? 0 - (uint64_t) value : (uint64_t) value, value < 0);
}

term build_uint64(struct process *p, uint64_t value)
{
    return build_magnitude64(p, value, false);
}

static inline term float_result(struct process *p, double value)
{
    if (!isfinite(value)) {
        return raise_badarith(p);
    }
    if (!heap_ensure(p, FLOAT_WORDS)) {
        return NONE;
    }
    return build_float(p, value);
}

// Sum and difference

static term integer_add(struct process *p, term *args, bool subtract)
{
    size_t a_size = integer_size(args[0]), b_size = integer_size(args[1]);
    size_t taken = (a_size > b_size ? a_size : b_size) + 2;
    if (!heap_ensure(p, taken)) {
        return NONE;
    }
    struct integer a, b;
    integer_open(args[0], &a);
    integer_open(args[1], &b);
    b.negative ^= subtract;

    term *object = heap_take(p, taken);
    digit *result = object + 1;
    const struct integer *large = &a, *small = &b;
    bool swap = big_compare(a.digits, a.size, b.digits, b.size) < 0;
    if (swap) {
        large = &b;
        small = &a;
    }
    size_t size = large->size;
    if (a.negative == b.negative) {
        digit carry = big_add(result, large->digits, size, small->digits, small->size);
        result[size++] = carry;
    } else {
        big_subtract(result, large->digits, size, small->digits, small->size);
    }
    return integer_close(p, object, taken, size, large->negative);
}

// Doubles of two numbers; false: one is none, or too large.
static inline bool open_doubles(const term *args, double *a, double *b)
{
    if (is_float(args[0]) && is_float(args[1])) {
        *a = float_value(args[0]);
        *b = float_value(args[1]);
        return true;
    }
    return number_to_double(args[0], a) && number_to_double(args[1], b);
}

term number_add(struct process *p, term *args)
{
    double a, b;
    if (both_small(args[0], args[1])) {
        return integer_from_word(p, small_value(args[0]) + small_value(args[1]));
    }
    if (both_integers(args[0], args[1])) {
        return integer_add(p, args, false);
    }
    if (!open_doubles(args, &a, &b)) {
        return raise_badarith(p);
    }
    return float_result(p, a + b);
}

term number_subtract(struct process *p, term *args)
{
    double a, b;
    if (both_small(args[0], args[1])) {
        return integer_from_word(p, small_value(args[0]) - small_value(args[1]));
    }
    if (both_integers(args[0], args[1])) {
        return integer_add(p, args, true);
    }
    if (!open_doubles(args, &a, &b)) {
        return raise_badarith(p);
    }
    return float_result(p, a - b);
}

term number_negate(struct process *p, term *args)
{
    term a = args[0];
    if (is_small(a)) {
        return integer_from_word(p, -small_value(a));
    }
    if (is_float(a)) {
        return float_result(p, -float_value(a));
    }
    if (!is_big(a)) {
        return raise_badarith(p);
    }
    size_t size = integer_size(a);
    if (!heap_ensure(p, size + 1)) {
        return NONE;
    }
    struct integer i;
    integer_open(args[0], &i);
    term *object = heap_take(p, size + 1);
    memcpy(object + 1, i.digits, size * DIGIT_BYTES);
    return integer_close(p, object, size + 1, size, !i.negative);
}

// Product

// Scratch memory of long operations; NULL with size 0 is no failure.
static bool scratch_new(struct process *p, size_t digits, digit **scratch)
{
    *scratch = NULL;
    if (digits != 0) {
        process_charge(p, digits * 4);
        *scratch = memory_alloc(p->vm, digits * DIGIT_BYTES);
        if (*scratch == NULL) {
            raise_out_of_memory(p);
            return false;
        }
    }
    return true;
}

static void scratch_free(struct process *p, digit *scratch, size_t digits)
{
    if (scratch != NULL) {
        memory_free(p->vm, scratch, digits * DIGIT_BYTES);
    }
}

static term integer_multiply(struct process *p, term *args)
{
    size_t a_size = integer_size(args[0]), b_size = integer_size(args[1]);
    if (args[0] == make_small(0) || args[1] == make_small(0)) {
        return make_small(0);
    }
    if (a_size + b_size > MAX_DIGITS + 1) {
        return raise_system_limit(p);
    }
    size_t taken = a_size + b_size + 1;
    size_t scratch_size = big_multiply_scratch(a_size, b_size);
    digit *scratch;
    if (!heap_ensure(p, taken) || !scratch_new(p, scratch_size, &scratch)) {
        return NONE;
    }
    struct integer a, b;
    integer_open(args[0], &a);
    integer_open(args[1], &b);
    term *object = heap_take(p, taken);
    big_multiply(p->vm, object + 1, a.digits, a.size, b.digits, b.size, scratch);
    scratch_free(p, scratch, scratch_size);
    return integer_close(p, object, taken, a.size + b.size, a.negative != b.negative);
}

term number_multiply(struct process *p, term *args)
{
    if (both_small(args[0], args[1])) {
        sterm product;
        if (!__builtin_mul_overflow(small_value(args[0]), small_value(args[1]), &product)) {
            return integer_from_word(p, product);
        }
    }
    if (both_integers(args[0], args[1])) {
        return integer_multiply(p, args);
    }
    double a, b;
    if (!open_doubles(args, &a, &b)) {
        return raise_badarith(p);
    }
    return float_result(p, a * b);
}

// Quotient

term number_divide(struct process *p, term *args)
{
    double a, b;
    if (!open_doubles(args, &a, &b) || b == 0.0) {
        return raise_badarith(p);
    }
    return float_result(p, a / b);
}

// Both operands are integers, one is a bignum, the divisor is not 0.
static term integer_divide(struct process *p, term *args, bool remainder)
{
    struct integer a, b;
    integer_open(args[0], &a);
    integer_open(args[1], &b);
    if (big_compare(a.digits, a.size, b.digits, b.size) < 0) {
        return remainder ? args[0] : make_small(0);
    }
    size_t q_size = a.size - b.size + 1, r_size = b.size;
    size_t taken = 1 + (remainder ? r_size : q_size);
    size_t other_size = remainder ? q_size : r_size;
    size_t scratch_size = b.size == 1 ? 0 : big_divide_scratch(a.size, b.size) + other_size;
    digit *scratch;
    if (!heap_ensure(p, b.size == 1 ? 1 + q_size : taken) ||
        !scratch_new(p, scratch_size, &scratch)) {
        return NONE;
    }
    integer_open(args[0], &a);
    integer_open(args[1], &b);
    if (b.size == 1) {
        term *object = heap_take(p, 1 + q_size);
        digit rest = big_divide_digit(object + 1, a.digits, a.size, b.digits[0]);
        if (remainder) {
            object[1] = rest;
            return integer_close(p, object, 1 + q_size, 1, a.negative);
        }
        return integer_close(p, object, 1 + q_size, q_size, a.negative != b.negative);
    }
    term *object = heap_take(p, taken);
    digit *q = remainder ? scratch : object + 1;
    digit *r = remainder ? object + 1 : scratch;
    big_divide(p->vm, q, r, a.digits, a.size, b.digits, b.size, scratch + other_size);
    scratch_free(p, scratch, scratch_size);
    if (remainder) {
        return integer_close(p, object, taken, r_size, a.negative);
    }
    return integer_close(p, object, taken, q_size, a.negative != b.negative);
}

term number_div(struct process *p, term *args)
{
    term a = args[0], b = args[1];
    if (!both_integers(a, b) || b == make_small(0)) {
        return raise_badarith(p);
    }
    if (both_small(a, b)) {
        return integer_from_word(p, small_value(a) / small_value(b));
    }
    return integer_divide(p, args, false);
}

term number_rem(struct process *p, term *args)
{
    term a = args[0], b = args[1];
    if (!both_integers(a, b) || b == make_small(0)) {
        return raise_badarith(p);
    }
    if (both_small(a, b)) {
        return make_small(small_value(a) % small_value(b));
    }
    return integer_divide(p, args, true);
}

// Bits

static term integer_logic(struct process *p, term *args, enum big_logic operation)
{
    if (!both_integers(args[0], args[1])) {
        return raise_badarith(p);
    }
    size_t a_size = integer_size(args[0]), b_size = integer_size(args[1]);
    size_t size = (a_size > b_size ? a_size : b_size) + 1;
    if (!heap_ensure(p, size + 1)) {
        return NONE;
    }
    struct integer a, b;
    integer_open(args[0], &a);
    integer_open(args[1], &b);
    term *object = heap_take(p, size + 1);
    bool negative = big_logic(operation, object + 1, size, a.digits, a.size, a.negative, b.digits,
                              b.size, b.negative);
    return integer_close(p, object, size + 1, size, negative);
}

// Is t an integer of one digit, not negative?
static bool is_mask(term t)
{
    return is_small(t) ? small_value(t) >= 0
                       : is_big(t) && *boxed_object(t) == make_header(1, TAG_BIG_POS);
}

// Lowest digit in two's complement.
static digit low_digit(term t)
{
    struct integer i;
    integer_open(t, &i);
    return i.negative ? (digit) 0 - i.digits[0] : i.digits[0];
}

term number_band(struct process *p, term *args)
{
    term a = args[0], b = args[1];
    if (both_small(a, b)) {
        return a & b;
    }
    // Keeping the low bits, as hashes and checksums do.
    if (both_integers(a, b) && (is_mask(a) || is_mask(b))) {
        digit low = low_digit(a) & low_digit(b);
        return low > (digit) SMALL_MAX && !heap_ensure(p, INT64_WORDS)
                   ? NONE
                   : build_magnitude64(p, low, false);
    }
    return integer_logic(p, args, BIG_AND);
}

term number_bor(struct process *p, term *args)
{
    if (both_small(args[0], args[1])) {
        return args[0] | args[1];
    }
    return integer_logic(p, args, BIG_OR);
}

term number_bxor(struct process *p, term *args)
{
    if (both_small(args[0], args[1])) {
        return (args[0] ^ args[1]) | TAG_SMALL;
    }
    return integer_logic(p, args, BIG_XOR);
}

term number_bnot(struct process *p, term *args)
{
    if (is_small(args[0])) {
        return make_small(~small_value(args[0]));
    }
    if (!is_big(args[0])) {
        return raise_badarith(p);
    }
    // -x - 1: the magnitude grows or shrinks by one.
    size_t size = integer_size(args[0]);
    if (!heap_ensure(p, size + 2)) {
        return NONE;
    }
    struct integer i;
    integer_open(args[0], &i);
    term *object = heap_take(p, size + 2);
    const digit one = 1;
    object[size + 1] = 0;
    if (i.negative) {
        big_subtract(object + 1, i.digits, size, &one, 1);
    } else {
        object[size + 1] = big_add(object + 1, i.digits, size, &one, 1);
    }
    return integer_close(p, object, size + 2, size + 1, !i.negative);
}

static term shift_left(struct process *p, term *args, size_t count)
{
    term value = args[0];
    if (value == make_small(0)) {
        return value;
    }
    if (is_small(value) && count < SMALL_BITS) {
        sterm small = small_value(value);
        if ((digit) magnitude(small) <= (digit) SMALL_MAX >> count) {
            return make_small((sterm) ((digit) small << count));
        }
    }
    size_t size = integer_size(value);
    if (count >= SHIFT_LIMIT || size + count / DIGIT_BITS > MAX_DIGITS + 1) {
        return raise_system_limit(p);
    }
    size_t result_size = size + count / DIGIT_BITS + 1;
    if (!heap_ensure(p, result_size + 1)) {
        return NONE;
    }
    struct integer i;
    integer_open(args[0], &i);
    term *object = heap_take(p, result_size + 1);
    big_shift_left(object + 1, i.digits, size, count);
    return integer_close(p, object, result_size + 1, result_size, i.negative);
}

// Towards minus infinity, as if in two's complement.
static term shift_right(struct process *p, term *args, size_t count)
{
    term value = args[0];
    if (is_small(value)) {
        return make_small(small_value(value) >> (count < SMALL_BITS ? count : SMALL_BITS - 1));
    }
    size_t size = integer_size(value);
    if (count / DIGIT_BITS >= size) {
        bool negative = header_tag(*boxed_object(value)) == TAG_BIG_NEG;
        return make_small(negative ? -1 : 0);
    }
    size_t result_size = size - count / DIGIT_BITS;
    if (!heap_ensure(p, result_size + 2)) {
        return NONE;
    }
    struct integer i;
    integer_open(args[0], &i);
    term *object = heap_take(p, result_size + 2);
    bool lost = big_shift_right(object + 1, i.digits, size, count);
    object[result_size + 1] = 0;
    if (i.negative && lost) {
        big_increment(object + 1, result_size + 1, 1);
    }
    return integer_close(p, object, result_size + 2, result_size + 1, i.negative);
}

static term integer_shift(struct process *p, term *args, bool left)
{
    if (!both_integers(args[0], args[1])) {
        return raise_badarith(p);
    }
    struct integer by;
    integer_open(args[1], &by);
    size_t count = by.size > 1 || by.digits[0] > SHIFT_LIMIT ? SHIFT_LIMIT : by.digits[0];
    return left != by.negative ? shift_left(p, args, count) : shift_right(p, args, count);
}

term number_bsl(struct process *p, term *args)
{
    return integer_shift(p, args, true);
}

term number_bsr(struct process *p, term *args)
{
    return integer_shift(p, args, false);
}

// Order

// A bignum's magnitude against a finite double >= 0, exactly.
static int compare_magnitude(const struct integer *i, double value)
{
    int exponent;
    double fraction =
        frexp(value, &exponent); // value = fraction * 2^exponent, fraction in [0.5, 1)
    size_t bits = big_bits(i->digits, i->size);
    if (value == 0.0 || exponent <= 0 || bits > (size_t) exponent) {
        return 1;
    }
    if (bits < (size_t) exponent) {
        return -1;
    }
    // The same number of bits: compare from the top, the double ends after 53 of them.
    for (size_t at = i->size; at-- > 0;) {
        unsigned top = at + 1 == i->size ? digit_bits(i->digits[at]) : DIGIT_BITS;
        fraction = ldexp(fraction, (int) top);
        digit part = (digit) fraction;
        if (i->digits[at] != part) {
            return i->digits[at] < part ? -1 : 1;
        }
        fraction -= (double) part;
    }
    return fraction > 0.0 ? -1 : 0;
}

// Up to this value every integer is a double.
#define EXACT_MAX 9007199254740992.0

static int compare_doubles(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare_integer_float(term a, double b)
{
    if (is_small(a)) {
        sterm value = small_value(a);
        // Rounding the integer cannot take it past a double below EXACT_MAX.
        if (TERM_BITS == 32 || fabs(b) < EXACT_MAX) {
            return compare_doubles((double) value, b);
        }
        if (b >= 9223372036854775808.0) {
            return -1;
        }
        if (b < -9223372036854775808.0) {
            return 1;
        }
        int64_t whole = (int64_t) b;
        return (value > whole) - (value < whole);
    }
    struct integer i;
    integer_open(a, &i);
    if (i.negative != (b < 0.0)) {
        return i.negative ? -1 : 1;
    }
    int order = compare_magnitude(&i, fabs(b));
    return i.negative ? -order : order;
}

static int compare_integers(term a, term b)
{
    if (both_small(a, b)) {
        return (small_value(a) > small_value(b)) - (small_value(a) < small_value(b));
    }
    struct integer x, y;
    integer_open(a, &x);
    integer_open(b, &y);
    if (x.negative != y.negative) {
        return x.negative ? -1 : 1;
    }
    int order = big_compare(x.digits, x.size, y.digits, y.size);
    return x.negative ? -order : order;
}

int number_compare(term a, term b)
{
    if (is_float(a)) {
        if (is_float(b)) {
            return compare_doubles(float_value(a), float_value(b));
        }
        return -compare_integer_float(b, float_value(a));
    }
    if (is_float(b)) {
        return compare_integer_float(a, float_value(b));
    }
    return compare_integers(a, b);
}

bool integer_equal(term a, term b)
{
    if (a == b) {
        return true;
    }
    if (!is_big(a) || !is_big(b)) {
        return false;
    }
    const term *x = boxed_object(a), *y = boxed_object(b);
    return x[0] == y[0] && memcmp(x + 1, y + 1, header_arity(x[0]) * DIGIT_BYTES) == 0;
}

// Between integers and the types of C

// Digits of 64 bits from the lowest up, each step rounded: as OTP does it, and not always the
// nearest double. Programs that print both ways of computing something see it.
static bool magnitude_to_double(const struct integer *i, double *value)
{
    if (big_bits(i->digits, i->size) > DBL_MAX_EXP) {
        return false;
    }
    double sum = 0.0, base = 1.0;
    for (size_t at = 0; at < i->size; at += DIGITS_64) {
        uint64_t part = 0;
        for (size_t k = at; k < i->size && k < at + DIGITS_64; k++) {
            part |= (uint64_t) i->digits[k] << ((k - at) * DIGIT_BITS);
        }
        sum += (double) part * base;
        base *= 18446744073709551616.0; // 2^64
    }
    *value = i->negative ? -sum : sum;
    return isfinite(sum);
}

bool number_to_double(term t, double *value)
{
    if (is_float(t)) {
        *value = float_value(t);
        return true;
    }
    if (is_small(t)) {
        *value = (double) small_value(t);
        return true;
    }
    if (!is_big(t)) {
        return false;
    }
    struct integer i;
    integer_open(t, &i);
    return magnitude_to_double(&i, value);
}

static bool magnitude_to_uint64(const struct integer *i, uint64_t *value)
{
    if (i->size > DIGITS_64) {
        return false;
    }
    *value = 0;
    for (size_t at = 0; at < i->size; at++) {
        *value |= (uint64_t) i->digits[at] << (at * DIGIT_BITS);
    }
    return true;
}

bool integer_to_int64(term t, int64_t *value)
{
    if (is_small(t)) {
        *value = small_value(t);
        return true;
    }
    struct integer i;
    uint64_t size;
    integer_open(t, &i);
    if (!magnitude_to_uint64(&i, &size) || size > (uint64_t) INT64_MAX + i.negative) {
        return false;
    }
    *value = (int64_t) (i.negative ? 0 - size : size);
    return true;
}

bool integer_to_uint64(term t, uint64_t *value)
{
    struct integer i;
    integer_open(t, &i);
    return !i.negative && magnitude_to_uint64(&i, value);
}

uint64_t integer_low_bits(term t)
{
    if (is_small(t)) {
        return (uint64_t) (int64_t) small_value(t);
    }
    struct integer i;
    integer_open(t, &i);
    uint64_t low = 0;
    for (size_t at = 0; at < i.size && at < DIGITS_64; at++) {
        low |= (uint64_t) i.digits[at] << (at * DIGIT_BITS);
    }
    return i.negative ? 0 - low : low;
}

term integer_from_double(struct process *p, double value)
{
    if (fabs(value) < 9223372036854775808.0) {
        if (!heap_ensure(p, INT64_WORDS)) {
            return NONE;
        }
        return build_int64(p, (int64_t) value);
    }
    int exponent;
    uint64_t top = (uint64_t) ldexp(frexp(fabs(value), &exponent), 64);
    size_t shift = (size_t) exponent - 64;
    size_t size = DIGITS_64 + shift / DIGIT_BITS + 1;
    if (!heap_ensure(p, 1 + size)) {
        return NONE;
    }
    digit low[DIGITS_64];
    size_t low_size = big_from_uint64(top, low);
    term *object = heap_take(p, 1 + size);
    big_shift_left(object + 1, low, low_size, shift);
    return integer_close(p, object, 1 + size, low_size + shift / DIGIT_BITS + 1, value < 0.0);
}

term integer_from_bytes(struct process *p, const uint8_t *bytes, size_t size, bool big,
                        bool is_signed)
{
    // Bytes that only extend the sign say nothing.
    bool negative = is_signed && size > 0 && (bytes[big ? 0 : size - 1] & 0x80) != 0;
    uint8_t fill = negative ? 0xff : 0;
    while (size > 1 && bytes[big ? 0 : size - 1] == fill) {
        bytes += big;
        size--;
    }
    if (size > BIG_MAX_BITS / 8 + 1) {
        return raise_system_limit(p);
    }
    size_t digits = size / DIGIT_BYTES + 1;
    if (!heap_ensure(p, 1 + digits)) {
        return NONE;
    }
    term *object = heap_take(p, 1 + digits);
    digit carry = negative;
    for (size_t i = 0; i < digits; i++) {
        digit d = 0;
        for (size_t j = 0; j < DIGIT_BYTES; j++) {
            size_t at = i * DIGIT_BYTES + j;
            digit byte = at >= size ? fill : bytes[big ? size - 1 - at : at];
            d |= byte << (8 * j);
        }
        if (negative) {
            d = ~d + carry;
            carry = d < carry;
        }
        object[1 + i] = d;
    }
    return integer_close(p, object, 1 + digits, digits, negative);
}

void integer_to_bytes(term t, uint8_t *bytes, size_t size, bool big)
{
    struct integer i;
    integer_open(t, &i);
    digit carry = i.negative, d = 0;
    for (size_t at = 0; at < size; at++) {
        if (at % DIGIT_BYTES == 0) {
            size_t word = at / DIGIT_BYTES;
            d = word < i.size ? i.digits[word] : 0;
            if (i.negative) {
                d = ~d + carry;
                carry = d < carry;
            }
        }
        bytes[big ? size - 1 - at : at] = (uint8_t) d;
        d >>= 8;
    }
}

// Text

bool integer_to_text(struct vm *vm, term t, unsigned base, char **text, size_t *length,
                     size_t *capacity)
{
    struct integer i;
    integer_open(t, &i);
    *capacity = radix_text_size(i.digits, i.size, base) + 1;
    *text = memory_alloc(vm, *capacity);
    if (*text == NULL) {
        return false;
    }
    **text = '-';
    if (!radix_to_text(vm, i.digits, i.size, base, *text + i.negative, length)) {
        memory_free(vm, *text, *capacity);
        return false;
    }
    *length += i.negative;
    return true;
}

term integer_from_text(struct process *p, const char *text, size_t length, unsigned base)
{
    bool negative = length > 0 && text[0] == '-';
    if (length > 0 && (text[0] == '-' || text[0] == '+')) {
        text++;
        length--;
    }
    if (length == 0) {
        return NONE;
    }
    // What fits a small integer anyway is read on the way.
    term value = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned d = radix_digit((unsigned char) text[i]);
        if (d >= base) {
            return NONE;
        }
        value = value * base + d;
    }
    if (length * digit_bits(base - 1) < SMALL_BITS) {
        return make_small(negative ? -(sterm) value : (sterm) value);
    }
    while (length > 1 && text[0] == '0') {
        text++;
        length--;
    }
    // Each character but the first adds at least the whole bits of the base.
    if ((length - 1) > BIG_MAX_BITS / (digit_bits(base) - 1)) {
        return raise_system_limit(p);
    }
    size_t digits = radix_digits(length, base);
    if (!heap_ensure(p, 1 + digits)) {
        return NONE;
    }
    term *object = heap_take(p, 1 + digits);
    size_t size;
    if (!radix_from_text(p->vm, text, length, base, object + 1, &size)) {
        heap_give_back(p, 1 + digits);
        return raise_out_of_memory(p);
    }
    return integer_close(p, object, 1 + digits, size, negative);
}
