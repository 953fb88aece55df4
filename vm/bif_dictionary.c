// SPDX-License-Identifier: Apache-2.0
// bif_dictionary.c: put, get, erase, get_keys.

#include "vm/bif.h"
#include "vm/compare.h"
#include "vm/dictionary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/process.h"

static term or_undefined(term value)
{
    return value == NONE ? (term) ATOM_undefined : value;
}

term bif_erlang_put(struct process *p, term *args)
{
    term old;
    if (!dictionary_put(p->vm, &p->dictionary, args[0], args[1], &old)) {
        return raise_out_of_memory(p);
    }
    return or_undefined(old);
}

term bif_erlang_get_1(struct process *p, term *args)
{
    return or_undefined(dictionary_get(p->vm, p->dictionary, args[0]));
}

term bif_erlang_erase_1(struct process *p, term *args)
{
    return or_undefined(dictionary_erase(p->vm, p->dictionary, args[0]));
}

static size_t pair_count(const struct process *p)
{
    return p->dictionary == NULL ? 0 : p->dictionary->count;
}

// [{Key, Value}]
static term pairs_list(struct process *p)
{
    if (!heap_ensure(p, pair_count(p) * (2 + 3))) {
        return NONE;
    }
    size_t count;
    const term *terms = dictionary_terms(p->dictionary, &count);
    term list = NIL;
    for (size_t i = 0; i < count; i += 2) {
        if (terms[i] != NONE) {
            list = build_cons(p, build_tuple2(p, terms[i], terms[i + 1]), list);
        }
    }
    return list;
}

term bif_erlang_get_0(struct process *p, term *args)
{
    return pairs_list(p);
}

term bif_erlang_erase_0(struct process *p, term *args)
{
    term list = pairs_list(p);
    if (list != NONE) {
        dictionary_free(p->vm, p->dictionary);
        p->dictionary = NULL;
    }
    return list;
}

// Keys that have a value, or only those with the value `wanted` when that is not NONE. wanted is
// args[0].
static term keys_list(struct process *p, const term *wanted)
{
    if (!heap_ensure(p, pair_count(p) * 2)) {
        return NONE;
    }
    size_t count;
    const term *terms = dictionary_terms(p->dictionary, &count);
    term list = NIL;
    for (size_t i = 0; i < count; i += 2) {
        if (terms[i] != NONE &&
            (wanted == NULL || term_equal_exact(p->vm, terms[i + 1], *wanted))) {
            list = build_cons(p, terms[i], list);
        }
    }
    return list;
}

term bif_erlang_get_keys_0(struct process *p, term *args)
{
    return keys_list(p, NULL);
}

term bif_erlang_get_keys_1(struct process *p, term *args)
{
    return keys_list(p, args);
}
