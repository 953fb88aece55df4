// SPDX-License-Identifier: Apache-2.0
// image.c - pieces of bytes at addresses.

#include "flasher/image.h"

#include <stdlib.h>

void image_clear(struct image *image)
{
    free(image->pieces);
    buffer_clear(&image->bytes);
    *image = (struct image){.pieces = NULL};
}

static struct image_piece *add_piece(struct image *image, struct failure *failure)
{
    if (image->count == image->capacity) {
        size_t capacity = image->capacity > 0 ? image->capacity * 2 : 16;
        struct image_piece *pieces = NULL;
        if (capacity <= SIZE_MAX / sizeof(*pieces)) {
            pieces = realloc(image->pieces, capacity * sizeof(*pieces));
        }
        if (pieces == NULL) {
            fail_memory(failure, (uint64_t) capacity * sizeof(*pieces));
            return NULL;
        }
        image->pieces = pieces;
        image->capacity = capacity;
    }
    return &image->pieces[image->count++];
}

enum status image_add(struct image *image, uint32_t address, const void *data, size_t size,
                      bool join, struct failure *failure)
{
    if (size == 0) {
        return STATUS_OK;
    }
    if (size > UINT32_MAX - address) {
        return fail(failure, STATUS_INPUT, "%zu bytes at 0x%x reach beyond 32 bits", size,
                    (unsigned) address);
    }
    struct image_piece *last = image->count > 0 ? &image->pieces[image->count - 1] : NULL;
    if (join && last != NULL && image_piece_end(last) == address) {
        last->size += (uint32_t) size;
    } else {
        struct image_piece *piece = add_piece(image, failure);
        if (piece == NULL) {
            return STATUS_LIMIT;
        }
        *piece =
            (struct image_piece){address, (uint32_t) size, image->bytes.size, image->count - 1};
    }
    buffer_add(&image->bytes, data, size);
    return buffer_status(&image->bytes, failure);
}

static int by_address(const void *a, const void *b)
{
    const struct image_piece *left = a;
    const struct image_piece *right = b;
    if (left->address != right->address) {
        return left->address < right->address ? -1 : 1;
    }
    return left->order < right->order ? -1 : 1;
}

enum status image_settle(struct image *image, struct failure *failure)
{
    if (image->count > 1) {
        qsort(image->pieces, image->count, sizeof(*image->pieces), by_address);
    }
    for (size_t i = 1; i < image->count; i++) {
        const struct image_piece *before = &image->pieces[i - 1];
        const struct image_piece *piece = &image->pieces[i];
        if (image_piece_end(before) > piece->address) {
            return fail(failure, STATUS_INPUT, "%u bytes at 0x%x overlap those from 0x%x to 0x%llx",
                        (unsigned) piece->size, (unsigned) piece->address,
                        (unsigned) before->address, (unsigned long long) image_piece_end(before));
        }
    }
    return STATUS_OK;
}

enum status image_join(struct image *image, struct failure *failure)
{
    struct image joined = {.pieces = NULL};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < image->count && status == STATUS_OK; i++) {
        const struct image_piece *piece = &image->pieces[i];
        status = image_add(&joined, piece->address, image_data(image, piece), piece->size, true,
                           failure);
    }
    if (status != STATUS_OK) {
        image_clear(&joined);
        return status;
    }
    image_clear(image);
    *image = joined;
    return STATUS_OK;
}

uint32_t image_start(const struct image *image)
{
    return image->count > 0 ? image->pieces[0].address : 0;
}

uint64_t image_end(const struct image *image)
{
    return image->count > 0 ? image_piece_end(&image->pieces[image->count - 1]) : 0;
}

enum status image_flatten(const struct image *image, uint32_t start, uint8_t fill,
                          struct buffer *out, struct failure *failure)
{
    if (image->count > 0 && image_start(image) < start) {
        return fail(failure, STATUS_INPUT, "there are bytes at 0x%x, before the beginning at 0x%x",
                    (unsigned) image_start(image), (unsigned) start);
    }
    if (image_end(image) > (uint64_t) start + IMAGE_FLAT_MAX) {
        return fail(failure, STATUS_INPUT,
                    "from 0x%x to 0x%llx is more than any flash holds\n"
                    "keep it as UF2 or HEX, where gaps take no room",
                    (unsigned) start, (unsigned long long) image_end(image));
    }
    uint64_t at = start;
    for (size_t i = 0; i < image->count; i++) {
        const struct image_piece *piece = &image->pieces[i];
        buffer_fill(out, fill, (size_t) (piece->address - at));
        buffer_add(out, image_data(image, piece), piece->size);
        at = image_piece_end(piece);
    }
    return buffer_status(out, failure);
}
