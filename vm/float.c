// SPDX-License-Identifier: Apache-2.0
// float.c: floats from and to text.
//
// Three ways, all of them exact:
//   shortest    R. Giulietti, "The Schubfach way to render doubles" (2021): one product with a
//   power of ten of 126
//               bits decides which of a few candidates is the shortest, and nearest, that reads
//               back the same
//   decimals    all digits of the double (struct expansion), cut and rounded
//   reading     19 digits times a power of ten; when that is too close to the middle of two
//   doubles, all digits of the text are
//               compared with all digits of the middle

#include "vm/float.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "vm/number.h"

#define FRACTION_BITS 52
#define EXPONENT_BIAS 1075 // of the mantissa as an integer
#define EXPONENT_MIN  (-1074)
#define EXPONENT_MAX  971
#define HIDDEN_BIT    ((uint64_t) 1 << FRACTION_BITS)

// value = mantissa * 2^exponent, without the sign.
struct binary {
    uint64_t mantissa;
    int exponent;
    bool negative;
};

static struct binary binary_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint64_t fraction = bits & (HIDDEN_BIT - 1);
    int biased = (int) (bits >> FRACTION_BITS) & 0x7ff;
    struct binary b = {fraction, EXPONENT_MIN, bits >> 63 != 0};
    if (biased != 0) {
        b.mantissa |= HIDDEN_BIT;
        b.exponent = biased - EXPONENT_BIAS;
    }
    return b;
}

