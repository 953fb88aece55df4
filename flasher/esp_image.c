// SPDX-License-Identifier: Apache-2.0
// esp_image.c - reading, judging and patching programs for Espressif chips.

#include "flasher/esp_image.h"

#include <stdlib.h>
#include <string.h>

#include "packbeam/bytes.h"

#define SHORT_HEADER      8
#define HEADER            24
#define SEGMENT_HEADER    8
#define CHECKSUM_START    0xEF
#define DESCRIPTION_MAGIC 0xABCD5432
#define DESCRIPTION_SIZE  256

// Names and codes ----------------------------------------------------------------------------

static const char *const modes[] = {"qio", "qout", "dio", "dout"};

// Size codes of the chips, then those of an ESP8266.
static const char *const sizes[] = {"1MB", "2MB", "4MB", "8MB", "16MB", "32MB", "64MB", "128MB"};
static const char *const sizes_8266[] = {"512KB",  "256KB",  "1MB", "2MB", "4MB",
                                         "2MB-c1", "4MB-c1", NULL,  "8MB", "16MB"};

// Frequency codes. chip 0xFFFF: all that have no rows of their own.
static const struct {
    uint16_t chip_id;
    uint8_t code;
    const char *name;
} frequencies[] = {
    {12, 0xF, "60m"}, {12, 0x0, "30m"}, {12, 0x1, "20m"}, {12, 0x2, "15m"}, // C2
    {16, 0xF, "48m"}, {16, 0x0, "24m"}, {16, 0x1, "16m"}, {16, 0x2, "12m"}, // H2
    {13, 0x0, "80m"}, {13, 0x0, "40m"}, {13, 0x2, "20m"},                   // C6
    {20, 0xF, "80m"}, {20, 0x0, "40m"}, {20, 0x2, "20m"},                   // C61
    {23, 0xF, "80m"}, {23, 0x0, "40m"}, {23, 0x2, "20m"},                   // C5
    {18, 0xF, "80m"}, {18, 0x0, "40m"}, {18, 0x2, "20m"},                   // P4
};
static const struct {
    uint8_t code;
    const char *name;
} usual_frequencies[] = {{0xF, "80m"}, {0x0, "40m"}, {0x1, "26m"}, {0x2, "20m"}};

const char *esp_image_mode_name(uint8_t code)
{
    return code < 4 ? modes[code] : NULL;
}

static bool has_own_frequencies(const struct chip *chip)
{
    for (size_t i = 0; chip != NULL && i < sizeof(frequencies) / sizeof(frequencies[0]); i++) {
        if (frequencies[i].chip_id == chip->id) {
            return true;
        }
    }
    return false;
}

const char *esp_image_frequency_name(const struct chip *chip, uint8_t code)
{
    if (!has_own_frequencies(chip)) {
        for (size_t i = 0; i < 4; i++) {
            if (usual_frequencies[i].code == code) {
                return usual_frequencies[i].name;
            }
        }
        return NULL;
    }
    for (size_t i = 0; i < sizeof(frequencies) / sizeof(frequencies[0]); i++) {
        if (frequencies[i].chip_id == chip->id && frequencies[i].code == code) {
            return frequencies[i].name;
        }
    }
    return NULL;
}

const char *esp_image_size_name(const struct chip *chip, uint8_t code)
{
    if (chip == NULL) {
        return code < 10 ? sizes_8266[code] : NULL;
    }
    return code < 8 ? sizes[code] : NULL;
}

uint32_t esp_image_flash_size(const struct esp_image *image, const struct chip *chip)
{
    const char *name = esp_image_size_name(chip, image->size_code);
    if (name == NULL) {
        return 0;
    }
    char *end;
    uint32_t number = (uint32_t) strtoul(name, &end, 10);
    return *end == 'K' ? number * 1024 : number * 1024 * 1024;
}

static char fold(char character)
{
    return character >= 'A' && character <= 'Z' ? (char) (character + 0x20) : character;
}

static bool is_same(const char *text, const char *name)
{
    while (*text != '\0' && fold(*text) == fold(*name)) {
        text++;
        name++;
    }
    return *text == *name;
}

// The code of a name; 0xFF: none.
static uint8_t find_mode(const char *name)
{
    for (uint8_t i = 0; i < 4; i++) {
        if (is_same(name, modes[i])) {
            return i;
        }
    }
    return 0xFF;
}

