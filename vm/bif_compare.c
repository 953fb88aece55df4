// SPDX-License-Identifier: Apache-2.0
// bif_compare.c: comparison operators as functions.

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/compare.h"

term bif_erlang_eq(struct process *p, term *args)
{
    return make_bool(term_equal(p->vm, args[0], args[1]));
}

term bif_erlang_ne(struct process *p, term *args)
{
    return make_bool(!term_equal(p->vm, args[0], args[1]));
}

term bif_erlang_eq_exact(struct process *p, term *args)
{
    return make_bool(term_equal_exact(p->vm, args[0], args[1]));
}

term bif_erlang_ne_exact(struct process *p, term *args)
{
    return make_bool(!term_equal_exact(p->vm, args[0], args[1]));
}

term bif_erlang_lt(struct process *p, term *args)
{
    return make_bool(term_compare(p->vm, args[0], args[1]) < 0);
}

term bif_erlang_le(struct process *p, term *args)
{
    return make_bool(term_compare(p->vm, args[0], args[1]) <= 0);
}

term bif_erlang_gt(struct process *p, term *args)
{
    return make_bool(term_compare(p->vm, args[0], args[1]) > 0);
}

term bif_erlang_ge(struct process *p, term *args)
{
    return make_bool(term_compare(p->vm, args[0], args[1]) >= 0);
}

// Of terms that compare equal, the first.
term bif_erlang_max(struct process *p, term *args)
{
    return args[term_compare(p->vm, args[0], args[1]) < 0];
}

term bif_erlang_min(struct process *p, term *args)
{
    return args[term_compare(p->vm, args[0], args[1]) > 0];
}

term bif_erts_internal_cmp_term(struct process *p, term *args)
{
    int r = term_compare_exact(p->vm, args[0], args[1]);
    return make_small(r < 0 ? -1 : r > 0);
}
