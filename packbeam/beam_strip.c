// SPDX-License-Identifier: Apache-2.0
// beam_strip.c - a module as it goes into a pack: unpacked, only the chunks that are needed, in
// the order of the file; and the few facts that a packer needs to know about a module.

#include <stdlib.h>
#include <string.h>

#include "packbeam/beam_file.h"
#include "packbeam/bytes.h"
#include "packbeam/inflate.h"
#include "packbeam/packbeam.h"

enum fate { FATE_KEEP, FATE_LINES, FATE_SPARE, FATE_DROP };

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
                   (chunks[i].fate == FATE_LINES && (options == NULL || !options->drop_lines)) ||
                   (chunks[i].fate == FATE_SPARE && (options == NULL || !options->spare));
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

// Visit the modules of imported functions: atoms, by their number, from a table of the names.
static void visit_imports(const struct beam_file *file, beam_reference_visit visit, void *context)
{
    struct beam_chunk chunk;
    struct atom_walk walk;
    uint32_t count;
    if (!beam_file_find(file, "ImpT", &chunk) || !atoms_open(file, &walk) || chunk.size < 4) {
        return;
    }
    const uint8_t *text;
    size_t length;
    count = bytes_get_be32(chunk.data);
    if (count > (chunk.size - 4) / 12) {
        count = (chunk.size - 4) / 12;
    }
    for (uint32_t number = 1; atoms_next(&walk, &text, &length); number++) {
        for (uint32_t i = 0; i < count; i++) {
            if (bytes_get_be32(chunk.data + 4 + 12 * (size_t) i) == number) {
                visit(context, BEAM_IMPORT, (const char *) text, length);
                break;
            }
        }
    }
}

// Atoms have up to 255 characters.
static void visit_latin1(const uint8_t *text, size_t size, beam_reference_visit visit,
                         void *context)
{
    char utf8[2 * 255];
    size_t to = 0;
    for (size_t i = 0; i < size && i < 255; i++) {
        if (text[i] < 0x80) {
            utf8[to++] = (char) text[i];
        } else {
            utf8[to++] = (char) (0xc0 | text[i] >> 6);
            utf8[to++] = (char) (0x80 | (text[i] & 0x3f));
        }
    }
    visit(context, BEAM_LITERAL, utf8, to);
}

// The atoms of external terms one behind the other. Containers need no stack: what matters is how
// many terms are still to come. False: a term that is not understood, or cut short.
static bool visit_term(struct bytes *in, beam_reference_visit visit, void *context)
{
    uint64_t left = 1;
    for (; left > 0; left--) {
        uint8_t tag;
        uint8_t small = 0;
        uint16_t medium = 0;
        uint32_t large = 0;
        size_t skip = 0;
        size_t atom = 0;
        bool ok = bytes_read_u8(in, &tag);
        switch (ok ? tag : 0) {
        case 70: // NEW_FLOAT_EXT
            skip = 8;
            break;
        case 97: // SMALL_INTEGER_EXT
            skip = 1;
            break;
        case 98: // INTEGER_EXT
            skip = 4;
            break;
        case 99: // FLOAT_EXT
            skip = 31;
            break;
        case 100: // ATOM_EXT
        case 118: // ATOM_UTF8_EXT
            ok = bytes_read_be16(in, &medium);
            atom = medium;
            break;
        case 115: // SMALL_ATOM_EXT
        case 119: // SMALL_ATOM_UTF8_EXT
            ok = bytes_read_u8(in, &small);
            atom = small;
            break;
        case 104: // SMALL_TUPLE_EXT
            ok = bytes_read_u8(in, &small);
            left += small;
            break;
        case 105: // LARGE_TUPLE_EXT
            ok = bytes_read_be32(in, &large);
            left += large;
            break;
        case 106: // NIL_EXT
            break;
        case 107: // STRING_EXT
            ok = bytes_read_be16(in, &medium);
            skip = medium;
            break;
        case 108: // LIST_EXT
            ok = bytes_read_be32(in, &large);
            left += (uint64_t) large + 1;
            break;
        case 109: // BINARY_EXT
            ok = bytes_read_be32(in, &large);
            skip = large;
            break;
        case 77: // BIT_BINARY_EXT: the length, the bits of the last byte, the bytes
            ok = bytes_read_be32(in, &large) && bytes_skip(in, 1);
            skip = large;
            break;
        case 110: // SMALL_BIG_EXT
            ok = bytes_read_u8(in, &small);
            skip = (size_t) small + 1;
            break;
        case 111: // LARGE_BIG_EXT
            ok = bytes_read_be32(in, &large) && bytes_skip(in, 1);
            skip = large;
            break;
        case 113: // EXPORT_EXT: module, function, arity
            left += 3;
            break;
        case 116: // MAP_EXT
            ok = bytes_read_be32(in, &large);
            left += 2 * (uint64_t) large;
            break;
        default:
            return false;
        }
        const uint8_t *name;
        if (!ok || !bytes_skip(in, skip)) {
            return false;
        }
        if (atom > 0 && !bytes_read_data(in, atom, &name)) {
            return false;
        }
        if (atom > 0 && (tag == 100 || tag == 115)) {
            visit_latin1(name, atom, visit, context);
        } else if (atom > 0) {
            visit(context, BEAM_LITERAL, (const char *) name, atom);
        }
    }
    return true;
}

