// SPDX-License-Identifier: Apache-2.0
// schedule.c: processes and their turns. One scheduler thread: a queue of the ready. Those that
// wait are on no list; a message, an exit signal or an alarm (timer.h) makes them ready.
//
// A process is in the table from schedule_spawn until it has ended; its pid is its slot plus a
// serial that grows each time the slot is used again, so that an old pid names nobody.

#include "vm/schedule.h"

#include <inttypes.h>
#include <stdio.h>

#include "platforms/platform.h"
#include "vm/atom.h"
#include "vm/dictionary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/number.h"
#include "vm/print.h"
#include "vm/receive_marker.h"
#include "vm/registry.h"
#include "vm/signal.h"
#include "vm/suspend.h"
#include "vm/timer.h"

// Bits of a pid number that are the slot.
#define SLOT_BITS 20u
#define SLOT_MASK ((1u << SLOT_BITS) - 1)

// Processes

struct process *schedule_find(const struct vm *vm, term pid)
{
    struct process *p = schedule_find_any(vm, pid);
    return p != NULL && !p->exiting ? p : NULL;
}

struct process *schedule_find_any(const struct vm *vm, term pid)
{
    if (!is_local_pid(pid)) {
        return NULL;
    }
    uint32_t slot = pid_number(pid) & SLOT_MASK;
    struct process *p = slot < vm->process_capacity ? vm->process_table[slot] : NULL;
    return p != NULL && p->pid == pid ? p : NULL;
}

// A free slot, searched from the one used last on, so that numbers are not used again soon.
static bool find_slot(struct vm *vm, uint32_t *slot)
{
    if (vm->process_count == vm->process_capacity) {
        uint32_t capacity = vm->process_capacity == 0 ? 64 : vm->process_capacity * 2;
        if (capacity > AVM_MAX_PROCESSES) {
            return false;
        }
        size_t old_size = vm->process_capacity * sizeof(struct process *);
        size_t size = capacity * sizeof(struct process *);
        struct process **table = memory_resize(vm, vm->process_table, old_size, size);
        if (table == NULL) {
            return false;
        }
        memset((char *) table + old_size, 0, size - old_size);
        vm->process_table = table;
        vm->process_capacity = capacity;
    }
    uint32_t at = vm->process_next;
    while (vm->process_table[at & (vm->process_capacity - 1)] != NULL) {
        at++;
    }
    at &= vm->process_capacity - 1;
    // a new serial for every round through the table
    vm->process_serial += at < vm->process_next ? 1 : 0;
    vm->process_next = at + 1;
    *slot = at;
    return true;
}

static void make_ready(struct process *p)
{
    if (p->extra->suspended_by != NULL && !p->exiting) {
        p->state = PROCESS_PARKED;
        return;
    }
    p->state = PROCESS_READY;
    run_queue_add(&p->vm->ready, p);
}

void schedule_wake(struct process *p)
{
    if (p->state == PROCESS_WAITING || (p->state == PROCESS_PARKED && p->exiting)) {
        make_ready(p);
    }
}

void schedule_resume(struct process *p)
{
    if (p->state == PROCESS_PARKED && !p->exiting) {
        make_ready(p);
    }
}

// Options that most processes do not have. False: no memory.
static bool apply_limits(struct process *p, const struct spawn_options *options)
{
    if (options->min_heap_words <= AVM_MIN_HEAP_WORDS && options->max_heap_words == 0 &&
        options->fullsweep_after == 0 && options->min_bin_vheap == 0) {
        return true;
    }
    if (!process_own(p)) {
        return false;
    }
    if (options->min_heap_words > p->extra->min_heap_words) {
        p->extra->min_heap_words = options->min_heap_words;
    }
    p->extra->max_heap_words = options->max_heap_words;
    p->extra->spare_on_max_heap = options->spare_on_max_heap;
    p->extra->quiet_on_max_heap = options->quiet_on_max_heap;
    p->extra->fullsweep_after = options->fullsweep_after;
    p->extra->min_bin_vheap = options->min_bin_vheap;
    return true;
}

