// SPDX-License-Identifier: Apache-2.0
// replay.c - runs files through a fuzz target once, with any compiler. Prints TAP.
//
//     NAME_replay FILE...
//
// Each file is also given cut short at a few lengths and with single bytes changed, which costs
// little and finds what a change has broken.

// fdopen and dup are not in C11.
#define _POSIX_C_SOURCE 200809L

#include <string.h>
#include <unistd.h>

#include "platforms/files.h"
#include "tests/fuzz/fuzz.h"

// A copy of exactly the size, so that a sanitizer sees a read past the end.
static void run_copy(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);
    if (copy == NULL) {
        abort();
    }
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void run_variants(uint8_t *data, size_t size)
{
    size_t step = size / 64 + 1;
    for (size_t cut = 0; cut < size; cut += step) {
        run_copy(data, cut);
    }
    static const uint8_t changes[] = {0x01, 0x80, 0xff};
    for (size_t at = 0; at < size; at += step) {
        for (size_t i = 0; i < sizeof(changes); i++) {
            data[at] ^= changes[i];
            run_copy(data, size);
            data[at] ^= changes[i];
        }
    }
}

// The results go where the standard output went; what a target prints there, a program that it
// runs for instance, must not get between them.
static FILE *take_output(void)
{
    fflush(stdout);
    FILE *results = fdopen(dup(STDOUT_FILENO), "w");
    if (results == NULL || freopen("/dev/null", "w", stdout) == NULL) {
        abort();
    }
    return results;
}

int main(int argc, char **argv)
{
    FILE *results = take_output();
    fprintf(results, "1..%d\n", argc - 1);
    for (int i = 1; i < argc; i++) {
        uint8_t *data;
        size_t size;
        if (file_read(argv[i], &data, &size, NULL) != STATUS_OK) {
            fprintf(results, "not ok %d - %s cannot be read\n", i, argv[i]);
            continue;
        }
        run_copy(data, size);
        run_variants(data, size);
        free(data);
        const char *slash = strrchr(argv[i], '/');
        fprintf(results, "ok %d - %s\n", i, slash != NULL ? slash + 1 : argv[i]);
        fflush(results);
    }
    return 0;
}
