// SPDX-License-Identifier: Apache-2.0
// image_files.c - firmware files in all their forms.

#include "avm/image_files.h"

#include <stdio.h>
#include <string.h>

#include "flasher/hex.h"
#include "flasher/uf2.h"
#include "platforms/files.h"

static enum status find_format(const char *format, const char *path, enum image_format *to,
                               struct failure *failure)
{
    static const char *const names[] = {"raw", "uf2", "hex"};
    if (format == NULL) {
        const char *name = path != NULL ? path : "";
        *to = image_has_suffix(name, ".uf2")                                      ? IMAGE_UF2
              : image_has_suffix(name, ".hex") || image_has_suffix(name, ".ihex") ? IMAGE_HEX
                                                                                  : IMAGE_RAW;
        return STATUS_OK;
    }
    for (unsigned i = 0; i < 3; i++) {
        if (strcmp(names[i], format) == 0) {
            *to = (enum image_format) i;
            return STATUS_OK;
        }
    }
    return fail(failure, STATUS_USAGE, "unknown format '%.40s'\nraw, uf2 or hex", format);
}

static enum status fill_numbers(const struct image_values *values, struct image_output *output,
                                struct failure *failure)
{
    uint32_t fill = 0xFF;
    enum status status = image_number(values->fill, &fill, failure);
    if (status == STATUS_OK && fill > 0xFF) {
        status = fail(failure, STATUS_USAGE, "'%.40s' is not a byte", values->fill);
    }
    output->fill = (uint8_t) fill;
    if (status == STATUS_OK) {
        status = image_number(values->pad_to, &output->pad_to, failure);
    }
    if (status == STATUS_OK) {
        status = image_number(values->chunk_size, &output->payload, failure);
    }
    if (status == STATUS_OK && values->chunk_size != NULL && output->payload == 0) {
        status = fail(failure, STATUS_USAGE, "blocks of 0 bytes");
    }
    return status;
}

enum status image_output_init(const struct image_values *values, const struct chip *chip,
                              struct image_output *output, struct failure *failure)
{
    const struct uf2_family *family = chip != NULL ? uf2_find_family(chip->name) : NULL;
    *output = (struct image_output){.without_md5 = values->no_md5};
    if (values->sparse && values->format != NULL && strcmp(values->format, "uf2") != 0) {
        return fail(failure, STATUS_USAGE, "--sparse is UF2, not '%.40s'", values->format);
    }
    enum status status = find_format(values->sparse ? "uf2" : values->format, values->output,
                                     &output->format, failure);
    if (status == STATUS_OK && values->family != NULL) {
        family = uf2_find_family(values->family);
        if (family == NULL) {
            return fail(failure, STATUS_USAGE,
                        "unknown family '%.40s'\nrp2040, rp2350, data, stm32f4 and so on, or a "
                        "chip of Espressif",
                        values->family);
        }
    }
    output->family = family != NULL ? family->id : UF2_FAMILY_NONE;
    return status == STATUS_OK ? fill_numbers(values, output, failure) : status;
}

enum status image_output_write(const struct image_output *output, const struct image *image,
                               const char *path, struct failure *failure)
{
    struct buffer bytes = {.data = NULL};
    const struct uf2_options uf2 = {output->family, output->payload, output->without_md5};
    enum status status;
    if (output->format == IMAGE_UF2 && output->family == UF2_FAMILY_NONE) {
        return fail(failure, STATUS_USAGE, "UF2 needs a family\nname it with --family or --chip");
    }
    switch (output->format) {
    case IMAGE_UF2:
        status = uf2_write(image, &uf2, &bytes, failure);
        break;
    case IMAGE_HEX:
        status = hex_write(image, &bytes, failure);
        break;
    default:
        status = image_flatten(image, output->base, output->fill, &bytes, failure);
        if (status == STATUS_OK && bytes.size < output->pad_to) {
            buffer_fill(&bytes, output->fill, output->pad_to - bytes.size);
            status = buffer_status(&bytes, failure);
        }
        break;
    }
    if (status == STATUS_OK) {
        status = image_write(path, bytes.data, bytes.size, failure);
    }
    buffer_clear(&bytes);
    return status;
}

// Split ADDRESS=FILE. False: it is a FILE.
static bool split_operand(const char *operand, uint32_t *address, const char **path,
                          enum status *status, struct failure *failure)
{
    const char *equals = strchr(operand, '=');
    char text[24];
    *path = operand;
    if (equals == NULL || operand[0] < '0' || operand[0] > '9') {
        return false;
    }
    snprintf(text, sizeof(text), "%.*s", (int) (equals - operand), operand);
    *status = image_number(text, address, failure);
    *path = equals + 1;
    return true;
}

static enum status add_uf2(struct image *image, const struct file_bytes *bytes, uint32_t *family,
                           struct failure *failure)
{
    struct uf2_info info;
    enum status status = uf2_read(bytes->data, bytes->size, *family, image, &info, failure);
    if (status == STATUS_OK) {
        *family = info.family;
    }
    return status;
}

enum status image_add_file(struct image *image, const char *operand, uint32_t *family,
                           struct failure *failure)
{
    struct file_bytes bytes = {.data = NULL};
    const char *path;
    uint32_t address;
    enum status status = STATUS_OK;
    bool has_address = split_operand(operand, &address, &path, &status, failure);
    if (status == STATUS_OK) {
        status = file_map(path, &bytes, failure);
    }
    if (status != STATUS_OK) {
        image_add_subject(failure, path);
        return status;
    }
    if (has_address) {
        status = image_add(image, address, bytes.data, bytes.size, false, failure);
    } else if (uf2_is(bytes.data, bytes.size)) {
        status = add_uf2(image, &bytes, family, failure);
    } else if (hex_is(bytes.data, bytes.size)) {
        status = hex_read(bytes.data, bytes.size, image, NULL, failure);
    } else {
        status = fail(failure, STATUS_USAGE,
                      "neither UF2 nor Intel HEX: where it belongs must be said\n"
                      "write ADDRESS=FILE");
    }
    image_add_subject(failure, path);
    file_unmap(&bytes);
    return status;
}
