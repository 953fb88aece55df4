// SPDX-License-Identifier: Apache-2.0
// slip_test.c - flasher/slip.c

#include "flasher/slip.h"

#include "tests/unit/test.h"

static size_t decode_all(const uint8_t *bytes, size_t size, uint8_t *body, size_t capacity,
                         size_t *frames)
{
    struct slip_decoder decoder = {.body = body, .capacity = capacity};
    size_t last = 0;
    *frames = 0;
    for (size_t i = 0; i < size; i++) {
        if (slip_decode(&decoder, bytes[i])) {
            (*frames)++;
            last = decoder.size;
        }
    }
    return last;
}

static void slip_encode_escapes_both_bytes(void)
{
    const uint8_t body[] = {0xC0, 0xDB, 0xDC, 0xDD};
    const uint8_t expected[] = {0xC0, 0xDB, 0xDC, 0xDB, 0xDD, 0xDC, 0xDD, 0xC0};
    uint8_t frame[SLIP_ENCODED_SIZE(4)];
    CHECK_NUMBER(slip_encode(body, 4, frame), 8);
    CHECK(memcmp(frame, expected, 8) == 0);
}

static void slip_decode_gives_back_every_byte(void)
{
    uint8_t body[256];
    uint8_t back[256];
    uint8_t frame[SLIP_ENCODED_SIZE(256)];
    size_t frames;
    for (size_t i = 0; i < 256; i++) {
        body[i] = (uint8_t) i;
    }
    size_t size = slip_encode(body, 256, frame);
    CHECK_NUMBER(decode_all(frame, size, back, sizeof(back), &frames), 256);
    CHECK_NUMBER(frames, 1);
    CHECK(memcmp(body, back, 256) == 0);
}

static void slip_decode_skips_text_and_empty_frames(void)
{
    const uint8_t bytes[] = {'e', 't', 's', 0xC0, 0xC0, 1, 2, 0xC0, 'x', 0xC0, 3, 0xC0};
    uint8_t body[8];
    size_t frames;
    CHECK_NUMBER(decode_all(bytes, sizeof(bytes), body, sizeof(body), &frames), 1);
    CHECK_NUMBER(frames, 2);
    CHECK_NUMBER(body[0], 3);
}

static void slip_decode_drops_damaged_and_long_frames(void)
{
    const uint8_t bytes[] = {0xC0, 1, 0xDB, 7, 0xC0, 5, 0xC0, 0xC0, 1, 2, 3, 4, 5, 0xC0};
    uint8_t body[4];
    size_t frames;
    decode_all(bytes, sizeof(bytes), body, sizeof(body), &frames);
    CHECK_NUMBER(frames, 1); // the 5 behind the damaged frame
}

int main(void)
{
    TEST(slip_encode_escapes_both_bytes);
    TEST(slip_decode_gives_back_every_byte);
    TEST(slip_decode_skips_text_and_empty_frames);
    TEST(slip_decode_drops_damaged_and_long_frames);
    return test_done();
}
