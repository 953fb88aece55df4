// SPDX-License-Identifier: Apache-2.0
// partition_names.c - a file with a name in each line, "partitions" in the user's cache.

#include "avm/partition_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/user_folders.h"
#include "platforms/files.h"

void partition_names_write(const struct esp_partition_table *table)
{
    char text[ESP_PARTITION_MAX * sizeof(table->rows[0].name) + 1];
    char path[1024];
    size_t size = 0;
    for (size_t i = 0; i < table->count; i++) {
        const char *name = table->rows[i].name;
        // Names come from the board; one that holds other than letters is of no use here.
        if (name[0] == '\0' || strpbrk(name, "\r\n\t ") != NULL) {
            continue;
        }
        int length = snprintf(text + size, sizeof(text) - size, "%s\n", name);
        size += length > 0 && (size_t) length < sizeof(text) - size ? (size_t) length : 0;
    }
    if (user_cache_path("", path, sizeof(path)) && file_make_directory(path, NULL) == STATUS_OK &&
        user_cache_path("partitions", path, sizeof(path))) {
        file_replace(path, text, size, NULL);
    }
}

void partition_names_read(void (*visit)(void *context, const char *name), void *context)
{
    char path[1024];
    uint8_t *data;
    size_t size;
    if (!user_cache_path("partitions", path, sizeof(path)) || !file_exists(path) ||
        file_read(path, &data, &size, NULL) != STATUS_OK) {
        visit(context, "main.avm");
        return;
    }
    for (size_t at = 0; at < size;) {
        char name[40];
        const uint8_t *end = memchr(data + at, '\n', size - at);
        size_t length = end != NULL ? (size_t) (end - (data + at)) : size - at;
        snprintf(name, sizeof(name), "%.*s", (int) length, (const char *) data + at);
        visit(context, name);
        at += length + 1;
    }
    free(data);
}
