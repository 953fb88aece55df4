// SPDX-License-Identifier: Apache-2.0
// cmd_image.c - avm image: firmware images, their parts and tables. The forms are subcommands, each
// with its options; what they do is in avm/image_<form>.c.

#include <stdio.h>
#include <string.h>

#include "avm/command.h"
#include "avm/image.h"
#include "avm/report.h"

// Options, each written once; forms choose from them. All forms share one struct for the values.
#define TEXT_OPTION(letter, name, member, argument, help)                                          \
    {                                                                                              \
        letter, name, OPTION_TEXT, offsetof(struct image_values, member), argument, help, false    \
    }
#define FLAG_OPTION(name, member, help)                                                            \
    {                                                                                              \
        0, name, OPTION_FLAG, offsetof(struct image_values, member), NULL, help, false             \
    }

#define OUTPUT        TEXT_OPTION('o', "output", output, "FILE", "what to write")
#define CHIP          TEXT_OPTION(0, "chip", chip, "CHIP", "what the image is for")
#define FORMAT        TEXT_OPTION(0, "format", format, "raw|uf2|hex", "default as the output is named")
#define BASE          TEXT_OPTION(0, "base", base, "ADDRESS", "where raw bytes begin")
#define TARGET_OFFSET TEXT_OPTION(0, "target-offset", base, "ADDRESS", "the same")
#define CHUNK_SIZE    TEXT_OPTION(0, "chunk-size", chunk_size, "BYTES", "in a block of UF2")
#define FLASH_MODE                                                                                 \
    TEXT_OPTION(0, "flash-mode", flash_mode, "keep|qio|qout|dio|dout",                             \
                "patched into the boot loader")
#define FLASH_FREQ                                                                                 \
    TEXT_OPTION(0, "flash-freq", flash_freq, "keep|80m|60m|48m|40m|26m|20m",                       \
                "patched into the boot loader")
#define PATCH_SIZE                                                                                 \
    TEXT_OPTION(0, "flash-size", flash_size, "keep|1MB|2MB|4MB|8MB|16MB|32MB",                     \
                "patched into the boot loader")
#define FLASH_SIZE   TEXT_OPTION(0, "flash-size", flash_size, "SIZE", "of the board: 4MB")
#define TABLE_OFFSET TEXT_OPTION(0, "offset", offset, "OFFSET", "of the table; default 0x8000")
#define NO_MD5       FLAG_OPTION("no-md5", no_md5, "no MD5 in a table or in blocks of UF2")

static const struct option build_options[] = {
    OUTPUT,
    CHIP,
    TEXT_OPTION(0, "bootloader", bootloader, "FILE", "second boot loader"),
    TEXT_OPTION(0, "partitions", partitions, "FILE", "CSV, bytes, erlang or elixir"),
    TEXT_OPTION(0, "app", app, "FILE", "the machine"),
    TEXT_OPTION(0, "lib", lib, "FILE.avm", "pack of libraries, for boot.avm"),
    TEXT_OPTION(0, "main", main, "FILE.avm", "pack of the program, for main.avm"),
    TEXT_OPTION(0, "nvs", nvs, "FILE", "settings, CSV or bytes"),
    FORMAT,
    FLAG_OPTION("sparse", sparse, "UF2: what lies in gaps stays as it is"),
    BASE,
    CHUNK_SIZE,
    FLASH_MODE,
    FLASH_FREQ,
    PATCH_SIZE,
    TABLE_OFFSET,
    NO_MD5,
    {0},
};

static const struct option info_options[] = {
    FLAG_OPTION("json", json, "for programs"),
    TABLE_OFFSET,
    {0},
};

static const struct option split_options[] = {
    TEXT_OPTION('o', "output", output, "DIR", "the folder for the parts"),
    TABLE_OFFSET,
    {0},
};

