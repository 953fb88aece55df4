// SPDX-License-Identifier: Apache-2.0
// bif_process_info.c: process_info, port_info, process_flag, system_flag, garbage_collect.

#include "platforms/platform.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/dictionary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/mailbox.h"
#include "vm/pause.h"
#include "vm/port.h"
#include "vm/print.h"
#include "vm/process_table.h"
#include "vm/schedule.h"
#include "vm/settings.h"
#include "vm/signal.h"
#include "vm/suspend.h"
#include "vm/text.h"

// process_info

static term integer_term(struct process *p, uint64_t value)
{
    return heap_ensure(p, INT64_WORDS) ? build_uint64(p, value) : NONE;
}

static term function_term(struct process *p, term module, term function, uint32_t arity)
{
    if (module == NONE || !heap_ensure(p, 4)) {
        return module == NONE ? (term) ATOM_undefined : NONE;
    }
    return build_tuple3(p, module, function, make_small((sterm) arity));
}

// Where a process is: its next instruction, or while a native runs that was jumped to, what it
// returns to.
static term current_function(struct process *p, const struct process *of)
{
    const uint32_t *pc = of->pc != NULL ? of->pc : (const uint32_t *) of->stack[0];
    const struct module *module = module_at(p->vm, pc);
    const struct function_info *function = module == NULL ? NULL : module_function_at(module, pc);
    return function == NULL ? (term) ATOM_undefined
                            : function_term(p, module->name, function->name, function->arity);
}

static term status_of(const struct process *p, const struct process *of)
{
    if (of == p || of->state == PROCESS_RUNNING) {
        return ATOM_running;
    }
    if (of->extra->suspended_by != NULL) {
        return ATOM_suspended;
    }
    return of->state == PROCESS_WAITING ? ATOM_waiting : ATOM_runnable;
}

// A list of the pairs of a dictionary, copied when it is another process's.
static term dictionary_of(struct process *p, const struct process *of)
{
    size_t count, words = 0;
    const term *terms = dictionary_terms(of->dictionary, &count);
    for (size_t i = 0; i < count; i += 2) {
        size_t key = 0, value = 0;
        if (terms[i] == NONE) {
            continue;
        }
        if (of != p &&
            (!term_size(p->vm, terms[i], &key) || !term_size(p->vm, terms[i + 1], &value))) {
            return raise_out_of_memory(p);
        }
        words += 2 + 3 + key + value;
    }
    if (!heap_ensure(p, words)) {
        return NONE;
    }
    term list = NIL;
    terms = dictionary_terms(of->dictionary, &count);
    for (size_t i = 0; i < count; i += 2) {
        if (terms[i] != NONE) {
            term pair[2] = {terms[i], terms[i + 1]};
            for (int j = 0; j < 2 && of != p; j++) {
                pair[j] = term_copy(p->vm, pair[j], &p->heap_top, &p->offheap);
            }
            list = build_cons(p, build_tuple2(p, pair[0], pair[1]), list);
        }
    }
    return list;
}

// Copies of the messages, oldest first.
static term messages_of(struct process *p, const struct process *of)
{
    size_t words = 0;
    for (const struct message *m = of->inbox; m != NULL; m = m->next) {
        size_t size;
        if (!term_size(p->vm, m->value, &size)) {
            return raise_out_of_memory(p);
        }
        words += 2 + size;
    }
    if (!heap_ensure(p, words)) {
        return NONE;
    }
    term list = NIL;
    term *last = &list;
    for (const struct message *m = of->inbox; m != NULL; m = m->next) {
        term value = term_copy(p->vm, m->value, &p->heap_top, &p->offheap);
        *last = build_cons(p, value, NIL);
        last = &cons_cell(*last)[1];
    }
    return list;
}

