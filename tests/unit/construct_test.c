// SPDX-License-Identifier: Apache-2.0
// construct_test.c: writing segments and appending, against a model and against what OTP builds.

#include "tests/unit/binary_model.h"
#include "tests/unit/binary_table.h"
#include "tests/unit/test.h"
#include "vm/atom.h"
#include "vm/binary.h"
#include "vm/number.h"

static struct model_process model;

// An integer of count random bytes, and its two's complement, most significant first.
static term random_integer(uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bytes[i] = (uint8_t) (model_random(4) == 0 ? 0xff : model_random(256));
    }
    return integer_from_bytes(&model.process, bytes, count, true, true);
}

// Bit `bit` of the infinitely sign-extended number.
static bool integer_bit(const uint8_t *bytes, size_t count, size_t bit)
{
    return bit < 8 * count ? model_get(bytes, 8 * count - 1 - bit) : model_get(bytes, 0);
}

static void write_integer_writes_any_size_at_any_position(void)
{
    struct process *p = model_process_init(&model);
    for (int round = 0; round < MODEL_ROUNDS(30000); round++) {
        uint8_t digits[40];
        size_t digit_count = 1 + model_random(round % 4 == 0 ? sizeof digits : 8);
        term value = random_integer(digits, digit_count);
        size_t size = model_random(round % 4 == 0 ? 400 : 80);
        size_t lead = model_random(20);
        size_t count = (lead + size + 7) / 8;
        uint8_t *bytes = model_bytes(count);
        uint8_t *expected = model_copy(bytes, count);
        bool little = model_random(2) != 0;
        for (size_t i = 0; i < size; i++) {
            model_set(expected, lead + model_segment_bit(i, size, little),
                      integer_bit(digits, digit_count, i));
        }
        for (size_t i = lead + size; size > 0 && i < 8 * count; i++) {
            model_set(expected, i, false);
        }
        struct bits_writer w = {bytes, lead};
        CHECK(write_integer(p, &w, value, size, little ? BITS_LITTLE : 0));
        CHECK(w.position == lead + size && memcmp(bytes, expected, count) == 0);
        CHECK(!write_integer(p, &w, NIL, size, 0));
        free(bytes);
        free(expected);
    }
    model_process_clear(&model);
}

static void write_integer_agrees_with_otp(void)
{
    struct process *p = model_process_init(&model);
    for (size_t i = 0; i < TABLE_COUNT(table_segments); i++) {
        const struct table_segment *row = &table_segments[i];
        uint8_t digits[32];
        uint8_t expected[32];
        size_t digit_count = table_bytes(row->value, digits);
        size_t count = table_bytes(row->bytes, expected);
        uint8_t *bytes = model_bytes(count);
        struct bits_writer w = {bytes, 0};
        CHECK(write_integer(p, &w, make_small(-1), row->lead, 0));
        term value = integer_from_bytes(p, digits, digit_count, true, true);
        CHECK(write_integer(p, &w, value, row->size, row->little ? BITS_LITTLE : 0));
        CHECK(w.position == row->lead + row->size);
        CHECK(memcmp(bytes, expected, count) == 0);
        free(bytes);
    }
    model_process_clear(&model);
}

static void write_float_agrees_with_otp(void)
{
    struct process *p = model_process_init(&model);
    for (size_t i = 0; i < TABLE_COUNT(table_floats); i++) {
        const struct table_float *row = &table_floats[i];
        uint8_t expected[8];
        uint8_t bytes[8];
        size_t count = table_bytes(row->bytes, expected);
        double value;
        memcpy(&value, &row->value, sizeof value);
        CHECK(heap_ensure(p, FLOAT_WORDS));
        struct bits_writer w = {bytes, 0};
        CHECK(write_float(&w, build_float(p, value), row->size, row->little ? BITS_LITTLE : 0));
        CHECK(w.position == row->size && memcmp(bytes, expected, count) == 0);
    }
    uint8_t bytes[8];
    struct bits_writer w = {bytes, 0};
    CHECK(write_float(&w, make_small(-3), 64, 0));
    CHECK(memcmp(bytes, "\xc0\x08\0\0\0\0\0\0", 8) == 0);
    w.position = 0;
    CHECK(!write_float(&w, make_small(1), 24, 0) && !write_float(&w, NIL, 32, 0));
    CHECK(w.position == 0);
    model_process_clear(&model);
}

static void write_utf_agrees_with_otp(void)
{
    for (size_t i = 0; i < TABLE_COUNT(table_characters); i++) {
        const struct table_character *row = &table_characters[i];
        term value = make_small((sterm) row->code);
        for (size_t form = 0; form < 5; form++) {
            uint8_t expected[4];
            uint8_t bytes[4];
            size_t count = table_bytes(row->bytes[form], expected);
            struct bits_writer w = {bytes, 0};
            unsigned flags = form == 2 || form == 4 ? BITS_LITTLE : 0;
            if (form == 0) {
                CHECK(utf8_size(value) == 8 * count);
                write_utf8(&w, value);
            } else if (form <= 2) {
                CHECK(utf16_size(value) == 8 * count);
                write_utf16(&w, value, flags);
            } else {
                CHECK(utf32_size(value) == 8 * count);
                write_utf32(&w, value, flags);
            }
            CHECK(w.position == 8 * count && memcmp(bytes, expected, count) == 0);
        }
    }
    static const sterm refused[] = {-1, 0xd800, 0xdfff, 0x110000};
    for (size_t i = 0; i < TABLE_COUNT(refused); i++) {
        term value = make_small(refused[i]);
        CHECK(utf8_size(value) == 0 && utf16_size(value) == 0 && utf32_size(value) == 0);
    }
    CHECK(utf8_size(NIL) == 0);
}

