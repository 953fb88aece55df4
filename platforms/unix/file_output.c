// SPDX-License-Identifier: Apache-2.0
// file_output.c - files that appear at once, by POSIX.
//
// Where the system has files without a name (Linux: O_TMPFILE), the new contents are written into
// one, and get a name only to be renamed over the target: whatever ends the program before, nothing
// is left. Elsewhere a file beside the target takes the contents, and signals that would end the
// program wait until it is renamed or removed.

// O_TMPFILE and linkat's way to use it are Linux's own.
#define _GNU_SOURCE

#include "platforms/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_TRIES 100

static enum status fail_output(struct failure *failure, const char *what, const char *path)
{
    int error = errno;
    enum status status = fail(failure, STATUS_IO, "%s: %s", what, strerror(error));
    failure_add_subject(failure, path);
    return status;
}

static void end_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
    sigaddset(set, SIGQUIT);
    sigaddset(set, SIGPIPE);
#ifdef SIGXFSZ
    sigaddset(set, SIGXFSZ);
#endif
}

static void hold_signals(struct file_output *output, bool hold)
{
    if (output->signals_are_held == hold) {
        return;
    }
    sigset_t set;
    end_signals(&set);
    sigprocmask(hold ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
    output->signals_are_held = hold;
}

static void release(struct file_output *output)
{
    if (output->fd >= 0) {
        close(output->fd);
    }
    hold_signals(output, false);
    free(output->target);
    free(output->temporary);
    *output = (struct file_output){.fd = -1};
}

// The mode that a new file gets; asking for the mask means setting it.
static mode_t default_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static bool open_unnamed(struct file_output *output)
{
#ifdef O_TMPFILE
    char folder[PATH_MAX];
    const char *slash = strrchr(output->target, '/');
    size_t length = slash != NULL ? (size_t) (slash - output->target) + 1 : 0;
    if (length + 2 > sizeof(folder) || access("/proc/self/fd", X_OK) != 0) {
        return false;
    }
    memcpy(folder, output->target, length);
    memcpy(folder + length, ".", 2);
    output->fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    output->is_unnamed = output->fd >= 0;
    return output->is_unnamed;
#else
    return false;
#endif
}

static bool open_beside(struct file_output *output)
{
    size_t size = strlen(output->target) + sizeof(".XXXXXX");
    output->temporary = malloc(size);
    if (output->temporary == NULL) {
        return false;
    }
    snprintf(output->temporary, size, "%s.XXXXXX", output->target);
    hold_signals(output, true);
    output->fd = mkstemp(output->temporary);
    return output->fd >= 0;
}

// Find out what the path is, and where a link leads.
static enum status find_target(struct file_output *output, const char *path,
                               struct failure *failure)
{
    struct stat info;
    output->mode = default_mode();
    if (stat(path, &info) != 0) {
        output->target = strdup(path);
    } else if (S_ISDIR(info.st_mode)) {
        errno = EISDIR;
        return fail_output(failure, "cannot write", path);
    } else if (!S_ISREG(info.st_mode)) {
        output->is_special = true;
        output->target = strdup(path);
    } else {
        output->mode = info.st_mode & 07777;
        output->target = realpath(path, NULL);
    }
    return output->target != NULL ? STATUS_OK : fail_output(failure, "cannot write", path);
}

enum status file_output_open(struct file_output *output, const char *path, struct failure *failure)
{
    *output = (struct file_output){.fd = -1};
    enum status status = find_target(output, path, failure);
    if (status == STATUS_OK) {
        if (output->is_special) {
            output->fd = open(path, O_WRONLY | O_CLOEXEC);
        } else if (!open_unnamed(output)) {
            (void) open_beside(output);
        }
        if (output->fd < 0) {
            status = fail_output(failure, "cannot write", path);
        }
    }
    if (status != STATUS_OK) {
        release(output);
    }
    return status;
}

enum status file_output_write(struct file_output *output, const void *data, size_t size,
                              struct failure *failure)
{
    const uint8_t *from = data;
    while (size > 0) {
        ssize_t written = write(output->fd, from, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return fail_output(failure, "cannot write", output->target);
        }
        from += written;
        size -= (size_t) written;
    }
    return STATUS_OK;
}

// Give a file without a name one that is not taken.
static bool give_name(struct file_output *output)
{
    char from[40];
    size_t size = strlen(output->target) + 40;
    output->temporary = malloc(size);
    if (output->temporary == NULL) {
        return false;
    }
    snprintf(from, sizeof(from), "/proc/self/fd/%d", output->fd);
    for (int i = 0; i < NAME_TRIES; i++) {
        snprintf(output->temporary, size, "%s.%ld-%d", output->target, (long) getpid(), i);
        if (linkat(AT_FDCWD, from, AT_FDCWD, output->temporary, AT_SYMLINK_FOLLOW) == 0) {
            return true;
        }
        if (errno != EEXIST) {
            break;
        }
    }
    free(output->temporary);
    output->temporary = NULL;
    return false;
}

static bool commit(struct file_output *output)
{
    if (fchmod(output->fd, (mode_t) output->mode) != 0) {
        return false;
    }
    if (output->is_unnamed) {
        hold_signals(output, true);
        if (!give_name(output)) {
            return false;
        }
    }
    // Some systems report only now that there was no room.
    int fd = output->fd;
    output->fd = -1;
    if (close(fd) != 0) {
        return false;
    }
    return rename(output->temporary, output->target) == 0;
}

enum status file_output_commit(struct file_output *output, struct failure *failure)
{
    if (output->is_special) {
        int fd = output->fd;
        output->fd = -1;
        enum status status =
            close(fd) == 0 ? STATUS_OK : fail_output(failure, "cannot write", output->target);
        release(output);
        return status;
    }
    if (commit(output)) {
        release(output);
        return STATUS_OK;
    }
    enum status status = fail_output(failure, "cannot write", output->target);
    file_output_abort(output);
    return status;
}

void file_output_abort(struct file_output *output)
{
    if (output->temporary != NULL) {
        unlink(output->temporary);
    }
    release(output);
}

enum status file_replace(const char *path, const void *data, size_t size, struct failure *failure)
{
    struct file_output output;
    enum status status = file_output_open(&output, path, failure);
    if (status != STATUS_OK) {
        return status;
    }
    status = file_output_write(&output, data, size, failure);
    if (status != STATUS_OK) {
        file_output_abort(&output);
        return status;
    }
    return file_output_commit(&output, failure);
}
