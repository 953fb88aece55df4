// SPDX-License-Identifier: Apache-2.0
// embedded.h - the Erlang library that the program carries, a pack. See cmake/library.cmake.

#ifndef AVM_EMBEDDED_H
#define AVM_EMBEDDED_H

#include <stddef.h>
#include <stdint.h>

// NULL and 0 when the program was built without.
const uint8_t *avm_embedded_library(size_t *size);

#endif
