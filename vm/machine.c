// SPDX-License-Identifier: Apache-2.0
// machine.c: making, running and freeing a machine (vm.h).

#include "vm/machine.h"

#include "platforms/platform.h"
#include "vm/ets.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/load.h"
#include "vm/persistent.h"
#include "vm/print.h"
#include "vm/regex_cache.h"
#include "vm/registry.h"
#include "vm/schedule.h"
#include "vm/source.h"

static bool make_schedulers(struct vm *vm)
{
    unsigned count = AVM_SMP && vm->options.schedulers > 1 ? (unsigned) vm->options.schedulers : 1;
    vm->scheduler = memory_calloc(vm, count * sizeof *vm->scheduler);
    if (vm->scheduler == NULL) {
        return false;
    }
    vm->scheduler_count = count;
    for (unsigned i = 0; i < count; i++) {
        vm->scheduler[i].vm = vm;
        run_queue_init(&vm->scheduler[i].ready);
#if AVM_PAUSES
        run_queue_init(&vm->scheduler[i].paused_ready);
#endif
    }
    return true;
}

// Memory before the first allocation: the machine itself is not accounted for.
struct vm *vm_new(const struct vm_options *options)
{
    struct vm start = {0};
    if (options != NULL) {
        start.options = *options;
    }
    struct vm *vm = memory_alloc(&start, sizeof *vm);
    if (vm == NULL) {
        return NULL;
    }
    *vm = start;
    vm->sources_end = &vm->sources;
    vm->backtrace_depth = AVM_TRACE_DEPTH;
    vm->started_ns = platform_monotonic_ns();
    vm->next_alarm_ns = UINT64_MAX;
    vm->poll = platform_poll_new();
    if (vm->poll == NULL || !make_schedulers(vm) || !atoms_init(vm)) {
        vm_free(vm);
        return NULL;
    }
    return vm;
}

void vm_free(struct vm *vm)
{
    if (vm == NULL) {
        return;
    }
    schedule_clear(vm);
    while (vm->modules != NULL) {
        struct module *module = vm->modules;
        vm->modules = module->next;
        module_free(vm, module);
    }
    modules_clear(vm);
    sources_clear(vm);
#if AVM_TABLES
    ets_clear(vm);
#endif
#if AVM_REGEX
    regex_cache_clear(vm);
#endif
    persistent_clear(vm);
    atoms_clear(vm);
    block_release_spares(vm);
    literals_clear(vm);
    platform_poll_free(vm->poll);
    memory_free(vm, vm->scheduler, vm->scheduler_count * sizeof *vm->scheduler);
    struct vm end = *vm;
    memory_free(&end, vm, sizeof *vm);
}

// Text of a term, growing as it is printed.
struct text {
    char *bytes;
    size_t length, capacity;
    struct vm *vm;
};

static void append_text(void *context, const char *bytes, size_t size)
{
    struct text *text = context;
    if (text->length + size + 1 > text->capacity) {
        size_t capacity = (text->length + size + 1) * 2;
        char *bigger = memory_resize(text->vm, text->bytes, text->capacity, capacity);
        if (bigger == NULL) {
            return;
        }
        text->bytes = bigger;
        text->capacity = capacity;
    }
    memcpy(text->bytes + text->length, bytes, size);
    text->length += size;
    text->bytes[text->length] = '\0';
}

static void set_value(struct vm *vm, struct vm_result *result, term value)
{
    struct text text = {NULL, 0, 0, vm};
    term_print(vm, value, PRINT_PRETTY, 0, append_text, &text);
    result->value = text.bytes;
    result->value_size = text.capacity;
    result->vm = vm;
}

void vm_result_clear(struct vm_result *result)
{
    if (result->value != NULL) {
        memory_free(result->vm, result->value, result->value_size);
        result->value = NULL;
    }
}

