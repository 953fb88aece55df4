// SPDX-License-Identifier: Apache-2.0
// files.c - files, directories and programs, by POSIX.

// For realpath and friends beside strict C11.
#define _XOPEN_SOURCE 700

#include "platforms/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_READ 65536

extern char **environ;

static enum status fail_path(struct failure *failure, const char *what, const char *path)
{
    int error = errno;
    enum status status = fail(failure, STATUS_IO, "%s: %s", what, strerror(error));
    failure_add_subject(failure, path);
    return status;
}

// Reading ------------------------------------------------------------------------------------

// Read until the end; the size that the system states is only a first guess, because a pipe has
// none and a file may grow.
static enum status read_all(int fd, size_t guess, uint8_t **data, size_t *size,
                            struct failure *failure)
{
    size_t capacity = guess > 0 ? guess + 1 : FIRST_READ;
    uint8_t *bytes = malloc(capacity);
    size_t filled = 0;
    while (bytes != NULL) {
        if (filled == capacity) {
            capacity *= 2;
            uint8_t *more = realloc(bytes, capacity);
            if (more == NULL) {
                break;
            }
            bytes = more;
        }
        ssize_t got = read(fd, bytes + filled, capacity - filled);
        if (got == 0) {
            *data = bytes;
            *size = filled;
            return STATUS_OK;
        }
        if (got < 0 && errno != EINTR) {
            free(bytes);
            return fail(failure, STATUS_IO, "cannot read: %s", strerror(errno));
        }
        filled += got > 0 ? (size_t) got : 0;
    }
    free(bytes);
    return fail_memory(failure, capacity);
}

enum status file_read(const char *path, uint8_t **data, size_t *size, struct failure *failure)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return fail_path(failure, "cannot open", path);
    }
    struct stat info;
    size_t guess = 0;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size < INT_MAX) {
        guess = (size_t) info.st_size;
    }
    enum status status = read_all(fd, guess, data, size, failure);
    if (status != STATUS_OK) {
        failure_add_subject(failure, path);
    }
    close(fd);
    return status;
}

// Mapping ------------------------------------------------------------------------------------

// What cannot be mapped (a pipe, an empty file) is read. "-" is the standard input.
enum status file_map(const char *path, struct file_bytes *bytes, struct failure *failure)
{
    *bytes = (struct file_bytes){.data = NULL};
    bool is_input = strcmp(path, "-") == 0;
    int fd = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return fail_path(failure, "cannot open", path);
    }
    enum status status = STATUS_OK;
    struct stat info;
    if (!is_input && fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0 &&
        (uintmax_t) info.st_size <= SIZE_MAX) {
        void *mapped = mmap(NULL, (size_t) info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (mapped != MAP_FAILED) {
            *bytes = (struct file_bytes){mapped, (size_t) info.st_size, true};
        }
    }
    if (bytes->data == NULL) {
        uint8_t *data;
        status = read_all(fd, 0, &data, &bytes->size, failure);
        failure_add_subject(failure, is_input ? "standard input" : path);
        bytes->data = status == STATUS_OK ? data : NULL;
    }
    if (!is_input) {
        close(fd);
    }
    return status;
}

void file_unmap(struct file_bytes *bytes)
{
    // Both calls take their memory as writable; nothing is written.
    if (bytes->is_mapped) {
        munmap((void *) bytes->data, bytes->size);
    } else {
        free((void *) bytes->data);
    }
    *bytes = (struct file_bytes){.data = NULL};
}

bool file_exists(const char *path)
{
    return access(path, R_OK) == 0;
}

bool file_is_directory(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool file_is_regular(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

bool file_is_link(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
}

uint64_t file_identity(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        return 0;
    }
    // Mixed with odd numbers, so that no change in one is undone by a change in another.
    uint64_t identity = (uint64_t) info.st_size * 0x9e3779b97f4a7c15u;
    identity ^= (uint64_t) info.st_mtim.tv_sec * 0xc2b2ae3d27d4eb4fu;
    identity ^= (uint64_t) info.st_mtim.tv_nsec * 0x165667b19e3779f9u;
    return identity ^ (uint64_t) info.st_ino * 0x27d4eb2f165667c5u;
}

// Directories --------------------------------------------------------------------------------

enum status file_make_directory(const char *path, struct failure *failure)
{
    char part[PATH_MAX];
    size_t length = strlen(path);
    if (length >= sizeof(part)) {
        return fail(failure, STATUS_IO, "the path is too long: '%.80s...'", path);
    }
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0') {
            continue;
        }
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST) {
            return fail_path(failure, "cannot create", part);
        }
    }
    return STATUS_OK;
}

