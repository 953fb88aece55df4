// SPDX-License-Identifier: Apache-2.0
// load_lines.c: the line chunk: which source line the n-th line instruction stands for.
//
//   version (0), flags, number of line instructions, number of items, number of file names: 32 bits
//   each items in the compact encoding of operands: a file (tag a) for the items that follow, or a
//   line (tag i); item 0, which is not stored, means no line file names: size in 16 bits, text.
//   File 0, not stored, is the module's name with ".erl"

#include <stdio.h>
#include <string.h>

#include "packbeam/bytes.h"
#include "vm/loader.h"

#define LINE_MAX_NUMBER 0xffffff
#define LINE_MAX_FILES  256

static enum status bad_lines(struct loader *l, uint32_t offset)
{
    return fail_at(l->failure, STATUS_INPUT, offset, "the line table ('Line') is damaged");
}

static enum status read_items(struct loader *l, struct decoder *d, uint32_t count,
                              uint32_t file_count, uint32_t offset)
{
    struct module *m = l->module;
    int64_t file = 0;
    m->lines[0] = 0;
    for (uint32_t i = 1; i <= count;) {
        struct compact_number number;
        if (!decode_number(d, &number) || number.bytes != NULL || number.value < 0) {
            return bad_lines(l, offset + (uint32_t) d->position);
        }
        if (number.tag == COMPACT_ATOM) {
            if (number.value > file_count) {
                return bad_lines(l, offset + (uint32_t) d->position);
            }
            file = number.value;
        } else if (number.tag == COMPACT_INTEGER) {
            bool fits = number.value <= LINE_MAX_NUMBER && file < LINE_MAX_FILES;
            m->lines[i++] = fits ? (uint32_t) file << 24 | (uint32_t) number.value : 0;
        } else {
            return bad_lines(l, offset + (uint32_t) d->position);
        }
    }
    return STATUS_OK;
}

static enum status read_files(struct loader *l, struct bytes *bytes, uint32_t offset)
{
    struct module *m = l->module;
    char own[sizeof l->name + 4];
    int length = snprintf(own, sizeof own, "%s.erl", l->name);
    m->files[0] = literal_string(l->vm, (const uint8_t *) own, (size_t) length);
    for (uint32_t i = 1; i < m->file_count; i++) {
        uint16_t size;
        const uint8_t *text;
        if (!bytes_read_be16(bytes, &size) || !bytes_read_data(bytes, size, &text)) {
            return bad_lines(l, offset + (uint32_t) bytes_offset(bytes));
        }
        m->files[i] = literal_string(l->vm, text, size);
        if (m->files[i] == NONE) {
            break;
        }
    }
    for (uint32_t i = 0; i < m->file_count; i++) {
        if (m->files[i] == NONE) {
            return fail(l->failure, STATUS_LIMIT, "no room for the names of source files");
        }
    }
    return STATUS_OK;
}

static bool allocate(struct loader *l, uint32_t items, uint32_t files)
{
    struct module *m = l->module;
    m->line_count = items + 1;
    m->file_count = (files < LINE_MAX_FILES ? files : LINE_MAX_FILES - 1) + 1;
    m->lines = memory_calloc(l->vm, m->line_count * sizeof *m->lines);
    m->files = memory_calloc(l->vm, m->file_count * sizeof *m->files);
    if (m->lines == NULL || m->files == NULL) {
        fail_memory(l->failure, m->line_count * sizeof *m->lines);
        return false;
    }
    return true;
}

enum status load_lines(struct loader *l)
{
    struct beam_chunk chunk;
    if (!beam_file_find(&l->file, "Line", &chunk)) {
        return STATUS_OK;
    }
    struct bytes bytes;
    uint32_t version, flags, instructions, items, files;
    bytes_init(&bytes, chunk.data, chunk.size);
    if (!bytes_read_be32(&bytes, &version)) {
        return bad_lines(l, chunk.offset);
    }
    if (version != 0) { // of another time: a program runs without
        return STATUS_OK;
    }
    if (!bytes_read_be32(&bytes, &flags) || !bytes_read_be32(&bytes, &instructions) ||
        !bytes_read_be32(&bytes, &items) || !bytes_read_be32(&bytes, &files) ||
        items > bytes_left(&bytes) || files > bytes_left(&bytes)) {
        return bad_lines(l, chunk.offset);
    }
    if (!allocate(l, items, files)) {
        return STATUS_LIMIT;
    }
    uint32_t offset = chunk.offset + (uint32_t) bytes_offset(&bytes);
    struct decoder d = {.bytes = bytes.at, .size = bytes_left(&bytes)};
    enum status status = read_items(l, &d, items, files, offset);
    if (status != STATUS_OK) {
        return status;
    }
    bytes_skip(&bytes, d.position);
    return read_files(l, &bytes, chunk.offset);
}
