// SPDX-License-Identifier: Apache-2.0
// erl_source.h - source files on the command line: compiled by the `erlc` on the PATH, once.
//
// The result is kept in a cache, $XDG_CACHE_HOME/avm or ~/.cache/avm. Its key is made of the
// source, every file that it includes, the compiler, its options and its folders, so a stale module
// is never run. Anything in the cache may be deleted at any time.
//
//     <key of the source>.deps   the files that it includes, one path a line
//     <key of all of them>.beam  the module

#ifndef AVM_ERL_SOURCE_H
#define AVM_ERL_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "avm/options.h"
#include "packbeam/status.h"

// Compile path, with folders (of -pa) for parse transforms, unless the cache has it.
//
// STATUS_OK: *beam is the module, on the heap, the caller's to free. STATUS_FAILED: the compiler
// found errors and has printed them on the standard error, or there is no compiler.
enum status erl_source_compile(const char *path, const struct text_list *folders, uint8_t **beam,
                               size_t *size, struct failure *failure);

#endif
