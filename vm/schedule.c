// SPDX-License-Identifier: Apache-2.0
// schedule.c: processes and their turns. Those that are ready are in the queue of a scheduler;
// those that wait are on no list: a message, an exit signal or an alarm (timer.h) makes them ready.
//
// Who changes the state of a process from waiting, or from parked, to ready puts it into the queue
// of his own scheduler; a scheduler with an empty queue takes from the others. A process that
// begins to wait looks once more for what came meanwhile; each sender looks at its state after
// sending: one of the two sees the other.

#include "vm/schedule.h"

#include <inttypes.h>
#include <stdio.h>

#include "platforms/platform.h"
#include "vm/atom.h"
#include "vm/dictionary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/mailbox.h"
#include "vm/number.h"
#include "vm/pause.h"
#include "vm/port.h"
#include "vm/print.h"
#include "vm/process_table.h"
#include "vm/receive_marker.h"
#include "vm/registry.h"
#include "vm/signal.h"
#include "vm/suspend.h"
#include "vm/timer.h"

// Processes

// Its state changes to ready if it is this one; who does that puts it into a queue.
static bool claim(struct process *p, uint8_t state)
{
    if (SHARED_GET_ORDERED(&p->state) != state) {
        return false;
    }
#if AVM_SMP
    return SHARED_REPLACE(&p->state, &state, PROCESS_READY);
#else
    p->state = PROCESS_READY;
    return true;
#endif
}

static bool is_suspended(const struct process *p)
{
    return SHARED_GET_ORDERED(&p->suspended) && !SHARED_GET_ORDERED(&p->exiting);
}

// A claimed process that is suspended is parked. Who resumes it, or ends it, looks whether it is
// parked after having said so; here it is the other way round: one of the two sees the other.
static bool stays_parked(struct process *p)
{
    if (!is_suspended(p)) {
        return false;
    }
    SHARED_SET_ORDERED(&p->state, PROCESS_PARKED);
    return is_suspended(p) || !claim(p, PROCESS_PARKED);
}

// Put a claimed process into the queue of this thread's scheduler. More than one there is work for
// others.
static void make_ready(struct process *p)
{
    struct vm *vm = p->vm;
    if (stays_parked(p)) {
        return;
    }
#if AVM_PAUSES
    if (p->paused) {
        struct scheduler *scheduler = pause_scheduler(p);
        run_queue_add(&scheduler->paused_ready, p);
        threads_wake(scheduler);
        return;
    }
#endif
    uint32_t length = run_queue_add(&threads_scheduler(vm)->ready, p);
#if AVM_SMP
    if (length > 1) {
        threads_wake_one(vm);
    }
#else
    (void) length;
#endif
}

void schedule_wake(struct process *p)
{
    if (claim(p, PROCESS_WAITING) || (SHARED_GET(&p->exiting) && claim(p, PROCESS_PARKED))) {
        make_ready(p);
    }
}

void schedule_resume(struct process *p)
{
    if (!SHARED_GET(&p->exiting) && claim(p, PROCESS_PARKED)) {
        make_ready(p);
    }
}

// Options that most processes do not have. False: no memory.
static bool apply_limits(struct process *p, const struct spawn_options *options)
{
    const struct spawn_options *defaults = &p->vm->defaults;
    const struct spawn_options *limit = options->max_heap_words != 0 ? options : defaults;
    size_t least =
        options->min_heap_words != 0 ? options->min_heap_words : defaults->min_heap_words;
    size_t bin_vheap =
        options->min_bin_vheap != 0 ? options->min_bin_vheap : defaults->min_bin_vheap;
    uint32_t after =
        options->fullsweep_after != 0 ? options->fullsweep_after : defaults->fullsweep_after;
    if (least <= AVM_MIN_HEAP_WORDS && limit->max_heap_words == 0 && after == 0 && bin_vheap == 0) {
        return true;
    }
    if (!process_own(p)) {
        return false;
    }
    if (least > p->extra->min_heap_words) {
        p->extra->min_heap_words = least;
    }
    p->extra->max_heap_words = limit->max_heap_words;
    p->extra->spare_on_max_heap = limit->spare_on_max_heap;
    p->extra->quiet_on_max_heap = limit->quiet_on_max_heap;
    p->extra->fullsweep_after = after;
    p->extra->min_bin_vheap = bin_vheap;
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
    struct process *p = memory_calloc(vm, sizeof *p);
    if (p == NULL) {
        return NULL;
    }
    p->vm = vm;
    process_init(p);
    p->offheap = NIL;
    p->exception_trace = NIL;
    p->registered_name = (uint32_t) NIL;
    mailbox_init(p);
    if (!apply_options(p, options != NULL ? options : &vm->defaults) ||
        !heap_init(p, words + AVM_FIRST_HEAP_WORDS) ||
        !process_table_add(vm, p, options != NULL && options->is_port)) {
        heap_clear(p);
        process_disown(p);
        memory_free(vm, p, sizeof *p);
        return NULL;
    }
    p->parent = parent != NULL ? (uint32_t) parent->pid : (uint32_t) ATOM_undefined;
    p->group_leader = parent != NULL ? heap_copy(p, parent->group_leader) : p->pid;
    *--p->stack = (term) interp_exit_code;
    return p;
}

