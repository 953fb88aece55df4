// SPDX-License-Identifier: Apache-2.0
// timer.h: the times the machine has to wake up for: timeouts of receive, and timers of programs.
//
// Alarms are kept in a wheel of slots of 32 to the power of level ticks, so that setting and
// cancelling take the same time however many there are, and cancelling frees the place at once. A
// tick is about a millisecond, but alarms go off at their exact times, in order, those of the same
// time in the order they were set. Times are on the monotonic clock, in nanoseconds.

#ifndef VM_TIMER_H
#define VM_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include "vm/process.h"
#include "vm/signal.h"
#include "vm/term.h"

struct vm;

#define ALARM_LEVELS 9

// All alarms of a machine. What a slot of a level holds differs from `tick` in the digit of that
// level (to the base of 32) and in none above; the digit is the number of the slot.
struct alarms {
    uint64_t tick;                 // that the wheel has reached
    struct alarm *due;             // of this tick and those before, earliest first
    struct alarm **slots;          // oldest of each slot, or NULL; level by level
    uint32_t filled[ALARM_LEVELS]; // bits of the slots that hold something
    uint32_t count;
    uint8_t levels; // that have slots
};

// Set a zeroed alarm of a process's receive. False: no memory.
bool alarm_set(struct vm *vm, struct alarm *alarm, uint64_t at_ns);
// Nothing to do when it is not set.
void alarm_cancel(struct vm *vm, struct alarm *alarm);
static inline bool alarm_is_set(const struct alarm *alarm)
{
    return alarm->place != 0;
}
// When to look again: when the first one is due, or UINT64_MAX. When many alarms are due about
// then, it may be a little earlier: when it is time to look at them.
uint64_t alarm_next(const struct vm *vm);
// Take the first one out when it is due at now_ns, or NULL.
struct alarm *alarm_take(struct vm *vm, uint64_t now_ns);
void alarms_clear(struct vm *vm);

// A timer: a message that is sent when its time has come.
struct timer {
    struct reference reference; // REFERENCE_TIMER
    struct alarm alarm;
    struct timer *next, **link; // timers of the same receiver; none when it has a name
    term to;                    // pid or registered name
    struct message *message;    // ready to be delivered
};

// Start one. to: an atom, or a local pid. message is copied. NULL: no memory.
struct timer *timer_start(struct vm *vm, uint64_t at_ns, uint64_t id, term to, term message);
// The time is up: send, free.
void timer_fire(struct vm *vm, struct timer *timer);
void timer_free(struct vm *vm, struct timer *timer);
static inline struct timer *timer_of_alarm(struct alarm *alarm)
{
    return (struct timer *) (void *) ((char *) alarm - offsetof(struct timer, alarm));
}

#endif