// [{max_heap_size, Map}, {min_bin_vheap_size, N}, {min_heap_size, N}, {fullsweep_after, N},
// {minor_gcs, N}]
static term garbage_collection_of(struct process *p, const struct process *of)
{
    const struct {
        term key;
        size_t value;
    } rows[] = {
        {ATOM_minor_gcs, of->extra->collections_minor},
        {ATOM_fullsweep_after, settings_fullsweep_after(of)},
        {ATOM_min_heap_size, settings_min_heap(of)},
        {ATOM_min_bin_vheap_size, settings_min_bin_vheap(of)},
    };
    const size_t count = sizeof rows / sizeof *rows;
    term map = settings_max_heap(p, of);
    struct gc_roots roots;
    roots_push(p, &roots, &map, 1);
    bool good = map != NONE && heap_ensure(p, count * (2 + 3 + INT64_WORDS) + 2 + 3);
    roots_pop(p, &roots);
    if (!good) {
        return NONE;
    }
    term list = NIL;
    for (size_t i = 0; i < count; i++) {
        term value = build_uint64(p, rows[i].value);
        list = build_cons(p, build_tuple2(p, rows[i].key, value), list);
    }
    return build_cons(p, build_tuple2(p, ATOM_max_heap_size, map), list);
}

// [{Id, Bytes, References}] of the shared binaries a process keeps.
static term binaries_of(struct process *p, const struct process *of)
{
    const term lists[2] = {of->offheap, of->extra->old_offheap};
    size_t count = 0;
    for (int i = 0; i < 2; i++) {
        for (term t = lists[i]; t != NIL; t = boxed_object(t)[BIN_REFC_LINK]) {
            count++;
        }
    }
    if (count == 0) {
        return NIL;
    }
    if (!heap_ensure(p, count * (2 + 4 + 2 * INT64_WORDS))) {
        return NONE;
    }
    const term now[2] = {of->offheap, of->extra->old_offheap}; // a collection may have swept them
    term list = NIL;
    for (int i = 0; i < 2; i++) {
        for (term t = now[i]; t != NIL && count > 0; t = boxed_object(t)[BIN_REFC_LINK]) {
            const struct refc *refc = (const struct refc *) boxed_object(t)[BIN_REFC_DATA];
            term id = build_uint64(p, (uintptr_t) refc);
            term bytes = build_uint64(p, refc->capacity);
            list = build_cons(p, build_tuple3(p, id, bytes, make_small((sterm) refc->references)),
                              list);
            count--;
        }
    }
    return list;
}

static size_t ring_count(const struct ring *list)
{
    size_t count = 0;
    for (const struct ring *at = list; at != NULL; at = at->next == list ? NULL : at->next) {
        count++;
    }
    return count;
}

// For walks from the last one to the first, as lists are built.
static const struct ring *ring_last(const struct ring *list)
{
    return list == NULL ? NULL : list->previous;
}

static const struct ring *ring_before(const struct ring *list, const struct ring *at)
{
    return at == list ? NULL : at->previous;
}

// The pids of the processes on a list of relations.
static term related(struct process *p, const struct ring *list)
{
    if (!heap_ensure(p, 2 * ring_count(list))) {
        return NONE;
    }
    term pids = NIL;
    for (const struct ring *at = ring_last(list); at != NULL; at = ring_before(list, at)) {
        pids = build_cons(p, at->process->pid, pids);
    }
    return pids;
}

// [{process | port, Pid | Port | {Name, Node}}]
static term monitors_of(struct process *p, const struct process *of)
{
    const struct ring *list = of->monitors;
    if (!heap_ensure(p, (2 + 3 + 3) * ring_count(list))) {
        return NONE;
    }
    term pairs = NIL;
    for (const struct ring *at = ring_last(list); at != NULL; at = ring_before(list, at)) {
        if (at->process == NULL) { // an alias
            continue;
        }
        term name = signal_monitor_name(at);
        term object =
            name == NONE ? at->process->pid : build_tuple2(p, name, ATOM_nonode_at_nohost);
        term type = is_local_port(at->process->pid) ? ATOM_port : ATOM_process;
        pairs = build_cons(p, build_tuple2(p, type, object), pairs);
    }
    return pairs;
}

// [{Pid, Count, 0}]: none is outstanding.
static term suspending_of(struct process *p, const struct process *of)
{
    const struct ring *list = of->extra->suspending;
    if (!heap_ensure(p, (2 + 4) * ring_count(list))) {
        return NONE;
    }
    term all = NIL;
    for (const struct ring *at = ring_last(list); at != NULL; at = ring_before(list, at)) {
        term count = make_small((sterm) suspend_count(at));
        all = build_cons(p, build_tuple3(p, at->process->pid, count, make_small(0)), all);
    }
    return all;
}

