// SPDX-License-Identifier: Apache-2.0
// proto_stm32.h - the boot loader in the ROM of an STM32, over its serial port: ST AN3155.
//
// 8 bits, even parity, 1 stop bit; the chip measures the rate of the first byte, 7F. A command is
// its code and the complement; ACK is 79, NACK 1F. Numbers are big-endian, each group followed by
// the XOR of its bytes.
//
// Requests carry an 8-bit XOR and answers nothing, so what is read is believed when it was read
// twice, and what was written when it was read back: stm32.c sees to that. Erasing is always one
// sector for each command, and what is sent to end a disturbed request is chosen so that, whatever
// byte of it was lost, no other sector is hit and no other place is written.
//
// Statuses: STATUS_BOARD no answer, or one that makes no sense; STATUS_FAILED the loader refuses;
// STATUS_IO the port is gone; STATUS_INTERRUPTED. After anything but STATUS_OK and a first NACK the
// loader may be anywhere in a request: proto_stm32_resync().

#ifndef FLASHER_PROTO_STM32_H
#define FLASHER_PROTO_STM32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flasher/transport.h"

#define PROTO_STM32_BLOCK 256U

struct proto_stm32 {
    struct transport *transport;                    // borrowed
    void (*trace)(void *context, const char *line); // NULL: not wanted
    void *context;
    uint8_t version; // of the loader: 0x31 is 3.1
    bool has_erase;
    bool has_extended_erase;
    bool has_read_unprotect;
    uint16_t id;
    unsigned disturbances; // answers lost or damaged
    uint8_t filler;        // that ends the request under way without harm
};

// Reset by the modem lines into the loader (or the program): one of two wirings. STATUS_FAILED: the
// port has no lines.
enum proto_stm32_wiring {
    PROTO_STM32_RTS_RESET, // RTS at reset, DTR at BOOT0
    PROTO_STM32_DTR_RESET, // the other way round
};
enum status proto_stm32_reset(struct proto_stm32 *stm32, enum proto_stm32_wiring wiring,
                              bool loader, struct failure *failure);

// Let the chip measure the rate, or find out that it has.
enum status proto_stm32_sync(struct proto_stm32 *stm32, struct failure *failure);

// Bring the loader back to where it waits for a command.
enum status proto_stm32_resync(struct proto_stm32 *stm32, struct failure *failure);

// What it can do, and which chip it is: until two readings agree.
enum status proto_stm32_identify(struct proto_stm32 *stm32, struct failure *failure);

// At most PROTO_STM32_BLOCK bytes. Written ones are multiples of 4 at multiples of 4.
enum status proto_stm32_read(struct proto_stm32 *stm32, uint32_t address, uint8_t *data,
                             uint32_t size, struct failure *failure);
enum status proto_stm32_write(struct proto_stm32 *stm32, uint32_t address, const uint8_t *data,
                              uint32_t size, struct failure *failure);
enum status proto_stm32_erase(struct proto_stm32 *stm32, uint32_t sector, uint32_t timeout_ms,
                              struct failure *failure);
enum status proto_stm32_go(struct proto_stm32 *stm32, uint32_t address, struct failure *failure);

// Take a protection off; the chip starts its loader again. That against reading erases everything.
enum status proto_stm32_unprotect(struct proto_stm32 *stm32, bool reading, struct failure *failure);

#endif