// From now on it does not run. Its registers are what they were before it did.
static void unload_registers(struct scheduler *scheduler, struct process *p)
{
    if (scheduler->current == p) {
        p->x = scheduler->saved_x;
        scheduler->current = NULL;
    }
}

// Nobody finds it any more. reason: as for signal_end.
static void process_free(struct process *p, term reason)
{
    struct vm *vm = p->vm;
    threads_lock(vm, LOCK_MACHINE);
    signal_end(p, reason);
    process_table_remove(vm, p);
    threads_unlock(vm, LOCK_MACHINE);
    mailbox_close(p);
    message_free(vm, p->exit_signal);
    receive_markers_free(p);
    dictionary_free(vm, p->dictionary);
    if (p->extra->port != NULL) {
        port_free(p->extra->port);
    }
    heap_clear(p);
    if (THREADS_ON(vm)) {
        unload_registers(threads_scheduler(vm), p);
    } else {
        for (unsigned i = 0; i < vm->scheduler_count; i++) {
            unload_registers(&vm->scheduler[i], p);
        }
    }
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
static struct process *spawn(struct vm *vm, struct process *parent, const struct export *initial,
                             const uint32_t *pc, term args, const struct spawn_options *options)
{
    size_t words;
    struct process *p = measure_arguments(vm, parent, args, &words)
                            ? process_new(vm, parent, options, words)
                            : NULL;
    if (p != NULL && !set_arguments(p, args)) {
        process_free(p, NONE);
        return NULL;
    }
    if (p == NULL) {
        return NULL;
    }
    p->initial = initial;
    p->pc = pc;
    if (options != NULL && options->waits) {
        SHARED_SET(&p->state, PROCESS_WAITING);
    } else if (options == NULL || !options->is_port) {
        schedule_start(p);
    }
    return p;
}

struct process *schedule_port(struct process *parent)
{
    static const struct spawn_options options = {.is_port = true};
    return spawn(parent->vm, parent, NULL, NULL, NIL, &options);
}

void schedule_start(struct process *p)
{
    SHARED_SET(&p->state, PROCESS_READY);
    make_ready(p);
}

void schedule_drop(struct process *p)
{
    process_free(p, NONE);
}

struct process *schedule_spawn(struct vm *vm, struct process *parent, struct export *entry,
                               term args, const struct spawn_options *options)
{
    return spawn(vm, parent, entry, export_code(entry), args, options);
}

struct process *schedule_spawn_fun(struct vm *vm, struct process *parent, term fun,
                                   const struct spawn_options *options)
{
    static const uint32_t call[] = {WORD_call_fun, WORD_return};
    term cell[2] = {fun, NIL};
    const struct export *apply = export_get(vm, ATOM_erlang, ATOM_apply, 2);
    return apply == NULL ? NULL : spawn(vm, parent, apply, call, make_cons(cell), options);
}

// Messages

#if AVM_SMP || AVM_PAUSES
// To a local pid or port, without the lock. False: no memory. Others may run while the message is
// made.
static bool send_at_once(struct process *p, term pid, term value)
{
    struct vm *vm = p->vm;
    struct message *message = message_new(vm, value);
    if (message == NULL) {
        return false;
    }
#if AVM_SMP
    struct scheduler *scheduler = threads_scheduler(vm);
    struct process *to = THREADS_ON(vm) ? process_visit(scheduler, pid) : process_find(vm, pid);
#else
    struct process *to = process_find(vm, pid);
#endif
    if (to == NULL) {
        message_free(vm, message);
        return true;
    }
    mailbox_put(to, message);
#if AVM_SMP
    if (THREADS_ON(vm)) {
        process_leave(scheduler);
    }
#endif
    return true;
}
#endif

static bool is_remote_name(term to)
{
    return is_tuple(to) && tuple_arity(to) == 2 && is_atom(tuple_elements(to)[0]) &&
           is_atom(tuple_elements(to)[1]);
}

// To whatever it is. The lock is held.
static term send_to(struct process *p, term to, term value)
{
    if (is_atom(to)) {
        to = registry_find(p->vm, to);
        if (to == NONE) {
            return raise_badarg(p);
        }
    } else if (is_remote_name(to)) {
        to = tuple_elements(to)[1] == ATOM_nonode_at_nohost
                 ? registry_find(p->vm, tuple_elements(to)[0])
                 : NONE;
        if (to == NONE) {
            return value;
        }
    } else if (!is_pid(to) && !is_port(to) && !is_reference(to)) {
        return raise_badarg(p);
    }
    bool through_alias = is_boxed_tag(to, TAG_REF);
    struct process *receiver =
        through_alias ? signal_alias_owner(p->vm, to) : process_find(p->vm, to);
    if (receiver != NULL && !mailbox_send(receiver, value)) {
        return raise_out_of_memory(p);
    }
    if (through_alias) {
        signal_alias_used(p->vm, to);
    }
    return value;
}

term schedule_send(struct process *p, term *args)
{
#if AVM_SMP || AVM_PAUSES
    if (is_local_identity(args[0])) {
        return send_at_once(p, args[0], args[1]) ? args[1] : raise_out_of_memory(p);
    }
#endif
    threads_lock(p->vm, LOCK_MACHINE);
    term result = send_to(p, args[0], args[1]);
    threads_unlock(p->vm, LOCK_MACHINE);
    return result;
}

void schedule_remove_message(struct process *p)
{
    if (*p->inbox_next != NULL) {
        mailbox_take(p);
        schedule_timeout(p);
    }
}

void schedule_seek(struct process *p, struct message **place)
{
    // Only hand-made code leaves a message like this. Its terms may be in registers.
    if (p->peeking) {
        bool at_end = p->inbox_end == place;
        mailbox_take(p);
        place = at_end ? p->inbox_end : &p->inbox;
    }
    p->inbox_next = place;
}

// Waiting

#define NS_PER_MS 1000000u

void schedule_alarm_is_set(struct vm *vm, uint64_t at_ns)
{
    if (at_ns < SHARED_LOOK(&vm->next_alarm_ns)) {
        SHARED_SET(&vm->next_alarm_ns, at_ns);
    }
}

static bool set_alarm(struct process *p, uint64_t ms)
{
    struct vm *vm = p->vm;
    uint64_t at_ns = platform_monotonic_ns() + ms * NS_PER_MS;
    if (!process_own(p)) {
        return false;
    }
    threads_lock(vm, LOCK_MACHINE);
    bool good = alarm_set(vm, &p->extra->alarm, at_ns);
    schedule_alarm_is_set(vm, at_ns);
    threads_unlock(vm, LOCK_MACHINE);
    return good;
}

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
    if (!set_alarm(p, ms)) {
        raise_out_of_memory(p);
        return WAIT_BAD;
    }
    return WAIT_GO;
}

