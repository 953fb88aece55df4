// SPDX-License-Identifier: Apache-2.0
// prune.c: what vm.h offers of prune.h.

#include "vm/prune.h"

#include <stdlib.h>
#include <string.h>

#include "vm/vm.h"

struct vm_prune *vm_prune_new(void)
{
    struct vm_prune *prune = calloc(1, sizeof *prune);
    if (prune != NULL) {
        prune->waiting = prune->alive = prune->last_alive = PRUNE_NONE;
    }
    return prune;
}

static void clear_module(struct prune_module *m)
{
    free(m->names);
    free(m->imports);
    free(m->exports);
    free(m->locals);
    free(m->funs);
    free(m->literals);
    free(m->literals_reached);
    free(m->literal_bytes);
    free(m->label_functions);
}

// Take a module back that was added last, and does not count.
static void forget(struct vm_prune *prune, struct prune_module *m)
{
    for (uint32_t k = m->first_function + m->function_count; k-- > m->first_function;) {
        prune->names[prune->functions[k].name].functions = prune->functions[k].next_of_name;
    }
    prune->function_count = m->first_function;
    prune->module_count--;
    clear_module(m);
}

void vm_prune_free(struct vm_prune *prune)
{
    if (prune == NULL) {
        return;
    }
    for (uint32_t i = 0; i < prune->module_count; i++) {
        clear_module(&prune->modules[i]);
    }
    for (uint32_t i = 0; i < prune->name_count; i++) {
        free((char *) prune->names[i].text); // made by add_name()
    }
    free(prune->modules);
    free(prune->functions);
    free(prune->names);
    free(prune->buckets);
    for (unsigned i = 0; i < MAX_OPERANDS; i++) {
        free(prune->items[i]);
    }
    free(prune);
}

enum status vm_prune_add(struct vm_prune *prune, const uint8_t *beam, size_t size,
                         enum vm_prune_role role, struct failure *failure)
{
    if (prune->module_count == prune->module_capacity) {
        uint32_t capacity = prune->module_capacity * 2 + 16;
        struct prune_module *modules = realloc(prune->modules, capacity * sizeof *modules);
        if (modules == NULL) {
            return fail_memory(failure, capacity * sizeof *modules);
        }
        prune->modules = modules;
        prune->module_capacity = capacity;
    }
    struct prune_module *m = &prune->modules[prune->module_count++];
    *m = (struct prune_module){.file = {beam, size},
                               .keeps_exports = role == VM_PRUNE_APPLICATION,
                               .outside = role == VM_PRUNE_OUTSIDE};
    enum status status = prune_read(prune, m, failure);
    if (status != STATUS_OK) {
        return status;
    }
    uint32_t *first = &prune->names[m->name].module;
    if (*first == PRUNE_NONE) {
        *first = prune->module_count - 1;
    } else if (role == VM_PRUNE_OUTSIDE) {
        forget(prune, m);
    } else {
        // Two of one name under different file names: whoever knows which one runs.
        m->opaque = true;
        prune->modules[*first].keeps_exports = true;
    }
    return STATUS_OK;
}

enum status vm_prune_follow(struct vm_prune *prune, size_t start, struct failure *failure)
{
    prune_follow(prune, (uint32_t) start);
    return prune->no_memory ? fail_memory(failure, 0) : STATUS_OK;
}

void vm_prune_get(const struct vm_prune *prune, size_t number, struct vm_prune_module *module)
{
    static const char *const why[] = {
        [PRUNE_START] = NULL,
        [PRUNE_CALLED] = "called by",
        [PRUNE_NAMED] = "named in",
        [PRUNE_IMPLEMENTATION] = "implements",
    };
    const struct prune_module *m = &prune->modules[number];
    *module = (struct vm_prune_module){
        .stays = m->alive,
        .is_opaque = m->opaque,
        .why = why[m->reason],
        .because = prune->names[prune->modules[m->because].name].text,
        .functions = m->function_count,
    };
    for (uint32_t k = m->first_function; k < m->first_function + m->function_count; k++) {
        module->staying += prune->functions[k].reached;
    }
}

const char *vm_prune_maker(const struct vm_prune *prune)
{
    return prune->everything ? prune->maker : NULL;
}

enum status vm_prune_write(struct vm_prune *prune, size_t number, uint8_t **out, size_t *size,
                           struct failure *failure)
{
    const struct prune_module *m = &prune->modules[number];
    if (!m->opaque) {
        return prune_write(prune, m, out, size, failure);
    }
    *out = malloc(m->file.size + 1);
    if (*out == NULL) {
        return fail_memory(failure, m->file.size);
    }
    memcpy(*out, m->file.data, m->file.size);
    *size = m->file.size;
    return STATUS_OK;
}
