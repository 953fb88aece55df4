// SPDX-License-Identifier: Apache-2.0
// bif_process.c: natives that find, name and send to processes.

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/process_table.h"
#include "vm/registry.h"
#include "vm/schedule.h"
#include "vm/settings.h"
#include "vm/signal.h"

term bif_erlang_self(struct process *p, term *args)
{
    (void) args;
    return p->pid;
}

term bif_erlang_send_2(struct process *p, term *args)
{
    return schedule_send(p, args);
}

term bif_erlang_send_3(struct process *p, term *args)
{
    term t = args[2];
    for (; is_cons(t); t = cons_tail(t)) {
        if (cons_head(t) != ATOM_nosuspend && cons_head(t) != ATOM_noconnect) {
            return raise_badarg(p);
        }
    }
    if (t != NIL) {
        return raise_badarg(p);
    }
    return schedule_send(p, args) != NONE ? (term) ATOM_ok : NONE;
}

term bif_erlang_is_process_alive(struct process *p, term *args)
{
    if (!is_local_pid(args[0])) {
        return raise_badarg(p);
    }
    // One that was told to end is waited for.
    const struct process *of = process_find_any(p->vm, args[0]);
    if (of != NULL && of != p && SHARED_GET(&of->exiting)) {
        return schedule_call_again(p, ATOM_is_process_alive, 1);
    }
    return make_bool(of != NULL);
}

// All processes, or all ports.
static term list_all(struct process *p, bool ports)
{
    if (!heap_ensure(p, 2 * (size_t) p->vm->process_count)) {
        return NONE;
    }
    term list = NIL;
    for (uint32_t i = process_table_slots(p->vm); i > 0; i--) {
        const struct process *at = process_table_at(p->vm, i - 1);
        // a port that was told to end is closed, a process is until it has ended
        if (at != NULL && is_local_port(at->pid) == ports && !(ports && SHARED_GET(&at->exiting))) {
            list = build_cons(p, at->pid, list);
        }
    }
    return list;
}

term bif_erlang_processes(struct process *p, term *args)
{
    (void) args;
    return list_all(p, false);
}

#if AVM_OBSERVER

// The next slots are those of processes that came later; one that is used again may be missed, as
// in any list of what runs.
term bif_erlang_processes_iterator(struct process *p, term *args)
{
    (void) args;
    return heap_ensure(p, 2) ? build_tuple1(p, make_small(0)) : NONE;
}

term bif_erlang_processes_next(struct process *p, term *args)
{
    if (!is_tuple(args[0]) || tuple_arity(args[0]) != 1 || !is_small(tuple_elements(args[0])[0]) ||
        small_value(tuple_elements(args[0])[0]) < 0) {
        return raise_badarg(p);
    }
    size_t slot = (size_t) small_value(tuple_elements(args[0])[0]);
    for (; slot < process_table_slots(p->vm); slot++) {
        const struct process *at = process_table_at(p->vm, (uint32_t) slot);
        if (at != NULL && !is_local_port(at->pid)) {
            args[0] = at->pid;
            if (!heap_ensure(p, 5)) {
                return NONE;
            }
            return build_tuple2(p, args[0], build_tuple1(p, make_small((intptr_t) slot + 1)));
        }
    }
    return ATOM_none;
}

#endif

term bif_erlang_ports(struct process *p, term *args)
{
    (void) args;
    return list_all(p, true);
}

term bif_erlang_register(struct process *p, term *args)
{
    struct process *named = process_find(p->vm, args[1]);
    if (!is_atom(args[0]) || args[0] == ATOM_undefined || named == NULL ||
        !registry_add(p->vm, args[0], args[1])) {
        return raise_badarg(p);
    }
    named->registered_name = (uint32_t) args[0];
    return ATOM_true;
}

term bif_erlang_unregister(struct process *p, term *args)
{
    term pid = is_atom(args[0]) ? registry_find(p->vm, args[0]) : NONE;
    if (pid == NONE) {
        return raise_badarg(p);
    }
    registry_remove_name(p->vm, args[0]);
    process_find_any(p->vm, pid)->registered_name = (uint32_t) NIL;
    return ATOM_true;
}

term bif_erlang_whereis(struct process *p, term *args)
{
    if (!is_atom(args[0])) {
        return raise_badarg(p);
    }
    term pid = registry_find(p->vm, args[0]);
    return pid != NONE ? pid : (term) ATOM_undefined;
}

term bif_erlang_registered(struct process *p, term *args)
{
    (void) args;
    size_t count = 0;
    while (registry_name(p->vm, count) != NONE) {
        count++;
    }
    if (!heap_ensure(p, 2 * count)) {
        return NONE;
    }
    term list = NIL;
    for (size_t i = 0; i < count; i++) {
        list = build_cons(p, registry_name(p->vm, i), list);
    }
    return list;
}

term bif_erlang_group_leader_0(struct process *p, term *args)
{
    (void) args;
    return p->group_leader;
}

term bif_erlang_group_leader_2(struct process *p, term *args)
{
    struct process *of = process_find(p->vm, args[1]);
    bool failed = false;
    term leader;
    if (of == NULL || !is_local_pid(args[1]) || !is_pid(args[0])) {
        return raise_badarg(p);
    }
    // that of another node is an object
    struct message *fragment = fragment_copy(p->vm, args[0], &leader, &failed);
    if (failed) {
        return raise_out_of_memory(p);
    }
    if (fragment != NULL) {
        heap_adopt(of, fragment);
    }
    of->group_leader = leader;
    return ATOM_true;
}

// No receiver ever makes a sender wait.
term bif_erlang_send_nosuspend_2(struct process *p, term *args)
{
    return schedule_send(p, args) != NONE ? (term) ATOM_true : NONE;
}

term bif_erlang_send_nosuspend_3(struct process *p, term *args)
{
    return bif_erlang_send_3(p, args) != NONE ? (term) ATOM_true : NONE;
}

// Turns

term bif_erlang_yield(struct process *p, term *args)
{
    (void) args;
    p->reductions = 0;
    return ATOM_true;
}

// Use up so much of the turn.
term bif_erlang_bump_reductions(struct process *p, term *args)
{
    if (!is_small(args[0]) || small_value(args[0]) < 0) {
        return raise_badarg(p);
    }
    sterm count = small_value(args[0]);
    p->reductions -= count < p->reductions ? (int32_t) count : p->reductions;
    return ATOM_true;
}

// Hibernating: the interpreter waits before it continues at the trap, and the memory is made small
// meanwhile.

term bif_erlang_hibernate_0(struct process *p, term *args)
{
    static const uint32_t code[] = {WORD_return};
    schedule_timeout(p);
    args[0] = ATOM_ok;
    p->live = 1;
    p->trap = code;
    p->sleep = SLEEP_HERE;
    return NONE;
}

term bif_erlang_hibernate_3(struct process *p, term *args)
{
    uint32_t arity;
    if (!is_atom(args[0]) || !is_atom(args[1]) || !schedule_is_arguments(args[2], &arity)) {
        return raise_badarg(p);
    }
    struct export *entry = export_get(p->vm, args[0], args[1], arity);
    if (entry == NULL) {
        return raise_out_of_memory(p);
    }
    term list = args[2];
    for (uint32_t i = 0; i < arity; i++) {
        p->x[WORD_X_SLOT(i)] = cons_head(list);
        list = cons_tail(list);
    }
    schedule_timeout(p);
    p->live = WORD_X_SLOT(arity);
    p->trap = export_code(entry);
    p->sleep = SLEEP_WITHOUT_STACK;
    return NONE;
}
