// SPDX-License-Identifier: Apache-2.0
// serial_speed_none.c - systems where only the rates of termios can be set.

#include "platforms/unix/serial_descriptor.h"

bool descriptor_set_any_baud(int fd, uint32_t baud)
{
    return false;
}