enum wait_result schedule_wait(struct process *p, const uint32_t *pc, term time)
{
    if (SHARED_GET(&p->timed_out)) {
        return WAIT_TIMED_OUT;
    }
    // when it waits already, the time is not looked at again: its register may be gone
    enum wait_result result = p->waits ? WAIT_GO : start_waiting(p, time);
    p->waits = result == WAIT_GO;
    if (p->extra != &process_plain) {
        p->extra->timeout_pc = pc;
    }
    return result;
}

void schedule_timeout(struct process *p)
{
    schedule_seek(p, &p->inbox);
    if (p->waits && p->extra != &process_plain) {
        threads_lock(p->vm, LOCK_MACHINE);
        if (alarm_is_set(&p->extra->alarm)) {
            alarm_cancel(p->vm, &p->extra->alarm);
        }
        threads_unlock(p->vm, LOCK_MACHINE);
    }
    SHARED_SET(&p->timed_out, false);
    p->waits = false;
}

// The time of a receive is up. A process that is about to look at a message does that first.
static void time_out(struct process *p)
{
    SHARED_SET_ORDERED(&p->timed_out, true);
    if (claim(p, PROCESS_WAITING)) {
        p->pc = p->extra->timeout_pc;
        make_ready(p);
    }
}

// Do what is due.
static void serve_alarms(struct vm *vm)
{
    uint64_t next = SHARED_LOOK(&vm->next_alarm_ns);
    uint64_t now = next == UINT64_MAX ? 0 : platform_monotonic_ns();
    if (now < next) {
        return;
    }
    threads_lock(vm, LOCK_MACHINE);
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
    SHARED_SET(&vm->next_alarm_ns, alarm_next(vm));
    threads_unlock(vm, LOCK_MACHINE);
}

