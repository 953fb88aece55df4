// SPDX-License-Identifier: Apache-2.0
// flash_look.c - avm flash info, partitions, read, verify, and erase.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/flash.h"
#include "avm/flash_pieces.h"
#include "flasher/esp_app.h"
#include "flasher/esp_table.h"
#include "packbeam/packbeam.h"
#include "platforms/files.h"

// Partitions ---------------------------------------------------------------------------------

static void print_row(struct flash_session *session, const struct esp_partition *row)
{
    char type[16];
    char subtype[16];
    esp_partition_type(row, type, subtype);
    struct flash_report *report = &session->report;
    flash_event(report, "partition");
    flash_event_text(report, "name", row->name);
    flash_event_text(report, "type", type);
    flash_event_text(report, "subtype", subtype);
    flash_event_number(report, "offset", row->offset);
    flash_event_number(report, "size", row->size);
    flash_event_flag(report, "encrypted", (row->flags & 1) != 0);
    flash_event_flag(report, "readonly", (row->flags & 2) != 0);
    flash_event_end(report);
    flash_say(report, "%s,%s,%s,0x%" PRIx32 ",0x%" PRIx32 ",%s\n", row->name, type, subtype,
              row->offset, row->size,
              (row->flags & 3) == 3   ? "encrypted:readonly"
              : (row->flags & 1) != 0 ? "encrypted"
              : (row->flags & 2) != 0 ? "readonly"
                                      : "");
}

enum status flash_run_partitions(struct flash_session *session, struct failure *failure)
{
    enum status status = flash_get_table(session, failure);
    if (status != STATUS_OK) {
        return status;
    }
    flash_say(&session->report, "# Name, Type, SubType, Offset, Size, Flags\n");
    for (size_t i = 0; i < session->table.count; i++) {
        print_row(session, &session->table.rows[i]);
    }
    return STATUS_OK;
}

// Info ---------------------------------------------------------------------------------------

static void print_identity(struct flash_session *session)
{
    const struct esp_identity *identity = &session->flasher.identity;
    const uint8_t *mac = identity->mac;
    flash_say(&session->report,
              "chip      %s revision v%u.%u (%s)\n"
              "MAC       %02x:%02x:%02x:%02x:%02x:%02x\n"
              "flash     %" PRIu32 " KB, identity %06" PRIx32 "\n"
              "security  secure boot %s, flash encryption %s\n",
              identity->chip->title, identity->major, identity->minor, identity->chip->features,
              mac[0], mac[1], mac[2], mac[3], mac[4], mac[5], identity->flash_size / 1024,
              identity->flash_id, identity->secure_boot ? "on" : "off",
              identity->flash_encrypted ? "on" : "off");
}

static enum status show_app(struct flash_session *session, const struct esp_partition *row,
                            struct failure *failure)
{
    uint8_t data[ESP_APP_SIZE];
    struct esp_app app;
    struct failure ignored = {0};
    if (row->size < sizeof(data)) {
        return STATUS_OK;
    }
    enum status status = flasher_read(&session->flasher, row->offset, sizeof(data), data, failure);
    if (status != STATUS_OK) {
        return status;
    }
    if (esp_app_parse(data, sizeof(data), &app, &ignored) != STATUS_OK) {
        flash_say(&session->report, "%-9s %s\n", row->name, ignored.what);
        return STATUS_OK;
    }
    flash_say(&session->report, "%-9s %s %s, built %s %s with ESP-IDF %s\n", row->name, app.project,
              app.version, app.date, app.time, app.idf);
    flash_event(&session->report, "application");
    flash_event_text(&session->report, "partition", row->name);
    flash_event_text(&session->report, "project", app.project);
    flash_event_text(&session->report, "version", app.version);
    flash_event_text(&session->report, "idf", app.idf);
    flash_event_flag(&session->report, "is_machine", esp_app_is_machine(&app));
    flash_event_end(&session->report);
    return STATUS_OK;
}

// Enough for the header of a section and a name of usual length.
#define HEADER_READ  64U
#define SECTIONS_MAX 1000
#define NAMES_MAX    600

// The names in a pack, as far as they fit a line.
struct pack_names {
    uint32_t count;
    uint32_t size;
    char text[NAMES_MAX];
};

static void add_name(struct pack_names *names, const char *name)
{
    size_t used = strlen(names->text);
    names->count++;
    if (used + strlen(name) + 8 < sizeof(names->text)) {
        snprintf(names->text + used, sizeof(names->text) - used, "%s%s", used > 0 ? ", " : "",
                 name);
    } else if (used > 0 && names->text[used - 1] != '.') {
        snprintf(names->text + used, sizeof(names->text) - used, " ...");
    }
}

