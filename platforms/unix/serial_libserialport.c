// SPDX-License-Identifier: Apache-2.0
// serial_libserialport.c - serial ports and their list, with libserialport. A build without it
// takes serial_libserialport_none.c.

#include <libserialport.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platforms/serial.h"
#include "platforms/unix/serial_descriptor.h"
#include "platforms/unix/shared_library.h"

#define SYMBOLS(SYMBOL)                                                                            \
    SYMBOL(close, sp_close)                                                                        \
    SYMBOL(flush, sp_flush)                                                                        \
    SYMBOL(free_config, sp_free_config)                                                            \
    SYMBOL(free_error_message, sp_free_error_message)                                              \
    SYMBOL(free_port, sp_free_port)                                                                \
    SYMBOL(free_port_list, sp_free_port_list)                                                      \
    SYMBOL(get_config, sp_get_config)                                                              \
    SYMBOL(get_port_by_name, sp_get_port_by_name)                                                  \
    SYMBOL(get_port_description, sp_get_port_description)                                          \
    SYMBOL(get_port_handle, sp_get_port_handle)                                                    \
    SYMBOL(get_port_name, sp_get_port_name)                                                        \
    SYMBOL(get_port_transport, sp_get_port_transport)                                              \
    SYMBOL(get_port_usb_manufacturer, sp_get_port_usb_manufacturer)                                \
    SYMBOL(get_port_usb_product, sp_get_port_usb_product)                                          \
    SYMBOL(get_port_usb_serial, sp_get_port_usb_serial)                                            \
    SYMBOL(get_port_usb_vid_pid, sp_get_port_usb_vid_pid)                                          \
    SYMBOL(input_waiting, sp_input_waiting)                                                        \
    SYMBOL(last_error_code, sp_last_error_code)                                                    \
    SYMBOL(last_error_message, sp_last_error_message)                                              \
    SYMBOL(list_ports, sp_list_ports)                                                              \
    SYMBOL(new_config, sp_new_config)                                                              \
    SYMBOL(nonblocking_read, sp_nonblocking_read)                                                  \
    SYMBOL(nonblocking_write, sp_nonblocking_write)                                                \
    SYMBOL(open, sp_open)                                                                          \
    SYMBOL(output_waiting, sp_output_waiting)                                                      \
    SYMBOL(set_config, sp_set_config)                                                              \
    SYMBOL(set_config_baudrate, sp_set_config_baudrate)                                            \
    SYMBOL(set_config_bits, sp_set_config_bits)                                                    \
    SYMBOL(set_config_cts, sp_set_config_cts)                                                      \
    SYMBOL(set_config_dsr, sp_set_config_dsr)                                                      \
    SYMBOL(set_config_dtr, sp_set_config_dtr)                                                      \
    SYMBOL(set_config_parity, sp_set_config_parity)                                                \
    SYMBOL(set_config_rts, sp_set_config_rts)                                                      \
    SYMBOL(set_config_stopbits, sp_set_config_stopbits)                                            \
    SYMBOL(set_config_xon_xoff, sp_set_config_xon_xoff)

SHARED_LIBRARY(sp, AVM_LIBRARY_LIBSERIALPORT, SYMBOLS)

struct port {
    struct sp_port *port;
    struct sp_port_config *found; // NULL: could not be read
    int fd;
};

static enum status fail_port(enum sp_return result, const char *action, struct failure *failure)
{
    if (result == SP_ERR_SUPP) {
        return fail(failure, STATUS_FAILED, "the port cannot %s", action);
    }
    char *text = result == SP_ERR_FAIL ? sp.last_error_message() : NULL;
    enum status status = fail(failure, STATUS_IO, "cannot %s: %s", action,
                              text != NULL ? text : "the port is gone or refuses");
    if (text != NULL) {
        sp.free_error_message(text);
    }
    return status;
}

