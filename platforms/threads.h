// SPDX-License-Identifier: Apache-2.0
// threads.h: threads, locks and conditions, for ports that run Erlang on several processors
// (AVM_SMP). A port without them leaves this file out.
//
// The functions that make something return NULL when the system has none to give.

#ifndef PLATFORMS_THREADS_H
#define PLATFORMS_THREADS_H

#include <stdbool.h>

// A lock for short times, not to be taken twice by one thread.
struct platform_mutex;
struct platform_mutex *platform_mutex_new(void);
// NULL is accepted. Nobody holds it.
void platform_mutex_free(struct platform_mutex *mutex);
void platform_mutex_lock(struct platform_mutex *mutex);
void platform_mutex_unlock(struct platform_mutex *mutex);

// Something to wait for while a lock is given up. Waits may end without a reason.
struct platform_condition;
struct platform_condition *platform_condition_new(void);
// NULL is accepted.
void platform_condition_free(struct platform_condition *condition);
void platform_condition_wait(struct platform_condition *condition, struct platform_mutex *mutex);
// End the waits of all.
void platform_condition_wake(struct platform_condition *condition);

struct platform_thread;
struct platform_thread *platform_thread_start(void (*run)(void *argument), void *argument);
// Wait for its end and free it.
void platform_thread_join(struct platform_thread *thread);

#endif
