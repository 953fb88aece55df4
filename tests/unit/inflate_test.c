// SPDX-License-Identifier: Apache-2.0
// inflate_test.c - packbeam/inflate.c and inflate_size.c

#include "packbeam/inflate.h"

#include "tests/unit/test.h"

// "hello, hello, hello" by zlib and by gzip.
static const uint8_t zlib_bytes[] = {0x78, 0x9c, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0xd7, 0x51,
                                     0xc8, 0x40, 0xa2, 0x00, 0x44, 0x28, 0x06, 0xd5};
static const uint8_t gzip_bytes[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
                                     0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0xd7, 0x51, 0xc8, 0x40, 0xa2,
                                     0x00, 0x9f, 0xa1, 0xca, 0x09, 0x13, 0x00, 0x00, 0x00};
#define TEXT      "hello, hello, hello"
#define TEXT_SIZE (sizeof(TEXT) - 1)

static void inflate_into_reads_zlib_and_gzip(void)
{
    uint8_t room[TEXT_SIZE];
    CHECK_NUMBER(inflate_into(INFLATE_ZLIB, zlib_bytes, sizeof(zlib_bytes), room, TEXT_SIZE, NULL),
                 STATUS_OK);
    CHECK(memcmp(room, TEXT, TEXT_SIZE) == 0);
    memset(room, 0, sizeof(room));
    CHECK_NUMBER(inflate_into(INFLATE_GZIP, gzip_bytes, sizeof(gzip_bytes), room, TEXT_SIZE, NULL),
                 STATUS_OK);
    CHECK(memcmp(room, TEXT, TEXT_SIZE) == 0);
}

static void inflate_into_refuses_another_size(void)
{
    uint8_t room[TEXT_SIZE + 1];
    struct failure failure = {0};
    CHECK_NUMBER(
        inflate_into(INFLATE_ZLIB, zlib_bytes, sizeof(zlib_bytes), room, TEXT_SIZE - 1, &failure),
        STATUS_INPUT);
    CHECK_TEXT(failure.what, "compressed data gives more than the 18 bytes it should");
    failure_clear(&failure);
    CHECK_NUMBER(
        inflate_into(INFLATE_ZLIB, zlib_bytes, sizeof(zlib_bytes), room, TEXT_SIZE + 1, &failure),
        STATUS_INPUT);
    CHECK_TEXT(failure.what, "compressed data gives less than the 20 bytes it should");
}

static void inflate_into_refuses_every_truncation(void)
{
    uint8_t room[TEXT_SIZE];
    for (size_t size = 0; size < sizeof(zlib_bytes); size++) {
        CHECK_NUMBER(inflate_into(INFLATE_ZLIB, zlib_bytes, size, room, TEXT_SIZE, NULL),
                     STATUS_INPUT);
    }
}

static void inflate_into_refuses_damage(void)
{
    uint8_t room[TEXT_SIZE];
    uint8_t bad[sizeof(zlib_bytes)];
    for (size_t i = 0; i < sizeof(bad); i++) {
        memcpy(bad, zlib_bytes, sizeof(bad));
        bad[i] ^= 0xff;
        CHECK_NUMBER(inflate_into(INFLATE_ZLIB, bad, sizeof(bad), room, TEXT_SIZE, NULL),
                     STATUS_INPUT);
    }
}

static void inflate_gzip_size_is_not_trusted(void)
{
    size_t size = 0;
    CHECK_NUMBER(inflate_gzip_size(gzip_bytes, sizeof(gzip_bytes), &size, NULL), STATUS_OK);
    CHECK_NUMBER(size, TEXT_SIZE);
    uint8_t bad[sizeof(gzip_bytes)];
    memcpy(bad, gzip_bytes, sizeof(bad));
    bad[sizeof(bad) - 1] = 0x7f;
    CHECK_NUMBER(inflate_gzip_size(bad, sizeof(bad), &size, NULL), STATUS_INPUT);
    CHECK_NUMBER(inflate_gzip_size(gzip_bytes, 12, &size, NULL), STATUS_INPUT);
}

int main(void)
{
    TEST(inflate_into_reads_zlib_and_gzip);
    TEST(inflate_into_refuses_another_size);
    TEST(inflate_into_refuses_every_truncation);
    TEST(inflate_into_refuses_damage);
    TEST(inflate_gzip_size_is_not_trusted);
    return test_done();
}
