// SPDX-License-Identifier: Apache-2.0
// elf_symbols.h - which function an address of a firmware belongs to, from the symbol table of its
// ELF file. 32 and 64 bit, both byte orders. Never trusts an offset or a size of the file.
// Spec: System V ABI, "Object Files".

#ifndef MONITOR_ELF_SYMBOLS_H
#define MONITOR_ELF_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

struct elf_symbols;

// Read the table of functions. data is borrowed until elf_symbols_free(). STATUS_INPUT: not an ELF
// file, damaged, or without symbols (stripped); failure says where.
enum status elf_symbols_new(const uint8_t *data, size_t size, struct elf_symbols **symbols,
                            struct failure *failure);
void elf_symbols_free(struct elf_symbols *symbols); // NULL is allowed

size_t elf_symbols_count(const struct elf_symbols *symbols);

// The name of the function that holds an address, NUL-terminated in the file's bytes; *offset is
// how far into it. NULL: none does.
const char *elf_symbols_find(const struct elf_symbols *symbols, uint64_t address, uint64_t *offset);

#endif
