// SPDX-License-Identifier: Apache-2.0
// poll.c: the poll call of platform.h: descriptors, times, and a pipe that ends a wait.
//
// A byte is in the pipe while `woken` is set and somebody waits, or has just returned.

#define _POSIX_C_SOURCE 200809L

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "platforms/platform.h"
#include "platforms/unix/poll_sources.h"

struct platform_poll {
    struct poll_sources *sources;
    pthread_mutex_t mutex; // guards the rest
    bool waits, woken;
    int pipe[2];
};

static bool open_pipe(int ends[2])
{
    if (pipe(ends) != 0) {
        ends[0] = ends[1] = -1;
        return false;
    }
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    return true;
}

struct platform_poll *platform_poll_new(void)
{
    struct platform_poll *poll = calloc(1, sizeof *poll);
    if (poll == NULL) {
        return NULL;
    }
    pthread_mutex_init(&poll->mutex, NULL);
    poll->sources = poll_sources_new();
    if (!open_pipe(poll->pipe) || poll->sources == NULL) {
        platform_poll_free(poll);
        return NULL;
    }
    return poll;
}

void platform_poll_free(struct platform_poll *poll)
{
    if (poll == NULL) {
        return;
    }
    for (int i = 0; i < 2; i++) {
        if (poll->pipe[i] >= 0) {
            close(poll->pipe[i]);
        }
    }
    poll_sources_free(poll->sources);
    pthread_mutex_destroy(&poll->mutex);
    free(poll);
}

enum platform_watching platform_poll_watch(struct platform_poll *poll, int source, unsigned what,
                                           uint32_t owner)
{
    return poll_sources_watch(poll->sources, source, what, owner);
}

// False: somebody has asked for no wait.
static bool begin_wait(struct platform_poll *poll)
{
    pthread_mutex_lock(&poll->mutex);
    poll->waits = !poll->woken;
    poll->woken = false;
    pthread_mutex_unlock(&poll->mutex);
    return poll->waits;
}

static void end_wait(struct platform_poll *poll)
{
    char byte;
    pthread_mutex_lock(&poll->mutex);
    poll->waits = false;
    while (poll->woken && read(poll->pipe[0], &byte, 1) == 1) {
    }
    poll->woken = false;
    pthread_mutex_unlock(&poll->mutex);
}

size_t platform_poll_wait(struct platform_poll *poll, uint64_t until_ns,
                          struct platform_event *events, size_t capacity)
{
    uint64_t now = until_ns == 0 || until_ns == UINT64_MAX ? 0 : platform_monotonic_ns();
    uint64_t wait_ns = until_ns == UINT64_MAX ? UINT64_MAX : until_ns > now ? until_ns - now : 0;
    // Who only looks takes no wake that is meant for another.
    if (until_ns == 0 || !begin_wait(poll)) {
        return poll_sources_wait(poll->sources, poll->pipe[0], 0, events, capacity);
    }
    size_t count = poll_sources_wait(poll->sources, poll->pipe[0], wait_ns, events, capacity);
    end_wait(poll);
    return count;
}

void platform_poll_wake(struct platform_poll *poll)
{
    pthread_mutex_lock(&poll->mutex);
    if (!poll->woken && poll->waits) {
        // A full pipe wakes as well.
        ssize_t ignored = write(poll->pipe[1], "", 1);
        (void) ignored;
    }
    poll->woken = true;
    pthread_mutex_unlock(&poll->mutex);
}
