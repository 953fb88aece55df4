// SPDX-License-Identifier: Apache-2.0
// beam_strip.c - a module as it goes into a pack: unpacked, only the chunks that are needed, in
// the order of the file; and the few facts that a packer needs to know about a module.

#include <stdlib.h>
#include <string.h>

#include "packbeam/beam_file.h"
#include "packbeam/bytes.h"
#include "packbeam/inflate.h"
#include "packbeam/packbeam.h"

enum fate { FATE_KEEP, FATE_LINES, FATE_DROP };

static const struct {
    char tag[BEAM_TAG_SIZE + 1];
    enum fate fate;
} chunks[] = {
#define CHUNK(tag, fate, meaning) {tag, FATE_##fate},
#include "packbeam/chunks.def"
#undef CHUNK
};

static bool is_kept(const char *tag, const struct pack_options *options)
{
    for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
        if (memcmp(chunks[i].tag, tag, BEAM_TAG_SIZE) == 0) {
            return chunks[i].fate == FATE_KEEP ||
                   (chunks[i].fate == FATE_LINES && (options == NULL || !options->drop_lines));
        }
    }
    return false;
}

// A module with its bytes, unpacked when it was compressed.
struct module_bytes {
    struct beam_file file;
    uint8_t *unpacked; // on the heap, or NULL: the caller's bytes are used
};

