// SPDX-License-Identifier: Apache-2.0
// app_file_fuzz.c - the parser of application resource files: a term, or a failure with a line.

#include <string.h>

#include "packbeam/app_file.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char name[APP_NAME_SIZE];
    uint8_t *term;
    size_t term_size;
    struct failure failure = {0};
    if (app_file_read((const char *) data, size, name, &term, &term_size, &failure) == STATUS_OK) {
        FUZZ_REQUIRE(term_size > 3 && term[0] == 131 && term[1] == 104 && term[2] == 3);
        FUZZ_REQUIRE(strlen(name) > 0);
        free(term);
    } else {
        FUZZ_REQUIRE(failure.status != STATUS_OK && failure.what[0] != '\0');
    }
    return 0;
}
