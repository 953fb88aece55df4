// SPDX-License-Identifier: Apache-2.0
// erl_source.c - runs erlc and keeps what it made.

#include "avm/erl_source.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/progress.h"
#include "avm/user_folders.h"
#include "platforms/files.h"

#define PATH_SIZE 4096
#define KEY_SIZE  33

// Two FNV-1a hashes with different starts: 128 bits, enough for what happens by chance, which is
// all that a cache of one's own must withstand.
struct key {
    uint64_t low;
    uint64_t high;
};

static void key_init(struct key *key)
{
    key->low = 0xcbf29ce484222325u;
    key->high = 0x84222325cbf29ce4u;
}

static void key_add(struct key *key, const void *data, size_t size)
{
    const uint8_t *bytes = data;
    for (size_t i = 0; i < size; i++) {
        key->low = (key->low ^ bytes[i]) * 0x100000001b3u;
        key->high = (key->high ^ bytes[i]) * 0x10000000000016fu;
    }
}

// With its NUL, so that "ab" "c" differs from "a" "bc".
static void key_add_text(struct key *key, const char *text)
{
    key_add(key, text, strlen(text) + 1);
}

static void key_print(const struct key *key, char text[KEY_SIZE])
{
    snprintf(text, KEY_SIZE, "%016" PRIx64 "%016" PRIx64, key->high, key->low);
}

// A module to be compiled.
struct source {
    const char *path;
    const struct text_list *folders;
    char compiler[PATH_SIZE];
    char cache[PATH_SIZE];
    bool is_cached; // false: no place for a cache, cache is a directory to be removed
    struct key key; // of everything but the included files
};

static bool join(char *path, size_t size, const char *folder, const char *name)
{
    int length = snprintf(path, size, "%s/%s", folder, name);
    return length > 0 && (size_t) length < size;
}

// Where results are kept, or a temporary directory when there is no such place.
static enum status find_cache(struct source *source, struct failure *failure)
{
    bool named = user_cache_path("", source->cache, sizeof(source->cache));
    source->is_cached = named && file_make_directory(source->cache, NULL) == STATUS_OK;
    if (source->is_cached) {
        return STATUS_OK;
    }
    const char *parent = getenv("TMPDIR");
    return file_make_temporary(parent != NULL && parent[0] != '\0' ? parent : "/tmp", source->cache,
                               sizeof(source->cache), failure);
}

static enum status find_compiler(struct source *source, struct failure *failure)
{
    if (file_find_program("erlc", source->compiler, sizeof(source->compiler))) {
        return STATUS_OK;
    }
    return fail(failure, STATUS_FAILED,
                "there is no 'erlc' on the PATH to compile it with\n"
                "install Erlang/OTP (Debian: apt install erlang-base), or give a .beam file");
}

// The compiler's version is told by its file and by the release that is installed beside it: asking
// it would take longer than most programs run.
static void add_compiler(struct key *key, const char *compiler)
{
    char absolute[PATH_SIZE];
    if (!file_absolute(compiler, absolute, sizeof(absolute))) {
        return;
    }
    uint64_t identity = file_identity(absolute);
    key_add_text(key, absolute);
    key_add(key, &identity, sizeof(identity));
}