static enum status start_entry(struct vm *vm, const char *name, struct export **entry,
                               struct failure *failure)
{
    term module = atom_intern(vm, name, strlen(name), false);
    if (module == NONE) {
        return fail(failure, STATUS_FAILED, "'%s' is no module name", name);
    }
    failure_clear(&vm->load_failure);
    if (module_ensure(vm, module) == NULL) {
        if (vm->load_failure.status != STATUS_OK) {
            if (failure != NULL) {
                *failure = vm->load_failure;
            }
            return vm->load_failure.status;
        }
        return fail(failure, STATUS_FAILED, "module '%s' was not found", name);
    }
    *entry = export_find(vm, module, ATOM_start, 0);
    if (*entry == NULL || !export_is_callable(*entry)) {
        return fail(failure, STATUS_FAILED,
                    "module '%s' has no function start/0\nexport start/0, or choose another "
                    "module with -s",
                    name);
    }
    return STATUS_OK;
}

// A process of our library that has a name and begins, in module:function/0, when somebody sends it
// something: until then its code is not loaded. *pid is undefined without our library.
static bool start_when_asked(struct vm *vm, term module, term function, term name, term *pid)
{
    static const struct spawn_options when_asked = {.waits = true};
    struct found_beam found;
    *pid = ATOM_undefined;
    if (!source_find(vm, module, &found, NULL) || !found.from_library) {
        return true;
    }
    struct export *entry = export_get(vm, module, function, 0);
    struct process *server =
        entry != NULL ? schedule_spawn(vm, NULL, entry, NIL, &when_asked) : NULL;
    if (server == NULL || !registry_add(vm, name, server->pid)) {
        return false;
    }
    server->registered_name = (uint32_t) name;
    *pid = server->pid;
    return true;
}

// The console's server leads the first process, so that who asks for the group leader gets a
// process that understands the I/O protocol. Modules of Erlang/OTP start what they need under
// kernel_sup, whether or not the application kernel was started.
static bool start_servers(struct vm *vm, struct process *main)
{
    term supervisor;
    if (!start_when_asked(vm, ATOM_avm_user, ATOM_server, ATOM_user, &vm->console) ||
        !start_when_asked(vm, ATOM_avm_user, ATOM_errors, ATOM_standard_error,
                          &vm->console_errors) ||
        !start_when_asked(vm, ATOM_kernel, ATOM_server, ATOM_kernel_sup, &supervisor)) {
        return false;
    }
    if (vm->console != ATOM_undefined) {
        main->group_leader = vm->console;
    }
    return true;
}

enum status vm_run(struct vm *vm, const char *module, struct vm_result *result,
                   struct failure *failure)
{
    *result = (struct vm_result){0};
    struct export *entry = NULL;
    enum status status = start_entry(vm, module, &entry, failure);
    if (status != STATUS_OK) {
        return status;
    }
    uint64_t start = platform_monotonic_ns();
    struct process *main = schedule_spawn(vm, NULL, entry, NIL, NULL);
    if (main == NULL || !start_servers(vm, main)) {
        return fail_memory(failure, 0);
    }
    vm->halted = false;
    vm->awaits_halt = false;
    switch (schedule_run(vm, main)) {
    case RUN_EXITED:
        result->outcome = VM_RETURNED;
        set_value(vm, result, main->x[0]);
        break;
    case RUN_FAILED:
        // exit(normal) is how a process says that it is done.
        if (main->exception_class == CLASS_EXIT && main->exception == ATOM_normal) {
            result->outcome = VM_RETURNED;
            set_value(vm, result, main->exception);
            break;
        }
        result->outcome = VM_CRASHED;
        result->status = 1;
        exception_report(main);
        break;
    case RUN_HALTED:
        result->outcome = VM_HALTED;
        result->status = vm->halt_status;
        break;
    default:
        result->outcome = VM_STOPPED;
        break;
    }
    vm->run_time_ns += platform_monotonic_ns() - start;
    platform_console_flush();
    return STATUS_OK;
}

void vm_get_statistics(const struct vm *vm, struct vm_statistics *statistics)
{
    *statistics = (struct vm_statistics){
        .reductions = vm->reductions,
        .collections_minor = vm->collections_minor,
        .collections_major = vm->collections_major,
        .heap_peak_bytes = vm->heap_peak,
        .memory_peak_bytes = vm->memory_peak,
        .run_time_us = vm->run_time_ns / 1000,
    };
}
