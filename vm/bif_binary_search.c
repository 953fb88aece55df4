// SPDX-License-Identifier: Apache-2.0
// bif_binary_search.c: binary:match, matches, split, replace and compile_pattern.
//
// All occurrences are found first, into memory of the machine, while no term moves; then the result
// is built. A compiled pattern is {bm, Binary} or {ac, [Binary]}: it says that the patterns are
// right, the tables are made by each call.

#include <string.h>

#include "vm/bif.h"
#include "vm/bif_binary.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/pause.h"
#include "vm/search.h"

// Steps of pause.h that an occurrence takes, and bytes between them that take one more.
#define FIND_STEPS    6
#define LOOK_PER_STEP 16

struct span {
    size_t start, length;
};

// What a call works with; cleared at its end.
struct hunt {
    struct vm *vm;
    const uint8_t *text;
    size_t size;
    uint8_t *text_copy; // of an unaligned subject, or NULL
    struct search_string *strings;
    size_t string_count, string_bytes; // string_bytes: at pattern_copy
    uint8_t *pattern_copy;             // of unaligned patterns, or NULL
    struct span *spans;
    size_t span_count, span_capacity;
};

enum hunt_status { HUNT_OK, HUNT_BADARG, HUNT_MEMORY };

static void hunt_clear(struct hunt *hunt)
{
    memory_free(hunt->vm, hunt->text_copy, hunt->size);
    memory_free(hunt->vm, hunt->strings, hunt->string_count * sizeof *hunt->strings);
    memory_free(hunt->vm, hunt->pattern_copy, hunt->string_bytes);
    memory_free(hunt->vm, hunt->spans, hunt->span_capacity * sizeof *hunt->spans);
}

static enum hunt_status take_text(struct hunt *hunt, term subject)
{
    hunt->text = binary_bytes(subject, &hunt->size);
    if (hunt->text != NULL) {
        return HUNT_OK;
    }
    hunt->size = bitstring_size(subject) >> 3;
    hunt->text_copy = memory_alloc(hunt->vm, hunt->size);
    if (hunt->text_copy == NULL) {
        return HUNT_MEMORY;
    }
    binary_copy_bytes(subject, hunt->text_copy);
    hunt->text = hunt->text_copy;
    return HUNT_OK;
}

// A binary with something in it.
static bool is_pattern_binary(term t)
{
    return is_binary(t) && bitstring_size(t) > 0;
}

// A list of them, which is not empty; how many, and bytes of those that must be copied.
static bool measure_patterns(term list, size_t *count, size_t *unaligned)
{
    *count = 0;
    *unaligned = 0;
    for (; is_cons(list); list = cons_tail(list)) {
        if (!is_pattern_binary(cons_head(list))) {
            return false;
        }
        size_t size;
        if (binary_bytes(cons_head(list), &size) == NULL) {
            *unaligned += bitstring_size(cons_head(list)) >> 3;
        }
        ++*count;
    }
    return list == NIL && *count > 0;
}

// The binary or the list that a pattern of any form stands for; NONE: no pattern.
static term plain_pattern(term pattern)
{
    if (!is_tuple(pattern)) {
        return pattern;
    }
    const term *elements = tuple_elements(pattern);
    bool compiled = tuple_arity(pattern) == 2 && (elements[0] == ATOM_bm || elements[0] == ATOM_ac);
    return compiled ? elements[1] : NONE;
}

static enum hunt_status take_patterns(struct hunt *hunt, term pattern)
{
    pattern = plain_pattern(pattern);
    if (pattern == NONE) {
        return HUNT_BADARG;
    }
    term alone[2] = {pattern, NIL};
    term list = is_list(pattern) ? pattern : make_cons(alone);
    size_t count;
    size_t unaligned;
    if (!measure_patterns(list, &count, &unaligned)) {
        return HUNT_BADARG;
    }
    hunt->string_count = count;
    hunt->strings = memory_alloc(hunt->vm, count * sizeof *hunt->strings);
    if (unaligned > 0) {
        hunt->string_bytes = unaligned;
        hunt->pattern_copy = memory_alloc(hunt->vm, unaligned);
    }
    if (hunt->strings == NULL || (unaligned > 0 && hunt->pattern_copy == NULL)) {
        return HUNT_MEMORY;
    }
    uint8_t *copy = hunt->pattern_copy;
    for (size_t i = 0; i < count; i++, list = cons_tail(list)) {
        struct search_string *s = &hunt->strings[i];
        s->bytes = binary_bytes(cons_head(list), &s->size);
        if (s->bytes == NULL) {
            s->size = bitstring_size(cons_head(list)) >> 3;
            binary_copy_bytes(cons_head(list), copy);
            s->bytes = copy;
            copy += s->size;
        }
    }
    return HUNT_OK;
}

