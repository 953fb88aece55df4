// SPDX-License-Identifier: Apache-2.0
// embedded.c - where the assembler has put the library.

#include "avm/embedded.h"

#if AVM_LIBRARY_EMBEDDED

extern const uint8_t avm_library_start[];
extern const uint8_t avm_library_end[];

const uint8_t *avm_embedded_library(size_t *size)
{
    *size = (size_t) (avm_library_end - avm_library_start);
    return avm_library_start;
}

#else

const uint8_t *avm_embedded_library(size_t *size)
{
    *size = 0;
    return NULL;
}

#endif
