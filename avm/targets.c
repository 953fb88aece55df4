// SPDX-License-Identifier: Apache-2.0
// targets.c - what stands in targets.def.

#include "avm/targets.h"

#include <stddef.h>
#include <string.h>

struct target_machine {
    const char *name;
    const char *meaning;
};

static const struct target_machine targets[] = {
#define TARGET(name, meaning) {#name, meaning},
#define LACKS(name, module, function)
#include "avm/targets.def"
#undef TARGET
#undef LACKS
};

static const struct {
    const char *target;
    const char *module;
    const char *function;
} lacking[] = {
#define TARGET(name, meaning)
#define LACKS(name, module, function) {#name, module, function},
#include "avm/targets.def"
#undef TARGET
#undef LACKS
};

enum status target_find(const char *name, const struct target_machine **target,
                        struct failure *failure)
{
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        if (strcmp(targets[i].name, name) == 0) {
            *target = &targets[i];
            return STATUS_OK;
        }
    }
    return fail(failure, STATUS_USAGE, "there is no target '%.40s'\nit is one of %s", name,
                TARGET_NAMES);
}

bool target_lacks(const struct target_machine *target, const char *module, const char *function)
{
    for (size_t i = 0; i < sizeof(lacking) / sizeof(lacking[0]); i++) {
        if (strcmp(lacking[i].target, target->name) == 0 &&
            strcmp(lacking[i].module, module) == 0 &&
            (strcmp(lacking[i].function, "*") == 0 || strcmp(lacking[i].function, function) == 0)) {
            return true;
        }
    }
    return false;
}
