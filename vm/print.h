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
    PRINT_PRETTY,  // ~p-like: printable lists as "text", binaries as <<"text">>, for reports and return values
};

// limit: characters after which "..." follows; 0 none.
void term_print(const struct vm *vm, term t, enum print_style style, size_t limit,
                print_output output, void *context);

#endif
