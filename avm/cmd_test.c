// SPDX-License-Identifier: Apache-2.0
// cmd_test.c - avm test: run eunit and etest modules. The module avm_test of the library runs them
// and prints; here the modules are found, the report is written, and the exit status made.

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/command.h"
#include "avm/program.h"
#include "avm/report.h"
#include "packbeam/packbeam.h"
#include "platforms/files.h"

#define PATH_SIZE 4096

struct values {
    struct text_list folders;
    const char *junit;
};

static const struct option options[] = {
    {0, "pa", OPTION_LIST, offsetof(struct values, folders), "DIR",
     "look for modules in this folder too", true},
    {0, "junit", OPTION_TEXT, offsetof(struct values, junit), "FILE",
     "write the results to this file, as JUnit does", false},
    {0},
};

// What belongs to one run. Texts are on the heap.
struct tests {
    struct text_list files;
    struct text_list modules;
    uint8_t *junit;
    size_t junit_size;
    bool junit_failed; // no memory for it
};

static enum status add_text(struct text_list *list, const char *text, struct failure *failure)
{
    size_t size = strlen(text) + 1;
    const char **items = realloc(list->items, (list->count + 1) * sizeof(*items));
    if (items == NULL) {
        return fail_memory(failure, size);
    }
    list->items = items;
    char *copy = malloc(size);
    if (copy == NULL) {
        return fail_memory(failure, size);
    }
    memcpy(copy, text, size);
    items[list->count++] = copy;
    return STATUS_OK;
}

static void clear_texts(struct text_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free((char *) list->items[i]);
    }
    text_list_clear(list);
}

// Files ---------------------------------------------------------------------------------------

struct walk {
    struct text_list *files;
    const char *folder;
    enum status status;
    struct failure *failure;
};