static uint8_t find_frequency(const struct chip *chip, const char *name)
{
    if (!has_own_frequencies(chip)) {
        for (size_t i = 0; i < 4; i++) {
            if (is_same(name, usual_frequencies[i].name)) {
                return usual_frequencies[i].code;
            }
        }
        return 0xFF;
    }
    for (size_t i = 0; i < sizeof(frequencies) / sizeof(frequencies[0]); i++) {
        if (frequencies[i].chip_id == chip->id && is_same(name, frequencies[i].name)) {
            return frequencies[i].code;
        }
    }
    return 0xFF;
}

static uint8_t find_size(const struct chip *chip, const char *name)
{
    for (uint8_t i = 0; i < 10; i++) {
        const char *known = esp_image_size_name(chip, i);
        if (known != NULL && is_same(name, known)) {
            return i;
        }
    }
    return 0xFF;
}

// Reading ------------------------------------------------------------------------------------

bool esp_image_is(const uint8_t *data, size_t size)
{
    return size >= SHORT_HEADER && data[0] == ESP_IMAGE_MAGIC && data[1] > 0 &&
           data[1] <= ESP_IMAGE_SEGMENTS_MAX;
}

// Headers of an ESP8266 are told from the others by what the longer ones must hold.
static bool has_long_header(const uint8_t *data, size_t size)
{
    return size >= HEADER && bytes_get_le32(data + 19) == 0 && data[23] <= 1 &&
           chip_find_id(bytes_get_le16(data + 12)) != NULL;
}

static void read_long_header(const uint8_t *data, struct esp_image *image)
{
    image->wp_pin = data[8];
    memcpy(image->drives, data + 9, 3);
    image->chip_id = bytes_get_le16(data + 12);
    image->min_revision_old = data[14];
    image->min_revision = bytes_get_le16(data + 15);
    image->max_revision = bytes_get_le16(data + 17);
    image->has_hash = data[23] == 1;
}

static void copy_text(char *to, const uint8_t *from, size_t size)
{
    memcpy(to, from, size);
    to[size] = '\0';
}

static void read_description(const uint8_t *data, struct esp_image *image)
{
    const struct esp_segment *first = &image->segments[0];
    const uint8_t *from = data + first->offset + SEGMENT_HEADER;
    if (first->size < DESCRIPTION_SIZE || bytes_get_le32(from) != DESCRIPTION_MAGIC) {
        return;
    }
    struct esp_description *to = &image->description;
    image->has_description = true;
    to->secure_version = bytes_get_le32(from + 4);
    copy_text(to->version, from + 16, 32);
    copy_text(to->project, from + 48, 32);
    copy_text(to->time, from + 80, 16);
    copy_text(to->date, from + 96, 16);
    copy_text(to->idf, from + 112, 32);
    memcpy(to->elf_hash, from + 144, SHA256_SIZE);
    to->min_block_revision = bytes_get_le16(from + 176);
    to->max_block_revision = bytes_get_le16(from + 178);
    to->page_shift = from[180];
}

static enum status read_segments(const uint8_t *data, size_t size, size_t *at,
                                 struct esp_image *image, struct failure *failure)
{
    image->checksum_wanted = CHECKSUM_START;
    for (uint8_t i = 0; i < image->segment_count; i++) {
        struct esp_segment *segment = &image->segments[i];
        if (size - *at < SEGMENT_HEADER) {
            return fail_at(failure, STATUS_INPUT, (uint32_t) *at,
                           "the image ends before segment %u of %u", i, image->segment_count);
        }
        segment->address = bytes_get_le32(data + *at);
        segment->size = bytes_get_le32(data + *at + 4);
        segment->offset = (uint32_t) *at;
        *at += SEGMENT_HEADER;
        if (segment->size > size - *at) {
            return fail_at(failure, STATUS_INPUT, segment->offset,
                           "segment %u has %u bytes for 0x%x, but only %zu follow\n"
                           "the image is cut short or damaged",
                           i, (unsigned) segment->size, (unsigned) segment->address, size - *at);
        }
        for (uint32_t k = 0; k < segment->size; k++) {
            image->checksum_wanted ^= data[*at + k];
        }
        *at += segment->size;
    }
    return STATUS_OK;
}

