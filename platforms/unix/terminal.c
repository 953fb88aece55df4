// SPDX-License-Identifier: Apache-2.0
// terminal.c - the terminal with termios. The state that was found is put back by atexit() and by
// handlers for every signal that would end or stop the program; tcsetattr() may be called in them.

// termios and sigaction are not in C11.
#define _DEFAULT_SOURCE

#include "platforms/terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "platforms/interrupt.h"

// Those that end the program and are not asked about by platforms/interrupt.h. A handler that is
// there already (of a sanitizer) stays.
static const int fatal[] = {SIGQUIT, SIGILL, SIGABRT, SIGFPE,  SIGSEGV, SIGBUS,  SIGPIPE,
                            SIGALRM, SIGSYS, SIGTRAP, SIGUSR1, SIGUSR2, SIGXCPU, SIGXFSZ};
#define FATAL_COUNT (sizeof(fatal) / sizeof(fatal[0]))

// Reached by signal handlers.
static volatile sig_atomic_t is_raw;
static struct termios found;
static struct termios raw;
static struct sigaction previous[FATAL_COUNT];
static struct sigaction previous_stop;
static struct sigaction previous_continue;

static void restore(void)
{
    if (is_raw) {
        tcsetattr(STDIN_FILENO, TCSANOW, &found);
    }
}

static void die(int number)
{
    restore();
    signal(number, SIG_DFL);
    raise(number);
}

// Stopped from outside (Ctrl-Z is a key of the board): the shell finds its terminal as it was.
static void stop(int number)
{
    int error = errno;
    restore();
    raise(SIGSTOP);
    errno = error;
}

static void go_on(int number)
{
    int error = errno;
    if (is_raw) {
        tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    }
    errno = error;
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = die};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < FATAL_COUNT; i++) {
        sigaction(fatal[i], NULL, &previous[i]);
        if (previous[i].sa_handler == SIG_DFL) {
            sigaction(fatal[i], &action, NULL);
        }
    }
    action.sa_handler = stop;
    sigaction(SIGTSTP, &action, &previous_stop);
    action.sa_handler = go_on;
    sigaction(SIGCONT, &action, &previous_continue);
    interrupt_set_cleanup(restore);
}

static void release_signals(void)
{
    interrupt_set_cleanup(NULL);
    for (size_t i = 0; i < FATAL_COUNT; i++) {
        sigaction(fatal[i], &previous[i], NULL);
    }
    sigaction(SIGTSTP, &previous_stop, NULL);
    sigaction(SIGCONT, &previous_continue, NULL);
}

bool terminal_is(enum terminal_stream stream)
{
    return isatty((int) stream) != 0;
}

enum status terminal_raw_begin(struct failure *failure)
{
    static bool is_registered;
    if (is_raw) {
        return STATUS_OK;
    }
    if (tcgetattr(STDIN_FILENO, &found) != 0) {
        return fail(failure, STATUS_IO, "the standard input is no terminal: %s", strerror(errno));
    }
    raw = found;
    raw.c_iflag &= ~(tcflag_t) (IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
    raw.c_lflag &= ~(tcflag_t) (ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    raw.c_cflag &= ~(tcflag_t) (CSIZE | PARENB);
    raw.c_cflag |= CS8;
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (!is_registered) {
        atexit(terminal_raw_end);
        is_registered = true;
    }
    // The handlers come first: a signal in between must find something to put back.
    is_raw = 1;
    catch_signals();
    if (tcsetattr(STDIN_FILENO, TCSANOW, &raw) != 0) {
        int error = errno;
        terminal_raw_end();
        return fail(failure, STATUS_IO, "cannot change the terminal: %s", strerror(error));
    }
    return STATUS_OK;
}

void terminal_raw_end(void)
{
    if (is_raw) {
        restore();
        is_raw = 0;
        release_signals();
    }
}

enum status terminal_read(uint8_t *data, size_t size, size_t *count, bool *is_end,
                          struct failure *failure)
{
    ssize_t result = read(STDIN_FILENO, data, size);
    *count = result > 0 ? (size_t) result : 0;
    // A terminal that is gone gives EIO: an end as well.
    *is_end = result == 0 || (result < 0 && errno == EIO);
    if (result >= 0 || *is_end || errno == EINTR || errno == EAGAIN) {
        return STATUS_OK;
    }
    return fail(failure, STATUS_IO, "cannot read the standard input: %s", strerror(errno));
}

enum status terminal_write(enum terminal_stream stream, const void *data, size_t size,
                           struct failure *failure)
{
    const char *from = data;
    while (size > 0) {
        ssize_t result = write((int) stream, from, size);
        if (result > 0) {
            from += result;
            size -= (size_t) result;
        } else if (errno == EAGAIN) {
            struct pollfd poll_fd = {.fd = (int) stream, .events = POLLOUT};
            poll(&poll_fd, 1, 50);
        } else if (errno == EPIPE || errno == EIO) {
            return STATUS_FAILED;
        } else if (errno != EINTR) {
            return fail(failure, STATUS_IO, "cannot write to the standard output: %s",
                        strerror(errno));
        }
        if (size > 0 && interrupt_came()) {
            return STATUS_INTERRUPTED;
        }
    }
    return STATUS_OK;
}

void terminal_wait(struct terminal_wait *wait, uint32_t timeout_ms)
{
    struct pollfd fds[2] = {
        {.fd = wait->handle, .events = (short) (POLLIN | (wait->want_write ? POLLOUT : 0))},
        {.fd = wait->want_input ? STDIN_FILENO : -1, .events = POLLIN},
    };
    wait->can_read = wait->can_write = wait->has_input = false;
    int limit = timeout_ms > 60000 ? 60000 : (int) timeout_ms;
    if (poll(fds, 2, limit) > 0) {
        wait->can_read = (fds[0].revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL)) != 0;
        wait->can_write = (fds[0].revents & POLLOUT) != 0;
        wait->has_input = fds[1].revents != 0;
    }
}

unsigned terminal_columns(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    return 80;
}