// Events

// A scheduler that has something to run looks for events after so many reductions.
#define LOOK_REDUCTIONS (4 * AVM_REDUCTIONS)
// What a turn counts for beside them.
#define LOOK_TURN 20

static void serve_events(struct scheduler *scheduler)
{
    for (size_t i = 0; i < scheduler->event_count; i++) {
        port_event(scheduler->vm, &scheduler->events[i]);
    }
    scheduler->event_count = 0;
}

// Look for events if it is time to.
static void look(struct scheduler *scheduler)
{
    struct vm *vm = scheduler->vm;
    if (scheduler->until_look > 0 || !SHARED_LOOK(&vm->watches)) {
        return;
    }
    scheduler->until_look = LOOK_REDUCTIONS;
    scheduler->event_count = platform_poll_wait(vm->poll, 0, scheduler->events, SCHEDULER_EVENTS);
    serve_events(scheduler);
}

// Turns

static void load_registers(struct scheduler *scheduler, struct process *p)
{
    if (p->live > 0) {
        memcpy(scheduler->x, p->x, p->live * sizeof(term));
    }
    scheduler->saved_x = p->x;
    p->x = scheduler->x;
    SHARED_SET(&p->state, PROCESS_RUNNING);
    scheduler->current = p;
}

static bool save_registers(struct scheduler *scheduler, struct process *p)
{
    unload_registers(scheduler, p);
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
        if (!SHARED_GET(&p->exiting) && (p->exception_class != CLASS_EXIT || p->out_of_memory)) {
            threads_lock(p->vm, LOCK_MACHINE);
            exception_report(p);
            threads_unlock(p->vm, LOCK_MACHINE);
        }
        reason = signal_reason(p);
    }
    process_free(p, reason);
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

// Once others see that it waits, it may run elsewhere, and end.
static void begin_waiting(struct scheduler *scheduler, struct process *p)
{
#if AVM_SMP
    if (THREADS_ON(p->vm)) {
        SHARED_SET_ORDERED(&scheduler->visits, p);
        SHARED_SET_ORDERED(&p->state, PROCESS_WAITING);
        if (mailbox_has_more(p) || SHARED_GET_ORDERED(&p->timed_out) ||
            SHARED_GET_ORDERED(&p->exiting)) {
            schedule_wake(p);
        }
        process_leave(scheduler);
        return;
    }
#endif
    SHARED_SET(&p->state, PROCESS_WAITING);
}

// The process waits, or yields: what it needs later is put aside. False: no memory.
static bool leave(struct scheduler *scheduler, struct process *p, enum run_outcome outcome)
{
    bool sleeps = p->sleep != SLEEP_NONE;
    p->sleep = SLEEP_NONE;
    // Comparing deep terms without memory marks the process (compare.c).
    if (p->out_of_memory || !save_registers(scheduler, p) || (sleeps && !shrink(p)) ||
        (heap_wants_collection(p) && !pause_holds_heap(p) && !gc_collect(p, 0, false))) {
        raise_out_of_memory(p);
        return false;
    }
    if (outcome == RUN_YIELDED || *p->inbox_next != NULL) {
        SHARED_SET(&p->state, PROCESS_READY);
        make_ready(p);
        return true;
    }
    if (p->live == 0) {
        memory_free(p->vm, p->x, p->saved_capacity * sizeof(term));
        p->x = NULL;
        p->saved_capacity = 0;
    }
    begin_waiting(scheduler, p);
    return true;
}

