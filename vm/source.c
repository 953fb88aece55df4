// SPDX-License-Identifier: Apache-2.0
// source.c: the list of packs and beams in the order added; looking modules up in it.

#include "vm/source.h"

#include <string.h>

#include "packbeam/beam_file.h"
#include "packbeam/inflate.h"
#include "packbeam/packbeam.h"
#include "vm/load.h"
#include "vm/machine.h"
#include "vm/memory.h"
#include "vm/vm.h"

struct source {
    struct source *next;
    const char *name; // for messages, borrowed
    struct pack pack; // data NULL: one module
    const uint8_t *beam;
    size_t beam_size;
    bool owns_beam;     // inflated by us
    const char *module; // name of that module, in its bytes
    size_t module_size;
    bool has_start;
    char *start; // copy of the name for vm_find_start, or NULL
    size_t start_size;
};

static struct source *source_new(struct vm *vm, const char *name)
{
    struct source *source = memory_calloc(vm, sizeof *source);
    if (source != NULL) {
        source->name = name;
    }
    return source;
}

static void source_free(struct vm *vm, struct source *source)
{
    if (source->owns_beam) {
        memory_free(vm, (void *) source->beam, source->beam_size);
    }
    memory_free(vm, source->start, source->start_size);
    memory_free(vm, source, sizeof *source);
}

void sources_clear(struct vm *vm)
{
    while (vm->sources != NULL) {
        struct source *source = vm->sources;
        vm->sources = source->next;
        source_free(vm, source);
    }
    vm->sources_end = &vm->sources;
    if (vm->library != NULL) {
        source_free(vm, vm->library);
        vm->library = NULL;
    }
}

static void append(struct vm *vm, struct source *source)
{
    struct source **end = &vm->sources;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = source;
    vm->sources_end = &source->next;
}

static enum status pack_source(struct vm *vm, const char *name, const void *bytes, size_t size,
                               struct source **out, struct failure *failure)
{
    struct pack pack;
    enum status status = pack_open(bytes, size, &pack, failure);
    if (status != STATUS_OK) {
        failure_add_subject(failure, name);
        return status;
    }
    *out = source_new(vm, name);
    if (*out == NULL) {
        return fail_memory(failure, sizeof **out);
    }
    (*out)->pack = pack;
    return STATUS_OK;
}

enum status vm_add_pack(struct vm *vm, const char *name, const void *bytes, size_t size,
                        struct failure *failure)
{
    struct source *source;
    enum status status = pack_source(vm, name, bytes, size, &source, failure);
    if (status != STATUS_OK) {
        return status;
    }
    status = pack_check(&source->pack, NULL, failure);
    if (status != STATUS_OK) {
        failure_add_subject(failure, name);
        source_free(vm, source);
        return status;
    }
    append(vm, source);
    return STATUS_OK;
}

enum status vm_set_library(struct vm *vm, const void *bytes, size_t size, struct failure *failure)
{
    struct source *source;
    enum status status = pack_source(vm, "library", bytes, size, &source, failure);
    if (status != STATUS_OK) {
        return status;
    }
    if (vm->library != NULL) {
        source_free(vm, vm->library);
    }
    vm->library = source;
    return STATUS_OK;
}

