// SPDX-License-Identifier: Apache-2.0
// elf_lines_fuzz.c - line tables of ELF files: the reader stays in the file, and what it finds has
// a name and a line.

#include <string.h>

#include "monitor/elf_lines.h"
#include "tests/fuzz/fuzz.h"

static void look_up(const struct elf_lines *lines, uint64_t address)
{
    char text[64];
    if (elf_lines_find(lines, address, text, sizeof(text))) {
        FUZZ_REQUIRE(memchr(text, '\0', sizeof(text)) != NULL);
        FUZZ_REQUIRE(strlen(text) == sizeof(text) - 1 || strchr(text, ':') != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct elf_lines *lines = NULL;
    struct failure failure = {0};
    if (elf_lines_new(data, size, &lines, &failure) != STATUS_OK) {
        FUZZ_REQUIRE(failure.what[0] != '\0');
        return 0;
    }
    // Addresses that stand in the file: programs set them.
    size_t step = size / 256 + 1;
    for (size_t i = 0; i + 8 <= size; i += step) {
        uint64_t address;
        memcpy(&address, data + i, sizeof(address));
        look_up(lines, address);
        look_up(lines, address & UINT32_MAX);
    }
    look_up(lines, 0x400D0010);
    look_up(lines, UINT64_MAX);
    elf_lines_free(lines);
    return 0;
}