// Walk a pack in flash. Only the headers of its sections are read: the rest stays 0, which the
// walk does not look at.
static enum status walk_pack(struct flash_session *session, const struct esp_partition *row,
                             uint8_t *data, struct pack_names *names, struct failure *failure)
{
    struct pack pack;
    struct pack_section section = {0};
    uint32_t at = 0;
    for (int i = 0; i < SECTIONS_MAX && at < row->size; i++) {
        uint32_t left = row->size - at;
        enum status status =
            flasher_read(&session->flasher, row->offset + at,
                         left < HEADER_READ ? left : HEADER_READ, data + at, failure);
        if (status != STATUS_OK) {
            return status;
        }
        struct failure ignored = {0};
        if (i == 0) {
            if (pack_open(data, row->size, &pack, &ignored) != STATUS_OK) {
                return STATUS_OK;
            }
            names->size = PACK_HEADER_SIZE;
        }
        if (pack_next(&pack, &section, &ignored) != STATUS_OK) {
            return STATUS_OK; // its end, or damage: what came before is true
        }
        add_name(names, section.name);
        at = section.next;
        names->size = at;
    }
    return STATUS_OK;
}

// What a partition holds that has the form of a pack; nothing is said about others.
static enum status show_pack(struct flash_session *session, const struct esp_partition *row,
                             struct failure *failure)
{
    struct pack_names names = {.text = ""};
    uint8_t *data = calloc(row->size, 1);
    if (data == NULL) {
        return fail_memory(failure, row->size);
    }
    enum status status = walk_pack(session, row, data, &names, failure);
    free(data);
    if (status == STATUS_OK && names.size > 0) {
        flash_say(&session->report, "%-9s pack of %" PRIu32 " bytes, %" PRIu32 " %s: %s\n",
                  row->name, names.size, names.count, names.count == 1 ? "entry" : "entries",
                  names.text);
        flash_event(&session->report, "pack");
        flash_event_text(&session->report, "partition", row->name);
        flash_event_number(&session->report, "size", names.size);
        flash_event_number(&session->report, "entries", names.count);
        flash_event_text(&session->report, "names", names.text);
        flash_event_end(&session->report);
    }
    return status;
}

enum status flash_run_info(struct flash_session *session, struct failure *failure)
{
    struct failure ignored = {0};
    print_identity(session);
    if (flash_get_table(session, &ignored) != STATUS_OK) {
        if (ignored.status != STATUS_INPUT) {
            return (*failure = ignored).status;
        }
        flash_say(&session->report, "table     %s\n", ignored.what);
        return STATUS_OK;
    }
    enum status status = STATUS_OK;
    for (size_t i = 0; i < session->table.count && status == STATUS_OK; i++) {
        const struct esp_partition *row = &session->table.rows[i];
        session->report.part = row->name;
        if (row->type == ESP_PARTITION_APP) {
            status = show_app(session, row, failure);
        } else if (row->type == ESP_PARTITION_DATA && row->size >= PACK_HEADER_SIZE &&
                   row->offset < session->flasher.identity.flash_size) {
            status = show_pack(session, row, failure);
        }
    }
    return status == STATUS_OK ? flash_run_partitions(session, failure) : status;
}

// Regions ------------------------------------------------------------------------------------

// A region: a partition's name, OFFSET:SIZE, or "all".
static enum status get_region(struct flash_session *session, const char *text, uint32_t *offset,
                              uint32_t *size, struct failure *failure)
{
    const char *colon = strchr(text, ':');
    session->report.part = text;
    if (strcmp(text, "all") == 0) {
        *offset = 0;
        *size = session->flasher.identity.flash_size;
        return STATUS_OK;
    }
    if (colon != NULL && text[0] >= '0' && text[0] <= '9') {
        char first[24];
        snprintf(first, sizeof(first), "%.*s", (int) (colon - text), text);
        enum status status = flash_parse_number(first, offset, failure);
        return status == STATUS_OK ? flash_parse_number(colon + 1, size, failure) : status;
    }
    const struct esp_partition *row;
    enum status status = flash_get_partition(session, text, &row, failure);
    if (status == STATUS_OK) {
        *offset = row->offset;
        *size = row->size;
    }
    session->report.part = text;
    return status;
}

