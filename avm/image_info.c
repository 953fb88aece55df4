// SPDX-License-Identifier: Apache-2.0
// image_info.c - avm image info: what a file is, and what is in it. Damage is shown where it is,
// and counted: the exit status tells.

#include <stdio.h>
#include <string.h>

#include "avm/image_flash.h"
#include "avm/tree.h"
#include "flasher/hex.h"
#include "flasher/nvs.h"
#include "flasher/uf2.h"
#include "packbeam/packbeam.h"
#include "platforms/files.h"

struct info {
    struct tree tree;
    unsigned damaged;
    uint32_t table_offset;
};

// A place in the file is told from where its part begins.
static void show_damage(struct info *info, const struct failure *failure)
{
    info->damaged++;
    if (failure->offset != FAILURE_NO_OFFSET && failure->offset != 0) {
        tree_format(&info->tree, "damage", "at byte 0x%x: %s", (unsigned) failure->offset,
                    failure->what);
    } else {
        tree_text(&info->tree, "damage", failure->what);
    }
}

// Programs ----------------------------------------------------------------------------------------

static void show_header(struct info *info, const struct esp_image *image, const struct chip *chip)
{
    struct tree *tree = &info->tree;
    const char *mode = esp_image_mode_name(image->mode);
    const char *frequency = esp_image_frequency_name(chip, image->frequency_code);
    const char *size = esp_image_size_name(chip, image->size_code);
    tree_text(tree, "chip", chip != NULL ? chip->title : "ESP8266");
    tree_hex(tree, "entry", image->entry);
    tree_text(tree, "flash_mode", mode != NULL ? mode : "unknown");
    tree_text(tree, "flash_frequency", frequency != NULL ? frequency : "unknown");
    tree_text(tree, "flash_size", size != NULL ? size : "unknown");
    if (!image->is_8266) {
        tree_format(tree, "minimum_revision", "v%u.%u", image->min_revision / 100,
                    image->min_revision % 100);
        tree_format(tree, "maximum_revision", "v%u.%u", image->max_revision / 100,
                    image->max_revision % 100);
    }
}

static void show_segments(struct info *info, const struct esp_image *image)
{
    tree_open_list(&info->tree, "segments");
    for (unsigned i = 0; i < image->segment_count; i++) {
        const struct esp_segment *segment = &image->segments[i];
        tree_open(&info->tree, NULL);
        if (segment->address == 0) {
            tree_text(&info->tree, "use", "filling");
        }
        tree_hex(&info->tree, "address", segment->address);
        tree_hex(&info->tree, "offset", segment->offset);
        tree_number(&info->tree, "size", segment->size);
        tree_close(&info->tree);
    }
    tree_close(&info->tree);
}

static void show_description(struct info *info, const struct esp_description *about)
{
    struct tree *tree = &info->tree;
    tree_open(tree, "application");
    tree_text(tree, "project", about->project);
    tree_text(tree, "version", about->version);
    tree_format(tree, "built", "%s %s", about->date, about->time);
    tree_text(tree, "idf", about->idf);
    tree_number(tree, "secure_version", about->secure_version);
    tree_digest(tree, "elf_sha256", about->elf_hash, sizeof(about->elf_hash));
    if (about->page_shift >= 10 && about->page_shift < 32) {
        tree_format(tree, "page_size", "%u KB", (unsigned) (1U << (about->page_shift - 10)));
    }
    tree_close(tree);
}

static void show_sums(struct info *info, const struct esp_image *image)
{
    struct tree *tree = &info->tree;
    bool good = image->checksum == image->checksum_wanted;
    tree_format(tree, "checksum", "0x%02x, %s", image->checksum, good ? "right" : "wrong");
    if (!image->has_hash) {
        tree_text(tree, "sha256", "none");
        return;
    }
    good = memcmp(image->hash, image->hash_wanted, SHA256_SIZE) == 0;
    tree_digest(tree, "sha256", image->hash, SHA256_SIZE);
    tree_flag(tree, "sha256_right", good);
}

static void show_program(struct info *info, const uint8_t *data, size_t size)
{
    struct esp_image image;
    struct failure failure = {0};
    enum status status = esp_image_parse(data, size, &image, &failure);
    const struct chip *chip = image.is_8266 ? NULL : chip_find_id(image.chip_id);
    if (status != STATUS_OK && image.segment_count == 0) {
        show_damage(info, &failure);
        return;
    }
    show_header(info, &image, chip);
    if (status == STATUS_OK) {
        tree_number(&info->tree, "size", image.size);
        show_segments(info, &image);
        show_sums(info, &image);
        status = esp_image_check(&image, NULL, &failure);
    }
    if (status == STATUS_OK && image.has_description) {
        show_description(info, &image.description);
    }
    if (status != STATUS_OK) {
        show_damage(info, &failure);
    }
}

// Packs, tables, settings -------------------------------------------------------------------------

