// SPDX-License-Identifier: Apache-2.0
// elf_symbols.c - the functions of an ELF file, sorted by address.

#include "monitor/elf_symbols.h"

#include <stdbool.h>
#include <stdlib.h>

#include "monitor/elf_file.h"

#define SECTION_SYMBOLS 2      // SHT_SYMTAB
#define SECTION_STRINGS 3      // SHT_STRTAB
#define FLAG_EXECUTABLE 4      // SHF_EXECINSTR
#define INDEX_ABSOLUTE  0xFFF1 // SHN_ABS: functions in ROM, which the linker got as numbers
#define KIND_NONE       0      // STT_NOTYPE: labels of assembler
#define KIND_FUNCTION   2      // STT_FUNC
#define MACHINE_ARM     40     // bit 0 of a function's address says Thumb
#define UNSIZED_REACH   4096   // how far a function without a size is believed to reach

struct function {
    uint64_t address;
    uint64_t size;
    uint32_t name; // offset in the string table
    bool is_function;
};

struct elf_symbols {
    struct elf_file file;
    const char *strings;
    size_t strings_size;
    struct function *functions;
    size_t count;
};

static bool is_code(const struct elf_symbols *elf, unsigned kind, uint32_t section)
{
    if (kind == KIND_FUNCTION) {
        return section != 0;
    }
    if (kind != KIND_NONE || section == 0) {
        return false;
    }
    return section == INDEX_ABSOLUTE ||
           (section < elf->file.section_count &&
            (elf_file_section(&elf->file, section).flags & FLAG_EXECUTABLE) != 0);
}

// Symbol of 32 bits: name 4, value 4, size 4, info 1, other 1, section 2; of 64 bits: name 4,
// info 1, other 1, section 2, value 8, size 8.
static bool get_function(const struct elf_symbols *elf, uint64_t at, struct function *function)
{
    unsigned kind = (unsigned) elf_file_number(&elf->file, at + (elf->file.is_64 ? 4 : 12), 1) & 15;
    uint32_t section = (uint32_t) elf_file_number(&elf->file, at + (elf->file.is_64 ? 6 : 14), 2);
    function->name = (uint32_t) elf_file_number(&elf->file, at, 4);
    function->address = elf->file.is_64 ? elf_file_number(&elf->file, at + 8, 8)
                                        : elf_file_number(&elf->file, at + 4, 4);
    function->size = elf->file.is_64 ? elf_file_number(&elf->file, at + 16, 8)
                                     : elf_file_number(&elf->file, at + 8, 4);
    function->is_function = kind == KIND_FUNCTION;
    if (!is_code(elf, kind, section) || function->name >= elf->strings_size ||
        elf->strings[function->name] == '\0' || elf->strings[function->name] == '$' ||
        elf->strings[function->name] == '.') {
        return false; // '$' and '.' are marks of assemblers, no names
    }
    if (elf->file.machine == MACHINE_ARM) {
        function->address &= ~(uint64_t) 1;
    }
    return true;
}

// By address; of several at one address the best comes last: with a size, and a function.
static int compare_functions(const void *left, const void *right)
{
    const struct function *a = left;
    const struct function *b = right;
    if (a->address != b->address) {
        return a->address < b->address ? -1 : 1;
    }
    if ((a->size != 0) != (b->size != 0)) {
        return a->size != 0 ? 1 : -1;
    }
    if (a->is_function != b->is_function) {
        return a->is_function ? 1 : -1;
    }
    // Any order that does not depend on the sorting.
    return (a->name > b->name) - (a->name < b->name);
}

static enum status read_table(struct elf_symbols *elf, const struct elf_section *table,
                              struct failure *failure)
{
    uint64_t entry = elf->file.is_64 ? 24 : 16;
    if (table->entry_size != entry || !elf_file_is_inside(&elf->file, table->offset, table->size)) {
        return fail(failure, STATUS_INPUT, "the symbol table lies outside of the file (%zu bytes)",
                    elf->file.size);
    }
    struct elf_section strings = {0};
    if (table->link < elf->file.section_count) {
        strings = elf_file_section(&elf->file, table->link);
    }
    if (strings.type != SECTION_STRINGS || strings.size == 0 ||
        !elf_file_is_inside(&elf->file, strings.offset, strings.size) ||
        elf->file.data[strings.offset + strings.size - 1] != '\0') {
        return fail(failure, STATUS_INPUT, "the names of the symbols are damaged");
    }
    elf->strings = (const char *) elf->file.data + strings.offset;
    elf->strings_size = (size_t) strings.size;
    size_t count = (size_t) (table->size / entry);
    elf->functions = malloc((count + 1) * sizeof(*elf->functions));
    if (elf->functions == NULL) {
        return fail_memory(failure, (count + 1) * sizeof(*elf->functions));
    }
    for (size_t i = 0; i < count; i++) {
        if (get_function(elf, table->offset + i * entry, &elf->functions[elf->count])) {
            elf->count++;
        }
    }
    qsort(elf->functions, elf->count, sizeof(*elf->functions), compare_functions);
    return STATUS_OK;
}

enum status elf_symbols_new(const uint8_t *data, size_t size, struct elf_symbols **symbols,
                            struct failure *failure)
{
    struct elf_symbols *elf = calloc(1, sizeof(*elf));
    if (elf == NULL) {
        return fail_memory(failure, sizeof(*elf));
    }
    enum status status = elf_file_open(data, size, &elf->file, failure);
    struct elf_section table = {0};
    for (uint32_t i = 0; status == STATUS_OK && i < elf->file.section_count; i++) {
        table = elf_file_section(&elf->file, i);
        if (table.type == SECTION_SYMBOLS) {
            break;
        }
    }
    if (status == STATUS_OK && table.type != SECTION_SYMBOLS) {
        status = fail(failure, STATUS_INPUT,
                      "there are no symbols in it\nit was stripped; take the .elf of the build");
    }
    if (status == STATUS_OK) {
        status = read_table(elf, &table, failure);
    }
    if (status != STATUS_OK) {
        elf_symbols_free(elf);
        return status;
    }
    *symbols = elf;
    return STATUS_OK;
}

void elf_symbols_free(struct elf_symbols *symbols)
{
    if (symbols != NULL) {
        free(symbols->functions);
        free(symbols);
    }
}

size_t elf_symbols_count(const struct elf_symbols *symbols)
{
    return symbols->count;
}

const char *elf_symbols_find(const struct elf_symbols *symbols, uint64_t address, uint64_t *offset)
{
    size_t low = 0;
    size_t high = symbols->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (symbols->functions[middle].address <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    // Labels may lie inside of a function, so a few are looked at, the nearest first.
    for (size_t tries = 0; tries < 64 && tries < low; tries++) {
        const struct function *function = &symbols->functions[low - 1 - tries];
        uint64_t inside = address - function->address;
        if (function->size != 0 ? inside < function->size : tries == 0 && inside < UNSIZED_REACH) {
            *offset = inside;
            return symbols->strings + function->name;
        }
    }
    return NULL;
}
