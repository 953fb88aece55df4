// SPDX-License-Identifier: Apache-2.0
// poll_sources.h: descriptors that somebody watches, for poll.c. There are two of these: with epoll
// (poll_sources.c) and with poll (poll_sources_none.c), for systems that have no epoll.
//
// A descriptor is reported once for each time it is watched.

#ifndef PLATFORMS_UNIX_POLL_SOURCES_H
#define PLATFORMS_UNIX_POLL_SOURCES_H

#include <stddef.h>
#include <stdint.h>

#include "platforms/platform.h"

struct poll_sources;
struct poll_sources *poll_sources_new(void);
void poll_sources_free(struct poll_sources *sources);
enum platform_watching poll_sources_watch(struct poll_sources *sources, int source, unsigned what,
                                          uint32_t owner);
// Wait until a descriptor is ready, `wake` can be read, or `wait_ns` have passed (UINT64_MAX: no
// end). 0: do not wait, which may be asked beside another thread's wait.
size_t poll_sources_wait(struct poll_sources *sources, int wake, uint64_t wait_ns,
                         struct platform_event *events, size_t capacity);

#endif
