// SPDX-License-Identifier: Apache-2.0
// line_pty.c - a line that is a pseudo-terminal.
//
// It has no modem lines and drops the parity bit of the client's settings; the rate that the client
// sets can be read from this side. While nobody has it open, polling the master reports a hang-up:
// that is how opening and closing are noticed.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "tests/peer/transport.h"

// Turn the line discipline off before anybody opens it, so that nothing is echoed, and close it
// again, so that the master reports a hang-up.
static bool prepare(const char *name)
{
    int slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0)
        return false;
    struct termios settings;
    bool good = tcgetattr(slave, &settings) == 0;
    settings.c_iflag = IGNBRK;
    settings.c_oflag = 0;
    settings.c_lflag = 0;
    settings.c_cflag = CS8 | CREAD | CLOCAL;
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
    cfsetispeed(&settings, B115200);
    cfsetospeed(&settings, B115200);
    good = good && tcsetattr(slave, TCSANOW, &settings) == 0;
    close(slave);
    return good;
}

bool pty_start(struct line *line)
{
    line->port = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    const char *name = NULL;
    if (line->port < 0 || grantpt(line->port) != 0 || unlockpt(line->port) != 0 ||
        (name = ptsname(line->port)) == NULL || !prepare(name)) {
        perror("pseudo-terminal");
        return false;
    }
    const char *link = line->options.link;
    if (link != NULL) {
        unlink(link);
        if (symlink(name, link) != 0) {
            perror(link);
            return false;
        }
    }
    snprintf(line->name, sizeof line->name, "%s", link != NULL ? link : name);
    return true;
}

void pty_check(struct line *line)
{
    struct pollfd poll_fd = {.fd = line->port, .events = POLLIN};
    if (poll(&poll_fd, 1, 0) < 0)
        return;
    // What was written before closing is read first.
    bool has_bytes = (poll_fd.revents & POLLIN) != 0;
    if ((poll_fd.revents & POLLHUP) != 0 && !has_bytes) {
        line_closed(line);
        return;
    }
    line->client_baud = pty_baud(line->port);
    line_opened(line);
}
