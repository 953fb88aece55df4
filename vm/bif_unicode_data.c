// SPDX-License-Identifier: Apache-2.0
// bif_unicode_data.c: avm_unicode, what unicode_util, unicode and string of our library know about
// characters. Code points are small integers from 0 to 0x10FFFF; others are badarg.

#include "vm/bif.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/unicode_tables.h"

#define UNICODE_LAST 0x10FFFF

// Hangul syllables are made of a leading consonant, a vowel and perhaps a trailing consonant.
#define HANGUL_FIRST  0xAC00u
#define HANGUL_COUNT  11172u
#define LEAD_FIRST    0x1100u
#define LEAD_COUNT    19u
#define VOWEL_FIRST   0x1161u
#define VOWEL_COUNT   21u
#define TRAIL_FIRST   0x11A7u // one before the first: 0 is none
#define TRAIL_COUNT   28u
#define BREAK_LV      12
#define BREAK_LVT     13
#define MAPPING_UNITS 18 // of the longest, U+FDFA

static bool is_character(term t)
{
    return is_small(t) && small_value(t) >= 0 && small_value(t) <= UNICODE_LAST;
}

// The value of the range that c is in.
static unsigned range_value(const uint32_t *ranges, size_t count, uint32_t c)
{
    size_t low = 0, high = count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (ranges[middle] >> 8 <= c) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return ranges[low] & 0xFF;
}

static unsigned grapheme_break(uint32_t c)
{
    if (c - HANGUL_FIRST < HANGUL_COUNT) {
        return (c - HANGUL_FIRST) % TRAIL_COUNT == 0 ? BREAK_LV : BREAK_LVT;
    }
    return range_value(unicode_breaks, unicode_breaks_count, c);
}

static bool is_in(const uint32_t *table, size_t count, uint32_t c)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table[middle] < c) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && table[low] == c;
}

// property(What, Character): 0 category, 1 combining class, 2 grapheme break, 3 and 4: is it odd at
// the beginning or inside of an identifier?
term bif_avm_unicode_property(struct process *p, term *args)
{
    if (!is_character(args[1]) || !is_small(args[0])) {
        return raise_badarg(p);
    }
    uint32_t c = (uint32_t) small_value(args[1]);
    unsigned value;
    switch (small_value(args[0])) {
    case 0:
        value = range_value(unicode_categories, unicode_categories_count, c);
        break;
    case 1:
        value = range_value(unicode_combining, unicode_combining_count, c);
        break;
    case 2:
        value = grapheme_break(c);
        break;
    case 3:
        value = c != 0 && is_in(unicode_odd_start, unicode_odd_start_count, c);
        break;
    case 4:
        value = c != 0 && is_in(unicode_odd_continue, unicode_odd_continue_count, c);
        break;
    default:
        return raise_badarg(p);
    }
    return make_small(value);
}

static const struct unicode_mapping *find_mapping(const struct unicode_mapping *table, size_t count,
                                                  uint32_t key)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table[middle].key < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && table[low].key == key ? &table[low] : NULL;
}

static uint32_t run_value(const struct unicode_run *runs, size_t count, uint32_t c)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (runs[middle].last < c) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == count || runs[low].first > c || (c - runs[low].first) % runs[low].step != 0) {
        return c;
    }
    return (uint32_t) ((int32_t) c + runs[low].distance);
}

static uint32_t simple_case(unsigned which, uint32_t c)
{
    switch (which) {
    case 0:
        return run_value(unicode_upper, unicode_upper_count, c);
    case 1:
        return run_value(unicode_lower, unicode_lower_count, c);
    case 2:
        return run_value(unicode_title, unicode_title_count, c);
    default:
        return run_value(unicode_fold, unicode_fold_count, c);
    }
}

