// SPDX-License-Identifier: Apache-2.0
// poll_sources_none.c: watched descriptors with poll, where there is no epoll.
//
// Who waits takes a copy of the list; who changes the list meanwhile writes into a pipe of its own,
// so that the copy is taken again. One thread waits, others may look.

#define _POSIX_C_SOURCE 200809L

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platforms/unix/poll_sources.h"

#define NS_PER_MS   1000000u
#define FIRST_FILES 2 // the two pipes

struct poll_sources {
    pthread_mutex_t mutex; // guards the rest but for `copy`, which is the waiting thread's
    struct watched {
        int source;
        unsigned what;
        uint32_t owner;
    } * list;
    size_t count, capacity;
    bool waits;
    int changed[2];
};

struct poll_sources *poll_sources_new(void)
{
    struct poll_sources *sources = calloc(1, sizeof *sources);
    if (sources == NULL || pipe(sources->changed) != 0) {
        free(sources);
        return NULL;
    }
    for (int i = 0; i < 2; i++) {
        fcntl(sources->changed[i], F_SETFD, FD_CLOEXEC);
        fcntl(sources->changed[i], F_SETFL, O_NONBLOCK);
    }
    pthread_mutex_init(&sources->mutex, NULL);
    return sources;
}

void poll_sources_free(struct poll_sources *sources)
{
    if (sources == NULL) {
        return;
    }
    close(sources->changed[0]);
    close(sources->changed[1]);
    pthread_mutex_destroy(&sources->mutex);
    free(sources->list);
    free(sources);
}

// The place of a source in the list, or its end.
static size_t find(const struct poll_sources *sources, int source)
{
    size_t i = 0;
    while (i < sources->count && sources->list[i].source != source) {
        i++;
    }
    return i;
}

static bool put(struct poll_sources *sources, struct watched watched)
{
    size_t at = find(sources, watched.source);
    if (watched.what == 0) {
        if (at < sources->count) {
            sources->list[at] = sources->list[--sources->count];
        }
        return true;
    }
    if (at == sources->capacity) {
        size_t capacity = sources->capacity * 2 + 8;
        struct watched *list = realloc(sources->list, capacity * sizeof *list);
        if (list == NULL) {
            return false;
        }
        sources->list = list;
        sources->capacity = capacity;
    }
    sources->count += at == sources->count ? 1 : 0;
    sources->list[at] = watched;
    return true;
}

enum platform_watching poll_sources_watch(struct poll_sources *sources, int source, unsigned what,
                                          uint32_t owner)
{
    if (what != 0 && fcntl(source, F_GETFD) < 0) {
        return PLATFORM_UNWATCHED;
    }
    pthread_mutex_lock(&sources->mutex);
    bool good = put(sources, (struct watched){source, what, owner});
    if (sources->waits) {
        ssize_t ignored = write(sources->changed[1], "", 1);
        (void) ignored;
    }
    pthread_mutex_unlock(&sources->mutex);
    return good && what != 0 ? PLATFORM_WATCHED : PLATFORM_UNWATCHED;
}

// What poll wants to see, and what it answers. NULL: no memory.
static struct pollfd *copy_list(const struct poll_sources *sources, int wake)
{
    struct pollfd *files = malloc((FIRST_FILES + sources->count) * sizeof *files);
    if (files == NULL) {
        return NULL;
    }
    files[0] = (struct pollfd){wake, POLLIN, 0};
    files[1] = (struct pollfd){sources->changed[0], POLLIN, 0};
    for (size_t i = 0; i < sources->count; i++) {
        short events = (short) (((sources->list[i].what & PLATFORM_INPUT) != 0 ? POLLIN : 0) |
                                ((sources->list[i].what & PLATFORM_OUTPUT) != 0 ? POLLOUT : 0));
        files[FIRST_FILES + i] = (struct pollfd){sources->list[i].source, events, 0};
    }
    return files;
}

// Take what is ready, and is watched still, from the list.
static size_t collect(struct poll_sources *sources, const struct pollfd *files, size_t file_count,
                      struct platform_event *events, size_t capacity)
{
    size_t count = 0;
    for (size_t i = FIRST_FILES; i < file_count && count < capacity; i++) {
        size_t at = files[i].revents == 0 ? sources->count : find(sources, files[i].fd);
        if (at == sources->count) {
            continue;
        }
        const struct watched *watched = &sources->list[at];
        bool gone = (files[i].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
        unsigned ready = (gone || (files[i].revents & POLLIN) != 0 ? PLATFORM_INPUT : 0) |
                         (gone || (files[i].revents & POLLOUT) != 0 ? PLATFORM_OUTPUT : 0);
        if ((ready & watched->what) != 0) {
            events[count++] = (struct platform_event){watched->owner, watched->source, ready};
            sources->list[at] = sources->list[--sources->count];
        }
    }
    return count;
}

size_t poll_sources_wait(struct poll_sources *sources, int wake, uint64_t wait_ns,
                         struct platform_event *events, size_t capacity)
{
    uint64_t wait_ms = wait_ns / NS_PER_MS + (wait_ns % NS_PER_MS != 0 ? 1 : 0);
    int timeout = wait_ns == UINT64_MAX ? -1 : wait_ms < INT_MAX ? (int) wait_ms : INT_MAX;
    char byte;
    pthread_mutex_lock(&sources->mutex);
    struct pollfd *files = copy_list(sources, wake);
    size_t file_count = files == NULL ? 0 : FIRST_FILES + sources->count;
    bool waits = timeout != 0;
    if (waits) {
        sources->waits = true;
    }
    pthread_mutex_unlock(&sources->mutex);
    poll(files, (nfds_t) file_count, timeout);
    pthread_mutex_lock(&sources->mutex);
    size_t count = collect(sources, files, file_count, events, capacity);
    if (waits) {
        sources->waits = false;
        while (read(sources->changed[0], &byte, 1) == 1) {
        }
    }
    pthread_mutex_unlock(&sources->mutex);
    free(files);
    return count;
}
