// SPDX-License-Identifier: Apache-2.0
// rfc2217.h - a serial port of another machine over a Telnet connection: RFC 2217, with the Telnet
// rules of RFC 854 to 856. Takes a byte stream (a socket) and gives a serial port.

#ifndef FLASHER_RFC2217_H
#define FLASHER_RFC2217_H

#include <stdint.h>

#include "packbeam/status.h"
#include "platforms/serial.h"

// Negotiate on a connected stream, which then belongs to *serial; on failure it is closed.
// STATUS_IO: whoever answers does not speak RFC 2217 within timeout_ms.
enum status rfc2217_open(struct serial stream, const struct serial_format *format,
                         uint32_t timeout_ms, struct serial *serial, struct failure *failure);

#endif
