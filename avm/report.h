// SPDX-License-Identifier: Apache-2.0
// report.h - the only place that prints failures. One form for all:
//
//     avm list: app.avm: at byte 0x58: section size 36864 runs past the end of the file
//     hint: the file is cut short; build it again with 'avm pack'

#ifndef AVM_REPORT_H
#define AVM_REPORT_H

#include "packbeam/status.h"

// Print a failure on the standard error and return the exit status it stands for. who is what
// was asked to do it: "avm list". A wrong command line gets a pointer to the help unless the
// failure has a hint of its own.
int report_failure(const char *who, const struct failure *failure);

// The same with the name of a command: "avm " is put in front.
int report_command_failure(const char *command, const struct failure *failure);

// Say something that does not stop the command: "avm pack: ...".
void report_note(const char *command, const char *format, ...) FAILURE_PRINTF(2, 3);

// Flush the standard output. Returns status, or the exit status for a failure to write, which is
// reported.
int report_output(const char *command, int status);

#endif
