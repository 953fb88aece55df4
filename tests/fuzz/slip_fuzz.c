// SPDX-License-Identifier: Apache-2.0
// slip_fuzz.c - the decoder of SLIP frames: it stays in its memory, and what it accepts comes back
// the same when it is encoded and decoded again.

#include <string.h>

#include "flasher/slip.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t body[64];
    struct slip_decoder decoder = {.body = body, .capacity = sizeof(body)};
    for (size_t i = 0; i < size; i++) {
        if (!slip_decode(&decoder, data[i])) {
            continue;
        }
        FUZZ_REQUIRE(decoder.size > 0 && decoder.size <= sizeof(body));
        uint8_t frame[SLIP_ENCODED_SIZE(sizeof(body))];
        uint8_t again[sizeof(body)];
        struct slip_decoder other = {.body = again, .capacity = sizeof(again)};
        size_t frame_size = slip_encode(body, decoder.size, frame);
        for (size_t j = 0; j + 1 < frame_size; j++) {
            FUZZ_REQUIRE(!slip_decode(&other, frame[j]));
        }
        FUZZ_REQUIRE(slip_decode(&other, frame[frame_size - 1]));
        FUZZ_REQUIRE(other.size == decoder.size && memcmp(again, body, other.size) == 0);
    }
    return 0;
}
