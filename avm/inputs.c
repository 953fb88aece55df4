// SPDX-License-Identifier: Apache-2.0
// inputs.c - finds out what inputs are and lists what is in them.

#include "avm/inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/erl_source.h"
#include "packbeam/app_file.h"
#include "packbeam/beam_file.h"
#include "packbeam/packbeam.h"

#define PATH_SIZE 4096

// A pack or archive whose bytes entries point into.
struct container {
    struct container *next;
    struct file_bytes bytes;
    struct zip zip;
};

static char *copy_text(const char *text, size_t length)
{
    char *copy = malloc(length + 1);
    if (copy != NULL) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

static bool has_suffix(const char *text, const char *suffix)
{
    size_t length = strlen(text);
    size_t suffix_length = strlen(suffix);
    return length > suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

// The name of a plain file in a pack: APP/priv/PATH, as atomvm:read_priv/2 looks for it, when the
// path has such a part, else the last part of the path.
static const char *plain_name(const char *path)
{
    const char *priv = strstr(path, "/priv/");
    const char *start = priv != NULL ? priv : path + strlen(path);
    while (start > path && start[-1] != '/') {
        start--;
    }
    return start;
}

// Entries ------------------------------------------------------------------------------------

void inputs_clear(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        free(inputs->entries[i].name);
        free(inputs->entries[i].origin);
        free(inputs->entries[i].owned);
    }
    free(inputs->entries);
    while (inputs->containers != NULL) {
        struct container *container = inputs->containers;
        inputs->containers = container->next;
        file_unmap(&container->bytes);
        free(container);
    }
    *inputs = (struct inputs){.is_plain = inputs->is_plain};
}

// Add an entry and give it, zeroed but for what is passed.
static enum status add_entry(struct inputs *inputs, enum entry_kind kind, const char *name,
                             size_t name_size, const char *origin, struct entry **entry,
                             struct failure *failure)
{
    if (inputs->count == inputs->capacity) {
        size_t capacity = inputs->capacity * 2 + 32;
        struct entry *entries = realloc(inputs->entries, capacity * sizeof(*entries));
        if (entries == NULL) {
            return fail_memory(failure, capacity * sizeof(*entries));
        }
        inputs->entries = entries;
        inputs->capacity = capacity;
    }
    struct entry added = {.kind = kind};
    added.name = copy_text(name, name_size);
    added.origin = copy_text(origin, strlen(origin));
    if (added.name == NULL || added.origin == NULL) {
        free(added.name);
        free(added.origin);
        return fail_memory(failure, name_size + strlen(origin));
    }
    inputs->entries[inputs->count] = added;
    *entry = &inputs->entries[inputs->count++];
    return STATUS_OK;
}

static enum status keep_container(struct inputs *inputs, const struct file_bytes *bytes,
                                  struct container **container, struct failure *failure)
{
    *container = calloc(1, sizeof(**container));
    if (*container == NULL) {
        return fail_memory(failure, sizeof(**container));
    }
    (*container)->bytes = *bytes;
    (*container)->next = inputs->containers;
    inputs->containers = *container;
    return STATUS_OK;
}

// Kinds of input -----------------------------------------------------------------------------

static enum status add_pack(struct inputs *inputs, const char *path, struct file_bytes *bytes,
                            struct failure *failure)
{
    struct container *container;
    struct pack pack;
    struct pack_section section = {0};
    enum status status = keep_container(inputs, bytes, &container, failure);
    if (status != STATUS_OK) {
        return status;
    }
    *bytes = (struct file_bytes){.data = NULL};
    status = pack_open(container->bytes.data, container->bytes.size, &pack, failure);
    while (status == STATUS_OK) {
        status = pack_next(&pack, &section, failure);
        if (status != STATUS_OK) {
            break;
        }
        struct entry *entry;
        status = add_entry(inputs, ENTRY_SECTION, section.name, strlen(section.name), path, &entry,
                           failure);
        if (status == STATUS_OK) {
            entry->flags = section.flags;
            entry->data = section.data;
            entry->size = section.size;
        }
    }
    return status == STATUS_FAILED ? STATUS_OK : status;
}

static enum status add_archive(struct inputs *inputs, const char *path, struct file_bytes *bytes,
                               struct failure *failure)
{
    struct container *container;
    struct zip_entry file = {0};
    enum status status = keep_container(inputs, bytes, &container, failure);
    if (status != STATUS_OK) {
        return status;
    }
    *bytes = (struct file_bytes){.data = NULL};
    size_t before = inputs->count;
    status = zip_open(container->bytes.data, container->bytes.size, &container->zip, failure);
    while (status == STATUS_OK) {
        status = zip_next(&container->zip, &file, failure);
        if (status != STATUS_OK) {
            break;
        }
        const char *name = file.name + file.name_size;
        while (name > file.name && name[-1] != '/') {
            name--;
        }
        size_t size = (size_t) (file.name + file.name_size - name);
        if (size < 6 || memcmp(name + size - 5, ".beam", 5) != 0 || memchr(name, 0, size) != NULL) {
            continue;
        }
        struct entry *entry;
        status = add_entry(inputs, ENTRY_MODULE, name, size, path, &entry, failure);
        if (status == STATUS_OK) {
            entry->zip = &container->zip;
            entry->zip_entry = file;
        }
    }
    if (status == STATUS_FAILED && inputs->count == before) {
        return fail(failure, STATUS_INPUT, "the archive has no modules (.beam)");
    }
    return status == STATUS_FAILED ? STATUS_OK : status;
}

static enum status add_source(struct inputs *inputs, const char *path, struct failure *failure)
{
    const struct text_list no_folders = {0};
    uint8_t *data;
    size_t size;
    char module[PACK_MODULE_NAME_SIZE];
    char name[PACK_MODULE_NAME_SIZE + 8];
    struct entry *entry;
    enum status status = erl_source_compile(path, &no_folders, &data, &size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    status = beam_module_name(data, size, module, failure);
    if (status == STATUS_OK) {
        snprintf(name, sizeof(name), "%s.beam", module);
        status = add_entry(inputs, ENTRY_MODULE, name, strlen(name), path, &entry, failure);
    }
    if (status != STATUS_OK) {
        free(data);
        return status;
    }
    entry->is_named = true;
    entry_replace(entry, data, size);
    return STATUS_OK;
}

static enum status add_application(struct inputs *inputs, const char *path,
                                   const struct file_bytes *bytes, struct failure *failure)
{
    uint8_t *data;
    size_t size;
    char application[APP_NAME_SIZE];
    char name[APP_NAME_SIZE + 24];
    struct entry *entry;
    enum status status =
        app_file_read((const char *) bytes->data, bytes->size, application, &data, &size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    snprintf(name, sizeof(name), "%s/priv/application.bin", application);
    status = add_entry(inputs, ENTRY_FILE, name, strlen(name), path, &entry, failure);
    if (status != STATUS_OK) {
        free(data);
        return status;
    }
    entry_replace(entry, data, size);
    return STATUS_OK;
}

static bool is_module(const char *path, const struct file_bytes *bytes)
{
    // A compressed file is only a module when its name says so. What is named like a module must
    // be one.
    return has_suffix(path, ".beam") || beam_file_is(bytes->data, bytes->size);
}

// One file under a name of the user's choice, or NULL.
static enum status add_mapped(struct inputs *inputs, const char *name, const char *path,
                              struct file_bytes *bytes, struct failure *failure)
{
    struct entry *entry;
    if (name == NULL && pack_is(bytes->data, bytes->size)) {
        return add_pack(inputs, path, bytes, failure);
    }
    if (name == NULL && has_suffix(path, ".avm")) {
        return fail_at(failure, STATUS_INPUT, 0, "not an AVM pack");
    }
    if (name == NULL && !inputs->is_plain && has_suffix(path, ".ez")) {
        return add_archive(inputs, path, bytes, failure);
    }
    if (name == NULL && !inputs->is_plain && has_suffix(path, ".app")) {
        return add_application(inputs, path, bytes, failure);
    }
    bool module = name == NULL
                      ? is_module(path, bytes)
                      : has_suffix(name, ".beam") && beam_file_is(bytes->data, bytes->size);
    if (name == NULL) {
        name = module ? base_name(path) : inputs->is_plain ? path : plain_name(path);
    }
    enum status status = add_entry(inputs, module ? ENTRY_MODULE : ENTRY_FILE, name, strlen(name),
                                   path, &entry, failure);
    if (status != STATUS_OK) {
        return status;
    }
    entry->is_named = true;
    if (!bytes->is_mapped) {
        // A pipe cannot be read twice.
        entry_replace(entry, (uint8_t *) bytes->data, bytes->size); // on the heap, see files.h
        *bytes = (struct file_bytes){.data = NULL};
    }
    return STATUS_OK;
}

static enum status add_file(struct inputs *inputs, const char *name, const char *path,
                            struct failure *failure)
{
    struct file_bytes bytes;
    enum status status = file_map(path, &bytes, failure);
    if (status != STATUS_OK) {
        return status;
    }
    status = add_mapped(inputs, name, path, &bytes, failure);
    file_unmap(&bytes);
    failure_add_subject(failure, path);
    return status;
}

// A walk through a directory that stops adding after the first failure.
struct walk {
    struct inputs *inputs;
    const char *path;
    const char *prefix; // in the pack, for plain files; NULL: modules only
    enum status status;
    struct failure *failure;
};

static bool join(char *path, const char *folder, const char *name, struct walk *walk)
{
    int length = snprintf(path, PATH_SIZE, "%s/%s", folder, name);
    if (length > 0 && length < PATH_SIZE) {
        return true;
    }
    walk->status = fail(walk->failure, STATUS_IO, "the path is too long: '%.80s...'", folder);
    return false;
}

static void add_module_of_directory(void *context, const char *name)
{
    struct walk *walk = context;
    char path[PATH_SIZE];
    struct entry *entry;
    if (walk->status == STATUS_OK && has_suffix(name, ".beam") &&
        join(path, walk->path, name, walk)) {
        walk->status =
            add_entry(walk->inputs, ENTRY_MODULE, name, strlen(name), path, &entry, walk->failure);
    }
}

// The modules of a directory; of an application's directory those in ebin.
static enum status add_directory(struct inputs *inputs, const char *path, struct failure *failure)
{
    struct walk walk = {.inputs = inputs, .path = path, .failure = failure};
    size_t before = inputs->count;
    file_list_directory(path, add_module_of_directory, &walk);
    char ebin[PATH_SIZE];
    if (walk.status == STATUS_OK && inputs->count == before && join(ebin, path, "ebin", &walk)) {
        walk.path = ebin;
        file_list_directory(ebin, add_module_of_directory, &walk);
    }
    if (walk.status == STATUS_OK && inputs->count == before) {
        walk.status =
            fail(failure, STATUS_INPUT,
                 "a directory without modules (.beam)\nfor plain files: --priv APP=%s", path);
    }
    failure_add_subject(failure, path);
    return walk.status;
}

static void add_file_of_directory(void *context, const char *name)
{
    struct walk *walk = context;
    char path[PATH_SIZE];
    char inside[PATH_SIZE];
    struct entry *entry;
    if (walk->status != STATUS_OK || !join(path, walk->path, name, walk) ||
        !join(inside, walk->prefix, name, walk)) {
        return;
    }
    if (file_is_directory(path)) {
        struct walk below = *walk;
        below.path = path;
        below.prefix = inside;
        file_list_directory(path, add_file_of_directory, &below);
        walk->status = below.status;
    } else {
        walk->status = add_entry(walk->inputs, ENTRY_FILE, inside, strlen(inside), path, &entry,
                                 walk->failure);
    }
}

enum status inputs_add_priv(struct inputs *inputs, const char *text, struct failure *failure)
{
    const char *equals = strchr(text, '=');
    char prefix[PATH_SIZE];
    if (equals == NULL || equals == text || equals[1] == '\0') {
        return fail(failure, STATUS_USAGE, "--priv wants APP=DIR, not '%.100s'", text);
    }
    if (!file_is_directory(equals + 1)) {
        return fail(failure, STATUS_IO, "--priv: '%.100s' is no directory", equals + 1);
    }
    snprintf(prefix, sizeof(prefix), "%.*s/priv", (int) (equals - text), text);
    struct walk walk = {.inputs = inputs, .path = equals + 1, .prefix = prefix, .failure = failure};
    file_list_directory(walk.path, add_file_of_directory, &walk);
    return walk.status;
}

// What is named like a module must be one, so it need not be looked at before it is packed.
static enum status add_module(struct inputs *inputs, const char *path, struct failure *failure)
{
    struct entry *entry;
    const char *name = base_name(path);
    enum status status = add_entry(inputs, ENTRY_MODULE, name, strlen(name), path, &entry, failure);
    if (status == STATUS_OK) {
        entry->is_named = true;
    }
    return status;
}

enum status inputs_add(struct inputs *inputs, const char *path, struct failure *failure)
{
    if (has_suffix(path, ".beam") && strchr(path, '=') == NULL && file_is_regular(path)) {
        return add_module(inputs, path, failure);
    }
    const char *equals = strchr(path, '=');
    if (equals != NULL && equals != path && !inputs->is_plain && !file_exists(path)) {
        char *name = copy_text(path, (size_t) (equals - path));
        if (name == NULL) {
            return fail_memory(failure, strlen(path));
        }
        enum status status = add_file(inputs, name, equals + 1, failure);
        free(name);
        return status;
    }
    if (!inputs->is_plain && file_is_directory(path)) {
        return add_directory(inputs, path, failure);
    }
    if (!inputs->is_plain && has_suffix(path, ".erl")) {
        return add_source(inputs, path, failure);
    }
    return add_file(inputs, NULL, path, failure);
}

// Duplicates ---------------------------------------------------------------------------------

// By name, and entries of one name in their order.
static int compare_entries(const void *a, const void *b)
{
    const struct entry *const *left = a;
    const struct entry *const *right = b;
    int order = strcmp((*left)->name, (*right)->name);
    return order != 0 ? order : (*left > *right) - (*left < *right);
}

static void swap_contents(struct entry *a, struct entry *b)
{
    struct entry swap = *a;
    *a = *b;
    *b = swap;
}

void inputs_mark_removed(struct entry *entry)
{
    free(entry->name);
    entry->name = NULL;
}

void inputs_remove_marked(struct inputs *inputs)
{
    size_t kept = 0;
    for (size_t i = 0; i < inputs->count; i++) {
        if (inputs->entries[i].name != NULL) {
            inputs->entries[kept++] = inputs->entries[i];
        } else {
            free(inputs->entries[i].origin);
            free(inputs->entries[i].owned);
        }
    }
    inputs->count = kept;
}

enum status inputs_drop_duplicates(struct inputs *inputs, bool keep_last, inputs_report report,
                                   void *context, struct failure *failure)
{
    if (inputs->count == 0) {
        return STATUS_OK;
    }
    struct entry **sorted = malloc(inputs->count * sizeof(struct entry *));
    if (sorted == NULL) {
        return fail_memory(failure, inputs->count * sizeof(struct entry *));
    }
    for (size_t i = 0; i < inputs->count; i++) {
        sorted[i] = &inputs->entries[i];
    }
    qsort(sorted, inputs->count, sizeof(struct entry *), compare_entries);
    struct entry *first = sorted[0];
    for (size_t i = 1; i < inputs->count; i++) {
        if (strcmp(first->name, sorted[i]->name) != 0) {
            first = sorted[i];
            continue;
        }
        if (keep_last) {
            swap_contents(first, sorted[i]);
        }
        report(context, first, sorted[i]);
        // Marked here, so that names can still be compared: `first` keeps its own.
        inputs_mark_removed(sorted[i]);
    }
    free(sorted);
    inputs_remove_marked(inputs);
    return STATUS_OK;
}

// Contents -----------------------------------------------------------------------------------

bool entry_is_module(const struct entry *entry)
{
    return entry->kind == ENTRY_MODULE ||
           (entry->kind == ENTRY_SECTION && (entry->flags & PACK_BEAM) != 0);
}

void entry_replace(struct entry *entry, uint8_t *data, size_t size)
{
    free(entry->owned);
    entry->owned = data;
    entry->data = data;
    entry->size = size;
    entry->zip = NULL;
}

enum status entry_open(const struct entry *entry, struct entry_bytes *bytes,
                       struct failure *failure)
{
    *bytes = (struct entry_bytes){.data = entry->data, .size = entry->size};
    enum status status = STATUS_OK;
    if (entry->zip != NULL) {
        status = zip_read(entry->zip, &entry->zip_entry, &bytes->owned, failure);
        bytes->data = bytes->owned;
        bytes->size = entry->zip_entry.size;
        failure_add_subject(failure, entry->name);
        failure_add_subject(failure, entry->origin);
    } else if (entry->data == NULL) {
        status = file_map(entry->origin, &bytes->file, failure);
        bytes->data = bytes->file.data;
        bytes->size = bytes->file.size;
    }
    return status;
}

void entry_close(struct entry_bytes *bytes)
{
    file_unmap(&bytes->file);
    free(bytes->owned);
    *bytes = (struct entry_bytes){.data = NULL};
}
