// SPDX-License-Identifier: Apache-2.0
// bif_re.c: what vm/lib/estdlib/re.erl makes the module re of (avm_re): compiling, and looking for
// one match or all of them. Options, names of groups and results other than places are its
// business.
//
// All matches are found first, into memory of the machine, then the list of them is built. A search
// pauses between matches, and in a long subject between pieces of it.

#include <string.h>

#include "platforms/platform.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/pause.h"
#include "vm/regex_cache.h"
#include "vm/utf.h"

#if AVM_REGEX

// Options of avm_re:run/5 beside those of platforms/regex.h: all matches; of each only the whole;
// only whether there is one.
#define RUN_GLOBAL (1u << 24)
#define RUN_FIRST  (1u << 25)
#define RUN_TEST   (1u << 26)

// Which limit ended a search
#define LIMIT_STEPS 0
#define LIMIT_DEPTH 1

// Steps of pause.h that a match costs, and characters that cost as much as one.
#define STEPS_PER_MATCH 40
#define BYTES_PER_STEP  16

// Places where a match may begin that are tried in one go, at first; adapted to how long it takes.
#define PIECE_BYTES 1024
#define PIECE_NS    500000u

struct run {
    struct vm *vm;
    struct regex_entry *entry;
    struct regex_match *match;
    struct regex_facts facts;
    const uint8_t *subject;
    size_t size;
    uint8_t *copy; // of an unaligned subject, or NULL
    size_t start, piece;
    uint32_t options;
    bool is_retry;   // after an empty match: one at the same place that is not empty?
    bool is_checked; // the subject is UTF-8
    bool is_resumed; // the search goes on where it did not begin: a piece or an empty match before
    size_t *found;   // of each match the number of its groups, then starts and ends
    size_t found_count, found_capacity;
    size_t matches, groups;
    enum regex_result result; // REGEX_FOUND: go on
};

static void run_clear(struct vm *vm, void *state)
{
    struct run *run = state;
    regex_match_free(run->match);
    if (run->entry != NULL) {
        regex_cache_release(vm, run->entry);
    }
    memory_free(vm, run->copy, run->size);
    memory_free(vm, run->found, run->found_capacity * sizeof *run->found);
}

static bool is_word(term t)
{
    return is_small(t) && small_value(t) >= 0 && (uint64_t) small_value(t) <= UINT32_MAX;
}

static term text_of(struct process *p, const char *text)
{
    return binary_from_bytes(p, text, strlen(text));
}

static term raise_missing(struct process *p, const struct failure *failure)
{
    char text[sizeof failure->what + sizeof failure->hint];
    size_t what = strlen(failure->what), hint = strlen(failure->hint);
    memcpy(text, failure->what, what);
    text[what] = ':';
    text[what + 1] = ' ';
    memcpy(text + what + 2, failure->hint, hint < sizeof text - what - 3 ? hint : 0);
    text[what + 2 + (hint < sizeof text - what - 3 ? hint : 0)] = '\0';
    term reason = text_of(p, text);
    return reason == NONE ? NONE : raise_tuple(p, ATOM_notsup, reason);
}

// The expression of a source; NULL: raised, or *failure says what is wrong with the pattern.
static struct regex_entry *take_entry(struct process *p, term source, struct failure *failure)
{
    size_t size = 0;
    const uint8_t *bytes = is_binary(source) ? binary_bytes(source, &size) : NULL;
    struct regex_entry *entry = NULL;
    if (bytes == NULL) {
        raise_badarg(p);
        return NULL;
    }
    switch (regex_cache_get(p->vm, bytes, size, &entry, failure)) {
    case STATUS_OK:
        return entry;
    case STATUS_INPUT:
        return NULL;
    case STATUS_FAILED:
        raise_missing(p, failure);
        return NULL;
    case STATUS_LIMIT:
        raise_out_of_memory(p);
        return NULL;
    default:
        raise_badarg(p);
        return NULL;
    }
}

// {Groups, Unicode, CrLf} as re_pattern has them, or {error, Text, Offset}
term bif_avm_re_compile(struct process *p, term *args)
{
    struct failure failure = {0};
    struct regex_entry *entry = take_entry(p, args[0], &failure);
    if (entry == NULL) {
        if (failure.status != STATUS_INPUT) {
            return NONE;
        }
        args[0] = text_of(p, failure.what);
        return args[0] == NONE || !heap_ensure(p, 4)
                   ? NONE
                   : build_tuple3(p, ATOM_error, args[0], make_small((sterm) failure.offset));
    }
    struct regex_facts facts;
    regex_get_facts(entry->regex, &facts);
    regex_cache_release(p->vm, entry);
    return heap_ensure(p, 4)
               ? build_tuple3(p, make_small((sterm) facts.groups), make_small(facts.is_unicode),
                              make_small(facts.has_crlf))
               : NONE;
}

