// SPDX-License-Identifier: Apache-2.0
// flash_pieces.c - avm flash with files that know their addresses. See flash_pieces.h.

#include "avm/flash_pieces.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "flasher/hex.h"
#include "flasher/uf2.h"
#include "packbeam/bytes.h"

// ESP-IDF "App Image Format": E9, chip id at 12.
#define PROGRAM_MAGIC  0xE9
#define PROGRAM_HEADER 24

// Where boot loaders of one chip or another begin.
static const uint32_t loader_places[] = {0, 0x1000, 0x2000};
#define LOADER_PLACES (sizeof(loader_places) / sizeof(loader_places[0]))

// Reading files -----------------------------------------------------------------------------------

// The chip that a program is for. NULL: there is none.
static const struct chip *program_chip(const uint8_t *data, size_t size)
{
    return size >= PROGRAM_HEADER && data[0] == PROGRAM_MAGIC
               ? chip_find_id(bytes_get_le16(data + 12))
               : NULL;
}

// A whole image begins with the boot loader, or at the beginning of the flash with FF before it.
// False: it is none; *offset is the place of its first byte in the flash.
static bool find_whole(const uint8_t *data, size_t size, const struct chip **chip, uint32_t *offset,
                       struct esp_partition_table *table)
{
    for (size_t i = 0; i < LOADER_PLACES; i++) {
        uint32_t at = loader_places[i];
        *chip = size > at ? program_chip(data + at, size - at) : NULL;
        if (*chip == NULL || (at > 0 && at != (*chip)->boot_offset)) {
            continue;
        }
        *offset = (*chip)->boot_offset - at;
        size_t table_at = ESP_PARTITION_TABLE_OFFSET - *offset;
        if (size > table_at + ESP_PARTITION_TABLE_SIZE &&
            esp_partition_parse(data + table_at, ESP_PARTITION_TABLE_SIZE, table, NULL) ==
                STATUS_OK) {
            return true;
        }
    }
    return false;
}

bool flash_pieces_is(const uint8_t *data, size_t size)
{
    const struct chip *chip;
    struct esp_partition_table table;
    uint32_t offset;
    return uf2_is(data, size) || hex_is(data, size) ||
           find_whole(data, size, &chip, &offset, &table);
}

void flash_pieces_clear(struct flash_pieces *pieces)
{
    image_clear(&pieces->image);
}

static enum status read_uf2(const uint8_t *data, size_t size, struct flash_pieces *pieces,
                            struct failure *failure)
{
    struct uf2_info info;
    enum status status = uf2_read(data, size, 0, &pieces->image, &info, failure);
    if (status != STATUS_OK || info.family == UF2_FAMILY_NONE) {
        return status;
    }
    const struct uf2_family *family = uf2_find_family_id(info.family);
    pieces->chip = family != NULL ? chip_find_name(family->name) : NULL;
    if (pieces->chip == NULL) {
        return fail(failure, STATUS_INPUT, "its blocks are for %s (family 0x%08" PRIx32 ")\n%s",
                    family != NULL ? family->title : "another kind of board", info.family,
                    "what kind of board it is says --chip: stm32, pico");
    }
    return STATUS_OK;
}

// The bytes at an address. NULL: there are none; *size is set to how many there are.
static const uint8_t *find_bytes(const struct image *image, uint32_t address, size_t *size)
{
    for (size_t i = 0; i < image->count; i++) {
        const struct image_piece *piece = &image->pieces[i];
        if (piece->address <= address && address < image_piece_end(piece)) {
            *size = piece->size - (address - piece->address);
            return image_data(image, piece) + (address - piece->address);
        }
    }
    return NULL;
}

