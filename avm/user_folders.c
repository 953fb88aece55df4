// SPDX-License-Identifier: Apache-2.0
// user_folders.c - the user's folders.

#include "avm/user_folders.h"

#include <stdio.h>
#include <stdlib.h>

static bool make_path(const char *variable, const char *usual, const char *name, char *path,
                      size_t size)
{
    const char *folder = getenv(variable);
    const char *home = getenv("HOME");
    const char *slash = name[0] != '\0' ? "/" : "";
    int length = -1;
    // A relative path is to be ignored, says the specification.
    if (folder != NULL && folder[0] == '/') {
        length = snprintf(path, size, "%s/avm%s%s", folder, slash, name);
    } else if (home != NULL && home[0] == '/') {
        length = snprintf(path, size, "%s/%s/avm%s%s", home, usual, slash, name);
    }
    return length > 0 && (size_t) length < size;
}

bool user_cache_path(const char *name, char *path, size_t size)
{
    return make_path("XDG_CACHE_HOME", ".cache", name, path, size);
}

bool user_config_path(const char *name, char *path, size_t size)
{
    return make_path("XDG_CONFIG_HOME", ".config", name, path, size);
}

bool user_state_path(const char *name, char *path, size_t size)
{
    return make_path("XDG_STATE_HOME", ".local/state", name, path, size);
}
