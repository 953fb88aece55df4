// SPDX-License-Identifier: Apache-2.0
// transport.c - addresses, deadlines and interruption, the same for every kind of port.

#include "flasher/transport.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flasher/rfc2217.h"

#define DEFAULT_BAUD       115200
#define CONNECT_TIMEOUT_MS 10000
// How long a single wait may keep an interrupt from being seen.
#define SLICE_MS 50
#define DRAIN_MS 5000

struct transport {
    char name[256];
    const char *kind;
    struct serial serial; // ops NULL: closed
    struct transport_options options;
    struct serial_format format;
    bool can_reopen;
    bool dtr;
    bool rts;
};

static const struct serial_format default_format = {DEFAULT_BAUD, 8, 1, SERIAL_PARITY_NONE};

static void FAILURE_PRINTF(2, 3) trace(const struct transport *transport, const char *format, ...)
{
    if (transport->options.trace == NULL) {
        return;
    }
    char line[320];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    transport->options.trace(transport->options.context, line);
}

// Addresses ----------------------------------------------------------------------------------

static const char *after_prefix(const char *text, const char *prefix)
{
    size_t length = strlen(prefix);
    return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

// Split HOST:PORT, [HOST]:PORT for addresses with colons. What follows a '?' or '/' is ignored, as
// other tools write options there.
static enum status split_host(const char *text, char *host, size_t host_size, char *port,
                              size_t port_size, struct failure *failure)
{
    size_t length = strcspn(text, "/?");
    const char *end = text + length;
    const char *colon = end;
    while (colon > text && *colon != ':') {
        colon--;
    }
    const char *from = text;
    const char *to = colon;
    if (*from == '[' && to > from && to[-1] == ']') {
        from++;
        to--;
    }
    size_t host_length = (size_t) (to - from);
    if (colon == text || *colon != ':' || host_length == 0 || host_length >= host_size ||
        end - colon < 2 || (size_t) (end - colon) > port_size) {
        return fail(failure, STATUS_USAGE, "not an address of the form host:port");
    }
    memcpy(host, from, host_length);
    host[host_length] = '\0';
    memcpy(port, colon + 1, (size_t) (end - colon) - 1);
    port[end - colon - 1] = '\0';
    return STATUS_OK;
}

static enum status open_network(struct transport *transport, const char *address, bool rfc2217,
                                struct failure *failure)
{
    char host[200];
    char port[20];
    enum status status = split_host(address, host, sizeof(host), port, sizeof(port), failure);
    if (status != STATUS_OK) {
        return status;
    }
    uint32_t timeout_ms = transport->options.connect_timeout_ms;
    struct serial stream = {NULL, NULL};
    status = serial_open_socket(host, port, timeout_ms, &stream, failure);
    if (status != STATUS_OK || !rfc2217) {
        transport->serial = stream;
        return status;
    }
    return rfc2217_open(stream, &transport->format, timeout_ms, &transport->serial, failure);
}

static bool parse_hex16(const char *text, size_t length, uint16_t *value)
{
    char digits[5] = "";
    if (length == 0 || length > 4) {
        return false;
    }
    memcpy(digits, text, length);
    char *end;
    unsigned long number = strtoul(digits, &end, 16);
    if (end != digits + length || digits[0] == '-' || digits[0] == '+') {
        return false;
    }
    *value = (uint16_t) number;
    return true;
}

// ftdi://[vendor:product[:serial]]/[interface]; "ftdi:" names the vendor as well.
static enum status open_ftdi(struct transport *transport, const char *address,
                             struct failure *failure)
{
    struct serial_ftdi adapter = {0};
    size_t length = strcspn(address, "/");
    const char *interface = address[length] == '/' ? address + length + 1 : "";
    const char *product = memchr(address, ':', length);
    bool good = length == 0;
    if (product != NULL) {
        size_t vendor_length = (size_t) (product - address);
        size_t product_length = strcspn(++product, ":/");
        good = (parse_hex16(address, vendor_length, &adapter.vendor) ||
                (vendor_length == 4 && memcmp(address, "ftdi", 4) == 0)) &&
               (product_length == 0 || parse_hex16(product, product_length, &adapter.product));
        if (good && product[product_length] == ':') {
            const char *serial = product + product_length + 1;
            size_t serial_length = strcspn(serial, "/");
            good = serial_length < sizeof(adapter.serial);
            if (good) {
                memcpy(adapter.serial, serial, serial_length);
            }
        }
    }
    if (interface[0] != '\0') {
        good = good && interface[1] == '\0' && interface[0] >= '1' && interface[0] <= '4';
        adapter.interface = good ? (uint8_t) (interface[0] - '0') : 0;
    }
    if (!good) {
        return fail(failure, STATUS_USAGE,
                    "not an address of an FTDI adapter\n"
                    "write ftdi://VENDOR:PRODUCT:SERIAL/INTERFACE, for example ftdi://0403:6001/1");
    }
    return serial_open_ftdi(&adapter, &transport->format, &transport->serial, failure);
}

static enum status open_address(struct transport *transport, struct failure *failure)
{
    const char *rest;
    enum status status;
    if ((rest = after_prefix(transport->name, "socket://")) != NULL) {
        transport->kind = "socket";
        status = open_network(transport, rest, false, failure);
    } else if ((rest = after_prefix(transport->name, "rfc2217://")) != NULL) {
        transport->kind = "RFC 2217";
        status = open_network(transport, rest, true, failure);
    } else if ((rest = after_prefix(transport->name, "ftdi://")) != NULL) {
        transport->kind = "FTDI adapter";
        status = open_ftdi(transport, rest, failure);
    } else if (strstr(transport->name, "://") != NULL) {
        status = fail(failure, STATUS_USAGE,
                      "unknown kind of address\nit is a path or begins with socket://, rfc2217:// "
                      "or ftdi://");
    } else {
        transport->kind = "serial port";
        status = serial_open(transport->name, &transport->format, &transport->serial, failure);
    }
    if (status == STATUS_OK) {
        trace(transport, "open %s, %u baud", transport->name, (unsigned) transport->format.baud);
    }
    failure_add_subject(failure, transport->name);
    return status;
}

// Life cycle ---------------------------------------------------------------------------------

static enum status make(const char *name, const struct transport_options *options,
                        struct transport **transport, struct failure *failure)
{
    struct transport *made = calloc(1, sizeof(*made));
    if (made == NULL) {
        return fail_memory(failure, sizeof(*made));
    }
    if (options != NULL) {
        made->options = *options;
    }
    if (made->options.connect_timeout_ms == 0) {
        made->options.connect_timeout_ms = CONNECT_TIMEOUT_MS;
    }
    made->format = made->options.format.baud != 0 ? made->options.format : default_format;
    snprintf(made->name, sizeof(made->name), "%s", name);
    // What Linux and Windows do when a port is opened.
    made->dtr = true;
    made->rts = true;
    *transport = made;
    return STATUS_OK;
}

enum status transport_open(const char *address, const struct transport_options *options,
                           struct transport **transport, struct failure *failure)
{
    struct transport *made;
    enum status status = make(address, options, &made, failure);
    if (status != STATUS_OK) {
        return status;
    }
    status = open_address(made, failure);
    if (status != STATUS_OK) {
        free(made);
        return status;
    }
    made->can_reopen = true;
    *transport = made;
    return STATUS_OK;
}

enum status transport_wrap(struct serial serial, const char *name,
                           const struct transport_options *options, struct transport **transport,
                           struct failure *failure)
{
    enum status status = make(name, options, transport, failure);
    if (status != STATUS_OK) {
        serial.ops->close(serial.state);
        return status;
    }
    (*transport)->kind = "connection";
    (*transport)->serial = serial;
    return STATUS_OK;
}

static void close_serial(struct transport *transport)
{
    if (transport->serial.ops != NULL) {
        transport->serial.ops->close(transport->serial.state);
        transport->serial.ops = NULL;
        trace(transport, "close %s", transport->name);
    }
}

void transport_close(struct transport *transport)
{
    if (transport != NULL) {
        close_serial(transport);
        free(transport);
    }
}

enum status transport_reopen(struct transport *transport, uint32_t wait_ms, struct failure *failure)
{
    if (!transport->can_reopen) {
        enum status status = fail(failure, STATUS_IO, "the connection is gone");
        failure_add_subject(failure, transport->name);
        return status;
    }
    close_serial(transport);
    uint64_t end = serial_now_ms() + wait_ms;
    for (;;) {
        struct failure last = {0};
        enum status status = open_address(transport, &last);
        if (status == STATUS_OK) {
            transport->dtr = true;
            transport->rts = true;
            return STATUS_OK;
        }
        if (serial_now_ms() >= end) {
            struct failure gone = {0};
            status = fail(&gone, status,
                          "the port went away and did not come back within %u s: %.100s\n"
                          "plug it in again, then run the command again",
                          (unsigned) (wait_ms / 1000), last.what);
            failure_add_subject(&gone, transport->name);
            if (failure != NULL && failure->status == STATUS_OK) {
                *failure = gone;
            }
            return status;
        }
        status = transport_sleep_ms(transport, 100, failure);
        if (status != STATUS_OK) {
            return status;
        }
    }
}

// Bytes --------------------------------------------------------------------------------------

// Name the port in a failure, and pass its status on.
static enum status finish(const struct transport *transport, enum status status,
                          struct failure *failure)
{
    if (status != STATUS_OK) {
        failure_add_subject(failure, transport->name);
    }
    return status;
}

// What stands in the way of using the port at all.
static enum status check(const struct transport *transport, struct failure *failure)
{
    enum status status = STATUS_OK;
    if (transport->options.is_interrupted != NULL &&
        transport->options.is_interrupted(transport->options.context)) {
        status = fail(failure, STATUS_INTERRUPTED, "interrupted");
    } else if (transport->serial.ops == NULL) {
        status = fail(failure, STATUS_IO, "the port is gone");
    }
    return finish(transport, status, failure);
}

enum status transport_read(struct transport *transport, uint8_t *data, size_t size,
                           uint32_t timeout_ms, size_t *count, struct failure *failure)
{
    *count = 0;
    uint64_t end = transport_now_ms(transport) + timeout_ms;
    for (;;) {
        enum status status = check(transport, failure);
        if (status != STATUS_OK) {
            return status;
        }
        uint64_t now = transport_now_ms(transport);
        uint32_t slice = now >= end ? 0 : end - now > SLICE_MS ? SLICE_MS : (uint32_t) (end - now);
        struct serial *serial = &transport->serial;
        status = serial->ops->read(serial->state, data, size, slice, count, failure);
        if (status != STATUS_OK || *count > 0 || slice == 0) {
            return finish(transport, status, failure);
        }
    }
}

enum status transport_write(struct transport *transport, const uint8_t *data, size_t size,
                            uint32_t timeout_ms, struct failure *failure)
{
    uint64_t end = transport_now_ms(transport) + timeout_ms;
    while (size > 0) {
        enum status status = check(transport, failure);
        if (status != STATUS_OK) {
            return status;
        }
        size_t count = 0;
        struct serial *serial = &transport->serial;
        status = serial->ops->write(serial->state, data, size, SLICE_MS, &count, failure);
        if (status == STATUS_OK && count == 0 && transport_now_ms(transport) >= end) {
            status = fail(failure, STATUS_IO,
                          "the port takes no more bytes\nunplug the adapter and plug it in again");
        }
        if (status != STATUS_OK) {
            return finish(transport, status, failure);
        }
        data += count;
        size -= count;
    }
    return STATUS_OK;
}

enum status transport_write_some(struct transport *transport, const uint8_t *data, size_t size,
                                 size_t *count, struct failure *failure)
{
    *count = 0;
    enum status status = check(transport, failure);
    if (status == STATUS_OK) {
        struct serial *serial = &transport->serial;
        status = serial->ops->write(serial->state, data, size, 0, count, failure);
        finish(transport, status, failure);
    }
    return status;
}

// Settings -----------------------------------------------------------------------------------

enum status transport_set_format(struct transport *transport, const struct serial_format *format,
                                 struct failure *failure)
{
    struct serial_format wanted = *format;
    if (wanted.baud == 0) {
        wanted.baud = transport->format.baud;
    }
    enum status status = check(transport, failure);
    if (status != STATUS_OK) {
        return status;
    }
    trace(transport, "baud %u, %u%c%u", (unsigned) wanted.baud, wanted.data_bits,
          "NEO"[wanted.parity], wanted.stop_bits);
    status = transport->serial.ops->set_format(transport->serial.state, &wanted, failure);
    if (status == STATUS_OK) {
        transport->format = wanted;
    }
    return finish(transport, status, failure);
}

enum status transport_set_baud(struct transport *transport, uint32_t baud, struct failure *failure)
{
    struct serial_format format = transport->format;
    format.baud = baud;
    return transport_set_format(transport, &format, failure);
}

const struct serial_format *transport_format(const struct transport *transport)
{
    return &transport->format;
}

enum status transport_set_lines(struct transport *transport, bool dtr, bool rts,
                                struct failure *failure)
{
    enum status status = check(transport, failure);
    if (status != STATUS_OK) {
        return status;
    }
    trace(transport, "dtr %d, rts %d", dtr, rts);
    status = transport->serial.ops->set_lines(transport->serial.state, dtr, rts, failure);
    if (status == STATUS_OK) {
        transport->dtr = dtr;
        transport->rts = rts;
    }
    return finish(transport, status, failure);
}

bool transport_dtr(const struct transport *transport)
{
    return transport->dtr;
}

bool transport_rts(const struct transport *transport)
{
    return transport->rts;
}

enum status transport_discard_input(struct transport *transport, struct failure *failure)
{
    enum status status = check(transport, failure);
    if (status == STATUS_OK) {
        status = transport->serial.ops->discard_input(transport->serial.state, failure);
        finish(transport, status, failure);
    }
    return status;
}

enum status transport_drain(struct transport *transport, struct failure *failure)
{
    enum status status = check(transport, failure);
    if (status == STATUS_OK) {
        status = transport->serial.ops->drain(transport->serial.state, DRAIN_MS, failure);
        finish(transport, status, failure);
    }
    return status;
}

const char *transport_name(const struct transport *transport)
{
    return transport->name;
}

const char *transport_kind(const struct transport *transport)
{
    return transport->kind;
}

int transport_handle(const struct transport *transport)
{
    return transport->serial.ops != NULL ? transport->serial.ops->handle(transport->serial.state)
                                         : -1;
}

// Time ---------------------------------------------------------------------------------------

uint64_t transport_now_ms(const struct transport *transport)
{
    const struct serial *serial = &transport->serial;
    return serial->ops != NULL && serial->ops->now_ms != NULL ? serial->ops->now_ms(serial->state)
                                                              : serial_now_ms();
}

enum status transport_sleep_ms(struct transport *transport, uint32_t time_ms,
                               struct failure *failure)
{
    const struct serial *serial = &transport->serial;
    for (;;) {
        if (transport->options.is_interrupted != NULL &&
            transport->options.is_interrupted(transport->options.context)) {
            return finish(transport, fail(failure, STATUS_INTERRUPTED, "interrupted"), failure);
        }
        if (time_ms == 0) {
            return STATUS_OK;
        }
        uint32_t slice = time_ms < SLICE_MS ? time_ms : SLICE_MS;
        if (serial->ops != NULL && serial->ops->sleep_ms != NULL) {
            serial->ops->sleep_ms(serial->state, slice);
        } else {
            serial_sleep_ms(slice);
        }
        time_ms -= slice;
    }
}
