// SPDX-License-Identifier: Apache-2.0
// user_folders.h - where a user's files of avm are, as the XDG Base Directory Specification says.

#ifndef AVM_USER_FOLDERS_H
#define AVM_USER_FOLDERS_H

#include <stdbool.h>
#include <stddef.h>

// The path of a file or folder in the user's folders for avm: $XDG_CACHE_HOME/avm/NAME or
// ~/.cache/avm/NAME, and the same with XDG_CONFIG_HOME and
// .config, or XDG_STATE_HOME and .local/state. name may be "": the folder
// itself. False: there is no home, or the path is too long. Nothing is created.
bool user_cache_path(const char *name, char *path, size_t size);
bool user_config_path(const char *name, char *path, size_t size);
bool user_state_path(const char *name, char *path, size_t size);

#endif
