// SPDX-License-Identifier: Apache-2.0
// settings.c: heap settings and flags of processes.

#include "vm/settings.h"

#include "vm/atom.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/map.h"
#include "vm/number.h"

#define SAVED_CALLS_MAX 10000

term settings_pair(struct process *p, term key, size_t value)
{
    if (!heap_ensure(p, 3 + INT64_WORDS)) {
        return NONE;
    }
    return build_tuple2(p, key, build_uint64(p, value));
}

// The keys are in term order already, so the map can be put together by hand.
term settings_max_heap(struct process *p, const struct process *of)
{
    if (!heap_ensure(p, 4 + 5 + INT64_WORDS)) {
        return NONE;
    }
    term keys = build_tuple3(p, ATOM_error_logger, ATOM_kill, ATOM_size);
    const struct spawn_options *defaults = &p->vm->defaults;
    term words = build_uint64(p, of == NULL ? defaults->max_heap_words : of->extra->max_heap_words);
    bool quiet = of == NULL ? defaults->quiet_on_max_heap : of->extra->quiet_on_max_heap;
    bool spare = of == NULL ? defaults->spare_on_max_heap : of->extra->spare_on_max_heap;
    term *map = heap_take(p, 5);
    map[0] = make_header(4, TAG_MAP);
    map[1] = keys;
    map[2] = make_bool(!quiet);
    map[3] = make_bool(!spare);
    map[4] = words;
    return make_boxed(map);
}

bool settings_size(term t, size_t *size)
{
    uint64_t value;
    if (!is_integer(t) || !integer_to_uint64(t, &value) || value > SIZE_MAX / TERM_BYTES / 2) {
        return false;
    }
    *size = (size_t) value;
    return true;
}

static term integer_term(struct process *p, size_t value)
{
    return heap_ensure(p, INT64_WORDS) ? build_uint64(p, value) : NONE;
}

static bool read_bool(term t, bool *value)
{
    *value = t == ATOM_true;
    return t == ATOM_true || t == ATOM_false;
}

// A size in words, or #{size => Words, kill => Bool, ...}; what is not said is true.
static bool read_max_heap(const struct vm *vm, term t, size_t *size, bool *kill, bool *log)
{
    if (!is_map(t)) {
        return settings_size(t, size);
    }
    term words = map_get(vm, t, ATOM_size);
    term kills = map_get(vm, t, ATOM_kill);
    term logs = map_get(vm, t, ATOM_error_logger);
    return words != NONE && settings_size(words, size) &&
           (kills == NONE || read_bool(kills, kill)) && (logs == NONE || read_bool(logs, log));
}

static term set_max_heap(struct process *p, term value)
{
    size_t size = 0;
    bool kill = true, log = true;
    if (!read_max_heap(p->vm, value, &size, &kill, &log) ||
        (size != 0 && size < p->extra->min_heap_words)) {
        return raise_badarg(p);
    }
    // The answer is built first: it may collect, and then the old limit holds.
    term old = settings_max_heap(p, p);
    if (!process_own(p)) {
        return raise_out_of_memory(p);
    }
    p->extra->max_heap_words = size;
    p->extra->spare_on_max_heap = !kill;
    p->extra->quiet_on_max_heap = !log;
    return old;
}

// Names of enum process_priority.
static const term priorities[] = {ATOM_normal, ATOM_low, ATOM_high, ATOM_max};

term settings_priority(const struct process *p)
{
    return priorities[p->priority];
}

static bool read_choice(term value, const term *choices, uint8_t count, uint8_t *choice)
{
    for (uint8_t i = 0; i < count; i++) {
        if (choices[i] == value) {
            *choice = i;
            return true;
        }
    }
    return false;
}

static bool read_priority(term value, uint8_t *priority)
{
    return read_choice(value, priorities, sizeof priorities / sizeof *priorities, priority);
}

static term set_priority(struct process *p, term value)
{
    term old = settings_priority(p);
    return read_priority(value, &p->priority) ? old : raise_badarg(p);
}

static term set_bool(struct process *p, bool *flag, term value)
{
    bool old = *flag;
    return read_bool(value, flag) ? make_bool(old) : (*flag = old, raise_badarg(p));
}

static term set_message_queue(struct process *p, term value)
{
    if (value != ATOM_on_heap && value != ATOM_off_heap) {
        return raise_badarg(p);
    }
    term old = settings_message_queue(p);
    p->messages_off_heap = value == ATOM_off_heap;
    return old;
}

term settings_message_queue(const struct process *p)
{
    return p->messages_off_heap ? ATOM_off_heap : ATOM_on_heap;
}

size_t settings_fullsweep_after(const struct process *p)
{
    return p->extra->fullsweep_after == 0 ? SETTINGS_FULLSWEEP_AFTER
                                          : p->extra->fullsweep_after - 1;
}

size_t settings_default(const struct vm *vm, term key)
{
    const struct spawn_options *defaults = &vm->defaults;
    switch (key) {
    case ATOM_min_heap_size:
        return defaults->min_heap_words != 0 ? defaults->min_heap_words : AVM_MIN_HEAP_WORDS;
    case ATOM_min_bin_vheap_size:
        return defaults->min_bin_vheap != 0 ? defaults->min_bin_vheap : SETTINGS_MIN_BIN_VHEAP;
    default:
        return defaults->fullsweep_after != 0 ? defaults->fullsweep_after - 1
                                              : SETTINGS_FULLSWEEP_AFTER;
    }
}

