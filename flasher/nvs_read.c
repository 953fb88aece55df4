// SPDX-License-Identifier: Apache-2.0
// nvs_read.c - reading partitions of settings. Nothing in them is believed: spans, sizes and chunk
// numbers are checked against the page and the partition.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flasher/nvs.h"
#include "flasher/nvs_format.h"
#include "packbeam/bytes.h"

uint32_t nvs_crc(uint32_t crc, const uint8_t *data, size_t size)
{
    // The register starts inverted: with the inverse of what was the result so far.
    crc = ~crc;
    for (size_t i = 0; i < size; i++) {
        crc ^= data[i];
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0);
        }
    }
    return ~crc;
}

uint32_t nvs_entry_crc(const uint8_t *entry)
{
    return nvs_crc(nvs_crc(0xFFFFFFFF, entry, 4), entry + 8, 24);
}

const char *nvs_type_name(enum nvs_type type)
{
    switch (type) {
    case NVS_U8:
        return "u8";
    case NVS_U16:
        return "u16";
    case NVS_U32:
        return "u32";
    case NVS_U64:
        return "u64";
    case NVS_I8:
        return "i8";
    case NVS_I16:
        return "i16";
    case NVS_I32:
        return "i32";
    case NVS_I64:
        return "i64";
    case NVS_STRING:
        return "string";
    default:
        return "binary";
    }
}

struct reader {
    const uint8_t *data;
    size_t size;
    char spaces[256][NVS_KEY_MAX + 1];
    nvs_visit visit;
    void *context;
    struct nvs_report *report;
};

static bool is_page(const uint8_t *page)
{
    uint32_t state = bytes_get_le32(page);
    return (state == NVS_ACTIVE || state == NVS_FULL || state == NVS_FREEING) &&
           nvs_crc(0xFFFFFFFF, page + 4, 24) == bytes_get_le32(page + 28);
}

bool nvs_is(const uint8_t *data, size_t size)
{
    return size >= NVS_PAGE && is_page(data);
}

static void note_damage(struct reader *reader, size_t offset)
{
    if (reader->report->damaged++ == 0) {
        reader->report->damage = (uint32_t) offset;
    }
}

static unsigned entry_state(const uint8_t *page, unsigned index)
{
    return page[32 + index / 4] >> (index % 4 * 2) & 3;
}

// Entries ----------------------------------------------------------------------------------------

// Find the entries that are in force, page by page. A walk calls take for each.
struct place {
    const uint8_t *page;
    unsigned index;
    const uint8_t *entry;
    unsigned span;
    size_t offset; // in the partition
};

typedef enum status (*take_entry)(struct reader *reader, const struct place *place, void *context,
                                  struct failure *failure);

static bool is_whole(const struct place *place)
{
    if (place->span == 0 || place->span > NVS_ENTRIES - place->index ||
        nvs_entry_crc(place->entry) != bytes_get_le32(place->entry + 4)) {
        return false;
    }
    uint8_t type = place->entry[1];
    if (type != NVS_STRING && type != NVS_BLOB && type != NVS_BLOB_DATA) {
        return true;
    }
    size_t size = bytes_get_le16(place->entry + 24);
    return size <= (size_t) (place->span - 1) * NVS_ENTRY &&
           nvs_crc(0xFFFFFFFF, place->entry + NVS_ENTRY, size) == bytes_get_le32(place->entry + 28);
}

