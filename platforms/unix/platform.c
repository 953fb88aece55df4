// SPDX-License-Identifier: Apache-2.0
// platform.c: platform.h for Linux and other Unix systems.
//
// Clocks, console, waiting and entropy belong to the whole system process, so what is kept here is
// shared by all machines in it.

// clock_gettime, tm_gmtoff, getentropy and MAP_ANONYMOUS are not in C11.
#define _GNU_SOURCE

#include "platforms/platform.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_SECOND 1000000000u
#define CONSOLE_BYTES ((size_t) 64 * 1024)

const char platform_name[] = "generic_unix";

#if defined(__x86_64__)
#define CPU    "x86_64"
#define VENDOR "-pc"
#elif defined(__i386__)
#define CPU    "i686"
#define VENDOR "-pc"
#elif defined(__aarch64__)
#define CPU    "aarch64"
#define VENDOR "-unknown"
#elif defined(__arm__)
#define CPU    "arm"
#define VENDOR "-unknown"
#elif defined(__riscv)
#define CPU    "riscv"
#define VENDOR "-unknown"
#else
#define CPU    "unknown"
#define VENDOR "-unknown"
#endif
#if defined(__linux__)
#define SYSTEM "-linux-gnu"
#elif defined(__APPLE__)
#define SYSTEM "-apple-darwin"
#else
#define SYSTEM "-unix"
#endif
const char platform_architecture[] = CPU VENDOR SYSTEM;

// Clocks

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t) now.tv_sec * NS_PER_SECOND + (uint64_t) now.tv_nsec;
}

uint64_t platform_monotonic_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

uint64_t platform_system_ns(void)
{
    return clock_ns(CLOCK_REALTIME);
}

uint64_t platform_cpu_ns(void)
{
    return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

int32_t platform_utc_offset(int64_t seconds, bool *is_dst)
{
    time_t when = (time_t) seconds;
    struct tm local;
    memset(&local, 0, sizeof local);
    bool known = localtime_r(&when, &local) != NULL;
    if (is_dst != NULL) {
        *is_dst = known && local.tm_isdst > 0;
    }
    return known ? (int32_t) local.tm_gmtoff : 0;
}

// Console

static pthread_mutex_t console_mutex = PTHREAD_MUTEX_INITIALIZER;
static char console_bytes[CONSOLE_BYTES];
static size_t console_used;
static enum { CONSOLE_UNKNOWN, CONSOLE_TERMINAL, CONSOLE_FILE } console_kind;

// What cannot be written is dropped: nobody is left to tell.
static void write_all(int file, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(file, bytes, size);
        if (written >= 0) {
            bytes += written;
            size -= (size_t) written;
        } else if (errno == EAGAIN) {
            struct pollfd ready = {file, POLLOUT, 0};
            poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            return;
        }
    }
}

static void flush_locked(void)
{
    write_all(STDOUT_FILENO, console_bytes, console_used);
    console_used = 0;
}

static void write_locked(const char *bytes, size_t size)
{
    if (console_kind == CONSOLE_UNKNOWN) {
        console_kind = isatty(STDOUT_FILENO) ? CONSOLE_TERMINAL : CONSOLE_FILE;
        atexit(platform_console_flush);
    }
    if (size > CONSOLE_BYTES - console_used) {
        flush_locked();
    }
    if (size > CONSOLE_BYTES) {
        write_all(STDOUT_FILENO, bytes, size);
        return;
    }
    memcpy(console_bytes + console_used, bytes, size);
    console_used += size;
    if (console_kind == CONSOLE_TERMINAL && memchr(bytes, '\n', size) != NULL) {
        flush_locked();
    }
}

// Errors come after the output that led to them, also where both end up in one file.
void platform_console_write(const void *bytes, size_t size, bool error)
{
    if (size == 0) {
        return;
    }
    pthread_mutex_lock(&console_mutex);
    if (error) {
        flush_locked();
        write_all(STDERR_FILENO, bytes, size);
    } else {
        write_locked(bytes, size);
    }
    pthread_mutex_unlock(&console_mutex);
}

void platform_console_flush(void)
{
    pthread_mutex_lock(&console_mutex);
    flush_locked();
    pthread_mutex_unlock(&console_mutex);
}

const int platform_console_source = STDIN_FILENO;

// An input that cannot be read has ended, too.
size_t platform_console_read(void *bytes, size_t size)
{
    struct pollfd ready = {STDIN_FILENO, POLLIN, 0};
    if (poll(&ready, 1, 0) == 0) {
        return PLATFORM_NOTHING_YET;
    }
    ssize_t count = read(STDIN_FILENO, bytes, size);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
        return PLATFORM_NOTHING_YET;
    }
    return count > 0 ? (size_t) count : 0;
}

// The rest

bool platform_random(void *bytes, size_t size)
{
    uint8_t *at = bytes;
    while (size > 0) {
        size_t part = size < 256 ? size : 256; // the most getentropy gives at once
        if (getentropy(at, part) != 0) {
            return false;
        }
        at += part;
        size -= part;
    }
    return true;
}

void *platform_reserve(size_t size)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS;
#ifdef MAP_NORESERVE
    flags |= MAP_NORESERVE;
#endif
    void *space = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0);
    return space == MAP_FAILED ? NULL : space;
}

void platform_release(void *space, size_t size)
{
    if (space != NULL) {
        munmap(space, size);
    }
}

const char *platform_getenv(const char *name)
{
    return getenv(name);
}

extern char **environ;

const char *platform_environment(size_t index)
{
    for (size_t i = 0; environ != NULL && environ[i] != NULL; i++) {
        if (i == index) {
            return environ[i];
        }
    }
    return NULL;
}

bool platform_setenv(const char *name, const char *value)
{
    return (value == NULL ? unsetenv(name) : setenv(name, value, 1)) == 0;
}

void platform_system(struct platform_system *system)
{
    static struct utsname names; // filled with the same each time
    *system = (struct platform_system){.family = "unix", .name = "unix"};
    system->process = (unsigned long) getpid();
    if (uname(&names) != 0) {
        return;
    }
    for (char *c = names.sysname; *c != 0; c++) {
        *c = (char) tolower((unsigned char) *c);
    }
    system->name = names.sysname;
    const char *at = names.release;
    for (int i = 0; i < 3; i++) {
        while (*at != 0 && !isdigit((unsigned char) *at)) {
            at++;
        }
        char *end;
        system->version[i] = (unsigned) strtoul(at, &end, 10);
        at = end;
    }
}

unsigned platform_processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : (unsigned) count;
}

void platform_fatal(const char *message)
{
    platform_console_flush();
    static const char start[] = "avm: fatal: ";
    write_all(STDERR_FILENO, start, sizeof start - 1);
    write_all(STDERR_FILENO, message, strlen(message));
    write_all(STDERR_FILENO, "\n", 1);
    abort();
}
