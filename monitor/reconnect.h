// SPDX-License-Identifier: Apache-2.0
// reconnect.h - finding a board again that went away: at whatever port the adapter with the same
// serial number is now.

#ifndef MONITOR_RECONNECT_H
#define MONITOR_RECONNECT_H

#include <stdbool.h>

#include "packbeam/status.h"
#include "platforms/serial.h"

typedef enum status (*serial_lister)(serial_visit visit, void *context, struct failure *failure);

struct board_identity {
    char port[256]; // where it was last; empty: not known yet
    bool is_usb;    // the rest is known
    uint16_t vendor_id;
    uint16_t product_id;
    char number[64]; // empty: the adapter has none
};

// Remember what is at a port. A port that the system does not list has only its address.
void board_identity_fill(struct board_identity *identity, const char *port, serial_lister list);

// Where the board is now. False: it is not there. With nothing known yet, the only USB port there
// is. *other is set when another adapter is at its port.
bool board_identity_find(const struct board_identity *identity, serial_lister list, char port[256],
                         bool *other);

// Whether the port belongs to a bridge between USB and UART, and not to the USB of a chip itself.
bool board_is_bridge(const struct board_identity *identity);

#endif
