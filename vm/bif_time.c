// SPDX-License-Identifier: Apache-2.0
// bif_time.c: clocks, calendar time, unique integers and references.
//
// The native time unit is the nanosecond.

#include "platforms/platform.h"
#include "vm/bif.h"
#include "vm/civil_time.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/number.h"

#define NS_PER_SECOND INT64_C(1000000000)
#define DST_SECONDS   3600

// Units

// Parts per second of a unit's name, or 0.
static int64_t unit_of_name(term name)
{
    switch (name) {
    case ATOM_second:
    case ATOM_seconds:
        return 1;
    case ATOM_millisecond:
    case ATOM_milli_seconds:
        return 1000;
    case ATOM_microsecond:
    case ATOM_micro_seconds:
        return 1000000;
    case ATOM_nanosecond:
    case ATOM_nano_seconds:
    case ATOM_native:
    case ATOM_perf_counter:
        return NS_PER_SECOND;
    default:
        return 0;
    }
}

// Parts per second of a unit: a name or a positive integer. False: something else. *parts is 0 when
// they need more than 64 bits: then the term is the number.
static bool unit_parts(term unit, int64_t *parts)
{
    if (is_atom(unit)) {
        *parts = unit_of_name(unit);
        return *parts != 0;
    }
    if (!is_integer(unit)) {
        return false;
    }
    if (!integer_to_int64(unit, parts)) {
        *parts = 0;
        return is_boxed_tag(unit, TAG_BIG_POS);
    }
    return *parts > 0;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static term integer_term(struct process *p, int64_t value)
{
    return heap_ensure(p, INT64_WORDS) ? build_int64(p, value) : NONE;
}

// Store value at *slot, a root. False: out of memory.
static bool put_integer(struct process *p, term *slot, int64_t value)
{
    *slot = integer_term(p, value);
    return *slot != NONE;
}

// What a conversion works with: roots.
enum { SLOT_LEFT, SLOT_RIGHT, SLOT_FROM, SLOT_PRODUCT, SLOT_COUNT };

// floor(slots[LEFT] * slots[RIGHT] / slots[FROM]); all integers, FROM positive.
static term multiply_divide(struct process *p, term *slots)
{
    slots[SLOT_PRODUCT] = number_multiply(p, slots);
    if (slots[SLOT_PRODUCT] == NONE) {
        return NONE;
    }
    slots[SLOT_LEFT] = slots[SLOT_PRODUCT];
    slots[SLOT_RIGHT] = slots[SLOT_FROM];
    term rest = number_rem(p, slots);
    if (rest == NONE) {
        return NONE;
    }
    bool below = is_small(rest) ? small_value(rest) < 0 : is_boxed_tag(rest, TAG_BIG_NEG);
    slots[SLOT_LEFT] = slots[SLOT_PRODUCT];
    slots[SLOT_RIGHT] = slots[SLOT_FROM];
    term quotient = number_div(p, slots);
    if (quotient == NONE || !below) {
        return quotient;
    }
    slots[SLOT_LEFT] = quotient;
    slots[SLOT_RIGHT] = make_small(1);
    return number_subtract(p, slots);
}

// value is an integer, from and to are units (checked). May collect.
static term convert(struct process *p, term value, term from, term to)
{
    int64_t count, from_parts = 0, to_parts = 0, product;
    unit_parts(from, &from_parts);
    unit_parts(to, &to_parts);
    if (from == to || (from_parts == to_parts && from_parts != 0)) {
        return value;
    }
    if (from_parts != 0 && to_parts != 0 && integer_to_int64(value, &count) &&
        !__builtin_mul_overflow(count, to_parts, &product)) {
        return integer_term(p, floor_div(product, from_parts));
    }
    term slots[SLOT_COUNT] = {value, to, from, NIL};
    struct gc_roots roots;
    roots_push(p, &roots, slots, SLOT_COUNT);
    bool good = (to_parts == 0 || put_integer(p, &slots[SLOT_RIGHT], to_parts)) &&
                (from_parts == 0 || put_integer(p, &slots[SLOT_FROM], from_parts));
    term result = good ? multiply_divide(p, slots) : NONE;
    roots_pop(p, &roots);
    return result;
}

term bif_erlang_convert_time_unit(struct process *p, term *args)
{
    int64_t parts;
    if (!is_integer(args[0]) || !unit_parts(args[1], &parts) || !unit_parts(args[2], &parts)) {
        return raise_badarg(p);
    }
    return convert(p, args[0], args[1], args[2]);
}

// Clocks

// Nanoseconds in the unit of args[0].
static term in_unit(struct process *p, term *args, int64_t ns)
{
    int64_t parts;
    if (!unit_parts(args[0], &parts)) {
        return raise_badarg(p);
    }
    term value = integer_term(p, ns);
    return value == NONE ? NONE : convert(p, value, ATOM_nanosecond, args[0]);
}

static int64_t time_offset_ns(void)
{
    return (int64_t) (platform_system_ns() - platform_monotonic_ns());
}

term bif_erlang_monotonic_time_0(struct process *p, term *args)
{
    return integer_term(p, (int64_t) platform_monotonic_ns());
}

term bif_erlang_monotonic_time_1(struct process *p, term *args)
{
    return in_unit(p, args, (int64_t) platform_monotonic_ns());
}

term bif_erlang_system_time_0(struct process *p, term *args)
{
    return integer_term(p, (int64_t) platform_system_ns());
}

term bif_erlang_system_time_1(struct process *p, term *args)
{
    return in_unit(p, args, (int64_t) platform_system_ns());
}

term bif_erlang_time_offset_0(struct process *p, term *args)
{
    return integer_term(p, time_offset_ns());
}

term bif_erlang_time_offset_1(struct process *p, term *args)
{
    return in_unit(p, args, time_offset_ns());
}

term bif_os_system_time_0(struct process *p, term *args)
{
    return bif_erlang_system_time_0(p, args);
}

term bif_os_system_time_1(struct process *p, term *args)
{
    return bif_erlang_system_time_1(p, args);
}

term bif_os_perf_counter_0(struct process *p, term *args)
{
    return bif_erlang_monotonic_time_0(p, args);
}

term bif_os_perf_counter_1(struct process *p, term *args)
{
    return bif_erlang_monotonic_time_1(p, args);
}

term bif_erts_internal_time_unit(struct process *p, term *args)
{
    return integer_term(p, NS_PER_SECOND);
}

term bif_erts_internal_perf_counter_unit(struct process *p, term *args)
{
    return integer_term(p, NS_PER_SECOND);
}

// {MegaSeconds, Seconds, MicroSeconds}
static term timestamp(struct process *p, uint64_t us)
{
    if (!heap_ensure(p, 4)) {
        return NONE;
    }
    uint64_t seconds = us / 1000000;
    return build_tuple3(p, make_small((sterm) (seconds / 1000000)),
                        make_small((sterm) (seconds % 1000000)),
                        make_small((sterm) (us % 1000000)));
}

term bif_erlang_timestamp(struct process *p, term *args)
{
    return timestamp(p, platform_system_ns() / 1000);
}

term bif_os_timestamp(struct process *p, term *args)
{
    return timestamp(p, platform_system_ns() / 1000);
}

// Never twice the same, and rising.
term bif_erlang_now(struct process *p, term *args)
{
    uint64_t us = platform_system_ns() / 1000;
    uint64_t last = p->vm->last_now_us;
    p->vm->last_now_us = us > last ? us : last + 1;
    return timestamp(p, p->vm->last_now_us);
}

// Calendar

// {Year, Month, Day}
static term build_date(struct process *p, const struct civil_time *time)
{
    return build_tuple3(p, make_small((sterm) time->year), make_small(time->month),
                        make_small(time->day));
}

// {Hour, Minute, Second}
static term build_time(struct process *p, const struct civil_time *time)
{
    return build_tuple3(p, make_small(time->hour), make_small(time->minute),
                        make_small(time->second));
}

static term date_time_term(struct process *p, int64_t seconds)
{
    struct civil_time time;
    civil_from_seconds(seconds, &time);
    if (!heap_ensure(p, 4 + 4 + 3)) {
        return NONE;
    }
    term date = build_date(p, &time);
    return build_tuple2(p, date, build_time(p, &time));
}

static bool small_in_int(term t, int *value)
{
    if (!is_small(t) || small_value(t) < INT32_MIN || small_value(t) > INT32_MAX) {
        return false;
    }
    *value = (int) small_value(t);
    return true;
}

static bool read_three(term t, int *a, int *b, int *c)
{
    return is_tuple(t) && tuple_arity(t) == 3 && small_in_int(tuple_elements(t)[0], a) &&
           small_in_int(tuple_elements(t)[1], b) && small_in_int(tuple_elements(t)[2], c);
}

// A valid {{Y, M, D}, {H, M, S}} as if it were UTC.
static bool read_date_time(term t, int64_t *seconds)
{
    struct civil_time time;
    int year;
    if (!is_tuple(t) || tuple_arity(t) != 2 ||
        !read_three(tuple_elements(t)[0], &year, &time.month, &time.day) ||
        !read_three(tuple_elements(t)[1], &time.hour, &time.minute, &time.second)) {
        return false;
    }
    time.year = year;
    if (year < 0 || !civil_time_valid(&time)) {
        return false;
    }
    *seconds = civil_to_seconds(&time);
    return true;
}

static int64_t now_seconds(void)
{
    return (int64_t) (platform_system_ns() / (uint64_t) NS_PER_SECOND);
}

static int64_t now_local_seconds(void)
{
    int64_t now = now_seconds();
    return now + platform_utc_offset(now, NULL);
}

term bif_erlang_universaltime(struct process *p, term *args)
{
    return date_time_term(p, now_seconds());
}

term bif_erlang_localtime_0(struct process *p, term *args)
{
    return date_time_term(p, now_local_seconds());
}

// The time in a zone given as a POSIX TZ string; UTC when it is none.
term bif_erlang_localtime_1(struct process *p, term *args)
{
    char zone[64];
    size_t size = 0;
    term t = args[0];
    for (; is_cons(t) && size + 1 < sizeof zone; t = cons_tail(t)) {
        term head = cons_head(t);
        if (!is_small(head) || small_value(head) <= 0 || small_value(head) > 0xff) {
            return raise_badarg(p);
        }
        zone[size++] = (char) small_value(head);
    }
    if (t != NIL) {
        return raise_badarg(p);
    }
    zone[size] = 0;
    int64_t now = now_seconds();
    int32_t offset = 0;
    return date_time_term(p, posix_zone_offset(zone, now, &offset) ? now + offset : now);
}

term bif_erlang_date(struct process *p, term *args)
{
    struct civil_time time;
    civil_from_seconds(now_local_seconds(), &time);
    return heap_ensure(p, 4) ? build_date(p, &time) : NONE;
}

term bif_erlang_time(struct process *p, term *args)
{
    struct civil_time time;
    civil_from_seconds(now_local_seconds(), &time);
    return heap_ensure(p, 4) ? build_time(p, &time) : NONE;
}

// The system's zones are only asked about times that 32 bits could not tell from any other of their
// past.
#define LOCAL_SECONDS_MIN INT64_C(-2147483648)

// UTC of a local time. wanted: whether it is meant as summer time, or undefined.
static int64_t local_to_utc(int64_t local, term wanted)
{
    // The offset before and after any change that could be near.
    const int32_t offsets[2] = {platform_utc_offset(local - SECONDS_PER_DAY, NULL),
                                platform_utc_offset(local + SECONDS_PER_DAY, NULL)};
    int64_t found = local - offsets[0]; // in a gap: as before it
    bool found_dst = false, any = false;
    for (int i = 1; i >= 0; i--) {
        bool is_dst;
        int64_t utc = local - offsets[i];
        if (platform_utc_offset(utc, &is_dst) != offsets[i]) {
            continue;
        }
        if (!any || wanted == make_bool(is_dst)) {
            found = utc;
            found_dst = is_dst;
        }
        any = true;
    }
    if (any && wanted != ATOM_undefined && wanted != make_bool(found_dst)) {
        // Meant in the other time than the one in force.
        found += found_dst ? DST_SECONDS : -DST_SECONDS;
    }
    return found;
}

static term localtime_to_universaltime(struct process *p, term local, term wanted)
{
    int64_t seconds;
    if ((wanted != ATOM_true && wanted != ATOM_false && wanted != ATOM_undefined) ||
        !read_date_time(local, &seconds) || seconds < LOCAL_SECONDS_MIN) {
        return raise_badarg(p);
    }
    return date_time_term(p, local_to_utc(seconds, wanted));
}

term bif_erlang_localtime_to_universaltime_1(struct process *p, term *args)
{
    return localtime_to_universaltime(p, args[0], ATOM_undefined);
}

term bif_erlang_localtime_to_universaltime_2(struct process *p, term *args)
{
    return localtime_to_universaltime(p, args[0], args[1]);
}

term bif_erlang_universaltime_to_localtime(struct process *p, term *args)
{
    int64_t seconds;
    if (!read_date_time(args[0], &seconds) || seconds < LOCAL_SECONDS_MIN) {
        return raise_badarg(p);
    }
    return date_time_term(p, seconds + platform_utc_offset(seconds, NULL));
}

term bif_erlang_universaltime_to_posixtime(struct process *p, term *args)
{
    int64_t seconds;
    return read_date_time(args[0], &seconds) ? integer_term(p, seconds) : raise_badarg(p);
}

// Years that a small integer of 32 bits holds.
#define POSIX_SECONDS_END (INT64_C(1) << 50)

term bif_erlang_posixtime_to_universaltime(struct process *p, term *args)
{
    int64_t seconds;
    if (!is_integer(args[0]) || !integer_to_int64(args[0], &seconds) ||
        seconds >= POSIX_SECONDS_END || seconds <= -POSIX_SECONDS_END) {
        return raise_badarg(p);
    }
    return date_time_term(p, seconds);
}

// Things there is only one of

term bif_erlang_make_ref(struct process *p, term *args)
{
    if (!heap_ensure(p, REF_WORDS)) {
        return NONE;
    }
    return make_ref_at(heap_take(p, REF_WORDS), machine_next(&p->vm->next_ref), 0);
}

// One counter serves all kinds: it rises and is never negative. In a guard there may be no room to
// ensure.
static term unique_integer(struct process *p)
{
    uint64_t value = machine_next(&p->vm->next_unique);
    if (value <= (uint64_t) SMALL_MAX) {
        return make_small((sterm) value);
    }
    if (!heap_ensure(p, INT64_WORDS)) {
        return NONE;
    }
    return build_uint64(p, value);
}

term bif_erlang_unique_integer_0(struct process *p, term *args)
{
    return unique_integer(p);
}

term bif_erlang_unique_integer_1(struct process *p, term *args)
{
    term t = args[0];
    for (; is_cons(t); t = cons_tail(t)) {
        if (cons_head(t) != ATOM_positive && cons_head(t) != ATOM_monotonic) {
            return raise_badarg(p);
        }
    }
    return t == NIL ? unique_integer(p) : raise_badarg(p);
}