static enum status open_module(const uint8_t *data, size_t size, struct module_bytes *module,
                               struct failure *failure)
{
    module->unpacked = NULL;
    if (!inflate_is_gzip(data, size)) {
        return beam_file_open(data, size, &module->file, failure);
    }
    size_t inflated_size;
    enum status status = inflate_gzip_size(data, size, &inflated_size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    module->unpacked = malloc(inflated_size > 0 ? inflated_size : 1);
    if (module->unpacked == NULL) {
        return fail_memory(failure, inflated_size);
    }
    status = inflate_into(INFLATE_GZIP, data, size, module->unpacked, inflated_size, failure);
    if (status == STATUS_OK) {
        status = beam_file_open(module->unpacked, inflated_size, &module->file, failure);
    }
    if (status != STATUS_OK) {
        free(module->unpacked);
        module->unpacked = NULL;
    }
    return status;
}

// Stripping ----------------------------------------------------------------------------------

static size_t padded(size_t size)
{
    return size + (-size & 3U);
}

// A compressed LitT becomes LitU; all other chunks stay what they are.
static bool is_compressed_literals(const struct beam_chunk *chunk)
{
    return memcmp(chunk->tag, "LitT", BEAM_TAG_SIZE) == 0 && chunk->size >= 4 &&
           bytes_get_be32(chunk->data) != 0;
}

static enum status measure(const struct beam_file *file, const struct pack_options *options,
                           size_t *size, struct failure *failure)
{
    *size = 12;
    struct beam_chunk chunk = {0};
    while (beam_file_next(file, &chunk)) {
        if (!is_kept(chunk.tag, options)) {
            continue;
        }
        size_t data_size = chunk.size;
        if (is_compressed_literals(&chunk)) {
            data_size = bytes_get_be32(chunk.data);
            if (!inflate_size_is_possible(chunk.size, data_size)) {
                return fail_at(failure, STATUS_INPUT, chunk.offset,
                               "%lu bytes of compressed literals cannot inflate to %lu bytes",
                               (unsigned long) chunk.size, (unsigned long) data_size);
            }
        }
        // Compared before it is added: size_t may have 32 bits.
        if (data_size > INT32_MAX - 16 || *size > INT32_MAX - 16 - data_size) {
            return fail(failure, STATUS_LIMIT, "the module is larger than 2 GB");
        }
        *size += 8 + padded(data_size);
    }
    return STATUS_OK;
}

// Write one chunk at *to, which is zeroed memory, and move *to past it.
static enum status write_chunk(const struct beam_chunk *chunk, uint8_t **to,
                               struct failure *failure)
{
    const char *tag = chunk->tag;
    uint32_t size = chunk->size;
    uint8_t *data = *to + 8;
    if (is_compressed_literals(chunk)) {
        tag = "LitU";
        size = bytes_get_be32(chunk->data);
        enum status status =
            inflate_into(INFLATE_ZLIB, chunk->data + 4, chunk->size - 4, data, size, failure);
        if (status != STATUS_OK) {
            failure_add_subject(failure, "literals");
            return status;
        }
    } else if (size > 0) {
        memcpy(data, chunk->data, size);
    }
    memcpy(*to, tag, BEAM_TAG_SIZE);
    bytes_put_be32(*to + 4, size);
    *to = data + padded(size);
    return STATUS_OK;
}

static enum status strip(const struct beam_file *file, const struct pack_options *options,
                         uint8_t **out, size_t *out_size, struct failure *failure)
{
    struct beam_chunk chunk;
    if (!beam_file_find(file, "Code", &chunk)) {
        return fail(failure, STATUS_INPUT, "the module has no code: chunk 'Code' is missing");
    }
    size_t size;
    enum status status = measure(file, options, &size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    uint8_t *module = calloc(1, size);
    if (module == NULL) {
        return fail_memory(failure, size);
    }
    memcpy(module, "FOR1", 4);
    bytes_put_be32(module + 4, (uint32_t) (size - 8));
    memcpy(module + 8, "BEAM", 4);
    uint8_t *to = module + 12;
    memset(&chunk, 0, sizeof(chunk));
    while (beam_file_next(file, &chunk)) {
        if (!is_kept(chunk.tag, options)) {
            continue;
        }
        status = write_chunk(&chunk, &to, failure);
        if (status != STATUS_OK) {
            free(module);
            return status;
        }
    }
    *out = module;
    *out_size = size;
    return STATUS_OK;
}

// Facts about a module -----------------------------------------------------------------------

// Walks the atoms of a module. Until OTP 27 the chunk has a count and then a length byte before
// each atom; since OTP 28 the count is negated and the lengths are compact operands, of which
// those below 16 take one byte (llll0000) and those below 2048 two (lll01000 llllllll).
struct atom_walk {
    struct bytes in;
    uint32_t left;
    bool long_lengths;
};

static bool atoms_open(const struct beam_file *file, struct atom_walk *walk)
{
    struct beam_chunk chunk;
    if (!beam_file_find(file, "AtU8", &chunk) && !beam_file_find(file, "Atom", &chunk)) {
        return false;
    }
    bytes_init(&walk->in, chunk.data, chunk.size);
    uint32_t count;
    if (!bytes_read_be32(&walk->in, &count)) {
        return false;
    }
    walk->long_lengths = count > INT32_MAX;
    walk->left = walk->long_lengths ? -count : count;
    return true;
}

static bool read_atom_length(struct atom_walk *walk, size_t *length)
{
    uint8_t byte;
    if (!bytes_read_u8(&walk->in, &byte)) {
        return false;
    }
    if (!walk->long_lengths) {
        *length = byte;
        return true;
    }
    if ((byte & 0x0f) == 0) {
        *length = byte >> 4;
        return true;
    }
    uint8_t low;
    if ((byte & 0x1f) != 8 || !bytes_read_u8(&walk->in, &low)) {
        return false;
    }
    *length = (size_t) (byte >> 5) << 8 | low;
    return true;
}

// False: no more atoms, or the chunk is damaged.
static bool atoms_next(struct atom_walk *walk, const uint8_t **name, size_t *length)
{
    if (walk->left == 0 || !read_atom_length(walk, length) ||
        !bytes_read_data(&walk->in, *length, name)) {
        return false;
    }
    walk->left--;
    return true;
}

enum status beam_module_name(const uint8_t *data, size_t size, char name[PACK_MODULE_NAME_SIZE],
                             struct failure *failure)
{
    struct module_bytes module;
    enum status status = open_module(data, size, &module, failure);
    if (status != STATUS_OK) {
        return status;
    }
    struct atom_walk walk;
    const uint8_t *text;
    size_t length;
    if (!atoms_open(&module.file, &walk) || !atoms_next(&walk, &text, &length) ||
        length >= PACK_MODULE_NAME_SIZE) {
        status = fail(failure, STATUS_INPUT, "the module has no name: chunk 'AtU8' is damaged");
    } else {
        memcpy(name, text, length);
        name[length] = '\0';
    }
    free(module.unpacked);
    return status;
}

// The number of the atom `start`, counted from 1, or 0.
static uint32_t find_start_atom(const struct beam_file *file)
{
    struct atom_walk walk;
    if (!atoms_open(file, &walk)) {
        return 0;
    }
    const uint8_t *text;
    size_t length;
    for (uint32_t number = 1; atoms_next(&walk, &text, &length); number++) {
        if (length == 5 && memcmp(text, "start", 5) == 0) {
            return number;
        }
    }
    return 0;
}

static bool exports(const struct beam_file *file, uint32_t atom, uint32_t arity)
{
    struct beam_chunk chunk;
    if (!beam_file_find(file, "ExpT", &chunk)) {
        return false;
    }
    struct bytes in;
    bytes_init(&in, chunk.data, chunk.size);
    uint32_t count;
    uint32_t row[3]; // function, arity, label
    if (!bytes_read_be32(&in, &count)) {
        return false;
    }
    while (count-- > 0 && bytes_read_be32(&in, &row[0]) && bytes_read_be32(&in, &row[1]) &&
           bytes_read_be32(&in, &row[2])) {
        if (row[0] == atom && row[1] == arity) {
            return true;
        }
    }
    return false;
}

static bool has_start(const struct beam_file *file)
{
    uint32_t atom = find_start_atom(file);
    return atom != 0 && exports(file, atom, 0);
}

enum status beam_has_start(const uint8_t *data, size_t size, bool *start, struct failure *failure)
{
    struct module_bytes module;
    enum status status = open_module(data, size, &module, failure);
    if (status != STATUS_OK) {
        return status;
    }
    *start = has_start(&module.file);
    free(module.unpacked);
    return STATUS_OK;
}

// The first packer has an order of its own, and knew nothing but these. Its containers state the
// size with the eight bytes in front of it, padding included.
static enum status strip_classic(const struct beam_file *file, const struct pack_options *options,
                                 uint8_t **out, size_t *out_size, struct failure *failure)
{
    static const char order[][BEAM_TAG_SIZE + 1] = {"AtU8", "Code", "ExpT", "LocT", "ImpT",
                                                    "FunT", "StrT", "Line", "LitT", "LitU"};
    size_t size;
    enum status status = measure(file, options, &size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    uint8_t *module = calloc(1, size);
    if (module == NULL) {
        return fail_memory(failure, size);
    }
    uint8_t *to = module + 12;
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]) && status == STATUS_OK; i++) {
        struct beam_chunk chunk;
        if (is_kept(order[i], options) && beam_file_find(file, order[i], &chunk)) {
            status = write_chunk(&chunk, &to, failure);
        }
    }
    if (status != STATUS_OK) {
        free(module);
        return status;
    }
    memcpy(module, "FOR1", 4);
    bytes_put_be32(module + 4, (uint32_t) (to - module));
    memcpy(module + 8, "BEAM", 4);
    *out = module;
    *out_size = (size_t) (to - module);
    return STATUS_OK;
}

enum status beam_strip(const uint8_t *data, size_t size, const struct pack_options *options,
                       uint8_t **out, size_t *out_size, bool *start, struct failure *failure)
{
    struct module_bytes module;
    enum status status = open_module(data, size, &module, failure);
    if (status != STATUS_OK) {
        return status;
    }
    if (start != NULL) {
        *start = has_start(&module.file);
    }
    status = options != NULL && options->classic
                 ? strip_classic(&module.file, options, out, out_size, failure)
                 : strip(&module.file, options, out, out_size, failure);
    free(module.unpacked);
    return status;
}
