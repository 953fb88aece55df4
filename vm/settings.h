// SPDX-License-Identifier: Apache-2.0
// settings.h: heap settings of processes as terms, for system_info, system_flag, process_flag and
// process_info.

#ifndef VM_SETTINGS_H
#define VM_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "vm/process.h"
#include "vm/schedule.h"

// What processes start with, as OTP answers.
#define SETTINGS_MIN_BIN_VHEAP   46422
#define SETTINGS_FULLSWEEP_AFTER 65535

// {Key, Value}. May collect.
term settings_pair(struct process *p, term key, size_t value);
// #{error_logger => Log, kill => Kill, size => Size}: the limit of `of`, or of new processes
// (NULL). May collect.
term settings_max_heap(struct process *p, const struct process *of);
// A size from 0 that fits heap sizes. False: something else.
bool settings_size(term t, size_t *size);

// What a process is set to, as terms and as numbers.
term settings_priority(const struct process *p);
term settings_message_queue(const struct process *p);
term settings_error_handler(const struct process *p);
size_t settings_fullsweep_after(const struct process *p);
size_t settings_min_heap(const struct process *p);
size_t settings_min_bin_vheap(const struct process *p);

// Set a flag of the process p itself. Returns the old value; NONE: raised. May collect; args: the
// flag and its value.
term settings_process_flag(struct process *p, term *args);

// What processes get that are started without an option: min_heap_size, min_bin_vheap_size or
// fullsweep_after; and to set one of them or max_heap_size: the old value, or NONE: raised.
size_t settings_default(const struct vm *vm, term key);
term settings_set_default(struct process *p, term key, term value);

// Read an option of spawn_opt that sets a flag of the new process. False: not one, or a bad value.
bool settings_spawn_option(const struct vm *vm, struct spawn_options *options, term key,
                           term value);

#endif
