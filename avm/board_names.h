// SPDX-License-Identifier: Apache-2.0
// board_names.h - what is behind a USB port.

#ifndef AVM_BOARD_NAMES_H
#define AVM_BOARD_NAMES_H

#include "platforms/serial.h"

// "CP210x bridge", "USB-serial-JTAG of an ESP32"; "" for what is not known. Static text.
const char *board_name(const struct serial_info *info);

#endif