static bool apply_options(struct process *p, const struct spawn_options *options)
{
    p->priority = options->priority;
    p->heap_growth = options->heap_growth;
    p->messages_off_heap = options->messages_off_heap;
    return apply_limits(p, options);
}

// words: room for what is copied to it at once.
static struct process *process_new(struct vm *vm, struct process *parent,
                                   const struct spawn_options *options, size_t words)
{
    uint32_t slot;
    if (!find_slot(vm, &slot)) {
        return NULL;
    }
    struct process *p = memory_calloc(vm, sizeof *p);
    if (p == NULL) {
        return NULL;
    }
    p->vm = vm;
    process_init(p);
    p->offheap = NIL;
    p->exception_trace = NIL;
    p->registered_name = (uint32_t) NIL;
    p->inbox_end = &p->inbox;
    p->inbox_next = &p->inbox;
    if ((options != NULL && !apply_options(p, options)) ||
        !heap_init(p, words + AVM_FIRST_HEAP_WORDS)) {
        process_disown(p);
        memory_free(vm, p, sizeof *p);
        return NULL;
    }
    uint32_t serial = vm->process_serial & ((1u << (28 - SLOT_BITS)) - 1);
    p->pid = make_pid(serial << SLOT_BITS | slot);
    p->parent = parent != NULL ? (uint32_t) parent->pid : (uint32_t) ATOM_undefined;
    p->group_leader = parent != NULL ? heap_copy(p, parent->group_leader) : p->pid;
    vm->process_table[slot] = p;
    vm->process_count++;
    *--p->stack = (term) interp_exit_code;
    return p;
}

static void free_messages(struct process *p)
{
    while (p->inbox != NULL) {
        struct message *message = p->inbox;
        p->inbox = message->next;
        message_free(p->vm, message);
    }
}

// From now on it does not run. Its registers are what they were before it did.
static void unload_registers(struct process *p)
{
    struct scheduler *scheduler = p->vm->scheduler;
    if (scheduler->current == p) {
        p->x = scheduler->saved_x;
        scheduler->current = NULL;
    }
}

static void process_free(struct process *p)
{
    struct vm *vm = p->vm;
    signal_end(p, NONE);
    vm->process_table[pid_number(p->pid) & SLOT_MASK] = NULL;
    vm->process_count--;
    free_messages(p);
    receive_markers_free(p);
    dictionary_free(vm, p->dictionary);
    heap_clear(p);
    unload_registers(p);
    memory_free(vm, p->x, p->saved_capacity * sizeof(term));
    memory_free(vm, p, sizeof *p);
}

// Registers of a process that is not running.
static bool reserve_saved(struct process *p, uint32_t count)
{
    if (count <= p->saved_capacity) {
        return true;
    }
    uint32_t capacity = (count + 3) & ~3u;
    term *saved =
        memory_resize(p->vm, p->x, p->saved_capacity * sizeof(term), capacity * sizeof(term));
    if (saved == NULL) {
        return false;
    }
    p->x = saved;
    p->saved_capacity = (uint16_t) capacity;
    return true;
}

// Words that the terms of a new process take on its heap: the elements of a proper list, and what
// it inherits. False: no memory.
static bool measure_arguments(struct vm *vm, const struct process *parent, term list, size_t *words)
{
    size_t size;
    *words = 0;
    if (parent != NULL && !term_size(vm, parent->group_leader, words)) {
        return false;
    }
    for (; is_cons(list); list = cons_tail(list)) {
        if (!term_size(vm, cons_head(list), &size)) {
            return false;
        }
        *words += size;
    }
    return true;
}

