// SPDX-License-Identifier: Apache-2.0
// project_state.h - what is remembered for each project, which is the working folder: small files
// in the user's state folder, named after the project's path. A convenience: what cannot be kept is
// not.

#ifndef AVM_PROJECT_STATE_H
#define AVM_PROJECT_STATE_H

#include <stdbool.h>
#include <stddef.h>

// The file of a kind ("history") for this project; its folder is made. False: there is no place.
bool project_state_path(const char *kind, char *path, size_t size);

// The pack that was flashed last from here, as an absolute path.
void project_state_keep_pack(const char *pack);
bool project_state_find_pack(char *pack, size_t size); // false: none, or it is there no more

#endif
