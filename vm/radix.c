// SPDX-License-Identifier: Apache-2.0
// radix.c: magnitudes as text in base 2 to 36.
//
// A chunk is the largest power of the base that fits a digit. Small numbers are divided by the
// chunk until nothing is left. Large ones are divided by chunk^(2^n), the power that halves them,
// and so are the halves; reading goes the other way.

#include "vm/radix.h"

#include <string.h>

#include "vm/memory.h"
#include "vm/pause.h"

// Digits up to which dividing by the chunk again and again is faster than by halves.
#define SIMPLE_MAX 30
// Steps of pause.h that it takes at most.
#define SIMPLE_STEPS 500
// Steps of reading a chunk.
#define CHUNK_STEPS 8

// Powers chunk^(2^n): enough for a magnitude that fills all memory.
#define POWERS_MAX 32

struct radix {
    unsigned base;
    unsigned chunk_length; // characters
    digit chunk;
};

struct power {
    digit *digits;
    size_t size;
    size_t length; // characters of a remainder
};

static void radix_init(struct radix *radix, unsigned base)
{
    radix->base = base;
    radix->chunk = base;
    radix->chunk_length = 1;
    while (radix->chunk <= DIGIT_MAX / base) {
        radix->chunk *= base;
        radix->chunk_length++;
    }
}

static bool is_power_of_two(unsigned base)
{
    return (base & (base - 1)) == 0;
}

size_t radix_text_size(const digit *a, size_t size, unsigned base)
{
    struct radix radix;
    radix_init(&radix, base);
    // A chunk's worth of characters carries at least this many bits.
    size_t bits = digit_bits(radix.chunk) - 1;
    return (big_bits(a, size) / bits + 1) * radix.chunk_length;
}

static char digit_character(unsigned value)
{
    return (char) (value < 10 ? '0' + value : 'A' + (value - 10));
}

// Characters of one digit, written backwards from end; at least `width`.
static char *write_digit(char *end, digit value, unsigned base, size_t width)
{
    char *start = end - width;
    if (base == 10) { // a division by a constant is a product
        while (value != 0) {
            *--end = (char) ('0' + value % 10);
            value /= 10;
        }
    } else {
        while (value != 0) {
            *--end = digit_character((unsigned) (value % base));
            value /= base;
        }
    }
    while (end > start) {
        *--end = '0';
    }
    return end;
}

// a, destroyed, written backwards from end; at least `width` characters.
static char *write_simple(char *end, digit *a, size_t size, const struct radix *radix, size_t width)
{
    char *start = end - width;
    while (size > 1) {
        digit rest = big_divide_digit(a, a, size, radix->chunk);
        size = big_trim(a, size);
        end = write_digit(end, rest, radix->base, radix->chunk_length);
    }
    end = write_digit(end, size > 0 ? a[0] : 0, radix->base, 0);
    while (end > start) {
        *--end = '0';
    }
    return end;
}

// The same by halves. `count` powers may be used. work: memory for the parts and their division.
static char *write_halves(const struct vm *vm, char *end, digit *a, size_t size,
                          const struct radix *radix, const struct power *powers, size_t count,
                          size_t width, digit *work)
{
    for (;;) {
        size = big_trim(a, size);
        while (count > 0 &&
               big_compare(powers[count - 1].digits, powers[count - 1].size, a, size) > 0) {
            count--;
        }
        if (count == 0 || size <= SIMPLE_MAX) {
            pause_step(vm, SIMPLE_STEPS);
            return write_simple(end, a, size, radix, width);
        }
        const struct power *power = &powers[count - 1];
        digit *quotient = work;
        digit *rest = quotient + (size - power->size + 1);
        work = rest + power->size;
        big_divide(vm, quotient, rest, a, size, power->digits, power->size, work);
        end =
            write_halves(vm, end, rest, power->size, radix, powers, count - 1, power->length, work);
        a = quotient;
        size = size - power->size + 1;
        width = width > power->length ? width - power->length : 0;
    }
}

