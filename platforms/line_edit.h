// SPDX-License-Identifier: Apache-2.0
// line_edit.h - a line that is edited before it is sent, with a history. A port of the host tools
// fulfils it with readline in platforms/<name>/line_edit.c, or without in line_edit_none.c.
//
// There is one such line in a process, at the terminal, which is in raw mode (terminal.h). Its
// caller reads the keyboard and hands over every byte.

#ifndef PLATFORMS_LINE_EDIT_H
#define PLATFORMS_LINE_EDIT_H

#include <stdint.h>

#include "packbeam/status.h"

// Called with a line without its end; NULL: end of input (Ctrl-D on an empty line).
typedef void (*line_edit_done)(void *context, const char *line);

// Show the prompt. history is the path of a file, or NULL. STATUS_FAILED: built without readline.
enum status line_edit_begin(const char *history, line_edit_done done, void *context,
                            struct failure *failure);
void line_edit_feed(uint8_t byte);

// Take the line off the screen so that something else can be printed, and put it back. The cursor
// is at the start of a line both times.
void line_edit_hide(void);
void line_edit_show(void);

// Save the history.
void line_edit_end(void);

// Version of readline, or "" without it. Static text.
const char *line_edit_library(void);

#endif
