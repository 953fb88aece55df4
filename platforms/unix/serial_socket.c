// SPDX-License-Identifier: Apache-2.0
// serial_socket.c - a TCP connection as a port without lines and rate.

// Sockets are not in C11.
#define _DEFAULT_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platforms/serial.h"
#include "platforms/unix/serial_descriptor.h"

// The state is the descriptor itself.
static int fd_of(void *state)
{
    return (int) (intptr_t) state;
}

static enum status socket_read(void *state, uint8_t *data, size_t size, uint32_t timeout_ms,
                               size_t *count, struct failure *failure)
{
    return descriptor_read(fd_of(state), data, size, timeout_ms, count, failure);
}

// Like descriptor_write, without the signal for a peer that has gone.
static enum status socket_write(void *state, const uint8_t *data, size_t size, uint32_t timeout_ms,
                                size_t *count, struct failure *failure)
{
    *count = 0;
    ssize_t result = send(fd_of(state), data, size, MSG_NOSIGNAL);
    if (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) {
        if (!descriptor_wait(fd_of(state), true, timeout_ms)) {
            return STATUS_OK;
        }
        result = send(fd_of(state), data, size, MSG_NOSIGNAL);
    }
    if (result < 0 && errno != EAGAIN && errno != EINTR) {
        return fail(failure, STATUS_IO, "the connection is gone (%s)", strerror(errno));
    }
    *count = result > 0 ? (size_t) result : 0;
    return STATUS_OK;
}

static enum status set_format(void *state, const struct serial_format *format,
                              struct failure *failure)
{
    return STATUS_OK;
}

static enum status set_lines(void *state, bool dtr, bool rts, struct failure *failure)
{
    return STATUS_FAILED;
}

static enum status discard_input(void *state, struct failure *failure)
{
    uint8_t data[1024];
    size_t count;
    enum status status;
    do {
        status = socket_read(state, data, sizeof(data), 0, &count, failure);
    } while (status == STATUS_OK && count > 0);
    return status;
}

static enum status drain(void *state, uint32_t timeout_ms, struct failure *failure)
{
    return STATUS_OK;
}

static void close_socket(void *state)
{
    close(fd_of(state));
}

static const struct serial_ops socket_ops = {
    .read = socket_read,
    .write = socket_write,
    .set_format = set_format,
    .set_lines = set_lines,
    .discard_input = discard_input,
    .drain = drain,
    .handle = fd_of,
    .close = close_socket,
};

// Connect to one of the addresses of a host. -1: errno says why.
static int connect_to(const struct addrinfo *address, uint32_t timeout_ms)
{
    int fd = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (fd < 0) {
        return -1;
    }
    int on = 1;
    int error = 0;
    socklen_t size = sizeof(error);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    // Requests are small and wait for their answers.
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (connect(fd, address->ai_addr, address->ai_addrlen) != 0) {
        error = errno;
        if (error == EINPROGRESS) {
            error = ETIMEDOUT;
            if (descriptor_wait(fd, true, timeout_ms)) {
                getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
            }
        }
    }
    if (error != 0) {
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

enum status serial_open_socket(const char *host, const char *port, uint32_t timeout_ms,
                               struct serial *serial, struct failure *failure)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *addresses;
    int error = getaddrinfo(host, port, &hints, &addresses);
    if (error != 0) {
        return fail(failure, STATUS_IO, "cannot find the host: %s", gai_strerror(error));
    }
    int fd = -1;
    for (const struct addrinfo *at = addresses; at != NULL && fd < 0; at = at->ai_next) {
        fd = connect_to(at, timeout_ms);
    }
    error = errno;
    freeaddrinfo(addresses);
    if (fd < 0) {
        return fail(failure, STATUS_IO, "cannot connect: %s\nis the server running there?",
                    strerror(error));
    }
    serial->ops = &socket_ops;
    serial->state = (void *) (intptr_t) fd;
    return STATUS_OK;
}
