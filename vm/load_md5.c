// SPDX-License-Identifier: Apache-2.0
// load_md5.c: the fingerprint of a module as beam_lib:md5/1 and module_info(md5) give it, and who
// compiled it.
//
// MD5 over the chunks below, one after the other, with the last field of each row of FunT as zero.
// Hashing is done when somebody asks: few programs do.

#include <stdio.h>
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

const uint8_t *module_md5(struct module *module)
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

// First version of the compiler application in a release of Erlang/OTP.
static const struct {
    unsigned major, minor;
    unsigned otp;
} compilers[] = {
    {10, 0, 29}, {9, 0, 28}, {8, 5, 27}, {8, 3, 26}, {8, 2, 25}, {8, 0, 24}, {7, 6, 23},
    {7, 5, 22},  {7, 4, 22}, {7, 2, 21}, {7, 1, 20}, {7, 0, 19}, {6, 0, 18}, {5, 0, 17},
};

static unsigned release_of(unsigned major, unsigned minor)
{
    for (size_t i = 0; i < sizeof compilers / sizeof compilers[0]; i++) {
        if (major > compilers[i].major ||
            (major == compilers[i].major && minor >= compilers[i].minor)) {
            return compilers[i].otp;
        }
    }
    return 0;
}

// CInf is a term [{version,"8.2.3"},...]; the text that follows the atom is found without decoding
// it.
static bool find_version(const struct beam_chunk *chunk, char *text, size_t size)
{
    static const char key[] = "versionk"; // k: a string, then its size in 16 bits
    size_t key_size = sizeof key - 1;
    for (size_t at = 0; at + key_size + 2 <= chunk->size; at++) {
        if (memcmp(chunk->data + at, key, key_size) != 0) {
            continue;
        }
        const uint8_t *from = chunk->data + at + key_size;
        size_t length = bytes_get_be16(from);
        if (length >= size || length > chunk->size - at - key_size - 2) {
            return false;
        }
        memcpy(text, from + 2, length);
        text[length] = '\0';
        return strspn(text, "0123456789.") == length && length > 0;
    }
    return false;
}

bool beam_made_by(const struct beam_file *file, char *text, size_t size)
{
    struct beam_chunk chunk;
    char version[24];
    unsigned major = 0, minor = 0;
    if (!beam_file_find(file, "CInf", &chunk) || !find_version(&chunk, version, sizeof version) ||
        sscanf(version, "%3u.%3u", &major, &minor) < 1) {
        return false;
    }
    unsigned otp = release_of(major, minor);
    if (otp > 0) {
        snprintf(text, size, "Erlang/OTP %u (compiler %s)", otp, version);
    } else {
        snprintf(text, size, "an old Erlang/OTP (compiler %s)", version);
    }
    return true;
}