static bool has_suffix(const char *text, const char *suffix)
{
    size_t length = strlen(text);
    size_t suffix_length = strlen(suffix);
    return length > suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

// Modules, and sources that have not been compiled beside them.
static void add_file_of_folder(void *context, const char *name)
{
    struct walk *walk = context;
    char path[PATH_SIZE];
    int length = snprintf(path, sizeof(path), "%s/%s", walk->folder, name);
    if (walk->status != STATUS_OK || length < 0 || (size_t) length + 1 >= sizeof(path)) {
        return;
    }
    if (has_suffix(name, ".erl")) {
        memcpy(path + length - 4, ".beam", 6);
        if (file_exists(path)) {
            return;
        }
        memcpy(path + length - 4, ".erl", 5);
    } else if (!has_suffix(name, ".beam")) {
        return;
    }
    walk->status = add_text(walk->files, path, walk->failure);
}

static enum status add_folder(struct text_list *files, const char *folder, struct failure *failure)
{
    struct walk walk = {files, folder, STATUS_OK, failure};
    size_t before = files->count;
    file_list_directory(folder, add_file_of_folder, &walk);
    if (walk.status == STATUS_OK && files->count == before) {
        walk.status = fail(failure, STATUS_INPUT, "a folder without modules (.beam, .erl)");
        failure_add_subject(failure, folder);
    }
    return walk.status;
}

static enum status find_files(struct tests *tests, const struct operands *operands,
                              struct failure *failure)
{
    enum status status = STATUS_OK;
    for (int i = 0; i < operands->count && status == STATUS_OK; i++) {
        const char *path = operands->items[i];
        status = file_is_directory(path) ? add_folder(&tests->files, path, failure)
                                         : add_text(&tests->files, path, failure);
    }
    return status;
}

// Modules -------------------------------------------------------------------------------------

static enum status add_module(struct tests *tests, const uint8_t *data, size_t size,
                              struct failure *failure)
{
    char name[PACK_MODULE_NAME_SIZE];
    enum status status = beam_module_name(data, size, name, failure);
    return status == STATUS_OK ? add_text(&tests->modules, name, failure) : status;
}

static enum status add_modules(struct tests *tests, const struct program_file *file,
                               struct failure *failure)
{
    struct pack pack;
    struct pack_section section = {0};
    if (!pack_is(file->data, file->size)) {
        return add_module(tests, file->data, file->size, failure);
    }
    enum status status = pack_open(file->data, file->size, &pack, failure);
    while (status == STATUS_OK && pack_next(&pack, &section, failure) == STATUS_OK) {
        if (pack_section_is_beam(&section)) {
            status = add_module(tests, section.data, section.size, failure);
        }
    }
    return status;
}

// The files in a machine of their own, to learn their modules: the names are arguments of the
// machine that runs them. Sources come from the cache the second time.
static enum status find_modules(struct tests *tests, const struct values *values,
                                struct failure *failure)
{
    struct program program;
    enum status status = program_open(&program, NULL, &values->folders, failure);
    for (size_t i = 0; i < tests->files.count && status == STATUS_OK; i++) {
        status = program_add_file(&program, tests->files.items[i], failure);
        if (status == STATUS_OK) {
            status = add_modules(tests, &program.files[program.file_count - 1], failure);
        }
    }
    program_close(&program);
    return status;
}

// Running -------------------------------------------------------------------------------------

static void keep_report(void *context, const uint8_t *bytes, size_t size)
{
    struct tests *tests = context;
    uint8_t *junit = realloc(tests->junit, tests->junit_size + size);
    if (junit == NULL) {
        tests->junit_failed = true;
        return;
    }
    memcpy(junit + tests->junit_size, bytes, size);
    tests->junit = junit;
    tests->junit_size += size;
}

// What avm_test:start/0 returned, as a status.
static enum status judge(const struct tests *tests, const struct vm_result *result,
                         struct failure *failure)
{
    const char *value = result->value != NULL ? result->value : "";
    if (result->outcome == VM_HALTED) {
        return fail(failure, STATUS_FAILED, "a test halted the machine, with status %d",
                    result->status);
    }
    if (result->outcome != VM_RETURNED) {
        return fail(failure, STATUS_FAILED, "the tests ended before their time");
    }
    if (strcmp(value, "none") == 0) {
        return fail(failure, STATUS_FAILED,
                    "no tests in %zu module%s\nexport functions whose names end in _test or "
                    "_test_, or test/0",
                    tests->modules.count, tests->modules.count == 1 ? "" : "s");
    }
    return STATUS_OK;
}

static enum status write_report(const struct tests *tests, const char *path,
                                struct failure *failure)
{
    if (tests->junit_failed) {
        return fail_memory(failure, tests->junit_size);
    }
    return file_replace(path, tests->junit, tests->junit_size, failure);
}

static enum status run_tests(struct tests *tests, const struct values *values,
                             struct failure *failure)
{
    const struct vm_options what = {
        .arguments = tests->modules.items,
        .argument_count = tests->modules.count,
        .report = keep_report,
        .report_context = tests,
    };
    struct program program;
    struct vm_result result = {0};
    enum status status = program_open(&program, &what, &values->folders, failure);
    for (size_t i = 0; i < tests->files.count && status == STATUS_OK; i++) {
        status = program_add_file(&program, tests->files.items[i], failure);
    }
    if (status == STATUS_OK) {
        status = program_complete(&program, failure);
    }
    if (status == STATUS_OK) {
        status = vm_run(program.vm, "avm_test", &result, failure);
    }
    if (status == STATUS_OK) {
        status = judge(tests, &result, failure);
    }
    if (status == STATUS_OK && values->junit != NULL) {
        status = write_report(tests, values->junit, failure);
    }
    if (status == STATUS_OK && (result.value == NULL || strcmp(result.value, "passed") != 0)) {
        status = STATUS_FAILED; // the tests have said why
    }
    vm_result_clear(&result);
    program_close(&program);
    return status;
}

static enum status act(const void *context, const struct operands *operands,
                       struct failure *failure)
{
    const struct values *values = context;
    struct tests tests = {0};
    if (operands->count == 0) {
        return fail(failure, STATUS_USAGE, "nothing to test");
    }
    enum status status = program_check_folders(&values->folders, failure);
    if (status == STATUS_OK) {
        status = find_files(&tests, operands, failure);
    }
    if (status == STATUS_OK) {
        status = find_modules(&tests, values, failure);
    }
    if (status == STATUS_OK) {
        status = run_tests(&tests, values, failure);
    }
    clear_texts(&tests.files);
    clear_texts(&tests.modules);
    free(tests.junit);
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    int exit = command_act(command, argc, argv, &values, INT_MAX, act);
    text_list_clear(&values.folders);
    return exit;
}

const struct command command_test = {
    .name = "test",
    .operands = "DIR|PROGRAM...",
    .summary = "run eunit and etest modules here",
    .details =
        "Of a folder all modules (.beam) and sources (.erl) are taken; programs are what 'avm "
        "run'\n"
        "takes. A module with functions whose names end in _test or _test_ is a module of eunit:\n"
        "compile it with Erlang/OTP's eunit.hrl. One with test/0 alone is a module of etest: it\n"
        "must return ok. Modules without tests are there to be tested. The results are printed as\n"
        "TAP; what tests print goes in between. The exit status is 1 when a test failed, or when\n"
        "there was none.\n",
    .examples = "avm test app_tests.erl\n"
                "avm test ebin --junit report.xml\n"
                "avm test -pa ebin test\n",
    .options = options,
    .run = run,
};