// Take one from a queue. Those that were suspended meanwhile lose their place.
static struct process *take_from(struct run_queue *queue)
{
    struct process *p;
    while ((p = run_queue_take(queue)) != NULL && stays_parked(p)) {
    }
    return p;
}

#if AVM_PAUSES
// One that was left in the middle, when the others have had their turns.
static struct process *take_paused(struct scheduler *scheduler)
{
    uint32_t waiting = SHARED_GET_ORDERED(&scheduler->paused_ready.length);
    uint32_t others = SHARED_GET_ORDERED(&scheduler->ready.length);
    if (waiting == 0) {
        return NULL;
    }
    if (scheduler->ready_first > 0 && others > 0) {
        scheduler->ready_first--;
        return NULL;
    }
    scheduler->ready_first = (others + waiting - 1) / waiting;
    return take_from(&scheduler->paused_ready);
}
#endif

// The process whose turn it is: of the scheduler's own, else of another's.
static struct process *take_ready(struct scheduler *scheduler)
{
    struct vm *vm = scheduler->vm;
    struct process *p = NULL;
#if AVM_PAUSES
    p = take_paused(scheduler);
#endif
    if (p == NULL) {
        p = take_from(&scheduler->ready);
    }
#if AVM_SMP
    unsigned own = (unsigned) (scheduler - vm->scheduler);
    for (unsigned i = 1; p == NULL && i < vm->scheduler_count; i++) {
        p = take_from(&vm->scheduler[(own + i) % vm->scheduler_count].ready);
    }
#else
    (void) vm;
#endif
    return p;
}

static enum run_outcome take_turn(struct scheduler *scheduler, struct process *p)
{
    if (SHARED_GET(&p->exiting)) {
        return RUN_FAILED;
    }
#if AVM_SMP
    if (p->wants_alone) {
        threads_be_alone(scheduler);
        p->wants_alone = false;
    }
#endif
    scheduler->until_look -= LOOK_TURN;
    if (is_local_port(p->pid)) {
        SHARED_SET(&p->state, PROCESS_RUNNING);
        return port_turn(p->extra->port);
    }
    load_registers(scheduler, p);
    p->reductions = AVM_REDUCTIONS;
    scheduler->context_switches++;
    pause_begin_turn(scheduler);
    enum run_outcome outcome = interp_run(scheduler, p);
    pause_end_turn(scheduler);
    uint64_t used = (uint64_t) (AVM_REDUCTIONS - p->reductions);
    p->reductions_done += used;
    scheduler->until_look -= (int32_t) used;
    SHARED_ADD(&p->vm->reductions, used);
#if AVM_SMP
    if (scheduler->alone) {
        threads_end_alone(scheduler);
    }
#endif
    return outcome;
}

// The machine ends, for a reason that a scheduler met first.
static void stop(struct vm *vm, enum run_outcome outcome)
{
    threads_lock(vm, LOCK_MACHINE);
    if (!vm->stopped) {
        vm->outcome = outcome;
        SHARED_SET(&vm->stopped, true);
    }
    threads_unlock(vm, LOCK_MACHINE);
#if AVM_SMP
    threads_stop(vm);
#endif
}

// The result of the main process, in its first register. What was left in the middle is about to
// use the registers.
static enum run_outcome keep_result(struct scheduler *scheduler, struct process *p,
                                    enum run_outcome outcome)
{
#if AVM_PAUSES
    if (outcome == RUN_EXITED && scheduler->paused != NULL) {
        p->live = 1;
        if (!save_registers(scheduler, p)) {
            raise_out_of_memory(p);
            return RUN_FAILED;
        }
    }
#endif
    return outcome;
}

