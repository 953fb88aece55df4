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
struct port;
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
// but for literals. One that a process has received is a fragment of its heap: collections copy
// from the fragments, then free them.
struct message {
    struct message *next;
    term value;   // a term in data, a literal or an immediate
    size_t words; // of data
    term offheap; // first TAG_BIN_REFC object inside (linked by its link field), or NIL
    term data[];
};

// A time to wake up at (timer.h).
struct alarm {
    uint64_t at_ns;
    struct alarm *next, *previous; // in its slot, a circle
    uint16_t place;                // of the slot, 0: not set
    bool is_timer;                 // of a struct timer, else of a process
};

enum heap_growth { HEAP_BOUNDED_FREE, HEAP_MINIMUM, HEAP_FIBONACCI };

// How a native that traps wants to wait before its trap continues.
enum process_sleep { SLEEP_NONE, SLEEP_HERE, SLEEP_WITHOUT_STACK };

enum process_priority { PRIORITY_NORMAL, PRIORITY_LOW, PRIORITY_HIGH, PRIORITY_MAX };

// PARKED: it could run, but is suspended.
enum process_state { PROCESS_READY, PROCESS_RUNNING, PROCESS_WAITING, PROCESS_PARKED };

// Class of an exception: the order is that of raise/2's numbers.
enum exception_class { CLASS_ERROR, CLASS_EXIT, CLASS_THROW };

// What most processes never need: settings, an old generation, timers. One that has none of it
// shares process_plain, which is constant; process_own gives a process its own before anything is
// set.
struct process_extra {
    struct process *process; // whose it is

    // Old generation and the times of collections (gc.c)
    term *old_heap; // NULL when there is none
    term *old_top;
    term *old_end;            // beyond here a major collection is due
    term *old_block_end;      // end of its block
    term old_offheap;         // shared binaries of the old heap
    size_t offheap_limit;     // when offheap_bytes gets there, a collection is due
    size_t old_offheap_bytes; // bytes that old_offheap keeps alive
    size_t old_offheap_limit; // beyond here a major collection is due
    size_t unused_words;      // of the young block, behind stack_base
    size_t nursery_words;     // room a busy process gets beside what is in use
    uint64_t collected_at;    // reductions_done at the last collection
    uint32_t collections_minor;
    uint32_t collections_major;
    uint32_t since_major;

    // Settings
    uint32_t fullsweep_after; // process_flag, plus 1; 0: as SETTINGS_FULLSWEEP_AFTER
    size_t min_heap_words;
    size_t max_heap_words;  // 0: no limit
    size_t min_bin_vheap;   // process_flag, words; 0: as SETTINGS_MIN_BIN_VHEAP
    term error_handler;     // process_flag, or 0: error_handler
    bool spare_on_max_heap; // process_flag max_heap_size: kill => false
    bool quiet_on_max_heap; // the same: error_logger => false
    bool sensitive;         // process_flag
    uint16_t saved_calls;   // process_flag save_calls

    // Waiting
    struct alarm alarm;              // receive ... after
    const uint32_t *timeout_pc;      // the wait_timeout that waits for it
    struct receive_markers *markers; // receive_marker.h; or NULL
    struct ring *suspending;         // suspend.h
    struct ring *suspended_by;
    struct pause *pause; // pause.h; or NULL
    struct port *port;   // port.h: the process is a port; or NULL
#if AVM_FILES
    struct open_file *files; // bif_file.c: that it has open
#endif

    struct {
        uint8_t *bytes;  // where bs_put_* instructions write; NULL: nowhere
        size_t position; // in bits
        size_t end;
        uint32_t collections; // made when it began: a collection since then made bytes stale
    } writer;
};

extern const struct process_extra process_plain;

struct process {
    // Heap and stack
    term *heap;                // start of the block
    term *heap_top;            // first free word
    term *stack;               // newest word of the stack
    term *stack_base;          // end of the part of the block in use
    term *high_water;          // objects below survived one collection
    struct message *fragments; // adopted
    size_t fragment_words;
    term offheap;         // TAG_BIN_REFC objects of the young heap, linked, NIL ends
    size_t offheap_bytes; // bytes they keep alive that were added since the last collection
    struct gc_roots *roots;
#if AVM_GC_STRESS
    size_t stress_credit; // words a collection may cost now (heap.c)
#endif
    struct process_extra *extra; // never NULL

