// SPDX-License-Identifier: Apache-2.0
// proto_stm32.c - requests of ST AN3155, and the way back from a disturbed one.

#include "flasher/proto_stm32.h"

#include <stdio.h>
#include <string.h>

#include "packbeam/bytes.h"

#define SYNC 0x7F
#define ACK  0x79
#define NACK 0x1F

enum command {
    GET = 0x00,
    GET_ID = 0x02,
    READ = 0x11,
    GO = 0x21,
    WRITE = 0x31,
    ERASE = 0x43,
    EXTENDED_ERASE = 0x44,
    WRITE_UNPROTECT = 0x73,
    READ_UNPROTECT = 0x92,
};

#define ANSWER_MS    500
#define WRITE_MS     3000
#define SEND_MS      3000
#define UNPROTECT_MS 40000
#define RESET_MS     100
#define SYNC_MS      250
#define QUIET_MS     40

static void trace_bytes(struct proto_stm32 *stm32, const char *direction, const uint8_t *data,
                        size_t size)
{
    char line[120];
    if (stm32->trace == NULL || size == 0) {
        return;
    }
    int used = snprintf(line, sizeof(line), "%s", direction);
    for (size_t i = 0; i < size && i < 32; i++) {
        used += snprintf(line + used, sizeof(line) - (size_t) used, " %02x", data[i]);
    }
    if (size > 32) {
        snprintf(line + used, sizeof(line) - (size_t) used, " ... %zu", size);
    }
    stm32->trace(stm32->context, line);
}

static enum status send(struct proto_stm32 *stm32, const uint8_t *data, size_t size,
                        struct failure *failure)
{
    trace_bytes(stm32, ">", data, size);
    return transport_write(stm32->transport, data, size, SEND_MS, failure);
}

// Exactly size bytes within a time for each of them.
static enum status receive(struct proto_stm32 *stm32, uint8_t *data, size_t size,
                           uint32_t timeout_ms, struct failure *failure)
{
    size_t done = 0;
    while (done < size) {
        size_t count = 0;
        enum status status =
            transport_read(stm32->transport, data + done, size - done, timeout_ms, &count, failure);
        if (status != STATUS_OK) {
            return status;
        }
        if (count == 0) {
            stm32->disturbances++;
            return fail(failure, STATUS_BOARD, "the boot loader does not answer");
        }
        done += count;
    }
    trace_bytes(stm32, "<", data, size);
    return STATUS_OK;
}

static enum status take_ack(struct proto_stm32 *stm32, uint32_t timeout_ms, const char *what,
                            struct failure *failure)
{
    uint8_t byte;
    enum status status = receive(stm32, &byte, 1, timeout_ms, failure);
    if (status != STATUS_OK) {
        return status;
    }
    if (byte == NACK) {
        return fail(failure, STATUS_FAILED, "the boot loader refuses %s", what);
    }
    if (byte != ACK) {
        stm32->disturbances++;
        return fail(failure, STATUS_BOARD, "0x%02x is no answer of a boot loader", byte);
    }
    return STATUS_OK;
}

// A loader that misses bytes of a request waits for them, and the only way on is to send it some.
// It takes them for what it waits for and does it when the XOR is right: a run of 7F, which looks
// harmless, is 128 bytes of 7F to be written, or the order to erase page 7F. Every request
// therefore says at each step which byte cannot do harm.

// Behind an address, and for what follows it. Even, so that a block of nothing else (its size less
// 1, then one more than that, then the XOR) has a wrong sum. Not a multiple of 4, so that no loader
// takes it for the end of an address, or for the size of a block. And none of the bytes that may
// have been lost, for then it would be the right one at the wrong place.
static uint8_t filler_beside(const uint8_t *bytes, size_t size)
{
    uint8_t filler = 0x7E;
    while (size > 0 && memchr(bytes, filler, size) != NULL) {
        filler -= 4;
    }
    return filler;
}

static enum status command(struct proto_stm32 *stm32, enum command code, const char *what,
                           struct failure *failure)
{
    const uint8_t bytes[2] = {(uint8_t) code, (uint8_t) ~code};
    if (code != ERASE && code != EXTENDED_ERASE) {
        stm32->filler = code == WRITE ? filler_beside(NULL, 0) : SYNC;
    }
    enum status status = send(stm32, bytes, sizeof(bytes), failure);
    return status == STATUS_OK ? take_ack(stm32, ANSWER_MS, what, failure) : status;
}

static uint8_t xor_of(const uint8_t *data, size_t size)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < size; i++) {
        sum ^= data[i];
    }
    return sum;
}

static enum status send_address(struct proto_stm32 *stm32, uint32_t address, const char *what,
                                struct failure *failure)
{
    uint8_t bytes[5];
    bytes_put_be32(bytes, address);
    bytes[4] = xor_of(bytes, 4);
    stm32->filler = filler_beside(bytes, sizeof(bytes));
    enum status status = send(stm32, bytes, sizeof(bytes), failure);
    return status == STATUS_OK ? take_ack(stm32, ANSWER_MS, what, failure) : status;
}

