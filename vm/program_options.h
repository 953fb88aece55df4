// SPDX-License-Identifier: Apache-2.0
// program_options.h: what open_port is told about a program or about descriptors.

#ifndef VM_PROGRAM_OPTIONS_H
#define VM_PROGRAM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "platforms/programs.h"
#include "vm/process.h"
#include "vm/text.h"

struct port_settings {
    enum { PORT_COMMAND_LINE, PORT_EXECUTABLE, PORT_DESCRIPTORS } kind;
    bool is_input, is_output; // which way data go
    bool binary, eof, exit_status;
    unsigned packet; // bytes of the length in front of packets; 0: none
    size_t line;     // bytes of a line at most; 0: a stream
    int input, output;
    // With the texts that belong to it
    struct program_options start;
    struct text file; // or the command; what port_info calls the port
    struct text name; // argument 0, if it is another
    struct text directory, arguments, environment;
};

// Read the name, args[0], and the options, args[1], of open_port. May collect. False: raised. The
// settings are to be cleared in any case.
bool port_settings_read(struct process *p, term *args, struct port_settings *settings);
void port_settings_clear(struct port_settings *settings);

#endif
