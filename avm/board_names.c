// SPDX-License-Identifier: Apache-2.0
// board_names.c - adapters and boards by their USB ids, as their makers' data sheets give them.

#include "avm/board_names.h"

#include <stddef.h>

static const struct {
    uint16_t vendor;
    uint16_t product; // 0: any
    const char *name;
} known[] = {
    {0x303A, 0x1001, "USB-serial-JTAG of an ESP32"},
    {0x303A, 0, "USB of an ESP32"},
    {0x10C4, 0xEA60, "CP210x bridge"},
    {0x10C4, 0xEA64, "CP2102C bridge"},
    {0x1A86, 0x7523, "CH340 bridge"},
    {0x1A86, 0x55D3, "CH343 bridge"},
    {0x1A86, 0x55D4, "CH9102 bridge"},
    {0x0403, 0x6001, "FT232R bridge"},
    {0x0403, 0x6010, "FT2232 bridge"},
    {0x0403, 0x6011, "FT4232 bridge"},
    {0x0403, 0x6014, "FT232H bridge"},
    {0x0403, 0x6015, "FT230X bridge"},
    {0x067B, 0x2303, "PL2303 bridge"},
    {0x0483, 0x374B, "ST-Link"},
    {0x2E8A, 0, "Raspberry Pi Pico"},
};

const char *board_name(const struct serial_info *info)
{
    for (size_t i = 0; info->is_usb && i < sizeof(known) / sizeof(known[0]); i++) {
        if (known[i].vendor == info->vendor_id &&
            (known[i].product == 0 || known[i].product == info->product_id)) {
            return known[i].name;
        }
    }
    return "";
}
