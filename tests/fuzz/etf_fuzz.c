// SPDX-License-Identifier: Apache-2.0
// etf_fuzz.c - the reader of external terms, and the writer behind it: what was read can be written
// and read again as the same term; measuring promises the words that decoding takes.
//
// Input: a term behind its version byte.

#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/unit/fixture.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/compare.h"
#include "vm/etf.h"
#include "vm/print.h"

// Texts of atoms are never given back: a new machine after so many.
#define ATOMS_MAX 20000

static struct fixture f;

// Decode into memory of exactly the promised size, so that a sanitizer sees what goes beyond.
static term decode(const uint8_t *bytes, size_t size, term **block, term *offheap)
{
    size_t words, used;
    *block = NULL;
    *offheap = NIL;
    if (!etf_measure(f.vm, bytes, size, &words, &used)) {
        return NONE;
    }
    FUZZ_REQUIRE(used <= size);
    *block = malloc((words > 0 ? words : 1) * sizeof(term));
    FUZZ_REQUIRE(*block != NULL);
    term *at = *block;
    term t = etf_decode(f.vm, bytes, used, &at, offheap, false, false);
    FUZZ_REQUIRE((size_t) (at - *block) <= words);
    return t;
}

static void release(term *block, term offheap)
{
    for (; offheap != NIL; offheap = boxed_object(offheap)[BIN_REFC_LINK]) {
        refc_release(f.vm, (struct refc *) boxed_object(offheap)[BIN_REFC_DATA]);
    }
    free(block);
}

static void ignore(void *context, const char *text, size_t size)
{
    *(size_t *) context += size + (text == NULL);
}

static void write_again(term t)
{
    const struct etf_options options = {.minor_version = 2};
    size_t size, again_size, printed = 0;
    FUZZ_REQUIRE(etf_size(&f.p, t, &options, &size) == STATUS_OK);
    uint8_t *bytes = malloc(size);
    FUZZ_REQUIRE(bytes != NULL && etf_encode(&f.p, t, &options, bytes));
    term *block, offheap;
    term again = decode(bytes, size, &block, &offheap);
    FUZZ_REQUIRE(again != NONE);
    FUZZ_REQUIRE(term_equal_exact(f.vm, t, again));
    FUZZ_REQUIRE(etf_size(&f.p, again, &options, &again_size) == STATUS_OK && again_size == size);
    term_print(f.vm, t, PRINT_DISPLAY, 5000, ignore, &printed);
    term_print(f.vm, t, PRINT_PRETTY, 5000, ignore, &printed);
    release(block, offheap);
    free(bytes);
}

// The whole way: version byte, compression, options.
static void read_by_native(const uint8_t *data, size_t size)
{
    uint8_t *bytes;
    f.x[0] = f.x[1] = NIL;
    f.x[0] = binary_new(&f.p, size + 1, &bytes);
    FUZZ_REQUIRE(f.x[0] != NONE);
    bytes[0] = 131;
    if (size > 0) {
        memcpy(bytes + 1, data, size);
    }
    if (bif_erlang_binary_to_term_1(&f.p, f.x) == NONE) {
        FUZZ_REQUIRE(f.p.exception != NONE);
        fixture_exception(&f);
    }
    f.x[0] = NIL;
    FUZZ_REQUIRE(gc_collect(&f.p, 0, true));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (f.vm != NULL && atom_count(f.vm) > ATOMS_MAX) {
        fixture_clear(&f);
        f.vm = NULL;
    }
    if (f.vm == NULL) {
        fixture_init(&f);
    }
    term *block, offheap;
    term t = decode(data, size, &block, &offheap);
    if (t != NONE) {
        write_again(t);
    }
    release(block, offheap);
    read_by_native(data, size);
    return 0;
}
