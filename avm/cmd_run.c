// SPDX-License-Identifier: Apache-2.0
// cmd_run.c - avm run: a program in the machine of vm/, and the same under the name AtomVM.

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/command.h"
#include "avm/program.h"
#include "avm/report.h"
#include "platforms/files.h"
#include "platforms/platform.h"
#include "vm/vm.h"

struct values {
    const char *start;
    struct text_list folders;
    bool stats;
    const char *trace;
    const char *schedulers;
    bool translates;
};

static const struct option options[] = {
    {'s', "start", OPTION_TEXT, offsetof(struct values, start), "MODULE",
     "begin with start/0 of this module", false},
    {0, "pa", OPTION_LIST, offsetof(struct values, folders), "DIR",
     "look for modules in this folder too", true},
    {0, "schedulers", OPTION_TEXT, offsetof(struct values, schedulers), "COUNT",
     "threads that run Erlang, or 'all': one for each processor (1)", false},
    {0, "stats", OPTION_FLAG, offsetof(struct values, stats), NULL,
     "print what the run took, at its end", false},
    {0, "trace", OPTION_TEXT, offsetof(struct values, trace), "MOD[:FUN]",
     "print calls and returns of a module or function", false},
    {0, "no-wordcode", OPTION_FLAG, offsetof(struct values, translates), NULL,
     "translate modules though their pack has word code", false},
    {0},
};

static enum status choose_start(struct program *program, const char **start,
                                struct failure *failure)
{
    if (*start == NULL) {
        *start = vm_find_start(program->vm);
    }
    if (*start == NULL) {
        return fail(failure, STATUS_FAILED,
                    "no module with start/0 to begin with\n"
                    "export start/0 from one of the modules");
    }
    return STATUS_OK;
}

static void print_statistics(const struct vm *vm)
{
    struct vm_statistics numbers;
    vm_get_statistics(vm, &numbers);
    fprintf(stderr,
            "reductions   %" PRIu64 "\n"
            "collections  %" PRIu64 " minor, %" PRIu64 " major\n"
            "heaps        %zu bytes at most\n"
            "memory       %zu bytes at most\n"
            "time         %" PRIu64 ".%06" PRIu64 " s\n",
            numbers.reductions, numbers.collections_minor, numbers.collections_major,
            numbers.heap_peak_bytes, numbers.memory_peak_bytes, numbers.run_time_us / 1000000,
            numbers.run_time_us % 1000000);
}

static enum status run_program(struct program *program, char **files, int count, const char *start,
                               struct vm_result *result, struct failure *failure)
{
    enum status status = STATUS_OK;
    for (int i = 0; i < count && status == STATUS_OK; i++) {
        status = program_add_file(program, files[i], failure);
    }
    if (status == STATUS_OK) {
        status = program_complete(program, failure);
    }
    if (status == STATUS_OK) {
        status = choose_start(program, &start, failure);
    }
    if (status == STATUS_OK) {
        status = vm_run(program->vm, start, result, failure);
        platform_console_flush();
    }
    return status;
}

// avm run ------------------------------------------------------------------------------------

static int exit_status(const struct vm_result *result)
{
    switch (result->outcome) {
    case VM_HALTED:
        return result->status;
    case VM_CRASHED:
        return STATUS_FAILED;
    case VM_RETURNED:
    case VM_STOPPED:
        break;
    }
    return STATUS_OK;
}

// A machine with more threads than this gains nothing from them.
#define SCHEDULERS_MAX 1024ul

// 0: not a number of schedulers.
static int read_schedulers(const char *text)
{
    if (text == NULL) {
        return 1;
    }
    if (strcmp(text, "all") == 0) {
        return (int) platform_processors();
    }
    char *end;
    unsigned long count = text[0] >= '0' && text[0] <= '9' ? strtoul(text, &end, 10) : 0;
    return count == 0 || count > SCHEDULERS_MAX || *end != '\0' ? 0 : (int) count;
}

static enum status check_schedulers(const char *text, struct failure *failure)
{
    int count = read_schedulers(text);
    if (count == 0) {
        return fail(failure, STATUS_USAGE, "--schedulers %s: a number from 1 to %lu, or all", text,
                    SCHEDULERS_MAX);
    }
    if (!AVM_SMP && count > 1) {
        return fail(failure, STATUS_USAGE,
                    "this avm has one scheduler: it was built with -DAVM_SMP=OFF");
    }
    return STATUS_OK;
}

