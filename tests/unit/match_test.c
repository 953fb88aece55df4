// SPDX-License-Identifier: Apache-2.0
// match_test.c: taking segments from match contexts, against a model that looks at one bit after
// the other.

#include "tests/unit/binary_model.h"
#include "tests/unit/binary_table.h"
#include "tests/unit/test.h"
#include "vm/binary.h"
#include "vm/bits.h"
#include "vm/number.h"
#include "vm/utf.h"

static struct model_process model;

// A context over bits [offset, offset + size) of bytes in x[0].
static void start(const uint8_t *bytes, size_t offset, size_t size)
{
    struct process *p = &model.process;
    CHECK(heap_ensure(p, 7));
    term *constant = heap_take(p, 3);
    constant[0] = make_header(2, TAG_BIN_CONST);
    constant[1] = (term) ((offset + size + 7) / 8);
    constant[2] = (term) bytes;
    term *part = heap_take(p, 4);
    part[0] = make_header(3, TAG_BIN_SUB);
    part[1] = make_boxed(constant);
    part[2] = (term) offset;
    part[3] = (term) size;
    p->x[0] = make_boxed(part);
    p->x[0] = match_start(p, p->x);
    CHECK(is_match_context(p->x[0]));
}

static size_t position(void)
{
    return (size_t) boxed_object(model.process.x[0])[MATCH_POSITION];
}

// Is `value` the number that the bits hold?
static bool is_segment(term value, const uint8_t *bytes, size_t offset, size_t size, bool little,
                       bool is_signed)
{
    uint8_t found[64];
    uint8_t expected[64];
    bool negative = is_signed && size > 0 &&
                    model_get(bytes, offset + model_segment_bit(size - 1, size, little));
    memset(expected, negative ? 0xff : 0, sizeof expected);
    for (size_t i = 0; i < size; i++) {
        model_set(expected, 8 * sizeof expected - 1 - i,
                  model_get(bytes, offset + model_segment_bit(i, size, little)));
    }
    if (!is_integer(value)) {
        return false;
    }
    integer_to_bytes(value, found, sizeof found, true);
    return memcmp(found, expected, sizeof found) == 0;
}

static void match_integer_takes_any_size_and_alignment(void)
{
    struct process *p = model_process_init(&model);
    for (int round = 0; round < MODEL_ROUNDS(40000); round++) {
        size_t size = model_random(round % 3 == 0 ? 300 : 70);
        size_t offset = model_random(20);
        size_t more = model_random(100);
        uint8_t *bytes = model_bytes((offset + size + more + 7) / 8);
        bool little = model_random(2) != 0;
        bool is_signed = model_random(2) != 0;
        unsigned flags = (little ? BITS_LITTLE : 0) | (is_signed ? BITS_SIGNED : 0);
        start(bytes, offset, size + more);
        term value = match_integer(p, p->x, size, flags);
        CHECK(value != NONE && is_segment(value, bytes, offset, size, little, is_signed));
        CHECK(position() == offset + size);
        CHECK(match_integer(p, p->x, more + 1, flags) == NONE && position() == offset + size);
        free(bytes);
    }
    CHECK(p->exception == NONE);
    model_process_clear(&model);
}

static void match_integer_works_on_heap_and_shared_binaries(void)
{
    struct process *p = model_process_init(&model);
    for (int round = 0; round < MODEL_ROUNDS(2000); round++) {
        size_t count = 20 + model_random(200);
        uint8_t *bytes = model_bytes(count);
        p->x[0] = binary_from_bytes(p, bytes, count);
        p->x[0] = match_start(p, p->x);
        size_t skip = model_random(60);
        CHECK(is_segment(match_integer(p, p->x, skip, 0), bytes, 0, skip, false, false));
        size_t size = model_random(8 * count - skip < 400 ? 8 * count - skip : 400);
        term value = match_integer(p, p->x, size, BITS_SIGNED | BITS_NATIVE);
        CHECK(is_segment(value, bytes, skip, size, bits_native_little(), true));
        CHECK(gc_collect(p, 0, round % 2 == 0));
        free(bytes);
    }
    model_process_clear(&model);
}

