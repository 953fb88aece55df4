// SPDX-License-Identifier: Apache-2.0
// pack_write.c - builds a pack in memory.
//
// Nothing that goes in depends on anything but the inputs and their order: no times, no paths, and
// all padding is zero.

#include <stdlib.h>
#include <string.h>

#include "packbeam/bytes.h"
#include "packbeam/packbeam.h"

#define SECTION_HEADER_SIZE 12
#define INITIAL_CAPACITY    4096

static const char header[PACK_HEADER_SIZE] = "#!/usr/bin/env AtomVM\n\0";

void pack_writer_init(struct pack_writer *writer)
{
    memset(writer, 0, sizeof(*writer));
}

void pack_writer_clear(struct pack_writer *writer)
{
    free(writer->data);
    memset(writer, 0, sizeof(*writer));
}

void pack_writer_flush(struct pack_writer *writer)
{
    writer->flushed += writer->size;
    writer->size = 0;
}

// Make room for size more bytes and give them, zeroed.
static enum status extend(struct pack_writer *writer, size_t size, uint8_t **room,
                          struct failure *failure)
{
    // A pack stays below 2 GB, so that no sum here can wrap, also where size_t has 32 bits.
    if (size > INT32_MAX || writer->size + writer->flushed > INT32_MAX - size) {
        return fail(failure, STATUS_LIMIT, "the pack grows beyond 2 GB");
    }
    size_t needed = writer->size + size;
    if (needed > writer->capacity) {
        size_t capacity = writer->capacity > 0 ? writer->capacity : INITIAL_CAPACITY;
        while (capacity < needed) {
            capacity += capacity / 2;
        }
        uint8_t *data = realloc(writer->data, capacity);
        if (data == NULL) {
            return fail_memory(failure, capacity);
        }
        writer->data = data;
        writer->capacity = capacity;
    }
    *room = writer->data + writer->size;
    memset(*room, 0, size);
    writer->size = needed;
    return STATUS_OK;
}

static size_t padded(size_t size)
{
    return size + (-size & 3U);
}

static enum status add_header(struct pack_writer *writer, struct failure *failure)
{
    if (writer->size + writer->flushed > 0) {
        return STATUS_OK;
    }
    uint8_t *room;
    enum status status = extend(writer, PACK_HEADER_SIZE, &room, failure);
    if (status == STATUS_OK) {
        memcpy(room, header, PACK_HEADER_SIZE);
    }
    return status;
}

// Add a section for size bytes of data and give the room for them.
static enum status add_room(struct pack_writer *writer, const char *name, uint32_t flags,
                            size_t size, uint8_t **data, struct failure *failure)
{
    enum status status = add_header(writer, failure);
    if (status != STATUS_OK) {
        return status;
    }
    size_t name_size = padded(strlen(name) + 1);
    if (size > INT32_MAX || name_size > INT32_MAX / 2) {
        return fail(failure, STATUS_LIMIT, "'%.80s' is larger than 2 GB", name);
    }
    size_t section_size = SECTION_HEADER_SIZE + name_size + padded(size);
    uint8_t *room;
    status = extend(writer, section_size, &room, failure);
    if (status != STATUS_OK) {
        return status;
    }
    bytes_put_be32(room, (uint32_t) section_size);
    bytes_put_be32(room + 4, flags);
    memcpy(room + SECTION_HEADER_SIZE, name, strlen(name));
    *data = room + SECTION_HEADER_SIZE + name_size;
    return STATUS_OK;
}

enum status pack_add_section(struct pack_writer *writer, const char *name, uint32_t flags,
                             const uint8_t *data, size_t size, struct failure *failure)
{
    uint8_t *room;
    enum status status = add_room(writer, name, flags, size, &room, failure);
    if (status == STATUS_OK && size > 0) {
        memcpy(room, data, size);
    }
    return status;
}

enum status pack_add_file(struct pack_writer *writer, const char *name, const uint8_t *data,
                          size_t size, struct failure *failure)
{
    uint8_t *room;
    if (size > INT32_MAX - 4) {
        return fail(failure, STATUS_LIMIT, "'%.80s' is larger than 2 GB", name);
    }
    enum status status = add_room(writer, name, PACK_PLAIN, size + 4, &room, failure);
    if (status == STATUS_OK) {
        bytes_put_be32(room, (uint32_t) size);
        if (size > 0) {
            memcpy(room + 4, data, size);
        }
    }
    return status;
}

