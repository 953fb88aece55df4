// SPDX-License-Identifier: Apache-2.0
// etf.h: the external term format. Spec: Erlang documentation, "External Term Format"; reference api-surface section 12.

#ifndef VM_ETF_H
#define VM_ETF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/process.h"
#include "vm/term.h"

struct vm;

// Words the term in bytes needs, and how many bytes it takes; checks everything (tags, sizes, UTF-8, depth without recursion).
// False: malformed. `bytes` starts behind the version byte 131 (or a literal's own start).
bool etf_measure(struct vm *vm, const uint8_t *bytes, size_t size, size_t *words, size_t *used);

// Decode what etf_measure accepted. at: room for the words, moved forward. Large binaries: point into bytes when
// constant (literals of a module: the bytes live as long as the machine), else refc objects linked to *offheap. safe: unknown atoms and funs
// refused. NONE: not allowed, or no memory for atoms and shared binaries.
term etf_decode(struct vm *vm, const uint8_t *bytes, size_t size, term **at, term *offheap,
                bool constant, bool safe);

#endif
