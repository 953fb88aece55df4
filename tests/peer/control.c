// SPDX-License-Identifier: Apache-2.0
// control.c - commands from a Unix socket, a line each; the answer ends in a line 'ok' or 'error
// ...'.
#include "tests/peer/control.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

bool control_open(struct control *control, const char *path, const struct control_target *target)
{
    *control = (struct control){.target = *target, .path = path, .listener = -1, .client = -1};
    if (path == NULL)
        return true;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        fprintf(stderr, "%s: too long for a socket\n", path);
        return false;
    }
    memcpy(address.sun_path, path, strlen(path));
    unlink(path);
    control->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (control->listener < 0 ||
        bind(control->listener, (struct sockaddr *) &address, sizeof address) != 0 ||
        listen(control->listener, 4) != 0) {
        perror(path);
        return false;
    }
    return true;
}

static void hang_up(struct control *control)
{
    if (control->client >= 0)
        close(control->client);
    control->client = -1;
    control->size = 0;
}

void control_close(struct control *control)
{
    hang_up(control);
    if (control->listener >= 0) {
        close(control->listener);
        unlink(control->path);
    }
}

size_t control_poll(const struct control *control, struct pollfd fds[CONTROL_FDS_MAX])
{
    int fd = control->client >= 0 ? control->client : control->listener;
    if (fd < 0)
        return 0;
    fds[0] = (struct pollfd){.fd = fd, .events = POLLIN};
    return 1;
}

static void set_lines(struct line *line, bool dtr, bool rts)
{
    line->dtr = dtr;
    line->rts = rts;
    line->board->lines(line->board->self, dtr, rts);
}

// Do one command: a word and up to two values.
static const char *run_command(struct control *control, const char *word, const char *value,
                               const char *second, FILE *out)
{
    struct control_target *target = &control->target;
    struct line *line = target->line;
    bool on = strcmp(value, "1") == 0;
    if (strcmp(word, "reset") == 0) {
        bool loader = strcmp(value, "loader") == 0;
        target->board->reset(target->board->self, loader ? BOARD_START_LOADER : BOARD_START_RUN);
    } else if (strcmp(word, "dtr") == 0) {
        set_lines(line, on, line->rts);
    } else if (strcmp(word, "rts") == 0) {
        set_lines(line, line->dtr, on);
    } else if (strcmp(word, "lines") == 0) {
        set_lines(line, on, strcmp(second, "1") == 0);
    } else if (strcmp(word, "unplug") == 0) {
        uint64_t ms = *value == '\0' ? 1000000000 : strtoull(value, NULL, 0);
        line_unplug(line, line_now(), ms);
    } else if (strcmp(word, "plug") == 0) {
        line->return_ns = 0;
    } else if (strcmp(word, "fault") == 0) {
        return take_fault(target->fault, target->nor, value) ? NULL : "unknown fault";
    } else if (strcmp(word, "report") == 0) {
        target->report(target->context, out);
    } else if (strcmp(word, "quit") == 0) {
        control->is_done = true;
    } else {
        return "unknown command";
    }
    return NULL;
}

static void take_line(struct control *control)
{
    char word[32] = "", value[64] = "", second[64] = "";
    char *answer = NULL;
    size_t size = 0;
    sscanf(control->text, "%31s %63s %63s", word, value, second);
    FILE *out = open_memstream(&answer, &size);
    if (out == NULL)
        return;
    const char *wrong = run_command(control, word, value, second, out);
    fprintf(out, wrong == NULL ? "ok\n" : "error %s\n", wrong);
    fclose(out);
    if (send(control->client, answer, size, MSG_NOSIGNAL) < 0)
        hang_up(control);
    free(answer);
}

void control_run(struct control *control)
{
    if (control->listener < 0)
        return;
    if (control->client < 0) {
        control->client = accept(control->listener, NULL, NULL);
        if (control->client < 0)
            return;
        fcntl(control->client, F_SETFL, O_NONBLOCK);
        fcntl(control->client, F_SETFD, FD_CLOEXEC);
    }
    char byte;
    ssize_t n;
    while (control->client >= 0 && (n = read(control->client, &byte, 1)) != 0) {
        if (n < 0) {
            if (errno != EAGAIN && errno != EINTR)
                break;
            return;
        }
        if (byte == '\n') {
            control->text[control->size] = '\0';
            control->size = 0;
            take_line(control);
        } else if (control->size + 1 < sizeof control->text) {
            control->text[control->size++] = byte;
        }
    }
    hang_up(control);
}
