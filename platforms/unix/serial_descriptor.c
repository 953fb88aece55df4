// SPDX-License-Identifier: Apache-2.0
// serial_descriptor.c - reading and writing of terminals and sockets; modem lines.

// poll and the modem lines are not in C11.
#define _DEFAULT_SOURCE

#include "platforms/unix/serial_descriptor.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

uint64_t serial_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t) now.tv_sec * 1000 + (uint64_t) now.tv_nsec / 1000000;
}

void serial_sleep_ms(uint32_t time_ms)
{
    struct timespec time = {(time_t) (time_ms / 1000), (long) (time_ms % 1000) * 1000000};
    nanosleep(&time, NULL);
}

bool descriptor_wait(int fd, bool for_writing, uint32_t timeout_ms)
{
    struct pollfd poll_fd = {.fd = fd, .events = for_writing ? POLLOUT : POLLIN};
    return poll(&poll_fd, 1, (int) timeout_ms) > 0;
}

static bool is_transient(int number)
{
    return number == EAGAIN || number == EWOULDBLOCK || number == EINTR;
}

enum status descriptor_read(int fd, uint8_t *data, size_t size, uint32_t timeout_ms, size_t *count,
                            struct failure *failure)
{
    *count = 0;
    if (size == 0 || !descriptor_wait(fd, false, timeout_ms)) {
        return STATUS_OK;
    }
    ssize_t result = read(fd, data, size);
    if (result > 0) {
        *count = (size_t) result;
        return STATUS_OK;
    }
    if (result < 0 && is_transient(errno)) {
        return STATUS_OK;
    }
    // Readable, and yet nothing there: that is how a hang-up looks.
    return fail(failure, STATUS_IO, "the connection is gone (%s)",
                result == 0 ? "end of data" : strerror(errno));
}

enum status descriptor_write(int fd, const uint8_t *data, size_t size, uint32_t timeout_ms,
                             size_t *count, struct failure *failure)
{
    *count = 0;
    ssize_t result = write(fd, data, size);
    if (result < 0 && is_transient(errno)) {
        if (!descriptor_wait(fd, true, timeout_ms)) {
            return STATUS_OK;
        }
        result = write(fd, data, size);
    }
    if (result < 0 && !is_transient(errno)) {
        return fail(failure, STATUS_IO, "cannot write: %s", strerror(errno));
    }
    *count = result > 0 ? (size_t) result : 0;
    return STATUS_OK;
}

enum status descriptor_set_lines(int fd, bool dtr, bool rts, struct failure *failure)
{
    int lines;
    int result = ioctl(fd, TIOCMGET, &lines);
    if (result == 0) {
        lines = (lines & ~(TIOCM_DTR | TIOCM_RTS)) | (dtr ? TIOCM_DTR : 0) | (rts ? TIOCM_RTS : 0);
        result = ioctl(fd, TIOCMSET, &lines);
    }
    if (result == 0) {
        return STATUS_OK;
    }
    if (errno == ENOTTY || errno == EINVAL || errno == EOPNOTSUPP || errno == ENOSYS) {
        return STATUS_FAILED;
    }
    return fail(failure, STATUS_IO, "cannot set the lines DTR and RTS: %s", strerror(errno));
}

enum status descriptor_explain_open(const char *path, int number, struct failure *failure)
{
    struct serial_info info = {.access = SERIAL_FREE};
    enum status status = fail(failure, STATUS_IO, "cannot open it: %s", strerror(number));
    if (number == EACCES || number == EPERM || number == EBUSY || number == EAGAIN ||
        number == EWOULDBLOCK) {
        serial_check_access(path, &info);
        failure_add_hint(failure, info.reason[0] != '\0'
                                      ? info.reason
                                      : "another program uses it; end that program first");
    } else if (number == ENOENT || number == ENODEV || number == ENXIO) {
        failure_add_hint(failure, "'avm ports' shows what is there");
    }
    return status;
}