static void write_bitstring_takes_the_first_bits(void)
{
    struct process *p = model_process_init(&model);
    for (int round = 0; round < MODEL_ROUNDS(5000); round++) {
        size_t size = model_random(200);
        uint8_t *to;
        term value = bitstring_new(p, size, &to);
        uint8_t *from = model_bytes((size + 7) / 8);
        memcpy(to, from, (size + 7) / 8);
        p->x[0] = value;
        size_t skip = model_random(size + 1);
        p->x[0] = bitstring_part(p, p->x, skip, size - skip);
        size_t taken = model_random(size - skip + 1);
        size_t lead = model_random(12);
        size_t count = (lead + taken + 7) / 8;
        uint8_t *bytes = model_bytes(count);
        uint8_t *expected = model_copy(bytes, count);
        for (size_t i = 0; i < taken; i++) {
            model_set(expected, lead + i, model_get(from, skip + i));
        }
        for (size_t i = lead + taken; taken > 0 && i < 8 * count; i++) {
            model_set(expected, i, false);
        }
        struct bits_writer w = {bytes, lead};
        CHECK(!write_bitstring(&w, p->x[0], size - skip + 1));
        CHECK(write_bitstring(&w, p->x[0], taken));
        CHECK(w.position == lead + taken && memcmp(bytes, expected, count) == 0);
        free(from);
        free(bytes);
        free(expected);
    }
    model_process_clear(&model);
}

static bool has_bits(term t, const uint8_t *bytes, size_t size)
{
    struct bits found;
    struct bits expected = {bytes, 0, size};
    bits_of(t, &found);
    return bits_compare(&found, &expected) == 0;
}

static void bitstring_append_leaves_other_versions_alone(void)
{
    struct process *p = model_process_init(&model);
    uint8_t *expected[8];
    size_t sizes[8];
    for (int i = 0; i < 8; i++) {
        p->x[i] = binary_from_bytes(p, "", 0);
        expected[i] = model_bytes(4096);
        sizes[i] = 0;
    }
    for (int round = 0; round < MODEL_ROUNDS(20000); round++) {
        // Make x[to] the value of x[from] with some bits more.
        size_t from = model_random(8);
        size_t to = model_random(8);
        size_t size = model_random(round % 50 == 0 ? 500 : 20);
        if (sizes[from] + size > 8 * 4096) {
            p->x[to] = model_random(2) != 0 ? binary_from_bytes(p, "", 0) : binary_writable(p, 10);
            sizes[to] = 0;
            continue;
        }
        struct bits_writer w;
        p->x[8] = p->x[from];
        term longer = bitstring_append(p, p->x + 8, size, 1, &w);
        CHECK(longer != NONE && bitstring_size(longer) == sizes[from] + size);
        memmove(expected[to], expected[from], 4096);
        p->x[to] = longer;
        uint8_t *more = model_bytes((size + 7) / 8);
        write_bytes(&w, more, size);
        for (size_t i = 0; i < size; i++) {
            model_set(expected[to], sizes[from] + i, model_get(more, i));
        }
        free(more);
        sizes[to] = sizes[from] + size;
        if (round % 7 == 0) {
            CHECK(gc_collect(p, 0, round % 2 == 0));
        }
        for (int i = 0; i < 8; i++) {
            CHECK(has_bits(p->x[i], expected[i], sizes[i]));
        }
    }
    for (int i = 0; i < 8; i++) {
        free(expected[i]);
    }
    model_process_clear(&model);
    CHECK(model.vm.refc_bytes == 0);
}

static void bitstring_append_grows_in_place(void)
{
    struct process *p = model_process_init(&model);
    p->x[0] = binary_from_bytes(p, "", 0);
    size_t moved = 0;
    const uint8_t *last = NULL;
    for (int i = 0; i < MODEL_ROUNDS(100000); i++) {
        struct bits_writer w;
        p->x[0] = bitstring_append(p, p->x, 8, 8, &w);
        uint8_t byte = (uint8_t) i;
        write_bytes(&w, &byte, 8);
        moved += w.bytes != last;
        last = w.bytes;
    }
    CHECK(moved < 16);
    size_t size;
    const uint8_t *bytes = binary_bytes(p->x[0], &size);
    CHECK(bytes != NULL && size == MODEL_ROUNDS(100000) && bytes[size - 1] == (uint8_t) (size - 1));
    p->x[1] = bitstring_part(p, p->x, 0, 3);
    struct bits_writer w;
    CHECK(bitstring_append(p, p->x + 1, 8, 8, &w) == NONE && p->exception == ATOM_badarg);
    p->exception = NONE;
    CHECK(bitstring_append(p, p->x, SIZE_MAX - 9, 1, &w) == NONE);
    CHECK(p->exception == ATOM_system_limit);
    model_process_clear(&model);
}

int main(void)
{
    TEST(write_integer_writes_any_size_at_any_position);
    TEST(write_integer_agrees_with_otp);
    TEST(write_float_agrees_with_otp);
    TEST(write_utf_agrees_with_otp);
    TEST(write_bitstring_takes_the_first_bits);
    TEST(bitstring_append_leaves_other_versions_alone);
    TEST(bitstring_append_grows_in_place);
    return test_done();
}