// The first call of a process: its arguments come onto its heap, for which there is room.
static bool set_arguments(struct process *p, term list)
{
    uint32_t count = 0;
    for (; is_cons(list); list = cons_tail(list)) {
        uint32_t slot = WORD_X_SLOT(count);
        if (!reserve_saved(p, slot + 1)) {
            return false;
        }
        p->x[slot] = heap_copy(p, cons_head(list));
        count++;
    }
    p->live = WORD_X_SLOT(count);
    for (uint32_t i = WORD_SCRATCH; i < p->live && i < WORD_SCRATCH + 4; i++) {
        p->x[i] = NIL;
    }
    return true;
}

// A new process that begins at pc with the arguments in a proper list.
static struct process *spawn(struct vm *vm, struct process *parent, const uint32_t *pc, term args,
                             const struct spawn_options *options)
{
    size_t words;
    struct process *p = measure_arguments(vm, parent, args, &words)
                            ? process_new(vm, parent, options, words)
                            : NULL;
    if (p != NULL && !set_arguments(p, args)) {
        process_free(p);
        return NULL;
    }
    if (p == NULL) {
        return NULL;
    }
    p->pc = pc;
    if (options != NULL && options->waits) {
        p->state = PROCESS_WAITING;
    } else {
        make_ready(p);
    }
    return p;
}

static void set_initial_call(struct process *p, term module, term function, uint32_t arity)
{
    if (p != NULL) {
        p->initial_module = (uint32_t) module;
        p->initial_function = (uint32_t) function;
        p->initial_arity = (uint8_t) arity;
    }
}

struct process *schedule_spawn(struct vm *vm, struct process *parent, struct export *entry,
                               term args, const struct spawn_options *options)
{
    struct process *p = spawn(vm, parent, entry->code, args, options);
    set_initial_call(p, entry->module_name, entry->function, entry->arity);
    return p;
}

struct process *schedule_spawn_fun(struct vm *vm, struct process *parent, term fun,
                                   const struct spawn_options *options)
{
    static const uint32_t call[] = {WORD_call_fun, WORD_return};
    term cell[2] = {fun, NIL};
    struct process *p = spawn(vm, parent, call, make_cons(cell), options);
    set_initial_call(p, ATOM_erlang, ATOM_apply, 2);
    return p;
}

// Messages

void schedule_deliver_message(struct process *to, struct message *message)
{
    message->next = NULL;
    *to->inbox_end = message;
    to->inbox_end = &message->next;
    to->inbox_count++;
    schedule_wake(to);
}

bool schedule_deliver(struct vm *vm, struct process *to, term value)
{
    struct message *message = message_new(vm, value);
    if (message == NULL) {
        return false;
    }
    schedule_deliver_message(to, message);
    return true;
}

term schedule_send(struct process *p, term *args)
{
    term to = args[0];
    if (is_atom(to)) {
        to = registry_find(p->vm, to);
        if (to == NONE) {
            return raise_badarg(p);
        }
    } else if (is_tuple(to) && tuple_arity(to) == 2 && is_atom(tuple_elements(to)[0]) &&
               tuple_elements(to)[1] == ATOM_nonode_at_nohost) {
        to = registry_find(p->vm, tuple_elements(to)[0]);
        if (to == NONE) {
            return args[1];
        }
    } else if (!is_pid(to) && !is_port(to) && !is_reference(to) &&
               !(is_tuple(to) && tuple_arity(to) == 2 && is_atom(tuple_elements(to)[0]) &&
                 is_atom(tuple_elements(to)[1]))) {
        return raise_badarg(p);
    }
    bool through_alias = is_boxed_tag(to, TAG_REF);
    struct process *receiver =
        through_alias ? signal_alias_owner(p->vm, to) : schedule_find(p->vm, to);
    if (receiver != NULL && !schedule_deliver(p->vm, receiver, args[1])) {
        return raise_out_of_memory(p);
    }
    if (through_alias) {
        signal_alias_used(p->vm, to);
    }
    return args[1];
}

