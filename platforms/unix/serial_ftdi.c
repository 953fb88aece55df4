// SPDX-License-Identifier: Apache-2.0
// serial_ftdi.c - FTDI adapters without a kernel driver, with libftdi1. A build without it takes
// serial_ftdi_none.c.

#include <ftdi.h>
#include <stdlib.h>
#include <string.h>

#include "platforms/serial.h"
#include "platforms/unix/shared_library.h"

#define SYMBOLS(SYMBOL)                                                                            \
    SYMBOL(free, ftdi_free)                                                                        \
    SYMBOL(get_error_string, ftdi_get_error_string)                                                \
    SYMBOL(get_library_version, ftdi_get_library_version)                                          \
    SYMBOL(new, ftdi_new)                                                                          \
    SYMBOL(read_data, ftdi_read_data)                                                              \
    SYMBOL(set_baudrate, ftdi_set_baudrate)                                                        \
    SYMBOL(set_interface, ftdi_set_interface)                                                      \
    SYMBOL(set_latency_timer, ftdi_set_latency_timer)                                              \
    SYMBOL(set_line_property, ftdi_set_line_property)                                              \
    SYMBOL(setdtr_rts, ftdi_setdtr_rts)                                                            \
    SYMBOL(setflowctrl, ftdi_setflowctrl)                                                          \
    SYMBOL(tciflush, ftdi_tciflush)                                                                \
    SYMBOL(usb_close, ftdi_usb_close)                                                              \
    SYMBOL(usb_open_desc, ftdi_usb_open_desc)                                                      \
    SYMBOL(write_data, ftdi_write_data)

SHARED_LIBRARY(ftdi, AVM_LIBRARY_FTDI, SYMBOLS)

#define FTDI_VENDOR 0x0403
// The adapter holds back what it received for this long, to fill its packets.
#define LATENCY_MS 1
// What libftdi passes on when the adapter has nothing to say: LIBUSB_ERROR_TIMEOUT. FTDI's chips
// send their status instead; others, the emulated one of QEMU for instance, say nothing.
#define USB_TIMEOUT     (-7)
#define READ_TIMEOUT_MS 20

static enum status fail_ftdi(struct ftdi_context *context, const char *action,
                             struct failure *failure)
{
    return fail(failure, STATUS_IO, "cannot %s: %s", action, ftdi.get_error_string(context));
}

// What is there, at most size bytes. Asked for more than there is, libftdi goes on until the
// adapter says that it has no more, and gives up what it has got when the adapter says nothing: so
// ask for one byte, then for what it has in its buffer.
static int read_some(struct ftdi_context *context, uint8_t *data, size_t size)
{
    int result = ftdi.read_data(context, data, 1);
    if (result == USB_TIMEOUT) {
        return 0;
    }
    size_t more = context->readbuffer_remaining;
    if (result != 1 || more == 0 || size == 1) {
        return result;
    }
    result = ftdi.read_data(context, data + 1, (int) (more < size - 1 ? more : size - 1));
    return result < 0 ? result : result + 1;
}

static enum status read_ftdi(void *state, uint8_t *data, size_t size, uint32_t timeout_ms,
                             size_t *count, struct failure *failure)
{
    struct ftdi_context *context = state;
    uint64_t end = serial_now_ms() + timeout_ms;
    *count = 0;
    while (size > 0) {
        // Returns after at most LATENCY_MS, or after READ_TIMEOUT_MS.
        int result = read_some(context, data, size);
        if (result < 0) {
            return fail_ftdi(context, "read", failure);
        }
        *count = (size_t) result;
        if (result > 0 || serial_now_ms() >= end) {
            break;
        }
    }
    return STATUS_OK;
}

static enum status write_ftdi(void *state, const uint8_t *data, size_t size, uint32_t timeout_ms,
                              size_t *count, struct failure *failure)
{
    struct ftdi_context *context = state;
    int result = ftdi.write_data(context, data, size > 4096 ? 4096 : (int) size);
    if (result < 0) {
        return fail_ftdi(context, "write", failure);
    }
    *count = (size_t) result;
    return STATUS_OK;
}

