// SPDX-License-Identifier: Apache-2.0
// timer_test.c: the wheel of alarms against an array that is searched.

#include <stdlib.h>
#include <string.h>

#include "tests/unit/test.h"
#include "vm/machine.h"
#include "vm/timer.h"

#define ALARMS 3000
#define MS     UINT64_C(1000000)

static struct vm *vm;
static struct alarm *alarms;   // ALARMS of them
static uint64_t order[ALARMS]; // in which they were set
static uint64_t set_count;
static uint64_t now;
static uint64_t seed = 1;

static uint64_t random_bits(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return seed >> 20;
}

static void begin(uint64_t start)
{
    vm = vm_new(NULL);
    alarms = calloc(ALARMS, sizeof *alarms);
    if (vm == NULL || alarms == NULL) {
        abort();
    }
    now = start;
    set_count = 0;
    (void) alarm_take(vm, now);
}

static void end(void)
{
    for (int i = 0; i < ALARMS; i++) {
        alarm_cancel(vm, &alarms[i]);
    }
    CHECK_NUMBER(vm->alarms.count, 0);
    CHECK(alarm_next(vm) == UINT64_MAX);
    vm_free(vm);
    free(alarms);
}

static void set(int i, uint64_t at_ns)
{
    CHECK(alarm_set(vm, &alarms[i], at_ns));
    order[i] = ++set_count;
}

// The first one, or -1.
static int first_of_all(void)
{
    int first = -1;
    for (int i = 0; i < ALARMS; i++) {
        if (alarm_is_set(&alarms[i]) &&
            (first < 0 || alarms[i].at_ns < alarms[first].at_ns ||
             (alarms[i].at_ns == alarms[first].at_ns && order[i] < order[first]))) {
            first = i;
        }
    }
    return first;
}

// Take out all that are due, in the right order.
static bool take_due(void)
{
    for (;;) {
        int first = first_of_all();
        struct alarm *expected = first >= 0 && alarms[first].at_ns <= now ? &alarms[first] : NULL;
        struct alarm *taken = alarm_take(vm, now);
        if (taken != expected) {
            return false;
        }
        if (taken == NULL) {
            return true;
        }
    }
}

// A time: mostly near, sometimes far, sometimes that of another, sometimes over.
static uint64_t random_time(void)
{
    uint64_t far = random_bits() % 40;
    switch (random_bits() % 8) {
    case 0:
        return alarms[random_bits() % ALARMS].at_ns;
    case 1:
        return now - random_bits() % (now + 1);
    case 2:
        return now / MS * MS + random_bits() % 5 * MS;
    default:
        return now + random_bits() % (UINT64_C(1) << (far + 12));
    }
}

static void alarms_agree_with_a_model(void)
{
    begin(random_bits());
    bool order_good = true, next_good = true;
    for (int step = 0; step < 40000 && order_good && next_good; step++) {
        // at first few, later many
        int i = (int) (random_bits() % (step < 10000 ? 20 : ALARMS));
        if (alarm_is_set(&alarms[i])) {
            alarm_cancel(vm, &alarms[i]);
            CHECK(!alarm_is_set(&alarms[i]));
        } else {
            set(i, random_time());
        }
        if (step % 10 == 0) {
            now += random_bits() % 50 == 0 ? random_bits() % (UINT64_C(1) << 50)
                                           : random_bits() % (20 * MS);
            order_good = take_due();
            int first = first_of_all();
            uint64_t next = alarm_next(vm);
            next_good = first < 0      ? next == UINT64_MAX
                        : step < 10000 ? next == alarms[first].at_ns
                                       : next <= alarms[first].at_ns;
            next_good = next_good && next > now;
        }
    }
    CHECK(order_good);
    CHECK(next_good);
    now = UINT64_MAX;
    CHECK(take_due());
    end();
}

static void equal_times_keep_the_order_they_were_set_in(void)
{
    begin(123456789);
    // the later ones when their time has come nearer, so that they are put elsewhere
    uint64_t at = now + 3600 * 1000 * MS;
    int i = 0;
    for (uint64_t before = at - now; before > 1000; before /= 7) {
        now = at - before;
        CHECK(alarm_take(vm, now) == NULL);
        for (int j = 0; j < 100; j++) {
            set(i++, at);
        }
    }
    now = at;
    for (int j = 0; j < i; j++) {
        CHECK(alarm_take(vm, now) == &alarms[j]);
    }
    CHECK(alarm_take(vm, now) == NULL);
    end();
}

static void times_within_a_tick_are_exact(void)
{
    begin(0);
    for (int i = 0; i < ALARMS; i++) {
        set(i, 5000 * MS + (uint64_t) ((i * 7919) % ALARMS));
    }
    uint64_t at = 5000 * MS;
    bool good = true;
    for (now = at; now < at + ALARMS && good; now++) {
        struct alarm *taken = alarm_take(vm, now);
        good = taken != NULL && taken->at_ns == now && alarm_take(vm, now) == NULL;
    }
    CHECK(good);
    end();
}

// How often a machine that sleeps wakes up for nothing.
static void sleep_ends_when_something_is_due(void)
{
    for (int count = 1; count <= ALARMS; count *= 10) {
        begin(77777);
        for (int i = 0; i < count; i++) {
            set(i, now + 100000 * MS + random_bits() % (100000 * MS));
        }
        int woken = 0, useful = 0;
        for (;;) {
            while (alarm_take(vm, now) != NULL) {
                useful++;
            }
            if (alarm_next(vm) == UINT64_MAX) {
                break;
            }
            CHECK(alarm_next(vm) > now);
            now = alarm_next(vm);
            woken++;
        }
        CHECK_NUMBER(useful, count);
        CHECK(count > 60 ? woken < count + count / 5 : woken <= count);
        end();
    }
}

static void times_far_away_have_a_place(void)
{
    begin(0);
    set(0, UINT64_MAX);
    set(1, UINT64_MAX - 1);
    set(2, 0);
    set(3, UINT64_MAX / 2);
    CHECK(alarm_take(vm, now) == &alarms[2]);
    CHECK(alarm_take(vm, now) == NULL);
    CHECK(alarm_next(vm) == UINT64_MAX / 2);
    CHECK(alarm_take(vm, UINT64_MAX / 2) == &alarms[3]);
    CHECK(alarm_next(vm) == UINT64_MAX - 1);
    CHECK(alarm_take(vm, UINT64_MAX) == &alarms[1]);
    CHECK(alarm_take(vm, UINT64_MAX) == &alarms[0]);
    end();
}

int main(void)
{
    TEST(alarms_agree_with_a_model);
    TEST(equal_times_keep_the_order_they_were_set_in);
    TEST(times_within_a_tick_are_exact);
    TEST(sleep_ends_when_something_is_due);
    TEST(times_far_away_have_a_place);
    return test_done();
}
