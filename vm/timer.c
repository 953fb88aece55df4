// SPDX-License-Identifier: Apache-2.0
// timer.c: the wheel of alarms, and the timers of programs.
//
// When the wheel reaches a slot, what it holds moves to lower levels or, sorted, to the list of
// what is due. Two alarms of one tick are always in the same slot, the one set first before the
// other: nothing needs to remember the order.

#include "vm/timer.h"
#include "vm/mailbox.h"
#include "vm/process_table.h"

#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/registry.h"
#include "vm/schedule.h"

#define TICK_SHIFT  20 // nanoseconds in a tick, as a power of two
#define SLOT_BITS   5
#define LEVEL_SLOTS (1u << SLOT_BITS)
// Places: of the list of what is due, of the first slot.
#define PLACE_DUE   1
#define PLACE_SLOTS 2
// Alarms of a slot that are looked at to find the earliest.
#define LOOK_MAX 64

// Lists of alarms: circles.

static void list_insert(struct alarm **list, struct alarm *before, struct alarm *alarm)
{
    if (*list == NULL) {
        *list = alarm->next = alarm->previous = alarm;
        return;
    }
    alarm->next = before;
    alarm->previous = before->previous;
    before->previous->next = alarm;
    before->previous = alarm;
}

static void list_append(struct alarm **list, struct alarm *alarm)
{
    list_insert(list, *list, alarm);
}

static struct alarm **list_at(struct alarms *alarms, uint32_t place)
{
    return place == PLACE_DUE ? &alarms->due : &alarms->slots[place - PLACE_SLOTS];
}

static uint32_t *filled_at(struct alarms *alarms, uint32_t place, uint32_t *bit)
{
    *bit = 1u << (place - PLACE_SLOTS) % LEVEL_SLOTS;
    return &alarms->filled[(place - PLACE_SLOTS) / LEVEL_SLOTS];
}

// The place for a time, as things are.
static uint32_t place_for(const struct alarms *alarms, uint64_t at_ns)
{
    uint64_t tick = at_ns >> TICK_SHIFT;
    if (tick <= alarms->tick) {
        return PLACE_DUE;
    }
    uint64_t difference = (tick ^ alarms->tick) >> SLOT_BITS;
    uint32_t level = 0;
    for (; difference != 0; difference >>= SLOT_BITS) {
        level++;
    }
    return PLACE_SLOTS + level * LEVEL_SLOTS + (uint32_t) (tick >> level * SLOT_BITS) % LEVEL_SLOTS;
}

static void put(struct alarms *alarms, uint32_t place, struct alarm *alarm)
{
    alarm->place = (uint16_t) place;
    list_append(list_at(alarms, place), alarm);
    if (place >= PLACE_SLOTS) {
        uint32_t bit, *filled = filled_at(alarms, place, &bit);
        *filled |= bit;
    }
}

// Most are due later than all that are there already.
static void put_due(struct alarms *alarms, struct alarm *alarm)
{
    struct alarm *first = alarms->due, *before = first;
    alarm->place = PLACE_DUE;
    if (first != NULL && first->previous->at_ns > alarm->at_ns) {
        while (before->at_ns <= alarm->at_ns) {
            before = before->next;
        }
        alarms->due = before == first ? alarm : first;
    }
    list_insert(&alarms->due, before, alarm);
}

// The slot whose time comes first, and the tick it begins with. 0: all are empty.
static uint32_t first_slot(const struct alarms *alarms, uint64_t *start)
{
    for (uint32_t level = 0; level < alarms->levels; level++) {
        if (alarms->filled[level] != 0) {
            uint32_t slot = (uint32_t) __builtin_ctz(alarms->filled[level]);
            uint32_t shift = level * SLOT_BITS;
            *start = (alarms->tick >> shift & ~(uint64_t) (LEVEL_SLOTS - 1)) + slot;
            *start <<= shift;
            return PLACE_SLOTS + level * LEVEL_SLOTS + slot;
        }
    }
    return 0;
}

