// SPDX-License-Identifier: Apache-2.0
// pack_write_test.c - packbeam/pack_write.c: what is written is read back.

#include "packbeam/packbeam.h"
#include "tests/unit/sample.h"
#include "tests/unit/test.h"

// Finish a pack and describe it: "name/flags name/flags", or what is wrong with it.
static const char *describe(struct pack_writer *writer)
{
    static char text[200];
    struct pack pack;
    struct pack_section section = {0};
    text[0] = '\0';
    if (pack_writer_finish(writer, NULL) != STATUS_OK ||
        pack_open(writer->data, writer->size, &pack, NULL) != STATUS_OK) {
        return "unfinished";
    }
    uint32_t size = 0;
    if (pack_check(&pack, &size, NULL) != STATUS_OK || size != writer->size) {
        return "damaged";
    }
    while (pack_next(&pack, &section, NULL) == STATUS_OK) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof(text) - used, "%s%s/%u", used > 0 ? " " : "", section.name,
                 (unsigned) section.flags);
    }
    return text;
}

static void add(struct pack_writer *writer, const char *name, int start,
                const struct pack_options *options)
{
    struct sample sample;
    sample_module(&sample, start);
    CHECK_NUMBER(pack_add_beam(writer, name, sample.data, sample.size, options, NULL), STATUS_OK);
}

static void an_empty_pack_has_header_and_end(void)
{
    struct pack_writer writer;
    pack_writer_init(&writer);
    CHECK_TEXT(describe(&writer), "");
    CHECK_NUMBER(writer.size, 40);
    pack_writer_clear(&writer);
}

static void modules_with_start_are_marked(void)
{
    struct pack_writer writer;
    pack_writer_init(&writer);
    add(&writer, "a.beam", 0, NULL);
    add(&writer, "b.beam", 1, NULL);
    CHECK_TEXT(describe(&writer), "a.beam/2 b.beam/3");
    pack_writer_clear(&writer);
}

static void a_chosen_start_is_the_only_one(void)
{
    const struct pack_options options = {.start = "b"};
    struct pack_writer writer;
    pack_writer_init(&writer);
    add(&writer, "a.beam", 1, &options);
    add(&writer, "b.beam", 1, &options);
    CHECK_NUMBER(pack_move_first(&writer, "b.beam"), STATUS_OK);
    CHECK_NUMBER(pack_move_first(&writer, "c.beam"), STATUS_FAILED);
    CHECK_TEXT(describe(&writer), "b.beam/3 a.beam/2");
    pack_writer_clear(&writer);
}

static void a_library_starts_nothing(void)
{
    const struct pack_options options = {.library = true};
    struct pack_writer writer;
    pack_writer_init(&writer);
    add(&writer, "a.beam", 1, &options);
    CHECK_TEXT(describe(&writer), "a.beam/2");
    pack_writer_clear(&writer);
}

static void moving_keeps_every_byte(void)
{
    struct pack_writer writer;
    struct pack_writer other;
    pack_writer_init(&writer);
    pack_writer_init(&other);
    CHECK_NUMBER(pack_add_file(&writer, "x", (const uint8_t *) "123456789", 9, NULL), STATUS_OK);
    add(&writer, "b.beam", 1, NULL);
    add(&writer, "c.beam", 0, NULL);
    add(&other, "b.beam", 1, NULL);
    CHECK_NUMBER(pack_add_file(&other, "x", (const uint8_t *) "123456789", 9, NULL), STATUS_OK);
    add(&other, "c.beam", 0, NULL);
    CHECK_NUMBER(pack_move_first(&writer, "b.beam"), STATUS_OK);
    CHECK_TEXT(describe(&writer), "b.beam/3 x/4 c.beam/2");
    CHECK_TEXT(describe(&other), "b.beam/3 x/4 c.beam/2");
    CHECK(writer.size == other.size && memcmp(writer.data, other.data, writer.size) == 0);
    pack_writer_clear(&writer);
    pack_writer_clear(&other);
}

static void files_keep_their_length(void)
{
    static const uint8_t bytes[] = "abcdefghi";
    for (uint32_t length = 0; length < sizeof(bytes); length++) {
        struct pack_writer writer;
        struct pack pack;
        struct pack_section section;
        const uint8_t *data;
        uint32_t size = 99;
        pack_writer_init(&writer);
        CHECK_NUMBER(pack_add_file(&writer, "app/priv/x", bytes, length, NULL), STATUS_OK);
        CHECK_TEXT(describe(&writer), "app/priv/x/4");
        CHECK_NUMBER(pack_open(writer.data, writer.size, &pack, NULL), STATUS_OK);
        CHECK_NUMBER(pack_find(&pack, "app/priv/x", &section, NULL), STATUS_OK);
        CHECK_NUMBER(pack_section_file(&section, &data, &size, NULL), STATUS_OK);
        CHECK_NUMBER(size, length);
        CHECK(memcmp(data, bytes, length) == 0);
        pack_writer_clear(&writer);
    }
}

static void packs_are_merged(void)
{
    struct pack_writer first;
    struct pack_writer second;
    struct pack pack;
    pack_writer_init(&first);
    pack_writer_init(&second);
    add(&first, "a.beam", 1, NULL);
    add(&first, "b.beam", 1, NULL);
    CHECK_TEXT(describe(&first), "a.beam/3 b.beam/3");
    CHECK_NUMBER(pack_open(first.data, first.size, &pack, NULL), STATUS_OK);

    add(&second, "c.beam", 0, NULL);
    CHECK_NUMBER(pack_add_pack(&second, &pack, NULL, NULL), STATUS_OK);
    CHECK_TEXT(describe(&second), "c.beam/2 a.beam/3 b.beam/3");
    pack_writer_clear(&first);
    pack_writer_clear(&second);
}

static void a_damaged_pack_is_not_merged(void)
{
    struct pack_writer writer;
    struct pack pack;
    struct failure failure = {0};
    static const uint8_t bad[] = "#!/usr/bin/env AtomVM\n\0\0\0\0\0\x99xxxxyyyyzzzz";
    pack_writer_init(&writer);
    CHECK_NUMBER(pack_open(bad, sizeof(bad), &pack, NULL), STATUS_OK);
    CHECK_NUMBER(pack_add_pack(&writer, &pack, NULL, &failure), STATUS_INPUT);
    pack_writer_clear(&writer);
}

int main(void)
{
    TEST(an_empty_pack_has_header_and_end);
    TEST(modules_with_start_are_marked);
    TEST(a_chosen_start_is_the_only_one);
    TEST(a_library_starts_nothing);
    TEST(moving_keeps_every_byte);
    TEST(files_keep_their_length);
    TEST(packs_are_merged);
    TEST(a_damaged_pack_is_not_merged);
    return test_done();
}
