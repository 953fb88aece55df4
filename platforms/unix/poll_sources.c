// SPDX-License-Identifier: Apache-2.0
// poll_sources.c: watched descriptors with epoll, of Linux.
//
// The kernel keeps owner and descriptor. Waiting is done with ppoll on the epoll descriptor, whose
// times are finer than those of epoll_wait.

// ppoll is not in POSIX before 2024.
#define _GNU_SOURCE

#include "platforms/unix/poll_sources.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_SECOND 1000000000u
#define MOST_EVENTS   16

struct poll_sources {
    int epoll;
};

struct poll_sources *poll_sources_new(void)
{
    struct poll_sources *sources = malloc(sizeof *sources);
    if (sources == NULL) {
        return NULL;
    }
    sources->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (sources->epoll < 0) {
        free(sources);
        return NULL;
    }
    return sources;
}

void poll_sources_free(struct poll_sources *sources)
{
    if (sources != NULL) {
        close(sources->epoll);
        free(sources);
    }
}

enum platform_watching poll_sources_watch(struct poll_sources *sources, int source, unsigned what,
                                          uint32_t owner)
{
    struct epoll_event event = {.events = EPOLLONESHOT};
    event.events |= (what & PLATFORM_INPUT) != 0 ? (uint32_t) EPOLLIN : 0;
    event.events |= (what & PLATFORM_OUTPUT) != 0 ? (uint32_t) EPOLLOUT : 0;
    event.data.u64 = (uint64_t) (uint32_t) source << 32 | owner;
    if (what == 0) {
        epoll_ctl(sources->epoll, EPOLL_CTL_DEL, source, &event);
        return PLATFORM_UNWATCHED;
    }
    if (epoll_ctl(sources->epoll, EPOLL_CTL_MOD, source, &event) == 0 ||
        (errno == ENOENT && epoll_ctl(sources->epoll, EPOLL_CTL_ADD, source, &event) == 0)) {
        return PLATFORM_WATCHED;
    }
    // EPERM: files and the like, which are always ready
    return errno == EPERM ? PLATFORM_READY : PLATFORM_UNWATCHED;
}

size_t poll_sources_wait(struct poll_sources *sources, int wake, uint64_t wait_ns,
                         struct platform_event *events, size_t capacity)
{
    struct pollfd files[2] = {{wake, POLLIN, 0}, {sources->epoll, POLLIN, 0}};
    struct timespec time = {(time_t) (wait_ns / NS_PER_SECOND), (long) (wait_ns % NS_PER_SECOND)};
    if (wait_ns > 0 && (ppoll(files, 2, wait_ns == UINT64_MAX ? NULL : &time, NULL) <= 0 ||
                        files[1].revents == 0)) {
        return 0;
    }
    struct epoll_event ready[MOST_EVENTS];
    int most = capacity < MOST_EVENTS ? (int) capacity : MOST_EVENTS;
    int count = epoll_wait(sources->epoll, ready, most, 0);
    for (int i = 0; i < count; i++) {
        uint32_t found = ready[i].events;
        events[i] = (struct platform_event){(uint32_t) ready[i].data.u64,
                                            (int) (ready[i].data.u64 >> 32), 0};
        events[i].ready |= (found & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 ? PLATFORM_INPUT : 0;
        events[i].ready |= (found & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0 ? PLATFORM_OUTPUT : 0;
    }
    return count > 0 ? (size_t) count : 0;
}
