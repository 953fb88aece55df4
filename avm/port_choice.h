// SPDX-License-Identifier: Apache-2.0
// port_choice.h - which port a command talks to.
//
// In this order: the one that was named, $AVM_PORT, the only board or bridge that is there by its
// USB id, the only other USB port, the one with the board used last (by the serial number of its
// adapter), the one that somebody at a terminal chooses. Otherwise the choice is refused.

#ifndef AVM_PORT_CHOICE_H
#define AVM_PORT_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "packbeam/status.h"
#include "platforms/serial.h"

// Where USB-serial-JTAG of an Espressif chip is the port itself.
#define PORT_USB_JTAG_VENDOR  0x303A
#define PORT_USB_JTAG_PRODUCT 0x1001

struct port_choice {
    char path[256];
    char number[64]; // serial number of the adapter; empty: not known
    bool is_usb_jtag;
    const char *reason; // why it was taken without being named, or NULL: "used last"
};

// wanted is the value of --port, or NULL. STATUS_BOARD: nothing is there. STATUS_USAGE: several.
enum status port_choose(const char *wanted, struct port_choice *choice, struct failure *failure);

// Keep the serial number of a port that a board answered at. What cannot be kept is not: it is a
// convenience.
void port_remember(const struct port_choice *choice);

// The part of the choice that needs nobody: the index among count ports, or count when it is not
// clear. last is the serial number used last, or "". *reason as above.
size_t port_pick(const struct serial_info *ports, size_t count, const char *last,
                 const char **reason);

#endif
