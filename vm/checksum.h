// SPDX-License-Identifier: Apache-2.0
// checksum.h: CRC-32 as zlib and erlang:crc32 have it. bif_checksum.c

#ifndef VM_CHECKSUM_H
#define VM_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

// That of bytes behind those whose checksum is crc (0: none).
uint32_t checksum_crc32(uint32_t crc, const uint8_t *bytes, size_t size);

#endif
