// SPDX-License-Identifier: Apache-2.0
// bif_spawn.c: natives that start processes.

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/mailbox.h"
#include "vm/schedule.h"
#include "vm/settings.h"
#include "vm/signal.h"

// Spawning

// What a spawn asks for.
struct spawn_request {
    struct spawn_options options;
    struct monitor_options monitor_options;
    bool link, monitor;
};

// What the new process calls: a fun (module is NONE), or a function with arguments.
struct spawn_call {
    term module, function, arguments;
    uint32_t arity;
};

// Start the process that calls a fun, or a function with a proper list of at most 255 arguments.
static struct process *start(struct process *p, const struct spawn_call *call,
                             const struct spawn_options *options)
{
    if (call->module == NONE) {
        return schedule_spawn_fun(p->vm, p, call->function, options);
    }
    struct export *entry = export_get(p->vm, call->module, call->function, call->arity);
    return entry != NULL ? schedule_spawn(p->vm, p, entry, call->arguments, options) : NULL;
}

// Start it with its relations: true, or false without a trace. *reference, for which there is room:
// of the monitor, or NONE.
static bool start_related(struct process *p, const struct spawn_call *call,
                          const struct spawn_request *request, struct process **started,
                          term *reference)
{
    *reference = NONE;
    *started = start(p, call, &request->options);
    bool good = *started != NULL && (!request->link || signal_link(p, *started, true));
    if (good && request->monitor) {
        const struct monitor_options *options = &request->monitor_options;
        struct monitor *monitor = signal_monitor(p, *started, machine_next(&p->vm->next_ref), NONE,
                                                 options->alias, options->tag);
        good = monitor != NULL;
        if (good) {
            *reference = signal_reference(monitor, heap_take(p, REF_WORDS));
        }
    }
    if (!good && *started != NULL) {
        signal_unlink(p, *started);
        signal_exit(*started, p->pid, ATOM_kill, EXIT_SENT);
    }
    return good;
}

// The pid, or {Pid, Reference} with a monitor, for which there is room.
static term spawn(struct process *p, const struct spawn_call *call,
                  const struct spawn_request *request)
{
    struct process *started;
    term reference;
    if (!start_related(p, call, request, &started, &reference)) {
        return raise_system_limit(p);
    }
    return reference == NONE ? started->pid : build_tuple2(p, started->pid, reference);
}

static bool read_fun(term fun, struct spawn_call *call)
{
    *call = (struct spawn_call){.module = NONE, .function = fun};
    return is_fun(fun);
}

static bool read_mfa(const term *args, struct spawn_call *call)
{
    *call = (struct spawn_call){args[0], args[1], args[2], 0};
    return is_atom(args[0]) && is_atom(args[1]) && schedule_is_arguments(args[2], &call->arity);
}

static term spawn_fun(struct process *p, term *args, struct spawn_request *request)
{
    struct spawn_call call;
    return read_fun(args[0], &call) ? spawn(p, &call, request) : raise_badarg(p);
}

