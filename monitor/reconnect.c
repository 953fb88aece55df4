// SPDX-License-Identifier: Apache-2.0
// reconnect.c - finding a board again.

#include "monitor/reconnect.h"

#include <stdio.h>
#include <string.h>

struct search {
    const struct board_identity *wanted;
    struct serial_info found;
    unsigned count; // ports that fit
    bool is_other;  // and it is another adapter
};

static void copy_identity(struct board_identity *identity, const struct serial_info *info)
{
    identity->is_usb = true;
    identity->vendor_id = info->vendor_id;
    identity->product_id = info->product_id;
    snprintf(identity->number, sizeof(identity->number), "%s", info->number);
}

static void visit_path(void *context, const struct serial_info *info)
{
    struct search *search = context;
    if (strcmp(info->path, search->wanted->port) == 0) {
        search->found = *info;
        search->count++;
    }
}

void board_identity_fill(struct board_identity *identity, const char *port, serial_lister list)
{
    struct search search = {.wanted = identity};
    memset(identity, 0, sizeof(*identity));
    snprintf(identity->port, sizeof(identity->port), "%s", port);
    if (strstr(port, "://") != NULL || list(visit_path, &search, NULL) != STATUS_OK ||
        search.count == 0 || !search.found.is_usb) {
        return;
    }
    copy_identity(identity, &search.found);
}

static bool is_same(const struct board_identity *wanted, const struct serial_info *info)
{
    return info->is_usb && info->vendor_id == wanted->vendor_id &&
           info->product_id == wanted->product_id && strcmp(info->number, wanted->number) == 0;
}

static void visit_board(void *context, const struct serial_info *info)
{
    struct search *search = context;
    const struct board_identity *wanted = search->wanted;
    bool is_path = strcmp(info->path, wanted->port) == 0;
    // Adapters without a number are told apart by where they are plugged in.
    bool fits = wanted->port[0] == '\0'
                    ? info->is_usb
                    : is_same(wanted, info) && (wanted->number[0] != '\0' || is_path);
    if (fits) {
        // Of an adapter with several ports it is the one at the same path, where there is one.
        if (search->count == 0 || is_path) {
            search->found = *info;
        }
        search->count++;
    } else if (is_path) {
        search->is_other = info->is_usb;
    }
}

bool board_identity_find(const struct board_identity *identity, serial_lister list, char port[256],
                         bool *other)
{
    struct search search = {.wanted = identity};
    *other = false;
    if (identity->port[0] != '\0' && !identity->is_usb) {
        snprintf(port, 256, "%s", identity->port);
        return true;
    }
    if (list(visit_board, &search, NULL) != STATUS_OK) {
        return false;
    }
    *other = search.is_other;
    if (search.count == 0 || (search.count > 1 && identity->port[0] == '\0')) {
        return false;
    }
    snprintf(port, 256, "%s", search.found.path);
    return true;
}

bool board_is_bridge(const struct board_identity *identity)
{
    // Silicon Labs, WCH, FTDI, Prolific; ST-Link and the USB-serial-JTAG of Espressif behave so
    // too.
    static const uint16_t vendors[] = {0x10C4, 0x1A86, 0x0403, 0x067B, 0x0483};
    if (!identity->is_usb) {
        return true;
    }
    for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++) {
        if (identity->vendor_id == vendors[i]) {
            return true;
        }
    }
    return identity->vendor_id == 0x303A && identity->product_id == 0x1001;
}
