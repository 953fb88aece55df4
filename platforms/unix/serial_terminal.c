// SPDX-License-Identifier: Apache-2.0
// serial_terminal.c - a terminal or pseudo-terminal as a serial port, with termios alone. Settings
// are put back as they were found when it is closed.

// cfmakeraw, TIOCEXCL and flock are not in C11.
#define _DEFAULT_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "platforms/serial.h"
#include "platforms/unix/serial_descriptor.h"

struct terminal {
    int fd;
    struct termios found;
};

static const struct rate {
    uint32_t baud;
    speed_t speed;
} rates[] = {
    {1200, B1200},       {2400, B2400},   {4800, B4800},     {9600, B9600},     {19200, B19200},
    {38400, B38400},     {57600, B57600}, {115200, B115200}, {230400, B230400},
#ifdef B460800
    {460800, B460800},
#endif
#ifdef B921600
    {921600, B921600},
#endif
#ifdef B2000000
    {2000000, B2000000},
#endif
};

static speed_t find_speed(uint32_t baud)
{
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
        if (rates[i].baud == baud) {
            return rates[i].speed;
        }
    }
    return B0;
}

static void fill_settings(struct termios *settings, const struct serial_format *format)
{
    cfmakeraw(settings);
    settings->c_cflag &= ~(tcflag_t) (CSIZE | PARENB | PARODD | CSTOPB);
    settings->c_cflag |= CREAD | CLOCAL | (format->data_bits == 7 ? CS7 : CS8);
#ifdef CRTSCTS
    settings->c_cflag &= ~(tcflag_t) CRTSCTS;
#endif
    if (format->parity != SERIAL_PARITY_NONE) {
        settings->c_cflag |= PARENB | (format->parity == SERIAL_PARITY_ODD ? PARODD : 0);
        settings->c_iflag |= INPCK;
    }
    if (format->stop_bits == 2) {
        settings->c_cflag |= CSTOPB;
    }
    settings->c_cc[VMIN] = 0;
    settings->c_cc[VTIME] = 0;
}

static enum status set_format(void *state, const struct serial_format *format,
                              struct failure *failure)
{
    struct terminal *terminal = state;
    struct termios settings;
    if (tcgetattr(terminal->fd, &settings) != 0) {
        return fail(failure, STATUS_IO, "cannot read its settings: %s", strerror(errno));
    }
    fill_settings(&settings, format);
    speed_t speed = find_speed(format->baud);
    if (speed != B0) {
        cfsetispeed(&settings, speed);
        cfsetospeed(&settings, speed);
    }
    if (tcsetattr(terminal->fd, TCSANOW, &settings) != 0) {
        return fail(failure, STATUS_IO, "cannot set 8 bits and %u baud: %s",
                    (unsigned) format->baud, strerror(errno));
    }
    if (speed == B0 && !descriptor_set_any_baud(terminal->fd, format->baud)) {
        return fail(failure, STATUS_IO, "cannot set %u baud\nchoose 115200, 460800 or 921600",
                    (unsigned) format->baud);
    }
    return STATUS_OK;
}

static enum status terminal_read(void *state, uint8_t *data, size_t size, uint32_t timeout_ms,
                                 size_t *count, struct failure *failure)
{
    return descriptor_read(((struct terminal *) state)->fd, data, size, timeout_ms, count, failure);
}

static enum status terminal_write(void *state, const uint8_t *data, size_t size,
                                  uint32_t timeout_ms, size_t *count, struct failure *failure)
{
    return descriptor_write(((struct terminal *) state)->fd, data, size, timeout_ms, count,
                            failure);
}

static enum status set_lines(void *state, bool dtr, bool rts, struct failure *failure)
{
    return descriptor_set_lines(((struct terminal *) state)->fd, dtr, rts, failure);
}

static enum status discard_input(void *state, struct failure *failure)
{
    if (tcflush(((struct terminal *) state)->fd, TCIFLUSH) != 0) {
        return fail(failure, STATUS_IO, "the port is gone: %s", strerror(errno));
    }
    return STATUS_OK;
}

// tcdrain has no time limit, so the queue is watched instead.
static enum status drain(void *state, uint32_t timeout_ms, struct failure *failure)
{
    struct terminal *terminal = state;
    uint64_t end = serial_now_ms() + timeout_ms;
    int queued;
    while (ioctl(terminal->fd, TIOCOUTQ, &queued) == 0 && queued > 0) {
        if (serial_now_ms() >= end) {
            return fail(failure, STATUS_IO, "%d bytes do not leave the port", queued);
        }
        serial_sleep_ms(1);
    }
    return STATUS_OK;
}

static int handle(void *state)
{
    return ((struct terminal *) state)->fd;
}

static void close_terminal(void *state)
{
    struct terminal *terminal = state;
    // What does not leave would hold up closing; what has left must not be taken back, which is
    // what flushing a pseudo-terminal does.
    int queued;
    bool is_stuck = ioctl(terminal->fd, TIOCOUTQ, &queued) == 0 && queued > 0;
    tcflush(terminal->fd, is_stuck ? TCIOFLUSH : TCIFLUSH);
    tcsetattr(terminal->fd, TCSANOW, &terminal->found);
    ioctl(terminal->fd, TIOCNXCL);
    close(terminal->fd);
    free(terminal);
}

static const struct serial_ops terminal_ops = {
    .read = terminal_read,
    .write = terminal_write,
    .set_format = set_format,
    .set_lines = set_lines,
    .discard_input = discard_input,
    .drain = drain,
    .handle = handle,
    .close = close_terminal,
};

// TIOCEXCL keeps other users out, flock also our own and root.
static enum status lock(int fd, const char *path, struct failure *failure)
{
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        return descriptor_explain_open(path, errno, failure);
    }
    ioctl(fd, TIOCEXCL);
    return STATUS_OK;
}

enum status serial_open_terminal(const char *path, const struct serial_format *format,
                                 struct serial *serial, struct failure *failure)
{
    int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return descriptor_explain_open(path, errno, failure);
    }
    struct terminal *terminal = malloc(sizeof(*terminal));
    enum status status = STATUS_OK;
    if (terminal == NULL) {
        status = fail_memory(failure, sizeof(*terminal));
    } else if (tcgetattr(fd, &terminal->found) != 0) {
        status = fail(failure, STATUS_IO, "not a serial port\n'avm ports' shows what is there");
    } else {
        status = lock(fd, path, failure);
    }
    if (status != STATUS_OK) {
        close(fd);
        free(terminal);
        return status;
    }
    terminal->fd = fd;
    status = set_format(terminal, format, failure);
    if (status != STATUS_OK) {
        close_terminal(terminal);
        return status;
    }
    serial->ops = &terminal_ops;
    serial->state = terminal;
    return STATUS_OK;
}