enum status file_make_directory_below(const char *parent, const char *path, struct failure *failure)
{
    char part[PATH_MAX];
    int length = snprintf(part, sizeof(part), "%s/%s", parent, path);
    if (length < 0 || (size_t) length >= sizeof(part)) {
        return fail(failure, STATUS_IO, "the path is too long: '%.80s...'", path);
    }
    for (char *at = part + strlen(parent) + 1;; at++) {
        if (*at != '/' && *at != '\0') {
            continue;
        }
        char end = *at;
        *at = '\0';
        struct stat info;
        if (mkdir(part, 0777) != 0 &&
            (errno != EEXIST || lstat(part, &info) != 0 || !S_ISDIR(info.st_mode))) {
            errno = errno == EEXIST ? ENOTDIR : errno;
            return fail_path(failure, "cannot create", part);
        }
        *at = end;
        if (end == '\0') {
            return STATUS_OK;
        }
    }
}

enum status file_make_temporary(const char *parent, char *path, size_t size,
                                struct failure *failure)
{
    int length = snprintf(path, size, "%s/tmp-XXXXXX", parent);
    if (length < 0 || (size_t) length >= size) {
        return fail(failure, STATUS_IO, "the path is too long: '%.80s...'", parent);
    }
    if (mkdtemp(path) == NULL) {
        return fail_path(failure, "cannot create a directory in", parent);
    }
    return STATUS_OK;
}

static void remove_entry(void *context, const char *name)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof(path), "%s/%s", (const char *) context, name);
    if (length > 0 && (size_t) length < sizeof(path)) {
        unlink(path);
    }
}

void file_remove_directory(const char *path)
{
    // The context is handed back as it is; nothing writes through it.
    file_list_directory(path, remove_entry, (void *) path);
    rmdir(path);
}

bool file_absolute(const char *path, char *absolute, size_t size)
{
    char resolved[PATH_MAX];
    if (realpath(path, resolved) == NULL || strlen(resolved) >= size) {
        return false;
    }
    memcpy(absolute, resolved, strlen(resolved) + 1);
    return true;
}

bool file_move(const char *from, const char *to)
{
    return rename(from, to) == 0;
}

static int is_visible(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

void file_list_directory(const char *path, file_visit visit, void *context)
{
    struct dirent **entries;
    int count = scandir(path, &entries, is_visible, alphasort);
    if (count < 0) {
        return;
    }
    for (int i = 0; i < count; i++) {
        visit(context, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

// Programs -----------------------------------------------------------------------------------

bool file_find_program(const char *name, char *path, size_t size)
{
    const char *folders = getenv("PATH");
    while (folders != NULL && *folders != '\0') {
        size_t length = strcspn(folders, ":");
        // An empty folder in PATH means the current one.
        int printed =
            snprintf(path, size, "%.*s%s%s", (int) length, folders, length > 0 ? "/" : "./", name);
        if (printed > 0 && (size_t) printed < size && access(path, X_OK) == 0 &&
            !file_is_directory(path)) {
            return true;
        }
        folders += length + (folders[length] == ':' ? 1 : 0);
    }
    return false;
}

static int spawn(const char *const *arguments, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) {
        return error;
    }
    error = posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    if (error == 0) {
        error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    }
    if (error == 0) {
        // posix_spawn takes char *const * but promises not to change them.
        error = posix_spawn(pid, arguments[0], &actions, NULL, (char *const *) arguments, environ);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

enum status file_run_program(const char *const *arguments, int *exit_status,
                             struct failure *failure)
{
    pid_t pid;
    int error = spawn(arguments, &pid);
    if (error != 0) {
        return fail(failure, STATUS_IO, "cannot run '%.100s': %s", arguments[0], strerror(error));
    }
    int status;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return fail(failure, STATUS_IO, "lost '%.100s': %s", arguments[0], strerror(errno));
        }
    }
    *exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return STATUS_OK;
}

bool file_error_is_terminal(void)
{
    return isatty(STDERR_FILENO) != 0;
}

bool file_input_is_terminal(void)
{
    return isatty(STDIN_FILENO) == 1;
}
