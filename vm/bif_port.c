// SPDX-License-Identifier: Apache-2.0
// bif_port.c: natives for ports. Those that look into a port, or change it, run alone (threads.h),
// after it has handled what it was sent before.

#include <string.h>

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/iodata.h"
#include "vm/machine.h"
#include "vm/mailbox.h"
#include "vm/port.h"
#include "vm/process_table.h"
#include "vm/signal.h"

// Opening

// The driver with a name: a string, a binary or an atom; or NULL.
static const struct port_driver *find_driver(struct process *p, term name)
{
    size_t size;
    if (is_atom(name)) {
        const char *text = atom_text(p->vm, name, &size);
        return port_driver_find(text, size);
    }
    struct gc_roots roots;
    roots_push(p, &roots, &name, 1);
    term binary = bif_erlang_iolist_to_binary(p, &name);
    roots_pop(p, &roots);
    const uint8_t *bytes = binary == NONE ? NULL : binary_bytes(binary, &size);
    return bytes == NULL ? NULL : port_driver_find((const char *) bytes, size);
}

#if AVM_PROGRAMS
// {spawn, Command}, {spawn_executable, File}, {fd, In, Out}
static bool is_of_program(const struct process *p, term name)
{
    size_t size;
    if (!is_tuple(name) || tuple_arity(name) < 2 || !is_atom(tuple_elements(name)[0])) {
        return false;
    }
    const char *text = atom_text(p->vm, tuple_elements(name)[0], &size);
    return tuple_arity(name) == 3 ? size == 2 && memcmp(text, "fd", 2) == 0
                                  : tuple_arity(name) == 2 &&
                                        (tuple_elements(name)[0] == ATOM_spawn ||
                                         (size == 16 && memcmp(text, "spawn_executable", 16) == 0));
}
#endif

term bif_erlang_open_port(struct process *p, term *args)
{
    const struct port_driver *driver = NULL;
    if (is_tuple(args[0]) && tuple_arity(args[0]) == 2) {
        const term *name = tuple_elements(args[0]);
        if (name[0] == ATOM_spawn || name[0] == ATOM_spawn_driver) {
            driver = find_driver(p, name[1]);
        }
    }
#if AVM_PROGRAMS
    if (driver == NULL && is_of_program(p, args[0]) && is_list(args[1])) {
        driver = &driver_program;
        p->exception = NONE; // of the search for a driver
    }
#endif
    if (driver == NULL || (!is_list(args[1]) && !is_map(args[1]))) {
        return raise_badarg(p);
    }
    const struct port *port = port_open(p, driver, args);
    return port != NULL ? port->process->pid : NONE;
}

// Requests

// Data goes to the port in its own name: who sends it need not be the owner.
static term command(struct process *p, term *args)
{
    const struct port *port = port_find(p->vm, args[0]);
    size_t bits;
    if (port == NULL || iodata_measure(p->vm, args[1], true, &bits) != IODATA_END) {
        return raise_badarg(p);
    }
    term request[3] = {make_header(2, TAG_TUPLE), ATOM_command, args[1]};
    term message[3] = {make_header(2, TAG_TUPLE), port->process->pid, make_boxed(request)};
    return mailbox_send(port->process, make_boxed(message)) ? (term) ATOM_true
                                                            : raise_out_of_memory(p);
}

term bif_erlang_port_command_2(struct process *p, term *args)
{
    return command(p, args);
}

// No port is ever busy; none can be forced.
term bif_erlang_port_command_3(struct process *p, term *args)
{
    bool force = false;
    term t = args[2];
    for (; is_cons(t) && (cons_head(t) == ATOM_force || cons_head(t) == ATOM_nosuspend);
         t = cons_tail(t)) {
        force = force || cons_head(t) == ATOM_force;
    }
    if (t != NIL) {
        return raise_badarg(p);
    }
    return force && port_find(p->vm, args[0]) != NULL ? raise_error(p, ATOM_notsup)
                                                      : command(p, args);
}

term bif_erlang_port_connect(struct process *p, term *args)
{
    struct port *port = port_find_handled(p->vm, args[0]);
    struct process *owner = is_local_pid(args[1]) ? process_find(p->vm, args[1]) : NULL;
    if (port == NULL || owner == NULL) {
        return raise_badarg(p);
    }
    if (!signal_link(owner, port->process, false)) {
        return raise_out_of_memory(p);
    }
    port->owner = args[1];
    return ATOM_true;
}

term bif_erlang_port_close(struct process *p, term *args)
{
    struct port *port = port_find_handled(p->vm, args[0]);
    if (port == NULL) {
        return raise_badarg(p);
    }
    port_end(port, ATOM_normal);
    port_close(port);
    return SHARED_GET(&p->exiting) ? NONE : (term) ATOM_true;
}

static term control(struct process *p, const term *args, term operation, term *data)
{
    struct port *port = port_find_handled(p->vm, args[0]);
    return port == NULL || port->driver->control == NULL || !is_small(operation)
               ? raise_badarg(p)
               : port->driver->control(port, p, small_value(operation), data);
}

term bif_erlang_port_control(struct process *p, term *args)
{
    size_t bits;
    return iodata_measure(p->vm, args[2], true, &bits) == IODATA_END
               ? bif_erlang_port_call_3(p, args)
               : raise_badarg(p);
}

term bif_erlang_port_call_3(struct process *p, term *args)
{
    return control(p, args, args[1], &args[2]);
}

term bif_erlang_port_call_2(struct process *p, term *args)
{
    return control(p, args, make_small(0), &args[1]);
}
