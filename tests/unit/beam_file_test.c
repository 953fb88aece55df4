// SPDX-License-Identifier: Apache-2.0
// beam_file_test.c - packbeam/beam_file.c

#include "packbeam/beam_file.h"

#include "packbeam/bytes.h"
#include "tests/unit/test.h"

// A container with two chunks: 'AAAA' of 5 bytes (padded to 8) and 'BBBB' of 4.
static const uint8_t good[] = "FOR1\0\0\0\x20"
                              "BEAM"
                              "AAAA\0\0\0\5hello\0\0\0"
                              "BBBB\0\0\0\4four";
#define GOOD_SIZE (sizeof(good) - 1)

static void open_bytes(const uint8_t *data, size_t size, struct beam_file *file)
{
    memset(file, 0, sizeof(*file));
    CHECK_NUMBER(beam_file_open(data, size, file, NULL), STATUS_OK);
}

static void beam_file_next_gives_chunks_in_order(void)
{
    struct beam_file file;
    struct beam_chunk chunk = {0};
    open_bytes(good, GOOD_SIZE, &file);
    CHECK(beam_file_next(&file, &chunk));
    CHECK_TEXT(chunk.tag, "AAAA");
    CHECK_NUMBER(chunk.size, 5);
    CHECK_NUMBER(chunk.offset, 20);
    CHECK(beam_file_next(&file, &chunk));
    CHECK_TEXT(chunk.tag, "BBBB");
    CHECK(memcmp(chunk.data, "four", 4) == 0);
    CHECK(!beam_file_next(&file, &chunk));
}

static void beam_file_find_tells_what_is_there(void)
{
    struct beam_file file;
    struct beam_chunk chunk = {.size = 77};
    open_bytes(good, GOOD_SIZE, &file);
    CHECK(!beam_file_find(&file, "CCCC", &chunk));
    CHECK_NUMBER(chunk.size, 77);
    CHECK(beam_file_find(&file, "BBBB", &chunk));
    CHECK_NUMBER(chunk.size, 4);
}

static void beam_file_open_ignores_what_follows(void)
{
    uint8_t padded[GOOD_SIZE + 8] = {0};
    memcpy(padded, good, GOOD_SIZE);
    padded[GOOD_SIZE] = 'x';
    struct beam_file file;
    open_bytes(padded, sizeof(padded), &file);
    CHECK_NUMBER(file.size, GOOD_SIZE);
}

static void beam_file_open_takes_a_size_that_counts_itself(void)
{
    uint8_t old[GOOD_SIZE];
    memcpy(old, good, GOOD_SIZE);
    bytes_put_be32(old + 4, GOOD_SIZE);
    struct beam_file file;
    open_bytes(old, sizeof(old), &file);
    CHECK_NUMBER(file.size, GOOD_SIZE);
}

static void beam_file_open_takes_a_last_chunk_without_padding(void)
{
    uint8_t bytes[25] = "FOR1\0\0\0\x11"
                        "BEAMAAAA\0\0\0\5hello";
    struct beam_file file;
    struct beam_chunk chunk = {0};
    open_bytes(bytes, 25, &file);
    CHECK(beam_file_next(&file, &chunk));
    CHECK_NUMBER(chunk.size, 5);
    CHECK(!beam_file_next(&file, &chunk));
}

static void beam_file_open_refuses_every_truncation(void)
{
    for (size_t size = 0; size < GOOD_SIZE; size++) {
        struct beam_file file;
        struct failure failure = {0};
        CHECK_NUMBER(beam_file_open(good, size, &file, &failure), STATUS_INPUT);
        CHECK(failure.what[0] != '\0');
    }
}

static void beam_file_open_refuses_a_chunk_past_the_end(void)
{
    uint8_t bad[GOOD_SIZE];
    struct beam_file file;
    static const uint32_t sizes[] = {5, 8, 0x7fffffff, 0xfffffffc, 0xffffffff};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct failure failure = {0};
        memcpy(bad, good, GOOD_SIZE);
        bytes_put_be32(bad + 32, sizes[i]);
        CHECK_NUMBER(beam_file_open(bad, sizeof(bad), &file, &failure), STATUS_INPUT);
        CHECK_NUMBER(failure.offset, 28);
    }
}

