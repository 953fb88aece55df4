// SPDX-License-Identifier: Apache-2.0
// uf2.c - reading and writing of UF2 blocks.

#include "flasher/uf2.h"

#include <stdlib.h>
#include <string.h>

#include "packbeam/bytes.h"
#include "packbeam/md5.h"

#define MAGIC_0     0x0A324655U
#define MAGIC_1     0x9E5D5157U
#define MAGIC_END   0x0AB16F30U
#define FLAG_OTHER  0x0001U // not for the main flash
#define FLAG_FILE   0x1000U // a part of a file
#define FLAG_FAMILY 0x2000U
#define FLAG_MD5    0x4000U
#define DATA        32
#define DATA_MAX    476
#define SUM_SIZE    24 // address, size, MD5
#define PAGE        256U
#define SECTOR      4096U

const struct uf2_family uf2_families[] = {
#define UF2_FAMILY(name, title, id, way) {#name, title, id, UF2_WAY_##way},
#include "flasher/uf2_families.def"
#undef UF2_FAMILY
    {.name = NULL},
};

static bool is_same(const char *name, const char *text)
{
    for (; *text != '\0'; text++) {
        char low = *text >= 'A' && *text <= 'Z' ? (char) (*text + 0x20) : *text;
        if (low != *name && !(low == '-' && *name == '_')) {
            return false;
        }
        name++;
    }
    return *name == '\0';
}

const struct uf2_family *uf2_find_family_id(uint32_t id)
{
    for (const struct uf2_family *family = uf2_families; family->name != NULL; family++) {
        if (family->id == id) {
            return family;
        }
    }
    return NULL;
}

const struct uf2_family *uf2_find_family(const char *name)
{
    if (is_same("rp2350", name)) {
        return uf2_find_family_id(UF2_FAMILY_RP2350);
    }
    for (const struct uf2_family *family = uf2_families; family->name != NULL; family++) {
        if (is_same(family->name, name)) {
            return family;
        }
    }
    char *end;
    unsigned long id = strtoul(name, &end, 0);
    return *end == '\0' && id <= UINT32_MAX ? uf2_find_family_id((uint32_t) id) : NULL;
}

bool uf2_is(const uint8_t *data, size_t size)
{
    return size >= 8 && bytes_get_le32(data) == MAGIC_0 && bytes_get_le32(data + 4) == MAGIC_1;
}

// Reading ------------------------------------------------------------------------------------

// Blocks of one transfer: numbers from 0 to count - 1, each once, in any order.
struct transfer {
    uint32_t count;
    uint32_t seen;
    uint8_t *bits;
};

static enum status end_transfer(struct transfer *transfer, size_t at, struct failure *failure)
{
    enum status status = STATUS_OK;
    if (transfer->seen != transfer->count) {
        status = fail_at(failure, STATUS_INPUT, (uint32_t) at, "%u of %u blocks are missing",
                         (unsigned) (transfer->count - transfer->seen), (unsigned) transfer->count);
    }
    free(transfer->bits);
    *transfer = (struct transfer){.bits = NULL};
    return status;
}

