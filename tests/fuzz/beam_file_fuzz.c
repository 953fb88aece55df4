// SPDX-License-Identifier: Apache-2.0
// beam_file_fuzz.c - the reader of module containers, and stripping on top of it: stripping what
// was stripped changes nothing.

#include <string.h>

#include "packbeam/beam_file.h"
#include "packbeam/packbeam.h"
#include "tests/fuzz/fuzz.h"

static void walk(const uint8_t *data, size_t size)
{
    struct beam_file file;
    struct beam_chunk chunk = {0};
    struct beam_chunk found;
    struct beam_literals literals;
    if (beam_file_open(data, size, &file, NULL) != STATUS_OK) {
        return;
    }
    FUZZ_REQUIRE(file.size <= size);
    while (beam_file_next(&file, &chunk)) {
        FUZZ_REQUIRE(chunk.offset <= file.size && chunk.size <= file.size - chunk.offset);
        FUZZ_REQUIRE(beam_file_find(&file, chunk.tag, &found));
    }
    if (beam_file_literals(&file, &literals, NULL) == STATUS_OK) {
        FUZZ_REQUIRE(literals.offset <= file.size && literals.size <= file.size - literals.offset);
    }
}

static void strip(const uint8_t *data, size_t size)
{
    uint8_t *once = NULL;
    uint8_t *twice = NULL;
    size_t once_size = 0;
    size_t twice_size = 0;
    struct failure failure = {0};
    if (beam_strip(data, size, NULL, &once, &once_size, NULL, &failure) != STATUS_OK) {
        FUZZ_REQUIRE(failure.status != STATUS_OK && failure.what[0] != '\0');
        return;
    }
    FUZZ_REQUIRE(beam_strip(once, once_size, NULL, &twice, &twice_size, NULL, NULL) == STATUS_OK);
    FUZZ_REQUIRE(once_size == twice_size && memcmp(once, twice, once_size) == 0);
    free(once);
    free(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char name[PACK_MODULE_NAME_SIZE];
    bool has_start;
    walk(data, size);
    strip(data, size);
    (void) beam_module_name(data, size, name, NULL);
    (void) beam_has_start(data, size, &has_start, NULL);
    return 0;
}
