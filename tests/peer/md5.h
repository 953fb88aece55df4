// SPDX-License-Identifier: Apache-2.0
// md5.h - MD5 (RFC 1321), as boot loaders answer it.
#ifndef TESTS_PEER_MD5_H
#define TESTS_PEER_MD5_H

#include <stddef.h>
#include <stdint.h>

void md5(const uint8_t *bytes, size_t size, uint8_t digest[16]);

#endif
