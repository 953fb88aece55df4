// SPDX-License-Identifier: Apache-2.0
// pack_read_test.c - packbeam/pack_read.c

#include "packbeam/bytes.h"
#include "packbeam/packbeam.h"
#include "tests/unit/test.h"

// Two plain files and the end, by hand.
static const uint8_t good[] = "#!/usr/bin/env AtomVM\n\0\0"
                              "\0\0\0\x18\0\0\0\4\0\0\0\0one\0\0\0\0\4four"
                              "\0\0\0\x18\0\0\0\4\0\0\0\0two\0\0\0\0\1x\0\0\0"
                              "\0\0\0\0\0\0\0\0\0\0\0\0end";
#define GOOD_SIZE sizeof(good) // with the NUL that pads "end"

static void copy_good(uint8_t bytes[GOOD_SIZE])
{
    memcpy(bytes, good, GOOD_SIZE);
}

static void pack_next_gives_sections_in_order(void)
{
    struct pack pack;
    struct pack_section section = {0};
    CHECK_NUMBER(pack_open(good, GOOD_SIZE, &pack, NULL), STATUS_OK);
    CHECK_NUMBER(pack_next(&pack, &section, NULL), STATUS_OK);
    CHECK_TEXT(section.name, "one");
    CHECK_NUMBER(section.flags, PACK_PLAIN);
    CHECK_NUMBER(section.size, 8);
    CHECK_NUMBER(section.offset, 24);
    CHECK_NUMBER(pack_next(&pack, &section, NULL), STATUS_OK);
    CHECK_TEXT(section.name, "two");
    CHECK_NUMBER(pack_next(&pack, &section, NULL), STATUS_FAILED);
}

static void pack_section_file_gives_the_exact_length(void)
{
    struct pack pack;
    struct pack_section section;
    const uint8_t *data;
    uint32_t size;
    CHECK_NUMBER(pack_open(good, GOOD_SIZE, &pack, NULL), STATUS_OK);
    CHECK_NUMBER(pack_find(&pack, "two", &section, NULL), STATUS_OK);
    CHECK_NUMBER(pack_section_file(&section, &data, &size, NULL), STATUS_OK);
    CHECK_NUMBER(size, 1);
    CHECK(data[0] == 'x');
}

static void pack_section_file_refuses_a_length_past_the_end(void)
{
    uint8_t bytes[GOOD_SIZE];
    copy_good(bytes);
    bytes[43] = 5;
    struct pack pack;
    struct failure failure = {0};
    CHECK_NUMBER(pack_open(bytes, GOOD_SIZE, &pack, NULL), STATUS_OK);
    CHECK_NUMBER(pack_check(&pack, NULL, &failure), STATUS_INPUT);
    CHECK_NUMBER(failure.offset, 24);
}

static void pack_find_tells_absent_from_damaged(void)
{
    uint8_t bytes[GOOD_SIZE];
    struct pack pack;
    struct pack_section section;
    copy_good(bytes);
    CHECK_NUMBER(pack_open(bytes, GOOD_SIZE, &pack, NULL), STATUS_OK);
    CHECK_NUMBER(pack_find(&pack, "three", &section, NULL), STATUS_FAILED);
    bytes[24 + 24 + 3] = 0xf0;
    CHECK_NUMBER(pack_find(&pack, "one", &section, NULL), STATUS_OK);
    CHECK_NUMBER(pack_find(&pack, "three", &section, NULL), STATUS_INPUT);
}

static void pack_find_start_wants_both_flags(void)
{
    uint8_t bytes[GOOD_SIZE];
    struct pack pack;
    struct pack_section section;
    copy_good(bytes);
    bytes[24 + 7] = PACK_START;
    CHECK_NUMBER(pack_open(bytes, GOOD_SIZE, &pack, NULL), STATUS_OK);
    CHECK_NUMBER(pack_find_start(&pack, &section, NULL), STATUS_FAILED);
    bytes[48 + 7] = PACK_START | PACK_BEAM;
    CHECK_NUMBER(pack_find_start(&pack, &section, NULL), STATUS_OK);
    CHECK_TEXT(section.name, "two");
}

