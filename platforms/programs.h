// SPDX-License-Identifier: Apache-2.0
// programs.h: programs of the system that run beside the machine, and descriptors as streams of
// bytes: for ports (AVM_PROGRAMS). Boards leave this file out.
//
// Nothing here waits. Sources are those of platform_poll_watch. Errors are names as Erlang has
// them: "enoent", "eacces"; they live as long as the program.

#ifndef PLATFORMS_PROGRAMS_H
#define PLATFORMS_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>

struct program_options {
    const char *file;      // a path
    const char *directory; // to run in; NULL: that of this program
    const char *arguments; // each ends with NUL; the first is the name of the program
    size_t argument_count;
    const char *environment; // changes of the environment, each ends with NUL: NAME=value, or NAME
                             // alone to remove it; later ones win
    size_t change_count;
    bool reads, writes; // the machine reads what the program writes, and the other way round
    bool other_streams; // 3 and 4 instead of the standard input and output
    bool joins_errors;  // its errors go where its output goes
};

struct program {
    unsigned long number; // of its process
    int input, output;    // sources; -1: not asked for
    int status;           // ready for input when the program has ended
};

// NULL: it runs, or ends at once with the number of an error as its status. Else why not.
const char *program_start(const struct program_options *options, struct program *program);
// Why the file of this path cannot be started, or NULL.
const char *program_file_error(const char *path);
// The status of a program that has ended; 128 more than the signal that ended it. False: not yet.
bool program_status(int source, int *status);

// Read or write what is possible at once. -1: nothing (*error is NULL) or an error. Reading
// gives 0 at the end.
long stream_read(int source, void *bytes, size_t size, const char **error);
long stream_write(int source, const void *bytes, size_t size, const char **error);
// The source is not used any more: write `size` bytes that are left, without anybody waiting, and
// close it. is_lent: somebody else closes it.
void stream_close(int source, bool is_lent, const void *bytes, size_t size);

#endif
