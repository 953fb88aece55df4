// SPDX-License-Identifier: Apache-2.0
// prune_fuzz.c - taking functions out of modules: any bytes as a module of a program. What is
// written can be read again, and pruning it once more changes nothing.

#include <stdbool.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "vm/vm.h"

// The module by itself: what it exports stays. The machine has another of that name, which does not
// count.
static bool prune(const uint8_t *data, size_t size, uint8_t **out, size_t *out_size)
{
    struct vm_prune *pruning = vm_prune_new();
    struct vm_prune_module module;
    bool done = false;
    *out = NULL;
    FUZZ_REQUIRE(pruning != NULL);
    if (vm_prune_add(pruning, data, size, VM_PRUNE_LIBRARY, NULL) == STATUS_OK &&
        vm_prune_add(pruning, data, size, VM_PRUNE_OUTSIDE, NULL) == STATUS_OK &&
        vm_prune_follow(pruning, 0, NULL) == STATUS_OK) {
        vm_prune_get(pruning, 0, &module);
        FUZZ_REQUIRE(module.stays && module.staying <= module.functions);
        done = vm_prune_write(pruning, 0, out, out_size, NULL) == STATUS_OK;
    }
    vm_prune_free(pruning);
    return done;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *once;
    uint8_t *twice;
    size_t once_size, twice_size;
    if (!prune(data, size, &once, &once_size)) {
        return 0;
    }
    FUZZ_REQUIRE(prune(once, once_size, &twice, &twice_size));
    FUZZ_REQUIRE(once_size == twice_size && memcmp(once, twice, once_size) == 0);
    free(once);
    free(twice);
    return 0;
}
