// SPDX-License-Identifier: Apache-2.0
// flash_write.c - avm flash: packs into their partition, files at an offset, and which file is
// what.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/flash.h"
#include "avm/flash_pieces.h"
#include "flasher/esp_app.h"
#include "packbeam/packbeam.h"
#include "platforms/files.h"

void flash_report_written(struct flash_session *session, const char *path, uint32_t offset,
                          size_t size, const struct flasher_result *result)
{
    struct flash_report *report = &session->report;
    bool dry_run = session->values->dry_run;
    uint32_t changed = result->changed < size ? result->changed : (uint32_t) size;
    flash_event(report, dry_run ? "plan" : "written");
    flash_event_text(report, "file", path);
    flash_event_number(report, "offset", offset);
    flash_event_number(report, "size", size);
    flash_event_number(report, "changed", changed);
    flash_event_number(report, "parts", result->parts);
    flash_event_number(report, "retries", result->retries);
    flash_event_end(report);
    if (result->changed == 0) {
        flash_say(report, "%s: %zu bytes at 0x%" PRIx32 " are already there, nothing written\n",
                  path, size, offset);
        return;
    }
    flash_say(report, "%s: %s %" PRIu32 " of %zu bytes at 0x%" PRIx32 " in %" PRIu32 " part%s%s\n",
              path, dry_run ? "would write" : "wrote", changed, size, offset, result->parts,
              result->parts == 1 ? "" : "s", dry_run ? "" : ", verified");
    if (result->retries > 0) {
        flash_say(report, "%s: the link was disturbed, started again %u time%s\n", path,
                  result->retries, result->retries == 1 ? "" : "s");
    }
}

static enum status write_bytes(struct flash_session *session, const char *path, uint32_t offset,
                               const uint8_t *data, size_t size, struct failure *failure)
{
    struct flasher_result result;
    if (size > UINT32_MAX - ESP_SECTOR) {
        return fail(failure, STATUS_INPUT, "the file is too large for any flash");
    }
    session->report.part = path;
    enum status status = flasher_write(&session->flasher, offset, data, (uint32_t) size,
                                       session->values->dry_run, &result, failure);
    flash_report_clear(&session->report);
    if (status == STATUS_OK) {
        flash_report_written(session, path, offset, size, &result);
        flash_warn_unsure(session, result.unsure, offset);
    }
    return status;
}

// Packs --------------------------------------------------------------------------------------

static enum status refuse_machine(const char *partition, const char *what, struct failure *failure)
{
    return fail(failure, STATUS_FAILED,
                "there is no machine for the pack in partition '%s': %s\n"
                "flash a whole image first, or name the place of the pack with --offset",
                partition, what);
}

// Which program of the board will run the pack: the one in its first partition for applications.
static enum status check_machine(struct flash_session *session, struct failure *failure)
{
    const struct esp_partition *row = NULL;
    uint8_t data[ESP_APP_SIZE];
    struct esp_app app;
    struct failure why = {0};
    for (size_t i = 0; i < session->table.count && row == NULL; i++) {
        row = session->table.rows[i].type == ESP_PARTITION_APP ? &session->table.rows[i] : NULL;
    }
    if (row == NULL || row->size < sizeof(data)) {
        return fail(failure, STATUS_FAILED,
                    "the board has no partition for a machine\nflash a whole image first");
    }
    session->report.part = row->name;
    enum status status = flasher_read(&session->flasher, row->offset, sizeof(data), data, failure);
    flash_report_clear(&session->report);
    if (status != STATUS_OK) {
        return status;
    }
    if (esp_app_parse(data, sizeof(data), &app, &why) != STATUS_OK) {
        return refuse_machine(row->name, why.what, failure);
    }
    if (!esp_app_is_machine(&app)) {
        char text[80];
        snprintf(text, sizeof(text), "it holds %s %s", app.project, app.version);
        return refuse_machine(row->name, text, failure);
    }
    flash_say(&session->report, "machine: %s %s in '%s'\n", app.project, app.version, row->name);
    flash_event(&session->report, "machine");
    flash_event_text(&session->report, "project", app.project);
    flash_event_text(&session->report, "version", app.version);
    flash_event_text(&session->report, "partition", row->name);
    flash_event_end(&session->report);
    return STATUS_OK;
}

static enum status write_pack(struct flash_session *session, const char *path, const uint8_t *data,
                              size_t size, struct failure *failure)
{
    const struct flash_values *values = session->values;
    uint32_t offset;
    if (values->offset != NULL) {
        enum status status = flash_parse_number(values->offset, &offset, failure);
        return status == STATUS_OK ? write_bytes(session, path, offset, data, size, failure)
                                   : status;
    }
    const struct esp_partition *row;
    const char *name = values->partition != NULL ? values->partition : FLASH_DEFAULT_PARTITION;
    enum status status = flash_get_partition(session, name, &row, failure);
    if (status == STATUS_OK && size > row->size) {
        status = fail(failure, STATUS_INPUT,
                      "%zu bytes do not fit partition '%s' of %" PRIu32
                      " bytes\nnothing was changed; make it smaller with 'avm pack -p'",
                      size, row->name, row->size);
        failure_add_subject(failure, path);
    }
    if (status == STATUS_OK) {
        status = check_machine(session, failure);
    }
    return status == STATUS_OK ? write_bytes(session, path, row->offset, data, size, failure)
                               : status;
}

