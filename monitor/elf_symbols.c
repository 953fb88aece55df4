// SPDX-License-Identifier: Apache-2.0
// elf_symbols.c - the functions of an ELF file, sorted by address.
//
// Every number of the file goes through field(), which checks that it lies in the file.

#include "monitor/elf_symbols.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

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
    const uint8_t *data;
    size_t size;
    bool is_64;
    bool is_big;
    uint16_t machine;
    uint64_t sections; // offset of the section headers
    uint32_t section_size;
    uint32_t section_count;
    const char *strings;
    size_t strings_size;
    struct function *functions;
    size_t count;
};

struct section {
    uint32_t type;
    uint64_t flags;
    uint64_t offset;
    uint64_t size;
    uint32_t link;
    uint64_t entry_size;
};

// A number of `width` bytes; 0 outside of the file, which the caller has excluded before.
static uint64_t field(const struct elf_symbols *elf, uint64_t offset, unsigned width)
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

static bool is_inside(const struct elf_symbols *elf, uint64_t offset, uint64_t size)
{
    return offset <= elf->size && size <= elf->size - offset;
}

// Section header: name 4, type 4, flags W, address W, offset W, size W, link 4, info 4, align W,
// entry size W, with W of 4 or 8 bytes.
static struct section get_section(const struct elf_symbols *elf, uint32_t index)
{
    uint64_t at = elf->sections + (uint64_t) index * elf->section_size;
    unsigned word = elf->is_64 ? 8 : 4;
    return (struct section){
        .type = (uint32_t) field(elf, at + 4, 4),
        .flags = field(elf, at + 8, word),
        .offset = field(elf, at + 8 + 2 * word, word),
        .size = field(elf, at + 8 + 3 * word, word),
        .link = (uint32_t) field(elf, at + 8 + 4 * word, 4),
        .entry_size = field(elf, at + 16 + 5 * word, word),
    };
}

static enum status read_header(struct elf_symbols *elf, struct failure *failure)
{
    static const uint8_t magic[4] = {0x7F, 'E', 'L', 'F'};
    if (elf->size < 52 || memcmp(elf->data, magic, sizeof(magic)) != 0 || elf->data[4] < 1 ||
        elf->data[4] > 2 || elf->data[5] < 1 || elf->data[5] > 2) {
        return fail(failure, STATUS_INPUT,
                    "not an ELF file\n--elf wants the .elf that the build leaves beside the image");
    }
    elf->is_64 = elf->data[4] == 2;
    elf->is_big = elf->data[5] == 2;
    elf->machine = (uint16_t) field(elf, 18, 2);
    elf->sections = elf->is_64 ? field(elf, 40, 8) : field(elf, 32, 4);
    elf->section_size = (uint32_t) field(elf, elf->is_64 ? 58 : 46, 2);
    elf->section_count = (uint32_t) field(elf, elf->is_64 ? 60 : 48, 2);
    uint32_t least = elf->is_64 ? 64 : 40;
    if (elf->section_size < least ||
        !is_inside(elf, elf->sections, (uint64_t) elf->section_size * elf->section_count)) {
        return fail_at(failure, STATUS_INPUT, elf->is_64 ? 40 : 32,
                       "the section headers lie outside of the file (%zu bytes)", elf->size);
    }
    return STATUS_OK;
}

static bool is_code(const struct elf_symbols *elf, unsigned kind, uint32_t section)
{
    if (kind == KIND_FUNCTION) {
        return section != 0;
    }
    if (kind != KIND_NONE || section == 0) {
        return false;
    }
    return section == INDEX_ABSOLUTE || (section < elf->section_count &&
                                         (get_section(elf, section).flags & FLAG_EXECUTABLE) != 0);
}

// Symbol of 32 bits: name 4, value 4, size 4, info 1, other 1, section 2; of 64 bits: name 4,
// info 1, other 1, section 2, value 8, size 8.
static bool get_function(const struct elf_symbols *elf, uint64_t at, struct function *function)
{
    unsigned kind = (unsigned) field(elf, at + (elf->is_64 ? 4 : 12), 1) & 15;
    uint32_t section = (uint32_t) field(elf, at + (elf->is_64 ? 6 : 14), 2);
    function->name = (uint32_t) field(elf, at, 4);
    function->address = elf->is_64 ? field(elf, at + 8, 8) : field(elf, at + 4, 4);
    function->size = elf->is_64 ? field(elf, at + 16, 8) : field(elf, at + 8, 4);
    function->is_function = kind == KIND_FUNCTION;
    if (!is_code(elf, kind, section) || function->name >= elf->strings_size ||
        elf->strings[function->name] == '\0' || elf->strings[function->name] == '$' ||
        elf->strings[function->name] == '.') {
        return false; // '$' and '.' are marks of assemblers, no names
    }
    if (elf->machine == MACHINE_ARM) {
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

static enum status read_table(struct elf_symbols *elf, const struct section *table,
                              struct failure *failure)
{
    uint64_t entry = elf->is_64 ? 24 : 16;
    if (table->entry_size != entry || !is_inside(elf, table->offset, table->size)) {
        return fail(failure, STATUS_INPUT, "the symbol table lies outside of the file (%zu bytes)",
                    elf->size);
    }
    struct section strings = {0};
    if (table->link < elf->section_count) {
        strings = get_section(elf, table->link);
    }
    if (strings.type != SECTION_STRINGS || strings.size == 0 ||
        !is_inside(elf, strings.offset, strings.size) ||
        elf->data[strings.offset + strings.size - 1] != '\0') {
        return fail(failure, STATUS_INPUT, "the names of the symbols are damaged");
    }
    elf->strings = (const char *) elf->data + strings.offset;
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
    elf->data = data;
    elf->size = size;
    enum status status = read_header(elf, failure);
    struct section table = {0};
    for (uint32_t i = 0; status == STATUS_OK && i < elf->section_count; i++) {
        table = get_section(elf, i);
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
