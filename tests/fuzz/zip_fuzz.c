// SPDX-License-Identifier: Apache-2.0
// zip_fuzz.c - the reader of zip archives: every row, and the contents of every file.

#include "packbeam/zip.h"
#include "tests/fuzz/fuzz.h"

// An input says what it inflates to; more than this is not worth the time of a fuzzer.
#define SIZE_MAX_READ (1U << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zip zip;
    struct zip_entry entry = {0};
    struct failure failure = {0};
    if (zip_open(data, size, &zip, &failure) != STATUS_OK) {
        FUZZ_REQUIRE(failure.what[0] != '\0');
        return 0;
    }
    while (zip_next(&zip, &entry, NULL) == STATUS_OK) {
        FUZZ_REQUIRE(entry.next > zip.directory && entry.next <= zip.directory_end);
        FUZZ_REQUIRE((const uint8_t *) entry.name + entry.name_size <= data + size);
        uint8_t *file;
        if (entry.size <= SIZE_MAX_READ && zip_read(&zip, &entry, &file, NULL) == STATUS_OK) {
            volatile uint8_t sink = entry.size > 0 ? file[entry.size - 1] : 0;
            (void) sink;
            free(file);
        }
    }
    return 0;
}