static double binary_value(struct binary b)
{
    uint64_t bits = b.mantissa;
    if (bits & HIDDEN_BIT) {
        bits = (bits & (HIDDEN_BIT - 1)) | (uint64_t) (b.exponent + EXPONENT_BIAS) << FRACTION_BITS;
    }
    bits |= (uint64_t) b.negative << 63;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

// Powers of ten

// floor(log10(2^e)), floor(log10(3/4 2^e)) for e in -1100..1000, floor(log2(10^e)) for e in
// -360..360. The shifts of negative values are arithmetic, as everywhere in the machine.
static int log10_of_power2(int e)
{
    return (e * 78913) >> 18;
}

static int log10_of_three_quarters(int e)
{
    return (e * 1262611 - 524031) >> 22;
}

static int log2_of_power10(int e)
{
    return (e * 217706) >> 16;
}

// A power is 10^(27 i) (128 bits, truncated) times 5^s (exact), s < 27, both with the top bit set.
// Where truncation makes the product too small by one, power_correction has a bit for the exponent.
#define POWER_MIN (-351)
#define POWER_MAX 350

static const uint64_t power_base[][2] = {
    {0x8049a4ac0c5811ae, 0x205b896d777d6278}, // 10^-351
    {0xcf42894a5dce35ea, 0x52064cac828675b9}, // 10^-324
    {0xa76c582338ed2621, 0xaf2af2b80af6f24e}, // 10^-297
    {0x873e4f75e2224e68, 0x5a7744a6e804a291}, // 10^-270
    {0xda7f5bf590966848, 0xaf39a475506a899e}, // 10^-243
    {0xb080392cc4349dec, 0xbd8d794d96aacfb3}, // 10^-216
    {0x8e938662882af53e, 0x547eb47b7282ee9c}, // 10^-189
    {0xe65829b3046b0afa, 0x0cb4a5a3112a5112}, // 10^-162
    {0xba121a4650e4ddeb, 0x92f34d62616ce413}, // 10^-135
    {0x964e858c91ba2655, 0x3a6a07f8d510f86f}, // 10^-108
    {0xf2d56790ab41c2a2, 0xfae27299423fb9c3}, // 10^-81
    {0xc428d05aa4751e4c, 0xaa97e14c3c26b886}, // 10^-54
    {0x9e74d1b791e07e48, 0x775ea264cf55347d}, // 10^-27
    {0x8000000000000000, 0x0000000000000000}, // 10^0
    {0xcecb8f27f4200f3a, 0x0000000000000000}, // 10^27
    {0xa70c3c40a64e6c51, 0x999090b65f67d924}, // 10^54
    {0x86f0ac99b4e8dafd, 0x69a028bb3ded71a3}, // 10^81
    {0xda01ee641a708de9, 0xe80e6f4820cc9495}, // 10^108
    {0xb01ae745b101e9e4, 0x5ec05dcff72e7f8f}, // 10^135
    {0x8e41ade9fbebc27d, 0x14588f13be847307}, // 10^162
    {0xe5d3ef282a242e81, 0x8f1668c8a86da5fa}, // 10^189
    {0xb9a74a0637ce2ee1, 0x6d953e2bd7173692}, // 10^216
    {0x95f83d0a1fb69cd9, 0x4abdaf101564f98e}, // 10^243
    {0xf24a01a73cf2dccf, 0xbc633b39673c8cec}, // 10^270
    {0xc3b8358109e84f07, 0x0a862f80ec4700c8}, // 10^297
    {0x9e19db92b4e31ba9, 0x6c07a2c26a8346d1}, // 10^324
};

static const uint64_t power_five[] = {
    0x8000000000000000, 0xa000000000000000, 0xc800000000000000, 0xfa00000000000000,
    0x9c40000000000000, 0xc350000000000000, 0xf424000000000000, 0x9896800000000000,
    0xbebc200000000000, 0xee6b280000000000, 0x9502f90000000000, 0xba43b74000000000,
    0xe8d4a51000000000, 0x9184e72a00000000, 0xb5e620f480000000, 0xe35fa931a0000000,
    0x8e1bc9bf04000000, 0xb1a2bc2ec5000000, 0xde0b6b3a76400000, 0x8ac7230489e80000,
    0xad78ebc5ac620000, 0xd8d726b7177a8000, 0x878678326eac9000, 0xa968163f0a57b400,
    0xd3c21bcecceda100, 0x84595161401484a0, 0xa56fa5b99019a5c8,
};

static const uint32_t power_correction[] = {
    0x00405094, 0x00122040, 0xa7000400, 0x80480d88, 0x09e92320, 0x00010210, 0x00800101, 0x84800000,
    0x00902120, 0x10426400, 0x49031a4c, 0x00000000, 0x00000000, 0x18560000, 0x32818354, 0x14044100,
    0x40000000, 0x00504c20, 0x00020000, 0x00000000, 0x00000000, 0x00c86000,
};

static uint64_t multiply_high(uint64_t a, uint64_t b, uint64_t *low)
{
#if defined(__SIZEOF_INT128__)
    unsigned __int128 product = (unsigned __int128) a * b;
    *low = (uint64_t) product;
    return (uint64_t) (product >> 64);
#else
    uint64_t a0 = (uint32_t) a, a1 = a >> 32, b0 = (uint32_t) b, b1 = b >> 32;
    uint64_t low_product = a0 * b0;
    uint64_t middle = a1 * b0 + (low_product >> 32);
    uint64_t middle2 = a0 * b1 + (uint32_t) middle;
    *low = middle2 << 32 | (uint32_t) low_product;
    return a1 * b1 + (middle >> 32) + (middle2 >> 32);
#endif
}

// floor(10^e / 2^r) + 1 with 126 bits, r = log2_of_power10(e) - 125: high * 2^63 + low.
struct power10 {
    uint64_t high, low;
};

static struct power10 power10(int e)
{
    unsigned at = (unsigned) (e - POWER_MIN);
    const uint64_t *base = power_base[at / 27];
    uint64_t low, middle;
    uint64_t carry = multiply_high(base[1], power_five[at % 27], &low);
    uint64_t top = multiply_high(base[0], power_five[at % 27], &middle);
    middle += carry;
    top += middle < carry;
    if (top >> 63 == 0) {
        top = top << 1 | middle >> 63;
        middle = middle << 1 | low >> 63;
    }
    uint64_t correction = 1 + (power_correction[at / 32] >> at % 32 & 1);
    return (struct power10){top >> 1, ((top & 1) << 62 | middle >> 2) + correction};
}

// Shortest

// floor(g * factor / 2^127), the lowest bit set when something was cut off. Schubfach, figure 8.
static uint64_t multiply_odd(struct power10 g, uint64_t factor)
{
    const uint64_t mask = UINT64_MAX >> 1;
    uint64_t unused, low;
    uint64_t x = multiply_high(g.low, factor, &unused);
    uint64_t high = multiply_high(g.high, factor, &low);
    uint64_t z = (low >> 1) + x;
    uint64_t w = high + (z >> 63);
    return w | ((z & mask) + mask) >> 63;
}

// digits * 10^*exponent, the shortest that reads back as b; b is not 0.
static uint64_t shortest_digits(struct binary b, int *exponent)
{
    uint64_t c = b.mantissa;
    int q = b.exponent;
    unsigned odd = c & 1;
    // The neighbour below is half as far away when c is the smallest of its exponent.
    bool regular = c != HIDDEN_BIT || q == EXPONENT_MIN;
    uint64_t middle = c << 2, right = middle + 2, left = middle - (regular ? 2 : 1);
    int k = regular ? log10_of_power2(q) : log10_of_three_quarters(q);
    int h = q + log2_of_power10(-k) + 2;
    struct power10 g = power10(-k);
    uint64_t v = multiply_odd(g, middle << h);
    uint64_t v_left = multiply_odd(g, left << h) + odd;
    uint64_t v_right = multiply_odd(g, right << h) - odd;

    uint64_t s = v >> 2;
    *exponent = k;
    if (s >= 10) {
        uint64_t ten = s / 10 * 10;
        bool below = v_left <= ten << 2;
        bool above = (ten + 10) << 2 <= v_right;
        if (below != above) {
            return below ? ten : ten + 10;
        }
    }
    bool below = v_left <= s << 2;
    bool above = (s + 1) << 2 <= v_right;
    if (below != above) {
        return below ? s : s + 1;
    }
    uint64_t half = (2 * s + 1) << 1;
    return v < half || (v == half && (s & 1) == 0) ? s : s + 1;
}

static size_t write_unsigned(char *to, uint64_t value)
{
    char text[20];
    size_t length = 0;
    do {
        text[sizeof text - ++length] = (char) ('0' + value % 10);
        value /= 10;
    } while (value != 0);
    memcpy(to, text + sizeof text - length, length);
    return length;
}

// 1 digit at least, the first one before the point.
static size_t write_exponent_form(char *to, const char *digits, size_t count, int exponent)
{
    char *at = to;
    *at++ = digits[0];
    *at++ = '.';
    if (count == 1) {
        *at++ = '0';
    }
    memcpy(at, digits + 1, count - 1);
    at += count - 1;
    *at++ = 'e';
    if (exponent < 0) {
        *at++ = '-';
    }
    at += write_unsigned(at, (uint64_t) (exponent < 0 ? -exponent : exponent));
    return (size_t) (at - to);
}

// point: digits before the point, may be negative or more than there are.
static size_t write_positional(char *to, const char *digits, size_t count, int point)
{
    char *at = to;
    if (point <= 0) {
        memcpy(at, "0.", 2);
        memset(at + 2, '0', (size_t) -point);
        at += 2 - point;
        memcpy(at, digits, count);
        return (size_t) (at - to) + count;
    }
    size_t before = (size_t) point < count ? (size_t) point : count;
    memcpy(at, digits, before);
    memset(at + before, '0', (size_t) point - before);
    at += point;
    *at++ = '.';
    if (before == count) {
        *at++ = '0';
        return (size_t) (at - to);
    }
    memcpy(at, digits + before, count - before);
    return (size_t) (at - to) + count - before;
}

// From here on (2^53) not every integer is a double: OTP shows that by the exponent form.
#define POSITIONAL_END 9007199254740992.0

size_t double_to_shortest(double value, char *buffer)
{
    struct binary b = binary_of(value);
    size_t sign = b.negative;
    buffer[0] = '-';
    if (b.mantissa == 0) {
        memcpy(buffer + sign, "0.0", 3);
        return sign + 3;
    }
    int exponent;
    uint64_t number = shortest_digits(b, &exponent);
    char digits[20];
    size_t count = write_unsigned(digits, number);
    exponent += (int) count - 1;
    while (count > 1 && digits[count - 1] == '0') {
        count--;
    }
    // The shorter form; the positional one when equal.
    int fraction = (int) count - 1 - exponent; // digits after the point
    size_t positional = exponent < 0    ? (size_t) (1 - exponent) + count
                        : fraction <= 0 ? (size_t) exponent + 3
                                        : count + 1;
    int size = exponent < 0 ? -exponent : exponent;
    size_t scientific = (count == 1 ? 3 : count + 1) + 1 + (exponent < 0) +
                        (size >= 100  ? 3
                         : size >= 10 ? 2
                                      : 1);
    if (positional <= scientific && fabs(value) < POSITIONAL_END) {
        return sign + write_positional(buffer + sign, digits, count, exponent + 1);
    }
    return sign + write_exponent_form(buffer + sign, digits, count, exponent);
}

// All digits

#define LIMB        1000000000u
#define LIMB_DIGITS 9
#define WHOLE_LIMBS 35                  // 10^309
#define LIMBS       (WHOLE_LIMBS + 120) // 2^-1075

// All decimal digits of a double (or of the middle of two): limbs of 9 digits, most significant
// first.
struct expansion {
    uint32_t limbs[LIMBS];
    size_t first, end; // used; first is not 0 unless all is
};

static void expand(uint64_t mantissa, int exponent, struct expansion *x)
{
    uint32_t *limbs = x->limbs;
    limbs[WHOLE_LIMBS - 2] = (uint32_t) (mantissa / LIMB);
    limbs[WHOLE_LIMBS - 1] = (uint32_t) (mantissa % LIMB);
    x->first = WHOLE_LIMBS - 2;
    x->end = WHOLE_LIMBS;
    for (int shift; exponent > 0; exponent -= shift) {
        shift = exponent < 29 ? exponent : 29;
        uint64_t carry = 0;
        for (size_t i = x->end; i-- > x->first;) {
            carry += (uint64_t) limbs[i] << shift;
            limbs[i] = (uint32_t) (carry % LIMB);
            carry /= LIMB;
        }
        if (carry != 0) {
            limbs[--x->first] = (uint32_t) carry;
        }
    }
    for (int shift; exponent < 0; exponent += shift) {
        shift = exponent > -9 ? -exponent : 9;
        uint32_t mask = (1u << shift) - 1, scale = LIMB >> shift, carry = 0;
        for (size_t i = x->first; i < x->end; i++) {
            uint32_t limb = limbs[i];
            limbs[i] = (limb >> shift) + carry;
            carry = (limb & mask) * scale;
        }
        if (carry != 0) {
            limbs[x->end++] = carry;
        }
        while (x->first < x->end && limbs[x->first] == 0) {
            x->first++;
        }
    }
    while (x->first < x->end && limbs[x->first] == 0) {
        x->first++;
    }
}

static const uint32_t small_powers[LIMB_DIGITS] = {1,      10,      100,      1000,     10000,
                                                   100000, 1000000, 10000000, 100000000};

// The digit that counts 10^position.
static unsigned expansion_digit(const struct expansion *x, int position)
{
    int from_end = position + (LIMBS - WHOLE_LIMBS) * LIMB_DIGITS;
    if (from_end < 0) {
        return 0;
    }
    int limb = LIMBS - 1 - from_end / LIMB_DIGITS;
    if (limb < (int) x->first || limb >= (int) x->end) {
        return 0;
    }
    return x->limbs[limb] / small_powers[from_end % LIMB_DIGITS] % 10;
}

// Position of the first digit that is not 0; 0 for zero.
static int expansion_top(const struct expansion *x)
{
    if (x->first == x->end) {
        return 0;
    }
    int position = (WHOLE_LIMBS - (int) x->first) * LIMB_DIGITS - 1;
    while (expansion_digit(x, position) == 0) {
        position--;
    }
    return position;
}

// Position of the last limb's last digit.
static int expansion_bottom(const struct expansion *x)
{
    return (WHOLE_LIMBS - (int) x->end) * LIMB_DIGITS;
}

static bool expansion_zero_below(const struct expansion *x, int position)
{
    for (int bottom = expansion_bottom(x); position > bottom;) {
        if (expansion_digit(x, --position) != 0) {
            return false;
        }
    }
    return true;
}

// Digits from position top down to bottom, to digits[1..]; digits[0] is 0 or, after rounding up, 1.
// Half to even.
static void round_digits(const struct expansion *x, int top, int bottom, char *digits)
{
    size_t count = (size_t) (top - bottom + 1);
    digits[0] = '0';
    for (size_t i = 0; i < count; i++) {
        digits[1 + i] = (char) ('0' + expansion_digit(x, top - (int) i));
    }
    unsigned next = expansion_digit(x, bottom - 1);
    bool odd = (digits[count] & 1) != 0;
    if (next > 5 || (next == 5 && (odd || !expansion_zero_below(x, bottom - 1)))) {
        while (digits[count] == '9') {
            digits[count--] = '0';
        }
        digits[count]++;
    }
}

size_t float_scientific(double value, unsigned decimals, char *buffer)
{
    struct binary b = binary_of(value);
    if (decimals > FLOAT_TEXT_MAX) {
        return 0;
    }
    struct expansion x;
    expand(b.mantissa, b.exponent, &x);
    int top = expansion_top(&x);
    char text[FLOAT_TEXT_MAX + 3];
    round_digits(&x, top, top - (int) decimals, text);
    const char *digits = text + 1;
    if (text[0] != '0') {
        digits = text;
        top++;
    }
    int size = top < 0 ? -top : top;
    size_t length = b.negative + 1 + (decimals > 0) + decimals + (size >= 100 ? 5 : 4);
    if (length > FLOAT_TEXT_MAX) {
        return 0;
    }
    if (b.negative) {
        *buffer++ = '-';
    }
    *buffer++ = digits[0];
    if (decimals > 0) {
        *buffer++ = '.';
        memcpy(buffer, digits + 1, decimals);
        buffer += decimals;
    }
    *buffer++ = 'e';
    *buffer++ = top < 0 ? '-' : '+';
    if (size < 10) {
        *buffer++ = '0';
    }
    write_unsigned(buffer, (unsigned) size);
    return length;
}

// Up to this many decimals, and below POSITIONAL_END, OTP scales the fraction by a power of ten (a
// double, rounded) and rounds that half up; with more, the exact value is rounded half to even.
// Programs see the difference (0.15 with one decimal is 0.2), so it is kept.
#define SCALED_DECIMALS_MAX 18

static size_t fixed_scaled(double value, unsigned decimals, char *buffer)
{
    uint64_t power = 1;
    for (unsigned i = 0; i < decimals; i++) {
        power *= 10;
    }
    uint64_t whole = (uint64_t) value;
    double scaled = (value - (double) whole) * (double) power;
    uint64_t fraction = (uint64_t) scaled;
    if (scaled - (double) fraction >= 0.5) {
        fraction++;
    }
    if (fraction >= power) {
        fraction -= power;
        whole++;
    }
    size_t length = write_unsigned(buffer, whole);
    if (decimals > 0) {
        buffer[length++] = '.';
        for (unsigned i = decimals; i-- > 0;) {
            buffer[length + i] = (char) ('0' + fraction % 10);
            fraction /= 10;
        }
        length += decimals;
    }
    return length;
}

static size_t fixed_exact(struct binary b, unsigned decimals, char *buffer)
{
    struct expansion x;
    expand(b.mantissa, b.exponent, &x);
    int top = expansion_top(&x);
    size_t whole = top < 0 ? 1 : (size_t) top + 1;
    if (whole + (decimals > 0) + decimals > FLOAT_TEXT_MAX) {
        return 0;
    }
    char text[FLOAT_TEXT_MAX + 2];
    round_digits(&x, (int) whole - 1, -(int) decimals, text);
    const char *digits = text + 1;
    if (text[0] != '0') {
        digits = text;
        whole++;
    }
    size_t length = whole;
    memcpy(buffer, digits, whole);
    if (decimals > 0) {
        buffer[length++] = '.';
        memcpy(buffer + length, digits + whole, decimals);
        length += decimals;
    }
    return length;
}

size_t float_fixed(double value, unsigned decimals, bool compact, char *buffer)
{
    struct binary b = binary_of(value);
    char text[FLOAT_TEXT_MAX + 2];
    size_t length = decimals > FLOAT_TEXT_MAX ? 0
                    : decimals <= SCALED_DECIMALS_MAX && fabs(value) < POSITIONAL_END
                        ? fixed_scaled(fabs(value), decimals, text)
                        : fixed_exact(b, decimals, text);
    if (length == 0 || length + b.negative > FLOAT_TEXT_MAX) {
        return 0;
    }
    if (compact && decimals > 0) {
        while (text[length - 1] == '0' && text[length - 2] != '.') {
            length--;
        }
    }
    buffer[0] = '-';
    memcpy(buffer + b.negative, text, length);
    return b.negative + length;
}

// Reading

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_prefix(const char *text, size_t length)
{
    size_t count = 0;
    while (count < length && is_digit(text[count])) {
        count++;
    }
    return count;
}

static size_t sign_prefix(const char *text, size_t length)
{
    return length > 0 && (text[0] == '-' || text[0] == '+');
}

// What was found in a text.
struct scanned {
    const char *digits; // before and after the point, the point among them
    size_t size;
    size_t whole;     // digits before the point
    int64_t exponent; // as written, or far out of range
    size_t length;    // of all
    bool negative;
};

static bool scan(const char *text, size_t length, struct scanned *s)
{
    size_t at = sign_prefix(text, length);
    s->negative = at > 0 && text[0] == '-';
    s->digits = text + at;
    s->whole = digits_prefix(text + at, length - at);
    at += s->whole;
    // OTP takes a comma for the point as well.
    if (s->whole == 0 || at == length || (text[at] != '.' && text[at] != ',')) {
        return false;
    }
    at++;
    size_t fraction = digits_prefix(text + at, length - at);
    if (fraction == 0) {
        return false;
    }
    at += fraction;
    s->size = s->whole + 1 + fraction;
    s->exponent = 0;
    s->length = at;
    if (at == length || (text[at] != 'e' && text[at] != 'E')) {
        return true;
    }
    at++;
    size_t sign = sign_prefix(text + at, length - at);
    bool negative = sign > 0 && text[at] == '-';
    at += sign;
    size_t count = digits_prefix(text + at, length - at);
    if (count == 0) {
        return true; // the number ended before the e
    }
    for (size_t i = 0; i < count; i++) {
        if (s->exponent < INT64_MAX / 100) {
            s->exponent = s->exponent * 10 + (text[at + i] - '0');
        }
    }
    s->exponent = negative ? -s->exponent : s->exponent;
    s->length = at + count;
    return true;
}

size_t float_prefix(const char *text, size_t length)
{
    struct scanned s;
    return scan(text, length, &s) ? s.length : 0;
}

// The digits of a text against an exact number; top: position of the first digit, which is not 0.
static int compare_digits(const char *digits, size_t size, int top, const struct expansion *x)
{
    int x_top = expansion_top(x), bottom = expansion_bottom(x);
    if (top != x_top) {
        return top < x_top ? -1 : 1;
    }
    int position = top;
    for (size_t i = 0; i < size; i++) {
        if (!is_digit(digits[i])) {
            continue;
        }
        unsigned digit = (unsigned) (digits[i] - '0');
        unsigned other = position >= bottom ? expansion_digit(x, position) : 0;
        if (digit != other) {
            return digit < other ? -1 : 1;
        }
        position -= position >= bottom;
    }
    return expansion_zero_below(x, position + 1) ? 0 : -1;
}

// The first significant digits of a text.
#define LEAD_DIGITS 19

struct lead {
    uint64_t value;
    const char *digits; // from the first that is not 0, the point may be among them
    size_t size;
    int64_t exponent; // value counts 10^exponent
    int64_t top;      // position of the first digit
};

static bool take_lead(const struct scanned *s, struct lead *lead)
{
    size_t at = 0;
    while (at < s->size && (s->digits[at] == '0' || !is_digit(s->digits[at]))) {
        at++;
    }
    if (at == s->size) {
        return false;
    }
    lead->digits = s->digits + at;
    lead->size = s->size - at;
    lead->top = s->exponent + (int64_t) s->whole - (int64_t) at - (at < s->whole);
    lead->value = 0;
    unsigned count = 0;
    for (size_t i = 0; i < lead->size && count < LEAD_DIGITS; i++) {
        if (is_digit(lead->digits[i])) {
            lead->value = lead->value * 10 + (unsigned) (lead->digits[i] - '0');
            count++;
        }
    }
    lead->exponent = lead->top + 1 - (int64_t) count;
    return true;
}

static unsigned leading_zeros(uint64_t value)
{
    return (unsigned) __builtin_clzll(value);
}

// Units of the last of 64 bits by which the product of a cut text and a cut power may be too small:
// 10^-18 of the text is 19, the power and the product add 3.
#define PRODUCT_ERROR 24

// The text's value rounded to a double, without the sign. False: too large.
static bool round_lead(const struct lead *lead, struct binary *b)
{
    unsigned shift = leading_zeros(lead->value);
    int e = (int) lead->exponent;
    struct power10 g = power10(e);
    uint64_t low;
    uint64_t product = multiply_high(lead->value << shift, g.high << 1 | g.low >> 62, &low);
    // value = product * 2^exponent; g.high << 1 | ... are the top 64 of the 126 bits
    int exponent = log2_of_power10(e) - 125 + 62 + 64 - (int) shift;
    if (product >> 63 == 0) {
        product = product << 1 | low >> 63;
        exponent--;
    }
    int drop = exponent + 11 < EXPONENT_MIN ? EXPONENT_MIN - exponent : 11;
    if (drop > 65) {
        b->mantissa = 0;
        b->exponent = EXPONENT_MIN;
        return true;
    }
    b->mantissa = drop < 64 ? product >> drop : 0;
    b->exponent = exponent + drop;
    // Above or below the middle? Distances in units of the last bit; with drop 65 the middle is
    // 2^64.
    uint64_t rest = drop < 64 ? product & (((uint64_t) 1 << drop) - 1) : product;
    uint64_t half = drop <= 64 ? (uint64_t) 1 << (drop - 1) : 0;
    uint64_t below = half - rest; // modulo 2^64
    bool up;
    if (below + 4 <= PRODUCT_ERROR + 4 || below + 4 < 4) {
        struct expansion middle;
        expand(2 * b->mantissa + 1, b->exponent - 1, &middle);
        int order = compare_digits(lead->digits, lead->size, (int) lead->top, &middle);
        up = order > 0 || (order == 0 && (b->mantissa & 1) != 0);
    } else {
        up = drop <= 64 && rest > half;
    }
    b->mantissa += up;
    if (b->mantissa == HIDDEN_BIT << 1) {
        b->mantissa >>= 1;
        b->exponent++;
    }
    return b->exponent <= EXPONENT_MAX;
}

bool double_from_text(const char *text, size_t length, double *value)
{
    struct scanned s;
    if (!scan(text, length, &s) || s.length != length) {
        return false;
    }
    struct binary b = {0, EXPONENT_MIN, s.negative};
    struct lead lead;
    // Below 10^-324 is less than half of the smallest double, from 10^309 on more than the largest.
    if (take_lead(&s, &lead) && lead.top >= -325) {
        if (lead.top > 308 || !round_lead(&lead, &b)) {
            return false;
        }
        b.negative = s.negative;
    }
    *value = binary_value(b);
    return true;
}
