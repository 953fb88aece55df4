// SPDX-License-Identifier: Apache-2.0
// load.h: from the bytes of a BEAM file to an installed module.

#ifndef VM_LOAD_H
#define VM_LOAD_H

#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"
#include "vm/module.h"

struct vm;

// Load the module in beam (plain or gzip-compressed; borrowed when plain: must live as long as the
// machine). path is for messages and borrowed. replaces a module of that name: later calls go to
// the new one. STATUS_INPUT: cannot be loaded, failure tells file, module, function, offset, which
// OTP made it, what to do.
enum status load_beam(struct vm *vm, const char *path, const uint8_t *beam, size_t size,
                      bool from_library, struct module **out, struct failure *failure);
// The same, but a module of another name than expected (NONE: any) is refused.
enum status load_beam_named(struct vm *vm, const char *path, const uint8_t *beam, size_t size,
                            bool from_library, term expected, struct module **out,
                            struct failure *failure);
// The same for bytes and a path (NULL: none) that need not live on. AVM_LOADING only.
enum status load_beam_copied(struct vm *vm, const char *path, const uint8_t *beam, size_t size,
                             term expected, struct module **out, struct failure *failure);
// Frees the memory of a module that nothing refers to any more: at the end of the machine.
void module_free(struct vm *vm, struct module *module);

// Name of the module in a BEAM file and whether it exports function/0, without loading. False: not
// a BEAM file.
bool beam_peek(const uint8_t *beam, size_t size, const char *function, const char **name,
               size_t *name_size, bool *exports);

#endif
