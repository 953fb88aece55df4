// SPDX-License-Identifier: Apache-2.0
// bif_process.c: natives that start processes, send and register.

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
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

// Spawning

// What a spawn asks for.
struct spawn_request {
    struct spawn_options options;
    struct monitor_options monitor_options;
    bool link, monitor;
};

static bool proper_list(term list, uint32_t *length)
{
    *length = 0;
    for (; is_cons(list) && *length <= 255; list = cons_tail(list)) {
        *length += 1;
    }
    return list == NIL && *length <= 255;
}

// The relations of a process just started: its pid, or {Pid, Reference}, for which there is room.
static term relate(struct process *p, struct process *started, const struct spawn_request *request)
{
    bool good = started != NULL && (!request->link || signal_link(p, started, true));
    if (good && !request->monitor) {
        return started->pid;
    }
    struct monitor *monitor =
        good ? signal_monitor(p, started, machine_next(&p->vm->next_ref), NONE,
                              request->monitor_options.alias, request->monitor_options.tag)
             : NULL;
    if (monitor != NULL) {
        term reference = signal_reference(monitor, heap_take(p, REF_WORDS));
        return build_tuple2(p, started->pid, reference);
    }
    if (started != NULL) {
        signal_unlink(p, started);
        signal_exit(started, p->pid, ATOM_kill, EXIT_SENT);
    }
    return raise_system_limit(p);
}

static term spawn_fun(struct process *p, term *args, struct spawn_request *request)
{
    if (!is_fun(args[0])) {
        return raise_badarg(p);
    }
    return relate(p, schedule_spawn_fun(p->vm, p, args[0], &request->options), request);
}

static term spawn_mfa(struct process *p, term *args, struct spawn_request *request)
{
    uint32_t arity;
    if (!is_atom(args[0]) || !is_atom(args[1]) || !proper_list(args[2], &arity)) {
        return raise_badarg(p);
    }
    struct export *entry = export_get(p->vm, args[0], args[1], arity);
    struct process *started =
        entry != NULL ? schedule_spawn(p->vm, p, entry, args[2], &request->options) : NULL;
    return relate(p, started, request);
}

#define SPAWN_RESULT_WORDS (3 + REF_WORDS)

term bif_erlang_spawn_1(struct process *p, term *args)
{
    struct spawn_request request = {.link = false};
    return spawn_fun(p, args, &request);
}

term bif_erlang_spawn_3(struct process *p, term *args)
{
    struct spawn_request request = {.link = false};
    return spawn_mfa(p, args, &request);
}

term bif_erlang_spawn_link_1(struct process *p, term *args)
{
    struct spawn_request request = {.link = true};
    return spawn_fun(p, args, &request);
}

term bif_erlang_spawn_link_3(struct process *p, term *args)
{
    struct spawn_request request = {.link = true};
    return spawn_mfa(p, args, &request);
}

term bif_erlang_spawn_monitor_1(struct process *p, term *args)
{
    struct spawn_request request = {.monitor = true, .monitor_options.tag = ATOM_DOWN};
    // as in OTP, of these forms only this one looks at the arity
    if (!schedule_is_function(args[0], make_small(0))) {
        return raise_badarg(p);
    }
    return heap_ensure(p, SPAWN_RESULT_WORDS) ? spawn_fun(p, args, &request) : NONE;
}

term bif_erlang_spawn_monitor_3(struct process *p, term *args)
{
    struct spawn_request request = {.monitor = true, .monitor_options.tag = ATOM_DOWN};
    return heap_ensure(p, SPAWN_RESULT_WORDS) ? spawn_mfa(p, args, &request) : NONE;
}

// One option of spawn_opt.
static bool read_option(const struct vm *vm, term option, struct spawn_request *request)
{
    if (option == ATOM_link || option == ATOM_monitor) {
        *(option == ATOM_link ? &request->link : &request->monitor) = true;
        return true;
    }
    if (!is_tuple(option) || tuple_arity(option) != 2) {
        return false;
    }
    term key = tuple_elements(option)[0];
    term value = tuple_elements(option)[1];
    bool is_bool = value == ATOM_true || value == ATOM_false;
    switch (key) {
    case ATOM_link:
        request->link = value == ATOM_true;
        return is_bool;
    case ATOM_monitor:
        request->monitor = value != ATOM_false;
        return is_bool || signal_monitor_options(value, &request->monitor_options);
    case ATOM_async_dist:
        return is_bool;
    default:
        return settings_spawn_option(vm, &request->options, key, value);
    }
}

static bool read_options(struct process *p, term list, struct spawn_request *request)
{
    request->monitor_options.tag = ATOM_DOWN;
    for (; is_cons(list); list = cons_tail(list)) {
        if (!read_option(p->vm, cons_head(list), request)) {
            return false;
        }
    }
    const struct spawn_options *options = &request->options;
    size_t least = options->min_heap_words == 0 ? AVM_MIN_HEAP_WORDS : options->min_heap_words;
    return list == NIL && (options->max_heap_words == 0 || options->max_heap_words >= least);
}

term bif_erlang_spawn_opt_2(struct process *p, term *args)
{
    struct spawn_request request = {.link = false};
    if (!heap_ensure(p, SPAWN_RESULT_WORDS)) {
        return NONE;
    }
    return read_options(p, args[1], &request) ? spawn_fun(p, args, &request) : raise_badarg(p);
}

term bif_erlang_spawn_opt_4(struct process *p, term *args)
{
    struct spawn_request request = {.link = false};
    if (!heap_ensure(p, SPAWN_RESULT_WORDS)) {
        return NONE;
    }
    return read_options(p, args[3], &request) ? spawn_mfa(p, args, &request) : raise_badarg(p);
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
    schedule_find_any(p->vm, pid)->registered_name = NIL;
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
    struct process *of = schedule_find(p->vm, args[1]);
    bool failed = false;
    term leader;
    if (of == NULL || !is_pid(args[0])) {
        return raise_badarg(p);
    }
    // that of another node is an object
    struct fragment *fragment = fragment_copy(p->vm, args[0], &leader, &failed);
    if (failed) {
        return raise_out_of_memory(p);
    }
    if (fragment != NULL) {
        heap_adopt(of, fragment);
    }
    of->group_leader = leader;
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
    if (!is_atom(args[0]) || !is_atom(args[1]) || !proper_list(args[2], &arity)) {
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
    p->trap = entry->code;
    p->sleep = SLEEP_WITHOUT_STACK;
    return NONE;
}
