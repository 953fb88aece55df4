// SPDX-License-Identifier: Apache-2.0
// zip.c - the directory of a zip archive and its entries.
//
// directory <= directory_end <= size always holds, and a row ends after it starts, so a walk ends.

#include "packbeam/zip.h"

#include <stdlib.h>
#include <string.h>

#include "packbeam/bytes.h"
#include "packbeam/inflate.h"

#define LOCAL_MAGIC     0x04034b50U
#define ROW_MAGIC       0x02014b50U
#define END_MAGIC       0x06054b50U
#define LOCAL_SIZE      30
#define ROW_SIZE        46
#define END_SIZE        22
#define COMMENT_MAX     65535
#define FLAG_ENCRYPTED  1U
#define METHOD_STORED   0
#define METHOD_DEFLATED 8
#define IN_64_BITS      0xffffffffU

bool zip_is(const uint8_t *data, size_t size)
{
    return size >= 4 && (bytes_get_le32(data) == LOCAL_MAGIC || bytes_get_le32(data) == END_MAGIC);
}

// The end record stands before a comment of unknown length: look for it from the back.
static bool find_end(const uint8_t *data, size_t size, size_t *at)
{
    for (size_t comment = 0; comment <= COMMENT_MAX && size >= END_SIZE + comment; comment++) {
        size_t offset = size - END_SIZE - comment;
        if (bytes_get_le32(data + offset) == END_MAGIC &&
            bytes_get_le16(data + offset + 20) == comment) {
            *at = offset;
            return true;
        }
    }
    return false;
}

enum status zip_open(const uint8_t *data, size_t size, struct zip *zip, struct failure *failure)
{
    size_t end;
    if (!zip_is(data, size)) {
        return fail_at(failure, STATUS_INPUT, 0, "not a zip archive");
    }
    if (!find_end(data, size, &end)) {
        return fail(failure, STATUS_INPUT,
                    "the archive has no directory at its end\nit is cut short; make it again");
    }
    uint16_t count = bytes_get_le16(data + end + 10);
    uint32_t directory_size = bytes_get_le32(data + end + 12);
    uint32_t directory = bytes_get_le32(data + end + 16);
    if (bytes_get_le16(data + end + 4) != 0 || bytes_get_le16(data + end + 8) != count) {
        return fail_at(failure, STATUS_INPUT, (uint32_t) end, "an archive of several parts");
    }
    if (directory == IN_64_BITS || count == 0xffff) {
        return fail_at(failure, STATUS_INPUT, (uint32_t) end,
                       "an archive of more than 4 GB or 65534 files");
    }
    if (directory > end || directory_size > end - directory) {
        return fail_at(failure, STATUS_INPUT, (uint32_t) end,
                       "the directory, %lu bytes at 0x%lx, runs past the end of the archive",
                       (unsigned long) directory_size, (unsigned long) directory);
    }
    *zip = (struct zip){data, size, directory, directory + directory_size, count};
    return STATUS_OK;
}

enum status zip_next(const struct zip *zip, struct zip_entry *entry, struct failure *failure)
{
    size_t at = entry->next != 0 ? entry->next : zip->directory;
    if (entry->number == zip->count) {
        return STATUS_FAILED;
    }
    size_t left = zip->directory_end - at;
    const uint8_t *row = zip->data + at;
    if (left < ROW_SIZE || bytes_get_le32(row) != ROW_MAGIC) {
        return fail_at(failure, STATUS_INPUT, (uint32_t) at,
                       "the directory of the archive ends after %lu of %lu files",
                       (unsigned long) entry->number, (unsigned long) zip->count);
    }
    size_t name_size = bytes_get_le16(row + 28);
    size_t step = ROW_SIZE + name_size + bytes_get_le16(row + 30) + bytes_get_le16(row + 32);
    if (step > left) {
        return fail_at(failure, STATUS_INPUT, (uint32_t) at,
                       "a row of the directory runs past its end");
    }
    *entry = (struct zip_entry){
        .name = (const char *) row + ROW_SIZE,
        .name_size = name_size,
        .flags = bytes_get_le16(row + 8),
        .method = bytes_get_le16(row + 10),
        .checksum = bytes_get_le32(row + 16),
        .packed_size = bytes_get_le32(row + 20),
        .size = bytes_get_le32(row + 24),
        .offset = bytes_get_le32(row + 42),
        .next = at + step,
        .number = entry->number + 1,
    };
    return STATUS_OK;
}

// Where the bytes of an entry begin: behind its local header, whose fields have sizes of their own.
static enum status find_data(const struct zip *zip, const struct zip_entry *entry,
                             const uint8_t **data, struct failure *failure)
{
    const uint8_t *local = zip->data + entry->offset;
    size_t left = entry->offset < zip->size ? zip->size - entry->offset : 0;
    if (left < LOCAL_SIZE || bytes_get_le32(local) != LOCAL_MAGIC) {
        return fail_at(failure, STATUS_INPUT, (uint32_t) entry->offset,
                       "there is no file header where the directory says");
    }
    size_t header = LOCAL_SIZE + (size_t) bytes_get_le16(local + 26) + bytes_get_le16(local + 28);
    if (header > left || entry->packed_size > left - header) {
        return fail_at(failure, STATUS_INPUT, (uint32_t) entry->offset,
                       "%lu bytes of packed data run past the end of the archive",
                       (unsigned long) entry->packed_size);
    }
    *data = local + header;
    return STATUS_OK;
}

static enum status check_method(const struct zip_entry *entry, struct failure *failure)
{
    if ((entry->flags & FLAG_ENCRYPTED) != 0) {
        return fail(failure, STATUS_INPUT, "the file is encrypted");
    }
    if (entry->method == METHOD_STORED && entry->size != entry->packed_size) {
        return fail(failure, STATUS_INPUT, "a stored file of %lu bytes that takes %lu",
                    (unsigned long) entry->size, (unsigned long) entry->packed_size);
    }
    if (entry->method == METHOD_DEFLATED &&
        !inflate_size_is_possible(entry->packed_size, entry->size)) {
        return fail(failure, STATUS_INPUT, "%lu packed bytes cannot inflate to %lu bytes",
                    (unsigned long) entry->packed_size, (unsigned long) entry->size);
    }
    if (entry->method != METHOD_STORED && entry->method != METHOD_DEFLATED) {
        return fail(failure, STATUS_INPUT,
                    "packed by method %u, which is neither stored (0) nor deflated (8)",
                    (unsigned) entry->method);
    }
    return STATUS_OK;
}

enum status zip_read(const struct zip *zip, const struct zip_entry *entry, uint8_t **data,
                     struct failure *failure)
{
    const uint8_t *packed = NULL;
    enum status status = check_method(entry, failure);
    if (status == STATUS_OK) {
        status = find_data(zip, entry, &packed, failure);
    }
    if (status != STATUS_OK) {
        return status;
    }
    uint8_t *bytes = malloc(entry->size > 0 ? entry->size : 1);
    if (bytes == NULL) {
        return fail_memory(failure, entry->size);
    }
    if (entry->method == METHOD_DEFLATED) {
        status = inflate_into(INFLATE_RAW, packed, entry->packed_size, bytes, entry->size, failure);
    } else if (entry->size > 0) {
        memcpy(bytes, packed, entry->size);
    }
    if (status == STATUS_OK && inflate_crc32(bytes, entry->size) != entry->checksum) {
        status = fail(failure, STATUS_INPUT, "the checksum is wrong: the archive is damaged");
    }
    if (status != STATUS_OK) {
        free(bytes);
        return status;
    }
    *data = bytes;
    return STATUS_OK;
}
