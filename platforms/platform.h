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

// Sleep until the monotonic clock reaches until_ns (UINT64_MAX: until woken) or platform_wake.
void platform_wait(uint64_t until_ns);
void platform_wake(void);

// Console. error: the error stream. Buffered output is flushed by platform_console_flush and at
// exit.
void platform_console_write(const void *bytes, size_t size, bool error);
void platform_console_flush(void);
// Read what is there of the input, at most size bytes, without waiting. 0: the input has ended.
#define PLATFORM_NOTHING_YET SIZE_MAX
size_t platform_console_read(void *bytes, size_t size);

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