#if AVM_OBSERVER

// The place of the next instruction, as in a stack trace.
static term current_location(struct process *p, const struct process *of)
{
    term trace = exception_current_stacktrace(p, of);
    return is_cons(trace) ? cons_head(trace) : trace == NONE ? NONE : (term) ATOM_undefined;
}

// The value of a key in the dictionary, or undefined.
static term value_of(struct process *p, const struct process *of, term key)
{
    size_t words;
    term value = dictionary_get(p->vm, of->dictionary, key);
    if (value == NONE || of == p) {
        return value == NONE ? (term) ATOM_undefined : value;
    }
    if (!term_size(p->vm, value, &words) || !heap_ensure(p, words)) {
        return raise_out_of_memory(p);
    }
    return term_copy(p->vm, dictionary_get(p->vm, of->dictionary, key), &p->heap_top, &p->offheap);
}

// [{old_heap_block_size, N} ...], in words.
static term heap_numbers_of(struct process *p, const struct process *of)
{
    const struct process_extra *extra = of->extra;
    const struct {
        term key;
        size_t words;
    } rows[] = {
        {ATOM_heap_size, (size_t) (of->heap_top - of->heap)},
        {ATOM_old_heap_size, (size_t) (extra->old_top - extra->old_heap)},
        {ATOM_stack_size, (size_t) (of->stack_base - of->stack)},
        {ATOM_recent_size, (size_t) (of->heap_top - of->high_water)},
        {ATOM_mbuf_size, of->fragment_words},
        {ATOM_heap_block_size, (size_t) (of->stack_base - of->heap)},
        {ATOM_old_heap_block_size, (size_t) (extra->old_block_end - extra->old_heap)},
    };
    const size_t count = sizeof rows / sizeof *rows;
    if (!heap_ensure(p, count * (2 + 3 + INT64_WORDS))) {
        return NONE;
    }
    term list = NIL;
    for (size_t i = 0; i < count; i++) {
        term value = build_uint64(p, rows[i].words);
        list = build_cons(p, build_tuple2(p, rows[i].key, value), list);
    }
    return list;
}

// Where it is, for a person: a line for each call.
static term backtrace_of(struct process *p, const struct process *of)
{
    term trace = exception_current_stacktrace(p, of);
    if (trace == NONE) {
        return NONE;
    }
    struct text text;
    text_init(&text, p->vm);
    for (; is_cons(trace); trace = cons_tail(trace)) {
        term_print(p->vm, cons_head(trace), PRINT_PRETTY, 0, text_append, &text);
        text_append(&text, "\n", 1);
    }
    term binary = text.failed ? raise_out_of_memory(p)
                              : binary_from_bytes(p, (const uint8_t *) text.bytes, text.size);
    text_clear(&text);
    return binary;
}

static term uncommon_info_of(struct process *p, const struct process *of, term key)
{
    if (is_tuple(key) && tuple_arity(key) == 2 && tuple_elements(key)[0] == ATOM_dictionary) {
        return value_of(p, of, tuple_elements(key)[1]);
    }
    switch (key) {
    case ATOM_current_location:
        return current_location(p, of);
    case ATOM_backtrace:
        return backtrace_of(p, of);
    case ATOM_label:
        return value_of(p, of, ATOM_process_label);
    case ATOM_trace:
        return make_small(0);
    case ATOM_catchlevel:
        return make_small((sterm) exception_handlers(of));
    case ATOM_garbage_collection_info:
        return heap_numbers_of(p, of);
    default:
        return raise_badarg(p);
    }
}

#else

static term uncommon_info_of(struct process *p, const struct process *of, term key)
{
    return raise_badarg(p);
}

#endif

