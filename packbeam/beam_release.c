// SPDX-License-Identifier: Apache-2.0
// beam_release.c - which Erlang/OTP compiled a module.

#include <stdio.h>
#include <string.h>

#include "packbeam/beam_file.h"
#include "packbeam/bytes.h"

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

// What each release changed in the form of its modules.
unsigned beam_release(const struct beam_file *file, bool *at_least)
{
    struct beam_chunk chunk;
    char version[24];
    unsigned major = 0, minor = 0;
    *at_least = false;
    if (beam_file_find(file, "CInf", &chunk) && find_version(&chunk, version, sizeof version) &&
        sscanf(version, "%3u.%3u", &major, &minor) >= 1) {
        return release_of(major, minor);
    }
    if (beam_file_find(file, "Recs", &chunk)) {
        return 29;
    }
    *at_least = true;
    if (beam_file_find(file, "AtU8", &chunk) && chunk.size >= 4 &&
        bytes_get_be32(chunk.data) > INT32_MAX) {
        return 28;
    }
    if (beam_file_find(file, "Type", &chunk) && chunk.size >= 4) {
        uint32_t types = bytes_get_be32(chunk.data);
        *at_least = types < 1 || types > 3;
        return types < 1 ? 25 : types <= 3 ? 24 + types : 28;
    }
    return beam_file_find(file, "AtU8", &chunk) ? 20 : 0;
}