static void beam_file_open_refuses_holes(void)
{
    uint8_t bad[GOOD_SIZE];
    memcpy(bad, good, GOOD_SIZE);
    memset(bad + 12, 0, 16);
    struct beam_file file;
    CHECK_NUMBER(beam_file_open(bad, sizeof(bad), &file, NULL), STATUS_INPUT);
}

// A module with one chunk of literals.
static enum status literals_of(const char *tag, const uint8_t *data, uint32_t size,
                               struct beam_literals *literals)
{
    static uint8_t bytes[64];
    memset(bytes, 0, sizeof(bytes));
    memcpy(bytes, "FOR1\0\0\0\0BEAM", 12);
    memcpy(bytes + 12, tag, 4);
    bytes_put_be32(bytes + 16, size);
    memcpy(bytes + 20, data, size);
    bytes_put_be32(bytes + 4, 12 + ((size + 3) & ~3u));
    struct beam_file file;
    open_bytes(bytes, 20 + ((size + 3) & ~3u), &file);
    return beam_file_literals(&file, literals, NULL);
}

// One literal, the empty list: count 1, size 2, 131 106.
#define TABLE      "\0\0\0\1\0\0\0\2\x83\x6a"
#define TABLE_SIZE 10

static void literals_are_found_with_and_without_a_word(void)
{
    struct beam_literals literals;
    CHECK_NUMBER(literals_of("LitU", (const uint8_t *) TABLE, TABLE_SIZE, &literals), STATUS_OK);
    CHECK_NUMBER(literals.size, TABLE_SIZE);
    CHECK_NUMBER(literals_of("LitU", (const uint8_t *) "\0\0\0\0" TABLE, 4 + TABLE_SIZE, &literals),
                 STATUS_OK);
    CHECK_NUMBER(literals.size, TABLE_SIZE);
    CHECK_NUMBER(
        literals_of("LitU", (const uint8_t *) "\0\0\0\x0a" TABLE, 4 + TABLE_SIZE, &literals),
        STATUS_OK);
    CHECK_NUMBER(literals.size, TABLE_SIZE);
    CHECK_NUMBER(literals_of("LitT", (const uint8_t *) "\0\0\0\0" TABLE, 4 + TABLE_SIZE, &literals),
                 STATUS_OK);
    CHECK_NUMBER(literals.size, TABLE_SIZE);
    CHECK_NUMBER(literals.inflated_size, 0);
}

static void compressed_literals_tell_their_size(void)
{
    struct beam_literals literals;
    CHECK_NUMBER(literals_of("LitT", (const uint8_t *) "\0\0\1\0zlibdata", 12, &literals),
                 STATUS_OK);
    CHECK_NUMBER(literals.inflated_size, 256);
    CHECK_NUMBER(literals.size, 8);
    CHECK_NUMBER(literals_of("LitT", (const uint8_t *) "\x7f\0\1\0zlibdata", 12, &literals),
                 STATUS_INPUT);
    CHECK_NUMBER(literals_of("LitT", (const uint8_t *) "\0\0", 2, &literals), STATUS_INPUT);
}

static void a_module_without_literals_has_none(void)
{
    struct beam_file file;
    struct beam_literals literals;
    open_bytes(good, GOOD_SIZE, &file);
    CHECK_NUMBER(beam_file_literals(&file, &literals, NULL), STATUS_FAILED);
}

int main(void)
{
    TEST(beam_file_next_gives_chunks_in_order);
    TEST(beam_file_find_tells_what_is_there);
    TEST(beam_file_open_ignores_what_follows);
    TEST(beam_file_open_takes_a_size_that_counts_itself);
    TEST(beam_file_open_takes_a_last_chunk_without_padding);
    TEST(beam_file_open_refuses_every_truncation);
    TEST(beam_file_open_refuses_a_chunk_past_the_end);
    TEST(beam_file_open_refuses_holes);
    TEST(literals_are_found_with_and_without_a_word);
    TEST(compressed_literals_tell_their_size);
    TEST(a_module_without_literals_has_none);
    return test_done();
}