static void match_bitstring_shares_or_copies_the_bits(void)
{
    struct process *p = model_process_init(&model);
    for (int round = 0; round < MODEL_ROUNDS(10000); round++) {
        size_t offset = model_random(20);
        size_t size = model_random(300);
        size_t more = model_random(50);
        uint8_t *bytes = model_bytes((offset + size + more + 7) / 8);
        start(bytes, offset, size + more);
        bool tail = more == 0;
        term part = tail ? match_tail(p, p->x) : match_bitstring(p, p->x, size);
        CHECK(is_bitstring(part) && bitstring_size(part) == size);
        CHECK(position() == (tail ? offset : offset + size));
        struct bits found;
        bits_of(part, &found);
        struct bits expected = {bytes, offset, size};
        CHECK(bits_compare(&found, &expected) == 0);
        CHECK(is_binary(part) == (size % 8 == 0));
        CHECK(match_bitstring(p, p->x, size + more + 1) == NONE);
        free(bytes);
    }
    model_process_clear(&model);
}

static void match_string_compares_bits(void)
{
    model_process_init(&model);
    for (int round = 0; round < MODEL_ROUNDS(10000); round++) {
        size_t offset = model_random(20);
        size_t size = model_random(100);
        uint8_t *bytes = model_bytes((offset + size + 7) / 8);
        uint8_t *string = model_bytes((size + 7) / 8);
        for (size_t i = 0; i < size; i++) {
            model_set(string, i, model_get(bytes, offset + i));
        }
        bool same = model_random(2) != 0 || size == 0;
        if (!same) {
            size_t bit = model_random(size);
            model_set(string, bit, !model_get(string, bit));
        }
        start(bytes, offset, size);
        CHECK(match_string(model.process.x[0], string, size) == same);
        CHECK(position() == (same ? offset + size : offset));
        CHECK(!match_string(model.process.x[0], string, size + 1));
        free(bytes);
        free(string);
    }
    model_process_clear(&model);
}

// The bytes of a hexadecimal text behind `lead` zero bits, as a context in x[0]. Returns memory for
// free.
static uint8_t *start_hex(const char *hex, size_t lead)
{
    uint8_t plain[64];
    size_t count = table_bytes(hex, plain);
    uint8_t *bytes = model_bytes((lead + 8 * count + 7) / 8);
    for (size_t i = 0; i < 8 * count; i++) {
        model_set(bytes, lead + i, model_get(plain, i));
    }
    start(bytes, lead, 8 * count);
    return bytes;
}

static void match_float_agrees_with_otp(void)
{
    struct process *p = model_process_init(&model);
    for (size_t i = 0; i < TABLE_COUNT(table_floats); i++) {
        const struct table_float *row = &table_floats[i];
        double written;
        memcpy(&written, &row->value, sizeof written);
        uint8_t *bytes = start_hex(row->bytes, i % 9);
        term value = match_float(p, p->x, row->size, row->little ? BITS_LITTLE : 0);
        if (value == NONE) {
            // Too large for the size, stored as infinity: never taken.
            CHECK(row->size < 64 && (written >= 65520 || written <= -65520));
        } else if (row->size == 64) {
            double found = float_value(value);
            CHECK(memcmp(&found, &written, sizeof found) == 0);
        } else {
            double difference = float_value(value) - written;
            double limit = (written < 0 ? -written : written) / (row->size == 16 ? 2000 : 16000000);
            double smallest = row->size == 16 ? 3e-8 : 1e-45;
            limit = limit < smallest ? smallest : limit;
            CHECK(difference <= limit && difference >= -limit);
        }
        free(bytes);
    }
    static const char *const refused[] = {"7C00",
                                          "FC00",
                                          "7C01",
                                          "7E00",
                                          "FFFF",
                                          "7F800000",
                                          "FF800000",
                                          "7FC00000",
                                          "7F800001",
                                          "7FF0000000000000",
                                          "7FF8000000000000",
                                          "FFFFFFFFFFFFFFFF"};
    for (size_t i = 0; i < TABLE_COUNT(refused); i++) {
        uint8_t *bytes = start_hex(refused[i], 0);
        CHECK(match_float(p, p->x, 4 * strlen(refused[i]), 0) == NONE && position() == 0);
        CHECK(match_float(p, p->x, 8, 0) == NONE);
        free(bytes);
    }
    model_process_clear(&model);
}

