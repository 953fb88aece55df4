// SPDX-License-Identifier: Apache-2.0
// module_path.c - the search for modules in folders.

#include "avm/module_path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platforms/files.h"

#define PATH_SIZE 4096

void module_path_init(struct module_path *path, const struct text_list *folders)
{
    memset(path, 0, sizeof(*path));
    path->folders = folders;
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
    for (size_t i = 0; i < path->library_folder_count; i++) {
        free(path->library_folders[i]);
    }
    free(path->library_folders);
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
    size_t count = path->library_folder_count;
    char **folders = realloc(path->library_folders, (count + 1) * sizeof(*folders));
    if (folders == NULL) {
        return;
    }
    path->library_folders = folders;
    folders[count] = copy_text(folder);
    path->library_folder_count += folders[count] != NULL ? 1 : 0;
}

static void find_libraries(struct module_path *path)
{
    path->libraries_known = true;
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

// Read FOLDER/MODULE.beam, when it is there.
static struct module_file *try_folder(struct module_path *path, const char *folder,
                                      const char *module)
{
    char name[PATH_SIZE];
    int length = snprintf(name, sizeof(name), "%s/%s.beam", folder, module);
    if (length < 0 || (size_t) length >= sizeof(name) || !file_exists(name)) {
        return NULL;
    }
    struct module_file *file = calloc(1, sizeof(*file));
    if (file == NULL) {
        return NULL;
    }
    file->path = copy_text(name);
    if (file->path == NULL || file_read(name, &file->data, &file->size, NULL) != STATUS_OK) {
        free(file->path);
        free(file);
        return NULL;
    }
    file->next = path->files;
    path->files = file;
    return file;
}

static struct module_file *search(struct module_path *path, const char *module)
{
    for (size_t i = 0; i < path->folders->count; i++) {
        struct module_file *file = try_folder(path, path->folders->items[i], module);
        if (file != NULL) {
            return file;
        }
    }
    if (!path->libraries_known) {
        find_libraries(path);
    }
    for (size_t i = 0; i < path->library_folder_count; i++) {
        struct module_file *file = try_folder(path, path->library_folders[i], module);
        if (file != NULL) {
            return file;
        }
    }
    return NULL;
}

const uint8_t *module_path_find(struct module_path *path, const char *module, size_t *size,
                                const char **file_path)
{
    // A module may be called anything, but a file name is no path.
    if (module[0] == '\0' || strchr(module, '/') != NULL) {
        return NULL;
    }
    struct module_file *file = search(path, module);
    if (file == NULL) {
        return NULL;
    }
    *size = file->size;
    if (file_path != NULL) {
        *file_path = file->path;
    }
    return file->data;
}
