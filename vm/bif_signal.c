// SPDX-License-Identifier: Apache-2.0
// bif_signal.c: natives for links, monitors, aliases and exit signals.

#include "vm/bif.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/mailbox.h"
#include "vm/process_table.h"
#include "vm/receive_marker.h"
#include "vm/registry.h"
#include "vm/schedule.h"
#include "vm/signal.h"

// Links

// What a native answers that may have ended the process that called it.
static term true_unless_exiting(const struct process *p)
{
    return SHARED_GET(&p->exiting) ? NONE : (term) ATOM_true;
}

term bif_erlang_link_1(struct process *p, term *args)
{
    if (!is_pid(args[0]) && !is_port(args[0])) {
        return raise_badarg(p);
    }
    struct process *other = process_find(p->vm, args[0]);
    if (other == NULL) {
        bool near = is_local_pid(args[0]) || is_local_port(args[0]);
        if (near && !p->trap_exit) {
            return raise_error(p, ATOM_noproc);
        }
        if (!signal_exit(p, args[0], near ? (term) ATOM_noproc : (term) ATOM_noconnection,
                         EXIT_LINK)) {
            return raise_out_of_memory(p);
        }
        return true_unless_exiting(p);
    }
    return signal_link(p, other, false) ? (term) ATOM_true : raise_out_of_memory(p);
}

#if AVM_OBSERVER
// The only option there is, 'priority', would have the link's message overtake others.
term bif_erlang_link_2(struct process *p, term *args)
{
    return args[1] == NIL ? bif_erlang_link_1(p, args) : raise_badarg(p);
}
#endif

term bif_erlang_unlink(struct process *p, term *args)
{
    if (!is_pid(args[0]) && !is_port(args[0])) {
        return raise_badarg(p);
    }
    struct process *other = process_find_any(p->vm, args[0]);
    if (other != NULL && other != p) {
        signal_unlink(p, other);
    }
    return ATOM_true;
}

static term send_exit(struct process *p, const term *args, enum exit_kind kind)
{
    struct process *to;
    if (AVM_OBSERVER && is_reference(args[0])) { // an alias; any other is one no more
        to = signal_alias_owner(p->vm, args[0]);
    } else if (is_pid(args[0]) || is_port(args[0])) {
        to = process_find(p->vm, args[0]);
    } else {
        return raise_badarg(p);
    }
    if (to != NULL && !signal_exit(to, p->pid, args[1], kind)) {
        return raise_out_of_memory(p);
    }
    return true_unless_exiting(p);
}

term bif_erlang_exit_2(struct process *p, term *args)
{
    return send_exit(p, args, EXIT_SENT);
}

#if AVM_OBSERVER

// A list of 'priority': what it asks for happens at an alias of priority, and nobody has one
// (alias/1).
static bool is_priority_list(term t)
{
    while (is_cons(t) && cons_head(t) == ATOM_priority) {
        t = cons_tail(t);
    }
    return t == NIL;
}

term bif_erlang_exit_3(struct process *p, term *args)
{
    return is_priority_list(args[2]) ? bif_erlang_exit_2(p, args) : raise_badarg(p);
}

term bif_erlang_exit_signal_2(struct process *p, term *args)
{
    return send_exit(p, args, EXIT_SIGNAL);
}

term bif_erlang_exit_signal_3(struct process *p, term *args)
{
    return is_priority_list(args[2]) ? bif_erlang_exit_signal_2(p, args) : raise_badarg(p);
}

#endif

// Monitors

// What a monitor is to watch.
struct target {
    struct process *process; // NULL: there is none
    term name;               // that it was found by, or NONE
    bool silent;             // nothing will ever be told
    bool self;               // that is because it is the process itself: not even an alias is left
};

static bool read_target(const struct process *p, term type, term item, struct target *target)
{
    *target = (struct target){NULL, NONE, false, false};
    if (type == ATOM_time_offset) {
        target->silent = true;
        return item == ATOM_clock_service;
    }
    if (type != ATOM_process && type != ATOM_port) {
        return false;
    }
    if (is_tuple(item) && tuple_arity(item) == 2 && is_atom(tuple_elements(item)[0]) &&
        tuple_elements(item)[1] == ATOM_nonode_at_nohost) {
        item = tuple_elements(item)[0];
    }
    if (is_atom(item)) {
        target->name = item;
        term pid = registry_find(p->vm, item);
        target->process =
            is_local_port(pid) == (type == ATOM_port) ? process_find(p->vm, pid) : NULL;
    } else if (type == ATOM_process ? is_pid(item) : is_port(item)) {
        target->process = process_find(p->vm, item);
    } else {
        return false;
    }
    if (target->process == p) { // nobody learns of his own end
        target->process = NULL;
        target->silent = true;
        target->self = true;
    }
    return true;
}

static bool tell_missing(struct process *p, term type, term item, const struct target *target,
                         const struct monitor *monitor, term reference)
{
    term name[3] = {make_header(2, TAG_TUPLE), target->name, ATOM_nonode_at_nohost};
    bool far = !is_atom(item) && !is_tuple(item) && !is_local_pid(item) && !is_local_port(item);
    return signal_down(p, monitor->tag, reference, type,
                       target->name == NONE ? item : make_boxed(name),
                       far ? (term) ATOM_noconnection : (term) ATOM_noproc);
}

