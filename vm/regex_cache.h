// SPDX-License-Identifier: Apache-2.0
// regex_cache.h: regular expressions in compiled form, kept for the next time. Erlang has them as
// binaries that say what to compile, so that they can be sent, stored and come from another
// machine:
//
//   byte  size
//      0     4  "avmr"
//      4     1  version, 1
//      5     4  options, big-endian: REGEX_* of platforms/regex.h
//      9     1  newline, enum regex_newline
//     10     n  the pattern

#ifndef VM_REGEX_CACHE_H
#define VM_REGEX_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"
#include "platforms/regex.h"

struct vm;
struct regex_cache;

// One of them; it stays until it is released.
struct regex_entry {
    struct regex *regex;
    uint8_t *source;
    size_t size;
    uint32_t hash;
    uint32_t references; // one of the cache
    uint64_t used;       // when it was last asked for
};

// The expression of a source. STATUS_INPUT: the pattern is wrong, the failure says where.
// STATUS_USAGE: that is no source. STATUS_FAILED: this machine cannot. STATUS_LIMIT: no memory. Any
// thread.
enum status regex_cache_get(struct vm *vm, const uint8_t *source, size_t size,
                            struct regex_entry **out, struct failure *failure);
void regex_cache_release(struct vm *vm, struct regex_entry *entry);
void regex_cache_clear(struct vm *vm);

#endif
