// SPDX-License-Identifier: Apache-2.0
// bits_test.c: copying, comparing and shifting bits, against doing it bit by bit.
//
// Every buffer is exactly as large as its bits need, so that the address sanitizer sees a byte too
// many.

#include "tests/unit/binary_model.h"
#include "tests/unit/test.h"
#include "vm/binary.h"
#include "vm/bits.h"

static void bits_copy_moves_exactly_the_bits(void)
{
    for (int round = 0; round < 20000; round++) {
        size_t size = model_random(round % 100 == 0 ? 2000 : 150);
        size_t from_offset = model_random(24);
        size_t to_offset = model_random(24);
        size_t to_bytes = (to_offset + size + 7) / 8;
        uint8_t *from = model_bytes((from_offset + size + 7) / 8);
        uint8_t *to = model_bytes(to_bytes);
        uint8_t *expected = model_copy(to, to_bytes);
        for (size_t i = 0; i < size; i++) {
            model_set(expected, to_offset + i, model_get(from, from_offset + i));
        }
        bits_copy(to, to_offset, from, from_offset, size);
        CHECK(memcmp(to, expected, to_bytes) == 0);
        free(from);
        free(to);
        free(expected);
    }
}

static int model_compare(const struct bits *a, const struct bits *b)
{
    for (size_t i = 0; i < a->size && i < b->size; i++) {
        int difference =
            (int) model_get(a->bytes, a->offset + i) - (int) model_get(b->bytes, b->offset + i);
        if (difference != 0) {
            return difference;
        }
    }
    return a->size < b->size ? -1 : a->size > b->size;
}

static int sign(int value)
{
    return value < 0 ? -1 : value > 0;
}

static void bits_compare_orders_as_bit_lists(void)
{
    for (int round = 0; round < 20000; round++) {
        struct bits a = {NULL, model_random(16), model_random(100)};
        struct bits b = {NULL, model_random(16), model_random(100)};
        uint8_t *a_bytes = model_bytes((a.offset + a.size + 7) / 8);
        uint8_t *b_bytes = model_bytes((b.offset + b.size + 7) / 8);
        // Mostly the same bits: a difference, if any, is late.
        for (size_t i = 0; i < a.size && i < b.size; i++) {
            if (model_random(200) != 0) {
                model_set(b_bytes, b.offset + i, model_get(a_bytes, a.offset + i));
            }
        }
        a.bytes = a_bytes;
        b.bytes = b_bytes;
        CHECK(sign(bits_compare(&a, &b)) == sign(model_compare(&a, &b)));
        CHECK(sign(bits_compare(&b, &a)) == -sign(model_compare(&a, &b)));
        CHECK(bits_compare(&a, &a) == 0);
        size_t size = a.size < b.size ? a.size : b.size;
        struct bits first = {a_bytes, 0, (a.offset & 7) == 0 ? size : 0};
        struct bits second = {b_bytes, b.offset, first.size};
        first.bytes += a.offset >> 3;
        CHECK(bits_equal(first.bytes, second.bytes, second.offset, first.size) ==
              (model_compare(&first, &second) == 0));
        free(a_bytes);
        free(b_bytes);
    }
}

static void bits_shift_moves_in_zeros(void)
{
    for (int round = 0; round < 2000; round++) {
        size_t count = model_random(20);
        unsigned shift = (unsigned) model_random(8);
        uint8_t *bytes = model_bytes(count);
        uint8_t *left = model_copy(bytes, count);
        uint8_t *right = model_copy(bytes, count);
        bits_shift_left(left, count, shift);
        bits_shift_right(right, count, shift);
        for (size_t i = 0; i < 8 * count; i++) {
            CHECK(model_get(left, i) == (i + shift < 8 * count && model_get(bytes, i + shift)));
            CHECK(model_get(right, i) == (i >= shift && model_get(bytes, i - shift)));
        }
        free(bytes);
        free(left);
        free(right);
    }
}

int main(void)
{
    TEST(bits_copy_moves_exactly_the_bits);
    TEST(bits_compare_orders_as_bit_lists);
    TEST(bits_shift_moves_in_zeros);
    return test_done();
}
