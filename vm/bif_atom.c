// SPDX-License-Identifier: Apache-2.0
// bif_atom.c: atoms from and to lists and binaries.

#include <string.h>

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/text.h"
#include "vm/utf.h"

#define ATOM_MAX_CHARACTERS 255

// UTF-8 of an atom's text while it is put together.
struct name {
    size_t size;
    size_t characters;
    char bytes[ATOM_MAX_CHARACTERS * 4];
};

// What stands in the way of an atom; also the error it raises.
enum name_problem { NAME_GOOD, NAME_BAD, NAME_TOO_LONG };

static enum name_problem add_character(struct name *name, uint32_t character)
{
    if (name->characters == ATOM_MAX_CHARACTERS) {
        return NAME_TOO_LONG;
    }
    name->characters++;
    name->size += utf8_encode(character, (uint8_t *) name->bytes + name->size);
    return NAME_GOOD;
}

static enum name_problem name_from_list(struct name *name, term list)
{
    enum name_problem problem = NAME_GOOD;
    name->size = name->characters = 0;
    for (; is_cons(list) && problem == NAME_GOOD; list = cons_tail(list)) {
        term head = cons_head(list);
        if (!is_small(head) || small_value(head) < 0 ||
            !utf_is_valid((uint64_t) small_value(head))) {
            return NAME_BAD;
        }
        problem = add_character(name, (uint32_t) small_value(head));
    }
    return problem == NAME_GOOD && list != NIL ? NAME_BAD : problem;
}

// bytes: with latin1 one character each, else UTF-8.
static enum name_problem name_from_bytes(struct name *name, const uint8_t *bytes, size_t size,
                                         bool latin1)
{
    enum name_problem problem = NAME_GOOD;
    name->size = name->characters = 0;
    for (size_t at = 0; at < size && problem == NAME_GOOD;) {
        uint32_t character = bytes[at];
        size_t step = latin1 ? 1 : utf8_decode(bytes + at, size - at, &character);
        if (step == 0) {
            return NAME_BAD;
        }
        at += step;
        problem = add_character(name, character);
    }
    return problem;
}

// The atom of the name, or the error. existing: only one that exists.
static term atom_from_name(struct process *p, const struct name *name, enum name_problem problem,
                           bool existing)
{
    if (problem == NAME_TOO_LONG && !existing) {
        return raise_system_limit(p);
    }
    if (problem != NAME_GOOD) {
        return raise_badarg(p);
    }
    if (existing) {
        term found = atom_find(p->vm, name->bytes, name->size);
        return found == NONE ? raise_badarg(p) : found;
    }
    term atom = atom_intern(p->vm, name->bytes, name->size, false);
    return atom == NONE ? raise_system_limit(p) : atom;
}

static term list_to_atom(struct process *p, term list, bool existing)
{
    struct name name;
    enum name_problem problem = name_from_list(&name, list);
    return atom_from_name(p, &name, problem, existing);
}

term bif_erlang_list_to_atom(struct process *p, term *args)
{
    return list_to_atom(p, args[0], false);
}

term bif_erlang_list_to_existing_atom(struct process *p, term *args)
{
    return list_to_atom(p, args[0], true);
}

static bool is_encoding(term t)
{
    return t == ATOM_latin1 || t == ATOM_utf8 || t == ATOM_unicode;
}

static term binary_to_atom(struct process *p, term binary, term encoding, bool existing)
{
    if (!is_encoding(encoding) || !is_bitstring(binary) || !is_binary(binary)) {
        return raise_badarg(p);
    }
    struct name name;
    bool latin1 = encoding == ATOM_latin1;
    size_t size;
    const uint8_t *bytes = binary_bytes(binary, &size);
    uint8_t copy[sizeof name.bytes + 1];
    if (bytes == NULL) {
        size = bitstring_size(binary) / 8;
        if (size > sizeof copy) {
            return atom_from_name(p, &name, NAME_TOO_LONG, existing);
        }
        binary_copy_bytes(binary, copy);
        bytes = copy;
    }
    enum name_problem problem = name_from_bytes(&name, bytes, size, latin1);
    return atom_from_name(p, &name, problem, existing);
}

term bif_erlang_binary_to_atom_1(struct process *p, term *args)
{
    return binary_to_atom(p, args[0], ATOM_utf8, false);
}

term bif_erlang_binary_to_atom_2(struct process *p, term *args)
{
    return binary_to_atom(p, args[0], args[1], false);
}

term bif_erlang_binary_to_existing_atom_1(struct process *p, term *args)
{
    return binary_to_atom(p, args[0], ATOM_utf8, true);
}

term bif_erlang_binary_to_existing_atom_2(struct process *p, term *args)
{
    return binary_to_atom(p, args[0], args[1], true);
}

term bif_erlang_atom_to_list(struct process *p, term *args)
{
    if (!is_atom(args[0])) {
        return raise_badarg(p);
    }
    size_t size;
    const char *text = atom_text(p->vm, args[0], &size);
    return list_from_utf8(p, text, size);
}

// Latin-1 bytes of a text; false: it has other characters.
static bool to_latin1(const char *text, size_t size, uint8_t *latin1, size_t *length)
{
    *length = 0;
    for (size_t at = 0; at < size;) {
        uint32_t character = 0;
        at += utf8_decode((const uint8_t *) text + at, size - at, &character);
        if (character > 0xff) {
            return false;
        }
        latin1[(*length)++] = (uint8_t) character;
    }
    return true;
}

static term atom_to_binary(struct process *p, term atom, term encoding)
{
    if (!is_atom(atom) || !is_encoding(encoding)) {
        return raise_badarg(p);
    }
    size_t size;
    const char *text = atom_text(p->vm, atom, &size);
    if (encoding != ATOM_latin1) {
        return binary_from_bytes(p, text, size);
    }
    uint8_t latin1[ATOM_MAX_CHARACTERS];
    if (!to_latin1(text, size, latin1, &size)) {
        return raise_badarg(p);
    }
    return binary_from_bytes(p, latin1, size);
}

term bif_erlang_atom_to_binary_1(struct process *p, term *args)
{
    return atom_to_binary(p, args[0], ATOM_utf8);
}

term bif_erlang_atom_to_binary_2(struct process *p, term *args)
{
    return atom_to_binary(p, args[0], args[1]);
}