// Files --------------------------------------------------------------------------------------

static enum status write_file(struct flash_session *session, const struct flash_place *place,
                              const uint8_t *data, size_t size, struct failure *failure)
{
    struct flash_pieces pieces;
    if (place->has_offset) {
        return write_bytes(session, place->path, place->offset, data, size, failure);
    }
    if (!flash_pieces_is(data, size)) {
        return write_pack(session, place->path, data, size, failure);
    }
    enum status status = flash_pieces_read(data, size, &pieces, failure);
    if (status == STATUS_OK) {
        status = flash_pieces_write(session, place->path, &pieces, failure);
    }
    flash_pieces_clear(&pieces);
    return status;
}

static enum status read_and_write(struct flash_session *session, const struct flash_place *place,
                                  struct failure *failure)
{
    uint8_t *data = NULL;
    size_t size;
    enum status status = file_read(place->path, &data, &size, failure);
    if (status == STATUS_OK) {
        status = write_file(session, place, data, size, failure);
    }
    free(data);
    return status;
}

static enum status check_pieces(const struct flash_session *session, const struct file_bytes *bytes,
                                struct failure *failure)
{
    struct flash_pieces pieces;
    const char *name = session->values->chip;
    const struct chip *chip = name != NULL ? chip_find_name(name) : NULL;
    enum status status = flash_pieces_read(bytes->data, bytes->size, &pieces, failure);
    if (status == STATUS_OK && chip != NULL) {
        status = flash_pieces_check_chip(&pieces, chip, failure);
    }
    flash_pieces_clear(&pieces);
    return status;
}

// A file that no board is needed for to see that it cannot be flashed.
static enum status check_file(const struct flash_session *session, const struct flash_place *place,
                              struct failure *failure)
{
    struct file_bytes bytes = {.data = NULL};
    struct pack pack;
    uint32_t pack_size;
    enum status status = file_map(place->path, &bytes, failure);
    if (status == STATUS_OK && !place->has_offset) {
        if (flash_pieces_is(bytes.data, bytes.size)) {
            status = check_pieces(session, &bytes, failure);
        } else if (!pack_is(bytes.data, bytes.size)) {
            status = fail(failure, STATUS_INPUT,
                          "neither a pack nor an image\nname its place: OFFSET=FILE");
        } else if (session->values->erase_all && session->values->offset == NULL) {
            status = fail(failure, STATUS_USAGE,
                          "--erase-all takes the partitions away before the pack is written\n"
                          "flash a whole image with it, or say where with --offset");
        } else if ((status = pack_open(bytes.data, bytes.size, &pack, failure)) == STATUS_OK) {
            status = pack_check(&pack, &pack_size, failure);
        }
        failure_add_subject(failure, place->path);
    }
    file_unmap(&bytes);
    return status;
}

// The place of operand i: OFFSET=FILE, OFFSET FILE as the makers' tool has it, or FILE.
static enum status next_place(const struct flash_session *session, int *i,
                              struct flash_place *place, struct failure *failure)
{
    const char *operand = session->operands[(*i)++];
    uint32_t offset;
    if (*i < session->operand_count && operand[0] >= '0' && operand[0] <= '9' &&
        flash_parse_number(operand, &offset, NULL) == STATUS_OK) {
        *place = (struct flash_place){session->operands[(*i)++], true, offset};
        return STATUS_OK;
    }
    return flash_parse_place(operand, place, failure);
}

enum status flash_check_files(struct flash_session *session, struct failure *failure)
{
    enum status status = STATUS_OK;
    for (int i = 0; i < session->operand_count && status == STATUS_OK;) {
        struct flash_place place;
        status = next_place(session, &i, &place, failure);
        if (status == STATUS_OK) {
            status = check_file(session, &place, failure);
        }
    }
    return status;
}

static enum status erase_everything(struct flash_session *session, struct failure *failure)
{
    uint32_t unsure;
    uint32_t size = session->flasher.identity.flash_size;
    session->report.part = "all";
    enum status status = flash_confirm(session, "erase the whole flash", failure);
    if (status == STATUS_OK && !session->values->dry_run) {
        status = flasher_erase(&session->flasher, 0, size, &unsure, failure);
        session->has_table = false;
    }
    flash_report_clear(&session->report);
    if (status == STATUS_OK) {
        flash_say_erased(session, 0, size);
    }
    return status;
}

enum status flash_run_write(struct flash_session *session, struct failure *failure)
{
    enum status status = STATUS_OK;
    if (session->values->erase_all) {
        status = erase_everything(session, failure);
    }
    for (int i = 0; i < session->operand_count && status == STATUS_OK;) {
        struct flash_place place;
        status = next_place(session, &i, &place, failure);
        if (status == STATUS_OK) {
            status = read_and_write(session, &place, failure);
        }
    }
    return status;
}
