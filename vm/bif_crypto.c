// SPDX-License-Identifier: Apache-2.0
// bif_crypto.c: natives of the module crypto.

#include "platforms/platform.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"

// Bytes that are asked for at once: no program needs more.
#define RANDOM_MAX ((sterm) 1 << 24)

term bif_crypto_strong_rand_bytes(struct process *p, term *args)
{
    if (!is_small(args[0]) || small_value(args[0]) < 0 || small_value(args[0]) > RANDOM_MAX) {
        return raise_badarg(p);
    }
    size_t size = (size_t) small_value(args[0]);
    uint8_t *bytes;
    term binary = binary_new(p, size, &bytes);
    if (binary != NONE && size > 0 && !platform_random(bytes, size)) {
        return raise_error(p, ATOM_low_entropy);
    }
    return binary;
}
