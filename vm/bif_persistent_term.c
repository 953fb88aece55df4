// SPDX-License-Identifier: Apache-2.0
// bif_persistent_term.c: the module persistent_term.

#include "vm/bif.h"
#include "vm/compare.h"
#include "vm/dictionary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/persistent.h"

term bif_persistent_term_put(struct process *p, term *args)
{
    return persistent_put(p->vm, args[0], args[1]) ? (term) ATOM_ok : raise_system_limit(p);
}

term bif_persistent_term_put_new(struct process *p, term *args)
{
    term old = persistent_get(p->vm, args[0]);
    if (old != NONE && !term_equal_exact(p->vm, old, args[1])) {
        return raise_badarg(p);
    }
    return bif_persistent_term_put(p, args);
}

term bif_persistent_term_get_1(struct process *p, term *args)
{
    term value = persistent_get(p->vm, args[0]);
    return value == NONE ? raise_badarg(p) : value;
}

term bif_persistent_term_get_2(struct process *p, term *args)
{
    term value = persistent_get(p->vm, args[0]);
    return value == NONE ? args[1] : value;
}

// [{Key, Value}]
term bif_persistent_term_get_0(struct process *p, term *args)
{
    size_t bytes, count;
    const struct dictionary *pairs = persistent_pairs(p->vm, &bytes);
    const term *terms = dictionary_terms(pairs, &count);
    if (pairs == NULL) {
        return NIL;
    }
    if (!heap_ensure(p, (size_t) pairs->count * (2 + 3))) {
        return NONE;
    }
    term list = NIL;
    for (size_t i = 0; i < count; i += 2) {
        if (terms[i] != NONE) {
            list = build_cons(p, build_tuple2(p, terms[i], terms[i + 1]), list);
        }
    }
    return list;
}

term bif_persistent_term_erase(struct process *p, term *args)
{
    return make_bool(persistent_erase(p->vm, args[0]));
}

// #{count => Pairs, memory => Bytes}
term bif_persistent_term_info(struct process *p, term *args)
{
    size_t bytes;
    const struct dictionary *pairs = persistent_pairs(p->vm, &bytes);
    if (!heap_ensure(p, 3 + 4 + INT64_WORDS)) {
        return NONE;
    }
    term keys = build_tuple2(p, ATOM_count, ATOM_memory);
    term memory = build_uint64(p, bytes);
    term *map = heap_take(p, 4);
    map[0] = make_header(3, TAG_MAP);
    map[1] = keys;
    map[2] = make_small(pairs == NULL ? 0 : (sterm) pairs->count);
    map[3] = memory;
    return make_boxed(map);
}
