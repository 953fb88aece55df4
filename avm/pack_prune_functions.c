// SPDX-License-Identifier: Apache-2.0
// pack_prune_functions.c - what vm.h says about functions, done to the entries of a pack.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/embedded.h"
#include "avm/pack_prune.h"
#include "avm/report.h"
#include "vm/vm.h"

// A module as it would be in the pack, if all of it stayed.
struct whole {
    struct entry *entry;
    uint8_t *data;
    size_t size;
};

struct program {
    struct vm_prune *prune;
    struct whole *modules;
    size_t count;
    size_t start;
};

// A file of a library, installed where releases have theirs: NAME-VERSION/ebin/MODULE.beam.
static bool is_library(const char *path)
{
    char absolute[4096];
    if (!file_absolute(path, absolute, sizeof(absolute))) {
        return false;
    }
    char *name = strrchr(absolute, '/');
    if (name == NULL) {
        return false;
    }
    *name = '\0';
    char *ebin = strrchr(absolute, '/');
    if (ebin == NULL || strcmp(ebin, "/ebin") != 0) {
        return false;
    }
    *ebin = '\0';
    const char *folder = strrchr(absolute, '/');
    const char *dash = folder != NULL ? strrchr(folder, '-') : NULL;
    return dash != NULL && dash[1] >= '0' && dash[1] <= '9';
}

static enum status add(struct program *program, struct entry *entry,
                       const struct prune_request *request, struct failure *failure)
{
    struct entry_bytes bytes;
    struct whole *whole = &program->modules[program->count];
    enum status status = entry_open(entry, &bytes, failure);
    if (status == STATUS_OK) {
        status = beam_strip(bytes.data, bytes.size, request->what, &whole->data, &whole->size, NULL,
                            failure);
    }
    entry_close(&bytes);
    if (status != STATUS_OK) {
        return status;
    }
    whole->entry = entry;
    program->count++;
    bool is_application = entry->is_named && !is_library(entry->origin);
    return vm_prune_add(program->prune, whole->data, whole->size,
                        is_application ? VM_PRUNE_APPLICATION : VM_PRUNE_LIBRARY, failure);
}

static void explain(const struct whole *whole, const struct vm_prune_module *module, size_t size)
{
    printf("%s %8lu  %s", module->stays ? "keep" : "drop",
           (unsigned long) (module->stays ? size : whole->size), whole->entry->name);
    if (!module->stays) {
        puts("  no function that stays calls or names it");
        return;
    }
    if (module->why == NULL) {
        printf("  the program begins there");
    } else {
        printf("  %s %s", module->why, module->because);
    }
    if (module->is_opaque) {
        puts(", stays whole");
    } else {
        printf(", %lu of %lu functions, %lu bytes before\n", (unsigned long) module->staying,
               (unsigned long) module->functions, (unsigned long) whole->size);
    }
}

static enum status replace(struct program *program, size_t number, bool explains,
                           struct failure *failure)
{
    struct whole *whole = &program->modules[number];
    struct vm_prune_module module;
    uint8_t *data = NULL;
    size_t size = 0;
    vm_prune_get(program->prune, number, &module);
    if (module.stays) {
        enum status status = vm_prune_write(program->prune, number, &data, &size, failure);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (explains) {
        explain(whole, &module, size);
    }
    if (!module.stays) {
        inputs_mark_removed(whole->entry);
        return STATUS_OK;
    }
    entry_replace(whole->entry, data, size);
    bool has_start;
    enum status status = beam_has_start(data, size, &has_start, failure);
    if (status == STATUS_OK && !has_start) {
        whole->entry->flags &= ~PACK_START;
    }
    return status;
}

// What the machine brings along, and may call what the pack has.
static enum status add_library(struct program *program, struct failure *failure)
{
    struct pack pack;
    struct pack_section section = {0};
    size_t size;
    const uint8_t *library = avm_embedded_library(&size);
    if (library == NULL) {
        return STATUS_OK;
    }
    enum status status = pack_open(library, size, &pack, failure);
    while (status == STATUS_OK && (status = pack_next(&pack, &section, failure)) == STATUS_OK) {
        if (pack_section_is_beam(&section)) {
            status =
                vm_prune_add(program->prune, section.data, section.size, VM_PRUNE_OUTSIDE, failure);
        }
    }
    return status == STATUS_FAILED ? STATUS_OK : status;
}

static enum status prune(struct program *program, struct inputs *inputs, const char *start,
                         const struct prune_request *request, struct failure *failure)
{
    for (size_t i = 0; i < inputs->count; i++) {
        struct entry *entry = &inputs->entries[i];
        if (!entry_is_module(entry)) {
            continue;
        }
        if (strcmp(entry->name, start) == 0) {
            program->start = program->count;
        }
        enum status status = add(program, entry, request, failure);
        if (status != STATUS_OK) {
            failure_add_subject(failure, entry->origin);
            return status;
        }
    }
    enum status status = add_library(program, failure);
    if (status == STATUS_OK) {
        status = vm_prune_follow(program->prune, program->start, failure);
    }
    for (size_t i = 0; i < program->count && status == STATUS_OK; i++) {
        struct entry *entry = program->modules[i].entry;
        status = replace(program, i, request->explains, failure);
        failure_add_subject(failure, entry->origin);
    }
    if (status == STATUS_OK && vm_prune_maker(program->prune) != NULL) {
        report_note(request->command, "names are made at run time in %s: all exports stay",
                    vm_prune_maker(program->prune));
    }
    return status;
}

enum status pack_prune_functions(struct inputs *inputs, const char *start,
                                 const struct prune_request *request, struct failure *failure)
{
    struct program program = {
        .prune = vm_prune_new(),
        .modules = calloc(inputs->count + 1, sizeof(struct whole)),
    };
    enum status status = program.prune == NULL || program.modules == NULL
                             ? fail_memory(failure, inputs->count * sizeof(struct whole))
                             : prune(&program, inputs, start, request, failure);
    if (status == STATUS_OK) {
        inputs_remove_marked(inputs);
    }
    for (size_t i = 0; i < program.count; i++) {
        free(program.modules[i].data);
    }
    free(program.modules);
    vm_prune_free(program.prune);
    return status;
}
