// SPDX-License-Identifier: Apache-2.0
// rfc2217.c - the client's side of RFC 2217. What must stay true: every byte 255 of the data is
// doubled on the way out and halved on the way in, and no answer of the server can write outside
// the buffers here.
//
// A request that changes the port is followed by waiting for its answer, so that what is written
// next meets the new setting, and line changes keep their distance in time.

#include "flasher/rfc2217.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "packbeam/bytes.h"

// RFC 854: commands of Telnet.
#define TELNET_SE   240
#define TELNET_SB   250
#define TELNET_WILL 251
#define TELNET_WONT 252
#define TELNET_DO   253
#define TELNET_DONT 254
#define TELNET_IAC  255

// Options of RFC 856, 858 and 2217.
#define OPTION_BINARY   0
#define OPTION_SGA      3
#define OPTION_COM_PORT 44

// RFC 2217, "Com Port Configuration". The server answers with the number plus 100.
#define COM_BAUD        1
#define COM_DATA_SIZE   2
#define COM_PARITY      3
#define COM_STOP_SIZE   4
#define COM_CONTROL     5
#define COM_PURGE       12
#define COM_ANSWER      100
#define CONTROL_NO_FLOW 1
#define CONTROL_DTR_ON  8
#define CONTROL_DTR_OFF 9
#define CONTROL_RTS_ON  11
#define CONTROL_RTS_OFF 12
#define PURGE_INPUT     1

#define ANSWER_MS 3000

enum state {
    STATE_DATA,
    STATE_COMMAND, // after IAC
    STATE_OPTION,  // after WILL, WONT, DO, DONT
    STATE_SUB,     // inside SB
    STATE_SUB_IAC, // IAC inside SB
};

struct rfc2217 {
    struct serial stream;
    enum state state;
    uint8_t command; // that STATE_OPTION belongs to
    uint8_t sub[32]; // option and contents of a subnegotiation; longer ones are cut
    size_t sub_size;
    bool is_agreed; // the server has said that it speaks COM-PORT-OPTION
    bool is_refused;
    uint8_t answered; // the last answer, and its first value byte
    uint8_t answer_value;
    bool offered[256];  // options already answered, so that no loop of answers begins
    uint8_t data[4096]; // decoded and not yet read
    size_t data_start;
    size_t data_end;
};

// Out ----------------------------------------------------------------------------------------

static enum status write_all(struct rfc2217 *port, const uint8_t *data, size_t size,
                             struct failure *failure)
{
    uint64_t end = serial_now_ms() + ANSWER_MS;
    while (size > 0) {
        size_t count = 0;
        enum status status =
            port->stream.ops->write(port->stream.state, data, size, 100, &count, failure);
        if (status == STATUS_OK && count == 0 && serial_now_ms() >= end) {
            status = fail(failure, STATUS_IO, "the RFC 2217 server takes no more bytes");
        }
        if (status != STATUS_OK) {
            return status;
        }
        data += count;
        size -= count;
    }
    return STATUS_OK;
}

static enum status send_option(struct rfc2217 *port, uint8_t command, uint8_t option,
                               struct failure *failure)
{
    const uint8_t text[3] = {TELNET_IAC, command, option};
    return write_all(port, text, sizeof(text), failure);
}

static enum status send_com(struct rfc2217 *port, uint8_t command, const uint8_t *value,
                            size_t value_size, struct failure *failure)
{
    uint8_t text[4 + 2 * 4 + 2] = {TELNET_IAC, TELNET_SB, OPTION_COM_PORT, command};
    size_t size = 4;
    for (size_t i = 0; i < value_size && i < 4; i++) {
        if (value[i] == TELNET_IAC) {
            text[size++] = TELNET_IAC;
        }
        text[size++] = value[i];
    }
    text[size++] = TELNET_IAC;
    text[size++] = TELNET_SE;
    return write_all(port, text, size, failure);
}

// In -----------------------------------------------------------------------------------------

static bool is_ours(uint8_t option)
{
    return option == OPTION_BINARY || option == OPTION_SGA || option == OPTION_COM_PORT;
}

static enum status take_option(struct rfc2217 *port, uint8_t option, struct failure *failure)
{
    if (option == OPTION_COM_PORT) {
        port->is_agreed |= port->command == TELNET_DO || port->command == TELNET_WILL;
        port->is_refused |= port->command == TELNET_DONT;
    }
    // What we asked for is agreed to in the beginning; everything else is refused, once.
    if (is_ours(option) || port->offered[option]) {
        return STATUS_OK;
    }
    port->offered[option] = true;
    if (port->command == TELNET_WILL) {
        return send_option(port, TELNET_DONT, option, failure);
    }
    if (port->command == TELNET_DO) {
        return send_option(port, TELNET_WONT, option, failure);
    }
    return STATUS_OK;
}