// Merge two sorted chains; of equal ones those of a come first.
static struct alarm *merge(struct alarm *a, struct alarm *b)
{
    struct alarm *all, **end = &all;
    while (a != NULL && b != NULL) {
        struct alarm **from = b->at_ns < a->at_ns ? &b : &a;
        *end = *from;
        end = &(*from)->next;
        *from = *end;
    }
    *end = a != NULL ? a : b;
    return all;
}

// Sort a chain. Runs that are in order already are taken whole; bins[i] has 2^i of them.
static struct alarm *sort(struct alarm *chain)
{
    struct alarm *bins[32] = {NULL};
    while (chain != NULL) {
        struct alarm *run = chain, *last = chain;
        while (last->next != NULL && last->next->at_ns >= last->at_ns) {
            last = last->next;
        }
        chain = last->next;
        last->next = NULL;
        uint32_t i = 0;
        for (; bins[i] != NULL; i++) {
            run = merge(bins[i], run);
            bins[i] = NULL;
        }
        bins[i] = run;
    }
    for (uint32_t i = 0; i < sizeof bins / sizeof *bins; i++) {
        chain = merge(bins[i], chain);
    }
    return chain;
}

// The wheel reaches a slot.
static void empty_slot(struct alarms *alarms, uint32_t place, uint64_t start)
{
    struct alarm **list = list_at(alarms, place), *alarm = *list, *due, **due_end = &due;
    uint32_t bit, *filled = filled_at(alarms, place, &bit);
    *filled &= ~bit;
    *list = NULL;
    alarm->previous->next = NULL;
    alarms->tick = start;
    while (alarm != NULL) {
        struct alarm *next = alarm->next;
        uint32_t lower = place_for(alarms, alarm->at_ns);
        if (lower == PLACE_DUE) {
            *due_end = alarm;
            due_end = &alarm->next;
        } else {
            put(alarms, lower, alarm);
        }
        alarm = next;
    }
    *due_end = NULL;
    for (due = sort(due); due != NULL; due = alarm) {
        alarm = due->next;
        put(alarms, PLACE_DUE, due);
    }
}

