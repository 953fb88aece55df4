// SPDX-License-Identifier: Apache-2.0
// fuzz.h - what a fuzz target is: one function that takes any bytes and returns 0.
//
// What must hold for every input is checked with FUZZ_REQUIRE, which stops in every build.
// tests/fuzz/corpus/<reader>/ holds inputs that tests/run replays; what a fuzzer finds goes there.

#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_REQUIRE(condition)                                                                    \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