static term spawn_mfa(struct process *p, term *args, struct spawn_request *request)
{
    struct spawn_call call;
    return read_mfa(args, &call) ? spawn(p, &call, request) : raise_badarg(p);
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

// Is what the options say together possible?
static bool options_agree(const struct spawn_options *options)
{
    size_t least = options->min_heap_words == 0 ? AVM_MIN_HEAP_WORDS : options->min_heap_words;
    return options->max_heap_words == 0 || options->max_heap_words >= least;
}

static bool read_options(struct process *p, term list, struct spawn_request *request)
{
    request->monitor_options.tag = ATOM_DOWN;
    for (; is_cons(list); list = cons_tail(list)) {
        if (!read_option(p->vm, cons_head(list), request)) {
            return false;
        }
    }
    return list == NIL && options_agree(&request->options);
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

// The same on a node. There is no other one than this: elsewhere a process ends at once.

static term spawn_at(struct process *p, term node, struct spawn_call *call,
                     struct spawn_request *request)
{
    if (!is_atom(node)) {
        return raise_badarg(p);
    }
    if (node == ATOM_nonode_at_nohost) {
        return spawn(p, call, request);
    }
    term reason[2] = {ATOM_noconnection, NIL};
    *call = (struct spawn_call){ATOM_erlang, ATOM_exit, make_cons(reason), 1};
    return spawn(p, call, request);
}

static term spawn_fun_at(struct process *p, term *args, struct spawn_request *request)
{
    struct spawn_call call;
    return read_fun(args[1], &call) ? spawn_at(p, args[0], &call, request) : raise_badarg(p);
}

static term spawn_mfa_at(struct process *p, term *args, struct spawn_request *request)
{
    struct spawn_call call;
    return read_mfa(args + 1, &call) ? spawn_at(p, args[0], &call, request) : raise_badarg(p);
}

term bif_erlang_spawn_2(struct process *p, term *args)
{
    struct spawn_request request = {.link = false};
    return spawn_fun_at(p, args, &request);
}

term bif_erlang_spawn_4(struct process *p, term *args)
{
    struct spawn_request request = {.link = false};
    return spawn_mfa_at(p, args, &request);
}

term bif_erlang_spawn_link_2(struct process *p, term *args)
{
    struct spawn_request request = {.link = true};
    return spawn_fun_at(p, args, &request);
}

term bif_erlang_spawn_link_4(struct process *p, term *args)
{
    struct spawn_request request = {.link = true};
    return spawn_mfa_at(p, args, &request);
}

term bif_erlang_spawn_monitor_2(struct process *p, term *args)
{
    struct spawn_request request = {.monitor = true, .monitor_options.tag = ATOM_DOWN};
    return heap_ensure(p, SPAWN_RESULT_WORDS) ? spawn_fun_at(p, args, &request) : NONE;
}

term bif_erlang_spawn_monitor_4(struct process *p, term *args)
{
    struct spawn_request request = {.monitor = true, .monitor_options.tag = ATOM_DOWN};
    return heap_ensure(p, SPAWN_RESULT_WORDS) ? spawn_mfa_at(p, args, &request) : NONE;
}

term bif_erlang_spawn_opt_3(struct process *p, term *args)
{
    struct spawn_request request = {.link = false};
    if (!heap_ensure(p, SPAWN_RESULT_WORDS)) {
        return NONE;
    }
    return read_options(p, args[2], &request) ? spawn_fun_at(p, args, &request) : raise_badarg(p);
}

term bif_erlang_spawn_opt_5(struct process *p, term *args)
{
    struct spawn_request request = {.link = false};
    if (!heap_ensure(p, SPAWN_RESULT_WORDS)) {
        return NONE;
    }
    return read_options(p, args[4], &request) ? spawn_mfa_at(p, args, &request) : raise_badarg(p);
}

// Requests: the answer comes as a message, {Tag, Reference, ok, Pid} or {Tag, Reference, error,
// Reason}. All of it is done at once, so the message is there when the native returns, ahead of
// whatever the new process sends.

struct spawn_reply {
    term tag;
    bool on_success, on_error;
};

static bool read_reply_kind(term value, struct spawn_reply *reply)
{
    reply->on_success = value == ATOM_yes || value == ATOM_success_only;
    reply->on_error = value == ATOM_yes || value == ATOM_error_only;
    return reply->on_success || reply->on_error || value == ATOM_no;
}

// An option that is wrong makes an answer too, as the others in the list want it.
static void read_request_option(const struct vm *vm, term option, struct spawn_request *request,
                                struct spawn_reply *reply, bool *good)
{
    if (is_tuple(option) && tuple_arity(option) == 2) {
        const term *pair = tuple_elements(option);
        struct spawn_reply kind;
        if (pair[0] == ATOM_reply_tag) {
            reply->tag = pair[1];
            return;
        }
        if (pair[0] == ATOM_reply && read_reply_kind(pair[1], &kind)) {
            reply->on_success = kind.on_success;
            reply->on_error = kind.on_error;
            return;
        }
    }
    *good = read_option(vm, option, request) && *good;
}

static term send_reply(struct process *p, const struct spawn_reply *reply, term reference,
                       term kind, term value)
{
    term tuple[5] = {make_header(4, TAG_TUPLE), reply->tag, reference, kind, value};
    bool wanted = kind == ATOM_ok ? reply->on_success : reply->on_error;
    if (wanted && !mailbox_send(p, make_boxed(tuple))) {
        return raise_out_of_memory(p);
    }
    return reference;
}

static term request(struct process *p, term node, const struct spawn_call *call, term options)
{
    struct spawn_request wanted = {.monitor_options.tag = ATOM_DOWN};
    struct spawn_reply reply = {ATOM_spawn_reply, true, true};
    bool good = true;
    for (; is_cons(options); options = cons_tail(options)) {
        read_request_option(p->vm, cons_head(options), &wanted, &reply, &good);
    }
    if (!is_atom(node) || options != NIL) {
        return raise_badarg(p);
    }
    struct process *started = NULL;
    term reference = NONE;
    term problem = NONE;
    if (node != ATOM_nonode_at_nohost) {
        problem = ATOM_noconnection;
    } else if (!good || !options_agree(&wanted.options)) {
        problem = ATOM_badopt;
    } else if (!start_related(p, call, &wanted, &started, &reference)) {
        problem = ATOM_system_limit;
    }
    if (reference == NONE) {
        reference = make_ref_at(heap_take(p, REF_WORDS), machine_next(&p->vm->next_ref), 0);
    }
    return problem != NONE ? send_reply(p, &reply, reference, ATOM_error, problem)
                           : send_reply(p, &reply, reference, ATOM_ok, started->pid);
}

static term request_fun(struct process *p, term node, term fun, term options)
{
    struct spawn_call call;
    if (!read_fun(fun, &call) || !schedule_is_function(fun, make_small(0))) {
        return raise_badarg(p);
    }
    return request(p, node, &call, options);
}

static term request_mfa(struct process *p, term node, const term *mfa, term options)
{
    struct spawn_call call;
    return read_mfa(mfa, &call) ? request(p, node, &call, options) : raise_badarg(p);
}

term bif_erlang_spawn_request_1(struct process *p, term *args)
{
    return heap_ensure(p, REF_WORDS) ? request_fun(p, ATOM_nonode_at_nohost, args[0], NIL) : NONE;
}

// Fun, Options or Node, Fun
term bif_erlang_spawn_request_2(struct process *p, term *args)
{
    if (!heap_ensure(p, REF_WORDS)) {
        return NONE;
    }
    return is_fun(args[1]) ? request_fun(p, args[0], args[1], NIL)
                           : request_fun(p, ATOM_nonode_at_nohost, args[0], args[1]);
}

// Module, Function, Arguments or Node, Fun, Options
term bif_erlang_spawn_request_3(struct process *p, term *args)
{
    if (!heap_ensure(p, REF_WORDS)) {
        return NONE;
    }
    return is_fun(args[1]) ? request_fun(p, args[0], args[1], args[2])
                           : request_mfa(p, ATOM_nonode_at_nohost, args, NIL);
}

// Module, Function, Arguments, Options or Node, Module, Function, Arguments
term bif_erlang_spawn_request_4(struct process *p, term *args)
{
    if (!heap_ensure(p, REF_WORDS)) {
        return NONE;
    }
    return is_list(args[2]) ? request_mfa(p, ATOM_nonode_at_nohost, args, args[3])
                            : request_mfa(p, args[0], args + 1, NIL);
}

term bif_erlang_spawn_request_5(struct process *p, term *args)
{
    return heap_ensure(p, REF_WORDS) ? request_mfa(p, args[0], args + 1, args[4]) : NONE;
}

// No request is ever on its way.
term bif_erlang_spawn_request_abandon(struct process *p, term *args)
{
    return is_reference(args[0]) ? (term) ATOM_false : raise_badarg(p);
}
