// SPDX-License-Identifier: Apache-2.0
// fibers.h: stacks of their own, for code that is left in the middle and continued later by the
// same thread (AVM_PAUSES). A port without them leaves this file out.

#ifndef PLATFORMS_FIBERS_H
#define PLATFORMS_FIBERS_H

struct platform_fiber;

// A fiber that runs `run`, which never returns, when it is switched to for the first time. run
// NULL: the stack of this thread. NULL: the system has none to give.
struct platform_fiber *platform_fiber_new(void (*run)(void *argument), void *argument);
// NULL is accepted. It is not the one that runs.
void platform_fiber_free(struct platform_fiber *fiber);
// Leave `from`, the one that runs, and go on with `to` where it was left. Returns when something
// switches to `from`.
void platform_fiber_switch(struct platform_fiber *from, struct platform_fiber *to);

#endif
