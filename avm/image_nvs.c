// SPDX-License-Identifier: Apache-2.0
// image_nvs.c - avm image nvs: CSV to a partition of settings, and back.

#include <stdio.h>
#include <string.h>

#include "avm/image_flash.h"
#include "avm/image_settings.h"
#include "avm/report.h"
#include "platforms/files.h"

#define DEFAULT_SIZE 0x6000
#define DATA_NVS     0x02

// Files that CSV names are looked for beside it, then where the command runs.
static enum status read_beside(void *context, const char *path, uint8_t **data, size_t *size,
                               struct failure *failure)
{
    const char *csv = context;
    const char *slash = strrchr(csv, '/');
    char joined[4096];
    int length = snprintf(joined, sizeof(joined), "%.*s%s",
                          slash != NULL ? (int) (slash - csv) + 1 : 0, csv, path);
    bool is_beside = path[0] != '/' && slash != NULL && length > 0 &&
                     (size_t) length < sizeof(joined) && file_exists(joined);
    return file_read(is_beside ? joined : path, data, size, failure);
}

enum status image_make_settings(const char *path, const struct file_bytes *bytes, uint32_t size,
                                bool version1, struct buffer *out, struct failure *failure)
{
    char copy[4096];
    snprintf(copy, sizeof(copy), "%s", path);
    struct nvs_options options = {
        .size = size, .version1 = version1, .read_file = read_beside, .context = copy};
    return nvs_generate((const char *) bytes->data, bytes->size, &options, out, failure);
}

struct listing {
    struct buffer *out;
    char space[NVS_KEY_MAX + 1];
};

static enum status list_item(void *context, const struct nvs_item *item, struct failure *failure)
{
    struct listing *listing = context;
    nvs_print_csv(item, listing->space, listing->out);
    return STATUS_OK;
}

static enum status to_csv(const struct file_bytes *bytes, const char *output,
                          struct failure *failure)
{
    struct buffer text = {.data = NULL};
    struct listing listing = {.out = &text};
    struct nvs_report report;
    buffer_print(&text, "key,type,encoding,value\n");
    enum status status = nvs_read(bytes->data, bytes->size, list_item, &listing, &report, failure);
    if (status == STATUS_OK) {
        status = image_write_buffer(output, &text, failure);
    }
    buffer_clear(&text);
    if (status == STATUS_OK && report.damaged > 0) {
        status = fail_at(failure, STATUS_INPUT, report.damage,
                         "%u entr%s damaged and left out, the first one here", report.damaged,
                         report.damaged == 1 ? "y is" : "ies are");
    }
    return status;
}

// The settings in a whole image or a dump: of the partition that was named, or the first of its
// kind.
static enum status from_flash(const struct image_values *values, const struct image_flash *flash,
                              struct failure *failure)
{
    const struct esp_partition *found = NULL;
    for (size_t i = 0; i < flash->table.count; i++) {
        const struct esp_partition *row = &flash->table.rows[i];
        bool is_it = values->partition != NULL
                         ? strcmp(row->name, values->partition) == 0
                         : row->type == ESP_PARTITION_DATA && row->subtype == DATA_NVS;
        found = found == NULL && is_it ? row : found;
    }
    if (found == NULL) {
        return fail(failure, STATUS_FAILED, "the partition table in it has no %s '%.40s'",
                    values->partition != NULL ? "partition" : "partition of type data,",
                    values->partition != NULL ? values->partition : "nvs");
    }
    uint32_t size = found->size;
    const uint8_t *data = image_flash_at(flash, found->offset, &size);
    if (size == 0) {
        return fail(failure, STATUS_INPUT, "it ends before partition '%s' at 0x%x", found->name,
                    (unsigned) found->offset);
    }
    const struct file_bytes bytes = {.data = data, .size = size};
    return to_csv(&bytes, values->output, failure);
}

static enum status from_csv(const struct image_values *values, const char *path,
                            const struct file_bytes *bytes, struct failure *failure)
{
    struct buffer out = {.data = NULL};
    uint32_t size = DEFAULT_SIZE;
    bool version1 = values->version != NULL && strcmp(values->version, "1") == 0;
    enum status status = image_number(values->size, &size, failure);
    if (status == STATUS_OK && values->output == NULL) {
        status = fail(failure, STATUS_USAGE, "the partition needs -o FILE");
    }
    if (status == STATUS_OK && !version1 && values->version != NULL &&
        strcmp(values->version, "2") != 0) {
        status = fail(failure, STATUS_USAGE, "--version is 1 or 2, not '%.40s'", values->version);
    }
    if (status == STATUS_OK) {
        status = image_make_settings(path, bytes, size, version1, &out, failure);
    }
    if (status == STATUS_OK) {
        status = image_write_buffer(values->output, &out, failure);
    }
    buffer_clear(&out);
    return status;
}

enum status image_nvs(const struct image_values *values, const struct operands *operands,
                      struct failure *failure)
{
    struct file_bytes bytes = {.data = NULL};
    const char *path = operands->items[0];
    enum status status = file_map(path, &bytes, failure);
    struct image_flash flash;
    if (status == STATUS_OK && nvs_is(bytes.data, bytes.size)) {
        status = to_csv(&bytes, values->output, failure);
    } else if (status == STATUS_OK &&
               image_kind_of(bytes.data, bytes.size, 0, &flash) == IMAGE_FLASH) {
        status = from_flash(values, &flash, failure);
    } else if (status == STATUS_OK) {
        status = from_csv(values, path, &bytes, failure);
    }
    if (status != STATUS_USAGE) {
        image_add_subject(failure, path);
    }
    file_unmap(&bytes);
    return status;
}
