// SPDX-License-Identifier: Apache-2.0
// drives.c - mounted file systems: /proc/self/mounts where there is one, else what /Volumes holds.

// fsync is not in C11.
#define _POSIX_C_SOURCE 200809L

#include "platforms/drives.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "platforms/files.h"

// Blanks in paths are written as \040 there.
static void unescape(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; to++) {
        if (from[0] == '\\' && from[1] >= '0' && from[1] <= '3' && from[2] >= '0' &&
            from[2] <= '7' && from[3] >= '0' && from[3] <= '7') {
            *to = (char) ((from[1] - '0') << 6 | (from[2] - '0') << 3 | (from[3] - '0'));
            from += 4;
        } else {
            *to = *from++;
        }
    }
    *to = '\0';
}

struct volumes {
    drive_visit visit;
    void *context;
};

static void visit_volume(void *context, const char *name)
{
    const struct volumes *volumes = context;
    char path[1024];
    int length = snprintf(path, sizeof(path), "/Volumes/%s", name);
    if (length > 0 && (size_t) length < sizeof(path)) {
        volumes->visit(volumes->context, path);
    }
}

void drive_list(drive_visit visit, void *context)
{
    char line[4096];
    FILE *mounts = fopen("/proc/self/mounts", "r");
    if (mounts == NULL) {
        struct volumes volumes = {visit, context};
        file_list_directory("/Volumes", visit_volume, &volumes);
        return;
    }
    while (fgets(line, sizeof(line), mounts) != NULL) {
        // Device, folder, kind of file system, ...
        char *folder = strchr(line, ' ');
        char *end = folder != NULL ? strchr(folder + 1, ' ') : NULL;
        if (end != NULL) {
            *end = '\0';
            unescape(folder + 1);
            visit(context, folder + 1);
        }
    }
    fclose(mounts);
}

enum status drive_write(const char *path, const void *data, size_t size, bool *complete,
                        struct failure *failure)
{
    const char *at = data;
    int error = 0;
    *complete = false;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        return fail(failure, STATUS_IO, "cannot write: %s", strerror(errno));
    }
    while (size > 0 && error == 0) {
        ssize_t count = write(fd, at, size);
        if (count >= 0) {
            at += count;
            size -= (size_t) count;
        } else if (errno != EINTR) {
            error = errno;
        }
    }
    *complete = size == 0;
    if (error == 0 && fsync(fd) != 0) {
        error = errno;
    }
    if (close(fd) != 0 && error == 0) {
        error = errno;
    }
    return error == 0 ? STATUS_OK : fail(failure, STATUS_IO, "cannot write: %s", strerror(error));
}
