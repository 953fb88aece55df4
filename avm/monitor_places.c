// SPDX-License-Identifier: Apache-2.0
// monitor_places.c - where the functions of a pack are written. A module is looked through when a
// crash first names it; the pack is read anew then, so that a pack that was built again counts.

#include "avm/monitor_places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packbeam/packbeam.h"
#include "platforms/files.h"
#include "vm/vm.h"

struct monitor_places {
    char path[512];
};

// What is asked of a module.
struct search {
    const char *module;
    const char *function; // NULL: the label is asked for
    uint32_t arity;
    uint32_t label;
    uint32_t best; // label of what was found so far
    bool is_found;
    struct place *place;
};

static void visit(void *context, const struct vm_place *at)
{
    struct search *search = context;
    bool fits = search->function != NULL
                    ? !search->is_found && at->arity == search->arity &&
                          strcmp(at->function, search->function) == 0
                    : at->label <= search->label && (!search->is_found || at->label > search->best);
    if (!fits) {
        return;
    }
    search->is_found = true;
    search->best = at->label;
    snprintf(search->place->function, sizeof(search->place->function), "%.60s:%.80s/%u",
             search->module, at->function, (unsigned) at->arity);
    snprintf(search->place->file, sizeof(search->place->file), "%s", at->file);
    search->place->line = at->line;
}

static enum status open_pack(const struct monitor_places *places, struct file_bytes *bytes,
                             struct pack *pack, struct failure *failure)
{
    enum status status = file_map(places->path, bytes, failure);
    if (status != STATUS_OK) {
        return status;
    }
    status = pack_open(bytes->data, bytes->size, pack, failure);
    if (status != STATUS_OK) {
        failure_add_subject(failure, places->path);
    }
    return status;
}

enum status monitor_places_open(const char *path, struct monitor_places **places,
                                struct failure *failure)
{
    struct file_bytes bytes = {0};
    struct pack pack;
    struct monitor_places *made = calloc(1, sizeof(*made));
    if (made == NULL) {
        return fail_memory(failure, sizeof(*made));
    }
    snprintf(made->path, sizeof(made->path), "%s", path);
    enum status status = open_pack(made, &bytes, &pack, failure);
    if (status == STATUS_OK) {
        status = pack_check(&pack, NULL, failure);
        if (status != STATUS_OK) {
            failure_add_subject(failure, path);
        }
    }
    file_unmap(&bytes);
    if (status != STATUS_OK) {
        free(made);
        return status;
    }
    *places = made;
    return STATUS_OK;
}

void monitor_places_close(struct monitor_places *places)
{
    free(places);
}

// Look through a module of the pack: search->module, or where the program starts.
static bool find(struct monitor_places *places, struct search *search)
{
    struct file_bytes bytes = {0};
    struct pack pack;
    struct pack_section section;
    char name[PACK_MODULE_NAME_SIZE + 8];
    char start[PACK_MODULE_NAME_SIZE];
    enum status status = open_pack(places, &bytes, &pack, NULL);
    if (status == STATUS_OK && search->module != NULL) {
        snprintf(name, sizeof(name), "%s.beam", search->module);
        status = pack_find(&pack, name, &section, NULL);
    } else if (status == STATUS_OK) {
        status = pack_find_start(&pack, &section, NULL);
        if (status == STATUS_OK) {
            status = beam_module_name(section.data, section.size, start, NULL);
            search->module = start;
        }
    }
    if (status == STATUS_OK) {
        vm_visit_places(section.name, section.data, section.size, visit, search, NULL);
    }
    file_unmap(&bytes);
    return search->is_found;
}

bool monitor_places_find(struct monitor_places *places, const char *module, const char *function,
                         uint32_t arity, struct place *place)
{
    struct search search = {.module = module, .function = function, .arity = arity, .place = place};
    return find(places, &search);
}

bool monitor_places_find_label(struct monitor_places *places, uint32_t module, uint32_t label,
                               struct place *place)
{
    struct search search = {.label = label, .place = place};
    return module == 0 && find(places, &search);
}

// The n-th line of a text, without blanks in front.
static bool copy_line(const struct file_bytes *bytes, uint32_t line, char *text, size_t size)
{
    const char *at = (const char *) bytes->data;
    const char *end = at + bytes->size;
    for (uint32_t i = 1; i < line; i++) {
        const char *newline = memchr(at, '\n', (size_t) (end - at));
        if (newline == NULL) {
            return false;
        }
        at = newline + 1;
    }
    const char *newline = memchr(at, '\n', (size_t) (end - at));
    size_t length = newline != NULL ? (size_t) (newline - at) : (size_t) (end - at);
    while (length > 0 && (*at == ' ' || *at == '\t')) {
        at++;
        length--;
    }
    snprintf(text, size, "%.*s", (int) (length < size ? length : size - 1), at);
    return length > 0;
}

bool monitor_places_read(const char *file, uint32_t line, char *text, size_t size)
{
    const char *slash = strrchr(file, '/');
    const char *last = slash != NULL ? slash + 1 : file;
    char paths[4][260];
    snprintf(paths[0], sizeof(paths[0]), "%.250s", file);
    snprintf(paths[1], sizeof(paths[1]), "%.250s", last);
    snprintf(paths[2], sizeof(paths[2]), "src/%.250s", last);
    snprintf(paths[3], sizeof(paths[3]), "lib/%.250s", last);
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        struct file_bytes bytes = {0};
        if (!file_is_regular(paths[i]) || file_map(paths[i], &bytes, NULL) != STATUS_OK) {
            continue;
        }
        bool has = copy_line(&bytes, line, text, size);
        file_unmap(&bytes);
        if (has) {
            return true;
        }
    }
    return false;
}