static void take_sub(struct rfc2217 *port)
{
    if (port->sub_size >= 2 && port->sub[0] == OPTION_COM_PORT && port->sub[1] >= COM_ANSWER) {
        port->answered = port->sub[1];
        port->answer_value = port->sub_size > 2 ? port->sub[2] : 0;
    }
}

static enum status take_byte(struct rfc2217 *port, uint8_t byte, struct failure *failure)
{
    switch (port->state) {
    case STATE_DATA:
        if (byte == TELNET_IAC) {
            port->state = STATE_COMMAND;
        } else {
            port->data[port->data_end++] = byte;
        }
        return STATUS_OK;
    case STATE_COMMAND:
        port->state = STATE_DATA;
        if (byte == TELNET_IAC) {
            port->data[port->data_end++] = byte;
        } else if (byte == TELNET_SB) {
            port->state = STATE_SUB;
            port->sub_size = 0;
        } else if (byte >= TELNET_WILL) {
            port->state = STATE_OPTION;
            port->command = byte;
        }
        return STATUS_OK;
    case STATE_OPTION:
        port->state = STATE_DATA;
        return take_option(port, byte, failure);
    case STATE_SUB:
        if (byte == TELNET_IAC) {
            port->state = STATE_SUB_IAC;
            return STATUS_OK;
        }
        break;
    case STATE_SUB_IAC:
        if (byte != TELNET_IAC) {
            port->state = STATE_DATA;
            take_sub(port);
            return STATUS_OK;
        }
        port->state = STATE_SUB;
        break;
    }
    if (port->sub_size < sizeof(port->sub)) {
        port->sub[port->sub_size++] = byte;
    }
    return STATUS_OK;
}

// Take what the server sent within timeout_ms. Decoding never makes more of it, so that reading no
// more than fits keeps the buffer safe.
static enum status receive(struct rfc2217 *port, uint32_t timeout_ms, struct failure *failure)
{
    uint8_t raw[1024];
    if (port->data_start > 0) {
        size_t size = port->data_end - port->data_start;
        memmove(port->data, port->data + port->data_start, size);
        port->data_start = 0;
        port->data_end = size;
    }
    size_t room = sizeof(port->data) - port->data_end;
    size_t count = 0;
    if (room == 0) {
        return STATUS_OK;
    }
    enum status status =
        port->stream.ops->read(port->stream.state, raw, room < sizeof(raw) ? room : sizeof(raw),
                               timeout_ms, &count, failure);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = take_byte(port, raw[i], failure);
    }
    return status;
}

// Send a request and wait for its answer; a server that never answers costs time, not the session.
static enum status request(struct rfc2217 *port, uint8_t command, const uint8_t *value,
                           size_t value_size, struct failure *failure)
{
    port->answered = 0;
    enum status status = send_com(port, command, value, value_size, failure);
    uint64_t end = serial_now_ms() + ANSWER_MS;
    while (status == STATUS_OK && port->answered != command + COM_ANSWER) {
        if (serial_now_ms() >= end) {
            return fail(failure, STATUS_IO,
                        "the RFC 2217 server does not answer request %u within %u s", command,
                        ANSWER_MS / 1000);
        }
        if (port->data_end == sizeof(port->data) && port->data_start == 0) {
            // Nobody reads while a setting changes; what piles up is old anyway.
            port->data_end = 0;
        }
        status = receive(port, 50, failure);
    }
    return status;
}

static enum status request_byte(struct rfc2217 *port, uint8_t command, uint8_t value,
                                struct failure *failure)
{
    return request(port, command, &value, 1, failure);
}

// The port -----------------------------------------------------------------------------------

static enum status port_read(void *state, uint8_t *data, size_t size, uint32_t timeout_ms,
                             size_t *count, struct failure *failure)
{
    struct rfc2217 *port = state;
    *count = 0;
    if (port->data_start == port->data_end) {
        enum status status = receive(port, timeout_ms, failure);
        if (status != STATUS_OK) {
            return status;
        }
    }
    size_t size_there = port->data_end - port->data_start;
    *count = size < size_there ? size : size_there;
    memcpy(data, port->data + port->data_start, *count);
    port->data_start += *count;
    return STATUS_OK;
}

static enum status port_write(void *state, const uint8_t *data, size_t size, uint32_t timeout_ms,
                              size_t *count, struct failure *failure)
{
    struct rfc2217 *port = state;
    uint8_t text[2048];
    size_t used = 0;
    size_t taken = 0;
    while (taken < size && used + 2 <= sizeof(text)) {
        if (data[taken] == TELNET_IAC) {
            text[used++] = TELNET_IAC;
        }
        text[used++] = data[taken++];
    }
    // A part of a doubled byte must not stay behind, so this goes out whole.
    *count = 0;
    enum status status = write_all(port, text, used, failure);
    if (status == STATUS_OK) {
        *count = taken;
    }
    return status;
}

