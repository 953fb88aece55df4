// SPDX-License-Identifier: Apache-2.0
// port.c: ports: the table of drivers, opening, turns, the messages that Erlang/OTP sends to ports.

#include "vm/port.h"

#include <string.h>

#include "vm/atom.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/iodata.h"
#include "vm/machine.h"
#include "vm/mailbox.h"
#include "vm/process_table.h"
#include "vm/registry.h"
#include "vm/schedule.h"
#include "vm/signal.h"

// Messages in one turn.
#define TURN_MESSAGES 64

// Drivers

#define DRIVER(name) extern const struct port_driver driver_##name;
#include "vm/drivers.def"
#ifdef AVM_PLATFORM_DRIVERS
#include AVM_PLATFORM_DRIVERS
#endif
#undef DRIVER

static const struct port_driver *const drivers[] = {
#define DRIVER(name) &driver_##name,
#include "vm/drivers.def"
#ifdef AVM_PLATFORM_DRIVERS
#include AVM_PLATFORM_DRIVERS
#endif
#undef DRIVER
};

const struct port_driver *port_driver_find(const char *name, size_t size)
{
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++) {
        if (strlen(drivers[i]->name) == size && memcmp(drivers[i]->name, name, size) == 0) {
            return drivers[i];
        }
    }
    return NULL;
}

// Beginning and end

// Make a new process a port of its owner. False: no memory.
static bool become_port(struct process *p, struct process *owner)
{
    if (!process_own(p)) {
        return false;
    }
    struct port *port = memory_calloc(p->vm, sizeof *port);
    if (port == NULL) {
        return false;
    }
    port->process = p;
    port->owner = owner->pid;
    p->extra->port = port;
    return signal_link(owner, p, true);
}

struct port *port_open(struct process *p, const struct port_driver *driver, term *args)
{
    struct process *process = schedule_port(p);
    if (process == NULL) {
        raise_out_of_memory(p);
        return NULL;
    }
    bool good = become_port(process, p);
    if (!good) {
        raise_out_of_memory(p);
    }
    struct port *port = process->extra->port;
    if (!good || (driver->open != NULL && !driver->open(port, p, args))) {
        schedule_drop(process);
        return NULL;
    }
    port->driver = driver;
    schedule_start(process);
    return port;
}

void port_close(struct port *port)
{
    const struct port_driver *driver = port->driver;
    port->driver = NULL;
    if (driver != NULL && driver->close != NULL) {
        driver->close(port);
    }
}

void port_free(struct port *port)
{
    port_close(port);
    memory_free(port->process->vm, port, sizeof *port);
}

void port_end(struct port *port, term reason)
{
    struct process *p = port->process;
    threads_lock(p->vm, LOCK_MACHINE);
    if (!SHARED_GET(&p->exiting)) {
        signal_end(p, reason);
        schedule_wake(p); // when it is not its turn: the next one frees it
    }
    threads_unlock(p->vm, LOCK_MACHINE);
}

struct port *port_find(const struct vm *vm, term t)
{
    if (is_atom(t)) {
        t = registry_find(vm, t);
    }
    const struct process *p = is_local_port(t) ? process_find(vm, t) : NULL;
    return p != NULL ? p->extra->port : NULL;
}

struct port *port_find_handled(const struct vm *vm, term t)
{
    struct port *port = port_find(vm, t);
    while (port != NULL && port_turn(port) == RUN_YIELDED) {
    }
    return port_find(vm, t); // unless it has ended
}

// Sending

void port_send(struct port *port, term to, term message)
{
    term args[2] = {to, message};
    schedule_send(port->process, args);
}

void port_reply(struct port *port, term pid, term reference, term value)
{
    term tuple[3] = {make_header(2, TAG_TUPLE), reference, value};
    port_send(port, pid, make_boxed(tuple));
}

static void send_from(struct port *port, term to, term value)
{
    port_reply(port, to, port->process->pid, value);
}

void port_data(struct port *port, term data, size_t size)
{
    term tuple[3] = {make_header(2, TAG_TUPLE), ATOM_data, data};
    port->input += size;
    send_from(port, port->owner, make_boxed(tuple));
}

// Messages

static bool is_tuple_of(term t, size_t arity)
{
    return is_tuple(t) && tuple_arity(t) == arity;
}

// {command, Data} and {connect, Pid} of the owner. False: it is wrong.
static bool handle_request(struct port *port, term *args)
{
    struct process *p = port->process;
    term name = tuple_elements(args[0])[0];
    term value = tuple_elements(args[0])[1];
    args[0] = value;
    if (name == ATOM_command) {
        size_t bits;
        if (iodata_measure(p->vm, value, true, &bits) != IODATA_END) {
            return false;
        }
        port->output += bits / 8;
        port->driver->handle(port, PORT_COMMAND, args);
        return true;
    }
    if (!is_local_pid(value)) {
        return false;
    }
    term before = port->owner;
    threads_lock(p->vm, LOCK_MACHINE);
    port->owner = value;
    threads_unlock(p->vm, LOCK_MACHINE);
    send_from(port, before, ATOM_connected);
    return true;
}

