// SPDX-License-Identifier: Apache-2.0
// platform.h: all the machine needs from a system. A port fulfils it in
// platforms/<name>/platform.c.

#ifndef PLATFORMS_PLATFORM_H
#define PLATFORMS_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Monotonic clock and wall clock (since 1970), nanoseconds.
uint64_t platform_monotonic_ns(void);
uint64_t platform_system_ns(void);
// Processor time this program has used, nanoseconds.
uint64_t platform_cpu_ns(void);
// Offset of local time from UTC at a wall clock time, seconds; *is_dst may be NULL.
int32_t platform_utc_offset(int64_t seconds, bool *is_dst);

// Waiting for a time, and for what happens outside. A source is something outside that can be ready
// for input or for output: on a desktop a descriptor, on a board what the port gives a number, such
// as a flag that an interrupt sets. Any thread may call these; one at a time waits.
struct platform_poll;
// NULL: the system has none to give.
struct platform_poll *platform_poll_new(void);
void platform_poll_free(struct platform_poll *poll); // NULL is accepted

#define PLATFORM_INPUT  1u
#define PLATFORM_OUTPUT 2u
struct platform_event {
    uint32_t owner; // who watches
    int source;
    unsigned ready; // PLATFORM_INPUT, PLATFORM_OUTPUT; both when the other side is gone
};

// Report once, with the number of the owner, when the source is ready for one of `what`; 0: no
// longer. This takes the place of what was asked for this source before. PLATFORM_READY: the source
// never lets anybody wait; nothing will be reported.
enum platform_watching { PLATFORM_WATCHED, PLATFORM_READY, PLATFORM_UNWATCHED };
enum platform_watching platform_poll_watch(struct platform_poll *poll, int source, unsigned what,
                                           uint32_t owner);
// Sleep until the monotonic clock reaches until_ns (0: only look; UINT64_MAX: no time), something
// is to be reported, or platform_poll_wake. Returns how many events there are, at most capacity.
size_t platform_poll_wait(struct platform_poll *poll, uint64_t until_ns,
                          struct platform_event *events, size_t capacity);
// Ends the wait of now, or the next one. Also from an interrupt of a board.
void platform_poll_wake(struct platform_poll *poll);

// Console. error: the error stream. Buffered output is flushed by platform_console_flush and at
// exit.
void platform_console_write(const void *bytes, size_t size, bool error);
void platform_console_flush(void);
// Read what is there of the input, at most size bytes, without waiting. 0: the input has ended.
#define PLATFORM_NOTHING_YET SIZE_MAX
size_t platform_console_read(void *bytes, size_t size);
// The source that is ready when there is something to read.
extern const int platform_console_source;

// Random bytes for seeds and keys. False: none available.
bool platform_random(void *bytes, size_t size);

// Address space for literals: contiguous, zero, readable and writable. Memory is used only where it
// is touched, where the system can do that. NULL: none.
void *platform_reserve(size_t size);
void platform_release(void *space, size_t size);

// Value of an environment variable, or NULL. Good until the environment changes.
const char *platform_getenv(const char *name);
// The index-th variable as NAME=value, or NULL: no more.
const char *platform_environment(size_t index);
// Set a variable, or remove it (value NULL). False: cannot be done.
bool platform_setenv(const char *name, const char *value);

// The operating system: its family and name as os:type/0 has them, its version, number of this
// process in it.
struct platform_system {
    const char *family; // "unix"
    const char *name;   // "linux"; lives as long as the program
    unsigned version[3];
    unsigned long process;
};
void platform_system(struct platform_system *system);
// Processors that this program may use, at least 1.
unsigned platform_processors(void);

// A condition the machine cannot survive: print one line, then what the port decided (never
// returns).
_Noreturn void platform_fatal(const char *message);

// "generic_unix", "esp32", ...; text for erlang:system_info(system_architecture).
extern const char platform_name[];
extern const char platform_architecture[];

#endif