static enum status port_set_format(void *state, const struct serial_format *format,
                                   struct failure *failure)
{
    static const uint8_t parities[] = {1, 3, 2};
    struct rfc2217 *port = state;
    uint8_t baud[4];
    bytes_put_be32(baud, format->baud);
    enum status status = request(port, COM_BAUD, baud, sizeof(baud), failure);
    if (status == STATUS_OK) {
        status = request_byte(port, COM_DATA_SIZE, format->data_bits, failure);
    }
    if (status == STATUS_OK) {
        status = request_byte(port, COM_PARITY, parities[format->parity], failure);
    }
    if (status == STATUS_OK) {
        status = request_byte(port, COM_STOP_SIZE, format->stop_bits, failure);
    }
    return status;
}

// RFC 2217 has no request for both lines. The order matters to the circuit on the board: releasing
// goes first, so that both are never asserted in between unless that is wanted.
static enum status port_set_lines(void *state, bool dtr, bool rts, struct failure *failure)
{
    struct rfc2217 *port = state;
    const uint8_t values[2] = {dtr ? CONTROL_DTR_ON : CONTROL_DTR_OFF,
                               rts ? CONTROL_RTS_ON : CONTROL_RTS_OFF};
    bool rts_first = dtr && !rts;
    enum status status = request_byte(port, COM_CONTROL, values[rts_first ? 1 : 0], failure);
    if (status == STATUS_OK) {
        status = request_byte(port, COM_CONTROL, values[rts_first ? 0 : 1], failure);
    }
    return status;
}

static enum status port_discard_input(void *state, struct failure *failure)
{
    struct rfc2217 *port = state;
    enum status status = request_byte(port, COM_PURGE, PURGE_INPUT, failure);
    port->data_start = 0;
    port->data_end = 0;
    return status;
}

static enum status port_drain(void *state, uint32_t timeout_ms, struct failure *failure)
{
    struct rfc2217 *port = state;
    return port->stream.ops->drain(port->stream.state, timeout_ms, failure);
}

static int port_handle(void *state)
{
    struct rfc2217 *port = state;
    return port->stream.ops->handle(port->stream.state);
}

static void port_close(void *state)
{
    struct rfc2217 *port = state;
    port->stream.ops->close(port->stream.state);
    free(port);
}

static const struct serial_ops rfc2217_ops = {
    .read = port_read,
    .write = port_write,
    .set_format = port_set_format,
    .set_lines = port_set_lines,
    .discard_input = port_discard_input,
    .drain = port_drain,
    .handle = port_handle,
    .close = port_close,
};

static enum status negotiate(struct rfc2217 *port, const struct serial_format *format,
                             uint32_t timeout_ms, struct failure *failure)
{
    static const uint8_t offers[][2] = {
        {TELNET_WILL, OPTION_BINARY}, {TELNET_DO, OPTION_BINARY},     {TELNET_WILL, OPTION_SGA},
        {TELNET_DO, OPTION_SGA},      {TELNET_WILL, OPTION_COM_PORT},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof(offers) / sizeof(offers[0]) && status == STATUS_OK; i++) {
        status = send_option(port, offers[i][0], offers[i][1], failure);
    }
    uint64_t end = serial_now_ms() + timeout_ms;
    while (status == STATUS_OK && !port->is_agreed) {
        if (port->is_refused || serial_now_ms() >= end) {
            return fail(failure, STATUS_IO,
                        "the server %s RFC 2217\nuse socket:// for a plain connection",
                        port->is_refused ? "refuses" : "does not speak");
        }
        status = receive(port, 50, failure);
        port->data_end = 0;
    }
    if (status == STATUS_OK) {
        status = port_set_format(port, format, failure);
    }
    return status == STATUS_OK ? request_byte(port, COM_CONTROL, CONTROL_NO_FLOW, failure) : status;
}

enum status rfc2217_open(struct serial stream, const struct serial_format *format,
                         uint32_t timeout_ms, struct serial *serial, struct failure *failure)
{
    struct rfc2217 *port = calloc(1, sizeof(*port));
    if (port == NULL) {
        stream.ops->close(stream.state);
        return fail_memory(failure, sizeof(*port));
    }
    port->stream = stream;
    enum status status = negotiate(port, format, timeout_ms, failure);
    if (status != STATUS_OK) {
        port_close(port);
        return status;
    }
    serial->ops = &rfc2217_ops;
    serial->state = port;
    return STATUS_OK;
}