static size_t write_bits(const struct vm *vm, const digit *a, size_t size, unsigned base,
                         char *text)
{
    unsigned bits = digit_bits(base) - 1;
    size_t length = (big_bits(a, size) + bits - 1) / bits;
    size_t pace = 0;
    for (size_t i = 0; i < length; i++) {
        size_t at = (length - 1 - i) * bits;
        size_t word = at / DIGIT_BITS;
        unsigned shift = (unsigned) (at % DIGIT_BITS);
        digit value = a[word] >> shift;
        if (shift + bits > DIGIT_BITS && word + 1 < size) {
            value |= a[word + 1] << (DIGIT_BITS - shift);
        }
        text[i] = digit_character((unsigned) (value & (base - 1)));
        pause_often(vm, &pace, 1);
    }
    return length;
}

// Memory that write_halves needs for a number of `size` digits: the parts on all levels (quotients
// of 3/4, 1/2, 1/4 with the largest power, and half of that below) and one division.
static size_t halves_work(size_t size, const struct power *powers, size_t count)
{
    size_t scratch = 0;
    for (size_t i = 0; i < count; i++) {
        size_t one = big_divide_scratch(size, powers[i].size);
        scratch = one > scratch ? one : scratch;
    }
    return 4 * size + 4 * DIGIT_BITS + scratch;
}

// chunk, chunk^2, chunk^4, ... up to about the square root of a number of `size` digits, into
// `memory`; returns how many.
static size_t make_powers(const struct vm *vm, const struct radix *radix, size_t size,
                          struct power *powers, digit *memory, digit *scratch)
{
    memory[0] = radix->chunk;
    powers[0] = (struct power){memory, 1, radix->chunk_length};
    size_t count = 1;
    while (2 * powers[count - 1].size <= size / 2 + 1) {
        const struct power *last = &powers[count - 1];
        memory += last->size;
        big_multiply(vm, memory, last->digits, last->size, last->digits, last->size, scratch);
        size_t power_size = big_trim(memory, 2 * last->size);
        powers[count++] = (struct power){memory, power_size, 2 * last->length};
    }
    return count;
}

static char *write_large(struct vm *vm, char *end, const digit *a, size_t size,
                         const struct radix *radix)
{
    struct power powers[POWERS_MAX];
    size_t scratch_size = big_multiply_scratch(size / 4 + 1, size / 4 + 1);
    size_t powers_size = size + POWERS_MAX + scratch_size;
    digit *memory = memory_alloc(vm, powers_size * DIGIT_BYTES);
    if (memory == NULL) {
        return NULL;
    }
    size_t count = make_powers(vm, radix, size, powers, memory, memory + size + POWERS_MAX);

    char *start = NULL;
    size_t work_size = size + halves_work(size, powers, count);
    digit *work = memory_alloc(vm, work_size * DIGIT_BYTES);
    if (work != NULL) {
        memcpy(work, a, size * DIGIT_BYTES);
        start = write_halves(vm, end, work, size, radix, powers, count, 0, work + size);
        memory_free(vm, work, work_size * DIGIT_BYTES);
    }
    memory_free(vm, memory, powers_size * DIGIT_BYTES);
    return start;
}

bool radix_to_text(struct vm *vm, const digit *a, size_t size, unsigned base, char *text,
                   size_t *length)
{
    if (size == 0) {
        text[0] = '0';
        *length = 1;
        return true;
    }
    if (is_power_of_two(base)) {
        *length = write_bits(vm, a, size, base, text);
        return true;
    }
    struct radix radix;
    radix_init(&radix, base);
    char *end = text + radix_text_size(a, size, base);
    char *start;
    if (size <= SIMPLE_MAX) {
        digit copy[SIMPLE_MAX];
        memcpy(copy, a, size * DIGIT_BYTES);
        start = write_simple(end, copy, size, &radix, 0);
    } else {
        start = write_large(vm, end, a, size, &radix);
        if (start == NULL) {
            return false;
        }
    }
    *length = (size_t) (end - start);
    memmove(text, start, *length);
    return true;
}

// Reading

unsigned radix_digit(unsigned character)
{
    if (character >= '0' && character <= '9') {
        return character - '0';
    }
    if (character >= 'a' && character <= 'z') {
        return character - 'a' + 10;
    }
    if (character >= 'A' && character <= 'Z') {
        return character - 'A' + 10;
    }
    return 255;
}

size_t radix_digits(size_t length, unsigned base)
{
    struct radix radix;
    radix_init(&radix, base);
    return length / radix.chunk_length + 1;
}

