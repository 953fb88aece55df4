// SPDX-License-Identifier: Apache-2.0
// project_state.c - small files for each project.

#include "avm/project_state.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "avm/user_folders.h"
#include "platforms/files.h"

#define PACKS "last-pack"

bool project_state_path(const char *kind, char *path, size_t size)
{
    char folder[400];
    char here[300];
    if (!user_state_path(kind, folder, sizeof(folder)) || !file_absolute(".", here, sizeof(here)) ||
        file_make_directory(folder, NULL) != STATUS_OK) {
        return false;
    }
    uint64_t hash = 0xCBF29CE484222325; // FNV-1a, 64 bits
    for (const char *at = here; *at != '\0'; at++) {
        hash = (hash ^ (uint8_t) *at) * 0x100000001B3;
    }
    int length = snprintf(path, size, "%s/%.60s-%016" PRIx64, folder, strrchr(here, '/') + 1, hash);
    return length > 0 && (size_t) length < size;
}

void project_state_keep_pack(const char *pack)
{
    char path[512];
    char absolute[512];
    if (file_absolute(pack, absolute, sizeof(absolute)) &&
        project_state_path(PACKS, path, sizeof(path))) {
        file_replace(path, absolute, strlen(absolute), NULL);
    }
}

bool project_state_find_pack(char *pack, size_t size)
{
    char path[512];
    struct file_bytes bytes = {0};
    if (!project_state_path(PACKS, path, sizeof(path)) || !file_is_regular(path) ||
        file_map(path, &bytes, NULL) != STATUS_OK) {
        return false;
    }
    bool fits = bytes.size > 0 && bytes.size < size;
    if (fits) {
        memcpy(pack, bytes.data, bytes.size);
        pack[bytes.size] = '\0';
    }
    file_unmap(&bytes);
    return fits && file_is_regular(pack);
}
