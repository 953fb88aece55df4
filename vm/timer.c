// SPDX-License-Identifier: Apache-2.0
// timer.c: a binary heap of alarms, and the timers of programs.
//
// vm->alarms[1 .. alarm_count] is the heap: the children of i are at 2i and 2i + 1, none earlier
// than i. Every alarm knows its place.

#include "vm/timer.h"

#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/registry.h"
#include "vm/schedule.h"

static bool earlier(const struct alarm *a, const struct alarm *b)
{
    return a->at_ns != b->at_ns ? a->at_ns < b->at_ns : a->order < b->order;
}

static void put(struct vm *vm, uint32_t place, struct alarm *alarm)
{
    vm->alarms[place] = alarm;
    alarm->place = place;
}

// Move alarm, which belongs at place or nearer the top, to where it belongs.
static void rise(struct vm *vm, uint32_t place, struct alarm *alarm)
{
    while (place > 1 && earlier(alarm, vm->alarms[place / 2])) {
        put(vm, place, vm->alarms[place / 2]);
        place /= 2;
    }
    put(vm, place, alarm);
}

// The same, away from the top.
static void sink(struct vm *vm, uint32_t place, struct alarm *alarm)
{
    while (place * 2 <= vm->alarm_count) {
        uint32_t child = place * 2;
        if (child < vm->alarm_count && earlier(vm->alarms[child + 1], vm->alarms[child])) {
            child++;
        }
        if (!earlier(vm->alarms[child], alarm)) {
            break;
        }
        put(vm, place, vm->alarms[child]);
        place = child;
    }
    put(vm, place, alarm);
}

static bool grow(struct vm *vm)
{
    uint32_t capacity = vm->alarm_capacity == 0 ? 16 : vm->alarm_capacity * 2;
    struct alarm **alarms = capacity > UINT32_MAX / 2 / sizeof *alarms
                                ? NULL
                                : memory_resize(vm, vm->alarms, vm->alarm_capacity * sizeof *alarms,
                                                capacity * sizeof *alarms);
    if (alarms == NULL) {
        return false;
    }
    vm->alarms = alarms;
    vm->alarm_capacity = capacity;
    return true;
}

bool alarm_set(struct vm *vm, struct alarm *alarm, uint64_t at_ns)
{
    if (vm->alarm_count + 1 >= vm->alarm_capacity && !grow(vm)) {
        return false;
    }
    alarm->at_ns = at_ns;
    alarm->order = ++vm->alarm_order;
    rise(vm, ++vm->alarm_count, alarm);
    return true;
}

void alarm_cancel(struct vm *vm, struct alarm *alarm)
{
    uint32_t place = alarm->place;
    if (place == 0) {
        return;
    }
    alarm->place = 0;
    struct alarm *last = vm->alarms[vm->alarm_count--];
    if (last == alarm) {
        return;
    }
    if (place > 1 && earlier(last, vm->alarms[place / 2])) {
        rise(vm, place, last);
    } else {
        sink(vm, place, last);
    }
}

uint64_t alarm_next(const struct vm *vm)
{
    return vm->alarm_count == 0 ? UINT64_MAX : vm->alarms[1]->at_ns;
}

struct alarm *alarm_take(struct vm *vm, uint64_t now_ns)
{
    struct alarm *first = vm->alarm_count == 0 ? NULL : vm->alarms[1];
    if (first == NULL || first->at_ns > now_ns) {
        return NULL;
    }
    alarm_cancel(vm, first);
    return first;
}

void alarms_clear(struct vm *vm)
{
    while (vm->alarm_count > 0) {
        struct alarm *alarm = vm->alarms[vm->alarm_count];
        alarm_cancel(vm, alarm);
        if (alarm->is_timer) {
            timer_free(vm, timer_of_alarm(alarm));
        }
    }
    memory_free(vm, vm->alarms, vm->alarm_capacity * sizeof *vm->alarms);
    vm->alarms = NULL;
    vm->alarm_capacity = 0;
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
    struct process *receiver = is_atom(to) ? NULL : schedule_find(vm, to);
    if (receiver != NULL && !process_own(receiver)) {
        timer_free(vm, timer);
        return NULL;
    }
    if (receiver != NULL) {
        timer->next = receiver->extra->timers;
        timer->link = &receiver->extra->timers;
        if (timer->next != NULL) {
            timer->next->link = &timer->next;
        }
        receiver->extra->timers = timer;
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
    struct process *to = pid == NONE ? NULL : schedule_find(vm, pid);
    if (to != NULL) {
        schedule_deliver_message(to, timer->message);
        timer->message = NULL;
    }
    timer_free(vm, timer);
}