static enum status run_values(const struct values *values, const struct operands *operands,
                              struct failure *failure)
{
    const struct vm_options what = {
        .schedulers = read_schedulers(values->schedulers),
        .arguments = (const char *const *) operands->rest,
        .argument_count = (size_t) operands->rest_count,
        .trace = values->trace,
        .translates = values->translates,
    };
    struct program program;
    struct vm_result result = {0};
    enum status status = program_open(&program, &what, &values->folders, failure);
    if (status == STATUS_OK) {
        status = run_program(&program, operands->items, operands->count, values->start, &result,
                             failure);
    }
    if (status == STATUS_OK) {
        status = (enum status) exit_status(&result); // whatever number the program halted with
        if (values->stats) {
            print_statistics(program.vm);
        }
    }
    vm_result_clear(&result);
    program_close(&program);
    return status;
}

static enum status act(const void *context, const struct operands *operands,
                       struct failure *failure)
{
    const struct values *values = context;
    if (operands->count == 0 && values->start == NULL) {
        return fail(failure, STATUS_USAGE, "nothing to run");
    }
    enum status status = check_schedulers(values->schedulers, failure);
    if (status == STATUS_OK) {
        status = program_check_folders(&values->folders, failure);
    }
    return status == STATUS_OK ? run_values(values, operands, failure) : status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    int exit = command_act(command, argc, argv, &values, INT_MAX, act);
    text_list_clear(&values.folders);
    return exit;
}

const struct command command_run = {
    .name = "run",
    .operands = "PROGRAM... [-- ARGUMENT...]",
    .summary = "run a program here",
    .details =
        "Programs are packs (.avm), compiled modules (.beam) and sources (.erl), which are "
        "compiled\n"
        "by the erlc on the PATH. The program begins with the first module that exports start/0.\n"
        "Modules are looked for in the files, left to right, then in the folders of -pa and of\n"
        "ERL_LIBS, then in the library inside avm. What follows '--' is for the program:\n"
        "init:get_plain_arguments/0. The exit status is that of erlang:halt/1, else 0 for a\n"
        "normal return and 1 for a crash.\n",
    .examples = "avm run hello.erl\n"
                "avm run --stats app.avm\n"
                "avm run --schedulers all app.avm\n"
                "avm run -pa ebin app.beam -- one two\n",
    .options = options,
    .passes_arguments = true,
    .run = run,
};

// AtomVM -------------------------------------------------------------------------------------

// There the exit status says whether the program returned ok.
static int atomvm_status(const struct vm_result *result)
{
    if (result->outcome != VM_RETURNED) {
        return exit_status(result);
    }
    const char *value = result->value != NULL ? result->value : "";
    fprintf(stderr, "Return value: %s\n", value);
    return strcmp(value, "ok") == 0 || strcmp(value, "0") == 0 ? STATUS_OK : STATUS_FAILED;
}

static void print_atomvm_help(const char *name)
{
    printf("usage: %s FILE.avm|FILE.beam...\n\n"
           "  -h  print this help\n"
           "  -v  print the version\n\n"
           "This is avm, which does more under its own name: see 'avm help'.\n",
           name);
}

int run_as_atomvm(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/');
    const char *name = slash != NULL ? slash + 1 : argv[0];
    struct failure failure = {0};
    if (argc < 2) {
        fail(&failure, STATUS_USAGE, "no file to run\nsee '%s -h'", name);
        return report_failure(name, &failure);
    }
    if (strcmp(argv[1], "-h") == 0) {
        print_atomvm_help(name);
        return STATUS_OK;
    }
    if (strcmp(argv[1], "-v") == 0) {
        puts(AVM_VERSION);
        return STATUS_OK;
    }
    const struct text_list no_folders = {0};
    struct program program;
    struct vm_result result = {0};
    enum status status = program_open(&program, NULL, &no_folders, &failure);
    if (status == STATUS_OK) {
        status = run_program(&program, argv + 1, argc - 1, NULL, &result, &failure);
    }
    int exit = status == STATUS_OK ? atomvm_status(&result) : report_failure(name, &failure);
    vm_result_clear(&result);
    program_close(&program);
    return exit;
}