// The value of a key; NONE: raised (badarg: no such key).
static term info_of(struct process *p, const struct process *of, term key)
{
    switch (key) {
    case ATOM_registered_name:
        return of->registered_name == 0 ? NIL : of->registered_name;
    case ATOM_status:
        return status_of(p, of);
    case ATOM_current_function:
        return current_function(p, of);
    case ATOM_current_stacktrace:
        return exception_current_stacktrace(p, of);
    case ATOM_initial_call:
        return function_term(p, of->initial->module_name, of->initial->function,
                             of->initial->arity);
    case ATOM_message_queue_len:
        return integer_term(p, of->inbox_count);
    case ATOM_messages:
        return messages_of(p, of);
    case ATOM_dictionary:
        return dictionary_of(p, of);
    case ATOM_trap_exit:
        return make_bool(of->trap_exit);
    case ATOM_error_handler:
        return settings_error_handler(of);
    case ATOM_priority:
        return settings_priority(of);
    case ATOM_group_leader:
        return of->group_leader;
    case ATOM_total_heap_size:
        return integer_term(p, heap_total_words(of));
    case ATOM_heap_size:
        return integer_term(p, (size_t) (of->stack_base - of->heap));
    case ATOM_stack_size:
        return integer_term(p, (size_t) (of->stack_base - of->stack));
    case ATOM_reductions: {
        int32_t used = of == p ? AVM_REDUCTIONS - p->reductions : 0;
        return integer_term(p, of->reductions_done + (uint64_t) (used > 0 ? used : 0));
    }
    case ATOM_garbage_collection:
        return garbage_collection_of(p, of);
    case ATOM_memory:
        return integer_term(p, heap_total_words(of) * sizeof(term) + process_size(of));
    case ATOM_min_heap_size:
        return integer_term(p, settings_min_heap(of));
    case ATOM_min_bin_vheap_size:
        return integer_term(p, settings_min_bin_vheap(of));
    case ATOM_max_heap_size:
        return settings_max_heap(p, of);
    case ATOM_fullsweep_after:
        return integer_term(p, settings_fullsweep_after(of));
    case ATOM_message_queue_data:
        return settings_message_queue(of);
    case ATOM_binary:
        return binaries_of(p, of);
    case ATOM_links:
        return related(p, of->links);
    case ATOM_monitors:
        return monitors_of(p, of);
    case ATOM_monitored_by:
        return related(p, of->monitored_by);
    case ATOM_parent:
        return of->parent;
    case ATOM_suspending:
        return suspending_of(p, of);
    case ATOM_sequential_trace_token:
        return NIL;
    case ATOM_last_calls:
        return ATOM_false;
    default:
        return uncommon_info_of(p, of, key);
    }
}

// The same of a port.
static term port_info_of(struct process *p, const struct process *of, term key)
{
    const struct port *port = of->extra->port;
    switch (key) {
    case ATOM_name:
        return port->name != NULL
                   ? list_from_utf8(p, port->name, strlen(port->name))
                   : list_from_utf8(p, port->driver->name, strlen(port->driver->name));
    case ATOM_id:
        return integer_term(p, pid_number(of->pid));
    case ATOM_connected:
        return port->owner;
    case ATOM_input:
        return integer_term(p, port->input);
    case ATOM_output:
        return integer_term(p, port->output);
    case ATOM_os_pid:
        return port->os_pid != 0 ? integer_term(p, port->os_pid) : (term) ATOM_undefined;
    case ATOM_queue_size:
        return make_small(0);
    case ATOM_parallelism:
        return ATOM_false;
    case ATOM_locking:
        return ATOM_port_level;
    case ATOM_registered_name:
    case ATOM_links:
    case ATOM_monitors:
    case ATOM_monitored_by:
    case ATOM_memory:
        return info_of(p, of, key);
    default:
        return raise_badarg(p);
    }
}

// {Key, Value}.
static term info_pair(struct process *p, const struct process *of, term key)
{
    term pair[2] = {key, NIL};
    struct gc_roots roots;
    roots_push(p, &roots, pair, 2);
    pair[1] =
        AVM_OBSERVER && is_local_port(of->pid) ? port_info_of(p, of, key) : info_of(p, of, key);
    bool good = pair[1] != NONE && heap_ensure(p, 3);
    roots_pop(p, &roots);
    return good ? build_tuple2(p, pair[0], pair[1]) : NONE;
}

