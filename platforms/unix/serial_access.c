// SPDX-License-Identifier: Apache-2.0
// serial_access.c - who may not open a port, and why. Never opens it: that would move the lines and
// so reset a board.

// access, readlink and the group database are not in C11.
#define _DEFAULT_SOURCE

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platforms/serial.h"

static void explain_permission(const struct stat *found, struct serial_info *info)
{
    const struct group *group = getgrgid(found->st_gid);
    info->access = SERIAL_FORBIDDEN;
    if (group != NULL && (found->st_mode & S_IRGRP) != 0 && (found->st_mode & S_IWGRP) != 0 &&
        found->st_gid != 0) {
        snprintf(info->reason, sizeof(info->reason),
                 "it is for the group '%s': run 'sudo usermod -aG %s $USER' and log in again",
                 group->gr_name, group->gr_name);
        return;
    }
    snprintf(info->reason, sizeof(info->reason),
             "only its owner may use it: add a udev rule, or run as root");
}

// Whether one of the descriptors in /proc/PID/fd is the device.
static bool process_holds(const char *folder, const struct stat *device)
{
    DIR *entries = opendir(folder);
    bool holds = false;
    if (entries == NULL) {
        return false;
    }
    for (struct dirent *entry = readdir(entries); entry != NULL && !holds;
         entry = readdir(entries)) {
        char path[PATH_MAX];
        struct stat found;
        int length = snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        holds = length > 0 && (size_t) length < sizeof(path) && entry->d_name[0] != '.' &&
                stat(path, &found) == 0 && S_ISCHR(found.st_mode) &&
                found.st_rdev == device->st_rdev;
    }
    closedir(entries);
    return holds;
}

static void read_name(long process, char *name, size_t size)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%ld/comm", process);
    FILE *file = fopen(path, "r");
    name[0] = '\0';
    if (file != NULL) {
        if (fgets(name, (int) size, file) != NULL) {
            name[strcspn(name, "\n")] = '\0';
        }
        fclose(file);
    }
}

// Find another process that has the device open.
static void explain_busy(const struct stat *device, struct serial_info *info)
{
    DIR *processes = opendir("/proc");
    if (processes == NULL) {
        return;
    }
    for (struct dirent *entry = readdir(processes); entry != NULL; entry = readdir(processes)) {
        char folder[64];
        char *end;
        long process = strtol(entry->d_name, &end, 10);
        if (end == entry->d_name || *end != '\0' || process == (long) getpid()) {
            continue;
        }
        snprintf(folder, sizeof(folder), "/proc/%ld/fd", process);
        if (process_holds(folder, device)) {
            char name[32];
            read_name(process, name, sizeof(name));
            info->access = SERIAL_BUSY;
            snprintf(info->reason, sizeof(info->reason),
                     "process %ld (%s) uses it: end that program first", process, name);
            break;
        }
    }
    closedir(processes);
}

void serial_check_access(const char *path, struct serial_info *info)
{
    struct stat found;
    info->access = SERIAL_FREE;
    info->reason[0] = '\0';
    if (stat(path, &found) != 0) {
        return;
    }
    if (access(path, R_OK | W_OK) != 0) {
        explain_permission(&found, info);
    } else if (S_ISCHR(found.st_mode)) {
        explain_busy(&found, info);
    }
}