// [{Name, Group}], sorted
term bif_avm_re_names(struct process *p, term *args)
{
    struct failure failure = {0};
    struct regex_entry *entry = take_entry(p, args[0], &failure);
    if (entry == NULL) {
        return failure.status == STATUS_INPUT ? raise_badarg(p) : NONE;
    }
    const char *name;
    uint32_t group, count = 0;
    while (regex_name(entry->regex, count, &name, &group)) {
        count++;
    }
    args[0] = NIL;
    while (count-- > 0 && args[0] != NONE) {
        (void) regex_name(entry->regex, count, &name, &group);
        term text = text_of(p, name);
        struct gc_roots roots;
        roots_push(p, &roots, &text, 1);
        bool good = text != NONE && heap_ensure(p, 3 + 2);
        roots_pop(p, &roots);
        args[0] =
            good ? build_cons(p, build_tuple2(p, text, make_small((sterm) group)), args[0]) : NONE;
    }
    regex_cache_release(p->vm, entry);
    return args[0];
}

term bif_avm_re_version(struct process *p, term *args)
{
    const char *version = regex_library();
    return version[0] != '\0' ? text_of(p, version) : raise_badarg(p);
}

static bool take_subject(struct run *run, term subject)
{
    run->subject = binary_bytes(subject, &run->size);
    if (run->subject != NULL) {
        return true;
    }
    size_t size = bitstring_size(subject) / 8;
    run->copy = memory_alloc(run->vm, size);
    if (run->copy == NULL) {
        return false;
    }
    run->size = size;
    binary_copy_bytes(subject, run->copy);
    run->subject = run->copy;
    return true;
}

// The library looks at what is searched; the part before counts too.
static bool is_utf8(const uint8_t *text, size_t size)
{
    uint32_t character;
    for (size_t at = 0, length; at < size; at += length) {
        length = utf8_decode(text + at, size - at, &character);
        if (length == 0) {
            return false;
        }
    }
    return true;
}

// Subject, Source, Start, Options, {Steps, Depth}: false: raised.
static bool begin_run(struct process *p, const term *args, struct run *run)
{
    *run = (struct run){.vm = p->vm, .piece = PIECE_BYTES, .result = REGEX_FOUND};
    if (!is_binary(args[0]) || !is_word(args[2]) || !is_word(args[3]) || !is_tuple(args[4]) ||
        tuple_arity(args[4]) != 2 || !is_word(tuple_elements(args[4])[0]) ||
        !is_word(tuple_elements(args[4])[1]) ||
        (size_t) small_value(args[2]) > bitstring_size(args[0]) / 8) {
        raise_badarg(p);
        return false;
    }
    struct failure failure = {0};
    run->entry = take_entry(p, args[1], &failure);
    if (run->entry == NULL) {
        if (failure.status == STATUS_INPUT) {
            raise_badarg(p);
        }
        return false;
    }
    regex_get_facts(run->entry->regex, &run->facts);
    run->start = (size_t) small_value(args[2]);
    run->options = (uint32_t) small_value(args[3]) & ~REGEX_CHECKED;
    run->match =
        regex_match_new(run->entry->regex, (uint32_t) small_value(tuple_elements(args[4])[0]),
                        (uint32_t) small_value(tuple_elements(args[4])[1]));
    if (run->match == NULL || !take_subject(run, args[0])) {
        run_clear(p->vm, run);
        raise_out_of_memory(p);
        return false;
    }
    if (run->facts.is_unicode && !is_utf8(run->subject, run->start)) {
        run_clear(p->vm, run);
        raise_badarg(p);
        return false;
    }
    return true;
}

static bool keep_found(struct run *run, const size_t *places, uint32_t count)
{
    count = (run->options & RUN_FIRST) != 0 ? 1 : count;
    size_t needed = run->found_count + 1 + 2 * (size_t) count;
    if (needed > run->found_capacity) {
        size_t capacity = needed * 2;
        size_t *bigger =
            memory_resize(run->vm, run->found, run->found_capacity * sizeof *run->found,
                          capacity * sizeof *run->found);
        if (bigger == NULL) {
            return false;
        }
        run->found = bigger;
        run->found_capacity = capacity;
    }
    run->found[run->found_count] = count;
    memcpy(run->found + run->found_count + 1, places, 2 * (size_t) count * sizeof *places);
    run->found_count = needed;
    run->matches++;
    run->groups += count;
    return true;
}

// After an empty match nothing else begins here: the character behind, or the newline.
static void skip_character(struct run *run)
{
    const uint8_t *at = run->subject + run->start;
    size_t left = run->size - run->start, length = 1;
    if (run->facts.has_crlf && left >= 2 && at[0] == '\r' && at[1] == '\n') {
        length = 2;
    } else if (run->facts.is_unicode) {
        while (length < left && (at[length] & 0xc0) == 0x80) {
            length++;
        }
    }
    run->start += length;
}

static enum regex_result take_found(struct run *run, const size_t *places, uint32_t count)
{
    if ((run->options & RUN_TEST) != 0) {
        run->matches = 1;
        return REGEX_NONE;
    }
    if (!keep_found(run, places, count)) {
        return REGEX_MEMORY;
    }
    if ((run->options & RUN_GLOBAL) == 0) {
        return REGEX_NONE;
    }
    // \K in a look-behind can place a match before where it was looked for: on with what follows.
    bool is_stuck = places[1] < run->start || (places[1] == run->start && places[0] < places[1]);
    run->is_retry = places[0] == places[1];
    if (!is_stuck) {
        run->start = places[1];
    } else if (run->start < run->size) {
        skip_character(run);
    } else {
        return REGEX_NONE;
    }
    return REGEX_FOUND;
}

