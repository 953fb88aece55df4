// SPDX-License-Identifier: Apache-2.0
// bigint.c: arithmetic on magnitudes.
//
// Algorithms: Knuth, The Art of Computer Programming 2, 4.3.1 (schoolbook, D) and 4.3.3
// (Karatsuba); Burnikel and Ziegler, "Fast Recursive Division" (1998); Möller and Granlund,
// "Improved division by invariant integers" (2011) for dividing two digits by one. Recursion is on
// the size, halved each time: at most 20 deep.

#include "vm/bigint.h"

#include <string.h>

#include "vm/pause.h"

// Products of two digits. Half digits where the compiler has no type twice as wide.

#if UINTPTR_MAX == UINT32_MAX
typedef uint64_t wide;
#define HAVE_WIDE 1
#elif defined(__SIZEOF_INT128__)
typedef unsigned __int128 wide;
#define HAVE_WIDE 1
#else
#define HAVE_WIDE 0
#endif

// From this size on, Karatsuba's three products are faster than four.
#define KARATSUBA_MIN 32

// From this size of divisor and quotient on, division by halves is faster than digit by digit.
#define DIVIDE_HALVES_MIN 80

// Products of two digits that take about as long as a step of pause.h.
#define STEP_DIGITS 4
// A row of so many products is a reason to think of the time.
#define LONG 256

#if HAVE_WIDE

static inline digit multiply_add(digit a, digit b, digit c, digit *high)
{
    wide product = (wide) a * b + c;
    *high = (digit) (product >> DIGIT_BITS);
    return (digit) product;
}

static inline digit divide_wide(digit high, digit low, digit d)
{
    return (digit) ((((wide) high << DIGIT_BITS) | low) / d);
}

#else

#define HALF_BITS (DIGIT_BITS / 2)
#define HALF_MASK (((digit) 1 << HALF_BITS) - 1)

static inline digit multiply_add(digit a, digit b, digit c, digit *high)
{
    digit a0 = a & HALF_MASK, a1 = a >> HALF_BITS;
    digit b0 = b & HALF_MASK, b1 = b >> HALF_BITS;
    digit low = a0 * b0, mid1 = a1 * b0, mid2 = a0 * b1, top = a1 * b1;
    digit mid = (low >> HALF_BITS) + (mid1 & HALF_MASK) + (mid2 & HALF_MASK);
    top += (mid1 >> HALF_BITS) + (mid2 >> HALF_BITS) + (mid >> HALF_BITS);
    low = (low & HALF_MASK) | (mid << HALF_BITS);
    low += c;
    *high = top + (low < c);
    return low;
}

// Knuth's D with half digits; high < d, and d has its top bit set.
static digit divide_wide(digit high, digit low, digit d)
{
    digit d1 = d >> HALF_BITS, d0 = d & HALF_MASK;
    digit rest = high, q[2];
    for (int i = 0; i < 2; i++) {
        digit next = i == 0 ? low >> HALF_BITS : low & HALF_MASK;
        digit guess = rest / d1, over = rest % d1;
        while (guess > HALF_MASK || guess * d0 > ((over << HALF_BITS) | next)) {
            guess--;
            over += d1;
            if (over > HALF_MASK) {
                break;
            }
        }
        rest = ((rest << HALF_BITS) | next) - guess * d; // modulo the digit: the true value fits
        q[i] = guess;
    }
    return (q[0] << HALF_BITS) | q[1];
}

#endif

digit digit_multiply(digit a, digit b, digit c, digit *high)
{
    return multiply_add(a, b, c, high);
}

unsigned digit_bits(digit d)
{
    if (d == 0) {
        return 0;
    }
    return (unsigned) (sizeof(digit) == sizeof(long)
                           ? DIGIT_BITS - (unsigned) __builtin_clzl((unsigned long) d)
                           : 64 - (unsigned) __builtin_clzll((unsigned long long) d));
}

size_t big_bits(const digit *a, size_t size)
{
    return size == 0 ? 0 : (size - 1) * DIGIT_BITS + digit_bits(a[size - 1]);
}

size_t big_from_uint64(uint64_t value, digit to[DIGITS_64])
{
    for (size_t i = 0; i < DIGITS_64; i++) {
        to[i] = (digit) (value >> (i * DIGIT_BITS));
    }
    return big_trim(to, DIGITS_64);
}

