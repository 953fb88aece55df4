// SPDX-License-Identifier: Apache-2.0
// elf_symbols_fuzz.c - ELF files: the reader stays in the file, names end in it, and an address
// that was found lies in the function that was named.

#include <string.h>

#include "monitor/elf_symbols.h"
#include "tests/fuzz/fuzz.h"

static void look_up(const struct elf_symbols *symbols, const uint8_t *data, size_t size,
                    uint64_t address)
{
    uint64_t offset = UINT64_MAX;
    const char *name = elf_symbols_find(symbols, address, &offset);
    if (name != NULL) {
        const char *file = (const char *) data;
        FUZZ_REQUIRE(name >= file && name < file + size);
        FUZZ_REQUIRE(memchr(name, '\0', (size_t) (file + size - name)) != NULL);
        FUZZ_REQUIRE(name[0] != '\0' && offset <= address);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct elf_symbols *symbols = NULL;
    struct failure failure = {0};
    if (elf_symbols_new(data, size, &symbols, &failure) != STATUS_OK) {
        FUZZ_REQUIRE(failure.what[0] != '\0');
        return 0;
    }
    for (size_t i = 0; i + 8 <= size && i < 4096; i += 4) {
        uint64_t address;
        memcpy(&address, data + i, sizeof(address));
        look_up(symbols, data, size, address);
        look_up(symbols, data, size, address & UINT32_MAX);
    }
    look_up(symbols, data, size, 0);
    look_up(symbols, data, size, UINT64_MAX);
    elf_symbols_free(symbols);
    return 0;
}
