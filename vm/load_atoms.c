// SPDX-License-Identifier: Apache-2.0
// load_atoms.c: the atom chunk: texts become atoms of the machine. The first is the module's name.
//
//   "AtU8": count, then for each its size in one byte and UTF-8. From OTP 28 on the count may be
//   negative: then sizes are in the compact encoding of operands, since 255 characters can take
//   1020 bytes. "Atom": the same in Latin-1, before OTP 20.

#include <string.h>

#include "packbeam/bytes.h"
#include "vm/load.h"
#include "vm/loader.h"

struct atom_reader {
    struct bytes bytes;
    uint32_t count;
    bool compact; // sizes
    bool latin1;
};

static bool reader_open(struct atom_reader *reader, const struct beam_file *file,
                        struct beam_chunk *chunk)
{
    reader->latin1 = false;
    if (!beam_file_find(file, "AtU8", chunk)) {
        if (!beam_file_find(file, "Atom", chunk)) {
            return false;
        }
        reader->latin1 = true;
    }
    bytes_init(&reader->bytes, chunk->data, chunk->size);
    if (!bytes_read_be32(&reader->bytes, &reader->count)) {
        return false;
    }
    reader->compact = !reader->latin1 && reader->count > INT32_MAX;
    if (reader->compact) {
        reader->count = 0u - reader->count;
    }
    // Each takes a byte at least.
    return reader->count > 0 && reader->count <= bytes_left(&reader->bytes);
}

// A size of 0 .. 2047 as operands have it with tag 0; longer ones cannot be atoms.
static bool read_compact_size(struct bytes *bytes, size_t *size)
{
    uint8_t first, second;
    if (!bytes_read_u8(bytes, &first)) {
        return false;
    }
    if ((first & 0x0f) == 0) {
        *size = first >> 4;
        return true;
    }
    if ((first & 0x1f) != 0x08 || !bytes_read_u8(bytes, &second)) {
        return false;
    }
    *size = (size_t) (first >> 5) << 8 | second;
    return true;
}

static bool read_text(struct atom_reader *reader, const uint8_t **text, size_t *size)
{
    if (reader->compact) {
        return read_compact_size(&reader->bytes, size) &&
               bytes_read_data(&reader->bytes, *size, text);
    }
    uint8_t short_size;
    if (!bytes_read_u8(&reader->bytes, &short_size)) {
        return false;
    }
    *size = short_size;
    return bytes_read_data(&reader->bytes, *size, text);
}

// UTF-8 of Latin-1; out has room for twice the size.
static size_t utf8_of_latin1(const uint8_t *text, size_t size, char *out)
{
    size_t length = 0;
    for (size_t i = 0; i < size; i++) {
        if (text[i] < 0x80) {
            out[length++] = (char) text[i];
        } else {
            out[length++] = (char) (0xc0 | text[i] >> 6);
            out[length++] = (char) (0x80 | (text[i] & 0x3f));
        }
    }
    return length;
}

static term intern(struct loader *l, const struct atom_reader *reader, const uint8_t *text,
                   size_t size)
{
    if (reader->latin1) {
        char utf8[255 * 2];
        return atom_intern(l->vm, utf8, utf8_of_latin1(text, size, utf8), false);
    }
    return atom_intern(l->vm, (const char *) text, size, !l->module->owns_beam);
}

static enum status read_atoms(struct loader *l, struct atom_reader *reader, uint32_t offset)
{
    l->atoms[0] = NIL;
    for (uint32_t i = 1; i <= reader->count; i++) {
        const uint8_t *text;
        size_t size;
        uint32_t at = offset + (uint32_t) bytes_offset(&reader->bytes);
        if (!read_text(reader, &text, &size)) {
            return fail_at(l->failure, STATUS_INPUT, at,
                           "atom %lu of %lu runs past the end of its chunk", (unsigned long) i,
                           (unsigned long) reader->count);
        }
        if (!reader->latin1 && !atom_text_valid((const char *) text, size)) {
            return fail_at(l->failure, STATUS_INPUT, at,
                           "atom %lu is not UTF-8 of at most 255 characters", (unsigned long) i);
        }
        l->atoms[i] = intern(l, reader, text, size);
        if (l->atoms[i] == NONE) {
            return fail(l->failure, STATUS_LIMIT, "no room for more atoms");
        }
    }
    return STATUS_OK;
}

enum status load_atoms(struct loader *l)
{
    struct beam_chunk chunk;
    struct atom_reader reader;
    if (!reader_open(&reader, &l->file, &chunk)) {
        return fail(l->failure, STATUS_INPUT, "there is no usable atom chunk ('AtU8')");
    }
    size_t size = ((size_t) reader.count + 1) * sizeof(term);
    l->atoms = memory_alloc(l->vm, size);
    if (l->atoms == NULL) {
        return fail_memory(l->failure, size);
    }
    l->atom_count = reader.count;
    enum status status = read_atoms(l, &reader, chunk.offset);
    if (status != STATUS_OK) {
        return status;
    }
    l->module->name = l->atoms[1];
    size_t length;
    const char *text = atom_text(l->vm, l->atoms[1], &length);
    memcpy(l->name, text, length);
    l->name[length] = '\0';
    return STATUS_OK;
}

// Is there a row function/0 in the export chunk? index: of the atom.
static bool has_export(const struct beam_file *file, uint32_t index)
{
    struct beam_chunk chunk;
    struct bytes bytes;
    uint32_t count, function, arity;
    if (!beam_file_find(file, "ExpT", &chunk)) {
        return false;
    }
    bytes_init(&bytes, chunk.data, chunk.size);
    if (!bytes_read_be32(&bytes, &count)) {
        return false;
    }
    while (count-- > 0 && bytes_read_be32(&bytes, &function) && bytes_read_be32(&bytes, &arity) &&
           bytes_skip(&bytes, 4)) {
        if (function == index && arity == 0) {
            return true;
        }
    }
    return false;
}

bool beam_peek(const uint8_t *beam, size_t size, const char *function, const char **name,
               size_t *name_size, bool *exports)
{
    struct beam_file file;
    struct beam_chunk chunk;
    struct atom_reader reader;
    if (beam_file_open(beam, size, &file, NULL) != STATUS_OK ||
        !reader_open(&reader, &file, &chunk)) {
        return false;
    }
    const uint8_t *text;
    size_t text_size;
    if (!read_text(&reader, &text, &text_size)) {
        return false;
    }
    *name = (const char *) text;
    *name_size = text_size;
    *exports = false;
    size_t wanted = strlen(function);
    for (uint32_t i = 2; i <= reader.count && read_text(&reader, &text, &text_size); i++) {
        if (text_size == wanted && memcmp(text, function, wanted) == 0) {
            *exports = has_export(&file, i);
            break;
        }
    }
    return true;
}