int big_compare(const digit *a, size_t a_size, const digit *b, size_t b_size)
{
    if (a_size != b_size) {
        return a_size < b_size ? -1 : 1;
    }
    while (a_size-- > 0) {
        if (a[a_size] != b[a_size]) {
            return a[a_size] < b[a_size] ? -1 : 1;
        }
    }
    return 0;
}

// Sum and difference

digit big_add(digit *r, const digit *a, size_t a_size, const digit *b, size_t b_size)
{
    digit carry = 0;
    for (size_t i = 0; i < b_size; i++) {
        digit x = a[i], sum = x + b[i], total = sum + carry;
        carry = (digit) (sum < x) | (digit) (total < sum);
        r[i] = total;
    }
    for (size_t i = b_size; i < a_size; i++) {
        digit sum = a[i] + carry;
        carry = sum < carry;
        r[i] = sum;
    }
    return carry;
}

digit big_subtract(digit *r, const digit *a, size_t a_size, const digit *b, size_t b_size)
{
    digit borrow = 0;
    for (size_t i = 0; i < b_size; i++) {
        digit x = a[i], y = b[i], less = x - y;
        r[i] = less - borrow;
        borrow = (digit) (x < y) | (digit) (less < borrow);
    }
    for (size_t i = b_size; i < a_size; i++) {
        digit x = a[i];
        r[i] = x - borrow;
        borrow = x < borrow;
    }
    return borrow;
}

digit big_increment(digit *r, size_t size, digit d)
{
    for (size_t i = 0; i < size && d != 0; i++) {
        r[i] += d;
        d = r[i] < d;
    }
    return d;
}

static digit decrement(digit *r, size_t size, digit d)
{
    for (size_t i = 0; i < size && d != 0; i++) {
        digit x = r[i];
        r[i] = x - d;
        d = x < d;
    }
    return d;
}

// r = |a - b|, a_size digits, a_size >= b_size; true when a < b. Leading zeros allowed.
static bool subtract_absolute(digit *r, const digit *a, size_t a_size, const digit *b,
                              size_t b_size)
{
    size_t a_used = big_trim(a, a_size), b_used = big_trim(b, b_size);
    if (big_compare(a, a_used, b, b_used) >= 0) {
        big_subtract(r, a, a_size, b, b_size);
        return false;
    }
    big_subtract(r, b, b_used, a, a_used);
    memset(r + b_used, 0, (a_size - b_used) * DIGIT_BYTES);
    return true;
}

// Product

digit big_scale(digit *r, size_t size, digit m, digit c)
{
    for (size_t i = 0; i < size; i++) {
        r[i] = multiply_add(r[i], m, c, &c);
    }
    return c;
}

// r += a * m; returns the carry.
static digit add_product(digit *r, const digit *a, size_t size, digit m)
{
    digit carry = 0;
    for (size_t i = 0; i < size; i++) {
        digit high;
        digit low = multiply_add(a[i], m, carry, &high);
        digit sum = r[i] + low;
        carry = high + (sum < low);
        r[i] = sum;
    }
    return carry;
}

// r -= a * m; returns the borrow.
static digit subtract_product(digit *r, const digit *a, size_t size, digit m)
{
    digit borrow = 0;
    for (size_t i = 0; i < size; i++) {
        digit high;
        digit low = multiply_add(a[i], m, borrow, &high);
        digit x = r[i];
        r[i] = x - low;
        borrow = high + (x < low);
    }
    return borrow;
}

static void multiply_school(const struct vm *vm, digit *r, const digit *a, size_t a_size,
                            const digit *b, size_t b_size)
{
    memset(r, 0, a_size * DIGIT_BYTES);
    for (size_t i = 0; i < b_size; i++) {
        r[a_size + i] = add_product(r + i, a, a_size, b[i]);
        if (AVM_PAUSES && a_size > LONG) {
            pause_step(vm, a_size / STEP_DIGITS);
        }
    }
}

