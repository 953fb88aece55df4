// SPDX-License-Identifier: Apache-2.0
// serial_speed.c - any baud rate on Linux: ioctl_tty(2), TCSETS2 with BOTHER. A file of its own
// because <asm/termbits.h> and <termios.h> define the same names. Other systems take
// serial_speed_none.c.

// ioctl is not in C11.
#define _DEFAULT_SOURCE

#include <asm/termbits.h>
#include <sys/ioctl.h>

#include "platforms/unix/serial_descriptor.h"

bool descriptor_set_any_baud(int fd, uint32_t baud)
{
    struct termios2 settings;
    if (ioctl(fd, TCGETS2, &settings) != 0) {
        return false;
    }
    settings.c_cflag &= ~(tcflag_t) (CBAUD | CBAUD << IBSHIFT);
    settings.c_cflag |= BOTHER | BOTHER << IBSHIFT;
    settings.c_ispeed = baud;
    settings.c_ospeed = baud;
    return ioctl(fd, TCSETS2, &settings) == 0;
}
