// SPDX-License-Identifier: Apache-2.0
// nvs_format.h - numbers of the NVS format that its reader and its writer share. See nvs.h.

#ifndef FLASHER_NVS_FORMAT_H
#define FLASHER_NVS_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#define NVS_EMPTY   0xFFFFFFFFU
#define NVS_ACTIVE  0xFFFFFFFEU
#define NVS_FULL    0xFFFFFFFCU
#define NVS_FREEING 0xFFFFFFF8U

#define NVS_HEADER  64 // and bitmap
#define NVS_ENTRY   32
#define NVS_ENTRIES 126
#define NVS_WRITTEN 2U // of the bitmap

// Go on with a CRC-32; the first one begins with FFFFFFFF.
uint32_t nvs_crc(uint32_t crc, const uint8_t *data, size_t size);
// Of an entry, over everything but the CRC itself.
uint32_t nvs_entry_crc(const uint8_t *entry);

#endif
