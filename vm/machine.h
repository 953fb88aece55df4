// SPDX-License-Identifier: Apache-2.0
// machine.h: the inside of a machine: struct vm and struct scheduler. For files of vm/ only.

#ifndef VM_MACHINE_H
#define VM_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/packbeam.h"
#include "platforms/platform.h"
#include "vm/atom.h"
#include "vm/config.h"
#include "vm/interp.h"
#include "vm/memory.h"
#include "vm/module.h"
#include "vm/pause.h"
#include "vm/process.h"
#include "vm/run_queue.h"
#include "vm/sync.h"
#include "vm/threads.h"
#include "vm/timer.h"
#include "vm/vm.h"

// Entries stand in parts that never move: the first has ATOM_FIRST_PART, each other twice as many
// as the one before.
#define ATOM_FIRST_PART 256u
#define ATOM_PARTS      16u

struct atom_table {
    struct atom_entry *parts[ATOM_PARTS]; // atom.c; shared
    uint32_t count;                       // shared
    uint32_t capacity;
    uint32_t *hash; // indices + 1
    uint32_t hash_size;
    struct atom_texts *texts; // copied texts
};

struct loader;

struct code_range {
    const uint32_t *start, *end;
    struct module *module;
};

// Events that a scheduler takes from the platform at once.
#define SCHEDULER_EVENTS 8

struct scheduler {
    struct vm *vm;
    struct process *current;
    term *saved_x; // where its registers are kept when it does not run
    struct run_queue ready;
    int32_t until_look; // reductions until it looks for events though it has something to run
    size_t event_count;
    struct platform_event events[SCHEDULER_EVENTS];
#if AVM_PAUSES
    // pause.c
    struct run_queue paused_ready; // processes that go on here only
    uint32_t ready_first;          // turns of others before one of those
    bool may_pause;                // a process runs
    uint32_t locks_held;           // by the only thread
    uint32_t unneeded;             // pauses in a row that nobody waited for
    size_t steps;                  // it may still do in this turn
    struct paused *paused;         // all that are left in the middle
    struct platform_fiber *fiber;  // the one that runs; NULL: there was no other yet
    struct platform_fiber *own_fiber;
    struct platform_fiber *idle_fibers[PAUSE_FIBERS]; // none of them is own_fiber
    unsigned fiber_count, idle_fiber_count;
    bool own_is_idle;
#endif
    // For statistics, which asks alone
    uint64_t context_switches, idle_ns;
    uint64_t idle_before_ns; // when system_flag turned scheduler_wall_time on
#if AVM_SMP
    struct process *visits; // that it sends to without a lock; shared
    struct platform_mutex *ready_lock;
    // threads.c
    struct platform_thread *thread;
    void (*run)(void *scheduler);
    struct platform_condition *woken;
    uint16_t lock_depth[LOCK_COUNT];
    bool sleeps, is_woken;
    bool alone;
#endif
    // Temporaries of instructions follow the registers, so that natives called with all registers
    // live have room.
    term x[AVM_X_REGISTERS + 16];
    double f[AVM_FLOAT_REGISTERS];
    struct code_range in_place; // where constants were asked for last (constant_in_place)
};

// Free blocks kept for the next collection: one for each generation.
#define SPARE_BLOCKS 2

struct vm {
    struct vm_options options;
    struct atom_table atoms;

    struct export_table *exports; // module.c; shared
    uint32_t export_count;
    struct module *modules;         // shared
    struct code_range *code_ranges; // sorted by start
    uint32_t code_range_count, code_range_capacity;
    // Shown every module after its translation, before it is installed (disasm.c).
    void (*inspect)(void *context, const struct loader *loader);
    void *inspect_context;
    struct failure load_failure; // why the last module could not be loaded

    struct source *sources; // packs and beams added, in order (source.c)
    struct source **sources_end;
    struct source *library;
    vm_find_file find_file;
    void *find_context;
#if AVM_LOADING
    vm_get_folder get_folder; // or NULL
    vm_set_folders set_folders;
#endif

    term *literals, *literals_top, *literals_end; // literal_alloc

    struct scheduler *scheduler; // an array
    unsigned scheduler_count;
#if AVM_SMP
    struct threads *threads; // NULL: there is one
#endif
    struct process_table *processes; // process_table.h; shared
    uint32_t process_count, process_next, process_serial;
    uint32_t port_count;        // of those processes
    struct process *main;       // the first process
    enum run_outcome outcome;   // why it stopped
    bool stopped;               // shared
    uint64_t next_alarm_ns;     // when the first is due, or earlier; shared
    struct platform_poll *poll; // for alarms and events
    bool watches;               // a source was watched; shared
    struct registered *registry;
    struct reference **references; // hash table (signal.c)
    uint32_t reference_capacity, reference_count;
    struct alarms alarms;
    uint64_t next_ref, next_unique, next_unique_monotonic;

    uint32_t backtrace_depth;      // system_flag
    struct spawn_options defaults; // system_flag
    uint64_t started_ns;           // monotonic clock when the machine was made
    uint64_t last_now_us;          // the answer of erlang:now/0 before
    // What statistics/1 answered last
    uint64_t told_reductions, told_run_time_ms, told_wall_clock_ms;
    uint64_t run_time_ns;

    struct persistent *persistent; // persistent.c, or NULL
    struct ets_table *tables;      // ets.c
    struct regex_cache *regexes;   // regex_cache.c, or NULL
#if AVM_FILES
    uint64_t next_file; // bif_file.c
#endif

    bool halted;      // shared
    bool awaits_halt; // the end of the first process is not the end
    int halt_status;
    term console, console_errors; // pids of the console's servers, or undefined

    uint64_t allocations; // made so far (AVM_ALLOC_INJECT)
    size_t memory_used, memory_peak;
    size_t heap_used, heap_peak;
    struct spare_block *spares[SPARE_BLOCKS]; // heap.c
    size_t refc_bytes;
    uint64_t words_reclaimed;
    uint64_t wall_time_from_ns; // system_flag scheduler_wall_time; 0: off
    uint64_t reductions, collections_minor, collections_major;
};

// The next value of a counter of things there is only one of, from 1.
static inline uint64_t machine_next(uint64_t *counter)
{
    return SHARED_ADD(counter, 1);
}

static inline bool is_literal(const struct vm *vm, const void *address)
{
    return (size_t) ((const char *) address - (const char *) vm->literals) <
           (size_t) ((const char *) vm->literals_end - (const char *) vm->literals);
}

#endif
