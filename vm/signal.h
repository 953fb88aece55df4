// SPDX-License-Identifier: Apache-2.0
// signal.h: what processes are to each other: links, monitors, aliases; and how they end.
//
// A link or a monitor is one object on a list of each of its two processes, so that either side
// takes it off both without a search. Monitors, aliases and timers are found by their reference in
// one table of the machine.
//
// A process that an exit signal ends is marked (p->exiting), gets its reason, and ends at its next
// turn, or when its present one is over: from the mark on nobody finds it (process_find).
//
// Everything here happens under the lock of the machine (threads.h).

#ifndef VM_SIGNAL_H
#define VM_SIGNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "vm/process.h"
#include "vm/term.h"

struct vm;

// The table of references that mean something.

enum reference_kind { REFERENCE_MONITOR, REFERENCE_TIMER };

struct reference {
    struct reference *next; // in the same slot
    uint64_t id;
    uint8_t kind; // enum reference_kind
};

// False: no memory.
bool reference_add(struct vm *vm, struct reference *reference, enum reference_kind kind,
                   uint64_t id);
void reference_remove(struct vm *vm, struct reference *reference);
// What a term refers to, or NULL.
struct reference *reference_find(const struct vm *vm, term t, enum reference_kind kind);
void references_clear(struct vm *vm);

// Places on lists, in the order things were made.
struct ring {
    struct ring *next, *previous; // a circle through the place
    struct process *process;      // who is at the other end
    uint8_t index;                // of the place in its link
};

struct link {
    struct ring ends[2]; // ends[0] is on the list of the process that ends[1] names
};

// When an alias ends. The monitor of an alias alone has no target.
enum alias_mode { ALIAS_NONE, ALIAS_EXPLICIT, ALIAS_DEMONITOR, ALIAS_REPLY };

struct monitor {
    struct reference reference; // REFERENCE_MONITOR
    struct ring owner;          // on the owner's list; process: the target or NULL
    struct ring target;         // on the target's list; process: the owner
    term name;                  // that the target was found by, or NONE
    uint8_t alias;              // enum alias_mode
    bool is_alias;              // was made as one: its reference says so
    term tag;                   // of its message; 'DOWN' if not chosen
    struct message *fragment;   // of the tag
};

// {alias, Mode} and {tag, Term} of monitor/3 and spawn_opt. tag: 'DOWN' unless set.
struct monitor_options {
    enum alias_mode alias;
    term tag;
};
// Read a list of them. False: bad.
bool signal_monitor_options(term list, struct monitor_options *options);

// Link two processes, unless they are already. False: no memory.
bool signal_link(struct process *p, struct process *other, bool is_new);
void signal_unlink(struct process *p, struct process *other);

// A monitor of owner; target NULL: an alias alone. id is that of its reference. The tag is copied.
// NULL: no memory.
struct monitor *signal_monitor(struct process *owner, struct process *target, uint64_t id,
                               term name, enum alias_mode alias, term tag);
// Stop watching; an alias that is to be ended explicitly stays.
void signal_demonitor(struct vm *vm, struct monitor *monitor);
// End the alias; what it watches stays watched.
void signal_unalias(struct vm *vm, struct monitor *monitor);
// The name that the target of a monitor on an owner's list was found by, or NONE.
term signal_monitor_name(const struct ring *place);
// The term of its reference, in REF_WORDS words at object.
term signal_reference(const struct monitor *monitor, term *object);
// The process that an alias leads to, or NULL.
struct process *signal_alias_owner(const struct vm *vm, term alias);
// After a message went to that process: an alias for one reply ends.
void signal_alias_used(struct vm *vm, term alias);
// Tell owner that what it watches is gone: {Tag, Ref, process, Object, Reason}. False: no memory.
bool signal_down(struct process *owner, term tag, term reference, term type, term object,
                 term reason);

// Put a place at the end of a list, take it off, find that of a process.
void ring_add(struct ring **list, struct ring *place);
void ring_remove(struct ring **list, struct ring *place);
struct ring *ring_find(struct ring *list, const struct process *process);

// Send an exit signal. kind: through a link; from exit/2, where kill cannot be trapped and normal
// ends the process that sends it to itself; from exit_signal/2, where it does not. False: no memory
// to tell the reason; a process that does not trap ends nevertheless.
enum exit_kind { EXIT_LINK, EXIT_SENT, EXIT_SIGNAL };
bool signal_exit(struct process *to, term from, term reason, enum exit_kind kind);

// A process has ended with reason (NONE: nobody is told): its name, timers and relations go, those
// related to it are told.
void signal_end(struct process *p, term reason);
// An exit signal ended p, which runs no more: its reason becomes p's exception. Needs no lock.
void signal_take_exit(struct process *p);
// Reason that the exception nobody caught is for others. May collect. Needs no lock.
term signal_reason(struct process *p);

#endif