    // What runs
    struct vm *vm;
    term *x;              // X registers: those of the scheduler, while running; else saved ones
    const uint32_t *pc;   // next instruction, when not running
    const uint32_t *trap; // a native that returned NONE without an exception continues here
    uint32_t live;        // X registers (from x[0]) a collection must keep
    int32_t reductions;   // left in this turn
    uint64_t reductions_done;
    uint16_t saved_capacity; // of saved registers

    bool guard;      // a native runs in a guard: do not build reasons
    bool no_collect; // a native runs where no collection may happen: heap_ensure raises badarg
                     // instead
    uint8_t state;   // enum process_state; shared
    uint8_t priority;
    uint8_t passes; // of low priority: turns left to others (run_queue.c)
    uint8_t sleep;  // enum process_sleep: how it waits, for hibernate
    uint8_t heap_growth;
    bool restarts : 1;          // a native that let others run first starts again
    bool wants_alone : 1;       // the same for one that no other thread may run beside (threads.h)
    bool pauses : 1;            // a native returned NONE to go on later (pause.h)
    bool paused : 1;            // it was left in the middle of something (pause.h)
    bool messages_off_heap : 1; // process_flag message_queue_data
    bool trap_exit;
    bool exiting; // it has a reason to end and runs no more (signal.h); shared

    // Exception on its way
    uint8_t exception_class;
    bool out_of_memory; // not catchable: the process ends

    // Receiving. peeking: loop_rec has put the value of *inbox_next into a register, and it was not
    // removed or passed over yet: its terms are in use though it is not adopted.
    bool peeking;
    bool waits;     // its receive has looked at its time
    bool timed_out; // shared
    bool suspended; // somebody is on extra->suspended_by; shared
    uint32_t inbox_count;

    term exception;       // reason, or NONE
    term exception_trace; // raw trace of a re-raise, arguments for function_clause ..., or NIL
                          // (exception.c)

    // Messages (mailbox.h)
    struct message *outer; // what others sent; shared
    struct message *inbox; // oldest first
    struct message **inbox_end;
    struct message **inbox_next; // the one loop_rec looks at

    // Identity and relations (signal.h). The first have 32 bits everywhere: they are immediate.
    uint32_t registered_name;     // or NIL
    uint32_t parent;              // pid of who started it, or ATOM_undefined
    const struct export *initial; // the function it began with
    term pid;                     // that of a port is a local port term
    term group_leader;
    struct dictionary *dictionary; // dictionary.c; its terms are roots
    struct ring *links;
    struct ring *monitors;       // and aliases of this process
    struct ring *monitored_by;   // monitors of others
    struct timer *timers;        // that will send to this pid
    struct message *exit_signal; // why it is to end (signal.c); shared
    struct process *ready_next;
};

// What a new process is like; all zero: as usual. Fields are those of struct process.
struct spawn_options {
    size_t min_heap_words, max_heap_words;
    size_t min_bin_vheap;
    uint32_t fullsweep_after;
    uint8_t priority;
    uint8_t heap_growth;
    bool spare_on_max_heap, quiet_on_max_heap, messages_off_heap;
    bool waits;   // begins when something is sent to it
    bool is_port; // schedule_port
};

// A zeroed process: it has nothing extra. One that has is left as it is.
void process_init(struct process *p);
// A native has done so many steps, each about as long as it takes to look at a cell of a list: they
// count as calls do, so that the process soon lets others run.
void process_charge(struct process *p, size_t steps);
// Bytes of the process beside its heap.
size_t process_size(const struct process *p);
// Give it an extra part of its own, if it has none. False: no memory.
bool process_own(struct process *p);
// Free it.
void process_disown(struct process *p);

static inline struct vm *process_vm(const struct process *p)
{
    return p->vm;
}

#endif
