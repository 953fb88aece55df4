// SPDX-License-Identifier: Apache-2.0
// interrupt.h - Ctrl-C as something that can be asked for, so that a command ends in its own way:
// the port and the terminal as found, and a word on the state of the board.

#ifndef PLATFORMS_INTERRUPT_H
#define PLATFORMS_INTERRUPT_H

#include <stdbool.h>

// From now on the first interrupt (or request to terminate, or hang-up) is only remembered; a
// second one ends the program at once. Belongs to the program, not to a library.
void interrupt_catch(void);

// Whether one has come.
bool interrupt_came(void);

// Back to how it was.
void interrupt_release(void);

// What a second interrupt still does before it ends the program, in a signal handler. NULL:
// nothing.
void interrupt_set_cleanup(void (*cleanup)(void));

#endif
