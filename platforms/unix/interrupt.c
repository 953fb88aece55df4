// SPDX-License-Identifier: Apache-2.0
// interrupt.c - signals that ask the program to end.

// sigaction is not in C11.
#define _POSIX_C_SOURCE 200809L

#include "platforms/interrupt.h"

#include <signal.h>
#include <stddef.h>

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
#define NUMBER_COUNT (sizeof(numbers) / sizeof(numbers[0]))

// A signal handler reaches nothing else.
static volatile sig_atomic_t came;
static void (*volatile cleanup_now)(void);
static struct sigaction previous[NUMBER_COUNT];

static void remember(int number)
{
    if (came) {
        if (cleanup_now != NULL) {
            cleanup_now();
        }
        signal(number, SIG_DFL);
        raise(number);
    }
    came = 1;
}

void interrupt_catch(void)
{
    struct sigaction action = {.sa_handler = remember};
    sigemptyset(&action.sa_mask);
    // No SA_RESTART: a wait shall end.
    came = 0;
    for (size_t i = 0; i < NUMBER_COUNT; i++) {
        sigaction(numbers[i], &action, &previous[i]);
        // What nohup ignores stays ignored.
        if (previous[i].sa_handler == SIG_IGN) {
            sigaction(numbers[i], &previous[i], NULL);
        }
    }
}

bool interrupt_came(void)
{
    return came != 0;
}

void interrupt_release(void)
{
    for (size_t i = 0; i < NUMBER_COUNT; i++) {
        sigaction(numbers[i], &previous[i], NULL);
    }
}

void interrupt_set_cleanup(void (*cleanup)(void))
{
    cleanup_now = cleanup;
}
