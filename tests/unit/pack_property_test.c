// SPDX-License-Identifier: Apache-2.0
// pack_property_test.c - any list of entries survives being written, read, flushed in pieces and
// deleted from. The lists are random, but the same in every run.

#include <stdlib.h>

#include "packbeam/packbeam.h"
#include "tests/unit/test.h"

#define ROUNDS      300
#define ENTRIES_MAX 12
#define SIZE_MAX_   700

struct item {
    char name[40];
    uint8_t data[SIZE_MAX_];
    size_t size;
    bool is_deleted;
};

static uint32_t seed = 12345;

static uint32_t random_below(uint32_t limit)
{
    seed = seed * 1664525U + 1013904223U;
    return (seed >> 8) % limit;
}

static size_t make_items(struct item items[ENTRIES_MAX])
{
    size_t count = random_below(ENTRIES_MAX + 1);
    for (size_t i = 0; i < count; i++) {
        size_t length = random_below(sizeof(items[i].name) - 1);
        for (size_t j = 0; j < length; j++) {
            items[i].name[j] = (char) (1 + random_below(255));
        }
        items[i].name[length] = '\0';
        items[i].size = random_below(SIZE_MAX_);
        for (size_t j = 0; j < items[i].size; j++) {
            items[i].data[j] = (uint8_t) random_below(256);
        }
        items[i].is_deleted = random_below(3) == 0;
    }
    return count;
}

// Whether the pack is the items, in their order; without those that are deleted when asked for.
static bool is_items(const uint8_t *data, size_t size, const struct item *items, size_t count,
                     bool after_delete)
{
    struct pack pack;
    struct pack_section section = {0};
    uint32_t whole;
    if (pack_open(data, size, &pack, NULL) != STATUS_OK ||
        pack_check(&pack, &whole, NULL) != STATUS_OK || whole != size) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const uint8_t *file;
        uint32_t file_size;
        if (after_delete && items[i].is_deleted) {
            continue;
        }
        if (pack_next(&pack, &section, NULL) != STATUS_OK ||
            strcmp(section.name, items[i].name) != 0 ||
            pack_section_file(&section, &file, &file_size, NULL) != STATUS_OK ||
            file_size != items[i].size || memcmp(file, items[i].data, file_size) != 0) {
            return false;
        }
    }
    return pack_next(&pack, &section, NULL) == STATUS_FAILED;
}

static void lists_survive_write_read_and_delete(void)
{
    static struct item items[ENTRIES_MAX];
    for (int round = 0; round < ROUNDS; round++) {
        size_t count = make_items(items);
        struct pack_writer writer;
        struct pack_writer rest;
        struct pack pack;
        struct pack_section section = {0};
        pack_writer_init(&writer);
        pack_writer_init(&rest);
        for (size_t i = 0; i < count; i++) {
            CHECK_NUMBER(pack_add_file(&writer, items[i].name, items[i].data, items[i].size, NULL),
                         STATUS_OK);
        }
        CHECK_NUMBER(pack_writer_finish(&writer, NULL), STATUS_OK);
        CHECK(is_items(writer.data, writer.size, items, count, false));
        CHECK_NUMBER(pack_open(writer.data, writer.size, &pack, NULL), STATUS_OK);
        for (size_t i = 0; pack_next(&pack, &section, NULL) == STATUS_OK; i++) {
            if (!items[i].is_deleted) {
                CHECK_NUMBER(pack_add_section(&rest, section.name, section.flags, section.data,
                                              section.size, NULL),
                             STATUS_OK);
            }
        }
        CHECK_NUMBER(pack_writer_finish(&rest, NULL), STATUS_OK);
        CHECK(is_items(rest.data, rest.size, items, count, true));
        pack_writer_clear(&writer);
        pack_writer_clear(&rest);
    }
}

static void pieces_are_the_whole(void)
{
    static struct item items[ENTRIES_MAX];
    for (int round = 0; round < ROUNDS; round++) {
        size_t count = make_items(items);
        uint8_t *joined = malloc(ENTRIES_MAX * (SIZE_MAX_ + 100) + 100);
        size_t size = 0;
        struct pack_writer writer;
        pack_writer_init(&writer);
        for (size_t i = 0; i <= count; i++) {
            enum status status = i < count ? pack_add_file(&writer, items[i].name, items[i].data,
                                                           items[i].size, NULL)
                                           : pack_writer_finish(&writer, NULL);
            CHECK_NUMBER(status, STATUS_OK);
            memcpy(joined + size, writer.data, writer.size);
            size += writer.size;
            pack_writer_flush(&writer);
        }
        CHECK(is_items(joined, size, items, count, false));
        pack_writer_clear(&writer);
        free(joined);
    }
}

int main(void)
{
    TEST(lists_survive_write_read_and_delete);
    TEST(pieces_are_the_whole);
    return test_done();
}
