// SPDX-License-Identifier: Apache-2.0
// pack_wordcode.c - puts the chunk of word code into a module, behind all others.

#include "avm/pack_wordcode.h"

#include <stdlib.h>
#include <string.h>

#include "packbeam/beam_file.h"
#include "packbeam/bytes.h"
#include "vm/vm.h"

static size_t padded(size_t size)
{
    return size + (-size & 3U);
}

// What a machine that runs the word code does not read.
static bool is_for_others(const char *tag)
{
    static const char *const tags[] = {"Code", "Type", "LocT", "avmN"};
    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
        if (strcmp(tag, tags[i]) == 0) {
            return true;
        }
    }
    return false;
}

static uint8_t *put_chunk(uint8_t *to, const char *tag, const uint8_t *data, size_t size)
{
    memcpy(to, tag, BEAM_TAG_SIZE);
    bytes_put_be32(to + 4, (uint32_t) size);
    if (size > 0) {
        memcpy(to + 8, data, size);
    }
    return to + 8 + padded(size);
}

// A container with the chunks that stay and this one.
static enum status rebuild(const struct beam_file *file, bool only, const uint8_t *wordcode,
                           size_t wordcode_size, uint8_t **out, size_t *out_size,
                           struct failure *failure)
{
    size_t room = file->size + 8 + padded(wordcode_size);
    struct beam_chunk chunk = {0};
    uint8_t *module = calloc(1, room);
    if (module == NULL) {
        return fail_memory(failure, room);
    }
    uint8_t *to = module + 12;
    while (beam_file_next(file, &chunk)) {
        if (strcmp(chunk.tag, VM_WORDCODE_TAG) != 0 && !(only && is_for_others(chunk.tag))) {
            to = put_chunk(to, chunk.tag, chunk.data, chunk.size);
        }
    }
    to = put_chunk(to, VM_WORDCODE_TAG, wordcode, wordcode_size);
    memcpy(module, "FOR1", 4);
    bytes_put_be32(module + 4, (uint32_t) (to - module) - 8);
    memcpy(module + 8, "BEAM", 4);
    *out = module;
    *out_size = (size_t) (to - module);
    return STATUS_OK;
}

// A module that has lost its other code: what it has is of use, or it is not.
static enum status keep_wordcode(const uint8_t *module, size_t size, struct failure *failure)
{
    struct vm_wordcode wordcode;
    if (!vm_wordcode_of(module, size, &wordcode)) {
        return fail(failure, STATUS_INPUT, "the module has no code: chunk 'Code' is missing");
    }
    if (!wordcode.is_whole || !wordcode.is_current) {
        return fail(failure, STATUS_INPUT,
                    "there is only word code in it, %s\npack it again from the compiled module",
                    wordcode.is_current ? "and it is damaged" : "of another version");
    }
    return STATUS_OK;
}

enum status pack_wordcode(void *context, uint8_t **module, size_t *size, struct failure *failure)
{
    const enum wordcode_wish *wish = context;
    struct beam_file file;
    struct beam_chunk code;
    enum status status = beam_file_open(*module, *size, &file, failure);
    if (status != STATUS_OK) {
        return status;
    }
    if (!beam_file_find(&file, "Code", &code)) {
        return keep_wordcode(*module, *size, failure);
    }
    uint8_t *wordcode;
    size_t wordcode_size;
    status = vm_write_wordcode(*module, *size, &wordcode, &wordcode_size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    uint8_t *out = NULL;
    status = rebuild(&file, *wish == WORDCODE_ONLY, wordcode, wordcode_size, &out, size, failure);
    free(wordcode);
    if (status == STATUS_OK) {
        free(*module);
        *module = out;
    }
    return status;
}
