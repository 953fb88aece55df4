// SPDX-License-Identifier: Apache-2.0
// script_fuzz.c - scripts of avm monitor --expect: every step has what its command needs, and what
// is refused is refused with a reason that names a line.

#include <string.h>

#include "monitor/script.h"
#include "tests/fuzz/fuzz.h"

// Compiling some expressions takes the system's library very long; that is not what is tested.
static int is_heavy(const uint8_t *data, size_t size)
{
    size_t repeats = 0;
    for (size_t i = 0; i < size; i++) {
        repeats += data[i] == '{' || data[i] == '*' || data[i] == '+' || data[i] == '(';
    }
    return repeats > 8 || size > 4096;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct script script;
    struct failure failure = {0};
    if (is_heavy(data, size)) {
        return 0;
    }
    enum status status = script_parse((const char *) data, size, &script, &failure);
    FUZZ_REQUIRE(status == STATUS_OK || status == STATUS_INPUT || status == STATUS_LIMIT);
    FUZZ_REQUIRE(status == STATUS_OK || strstr(failure.what, "line ") != NULL);
    for (size_t i = 0; status == STATUS_OK && i < script.count; i++) {
        const struct script_step *step = &script.steps[i];
        bool has_text = step->kind == SCRIPT_send || step->kind == SCRIPT_raw;
        bool has_pattern = step->kind == SCRIPT_expect || step->kind == SCRIPT_fail;
        FUZZ_REQUIRE(!has_text || (step->bytes != NULL && step->bytes[step->size] == '\0'));
        FUZZ_REQUIRE(has_pattern == (step->pattern != NULL));
        FUZZ_REQUIRE(step->line > 0 && step->time_ms <= 86400 * 1000U + 999);
    }
    script_clear(&script);
    return 0;
}