static enum status make_key(struct source *source, struct failure *failure)
{
    uint8_t *text;
    size_t size;
    enum status status = file_read(source->path, &text, &size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    char absolute[PATH_SIZE];
    const char *options = getenv("ERL_COMPILER_OPTIONS");
    struct key *key = &source->key;
    key_init(key);
    key_add_text(key, AVM_VERSION);
    add_compiler(key, source->compiler);
    key_add_text(key, options != NULL ? options : "");
    // Both, because the file name in stack traces is what the user wrote.
    key_add_text(key, source->path);
    key_add_text(key, file_absolute(source->path, absolute, sizeof(absolute)) ? absolute : "");
    for (size_t i = 0; i < source->folders->count; i++) {
        key_add_text(key, source->folders->items[i]);
    }
    key_add(key, text, size);
    free(text);
    return STATUS_OK;
}

// Name a file in the cache after a key.
static bool name_entry(const struct source *source, const struct key *key, const char *suffix,
                       char *path, size_t size)
{
    char name[KEY_SIZE + 8];
    key_print(key, name);
    snprintf(name + KEY_SIZE - 1, sizeof(name) - KEY_SIZE + 1, "%s", suffix);
    return join(path, size, source->cache, name);
}

// Add the files named in deps, one a line, to *key. False: one of them is gone.
static bool add_included(struct key *key, char *deps)
{
    for (char *line = deps; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        bool more = line[length] == '\n';
        line[length] = '\0';
        uint8_t *text;
        size_t size;
        if (length > 0) {
            if (file_read(line, &text, &size, NULL) != STATUS_OK) {
                return false;
            }
            key_add_text(key, line);
            key_add(key, text, size);
            free(text);
        }
        line += length + (more ? 1 : 0);
    }
    return true;
}

// A text file as a string on the heap, or NULL.
static char *read_text(const char *path)
{
    uint8_t *data;
    size_t size;
    if (file_read(path, &data, &size, NULL) != STATUS_OK) {
        return NULL;
    }
    char *text = realloc(data, size + 1);
    if (text == NULL) {
        free(data);
        return NULL;
    }
    text[size] = '\0';
    return text;
}

static bool read_cached(const struct source *source, uint8_t **beam, size_t *size)
{
    char path[PATH_SIZE];
    if (!name_entry(source, &source->key, ".deps", path, sizeof(path))) {
        return false;
    }
    char *deps = read_text(path);
    struct key key = source->key;
    bool found = deps != NULL && add_included(&key, deps) &&
                 name_entry(source, &key, ".beam", path, sizeof(path)) && file_exists(path) &&
                 file_read(path, beam, size, NULL) == STATUS_OK;
    free(deps);
    return found;
}

// Turn the rules that erlc writes (-MMD -MP) into paths, one a line. Each included file has a rule
// of its own that ends with a colon; the first rule is that of the module.
static char *included_files(const char *rules_path)
{
    char *rules = read_text(rules_path);
    char *paths = NULL;
    size_t size = 0;
    char *next;
    for (char *line = rules; line != NULL && *line != '\0'; line = next) {
        size_t length = strcspn(line, "\n");
        next = line + length + (line[length] == '\n' ? 1 : 0);
        char absolute[PATH_SIZE];
        if (line == rules || length < 2 || line[length - 1] != ':') {
            continue;
        }
        line[length - 1] = '\0';
        if (!file_absolute(line, absolute, sizeof(absolute))) {
            continue;
        }
        size_t added = strlen(absolute);
        char *longer = realloc(paths, size + added + 2);
        if (longer == NULL) {
            break;
        }
        paths = longer;
        memcpy(paths + size, absolute, added);
        memcpy(paths + size + added, "\n", 2);
        size += added + 1;
    }
    free(rules);
    return paths;
}

static void keep(const struct source *source, const char *rules_path, const char *beam_path)
{
    char path[PATH_SIZE];
    char *deps = included_files(rules_path);
    const char *text = deps != NULL ? deps : "";
    if (name_entry(source, &source->key, ".deps", path, sizeof(path)) &&
        file_replace(path, text, strlen(text), NULL) == STATUS_OK) {
        struct key key = source->key;
        if ((deps == NULL || add_included(&key, deps)) &&
            name_entry(source, &key, ".beam", path, sizeof(path))) {
            file_move(beam_path, path);
        }
    }
    free(deps);
}

// Run erlc with its output in folder.
static enum status run_compiler(const struct source *source, const char *folder,
                                const char *rules_path, struct failure *failure)
{
    size_t count = 9 + 2 * source->folders->count;
    const char **arguments = calloc(count, sizeof(*arguments));
    if (arguments == NULL) {
        return fail_memory(failure, count * sizeof(*arguments));
    }
    size_t used = 0;
    arguments[used++] = source->compiler;
    arguments[used++] = "-o";
    arguments[used++] = folder;
    arguments[used++] = "-MMD";
    arguments[used++] = "-MP";
    arguments[used++] = "-MF";
    arguments[used++] = rules_path;
    for (size_t i = 0; i < source->folders->count; i++) {
        arguments[used++] = "-pa";
        arguments[used++] = source->folders->items[i];
    }
    arguments[used++] = source->path;
    int exit_status = 0;
    char text[80];
    snprintf(text, sizeof(text), "compiling %.60s", source->path);
    progress_show(text);
    enum status status = file_run_program(arguments, &exit_status, failure);
    progress_clear();
    free(arguments);
    if (status == STATUS_OK && exit_status != 0) {
        status = fail(failure, STATUS_FAILED, "it does not compile; erlc says why above");
    }
    return status;
}

// The compiled module is named after the source. (One that names itself otherwise is an error
// for erlc.)
static bool beam_name(const char *path, char *name, size_t size)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    int length = snprintf(name, size, "%.*s.beam",
                          (int) (dot != NULL ? (size_t) (dot - base) : strlen(base)), base);
    return length > 0 && (size_t) length < size;
}

static enum status compile_in(const struct source *source, const char *folder, uint8_t **beam,
                              size_t *size, struct failure *failure)
{
    char rules_path[PATH_SIZE];
    char beam_path[PATH_SIZE];
    char name[PATH_SIZE];
    if (!join(rules_path, sizeof(rules_path), folder, "rules") ||
        !beam_name(source->path, name, sizeof(name)) ||
        !join(beam_path, sizeof(beam_path), folder, name)) {
        return fail(failure, STATUS_LIMIT, "the path is too long");
    }
    enum status status = run_compiler(source, folder, rules_path, failure);
    if (status == STATUS_OK) {
        status = file_read(beam_path, beam, size, failure);
    }
    if (status == STATUS_OK && source->is_cached) {
        keep(source, rules_path, beam_path);
    }
    return status;
}

static enum status compile(const struct source *source, uint8_t **beam, size_t *size,
                           struct failure *failure)
{
    char folder[PATH_SIZE];
    enum status status = file_make_temporary(source->cache, folder, sizeof(folder), failure);
    if (status == STATUS_OK) {
        status = compile_in(source, folder, beam, size, failure);
        file_remove_directory(folder);
    }
    return status;
}

static enum status compile_or_read(struct source *source, uint8_t **beam, size_t *size,
                                   struct failure *failure)
{
    enum status status = find_compiler(source, failure);
    if (status != STATUS_OK) {
        failure_add_subject(failure, source->path);
        return status;
    }
    status = make_key(source, failure);
    if (status == STATUS_OK) {
        status = find_cache(source, failure);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (source->is_cached && read_cached(source, beam, size)) {
        return STATUS_OK;
    }
    status = compile(source, beam, size, failure);
    if (status == STATUS_FAILED) {
        failure_add_subject(failure, source->path);
    }
    if (!source->is_cached) {
        file_remove_directory(source->cache);
    }
    return status;
}

enum status erl_source_compile(const char *path, const struct text_list *folders, uint8_t **beam,
                               size_t *size, struct failure *failure)
{
    // Large for a stack frame, so it lives on the heap.
    struct source *source = calloc(1, sizeof(*source));
    if (source == NULL) {
        return fail_memory(failure, sizeof(*source));
    }
    source->path = path;
    source->folders = folders;
    enum status status = compile_or_read(source, beam, size, failure);
    free(source);
    return status;
}
