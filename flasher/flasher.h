// SPDX-License-Identifier: Apache-2.0
// flasher.h - the sequence of flashing: connect, identify, compare, write what differs, verify.
//
// A session keeps going through disturbances: a transfer that failed is started again, after
// synchronising, then after a reset at a lower rate, then after the port came back. It ends with
// contents that the chip's own MD5 confirms, or with a failure.
//
// Life cycle: fill struct flasher_options, flasher_open(), any number of calls, flasher_close().

#ifndef FLASHER_FLASHER_H
#define FLASHER_FLASHER_H

#include <stdbool.h>
#include <stdint.h>

#include "flasher/esp_partition.h"
#include "flasher/proto_esp.h"
#include "flasher/transport.h"

struct flasher_options {
    const char *port;
    const struct chip *chip; // what it must be; NULL: any
    uint32_t baud;           // after synchronising
    enum esp_before before;
    bool is_usb_jtag; // the port is USB-serial-JTAG of the chip itself (USB id 303a:1001)
    bool stay;        // when connecting fails, leave the board without a reset
    bool (*is_interrupted)(void *context);
    void (*trace)(void *context, const char *line);
    // What is being done ("compare", "write", "verify", "read", "erase") and how far it is, in
    // bytes. NULL: not wanted.
    void (*progress)(void *context, const char *what, uint32_t done, uint32_t size);
    void *context;
};

struct flasher {
    struct flasher_options options;
    struct transport *transport;
    struct esp *esp;
    struct esp_identity identity;
    uint32_t baud; // now wanted; lowered when the link does not hold
    const char *what;
    uint64_t lost_ms;     // spent on tries that failed, and on what followed from them
    unsigned steps;       // pieces of work that are done for good: as long as there are more, retry
    bool is_changed;      // a transfer or an erasure has begun
    bool is_closing;      // not to be interrupted any more
    uint32_t shown;       // of the work that is shown: bytes before the present transfer,
    uint32_t shown_size;  // and in all
    uint32_t run_sectors; // most sectors of one transfer; falls when transfers fail
};

// What flasher_write() did, or with dry_run would do.
struct flasher_result {
    uint32_t size;    // compared
    uint32_t changed; // bytes in sectors that differed
    uint32_t parts;   // runs of such sectors
    unsigned retries;
    // After a disturbed transfer: bytes below that a damaged request may have reached and of which
    // no sum was taken before, for the time it would have needed. 0: all is well.
    uint32_t unsure;
};

// Connect and identify. On failure nothing is left open. Failures name the port.
enum status flasher_open(struct flasher *flasher, const struct flasher_options *options,
                         struct failure *failure);
void flasher_close(struct flasher *flasher);

// Whether the port has modem lines, which are let go.
bool flasher_has_lines(struct flasher *flasher);

// Reset into the program, or into the loader, even when interrupted.
enum status flasher_reset(struct flasher *flasher, bool loader, struct failure *failure);

// The table on the board. STATUS_INPUT: there is none, or it is damaged.
enum status flasher_read_table(struct flasher *flasher, struct esp_partition_table *table,
                               struct failure *failure);

enum status flasher_read(struct flasher *flasher, uint32_t offset, uint32_t size, uint8_t *data,
                         struct failure *failure);

// Make the flash from offset on be data. Sectors that are so already are left alone; the rest of
// the last sector becomes FF. STATUS_INPUT: offset is not at a sector, or the data reaches beyond
// the flash. STATUS_FAILED: the chip is locked (secure boot, flash encryption).
// STATUS_VERIFY: the flash does not take it, or a damaged request changed what lies below.
enum status flasher_write(struct flasher *flasher, uint32_t offset, const uint8_t *data,
                          uint32_t size, bool dry_run, struct flasher_result *result,
                          struct failure *failure);

// Whole sectors; *unsure as in the result of writing.
enum status flasher_erase(struct flasher *flasher, uint32_t offset, uint32_t size, uint32_t *unsure,
                          struct failure *failure);

// STATUS_VERIFY: the flash is not data; failure says from where on.
enum status flasher_verify(struct flasher *flasher, uint32_t offset, const uint8_t *data,
                           uint32_t size, struct failure *failure);

#endif
