// SPDX-License-Identifier: Apache-2.0
// wordcode_fuzz.c - word code of packs: any bytes as a module with such a chunk, whose version and
// checksum are made good so that the check of its form has to find what is wrong. What it admits
// can be walked and asked about: labels and constants are where they should be.

#include <string.h>

#include "packbeam/beam_file.h"
#include "tests/fuzz/fuzz.h"
#include "vm/load.h"
#include "vm/machine.h"
#include "vm/module.h"
#include "vm/translate.h"
#include "vm/wordcode.h"
#include "vm/wordcode_chunk.h"

struct walk {
    const struct module *module;
    uint32_t at;
};

static void visit(void *context, char kind, uint32_t *word)
{
    const struct walk *walk = context;
    const struct module *m = walk->module;
    int64_t target = walk->at;
    switch (kind) {
    case 'j':
        target += (int32_t) *word;
        break;
    case 'F':
        target += (int32_t) *word >> WORD_FAIL_SHIFT;
        break;
    case 'k':
        FUZZ_REQUIRE(*word < m->constant_count);
        FUZZ_REQUIRE(m->constants[m->constant_count - 1 - *word] != 0);
        break;
    case 'o':
        FUZZ_REQUIRE((*word & 3) != OPERAND_WORD_CONSTANT || *word >> 2 < m->constant_count);
        break;
    default:
        break;
    }
    FUZZ_REQUIRE(target >= 0 && target < m->code_words);
}

static void ask(const struct vm *vm, const struct module *module)
{
    char text[512];
    struct walk walk = {.module = module};
    while (walk.at < module->code_words) {
        const uint32_t *code = module->code + walk.at;
        term file;
        FUZZ_REQUIRE(module_at(vm, code) != NULL);
        (void) module_line_at(module, code, &file);
        FUZZ_REQUIRE(module_function_at(module, code) != NULL);
        FUZZ_REQUIRE(wordcode_print(module->code, walk.at, text, sizeof text) > 0);
        // visit changes nothing
        walk.at += wordcode_each((uint32_t *) (uintptr_t) code, visit, &walk);
    }
    FUZZ_REQUIRE(walk.at == module->code_words);
    for (uint32_t i = 0; i < module->export_count; i++) {
        FUZZ_REQUIRE(export_is_callable(module->exports[i]));
    }
}

static void put_word(uint8_t *to, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++) {
        to[i] = (uint8_t) (word >> 8 * i);
    }
}

// False: there is no such chunk.
static bool make_good(uint8_t *beam, size_t size)
{
    struct beam_file file;
    struct beam_chunk chunk;
    if (beam_file_open(beam, size, &file, NULL) != STATUS_OK ||
        !beam_file_find(&file, WORDCODE_CHUNK_TAG, &chunk) ||
        chunk.size < CHUNK_HEADER_WORDS * sizeof(uint32_t)) {
        return false;
    }
    uint8_t *words = beam + chunk.offset;
    put_word(words + CHUNK_VERSION * sizeof(uint32_t), WORDCODE_VERSION);
    put_word(words + CHUNK_CRC * sizeof(uint32_t), wordcode_chunk_crc(&file, words, chunk.size));
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct vm_options options = {.max_memory = (size_t) 64 << 20};
    uint8_t *beam = malloc(size > 0 ? size : 1);
    struct vm *vm = vm_new(&options);
    FUZZ_REQUIRE(beam != NULL && vm != NULL);
    memcpy(beam, data, size);
    struct failure failure = {0};
    struct module *module = NULL;
    if (make_good(beam, size)) {
        if (load_beam(vm, "fuzz.beam", beam, size, false, &module, &failure) == STATUS_OK) {
            if (module->in_place) {
                ask(vm, module);
            }
        } else {
            FUZZ_REQUIRE(failure.status != STATUS_OK && failure.what[0] != '\0');
            FUZZ_REQUIRE(vm->modules == NULL && vm->code_range_count == 0);
            FUZZ_REQUIRE(vm->literals_top == vm->literals);
        }
    }
    vm_free(vm);
    free(beam);
    return 0;
}
