// SPDX-License-Identifier: Apache-2.0
// line_tcp.c - a line that is a TCP connection on this machine, plain or with RFC 2217. One client
// at a time; the next one waits until the port is closed.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/peer/transport.h"

bool tcp_start(struct line *line)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(line->options.tcp_port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    const int on = 1;
    line->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (line->listener < 0 ||
        setsockopt(line->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(line->listener, (struct sockaddr *) &address, size) != 0 ||
        listen(line->listener, 4) != 0 ||
        getsockname(line->listener, (struct sockaddr *) &address, &size) != 0) {
        perror("socket");
        transport_stop(line);
        return false;
    }
    // The port that comes back is the one that went.
    line->options.tcp_port = ntohs(address.sin_port);
    snprintf(line->name, sizeof line->name, "%s://127.0.0.1:%u",
             line->options.kind == LINE_RFC2217 ? "rfc2217" : "socket",
             (unsigned) line->options.tcp_port);
    return true;
}

void tcp_check(struct line *line)
{
    if (line->port >= 0 || line->listener < 0)
        return;
    line->port = accept(line->listener, NULL, NULL);
    if (line->port < 0)
        return;
    const int on = 1;
    setsockopt(line->port, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(line->port, F_SETFL, fcntl(line->port, F_GETFL) | O_NONBLOCK);
    fcntl(line->port, F_SETFD, FD_CLOEXEC);
    if (line->options.kind == LINE_RFC2217) {
        telnet_free(line->telnet);
        line->telnet = telnet_new(line);
    }
    line_opened(line);
}

void transport_stop(struct line *line)
{
    if (line->port >= 0)
        close(line->port);
    if (line->listener >= 0)
        close(line->listener);
    line->port = line->listener = -1;
    if (line->options.kind == LINE_PTY && line->options.link != NULL)
        unlink(line->options.link);
}

static void hang_up(struct line *line)
{
    if (line->options.kind != LINE_PTY) {
        close(line->port);
        line->port = -1;
        // A driver lets both lines go when a port is closed.
        line_modem(line, false, false);
    }
    line_closed(line);
}

size_t transport_read(struct line *line, uint8_t *bytes, size_t size)
{
    if (line->port < 0)
        return 0;
    ssize_t n = read(line->port, bytes, size);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (n <= 0) {
        hang_up(line);
        return 0;
    }
    if (line->options.kind == LINE_RFC2217)
        return telnet_decode(line->telnet, bytes, (size_t) n, bytes);
    return (size_t) n;
}

static size_t write_raw(struct line *line, const uint8_t *bytes, size_t size)
{
    ssize_t n = line->options.kind == LINE_PTY ? write(line->port, bytes, size)
                                               : send(line->port, bytes, size, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN && errno != EINTR)
        hang_up(line);
    return n < 0 ? 0 : (size_t) n;
}

size_t transport_write(struct line *line, const uint8_t *bytes, size_t size)
{
    if (line->port < 0)
        return 0;
    if (line->options.kind != LINE_RFC2217)
        return write_raw(line, bytes, size);

    // Telnet doubles FF. Both halves go in one piece, or the stream would be damaged.
    const uint8_t escaped[2] = {0xFF, 0xFF};
    if (bytes[0] == 0xFF)
        return write_raw(line, escaped, sizeof escaped) > 0 ? 1 : 0;
    const uint8_t *stop = memchr(bytes, 0xFF, size);
    return write_raw(line, bytes, stop == NULL ? size : (size_t) (stop - bytes));
}