static const struct option partitions_options[] = {
    TEXT_OPTION('o', "output", output, "FILE", "bytes, or CSV for a name in .csv"),
    TEXT_OPTION(0, "flash-size", flash_size, "SIZE", "the table must fit: 4MB"),
    TABLE_OFFSET,
    TEXT_OPTION(0, "chip", chip, "CHIP", "for a row of the boot loader"),
    TEXT_OPTION(0, "bootloader-offset", bootloader_offset, "OFFSET", "instead of --chip"),
    TEXT_OPTION(0, "primary-bootloader-offset", bootloader_offset, "OFFSET", "the same"),
    TEXT_OPTION(0, "recovery-bootloader-offset", recovery_offset, "OFFSET",
                "for a row in the table"),
    TEXT_OPTION(0, "secure", secure, "v1|v2", "sizes as secure boot wants them"),
    NO_MD5,
    FLAG_OPTION("disable-md5sum", no_md5, "the same"),
    {0},
};

static const struct option nvs_options[] = {
    TEXT_OPTION('o', "output", output, "FILE", "the partition, or CSV"),
    TEXT_OPTION(0, "size", size, "SIZE", "of the partition; default 0x6000"),
    TEXT_OPTION(0, "version", version, "1|2", "of the format; default 2"),
    TEXT_OPTION(0, "partition", partition, "PARTITION",
                "of an image; default the first of its kind"),
    {0},
};

static const struct option merge_options[] = {
    OUTPUT,
    CHIP,
    FORMAT,
    TEXT_OPTION(0, "family", family, "FAMILY", "of UF2; default that of the chip"),
    BASE,
    TARGET_OFFSET,
    TEXT_OPTION(0, "pad-to", pad_to, "SIZE", "make raw bytes so long"),
    TEXT_OPTION(0, "fill", fill, "BYTE", "in gaps; default 0xFF"),
    CHUNK_SIZE,
    FLASH_MODE,
    FLASH_FREQ,
    PATCH_SIZE,
    NO_MD5,
    FLAG_OPTION("md5-disable", no_md5, "the same"),
    {0},
};

static const struct option layout_options[] = {
    OUTPUT,
    FLASH_SIZE,
    TEXT_OPTION(0, "partition", partition, "PARTITION", "default main.avm"),
    TABLE_OFFSET,
    {0},
};

// Forms -------------------------------------------------------------------------------------------

static int run_form(const struct command *command, int argc, char **argv);

#define FORM(word, operands_text, summary_text, details_text, examples_text)                       \
    static const struct command form_##word = {.name = "image " #word,                             \
                                               .operands = operands_text,                          \
                                               .summary = summary_text,                            \
                                               .details = details_text,                            \
                                               .examples = examples_text,                          \
                                               .options = word##_options,                          \
                                               .run = run_form};

FORM(build, "", "one image of boot loader, table, machine and packs, all checked",
     "The loader goes to 0x1000, 0x0 or 0x2000 depending on the chip, the table to 0x8000, the\n"
     "rest where the table says, each part checked against its partition. The image begins\n"
     "with the loader (--base 0: with the flash). Layouts 'erlang', the default, has main.avm\n"
     "at 0x210000, 'elixir' at 0x250000.\n",
     "avm image build --chip esp32 --bootloader boot.bin --app vm.bin --lib lib.avm -o vm.img\n"
     "avm image build --chip esp32c3 --bootloader boot.bin --partitions elixir --app vm.bin "
     "--sparse -o vm.uf2\n")
FORM(info, "FILE", "tell what a file is, down to segments, hashes, partitions and modules",
     "Programs for Espressif chips, partition tables, settings, packs, modules, UF2, Intel HEX,\n"
     "whole images and flash dumps. Damage is shown where it is; the exit status is then 3.\n",
     "avm image info vm.img\n"
     "avm image info --json dump.bin\n")
FORM(split, "FILE", "write the parts of an image or a flash dump into files",
     "Programs and packs are cut where they end, other partitions behind their last byte that\n"
     "is not FF. 'build' makes the same image of them again.\n",
     "avm image split dump.bin -o parts\n")
FORM(partitions, "FILE", "make a partition table of CSV, check one, or show one as CSV",
     "CSV and the layouts 'erlang' and 'elixir' become the 3072 bytes of the table in -o FILE;\n"
     "bytes of a table, an image or a flash dump become CSV. Without -o the table is checked\n"
     "and shown. $NAME in CSV stands for a variable of the environment.\n",
     "avm image partitions table.csv -o table.bin\n"
     "avm image partitions dump.bin\n")