static void match_utf_agrees_with_otp(void)
{
    struct process *p = model_process_init(&model);
    for (size_t i = 0; i < TABLE_COUNT(table_characters); i++) {
        const struct table_character *row = &table_characters[i];
        for (size_t form = 0; form < 5; form++) {
            uint8_t *bytes = start_hex(row->bytes[form], i % 3 * 5);
            unsigned flags = form == 2 || form == 4 ? BITS_LITTLE : 0;
            term value = form == 0   ? match_utf8(p, p->x)
                         : form <= 2 ? match_utf16(p, p->x, flags)
                                     : match_utf32(p, p->x, flags);
            CHECK(value == make_small((sterm) row->code));
            CHECK(position() == i % 3 * 5 + 4 * strlen(row->bytes[form]));
            free(bytes);
        }
    }
    static const char *const refused8[] = {
        "80",       "BF",       "C0",       "C080",     "C1BF",   "C2",   "C241",
        "E0",       "E08080",   "E09FBF",   "EDA080",   "EDBFBF", "E282", "E28241",
        "F0808080", "F08FBFBF", "F4908080", "F5808080", "F09F98", "FF",   "FE"};
    for (size_t i = 0; i < TABLE_COUNT(refused8); i++) {
        uint8_t *bytes = start_hex(refused8[i], i % 8);
        CHECK(match_utf8(p, p->x) == NONE && position() == i % 8);
        free(bytes);
    }
    static const char *const refused16[] = {"00",       "D800",     "D8000041",
                                            "DC00DC00", "D800D800", "DFFF"};
    for (size_t i = 0; i < TABLE_COUNT(refused16); i++) {
        uint8_t *bytes = start_hex(refused16[i], i % 8);
        CHECK(match_utf16(p, p->x, 0) == NONE && position() == i % 8);
        free(bytes);
    }
    static const char *const refused32[] = {"000041", "0000D800", "0000DFFF", "00110000",
                                            "FFFFFFFF"};
    for (size_t i = 0; i < TABLE_COUNT(refused32); i++) {
        uint8_t *bytes = start_hex(refused32[i], i % 8);
        CHECK(match_utf32(p, p->x, 0) == NONE && position() == i % 8);
        free(bytes);
    }
    model_process_clear(&model);
}

static void utf8_decodes_what_it_encodes(void)
{
    for (uint32_t character = 0; character <= 0x10ffff; character++) {
        if (!utf_is_valid(character)) {
            continue;
        }
        uint8_t bytes[4];
        uint32_t found = 0;
        size_t size = utf8_encode(character, bytes);
        if (utf8_decode(bytes, size, &found) != size || found != character ||
            utf8_decode(bytes, size - 1, &found) != 0) {
            CHECK(false);
        }
    }
}

int main(void)
{
    TEST(match_integer_takes_any_size_and_alignment);
    TEST(match_integer_works_on_heap_and_shared_binaries);
    TEST(match_bitstring_shares_or_copies_the_bits);
    TEST(match_string_compares_bits);
    TEST(match_float_agrees_with_otp);
    TEST(match_utf_agrees_with_otp);
    TEST(utf8_decodes_what_it_encodes);
    return test_done();
}