// Take the message at inbox_next out; its terms are the process's from now on.
static void take_message(struct process *p)
{
    struct message *message = *p->inbox_next;
    *p->inbox_next = message->next;
    if (message->next == NULL) {
        p->inbox_end = p->inbox_next;
    }
    receive_markers_move(p, message, p->inbox_next);
    if (message->fragment != NULL) {
        heap_adopt(p, message->fragment);
    }
    memory_free(p->vm, message, sizeof *message);
    p->inbox_count--;
    p->peeking = false;
}

void schedule_remove_message(struct process *p)
{
    if (*p->inbox_next != NULL) {
        take_message(p);
        schedule_timeout(p);
    }
}

void schedule_seek(struct process *p, struct message **place)
{
    // Only hand-made code leaves a message like this. Its terms may be in registers.
    if (p->peeking) {
        bool at_end = p->inbox_end == place;
        take_message(p);
        place = at_end ? p->inbox_end : &p->inbox;
    }
    p->inbox_next = place;
}

// Waiting

#define NS_PER_MS 1000000u

static enum wait_result start_waiting(struct process *p, term time)
{
    uint64_t ms;
    if (time == ATOM_infinity) {
        return WAIT_GO;
    }
    if (!is_integer(time) || !integer_to_uint64(time, &ms) || ms > UINT32_MAX) {
        return WAIT_BAD;
    }
    if (ms == 0) {
        return WAIT_TIMED_OUT;
    }
    if (!process_own(p) ||
        !alarm_set(p->vm, &p->extra->alarm, platform_monotonic_ns() + ms * NS_PER_MS)) {
        raise_out_of_memory(p);
        return WAIT_BAD;
    }
    return WAIT_GO;
}

enum wait_result schedule_wait(struct process *p, const uint32_t *pc, term time)
{
    if (p->timed_out) {
        return WAIT_TIMED_OUT;
    }
    // when it waits already, the time is not looked at again: its register may be gone
    enum wait_result result = p->waits ? WAIT_GO : start_waiting(p, time);
    p->waits = result == WAIT_GO;
    if (alarm_is_set(&p->extra->alarm)) {
        p->extra->timeout_pc = pc;
    }
    return result;
}

void schedule_timeout(struct process *p)
{
    schedule_seek(p, &p->inbox);
    p->timed_out = false;
    p->waits = false;
    if (alarm_is_set(&p->extra->alarm)) {
        alarm_cancel(p->vm, &p->extra->alarm);
    }
}

// The time of a receive is up. A process that is about to look at a message does that first.
static void time_out(struct process *p)
{
    p->timed_out = true;
    if (p->state == PROCESS_WAITING) {
        p->pc = p->extra->timeout_pc;
        make_ready(p);
    }
}

// Do what is due.
static void serve_alarms(struct vm *vm)
{
    if (vm->alarms.count == 0) {
        return;
    }
    uint64_t now = platform_monotonic_ns();
    struct alarm *alarm;
    while ((alarm = alarm_take(vm, now)) != NULL) {
        if (alarm->is_timer) {
            timer_fire(vm, timer_of_alarm(alarm));
        } else {
            time_out(((struct process_extra *) (void *) ((char *) alarm -
                                                         offsetof(struct process_extra, alarm)))
                         ->process);
        }
    }
}

// Turns

static void load_registers(struct scheduler *scheduler, struct process *p)
{
    if (p->live > 0) {
        memcpy(scheduler->x, p->x, p->live * sizeof(term));
    }
    scheduler->saved_x = p->x;
    p->x = scheduler->x;
    p->state = PROCESS_RUNNING;
    scheduler->current = p;
}

static bool save_registers(struct scheduler *scheduler, struct process *p)
{
    unload_registers(p);
    if (!reserve_saved(p, p->live)) {
        p->live = 0;
        return false;
    }
    for (uint32_t i = WORD_SCRATCH; i < p->live && i < WORD_SCRATCH + 4; i++) {
        scheduler->x[i] = NIL;
    }
    if (p->live > 0) {
        memcpy(p->x, scheduler->x, p->live * sizeof(term));
    }
    return true;
}