FORM(nvs, "FILE", "make a partition of settings (NVS) of CSV, or show one as CSV",
     "CSV has the columns key, type, encoding, value. Blobs come back as hexadecimal digits. Of a\n"
     "whole image or a dump of a flash the partition of type data, nvs is shown.\n",
     "avm image nvs wifi.csv --size 0x6000 -o nvs.bin\n"
     "avm image nvs nvs.bin\n"
     "avm image nvs dump.bin --partition nvs\n")
FORM(merge, "[OFFSET=]FILE...", "put files at addresses together, as raw bytes, UF2 or Intel HEX",
     "Files of UF2 and Intel HEX know their addresses; others need one in front. One file is\n"
     "converted, several are joined; overlaps and different families are refused.\n",
     "avm image merge -o all.bin 0x1000=boot.bin 0x8000=table.bin\n"
     "avm image merge -o app.uf2 --family rp2040 0x10180000=app.avm\n")
FORM(layout, "grow FILE", "enlarge the partition of the program to the real size of the flash",
     "FILE is a partition table (CSV, bytes, 'erlang', 'elixir') or an image with one.\n",
     "avm image layout grow elixir --flash-size 16MB -o table.csv\n")

static const struct command *const forms[] = {
    &form_build, &form_info,  &form_split,  &form_partitions,
    &form_nvs,   &form_merge, &form_layout, NULL,
};

// In the order of forms[]: what runs, with how many files.
static const struct {
    image_form *act;
    int least;
    int most;
} actions[] = {
    {image_build, 0, 0}, {image_info, 1, 1},      {image_split, 1, 1},  {image_partitions, 1, 1},
    {image_nvs, 1, 1},   {image_merge, 1, 10000}, {image_layout, 2, 2},
};

static enum status act(const struct command *command, const struct image_values *values,
                       const struct operands *operands, struct failure *failure)
{
    size_t index = 0;
    while (forms[index] != command) {
        index++;
    }
    if (operands->count < actions[index].least) {
        return fail(failure, STATUS_USAGE, "a file is missing");
    }
    if (operands->count > actions[index].most) {
        return fail(failure, STATUS_USAGE, "'%.60s' is one word too many",
                    operands->items[actions[index].most]);
    }
    return actions[index].act(values, operands, failure);
}

static int run_form(const struct command *command, int argc, char **argv)
{
    struct image_values values = {.output = NULL};
    struct operands operands;
    struct failure failure = {0};
    bool help;
    enum status status =
        options_parse(command->options, argc, argv, false, &values, &operands, &help, &failure);
    if (status == STATUS_OK && help) {
        help_print(command);
        return report_output(command->name, STATUS_OK);
    }
    if (status == STATUS_OK) {
        status = act(command, &values, &operands, &failure);
    }
    return status == STATUS_OK ? report_output(command->name, STATUS_OK)
                               : report_command_failure(command->name, &failure);
}

static int run(const struct command *command, int argc, char **argv)
{
    struct failure failure = {0};
    if (argc < 2) {
        fail(&failure, STATUS_USAGE, "what to do is missing\n'avm help image' lists the forms");
        return report_command_failure(command->name, &failure);
    }
    if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0) {
        help_print(command);
        return report_output(command->name, STATUS_OK);
    }
    const struct command *form = command_find_sub(command, argv[1]);
    if (form == NULL) {
        fail(&failure, STATUS_USAGE, "unknown form '%.60s'\n'avm help image' lists the forms",
             argv[1]);
        return report_command_failure(command->name, &failure);
    }
    return form->run(form, argc - 1, argv + 1);
}

const struct command command_image = {
    .name = "image",
    .operands = "FORM ...",
    .summary = "build, inspect, split and convert firmware images",
    .examples = "avm image info vm.img\n"
                "avm image partitions table.csv -o table.bin\n"
                "avm image merge -o all.bin 0x1000=boot.bin 0x8000=table.bin\n",
    .subcommands = forms,
    .run = run,
};