enum status flash_run_read(struct flash_session *session, struct failure *failure)
{
    uint32_t offset;
    uint32_t size;
    enum status status = get_region(session, session->operands[0], &offset, &size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    if (size > session->flasher.identity.flash_size) {
        return fail(failure, STATUS_INPUT, "the region is larger than the flash");
    }
    uint8_t *data = malloc(size > 0 ? size : 1);
    status = data == NULL ? fail_memory(failure, size)
                          : flasher_read(&session->flasher, offset, size, data, failure);
    flash_report_clear(&session->report);
    if (status == STATUS_OK) {
        status = file_replace(session->values->output, data, size, failure);
    }
    if (status == STATUS_OK) {
        flash_say(&session->report, "read %" PRIu32 " bytes at 0x%" PRIx32 "\n", size, offset);
        flash_event(&session->report, "read");
        flash_event_text(&session->report, "file", session->values->output);
        flash_event_number(&session->report, "offset", offset);
        flash_event_number(&session->report, "size", size);
        flash_event_end(&session->report);
    }
    free(data);
    return status;
}

void flash_say_erased(struct flash_session *session, uint32_t offset, uint32_t size)
{
    bool dry_run = session->values->dry_run;
    flash_say(&session->report, "%s %" PRIu32 " bytes at 0x%" PRIx32 "\n",
              dry_run ? "would erase" : "erased", size, offset);
    flash_event(&session->report, dry_run ? "plan" : "erased");
    flash_event_number(&session->report, "offset", offset);
    flash_event_number(&session->report, "size", size);
    flash_event_end(&session->report);
}

enum status flash_run_erase(struct flash_session *session, struct failure *failure)
{
    uint32_t offset;
    uint32_t size;
    uint32_t unsure = 0;
    bool dry_run = session->values->dry_run;
    enum status status = get_region(session, session->operands[0], &offset, &size, failure);
    flash_report_clear(&session->report);
    if (status == STATUS_OK && !dry_run) {
        char what[120];
        snprintf(what, sizeof(what), "erase %" PRIu32 " bytes at 0x%" PRIx32, size, offset);
        status = flash_confirm(session, what, failure);
    }
    if (status == STATUS_OK && !dry_run) {
        status = flasher_erase(&session->flasher, offset, size, &unsure, failure);
    }
    flash_report_clear(&session->report);
    flash_warn_unsure(session, unsure, offset);
    if (status == STATUS_OK) {
        flash_say_erased(session, offset, size);
    }
    return status;
}

// Verify -------------------------------------------------------------------------------------

void flash_report_verified(struct flash_session *session, const char *path, uint32_t offset,
                           size_t size)
{
    flash_say(&session->report, "%s: %zu bytes at 0x%" PRIx32 " are the same\n", path, size,
              offset);
    flash_event(&session->report, "verified");
    flash_event_text(&session->report, "file", path);
    flash_event_number(&session->report, "offset", offset);
    flash_event_number(&session->report, "size", size);
    flash_event_end(&session->report);
}

static enum status verify_pieces(struct flash_session *session, const char *path,
                                 const uint8_t *data, size_t size, struct failure *failure)
{
    struct flash_pieces pieces;
    enum status status = flash_pieces_read(data, size, &pieces, failure);
    failure_add_subject(failure, path);
    if (status == STATUS_OK) {
        status = flash_pieces_verify(session, path, &pieces, failure);
    }
    flash_pieces_clear(&pieces);
    return status;
}

static enum status verify_bytes(struct flash_session *session, struct flash_place *place,
                                const uint8_t *data, size_t size, struct failure *failure)
{
    enum status status = STATUS_OK;
    if (!place->has_offset) {
        const struct esp_partition *row;
        const char *name = session->values->partition != NULL ? session->values->partition
                                                              : FLASH_DEFAULT_PARTITION;
        status = flash_get_partition(session, name, &row, failure);
        place->offset = status == STATUS_OK ? row->offset : 0;
    }
    session->report.part = place->path;
    if (status == STATUS_OK && size > session->flasher.identity.flash_size) {
        status = fail(failure, STATUS_VERIFY, "the file is larger than the flash");
    }
    if (status == STATUS_OK) {
        status = flasher_verify(&session->flasher, place->offset, data, (uint32_t) size, failure);
    }
    failure_add_subject(failure, place->path);
    flash_report_clear(&session->report);
    if (status == STATUS_OK) {
        flash_report_verified(session, place->path, place->offset, size);
    }
    return status;
}

static enum status verify_one(struct flash_session *session, const char *operand,
                              struct failure *failure)
{
    struct flash_place place;
    uint8_t *data = NULL;
    size_t size = 0;
    enum status status = flash_parse_place(operand, &place, failure);
    if (status == STATUS_OK) {
        status = file_read(place.path, &data, &size, failure);
    }
    if (status == STATUS_OK && !place.has_offset && flash_pieces_is(data, size)) {
        status = verify_pieces(session, place.path, data, size, failure);
    } else if (status == STATUS_OK) {
        status = verify_bytes(session, &place, data, size, failure);
    }
    free(data);
    return status;
}

enum status flash_run_verify(struct flash_session *session, struct failure *failure)
{
    enum status status = STATUS_OK;
    for (int i = 0; i < session->operand_count && status == STATUS_OK; i++) {
        status = verify_one(session, session->operands[i], failure);
    }
    if (status == STATUS_VERIFY) {
        failure_add_hint(failure, "'avm flash' writes what differs");
    }
    return status;
}
