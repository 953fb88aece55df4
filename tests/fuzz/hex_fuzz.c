// SPDX-License-Identifier: Apache-2.0
// hex_fuzz.c - the reader of Intel HEX: what it accepts comes back the same when it is written.

#include <string.h>

#include "flasher/hex.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct image image = {.pieces = NULL};
    struct image again = {.pieces = NULL};
    struct buffer text = {.data = NULL};
    struct failure failure = {0};
    uint32_t start;
    enum status status = hex_read(data, size, &image, &start, &failure);
    if (status == STATUS_OK) {
        status = image_settle(&image, &failure);
    }
    FUZZ_REQUIRE(status == STATUS_OK || failure.what[0] != '\0');
    if (status == STATUS_OK) {
        FUZZ_REQUIRE(image_join(&image, &failure) == STATUS_OK);
        FUZZ_REQUIRE(hex_write(&image, &text, &failure) == STATUS_OK);
        FUZZ_REQUIRE(hex_read(text.data, text.size, &again, NULL, &failure) == STATUS_OK);
        FUZZ_REQUIRE(again.count == image.count && again.bytes.size == image.bytes.size);
        for (size_t i = 0; i < image.count; i++) {
            FUZZ_REQUIRE(again.pieces[i].address == image.pieces[i].address &&
                         again.pieces[i].size == image.pieces[i].size);
        }
        FUZZ_REQUIRE(image.bytes.size == 0 ||
                     memcmp(again.bytes.data, image.bytes.data, image.bytes.size) == 0);
    }
    buffer_clear(&text);
    image_clear(&image);
    image_clear(&again);
    return 0;
}