// The end of a process that ran. As in OTP errors that nobody caught are told, exits are not.
static void end_process(struct process *p, enum run_outcome outcome)
{
    term reason = ATOM_normal;
    if (outcome == RUN_FAILED) {
        if (!p->exiting && (p->exception_class != CLASS_EXIT || p->out_of_memory)) {
            exception_report(p);
        }
        reason = signal_reason(p);
    }
    signal_end(p, reason);
    process_free(p);
}

// Make the memory of a process that hibernates as small as it can be. The first collection makes
// room for what might survive, the second gives back what did not.
static bool shrink(struct process *p)
{
    uint8_t growth = p->heap_growth;
    bool good = process_own(p);
    p->heap_growth = HEAP_MINIMUM;
    for (int i = 0; i < 2 && good; i++) {
        p->extra->nursery_words = 0;
        good = gc_collect(p, 0, true);
    }
    p->heap_growth = growth;
    return good;
}

// The process waits, or yields: what it needs later is put aside. False: no memory.
static bool leave(struct scheduler *scheduler, struct process *p, enum run_outcome outcome)
{
    bool sleeps = p->sleep != SLEEP_NONE;
    p->sleep = SLEEP_NONE;
    // Comparing deep terms without memory marks the process (compare.c).
    if (p->out_of_memory || !save_registers(scheduler, p) || (sleeps && !shrink(p)) ||
        (heap_wants_collection(p) && !gc_collect(p, 0, false))) {
        raise_out_of_memory(p);
        return false;
    }
    if (outcome == RUN_YIELDED || *p->inbox_next != NULL) {
        make_ready(p);
    } else {
        p->state = PROCESS_WAITING;
        if (p->live == 0) {
            memory_free(p->vm, p->x, p->saved_capacity * sizeof(term));
            p->x = NULL;
            p->saved_capacity = 0;
        }
    }
    return true;
}

// The process whose turn it is. Those that were suspended meanwhile lose their place.
static struct process *take_ready(struct vm *vm)
{
    struct process *p;
    while ((p = run_queue_take(&vm->ready)) != NULL && p->extra->suspended_by != NULL &&
           !p->exiting) {
        p->state = PROCESS_PARKED;
    }
    return p;
}

static enum run_outcome take_turn(struct scheduler *scheduler, struct process *p)
{
    if (p->exiting) {
        return RUN_FAILED;
    }
    load_registers(scheduler, p);
    p->reductions = AVM_REDUCTIONS;
    enum run_outcome outcome = interp_run(scheduler, p);
    uint64_t used = (uint64_t) (AVM_REDUCTIONS - p->reductions);
    p->reductions_done += used;
    p->vm->reductions += used;
    return outcome;
}

enum run_outcome schedule_run(struct vm *vm, struct process *main)
{
    struct scheduler *scheduler = vm->scheduler;
    for (;;) {
        serve_alarms(vm);
        struct process *p = take_ready(vm);
        if (p == NULL) {
            if (vm->options.max_reductions != 0) { // who counts steps does not wait
                return RUN_YIELDED;
            }
            platform_console_flush();
            platform_wait(alarm_next(vm));
            continue;
        }
        enum run_outcome outcome = take_turn(scheduler, p);
        if (vm->halted) {
            return RUN_HALTED;
        }
        if (vm->options.max_reductions != 0 && vm->reductions > vm->options.max_reductions) {
            return RUN_YIELDED;
        }
        if (outcome == RUN_YIELDED || outcome == RUN_WAITING) {
            if (leave(scheduler, p, outcome)) {
                continue;
            }
            outcome = RUN_FAILED;
        }
        if (p == main && !vm->awaits_halt) {
            return outcome;
        }
        end_process(p, outcome);
    }
}