// sp_blocking_read_next does not end when a signal arrives, so wait with poll and read what is
// there: the descriptor is the one that libserialport reads from.
static enum status port_read(void *state, uint8_t *data, size_t size, uint32_t timeout_ms,
                             size_t *count, struct failure *failure)
{
    struct port *port = state;
    *count = 0;
    if (size == 0 || !descriptor_wait(port->fd, false, timeout_ms)) {
        return STATUS_OK;
    }
    enum sp_return result = sp.nonblocking_read(port->port, data, size);
    if (result < 0) {
        return fail_port(result, "read", failure);
    }
    *count = (size_t) result;
    if (result == 0) {
        // Readable and empty is a hang-up, unless somebody else took the bytes.
        serial_sleep_ms(1);
        if (descriptor_wait(port->fd, false, 0) && sp.input_waiting(port->port) < 0) {
            return fail(failure, STATUS_IO, "the port is gone");
        }
    }
    return STATUS_OK;
}

static enum status port_write(void *state, const uint8_t *data, size_t size, uint32_t timeout_ms,
                              size_t *count, struct failure *failure)
{
    struct port *port = state;
    *count = 0;
    enum sp_return result = sp.nonblocking_write(port->port, data, size);
    if (result == 0 && descriptor_wait(port->fd, true, timeout_ms)) {
        result = sp.nonblocking_write(port->port, data, size);
    }
    if (result < 0) {
        return fail_port(result, "write", failure);
    }
    *count = (size_t) result;
    return STATUS_OK;
}

static enum sp_parity parity_of(enum serial_parity parity)
{
    switch (parity) {
    case SERIAL_PARITY_EVEN:
        return SP_PARITY_EVEN;
    case SERIAL_PARITY_ODD:
        return SP_PARITY_ODD;
    case SERIAL_PARITY_NONE:
        break;
    }
    return SP_PARITY_NONE;
}

static enum status set_format(void *state, const struct serial_format *format,
                              struct failure *failure)
{
    struct port *port = state;
    struct sp_port_config *config;
    if (sp.new_config(&config) != SP_OK) {
        return fail_memory(failure, sizeof(void *));
    }
    // What is not set here, the lines among them, stays as it is.
    sp.set_config_baudrate(config, (int) format->baud);
    sp.set_config_bits(config, format->data_bits);
    sp.set_config_parity(config, parity_of(format->parity));
    sp.set_config_stopbits(config, format->stop_bits);
    sp.set_config_rts(config, -1);
    sp.set_config_cts(config, SP_CTS_IGNORE);
    sp.set_config_dtr(config, -1);
    sp.set_config_dsr(config, SP_DSR_IGNORE);
    sp.set_config_xon_xoff(config, SP_XONXOFF_DISABLED);
    enum sp_return result = sp.set_config(port->port, config);
    sp.free_config(config);
    if (result == SP_OK) {
        return STATUS_OK;
    }
    char action[60];
    snprintf(action, sizeof(action), "set %u baud", (unsigned) format->baud);
    return fail_port(result, action, failure);
}

// libserialport sets one line at a time; the descriptor takes both in one step.
static enum status set_lines(void *state, bool dtr, bool rts, struct failure *failure)
{
    return descriptor_set_lines(((struct port *) state)->fd, dtr, rts, failure);
}

static enum status discard_input(void *state, struct failure *failure)
{
    enum sp_return result = sp.flush(((struct port *) state)->port, SP_BUF_INPUT);
    return result == SP_OK ? STATUS_OK : fail_port(result, "discard input", failure);
}

static enum status drain(void *state, uint32_t timeout_ms, struct failure *failure)
{
    struct port *port = state;
    uint64_t end = serial_now_ms() + timeout_ms;
    while (sp.output_waiting(port->port) > 0) {
        if (serial_now_ms() >= end) {
            return fail(failure, STATUS_IO, "bytes do not leave the port");
        }
        serial_sleep_ms(1);
    }
    return STATUS_OK;
}

static int handle(void *state)
{
    return ((struct port *) state)->fd;
}

static void close_port(void *state)
{
    struct port *port = state;
    sp.flush(port->port, SP_BUF_BOTH);
    if (port->found != NULL) {
        // The lines are left as they are now: moving them would reset the board.
        sp.set_config_rts(port->found, -1);
        sp.set_config_dtr(port->found, -1);
        sp.set_config(port->port, port->found);
        sp.free_config(port->found);
    }
    sp.close(port->port);
    sp.free_port(port->port);
    free(port);
}