// Whether name is MODULE.beam.
static bool is_module_named(const char *name, const char *module)
{
    size_t length = strlen(module);
    return strncmp(name, module, length) == 0 && strcmp(name + length, ".beam") == 0;
}

// The flags of a module that has start/0, or would begin a program in the pack it came from.
static uint32_t module_flags(const char *name, bool has_start, const struct pack_options *options)
{
    if (!has_start || (options != NULL && options->library)) {
        return PACK_BEAM;
    }
    if (options != NULL && options->start != NULL && !is_module_named(name, options->start)) {
        return PACK_BEAM;
    }
    return PACK_BEAM | PACK_START;
}

static enum status strip(const uint8_t *data, size_t size, const struct pack_options *options,
                         uint8_t **out, size_t *out_size, bool *has_start, struct failure *failure)
{
    enum status status = beam_strip(data, size, options, out, out_size, has_start, failure);
    if (status == STATUS_OK && options != NULL && options->finish != NULL) {
        status = options->finish(options->finish_context, out, out_size, failure);
        if (status != STATUS_OK) {
            free(*out);
        }
    }
    return status;
}

enum status pack_add_beam(struct pack_writer *writer, const char *name, const uint8_t *data,
                          size_t size, const struct pack_options *options, struct failure *failure)
{
    uint8_t *stripped;
    size_t stripped_size;
    bool has_start;
    enum status status = strip(data, size, options, &stripped, &stripped_size, &has_start, failure);
    if (status != STATUS_OK) {
        return status;
    }
    status = pack_add_section(writer, name, module_flags(name, has_start, options), stripped,
                              stripped_size, failure);
    free(stripped);
    return status;
}

// Modules keep their mark, unless there is a wish for another one: then what counts is the
// function.
enum status pack_add_copy(struct pack_writer *writer, const char *name, uint32_t flags,
                          const uint8_t *data, size_t size, const struct pack_options *options,
                          struct failure *failure)
{
    if ((flags & PACK_BEAM) == 0) {
        return pack_add_section(writer, name, flags, data, size, failure);
    }
    uint8_t *stripped;
    size_t stripped_size;
    bool has_start;
    enum status status = strip(data, size, options, &stripped, &stripped_size, &has_start, failure);
    if (status != STATUS_OK) {
        return status;
    }
    if (options != NULL && (options->start != NULL || options->library)) {
        has_start = has_start || (flags & PACK_START) != 0;
        flags = module_flags(name, has_start, options);
    }
    status = pack_add_section(writer, name, flags, stripped, stripped_size, failure);
    free(stripped);
    return status;
}

enum status pack_add_pack(struct pack_writer *writer, const struct pack *pack,
                          const struct pack_options *options, struct failure *failure)
{
    struct pack_section section = {0};
    for (;;) {
        enum status status = pack_next(pack, &section, failure);
        if (status == STATUS_FAILED) {
            return STATUS_OK;
        }
        if (status != STATUS_OK) {
            return status;
        }
        status = pack_add_copy(writer, section.name, section.flags, section.data, section.size,
                               options, failure);
        if (status != STATUS_OK) {
            failure_add_subject(failure, section.name);
            return status;
        }
    }
}

static void reverse(uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size / 2; i++) {
        uint8_t byte = data[i];
        data[i] = data[size - 1 - i];
        data[size - 1 - i] = byte;
    }
}

enum status pack_move_first(struct pack_writer *writer, const char *name)
{
    size_t at = PACK_HEADER_SIZE;
    while (at < writer->size) {
        uint8_t *section = writer->data + at;
        size_t size = bytes_get_be32(section);
        if (strcmp((const char *) section + SECTION_HEADER_SIZE, name) == 0) {
            // Rotating by three reversals needs no second buffer.
            uint8_t *first = writer->data + PACK_HEADER_SIZE;
            size_t before = at - PACK_HEADER_SIZE;
            reverse(first, before);
            reverse(section, size);
            reverse(first, before + size);
            return STATUS_OK;
        }
        at += size;
    }
    return STATUS_FAILED;
}

enum status pack_writer_finish(struct pack_writer *writer, struct failure *failure)
{
    enum status status = add_header(writer, failure);
    if (status != STATUS_OK) {
        return status;
    }
    uint8_t *room;
    status = extend(writer, SECTION_HEADER_SIZE + 4, &room, failure);
    if (status == STATUS_OK) {
        memcpy(room + SECTION_HEADER_SIZE, "end", 3);
    }
    return status;
}
