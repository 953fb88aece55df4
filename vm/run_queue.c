// SPDX-License-Identifier: Apache-2.0
// run_queue.c: lines of processes, linked by ready_next.

#include "vm/run_queue.h"

#include "platforms/threads.h"
#include "vm/sync.h"

// Turns that a process of low priority leaves to others, as OTP has it.
#define LOW_PASSES 7

enum { LINE_MAX, LINE_HIGH, LINE_NORMAL, LINES };

_Static_assert(LINES == sizeof((struct run_queue *) 0)->lines / sizeof(struct run_line),
               "a line for each");

void run_queue_init(struct run_queue *queue)
{
    for (int i = 0; i < LINES; i++) {
        queue->lines[i].first = NULL;
        queue->lines[i].end = &queue->lines[i].first;
    }
}

static void line_add(struct run_line *line, struct process *p)
{
    p->ready_next = NULL;
    *line->end = p;
    line->end = &p->ready_next;
}

static struct process *line_take(struct run_line *line)
{
    struct process *p = line->first;
    if (p != NULL) {
        line->first = p->ready_next;
        if (line->first == NULL) {
            line->end = &line->first;
        }
    }
    return p;
}

#if AVM_SMP

static void lock(struct run_queue *queue)
{
    if (queue->lock != NULL) {
        platform_mutex_lock(queue->lock);
    }
}

static void unlock(struct run_queue *queue)
{
    if (queue->lock != NULL) {
        platform_mutex_unlock(queue->lock);
    }
}

#else

#define lock(queue)   ((void) 0)
#define unlock(queue) ((void) 0)

#endif

uint32_t run_queue_add(struct run_queue *queue, struct process *p)
{
    int line = p->priority == PRIORITY_MAX    ? LINE_MAX
               : p->priority == PRIORITY_HIGH ? LINE_HIGH
                                              : LINE_NORMAL;
    p->passes = p->priority == PRIORITY_LOW ? LOW_PASSES : 0;
    lock(queue);
    line_add(&queue->lines[line], p);
    uint32_t length = queue->length + 1;
    SHARED_SET_ORDERED(&queue->length, length);
    unlock(queue);
    return length;
}

static struct process *take(struct run_queue *queue)
{
    struct process *p = line_take(&queue->lines[LINE_MAX]);
    if (p == NULL) {
        p = line_take(&queue->lines[LINE_HIGH]);
    }
    if (p != NULL) {
        return p;
    }
    struct run_line *normal = &queue->lines[LINE_NORMAL];
    while ((p = line_take(normal)) != NULL && p->passes > 0 && normal->first != NULL) {
        p->passes--;
        line_add(normal, p);
    }
    return p;
}

struct process *run_queue_take(struct run_queue *queue)
{
    if (SHARED_GET_ORDERED(&queue->length) == 0) {
        return NULL;
    }
    lock(queue);
    struct process *p = take(queue);
    if (p != NULL) {
        SHARED_SET_ORDERED(&queue->length, queue->length - 1);
    }
    unlock(queue);
    return p;
}
