// SPDX-License-Identifier: Apache-2.0
// cmd_image.c - avm image: firmware images, their parts and tables. Here the forms are told apart.

#include <stdio.h>
#include <string.h>

#include "avm/command.h"
#include "avm/image.h"
#include "avm/report.h"
#include "avm/suggest.h"

#define VALUE(member) offsetof(struct image_values, member)
static const struct option options[] = {
    {'o', "output", OPTION_TEXT, VALUE(output), "FILE", "what to write", false},
    {0, "chip", OPTION_TEXT, VALUE(chip), "CHIP", "what the image is for", false},
    {0, "bootloader", OPTION_TEXT, VALUE(bootloader), "FILE", "second boot loader", false},
    {0, "partitions", OPTION_TEXT, VALUE(partitions), "FILE", "CSV, bytes, or erlang, elixir",
     false},
    {0, "app", OPTION_TEXT, VALUE(app), "FILE", "the machine", false},
    {0, "lib", OPTION_TEXT, VALUE(lib), "FILE.avm", "pack of libraries, for boot.avm", false},
    {0, "main", OPTION_TEXT, VALUE(main), "FILE.avm", "pack of the program, for main.avm", false},
    {0, "nvs", OPTION_TEXT, VALUE(nvs), "FILE", "settings, CSV or bytes", false},
    {0, "format", OPTION_TEXT, VALUE(format), "raw|uf2|hex", "default as the output is named",
     false},
    {0, "sparse", OPTION_FLAG, VALUE(sparse), NULL, "UF2, so that gaps stay as they are", false},
    {0, "base", OPTION_TEXT, VALUE(base), "ADDRESS", "where raw bytes begin", false},
    {0, "target-offset", OPTION_TEXT, VALUE(base), "ADDRESS", "the same", false},
    {0, "pad-to", OPTION_TEXT, VALUE(pad_to), "SIZE", "make raw bytes so long", false},
    {0, "fill", OPTION_TEXT, VALUE(fill), "BYTE", "in gaps; default 0xFF", false},
    {0, "family", OPTION_TEXT, VALUE(family), "FAMILY", "of UF2; default that of the chip", false},
    {0, "chunk-size", OPTION_TEXT, VALUE(chunk_size), "SIZE", "of a block of UF2", false},
    {0, "flash-mode", OPTION_TEXT, VALUE(flash_mode), "keep|qio|qout|dio|dout",
     "written into the loader", false},
    {0, "flash-freq", OPTION_TEXT, VALUE(flash_freq), "keep|80m|60m|48m|40m|26m|20m",
     "written into the loader", false},
    {0, "flash-size", OPTION_TEXT, VALUE(flash_size), "SIZE", "of the board: 4MB", false},
    {0, "offset", OPTION_TEXT, VALUE(offset), "OFFSET", "of the table; default 0x8000", false},
    {0, "bootloader-offset", OPTION_TEXT, VALUE(bootloader_offset), "OFFSET",
     "for a row in the table; default that of --chip", false},
    {0, "primary-bootloader-offset", OPTION_TEXT, VALUE(bootloader_offset), "OFFSET", "the same",
     false},
    {0, "recovery-bootloader-offset", OPTION_TEXT, VALUE(recovery_offset), "OFFSET",
     "for a row in the table", false},
    {0, "secure", OPTION_TEXT, VALUE(secure), "v1|v2", "sizes as secure boot wants them", false},
    {0, "no-md5", OPTION_FLAG, VALUE(no_md5), NULL, "no MD5 in a table or in blocks of UF2", false},
    {0, "disable-md5sum", OPTION_FLAG, VALUE(no_md5), NULL, "the same", false},
    {0, "md5-disable", OPTION_FLAG, VALUE(no_md5), NULL, "the same", false},
    {0, "partition", OPTION_TEXT, VALUE(partition), "PARTITION", "to enlarge; default main.avm",
     false},
    {0, "size", OPTION_TEXT, VALUE(size), "SIZE", "of a partition of settings", false},
    {0, "version", OPTION_TEXT, VALUE(version), "1|2", "of the form of settings; default 2", false},
    {0, "json", OPTION_FLAG, VALUE(json), NULL, "for programs", false},
    {0},
};

static const struct command_form forms[] = {
    {"build", "", "one image of loader, table, machine and packs, all checked"},
    {"info", "FILE", "what a file is, with segments, hashes, partitions, modules"},
    {"split", "FILE", "the parts of an image or a flash dump, into the folder -o"},
    {"partitions", "FILE", "a partition table: CSV or erlang, elixir to bytes, and back"},
    {"nvs", "FILE", "settings: CSV to a partition of NVS, and back"},
    {"merge", "IN...", "[ADDRESS=]FILE... to raw bytes, UF2 or Intel HEX"},
    {"grow", "FILE", "enlarge the program's partition to --flash-size"},
    {NULL, NULL, NULL},
};

