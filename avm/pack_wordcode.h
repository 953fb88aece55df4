// SPDX-License-Identifier: Apache-2.0
// pack_wordcode.h - translated code for modules that go into a pack.

#ifndef AVM_PACK_WORDCODE_H
#define AVM_PACK_WORDCODE_H

#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

enum wordcode_wish {
    WORDCODE_AS_IS, // what is there already stays
    WORDCODE_ADD,
    WORDCODE_ONLY, // and leave out what other machines would need
    WORDCODE_WISHES,
};

// For pack_options: context is an enum wordcode_wish.
enum status pack_wordcode(void *context, uint8_t **module, size_t *size, struct failure *failure);

#endif