static enum status walk(struct reader *reader, bool counts, take_entry take, void *context,
                        struct failure *failure)
{
    for (size_t at = 0; reader->size - at >= NVS_PAGE; at += NVS_PAGE) {
        const uint8_t *page = reader->data + at;
        if (!is_page(page)) {
            if (counts && bytes_get_le32(page) != NVS_EMPTY) {
                note_damage(reader, at);
            }
            continue;
        }
        reader->report->pages += counts;
        for (unsigned index = 0; index < NVS_ENTRIES;) {
            struct place place = {page, index, page + NVS_HEADER + (size_t) index * NVS_ENTRY, 1,
                                  at + NVS_HEADER + (size_t) index * NVS_ENTRY};
            if (entry_state(page, index) != NVS_WRITTEN) {
                index++;
                continue;
            }
            place.span = place.entry[2];
            if (!is_whole(&place)) {
                if (counts) {
                    note_damage(reader, place.offset);
                }
                index++;
                continue;
            }
            reader->report->entries += counts ? place.span : 0;
            enum status status = take(reader, &place, context, failure);
            if (status != STATUS_OK) {
                return status;
            }
            index += place.span;
        }
    }
    return STATUS_OK;
}

static void get_key(const uint8_t *entry, char key[NVS_KEY_MAX + 1])
{
    memcpy(key, entry + 8, NVS_KEY_MAX);
    key[NVS_KEY_MAX] = '\0';
}

static enum status take_space(struct reader *reader, const struct place *place, void *context,
                              struct failure *failure)
{
    if (place->entry[0] == 0 && place->entry[1] == NVS_U8) {
        get_key(place->entry, reader->spaces[place->entry[24]]);
    }
    return STATUS_OK;
}

// Blobs -------------------------------------------------------------------------------------------

// What is wanted of a chunk, and its entry when it was found. Chunks come before the entry of their
// blob: of a key that was set twice, the last ones before it are its own.
struct chunk_search {
    const uint8_t *index; // the entry of the blob
    size_t offset;        // and its place
    uint8_t chunk;
    const uint8_t *found;
};

static enum status take_chunk(struct reader *reader, const struct place *place, void *context,
                              struct failure *failure)
{
    struct chunk_search *search = context;
    const uint8_t *entry = place->entry;
    bool is_it = entry[1] == NVS_BLOB_DATA && entry[0] == search->index[0] &&
                 entry[3] == search->chunk && memcmp(entry + 8, search->index + 8, 16) == 0;
    if (is_it && (search->found == NULL || place->offset < search->offset)) {
        search->found = entry;
    }
    return STATUS_OK;
}

static enum status visit_blob(struct reader *reader, const struct place *place,
                              struct nvs_item *item, struct failure *failure)
{
    struct buffer bytes = {.data = NULL};
    uint32_t size = bytes_get_le32(place->entry + 24);
    uint8_t count = place->entry[28];
    bool good = true;
    enum status status = STATUS_OK;
    for (unsigned i = 0; i < count && good; i++) {
        struct chunk_search search = {place->entry, place->offset, (uint8_t) (place->entry[29] + i),
                                      NULL};
        walk(reader, false, take_chunk, &search, NULL);
        if (search.found != NULL) {
            buffer_add(&bytes, search.found + NVS_ENTRY, bytes_get_le16(search.found + 24));
        }
        good = search.found != NULL && bytes.size <= size;
    }
    status = buffer_status(&bytes, failure);
    if (status == STATUS_OK && (!good || bytes.size != size)) {
        note_damage(reader, place->offset);
    } else if (status == STATUS_OK) {
        item->type = NVS_BLOB;
        item->data = bytes.data;
        item->size = bytes.size;
        status = reader->visit(reader->context, item, failure);
    }
    buffer_clear(&bytes);
    return status;
}

static uint64_t get_number(const uint8_t *entry)
{
    unsigned width = entry[1] & 0xFU;
    uint64_t bits = bytes_get_le64(entry + 24);
    if (width >= 8) {
        return bits;
    }
    uint64_t sign = (uint64_t) 1 << (width * 8 - 1);
    bits &= sign * 2 - 1;
    return (entry[1] & 0x10) != 0 ? (bits ^ sign) - sign : bits;
}