// Forget what arrives until nothing does for a while.
static enum status drain(struct proto_stm32 *stm32, struct failure *failure)
{
    uint8_t bytes[64];
    for (int i = 0; i < 100; i++) {
        size_t count = 0;
        enum status status =
            transport_read(stm32->transport, bytes, sizeof(bytes), QUIET_MS, &count, failure);
        if (status != STATUS_OK || count == 0) {
            return status;
        }
    }
    return STATUS_OK;
}

// Connecting --------------------------------------------------------------------------------------

enum status proto_stm32_reset(struct proto_stm32 *stm32, enum proto_stm32_wiring wiring,
                              bool loader, struct failure *failure)
{
    bool is_rts = wiring == PROTO_STM32_RTS_RESET;
    struct transport *transport = stm32->transport;
    // Both lines at first, so that BOOT0 stands when reset is let go; it is looked at then.
    enum status status =
        transport_set_lines(transport, is_rts ? loader : true, is_rts ? true : loader, failure);
    if (status == STATUS_OK) {
        status = transport_sleep_ms(transport, RESET_MS, failure);
    }
    if (status == STATUS_OK) {
        status = transport_set_lines(transport, is_rts && loader, !is_rts && loader, failure);
    }
    if (status == STATUS_OK) {
        status = transport_sleep_ms(transport, RESET_MS, failure);
    }
    return status;
}

// Send the filler until something comes back. From a loader that waits for the rate: ACK, when the
// filler is 7F. From one that waits for a command: NACK at the second one, which is no complement
// of the first. From one that is within a request: NACK when that is complete, with a wrong sum.
static enum status knock(struct proto_stm32 *stm32, unsigned tries, uint32_t wait_ms,
                         uint8_t *answered, struct failure *failure)
{
    const uint8_t byte = stm32->filler;
    *answered = 0;
    for (unsigned i = 0; i < tries; i++) {
        uint8_t answer;
        size_t count = 0;
        enum status status = send(stm32, &byte, 1, failure);
        if (status == STATUS_OK) {
            status = transport_read(stm32->transport, &answer, 1, wait_ms, &count, failure);
        }
        if (status != STATUS_OK) {
            return status;
        }
        if (count > 0) {
            trace_bytes(stm32, "<", &answer, 1);
        }
        if (count > 0 && (answer == ACK || answer == NACK)) {
            *answered = answer;
            return STATUS_OK;
        }
    }
    return STATUS_OK;
}

enum status proto_stm32_sync(struct proto_stm32 *stm32, struct failure *failure)
{
    uint8_t answered;
    stm32->filler = SYNC;
    enum status status = transport_discard_input(stm32->transport, failure);
    if (status == STATUS_OK) {
        status = knock(stm32, 3, SYNC_MS, &answered, failure);
    }
    if (status == STATUS_OK && answered == 0) {
        status = fail(failure, STATUS_BOARD, "no answer from the boot loader");
    }
    return status;
}

