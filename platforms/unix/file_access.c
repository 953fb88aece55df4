// SPDX-License-Identifier: Apache-2.0
// file_access.c - files and folders for programs in the machine, by POSIX.

// For pread, fsync and friends beside strict C11; minor and major of devices are not in it.
#define _DEFAULT_SOURCE   1
#define _FILE_OFFSET_BITS 64

#include "platforms/file_access.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platforms/unix/error_name.h"

// What is asked of the system in one go.
#define AT_ONCE (1u << 30)

static const char *outcome(int result)
{
    return result < 0 ? error_name(errno) : NULL;
}

// Open files ---------------------------------------------------------------------------------

static int open_flags(unsigned wanted)
{
    int flags = O_CLOEXEC;
    if ((wanted & FILE_ACCESS_WRITE) == 0) {
        flags |= O_RDONLY;
    } else {
        flags |= (wanted & FILE_ACCESS_READ) != 0 ? O_RDWR | O_CREAT : O_WRONLY | O_CREAT;
        if ((wanted & (FILE_ACCESS_READ | FILE_ACCESS_APPEND)) == 0) {
            flags |= O_TRUNC;
        }
    }
    flags |= (wanted & FILE_ACCESS_APPEND) != 0 ? O_APPEND : 0;
    flags |= (wanted & FILE_ACCESS_EXCLUSIVE) != 0 ? O_EXCL : 0;
    flags |= (wanted & FILE_ACCESS_SYNC) != 0 ? O_SYNC : 0;
    return flags | ((wanted & FILE_ACCESS_DIRECTORY) != 0 ? O_DIRECTORY : 0);
}

const char *file_access_open(const char *path, unsigned wanted, int *file)
{
    int fd;
    do {
        fd = open(path, open_flags(wanted), 0666);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) {
        return error_name(errno);
    }
    struct stat status;
    if ((wanted & FILE_ACCESS_DIRECTORY) == 0 && fstat(fd, &status) == 0 &&
        S_ISDIR(status.st_mode)) {
        close(fd);
        return "eisdir";
    }
    *file = fd;
    return NULL;
}

const char *file_access_close(int file)
{
    // After EINTR the descriptor is gone as well.
    return close(file) < 0 && errno != EINTR ? error_name(errno) : NULL;
}

static size_t piece(size_t size)
{
    return size < AT_ONCE ? size : AT_ONCE;
}

const char *file_access_read(int file, void *bytes, size_t size, size_t *got)
{
    *got = 0;
    while (*got < size) {
        ssize_t count = read(file, (char *) bytes + *got, piece(size - *got));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return *got > 0 ? NULL : error_name(errno);
        }
        *got += (size_t) count;
        if ((size_t) count < AT_ONCE) {
            break;
        }
    }
    return NULL;
}

const char *file_access_read_at(int file, uint64_t at, void *bytes, size_t size, size_t *got)
{
    *got = 0;
    while (*got < size) {
        ssize_t count = pread(file, (char *) bytes + *got, piece(size - *got), (off_t) (at + *got));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return *got > 0 ? NULL : error_name(errno);
        }
        if (count == 0) {
            break;
        }
        *got += (size_t) count;
    }
    return NULL;
}

const char *file_access_write(int file, const void *bytes, size_t size)
{
    const char *from = bytes;
    while (size > 0) {
        ssize_t count = write(file, from, piece(size));
        if (count < 0 && errno != EINTR) {
            return error_name(errno);
        }
        size_t done = count < 0 ? 0 : (size_t) count;
        from += done;
        size -= done;
    }
    return NULL;
}

const char *file_access_write_at(int file, uint64_t at, const void *bytes, size_t size)
{
    const char *from = bytes;
    while (size > 0) {
        ssize_t count = pwrite(file, from, piece(size), (off_t) at);
        if (count < 0 && errno != EINTR) {
            return error_name(errno);
        }
        size_t done = count < 0 ? 0 : (size_t) count;
        from += done;
        at += done;
        size -= done;
    }
    return NULL;
}

uint64_t file_access_left_at(int file, uint64_t at)
{
    struct stat status;
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || (uint64_t) status.st_size < at) {
        return 0;
    }
    return (uint64_t) status.st_size - at;
}

uint64_t file_access_left(int file)
{
    off_t at = lseek(file, 0, SEEK_CUR);
    return at < 0 ? 0 : file_access_left_at(file, (uint64_t) at);
}

const char *file_access_position(int file, enum file_access_from from, int64_t offset,
                                 int64_t *position)
{
    static const int whence[] = {SEEK_SET, SEEK_CUR, SEEK_END};
    off_t at = lseek(file, (off_t) offset, whence[from]);
    *position = (int64_t) at;
    return at < 0 ? error_name(errno) : NULL;
}

static const char *truncate_here(int file)
{
    off_t at = lseek(file, 0, SEEK_CUR);
    return outcome(at < 0 ? -1 : ftruncate(file, at));
}

// The functions of posix_fadvise's family return the error.
static const char *outcome_of(int error)
{
    return error == 0 ? NULL : error_name(error);
}

