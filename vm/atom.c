// SPDX-License-Identifier: Apache-2.0
// atom.c: the atom table: entries by index, an open-addressing hash of indices over them.
//
// The hash is at most half full, a power of two in size, and holds index + 1 (0: free). Nothing is
// ever removed. Texts that the caller does not keep alive are copied into blocks that live until
// atoms_clear; they and the entries never move, so atom_text stays good for the life of the
// machine, and needs no lock. The hash does: it is replaced when it grows.

#include "vm/atom.h"

#include <string.h>

#include "vm/machine.h"
#include "vm/utf.h"

struct atom_entry {
    const char *text; // UTF-8, not terminated
    uint32_t hash;
    uint32_t size;
};

// Copied texts. Blocks are filled from the start.
struct atom_texts {
    struct atom_texts *next;
    uint32_t used, capacity;
    char bytes[];
};

#define TEXT_BLOCK_BYTES    4000
#define ATOM_MAX_CHARACTERS 255

// Texts of atoms.def one after the other, each with its NUL: no pointers, so nothing to relocate.
static const char names[] =
#define ATOM(name, text) text "\0"
#include "vm/atoms.def"
#undef ATOM
    ;

static uint32_t hash_text(const char *text, size_t size)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ (uint8_t) text[i]) * 16777619u;
    }
    return hash ^ hash >> 15;
}

static const struct atom_entry *entry_at(const struct atom_table *atoms, uint32_t index)
{
    uint32_t part = 0;
    for (uint32_t n = (index + ATOM_FIRST_PART) / ATOM_FIRST_PART; n > 1; n /= 2) {
        part++;
    }
    return &SHARED_GET(&atoms->parts[part])[index + ATOM_FIRST_PART - (ATOM_FIRST_PART << part)];
}

// Slot of the text, or the free one where it belongs.
static uint32_t *find_slot(const struct atom_table *atoms, const char *text, size_t size,
                           uint32_t hash)
{
    uint32_t mask = atoms->hash_size - 1;
    for (uint32_t i = hash & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &atoms->hash[i];
        if (*slot == 0) {
            return slot;
        }
        const struct atom_entry *entry = entry_at(atoms, *slot - 1);
        if (entry->hash == hash && entry->size == size && memcmp(entry->text, text, size) == 0) {
            return slot;
        }
    }
}

static bool add_part(struct vm *vm, struct atom_table *atoms)
{
    uint32_t part = 0;
    while (part < ATOM_PARTS && atoms->parts[part] != NULL) {
        part++;
    }
    uint32_t count = ATOM_FIRST_PART << part;
    struct atom_entry *entries =
        part < ATOM_PARTS ? memory_alloc(vm, count * sizeof *entries) : NULL;
    if (entries == NULL) {
        return false;
    }
    SHARED_SET(&atoms->parts[part], entries);
    atoms->capacity += count;
    return true;
}

static bool grow_hash(struct vm *vm, struct atom_table *atoms)
{
    uint32_t size = atoms->hash_size == 0 ? 512 : atoms->hash_size * 2;
    uint32_t *hash = memory_calloc(vm, size * sizeof *hash);
    if (hash == NULL) {
        return false;
    }
    for (uint32_t index = 0; index < atoms->count; index++) {
        uint32_t i = entry_at(atoms, index)->hash & (size - 1);
        while (hash[i] != 0) {
            i = (i + 1) & (size - 1);
        }
        hash[i] = index + 1;
    }
    memory_free(vm, atoms->hash, atoms->hash_size * sizeof *hash);
    atoms->hash = hash;
    atoms->hash_size = size;
    return true;
}

static const char *copy_text(struct vm *vm, struct atom_table *atoms, const char *text, size_t size)
{
    struct atom_texts *block = atoms->texts;
    if (block == NULL || block->capacity - block->used < size) {
        uint32_t capacity = TEXT_BLOCK_BYTES; // more than 255 characters of 4 bytes
        block = memory_alloc(vm, sizeof *block + capacity);
        if (block == NULL) {
            return NULL;
        }
        block->next = atoms->texts;
        block->used = 0;
        block->capacity = capacity;
        atoms->texts = block;
    }
    char *copy = block->bytes + block->used;
    memcpy(copy, text, size);
    block->used += (uint32_t) size;
    return copy;
}

