// SPDX-License-Identifier: Apache-2.0
// port.h: ports: processes whose work is done by a native driver. What a driver has to know is on
// this page; docs/natives.md has an example.
//
// A port has a mailbox, links, monitors and a name like any other process, and its identity is a
// port. In its turn its messages are handed to its driver, one after the other: a driver is never
// called twice at the same time for one port, but by any thread. It must not wait.
//
// The messages of Erlang/OTP ({Owner, close} and so on) are understood here. What is left are
// events; their arguments are args[0 ..]. They are roots and may be used as storage, as with
// natives (bif.h); the heap of port->process is there to build on. What is on it needs not be
// freed, and does not survive the event.
//
// A driver that waits for something outside watches it (port_watch) and is told with PORT_READY:
//
//     open:         port_watch(port, source, PLATFORM_INPUT)
//     PORT_READY:   read until there is nothing left, then port_watch again
//     PORT_COMMAND: write what goes at once; keep the rest, and port_watch for PLATFORM_OUTPUT
//     close:        port_watch(port, source, 0), then close the source
//
// A source is a number of the platform (platform.h): a descriptor, on a board what its port calls
// so, such as a flag that an interrupt sets before it calls platform_poll_wake. A driver may be
// told more often than something is there, and must then find nothing.
//
// To add one: a row in drivers.def and `const struct port_driver driver_<name>`. A platform has its
// own table of that form, named by AVM_PLATFORM_DRIVERS (config.h).

#ifndef VM_PORT_H
#define VM_PORT_H

#include <stdbool.h>
#include <stddef.h>

#include "platforms/platform.h"
#include "vm/interp.h"
#include "vm/process.h"
#include "vm/term.h"

// Arguments of the longest event.
#define PORT_ARGUMENTS 3

enum port_event {
    PORT_CALL, // port:call: a command, who asks, the reference of its question. The result is the
               // answer; NONE: port_reply gives it later, or nobody does
    PORT_COMMAND, // port_command: data, which is iodata. The result does not matter
    PORT_MESSAGE, // any other message. NONE: it is not understood, which the owner gets to feel
    PORT_READY,   // what was watched is, or may be, ready: PLATFORM_INPUT, PLATFORM_OUTPUT or both.
                  // The result does not matter
};

struct port;

struct port_driver {
    const char *name; // what open_port calls it
    // Begin, for the process `owner`: args are those of open_port, the options a list or a map.
    // False: it has raised. May set port->state. NULL: nothing to do.
    bool (*open)(struct port *port, struct process *owner, term *args);
    term (*handle)(struct port *port, enum port_event event, term *args);
    // port_control and port_call by a process `caller`, in its turn. Result and errors are those of
    // natives; *data is a root. NULL: badarg.
    term (*control)(struct port *port, struct process *caller, sterm operation, term *data);
    // Give up what open and the events took. NULL: nothing to do.
    void (*close)(struct port *port);
};

struct port {
    struct process *process;
    const struct port_driver *driver; // NULL: it is closed
    void *state;                      // the driver's
    const char *name;                 // what port_info calls it; NULL: the driver's name
    unsigned long os_pid;             // of a program of the system, or 0
    term owner;                       // a local pid; changes under the lock of the machine
    size_t input, output;             // bytes
    unsigned ready;                   // to be told with PORT_READY; under the lock of the machine
};

// For drivers

// Answer a question: pid and reference are arguments of PORT_CALL, or what was kept of them.
void port_reply(struct port *port, term pid, term reference, term value);
// Send {Port, {data, Data}} to the owner; size: bytes in it.
void port_data(struct port *port, term data, size_t size);
// Send any message to a pid, a name or an alias.
void port_send(struct port *port, term to, term message);
// The port ends with a reason after this event.
void port_end(struct port *port, term reason);
// Tell once, with PORT_READY, when a source of the platform (platform.h) is ready for one of
// `what`, PLATFORM_INPUT and PLATFORM_OUTPUT; 0: no longer, which also comes before it is closed.
// It takes the place of what was asked for this source before. For several sources the driver looks
// itself which it was. False: it cannot be watched.
bool port_watch(struct port *port, int source, unsigned what);

// For the machine

#if AVM_PROGRAMS
// Programs of the system and descriptors; not by name.
extern const struct port_driver driver_program;
#endif

// A new port of the process p, linked to it; args are those of open_port. NULL: raised. Under the
// lock.
struct port *port_open(struct process *p, const struct port_driver *driver, term *args);
// The driver of this name, or NULL.
const struct port_driver *port_driver_find(const char *name, size_t size);
// The open port that t is or names, or NULL. Under the lock.
struct port *port_find(const struct vm *vm, term t);
// The same after it has handled all that it was sent. For who is alone (threads.h).
struct port *port_find_handled(const struct vm *vm, term t);
// Something watched is ready: its port gets to know, or a process that is no port (port_watch_for)
// the message `input`.
void port_event(struct vm *vm, const struct platform_event *event);
enum platform_watching port_watch_for(struct process *p, int source, unsigned what);
// Hand messages and events to the driver, up to some number. RUN_FAILED: the port has ended.
enum run_outcome port_turn(struct port *port);
// End its driver's work now, and free it.
void port_close(struct port *port);
void port_free(struct port *port);

#endif
