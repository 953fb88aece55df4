// SPDX-License-Identifier: Apache-2.0
// pack_read.c - walks a pack in place.
//
// Every offset in a struct pack_section is inside pack->size: pack_next() checks a section before
// it says anything about it, and a section always ends after it starts, so a walk ends.

#include "packbeam/packbeam.h"

#include <string.h>

#include "packbeam/beam_file.h"
#include "packbeam/bytes.h"

#define SECTION_HEADER_SIZE 12

// The two NULs that end the line are not compared: the padding says nothing.
static const char magic[] = "#!/usr/bin/env AtomVM\n";

bool pack_is(const uint8_t *data, size_t size)
{
    return size >= PACK_HEADER_SIZE && memcmp(data, magic, sizeof(magic) - 1) == 0;
}

enum status pack_open(const uint8_t *data, size_t size, struct pack *pack, struct failure *failure)
{
    if (!pack_is(data, size)) {
        return fail_at(failure, STATUS_INPUT, 0,
                       "not an AVM pack: it does not begin with '#!/usr/bin/env AtomVM'");
    }
    pack->data = data;
    // Offsets are kept in 32 bits; what lies beyond them cannot be part of a pack.
    pack->size = size < UINT32_MAX ? size : UINT32_MAX;
    return STATUS_OK;
}

// The size of a name with its NUL and padding, or 0 when it does not end inside the section.
static uint32_t name_field_size(const uint8_t *name, uint32_t size)
{
    const uint8_t *end = memchr(name, 0, size);
    if (end == NULL) {
        return 0;
    }
    uint32_t length = (uint32_t) (end - name) + 1;
    uint32_t field = length + (-length & 3U);
    return field <= size ? field : 0;
}

// The end section: size 0 and, as nobody has ever written anything else, the name "end".
static bool is_end(const uint8_t *name, size_t left)
{
    return left >= 4 && memcmp(name, "end", 4) == 0;
}

static enum status check_section(const struct pack *pack, uint32_t at, uint32_t size,
                                 struct failure *failure)
{
    uint32_t left = (uint32_t) pack->size - at;
    if (size > left) {
        return fail_at(failure, STATUS_INPUT, at,
                       "section size %lu runs past the end of the file (%lu bytes left)\n"
                       "the file is cut short; build it again with 'avm pack'",
                       (unsigned long) size, (unsigned long) left);
    }
    if (size < SECTION_HEADER_SIZE + 4 || size % 4 != 0) {
        return fail_at(failure, STATUS_INPUT, at,
                       "section size %lu is not a multiple of 4 of at least 16 bytes\n"
                       "the file is damaged; build it again with 'avm pack'",
                       (unsigned long) size);
    }
    return STATUS_OK;
}

enum status pack_next(const struct pack *pack, struct pack_section *section,
                      struct failure *failure)
{
    uint32_t at = section->next != 0 ? section->next : PACK_HEADER_SIZE;
    uint32_t left = (uint32_t) pack->size - at;
    if (left < SECTION_HEADER_SIZE) {
        return fail_at(failure, STATUS_INPUT, at,
                       "the pack has no end section\n"
                       "the file is cut short; build it again with 'avm pack'");
    }
    const uint8_t *header = pack->data + at;
    const uint8_t *name = header + SECTION_HEADER_SIZE;
    uint32_t size = bytes_get_be32(header);
    if (size == 0 && is_end(name, left - SECTION_HEADER_SIZE)) {
        return STATUS_FAILED;
    }
    enum status status = check_section(pack, at, size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    uint32_t field = name_field_size(name, size - SECTION_HEADER_SIZE);
    if (field == 0) {
        return fail_at(failure, STATUS_INPUT, at + SECTION_HEADER_SIZE,
                       "the name of the section does not end inside it\n"
                       "the file is damaged; build it again with 'avm pack'");
    }
    section->name = (const char *) name;
    section->flags = bytes_get_be32(header + 4);
    section->data = name + field;
    section->size = size - SECTION_HEADER_SIZE - field;
    section->offset = at;
    section->next = at + size;
    return STATUS_OK;
}

enum status pack_find(const struct pack *pack, const char *name, struct pack_section *section,
                      struct failure *failure)
{
    struct pack_section walk = {0};
    for (;;) {
        enum status status = pack_next(pack, &walk, failure);
        if (status != STATUS_OK) {
            return status;
        }
        if (strcmp(walk.name, name) == 0) {
            *section = walk;
            return STATUS_OK;
        }
    }
}

enum status pack_find_start(const struct pack *pack, struct pack_section *section,
                            struct failure *failure)
{
    struct pack_section walk = {0};
    for (;;) {
        enum status status = pack_next(pack, &walk, failure);
        if (status != STATUS_OK) {
            return status;
        }
        if (pack_section_has_start(&walk)) {
            *section = walk;
            return STATUS_OK;
        }
    }
}

enum status pack_section_file(const struct pack_section *section, const uint8_t **data,
                              uint32_t *size, struct failure *failure)
{
    uint32_t stated = section->size >= 4 ? bytes_get_be32(section->data) : 0;
    if (section->size < 4 || stated > section->size - 4) {
        return fail_at(failure, STATUS_INPUT, section->offset,
                       "plain file '%.80s': length word %lu, but %lu bytes in the section",
                       section->name, (unsigned long) stated, (unsigned long) section->size);
    }
    *data = section->data + 4;
    *size = stated;
    return STATUS_OK;
}

static enum status check_contents(const struct pack_section *section, struct failure *failure)
{
    if (!pack_section_is_beam(section)) {
        const uint8_t *data;
        uint32_t size;
        return pack_section_file(section, &data, &size, failure);
    }
    struct beam_file file;
    enum status status = beam_file_open(section->data, section->size, &file, failure);
    if (status != STATUS_OK) {
        failure_add_subject(failure, section->name);
    }
    return status;
}

enum status pack_check(const struct pack *pack, uint32_t *size, struct failure *failure)
{
    struct pack_section walk = {.next = PACK_HEADER_SIZE};
    for (;;) {
        enum status status = pack_next(pack, &walk, failure);
        if (status == STATUS_FAILED) {
            break;
        }
        if (status == STATUS_OK) {
            status = check_contents(&walk, failure);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (size != NULL) {
        *size = walk.next + SECTION_HEADER_SIZE + 4;
    }
    return STATUS_OK;
}