static const char *advise(int file, int64_t offset, int64_t size, enum file_access_advice advice)
{
    static const int advices[FILE_ADVICE_COUNT] = {
        [FILE_ADVICE_NORMAL] = POSIX_FADV_NORMAL,
        [FILE_ADVICE_SEQUENTIAL] = POSIX_FADV_SEQUENTIAL,
        [FILE_ADVICE_RANDOM] = POSIX_FADV_RANDOM,
        [FILE_ADVICE_NO_REUSE] = POSIX_FADV_NOREUSE,
        [FILE_ADVICE_WILL_NEED] = POSIX_FADV_WILLNEED,
        [FILE_ADVICE_DONT_NEED] = POSIX_FADV_DONTNEED,
    };
    return outcome_of(posix_fadvise(file, (off_t) offset, (off_t) size, advices[advice]));
}

const char *file_access_control(int file, enum file_access_control what, int64_t offset,
                                int64_t size, enum file_access_advice advice)
{
    switch (what) {
    case FILE_TRUNCATE:
        return truncate_here(file);
    case FILE_SYNC:
        return outcome(fsync(file));
    case FILE_SYNC_DATA:
        return outcome(fdatasync(file));
    case FILE_ALLOCATE:
        return outcome_of(posix_fallocate(file, (off_t) offset, (off_t) size));
    case FILE_ADVISE:
        return advise(file, offset, size, advice);
    }
    return "einval";
}

// What is known of files ---------------------------------------------------------------------

static enum file_access_type type_of(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG:
        return FILE_REGULAR;
    case S_IFDIR:
        return FILE_DIRECTORY;
    case S_IFLNK:
        return FILE_LINK;
    case S_IFCHR:
    case S_IFBLK:
        return FILE_DEVICE;
    default:
        return FILE_OTHER;
    }
}

static void fill_info(const struct stat *status, struct file_access_info *info)
{
    *info = (struct file_access_info){
        .type = type_of(status->st_mode),
        .size = (uint64_t) status->st_size,
        .accessed = (int64_t) status->st_atime,
        .modified = (int64_t) status->st_mtime,
        .changed = (int64_t) status->st_ctime,
        .mode = (uint64_t) status->st_mode,
        .links = (uint64_t) status->st_nlink,
        .device = (uint64_t) status->st_dev,
        .special = (uint64_t) status->st_rdev,
        .inode = (uint64_t) status->st_ino,
        .user = (uint64_t) status->st_uid,
        .group = (uint64_t) status->st_gid,
    };
}

const char *file_access_info(const char *path, bool follow, struct file_access_info *info)
{
    struct stat status;
    if ((follow ? stat(path, &status) : lstat(path, &status)) < 0) {
        return error_name(errno);
    }
    fill_info(&status, info);
    info->can_read = access(path, R_OK) == 0;
    info->can_write = access(path, W_OK) == 0;
    return NULL;
}

const char *file_access_info_of(int file, struct file_access_info *info)
{
    struct stat status;
    if (fstat(file, &status) < 0) {
        return error_name(errno);
    }
    fill_info(&status, info);
    int flags = fcntl(file, F_GETFL) & O_ACCMODE;
    info->can_read = flags != O_WRONLY;
    info->can_write = flags != O_RDONLY;
    return NULL;
}

const char *file_access_set_mode(const char *path, uint32_t mode)
{
    return outcome(chmod(path, (mode_t) mode & 07777));
}

const char *file_access_set_owner(const char *path, uint32_t user, uint32_t group)
{
    return outcome(chown(path, (uid_t) user, (gid_t) group));
}

const char *file_access_set_times(const char *path, int64_t accessed, int64_t modified)
{
    struct timespec times[2] = {{.tv_sec = (time_t) accessed}, {.tv_sec = (time_t) modified}};
    return outcome(utimensat(AT_FDCWD, path, times, 0));
}

// Names --------------------------------------------------------------------------------------

const char *file_access_delete(const char *path)
{
    struct stat status;
    // Some systems let the superuser unlink folders, which damages the file system.
    if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        return "eperm";
    }
    return outcome(unlink(path));
}

const char *file_access_make_directory(const char *path)
{
    return outcome(mkdir(path, 0777));
}

const char *file_access_delete_directory(const char *path)
{
    const char *error = outcome(rmdir(path));
    return error != NULL && strcmp(error, "enotempty") == 0 ? "eexist" : error;
}

const char *file_access_rename(const char *from, const char *to)
{
    return outcome(rename(from, to));
}

const char *file_access_link(const char *target, const char *path)
{
    return outcome(link(target, path));
}

const char *file_access_symlink(const char *target, const char *path)
{
    return outcome(symlink(target, path));
}

const char *file_access_set_directory(const char *path)
{
    return outcome(chdir(path));
}

// Texts --------------------------------------------------------------------------------------

const char *file_access_directory(file_access_visit visit, void *context)
{
    char path[PATH_MAX];
    if (getcwd(path, sizeof path) == NULL) {
        return error_name(errno);
    }
    (void) visit(context, path, strlen(path));
    return NULL;
}

const char *file_access_read_link(const char *path, file_access_visit visit, void *context)
{
    char target[PATH_MAX];
    ssize_t size = readlink(path, target, sizeof target);
    if (size < 0) {
        return error_name(errno);
    }
    (void) visit(context, target, (size_t) size);
    return NULL;
}

const char *file_access_list(const char *path, file_access_visit visit, void *context)
{
    DIR *directory = opendir(path);
    if (directory == NULL) {
        return error_name(errno);
    }
    bool more = true;
    while (more) {
        errno = 0;
        const struct dirent *entry = readdir(directory);
        if (entry == NULL) {
            break;
        }
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            more = visit(context, entry->d_name, strlen(entry->d_name));
        }
    }
    const char *error = errno != 0 ? error_name(errno) : NULL;
    closedir(directory);
    return more ? error : NULL;
}
