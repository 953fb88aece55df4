// SPDX-License-Identifier: Apache-2.0
// line.h - the serial line between a client and a board: a pseudo-terminal, a TCP socket, or a
// TCP socket that speaks RFC 2217.
//
// The line knows the rate and parity of both ends where the transport tells them (a pseudo-terminal
// tells the rate, RFC 2217 both, a plain socket neither). Where they differ, bytes arrive as noise.
// With a limit every byte takes its time on the wire, in both directions.
#ifndef TESTS_PEER_LINE_H
#define TESTS_PEER_LINE_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/peer/board.h"
#include "tests/peer/fault.h"

enum line_kind { LINE_PTY, LINE_TCP, LINE_RFC2217 };
enum line_parity { LINE_PARITY_UNKNOWN, LINE_PARITY_NONE, LINE_PARITY_ODD, LINE_PARITY_EVEN };
enum line_on_open { LINE_ON_OPEN_KEEP, LINE_ON_OPEN_RUN, LINE_ON_OPEN_LOADER };

// What leaves holds the 64 frames that a client may ask for at once, all of them escaped.
enum { LINE_IN_MAX = 4096, LINE_OUT_MAX = 64 * 2 * 4096 + 4096, LINE_FDS_MAX = 2 };

struct line_options {
    enum line_kind kind;
    const char *link;  // symbolic link to the pseudo-terminal, or NULL
    uint16_t tcp_port; // 0: any
    enum line_on_open on_open;
    bool any_baud;       // both ends always agree
    uint32_t max_baud;   // above it bytes are noise; 0: no such limit
    bool limit;          // bytes take their time
    uint32_t limit_baud; // with limit: this rate, whatever the ends say; 0: the rate of the ends
    const char *log;     // file of what passes, one line for each run of bytes, or NULL
};

// A byte under way.
struct line_byte {
    uint64_t when_ns; // it may arrive
    uint32_t baud;    // it was sent at, 0 unknown
    uint8_t byte;
};

struct line_queue {
    struct line_byte *bytes;
    size_t size, first, count;
    uint64_t last_ns; // when the byte queued last arrives
};

struct line {
    struct line_options options;
    struct fault *fault;
    const struct board *board;

    // Set by the board. 0: it measures, so that it takes the rate of the client.
    uint32_t baud;
    enum line_parity parity;
    uint64_t hold_until_ns; // nothing leaves before

    // Set by the transport.
    bool is_open;
    bool is_here; // not unplugged
    uint64_t return_ns;
    uint32_t client_baud; // 0 unknown
    enum line_parity client_parity;
    bool dtr, rts;

    int listener, port; // file descriptors, -1 none
    char name[128];     // what a client opens
    struct telnet *telnet;
    struct line_queue in, out;
    uint64_t noise;
    uint64_t bytes_in, bytes_out;
    void *log; // FILE
    int log_direction;
};

// Open the port. False: why is on stderr. The board must stay where it is.
bool line_open(struct line *line, const struct line_options *options, struct fault *fault,
               const struct board *board);
void line_close(struct line *line);

// The board sends bytes, at the rate that it has now.
void line_send(struct line *line, const void *bytes, size_t size);

// What is sent from now on leaves no sooner than this.
void line_hold(struct line *line, uint64_t delay_us);

// The port goes away, and comes back after so many milliseconds with the board restarted.
void line_unplug(struct line *line, uint64_t now_ns, uint64_t return_ms);

// Move bytes and notice what the client did. When there is something to do next without an event.
uint64_t line_run(struct line *line, uint64_t now_ns);

// Fill in what to wait for.
size_t line_poll(const struct line *line, struct pollfd fds[LINE_FDS_MAX]);

uint64_t line_now(void);

#endif