// A boot loader tells the chip, and stands at the place that the chip looks for it.
static enum status find_loader(struct flash_pieces *pieces, struct failure *failure)
{
    for (size_t i = 0; i < LOADER_PLACES; i++) {
        size_t size = 0;
        const uint8_t *data = find_bytes(&pieces->image, loader_places[i], &size);
        const struct chip *chip = data != NULL ? program_chip(data, size) : NULL;
        if (chip == NULL) {
            continue;
        }
        if (pieces->chip != NULL && pieces->chip != chip) {
            return fail(failure, STATUS_INPUT, "it is for %s, but the boot loader in it is for %s",
                        pieces->chip->title, chip->title);
        }
        if (chip->boot_offset != loader_places[i]) {
            return fail(failure, STATUS_INPUT,
                        "the boot loader of an %s is at 0x%" PRIx32 ", where the chip does not "
                        "look for it\nit belongs to 0x%" PRIx32,
                        chip->title, loader_places[i], chip->boot_offset);
        }
        pieces->chip = chip;
        return STATUS_OK;
    }
    return STATUS_OK;
}

static void find_table(struct flash_pieces *pieces)
{
    uint8_t bytes[ESP_PARTITION_TABLE_SIZE];
    size_t size = 0;
    const uint8_t *data = find_bytes(&pieces->image, ESP_PARTITION_TABLE_OFFSET, &size);
    memset(bytes, 0xFF, sizeof(bytes));
    if (data != NULL) {
        memcpy(bytes, data, size < sizeof(bytes) ? size : sizeof(bytes));
        pieces->has_table =
            esp_partition_parse(bytes, sizeof(bytes), &pieces->table, NULL) == STATUS_OK;
    }
}

static enum status read_addresses(const uint8_t *data, size_t size, struct flash_pieces *pieces,
                                  struct failure *failure)
{
    struct image *image = &pieces->image;
    enum status status = uf2_is(data, size) ? read_uf2(data, size, pieces, failure)
                                            : hex_read(data, size, image, NULL, failure);
    if (status == STATUS_OK) {
        status = image_settle(image, failure);
    }
    if (status == STATUS_OK) {
        status = image_join(image, failure);
    }
    if (status == STATUS_OK && image->count == 0) {
        status = fail(failure, STATUS_INPUT, "there is nothing for the flash in it");
    }
    if (status == STATUS_OK) {
        status = find_loader(pieces, failure);
    }
    if (status == STATUS_OK) {
        find_table(pieces);
    }
    return status;
}

enum status flash_pieces_read(const uint8_t *data, size_t size, struct flash_pieces *pieces,
                              struct failure *failure)
{
    uint32_t offset;
    *pieces = (struct flash_pieces){.chip = NULL};
    if (uf2_is(data, size) || hex_is(data, size)) {
        return read_addresses(data, size, pieces, failure);
    }
    pieces->has_table = find_whole(data, size, &pieces->chip, &offset, &pieces->table);
    return pieces->has_table
               ? image_add(&pieces->image, offset, data, size, false, failure)
               : fail(failure, STATUS_INPUT, "neither a whole image, UF2, nor Intel HEX");
}

// Does it fit? ------------------------------------------------------------------------------------

enum status flash_pieces_check_chip(const struct flash_pieces *pieces, const struct chip *chip,
                                    struct failure *failure)
{
    if (pieces->chip == NULL || pieces->chip == chip) {
        return STATUS_OK;
    }
    return fail(failure, STATUS_INPUT,
                "the image is for %s, and the chip is %s\n"
                "nothing was changed",
                pieces->chip->title, chip->title);
}

// Applications say what chip they are for; so does a loader, which was looked at when the file was
// read.
static enum status check_programs(const struct flash_pieces *pieces,
                                  const struct esp_partition_table *table, const struct chip *chip,
                                  struct failure *failure)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct esp_partition *row = &table->rows[i];
        size_t size = 0;
        const uint8_t *data =
            row->type == ESP_PARTITION_APP ? find_bytes(&pieces->image, row->offset, &size) : NULL;
        const struct chip *other = data != NULL ? program_chip(data, size) : NULL;
        if (other != NULL && other != chip) {
            return fail(failure, STATUS_INPUT,
                        "the application for partition '%s' is for %s, and the chip is %s\n"
                        "nothing was changed",
                        row->name, other->title, chip->title);
        }
    }
    return STATUS_OK;
}

