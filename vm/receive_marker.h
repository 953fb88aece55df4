// SPDX-License-Identifier: Apache-2.0
// receive_marker.h: where a receive begins that waits for a message with a new reference.
//
// The compiler marks the end of the inbox before a reference is made, and binds the mark to the
// reference. No message that came before can have it, so the receive begins there, however long the
// inbox is. Only a few marks are kept; a receive without one begins with the first message.

#ifndef VM_RECEIVE_MARKER_H
#define VM_RECEIVE_MARKER_H

#include "vm/process.h"
#include "vm/term.h"

// A mark at the end, as a term for a register of the program; [] when there is no memory.
term receive_marker_reserve(struct process *p);
void receive_marker_bind(struct process *p, term marker, term reference);
// Forget the mark of a reference (or one that was not bound).
void receive_marker_clear(struct process *p, term reference);
// Let the receive begin at the mark of the reference, if there is one.
void receive_marker_use(struct process *p, term reference);
// A message leaves the inbox: marks behind it move to the place before it.
void receive_markers_move(struct process *p, struct message *message, struct message **to);
void receive_markers_free(struct process *p);

#endif