// Note a block. A file may hold several transfers, one behind the other.
static enum status note_block(struct transfer *transfer, const uint8_t *block, size_t at,
                              size_t most, struct failure *failure)
{
    uint32_t number = bytes_get_le32(block + 20);
    uint32_t count = bytes_get_le32(block + 24);
    if (number >= count || count > most) {
        return fail_at(failure, STATUS_INPUT, (uint32_t) at, "block %u of %u in a file of %zu",
                       (unsigned) number, (unsigned) count, most);
    }
    if (transfer->bits != NULL && (transfer->seen == transfer->count || transfer->count != count)) {
        enum status status = end_transfer(transfer, at, failure);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (transfer->bits == NULL) {
        transfer->bits = calloc(count / 8 + 1, 1);
        transfer->count = count;
        if (transfer->bits == NULL) {
            return fail_memory(failure, count / 8 + 1);
        }
    }
    uint8_t bit = (uint8_t) (1U << (number & 7));
    if ((transfer->bits[number / 8] & bit) != 0) {
        return fail_at(failure, STATUS_INPUT, (uint32_t) at, "block number %u comes twice",
                       (unsigned) number);
    }
    transfer->bits[number / 8] |= bit;
    transfer->seen++;
    return STATUS_OK;
}

static enum status check_sum(const uint8_t *block, uint32_t payload, size_t at,
                             struct failure *failure)
{
    const uint8_t *sum = block + DATA + payload;
    uint8_t digest[MD5_SIZE];
    struct md5 md5;
    if (payload > DATA_MAX - SUM_SIZE) {
        return fail_at(failure, STATUS_INPUT, (uint32_t) at, "%u bytes leave no room for their MD5",
                       (unsigned) payload);
    }
    if (bytes_get_le32(sum) != bytes_get_le32(block + 12) || bytes_get_le32(sum + 4) != payload) {
        return STATUS_OK; // of a region that this block is only a part of
    }
    md5_init(&md5);
    md5_update(&md5, block + DATA, payload);
    md5_finish(&md5, digest);
    if (memcmp(digest, sum + 8, MD5_SIZE) != 0) {
        return fail_at(failure, STATUS_INPUT, (uint32_t) at, "the MD5 of the block is wrong");
    }
    return STATUS_OK;
}

static enum status check_family(const uint8_t *block, size_t at, uint32_t wanted,
                                struct uf2_info *info, struct failure *failure)
{
    bool has_family = (bytes_get_le32(block + 8) & FLAG_FAMILY) != 0;
    uint32_t family = has_family ? bytes_get_le32(block + 28) : UF2_FAMILY_NONE;
    if (info->blocks == 0) {
        info->family = wanted != 0 ? wanted : family;
    }
    if (family == info->family) {
        return STATUS_OK;
    }
    const struct uf2_family *found = uf2_find_family_id(family);
    const struct uf2_family *other = uf2_find_family_id(info->family);
    return fail_at(failure, STATUS_INPUT, (uint32_t) at,
                   "the block is for family 0x%08x (%s), not 0x%08x (%s)", (unsigned) family,
                   found != NULL ? found->title : "unknown", (unsigned) info->family,
                   other != NULL ? other->title : "unknown");
}

static enum status read_block(const uint8_t *block, size_t at, uint32_t family, struct image *image,
                              struct uf2_info *info, struct failure *failure)
{
    uint32_t flags = bytes_get_le32(block + 8);
    uint32_t payload = bytes_get_le32(block + 16);
    enum status status = check_family(block, at, family, info, failure);
    if (status != STATUS_OK) {
        return status;
    }
    if (payload == 0 || payload > DATA_MAX) {
        return fail_at(failure, STATUS_INPUT, (uint32_t) at, "a block with %u bytes; 1 to 476 fit",
                       (unsigned) payload);
    }
    if ((flags & FLAG_MD5) != 0) {
        info->has_md5 = true;
        status = check_sum(block, payload, at, failure);
    }
    if (status == STATUS_OK) {
        info->blocks++;
        status = image_add(image, bytes_get_le32(block + 12), block + DATA, payload, true, failure);
    }
    return status;
}

enum status uf2_read(const uint8_t *data, size_t size, uint32_t family, struct image *image,
                     struct uf2_info *info, struct failure *failure)
{
    struct transfer transfer = {.bits = NULL};
    enum status status = STATUS_OK;
    *info = (struct uf2_info){.family = family};
    if (size == 0 || size % UF2_BLOCK != 0) {
        return fail(failure, STATUS_INPUT,
                    "%zu bytes are not whole blocks of 512\n"
                    "the file is cut short",
                    size);
    }
    for (size_t at = 0; at < size && status == STATUS_OK; at += UF2_BLOCK) {
        const uint8_t *block = data + at;
        if (!uf2_is(block, UF2_BLOCK) || bytes_get_le32(block + 508) != MAGIC_END) {
            status = fail_at(failure, STATUS_INPUT, (uint32_t) at, "not a block of UF2");
            break;
        }
        status = note_block(&transfer, block, at, size / UF2_BLOCK, failure);
        if (status == STATUS_OK && (bytes_get_le32(block + 8) & (FLAG_OTHER | FLAG_FILE)) != 0) {
            info->skipped++;
        } else if (status == STATUS_OK) {
            status = read_block(block, at, family, image, info, failure);
        }
    }
    if (status == STATUS_OK) {
        status = end_transfer(&transfer, size, failure);
    }
    free(transfer.bits);
    return status;
}

// Writing ------------------------------------------------------------------------------------

static void write_block(const struct uf2_options *options, bool has_md5, uint32_t address,
                        const uint8_t *data, uint32_t size, uint32_t number, uint32_t count,
                        struct buffer *out)
{
    uint8_t block[UF2_BLOCK] = {0};
    uint32_t flags =
        (options->family != UF2_FAMILY_NONE ? FLAG_FAMILY : 0) | (has_md5 ? FLAG_MD5 : 0);
    bytes_put_le32(block, MAGIC_0);
    bytes_put_le32(block + 4, MAGIC_1);
    bytes_put_le32(block + 8, flags);
    bytes_put_le32(block + 12, address);
    bytes_put_le32(block + 16, size);
    bytes_put_le32(block + 20, number);
    bytes_put_le32(block + 24, count);
    bytes_put_le32(block + 28, options->family);
    memcpy(block + DATA, data, size);
    if (has_md5) {
        struct md5 md5;
        uint8_t *sum = block + DATA + size;
        bytes_put_le32(sum, address);
        bytes_put_le32(sum + 4, size);
        md5_init(&md5);
        md5_update(&md5, data, size);
        md5_finish(&md5, sum + 8);
    }
    bytes_put_le32(block + 508, MAGIC_END);
    buffer_add(out, block, sizeof(block));
}

static uint32_t count_blocks(const struct image_piece *piece, uint32_t payload)
{
    return (piece->size - 1) / payload + 1;
}

// Piece by piece. The makers' tool of the ESP chips, whose blocks have sums, writes each as a
// transfer of its own.
static void write_pieces(const struct image *image, const struct uf2_options *options, bool has_md5,
                         bool is_one, uint32_t payload, struct buffer *out)
{
    uint32_t total = 0;
    uint32_t number = 0;
    for (size_t i = 0; i < image->count; i++) {
        total += count_blocks(&image->pieces[i], payload);
    }
    for (size_t i = 0; i < image->count; i++) {
        const struct image_piece *piece = &image->pieces[i];
        uint32_t count = is_one ? total : count_blocks(piece, payload);
        number = is_one ? number : 0;
        for (uint32_t at = 0; at < piece->size; number++) {
            uint32_t size = piece->size - at < payload ? piece->size - at : payload;
            write_block(options, has_md5, piece->address + at, image_data(image, piece) + at, size,
                        number, count, out);
            at += size;
        }
    }
}

// Pages ---------------------------------------------------------------------------------------
//
// The loader of an RP2040 erases a sector when it meets the first block of each 16 block numbers,
// so every 16 numbers must cover one sector: of an image with gaps, all sectors that are touched
// are written from end to end, the gaps with 0. An image in one piece needs no more than its pages
// when it begins on a sector.

struct pages {
    const struct image *image;
    size_t first; // piece that may reach into the next page
};

// Whether something of the image lies in [start, end); pages come in rising order.
static bool is_touched(struct pages *pages, uint64_t start, uint64_t end)
{
    while (pages->first < pages->image->count &&
           image_piece_end(&pages->image->pieces[pages->first]) <= start) {
        pages->first++;
    }
    return pages->first < pages->image->count && pages->image->pieces[pages->first].address < end;
}

static void fill_page(const struct pages *pages, uint32_t address, uint8_t page[PAGE])
{
    memset(page, 0, PAGE);
    for (size_t i = pages->first; i < pages->image->count; i++) {
        const struct image_piece *piece = &pages->image->pieces[i];
        uint64_t end = (uint64_t) address + PAGE;
        if (piece->address >= end) {
            break;
        }
        uint64_t from = piece->address > address ? piece->address : address;
        uint64_t to = image_piece_end(piece) < end ? image_piece_end(piece) : end;
        if (from < to) {
            memcpy(page + (from - address),
                   image_data(pages->image, piece) + (from - piece->address), (size_t) (to - from));
        }
    }
}

// Count the pages, and write them when out is given.
static uint32_t walk_pages(const struct image *image, const struct uf2_options *options,
                           uint32_t unit, uint32_t count, struct buffer *out)
{
    struct pages pages = {image, 0};
    uint32_t number = 0;
    for (size_t i = 0; i < image->count; i++) {
        uint64_t at = image->pieces[i].address / unit * (uint64_t) unit;
        uint64_t end = (image_piece_end(&image->pieces[i]) + unit - 1) / unit * unit;
        // What the piece before has covered already.
        uint64_t done =
            i > 0 ? (image_piece_end(&image->pieces[i - 1]) + unit - 1) / unit * unit : 0;
        for (at = at > done ? at : done; at < end; at += PAGE, number++) {
            if (out != NULL) {
                uint8_t page[PAGE];
                is_touched(&pages, at, at + PAGE);
                fill_page(&pages, (uint32_t) at, page);
                write_block(options, false, (uint32_t) at, page, PAGE, number, count, out);
            }
        }
    }
    return number;
}

static bool has_gap(const struct image *image)
{
    for (size_t i = 1; i < image->count; i++) {
        if (image_piece_end(&image->pieces[i - 1]) != image->pieces[i].address) {
            return true;
        }
    }
    return false;
}

static void write_pages(const struct image *image, const struct uf2_options *options,
                        struct buffer *out)
{
    uint32_t unit = has_gap(image) ? SECTOR : PAGE;
    uint32_t count = walk_pages(image, options, unit, 0, NULL);
    walk_pages(image, options, unit, count, out);
}

enum status uf2_write(const struct image *image, const struct uf2_options *options,
                      struct buffer *out, struct failure *failure)
{
    const struct uf2_family *family = uf2_find_family_id(options->family);
    enum uf2_way way = family != NULL ? family->way : UF2_WAY_SUMS;
    bool has_md5 = family != NULL && way == UF2_WAY_SUMS && !options->without_md5;
    uint32_t most = has_md5 ? DATA_MAX - SUM_SIZE : DATA_MAX;
    uint32_t usual = way == UF2_WAY_SUMS ? most : PAGE;
    if (options->payload > most) {
        return fail(failure, STATUS_USAGE, "a block takes at most %u bytes, not %u",
                    (unsigned) most, (unsigned) options->payload);
    }
    if (way == UF2_WAY_PAGES && options->payload != 0 && options->payload != PAGE) {
        return fail(failure, STATUS_USAGE, "blocks of %s have 256 bytes, not %u", family->title,
                    (unsigned) options->payload);
    }
    if (image->count == 0) {
        return fail(failure, STATUS_INPUT, "there is nothing to write");
    }
    if (way == UF2_WAY_PAGES) {
        write_pages(image, options, out);
    } else {
        write_pieces(image, options, has_md5, way == UF2_WAY_PIECES,
                     options->payload != 0 ? options->payload : usual, out);
    }
    return buffer_status(out, failure);
}