static const struct serial_ops port_ops = {
    .read = port_read,
    .write = port_write,
    .set_format = set_format,
    .set_lines = set_lines,
    .discard_input = discard_input,
    .drain = drain,
    .handle = handle,
    .close = close_port,
};

static enum status open_port(const char *path, struct port *port, struct failure *failure)
{
    enum sp_return result = sp.open(port->port, SP_MODE_READ_WRITE);
    if (result != SP_OK) {
        return descriptor_explain_open(path, result == SP_ERR_FAIL ? sp.last_error_code() : 0,
                                       failure);
    }
    sp.get_port_handle(port->port, &port->fd);
    if (sp.new_config(&port->found) == SP_OK && sp.get_config(port->port, port->found) != SP_OK) {
        sp.free_config(port->found);
        port->found = NULL;
    }
    return STATUS_OK;
}

enum status serial_open(const char *path, const struct serial_format *format, struct serial *serial,
                        struct failure *failure)
{
    struct sp_port *found;
    if (load_sp(NULL) != STATUS_OK) {
        return serial_open_terminal(path, format, serial, failure);
    }
    // A pseudo-terminal has no device behind it and is unknown there.
    if (sp.get_port_by_name(path, &found) != SP_OK) {
        return serial_open_terminal(path, format, serial, failure);
    }
    if (sp.get_port_transport(found) == SP_TRANSPORT_NATIVE &&
        (strncmp(path, "/dev/pts/", 9) == 0 || sp.get_port_description(found) == NULL)) {
        sp.free_port(found);
        return serial_open_terminal(path, format, serial, failure);
    }
    struct port *port = calloc(1, sizeof(*port));
    if (port == NULL) {
        sp.free_port(found);
        return fail_memory(failure, sizeof(*port));
    }
    port->port = found;
    enum status status = open_port(path, port, failure);
    if (status != STATUS_OK) {
        sp.free_port(found);
        free(port);
        return status;
    }
    status = set_format(port, format, failure);
    if (status != STATUS_OK) {
        close_port(port);
        return status;
    }
    serial->ops = &port_ops;
    serial->state = port;
    return STATUS_OK;
}

// List ---------------------------------------------------------------------------------------

static void copy(char *to, size_t size, const char *text)
{
    snprintf(to, size, "%s", text != NULL ? text : "");
}

static void fill_info(struct sp_port *port, struct serial_info *info)
{
    int vendor;
    int product;
    memset(info, 0, sizeof(*info));
    copy(info->path, sizeof(info->path), sp.get_port_name(port));
    copy(info->description, sizeof(info->description), sp.get_port_description(port));
    if (sp.get_port_transport(port) == SP_TRANSPORT_USB) {
        info->is_usb = sp.get_port_usb_vid_pid(port, &vendor, &product) == SP_OK;
        if (info->is_usb) {
            info->vendor_id = (uint16_t) vendor;
            info->product_id = (uint16_t) product;
        }
        copy(info->manufacturer, sizeof(info->manufacturer), sp.get_port_usb_manufacturer(port));
        copy(info->product, sizeof(info->product), sp.get_port_usb_product(port));
        copy(info->number, sizeof(info->number), sp.get_port_usb_serial(port));
    }
    serial_check_access(info->path, info);
}

static int compare_ports(const void *left, const void *right)
{
    return strcmp(sp.get_port_name(*(struct sp_port *const *) left),
                  sp.get_port_name(*(struct sp_port *const *) right));
}

enum status serial_list(serial_visit visit, void *context, struct failure *failure)
{
    struct sp_port **ports;
    enum status status = load_sp(failure);
    if (status != STATUS_OK) {
        return status;
    }
    enum sp_return result = sp.list_ports(&ports);
    if (result != SP_OK) {
        return fail_port(result, "list serial ports", failure);
    }
    size_t count = 0;
    while (ports[count] != NULL) {
        count++;
    }
    qsort(ports, count, sizeof(struct sp_port *), compare_ports);
    for (size_t i = 0; i < count; i++) {
        struct serial_info info;
        fill_info(ports[i], &info);
        visit(context, &info);
    }
    sp.free_port_list(ports);
    return STATUS_OK;
}

const char *serial_library(void)
{
    return load_sp(NULL) == STATUS_OK ? SP_PACKAGE_VERSION_STRING : "";
}