// What comes after a turn.
static void after_turn(struct scheduler *scheduler, struct process *p, enum run_outcome outcome)
{
    struct vm *vm = scheduler->vm;
    if (SHARED_GET(&vm->halted)) {
        stop(vm, RUN_HALTED);
        return;
    }
    if (vm->options.max_reductions != 0 && vm->reductions > vm->options.max_reductions) {
        stop(vm, RUN_YIELDED);
        return;
    }
    if (outcome == RUN_YIELDED || outcome == RUN_WAITING) {
        if (leave(scheduler, p, outcome)) {
            return;
        }
        outcome = RUN_FAILED;
    }
    if (outcome == RUN_FAILED && SHARED_GET(&p->exiting)) {
        signal_take_exit(p);
    }
    if (p == vm->main && !SHARED_GET(&vm->awaits_halt)) {
        stop(vm, keep_result(scheduler, p, outcome));
        return;
    }
    end_process(p, outcome);
}

#if AVM_SMP
static bool is_needed(struct scheduler *scheduler)
{
    const struct vm *vm = scheduler->vm;
#if AVM_PAUSES
    if (SHARED_GET_ORDERED(&scheduler->paused_ready.length) > 0) {
        return true;
    }
#endif
    for (unsigned i = 0; i < vm->scheduler_count; i++) {
        if (SHARED_GET_ORDERED(&vm->scheduler[i].ready.length) > 0) {
            return true;
        }
    }
    return SHARED_GET_ORDERED(&vm->stopped);
}
#endif

// Nothing is ready.
static void rest(struct scheduler *scheduler)
{
    struct vm *vm = scheduler->vm;
    if (vm->options.max_reductions != 0) { // who counts steps does not wait
        stop(vm, RUN_YIELDED);
        return;
    }
    platform_console_flush();
    uint64_t next_ns = SHARED_LOOK(&vm->next_alarm_ns);
#if AVM_SMP
    if (THREADS_ON(vm)) {
        threads_sleep(scheduler, is_needed, next_ns);
        serve_events(scheduler);
        return;
    }
#endif
    scheduler->event_count =
        platform_poll_wait(vm->poll, next_ns, scheduler->events, SCHEDULER_EVENTS);
    serve_events(scheduler);
}

void schedule_turns(struct scheduler *scheduler)
{
    struct vm *vm = scheduler->vm;
    while (!SHARED_GET(&vm->stopped)) {
#if AVM_SMP
        threads_pause(scheduler);
#endif
        serve_alarms(vm);
        look(scheduler);
        struct process *p = take_ready(scheduler);
        if (p == NULL) {
            uint64_t before = platform_monotonic_ns();
            rest(scheduler);
            scheduler->idle_ns += platform_monotonic_ns() - before;
#if AVM_PAUSES
        } else if (p->paused) {
            pause_continue(scheduler, p);
#endif
        } else {
            after_turn(scheduler, p, take_turn(scheduler, p));
        }
    }
}

static void run_scheduler(void *argument)
{
    struct scheduler *scheduler = argument;
    schedule_turns(scheduler);
    pause_finish(scheduler);
}

enum run_outcome schedule_run(struct vm *vm, struct process *main)
{
    vm->main = main;
    vm->stopped = false;
#if AVM_SMP
    if (vm->scheduler_count > 1) {
        threads_start(vm, run_scheduler);
    }
#endif
    run_scheduler(&vm->scheduler[0]);
#if AVM_SMP
    threads_join(vm);
#endif
    return vm->outcome;
}

void schedule_clear(struct vm *vm)
{
    uint32_t slots = process_table_slots(vm);
    for (uint32_t i = 0; i < slots; i++) {
        struct process *p = process_table_at(vm, i);
        if (p != NULL) {
            p->exiting = true; // none is made ready by the end of another
        }
    }
    for (uint32_t i = 0; i < slots; i++) {
        struct process *p = process_table_at(vm, i);
        if (p != NULL) {
            process_free(p, NONE);
        }
    }
    process_table_clear(vm);
    for (unsigned i = 0; i < vm->scheduler_count; i++) {
        run_queue_init(&vm->scheduler[i].ready);
#if AVM_PAUSES
        run_queue_init(&vm->scheduler[i].paused_ready);
#endif
    }
    alarms_clear(vm);
    references_clear(vm);
    registry_clear(vm);
}

term schedule_call_again(struct process *p, term function, uint32_t arity)
{
    const struct export *entry = export_get(p->vm, ATOM_erlang, function, arity);
    if (entry == NULL) {
        return raise_out_of_memory(p);
    }
    p->reductions = 0;
    p->trap = export_code(entry);
    return NONE;
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

#if AVM_OBSERVER

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

#endif
