// SPDX-License-Identifier: Apache-2.0
// color.h - whether messages may have colours. One rule for all commands: --color=WHEN in front of
// the command, else the setting `color` (AVM_COLOR), else colours on a terminal that is not dumb,
// unless NO_COLOR is set (https://no-color.org).

#ifndef AVM_COLOR_H
#define AVM_COLOR_H

#include <stdbool.h>

// "auto", "always" or "never"; false: another word. What main() found out, once at the start.
bool color_choose(const char *when);

// Whether the standard error gets colours. is_terminal: of another stream that is asked about.
bool color_of_error(void);
bool color_of(bool is_terminal);

// Sequences of ECMA-48, "" without colours on the standard error.
const char *color_bad(void);
const char *color_good(void);
const char *color_note(void);
const char *color_end(void);

#endif