static void pack_open_refuses_other_files(void)
{
    uint8_t bytes[GOOD_SIZE];
    struct pack pack;
    for (size_t size = 0; size < PACK_HEADER_SIZE; size++) {
        CHECK_NUMBER(pack_open(good, size, &pack, NULL), STATUS_INPUT);
    }
    copy_good(bytes);
    bytes[3] = 'x';
    CHECK_NUMBER(pack_open(bytes, GOOD_SIZE, &pack, NULL), STATUS_INPUT);
}

static void pack_check_refuses_every_truncation(void)
{
    for (size_t size = PACK_HEADER_SIZE; size < GOOD_SIZE; size++) {
        struct pack pack;
        struct failure failure = {0};
        CHECK_NUMBER(pack_open(good, size, &pack, NULL), STATUS_OK);
        CHECK_NUMBER(pack_check(&pack, NULL, &failure), STATUS_INPUT);
        CHECK(failure.what[0] != '\0' && failure.hint[0] != '\0');
    }
}

static void pack_check_finds_the_size_of_a_pack_in_a_partition(void)
{
    uint8_t partition[256];
    memset(partition, 0xff, sizeof(partition));
    copy_good(partition);
    struct pack pack;
    uint32_t size = 0;
    CHECK_NUMBER(pack_open(partition, sizeof(partition), &pack, NULL), STATUS_OK);
    CHECK_NUMBER(pack_check(&pack, &size, NULL), STATUS_OK);
    CHECK_NUMBER(size, GOOD_SIZE);
}

static void pack_next_refuses_odd_and_short_sizes(void)
{
    static const uint32_t sizes[] = {1, 4, 12, 15, 25, 26, 0x80000000, 0xfffffffc, 0xffffffff};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        uint8_t bytes[GOOD_SIZE];
        struct pack pack;
        struct pack_section section = {0};
        copy_good(bytes);
        bytes_put_be32(bytes + 24, sizes[i]);
        CHECK_NUMBER(pack_open(bytes, GOOD_SIZE, &pack, NULL), STATUS_OK);
        CHECK_NUMBER(pack_next(&pack, &section, NULL), STATUS_INPUT);
    }
}

static void pack_next_refuses_a_name_without_end(void)
{
    uint8_t bytes[GOOD_SIZE];
    struct pack pack;
    struct pack_section section = {0};
    struct failure failure = {0};
    copy_good(bytes);
    memset(bytes + 36, 'a', 12);
    CHECK_NUMBER(pack_open(bytes, GOOD_SIZE, &pack, NULL), STATUS_OK);
    CHECK_NUMBER(pack_next(&pack, &section, &failure), STATUS_INPUT);
    CHECK_NUMBER(failure.offset, 36);
}

static void pack_next_refuses_size_0_without_the_end(void)
{
    uint8_t bytes[GOOD_SIZE];
    struct pack pack;
    struct pack_section section = {0};
    copy_good(bytes);
    bytes_put_be32(bytes + 24, 0);
    CHECK_NUMBER(pack_open(bytes, GOOD_SIZE, &pack, NULL), STATUS_OK);
    CHECK_NUMBER(pack_next(&pack, &section, NULL), STATUS_INPUT);
}

int main(void)
{
    TEST(pack_next_gives_sections_in_order);
    TEST(pack_section_file_gives_the_exact_length);
    TEST(pack_section_file_refuses_a_length_past_the_end);
    TEST(pack_find_tells_absent_from_damaged);
    TEST(pack_find_start_wants_both_flags);
    TEST(pack_open_refuses_other_files);
    TEST(pack_check_refuses_every_truncation);
    TEST(pack_check_finds_the_size_of_a_pack_in_a_partition);
    TEST(pack_next_refuses_odd_and_short_sizes);
    TEST(pack_next_refuses_a_name_without_end);
    TEST(pack_next_refuses_size_0_without_the_end);
    return test_done();
}
