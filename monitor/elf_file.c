// SPDX-License-Identifier: Apache-2.0
// elf_file.c - header and sections of an ELF file.
//
// Every number of the file goes through elf_file_number(), which checks that it lies in the file.

#include "monitor/elf_file.h"

#include <string.h>

#define FLAG_COMPRESSED 0x800 // SHF_COMPRESSED
#define KIND_EMPTY      8     // SHT_NOBITS: takes no place in the file

uint64_t elf_file_number(const struct elf_file *elf, uint64_t offset, unsigned width)
{
    uint64_t value = 0;
    if (offset > elf->size || elf->size - offset < width) {
        return 0;
    }
    for (unsigned i = 0; i < width; i++) {
        unsigned at = elf->is_big ? i : width - 1 - i;
        value = value << 8 | elf->data[offset + at];
    }
    return value;
}

bool elf_file_is_inside(const struct elf_file *elf, uint64_t offset, uint64_t size)
{
    return offset <= elf->size && size <= elf->size - offset;
}

// Section header: name 4, type 4, flags W, address W, offset W, size W, link 4, info 4, align W,
// entry size W, with W of 4 or 8 bytes.
struct elf_section elf_file_section(const struct elf_file *elf, uint32_t index)
{
    uint64_t at = elf->sections + (uint64_t) index * elf->section_size;
    unsigned word = elf->is_64 ? 8 : 4;
    return (struct elf_section){
        .name = (uint32_t) elf_file_number(elf, at, 4),
        .type = (uint32_t) elf_file_number(elf, at + 4, 4),
        .flags = elf_file_number(elf, at + 8, word),
        .offset = elf_file_number(elf, at + 8 + 2 * word, word),
        .size = elf_file_number(elf, at + 8 + 3 * word, word),
        .link = (uint32_t) elf_file_number(elf, at + 8 + 4 * word, 4),
        .entry_size = elf_file_number(elf, at + 16 + 5 * word, word),
    };
}

bool elf_file_find(const struct elf_file *elf, const char *name, struct elf_section *section)
{
    size_t length = strlen(name) + 1;
    if (elf->names >= elf->section_count) {
        return false;
    }
    struct elf_section names = elf_file_section(elf, elf->names);
    for (uint32_t i = 0; i < elf->section_count; i++) {
        *section = elf_file_section(elf, i);
        if (section->name <= names.size && names.size - section->name >= length &&
            elf_file_is_inside(elf, names.offset, names.size) &&
            memcmp(elf->data + names.offset + section->name, name, length) == 0) {
            return section->type != KIND_EMPTY && (section->flags & FLAG_COMPRESSED) == 0 &&
                   elf_file_is_inside(elf, section->offset, section->size);
        }
    }
    return false;
}

enum status elf_file_open(const uint8_t *data, size_t size, struct elf_file *elf,
                          struct failure *failure)
{
    static const uint8_t magic[4] = {0x7F, 'E', 'L', 'F'};
    *elf = (struct elf_file){.data = data, .size = size};
    if (size < 52 || memcmp(data, magic, sizeof(magic)) != 0 || data[4] < 1 || data[4] > 2 ||
        data[5] < 1 || data[5] > 2) {
        return fail(failure, STATUS_INPUT,
                    "not an ELF file\n--elf wants the .elf that the build leaves beside the image");
    }
    elf->is_64 = data[4] == 2;
    elf->is_big = data[5] == 2;
    elf->machine = (uint16_t) elf_file_number(elf, 18, 2);
    elf->sections = elf->is_64 ? elf_file_number(elf, 40, 8) : elf_file_number(elf, 32, 4);
    elf->section_size = (uint32_t) elf_file_number(elf, elf->is_64 ? 58 : 46, 2);
    elf->section_count = (uint32_t) elf_file_number(elf, elf->is_64 ? 60 : 48, 2);
    elf->names = (uint32_t) elf_file_number(elf, elf->is_64 ? 62 : 50, 2);
    uint32_t least = elf->is_64 ? 64 : 40;
    if (elf->section_size < least ||
        !elf_file_is_inside(elf, elf->sections,
                            (uint64_t) elf->section_size * elf->section_count)) {
        return fail_at(failure, STATUS_INPUT, elf->is_64 ? 40 : 32,
                       "the section headers lie outside of the file (%zu bytes)", size);
    }
    return STATUS_OK;
}