// Karatsuba: with B = 2^(half digits), a = a1 B + a0 and b = b1 B + b0,
//   a b = a1 b1 B^2 + (a1 b1 + a0 b0 - (a1 - a0)(b1 - b0)) B + a0 b0
// half < b_size <= a_size <= 2 half.
static void multiply_karatsuba(const struct vm *vm, digit *r, const digit *a, size_t a_size,
                               const digit *b, size_t b_size, digit *scratch)
{
    size_t half = (a_size + 1) / 2;
    size_t high_size = a_size + b_size - 2 * half;
    pause_step(vm, half < KARATSUBA_MIN ? 3 * half * half / STEP_DIGITS : half);
    digit *middle = scratch; // 2 half + 1 digits
    digit *deeper = scratch + 2 * half + 1;

    // |a0 - a1| and |b0 - b1| wait in r, which is free until their product is done.
    bool negative = subtract_absolute(r, a, half, a + half, a_size - half);
    negative ^= subtract_absolute(r + half, b, half, b + half, b_size - half);
    big_multiply(vm, middle, r, half, r + half, half, deeper);

    big_multiply(vm, r, a, half, b, half, deeper);
    big_multiply(vm, r + 2 * half, a + half, a_size - half, b + half, b_size - half, deeper);

    // The sum is a1 b0 + a0 b1, never negative; what is between wraps modulo B^(2 half + 1) and
    // comes back.
    if (negative) {
        middle[2 * half] = big_add(middle, r, 2 * half, middle, 2 * half);
    } else {
        middle[2 * half] = 0 - big_subtract(middle, r, 2 * half, middle, 2 * half);
    }
    middle[2 * half] += big_add(middle, middle, 2 * half, r + 2 * half, high_size);
    size_t middle_size = big_trim(middle, 2 * half + 1);
    big_add(r + half, r + half, a_size + b_size - half, middle, middle_size);
}

size_t big_multiply_scratch(size_t a_size, size_t b_size)
{
    size_t small = a_size < b_size ? a_size : b_size;
    size_t large = a_size < b_size ? b_size : a_size;
    if (small < KARATSUBA_MIN) {
        return 0;
    }
    // One level of Karatsuba of size n takes 2 ceil(n / 2) + 1 digits, all levels together less
    // than 2 n + 4 log2(n). Parts of an unbalanced product are multiplied into another 2 n digits.
    size_t n = large < 2 * small ? large : small;
    return 2 * n + 4 * DIGIT_BITS + (large < 2 * small ? 0 : 2 * small);
}

// a is much longer than b: parts of a of b's size, one after the other.
static void multiply_parts(const struct vm *vm, digit *r, const digit *a, size_t a_size,
                           const digit *b, size_t b_size, digit *scratch)
{
    digit *product = scratch;
    memset(r, 0, (a_size + b_size) * DIGIT_BYTES);
    for (size_t at = 0; at < a_size; at += b_size) {
        size_t part = a_size - at < b_size ? a_size - at : b_size;
        big_multiply(vm, product, b, b_size, a + at, part, scratch + 2 * b_size);
        big_add(r + at, r + at, a_size + b_size - at, product, part + b_size);
    }
}

void big_multiply(const struct vm *vm, digit *r, const digit *a, size_t a_size, const digit *b,
                  size_t b_size, digit *scratch)
{
    if (a_size < b_size) {
        const digit *swap = a;
        size_t swap_size = a_size;
        a = b;
        a_size = b_size;
        b = swap;
        b_size = swap_size;
    }
    if (b_size < KARATSUBA_MIN) {
        multiply_school(vm, r, a, a_size, b, b_size);
    } else if (a_size < 2 * b_size && (a_size + 1) / 2 < b_size) {
        multiply_karatsuba(vm, r, a, a_size, b, b_size, scratch);
    } else {
        multiply_parts(vm, r, a, a_size, b, b_size, scratch);
    }
}

// Quotient

// For a divisor d with its top bit set: floor((B^2 - 1) / d) - B.
static digit reciprocal(digit d)
{
    return divide_wide(~d, DIGIT_MAX, d);
}

// (high, low) / d, high < d; v = reciprocal(d). Möller and Granlund, algorithm 4.
static inline digit divide_two(digit high, digit low, digit d, digit v, digit *rest)
{
    digit q1;
    digit q0 = multiply_add(v, high, low, &q1);
    q1 += high + 1;
    digit r = low - q1 * d;
    if (r > q0) {
        q1--;
        r += d;
    }
    if (r >= d) {
        q1++;
        r -= d;
    }
    *rest = r;
    return q1;
}

digit big_divide_digit(digit *q, const digit *a, size_t size, digit d)
{
    if (size == 0) {
        return 0;
    }
    unsigned shift = DIGIT_BITS - digit_bits(d);
    digit divisor = d << shift;
    digit v = reciprocal(divisor);
    digit rest = 0;
    if (shift == 0) {
        for (size_t i = size; i-- > 0;) {
            q[i] = divide_two(rest, a[i], divisor, v, &rest);
        }
        return rest;
    }
    digit above = a[size - 1];
    rest = above >> (DIGIT_BITS - shift);
    for (size_t i = size; i-- > 0;) {
        digit below = i > 0 ? a[i - 1] : 0;
        digit low = (above << shift) | (below >> (DIGIT_BITS - shift));
        q[i] = divide_two(rest, low, divisor, v, &rest);
        above = below;
    }
    return rest >> shift;
}