static enum status set_format(void *state, const struct serial_format *format,
                              struct failure *failure)
{
    static const enum ftdi_parity_type parities[] = {NONE, EVEN, ODD};
    struct ftdi_context *context = state;
    if (ftdi.set_baudrate(context, (int) format->baud) < 0 ||
        ftdi.set_line_property(context, format->data_bits == 7 ? BITS_7 : BITS_8,
                               format->stop_bits == 2 ? STOP_BIT_2 : STOP_BIT_1,
                               parities[format->parity]) < 0) {
        return fail_ftdi(context, "set its rate", failure);
    }
    return STATUS_OK;
}

static enum status set_lines(void *state, bool dtr, bool rts, struct failure *failure)
{
    struct ftdi_context *context = state;
    return ftdi.setdtr_rts(context, dtr, rts) < 0 ? fail_ftdi(context, "set DTR and RTS", failure)
                                                  : STATUS_OK;
}

static enum status discard_input(void *state, struct failure *failure)
{
    struct ftdi_context *context = state;
    return ftdi.tciflush(context) < 0 ? fail_ftdi(context, "discard input", failure) : STATUS_OK;
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
    struct ftdi_context *context = state;
    ftdi.usb_close(context);
    ftdi.free(context);
}

static const struct serial_ops ftdi_ops = {
    .read = read_ftdi,
    .write = write_ftdi,
    .set_format = set_format,
    .set_lines = set_lines,
    .discard_input = discard_input,
    .drain = drain,
    .handle = handle,
    .close = close_ftdi,
};

// The products that FTDI sells for serial ports: FT232R, FT2232, FT4232H, FT232H, FT230X.
static const uint16_t products[] = {0x6001, 0x6010, 0x6011, 0x6014, 0x6015};

static enum status open_adapter(struct ftdi_context *context, const struct serial_ftdi *adapter,
                                struct failure *failure)
{
    const uint16_t vendor = adapter->vendor != 0 ? adapter->vendor : FTDI_VENDOR;
    const char *serial = adapter->serial[0] != '\0' ? adapter->serial : NULL;
    int result = -3;
    if (adapter->product != 0) {
        result = ftdi.usb_open_desc(context, vendor, adapter->product, NULL, serial);
    } else {
        for (size_t i = 0; i < sizeof(products) / sizeof(products[0]) && result == -3; i++) {
            result = ftdi.usb_open_desc(context, vendor, products[i], NULL, serial);
        }
    }
    if (result == 0) {
        return STATUS_OK;
    }
    if (result == -3) {
        return fail(failure, STATUS_IO, "no such FTDI adapter\n'avm ports' shows what is there");
    }
    enum status status = fail_ftdi(context, "open the adapter", failure);
    failure_add_hint(failure, "it may be in use, or you may not use USB devices: add a udev rule "
                              "for the group 'dialout' or 'plugdev'");
    return status;
}

enum status serial_open_ftdi(const struct serial_ftdi *adapter, const struct serial_format *format,
                             struct serial *serial, struct failure *failure)
{
    enum status status = load_ftdi(failure);
    if (status != STATUS_OK) {
        return status;
    }
    struct ftdi_context *context = ftdi.new();
    if (context == NULL) {
        return fail_memory(failure, sizeof(*context));
    }
    // The kernel's driver steps aside while we work and comes back afterwards.
    context->module_detach_mode = AUTO_DETACH_REATACH_SIO_MODULE;
    if (adapter->interface != 0 &&
        ftdi.set_interface(context, (enum ftdi_interface) adapter->interface) < 0) {
        status = fail_ftdi(context, "choose the interface", failure);
    }
    if (status == STATUS_OK) {
        status = open_adapter(context, adapter, failure);
    }
    if (status != STATUS_OK) {
        ftdi.free(context);
        return status;
    }
    context->usb_read_timeout = READ_TIMEOUT_MS;
    ftdi.set_latency_timer(context, LATENCY_MS);
    ftdi.setflowctrl(context, SIO_DISABLE_FLOW_CTRL);
    status = set_format(context, format, failure);
    if (status != STATUS_OK) {
        close_ftdi(context);
        return status;
    }
    serial->ops = &ftdi_ops;
    serial->state = context;
    return STATUS_OK;
}

const char *serial_ftdi_library(void)
{
    return load_ftdi(NULL) == STATUS_OK ? ftdi.get_library_version().version_str : "";
}