bool atoms_init(struct vm *vm)
{
    vm->atoms = (struct atom_table){0};
    const char *text = names;
    for (uint32_t i = 0; i < ATOM_NUMBER_COUNT; i++) {
        size_t size = strlen(text);
        if (atom_intern(vm, text, size, true) == NONE) {
            atoms_clear(vm);
            return false;
        }
        text += size + 1;
    }
    return true;
}

void atoms_clear(struct vm *vm)
{
    struct atom_table *atoms = &vm->atoms;
    for (uint32_t part = 0; part < ATOM_PARTS; part++) {
        memory_free(vm, atoms->parts[part], (ATOM_FIRST_PART << part) * sizeof(struct atom_entry));
    }
    memory_free(vm, atoms->hash, atoms->hash_size * sizeof *atoms->hash);
    while (atoms->texts != NULL) {
        struct atom_texts *next = atoms->texts->next;
        memory_free(vm, atoms->texts, sizeof *atoms->texts + atoms->texts->capacity);
        atoms->texts = next;
    }
    *atoms = (struct atom_table){0};
}

static term intern(struct vm *vm, const char *text, size_t size, bool permanent)
{
    struct atom_table *atoms = &vm->atoms;
    uint32_t hash = hash_text(text, size);
    if (atoms->hash_size > 0) {
        const uint32_t *slot = find_slot(atoms, text, size, hash);
        if (*slot != 0) {
            return make_atom(*slot - 1);
        }
    }
    if (atoms->count >= AVM_MAX_ATOMS) {
        return NONE;
    }
    if ((atoms->count == atoms->capacity && !add_part(vm, atoms)) ||
        ((atoms->count + 1) * 2 > atoms->hash_size && !grow_hash(vm, atoms))) {
        return NONE;
    }
    if (!permanent) {
        text = copy_text(vm, atoms, text, size);
        if (text == NULL) {
            return NONE;
        }
    }
    uint32_t index = atoms->count;
    *(struct atom_entry *) (uintptr_t) entry_at(atoms, index) =
        (struct atom_entry){text, hash, (uint32_t) size};
    *find_slot(atoms, text, size, hash) = index + 1;
    SHARED_SET(&atoms->count, index + 1);
    return make_atom(index);
}

term atom_intern(struct vm *vm, const char *text, size_t size, bool permanent)
{
    threads_lock(vm, LOCK_ATOMS);
    term atom = intern(vm, text, size, permanent);
    threads_unlock(vm, LOCK_ATOMS);
    return atom;
}

term atom_find(const struct vm *vm, const char *text, size_t size)
{
    threads_lock(vm, LOCK_ATOMS);
    uint32_t slot = *find_slot(&vm->atoms, text, size, hash_text(text, size));
    threads_unlock(vm, LOCK_ATOMS);
    return slot == 0 ? NONE : make_atom(slot - 1);
}

const char *atom_text(const struct vm *vm, term atom, size_t *size)
{
    const struct atom_entry *entry = entry_at(&vm->atoms, atom_index(atom));
    *size = entry->size;
    return entry->text;
}

// The order of UTF-8 bytes is the order of code points.
int atom_compare(const struct vm *vm, term a, term b)
{
    if (a == b) {
        return 0;
    }
    const struct atom_entry *x = entry_at(&vm->atoms, atom_index(a));
    const struct atom_entry *y = entry_at(&vm->atoms, atom_index(b));
    int order = memcmp(x->text, y->text, x->size < y->size ? x->size : y->size);
    if (order != 0) {
        return order;
    }
    return (x->size > y->size) - (x->size < y->size);
}

uint32_t atom_count(const struct vm *vm)
{
    return SHARED_GET(&vm->atoms.count);
}

size_t atom_memory(const struct vm *vm)
{
    const struct atom_table *atoms = &vm->atoms;
    size_t bytes =
        atoms->capacity * sizeof(struct atom_entry) + atoms->hash_size * sizeof *atoms->hash;
    for (const struct atom_texts *block = atoms->texts; block != NULL; block = block->next) {
        bytes += sizeof *block + block->capacity;
    }
    return bytes;
}

bool atom_text_valid(const char *text, size_t size)
{
    size_t characters = 0;
    for (size_t at = 0; at < size; characters++) {
        uint32_t character;
        size_t step = utf8_decode((const uint8_t *) text + at, size - at, &character);
        if (step == 0 || characters == ATOM_MAX_CHARACTERS) {
            return false;
        }
        at += step;
    }
    return true;
}