// Knuth's D. v has its top bit set and at least 2 digits; the top v_size digits of u are less than
// v. q gets u_size - v_size digits, u becomes the remainder.
static void divide_school(const struct vm *vm, digit *q, digit *u, size_t u_size, const digit *v,
                          size_t v_size)
{
    digit top = v[v_size - 1], second = v[v_size - 2];
    digit inverse = reciprocal(top);
    size_t pace = 0;
    for (size_t j = u_size - v_size; j-- > 0;) {
        pause_often(vm, &pace, v_size / STEP_DIGITS + 1);
        digit *at = u + j;
        digit guess = DIGIT_MAX;
        if (at[v_size] < top) {
            digit rest, high;
            guess = divide_two(at[v_size], at[v_size - 1], top, inverse, &rest);
            digit low = multiply_add(guess, second, 0, &high);
            // Too big by at most 2; looking at one digit more finds nearly every case.
            while (high > rest || (high == rest && low > at[v_size - 2])) {
                guess--;
                high -= low < second;
                low -= second;
                rest += top;
                if (rest < top) {
                    break;
                }
            }
        }
        digit over = at[v_size] - subtract_product(at, v, v_size, guess);
        while (over != 0) { // less than zero
            guess--;
            over += big_add(at, at, v_size, v, v_size);
        }
        at[v_size] = 0;
        q[j] = guess;
    }
}

static void divide_two_by_one(const struct vm *vm, digit *q, digit *a, const digit *b, size_t n,
                              digit *scratch);

// a (3 half digits) by b (2 half digits), the top two thirds of a less than b. q gets half digits,
// a becomes the remainder.
static void divide_three_by_two(const struct vm *vm, digit *q, digit *a, const digit *b,
                                size_t half, digit *scratch)
{
    // The quotient of the top halves is too big by at most 2.
    if (big_compare(a + 2 * half, half, b + half, half) < 0) {
        divide_two_by_one(vm, q, a + half, b + half, half, scratch);
    } else {
        // The top of a is that of b. The largest quotient, B^half - 1, leaves the middle of a and
        // the top of b.
        memset(q, 0xff, half * DIGIT_BYTES);
        memset(a + 2 * half, 0, half * DIGIT_BYTES);
        a[2 * half] = big_add(a + half, a + half, half, b + half, half);
    }
    digit *product = scratch;
    big_multiply(vm, product, q, half, b, half, scratch + 2 * half);
    digit borrow = big_subtract(a, a, 3 * half, product, 2 * half);
    while (borrow != 0) {
        decrement(q, half, 1);
        borrow -= big_add(a, a, 3 * half, b, 2 * half);
    }
}

// a (2 n digits) by b (n digits), the top half of a less than b. q gets n digits, a becomes the
// remainder.
static void divide_two_by_one(const struct vm *vm, digit *q, digit *a, const digit *b, size_t n,
                              digit *scratch)
{
    if (n % 2 != 0 || n < DIVIDE_HALVES_MIN) {
        divide_school(vm, q, a, 2 * n, b, n);
        return;
    }
    divide_three_by_two(vm, q + n / 2, a + n / 2, b, n / 2, scratch);
    divide_three_by_two(vm, q, a, b, n / 2, scratch);
}

// Does division by halves pay? It costs about as much as if the quotient were as long as the
// divisor.
static bool divides_by_halves(size_t a_size, size_t b_size)
{
    size_t q_size = a_size - b_size + 1;
    return b_size >= DIVIDE_HALVES_MIN && q_size >= DIVIDE_HALVES_MIN && q_size >= b_size / 8;
}

// Size to which the divisor is extended (by zeros below), so that it can be halved until it is
// small.
static size_t divide_block(size_t b_size)
{
    unsigned levels = 0;
    while ((b_size >> levels) >= DIVIDE_HALVES_MIN) {
        levels++;
    }
    size_t unit = (size_t) 1 << levels;
    return (b_size + unit - 1) / unit * unit;
}

// Blocks of the dividend, extended as the divisor is, with room for the bits of the shift.
static size_t divide_blocks(size_t a_size, size_t b_size, size_t block)
{
    size_t blocks = (a_size + (block - b_size) + 1 + block - 1) / block;
    return blocks < 2 ? 2 : blocks;
}

