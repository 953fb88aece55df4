// SPDX-License-Identifier: Apache-2.0
// serial_ftdi_none.c - a build without libftdi1.

#include "platforms/serial.h"

enum status serial_open_ftdi(const struct serial_ftdi *adapter, const struct serial_format *format,
                             struct serial *serial, struct failure *failure)
{
    return fail(failure, STATUS_IO,
                "this avm is built without libftdi1\nuse the serial port of the adapter, or build "
                "avm with libftdi1-dev installed");
}

const char *serial_ftdi_library(void)
{
    return "";
}