// One call of the library. What to do next is in run->result.
static void look(struct run *run)
{
    const size_t *places;
    uint32_t count;
    size_t next;
    uint32_t options = run->options & (REGEX_ANCHORED | REGEX_NOTBOL | REGEX_NOTEOL |
                                       REGEX_NOTEMPTY | REGEX_NOTEMPTY_ATSTART);
    if (run->is_resumed) {
        options &= ~REGEX_NOTEMPTY_ATSTART;
    }
    options |= run->is_retry ? REGEX_ANCHORED | REGEX_NOTEMPTY_ATSTART : 0;
    options |= run->is_checked ? REGEX_CHECKED : 0;
    size_t last = run->size - run->start > run->piece ? run->start + run->piece : run->size;
    enum regex_result result = regex_find(run->match, run->entry->regex, run->subject, run->size,
                                          run->start, last, options, &places, &count, &next);
    run->is_checked = true;
    run->is_resumed = false;
    if (result == REGEX_FOUND) {
        run->result = take_found(run, places, count);
    } else if (result == REGEX_NONE && next != REGEX_UNSET) {
        run->start = next;
        run->is_resumed = true;
    } else if (result == REGEX_NONE && run->is_retry && run->start < run->size) {
        skip_character(run);
        run->is_retry = false;
        run->is_resumed = true;
    } else {
        run->result = result;
    }
}

// The same, with a look at the clock where it may take long. Returns how many steps it cost.
static size_t look_timed(struct run *run, size_t budget)
{
    size_t before = run->start;
    if (run->size - run->start <= run->piece) {
        look(run);
        return STEPS_PER_MATCH + (run->start - before) / BYTES_PER_STEP;
    }
    uint64_t begun = platform_monotonic_ns();
    look(run);
    uint64_t taken = platform_monotonic_ns() - begun;
    if (taken > PIECE_NS) {
        run->piece -= run->piece / 2;
        return budget;
    }
    run->piece += taken < PIECE_NS / 4 && run->is_resumed ? run->piece : 0;
    return STEPS_PER_MATCH + (run->start - before) / BYTES_PER_STEP;
}

static term build_place(struct process *p, const size_t *places)
{
    if (places[0] == REGEX_UNSET) {
        return build_tuple2(p, make_small(-1), make_small(0));
    }
    return build_tuple2(p, make_small((sterm) places[0]),
                        make_small((sterm) places[1] - (sterm) places[0]));
}

// [[{Start, Length}]]
static term build_found(struct process *p, const struct run *run)
{
    if (!heap_ensure(p, run->matches * 2 + run->groups * (2 + 3))) {
        return NONE;
    }
    term list = NIL;
    term *end = &list;
    for (size_t at = 0; at < run->found_count; at += 1 + 2 * run->found[at]) {
        term groups = NIL;
        for (size_t i = run->found[at]; i-- > 0;) {
            groups = build_cons(p, build_place(p, run->found + at + 1 + 2 * i), groups);
        }
        *end = build_cons(p, groups, NIL);
        end = &cons_cell(*end)[1];
    }
    return list;
}

// {error, Why, Found}
static term build_limit(struct process *p, term *args, const struct run *run, term why)
{
    args[0] = build_found(p, run);
    return args[0] != NONE && heap_ensure(p, 4) ? build_tuple3(p, ATOM_error, why, args[0]) : NONE;
}

static term result_of(struct process *p, term *args, const struct run *run)
{
    switch (run->result) {
    case REGEX_STEPS:
        return build_limit(p, args, run, make_small(LIMIT_STEPS));
    case REGEX_DEPTH:
        return build_limit(p, args, run, make_small(LIMIT_DEPTH));
    case REGEX_BAD:
        return raise_badarg(p);
    case REGEX_MEMORY:
        return raise_out_of_memory(p);
    default:
        if (run->matches == 0) {
            return ATOM_nomatch;
        }
        return (run->options & RUN_TEST) != 0 ? (term) ATOM_true : build_found(p, run);
    }
}

// run(Subject, Source, Start, Options, {Steps, Depth}) -> [[{Start, Length}]] | true | nomatch |
// {error, Limit, [[{Start, Length}]]}
term bif_avm_re_run(struct process *p, term *args)
{
    struct run run;
    if (!pause_resumes(p, &run, sizeof run) && !begin_run(p, args, &run)) {
        return NONE;
    }
    size_t budget = pause_budget(p), left = budget;
    while (run.result == REGEX_FOUND) {
        size_t cost = look_timed(&run, left);
        left -= cost < left ? cost : left;
        if (left == 0 && run.result == REGEX_FOUND &&
            pause_native(p, &run, sizeof run, run_clear)) {
            return NONE;
        }
    }
    process_charge(p, budget - left);
    term result = result_of(p, args, &run);
    run_clear(p->vm, &run);
    return result;
}

#endif
