// SPDX-License-Identifier: Apache-2.0
// elf_lines.h - which line of source an address of a firmware belongs to, from the section
// .debug_line of its ELF file, which compilers write with -g. No other program or library is
// needed. Never trusts an offset or a size of the file. Spec: DWARF 2 to 5, "Line Number
// Information".

#ifndef MONITOR_ELF_LINES_H
#define MONITOR_ELF_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

struct elf_lines;

// Read where each table lies. data is borrowed until elf_lines_free(). STATUS_FAILED: no lines in
// it, or only compressed ones. STATUS_INPUT: not an ELF file. STATUS_LIMIT: no memory. What is
// damaged inside of a table is left out.
enum status elf_lines_new(const uint8_t *data, size_t size, struct elf_lines **lines,
                          struct failure *failure);
void elf_lines_free(struct elf_lines *lines); // NULL is allowed

// "folder/file.c:17" as the compiler was told the names. False: no line is known.
bool elf_lines_find(const struct elf_lines *lines, uint64_t address, char *text, size_t size);

#endif
