// SPDX-License-Identifier: Apache-2.0
// esp_image_fuzz.c - the reader of programs for Espressif chips: segments lie within the file, and
// a patched image that was right stays right.

#include <stdlib.h>
#include <string.h>

#include "flasher/esp_image.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct esp_image image;
    struct failure failure = {0};
    if (esp_image_parse(data, size, &image, &failure) != STATUS_OK) {
        FUZZ_REQUIRE(failure.what[0] != '\0');
        return 0;
    }
    FUZZ_REQUIRE(image.size <= size && image.segment_count <= ESP_IMAGE_SEGMENTS_MAX);
    for (unsigned i = 0; i < image.segment_count; i++) {
        const struct esp_segment *segment = &image.segments[i];
        FUZZ_REQUIRE(segment->offset < image.size && segment->size < image.size - segment->offset);
    }
    const struct chip *chip = image.is_8266 ? NULL : chip_find_id(image.chip_id);
    FUZZ_REQUIRE(image.is_8266 || chip != NULL);
    bool was_right = esp_image_check(&image, chip, NULL) == STATUS_OK;
    uint8_t *copy = malloc(size);
    FUZZ_REQUIRE(copy != NULL);
    memcpy(copy, data, size);
    const struct esp_image_patch patch = {"dout", "keep", "4MB"};
    FUZZ_REQUIRE(esp_image_patch(&patch, chip, copy, size, &failure) == STATUS_OK);
    FUZZ_REQUIRE(esp_image_parse(copy, size, &image, &failure) == STATUS_OK);
    FUZZ_REQUIRE(image.mode == 3 && esp_image_flash_size(&image, chip) == 4 * 1024 * 1024);
    FUZZ_REQUIRE(!was_right || chip == NULL || esp_image_check(&image, chip, NULL) == STATUS_OK);
    free(copy);
    return 0;
}
