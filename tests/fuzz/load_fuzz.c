// SPDX-License-Identifier: Apache-2.0
// load_fuzz.c - the loader: any bytes as a BEAM file. What loads can be asked for all its tables
// and printed; what does not leaves nothing behind and says why.

#include "platforms/platform.h"
#include "tests/fuzz/fuzz.h"
#include "vm/load.h"
#include "vm/machine.h"
#include "vm/module.h"
#include "vm/translate.h"
#include "vm/wordcode.h"

static void ask(const struct vm *vm, struct module *module)
{
    char text[512];
    (void) module_md5(module);
    FUZZ_REQUIRE(module_find(vm, module->name) == module);
    for (uint32_t at = 0; at < module->code_words;) {
        const uint32_t *code = module->code + at;
        term file;
        FUZZ_REQUIRE(module_at(vm, code) == module);
        (void) module_line_at(module, code, &file);
        (void) module_function_at(module, code);
        uint32_t length = wordcode_print(module->code, at, text, sizeof text);
        FUZZ_REQUIRE(length > 0 && length <= module->code_words - at);
        at += length;
    }
    FUZZ_REQUIRE(module_at(vm, module->code + module->code_words) == NULL);
    for (uint32_t i = 0; i < module->export_count; i++) {
        FUZZ_REQUIRE(export_is_callable(module->exports[i]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct vm_options options = {.max_memory = (size_t) 64 << 20};
    struct vm *vm = vm_new(&options);
    if (vm == NULL) {
        return 0;
    }
    const char *name;
    size_t name_size;
    bool has_start;
    (void) beam_peek(data, size, "start", &name, &name_size, &has_start);
    struct failure failure = {0};
    struct module *module = NULL;
    if (load_beam(vm, "fuzz.beam", data, size, false, &module, &failure) == STATUS_OK) {
        ask(vm, module);
        // A second one of the same name takes its place.
        struct module *again = NULL;
        if (load_beam(vm, NULL, data, size, false, &again, NULL) == STATUS_OK) {
            ask(vm, again);
        }
    } else {
        FUZZ_REQUIRE(failure.status != STATUS_OK && failure.what[0] != '\0');
        FUZZ_REQUIRE(vm->modules == NULL && vm->code_range_count == 0);
        FUZZ_REQUIRE(vm->literals_top == vm->literals);
    }
    vm_free(vm);
    return 0;
}