static void show_pack(struct info *info, const uint8_t *data, size_t size)
{
    struct pack pack;
    struct pack_section section = {0};
    struct failure failure = {0};
    uint32_t used = 0;
    if (pack_open(data, size, &pack, &failure) != STATUS_OK) {
        show_damage(info, &failure);
        return;
    }
    if (pack_check(&pack, &used, NULL) == STATUS_OK) {
        tree_number(&info->tree, "size", used);
    }
    tree_open_list(&info->tree, "sections");
    while (pack_next(&pack, &section, NULL) == STATUS_OK) {
        tree_open(&info->tree, NULL);
        tree_text(&info->tree, "name", section.name);
        tree_hex(&info->tree, "offset", section.offset);
        tree_number(&info->tree, "size", section.size);
        if (pack_section_has_start(&section)) {
            tree_flag(&info->tree, "start", true);
        }
        tree_close(&info->tree);
    }
    tree_close(&info->tree);
    if (pack_check(&pack, &used, &failure) != STATUS_OK) {
        show_damage(info, &failure);
    }
}

static void show_row(struct info *info, const struct esp_partition *row)
{
    char type[16];
    char subtype[16];
    struct tree *tree = &info->tree;
    esp_partition_type(row, type, subtype);
    tree_text(tree, "name", row->name);
    tree_text(tree, "type", type);
    tree_text(tree, "subtype", subtype);
    tree_hex(tree, "offset", row->offset);
    tree_number(tree, "size", row->size);
    if ((row->flags & 1) != 0) {
        tree_flag(tree, "encrypted", true);
    }
    if ((row->flags & 2) != 0) {
        tree_flag(tree, "readonly", true);
    }
}

static void show_table(struct info *info, const uint8_t *data, size_t size)
{
    struct esp_partition_table table;
    struct esp_table_options options = {.table_offset = info->table_offset};
    struct failure failure = {0};
    enum status status = image_read_table_bytes(data, size, &options, &table, &failure);
    tree_open_list(&info->tree, "partitions");
    for (size_t i = 0; i < table.count; i++) {
        tree_open(&info->tree, NULL);
        show_row(info, &table.rows[i]);
        tree_close(&info->tree);
    }
    tree_close(&info->tree);
    if (status != STATUS_OK) {
        show_damage(info, &failure);
    }
}

static enum status show_setting(void *context, const struct nvs_item *item, struct failure *failure)
{
    struct info *info = context;
    struct tree *tree = &info->tree;
    tree_open(tree, NULL);
    tree_text(tree, "namespace", item->space);
    tree_text(tree, "key", item->key);
    tree_text(tree, "type", nvs_type_name(item->type));
    if (item->type == NVS_STRING) {
        tree_format(tree, "value", "%.*s", (int) (item->size < 500 ? item->size : 500),
                    (const char *) item->data);
    } else if (item->type == NVS_BLOB) {
        tree_number(tree, "size", item->size);
        tree_digest(tree, "value", item->data, item->size < 32 ? item->size : 32);
    } else if ((item->type & 0x10) != 0) {
        tree_format(tree, "value", "%lld", (long long) (int64_t) item->bits);
    } else {
        tree_number(tree, "value", item->bits);
    }
    tree_close(tree);
    return STATUS_OK;
}

static void show_settings(struct info *info, const uint8_t *data, size_t size)
{
    struct nvs_report report;
    struct failure failure = {0};
    tree_open_list(&info->tree, "settings");
    enum status status = nvs_read(data, size, show_setting, info, &report, &failure);
    tree_close(&info->tree);
    if (status == STATUS_OK && report.damaged > 0) {
        fail_at(&failure, STATUS_INPUT, report.damage, "%u damaged entries, the first one here",
                report.damaged);
    }
    if (failure.status != STATUS_OK) {
        show_damage(info, &failure);
    }
}

// Whole files -------------------------------------------------------------------------------------

static void show_content(struct info *info, enum image_kind kind, const uint8_t *data, size_t size)
{
    switch (kind) {
    case IMAGE_PROGRAM:
        show_program(info, data, size);
        break;
    case IMAGE_PACK:
        show_pack(info, data, size);
        break;
    case IMAGE_TABLE:
        show_table(info, data, size);
        break;
    case IMAGE_SETTINGS:
        show_settings(info, data, size);
        break;
    default:
        break;
    }
}

// A piece of flash under a name of its own: a partition, the boot loader.
static void show_stretch(struct info *info, const uint8_t *data, uint32_t size, uint32_t announced)
{
    enum image_kind kind = image_kind_of(data, size, 0, NULL);
    if (size == 0) {
        tree_text(&info->tree, "content", "not in the file");
        return;
    }
    tree_text(&info->tree, "content", image_kind_name(kind));
    if (size < announced) {
        tree_number(&info->tree, "present", size);
    }
    if (kind != IMAGE_UNKNOWN && kind != IMAGE_BLANK) {
        tree_open(&info->tree, image_kind_name(kind));
        show_content(info, kind, data, size);
        tree_close(&info->tree);
    }
}

