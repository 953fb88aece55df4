// SPDX-License-Identifier: Apache-2.0
// stm32.h - flashing an STM32 through the boot loader in its ROM: connect, identify, compare, erase
// and write only sectors that differ, verify, start.
//
// Sectors are large, up to 256 KB. What a sector holds beside the new contents is read (until two
// readings agree), and written back. Whatever goes wrong on the line is tried again; a session ends
// with contents that were read back, or with a failure.
//
// Life cycle: fill struct stm32_options, stm32_open(), any number of calls, stm32_close().

#ifndef FLASHER_STM32_H
#define FLASHER_STM32_H

#include <stdbool.h>
#include <stdint.h>

#include "flasher/image.h"
#include "flasher/proto_stm32.h"
#include "flasher/stm32_chip.h"

struct stm32_options {
    const char *port;
    uint32_t baud;
    bool no_reset;         // it is in its boot loader already
    bool stay;             // leave it there
    uint32_t flash_size;   // in bytes; 0: what the chip or the table says
    const char *sectors;   // of a chip that is not in the table; NULL: none
    uint32_t hand_wait_ms; // how long a person has to bring the chip into its loader
    bool (*is_interrupted)(void *context);
    void (*trace)(void *context, const char *line);
    // "read", "erase", "write", "verify", and how far in bytes.
    void (*progress)(void *context, const char *what, uint32_t done, uint32_t size);
    // What the person at the board has to do now.
    void (*ask)(void *context, const char *text);
    void *context;
};

struct stm32 {
    struct stm32_options options;
    struct transport *transport;
    struct proto_stm32 proto;
    const struct stm32_chip *chip; // NULL: not in the table
    struct stm32_sectors sectors[STM32_KINDS_MAX];
    uint32_t flash_size;
    bool has_lines;
    enum proto_stm32_wiring wiring;
    bool is_changed; // something was erased
    const char *what;
    uint32_t done; // bytes, for progress
    uint32_t size;
    uint32_t block;   // bytes of a request; falls on a bad line
    unsigned steps;   // pieces of work that are done for good
    uint64_t lost_ms; // to disturbances
};

struct stm32_result {
    uint32_t size;    // compared
    uint32_t changed; // bytes in sectors that were written
    uint32_t sectors; // erased
    uint32_t kept;    // bytes of neighbours written back
    unsigned retries;
};

// On failure nothing is left open. Failures name the port.
enum status stm32_open(struct stm32 *stm32, const struct stm32_options *options,
                       struct failure *failure);
// Close; start the program first, unless options.stay.
void stm32_close(struct stm32 *stm32, bool start);

// Write a settled image. STATUS_INPUT: it lies outside the flash; nothing was changed.
enum status stm32_write(struct stm32 *stm32, const struct image *image, bool dry_run,
                        struct stm32_result *result, struct failure *failure);
// STATUS_VERIFY: the flash holds something else.
enum status stm32_verify(struct stm32 *stm32, const struct image *image, struct failure *failure);
enum status stm32_read(struct stm32 *stm32, uint32_t address, uint32_t size, uint8_t *data,
                       struct failure *failure);
// Erase the sectors that lie within a range, which must begin and end with sectors.
enum status stm32_erase(struct stm32 *stm32, uint32_t address, uint32_t size,
                        struct failure *failure);

// Take the protections off, which erases everything.
enum status stm32_unprotect(struct stm32 *stm32, struct failure *failure);

#endif
