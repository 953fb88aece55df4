// SPDX-License-Identifier: Apache-2.0
// elf_lines_test.c - monitor/elf_lines.c, with tables built here. tests/peer/monitor compares what
// it finds in the output of a compiler with addr2line.

#include "monitor/elf_lines.h"

#include "packbeam/bytes.h"
#include "tests/unit/test.h"

#define HEADERS 52
#define NAMES   (HEADERS + 3 * 40)
#define TABLE   (NAMES + 32)
#define SIZE    (TABLE + 160)

static uint8_t file[SIZE];
static size_t end; // of the table

static void put(const void *bytes, size_t size)
{
    memcpy(file + end, bytes, size);
    end += size;
}
#define PUT(text) put(text, sizeof(text) - 1)

static void put_section(unsigned index, uint32_t name, uint32_t type, size_t offset, size_t size)
{
    uint8_t *at = file + HEADERS + 40 * index;
    bytes_put_le32(at, name);
    bytes_put_le32(at + 4, type);
    bytes_put_le32(at + 16, (uint32_t) offset);
    bytes_put_le32(at + 20, (uint32_t) size);
}

static void begin(void)
{
    memset(file, 0, sizeof(file));
    memcpy(file, "\177ELF\1\1\1", 7);
    bytes_put_le32(file + 32, HEADERS);
    bytes_put_le16(file + 46, 40);
    bytes_put_le16(file + 48, 3);
    bytes_put_le16(file + 50, 1);
    memcpy(file + NAMES, "\0.names\0.debug_line", 20);
    put_section(1, 1, 3, NAMES, 32);
    end = TABLE;
}

// Line 10 at 0x1000, line 12 at 0x1004, line 3 of file 2 at 0x1008, end at 0x1010.
static void put_program(void)
{
    PUT("\x00\x05\x02\x00\x10\x00\x00"); // address
    PUT("\x03\x09\x01");                 // line + 9, row
    PUT("\x4c");                         // special: address + 4, line + 2
    PUT("\x04\x02\x03\x77\x02\x04\x01"); // file 2, line - 9, address + 4, row
    PUT("\x02\x08\x00\x01\x01");         // address + 8, end
    PUT("\x00\x05\x02\x00\x00\x00\x00\x01\x02\x08\x00\x01\x01"); // left out by the linker
}

static void finish(size_t header)
{
    bytes_put_le32(file + header, (uint32_t) (end - header - 4));
    put_program();
    bytes_put_le32(file + TABLE, (uint32_t) (end - TABLE - 4));
    put_section(2, 8, 1, TABLE, end - TABLE);
}

static void build_2(void)
{
    begin();
    PUT("\0\0\0\0\2\0");
    size_t header = end;
    // Step 1, is_stmt, line base -5, range 14, 13 operations.
    PUT("\0\0\0\0\1\1\xfb\x0e\x0d\0\1\1\1\1\0\0\0\1\0\0\1");
    PUT("src\0/sdk\0\0");
    PUT("main.c\0\1\0\0wifi.c\0\2\0\0\0");
    finish(header);
}

static void build_5(void)
{
    begin();
    PUT("\0\0\0\0\5\0\4\0");
    size_t header = end;
    PUT("\0\0\0\0\1\1\1\xfb\x0e\x0d\0\1\1\1\1\0\0\0\1\0\0\1");
    PUT("\1\1\x08\2/work\0/sdk\0");                        // a path as text; two folders
    PUT("\2\1\x08\2\x0b\3main.c\0\0main.c\0\0wifi.c\0\1"); // path and folder; three files
    finish(header);
}

static const char *find(uint64_t address)
{
    static char text[64];
    struct elf_lines *lines = NULL;
    if (elf_lines_new(file, SIZE, &lines, NULL) != STATUS_OK) {
        return "refused";
    }
    bool is_found = elf_lines_find(lines, address, text, sizeof(text));
    elf_lines_free(lines);
    return is_found ? text : "none";
}

static void addresses_are_found_in_the_lines_that_hold_them(void)
{
    build_2();
    CHECK_TEXT(find(0xFFF), "none");
    CHECK_TEXT(find(0x1000), "src/main.c:10");
    CHECK_TEXT(find(0x1003), "src/main.c:10");
    CHECK_TEXT(find(0x1004), "src/main.c:12");
    CHECK_TEXT(find(0x100F), "/sdk/wifi.c:3");
    CHECK_TEXT(find(0x1010), "none");
    CHECK_TEXT(find(4), "none");
}

static void tables_of_version_5_name_their_columns(void)
{
    build_5();
    CHECK_TEXT(find(0x1000), "main.c:10");
    CHECK_TEXT(find(0x1004), "main.c:12");
    CHECK_TEXT(find(0x1008), "/sdk/wifi.c:3");
    CHECK_TEXT(find(0x1010), "none");
}

static void files_without_lines_are_refused(void)
{
    struct elf_lines *lines = NULL;
    struct failure failure = {0};
    build_2();
    put_section(2, 1, 1, TABLE, end - TABLE);
    CHECK_NUMBER(elf_lines_new(file, SIZE, &lines, &failure), STATUS_FAILED);
    CHECK_NUMBER(elf_lines_new(file, 30, &lines, &failure), STATUS_INPUT);
}

// Whatever byte is wrong: nothing is read outside, and nothing loops.
static void damaged_tables_do_no_harm(void)
{
    for (size_t at = TABLE; at < SIZE; at++) {
        for (unsigned wrong = 0; wrong < 256; wrong += 17) {
            build_5();
            file[at] = (uint8_t) wrong;
            find(0x1000);
            find(0x1008);
        }
    }
    for (size_t size = 0; size < SIZE; size++) {
        build_5();
        put_section(2, 8, 1, TABLE, size);
        find(0x1004);
    }
    CHECK(true);
}

int main(void)
{
    TEST(addresses_are_found_in_the_lines_that_hold_them);
    TEST(tables_of_version_5_name_their_columns);
    TEST(files_without_lines_are_refused);
    TEST(damaged_tables_do_no_harm);
    return test_done();
}
