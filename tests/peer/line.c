// SPDX-License-Identifier: Apache-2.0
// line.c - queues, time on the wire, noise and faults; what passes is the same for all transports.
#include "tests/peer/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "tests/peer/transport.h"

enum { NS_PER_MS = 1000000, CHECK_NS = 2 * NS_PER_MS };

uint64_t line_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t) now.tv_sec * 1000000000u + (uint64_t) now.tv_nsec;
}

// Queues ------------------------------------------------------------------------------------------

static bool queue_init(struct line_queue *queue, size_t size)
{
    *queue = (struct line_queue){.bytes = malloc(size * sizeof *queue->bytes), .size = size};
    return queue->bytes != NULL;
}

void line_forget(struct line_queue *queue)
{
    queue->first = queue->count = 0;
    queue->last_ns = 0;
}

static uint64_t byte_ns(const struct line *line, uint32_t baud)
{
    if (!line->options.limit)
        return 0;
    if (line->options.limit_baud > 0)
        baud = line->options.limit_baud;
    unsigned bits = line->parity == LINE_PARITY_EVEN || line->parity == LINE_PARITY_ODD ? 11 : 10;
    return baud == 0 ? 0 : bits * 1000000000ull / baud;
}

// Put a byte behind the others: it arrives one byte time after the one before, and not before
// earliest_ns plus that time. A full queue loses it, as a full UART does.
static void queue_put(const struct line *line, struct line_queue *queue, uint64_t earliest_ns,
                      uint32_t baud, uint8_t byte)
{
    if (queue->count == queue->size)
        return;
    uint64_t start = queue->last_ns > earliest_ns ? queue->last_ns : earliest_ns;
    queue->last_ns = start + byte_ns(line, baud);
    queue->bytes[(queue->first + queue->count++) % queue->size] =
        (struct line_byte){queue->last_ns, baud, byte};
}

static const struct line_byte *queue_due(const struct line_queue *queue, uint64_t now_ns)
{
    const struct line_byte *first = &queue->bytes[queue->first];
    return queue->count > 0 && first->when_ns <= now_ns ? first : NULL;
}

static void queue_drop(struct line_queue *queue)
{
    queue->first = (queue->first + 1) % queue->size;
    queue->count--;
}

// When to look at a queue next: at its last byte, but every millisecond where there are many.
static uint64_t queue_next(const struct line_queue *queue, uint64_t now_ns)
{
    if (queue->count == 0)
        return BOARD_NEVER;
    uint64_t soon = now_ns + NS_PER_MS;
    uint64_t first = queue->bytes[queue->first].when_ns;
    uint64_t next = queue->last_ns < soon ? queue->last_ns : soon;
    return next > first ? next : first;
}

// Noise -------------------------------------------------------------------------------------------

static bool rates_agree(const struct line *line, uint32_t a, uint32_t b)
{
    if (line->options.any_baud || a == 0 || b == 0)
        return true;
    uint32_t low = a < b ? a : b, high = a < b ? b : a;
    return (high - low) <= low / 25;
}

// Whether a byte between the two ends at these rates arrives as it was sent.
static bool is_clean(const struct line *line, uint32_t board_baud)
{
    uint32_t client_baud = line->client_baud;
    uint32_t baud = board_baud > client_baud ? board_baud : client_baud;
    if (line->options.max_baud > 0 && baud > line->options.max_baud)
        return false;
    if (line->parity != LINE_PARITY_UNKNOWN && line->client_parity != LINE_PARITY_UNKNOWN &&
        line->parity != line->client_parity)
        return false;
    return rates_agree(line, board_baud, client_baud);
}

// What arrives of a byte: itself, noise, and what the faults make of it.
static size_t distort(struct line *line, enum fault_direction direction, uint8_t byte,
                      uint32_t board_baud, uint8_t out[2])
{
    if (!is_clean(line, board_baud))
        byte = (uint8_t) fault_random(&line->noise);
    return fault_byte(line->fault, direction, byte, out);
}

// The log -----------------------------------------------------------------------------------------

static void log_byte(struct line *line, int direction, uint8_t byte)
{
    FILE *log = line->log;
    if (log == NULL)
        return;
    if (line->log_direction != direction) {
        fprintf(log, "%s%c ", line->log_direction == 0 ? "" : "\n", direction);
        line->log_direction = direction;
    }
    fprintf(log, "%02x", byte);
}

// Events of transports ----------------------------------------------------------------------------

void line_opened(struct line *line)
{
    if (line->is_open)
        return;
    line->is_open = true;
    line_forget(&line->in);
    line_forget(&line->out);
    if (line->options.on_open != LINE_ON_OPEN_KEEP)
        line->board->reset(line->board->self, line->options.on_open == LINE_ON_OPEN_LOADER
                                                  ? BOARD_START_LOADER
                                                  : BOARD_START_RUN);
}

void line_closed(struct line *line)
{
    line->is_open = false;
}

void line_modem(struct line *line, bool dtr, bool rts)
{
    if (dtr == line->dtr && rts == line->rts)
        return;
    line->dtr = dtr;
    line->rts = rts;
    line->board->lines(line->board->self, dtr, rts);
}

// The line ----------------------------------------------------------------------------------------

static bool start(struct line *line)
{
    line->is_here = line->options.kind == LINE_PTY ? pty_start(line) : tcp_start(line);
    return line->is_here;
}