// Is it one of Erlang/OTP's, {Pid, Request}?
static bool is_request(term request)
{
    return request == ATOM_close ||
           (is_tuple_of(request, 2) && (tuple_elements(request)[0] == ATOM_command ||
                                        tuple_elements(request)[0] == ATOM_connect));
}

static bool handle_call(struct port *port, term *args)
{
    const term *from = tuple_elements(tuple_elements(args[0])[1]);
    args[1] = from[0];
    args[2] = from[1];
    args[0] = tuple_elements(args[0])[2];
    struct gc_roots roots;
    term asked[2] = {args[1], args[2]}; // args are the driver's
    roots_push(port->process, &roots, asked, 2);
    term answer = port->driver->handle(port, PORT_CALL, args);
    roots_pop(port->process, &roots);
    if (answer != NONE) {
        port_reply(port, asked[0], asked[1], answer);
    }
    return true;
}

// The message args[0]. False: it is wrong.
static bool handle(struct port *port, term *args)
{
    term t = args[0];
    if (is_tuple_of(t, 3) && tuple_elements(t)[0] == ATOM_dollar_call &&
        is_tuple_of(tuple_elements(t)[1], 2)) {
        return handle_call(port, args);
    }
    if (!is_tuple_of(t, 2) || !is_request(tuple_elements(t)[1])) {
        return port->driver->handle(port, PORT_MESSAGE, args) != NONE;
    }
    // natives send in the name of the port
    term from = tuple_elements(t)[0];
    args[0] = tuple_elements(t)[1];
    if (from != port->owner && from != port->process->pid) {
        return false;
    }
    if (args[0] == ATOM_close) {
        port_end(port, ATOM_normal);
        send_from(port, port->owner, ATOM_closed);
        return true;
    }
    return handle_request(port, args);
}

static void tell_bad_signal(struct port *port)
{
    struct vm *vm = port->process->vm;
    threads_lock(vm, LOCK_MACHINE);
    struct process *owner = process_find(vm, port->owner);
    if (owner != NULL) {
        signal_exit(owner, port->process->pid, ATOM_badsig, EXIT_LINK);
    }
    threads_unlock(vm, LOCK_MACHINE);
}

// Take the oldest message.
static void receive(struct port *port)
{
    struct process *p = port->process;
    term args[PORT_ARGUMENTS] = {p->inbox->value, NIL, NIL};
    struct gc_roots roots;
    mailbox_take(p);
    roots_push(p, &roots, args, PORT_ARGUMENTS);
    bool good = handle(port, args);
    roots_pop(p, &roots);
    if (!good) {
        tell_bad_signal(port);
    }
}

// Events

enum platform_watching port_watch_for(struct process *p, int source, unsigned what)
{
    SHARED_SET(&p->vm->watches, true);
    return platform_poll_watch(p->vm->poll, source, what, (uint32_t) p->pid);
}

// As a receive whose time is up: that is looked at before a process waits.
static void tell_ready(struct port *port, unsigned ready)
{
    port->ready |= ready;
    SHARED_SET_ORDERED(&port->process->timed_out, true);
}

bool port_watch(struct port *port, int source, unsigned what)
{
    enum platform_watching watching = port_watch_for(port->process, source, what);
    if (watching == PLATFORM_READY) {
        threads_lock(port->process->vm, LOCK_MACHINE);
        tell_ready(port, what);
        threads_unlock(port->process->vm, LOCK_MACHINE);
    }
    return watching != PLATFORM_UNWATCHED;
}

void port_event(struct vm *vm, const struct platform_event *event)
{
    threads_lock(vm, LOCK_MACHINE);
    struct process *p = process_find(vm, event->owner);
    if (p != NULL && p->extra->port != NULL) {
        tell_ready(p->extra->port, event->ready);
        schedule_wake(p);
    } else if (p != NULL && !mailbox_send(p, ATOM_input)) {
        port_watch_for(p, event->source, event->ready); // until there is memory
    }
    threads_unlock(vm, LOCK_MACHINE);
}

static void handle_ready(struct port *port)
{
    struct process *p = port->process;
    threads_lock(p->vm, LOCK_MACHINE);
    term args[PORT_ARGUMENTS] = {make_small(port->ready), NIL, NIL};
    port->ready = 0;
    SHARED_SET(&p->timed_out, false);
    threads_unlock(p->vm, LOCK_MACHINE);
    struct gc_roots roots;
    roots_push(p, &roots, args, PORT_ARGUMENTS);
    port->driver->handle(port, PORT_READY, args);
    roots_pop(p, &roots);
}

enum run_outcome port_turn(struct port *port)
{
    struct process *p = port->process;
    for (int i = 0; i < TURN_MESSAGES; i++) {
        if (SHARED_GET(&p->exiting)) {
            return RUN_FAILED;
        }
        if (SHARED_GET(&p->timed_out)) {
            handle_ready(port);
            continue;
        }
        if (p->inbox == NULL) {
            mailbox_fetch(p);
        }
        if (p->inbox == NULL) {
            return RUN_WAITING;
        }
        receive(port);
    }
    return RUN_YIELDED;
}
