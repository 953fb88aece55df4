// SPDX-License-Identifier: Apache-2.0
// exception.h: raising errors, stack traces, and the report of a process that ends by one.
//
// A native raises and returns NONE:  return raise_badarg(p);

#ifndef VM_EXCEPTION_H
#define VM_EXCEPTION_H

#include <stdbool.h>
#include <stdint.h>

#include "vm/atom.h"
#include "vm/process.h"
#include "vm/term.h"

// error:reason. All return NONE. No inline functions: hundreds of calls, none of which has to be
// fast.
term raise_error(struct process *p, term reason);
term raise_badarg(struct process *p);
term raise_badarith(struct process *p);
term raise_system_limit(struct process *p);

// error:{tag, value}; may collect (value is kept).
term raise_tuple(struct process *p, term tag, term value);
// The process ends; no catch stops it.
term raise_out_of_memory(struct process *p);

// p->exception_trace of an exception that was just raised says how to trace it:
//
//   []          in a native: its call and arguments come first (TRACE_NATIVE)
//   'true'      where the program is, without the native: erlang:error/1 (TRACE_PLAIN)
//   {Args}      the same, but the function has these arguments: erlang:error/2, function_clause
//   {error_info, Args, Map} erlang:error/3; Args 'none': the arity, Map []: none
//   {[], Trace} the trace is given: re-raised, raise/3
#define TRACE_NATIVE NIL
#define TRACE_PLAIN  ((term) ATOM_true)

// What a handler gets as x[2] and hands to raise or build_stacktrace: [Raw | First]. Raw is a heap
// binary of words: the class, then code addresses; First is [] or the tuple {Module, Function,
// ArgsOrArity, Info} that stands on top of the stack trace. A list of another shape is a stack
// trace in its final form.

// Complete p->exception_trace where the exception happened: pc is the instruction, or NULL when the
// function has no place of its own; the native and its arguments (roots) when a native raised, else
// 0 for function. May collect: p->live covers args. False: out of memory, p->out_of_memory is set.
bool exception_capture(struct process *p, const uint32_t *pc, term module, term function,
                       uint32_t arity, const term *args);
// The handler of the exception: its code, with p->stack at the frame of the handler and the slot
// cleared. NULL: none.
const uint32_t *exception_unwind(struct process *p);
// Class that a raw trace carries; false: it is none.
bool exception_class_of(term trace, enum exception_class *class);
// The final stack trace of a raw one (or itself): a list of {Module, Function, Arity or Args,
// Location}. args[0] is the trace (root). NONE: out of memory.
term exception_stacktrace(struct process *p, term *args);
// Where a process is, as such a list: process_info(Pid, current_stacktrace). NONE: out of memory.
term exception_current_stacktrace(struct process *p, const struct process *of);
// 'EXIT' value of a catch: class, reason, trace in args[0..2] (roots).
term exception_catch_value(struct process *p, term *args);
// raw_raise: class atom, reason and trace in x[0..2] become the exception; false: not a class.
bool exception_raw_raise(struct process *p, term *x);
// How many handlers of catch and try wait on the stack.
size_t exception_handlers(const struct process *p);
// A person's account of an exception nobody caught: what, where, with source lines. Printed to the
// error stream.
void exception_report(struct process *p);
term exception_class_atom(enum exception_class class);

#endif
