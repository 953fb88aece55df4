// SPDX-License-Identifier: Apache-2.0
// schedule.h: processes and their turns: starting, waiting, sending, ending.

#ifndef VM_SCHEDULE_H
#define VM_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "vm/interp.h"
#include "vm/module.h"
#include "vm/process.h"

struct vm;

// A new process that will call the function with the arguments in the proper list args (of another
// process; copied). Not linked. options may be NULL. NULL: no memory or too many processes.
struct process *schedule_spawn(struct vm *vm, struct process *parent, struct export *entry,
                               term args, const struct spawn_options *options);
// The same for a fun and no arguments.
struct process *schedule_spawn_fun(struct vm *vm, struct process *parent, term fun,
                                   const struct spawn_options *options);
// The process of a new port (port.h). It gets turns once schedule_start was called; or it is given
// up by schedule_drop, and nobody is told. NULL: as above.
struct process *schedule_port(struct process *parent);
void schedule_start(struct process *p);
void schedule_drop(struct process *p);
// Make it ready if it waits.
void schedule_wake(struct process *p);
// It is no longer suspended: let it run if it has something to do.
void schedule_resume(struct process *p);

// After an alarm was set, under the same lock: schedulers look at the clock in time.
void schedule_alarm_is_set(struct vm *vm, uint64_t at_ns);

// Turns of processes until the machine stops: what every fiber of a scheduler runs (pause.h).
void schedule_turns(struct scheduler *scheduler);
// Run until main has ended or the machine is halted. Returns how main ended (RUN_EXITED: result in
// its x[0]; RUN_FAILED).
enum run_outcome schedule_run(struct vm *vm, struct process *main);
// End every process.
void schedule_clear(struct vm *vm);

// For natives of the module erlang that let others run first: what they return then. The process
// calls the native again at its next turn.
term schedule_call_again(struct process *p, term function, uint32_t arity);

// For the interpreter

// Target of apply: raises badarg when module or function is no atom.
struct export *schedule_apply_target(struct process *p, term module, term function, uint32_t arity);
bool schedule_is_function(term fun, term arity);
// A proper list of at most 255 arguments?
bool schedule_is_arguments(term list, uint32_t *length);
uint32_t schedule_entry_arity(const uint32_t *entry);
// x[0] ! x[1]; returns the message, or NONE: raised.
term schedule_send(struct process *p, term *args);
enum wait_result { WAIT_GO, WAIT_TIMED_OUT, WAIT_BAD };
// wait_timeout at pc: start or go on waiting. The end of the time comes back to pc.
enum wait_result schedule_wait(struct process *p, const uint32_t *pc, term time);
void schedule_timeout(struct process *p);
void schedule_remove_message(struct process *p);
// Let receive go on at a place in the inbox.
void schedule_seek(struct process *p, struct message **place);
#if AVM_OBSERVER
void schedule_trace_call(struct process *p, const uint32_t *pc);
void schedule_trace_return(struct process *p, const uint32_t *pc);
#else // no function is traced
#define schedule_trace_call(p, pc)   ((void) 0)
#define schedule_trace_return(p, pc) ((void) (pc))
#endif

#endif
