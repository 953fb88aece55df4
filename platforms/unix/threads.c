// SPDX-License-Identifier: Apache-2.0
// threads.c: platforms/threads.h with POSIX threads.

#define _POSIX_C_SOURCE 200809L

#include "platforms/threads.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct platform_mutex {
    pthread_mutex_t mutex;
};

struct platform_condition {
    pthread_cond_t condition;
};

struct platform_thread {
    pthread_t thread;
    void (*run)(void *argument);
    void *argument;
};

struct platform_mutex *platform_mutex_new(void)
{
    struct platform_mutex *mutex = malloc(sizeof *mutex);
    if (mutex != NULL && pthread_mutex_init(&mutex->mutex, NULL) != 0) {
        free(mutex);
        mutex = NULL;
    }
    return mutex;
}

void platform_mutex_free(struct platform_mutex *mutex)
{
    if (mutex != NULL) {
        pthread_mutex_destroy(&mutex->mutex);
        free(mutex);
    }
}

void platform_mutex_lock(struct platform_mutex *mutex)
{
    pthread_mutex_lock(&mutex->mutex);
}

void platform_mutex_unlock(struct platform_mutex *mutex)
{
    pthread_mutex_unlock(&mutex->mutex);
}

struct platform_condition *platform_condition_new(void)
{
    struct platform_condition *condition = malloc(sizeof *condition);
    if (condition != NULL && pthread_cond_init(&condition->condition, NULL) != 0) {
        free(condition);
        condition = NULL;
    }
    return condition;
}

void platform_condition_free(struct platform_condition *condition)
{
    if (condition != NULL) {
        pthread_cond_destroy(&condition->condition);
        free(condition);
    }
}

void platform_condition_wait(struct platform_condition *condition, struct platform_mutex *mutex)
{
    pthread_cond_wait(&condition->condition, &mutex->mutex);
}

void platform_condition_wake(struct platform_condition *condition)
{
    pthread_cond_broadcast(&condition->condition);
}

static void *start(void *argument)
{
    const struct platform_thread *thread = argument;
    thread->run(thread->argument);
    return NULL;
}

// Signals are for the thread that was there first.
struct platform_thread *platform_thread_start(void (*run)(void *argument), void *argument)
{
    struct platform_thread *thread = malloc(sizeof *thread);
    if (thread == NULL) {
        return NULL;
    }
    thread->run = run;
    thread->argument = argument;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&thread->thread, NULL, start, thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error != 0) {
        free(thread);
        return NULL;
    }
    return thread;
}

void platform_thread_join(struct platform_thread *thread)
{
    pthread_join(thread->thread, NULL);
    free(thread);
}
