// SPDX-License-Identifier: Apache-2.0
// atom.h: the atom table of a machine. An atom is its index; texts are UTF-8, up to 255 characters.

#ifndef VM_ATOM_H
#define VM_ATOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/config.h"
#include "vm/term.h"

struct vm;

// Atoms the machine itself names: ATOM_ok and so on are terms.
enum atom_number {
#define ATOM(name, text) ATOM_NUMBER_##name,
#include "vm/atoms.def"
#undef ATOM
    ATOM_NUMBER_COUNT
};

enum atom_term {
#define ATOM(name, text) ATOM_##name = (ATOM_NUMBER_##name << 6) | 0xb,
#include "vm/atoms.def"
#undef ATOM
};

#define make_bool(condition) ((term) ((condition) ? ATOM_true : ATOM_false))

bool atoms_init(struct vm *vm);
void atoms_clear(struct vm *vm);

// Find or add. text is UTF-8 of `size` bytes, valid and at most 255 characters (atom_text_valid).
// permanent: the bytes live as long as the machine and need no copy. NONE: table full or no memory.
term atom_intern(struct vm *vm, const char *text, size_t size, bool permanent);
// NONE: there is none.
term atom_find(const struct vm *vm, const char *text, size_t size);
// UTF-8 text, not NUL-terminated.
const char *atom_text(const struct vm *vm, term atom, size_t *size);
// Order of the texts by code point: negative, 0, positive.
int atom_compare(const struct vm *vm, term a, term b);
uint32_t atom_count(const struct vm *vm);
// Bytes of the table and the texts it holds.
size_t atom_memory(const struct vm *vm);
// Valid UTF-8 of at most 255 characters.
bool atom_text_valid(const char *text, size_t size);

#endif
