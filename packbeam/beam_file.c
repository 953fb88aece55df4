// SPDX-License-Identifier: Apache-2.0
// beam_file.c - walks the chunks of a compiled module.
//
// beam_file_open() checks every chunk once, so that the walks afterwards need no failure of
// their own. file->size always ends right after the padding (or the data) of the last chunk.

#include "packbeam/beam_file.h"

#include <string.h>

#include "packbeam/bytes.h"
#include "packbeam/inflate.h"

#define HEADER_SIZE       12
#define CHUNK_HEADER_SIZE 8

// Round up to the alignment of chunks. The result may exceed the file; the caller clamps.
static size_t padded(uint32_t size)
{
    return (size_t) size + (size_t) (-size & 3U);
}

// True when nothing but zero bytes is left, which is how old packers end an entry.
static bool only_zeros(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (data[i] != 0) {
            return false;
        }
    }
    return true;
}

bool beam_file_is(const uint8_t *data, size_t size)
{
    return size >= HEADER_SIZE && memcmp(data, "FOR1", 4) == 0 && memcmp(data + 8, "BEAM", 4) == 0;
}

static enum status check_header(const uint8_t *data, size_t size, size_t *end,
                                struct failure *failure)
{
    if (!beam_file_is(data, size)) {
        return size == 0 ? fail_at(failure, STATUS_INPUT, 0,
                                   "the file is empty\ncompile the module again")
                         : fail_at(failure, STATUS_INPUT, 0,
                                   "not a compiled module: it does not begin with 'FOR1' and "
                                   "'BEAM'\ncompile the module with erlc or elixirc");
    }
    // Module sizes are kept in 32 bits from here on.
    if (size > UINT32_MAX - 8) {
        size = UINT32_MAX - 8;
    }
    uint32_t stated = bytes_get_be32(data + 4);
    // The C packer that came first counts the eight bytes in front of the size as well.
    if (stated == size) {
        stated -= 8;
    }
    if (stated < 4 || stated > size - 8) {
        return fail_at(failure, STATUS_INPUT, 4,
                       "the header says that %lu bytes follow, but the file has %lu\n"
                       "the file is cut short or damaged; compile the module again",
                       (unsigned long) stated, (unsigned long) (size - 8));
    }
    *end = (size_t) stated + 8;
    return STATUS_OK;
}

enum status beam_file_open(const uint8_t *data, size_t size, struct beam_file *file,
                           struct failure *failure)
{
    size_t end = 0;
    enum status status = check_header(data, size, &end, failure);
    if (status != STATUS_OK) {
        return status;
    }
    size_t at = HEADER_SIZE;
    while (at < end) {
        if (data[at] == 0 && only_zeros(data + at, end - at)) {
            break;
        }
        if (end - at < CHUNK_HEADER_SIZE || data[at] == 0) {
            return fail_at(failure, STATUS_INPUT, (uint32_t) at,
                           "no chunk header, but %lu bytes are left\n"
                           "the file is damaged; compile the module again",
                           (unsigned long) (end - at));
        }
        uint32_t chunk_size = bytes_get_be32(data + at + 4);
        size_t left = end - at - CHUNK_HEADER_SIZE;
        if (chunk_size > left) {
            return fail_at(failure, STATUS_INPUT, (uint32_t) at,
                           "chunk '%.4s' of %lu bytes runs past the end of the module (%lu left)\n"
                           "the file is cut short or damaged; compile the module again",
                           (const char *) data + at, (unsigned long) chunk_size,
                           (unsigned long) left);
        }
        size_t step = padded(chunk_size);
        at += CHUNK_HEADER_SIZE + (step < left ? step : left);
    }
    file->data = data;
    file->size = at;
    return STATUS_OK;
}

bool beam_file_next(const struct beam_file *file, struct beam_chunk *chunk)
{
    size_t at = HEADER_SIZE;
    if (chunk->data != NULL) {
        size_t left = file->size - chunk->offset;
        size_t step = padded(chunk->size);
        at = chunk->offset + (step < left ? step : left);
    }
    if (at >= file->size) {
        return false;
    }
    memcpy(chunk->tag, file->data + at, BEAM_TAG_SIZE);
    chunk->tag[BEAM_TAG_SIZE] = '\0';
    chunk->size = bytes_get_be32(file->data + at + 4);
    chunk->offset = (uint32_t) at + CHUNK_HEADER_SIZE;
    chunk->data = file->data + chunk->offset;
    return true;
}

bool beam_file_find(const struct beam_file *file, const char *tag, struct beam_chunk *chunk)
{
    struct beam_chunk walk = {0};
    while (beam_file_next(file, &walk)) {
        if (memcmp(walk.tag, tag, BEAM_TAG_SIZE) == 0) {
            *chunk = walk;
            return true;
        }
    }
    return false;
}

// Skip the leading word of a plain table when there is one: 0, or the size of what follows.
// The count of literals, which comes first otherwise, can be neither: a literal takes at least
// six bytes, and a table without literals is four bytes of 0.
static void skip_length_word(struct beam_literals *literals)
{
    if (literals->size < 8) {
        return;
    }
    uint32_t word = bytes_get_be32(literals->data);
    if (word == 0 || word == literals->size - 4) {
        literals->data += 4;
        literals->size -= 4;
        literals->offset += 4;
    }
}

static enum status compressed_literals(struct beam_literals *literals, struct failure *failure)
{
    uint32_t inflated_size = bytes_get_be32(literals->data);
    literals->data += 4;
    literals->size -= 4;
    literals->offset += 4;
    if (!inflate_size_is_possible(literals->size, inflated_size)) {
        return fail_at(failure, STATUS_INPUT, literals->offset - 4,
                       "%lu bytes of compressed literals cannot inflate to %lu bytes",
                       (unsigned long) literals->size, (unsigned long) inflated_size);
    }
    literals->inflated_size = inflated_size;
    return STATUS_OK;
}

enum status beam_file_literals(const struct beam_file *file, struct beam_literals *literals,
                               struct failure *failure)
{
    struct beam_chunk chunk;
    bool plain = beam_file_find(file, "LitU", &chunk);
    if (!plain && !beam_file_find(file, "LitT", &chunk)) {
        return STATUS_FAILED;
    }
    if (chunk.size < 4) {
        return fail_at(failure, STATUS_INPUT, chunk.offset,
                       "chunk '%s' has %lu bytes, at least 4 are needed", chunk.tag,
                       (unsigned long) chunk.size);
    }
    *literals =
        (struct beam_literals){.data = chunk.data, .size = chunk.size, .offset = chunk.offset};
    if (plain || bytes_get_be32(chunk.data) == 0) {
        skip_length_word(literals);
        return STATUS_OK;
    }
    return compressed_literals(literals, failure);
}