static bool add_span(struct hunt *hunt, size_t start, size_t length)
{
    if (hunt->span_count == hunt->span_capacity) {
        size_t capacity = hunt->span_capacity == 0 ? 8 : 2 * hunt->span_capacity;
        struct span *spans = memory_resize(
            hunt->vm, hunt->spans, hunt->span_capacity * sizeof *spans, capacity * sizeof *spans);
        if (spans == NULL) {
            return false;
        }
        hunt->spans = spans;
        hunt->span_capacity = capacity;
    }
    hunt->spans[hunt->span_count++] = (struct span){start, length};
    return true;
}

static enum hunt_status find_spans(struct hunt *hunt, size_t start, size_t count, bool all)
{
    struct search search;
    if (!search_init(&search, hunt->vm, hunt->strings, hunt->string_count)) {
        return HUNT_MEMORY;
    }
    enum hunt_status status = HUNT_OK;
    size_t at;
    size_t length;
    size_t pace = 0;
    while (search_find(&search, hunt->text + start, count, &at, &length)) {
        pause_often(hunt->vm, &pace, FIND_STEPS + at / LOOK_PER_STEP);
        if (!add_span(hunt, start + at, length)) {
            status = HUNT_MEMORY;
            break;
        }
        if (!all) {
            break;
        }
        start += at + length;
        count -= at + length;
    }
    search_clear(&search);
    return status;
}

// Options of all functions; which are allowed says the caller.
#define OPTION_SCOPE  1u
#define OPTION_GLOBAL 2u
#define OPTION_TRIM   4u
#define OPTION_INSERT 8u

struct options {
    term scope; // {Start, Length} or NIL
    bool global;
    bool trim, trim_all;
    term insert; // positions, or NIL
};

static bool parse_pair(term option, unsigned allowed, struct options *options)
{
    if (!is_tuple(option) || tuple_arity(option) != 2) {
        return false;
    }
    term key = tuple_elements(option)[0];
    term value = tuple_elements(option)[1];
    if (key == ATOM_scope && (allowed & OPTION_SCOPE) != 0) {
        options->scope = value;
        return is_tuple(value) && tuple_arity(value) == 2;
    }
    if (key == ATOM_insert_replaced && (allowed & OPTION_INSERT) != 0) {
        options->insert = value;
        return true;
    }
    return false;
}

// As in OTP, what follows the last cell of an improper list is not looked at.
static bool parse_options(term list, unsigned allowed, struct options *options)
{
    *options = (struct options){.scope = NIL, .insert = NIL};
    if (!is_list(list)) {
        return false;
    }
    for (; is_cons(list); list = cons_tail(list)) {
        term option = cons_head(list);
        if (option == ATOM_global && (allowed & OPTION_GLOBAL) != 0) {
            options->global = true;
        } else if (option == ATOM_trim && (allowed & OPTION_TRIM) != 0) {
            options->trim = true;
        } else if (option == ATOM_trim_all && (allowed & OPTION_TRIM) != 0) {
            options->trim_all = true;
        } else if (!parse_pair(option, allowed, options)) {
            return false;
        }
    }
    return true;
}

// Find what args[0] has of args[1]. HUNT_OK: the spans are found; hunt_clear in any case.
static enum hunt_status hunt_run(struct hunt *hunt, struct process *p, const term *args,
                                 const struct options *options, bool all)
{
    *hunt = (struct hunt){.vm = process_vm(p)};
    if (!is_binary(args[0])) {
        return HUNT_BADARG;
    }
    size_t start = 0;
    size_t count = bitstring_size(args[0]) >> 3;
    if (options->scope != NIL && !range_of_tuple(options->scope, count, &start, &count)) {
        return HUNT_BADARG;
    }
    // Nothing to search in: OTP does not look at the patterns.
    if (count == 0) {
        return HUNT_OK;
    }
    enum hunt_status status = take_text(hunt, args[0]);
    if (status == HUNT_OK) {
        status = take_patterns(hunt, args[1]);
    }
    return status == HUNT_OK ? find_spans(hunt, start, count, all) : status;
}

static term raise_status(struct process *p, enum hunt_status status)
{
    return status == HUNT_MEMORY ? raise_out_of_memory(p) : raise_badarg(p);
}

static term build_span(struct process *p, const struct span *span)
{
    return build_tuple2(p, make_small((sterm) span->start), make_small((sterm) span->length));
}

