// SPDX-License-Identifier: Apache-2.0
// regex_fuzz.c - patterns and subjects through the natives behind the module re: compiled or
// refused with a place in the pattern, and every match inside the subject. Without the library
// there is nothing to try.
//
// Input: options of the pattern (4 bytes), newline, options of the search (3 bytes, as bits 16 on),
// place to begin, size of the pattern, the pattern, the subject.

#include <string.h>

#include "packbeam/bytes.h"
#include "platforms/regex.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/fixture.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/process.h"

#define HEAD_BYTES 10
#define STEPS      2000

static struct fixture f;

static void put_binary(int at, const void *bytes, size_t size)
{
    f.x[at] = binary_from_bytes(&f.p, bytes, size);
    FUZZ_REQUIRE(f.x[at] != NONE);
}

// Source of the expression: header of vm/regex_cache.h and pattern.
static void put_source(int at, const uint8_t *data, size_t size)
{
    uint8_t source[10 + UINT8_MAX] = {'a', 'v', 'm', 'r', 1};
    memcpy(source + 5, data, 4);
    source[9] = data[4] % REGEX_NEWLINE_COUNT;
    memcpy(source + 10, data + HEAD_BYTES, size);
    put_binary(at, source, 10 + size);
}

static bool compiles(const uint8_t *data, size_t size)
{
    put_source(0, data, size);
    term result = bif_avm_re_compile(&f.p, f.x);
    FUZZ_REQUIRE(result != NONE && is_tuple(result) && tuple_arity(result) == 3);
    const term *elements = tuple_elements(result);
    if (elements[0] != ATOM_error) {
        return true;
    }
    FUZZ_REQUIRE(is_small(elements[2]) && (size_t) small_value(elements[2]) <= size);
    return false;
}

static void check_names(const uint8_t *data, size_t size)
{
    put_source(0, data, size);
    term names = bif_avm_re_names(&f.p, f.x);
    for (; is_cons(names); names = cons_tail(names)) {
        FUZZ_REQUIRE(is_tuple(cons_head(names)));
    }
    FUZZ_REQUIRE(names == NIL);
}

static void check_places(term found, size_t size)
{
    for (; is_cons(found); found = cons_tail(found)) {
        for (term groups = cons_head(found); is_cons(groups); groups = cons_tail(groups)) {
            const term *place = tuple_elements(cons_head(groups));
            sterm start = small_value(place[0]), end = start + small_value(place[1]);
            FUZZ_REQUIRE(start >= -1 && end >= -1 && (size_t) (end + 1) <= size + 1);
        }
    }
    FUZZ_REQUIRE(found == NIL);
}

static void search(const uint8_t *data, size_t pattern, const uint8_t *subject, size_t size)
{
    uint32_t options = (uint32_t) data[5] << 16 | (uint32_t) (data[6] & 7) << 24 | (data[7] & 2u);
    put_binary(0, subject, size);
    put_source(1, data, pattern);
    f.x[2] = make_small(data[8]);
    f.x[3] = make_small((sterm) options);
    FUZZ_REQUIRE(heap_ensure(&f.p, 3));
    f.x[4] = build_tuple2(&f.p, make_small(STEPS), make_small(STEPS));
    term result;
    do {
        f.p.pauses = false;
        f.p.reductions = 10;
        result = bif_avm_re_run(&f.p, f.x);
    } while (result == NONE && f.p.pauses);
    if (result == NONE) {
        FUZZ_REQUIRE(f.p.exception != NONE);
        fixture_exception(&f);
    } else if (is_tuple(result)) {
        check_places(tuple_elements(result)[2], size);
    } else if (is_list(result)) {
        check_places(result, size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (regex_library()[0] == '\0' || size < HEAD_BYTES || size - HEAD_BYTES < data[9]) {
        return 0;
    }
    if (f.vm == NULL) {
        fixture_init(&f);
    }
    f.p.reductions = 10;
    size_t pattern = data[9];
    if (compiles(data, pattern)) {
        check_names(data, pattern);
        search(data, pattern, data + HEAD_BYTES + pattern, size - HEAD_BYTES - pattern);
    }
    for (int i = 0; i < FIXTURE_REGISTERS; i++) {
        f.x[i] = NIL;
    }
    FUZZ_REQUIRE(gc_collect(&f.p, 0, true));
    return 0;
}
