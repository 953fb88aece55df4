// SPDX-License-Identifier: Apache-2.0
// sha256.h - the SHA-256 digest (FIPS 180-4), for the hashes inside firmware images.

#ifndef PACKBEAM_SHA256_H
#define PACKBEAM_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

// Digest of all the bytes at once.
void sha256_of(const uint8_t *data, size_t size, uint8_t digest[SHA256_SIZE]);

#endif
