// SPDX-License-Identifier: Apache-2.0
// complete.h - what may stand at the cursor of a command line. Everything comes from the tables of
// commands, options and words (words.def); the shells' own files in completions/ only ask for it.

#ifndef AVM_COMPLETE_H
#define AVM_COMPLETE_H

#include <stddef.h>

#include "packbeam/status.h"
#include "platforms/serial.h"

// Receives each candidate: the whole word as it would stand in the command line, without quotes,
// and what it is ("" when there is nothing to say). Words that end with '/', '=' or ':' go on.
typedef void (*complete_visit)(void *context, const char *word, const char *meaning);

struct complete_options {
    complete_visit visit;
    void *context;
    // Lists the ports of the machine; NULL: none. serial_list(), or what a test puts there.
    enum status (*list_ports)(serial_visit visit, void *context, struct failure *failure);
};

// words[0] is the word behind "avm", words[count - 1] the one at the cursor, up to the cursor; it
// may be empty.
void complete_words(const struct complete_options *options, const char *const *words, size_t count);

// Take a line of a shell apart as far as completion needs it: quotes, backslashes, and the last of
// several commands (after ';', '|' or '&'), without assignments in front of it. The last word is
// the one at the end of the line, "" after a blank. STATUS_OK: free *words (one block), the first
// is the command itself. STATUS_LIMIT: no memory.
enum status complete_split(const char *line, const char ***words, size_t *count,
                           struct failure *failure);

#endif