// Units of UTF-16 as code points; their number.
static size_t decode_units(const uint16_t *units, size_t size, uint32_t *to)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        uint32_t c = units[i];
        if (c >= 0xD800 && c < 0xDC00 && i + 1 < size) {
            c = 0x10000 + ((c - 0xD800) << 10) + (units[++i] - 0xDC00u);
        }
        to[count++] = c;
    }
    return count;
}

static size_t hangul_parts(uint32_t c, uint32_t *to)
{
    uint32_t index = c - HANGUL_FIRST;
    to[0] = LEAD_FIRST + index / (VOWEL_COUNT * TRAIL_COUNT);
    to[1] = VOWEL_FIRST + index / TRAIL_COUNT % VOWEL_COUNT;
    to[2] = TRAIL_FIRST + index % TRAIL_COUNT;
    return to[2] == TRAIL_FIRST ? 2 : 3;
}

static size_t find_parts(unsigned which, uint32_t c, uint32_t *to)
{
    const struct unicode_mapping *m = NULL;
    if (which < 4) {
        m = find_mapping(unicode_special, unicode_special_count, c << 2 | which);
        to[0] = simple_case(which, c);
        return m != NULL ? decode_units(unicode_special_units + m->at, m->size, to) : 1;
    }
    if (c - HANGUL_FIRST < HANGUL_COUNT) {
        return hangul_parts(c, to);
    }
    if (which == 5) {
        m = find_mapping(unicode_compatible, unicode_compatible_count, c);
        if (m != NULL) {
            return decode_units(unicode_compatible_units + m->at, m->size, to);
        }
    }
    m = find_mapping(unicode_canonical, unicode_canonical_count, c);
    to[0] = c;
    return m != NULL ? decode_units(unicode_canonical_units + m->at, m->size, to) : 1;
}

// mapping(What, Character): a character, or a list of several. What: 0 upper case, 1 lower case,
// 2 title case, 3 folded case, 4 and 5 the full canonical and compatible decomposition.
term bif_avm_unicode_mapping(struct process *p, term *args)
{
    if (!is_character(args[1]) || !is_small(args[0]) || small_value(args[0]) < 0 ||
        small_value(args[0]) > 5) {
        return raise_badarg(p);
    }
    uint32_t parts[MAPPING_UNITS];
    size_t count =
        find_parts((unsigned) small_value(args[0]), (uint32_t) small_value(args[1]), parts);
    if (count == 1) {
        return make_small(parts[0]);
    }
    if (!heap_ensure(p, 2 * count)) {
        return NONE;
    }
    term list = NIL;
    while (count > 0) {
        list = build_cons(p, make_small(parts[--count]), list);
    }
    return list;
}

// compose(A, B): the character that is canonically the two, or false.
term bif_avm_unicode_compose(struct process *p, term *args)
{
    if (!is_character(args[0]) || !is_character(args[1])) {
        return raise_badarg(p);
    }
    uint32_t a = (uint32_t) small_value(args[0]);
    uint32_t b = (uint32_t) small_value(args[1]);
    if (a - LEAD_FIRST < LEAD_COUNT && b - VOWEL_FIRST < VOWEL_COUNT) {
        uint32_t pair = (a - LEAD_FIRST) * VOWEL_COUNT + (b - VOWEL_FIRST);
        return make_small(HANGUL_FIRST + pair * TRAIL_COUNT);
    }
    if (a - HANGUL_FIRST < HANGUL_COUNT && (a - HANGUL_FIRST) % TRAIL_COUNT == 0 &&
        b - TRAIL_FIRST - 1 < TRAIL_COUNT - 1) {
        return make_small(a + (b - TRAIL_FIRST));
    }
    size_t low = 0, high = unicode_compositions_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct unicode_composition *pair = &unicode_compositions[middle];
        if (pair->first < a || (pair->first == a && pair->second < b)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const struct unicode_composition *found = &unicode_compositions[low];
    bool is_pair = low < unicode_compositions_count && found->first == a && found->second == b;
    return is_pair ? make_small(found->whole) : (term) ATOM_false;
}
