// SPDX-License-Identifier: Apache-2.0
// bif_process.c: natives that start processes, send and register.

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/registry.h"
#include "vm/schedule.h"

term bif_erlang_self(struct process *p, term *args)
{
    (void) args;
    return p->pid;
}

term bif_erlang_send_2(struct process *p, term *args)
{
    return schedule_send(p, args);
}

term bif_erlang_spawn_1(struct process *p, term *args)
{
    if (!schedule_is_function(args[0], make_small(0))) {
        return raise_badarg(p);
    }
    struct process *started = schedule_spawn_fun(p->vm, p, args[0]);
    return started != NULL ? started->pid : raise_system_limit(p);
}

static bool proper_list(term list, uint32_t *length)
{
    *length = 0;
    for (; is_cons(list) && *length <= 255; list = cons_tail(list)) {
        *length += 1;
    }
    return list == NIL && *length <= 255;
}

term bif_erlang_spawn_3(struct process *p, term *args)
{
    uint32_t arity;
    if (!is_atom(args[0]) || !is_atom(args[1]) || !proper_list(args[2], &arity)) {
        return raise_badarg(p);
    }
    struct export *entry = export_get(p->vm, args[0], args[1], arity);
    struct process *started = entry != NULL ? schedule_spawn(p->vm, p, entry, args[2]) : NULL;
    return started != NULL ? started->pid : raise_system_limit(p);
}

term bif_erlang_is_process_alive(struct process *p, term *args)
{
    if (!is_local_pid(args[0])) {
        return raise_badarg(p);
    }
    return make_bool(schedule_find(p->vm, args[0]) != NULL);
}

term bif_erlang_processes(struct process *p, term *args)
{
    (void) args;
    if (!heap_ensure(p, 2 * (size_t) p->vm->process_count)) {
        return NONE;
    }
    term list = NIL;
    for (uint32_t i = p->vm->process_capacity; i > 0; i--) {
        if (p->vm->process_table[i - 1] != NULL) {
            list = build_cons(p, p->vm->process_table[i - 1]->pid, list);
        }
    }
    return list;
}

term bif_erlang_register(struct process *p, term *args)
{
    struct process *named = schedule_find(p->vm, args[1]);
    if (!is_atom(args[0]) || args[0] == ATOM_undefined || named == NULL ||
        !registry_add(p->vm, args[0], args[1])) {
        return raise_badarg(p);
    }
    named->registered_name = args[0];
    return ATOM_true;
}

term bif_erlang_unregister(struct process *p, term *args)
{
    term pid = is_atom(args[0]) ? registry_find(p->vm, args[0]) : NONE;
    if (pid == NONE) {
        return raise_badarg(p);
    }
    registry_remove_name(p->vm, args[0]);
    schedule_find(p->vm, pid)->registered_name = NIL;
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
