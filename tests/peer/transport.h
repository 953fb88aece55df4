// SPDX-License-Identifier: Apache-2.0
// transport.h - the parts of a line that depend on what it is made of. Only line.c calls them.
#ifndef TESTS_PEER_TRANSPORT_H
#define TESTS_PEER_TRANSPORT_H

#include <sys/types.h>

#include "tests/peer/line.h"

// Make the port, called again when it comes back; remove it.
bool pty_start(struct line *line);
bool tcp_start(struct line *line);
void transport_stop(struct line *line);

// Notice that the client opened or closed the port, and the rate it set.
void pty_check(struct line *line);
void tcp_check(struct line *line);

// Read bytes of the client. 0: none now; the client may be gone, which the check notices.
size_t transport_read(struct line *line, uint8_t *bytes, size_t size);

// Write what the client takes now.
size_t transport_write(struct line *line, const uint8_t *bytes, size_t size);

// The rate of a pseudo-terminal, any rate; 0 when it is not known.
uint32_t pty_baud(int master);

// RFC 2217. A telnet stream in both directions.
struct telnet *telnet_new(struct line *line);
void telnet_free(struct telnet *telnet);
size_t telnet_decode(struct telnet *telnet, const uint8_t *raw, size_t size, uint8_t *bytes);

// For line.c and the transports.
void line_forget(struct line_queue *queue); // what is under way
void line_opened(struct line *line);
void line_closed(struct line *line);
void line_modem(struct line *line, bool dtr, bool rts);

#endif
