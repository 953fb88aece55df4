// SPDX-License-Identifier: Apache-2.0
// uf2_fuzz.c - the reader of UF2: what it accepts and what is written again are the same bytes at
// the same places.

#include <string.h>

#include "flasher/uf2.h"
#include "tests/fuzz/fuzz.h"

static void write_and_read(const struct image *image, uint32_t family)
{
    struct buffer written = {.data = NULL};
    struct image again = {.pieces = NULL};
    struct uf2_info info;
    struct failure failure = {0};
    const struct uf2_options options = {.family = family};
    FUZZ_REQUIRE(uf2_write(image, &options, &written, &failure) == STATUS_OK);
    FUZZ_REQUIRE(uf2_read(written.data, written.size, family, &again, &info, &failure) ==
                 STATUS_OK);
    FUZZ_REQUIRE(image_settle(&again, &failure) == STATUS_OK);
    FUZZ_REQUIRE(image_join(&again, &failure) == STATUS_OK);
    // Pages may have been filled up: every piece lies within one that was read.
    size_t k = 0;
    for (size_t i = 0; i < image->count; i++) {
        const struct image_piece *piece = &image->pieces[i];
        while (k < again.count && image_piece_end(&again.pieces[k]) < image_piece_end(piece)) {
            k++;
        }
        FUZZ_REQUIRE(k < again.count && again.pieces[k].address <= piece->address);
        FUZZ_REQUIRE(memcmp(image_data(&again, &again.pieces[k]) +
                                (piece->address - again.pieces[k].address),
                            image_data(image, piece), piece->size) == 0);
    }
    buffer_clear(&written);
    image_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct image image = {.pieces = NULL};
    struct uf2_info info;
    struct failure failure = {0};
    enum status status = uf2_read(data, size, 0, &image, &info, &failure);
    if (status == STATUS_OK) {
        status = image_settle(&image, &failure);
    }
    if (status == STATUS_OK) {
        status = image_join(&image, &failure);
    }
    FUZZ_REQUIRE(status == STATUS_OK || failure.what[0] != '\0');
    if (status == STATUS_OK && image.count > 0) {
        // The last page of 32 bits cannot be rounded up.
        if (image_end(&image) < 0xFFFFF000) {
            write_and_read(&image, UF2_FAMILY_RP2040);
        }
        write_and_read(&image, 0x1C5F21B0);
    }
    image_clear(&image);
    return 0;
}