// Put {Key, Value} in front of *list, which is a root.
static bool add_pair(struct process *p, const struct process *of, term key, term *list)
{
    term pair = info_pair(p, of, key);
    struct gc_roots roots;
    roots_push(p, &roots, &pair, 1);
    bool good = pair != NONE && heap_ensure(p, 2);
    roots_pop(p, &roots);
    if (good) {
        *list = build_cons(p, pair, *list);
    }
    return good;
}

// The list turned around. Not in place: parts of it may be in the old generation.
static term reverse(struct process *p, term list)
{
    size_t count = 0;
    for (term t = list; t != NIL; t = cons_tail(t)) {
        count++;
    }
    struct gc_roots roots;
    roots_push(p, &roots, &list, 1);
    bool good = heap_ensure(p, 2 * count);
    roots_pop(p, &roots);
    if (!good) {
        return NONE;
    }
    term done = NIL;
    for (; list != NIL; list = cons_tail(list)) {
        done = build_cons(p, cons_head(list), done);
    }
    return done;
}

// The pairs of the keys in args[1].
static term info_list(struct process *p, term *args, const struct process *of)
{
    term slots[2] = {args[1], NIL}; // keys, pairs
    struct gc_roots roots;
    roots_push(p, &roots, slots, 2);
    bool good = true;
    while (good && is_cons(slots[0])) {
        term key = cons_head(slots[0]);
        good = add_pair(p, of, key, &slots[1]);
        slots[0] = cons_tail(slots[0]);
    }
    roots_pop(p, &roots);
    if (!good) {
        return NONE;
    }
    return slots[0] == NIL ? reverse(p, slots[1]) : raise_badarg(p);
}

// What args[1] asks for, a list of keys or one.
static term info_of_keys(struct process *p, term *args, const struct process *of)
{
    if (is_list(args[1])) {
        return info_list(p, args, of);
    }
    if (args[1] == ATOM_registered_name &&
        (of->registered_name == 0 || of->registered_name == NIL)) {
        return NIL;
    }
    return info_pair(p, of, args[1]);
}

static bool is_pid_argument(struct process *p, term pid)
{
    if (!is_pid(pid) || !is_local_pid(pid)) {
        raise_badarg(p);
        return false;
    }
    return true;
}

// The process that is asked about, or NULL: *answer is that of the native. Messages and signals
// sent to it before are handled before it is asked: one that is ready gets a turn first, one that
// is to end ends.
static struct process *find_asked(struct process *p, term pid, uint32_t arity, term *answer)
{
    bool waited = p->restarts;
    p->restarts = false;
    struct process *of = process_find_any(p->vm, pid);
    if (of == NULL) {
        *answer = ATOM_undefined;
        return NULL;
    }
    if (of != p && (of->exiting || (!waited && of->state == PROCESS_READY))) {
        p->restarts = true;
        *answer = schedule_call_again(p, ATOM_process_info, arity);
        return NULL;
    }
    mailbox_fetch(of);
    return of;
}

term bif_erlang_process_info_2(struct process *p, term *args)
{
    if (!is_pid_argument(p, args[0])) {
        return NONE;
    }
    term answer;
    const struct process *of = find_asked(p, args[0], 2, &answer);
    if (of == NULL) {
        // the keys must be good nevertheless
        return answer == ATOM_undefined && info_of_keys(p, args, p) == NONE ? NONE : answer;
    }
    return info_of_keys(p, args, of);
}

// Put the pairs of some keys, and of the name if there is one, in front of the empty list.
static term info_all(struct process *p, const struct process *of, const term *keys, size_t count)
{
    term list = NIL;
    struct gc_roots roots;
    roots_push(p, &roots, &list, 1);
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        good = add_pair(p, of, keys[i], &list);
    }
    if (good && of->registered_name != 0 && of->registered_name != NIL) {
        good = add_pair(p, of, ATOM_registered_name, &list);
    }
    roots_pop(p, &roots);
    return good ? list : NONE;
}

// The port that is asked about, or NULL: *answer is that of the native.
static const struct process *find_port(struct process *p, term t, term *answer)
{
    const struct port *port = AVM_OBSERVER ? port_find_handled(p->vm, t) : NULL;
    if (port == NULL) {
        *answer = is_atom(t) || is_port(t) ? (term) ATOM_undefined : raise_badarg(p);
    }
    return port != NULL ? port->process : NULL;
}