// A compressed module is inflated here once, so that all that follows borrows.
static enum status inflate_source(struct vm *vm, struct source *source, const uint8_t *bytes,
                                  size_t size, struct failure *failure)
{
    size_t inflated_size;
    enum status status = inflate_gzip_size(bytes, size, &inflated_size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    uint8_t *inflated = memory_alloc(vm, inflated_size);
    if (inflated == NULL) {
        return fail_memory(failure, inflated_size);
    }
    source->beam = inflated;
    source->beam_size = inflated_size;
    source->owns_beam = true;
    return inflate_into(INFLATE_GZIP, bytes, size, inflated, inflated_size, failure);
}

static enum status fill_beam_source(struct vm *vm, struct source *source, const uint8_t *bytes,
                                    size_t size, struct failure *failure)
{
    source->beam = bytes;
    source->beam_size = size;
    if (inflate_is_gzip(bytes, size)) {
        enum status status = inflate_source(vm, source, bytes, size, failure);
        if (status != STATUS_OK) {
            return status;
        }
    }
    struct beam_file file;
    enum status status = beam_file_open(source->beam, source->beam_size, &file, failure);
    if (status != STATUS_OK) {
        return status;
    }
    if (!beam_peek(source->beam, source->beam_size, "start", &source->module, &source->module_size,
                   &source->has_start)) {
        return fail(failure, STATUS_INPUT,
                    "the module has no name: its atoms cannot be read\n"
                    "compile it again");
    }
    return STATUS_OK;
}

enum status vm_add_beam(struct vm *vm, const char *name, const void *bytes, size_t size,
                        struct failure *failure)
{
    struct source *source = source_new(vm, name);
    if (source == NULL) {
        return fail_memory(failure, sizeof *source);
    }
    enum status status = fill_beam_source(vm, source, bytes, size, failure);
    if (status != STATUS_OK) {
        failure_add_subject(failure, name);
        source_free(vm, source);
        return status;
    }
    append(vm, source);
    return STATUS_OK;
}

void vm_set_finder(struct vm *vm, vm_find_file find, void *context)
{
    vm->find_file = find;
    vm->find_context = context;
}

// The first module with start/0 of a source: its name without ".beam".
static bool start_of(const struct source *source, const char **name, size_t *size)
{
    if (source->pack.data == NULL) {
        *name = source->module;
        *size = source->module_size;
        return source->has_start;
    }
    struct pack_section section;
    if (pack_find_start(&source->pack, &section, NULL) != STATUS_OK) {
        return false;
    }
    bool exports;
    if (beam_peek(section.data, section.size, "start", name, size, &exports)) {
        return true;
    }
    *name = section.name;
    *size = strlen(section.name);
    if (*size > 5 && memcmp(*name + *size - 5, ".beam", 5) == 0) {
        *size -= 5;
    }
    return true;
}

const char *vm_find_start(struct vm *vm)
{
    for (struct source *source = vm->sources; source != NULL; source = source->next) {
        const char *name;
        size_t size;
        if (source->start != NULL) {
            return source->start;
        }
        if (!start_of(source, &name, &size)) {
            continue;
        }
        char *copy = memory_alloc(vm, size + 1);
        if (copy == NULL) {
            return NULL;
        }
        memcpy(copy, name, size);
        copy[size] = '\0';
        source->start = copy;
        source->start_size = size + 1;
        return copy;
    }
    return NULL;
}

// Text of an atom with an ending. An atom has at most 255 characters of 4 bytes.
struct file_name {
    char text[255 * 4 + sizeof ".beam"];
};

// False: no file can have that name.
static bool file_name_of(const struct vm *vm, term name, const char *ending, struct file_name *out)
{
    size_t size;
    const char *text = atom_text(vm, name, &size);
    if (memchr(text, '\0', size) != NULL) {
        return false;
    }
    memcpy(out->text, text, size);
    memcpy(out->text + size, ending, strlen(ending) + 1);
    return true;
}

static bool find_in_pack(const struct source *source, const struct file_name *file,
                         struct found_beam *found, struct failure *failure)
{
    struct pack_section section;
    enum status status = pack_find(&source->pack, file->text, &section, failure);
    if (status != STATUS_OK) {
        if (status == STATUS_INPUT) {
            failure_add_subject(failure, source->name);
        }
        return false;
    }
    if (!pack_section_is_beam(&section)) {
        return false;
    }
    *found = (struct found_beam){source->name, section.data, section.size, false};
    return true;
}

static bool find_in_source(const struct vm *vm, const struct source *source, term name,
                           const struct file_name *file, struct found_beam *found,
                           struct failure *failure)
{
    if (source->pack.data != NULL) {
        return find_in_pack(source, file, found, failure);
    }
    size_t size;
    const char *text = atom_text(vm, name, &size);
    if (size != source->module_size || memcmp(text, source->module, size) != 0) {
        return false;
    }
    *found = (struct found_beam){source->name, source->beam, source->beam_size, false};
    return true;
}

static bool find_outside(struct vm *vm, term name, struct found_beam *found,
                         struct failure *failure)
{
    struct file_name file;
    if (!file_name_of(vm, name, ".beam", &file)) {
        return false;
    }
    for (struct source *source = vm->sources; source != NULL; source = source->next) {
        if (find_in_source(vm, source, name, &file, found, failure)) {
            return true;
        }
    }
    if (vm->find_file == NULL) {
        return false;
    }
    size_t size = 0;
    const char *path = NULL;
    threads_lock(vm, LOCK_CODE);
    const void *beam = vm->find_file(vm->find_context, file.text, &size, &path);
    threads_unlock(vm, LOCK_CODE);
    *found = (struct found_beam){path, beam, size, false};
    return beam != NULL;
}

// Modules that are a part of the machine. Those of others are descriptions of natives that are not
// here, and would take the place of what works.
static bool is_of_the_machine(term name)
{
    return (AVM_TABLES && name == ATOM_ets) || (AVM_REGEX && name == ATOM_re);
}

bool source_find(struct vm *vm, term name, struct found_beam *found, struct failure *failure)
{
    bool own = vm->library != NULL && is_of_the_machine(name);
    if (!own && find_outside(vm, name, found, failure)) {
        return true;
    }
    if (vm->library == NULL) {
        return false;
    }
    struct file_name file;
    if (!file_name_of(vm, name, ".beam", &file) ||
        !find_in_pack(vm->library, &file, found, failure)) {
        return false;
    }
    found->from_library = true;
    return true;
}

bool source_has_outside(struct vm *vm, term name)
{
    struct found_beam found;
    return find_outside(vm, name, &found, NULL);
}

static bool file_in_pack(const struct source *source, const char *name, const uint8_t **data,
                         size_t *size)
{
    struct pack_section section;
    uint32_t file_size;
    if (source->pack.data == NULL || pack_find(&source->pack, name, &section, NULL) != STATUS_OK ||
        pack_section_is_beam(&section) ||
        pack_section_file(&section, data, &file_size, NULL) != STATUS_OK) {
        return false;
    }
    *size = file_size;
    return true;
}

bool source_find_file(struct vm *vm, const char *name, const uint8_t **data, size_t *size)
{
    const char *path = NULL;
    for (struct source *source = vm->sources; source != NULL; source = source->next) {
        if (file_in_pack(source, name, data, size)) {
            return true;
        }
    }
    threads_lock(vm, LOCK_CODE);
    *data = vm->find_file != NULL ? vm->find_file(vm->find_context, name, size, &path) : NULL;
    threads_unlock(vm, LOCK_CODE);
    return *data != NULL || (vm->library != NULL && file_in_pack(vm->library, name, data, size));
}

#if AVM_LOADING
void vm_set_finder_folders(struct vm *vm, vm_get_folder get, vm_set_folders set)
{
    vm->get_folder = get;
    vm->set_folders = set;
}

static bool each_of(const struct source *source,
                    bool (*visit)(void *context, const char *name, const char *path), void *context)
{
    struct pack_section section = {0};
    while (source->pack.data != NULL && pack_next(&source->pack, &section, NULL) == STATUS_OK &&
           section.name != NULL) {
        if (pack_section_is_beam(&section) && !visit(context, section.name, source->name)) {
            return false;
        }
    }
    return true;
}

bool sources_each(struct vm *vm, bool (*visit)(void *context, const char *name, const char *path),
                  void *context)
{
    for (const struct source *source = vm->sources; source != NULL; source = source->next) {
        if (!each_of(source, visit, context)) {
            return false;
        }
    }
    return vm->library == NULL || each_of(vm->library, visit, context);
}
#endif
