// SPDX-License-Identifier: Apache-2.0
// serial_ftdi.c - FTDI adapters without a kernel driver, with libftdi1. A build without it takes
// serial_ftdi_none.c.

#include <ftdi.h>
#include <stdlib.h>
#include <string.h>

#include "platforms/serial.h"

#define FTDI_VENDOR 0x0403
// The adapter holds back what it received for this long, to fill its packets.
#define LATENCY_MS 1

static enum status fail_ftdi(struct ftdi_context *ftdi, const char *action, struct failure *failure)
{
    return fail(failure, STATUS_IO, "cannot %s: %s", action, ftdi_get_error_string(ftdi));
}

static enum status ftdi_read(void *state, uint8_t *data, size_t size, uint32_t timeout_ms,
                             size_t *count, struct failure *failure)
{
    struct ftdi_context *ftdi = state;
    uint64_t end = serial_now_ms() + timeout_ms;
    int wanted = size > 4096 ? 4096 : (int) size;
    *count = 0;
    for (;;) {
        // Returns after at most LATENCY_MS, with what there is.
        int result = ftdi_read_data(ftdi, data, wanted);
        if (result < 0) {
            return fail_ftdi(ftdi, "read", failure);
        }
        *count = (size_t) result;
        if (result > 0 || serial_now_ms() >= end) {
            return STATUS_OK;
        }
    }
}

static enum status ftdi_write(void *state, const uint8_t *data, size_t size, uint32_t timeout_ms,
                              size_t *count, struct failure *failure)
{
    struct ftdi_context *ftdi = state;
    int result = ftdi_write_data(ftdi, data, size > 4096 ? 4096 : (int) size);
    if (result < 0) {
        return fail_ftdi(ftdi, "write", failure);
    }
    *count = (size_t) result;
    return STATUS_OK;
}

static enum status set_format(void *state, const struct serial_format *format,
                              struct failure *failure)
{
    static const enum ftdi_parity_type parities[] = {NONE, EVEN, ODD};
    struct ftdi_context *ftdi = state;
    if (ftdi_set_baudrate(ftdi, (int) format->baud) < 0 ||
        ftdi_set_line_property(ftdi, format->data_bits == 7 ? BITS_7 : BITS_8,
                               format->stop_bits == 2 ? STOP_BIT_2 : STOP_BIT_1,
                               parities[format->parity]) < 0) {
        return fail_ftdi(ftdi, "set its rate", failure);
    }
    return STATUS_OK;
}

static enum status set_lines(void *state, bool dtr, bool rts, struct failure *failure)
{
    struct ftdi_context *ftdi = state;
    return ftdi_setdtr_rts(ftdi, dtr, rts) < 0 ? fail_ftdi(ftdi, "set DTR and RTS", failure)
                                               : STATUS_OK;
}

static enum status discard_input(void *state, struct failure *failure)
{
    struct ftdi_context *ftdi = state;
    return ftdi_tciflush(ftdi) < 0 ? fail_ftdi(ftdi, "discard input", failure) : STATUS_OK;
}

// A write returns when the adapter has the bytes; its buffer of 4 KB has left soon after.
static enum status drain(void *state, uint32_t timeout_ms, struct failure *failure)
{
    return STATUS_OK;
}

static int handle(void *state)
{
    return -1;
}

static void close_ftdi(void *state)
{
    struct ftdi_context *ftdi = state;
    ftdi_usb_close(ftdi);
    ftdi_free(ftdi);
}

static const struct serial_ops ftdi_ops = {
    .read = ftdi_read,
    .write = ftdi_write,
    .set_format = set_format,
    .set_lines = set_lines,
    .discard_input = discard_input,
    .drain = drain,
    .handle = handle,
    .close = close_ftdi,
};

// The products that FTDI sells for serial ports: FT232R, FT2232, FT4232H, FT232H, FT230X.
static const uint16_t products[] = {0x6001, 0x6010, 0x6011, 0x6014, 0x6015};

static enum status open_adapter(struct ftdi_context *ftdi, const struct serial_ftdi *adapter,
                                struct failure *failure)
{
    const uint16_t vendor = adapter->vendor != 0 ? adapter->vendor : FTDI_VENDOR;
    const char *serial = adapter->serial[0] != '\0' ? adapter->serial : NULL;
    int result = -3;
    if (adapter->product != 0) {
        result = ftdi_usb_open_desc(ftdi, vendor, adapter->product, NULL, serial);
    } else {
        for (size_t i = 0; i < sizeof(products) / sizeof(products[0]) && result == -3; i++) {
            result = ftdi_usb_open_desc(ftdi, vendor, products[i], NULL, serial);
        }
    }
    if (result == 0) {
        return STATUS_OK;
    }
    if (result == -3) {
        return fail(failure, STATUS_IO, "no such FTDI adapter\n'avm ports' shows what is there");
    }
    enum status status = fail_ftdi(ftdi, "open the adapter", failure);
    failure_add_hint(failure, "it may be in use, or you may not use USB devices: add a udev rule "
                              "for the group 'dialout' or 'plugdev'");
    return status;
}

enum status serial_open_ftdi(const struct serial_ftdi *adapter, const struct serial_format *format,
                             struct serial *serial, struct failure *failure)
{
    struct ftdi_context *ftdi = ftdi_new();
    if (ftdi == NULL) {
        return fail_memory(failure, sizeof(*ftdi));
    }
    // The kernel's driver steps aside while we work and comes back afterwards.
    ftdi->module_detach_mode = AUTO_DETACH_REATACH_SIO_MODULE;
    enum status status = STATUS_OK;
    if (adapter->interface != 0 &&
        ftdi_set_interface(ftdi, (enum ftdi_interface) adapter->interface) < 0) {
        status = fail_ftdi(ftdi, "choose the interface", failure);
    }
    if (status == STATUS_OK) {
        status = open_adapter(ftdi, adapter, failure);
    }
    if (status != STATUS_OK) {
        ftdi_free(ftdi);
        return status;
    }
    ftdi_set_latency_timer(ftdi, LATENCY_MS);
    ftdi_setflowctrl(ftdi, SIO_DISABLE_FLOW_CTRL);
    status = set_format(ftdi, format, failure);
    if (status != STATUS_OK) {
        close_ftdi(ftdi);
        return status;
    }
    serial->ops = &ftdi_ops;
    serial->state = ftdi;
    return STATUS_OK;
}

const char *serial_ftdi_library(void)
{
    return ftdi_get_library_version().version_str;
}