// Give all levels up to that of a place their slots.
static bool grow(struct vm *vm, uint32_t place)
{
    struct alarms *alarms = &vm->alarms;
    size_t old = alarms->levels * LEVEL_SLOTS;
    uint8_t levels = (uint8_t) ((place - PLACE_SLOTS) / LEVEL_SLOTS + 1);
    struct alarm **slots =
        memory_resize(vm, alarms->slots, old * sizeof *slots, levels * LEVEL_SLOTS * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    for (size_t i = old; i < levels * LEVEL_SLOTS; i++) {
        slots[i] = NULL;
    }
    alarms->slots = slots;
    alarms->levels = levels;
    return true;
}

bool alarm_set(struct vm *vm, struct alarm *alarm, uint64_t at_ns)
{
    struct alarms *alarms = &vm->alarms;
    uint32_t place = place_for(alarms, at_ns);
    if (place >= PLACE_SLOTS + alarms->levels * LEVEL_SLOTS && !grow(vm, place)) {
        return false;
    }
    alarm->at_ns = at_ns;
    if (place == PLACE_DUE) {
        put_due(alarms, alarm);
    } else {
        put(alarms, place, alarm);
    }
    alarms->count++;
    return true;
}

void alarm_cancel(struct vm *vm, struct alarm *alarm)
{
    struct alarms *alarms = &vm->alarms;
    if (alarm->place == 0) {
        return;
    }
    struct alarm **list = list_at(alarms, alarm->place);
    alarm->previous->next = alarm->next;
    alarm->next->previous = alarm->previous;
    if (*list == alarm) {
        *list = alarm->next == alarm ? NULL : alarm->next;
    }
    if (*list == NULL && alarm->place != PLACE_DUE) {
        uint32_t bit, *filled = filled_at(alarms, alarm->place, &bit);
        *filled &= ~bit;
    }
    alarm->place = 0;
    alarms->count--;
}

uint64_t alarm_next(const struct vm *vm)
{
    const struct alarms *alarms = &vm->alarms;
    if (alarms->due != NULL) {
        return alarms->due->at_ns;
    }
    uint64_t start, next = UINT64_MAX;
    uint32_t place = first_slot(alarms, &start);
    if (place == 0) {
        return UINT64_MAX;
    }
    const struct alarm *first = alarms->slots[place - PLACE_SLOTS], *alarm = first;
    for (int i = 0; i < LOOK_MAX; i++) {
        next = alarm->at_ns < next ? alarm->at_ns : next;
        alarm = alarm->next;
        if (alarm == first) {
            return next;
        }
    }
    return start << TICK_SHIFT;
}

struct alarm *alarm_take(struct vm *vm, uint64_t now_ns)
{
    struct alarms *alarms = &vm->alarms;
    uint64_t tick = now_ns >> TICK_SHIFT, start;
    uint32_t place;
    while ((place = first_slot(alarms, &start)) != 0 && start <= tick) {
        empty_slot(alarms, place, start);
    }
    alarms->tick = tick > alarms->tick ? tick : alarms->tick;
    struct alarm *first = alarms->due;
    if (first == NULL || first->at_ns > now_ns) {
        return NULL;
    }
    alarm_cancel(vm, first);
    return first;
}

void alarms_clear(struct vm *vm)
{
    struct alarms *alarms = &vm->alarms;
    while (alarms->count > 0) {
        uint64_t start;
        struct alarm *alarm =
            alarms->due != NULL ? alarms->due : *list_at(alarms, first_slot(alarms, &start));
        alarm_cancel(vm, alarm);
        if (alarm->is_timer) {
            timer_free(vm, timer_of_alarm(alarm));
        }
    }
    memory_free(vm, alarms->slots, alarms->levels * LEVEL_SLOTS * sizeof *alarms->slots);
    alarms->slots = NULL;
    alarms->levels = 0;
}

// Timers

struct timer *timer_start(struct vm *vm, uint64_t at_ns, uint64_t id, term to, term message)
{
    struct timer *timer = memory_calloc(vm, sizeof *timer);
    if (timer == NULL) {
        return NULL;
    }
    timer->to = to;
    timer->alarm.is_timer = true;
    timer->message = message_new(vm, message);
    if (timer->message == NULL || !reference_add(vm, &timer->reference, REFERENCE_TIMER, id)) {
        message_free(vm, timer->message);
        memory_free(vm, timer, sizeof *timer);
        return NULL;
    }
    if (!alarm_set(vm, &timer->alarm, at_ns)) {
        timer_free(vm, timer);
        return NULL;
    }
    struct process *receiver = is_atom(to) ? NULL : process_find(vm, to);
    if (receiver != NULL) {
        timer->next = receiver->timers;
        timer->link = &receiver->timers;
        if (timer->next != NULL) {
            timer->next->link = &timer->next;
        }
        receiver->timers = timer;
    }
    return timer;
}

void timer_free(struct vm *vm, struct timer *timer)
{
    alarm_cancel(vm, &timer->alarm);
    reference_remove(vm, &timer->reference);
    if (timer->link != NULL) {
        *timer->link = timer->next;
        if (timer->next != NULL) {
            timer->next->link = timer->link;
        }
    }
    message_free(vm, timer->message);
    memory_free(vm, timer, sizeof *timer);
}

void timer_fire(struct vm *vm, struct timer *timer)
{
    term pid = is_atom(timer->to) ? registry_find(vm, timer->to) : timer->to;
    struct process *to = pid == NONE ? NULL : process_find(vm, pid);
    if (to != NULL) {
        mailbox_put(to, timer->message);
        timer->message = NULL;
    }
    timer_free(vm, timer);
}
