// SPDX-License-Identifier: Apache-2.0
// exception.h: raising errors, stack traces, and the report of a process that ends by one.
//
// A native raises and returns NONE:  return raise_badarg(p);

#ifndef VM_EXCEPTION_H
#define VM_EXCEPTION_H

#include "vm/atom.h"
#include "vm/process.h"
#include "vm/term.h"

// error:reason. All return NONE.
static inline term raise_error(struct process *p, term reason)
{
    p->exception_class = CLASS_ERROR;
    p->exception = reason;
    p->exception_trace = NIL;
    return NONE;
}

static inline term raise_badarg(struct process *p)
{
    return raise_error(p, ATOM_badarg);
}

static inline term raise_badarith(struct process *p)
{
    return raise_error(p, ATOM_badarith);
}

static inline term raise_system_limit(struct process *p)
{
    return raise_error(p, ATOM_system_limit);
}

// error:{tag, value}; may collect (value is kept).
term raise_tuple(struct process *p, term tag, term value);
// The process ends; no catch stops it.
term raise_out_of_memory(struct process *p);

#endif
