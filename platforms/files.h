// SPDX-License-Identifier: Apache-2.0
// files.h - what the program needs from a system to read and write files. A port of the host
// tools fulfils it in platforms/<name>/files.c; boards have no need for it.
//
// Paths are NUL-terminated and as the system spells them.

#ifndef PLATFORMS_FILES_H
#define PLATFORMS_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

// Read a whole file, a pipe as well. STATUS_OK: *data is on the heap (never NULL) and the
// caller's to free. STATUS_IO: failure says what the system said.
enum status file_read(const char *path, uint8_t **data, size_t *size, struct failure *failure);

// Replace a file at once: readers see the old contents or the new ones, never a part, and
// on failure the old ones are still there. Permissions are kept, links are followed. What is not
// a regular file (a pipe, a device) is written to as it is.
enum status file_replace(const char *path, const void *data, size_t size, struct failure *failure);

// Whether something is there that can be read.
bool file_exists(const char *path);
bool file_is_directory(const char *path);

// Create a directory for this user alone, with those above it.
enum status file_make_directory(const char *path, struct failure *failure);

// A fresh directory below parent; path (of size bytes) receives its name.
enum status file_make_temporary(const char *parent, char *path, size_t size,
                                struct failure *failure);

// Remove a directory that holds only files.
void file_remove_directory(const char *path);

// The path from the root, without links. False: nothing is there, or it is too long for size.
bool file_absolute(const char *path, char *absolute, size_t size);

// Move a file within a file system, over one that may be there. False: it could not be moved.
bool file_move(const char *from, const char *to);

// Call visit with the name of every entry of a directory, in alphabetical order, without "." and
// "..". A directory that cannot be read has none.
typedef void (*file_visit)(void *context, const char *name);
void file_list_directory(const char *path, file_visit visit, void *context);

// Find a program in the directories of PATH. False: there is none.
bool file_find_program(const char *name, char *path, size_t size);

// 64 bits that change when the file is replaced by another version: no need to read it.
uint64_t file_identity(const char *path);

// Run a program and wait for it. Its standard output goes to our standard error, because our
// standard output belongs to the program that is being run. arguments[0] is its path, NULL ends.
// STATUS_OK: it ran and *exit_status is what it ended with.
enum status file_run_program(const char *const *arguments, int *exit_status,
                             struct failure *failure);

// Whether the standard error is a terminal.
bool file_error_is_terminal(void);

#endif