enum status proto_stm32_resync(struct proto_stm32 *stm32, struct failure *failure)
{
    uint8_t filler[PROTO_STM32_BLOCK + 4];
    memset(filler, stm32->filler, sizeof(filler));
    for (int round = 0; round < 6; round++) {
        uint8_t answered;
        enum status status = drain(stm32, failure);
        if (status == STATUS_OK) {
            status = knock(stm32, 7, SYNC_MS / 2, &answered, failure);
        }
        if (status != STATUS_OK) {
            return status;
        }
        // Only NACK says that the loader waits for a command now: ACK may have been late.
        if (answered == NACK) {
            return drain(stm32, failure);
        }
        if (answered == ACK) {
            continue;
        }
        // It waits for the data of a block.
        status = send(stm32, filler, sizeof(filler), failure);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return fail(failure, STATUS_BOARD, "the boot loader does not answer any more");
}

// Requests ----------------------------------------------------------------------------------------

static enum status get(struct proto_stm32 *stm32, struct failure *failure)
{
    uint8_t bytes[257];
    uint8_t count;
    enum status status = command(stm32, GET, "to say what it can do", failure);
    if (status == STATUS_OK) {
        status = receive(stm32, &count, 1, ANSWER_MS, failure);
    }
    if (status == STATUS_OK) {
        status = receive(stm32, bytes, (size_t) count + 1, ANSWER_MS, failure);
    }
    if (status == STATUS_OK) {
        status = take_ack(stm32, ANSWER_MS, "to say what it can do", failure);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stm32->version = bytes[0];
    stm32->has_erase = memchr(bytes + 1, ERASE, count) != NULL;
    stm32->has_extended_erase = memchr(bytes + 1, EXTENDED_ERASE, count) != NULL;
    stm32->has_read_unprotect = memchr(bytes + 1, READ_UNPROTECT, count) != NULL;
    return STATUS_OK;
}

static enum status get_id(struct proto_stm32 *stm32, struct failure *failure)
{
    uint8_t bytes[3];
    enum status status = command(stm32, GET_ID, "to say which chip it is", failure);
    if (status == STATUS_OK) {
        status = receive(stm32, bytes, sizeof(bytes), ANSWER_MS, failure);
    }
    if (status == STATUS_OK) {
        status = take_ack(stm32, ANSWER_MS, "to say which chip it is", failure);
    }
    if (status == STATUS_OK && bytes[0] != 1) {
        stm32->disturbances++;
        return fail(failure, STATUS_BOARD, "the chip tells an id of %u bytes, not of 2",
                    bytes[0] + 1U);
    }
    stm32->id = status == STATUS_OK ? bytes_get_be16(bytes + 1) : 0;
    return status;
}

enum status proto_stm32_identify(struct proto_stm32 *stm32, struct failure *failure)
{
    struct proto_stm32 before = {.id = 0};
    for (int i = 0; i < 6; i++) {
        enum status status = get(stm32, failure);
        if (status == STATUS_OK) {
            status = get_id(stm32, failure);
        }
        if (status != STATUS_OK) {
            return status;
        }
        if (i > 0 && before.id == stm32->id && before.version == stm32->version &&
            before.has_extended_erase == stm32->has_extended_erase &&
            before.has_erase == stm32->has_erase) {
            return STATUS_OK;
        }
        before = *stm32;
    }
    return fail(failure, STATUS_BOARD,
                "the boot loader never says the same twice\n"
                "the link is bad: try a lower --baud");
}

enum status proto_stm32_read(struct proto_stm32 *stm32, uint32_t address, uint8_t *data,
                             uint32_t size, struct failure *failure)
{
    const uint8_t count[2] = {(uint8_t) (size - 1), (uint8_t) ~(size - 1)};
    enum status status = command(stm32, READ, "to be read", failure);
    if (status == STATUS_OK) {
        status = send_address(stm32, address, "to be read there", failure);
    }
    if (status == STATUS_OK) {
        status = send(stm32, count, sizeof(count), failure);
    }
    if (status == STATUS_OK) {
        status = take_ack(stm32, ANSWER_MS, "to be read there", failure);
    }
    return status == STATUS_OK ? receive(stm32, data, size, ANSWER_MS, failure) : status;
}

enum status proto_stm32_write(struct proto_stm32 *stm32, uint32_t address, const uint8_t *data,
                              uint32_t size, struct failure *failure)
{
    uint8_t bytes[PROTO_STM32_BLOCK + 2];
    bytes[0] = (uint8_t) (size - 1);
    memcpy(bytes + 1, data, size);
    bytes[size + 1] = xor_of(bytes, (size_t) size + 1);
    enum status status = command(stm32, WRITE, "to be written", failure);
    if (status == STATUS_OK) {
        status = send_address(stm32, address, "to be written there", failure);
    }
    if (status == STATUS_OK) {
        status = send(stm32, bytes, (size_t) size + 2, failure);
    }
    return status == STATUS_OK ? take_ack(stm32, WRITE_MS, "what was to be written", failure)
                               : status;
}

enum status proto_stm32_erase(struct proto_stm32 *stm32, uint32_t sector, uint32_t timeout_ms,
                              struct failure *failure)
{
    uint8_t bytes[5] = {0, 0, (uint8_t) (sector >> 8), (uint8_t) sector, 0};
    bytes[4] = xor_of(bytes, 4);
    bool extended = stm32->has_extended_erase;
    if (!extended && sector > 0xFF) {
        return fail(failure, STATUS_INPUT, "sector %u is beyond what the loader can erase",
                    (unsigned) sector);
    }
    // The short form is a count, a number and their XOR. Whatever of it is lost, with more of the
    // same number behind it it erases that sector or none.
    const uint8_t shorter[3] = {0, (uint8_t) sector, (uint8_t) sector};
    // In the long form FF FF means everything, with an XOR of 0: FF behind it is refused at once.
    stm32->filler = extended ? 0xFF : (uint8_t) sector;
    enum status status =
        command(stm32, extended ? EXTENDED_ERASE : ERASE, "to erase anything", failure);
    if (status == STATUS_OK) {
        stm32->filler = extended ? filler_beside(bytes, sizeof(bytes)) : (uint8_t) sector;
        status = extended ? send(stm32, bytes, sizeof(bytes), failure)
                          : send(stm32, shorter, sizeof(shorter), failure);
    }
    return status == STATUS_OK ? take_ack(stm32, timeout_ms, "to erase that sector", failure)
                               : status;
}

enum status proto_stm32_go(struct proto_stm32 *stm32, uint32_t address, struct failure *failure)
{
    enum status status = command(stm32, GO, "to start a program", failure);
    return status == STATUS_OK ? send_address(stm32, address, "to start a program there", failure)
                               : status;
}

enum status proto_stm32_unprotect(struct proto_stm32 *stm32, bool reading, struct failure *failure)
{
    enum status status = command(stm32, reading ? READ_UNPROTECT : WRITE_UNPROTECT,
                                 "to take off its protection", failure);
    if (status == STATUS_OK) {
        status = take_ack(stm32, UNPROTECT_MS, "to take off its protection", failure);
    }
    return status;
}