static enum status take_item(struct reader *reader, const struct place *place, void *context,
                             struct failure *failure)
{
    char key[NVS_KEY_MAX + 1];
    const uint8_t *entry = place->entry;
    struct nvs_item item = {.space = reader->spaces[entry[0]], .key = key};
    if (entry[0] == 0) {
        return STATUS_OK;
    }
    get_key(entry, key);
    item.type = (enum nvs_type) entry[1];
    switch (entry[1]) {
    case NVS_U8:
    case NVS_U16:
    case NVS_U32:
    case NVS_U64:
    case NVS_I8:
    case NVS_I16:
    case NVS_I32:
    case NVS_I64:
        item.bits = get_number(entry);
        break;
    case NVS_STRING:
    case NVS_BLOB:
        item.data = entry + NVS_ENTRY;
        item.size = bytes_get_le16(entry + 24);
        // The size of a string counts its end.
        item.size -= entry[1] == NVS_STRING && item.size > 0;
        break;
    case NVS_BLOB_INDEX:
        return visit_blob(reader, place, &item, failure);
    case NVS_BLOB_DATA:
        return STATUS_OK;
    default:
        note_damage(reader, place->offset);
        return STATUS_OK;
    }
    return reader->visit(reader->context, &item, failure);
}

enum status nvs_read(const uint8_t *data, size_t size, nvs_visit visit, void *context,
                     struct nvs_report *report, struct failure *failure)
{
    *report = (struct nvs_report){.pages = 0};
    if (!nvs_is(data, size)) {
        return fail_at(failure, STATUS_INPUT, 0, "not a partition of settings: no page of NVS");
    }
    struct reader *reader = calloc(1, sizeof(*reader));
    if (reader == NULL) {
        return fail_memory(failure, sizeof(*reader));
    }
    reader->data = data;
    reader->size = size;
    reader->visit = visit;
    reader->context = context;
    reader->report = report;
    for (unsigned i = 0; i < 256; i++) {
        snprintf(reader->spaces[i], sizeof(reader->spaces[i]), "#%u", i);
    }
    enum status status = walk(reader, true, take_space, NULL, failure);
    if (status == STATUS_OK) {
        status = walk(reader, false, take_item, NULL, failure);
    }
    free(reader);
    return status;
}

// CSV
// ----------------------------------------------------------------------------------------------

static bool needs_quotes(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r') {
            return true;
        }
    }
    // Blanks at the ends would be lost, and a '#' would begin a comment.
    return size > 0 && (text[0] == ' ' || text[0] == '#' || text[size - 1] == ' ');
}

static void print_field(const char *text, size_t size, struct buffer *out)
{
    if (!needs_quotes(text, size)) {
        buffer_add(out, text, size);
        return;
    }
    buffer_add(out, "\"", 1);
    for (size_t i = 0; i < size; i++) {
        buffer_add(out, "\"\"", text[i] == '"' ? 2 : 0);
        buffer_add(out, &text[i], text[i] == '"' ? 0 : 1);
    }
    buffer_add(out, "\"", 1);
}

void nvs_print_csv(const struct nvs_item *item, char *space, struct buffer *out)
{
    if (strcmp(space, item->space) != 0) {
        snprintf(space, NVS_KEY_MAX + 1, "%s", item->space);
        print_field(space, strlen(space), out);
        buffer_print(out, ",namespace,,\n");
    }
    print_field(item->key, strlen(item->key), out);
    bool is_blob = item->type == NVS_BLOB;
    buffer_print(out, ",data,%s,", is_blob ? "hex2bin" : nvs_type_name(item->type));
    if (item->type == NVS_STRING) {
        print_field((const char *) item->data, item->size, out);
    } else if (is_blob) {
        for (size_t i = 0; i < item->size; i++) {
            buffer_print(out, "%02x", item->data[i]);
        }
    } else if ((item->type & 0x10) != 0) {
        buffer_print(out, "%lld", (long long) (int64_t) item->bits);
    } else {
        buffer_print(out, "%llu", (unsigned long long) item->bits);
    }
    buffer_add(out, "\n", 1);
}
