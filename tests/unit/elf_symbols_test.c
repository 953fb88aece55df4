// SPDX-License-Identifier: Apache-2.0
// elf_symbols_test.c - monitor/elf_symbols.c

#include "monitor/elf_symbols.h"

#include "packbeam/bytes.h"
#include "tests/unit/test.h"

#define SYMBOLS 52
#define NAMES   (SYMBOLS + 4 * 16)
#define HEADERS (NAMES + 32)
#define SIZE    (HEADERS + 3 * 40)

static uint8_t file[SIZE];

static void put_symbol(unsigned index, uint32_t name, uint32_t address, uint32_t size, uint8_t kind)
{
    uint8_t *at = file + SYMBOLS + 16 * index;
    bytes_put_le32(at, name);
    bytes_put_le32(at + 4, address);
    bytes_put_le32(at + 8, size);
    at[12] = kind;
    bytes_put_le16(at + 14, 0xFFF1);
}

static void put_section(unsigned index, uint32_t type, uint32_t offset, uint32_t size)
{
    uint8_t *at = file + HEADERS + 40 * index;
    bytes_put_le32(at + 4, type);
    bytes_put_le32(at + 16, offset);
    bytes_put_le32(at + 20, size);
    bytes_put_le32(at + 24, 2);
    bytes_put_le32(at + 36, type == 2 ? 16 : 0);
}

// Three functions, one of them a label without a size.
static void build(void)
{
    static const char names[] = "\0first\0second\0label";
    memset(file, 0, sizeof(file));
    memcpy(file, "\177ELF\1\1\1", 7);
    bytes_put_le32(file + 32, HEADERS);
    bytes_put_le16(file + 46, 40);
    bytes_put_le16(file + 48, 3);
    put_symbol(1, 7, 0x2000, 0x20, 2);
    put_symbol(2, 1, 0x1000, 0x100, 2);
    put_symbol(3, 14, 0x1010, 0, 0);
    memcpy(file + NAMES, names, sizeof(names));
    put_section(1, 2, SYMBOLS, 4 * 16);
    put_section(2, 3, NAMES, 32);
}

static const char *find(const struct elf_symbols *symbols, uint64_t address)
{
    static char text[64];
    uint64_t offset = 0;
    const char *name = elf_symbols_find(symbols, address, &offset);
    snprintf(text, sizeof(text), "%s+%u", name != NULL ? name : "none", (unsigned) offset);
    return text;
}

static void addresses_are_found_in_the_function_that_holds_them(void)
{
    struct elf_symbols *symbols = NULL;
    build();
    CHECK_NUMBER(elf_symbols_new(file, SIZE, &symbols, NULL), STATUS_OK);
    CHECK_NUMBER(elf_symbols_count(symbols), 3);
    CHECK_TEXT(find(symbols, 0x0FFF), "none+0");
    CHECK_TEXT(find(symbols, 0x1000), "first+0");
    CHECK_TEXT(find(symbols, 0x1012), "label+2");
    CHECK_TEXT(find(symbols, 0x201F), "second+31");
    CHECK_TEXT(find(symbols, 0x2020), "none+0");
    elf_symbols_free(symbols);
}

static void files_that_are_cut_short_or_stripped_are_refused(void)
{
    struct elf_symbols *symbols = NULL;
    for (size_t size = 0; size < SIZE; size++) {
        struct failure failure = {0};
        build();
        CHECK_NUMBER(elf_symbols_new(file, size, &symbols, &failure), STATUS_INPUT);
        CHECK(failure.what[0] != '\0');
    }
    build();
    put_section(1, 1, SYMBOLS, 4 * 16);
    CHECK_NUMBER(elf_symbols_new(file, SIZE, &symbols, NULL), STATUS_INPUT);
    build();
    put_section(1, 2, SYMBOLS, UINT32_MAX);
    CHECK_NUMBER(elf_symbols_new(file, SIZE, &symbols, NULL), STATUS_INPUT);
    build();
    file[NAMES + 31] = 'x'; // the names do not end
    CHECK_NUMBER(elf_symbols_new(file, SIZE, &symbols, NULL), STATUS_INPUT);
}

int main(void)
{
    TEST(addresses_are_found_in_the_function_that_holds_them);
    TEST(files_that_are_cut_short_or_stripped_are_refused);
    return test_done();
}
