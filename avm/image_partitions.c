// SPDX-License-Identifier: Apache-2.0
// image_partitions.c - avm image partitions: CSV to the bytes of a partition table, and back.

#include "avm/image.h"
#include "flasher/esp_table.h"

struct values {
    const char *output;
    const char *flash_size;
    const char *offset;
    const char *chip;
    const char *bootloader;
    const char *recovery;
    const char *secure;
    bool no_md5;
};

#define VALUE(member) offsetof(struct values, member)
static const struct option options[] = {
    {'o', "output", OPTION_TEXT, VALUE(output), "FILE", "bytes, or CSV for a name in .csv", false},
    {0, "flash-size", OPTION_TEXT, VALUE(flash_size), "SIZE", "the table must fit, 4MB for example",
     false},
    {0, "offset", OPTION_TEXT, VALUE(offset), "OFFSET", "of the table; default 0x8000", false},
    {0, "chip", OPTION_TEXT, VALUE(chip), "CHIP", "for a row of the boot loader", false},
    {0, "bootloader-offset", OPTION_TEXT, VALUE(bootloader), "OFFSET", "instead of --chip", false},
    {0, "primary-bootloader-offset", OPTION_TEXT, VALUE(bootloader), "OFFSET", "the same", false},
    {0, "recovery-bootloader-offset", OPTION_TEXT, VALUE(recovery), "OFFSET",
     "of the row bootloader, recovery", false},
    {0, "secure", OPTION_TEXT, VALUE(secure), "v1|v2", "sizes as secure boot wants them", false},
    {0, "no-md5", OPTION_FLAG, VALUE(no_md5), NULL, "without the MD5 row", false},
    {0, "disable-md5sum", OPTION_FLAG, VALUE(no_md5), NULL, "the same", false},
    {0},
};

static enum status fill_options(const struct values *values, struct esp_table_options *to,
                                struct failure *failure)
{
    const struct chip *chip = NULL;
    enum status status = image_number(values->flash_size, &to->flash_size, failure);
    if (status == STATUS_OK) {
        status = image_number(values->offset, &to->table_offset, failure);
    }
    if (status == STATUS_OK) {
        status = image_chip(values->chip, &chip, failure);
    }
    if (status == STATUS_OK && chip != NULL) {
        to->has_bootloader = true;
        to->bootloader_offset = chip->boot_offset;
    }
    if (status == STATUS_OK && values->bootloader != NULL) {
        to->has_bootloader = true;
        status = image_number(values->bootloader, &to->bootloader_offset, failure);
    }
    if (status == STATUS_OK && values->recovery != NULL) {
        to->has_recovery = true;
        status = image_number(values->recovery, &to->recovery_offset, failure);
    }
    if (status == STATUS_OK && values->secure != NULL) {
        bool is_v1 = values->secure[0] == 'v' && values->secure[1] == '1';
        bool is_v2 = values->secure[0] == 'v' && values->secure[1] == '2';
        to->secure_v1 = is_v1;
        if ((!is_v1 && !is_v2) || values->secure[2] != '\0') {
            status =
                fail(failure, STATUS_USAGE, "--secure is v1 or v2, not '%.40s'", values->secure);
        }
    }
    to->without_md5 = values->no_md5;
    return status;
}

static enum status write_table(const struct values *values, const struct esp_partition_table *table,
                               bool is_binary, struct failure *failure)
{
    struct buffer text = {.data = NULL};
    uint8_t bytes[ESP_PARTITION_TABLE_SIZE];
    enum status status;
    bool to_csv = values->output == NULL ? true
                  : is_binary            ? !image_has_suffix(values->output, ".bin")
                                         : image_has_suffix(values->output, ".csv");
    if (to_csv) {
        esp_table_print(table, &text);
        status = buffer_status(&text, failure);
        if (status == STATUS_OK) {
            status = image_write(values->output, text.data, text.size, failure);
        }
        buffer_clear(&text);
        return status;
    }
    status = esp_table_encode(table, values->no_md5, bytes, failure);
    return status == STATUS_OK ? image_write(values->output, bytes, sizeof(bytes), failure)
                               : status;
}

static enum status act(void *context, const struct operands *operands, struct failure *failure)
{
    const struct values *values = context;
    struct esp_table_options to = {0};
    struct esp_partition_table table;
    bool is_binary = false;
    enum status status = fill_options(values, &to, failure);
    if (status == STATUS_OK) {
        status = image_read_table(operands->items[0], &to, &table, &is_binary, failure);
    }
    return status == STATUS_OK ? write_table(values, &table, is_binary, failure) : status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    return image_run(command, argc, argv, &values, 1, 1, act);
}

const struct command image_partitions = {
    .name = "image partitions",
    .operands = "FILE.csv | FILE.bin | erlang | elixir",
    .summary = "make a partition table of CSV, check one, or show one as CSV",
    .details =
        "CSV and the layouts that have a name become the 3072 bytes of the table in -o FILE;\n"
        "bytes of a table, an image or a flash dump become CSV. Without -o the table is\n"
        "checked and shown. $NAME in CSV stands for a variable of the environment.\n",
    .examples = "avm image partitions table.csv -o table.bin\n"
                "avm image partitions dump.bin\n",
    .options = options,
    .run = run,
};