#if AVM_OBSERVER
term settings_set_default(struct process *p, term key, term value)
{
    struct spawn_options *defaults = &p->vm->defaults;
    term old = key == ATOM_max_heap_size ? settings_max_heap(p, NULL)
                                         : integer_term(p, settings_default(p->vm, key));
    size_t least = settings_default(p->vm, ATOM_min_heap_size);
    struct spawn_options options = *defaults;
    if (old == NONE || !settings_spawn_option(p->vm, &options, key, value) ||
        (options.max_heap_words != 0 && options.max_heap_words < least)) {
        return old == NONE ? NONE : raise_badarg(p);
    }
    *defaults = options;
    return old;
}
#endif

static term set_fullsweep_after(struct process *p, term value)
{
    size_t count;
    if (!settings_size(value, &count)) {
        return raise_badarg(p);
    }
    count = count < SETTINGS_FULLSWEEP_AFTER ? count : SETTINGS_FULLSWEEP_AFTER;
    size_t old = settings_fullsweep_after(p);
    if (!process_own(p)) {
        return raise_out_of_memory(p);
    }
    p->extra->fullsweep_after = (uint32_t) count + 1;
    return integer_term(p, old);
}

size_t settings_min_bin_vheap(const struct process *p)
{
    return p->extra->min_bin_vheap == 0 ? SETTINGS_MIN_BIN_VHEAP : p->extra->min_bin_vheap;
}

static term set_min_bin_vheap(struct process *p, term value)
{
    size_t size;
    if (!settings_size(value, &size)) {
        return raise_badarg(p);
    }
    size_t old = settings_min_bin_vheap(p);
    if (!process_own(p)) {
        return raise_out_of_memory(p);
    }
    p->extra->min_bin_vheap = size < SETTINGS_MIN_BIN_VHEAP ? SETTINGS_MIN_BIN_VHEAP : size;
    return integer_term(p, old);
}

size_t settings_min_heap(const struct process *p)
{
    return p->extra->min_heap_words != 0 ? p->extra->min_heap_words : AVM_MIN_HEAP_WORDS;
}

static term set_min_heap(struct process *p, term value)
{
    size_t size;
    if (!settings_size(value, &size)) {
        return raise_badarg(p);
    }
    size_t old = settings_min_heap(p);
    if (!process_own(p)) {
        return raise_out_of_memory(p);
    }
    p->extra->min_heap_words = size < AVM_MIN_HEAP_WORDS ? AVM_MIN_HEAP_WORDS : size;
    return integer_term(p, old);
}

static term set_saved_calls(struct process *p, term value)
{
    size_t count;
    if (!settings_size(value, &count) || count > SAVED_CALLS_MAX) {
        return raise_badarg(p);
    }
    uint16_t old = p->extra->saved_calls;
    if (!process_own(p)) {
        return raise_out_of_memory(p);
    }
    p->extra->saved_calls = (uint16_t) count;
    return make_small(old);
}

term settings_error_handler(const struct process *p)
{
    return p->extra->error_handler == 0 ? (term) ATOM_error_handler : p->extra->error_handler;
}

static term set_error_handler(struct process *p, term value)
{
    if (!is_atom(value)) {
        return raise_badarg(p);
    }
    term old = settings_error_handler(p);
    if (!process_own(p)) {
        return raise_out_of_memory(p);
    }
    p->extra->error_handler = value;
    return old;
}

term settings_process_flag(struct process *p, term *args)
{
    switch (args[0]) {
    case ATOM_trap_exit:
        return set_bool(p, &p->trap_exit, args[1]);
    case ATOM_priority:
        return set_priority(p, args[1]);
    case ATOM_min_heap_size:
        return set_min_heap(p, args[1]);
    case ATOM_max_heap_size:
        return set_max_heap(p, args[1]);
    case ATOM_min_bin_vheap_size:
        return set_min_bin_vheap(p, args[1]);
    case ATOM_fullsweep_after:
        return set_fullsweep_after(p, args[1]);
    case ATOM_message_queue_data:
        return set_message_queue(p, args[1]);
    case ATOM_error_handler:
        return set_error_handler(p, args[1]);
    case ATOM_save_calls:
        return set_saved_calls(p, args[1]);
    case ATOM_sensitive:
        return process_own(p) ? set_bool(p, &p->extra->sensitive, args[1]) : raise_out_of_memory(p);
    default:
        return raise_badarg(p);
    }
}

bool settings_spawn_option(const struct vm *vm, struct spawn_options *options, term key, term value)
{
    // names of enum heap_growth
    static const term growths[] = {ATOM_bounded_free, ATOM_minimum, ATOM_fibonacci};
    bool kill = true, log = true;
    size_t count;
    switch (key) {
    case ATOM_priority:
        return read_priority(value, &options->priority);
    case ATOM_atomvm_heap_growth:
        return read_choice(value, growths, sizeof growths / sizeof *growths, &options->heap_growth);
    case ATOM_min_heap_size:
        return settings_size(value, &options->min_heap_words);
    case ATOM_min_bin_vheap_size:
        return settings_size(value, &options->min_bin_vheap);
    case ATOM_max_heap_size:
        if (!read_max_heap(vm, value, &options->max_heap_words, &kill, &log)) {
            return false;
        }
        options->spare_on_max_heap = !kill;
        options->quiet_on_max_heap = !log;
        return true;
    case ATOM_fullsweep_after:
        if (!settings_size(value, &count)) {
            return false;
        }
        options->fullsweep_after =
            1 + (uint32_t) (count < SETTINGS_FULLSWEEP_AFTER ? count : SETTINGS_FULLSWEEP_AFTER);
        return true;
    case ATOM_message_queue_data:
        options->messages_off_heap = value == ATOM_off_heap;
        return value == ATOM_off_heap || value == ATOM_on_heap;
    default:
        return false;
    }
}