static term start_monitor(struct process *p, term *args, const struct monitor_options *options)
{
    struct target target;
    if (!read_target(p, args[0], args[1], &target)) {
        return raise_badarg(p);
    }
    struct monitor *monitor = signal_monitor(p, target.process, machine_next(&p->vm->next_ref),
                                             target.name, options->alias, options->tag);
    if (monitor == NULL) {
        return raise_out_of_memory(p);
    }
    term reference = signal_reference(monitor, heap_take(p, REF_WORDS));
    if (target.process == NULL) {
        bool told = target.silent || tell_missing(p, args[0], args[1], &target, monitor, reference);
        if (target.self && monitor->alias == ALIAS_EXPLICIT) {
            signal_unalias(p->vm, monitor);
        } else if (target.self || !target.silent || monitor->alias == ALIAS_NONE) {
            signal_demonitor(p->vm, monitor);
        }
        if (!told) {
            return raise_out_of_memory(p);
        }
    }
    return reference;
}

term bif_erlang_monitor_2(struct process *p, term *args)
{
    struct monitor_options options = {ALIAS_NONE, ATOM_DOWN};
    return heap_ensure(p, REF_WORDS) ? start_monitor(p, args, &options) : NONE;
}

term bif_erlang_monitor_3(struct process *p, term *args)
{
    struct monitor_options options = {ALIAS_NONE, ATOM_DOWN};
    if (!heap_ensure(p, REF_WORDS)) {
        return NONE;
    }
    if (!signal_monitor_options(args[2], &options)) {
        return raise_badarg(p);
    }
    return start_monitor(p, args, &options);
}

// The monitor or alias that a reference stands for, if it is the process's own.
static struct monitor *own_monitor(const struct process *p, term reference)
{
    struct reference *found = reference_find(p->vm, reference, REFERENCE_MONITOR);
    struct monitor *monitor = (struct monitor *) (void *) found; // its first member
    return monitor != NULL && monitor->target.process == p ? monitor : NULL;
}

static bool demonitor(struct process *p, term reference)
{
    struct monitor *monitor = own_monitor(p, reference);
    if (monitor == NULL || (monitor->owner.process == NULL && monitor->alias != ALIAS_NONE)) {
        return false;
    }
    signal_demonitor(p->vm, monitor);
    return true;
}

static bool is_down_message(term t, uint64_t id)
{
    return is_tuple(t) && tuple_arity(t) == 5 && is_boxed_tag(tuple_elements(t)[1], TAG_REF) &&
           ref_id(tuple_elements(t)[1]) == id;
}

term bif_erlang_demonitor_1(struct process *p, term *args)
{
    if (!is_reference(args[0])) {
        return raise_badarg(p);
    }
    demonitor(p, args[0]);
    return ATOM_true;
}

// Take the message of a monitor out of the inbox. No receive is looking at one.
static bool flush(struct process *p, uint64_t id)
{
    mailbox_fetch(p);
    schedule_seek(p, &p->inbox);
    for (struct message **at = &p->inbox; *at != NULL; at = &(*at)->next) {
        struct message *message = *at;
        if (is_down_message(message->value, id)) {
            *at = message->next;
            if (message->next == NULL) {
                p->inbox_end = at;
            }
            receive_markers_move(p, message, at);
            p->inbox_count--;
            message_free(p->vm, message);
            return true;
        }
    }
    return false;
}

term bif_erlang_demonitor_2(struct process *p, term *args)
{
    bool with_flush = false, with_info = false;
    term t = args[1];
    for (; is_cons(t) && (cons_head(t) == ATOM_flush || cons_head(t) == ATOM_info);
         t = cons_tail(t)) {
        *(cons_head(t) == ATOM_flush ? &with_flush : &with_info) = true;
    }
    if (t != NIL || !is_reference(args[0])) {
        return raise_badarg(p);
    }
    bool found = demonitor(p, args[0]);
    if (with_flush && is_boxed_tag(args[0], TAG_REF)) {
        flush(p, ref_id(args[0]));
    }
    return make_bool(found || !with_info);
}

// Aliases

static term start_alias(struct process *p, enum alias_mode mode)
{
    if (!heap_ensure(p, REF_WORDS)) {
        return NONE;
    }
    struct monitor *alias =
        signal_monitor(p, NULL, machine_next(&p->vm->next_ref), NONE, mode, ATOM_DOWN);
    return alias != NULL ? signal_reference(alias, heap_take(p, REF_WORDS))
                         : raise_out_of_memory(p);
}

term bif_erlang_alias_0(struct process *p, term *args)
{
    return start_alias(p, ALIAS_EXPLICIT);
}

term bif_erlang_alias_1(struct process *p, term *args)
{
    enum alias_mode mode = ALIAS_EXPLICIT;
    term t = args[0];
    for (; is_cons(t) && (cons_head(t) == ATOM_explicit_unalias || cons_head(t) == ATOM_reply);
         t = cons_tail(t)) {
        mode = cons_head(t) == ATOM_reply ? ALIAS_REPLY : ALIAS_EXPLICIT;
    }
    return t == NIL ? start_alias(p, mode) : raise_badarg(p);
}

term bif_erlang_unalias(struct process *p, term *args)
{
    if (!is_reference(args[0])) {
        return raise_badarg(p);
    }
    struct monitor *monitor = own_monitor(p, args[0]);
    if (monitor == NULL || monitor->alias == ALIAS_NONE) {
        return ATOM_false;
    }
    signal_unalias(p->vm, monitor);
    return ATOM_true;
}
