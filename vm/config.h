// SPDX-License-Identifier: Apache-2.0
// config.h: every build switch of the machine, with its default, unit and cost.
//
// A port overrides any of them in its avm_config.h (found when AVM_HAVE_CONFIG is defined).

#ifndef VM_CONFIG_H
#define VM_CONFIG_H

#include <stdint.h>

#ifdef AVM_HAVE_CONFIG
#include "avm_config.h"
#endif

// Several scheduler threads. 0 leaves out every lock and atomic operation.
#ifndef AVM_SMP
#define AVM_SMP 1
#endif

// Collect at every chance a collection may happen, and always move; more seldom where heap and
// stack have more than 4096 words. Debug: finds stale terms.
#ifndef AVM_GC_STRESS
#define AVM_GC_STRESS 0
#endif

// Let an allocation chosen by vm_options.fail_allocation fail. Debug.
#ifndef AVM_ALLOC_INJECT
#define AVM_ALLOC_INJECT 0
#endif

// Registers: X registers a function can use (the compiler's limit is 1024), floating point
// registers.
#ifndef AVM_X_REGISTERS
#define AVM_X_REGISTERS 1024
#endif
#ifndef AVM_FLOAT_REGISTERS
#define AVM_FLOAT_REGISTERS 64
#endif

// Words of heap and stack a process starts with (one block for both).
#ifndef AVM_MIN_HEAP_WORDS
#define AVM_MIN_HEAP_WORDS 233
#endif

// Words free in the first block of a process beside the arguments it begins with. One that does
// little beside waiting needs no more; the first collection makes the heap as large as above.
#ifndef AVM_FIRST_HEAP_WORDS
#define AVM_FIRST_HEAP_WORDS 10
#endif

// Free share of the heap after a collection, as a divisor of the live size: 1 = as much free as
// live.
#ifndef AVM_HEAP_FREE_DIVISOR
#define AVM_HEAP_FREE_DIVISOR 1
#endif

// Words of survivors from which a process gets an old generation. Below, everything is copied each
// time: cheaper and smaller.
#ifndef AVM_GENERATION_WORDS
#define AVM_GENERATION_WORDS 1024
#endif

// Words that a process which collects all the time may build between collections, at least: beyond
// it, larger means fewer survivors to copy but more cache misses.
#ifndef AVM_NURSERY_WORDS
#define AVM_NURSERY_WORDS (sizeof(void *) == 8 ? 8192u : 4096u)
#endif

// Two freed heap blocks of up to so many words are kept for the next collection, so that their
// pages need not be got from the system again each time. 0: none, the default where memory is
// scarce or stale terms are to be found.
#ifndef AVM_SPARE_WORDS
#if AVM_GC_STRESS || AVM_ALLOC_INJECT || defined(__SANITIZE_ADDRESS__) || UINTPTR_MAX <= 0xffffffffu
#define AVM_SPARE_WORDS 0u
#else
#define AVM_SPARE_WORDS 32768u
#endif
#endif

// Words of messages a process may hold beside its heap before a collection is due, beyond the size
// of the heap.
#ifndef AVM_FRAGMENT_WORDS
#define AVM_FRAGMENT_WORDS 1024
#endif

// Bytes of shared binaries a process may add before a collection is due, at least.
#ifndef AVM_OFFHEAP_BYTES
#define AVM_OFFHEAP_BYTES ((size_t) (sizeof(void *) == 8 ? 256 : 16) * 1024)
#endif

// Calls a process may make before another one runs.
#ifndef AVM_REDUCTIONS
#define AVM_REDUCTIONS 4000
#endif

// Address space reserved for literals, bytes. Only what is used costs memory on a desktop.
#ifndef AVM_LITERAL_SPACE
#define AVM_LITERAL_SPACE ((size_t) (sizeof(void *) == 8 ? 1024 : 128) * 1024 * 1024)
#endif

// Atoms and processes at most.
#ifndef AVM_MAX_ATOMS
#define AVM_MAX_ATOMS (1u << 20)
#endif
#ifndef AVM_MAX_PROCESSES
#define AVM_MAX_PROCESSES (1u << 20)
#endif

// Bytes from which a binary lives outside the heaps, shared and reference counted.
#ifndef AVM_REFC_BYTES
#define AVM_REFC_BYTES 64
#endif

// Answers that tools ask for, not programs: process_display, the less common questions of
// process_info, statistics about the queue and the time of schedulers, system_flag for what new
// processes get, vm_options.trace; and functions of later releases than OTP 25 that say the same in
// other words (nodes/2, processes_next/1, exit_signal/2 ...). 2.8 KB of code; without them these
// are badarg or undef.
#ifndef AVM_OBSERVER
#define AVM_OBSERVER 1
#endif

// Natives that take long let other processes run meanwhile. 1 KB of code; not worth it where memory
// is too small for lists and binaries that take long.
#ifndef AVM_PAUSES
#define AVM_PAUSES 1
#endif

// Whether word code of packs is looked through before it runs (wordcode_check.c), 1.9 KB of code.
// Without it version and checksum are compared: what lies in the flash of a board has been put
// there by somebody who could have put another firmware there.
#ifndef AVM_CHECK_WORDCODE
#define AVM_CHECK_WORDCODE 1
#endif

// Properties of all characters of Unicode, 120 KB of constants; without them those up to U+017F.
#ifndef AVM_UNICODE_TABLES
#define AVM_UNICODE_TABLES 1
#endif

// Ports of descriptors and of programs of the system: open_port({fd, In, Out}, ...), {spawn,
// Command}, {spawn_executable, File}. 6 KB of code; needs platforms/programs.h.
#ifndef AVM_PROGRAMS
#define AVM_PROGRAMS 1
#endif

// Tables (ets), 5 KB of code.
#ifndef AVM_TABLES
#define AVM_TABLES 1
#endif

// Files and folders (avm_file, platforms/file_access.h), 4 KB of code. 0 where there is no file
// system.
#ifndef AVM_FILES
#define AVM_FILES 1
#endif

// Modules that a program loads from bytes it has, replaces and deletes (code:load_binary), 2 KB of
// code.
#ifndef AVM_LOADING
#define AVM_LOADING 1
#endif

// Regular expressions (re), 4 KB of code beside the library that platforms/regex.h stands for.
#ifndef AVM_REGEX
#define AVM_REGEX 1
#endif

// Arrays of words that processes share (atomics, counters), 1.5 KB of code.
#ifndef AVM_ATOMICS
#define AVM_ATOMICS 1
#endif

// Frames kept in a stack trace (system_flag backtrace_depth).
#ifndef AVM_TRACE_DEPTH
#define AVM_TRACE_DEPTH 8
#endif

#endif
