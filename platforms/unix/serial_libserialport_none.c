// SPDX-License-Identifier: Apache-2.0
// serial_libserialport_none.c - serial ports without libserialport: everything is a terminal, and
// the list is what /dev shows, without USB names.

#include <stdio.h>
#include <string.h>

#include "platforms/files.h"
#include "platforms/serial.h"

enum status serial_open(const char *path, const struct serial_format *format, struct serial *serial,
                        struct failure *failure)
{
    return serial_open_terminal(path, format, serial, failure);
}

struct listing {
    serial_visit visit;
    void *context;
};

static void visit_entry(void *context, const char *name)
{
    static const char *const prefixes[] = {"ttyUSB", "ttyACM", "cu.usb"};
    const struct listing *listing = context;
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0) {
            struct serial_info info = {.is_usb = false};
            snprintf(info.path, sizeof(info.path), "/dev/%s", name);
            serial_check_access(info.path, &info);
            listing->visit(listing->context, &info);
        }
    }
}

enum status serial_list(serial_visit visit, void *context, struct failure *failure)
{
    struct listing listing = {visit, context};
    file_list_directory("/dev", visit_entry, &listing);
    return STATUS_OK;
}

const char *serial_library(void)
{
    return "";
}
