// SPDX-License-Identifier: Apache-2.0
// pty_baud.c - the rate of a pseudo-terminal. Any rate is told only by the kernel's own structure,
// whose header cannot be included beside <termios.h>.
#include <asm/termbits.h>
#include <sys/ioctl.h>

#include "tests/peer/transport.h"

uint32_t pty_baud(int master)
{
    struct termios2 settings;
    return ioctl(master, TCGETS2, &settings) == 0 ? settings.c_ospeed : 0;
}