enum status esp_image_parse(const uint8_t *data, size_t size, struct esp_image *image,
                            struct failure *failure)
{
    *image = (struct esp_image){.is_8266 = true};
    if (size > UINT32_MAX / 2) {
        size = UINT32_MAX / 2;
    }
    if (size < SHORT_HEADER || data[0] != ESP_IMAGE_MAGIC) {
        return fail_at(failure, STATUS_INPUT, 0, "not an image: byte 0 is 0x%02x, not 0x%02x",
                       size > 0 ? data[0] : 0, ESP_IMAGE_MAGIC);
    }
    image->segment_count = data[1];
    image->mode = data[2];
    image->size_code = data[3] >> 4;
    image->frequency_code = data[3] & 0xF;
    image->entry = bytes_get_le32(data + 4);
    if (image->segment_count == 0 || image->segment_count > ESP_IMAGE_SEGMENTS_MAX) {
        return fail_at(failure, STATUS_INPUT, 1, "%u segments; an image has 1 to %d",
                       image->segment_count, ESP_IMAGE_SEGMENTS_MAX);
    }
    size_t at = SHORT_HEADER;
    if (has_long_header(data, size)) {
        image->is_8266 = false;
        read_long_header(data, image);
        at = HEADER;
    }
    enum status status = read_segments(data, size, &at, image, failure);
    if (status != STATUS_OK) {
        return status;
    }
    size_t checksum_at = at | 15;
    if (checksum_at >= size) {
        return fail_at(failure, STATUS_INPUT, (uint32_t) size,
                       "the image ends before its checksum");
    }
    image->checksum_offset = (uint32_t) checksum_at;
    image->checksum = data[checksum_at];
    image->size = (uint32_t) checksum_at + 1;
    if (image->has_hash) {
        if (size - image->size < SHA256_SIZE) {
            return fail_at(failure, STATUS_INPUT, image->size, "the image ends before its SHA-256");
        }
        memcpy(image->hash, data + image->size, SHA256_SIZE);
        sha256_of(data, image->size, image->hash_wanted);
        image->size += SHA256_SIZE;
    }
    read_description(data, image);
    return STATUS_OK;
}

enum status esp_image_check(const struct esp_image *image, const struct chip *chip,
                            struct failure *failure)
{
    if (image->checksum != image->checksum_wanted) {
        return fail_at(failure, STATUS_INPUT, image->checksum_offset,
                       "the checksum is 0x%02x and must be 0x%02x\nthe image is damaged",
                       image->checksum, image->checksum_wanted);
    }
    if (image->has_hash && memcmp(image->hash, image->hash_wanted, SHA256_SIZE) != 0) {
        return fail_at(failure, STATUS_INPUT, image->size - SHA256_SIZE,
                       "the SHA-256 is not that of the image\nthe image is damaged");
    }
    if (chip == NULL) {
        return STATUS_OK;
    }
    if (image->is_8266) {
        return fail(failure, STATUS_INPUT, "the image is for an ESP8266, not for %s", chip->title);
    }
    if (image->chip_id != chip->id) {
        const struct chip *other = chip_find_id(image->chip_id);
        return fail_at(failure, STATUS_INPUT, 12, "the image is for %s, not for %s",
                       other != NULL ? other->title : "another chip", chip->title);
    }
    return STATUS_OK;
}

// Patching -----------------------------------------------------------------------------------

static bool is_kept(const char *value)
{
    return value == NULL || strcmp(value, "keep") == 0;
}

enum status esp_image_patch(const struct esp_image_patch *patch, const struct chip *chip,
                            uint8_t *data, size_t size, struct failure *failure)
{
    struct esp_image image;
    if (is_kept(patch->mode) && is_kept(patch->frequency) && is_kept(patch->size)) {
        return STATUS_OK;
    }
    enum status status = esp_image_parse(data, size, &image, failure);
    if (status != STATUS_OK) {
        return status;
    }
    const char *title = chip != NULL ? chip->title : "ESP8266";
    uint8_t mode = image.mode;
    if (!is_kept(patch->mode) && (mode = find_mode(patch->mode)) == 0xFF) {
        return fail(failure, STATUS_USAGE, "'%.40s' is not a flash mode\nqio, qout, dio or dout",
                    patch->mode);
    }
    uint8_t frequency = image.frequency_code;
    if (!is_kept(patch->frequency) &&
        (frequency = find_frequency(chip, patch->frequency)) == 0xFF) {
        return fail(failure, STATUS_USAGE, "'%.40s' is not a flash frequency of %s",
                    patch->frequency, title);
    }
    uint8_t code = image.size_code;
    if (!is_kept(patch->size) && (code = find_size(chip, patch->size)) == 0xFF) {
        return fail(failure, STATUS_USAGE, "'%.40s' is not a flash size of %s", patch->size, title);
    }
    data[2] = mode;
    data[3] = (uint8_t) (code << 4 | frequency);
    if (image.has_hash) {
        sha256_of(data, image.size - SHA256_SIZE, data + image.size - SHA256_SIZE);
    }
    return STATUS_OK;
}
