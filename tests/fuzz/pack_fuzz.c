// SPDX-License-Identifier: Apache-2.0
// pack_fuzz.c - the reader of AVM packs, and the writer behind it: what it accepts can be packed
// again, and the result can be read.

#include <string.h>

#include "packbeam/packbeam.h"
#include "tests/fuzz/fuzz.h"

static void walk(const struct pack *pack)
{
    struct pack_section section = {0};
    struct pack_section found;
    volatile uint8_t sink = 0;
    while (pack_next(pack, &section, NULL) == STATUS_OK) {
        FUZZ_REQUIRE(section.next > section.offset && section.next <= pack->size);
        FUZZ_REQUIRE(pack_find(pack, section.name, &found, NULL) == STATUS_OK);
        FUZZ_REQUIRE(strcmp(found.name, section.name) == 0);
        if (section.size > 0) {
            sink ^= section.data[0] ^ section.data[section.size - 1];
        }
    }
    (void) sink;
    (void) pack_find(pack, "end", &found, NULL);
    (void) pack_find_start(pack, &found, NULL);
}

static void pack_again(const struct pack *pack, const struct pack_options *options)
{
    struct pack_writer writer;
    struct pack again;
    struct failure failure = {0};
    pack_writer_init(&writer);
    if (pack_add_pack(&writer, pack, options, &failure) == STATUS_OK) {
        uint32_t size;
        FUZZ_REQUIRE(pack_writer_finish(&writer, NULL) == STATUS_OK);
        FUZZ_REQUIRE(pack_open(writer.data, writer.size, &again, NULL) == STATUS_OK);
        walk(&again);
        if (pack_check(pack, NULL, NULL) == STATUS_OK) {
            FUZZ_REQUIRE(pack_check(&again, &size, NULL) == STATUS_OK);
            FUZZ_REQUIRE(size == writer.size);
        }
    } else {
        FUZZ_REQUIRE(failure.status != STATUS_OK && failure.what[0] != '\0');
    }
    pack_writer_clear(&writer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct pack_options start = {.start = "main", .drop_lines = true};
    struct pack pack;
    if (pack_open(data, size, &pack, NULL) != STATUS_OK) {
        return 0;
    }
    walk(&pack);
    (void) pack_check(&pack, NULL, NULL);
    pack_again(&pack, NULL);
    pack_again(&pack, &start);
    return 0;
}