term bif_erlang_port_info_1(struct process *p, term *args)
{
    // Last first.
    static const term keys[] = {ATOM_os_pid, ATOM_output, ATOM_input, ATOM_connected,
                                ATOM_id,     ATOM_links,  ATOM_name};
    term answer;
    const struct process *of = find_port(p, args[0], &answer);
    return of == NULL ? answer : info_all(p, of, keys, sizeof keys / sizeof *keys);
}

term bif_erlang_port_info_2(struct process *p, term *args)
{
    term answer;
    const struct process *of = find_port(p, args[0], &answer);
    if (of == NULL) {
        return answer;
    }
    return args[1] == ATOM_registered_name && of->registered_name == NIL
               ? NIL
               : info_pair(p, of, args[1]);
}

term bif_erlang_process_info_1(struct process *p, term *args)
{
    // Last first: the list is built from its end.
    static const term keys[] = {ATOM_suspending,        ATOM_garbage_collection,
                                ATOM_reductions,        ATOM_stack_size,
                                ATOM_heap_size,         ATOM_total_heap_size,
                                ATOM_group_leader,      ATOM_priority,
                                ATOM_error_handler,     ATOM_trap_exit,
                                ATOM_dictionary,        ATOM_links,
                                ATOM_message_queue_len, ATOM_status,
                                ATOM_initial_call,      ATOM_current_function};
    if (!is_pid_argument(p, args[0])) {
        return NONE;
    }
    term answer;
    const struct process *of = find_asked(p, args[0], 1, &answer);
    return of == NULL ? answer : info_all(p, of, keys, sizeof keys / sizeof *keys);
}

static void write_error(void *context, const char *text, size_t size)
{
    (void) context;
    platform_console_write(text, size, true);
}

// process_display(Pid, backtrace): where it is, for a person.
term bif_erlang_process_display(struct process *p, term *args)
{
    const struct process *of =
        AVM_OBSERVER && is_local_pid(args[0]) ? process_find(p->vm, args[0]) : NULL;
    term trace = of == NULL || args[1] != ATOM_backtrace ? raise_badarg(p)
                                                         : exception_current_stacktrace(p, of);
    if (trace == NONE) {
        return NONE;
    }
    platform_console_flush();
    term_print(p->vm, trace, PRINT_PRETTY, 0, write_error, NULL);
    write_error(NULL, "\n", 1);
    return ATOM_true;
}

// Flags

term bif_erlang_process_flag_2(struct process *p, term *args)
{
    return settings_process_flag(p, args);
}

// process_flag(Pid, save_calls, N). Nothing is saved: that of another process has no effect.
term bif_erlang_process_flag_3(struct process *p, term *args)
{
    struct process *of = process_find(p->vm, args[0]);
    if (of == NULL || !is_local_pid(args[0]) || args[1] != ATOM_save_calls) {
        return raise_badarg(p);
    }
    uint16_t own = p->extra->saved_calls, old = of->extra->saved_calls;
    if (settings_process_flag(p, args + 1) == NONE || !process_own(of)) {
        return NONE;
    }
    uint16_t value = p->extra->saved_calls;
    p->extra->saved_calls = own;
    of->extra->saved_calls = value;
    return make_small(old);
}

// No trace is deeper than it was built for.
static term set_backtrace_depth(struct process *p, term value)
{
    struct vm *vm = p->vm;
    if (!is_small(value) || small_value(value) < 0) {
        return raise_badarg(p);
    }
    term old = make_small((sterm) vm->backtrace_depth);
    sterm depth = small_value(value);
    vm->backtrace_depth = depth > AVM_TRACE_DEPTH ? AVM_TRACE_DEPTH : (uint32_t) depth;
    return old;
}

// Any number of schedulers up to those there are; all of them stay online.
static term set_schedulers_online(struct process *p, term value)
{
    int count = p->vm->options.schedulers > 0 ? p->vm->options.schedulers : 1;
    if (!is_small(value) || small_value(value) < 1 || small_value(value) > count) {
        return raise_badarg(p);
    }
    return make_small(count);
}

#if AVM_OBSERVER

