// SPDX-License-Identifier: Apache-2.0
// signal.c: links, monitors, aliases, exit signals.

#include "vm/signal.h"

#include "vm/atom.h"
#include "vm/ets.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/mailbox.h"
#include "vm/open_files.h"
#include "vm/port.h"
#include "vm/registry.h"
#include "vm/schedule.h"
#include "vm/suspend.h"
#include "vm/timer.h"

// References

static uint32_t reference_slot(const struct vm *vm, uint64_t id)
{
    return (uint32_t) id & (vm->reference_capacity - 1); // ids are counted up: no hash is better
}

static bool grow_references(struct vm *vm)
{
    uint32_t old_capacity = vm->reference_capacity;
    struct reference **old = vm->references;
    uint32_t capacity = old_capacity == 0 ? 16 : old_capacity * 2;
    if (capacity > (1u << 28)) {
        return false;
    }
    struct reference **slots = memory_calloc(vm, capacity * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    vm->references = slots;
    vm->reference_capacity = capacity;
    for (uint32_t i = 0; i < old_capacity; i++) {
        while (old[i] != NULL) {
            struct reference *reference = old[i];
            old[i] = reference->next;
            struct reference **slot = &slots[reference_slot(vm, reference->id)];
            reference->next = *slot;
            *slot = reference;
        }
    }
    memory_free(vm, old, old_capacity * sizeof *old);
    return true;
}

bool reference_add(struct vm *vm, struct reference *reference, enum reference_kind kind,
                   uint64_t id)
{
    // A table that cannot grow gets slower, unless there is none.
    if (vm->reference_count >= vm->reference_capacity && !grow_references(vm) &&
        vm->reference_capacity == 0) {
        return false;
    }
    struct reference **slot = &vm->references[reference_slot(vm, id)];
    *reference = (struct reference){*slot, id, (uint8_t) kind};
    *slot = reference;
    vm->reference_count++;
    return true;
}

void reference_remove(struct vm *vm, struct reference *reference)
{
    struct reference **at = &vm->references[reference_slot(vm, reference->id)];
    while (*at != reference) {
        at = &(*at)->next;
    }
    *at = reference->next;
    vm->reference_count--;
}

struct reference *reference_find(const struct vm *vm, term t, enum reference_kind kind)
{
    if (vm->reference_capacity == 0 || !is_boxed_tag(t, TAG_REF)) {
        return NULL;
    }
    uint64_t id = ref_id(t);
    struct reference *reference = vm->references[reference_slot(vm, id)];
    while (reference != NULL && reference->id != id) {
        reference = reference->next;
    }
    return reference != NULL && reference->kind == kind ? reference : NULL;
}

void references_clear(struct vm *vm)
{
    memory_free(vm, vm->references, vm->reference_capacity * sizeof *vm->references);
    vm->references = NULL;
    vm->reference_capacity = 0;
}

// Lists

void ring_add(struct ring **list, struct ring *place)
{
    struct ring *first = *list;
    if (first == NULL) {
        place->next = place;
        place->previous = place;
        *list = place;
        return;
    }
    place->next = first;
    place->previous = first->previous;
    first->previous->next = place;
    first->previous = place;
}

void ring_remove(struct ring **list, struct ring *place)
{
    if (place->next == place) {
        *list = NULL;
        return;
    }
    place->next->previous = place->previous;
    place->previous->next = place->next;
    if (*list == place) {
        *list = place->next;
    }
}

struct ring *ring_find(struct ring *list, const struct process *process)
{
    struct ring *at = list;
    if (at != NULL) {
        do {
            if (at->process == process) {
                return at;
            }
            at = at->next;
        } while (at != list);
    }
    return NULL;
}

// Links

// The end of the link between them that is on one's list. Both lists are walked side by side, so
// that it takes the time of the shorter one.
static struct ring *find_link(const struct process *p, const struct process *other)
{
    struct ring *mine = p->links;
    struct ring *its = other->links;
    while (mine != NULL && its != NULL) {
        if (mine->process == other) {
            return mine;
        }
        if (its->process == p) {
            return its;
        }
        mine = mine->next == p->links ? NULL : mine->next;
        its = its->next == other->links ? NULL : its->next;
    }
    return NULL;
}

static struct link *link_of(struct ring *end)
{
    return (struct link *) (void *) (end - end->index);
}

bool signal_link(struct process *p, struct process *other, bool is_new)
{
    if (p == other || (!is_new && find_link(p, other) != NULL)) {
        return true;
    }
    struct link *link = memory_alloc(p->vm, sizeof *link);
    if (link == NULL) {
        return false;
    }
    link->ends[0] = (struct ring){.process = other, .index = 0};
    link->ends[1] = (struct ring){.process = p, .index = 1};
    ring_add(&p->links, &link->ends[0]);
    ring_add(&other->links, &link->ends[1]);
    return true;
}

static void free_link(struct vm *vm, struct link *link)
{
    struct process *p = link->ends[1].process;
    struct process *other = link->ends[0].process;
    ring_remove(&p->links, &link->ends[0]);
    ring_remove(&other->links, &link->ends[1]);
    memory_free(vm, link, sizeof *link);
}

void signal_unlink(struct process *p, struct process *other)
{
    struct ring *end = find_link(p, other);
    if (end != NULL) {
        free_link(p->vm, link_of(end));
    }
}

// Monitors and aliases

static bool read_monitor_option(term option, struct monitor_options *options)
{
    if (!is_tuple(option) || tuple_arity(option) != 2) {
        return false;
    }
    term value = tuple_elements(option)[1];
    if (tuple_elements(option)[0] == ATOM_tag) {
        options->tag = value;
        return true;
    }
    if (tuple_elements(option)[0] != ATOM_alias) {
        return false;
    }
    options->alias = value == ATOM_explicit_unalias  ? ALIAS_EXPLICIT
                     : value == ATOM_demonitor       ? ALIAS_DEMONITOR
                     : value == ATOM_reply_demonitor ? ALIAS_REPLY
                                                     : ALIAS_NONE;
    return options->alias != ALIAS_NONE;
}

bool signal_monitor_options(term list, struct monitor_options *options)
{
    for (; is_cons(list); list = cons_tail(list)) {
        if (!read_monitor_option(cons_head(list), options)) {
            return false;
        }
    }
    return list == NIL;
}

static struct monitor *monitor_of_owner(struct ring *place)
{
    return (struct monitor *) (void *) ((char *) place - offsetof(struct monitor, owner));
}

static struct monitor *monitor_of_target(struct ring *place)
{
    return (struct monitor *) (void *) ((char *) place - offsetof(struct monitor, target));
}

struct monitor *signal_monitor(struct process *owner, struct process *target, uint64_t id,
                               term name, enum alias_mode alias, term tag)
{
    struct vm *vm = owner->vm;
    struct monitor *monitor = memory_calloc(vm, sizeof *monitor);
    if (monitor == NULL) {
        return NULL;
    }
    bool failed = false;
    monitor->fragment = fragment_copy(vm, tag, &monitor->tag, &failed);
    if (failed || !reference_add(vm, &monitor->reference, REFERENCE_MONITOR, id)) {
        message_free(vm, monitor->fragment);
        memory_free(vm, monitor, sizeof *monitor);
        return NULL;
    }
    monitor->name = name;
    monitor->alias = (uint8_t) alias;
    monitor->is_alias = alias != ALIAS_NONE;
    monitor->owner.process = target;
    monitor->target.process = owner;
    ring_add(&owner->monitors, &monitor->owner);
    if (target != NULL) {
        ring_add(&target->monitored_by, &monitor->target);
    }
    return monitor;
}

static void unwatch(struct monitor *monitor)
{
    if (monitor->owner.process != NULL) {
        ring_remove(&monitor->owner.process->monitored_by, &monitor->target);
        monitor->owner.process = NULL;
    }
}

static void free_monitor(struct vm *vm, struct monitor *monitor)
{
    unwatch(monitor);
    ring_remove(&monitor->target.process->monitors, &monitor->owner);
    reference_remove(vm, &monitor->reference);
    message_free(vm, monitor->fragment);
    memory_free(vm, monitor, sizeof *monitor);
}

void signal_demonitor(struct vm *vm, struct monitor *monitor)
{
    unwatch(monitor);
    if (monitor->alias != ALIAS_EXPLICIT) {
        free_monitor(vm, monitor);
    }
}

void signal_unalias(struct vm *vm, struct monitor *monitor)
{
    monitor->alias = ALIAS_NONE;
    if (monitor->owner.process == NULL) {
        free_monitor(vm, monitor);
    }
}

term signal_monitor_name(const struct ring *place)
{
    return ((const struct monitor *) (const void *) ((const char *) place -
                                                     offsetof(struct monitor, owner)))
        ->name;
}

term signal_reference(const struct monitor *monitor, term *object)
{
    return make_ref_at(object, monitor->reference.id,
                       monitor->is_alias ? monitor->target.process->pid : 0);
}

static struct monitor *find_alias(const struct vm *vm, term alias)
{
    struct reference *reference = reference_find(vm, alias, REFERENCE_MONITOR);
    struct monitor *monitor = (struct monitor *) (void *) reference; // its first member
    return monitor != NULL && monitor->alias != ALIAS_NONE ? monitor : NULL;
}

struct process *signal_alias_owner(const struct vm *vm, term alias)
{
    const struct monitor *monitor = find_alias(vm, alias);
    struct process *owner = monitor == NULL ? NULL : monitor->target.process;
    return owner != NULL && !SHARED_GET(&owner->exiting) ? owner : NULL;
}

void signal_alias_used(struct vm *vm, term alias)
{
    struct monitor *monitor = find_alias(vm, alias);
    if (monitor != NULL && monitor->alias == ALIAS_REPLY) {
        free_monitor(vm, monitor); // what it watches is no longer watched either
    }
}

// Telling

bool signal_down(struct process *owner, term tag, term reference, term type, term object,
                 term reason)
{
    term tuple[6] = {make_header(5, TAG_TUPLE), tag, reference, type, object, reason};
    return mailbox_send(owner, make_boxed(tuple));
}

// The end of p, which the monitor watched.
static void tell_down(struct process *p, struct monitor *monitor, term reason)
{
    struct process *owner = monitor->target.process;
    term reference[REF_WORDS];
    term name[3] = {make_header(2, TAG_TUPLE), monitor->name, ATOM_nonode_at_nohost};
    if (!SHARED_GET(&owner->exiting)) {
        signal_down(owner, monitor->tag, signal_reference(monitor, reference),
                    is_local_port(p->pid) ? (term) ATOM_port : (term) ATOM_process,
                    monitor->name == NONE ? p->pid : make_boxed(name), reason);
    }
    signal_demonitor(p->vm, monitor);
}

// Mark a process: it ends at its next turn. It may be running.
static bool begin_exit(struct process *to, term reason)
{
    struct message *signal = message_new(to->vm, reason);
    SHARED_SET(&to->exit_signal, signal);
    SHARED_SET_ORDERED(&to->exiting, true);
    schedule_wake(to);
    return signal != NULL;
}

void signal_take_exit(struct process *p)
{
    struct message *signal = p->exit_signal;
    p->exit_signal = NULL;
    p->exception_class = CLASS_EXIT;
    p->exception = signal != NULL ? signal->value : (term) ATOM_killed;
    p->exception_trace = NIL;
    if (signal != NULL) {
        heap_adopt(p, signal);
    }
}

// 'normal' ends only a process that sends it to itself, a port whose owner has ended, and one that
// is told so by exit/2.
static bool survives_normal(const struct process *to, term from, enum exit_kind kind)
{
    if (is_local_port(to->pid)) {
        return kind == EXIT_LINK && from != to->extra->port->owner;
    }
    return kind != EXIT_SENT || from != to->pid;
}

bool signal_exit(struct process *to, term from, term reason, enum exit_kind kind)
{
    if (SHARED_GET(&to->exiting)) {
        return true;
    }
    if (kind != EXIT_LINK && reason == ATOM_kill) {
        return begin_exit(to, ATOM_killed);
    }
    if (to->trap_exit) {
        term tuple[4] = {make_header(3, TAG_TUPLE), ATOM_EXIT, from, reason};
        return mailbox_send(to, make_boxed(tuple));
    }
    if (reason == ATOM_normal && survives_normal(to, from, kind)) {
        return true;
    }
    return begin_exit(to, reason);
}

// Ending

static void end_links(struct process *p, term reason)
{
    while (p->links != NULL) {
        struct process *other = p->links->process;
        free_link(p->vm, link_of(p->links));
        if (reason != NONE) {
            signal_exit(other, p->pid, reason, EXIT_LINK);
        }
    }
}

void signal_end(struct process *p, term reason)
{
    struct vm *vm = p->vm;
    SHARED_SET(&p->exiting, true);
    if (p->registered_name != NIL) {
        registry_remove(vm, p->pid);
        p->registered_name = (uint32_t) NIL;
    }
#if AVM_TABLES
    ets_process_ended(p);
#endif
    open_files_clear(p);
    if (alarm_is_set(&p->extra->alarm)) {
        alarm_cancel(vm, &p->extra->alarm);
    }
    suspend_end(p);
    while (p->timers != NULL) {
        timer_free(vm, p->timers);
    }
    while (p->monitors != NULL) {
        free_monitor(vm, monitor_of_owner(p->monitors));
    }
    end_links(p, reason);
    while (p->monitored_by != NULL) {
        struct monitor *monitor = monitor_of_target(p->monitored_by);
        if (reason == NONE) {
            signal_demonitor(vm, monitor);
        } else {
            tell_down(p, monitor, reason);
        }
    }
}

// {Reason, StackTrace} of an error, {{nocatch, Value}, StackTrace} of a throw.
term signal_reason(struct process *p)
{
    if (p->exception_class == CLASS_EXIT || p->out_of_memory) {
        return p->exception;
    }
    p->live = 0;
    term trace = exception_stacktrace(p, &p->exception_trace);
    if (trace == NONE) {
        return ATOM_out_of_memory;
    }
    p->exception_trace = trace;
    if (!heap_ensure(p, 3 + 3)) {
        return ATOM_out_of_memory;
    }
    term reason = p->exception_class == CLASS_THROW ? build_tuple2(p, ATOM_nocatch, p->exception)
                                                    : p->exception;
    return build_tuple2(p, reason, p->exception_trace);
}