void schedule_clear(struct vm *vm)
{
    for (uint32_t i = 0; i < vm->process_capacity; i++) {
        if (vm->process_table[i] != NULL) {
            vm->process_table[i]->exiting = true; // none is made ready by the end of another
        }
    }
    for (uint32_t i = 0; i < vm->process_capacity; i++) {
        if (vm->process_table[i] != NULL) {
            process_free(vm->process_table[i]);
        }
    }
    memory_free(vm, vm->process_table, vm->process_capacity * sizeof(struct process *));
    vm->process_table = NULL;
    vm->process_capacity = 0;
    run_queue_init(&vm->ready);
    alarms_clear(vm);
    references_clear(vm);
    registry_clear(vm);
}

// For the interpreter

struct export *schedule_apply_target(struct process *p, term module, term function, uint32_t arity)
{
    if (!is_atom(module) || !is_atom(function) || arity > 255) {
        raise_badarg(p);
        p->exception_trace = TRACE_PLAIN;
        return NULL;
    }
    struct export *entry = export_get(p->vm, module, function, arity);
    if (entry == NULL) {
        raise_out_of_memory(p);
    }
    return entry;
}

bool schedule_is_function(term fun, term arity)
{
    if (!is_boxed(fun) || !is_small(arity)) {
        return false;
    }
    const term *object = boxed_object(fun);
    if (header_tag(*object) == TAG_EXPORT) {
        return ((const struct export *) object[1])->arity == (term) small_value(arity);
    }
    if (header_tag(*object) != TAG_FUN) {
        return false;
    }
    const struct fun_entry *entry = (const struct fun_entry *) object[1];
    return entry->arity - entry->free_count == (term) small_value(arity);
}

bool schedule_is_arguments(term list, uint32_t *length)
{
    *length = 0;
    for (; is_cons(list) && *length <= 255; list = cons_tail(list)) {
        *length += 1;
    }
    return list == NIL && *length <= 255;
}

uint32_t schedule_entry_arity(const uint32_t *entry)
{
    uint32_t opcode = *entry & WORD_OPCODE_MASK;
    if (opcode == WORD_native_stub || opcode == WORD_call_undefined) {
        return ((const struct export *) (const void *) ((const char *) entry -
                                                        offsetof(struct export, stub)))
            ->arity;
    }
    return entry[-1];
}

// Tracing (avm run --trace)

static void write_error(void *context, const char *text, size_t size)
{
    (void) context;
    platform_console_write(text, size, true);
}

static void write_text(const char *text)
{
    write_error(NULL, text, strlen(text));
}

static void write_function(const struct process *p, const uint32_t *pc)
{
    const struct module *module = module_at(p->vm, pc);
    const struct function_info *info = module_function_at(module, pc);
    term_print(p->vm, module->name, PRINT_PRETTY, 0, write_error, NULL);
    write_text(":");
    term_print(p->vm, info->name, PRINT_PRETTY, 0, write_error, NULL);
}

void schedule_trace_call(struct process *p, const uint32_t *pc)
{
    platform_console_flush();
    term_print(p->vm, p->pid, PRINT_PRETTY, 0, write_error, NULL);
    write_text(" call ");
    write_function(p, pc);
    write_text("(");
    for (uint32_t i = 0; i < pc[1]; i++) {
        write_text(i > 0 ? ", " : "");
        term_print(p->vm, p->x[WORD_X_SLOT(i)], PRINT_PRETTY, 200, write_error, NULL);
    }
    write_text(")\n");
}

void schedule_trace_return(struct process *p, const uint32_t *pc)
{
    char arity[24];
    platform_console_flush();
    term_print(p->vm, p->pid, PRINT_PRETTY, 0, write_error, NULL);
    write_text(" return from ");
    write_function(p, pc);
    snprintf(arity, sizeof arity, "/%" PRIu32 ": ", pc[1]);
    write_text(arity);
    term_print(p->vm, p->x[0], PRINT_PRETTY, 200, write_error, NULL);
    write_text("\n");
}
