// SPDX-License-Identifier: Apache-2.0
// etf_test.c: external terms, against what Erlang/OTP writes, reads and refuses (etf_cases.def).

#include "vm/etf.h"

#include "tests/unit/fixture.h"
#include "tests/unit/test.h"
#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/map.h"
#include "vm/print.h"

static struct fixture f;

struct etf_case {
    const char *bytes; // hexadecimal
    const char *text;  // NULL: refused
    const char *again;
};

static const struct etf_case cases[] = {
#define ETF_GOOD(bytes, text, again) {bytes, text, again},
#define ETF_BAD(bytes)               {bytes, NULL, NULL},
#include "tests/unit/etf_cases.def"
#undef ETF_GOOD
#undef ETF_BAD
};

// Bytes of hexadecimal text, in memory of exactly that size, so that a sanitizer sees reads beyond
// it.
static uint8_t *unhex(const char *hex, size_t *size)
{
    *size = strlen(hex) / 2;
    uint8_t *bytes = malloc(*size > 0 ? *size : 1);
    for (size_t i = 0; bytes != NULL && i < *size; i++) {
        char digits[3] = {hex[2 * i], hex[2 * i + 1], 0};
        bytes[i] = (uint8_t) strtoul(digits, NULL, 16);
    }
    return bytes;
}

// Decode into x[0]; NONE when refused.
static term decode(const uint8_t *bytes, size_t size, bool safe)
{
    size_t words, used;
    f.x[0] = NIL;
    if (!etf_measure(f.vm, bytes, size, &words, &used) || !heap_ensure(&f.p, words)) {
        return NONE;
    }
    term *at = f.p.heap_top;
    term t = etf_decode(f.vm, bytes, used, &at, &f.p.offheap, false, safe);
    bool fits = (size_t) (at - f.p.heap_top) <= words;
    f.p.heap_top = at;
    CHECK(fits);
    f.x[0] = t == NONE ? NIL : t;
    return t;
}

static bool prints_as(term t, const char *expected)
{
    struct text text;
    text_init(&text, f.vm);
    term_print(f.vm, t, PRINT_DISPLAY, 0, text_append, &text);
    bool same = text.size == strlen(expected) && memcmp(text.bytes, expected, text.size) == 0;
    if (!same) {
        printf("# got %.*s\n# not %s\n", (int) text.size, text.bytes, expected);
    }
    text_clear(&text);
    return same;
}

static bool encodes_as(term t, const char *hex)
{
    const struct etf_options options = {.minor_version = 2};
    size_t size, expected_size;
    uint8_t *expected = unhex(hex, &expected_size);
    bool same = etf_size(&f.p, t, &options, &size) == STATUS_OK && size == expected_size;
    if (same) {
        uint8_t *bytes = malloc(size);
        same = bytes != NULL && etf_encode(&f.p, t, &options, bytes) &&
               memcmp(bytes, expected, size) == 0;
        free(bytes);
    }
    if (!same) {
        printf("# wrong encoding of %s\n", hex);
    }
    free(expected);
    return same;
}

static void cases_are_read_and_written_as_otp_does(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct etf_case *c = &cases[i];
        size_t size;
        uint8_t *bytes = unhex(c->bytes, &size);
        term t = decode(bytes, size, false);
        free(bytes);
        if (c->text == NULL) {
            if (t != NONE) {
                printf("# %s should be refused\n", c->bytes);
            }
            CHECK(t == NONE);
        } else if (t == NONE) {
            printf("# %s is refused\n", c->bytes);
            CHECK(t != NONE);
        } else {
            CHECK(prints_as(t, c->text));
            CHECK(encodes_as(t, c->again));
        }
    }
}

// One case after the other stays intact while the heap is collected.
static void decoded_terms_survive_collections(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct etf_case *c = &cases[i];
        if (c->text == NULL) {
            continue;
        }
        size_t size;
        uint8_t *bytes = unhex(c->bytes, &size);
        CHECK(decode(bytes, size, false) != NONE);
        free(bytes);
        CHECK(gc_collect(&f.p, 0, i % 2 == 0));
        CHECK(encodes_as(f.x[0], c->again));
    }
}

static void depth_needs_no_stack(void)
{
    const size_t depth = 300000;
    size_t size = depth * 2 + 1;
    uint8_t *bytes = malloc(size);
    for (size_t i = 0; i < depth; i++) {
        bytes[2 * i] = 104; // a tuple of one
        bytes[2 * i + 1] = 1;
    }
    bytes[size - 1] = 106;
    term t = decode(bytes, size, false);
    CHECK(t != NONE);
    const struct etf_options options = {.minor_version = 2};
    size_t again;
    CHECK(etf_size(&f.p, f.x[0], &options, &again) == STATUS_OK && again == size);
    uint8_t *written = malloc(size);
    CHECK(etf_encode(&f.p, f.x[0], &options, written) && memcmp(bytes, written, size) == 0);
    struct text text;
    text_init(&text, f.vm);
    term_print(f.vm, f.x[0], PRINT_DISPLAY, 0, text_append, &text);
    CHECK(text.size == 2 * depth + 2);
    text_clear(&text);
    free(bytes);
    free(written);
    f.x[0] = NIL;
}

