// SPDX-License-Identifier: Apache-2.0
// elf_file.h - numbers and sections of an ELF file in memory: what elf_symbols.c and elf_lines.c
// share. 32 and 64 bit, both byte orders. Never trusts an offset or a size of the file.
// Spec: System V ABI, "Object Files".

#ifndef MONITOR_ELF_FILE_H
#define MONITOR_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

struct elf_file {
    const uint8_t *data;
    size_t size;
    bool is_64;
    bool is_big;
    uint16_t machine;
    uint64_t sections; // offset of the section headers
    uint32_t section_size;
    uint32_t section_count;
    uint32_t names; // index of the section with the names of sections
};

struct elf_section {
    uint32_t name; // offset in the section with the names
    uint32_t type;
    uint64_t flags;
    uint64_t offset;
    uint64_t size;
    uint32_t link;
    uint64_t entry_size;
};

// Read the header. data is borrowed. STATUS_INPUT: not an ELF file, or its section headers lie
// outside of it.
enum status elf_file_open(const uint8_t *data, size_t size, struct elf_file *elf,
                          struct failure *failure);

// A number of `width` bytes (at most 8) in the byte order of the file; 0 outside of it.
uint64_t elf_file_number(const struct elf_file *elf, uint64_t offset, unsigned width);

bool elf_file_is_inside(const struct elf_file *elf, uint64_t offset, uint64_t size);

// The section header of an index below section_count; what it says is not checked.
struct elf_section elf_file_section(const struct elf_file *elf, uint32_t index);

// The contents of the section of that name, all inside of the file. False: there is none, or it
// is compressed.
bool elf_file_find(const struct elf_file *elf, const char *name, struct elf_section *section);

#endif
