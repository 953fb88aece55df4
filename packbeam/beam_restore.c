// SPDX-License-Identifier: Apache-2.0
// beam_restore.c - a module of a pack as Erlang/OTP loads it: its literals compressed again.

#include <stdlib.h>
#include <string.h>

#include "packbeam/beam_file.h"
#include "packbeam/bytes.h"
#include "packbeam/deflate.h"
#include "packbeam/packbeam.h"

static size_t padded(size_t size)
{
    return size + (-size & 3U);
}

// What zlib can need for data that cannot be compressed, and a word more.
static size_t deflate_room(size_t size)
{
    return size + size / 1000 + 64;
}

static bool is_plain_literals(const struct beam_chunk *chunk)
{
    return memcmp(chunk->tag, "LitU", BEAM_TAG_SIZE) == 0;
}

static enum status write_literals(const struct beam_file *file, uint8_t **to,
                                  struct failure *failure)
{
    struct beam_literals literals;
    size_t packed_size;
    enum status status = beam_file_literals(file, &literals, failure);
    if (status != STATUS_OK) {
        return status;
    }
    if (!deflate_into(literals.data, literals.size, DEFLATE_LEVEL_DEFAULT, *to + 12,
                      deflate_room(literals.size), &packed_size)) {
        return fail(failure, STATUS_LIMIT, "the literals cannot be compressed");
    }
    memcpy(*to, "LitT", BEAM_TAG_SIZE);
    bytes_put_be32(*to + 4, (uint32_t) packed_size + 4);
    bytes_put_be32(*to + 8, literals.size);
    // What the compressor left behind its end must not become padding.
    memset(*to + 12 + packed_size, 0, padded(packed_size) - packed_size);
    *to += 12 + padded(packed_size);
    return STATUS_OK;
}

enum status beam_restore(const uint8_t *data, size_t size, uint8_t **out, size_t *out_size,
                         struct failure *failure)
{
    struct beam_file file;
    struct beam_chunk chunk = {0};
    enum status status = beam_file_open(data, size, &file, failure);
    if (status != STATUS_OK) {
        return status;
    }
    size_t room = deflate_room(file.size) + 16;
    uint8_t *module = calloc(1, room);
    if (module == NULL) {
        return fail_memory(failure, room);
    }
    uint8_t *to = module + 12;
    bool has_literals = false;
    // Erlang/OTP loads no module that has word code only, and its checksum is that of LitU.
    struct beam_chunk code;
    bool packs_literals = beam_file_find(&file, "Code", &code);
    while (status == STATUS_OK && beam_file_next(&file, &chunk)) {
        if (packs_literals && is_plain_literals(&chunk)) {
            // Of several with this tag the first counts.
            status = has_literals ? STATUS_OK : write_literals(&file, &to, failure);
            has_literals = true;
            continue;
        }
        memcpy(to, chunk.tag, BEAM_TAG_SIZE);
        bytes_put_be32(to + 4, chunk.size);
        memcpy(to + 8, chunk.data, chunk.size);
        to += 8 + padded(chunk.size);
    }
    if (status != STATUS_OK) {
        free(module);
        return status;
    }
    memcpy(module, "FOR1", 4);
    bytes_put_be32(module + 4, (uint32_t) (to - module) - 8);
    memcpy(module + 8, "BEAM", 4);
    *out = module;
    *out_size = (size_t) (to - module);
    return STATUS_OK;
}
