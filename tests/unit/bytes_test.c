// SPDX-License-Identifier: Apache-2.0
// bytes_test.c - packbeam/bytes.c

#include "packbeam/bytes.h"

#include "tests/unit/test.h"

static const uint8_t eight[] = {1, 2, 3, 4, 5, 6, 7, 8};

static void bytes_get_reads_both_orders(void)
{
    CHECK(bytes_get_be16(eight) == 0x0102);
    CHECK(bytes_get_le16(eight) == 0x0201);
    CHECK(bytes_get_be32(eight) == 0x01020304);
    CHECK(bytes_get_le32(eight) == 0x04030201);
    CHECK(bytes_get_be64(eight) == 0x0102030405060708u);
    CHECK(bytes_get_le64(eight) == 0x0807060504030201u);
}

static void bytes_put_is_the_reverse_of_get(void)
{
    uint8_t room[8];
    bytes_put_be64(room, 0x0102030405060708u);
    CHECK(memcmp(room, eight, 8) == 0);
    bytes_put_le64(room, 0x0807060504030201u);
    CHECK(memcmp(room, eight, 8) == 0);
    bytes_put_le32(room, 0x04030201);
    CHECK(memcmp(room, eight, 4) == 0);
}

static void bytes_read_moves_the_cursor(void)
{
    struct bytes in;
    bytes_init(&in, eight, sizeof(eight));
    uint8_t byte = 0;
    uint32_t word = 0;
    CHECK(bytes_read_u8(&in, &byte) && byte == 1);
    CHECK(bytes_read_be32(&in, &word) && word == 0x02030405);
    CHECK_NUMBER(bytes_offset(&in), 5);
    CHECK_NUMBER(bytes_left(&in), 3);
}

static void bytes_read_past_the_end_changes_nothing(void)
{
    struct bytes in;
    bytes_init(&in, eight, 3);
    uint32_t word = 99;
    const uint8_t *data = NULL;
    struct bytes part;
    CHECK(!bytes_read_be32(&in, &word));
    CHECK_NUMBER(word, 99);
    CHECK(!bytes_skip(&in, 4));
    CHECK(!bytes_read_data(&in, SIZE_MAX, &data));
    CHECK(data == NULL);
    CHECK(!bytes_read_part(&in, 4, &part));
    CHECK_NUMBER(bytes_left(&in), 3);
}

static void bytes_init_takes_nothing_at_all(void)
{
    struct bytes in;
    bytes_init(&in, NULL, 0);
    uint8_t byte;
    const uint8_t *data;
    CHECK(!bytes_read_u8(&in, &byte));
    CHECK(bytes_read_data(&in, 0, &data));
    CHECK_NUMBER(bytes_left(&in), 0);
}

static void bytes_read_part_is_a_cursor_of_its_own(void)
{
    struct bytes in;
    struct bytes part;
    uint16_t half = 0;
    bytes_init(&in, eight, sizeof(eight));
    CHECK(bytes_skip(&in, 2) && bytes_read_part(&in, 3, &part));
    CHECK(bytes_read_le16(&part, &half) && half == 0x0403);
    CHECK(!bytes_read_le16(&part, &half));
    CHECK(bytes_read_be16(&in, &half) && half == 0x0607);
}

int main(void)
{
    TEST(bytes_get_reads_both_orders);
    TEST(bytes_put_is_the_reverse_of_get);
    TEST(bytes_read_moves_the_cursor);
    TEST(bytes_read_past_the_end_changes_nothing);
    TEST(bytes_init_takes_nothing_at_all);
    TEST(bytes_read_part_is_a_cursor_of_its_own);
    return test_done();
}
