// SPDX-License-Identifier: Apache-2.0
// fibers.c: platforms/fibers.h with the contexts of POSIX.1-2001, where the C library still has
// them. The sanitizers want to know of every change of the stack.

#define _DEFAULT_SOURCE
#define _XOPEN_SOURCE 700
// Its longjmp takes another stack for a mistake.
#undef _FORTIFY_SOURCE

#include "platforms/fibers.h"

#include <stddef.h>
#include <stdlib.h>

#if defined(__GLIBC__) || defined(__FreeBSD__) || defined(__NetBSD__)

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESS_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define THREAD_SANITIZER 1
#endif
#endif

#ifdef ADDRESS_SANITIZER
#include <sanitizer/common_interface_defs.h>
#define STACK_BYTES ((size_t) 1024 * 1024) // frames are several times as large
#else
#define STACK_BYTES ((size_t) 256 * 1024)
#endif
#ifdef THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>
#endif
#if defined(ADDRESS_SANITIZER) || defined(THREAD_SANITIZER)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

struct platform_fiber {
    ucontext_t context; // where it begins; under a sanitizer, where it goes on
    jmp_buf place;      // where it goes on: takes no call of the system, which swapcontext does
    bool has_begun;
    void (*run)(void *argument);
    void *argument;
    uint8_t *stack; // NULL: the thread's own
    size_t guard;   // bytes below it that nobody may touch
#ifdef ADDRESS_SANITIZER
    struct platform_fiber *before; // that was left for this one
    const void *bottom;
    size_t size;
    void *fake_stack;
#endif
#ifdef THREAD_SANITIZER
    void *known_as;
#endif
};

// The new stack is in use.
static void arrive(struct platform_fiber *fiber)
{
#ifdef ADDRESS_SANITIZER
    struct platform_fiber *before = fiber->before;
    __sanitizer_finish_switch_fiber(fiber->fake_stack, &before->bottom, &before->size);
#else
    (void) fiber;
#endif
}

// A context is given ints only.
static void begin(unsigned high, unsigned low)
{
    struct platform_fiber *fiber =
        (struct platform_fiber *) (uintptr_t) ((uint64_t) high << 32 | low);
    arrive(fiber);
    fiber->run(fiber->argument);
    abort();
}

static struct platform_fiber *fiber_of_thread(void)
{
    struct platform_fiber *fiber = calloc(1, sizeof *fiber);
    if (fiber != NULL) {
        fiber->has_begun = true;
    }
#ifdef THREAD_SANITIZER
    if (fiber != NULL) {
        fiber->known_as = __tsan_get_current_fiber();
    }
#endif
    return fiber;
}

// On its own: getcontext can return twice, as far as compilers know.
static bool is_context(ucontext_t *context)
{
    return getcontext(context) == 0;
}

struct platform_fiber *platform_fiber_new(void (*run)(void *argument), void *argument)
{
    struct platform_fiber *fiber = fiber_of_thread();
    if (fiber == NULL || run == NULL) {
        return fiber;
    }
    fiber->guard = (size_t) sysconf(_SC_PAGESIZE);
    fiber->stack = mmap(NULL, fiber->guard + STACK_BYTES, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (fiber->stack == MAP_FAILED || !is_context(&fiber->context) ||
        mprotect(fiber->stack, fiber->guard, PROT_NONE) != 0) {
        fiber->stack = fiber->stack == MAP_FAILED ? NULL : fiber->stack;
        platform_fiber_free(fiber);
        return NULL;
    }
    fiber->has_begun = false;
    fiber->run = run;
    fiber->argument = argument;
    fiber->context.uc_stack.ss_sp = fiber->stack + fiber->guard;
    fiber->context.uc_stack.ss_size = STACK_BYTES;
#ifdef ADDRESS_SANITIZER
    fiber->bottom = fiber->stack + fiber->guard;
    fiber->size = STACK_BYTES;
#endif
#ifdef THREAD_SANITIZER
    fiber->known_as = __tsan_create_fiber(0);
#endif
    uint64_t self = (uintptr_t) fiber;
    makecontext(&fiber->context, (void (*)(void)) begin, 2, (unsigned) (self >> 32),
                (unsigned) self);
    return fiber;
}

void platform_fiber_free(struct platform_fiber *fiber)
{
    if (fiber != NULL && fiber->stack != NULL) {
        munmap(fiber->stack, fiber->guard + STACK_BYTES);
#ifdef THREAD_SANITIZER
        __tsan_destroy_fiber(fiber->known_as);
#endif
    }
    free(fiber);
}

void platform_fiber_switch(struct platform_fiber *from, struct platform_fiber *to)
{
#ifdef ADDRESS_SANITIZER
    to->before = from;
    __sanitizer_start_switch_fiber(&from->fake_stack, to->bottom, to->size);
#endif
#ifdef THREAD_SANITIZER
    __tsan_switch_to_fiber(to->known_as, 0);
#endif
    if (SANITIZED) {
        swapcontext(&from->context, &to->context);
    } else if (_setjmp(from->place) == 0) {
        if (to->has_begun) {
            _longjmp(to->place, 1);
        }
        to->has_begun = true;
        setcontext(&to->context);
    }
    arrive(from);
}

#else

struct platform_fiber *platform_fiber_new(void (*run)(void *argument), void *argument)
{
    (void) run;
    (void) argument;
    return NULL;
}

void platform_fiber_free(struct platform_fiber *fiber)
{
    (void) fiber;
}

void platform_fiber_switch(struct platform_fiber *from, struct platform_fiber *to)
{
    (void) from;
    (void) to;
}

#endif
