// SPDX-License-Identifier: Apache-2.0
// text.h: text of unknown length, gathered in memory of the machine; UTF-8 text as an Erlang
// string.
//
//     struct text text;
//     text_init(&text, vm);
//     term_print(vm, t, PRINT_DISPLAY, 0, text_append, &text);
//     ...
//     text_clear(&text);

#ifndef VM_TEXT_H
#define VM_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "vm/term.h"

struct vm;
struct process;

struct text {
    struct vm *vm;
    char *bytes; // not NUL-terminated
    size_t size, capacity;
    bool failed; // there was no memory: what was appended since is missing
};

void text_init(struct text *text, struct vm *vm);
void text_clear(struct text *text);
// A print_output: context is the struct text.
void text_append(void *context, const char *bytes, size_t size);

// The characters of valid UTF-8 as a list. bytes must not be on the heap of p. May collect. NONE:
// out of memory (raised).
term list_from_utf8(struct process *p, const char *bytes, size_t size);

#endif
