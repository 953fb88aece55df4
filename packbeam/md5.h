// SPDX-License-Identifier: Apache-2.0
// md5.h: the MD5 digest (RFC 1321), for erlang:md5 and the fingerprints of modules. Not for
// secrets.

#ifndef PACKBEAM_MD5_H
#define PACKBEAM_MD5_H

#include <stddef.h>
#include <stdint.h>

#define MD5_SIZE 16

struct md5 {
    uint32_t state[4];
    uint64_t size; // bytes so far
    uint8_t block[64];
};

void md5_init(struct md5 *md5);
void md5_update(struct md5 *md5, const void *data, size_t size);
void md5_finish(struct md5 *md5, uint8_t digest[MD5_SIZE]);

#endif
