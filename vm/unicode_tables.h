// SPDX-License-Identifier: Apache-2.0
// unicode_tables.h: properties of characters, from the Unicode Character Database.
//
// The tables are written by cmake/unicode-tables, sorted by code point. Where AVM_UNICODE_TABLES is
// 0 they end at U+017F, and those of (de)compositions are empty but for their last row, which is
// none.

#ifndef VM_UNICODE_TABLES_H
#define VM_UNICODE_TABLES_H

#include <stddef.h>
#include <stdint.h>

#include "vm/config.h"

// Every step-th character from first to last is mapped to the one at that distance.
struct unicode_run {
    uint32_t first, last;
    int16_t step;
    int32_t distance;
};

// A character is mapped to so many units of UTF-16.
struct unicode_mapping {
    uint32_t key;
    uint16_t at, size;
};

struct unicode_composition {
    uint32_t first, second, whole;
};

// Words: the first code point of a range << 8 | value. The values are numbers of General_Category,
// Canonical_Combining_Class and Grapheme_Cluster_Break (in the order of the lists in the
// generator).
extern const uint32_t unicode_categories[], unicode_combining[], unicode_breaks[];
extern const size_t unicode_categories_count, unicode_combining_count, unicode_breaks_count;

// Simple mappings of case; the full ones of more than one character have the keys
// code point << 2 | 0 upper, 1 lower, 2 title, 3 fold.
extern const struct unicode_run unicode_upper[], unicode_lower[], unicode_title[], unicode_fold[];
extern const size_t unicode_upper_count, unicode_lower_count, unicode_title_count,
    unicode_fold_count;
extern const struct unicode_mapping unicode_special[];
extern const size_t unicode_special_count;

// Full decompositions, but of Hangul; the compatible ones only where they differ.
extern const struct unicode_mapping unicode_canonical[], unicode_compatible[];
extern const size_t unicode_canonical_count, unicode_compatible_count;
extern const uint16_t unicode_special_units[], unicode_canonical_units[],
    unicode_compatible_units[];
extern const size_t unicode_special_units_count, unicode_canonical_units_count,
    unicode_compatible_units_count;

extern const struct unicode_composition unicode_compositions[];
extern const size_t unicode_compositions_count;

// Characters that begin or continue identifiers, or do not, other than their category says; 0
// first.
extern const uint32_t unicode_odd_start[], unicode_odd_continue[];
extern const size_t unicode_odd_start_count, unicode_odd_continue_count;

#endif
