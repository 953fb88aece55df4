// SPDX-License-Identifier: Apache-2.0
// load_test.c - modules from chunks: what is there afterwards, and that a failure leaves nothing.

#include "vm/load.h"

#include "tests/unit/sample.h"
#include "tests/unit/test.h"
#include "vm/machine.h"
#include "vm/module.h"
#include "vm/source.h"

// start() -> 42. with the header of the code chunk: labels and functions are its last two words.
static const uint8_t code[] = {0,    0,    0,    16,   0, 0, 0, 0, 0, 0,    0,
                               169,  0,    0,    0,    3, 0, 0, 0, 1, 0x01, 0x10, // label 1
                               0x02, 0x12, 0x22, 0x00,                            // func_info
                               0x01, 0x20,                                        // label 2
                               0x40, 0x09, 0x2a, 0x03,                            // move 42, x0
                               0x13, 0x03};                                       // return, end

static void make(struct sample *sample, int otp28, const uint8_t *bytes, size_t size)
{
    sample->size = 0;
    sample_atoms(sample, otp28);
    sample_chunk(sample, "Code", bytes, size);
    sample_exports(sample, 1);
}

static term atom(struct vm *vm, const char *text)
{
    return atom_intern(vm, text, strlen(text), true);
}

static void a_module_is_found_by_name_and_by_address(void)
{
    for (int otp28 = 0; otp28 < 2; otp28++) {
        struct vm *vm = vm_new(NULL);
        struct sample sample;
        struct module *module = NULL;
        make(&sample, otp28, code, sizeof code);
        CHECK_NUMBER(load_beam(vm, "m.beam", sample.data, sample.size, false, &module, NULL),
                     STATUS_OK);
        const struct export *start = export_find(vm, atom(vm, "m"), atom(vm, "start"), 0);
        CHECK(start != NULL && export_is_callable(start) && start->module == module);
        CHECK(module_find(vm, atom(vm, "m")) == module);
        CHECK(module_at(vm, start->code) == module && module_at(vm, module->code) == module);
        CHECK(module_at(vm, module->code + module->code_words) == NULL);
        const struct function_info *function = module_function_at(module, start->code);
        CHECK(function != NULL && function->name == atom(vm, "start") && function->arity == 0);
        term file;
        CHECK_NUMBER(module_line_at(module, start->code, &file), 0);
        vm_free(vm);
    }
}

static void a_second_module_takes_the_place_of_the_first(void)
{
    struct vm *vm = vm_new(NULL);
    struct sample first, second;
    struct module *old = NULL, *new = NULL;
    make(&first, 0, code, sizeof code);
    second.size = 0;
    sample_atoms(&second, 0);
    sample_chunk(&second, "Code", code, sizeof code);
    CHECK_NUMBER(load_beam(vm, NULL, first.data, first.size, false, &old, NULL), STATUS_OK);
    CHECK_NUMBER(load_beam(vm, NULL, second.data, second.size, false, &new, NULL), STATUS_OK);
    CHECK(module_find(vm, atom(vm, "m")) == new &&old != new);
    // It exports nothing, but the code of the first one may still be running.
    CHECK(!export_is_callable(export_find(vm, atom(vm, "m"), atom(vm, "start"), 0)));
    CHECK(module_at(vm, old->code) == old);
    vm_free(vm);
}

static void check_refused(const uint8_t *bytes, size_t size, const char *why)
{
    struct vm *vm = vm_new(NULL);
    struct sample sample;
    struct module *module = NULL;
    struct failure failure = {0};
    make(&sample, 0, bytes, size);
    size_t used = vm->memory_used;
    CHECK_NUMBER(load_beam(vm, "m.beam", sample.data, sample.size, false, &module, &failure),
                 STATUS_INPUT);
    CHECK(strstr(failure.what, why) != NULL);
    CHECK(strstr(failure.subject, "m.beam: m") == failure.subject && failure.hint[0] != '\0');
    CHECK(vm->modules == NULL && vm->code_range_count == 0);
    CHECK(vm->literals_top == vm->literals);
    CHECK(vm->memory_used < used + 65536);
    vm_free(vm);
}

static void what_is_wrong_is_said(void)
{
    uint8_t bad[sizeof code];
    memcpy(bad, code, sizeof code);
    bad[11] = 192;
    check_refused(bad, sizeof bad, "up to number 192");
    memcpy(bad, code, sizeof code);
    bad[sizeof bad - 6] = 27; // the opcode of move
    check_refused(bad, sizeof bad, "unknown or no longer in use");
    memcpy(bad, code, sizeof code);
    bad[sizeof bad - 3] = 0xf3; // the destination
    check_refused(bad, sizeof bad - 1, "");
    memcpy(bad, code, sizeof code);
    bad[sizeof bad - 7] = 0x10; // label 1 twice
    check_refused(bad, sizeof bad, "in use");
    check_refused(code, sizeof code - 3, "");
    check_refused(code, 10, "header of the code");
}

static void the_name_in_the_file_is_the_one_expected(void)
{
    struct vm *vm = vm_new(NULL);
    struct sample sample;
    struct module *module = NULL;
    struct failure failure = {0};
    make(&sample, 0, code, sizeof code);
    CHECK_NUMBER(load_beam_named(vm, "n.beam", sample.data, sample.size, false, atom(vm, "n"),
                                 &module, &failure),
                 STATUS_INPUT);
    CHECK(strstr(failure.what, "'n' is expected") != NULL && vm->modules == NULL);
    vm_free(vm);
}

static const void *find(void *context, const char *name, size_t *size, const char **path)
{
    const struct sample *sample = context;
    *size = sample->size;
    *path = "found/m.beam";
    return strcmp(name, "m.beam") == 0 ? sample->data : NULL;
}

static void modules_are_loaded_when_asked_for(void)
{
    struct vm *vm = vm_new(NULL);
    struct sample sample;
    make(&sample, 0, code, sizeof code);
    CHECK(module_ensure(vm, atom(vm, "m")) == NULL);
    CHECK(strstr(vm->load_failure.what, "no module 'm'") != NULL);
    vm_set_finder(vm, find, &sample);
    CHECK(!source_has_outside(vm, atom(vm, "other")) && source_has_outside(vm, atom(vm, "m")));
    struct module *module = module_ensure(vm, atom(vm, "m"));
    CHECK(module != NULL && module_ensure(vm, atom(vm, "m")) == module);
    CHECK_TEXT(module->path, "found/m.beam");
    CHECK(vm_find_start(vm) == NULL); // nothing was added
    CHECK_NUMBER(vm_add_beam(vm, "m.beam", sample.data, sample.size, NULL), STATUS_OK);
    CHECK_TEXT(vm_find_start(vm), "m");
    vm_free(vm);
}

int main(void)
{
    TEST(a_module_is_found_by_name_and_by_address);
    TEST(a_second_module_takes_the_place_of_the_first);
    TEST(what_is_wrong_is_said);
    TEST(the_name_in_the_file_is_the_one_expected);
    TEST(modules_are_loaded_when_asked_for);
    return test_done();
}
