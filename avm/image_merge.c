// SPDX-License-Identifier: Apache-2.0
// image_merge.c - avm image merge: files at addresses, in one of the forms that firmware comes in.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/image_files.h"
#include "flasher/esp_image.h"
#include "flasher/uf2.h"

struct values {
    const char *output;
    const char *chip;
    const char *base;
    const char *pad;
    const char *fill;
    struct image_patch_options patch;
    struct image_format_options format;
};

#define VALUE(member) offsetof(struct values, member)
static const struct option options[] = {
    {'o', "output", OPTION_TEXT, VALUE(output), "FILE", "what to write", false},
    {0, "chip", OPTION_TEXT, VALUE(chip), "CHIP", "an Espressif chip; names the family as well",
     false},
    {0, "base", OPTION_TEXT, VALUE(base), "ADDRESS", "where raw bytes begin; default 0 for a chip",
     false},
    {0, "target-offset", OPTION_TEXT, VALUE(base), "ADDRESS", "the same", false},
    {0, "pad-to", OPTION_TEXT, VALUE(pad), "SIZE", "make raw bytes so long, 4MB for example",
     false},
    {0, "fill", OPTION_TEXT, VALUE(fill), "BYTE", "what stands in gaps; default 0xFF", false},
    IMAGE_FORMAT_OPTIONS(format),
    IMAGE_PATCH_OPTIONS(patch),
    {0},
};

// Patch the boot loader where there is one.
static enum status patch_loader(const struct values *values, const struct chip *chip,
                                struct image *image, struct failure *failure)
{
    const struct esp_image_patch patch = {values->patch.mode, values->patch.frequency,
                                          values->patch.size};
    if (patch.mode == NULL && patch.frequency == NULL && patch.size == NULL) {
        return STATUS_OK;
    }
    if (chip == NULL) {
        return fail(failure, STATUS_USAGE,
                    "what to patch depends on the chip\nname it with --chip");
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

static enum status act(void *context, const struct operands *operands, struct failure *failure)
{
    struct values *values = context;
    const struct chip *chip = NULL;
    struct image image = {.pieces = NULL};
    struct image_output output = {.fill = 0xFF};
    enum status status = image_chip(values->chip, &chip, failure);
    if (status == STATUS_OK) {
        status = image_output_init(&values->format, values->output, chip, &output, failure);
    }
    if (status == STATUS_OK && values->fill != NULL) {
        uint32_t fill = 0;
        status = image_number(values->fill, &fill, failure);
        if (status == STATUS_OK && fill > 0xFF) {
            status = fail(failure, STATUS_USAGE, "'%.40s' is not a byte", values->fill);
        }
        output.fill = (uint8_t) fill;
    }
    if (status == STATUS_OK && values->pad != NULL) {
        status = image_number(values->pad, &output.pad_to, failure);
    }
    for (int i = 0; i < operands->count && status == STATUS_OK; i++) {
        status = image_add_file(&image, operands->items[i], &output.family, failure);
    }
    if (status == STATUS_OK) {
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

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {.output = NULL};
    return image_run(command, argc, argv, &values, 1, 1000, act);
}

const struct command image_merge = {
    .name = "image merge",
    .operands = "[ADDRESS=]FILE...",
    .summary = "put files at addresses together, as raw bytes, UF2 or Intel HEX",
    .details =
        "Files of UF2 and Intel HEX know their addresses; others need one in front. One file\n"
        "is converted, several are joined; overlaps and different families are refused.\n"
        "The form is that of --format, else of the name of the output (.uf2, .hex).\n",
    .examples = "avm image merge -o all.bin 0x1000=boot.bin 0x8000=table.bin\n"
                "avm image merge -o app.uf2 --family rp2040 0x10100000=app.avm\n",
    .options = options,
    .run = run,
};
