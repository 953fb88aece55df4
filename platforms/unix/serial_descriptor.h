// SPDX-License-Identifier: Apache-2.0
// serial_descriptor.h - what terminals and sockets share: waiting, reading and writing without
// blocking, and the modem lines of a descriptor.

#ifndef PLATFORMS_UNIX_SERIAL_DESCRIPTOR_H
#define PLATFORMS_UNIX_SERIAL_DESCRIPTOR_H

#include "platforms/serial.h"

// Wait until fd can be read (or written). False: not within timeout_ms.
bool descriptor_wait(int fd, bool for_writing, uint32_t timeout_ms);

// The bodies of struct serial_ops for a non-blocking descriptor.
enum status descriptor_read(int fd, uint8_t *data, size_t size, uint32_t timeout_ms, size_t *count,
                            struct failure *failure);
enum status descriptor_write(int fd, const uint8_t *data, size_t size, uint32_t timeout_ms,
                             size_t *count, struct failure *failure);
enum status descriptor_set_lines(int fd, bool dtr, bool rts, struct failure *failure);

// Explain why a path could not be opened: errno as `number`.
enum status descriptor_explain_open(const char *path, int number, struct failure *failure);

// Set a rate that termios has no constant for. False: this system has no way.
bool descriptor_set_any_baud(int fd, uint32_t baud);

#endif