static enum status check_board(const struct flash_session *session,
                               const struct flash_pieces *pieces,
                               const struct esp_partition_table *table, struct failure *failure)
{
    const struct esp_identity *identity = &session->flasher.identity;
    enum status status = flash_pieces_check_chip(pieces, identity->chip, failure);
    uint64_t end = image_end(&pieces->image);
    if (status == STATUS_OK && end > identity->flash_size) {
        status = fail(failure, STATUS_INPUT,
                      "the image ends at 0x%" PRIx64 ", and the flash has %" PRIu32 " KB\n"
                      "nothing was changed",
                      end, identity->flash_size / 1024);
    }
    if (status == STATUS_OK && table != NULL) {
        status = check_programs(pieces, table, identity->chip, failure);
    }
    return status;
}

// What stays --------------------------------------------------------------------------------------

// Storage that the program on the board writes itself.
static bool is_storage(const struct esp_partition *row)
{
    return row->type == ESP_PARTITION_DATA && (row->subtype == 0x02 || row->subtype == 0x04);
}

// Add what a piece has outside of one row.
static enum status add_outside(const struct image *image, const struct image_piece *piece,
                               const struct esp_partition *row, struct image *to,
                               struct failure *failure)
{
    const uint8_t *data = image_data(image, piece);
    uint64_t end = image_piece_end(piece);
    uint64_t row_end = (uint64_t) row->offset + row->size;
    enum status status = STATUS_OK;
    if (piece->address < row->offset) {
        uint64_t before = end < row->offset ? end : row->offset;
        status =
            image_add(to, piece->address, data, (size_t) (before - piece->address), false, failure);
    }
    if (status == STATUS_OK && end > row_end) {
        uint32_t after = piece->address > row_end ? piece->address : (uint32_t) row_end;
        status = image_add(to, after, data + (after - piece->address), (size_t) (end - after),
                           false, failure);
    }
    return status;
}

// Take a row out of the image.
static enum status leave_alone(struct flash_session *session, const char *path, struct image *image,
                               const struct esp_partition *row, struct failure *failure)
{
    struct image rest = {.pieces = NULL};
    size_t before = image->bytes.size;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < image->count && status == STATUS_OK; i++) {
        status = add_outside(image, &image->pieces[i], row, &rest, failure);
    }
    if (status != STATUS_OK) {
        image_clear(&rest);
        return status;
    }
    image_clear(image);
    *image = rest;
    if (image->bytes.size != before) {
        flash_say(&session->report, "%s: '%s' is left alone without --nvs\n", path, row->name);
    }
    return STATUS_OK;
}

// Look at the board, and leave in the pieces what is to be written.
static enum status prepare(struct flash_session *session, const char *path,
                           struct flash_pieces *pieces, struct failure *failure)
{
    const struct esp_partition_table *table = pieces->has_table ? &pieces->table : NULL;
    struct failure none = {0};
    // A board without a table has no storage to spare, either.
    if (table == NULL && flash_get_table(session, &none) == STATUS_OK) {
        table = &session->table;
    } else if (table == NULL && none.status != STATUS_INPUT) {
        *failure = none;
        return none.status;
    }
    enum status status = check_board(session, pieces, table, failure);
    size_t rows = table != NULL && !session->values->nvs ? table->count : 0;
    for (size_t i = 0; i < rows && status == STATUS_OK; i++) {
        if (is_storage(&table->rows[i])) {
            status = leave_alone(session, path, &pieces->image, &table->rows[i], failure);
        }
    }
    if (status == STATUS_OK && pieces->image.count == 0) {
        status = fail(failure, STATUS_USAGE, "all of it is storage of the board\nadd --nvs");
    }
    return status;
}

// Writing -----------------------------------------------------------------------------------------

// Pieces that share sectors, or touch.
struct run {
    size_t first; // pieces from here
    size_t end;   // to here
    uint32_t offset;
    uint32_t size; // whole sectors
    uint32_t used; // bytes of the pieces
};

static uint64_t sector_end(uint64_t at)
{
    return (at + ESP_SECTOR - 1) / ESP_SECTOR * ESP_SECTOR;
}