size_t big_divide_scratch(size_t a_size, size_t b_size)
{
    if (!divides_by_halves(a_size, b_size)) {
        return a_size + 1 + (a_size + 1 - b_size) + b_size + 1;
    }
    size_t block = divide_block(b_size);
    size_t blocks = divide_blocks(a_size, b_size, block);
    // Dividend, quotient, divisor (one digit more while it is shifted), and what a step needs.
    return blocks * block + (blocks - 1) * block + block + 1 + block +
           big_multiply_scratch(block / 2, block / 2);
}

void big_divide(const struct vm *vm, digit *q, digit *r, const digit *a, size_t a_size,
                const digit *b, size_t b_size, digit *scratch)
{
    if (b_size == 1) {
        digit *to = q ? q : scratch;
        r[0] = big_divide_digit(to, a, a_size, b[0]);
        return;
    }
    bool halves = divides_by_halves(a_size, b_size);
    size_t block = halves ? divide_block(b_size) : b_size;
    size_t u_size = halves ? divide_blocks(a_size, b_size, block) * block : a_size + 1;
    digit *u = scratch;
    digit *quotient = u + u_size;
    digit *v = quotient + (u_size - block);
    size_t shift = (block - b_size) * DIGIT_BITS + (DIGIT_BITS - digit_bits(b[b_size - 1]));

    memset(u, 0, u_size * DIGIT_BYTES);
    big_shift_left(u, a, a_size, shift);
    big_shift_left(v, b, b_size, shift);
    if (!halves) {
        divide_school(vm, quotient, u, u_size, v, block);
    } else {
        for (size_t at = u_size - block; at > 0;) {
            at -= block;
            divide_two_by_one(vm, quotient + at, u + at, v, block, v + block + 1);
        }
    }
    if (q) {
        memcpy(q, quotient, (a_size - b_size + 1) * DIGIT_BYTES);
    }
    // The remainder has block digits, the lowest (block - b_size) of them zeros.
    big_shift_right(u, u, block, shift);
    memcpy(r, u, b_size * DIGIT_BYTES);
}

// Bits

void big_shift_left(digit *r, const digit *a, size_t a_size, size_t count)
{
    size_t digits = count / DIGIT_BITS;
    unsigned bits = (unsigned) (count % DIGIT_BITS);
    digit above = 0;
    for (size_t i = a_size; i-- > 0;) {
        digit d = a[i];
        r[i + digits + 1] = bits == 0 ? above : (above << bits) | (d >> (DIGIT_BITS - bits));
        above = d;
    }
    r[digits] = above << bits;
    memset(r, 0, digits * DIGIT_BYTES);
}

bool big_shift_right(digit *r, const digit *a, size_t a_size, size_t count)
{
    size_t digits = count / DIGIT_BITS;
    unsigned bits = (unsigned) (count % DIGIT_BITS);
    digit lost = bits == 0 ? 0 : a[digits] << (DIGIT_BITS - bits);
    for (size_t i = 0; i < digits; i++) {
        lost |= a[i];
    }
    for (size_t i = digits; i < a_size; i++) {
        digit above = i + 1 < a_size ? a[i + 1] : 0;
        r[i - digits] = bits == 0 ? a[i] : (a[i] >> bits) | (above << (DIGIT_BITS - bits));
    }
    return lost != 0;
}

// Digit i of an integer in two's complement, read from the lowest up; *carry starts as is_negative.
static inline digit complement_next(const digit *a, size_t a_size, size_t i, bool is_negative,
                                    digit *carry)
{
    digit d = i < a_size ? a[i] : 0;
    if (is_negative) {
        d = ~d + *carry;
        *carry = d < *carry;
    }
    return d;
}

bool big_logic(enum big_logic operation, digit *r, size_t size, const digit *a, size_t a_size,
               bool a_negative, const digit *b, size_t b_size, bool b_negative)
{
    bool negative = operation == BIG_AND  ? a_negative && b_negative
                    : operation == BIG_OR ? a_negative || b_negative
                                          : a_negative != b_negative;
    digit a_carry = a_negative, b_carry = b_negative, carry = negative;
    for (size_t i = 0; i < size; i++) {
        digit x = complement_next(a, a_size, i, a_negative, &a_carry);
        digit y = complement_next(b, b_size, i, b_negative, &b_carry);
        digit d = operation == BIG_AND ? x & y : operation == BIG_OR ? x | y : x ^ y;
        if (negative) {
            d = ~d + carry;
            carry = d < carry;
        }
        r[i] = d;
    }
    return negative;
}
