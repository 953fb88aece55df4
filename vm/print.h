// SPDX-License-Identifier: Apache-2.0
// print.h: terms as text, as erlang:display/1 and crash reports show them. No C recursion.

#ifndef VM_PRINT_H
#define VM_PRINT_H

#include <stddef.h>

#include "vm/term.h"

struct vm;

typedef void (*print_output)(void *context, const char *text, size_t size);

enum print_style {
    PRINT_DISPLAY, // erlang:display/1: as OTP prints it
    PRINT_PRETTY,  // as ~p, on one line: lists and binaries of characters as text
};

// Print t. limit: bytes after which "..." follows; 0 none. Memory for deep terms comes from vm;
// where there is none, "..." stands for what cannot be reached.
void term_print(struct vm *vm, term t, enum print_style style, size_t limit, print_output output,
                void *context);

#endif