bool line_open(struct line *line, const struct line_options *options, struct fault *fault,
               const struct board *board)
{
    *line = (struct line){.options = *options,
                          .fault = fault,
                          .board = board,
                          .listener = -1,
                          .port = -1,
                          .noise = fault->request_random};
    if (!queue_init(&line->in, LINE_IN_MAX) || !queue_init(&line->out, LINE_OUT_MAX)) {
        perror("line");
        return false;
    }
    if (options->log != NULL) {
        line->log = fopen(options->log, "w");
        if (line->log == NULL) {
            perror(options->log);
            return false;
        }
    }
    if (options->kind == LINE_RFC2217 && (line->telnet = telnet_new(line)) == NULL) {
        perror("line");
        return false;
    }
    return start(line);
}

void line_close(struct line *line)
{
    transport_stop(line);
    telnet_free(line->telnet);
    free(line->in.bytes);
    free(line->out.bytes);
    if (line->log != NULL) {
        fputs("\n", line->log);
        fclose(line->log);
    }
}

void line_send(struct line *line, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    uint64_t now = line_now();
    uint64_t earliest = line->hold_until_ns > now ? line->hold_until_ns : now;
    for (size_t i = 0; i < size; i++)
        queue_put(line, &line->out, earliest, line->baud, at[i]);
}

void line_hold(struct line *line, uint64_t delay_us)
{
    uint64_t now = line_now();
    if (line->hold_until_ns < now)
        line->hold_until_ns = now;
    line->hold_until_ns += delay_us * 1000;
}

void line_unplug(struct line *line, uint64_t now_ns, uint64_t return_ms)
{
    if (!line->is_here)
        return;
    transport_stop(line);
    line->is_here = line->is_open = false;
    line->return_ns = now_ns + return_ms * NS_PER_MS;
    line_forget(&line->in);
    line_forget(&line->out);
}

static void take_in(struct line *line, uint64_t now_ns)
{
    uint8_t bytes[LINE_IN_MAX];
    size_t room = line->in.size - line->in.count;
    uint32_t baud = line->client_baud != 0 ? line->client_baud : line->baud;
    size_t n = room == 0 ? 0 : transport_read(line, bytes, room);
    for (size_t i = 0; i < n; i++)
        queue_put(line, &line->in, now_ns, baud, bytes[i]);
}

static void deliver(struct line *line, uint64_t now_ns)
{
    for (const struct line_byte *next; (next = queue_due(&line->in, now_ns)) != NULL;) {
        uint8_t out[2];
        uint8_t byte = next->byte;
        queue_drop(&line->in);
        log_byte(line, '>', byte);
        line->bytes_in++;
        size_t n = distort(line, FAULT_IN, byte, line->baud, out);
        for (size_t i = 0; i < n; i++)
            line->board->byte(line->board->self, out[i]);
    }
}

// Send what is due. What the client does not take now stays, except where nobody listens.
static void give_out(struct line *line, uint64_t now_ns)
{
    uint8_t bytes[2 * 4096];
    size_t n = 0;
    for (const struct line_byte *next;
         n + 2 <= sizeof bytes && (next = queue_due(&line->out, now_ns)) != NULL;) {
        log_byte(line, '<', next->byte);
        n += distort(line, FAULT_OUT, next->byte, next->baud, bytes + n);
        queue_drop(&line->out);
        line->bytes_out++;
    }
    // A client that does not read for 5 s loses what does not fit, as it would on a real line.
    for (size_t sent = 0, tries = 0; sent < n && line->is_open && tries < 500;) {
        size_t taken = transport_write(line, bytes + sent, n - sent);
        sent += taken;
        if (taken == 0) {
            tries++;
            nanosleep(&(struct timespec){.tv_nsec = 10 * NS_PER_MS}, NULL);
        }
    }
}

uint64_t line_run(struct line *line, uint64_t now_ns)
{
    if (!line->is_here) {
        if (now_ns < line->return_ns)
            return line->return_ns;
        if (!start(line))
            return line->return_ns = now_ns + 100 * NS_PER_MS;
        line->board->reset(line->board->self, BOARD_START_RUN);
    }
    if (line->options.kind == LINE_PTY)
        pty_check(line);
    else
        tcp_check(line);
    if (line->is_open)
        take_in(line, now_ns);
    deliver(line, now_ns);
    give_out(line, now_ns);
    if (!line->is_here)
        return line->return_ns; // what arrived has unplugged it

    // A pseudo-terminal tells nobody that it was opened: look at it now and then.
    uint64_t next =
        line->options.kind == LINE_PTY && !line->is_open ? now_ns + CHECK_NS : BOARD_NEVER;
    uint64_t in = queue_next(&line->in, now_ns), out = queue_next(&line->out, now_ns);
    next = in < next ? in : next;
    return out < next ? out : next;
}

size_t line_poll(const struct line *line, struct pollfd fds[LINE_FDS_MAX])
{
    size_t n = 0;
    if (line->listener >= 0 && line->port < 0)
        fds[n++] = (struct pollfd){.fd = line->listener, .events = POLLIN};
    if (line->port >= 0 && line->is_open && line->in.count < line->in.size)
        fds[n++] = (struct pollfd){.fd = line->port, .events = POLLIN};
    return n;
}
