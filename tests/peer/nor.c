// SPDX-License-Identifier: Apache-2.0
// nor.c - a NOR flash chip over memory or over a file that others may look at while it runs.
#include "tests/peer/nor.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// Bring a file to size: what is missing is erased flash.
static bool lengthen(int file, size_t size)
{
    struct stat stat;
    if (fstat(file, &stat) != 0)
        return false;
    uint8_t blank[4096];
    memset(blank, 0xFF, sizeof blank);
    for (size_t at = (size_t) stat.st_size; at < size;) {
        size_t n = size - at < sizeof blank ? size - at : sizeof blank;
        ssize_t written = pwrite(file, blank, n, (off_t) at);
        if (written <= 0)
            return false;
        at += (size_t) written;
    }
    return true;
}

static uint8_t *map_file(const char *path, size_t size)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0 || !lengthen(file, size)) {
        perror(path);
        if (file >= 0)
            close(file);
        return NULL;
    }
    void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (bytes == MAP_FAILED) {
        perror(path);
        return NULL;
    }
    return bytes;
}

bool nor_open(struct nor *nor, const char *path, size_t size, size_t sector_size)
{
    *nor = (struct nor){.size = size, .sector_size = sector_size, .full_from = size};
    if (path != NULL) {
        nor->bytes = map_file(path, size);
        nor->is_mapped = true;
    } else {
        nor->bytes = malloc(size);
        if (nor->bytes != NULL)
            memset(nor->bytes, 0xFF, size);
        else
            perror("flash");
    }
    return nor->bytes != NULL;
}

void nor_close(struct nor *nor)
{
    if (nor->is_mapped && nor->bytes != NULL)
        munmap(nor->bytes, nor->size);
    else
        free(nor->bytes);
    nor->bytes = NULL;
}

bool nor_has(const struct nor *nor, uint64_t offset, uint64_t size)
{
    return offset <= nor->size && size <= nor->size - offset;
}

static bool is_broken(const struct nor *nor, size_t offset)
{
    for (size_t i = 0; i < nor->broken_count; i++)
        if (nor->broken[i] == offset / nor->sector_size)
            return true;
    return false;
}

// How much of a region lies in the sector it begins in.
static size_t in_sector(const struct nor *nor, size_t offset, size_t size)
{
    if (nor->sector_size == 0)
        return size;
    size_t rest = nor->sector_size - offset % nor->sector_size;
    return rest < size ? rest : size;
}

void nor_erase(struct nor *nor, size_t offset, size_t size)
{
    if (!nor_has(nor, offset, size))
        return;
    for (size_t end = offset + size; offset < end;) {
        size_t n = in_sector(nor, offset, end - offset);
        if (!is_broken(nor, offset))
            memset(nor->bytes + offset, 0xFF, n);
        nor->bytes_erased += n;
        nor->sectors_erased++;
        offset += n;
    }
}

bool nor_write(struct nor *nor, size_t offset, const uint8_t *bytes, size_t size)
{
    if (!nor_has(nor, offset, size))
        return false;
    bool same = true;
    for (size_t i = 0; i < size; i++) {
        size_t at = offset + i;
        if (at < nor->full_from && (nor->broken_count == 0 || !is_broken(nor, at)))
            nor->bytes[at] &= bytes[i];
        same = same && nor->bytes[at] == bytes[i];
    }
    nor->bytes_written += size;
    return same;
}
