// SPDX-License-Identifier: Apache-2.0
// regex_cache.c: the last few expressions, found by their source. An entry that is dropped while
// somebody matches with it is freed by whoever releases it last.

#include "vm/regex_cache.h"

#include <stdbool.h>
#include <string.h>

#include "packbeam/bytes.h"
#include "vm/machine.h"
#include "vm/memory.h"
#include "vm/threads.h"

#if AVM_REGEX

#define ENTRIES      64
#define HEADER_BYTES 10

struct regex_cache {
    struct regex_entry *entries[ENTRIES];
    uint64_t clock;
};

// FNV-1a
static uint32_t hash_of(const uint8_t *bytes, size_t size)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ bytes[i]) * 16777619u;
    }
    return hash;
}

static void entry_free(struct vm *vm, struct regex_entry *entry)
{
    regex_free(entry->regex);
    memory_free(vm, entry->source, entry->size);
    memory_free(vm, entry, sizeof *entry);
}

static enum status compile(const uint8_t *source, size_t size, struct regex **regex,
                           struct failure *failure)
{
    if (size < HEADER_BYTES || memcmp(source, "avmr\1", 5) != 0 ||
        source[9] >= REGEX_NEWLINE_COUNT) {
        return STATUS_USAGE;
    }
    return regex_compile(source + HEADER_BYTES, size - HEADER_BYTES, bytes_get_be32(source + 5),
                         (enum regex_newline) source[9], regex, failure);
}

static enum status entry_new(struct vm *vm, const uint8_t *source, size_t size,
                             struct regex_entry **out, struct failure *failure)
{
    struct regex *regex;
    enum status status = compile(source, size, &regex, failure);
    if (status != STATUS_OK) {
        return status;
    }
    struct regex_entry *entry = memory_calloc(vm, sizeof *entry);
    uint8_t *copy = memory_alloc(vm, size);
    if (entry == NULL || copy == NULL) {
        memory_free(vm, entry, sizeof *entry);
        memory_free(vm, copy, size);
        regex_free(regex);
        return fail_memory(failure, size);
    }
    memcpy(copy, source, size);
    *entry = (struct regex_entry){.regex = regex, .source = copy, .size = size, .references = 1};
    *out = entry;
    return STATUS_OK;
}

// Its place, or that of the one that was not used for the longest time.
static struct regex_entry **find(struct regex_cache *cache, const uint8_t *source, size_t size,
                                 uint32_t hash, bool *is_found)
{
    struct regex_entry **oldest = &cache->entries[0];
    for (size_t i = 0; i < ENTRIES; i++) {
        struct regex_entry **at = &cache->entries[i];
        if (*at == NULL) {
            *is_found = false;
            return at;
        }
        if ((*at)->hash == hash && (*at)->size == size &&
            memcmp((*at)->source, source, size) == 0) {
            *is_found = true;
            return at;
        }
        oldest = (*at)->used < (*oldest)->used ? at : oldest;
    }
    *is_found = false;
    return oldest;
}

static void drop_reference(struct vm *vm, struct regex_entry *entry)
{
    if (entry != NULL && --entry->references == 0) {
        entry_free(vm, entry);
    }
}

static enum status get(struct vm *vm, const uint8_t *source, size_t size, struct regex_entry **out,
                       struct failure *failure)
{
    if (vm->regexes == NULL) {
        vm->regexes = memory_calloc(vm, sizeof *vm->regexes);
        if (vm->regexes == NULL) {
            return fail_memory(failure, sizeof *vm->regexes);
        }
    }
    uint32_t hash = hash_of(source, size);
    bool is_found;
    struct regex_entry **at = find(vm->regexes, source, size, hash, &is_found);
    if (!is_found) {
        struct regex_entry *entry = NULL;
        enum status status = entry_new(vm, source, size, &entry, failure);
        if (status != STATUS_OK) {
            return status;
        }
        entry->hash = hash;
        drop_reference(vm, *at);
        *at = entry;
    }
    (*at)->used = ++vm->regexes->clock;
    (*at)->references++;
    *out = *at;
    return STATUS_OK;
}

enum status regex_cache_get(struct vm *vm, const uint8_t *source, size_t size,
                            struct regex_entry **out, struct failure *failure)
{
    threads_lock(vm, LOCK_REGEX);
    enum status status = get(vm, source, size, out, failure);
    threads_unlock(vm, LOCK_REGEX);
    return status;
}

void regex_cache_release(struct vm *vm, struct regex_entry *entry)
{
    threads_lock(vm, LOCK_REGEX);
    drop_reference(vm, entry);
    threads_unlock(vm, LOCK_REGEX);
}

void regex_cache_clear(struct vm *vm)
{
    if (vm->regexes == NULL) {
        return;
    }
    for (size_t i = 0; i < ENTRIES; i++) {
        drop_reference(vm, vm->regexes->entries[i]);
    }
    memory_free(vm, vm->regexes, sizeof *vm->regexes);
    vm->regexes = NULL;
}

#endif
