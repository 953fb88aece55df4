// SPDX-License-Identifier: Apache-2.0
// serial.h - what the host tools need from a system to talk to a board: ports, their names, time.
// A port of the host tools fulfils it in platforms/<name>/serial_*.c; boards have no need for it.
//
// A port is a struct of functions and the state they work on, so that RFC 2217, a test or another
// kind of adapter can stand where a serial port does. Only flasher/transport.c calls the functions;
// everybody else uses flasher/transport.h.

#ifndef PLATFORMS_SERIAL_H
#define PLATFORMS_SERIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

enum serial_parity {
    SERIAL_PARITY_NONE,
    SERIAL_PARITY_EVEN,
    SERIAL_PARITY_ODD,
};

struct serial_format {
    uint32_t baud;
    uint8_t data_bits; // 7 or 8
    uint8_t stop_bits; // 1 or 2
    enum serial_parity parity;
};

// What every kind of port does. Statuses other than STATUS_OK: STATUS_IO, the port is gone or the
// system refuses; STATUS_FAILED, this kind of port cannot do that, which is no reason to stop.
struct serial_ops {
    // Wait at most timeout_ms for the first byte, then take what is there, at most size bytes.
    // *count is 0 when nothing came. May return early, with 0, when a signal arrives.
    enum status (*read)(void *state, uint8_t *data, size_t size, uint32_t timeout_ms, size_t *count,
                        struct failure *failure);
    // Hand over what the system takes within timeout_ms; *count may be less than size.
    enum status (*write)(void *state, const uint8_t *data, size_t size, uint32_t timeout_ms,
                         size_t *count, struct failure *failure);
    enum status (*set_format)(void *state, const struct serial_format *format,
                              struct failure *failure);
    // Both modem lines, in one step where the system can do that; true is asserted (low).
    enum status (*set_lines)(void *state, bool dtr, bool rts, struct failure *failure);
    // Forget what has arrived and was not read.
    enum status (*discard_input)(void *state, struct failure *failure);
    // Wait until everything written has left, at most timeout_ms.
    enum status (*drain)(void *state, uint32_t timeout_ms, struct failure *failure);
    // A descriptor that becomes readable when there is something to read, or -1.
    int (*handle)(void *state);
    // Restore the settings that were found, and close.
    void (*close)(void *state);
    // Clock and sleep of a simulation; NULL: those of the system.
    uint64_t (*now_ms)(void *state);
    void (*sleep_ms)(void *state, uint32_t time_ms);
};

struct serial {
    const struct serial_ops *ops;
    void *state;
};

// Opening. Failures name what the system said and, in the hint, what to do about it; the subject is
// left to the caller.

// A serial port or a terminal by its path, for us alone. Ports that libserialport knows are opened
// with it, other terminals (a pseudo-terminal for instance) directly.
enum status serial_open(const char *path, const struct serial_format *format, struct serial *serial,
                        struct failure *failure);

// The same without libserialport.
enum status serial_open_terminal(const char *path, const struct serial_format *format,
                                 struct serial *serial, struct failure *failure);

// An FTDI adapter without a kernel driver.
struct serial_ftdi {
    uint16_t vendor; // 0: 0x0403 and any product
    uint16_t product;
    char serial[40];   // empty: any
    uint8_t interface; // 1 to 4 for A to D; 0: the first
};
enum status serial_open_ftdi(const struct serial_ftdi *adapter, const struct serial_format *format,
                             struct serial *serial, struct failure *failure);

// A TCP connection. It has no lines and no rate; set_format does nothing.
enum status serial_open_socket(const char *host, const char *port, uint32_t timeout_ms,
                               struct serial *serial, struct failure *failure);

// What is there.

enum serial_access {
    SERIAL_FREE,
    SERIAL_FORBIDDEN, // permission
    SERIAL_BUSY,      // another process holds it
};

// Texts are empty where nothing is known.
struct serial_info {
    char path[256]; // what serial_open() takes, or an ftdi:// address
    char description[128];
    char manufacturer[64];
    char product[64];
    char number[64]; // serial number of the adapter
    bool is_usb;
    uint16_t vendor_id;
    uint16_t product_id;
    enum serial_access access;
    char reason[200]; // FORBIDDEN, BUSY: who holds it, or what to do
};

// Call visit for every serial port of the machine, in the order of their paths.
typedef void (*serial_visit)(void *context, const struct serial_info *info);
enum status serial_list(serial_visit visit, void *context, struct failure *failure);

// Whether a path may be opened, without opening it; fills access and reason of info.
void serial_check_access(const char *path, struct serial_info *info);

// The versions of libserialport and libftdi1 that this build uses; "" without. Static texts.
const char *serial_library(void);
const char *serial_ftdi_library(void);

// Time.

uint64_t serial_now_ms(void); // monotonic
void serial_sleep_ms(uint32_t time_ms);

#endif