#define SPAN_WORDS 3

static term match(struct process *p, term *args, const struct options *options)
{
    struct hunt hunt;
    enum hunt_status status = hunt_run(&hunt, p, args, options, false);
    term result = ATOM_nomatch;
    if (status != HUNT_OK) {
        result = raise_status(p, status);
    } else if (hunt.span_count > 0) {
        result = heap_ensure(p, SPAN_WORDS) ? build_span(p, &hunt.spans[0]) : NONE;
    }
    hunt_clear(&hunt);
    return result;
}

static term matches(struct process *p, term *args, const struct options *options)
{
    struct hunt hunt;
    enum hunt_status status = hunt_run(&hunt, p, args, options, true);
    term result = NIL;
    if (status != HUNT_OK) {
        result = raise_status(p, status);
    } else if (!heap_ensure(p, hunt.span_count * (SPAN_WORDS + 2))) {
        result = NONE;
    } else {
        size_t pace = 0;
        for (size_t i = hunt.span_count; i > 0; i--) {
            pause_often(p->vm, &pace, 2);
            result = build_cons(p, build_span(p, &hunt.spans[i - 1]), result);
        }
    }
    hunt_clear(&hunt);
    return result;
}

static const struct options no_options = {.scope = NIL, .insert = NIL};

term bif_binary_match_2(struct process *p, term *args)
{
    return match(p, args, &no_options);
}

term bif_binary_match_3(struct process *p, term *args)
{
    struct options options;
    bool valid = parse_options(args[2], OPTION_SCOPE, &options);
    return valid ? match(p, args, &options) : raise_badarg(p);
}

term bif_binary_matches_2(struct process *p, term *args)
{
    return matches(p, args, &no_options);
}

term bif_binary_matches_3(struct process *p, term *args)
{
    struct options options;
    bool valid = parse_options(args[2], OPTION_SCOPE, &options);
    return valid ? matches(p, args, &options) : raise_badarg(p);
}

term bif_binary_compile_pattern(struct process *p, term *args)
{
    size_t count = 1;
    size_t unaligned;
    bool valid = is_list(args[0]) ? measure_patterns(args[0], &count, &unaligned)
                                  : is_pattern_binary(args[0]);
    if (!valid) {
        return raise_badarg(p);
    }
    if (!heap_ensure(p, 3)) {
        return NONE;
    }
    return build_tuple2(p, count == 1 ? ATOM_bm : ATOM_ac, args[0]);
}

// split

// The parts of args[0] between the spans, last first. Room ensured.
static term build_parts(struct process *p, term subject, const struct hunt *hunt,
                        const struct options *options)
{
    struct bits bits;
    bits_of(subject, &bits);
    term base = binary_base(subject);
    term list = NIL;
    size_t end = bits.size >> 3;
    size_t pace = 0;
    for (size_t i = hunt->span_count + 1; i > 0; i--) {
        pause_often(p->vm, &pace, 4);
        size_t start = i == 1 ? 0 : hunt->spans[i - 2].start + hunt->spans[i - 2].length;
        bool empty = start == end;
        if (!empty || (!options->trim_all && !(options->trim && list == NIL))) {
            term part = build_part(p, base, bits.bytes, bits.offset + 8 * start, 8 * (end - start));
            list = build_cons(p, part, list);
        }
        end = i == 1 ? 0 : hunt->spans[i - 2].start;
    }
    return list;
}

static term split(struct process *p, term *args, const struct options *options)
{
    struct hunt hunt;
    enum hunt_status status = hunt_run(&hunt, p, args, options, options->global);
    term result = NONE;
    if (status != HUNT_OK) {
        result = raise_status(p, status);
    } else if (heap_ensure(p, (hunt.span_count + 1) * (BIN_SUB_WORDS + 2))) {
        result = build_parts(p, args[0], &hunt, options);
    }
    hunt_clear(&hunt);
    return result;
}

term bif_binary_split_2(struct process *p, term *args)
{
    return split(p, args, &no_options);
}

term bif_binary_split_3(struct process *p, term *args)
{
    struct options options;
    bool valid = parse_options(args[2], OPTION_SCOPE | OPTION_GLOBAL | OPTION_TRIM, &options);
    return valid ? split(p, args, &options) : raise_badarg(p);
}

// replace

static bool is_position(term t, size_t size)
{
    return is_small(t) && small_value(t) >= 0 && (size_t) small_value(t) <= size;
}

