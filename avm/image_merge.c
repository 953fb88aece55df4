// SPDX-License-Identifier: Apache-2.0
// image_merge.c - avm image merge: files at addresses, in one of the forms that firmware comes in.

#include "avm/image_files.h"

// Patch the boot loader where there is one.
static enum status patch_loader(const struct image_values *values, const struct chip *chip,
                                struct image *image, struct failure *failure)
{
    const struct esp_image_patch patch = image_patch(values);
    if (patch.mode == NULL && patch.frequency == NULL && patch.size == NULL) {
        return STATUS_OK;
    }
    if (chip == NULL) {
        return fail(failure, STATUS_USAGE,
                    "what to patch depends on the chip\n"
                    "name it with --chip");
    }
    for (size_t i = 0; i < image->count; i++) {
        struct image_piece *piece = &image->pieces[i];
        if (piece->address == chip->boot_offset) {
            return esp_image_patch(&patch, chip, image->bytes.data + piece->at, piece->size,
                                   failure);
        }
    }
    return fail(failure, STATUS_INPUT, "there is no boot loader at 0x%x to patch",
                (unsigned) chip->boot_offset);
}

enum status image_merge(const struct image_values *values, const struct operands *operands,
                        struct failure *failure)
{
    const struct chip *chip = NULL;
    struct image image = {.pieces = NULL};
    struct image_output output;
    enum status status = image_chip(values->chip, &chip, failure);
    if (status == STATUS_OK && values->output == NULL) {
        status = fail(failure, STATUS_USAGE, "'merge' needs -o FILE");
    }
    if (status == STATUS_OK) {
        status = image_output_init(values, chip, &output, failure);
    }
    // Files of UF2 all have one family; unless the user names another one, they keep it.
    uint32_t family = 0;
    for (int i = 0; i < operands->count && status == STATUS_OK; i++) {
        status = image_add_file(&image, operands->items[i], &family, failure);
    }
    if (status == STATUS_OK) {
        output.family = output.family != 0 ? output.family : family;
        status = image_settle(&image, failure);
    }
    if (status == STATUS_OK) {
        status = patch_loader(values, chip, &image, failure);
    }
    if (status == STATUS_OK) {
        output.base = chip != NULL ? 0 : image_start(&image);
        status = image_number(values->base, &output.base, failure);
    }
    if (status == STATUS_OK) {
        status = image_output_write(&output, &image, values->output, failure);
    }
    image_clear(&image);
    return status;
}
