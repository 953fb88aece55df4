// SPDX-License-Identifier: Apache-2.0
// file_access.h: files and folders, for programs that run in the machine (vm/bif_file.c). A port
// without a file system leaves this out and builds with AVM_FILES=0.
//
// Paths are NUL-terminated and as the system spells them. Every function returns NULL when it has
// done what it says, else the name of the error as POSIX has it, in lower case ("enoent"): a text
// that lives as long as the program.

#ifndef PLATFORMS_FILE_ACCESS_H
#define PLATFORMS_FILE_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What is wanted of an open file
#define FILE_ACCESS_READ      1u
#define FILE_ACCESS_WRITE     2u  // made when it is not there; emptied unless it is read, too
#define FILE_ACCESS_APPEND    4u  // written at the end only
#define FILE_ACCESS_EXCLUSIVE 8u  // must not be there yet
#define FILE_ACCESS_DIRECTORY 16u // it is a folder; others are refused, without it folders are
#define FILE_ACCESS_SYNC      32u // written through to the disk

// *file: a number that stands for the open file until it is closed.
const char *file_access_open(const char *path, unsigned wanted, int *file);
const char *file_access_close(int file);

// At most size bytes; *got 0: the end.
const char *file_access_read(int file, void *bytes, size_t size, size_t *got);
const char *file_access_read_at(int file, uint64_t at, void *bytes, size_t size, size_t *got);
// All of them.
const char *file_access_write(int file, const void *bytes, size_t size);
const char *file_access_write_at(int file, uint64_t at, const void *bytes, size_t size);

// Bytes from the position (or from `at`) to the end; 0 where there is no telling.
uint64_t file_access_left(int file);
uint64_t file_access_left_at(int file, uint64_t at);

enum file_access_from { FILE_FROM_START, FILE_FROM_HERE, FILE_FROM_END };
const char *file_access_position(int file, enum file_access_from from, int64_t offset,
                                 int64_t *position);

// What else can be done with an open file.
enum file_access_control {
    FILE_TRUNCATE, //          at the position
    FILE_SYNC,
    FILE_SYNC_DATA,
    FILE_ALLOCATE, // offset, size
    FILE_ADVISE,   // offset, size, advice: what the system may expect
};
enum file_access_advice {
    FILE_ADVICE_NORMAL,
    FILE_ADVICE_SEQUENTIAL,
    FILE_ADVICE_RANDOM,
    FILE_ADVICE_NO_REUSE,
    FILE_ADVICE_WILL_NEED,
    FILE_ADVICE_DONT_NEED,
    FILE_ADVICE_COUNT,
};
const char *file_access_control(int file, enum file_access_control what, int64_t offset,
                                int64_t size, enum file_access_advice advice);

enum file_access_type { FILE_DEVICE, FILE_DIRECTORY, FILE_OTHER, FILE_REGULAR, FILE_LINK };
struct file_access_info {
    enum file_access_type type;
    bool can_read, can_write;
    uint64_t size;
    int64_t accessed, modified, changed; // seconds since 1970
    uint64_t mode, links, device, special, inode, user, group;
};
// follow: of what a link leads to.
const char *file_access_info(const char *path, bool follow, struct file_access_info *info);
const char *file_access_info_of(int file, struct file_access_info *info);

const char *file_access_set_mode(const char *path, uint32_t mode);
// UINT32_MAX: that one stays.
const char *file_access_set_owner(const char *path, uint32_t user, uint32_t group);
const char *file_access_set_times(const char *path, int64_t accessed, int64_t modified);

const char *file_access_delete(const char *path);
const char *file_access_make_directory(const char *path);
const char *file_access_delete_directory(const char *path);
const char *file_access_rename(const char *from, const char *to);
// A second name, or a link at path with that text.
const char *file_access_link(const char *target, const char *path);
const char *file_access_symlink(const char *target, const char *path);

// The folder that paths begin in.
const char *file_access_set_directory(const char *path);

// Texts are given to a function, which returns false when it wants no more.
typedef bool (*file_access_visit)(void *context, const char *text, size_t size);
const char *file_access_directory(file_access_visit visit, void *context);
const char *file_access_read_link(const char *path, file_access_visit visit, void *context);
// Every name but "." and "..", as the system has them.
const char *file_access_list(const char *path, file_access_visit visit, void *context);

#endif