// Places in the replacement where what is replaced goes: a position or a list of them. Counts them.
static bool check_insert(term insert, size_t size, size_t *count)
{
    *count = 1;
    if (!is_list(insert)) {
        return is_position(insert, size);
    }
    for (*count = 0; is_cons(insert); insert = cons_tail(insert)) {
        if (!is_position(cons_head(insert), size)) {
            return false;
        }
        ++*count;
    }
    return insert == NIL;
}

// How many bytes the result has; BINARY_MAX_BYTES: too many.
static size_t replaced_size(const struct hunt *hunt, size_t replacement, size_t inserts, size_t all)
{
    size_t size = all;
    for (size_t i = 0; i < hunt->span_count; i++) {
        size_t length = hunt->spans[i].length;
        size -= length;
        if (inserts > 0 && length > (BINARY_MAX_BYTES - replacement) / inserts) {
            return BINARY_MAX_BYTES;
        }
        size_t more = replacement + inserts * length;
        if (more >= BINARY_MAX_BYTES - size) {
            return BINARY_MAX_BYTES;
        }
        size += more;
    }
    return size;
}

// The smallest position in the list that is not below `from`; none when there is none.
static size_t next_insert(term insert, size_t from, size_t none)
{
    size_t next = none;
    for (; is_cons(insert); insert = cons_tail(insert)) {
        size_t position = (size_t) small_value(cons_head(insert));
        if (position >= from && position < next) {
            next = position;
        }
    }
    return next;
}

static size_t count_insert(term insert, size_t position)
{
    size_t count = 0;
    for (; is_cons(insert); insert = cons_tail(insert)) {
        count += cons_head(insert) == make_small((sterm) position);
    }
    return count;
}

static void write_part(struct bits_writer *w, term binary, size_t start, size_t count)
{
    struct bits bits;
    bits_of(binary, &bits);
    bits.offset += 8 * start;
    bits.size = 8 * count;
    write_bits(w, &bits);
}

// The replacement with what it replaces at each of the places, in order.
static void write_replacement(struct bits_writer *w, term subject, const struct span *span,
                              term replacement, term insert)
{
    size_t size = bitstring_size(replacement) >> 3;
    size_t at = 0;
    for (size_t from = 0;; from = at + 1) {
        size_t next = next_insert(insert, from, size + 1);
        if (next > size) {
            break;
        }
        write_part(w, replacement, at, next - at);
        at = next;
        for (size_t repeats = count_insert(insert, next); repeats > 0; repeats--) {
            write_part(w, subject, span->start, span->length);
        }
    }
    write_part(w, replacement, at, size - at);
}

static void write_replaced(struct bits_writer *w, const term *args, const struct hunt *hunt,
                           term insert)
{
    size_t at = 0;
    size_t pace = 0;
    for (size_t i = 0; i < hunt->span_count; i++) {
        pause_often(hunt->vm, &pace, 8);
        const struct span *span = &hunt->spans[i];
        write_part(w, args[0], at, span->start - at);
        write_replacement(w, args[0], span, args[2], insert);
        at = span->start + span->length;
    }
    write_part(w, args[0], at, (bitstring_size(args[0]) >> 3) - at);
}

static term replace(struct process *p, term *args, const struct options *options)
{
    size_t inserts;
    if (!is_binary(args[2]) ||
        !check_insert(options->insert, bitstring_size(args[2]) >> 3, &inserts)) {
        return raise_badarg(p);
    }
    term insert = options->insert;
    struct hunt hunt;
    struct gc_roots chain;
    roots_push(p, &chain, &insert, 1);
    enum hunt_status status = hunt_run(&hunt, p, args, options, options->global);
    term result = args[0];
    if (status != HUNT_OK) {
        result = raise_status(p, status);
    } else if (hunt.span_count > 0) {
        size_t size = replaced_size(&hunt, bitstring_size(args[2]) >> 3, inserts,
                                    bitstring_size(args[0]) >> 3);
        struct bits_writer w = {NULL, 0};
        result = size == BINARY_MAX_BYTES ? raise_system_limit(p) : binary_new(p, size, &w.bytes);
        if (result != NONE) {
            term alone[2] = {insert, NIL};
            write_replaced(&w, args, &hunt, is_list(insert) ? insert : make_cons(alone));
        }
    }
    roots_pop(p, &chain);
    hunt_clear(&hunt);
    return result;
}

// binary:replace/4 by a binary; binary.erl has the one by a fun.
term bif_avm_binary_replace(struct process *p, term *args)
{
    struct options options;
    bool valid = parse_options(args[3], OPTION_SCOPE | OPTION_GLOBAL | OPTION_INSERT, &options);
    return valid ? replace(p, args, &options) : raise_badarg(p);
}