static struct run find_run(const struct image *image, size_t first)
{
    const struct image_piece *piece = &image->pieces[first];
    struct run run = {first, first, piece->address / ESP_SECTOR * ESP_SECTOR, 0, 0};
    uint64_t end = run.offset;
    for (size_t i = first; i < image->count; i++) {
        piece = &image->pieces[i];
        if (i > first && piece->address / ESP_SECTOR * ESP_SECTOR > end) {
            break;
        }
        end = sector_end(image_piece_end(piece));
        run.end = i + 1;
        run.used += piece->size;
    }
    run.size = (uint32_t) (end - run.offset);
    return run;
}

// How many bytes of [start, end) the pieces of a run have.
static uint32_t count_used(const struct image *image, const struct run *run, uint64_t start,
                           uint64_t end)
{
    uint32_t count = 0;
    for (size_t i = run->first; i < run->end; i++) {
        const struct image_piece *piece = &image->pieces[i];
        uint64_t from = piece->address > start ? piece->address : start;
        uint64_t to = image_piece_end(piece) < end ? image_piece_end(piece) : end;
        count += to > from ? (uint32_t) (to - from) : 0;
    }
    return count;
}

// The contents of the sectors of a run: what the flash has, with the pieces over it.
static enum status fill_run(struct flash_session *session, const struct image *image,
                            const struct run *run, uint8_t *data, struct failure *failure)
{
    for (uint32_t at = 0; at < run->size; at += ESP_SECTOR) {
        uint32_t offset = run->offset + at;
        if (count_used(image, run, offset, (uint64_t) offset + ESP_SECTOR) < ESP_SECTOR) {
            enum status status =
                flasher_read(&session->flasher, offset, ESP_SECTOR, data + at, failure);
            if (status != STATUS_OK) {
                return status;
            }
        }
    }
    for (size_t i = run->first; i < run->end; i++) {
        const struct image_piece *piece = &image->pieces[i];
        memcpy(data + (piece->address - run->offset), image_data(image, piece), piece->size);
    }
    return STATUS_OK;
}

static enum status write_run(struct flash_session *session, const char *path,
                             const struct image *image, const struct run *run,
                             struct failure *failure)
{
    struct flasher_result result;
    uint8_t *data = malloc(run->size);
    if (data == NULL) {
        return fail_memory(failure, run->size);
    }
    enum status status = fill_run(session, image, run, data, failure);
    if (status == STATUS_OK) {
        status = flasher_write(&session->flasher, run->offset, data, run->size,
                               session->values->dry_run, &result, failure);
    }
    flash_report_clear(&session->report);
    if (status == STATUS_OK) {
        flash_report_written(session, path, image->pieces[run->first].address, run->used, &result);
        flash_warn_unsure(session, result.unsure, run->offset);
    }
    free(data);
    return status;
}

enum status flash_pieces_write(struct flash_session *session, const char *path,
                               struct flash_pieces *pieces, struct failure *failure)
{
    const struct image *image = &pieces->image;
    enum status status = prepare(session, path, pieces, failure);
    session->report.part = path;
    for (size_t i = 0; i < image->count && status == STATUS_OK;) {
        struct run run = find_run(image, i);
        status = write_run(session, path, image, &run, failure);
        i = run.end;
    }
    session->has_table &= !pieces->has_table; // it may be another one now
    failure_add_subject(failure, path);
    return status;
}

enum status flash_pieces_verify(struct flash_session *session, const char *path,
                                struct flash_pieces *pieces, struct failure *failure)
{
    const struct image *image = &pieces->image;
    enum status status = prepare(session, path, pieces, failure);
    session->report.part = path;
    for (size_t i = 0; i < image->count && status == STATUS_OK; i++) {
        const struct image_piece *piece = &image->pieces[i];
        status = flasher_verify(&session->flasher, piece->address, image_data(image, piece),
                                piece->size, failure);
        flash_report_clear(&session->report);
        if (status == STATUS_OK) {
            flash_report_verified(session, path, piece->address, piece->size);
        }
    }
    failure_add_subject(failure, path);
    return status;
}
