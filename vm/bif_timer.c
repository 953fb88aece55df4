// SPDX-License-Identifier: Apache-2.0
// bif_timer.c: natives that start, read and cancel timers.

#include "platforms/platform.h"
#include "vm/bif.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/mailbox.h"
#include "vm/number.h"
#include "vm/process_table.h"
#include "vm/schedule.h"
#include "vm/timer.h"

#define NS_PER_MS 1000000u
// Far enough, and the sum with the clock does not overflow.
#define MS_MAX (UINT64_MAX / NS_PER_MS / 4)

// The list of a single option, [{key, Bool}] in any number.
static bool read_flag(term list, term key, bool *value)
{
    for (; is_cons(list); list = cons_tail(list)) {
        term option = cons_head(list);
        if (!is_tuple(option) || tuple_arity(option) != 2 || tuple_elements(option)[0] != key ||
            (tuple_elements(option)[1] != ATOM_true && tuple_elements(option)[1] != ATOM_false)) {
            return false;
        }
        *value = tuple_elements(option)[1] == ATOM_true;
    }
    return list == NIL;
}

// When a timer is due. A time that is over is now.
static bool read_time(term t, bool absolute, uint64_t *at_ns)
{
    uint64_t ms;
    if (!is_integer(t)) {
        return false;
    }
    *at_ns = absolute ? 0 : platform_monotonic_ns();
    if (absolute && (is_small(t) ? small_value(t) < 0 : is_boxed_tag(t, TAG_BIG_NEG))) {
        return true;
    }
    if (!integer_to_uint64(t, &ms) || ms > MS_MAX) {
        return false;
    }
    *at_ns += ms * NS_PER_MS;
    return true;
}

// args: time, receiver, message. wrapped: the message is {timeout, Reference, Message}.
static term start(struct process *p, term *args, bool wrapped, bool absolute)
{
    uint64_t at_ns;
    if (!heap_ensure(p, REF_WORDS)) {
        return NONE;
    }
    if ((!is_atom(args[1]) && !is_local_pid(args[1])) || !read_time(args[0], absolute, &at_ns)) {
        return raise_badarg(p);
    }
    term reference = make_ref_at(heap_take(p, REF_WORDS), machine_next(&p->vm->next_ref), 0);
    term tuple[4] = {make_header(3, TAG_TUPLE), ATOM_timeout, reference, args[2]};
    term message = wrapped ? make_boxed(tuple) : args[2];
    if (is_local_pid(args[1]) && process_find(p->vm, args[1]) == NULL) {
        return reference; // nobody will get it
    }
    if (timer_start(p->vm, at_ns, ref_id(reference), args[1], message) == NULL) {
        return raise_out_of_memory(p);
    }
    schedule_alarm_is_set(p->vm, at_ns);
    return reference;
}

term bif_erlang_send_after_3(struct process *p, term *args)
{
    return start(p, args, false, false);
}

term bif_erlang_send_after_4(struct process *p, term *args)
{
    bool absolute = false;
    return read_flag(args[3], ATOM_abs, &absolute) ? start(p, args, false, absolute)
                                                   : raise_badarg(p);
}

term bif_erlang_start_timer_3(struct process *p, term *args)
{
    return start(p, args, true, false);
}

term bif_erlang_start_timer_4(struct process *p, term *args)
{
    bool absolute = false;
    return read_flag(args[3], ATOM_abs, &absolute) ? start(p, args, true, absolute)
                                                   : raise_badarg(p);
}

// Milliseconds that are left, begun ones count, or false.
static term time_left(struct process *p, const struct timer *timer)
{
    if (timer == NULL) {
        return ATOM_false;
    }
    uint64_t now = platform_monotonic_ns();
    uint64_t left = timer->alarm.at_ns > now ? timer->alarm.at_ns - now : 0;
    return build_uint64(p, (left + NS_PER_MS - 1) / NS_PER_MS);
}

// Read and perhaps cancel a timer. Asynchronously: {tag, Reference, Left} is sent to the process.
static term look(struct process *p, term *args, term tag, bool asynchronous, bool info)
{
    if (!heap_ensure(p, INT64_WORDS)) {
        return NONE;
    }
    if (!is_reference(args[0])) {
        return raise_badarg(p);
    }
    // its first member
    struct timer *timer = (struct timer *) (void *) reference_find(p->vm, args[0], REFERENCE_TIMER);
    term left = time_left(p, timer);
    if (timer != NULL && tag == ATOM_cancel_timer) {
        timer_free(p->vm, timer);
    }
    if (!asynchronous) {
        return info ? left : (term) ATOM_ok;
    }
    term tuple[4] = {make_header(3, TAG_TUPLE), tag, args[0], left};
    if (info && !mailbox_send(p, make_boxed(tuple))) {
        return raise_out_of_memory(p);
    }
    return ATOM_ok;
}

term bif_erlang_cancel_timer_1(struct process *p, term *args)
{
    return look(p, args, ATOM_cancel_timer, false, true);
}

term bif_erlang_cancel_timer_2(struct process *p, term *args)
{
    bool asynchronous = false, info = true;
    term t = args[1];
    for (; is_cons(t); t = cons_tail(t)) {
        term one[2] = {cons_head(t), NIL};
        if (!read_flag(make_cons(one), ATOM_async, &asynchronous) &&
            !read_flag(make_cons(one), ATOM_info, &info)) {
            return raise_badarg(p);
        }
    }
    return t == NIL ? look(p, args, ATOM_cancel_timer, asynchronous, info) : raise_badarg(p);
}

term bif_erlang_read_timer_1(struct process *p, term *args)
{
    return look(p, args, ATOM_read_timer, false, true);
}

term bif_erlang_read_timer_2(struct process *p, term *args)
{
    bool asynchronous = false;
    return read_flag(args[1], ATOM_async, &asynchronous)
               ? look(p, args, ATOM_read_timer, asynchronous, true)
               : raise_badarg(p);
}