static digit read_digit(const char *text, size_t length, unsigned base)
{
    digit value = 0;
    for (size_t i = 0; i < length; i++) {
        value = value * base + radix_digit((unsigned char) text[i]);
    }
    return value;
}

// Chunks to digits, chunk by chunk.
static size_t read_simple(const char *text, size_t length, const struct radix *radix, digit *to)
{
    size_t size = 0;
    size_t part = length % radix->chunk_length;
    for (size_t at = 0; at < length;) {
        if (part == 0) {
            part = radix->chunk_length;
        }
        digit above = big_scale(to, size, radix->chunk, read_digit(text + at, part, radix->base));
        if (above != 0) {
            to[size++] = above;
        }
        at += part;
        part = 0;
    }
    return size;
}

// Groups of 2^n chunks, each a number of as many digits, are joined pair by pair until one is left.
static bool read_large(struct vm *vm, const char *text, size_t length, const struct radix *radix,
                       digit *to, size_t count)
{
    size_t scratch_size = big_multiply_scratch(count, count);
    size_t total = 3 * count + scratch_size;
    digit *memory = memory_alloc(vm, total * DIGIT_BYTES);
    if (memory == NULL) {
        return false;
    }
    digit *power = memory, *other = power + count, *product = other + count;
    digit *scratch = product + count;

    size_t pace = 0;
    for (size_t i = 0; i < count; i++) {
        size_t end = length - i * radix->chunk_length;
        size_t part = end < radix->chunk_length ? end : radix->chunk_length;
        to[i] = read_digit(text + end - part, part, radix->base);
        pause_often(vm, &pace, CHUNK_STEPS);
    }
    power[0] = radix->chunk;
    size_t power_size = 1;
    for (size_t group = 1; group < count; group *= 2) {
        for (size_t at = 0; count - at > group; at += 2 * group) {
            size_t high = count - at - group < group ? count - at - group : group;
            digit *low = to + at;
            big_multiply(vm, product, low + group, high, power, power_size, scratch);
            // The pair is less than the power's square, so it fits the digits of both.
            size_t size = big_trim(product, high + power_size);
            size_t pair = group + high;
            memset(product + size, 0, pair > size ? (pair - size) * DIGIT_BYTES : 0);
            big_add(low, product, pair, low, group);
            if (count - at <= 2 * group) {
                break;
            }
        }
        if (2 * group < count) {
            big_multiply(vm, other, power, power_size, power, power_size, scratch);
            power_size = big_trim(other, 2 * power_size);
            digit *swap = power;
            power = other;
            other = swap;
        }
    }
    memory_free(vm, memory, total * DIGIT_BYTES);
    return true;
}

static size_t read_bits(const struct vm *vm, const char *text, size_t length, unsigned base,
                        digit *to, size_t to_size)
{
    unsigned bits = digit_bits(base) - 1;
    memset(to, 0, to_size * DIGIT_BYTES);
    size_t pace = 0;
    for (size_t i = 0; i < length; i++) {
        digit value = radix_digit((unsigned char) text[length - 1 - i]);
        size_t word = i * bits / DIGIT_BITS;
        unsigned shift = (unsigned) (i * bits % DIGIT_BITS);
        to[word] |= value << shift;
        if (shift + bits > DIGIT_BITS && (value >> (DIGIT_BITS - shift)) != 0) {
            to[word + 1] |= value >> (DIGIT_BITS - shift);
        }
        pause_often(vm, &pace, 1);
    }
    return big_trim(to, to_size);
}

bool radix_from_text(struct vm *vm, const char *text, size_t length, unsigned base, digit *to,
                     size_t *size)
{
    while (length > 0 && text[0] == '0') {
        text++;
        length--;
    }
    if (is_power_of_two(base)) {
        *size = read_bits(vm, text, length, base, to, radix_digits(length, base));
        return true;
    }
    struct radix radix;
    radix_init(&radix, base);
    size_t count = (length + radix.chunk_length - 1) / radix.chunk_length;
    if (count <= SIMPLE_MAX) {
        *size = read_simple(text, length, &radix, to);
        return true;
    }
    if (!read_large(vm, text, length, &radix, to, count)) {
        return false;
    }
    *size = big_trim(to, count);
    return true;
}
