// SPDX-License-Identifier: Apache-2.0
// words.h - what the words in capitals of usage lines stand for, from words.def, and how usage
// lines are taken apart.

#ifndef AVM_WORDS_H
#define AVM_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum word_kind {
    WORD_TEXT,
    WORD_FILE,
    WORD_FOLDER,
    WORD_PORT,
    WORD_RATE,
    WORD_CHIP,
    WORD_FAMILY,
    WORD_MODULE, // a module among the operands, without .beam
    WORD_ENTRY,  // a name in the pack that is the first operand
    WORD_PARTITION,
    WORD_COMMAND,
    WORD_FORM,
};

struct word {
    enum word_kind kind;
    char suffixes[40]; // of a file, separated by blanks; "": any
    const char *meaning;
};

// What a word of length letters stands for. False: the table has no such word.
bool word_find(const char *spelling, size_t length, struct word *word);

// A word of a usage line as it is written there: "[NAME...]" is NAME.
struct usage_word {
    const char *text; // not terminated
    size_t length;
    bool repeats;   // "..."
    bool is_choice; // "a|b|c", or one word in small letters
    bool may_lead;  // "[ADDRESS=]FILE": with something and '=' in front
};

// The operand with an index (from 0) in one alternative of a usage line. Alternatives are parted
// by " | "; what stands behind "--" is not an operand. False: there is none, or no alternative.
//
//     usage_operand("OUT.avm IN...", 0, 5, &word)   finds IN
bool usage_operand(const char *usage, size_t alternative, size_t index, struct usage_word *word);

// How many alternatives there are.
size_t usage_alternatives(const char *usage);

#endif
