// SPDX-License-Identifier: Apache-2.0
// load_md5.c: the fingerprint of a module as beam_lib:md5/1 and module_info(md5) give it.
//
// MD5 over the chunks below, one after the other, with the last field of each row of FunT as zero.
// Hashing is done when somebody asks: few programs do.

#include <string.h>

#include "packbeam/bytes.h"
#include "packbeam/md5.h"
#include "vm/loader.h"

#define FUN_ROW_SIZE 24

static void add_funs(struct md5 *md5, const struct beam_chunk *chunk)
{
    static const uint8_t zero[4];
    size_t at = chunk->size < 4 ? chunk->size : 4;
    md5_update(md5, chunk->data, at);
    while (chunk->size - at >= FUN_ROW_SIZE) {
        md5_update(md5, chunk->data + at, FUN_ROW_SIZE - 4);
        md5_update(md5, zero, sizeof zero);
        at += FUN_ROW_SIZE;
    }
}

static const uint8_t *compute(struct module *module)
{
    static const char tags[][5] = {"AtU8", "Atom", "Code", "StrT", "ImpT",
                                   "ExpT", "FunT", "LitT", "Meta"};
    struct beam_file file;
    if (module->has_md5 ||
        beam_file_open(module->beam, module->beam_size, &file, NULL) != STATUS_OK) {
        return module->md5;
    }
    struct md5 md5;
    md5_init(&md5);
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        struct beam_chunk chunk;
        if (!beam_file_find(&file, tags[i], &chunk)) {
            continue;
        }
        if (strcmp(tags[i], "FunT") == 0) {
            add_funs(&md5, &chunk);
        } else {
            md5_update(&md5, chunk.data, chunk.size);
        }
    }
    md5_finish(&md5, module->md5);
    module->has_md5 = true;
    return module->md5;
}

const uint8_t *module_md5(struct module *module)
{
    threads_lock(module->vm, LOCK_CODE);
    const uint8_t *md5 = compute(module);
    threads_unlock(module->vm, LOCK_CODE);
    return md5;
}