bool beam_literal_atoms(const uint8_t *term, size_t size, beam_reference_visit visit, void *context)
{
    struct bytes in;
    uint8_t version;
    bytes_init(&in, term, size);
    return bytes_read_u8(&in, &version) && version == 131 && visit_term(&in, visit, context);
}

static enum status visit_table(const uint8_t *data, size_t size, beam_reference_visit visit,
                               void *context, struct failure *failure)
{
    struct bytes in;
    uint32_t count;
    bytes_init(&in, data, size);
    bool ok = bytes_read_be32(&in, &count);
    while (ok && count-- > 0) {
        uint32_t length;
        const uint8_t *term;
        ok = bytes_read_be32(&in, &length) && bytes_read_data(&in, length, &term) &&
             beam_literal_atoms(term, length, visit, context);
    }
    return ok ? STATUS_OK : fail(failure, STATUS_INPUT, "the table of literals is damaged");
}

static enum status visit_literals(const struct beam_file *file, beam_reference_visit visit,
                                  void *context, struct failure *failure)
{
    struct beam_literals literals;
    enum status status = beam_file_literals(file, &literals, failure);
    if (status == STATUS_FAILED) {
        return STATUS_OK;
    }
    if (status != STATUS_OK || literals.inflated_size == 0) {
        return status != STATUS_OK
                   ? status
                   : visit_table(literals.data, literals.size, visit, context, failure);
    }
    uint8_t *table = malloc(literals.inflated_size);
    if (table == NULL) {
        return fail_memory(failure, literals.inflated_size);
    }
    status = inflate_into(INFLATE_ZLIB, literals.data, literals.size, table, literals.inflated_size,
                          failure);
    if (status == STATUS_OK) {
        status = visit_table(table, literals.inflated_size, visit, context, failure);
    }
    free(table);
    return status;
}

enum status beam_references(const uint8_t *data, size_t size, beam_reference_visit visit,
                            void *context, struct failure *failure)
{
    struct module_bytes module;
    struct atom_walk walk;
    enum status status = open_module(data, size, &module, failure);
    if (status != STATUS_OK) {
        return status;
    }
    visit_imports(&module.file, visit, context);
    const uint8_t *text;
    size_t length;
    if (atoms_open(&module.file, &walk)) {
        while (atoms_next(&walk, &text, &length)) {
            visit(context, BEAM_ATOM, (const char *) text, length);
        }
    }
    status = visit_literals(&module.file, visit, context, failure);
    free(module.unpacked);
    return status;
}

// The atom of a number, by walking: tables are short, and few people wait for them.
static bool find_atom(const struct beam_file *file, uint32_t number, const char **name,
                      size_t *size)
{
    struct atom_walk walk;
    const uint8_t *text = NULL;
    bool found = number > 0 && atoms_open(file, &walk);
    for (uint32_t i = 0; found && i < number; i++) {
        found = atoms_next(&walk, &text, size);
    }
    *name = (const char *) text;
    return found;
}

enum status beam_functions(const uint8_t *data, size_t size, enum beam_table table,
                           beam_function_visit visit, void *context, struct failure *failure)
{
    struct module_bytes module;
    struct beam_chunk chunk;
    struct bytes in;
    uint32_t count = 0;
    uint32_t row[3]; // exports: function, arity, label; imports: module, function, arity
    const char *tag = table == BEAM_EXPORTS ? "ExpT" : "ImpT";
    enum status status = open_module(data, size, &module, failure);
    if (status != STATUS_OK) {
        return status;
    }
    bool ok = true;
    if (beam_file_find(&module.file, tag, &chunk)) {
        bytes_init(&in, chunk.data, chunk.size);
        ok = bytes_read_be32(&in, &count);
    }
    for (; ok && count > 0; count--) {
        struct beam_function function = {.module = NULL};
        ok = bytes_read_be32(&in, &row[0]) && bytes_read_be32(&in, &row[1]) &&
             bytes_read_be32(&in, &row[2]);
        if (ok && table == BEAM_IMPORTS) {
            function.arity = row[2];
            ok = find_atom(&module.file, row[0], &function.module, &function.module_size) &&
                 find_atom(&module.file, row[1], &function.name, &function.name_size);
        } else if (ok) {
            function.arity = row[1];
            ok = find_atom(&module.file, row[0], &function.name, &function.name_size);
        }
        if (ok) {
            visit(context, &function);
        }
    }
    free(module.unpacked);
    return ok ? STATUS_OK : fail(failure, STATUS_INPUT, "chunk '%s' is damaged", tag);
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
    bool classic = options != NULL && options->classic;
    struct beam_chunk chunk;
    if (!beam_file_find(&module.file, "Code", &chunk) &&
        (classic || !beam_file_find(&module.file, "avmW", &chunk))) {
        free(module.unpacked);
        return fail(failure, STATUS_INPUT, "the module has no code: chunk 'Code' is missing");
    }
    status = classic ? strip_classic(&module.file, options, out, out_size, failure)
                     : strip(&module.file, options, out, out_size, failure);
    free(module.unpacked);
    return status;
}
