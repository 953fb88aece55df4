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

// The bytes of a file, mapped where the system can do that, so that a large one costs only what is
// looked at. They are those at the time of mapping as long as nobody writes into the file itself.
struct file_bytes {
    const uint8_t *data; // never NULL after file_map()
    size_t size;
    bool is_mapped;
};

// "-" is the standard input. STATUS_OK: give the bytes back with file_unmap(), which may be called
// for a zeroed struct, too. STATUS_IO: failure says what the system said.
enum status file_map(const char *path, struct file_bytes *bytes, struct failure *failure);
void file_unmap(struct file_bytes *bytes);

// A file that is written piece by piece and appears at its path at once, or never: readers see the
// old contents until file_output_commit(), and nothing is left behind by a failure or a signal.
// Permissions of the old file are kept, links are followed. What is not a regular file (a pipe, a
// device) is written to as it is.
struct file_output {
    int fd; // -1: not open
    bool is_special;
    bool is_unnamed;       // needs a name before it can replace anything
    bool signals_are_held; // while there is a name that a signal would leave behind
    uint32_t mode;
    char *target;
    char *temporary;
};

// After STATUS_OK either commit or abort; after a failed commit nothing is to be done.
enum status file_output_open(struct file_output *output, const char *path, struct failure *failure);
enum status file_output_write(struct file_output *output, const void *data, size_t size,
                              struct failure *failure);
enum status file_output_commit(struct file_output *output, struct failure *failure);
void file_output_abort(struct file_output *output);

// The same in one call.
enum status file_replace(const char *path, const void *data, size_t size, struct failure *failure);

// Whether something is there that can be read.
bool file_exists(const char *path);
bool file_is_directory(const char *path);
bool file_is_link(const char *path);
bool file_is_regular(const char *path); // or a link to one

// Create a directory for this user alone, with those above it.
enum status file_make_directory(const char *path, struct failure *failure);

// Create a directory as a user would, with those above it, below one that is there. A name that is
// there but is a link or no directory is refused: what is extracted stays where it was sent.
enum status file_make_directory_below(const char *parent, const char *path,
                                      struct failure *failure);

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

// Whether somebody may answer at the standard input.
bool file_input_is_terminal(void);

#endif
