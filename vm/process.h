// SPDX-License-Identifier: Apache-2.0
// process.h: one Erlang process: its heap and stack, what it waits for, how it fails.
//
// Heap and stack share one block and grow towards each other:
//
//   block                 heap_top ->            <- stack                stack_base
//   | young heap (old part below high_water) |  free  | frames ............ |
//
// A call pushes the return address; allocate then makes room for y0 .. yn-1 in front of it, so that
// stack[i] is yi and stack[n] the return address. Return addresses and the handler addresses of
// catch and try are pointers to word code: aligned to 4, so their tag is 00 and a collector passes
// over them. heap_ensure grows heap and stack together and always leaves HEAP_SLACK words between
// them, so that a call needs no check.
//
// Survivors of two collections live in the old generation, a block of its own. Objects are
// immutable once a collection may have happened since they were built, so old objects never refer
// to young ones. Both blocks may be larger than what stack_base and old_end allow to use: room that
// the next collection gives back when it is not needed.

#ifndef VM_PROCESS_H
#define VM_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/config.h"
#include "vm/term.h"

// Words always free between heap and stack.
#define HEAP_SLACK 2

struct vm;
struct module;
struct export;
struct scheduler;

// Terms in C variables that a collection must keep and correct. A chain on the C stack.
struct gc_roots {
    struct gc_roots *next;
    term *terms;
    size_t count;
};

// A message, or any block of terms that came from outside the heap. The terms are self-contained
// but for literals. Collections treat the fragments of a process as part of what they copy from,
// then free them.
struct fragment {
    struct fragment *next;
    size_t words; // of data
    term offheap; // first TAG_BIN_REFC object inside (linked by its link field), or NIL
    term data[];
};

struct message {
    struct message *next;
    term value;                // a term in fragment, a literal or an immediate
    struct fragment *fragment; // NULL when value needs none; becomes the receiver's on removal
};

// A time to wake up at (timer.h).
struct alarm {
    uint64_t at_ns;
    uint64_t order; // of those with the same time
    uint32_t place; // in the heap of alarms, 0: not set
    bool is_timer;  // of a struct timer, else of a process
};

enum heap_growth { HEAP_BOUNDED_FREE, HEAP_MINIMUM, HEAP_FIBONACCI };

// How a native that traps wants to wait before its trap continues.
enum process_sleep { SLEEP_NONE, SLEEP_HERE, SLEEP_WITHOUT_STACK };

enum process_priority { PRIORITY_NORMAL, PRIORITY_LOW, PRIORITY_HIGH, PRIORITY_MAX };

// PARKED: it could run, but is suspended.
enum process_state { PROCESS_READY, PROCESS_RUNNING, PROCESS_WAITING, PROCESS_PARKED };

// Class of an exception: the order is that of raise/2's numbers.
enum exception_class { CLASS_ERROR, CLASS_EXIT, CLASS_THROW };

struct process {
    // Heap and stack
    term *heap;       // start of the block
    term *heap_top;   // first free word
    term *stack;      // newest word of the stack
    term *stack_base; // end of the part of the block in use
    term *block_end;  // end of the block
    term *high_water; // objects below survived one collection
    term *old_heap;   // NULL when there is none
    term *old_top;
    term *old_end;              // beyond here a major collection is due
    term *old_block_end;        // end of its block
    struct fragment *fragments; // adopted
    size_t fragment_words;
    term offheap;             // TAG_BIN_REFC objects of the young heap, linked, NIL ends
    term old_offheap;         // those of the old heap
    size_t offheap_bytes;     // bytes they keep alive that were added since the last collection
    size_t offheap_limit;     // when offheap_bytes gets there, a collection is due
    size_t old_offheap_bytes; // bytes that old_offheap keeps alive
    size_t old_offheap_limit; // beyond here a major collection is due
    struct gc_roots *roots;
    size_t nursery_words;  // room a busy process gets beside what is in use
    uint64_t collected_at; // reductions_done at the last collection
#if AVM_GC_STRESS
    size_t stress_credit; // words a collection may cost now (heap.c)
#endif

    // What runs
    struct vm *vm;
    struct scheduler *scheduler; // while running
    term *x;                     // X registers of the scheduler, while running; else NULL
    uint32_t live;               // X registers (from x[0]) a collection must keep
    int32_t reductions;          // left in this turn
    const uint32_t *pc;          // next instruction, when not running
    const uint32_t *trap;        // a native that returned NONE without an exception continues here
    bool guard;                  // a native runs in a guard: do not build reasons
    term *saved_x;               // live X registers, when not running
    uint32_t saved_capacity;

    // Exception on its way
    uint8_t exception_class;
    bool out_of_memory;   // not catchable: the process ends
    term exception;       // reason, or NONE
    term exception_trace; // raw trace of a re-raise, arguments for function_clause ..., or NIL
                          // (exception.c)

    // Identity and relations
    term pid;
    uint8_t state;
    uint8_t priority;
    uint8_t passes; // of low priority: turns left to others (run_queue.c)
    bool trap_exit;
    uint8_t heap_growth;
    bool spare_on_max_heap;   // process_flag max_heap_size: kill => false
    bool quiet_on_max_heap;   // the same: error_logger => false
    bool messages_off_heap;   // process_flag message_queue_data
    bool sensitive;           // process_flag
    uint16_t saved_calls;     // process_flag save_calls
    uint32_t fullsweep_after; // process_flag, plus 1; 0: as SETTINGS_FULLSWEEP_AFTER
    size_t min_bin_vheap;     // process_flag, words; 0: as SETTINGS_MIN_BIN_VHEAP
    term error_handler;       // process_flag, or 0: error_handler
    bool collecting;
    bool no_collect; // a native runs where no collection may happen: heap_ensure raises badarg
                     // instead
    size_t min_heap_words;
    size_t max_heap_words;         // 0: no limit
    struct dictionary *dictionary; // dictionary.c; its terms are roots
    struct message *inbox;         // oldest first
    struct message **inbox_end;
    struct message **inbox_next; // the one loop_rec looks at
    size_t inbox_count;
    struct receive_markers *markers; // receive_marker.h; or NULL
    // The message whose value loop_rec put into x[0], until it is removed or passed over: its
    // fragment is in use though it is not adopted. NULL: none, or it has no fragment.
    struct message *peeked;
    // Relations (signal.h)
    struct ring *links;
    struct ring *monitors;     // and aliases of this process
    struct ring *monitored_by; // monitors of others
    struct timer *timers;      // that will send to this pid
    struct ring *suspending;   // suspend.h
    struct ring *suspended_by;
    uint32_t link_count;
    bool exiting;  // it has a reason to end (p->exception) and runs no more
    uint8_t sleep; // enum process_sleep: how it waits, for hibernate
    term parent;   // pid of who started it, or ATOM_undefined
    struct process *ready_next;
    struct alarm alarm;         // receive ... after
    const uint32_t *timeout_pc; // the wait_timeout that waits
    bool timed_out;
    term group_leader;
    term registered_name; // or NIL
    const struct export *initial_call;
    term initial_module, initial_function;
    uint32_t initial_arity;
    const struct export *current_call; // native being run, for traces
    void *native_state;                // of a native that continues later
    struct {
        uint8_t *bytes;  // where bs_put_* instructions write; NULL: nowhere
        size_t position; // in bits
        size_t end;
        uint32_t collections; // made when it began: a collection since then made bytes stale
    } writer;

    // Counters
    uint64_t reductions_done;
    uint32_t collections_minor;
    uint32_t collections_major;
    uint32_t since_major;
};

static inline struct vm *process_vm(const struct process *p)
{
    return p->vm;
}

#endif
