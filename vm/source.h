// SPDX-License-Identifier: Apache-2.0
// source.h: where modules come from: packs and beams in the order they were added, then the finder,
// then the library. The public half is in vm.h (vm_add_pack and its neighbours).

#ifndef VM_SOURCE_H
#define VM_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"
#include "vm/term.h"

struct vm;

// A BEAM file that was found. Everything lives as long as the machine.
struct found_beam {
    const char *path; // for messages; of the pack, when it is in one
    const uint8_t *beam;
    size_t size;
    bool from_library;
};

// Where is the module called name? False: nowhere; *failure is filled only when a pack is damaged.
bool source_find(struct vm *vm, term name, struct found_beam *found, struct failure *failure);
// Is there one outside our own library? For natives that yield to such (BIF_OURS).
bool source_has_outside(struct vm *vm, term name);
// A plain file of a pack (name as in the pack, for instance "app/priv/logo.bin"), packs in order,
// then the finder, then the library.
bool source_find_file(struct vm *vm, const char *name, const uint8_t **data, size_t *size);
// Every module of a pack, packs in order, then the library: its name ("lists.beam") and that of the
// pack. Stops when visit returns false, which is returned.
bool sources_each(struct vm *vm, bool (*visit)(void *context, const char *name, const char *path),
                  void *context);
// Frees the list, for vm_free.
void sources_clear(struct vm *vm);

#endif