static void show_flash(struct info *info, const struct image_flash *flash)
{
    struct tree *tree = &info->tree;
    uint32_t offset;
    uint32_t size;
    tree_hex(tree, "begins_at", flash->base);
    const uint8_t *loader = image_flash_loader(flash, &offset, &size);
    if (loader != NULL) {
        tree_open(tree, "boot_loader");
        tree_hex(tree, "offset", offset);
        show_program(info, loader, size);
        tree_close(tree);
    }
    tree_hex(tree, "table_offset", flash->table_offset);
    struct failure failure = {0};
    const struct esp_table_options options = {.table_offset = flash->table_offset,
                                              .without_md5 = true};
    if (esp_table_check(&flash->table, &options, &failure) != STATUS_OK) {
        show_damage(info, &failure);
    }
    tree_open_list(tree, "partitions");
    for (size_t i = 0; i < flash->table.count; i++) {
        const struct esp_partition *row = &flash->table.rows[i];
        size = row->size;
        const uint8_t *data = image_flash_at(flash, row->offset, &size);
        tree_open(tree, NULL);
        show_row(info, row);
        show_stretch(info, data, size, row->size);
        tree_close(tree);
    }
    tree_close(tree);
}

static void show_pieces(struct info *info, const struct image *image)
{
    tree_open_list(&info->tree, "pieces");
    for (size_t i = 0; i < image->count; i++) {
        const struct image_piece *piece = &image->pieces[i];
        const uint8_t *data = image_data(image, piece);
        tree_open(&info->tree, NULL);
        tree_hex(&info->tree, "address", piece->address);
        tree_number(&info->tree, "size", piece->size);
        show_stretch(info, data, piece->size, piece->size);
        tree_close(&info->tree);
    }
    tree_close(&info->tree);
}

// UF2 and HEX: their pieces, joined where they touch.
static void show_wrapped(struct info *info, enum image_kind kind, const uint8_t *data, size_t size)
{
    struct image image = {.pieces = NULL};
    struct uf2_info about;
    struct failure failure = {0};
    uint32_t start = 0;
    enum status status = kind == IMAGE_FILE_UF2 ? uf2_read(data, size, 0, &image, &about, &failure)
                                                : hex_read(data, size, &image, &start, &failure);
    if (status == STATUS_OK && kind == IMAGE_FILE_UF2) {
        const struct uf2_family *family = uf2_find_family_id(about.family);
        tree_text(&info->tree, "family", family != NULL ? family->title : "unknown");
        tree_hex(&info->tree, "family_id", about.family);
        tree_number(&info->tree, "blocks", about.blocks);
        tree_flag(&info->tree, "md5", about.has_md5);
    }
    if (start != 0) {
        tree_hex(&info->tree, "start", start);
    }
    if (status == STATUS_OK) {
        status = image_settle(&image, &failure);
    }
    if (status == STATUS_OK) {
        status = image_join(&image, &failure);
    }
    if (status == STATUS_OK) {
        show_pieces(info, &image);
    } else {
        show_damage(info, &failure);
    }
    image_clear(&image);
}

static void show_file(struct info *info, const char *path, const uint8_t *data, size_t size)
{
    struct image_flash flash;
    enum image_kind kind = image_kind_of(data, size, info->table_offset, &flash);
    tree_text(&info->tree, "file", path);
    tree_text(&info->tree, "kind", image_kind_name(kind));
    tree_number(&info->tree, "file_size", size);
    if (kind == IMAGE_FLASH) {
        show_flash(info, &flash);
    } else if (kind == IMAGE_FILE_UF2 || kind == IMAGE_FILE_HEX) {
        show_wrapped(info, kind, data, size);
    } else if (kind == IMAGE_MODULE) {
        char name[PACK_MODULE_NAME_SIZE];
        struct failure failure = {0};
        if (beam_module_name(data, size, name, &failure) == STATUS_OK) {
            tree_text(&info->tree, "module", name);
        } else {
            show_damage(info, &failure);
        }
    } else {
        show_content(info, kind, data, size);
    }
}

enum status image_info(const struct image_values *values, const struct operands *operands,
                       struct failure *failure)
{
    struct file_bytes bytes = {.data = NULL};
    struct info info = {.damaged = 0};
    const char *path = operands->items[0];
    enum status status = image_number(values->offset, &info.table_offset, failure);
    if (status == STATUS_OK) {
        status = file_map(path, &bytes, failure);
        image_add_subject(failure, path);
    }
    if (status != STATUS_OK) {
        return status;
    }
    tree_begin(&info.tree, values->json);
    show_file(&info, path, bytes.data, bytes.size);
    tree_end(&info.tree);
    file_unmap(&bytes);
    if (info.damaged > 0) {
        status = fail(failure, STATUS_INPUT, "%u part%s damaged", info.damaged,
                      info.damaged == 1 ? " is" : "s are");
        image_add_subject(failure, path);
    }
    return status;
}