// #{0 => [], ...}: count keys in an order of its own.
static uint8_t *large_map(uint32_t count, size_t *size)
{
    *size = 5 + (size_t) count * 6;
    uint8_t *bytes = malloc(*size);
    bytes[0] = 116;
    for (int i = 0; i < 4; i++) {
        bytes[1 + i] = (uint8_t) (count >> (24 - 8 * i));
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t key = i * 7919 % count;
        uint8_t *pair = bytes + 5 + (size_t) i * 6;
        pair[0] = 98;
        for (int j = 0; j < 4; j++) {
            pair[1 + j] = (uint8_t) (key >> (24 - 8 * j));
        }
        pair[5] = 106;
    }
    return bytes;
}

static void large_maps_are_read(void)
{
    const uint32_t counts[] = {32, 33, 100, 5000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        size_t size;
        uint8_t *bytes = large_map(counts[i], &size);
        term map = decode(bytes, size, false);
        CHECK(map != NONE && is_map(map) && map_size(map) == counts[i]);
        for (uint32_t key = 0; key < counts[i]; key++) {
            CHECK(map_get(f.vm, map, make_small((sterm) key)) == NIL);
        }
        // A key twice.
        memcpy(bytes + 5, bytes + 5 + 6, 6);
        CHECK(decode(bytes, size, false) == NONE);
        free(bytes);
    }
}

static void safe_refuses_what_is_new(void)
{
    static const uint8_t unknown[] = "\167\010new_atom";
    static const uint8_t known[] = "\167\002ok";
    static const uint8_t unknown_export[] = "\161\167\002ok\167\002ok\141\007";
    CHECK(decode(unknown, sizeof unknown - 1, true) == NONE);
    CHECK(decode(known, sizeof known - 1, true) == ATOM_ok);
    CHECK(decode(unknown_export, sizeof unknown_export - 1, true) == NONE);
    CHECK(decode(unknown, sizeof unknown - 1, false) != NONE);
    CHECK(decode(unknown, sizeof unknown - 1, true) != NONE);
}

static void constant_binaries_stay_where_they_are(void)
{
    static uint8_t bytes[5 + 100] = {109, 0, 0, 0, 100};
    size_t words, used;
    CHECK(etf_measure(f.vm, bytes, sizeof bytes, &words, &used) && used == sizeof bytes);
    term *space = literal_alloc(f.vm, words), *at = space;
    term offheap = NIL;
    term t = etf_decode(f.vm, bytes, used, &at, &offheap, true, false);
    CHECK(is_boxed_tag(t, TAG_BIN_CONST) && offheap == NIL);
    size_t size;
    CHECK(binary_bytes(t, &size) == bytes + 5 && size == 100);
}

static void references_keep_their_bits(void)
{
    const uint64_t ids[] = {0, 1, 0x3ffff, 0x40000, UINT64_MAX, UINT64_C(0x123456789abcdef0)};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        uint32_t words[ETF_REF_WORDS];
        uint64_t id;
        etf_ref_words(ids[i], words);
        CHECK(words[0] < 0x40000);
        CHECK(etf_ref_id(words, ETF_REF_WORDS, &id) && id == ids[i]);
    }
}

static term call(term (*native)(struct process *p, term *args), term a, term b)
{
    f.x[0] = a;
    f.x[1] = b;
    return native(&f.p, f.x);
}

static void natives_compress_and_read_again(void)
{
    if (!heap_ensure(&f.p, 400 + 4)) {
        abort();
    }
    term list = NIL;
    for (int i = 0; i < 200; i++) {
        list = build_cons(&f.p, ATOM_ok, list);
    }
    f.x[2] = build_cons(&f.p, ATOM_compressed, NIL);
    f.x[3] = build_cons(&f.p, ATOM_used, NIL);
    term plain = call(bif_erlang_term_to_binary_1, list, NIL);
    f.x[4] = plain;
    size_t plain_bits = bitstring_size(plain);
    plain = call(bif_erlang_binary_to_term_1, plain, NIL);
    f.x[5] = plain;
    term packed = call(bif_erlang_term_to_binary_2, f.x[5], f.x[2]);
    CHECK(packed != NONE && bitstring_size(packed) * 4 < plain_bits);
    size_t packed_bytes = bitstring_size(packed) / 8;
    term answer = call(bif_erlang_binary_to_term_2, packed, f.x[3]);
    CHECK(is_tuple(answer) && tuple_elements(answer)[1] == make_small((sterm) packed_bytes));
    f.x[6] = tuple_elements(answer)[0];
    term again = call(bif_erlang_term_to_binary_1, f.x[6], NIL);
    CHECK(again != NONE && bitstring_size(again) == plain_bits);
    CHECK(call(bif_erlang_binary_to_term_2, f.x[4], ATOM_used) == NONE);
    CHECK(fixture_exception(&f) == ATOM_badarg);
    CHECK(call(bif_erlang_term_to_binary_2, f.x[4], ATOM_used) == NONE);
    CHECK(fixture_exception(&f) == ATOM_badarg);
}

int main(void)
{
    fixture_init(&f);
    TEST(cases_are_read_and_written_as_otp_does);
    TEST(decoded_terms_survive_collections);
    TEST(depth_needs_no_stack);
    TEST(large_maps_are_read);
    TEST(safe_refuses_what_is_new);
    TEST(constant_binaries_stay_where_they_are);
    TEST(references_keep_their_bits);
    TEST(natives_compress_and_read_again);
    fixture_clear(&f);
    return test_done();
}
