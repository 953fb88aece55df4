// SPDX-License-Identifier: Apache-2.0
// transport.h - bytes to a board and back, whatever is between.
//
// Protocols, the monitor and the tools see every connection as a struct transport: bytes with
// deadlines, a rate, two modem lines. No protocol is known here.
//
//     address                                  what
//     /dev/ttyUSB0, COM3, any terminal         a serial port, or a pseudo-terminal
//     ftdi://[vendor:product[:serial]]/[n]     FTDI adapter without a kernel driver, interface n
//     rfc2217://host:port                      serial port of another machine, with lines and rates
//     socket://host:port                       a TCP connection as it is
//
// Failures carry the address as their subject. A transport belongs to one task at a time.
//
// Life cycle: transport_open() or transport_wrap(), any number of calls, transport_close(). After a
// failure with STATUS_IO (the adapter was unplugged) transport_reopen() may bring it back.

#ifndef FLASHER_TRANSPORT_H
#define FLASHER_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"
#include "platforms/serial.h"

struct transport;

struct transport_options {
    struct serial_format format; // all zero: 115200 8N1
    // Asked while waiting; true makes every call return STATUS_INTERRUPTED soon. NULL: never.
    bool (*is_interrupted)(void *context);
    // One line on what happens to the port: "open", "dtr 1 rts 0", "baud 921600". NULL: not wanted.
    void (*trace)(void *context, const char *line);
    void *context;
    uint32_t connect_timeout_ms; // of network addresses; 0: 10 s
};

// Open an address. options may be NULL. STATUS_OK: the caller closes *transport. STATUS_USAGE: not
// an address. STATUS_IO: it cannot be opened; failure says why and what to do.
enum status transport_open(const char *address, const struct transport_options *options,
                           struct transport **transport, struct failure *failure);

// Make a transport of a port that is open already, which it then owns (also when this fails).
// It cannot be reopened.
enum status transport_wrap(struct serial serial, const char *name,
                           const struct transport_options *options, struct transport **transport,
                           struct failure *failure);

// NULL is allowed.
void transport_close(struct transport *transport);

// Close, and open again with the settings last used; try until it works or wait_ms is over. The
// state of the modem lines is what the system makes of it.
enum status transport_reopen(struct transport *transport, uint32_t wait_ms,
                             struct failure *failure);

// Wait at most timeout_ms for the first byte and take what is there, at most size bytes. Nothing in
// time: STATUS_OK and *count 0.
enum status transport_read(struct transport *transport, uint8_t *data, size_t size,
                           uint32_t timeout_ms, size_t *count, struct failure *failure);

// Write everything. STATUS_IO also when that takes longer than timeout_ms.
enum status transport_write(struct transport *transport, const uint8_t *data, size_t size,
                            uint32_t timeout_ms, struct failure *failure);

// Write what the connection takes at once, maybe nothing; *count says how much.
enum status transport_write_some(struct transport *transport, const uint8_t *data, size_t size,
                                 size_t *count, struct failure *failure);

// Change rate and frame; STATUS_FAILED: this connection cannot. baud 0 keeps the rate.
enum status transport_set_format(struct transport *transport, const struct serial_format *format,
                                 struct failure *failure);
enum status transport_set_baud(struct transport *transport, uint32_t baud, struct failure *failure);
const struct serial_format *transport_format(const struct transport *transport);

// Set both lines, in one step where the system can. True is asserted, which is low at the pin.
// STATUS_FAILED: there are no lines (a socket, a pseudo-terminal); go on without.
enum status transport_set_lines(struct transport *transport, bool dtr, bool rts,
                                struct failure *failure);
bool transport_dtr(const struct transport *transport);
bool transport_rts(const struct transport *transport);

// Forget what has arrived.
enum status transport_discard_input(struct transport *transport, struct failure *failure);
// Wait until everything written has left.
enum status transport_drain(struct transport *transport, struct failure *failure);

// The address it was opened with; and what it is: "serial port", "RFC 2217", ...
const char *transport_name(const struct transport *transport);
const char *transport_kind(const struct transport *transport);
// A descriptor to wait on together with others (readable: transport_read() has something), or -1:
// then read with a short timeout. RFC 2217 may hold bytes already received: read until count is 0
// before waiting.
int transport_handle(const struct transport *transport);

// The clock of the connection, which a test can turn.
uint64_t transport_now_ms(const struct transport *transport);
// STATUS_INTERRUPTED as above.
enum status transport_sleep_ms(struct transport *transport, uint32_t time_ms,
                               struct failure *failure);

#endif
