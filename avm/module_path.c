// SPDX-License-Identifier: Apache-2.0
// module_path.c - the search for modules, and for files of applications, in folders.

#include "avm/module_path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packbeam/app_file.h"
#include "platforms/files.h"

#define PATH_SIZE 4096

void module_path_init(struct module_path *path, const struct text_list *folders)
{
    memset(path, 0, sizeof(*path));
    path->given = folders;
}

static void free_folders(char **folders, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(folders[i]);
    }
    free(folders);
}

void module_path_clear(struct module_path *path)
{
    while (path->files != NULL) {
        struct module_file *file = path->files;
        path->files = file->next;
        free(file->data);
        free(file->path);
        free(file);
    }
    free_folders(path->folders, path->folder_count);
    memset(path, 0, sizeof(*path));
}

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    if (copy != NULL) {
        memcpy(copy, text, size);
    }
    return copy;
}

// What the visit of one folder of ERL_LIBS needs.
struct visit {
    struct module_path *path;
    const char *library;
    size_t library_length;
};

static void add_folder(struct module_path *path, const char *folder)
{
    size_t count = path->folder_count;
    char **folders = realloc(path->folders, (count + 1) * sizeof(*folders));
    if (folders == NULL) {
        return;
    }
    path->folders = folders;
    folders[count] = copy_text(folder);
    path->folder_count += folders[count] != NULL ? 1 : 0;
}

static void add_application(void *context, const char *name)
{
    struct visit *visit = context;
    struct module_path *path = visit->path;
    char folder[PATH_SIZE];
    int length = snprintf(folder, sizeof(folder), "%.*s/%s/ebin", (int) visit->library_length,
                          visit->library, name);
    if (length < 0 || (size_t) length >= sizeof(folder) || !file_is_directory(folder)) {
        return;
    }
    add_folder(path, folder);
}

static void find_folders(struct module_path *path)
{
    path->folders_known = true;
    for (size_t i = 0; i < path->given->count; i++) {
        add_folder(path, path->given->items[i]);
    }
    const char *libraries = getenv("ERL_LIBS");
    while (libraries != NULL && *libraries != '\0') {
        size_t length = strcspn(libraries, ":");
        char folder[PATH_SIZE];
        int printed = snprintf(folder, sizeof(folder), "%.*s", (int) length, libraries);
        if (length > 0 && printed > 0 && (size_t) printed < sizeof(folder)) {
            struct visit visit = {path, libraries, length};
            file_list_directory(folder, add_application, &visit);
        }
        libraries += length + (libraries[length] == ':' ? 1 : 0);
    }
}

// Read FOLDER/NAME, when it is there.
static struct module_file *try_file(struct module_path *path, const char *folder, const char *name)
{
    char file_path[PATH_SIZE];
    int length = snprintf(file_path, sizeof(file_path), "%s/%s", folder, name);
    if (length < 0 || (size_t) length >= sizeof(file_path) || !file_exists(file_path)) {
        return NULL;
    }
    struct module_file *file = calloc(1, sizeof(*file));
    if (file == NULL) {
        return NULL;
    }
    file->path = copy_text(file_path);
    if (file->path == NULL || file_read(file_path, &file->data, &file->size, NULL) != STATUS_OK) {
        free(file->path);
        free(file);
        return NULL;
    }
    file->next = path->files;
    path->files = file;
    return file;
}

// What is looked for, and where below a folder of modules.
struct wanted {
    const char *application; // NULL: a module
    int application_length;
    const char *name; // MODULE.beam, or the path below priv
};

// FOLDER/APP.app as an external term. What cannot be read as one is left as it is: whoever asked
// says that it is damaged.
static struct module_file *try_resource(struct module_path *path, const char *folder,
                                        const struct wanted *wanted)
{
    char name[APP_NAME_SIZE];
    uint8_t *resource;
    size_t size;
    snprintf(name, sizeof(name), "%.*s.app", wanted->application_length, wanted->application);
    struct module_file *file = try_file(path, folder, name);
    if (file != NULL && app_file_read((const char *) file->data, file->size, name, &resource, &size,
                                      NULL) == STATUS_OK) {
        free(file->data);
        file->data = resource;
        file->size = size;
    }
    return file;
}

// LIB/APP/ebin or LIB/APP-VERSION/ebin has its other files in priv beside it.
static struct module_file *try_priv(struct module_path *path, const char *folder,
                                    const struct wanted *wanted)
{
    char name[PATH_SIZE];
    size_t length = strlen(folder);
    while (length > 0 && folder[length - 1] == '/') {
        length--;
    }
    if (length < 5 || strncmp(folder + length - 5, "/ebin", 5) != 0) {
        return NULL;
    }
    length -= 5;
    size_t from = length;
    while (from > 0 && folder[from - 1] != '/') {
        from--;
    }
    size_t own = (size_t) wanted->application_length;
    if (length - from < own || strncmp(folder + from, wanted->application, own) != 0 ||
        (length - from > own && folder[from + own] != '-')) {
        return NULL;
    }
    int printed = snprintf(name, sizeof(name), "%.*s/priv", (int) length, folder);
    return printed < 0 || (size_t) printed >= sizeof(name) ? NULL
                                                           : try_file(path, name, wanted->name);
}

static struct module_file *try_folder(struct module_path *path, const char *folder,
                                      const struct wanted *wanted)
{
    if (wanted->application == NULL) {
        return try_file(path, folder, wanted->name);
    }
    return strcmp(wanted->name, "application.bin") == 0 ? try_resource(path, folder, wanted)
                                                        : try_priv(path, folder, wanted);
}

const char *module_path_folder(struct module_path *path, size_t index)
{
    if (!path->folders_known) {
        find_folders(path);
    }
    return index < path->folder_count ? path->folders[index] : NULL;
}

bool module_path_set(struct module_path *path, const char *const *folders, size_t count)
{
    char **copies = calloc(count + 1, sizeof(*copies));
    if (copies == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        copies[i] = copy_text(folders[i]);
        if (copies[i] == NULL) {
            free_folders(copies, count);
            return false;
        }
    }
    free_folders(path->folders, path->folder_count);
    path->folders = copies;
    path->folder_count = count;
    path->folders_known = true;
    return true;
}

static struct module_file *search(struct module_path *path, const struct wanted *wanted)
{
    for (size_t i = 0; module_path_folder(path, i) != NULL; i++) {
        struct module_file *file = try_folder(path, path->folders[i], wanted);
        if (file != NULL) {
            return file;
        }
    }
    return NULL;
}

const uint8_t *module_path_find(struct module_path *path, const char *name, size_t *size,
                                const char **file_path)
{
    struct wanted wanted = {.name = name};
    const char *slash = strchr(name, '/');
    if (slash != NULL) {
        // A module may be called anything, but a file name is no path.
        if (slash == name || slash - name > APP_NAME_SIZE - 5 || strncmp(slash, "/priv/", 6) != 0) {
            return NULL;
        }
        wanted = (struct wanted){name, (int) (slash - name), slash + 6};
    }
    struct module_file *file = search(path, &wanted);
    if (file == NULL) {
        return NULL;
    }
    *size = file->size;
    if (file_path != NULL) {
        *file_path = file->path;
    }
    return file->data;
}
