// SPDX-License-Identifier: Apache-2.0
// cmd_check.c - avm check: whether a program can be loaded, and whether all that it calls exists.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/check.h"
#include "avm/command.h"
#include "avm/embedded.h"
#include "avm/report.h"
#include "packbeam/packbeam.h"
#include "vm/vm.h"

static void print_missing(void *context, const struct vm_missing *missing)
{
    size_t *count = context;
    printf("missing %s: called by %s", missing->function, missing->caller);
    if (missing->file != NULL) {
        printf(" in %s, line %" PRIu32, missing->file, missing->line);
    }
    if (missing->others > 0) {
        printf(" and by %" PRIu32 " other module%s", missing->others,
               missing->others > 1 ? "s" : "");
    }
    putchar('\n');
    ++*count;
}

// Give all modules to the machine, which borrows their bytes.
static enum status add_modules(struct vm *vm, const struct inputs *inputs,
                               struct entry_bytes *bytes, struct failure *failure)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < inputs->count && status == STATUS_OK; i++) {
        const struct entry *entry = &inputs->entries[i];
        if (entry_is_module(entry)) {
            status = entry_open(entry, &bytes[i], failure);
        }
        if (status == STATUS_OK && entry_is_module(entry)) {
            status = vm_add_beam(vm, entry->origin, bytes[i].data, bytes[i].size, failure);
        }
    }
    size_t size;
    const uint8_t *library = avm_embedded_library(&size);
    return status == STATUS_OK && library != NULL ? vm_set_library(vm, library, size, failure)
                                                  : status;
}

// Word code that no machine will use, since the module has been changed or damaged.
static enum status check_wordcode(const struct entry *entry, const struct entry_bytes *bytes,
                                  struct failure *failure)
{
    struct vm_wordcode wordcode;
    if (!vm_wordcode_of(bytes->data, bytes->size, &wordcode) || wordcode.is_whole) {
        return STATUS_OK;
    }
    fail(failure, STATUS_INPUT, "the word code is damaged\npack it again with --wordcode");
    failure_add_subject(failure, entry->name);
    failure_add_subject(failure, entry->origin);
    return STATUS_INPUT;
}

// A module that cannot be loaded is reported and does not hide the others.
static enum status check_modules(struct vm_check *check, const char *command,
                                 const struct inputs *inputs, const struct entry_bytes *bytes,
                                 size_t *bad, size_t *damaged, struct failure *failure)
{
    for (size_t i = 0; i < inputs->count; i++) {
        char name[PACK_MODULE_NAME_SIZE];
        struct failure own = {0};
        if (!entry_is_module(&inputs->entries[i])) {
            continue;
        }
        enum status status = beam_module_name(bytes[i].data, bytes[i].size, name, &own);
        if (status != STATUS_OK) {
            failure_add_subject(&own, inputs->entries[i].origin);
        } else {
            status = vm_check_module(check, name, &own);
        }
        if (status == STATUS_OK &&
            check_wordcode(&inputs->entries[i], &bytes[i], &own) != STATUS_OK) {
            report_command_failure(command, &own);
            ++*damaged;
        }
        if (status == STATUS_LIMIT) {
            *failure = own;
            return status;
        }
        if (status != STATUS_OK) {
            report_command_failure(command, &own);
            ++*bad;
        }
    }
    return STATUS_OK;
}

static bool lacks(void *context, const char *module, const char *function, unsigned arity)
{
    return target_lacks(context, module, function);
}

static enum status check_in(struct vm *vm, const char *command, const struct inputs *inputs,
                            const struct target_machine *target, struct entry_bytes *bytes,
                            struct failure *failure)
{
    size_t bad = 0;
    size_t damaged = 0;
    size_t missing = 0;
    enum status status = add_modules(vm, inputs, bytes, failure);
    if (status != STATUS_OK) {
        return status;
    }
    struct vm_check *check = vm_check_new(vm);
    if (check == NULL) {
        return fail_memory(failure, 0);
    }
    if (target != NULL) {
        // The context is handed back as it is; nothing writes through it.
        vm_check_set_target(check, lacks, (void *) target);
    }
    status = check_modules(check, command, inputs, bytes, &bad, &damaged, failure);
    if (status == STATUS_OK) {
        status = vm_check_missing(check, print_missing, &missing, failure);
    }
    vm_check_free(check);
    if (status == STATUS_OK && bad > 0) {
        return fail(failure, STATUS_INPUT, "%zu module%s cannot be loaded", bad,
                    bad > 1 ? "s" : "");
    }
    if (status == STATUS_OK && damaged > 0) {
        return fail(failure, STATUS_INPUT, "the word code of %zu module%s is damaged", damaged,
                    damaged > 1 ? "s" : "");
    }
    if (status == STATUS_OK && missing > 0) {
        return fail(failure, STATUS_FAILED, "%zu function%s missing", missing,
                    missing > 1 ? "s are" : " is");
    }
    return status;
}

enum status check_inputs(const char *command, const struct inputs *inputs,
                         const struct target_machine *target, struct failure *failure)
{
    struct entry_bytes *bytes = calloc(inputs->count + 1, sizeof(*bytes));
    struct vm *vm = bytes != NULL ? vm_new(NULL) : NULL;
    enum status status = vm != NULL ? check_in(vm, command, inputs, target, bytes, failure)
                                    : fail_memory(failure, inputs->count * sizeof(*bytes));
    if (vm != NULL) {
        vm_free(vm);
    }
    for (size_t i = 0; bytes != NULL && i < inputs->count; i++) {
        if (entry_is_module(&inputs->entries[i])) {
            entry_close(&bytes[i]);
        }
    }
    free(bytes);
    return status;
}

struct values {
    const char *target;
};

static const struct option options[] = {
    {'t', "target", OPTION_TEXT, offsetof(struct values, target), TARGET_NAMES,
     "the machine that it is meant for, if not this one", false},
    {0},
};

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    struct operands operands;
    struct failure failure = {0};
    struct inputs inputs = {0};
    const struct target_machine *target = NULL;
    bool help;
    enum status status =
        options_parse(options, argc, argv, false, &values, &operands, &help, &failure);
    if (status == STATUS_OK && help) {
        help_print(command);
        return report_output(command->name, STATUS_OK);
    }
    if (status == STATUS_OK && operands.count == 0) {
        status = fail(&failure, STATUS_USAGE, "nothing to check");
    }
    if (status == STATUS_OK && values.target != NULL) {
        status = target_find(values.target, &target, &failure);
    }
    for (int i = 0; i < operands.count && status == STATUS_OK; i++) {
        status = inputs_add(&inputs, operands.items[i], &failure);
    }
    if (status == STATUS_OK) {
        status = check_inputs(command->name, &inputs, target, &failure);
    }
    inputs_clear(&inputs);
    return status == STATUS_OK ? report_output(command->name, STATUS_OK)
                               : report_command_failure(command->name, &failure);
}

const struct command command_check = {
    .name = "check",
    .operands = "IN...",
    .summary = "tell whether all that a program calls is there",
    .details =
        "Files are what 'avm pack' takes, together one program. Every module is loaded, but not\n"
        "run; every function that it imports must be in another of them, in the library inside\n"
        "avm or in the machine. What is missing is printed, once and sorted, with the first call\n"
        "of it. The exit status is 1 when something is missing, 3 when a file is damaged or a\n"
        "module cannot be loaded. Calls of names that are known only at run time are not seen.\n"
        "With --target natives that the machine of that target lacks count as missing.\n",
    .examples = "avm check app.avm\n"
                "avm check --target esp32 ebin lib.avm\n",
    .options = options,
    .run = run,
};
