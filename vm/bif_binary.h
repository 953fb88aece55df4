// SPDX-License-Identifier: Apache-2.0
// bif_binary.h: what the natives of erlang and binary share. For vm/bif_*.c only.

#ifndef VM_BIF_BINARY_H
#define VM_BIF_BINARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/process.h"
#include "vm/term.h"

// A size as an integer; may collect.
term integer_of_size(struct process *p, size_t size);
// The bytes [start, start + count) that position and length name within size bytes; length may be
// negative.
bool range_of(term position, term length, size_t size, size_t *start, size_t *count);
// {Position, Length}
bool range_of_tuple(term tuple, size_t size, size_t *start, size_t *count);
// List of the bytes [start, start + count) of bitstring args[0], then args[1] as its tail. May
// collect.
term bytes_to_list(struct process *p, term *args, size_t start, size_t count);

#endif