static term set_wall_time(struct process *p, term value)
{
    struct vm *vm = p->vm;
    bool old = vm->wall_time_from_ns != 0;
    if (value != ATOM_true && value != ATOM_false) {
        return raise_badarg(p);
    }
    if (old != (value == ATOM_true)) {
        vm->wall_time_from_ns = old ? 0 : platform_monotonic_ns();
        for (unsigned i = 0; i < vm->scheduler_count; i++) {
            vm->scheduler[i].idle_before_ns = vm->scheduler[i].idle_ns;
        }
    }
    return make_bool(old);
}

static term uncommon_system_flag(struct process *p, term *args)
{
    switch (args[0]) {
    case ATOM_min_heap_size:
    case ATOM_min_bin_vheap_size:
    case ATOM_max_heap_size:
    case ATOM_fullsweep_after:
        return settings_set_default(p, args[0], args[1]);
    case ATOM_scheduler_wall_time:
        return set_wall_time(p, args[1]);
    case ATOM_multi_scheduling: // there is one scheduler
        if (args[1] == ATOM_block || args[1] == ATOM_unblock) {
            return ATOM_disabled;
        }
        return raise_badarg(p);
    case ATOM_scheduler_bind_type:
        return args[1] == ATOM_unbound ? args[1] : raise_badarg(p);
    case ATOM_microstate_accounting:
        return args[1] == ATOM_false ? args[1] : raise_badarg(p);
    default:
        return raise_badarg(p);
    }
}

#else

static term uncommon_system_flag(struct process *p, term *args)
{
    return raise_badarg(p);
}

#endif

term bif_erlang_system_flag(struct process *p, term *args)
{
    switch (args[0]) {
    case ATOM_backtrace_depth:
        return set_backtrace_depth(p, args[1]);
    case ATOM_schedulers_online:
        return set_schedulers_online(p, args[1]);
    default:
        return uncommon_system_flag(p, args);
    }
}

// Collections

term bif_erlang_garbage_collect_0(struct process *p, term *args)
{
    p->live = 0;
    return gc_collect(p, 0, true) ? (term) ATOM_true : NONE;
}

static term garbage_collect(struct process *p, term pid, bool major)
{
    if (!is_local_pid(pid)) {
        return raise_badarg(p);
    }
    struct process *of = process_find(p->vm, pid);
    if (of == NULL) {
        return ATOM_false;
    }
    if (!pause_holds_heap(of) && !gc_collect(of, 0, major)) {
        if (of == p) {
            return NONE;
        }
        of->exiting = true; // it has the reason out_of_memory
        schedule_wake(of);
    }
    return ATOM_true;
}

term bif_erlang_garbage_collect_1(struct process *p, term *args)
{
    return garbage_collect(p, args[0], true);
}

// {type, major | minor}, {async, Id}: the answer comes as {garbage_collect, Id, Bool}.
term bif_erlang_garbage_collect_2(struct process *p, term *args)
{
    bool major = true;
    term tuple[4] = {make_header(3, TAG_TUPLE), ATOM_garbage_collect, NONE, NONE};
    term t = args[1];
    for (; is_cons(t); t = cons_tail(t)) {
        const term *option = is_tuple(cons_head(t)) ? tuple_elements(cons_head(t)) : NULL;
        if (option != NULL && tuple_arity(cons_head(t)) == 2 && option[0] == ATOM_async) {
            tuple[2] = option[1];
        } else if (option != NULL && tuple_arity(cons_head(t)) == 2 && option[0] == ATOM_type &&
                   (option[1] == ATOM_major || option[1] == ATOM_minor)) {
            major = option[1] == ATOM_major;
        } else {
            return raise_badarg(p);
        }
    }
    if (t != NIL) {
        return raise_badarg(p);
    }
    struct gc_roots roots;
    roots_push(p, &roots, tuple + 2, 1);
    tuple[3] = garbage_collect(p, args[0], major);
    roots_pop(p, &roots);
    if (tuple[3] == NONE || tuple[2] == NONE) {
        return tuple[3];
    }
    return mailbox_send(p, make_boxed(tuple)) ? (term) ATOM_async : raise_out_of_memory(p);
}