// In the order of forms[]. What a form takes is given by the names of options, each with a blank
// behind it.
static const struct {
    image_form *run;
    int least;
    int most;
    const char *takes;
} details[] = {
    {image_build, 0, 0,
     "output chip bootloader partitions app lib main nvs format sparse base target-offset pad-to "
     "chunk-size flash-mode flash-freq flash-size offset no-md5 "},
    {image_info, 1, 1, "json offset "},
    {image_split, 1, 1, "output offset "},
    {image_partitions, 1, 1,
     "output chip flash-size offset bootloader-offset recovery-bootloader-offset secure no-md5 "},
    {image_nvs, 1, 1, "output size version "},
    {image_merge, 1, 10000,
     "output chip format base pad-to fill family chunk-size flash-mode flash-freq flash-size "
     "no-md5 "},
    {image_grow, 1, 1, "output flash-size partition offset "},
};

static bool is_set(const struct option *option, const struct image_values *values)
{
    const char *at = (const char *) values + option->offset;
    if (option->kind == OPTION_FLAG) {
        return *(const bool *) at;
    }
    const char *text;
    memcpy(&text, at, sizeof(text));
    return text != NULL;
}

static bool takes(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names; *at != '\0'; at += strcspn(at, " ") + 1) {
        if (strncmp(at, name, length) == 0 && at[length] == ' ') {
            return true;
        }
    }
    return false;
}

// An option that the form knows nothing of would go unnoticed. Of options with several names the
// first one counts.
static enum status check_options(size_t index, const struct image_values *values,
                                 struct failure *failure)
{
    for (const struct option *row = options; row->kind != OPTION_END; row++) {
        bool is_alias = row != options && row[-1].offset == row->offset;
        if (!is_alias && is_set(row, values) && !takes(details[index].takes, row->name)) {
            return fail(failure, STATUS_USAGE, "'%s' does not take --%s", forms[index].name,
                        row->name);
        }
    }
    return STATUS_OK;
}

static enum status find_form(const struct operands *operands, size_t *index,
                             struct failure *failure)
{
    if (operands->count == 0) {
        return fail(failure, STATUS_USAGE, "what to do is missing");
    }
    for (size_t i = 0; forms[i].name != NULL; i++) {
        if (strcmp(forms[i].name, operands->items[0]) == 0) {
            *index = i;
            return STATUS_OK;
        }
    }
    return fail(failure, STATUS_USAGE, "unknown form '%.60s'", operands->items[0]);
}

static enum status run_form(const struct image_values *values, struct operands *operands,
                            struct failure *failure)
{
    size_t index = 0;
    enum status status = find_form(operands, &index, failure);
    if (status != STATUS_OK) {
        return status;
    }
    operands->items++;
    operands->count--;
    if (operands->count < details[index].least) {
        return fail(failure, STATUS_USAGE, "'%s' needs a file", forms[index].name);
    }
    if (operands->count > details[index].most) {
        return fail(failure, STATUS_USAGE, "'%.60s' is one word too many",
                    operands->items[details[index].most]);
    }
    status = check_options(index, values, failure);
    return status == STATUS_OK ? details[index].run(values, operands, failure) : status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct image_values values = {.output = NULL};
    struct operands operands;
    struct failure failure = {0};
    bool help;
    enum status status =
        options_parse(options, argc, argv, false, &values, &operands, &help, &failure);
    if (status == STATUS_OK && help) {
        help_print(command);
        return report_output(command->name, STATUS_OK);
    }
    if (status == STATUS_OK) {
        status = run_form(&values, &operands, &failure);
    }
    return status == STATUS_OK ? report_output(command->name, STATUS_OK)
                               : report_command_failure(command->name, &failure);
}

const struct command command_image = {
    .name = "image",
    .operands = "FORM",
    .summary = "build, inspect, split and convert firmware images",
    .details =
        "Images of Espressif chips: the loader stands at 0x1000, 0x0 or 0x2000 depending on\n"
        "the chip, the table at 0x8000, the rest where the table says. Each part is checked\n"
        "against its partition. Without -o the result goes to the standard output where it\n"
        "is text. Of options only those that a form can use are taken.\n",
    .examples =
        "avm image build --chip esp32 --bootloader boot.bin --app vm.bin --lib lib.avm -o vm.img\n"
        "avm image info vm.img\n"
        "avm image split dump.bin -o parts\n"
        "avm image partitions layout.csv -o layout.bin\n"
        "avm image nvs wifi.csv --size 0x6000 -o nvs.bin\n"
        "avm image merge 0x10180000=app.avm --family rp2040 -o app.uf2\n"
        "avm image grow elixir --flash-size 16MB -o layout.csv\n",
    .forms = forms,
    .options = options,
    .run = run,
};
