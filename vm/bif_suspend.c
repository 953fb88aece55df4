// SPDX-License-Identifier: Apache-2.0
// bif_suspend.c: natives that suspend processes and let them go on.

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/exception.h"
#include "vm/machine.h"
#include "vm/mailbox.h"
#include "vm/process_table.h"
#include "vm/schedule.h"
#include "vm/suspend.h"

struct suspend_options {
    bool unless_suspending, asynchronous;
    term tag; // of the answer, or NONE
};

static bool read_options(term list, struct suspend_options *options)
{
    *options = (struct suspend_options){false, false, NONE};
    for (; is_cons(list); list = cons_tail(list)) {
        term option = cons_head(list);
        if (option == ATOM_unless_suspending) {
            options->unless_suspending = true;
        } else if (option == ATOM_asynchronous) {
            options->asynchronous = true;
        } else if (is_tuple(option) && tuple_arity(option) == 2 &&
                   tuple_elements(option)[0] == ATOM_asynchronous) {
            options->asynchronous = true;
            options->tag = tuple_elements(option)[1];
        } else {
            return false;
        }
    }
    return list == NIL;
}

// {Tag, State} for who asked for it.
static bool answer(struct process *p, const struct suspend_options *options, term state)
{
    term tuple[3] = {make_header(2, TAG_TUPLE), options->tag, state};
    return options->tag == NONE || mailbox_send(p, make_boxed(tuple));
}

static term suspend(struct process *p, term pid, const struct suspend_options *options)
{
    struct process *other = process_find(p->vm, pid);
    if (!is_local_pid(pid) || other == p || (other == NULL && !options->asynchronous)) {
        return raise_badarg(p);
    }
    if (other != NULL && options->unless_suspending && suspend_is(p, other)) {
        return ATOM_false;
    }
    if (other != NULL && !suspend_add(p, other)) {
        return raise_system_limit(p);
    }
    return answer(p, options, other != NULL ? (term) ATOM_suspended : (term) ATOM_exited)
               ? (term) ATOM_true
               : raise_out_of_memory(p);
}

term bif_erlang_suspend_process_1(struct process *p, term *args)
{
    static const struct suspend_options options = {false, false, NONE};
    return suspend(p, args[0], &options);
}

term bif_erlang_suspend_process_2(struct process *p, term *args)
{
    struct suspend_options options;
    return read_options(args[1], &options) ? suspend(p, args[0], &options) : raise_badarg(p);
}

term bif_erlang_resume_process(struct process *p, term *args)
{
    struct process *other = process_find(p->vm, args[0]);
    return other != NULL && suspend_remove(p, other) ? (term) ATOM_true : raise_badarg(p);
}
