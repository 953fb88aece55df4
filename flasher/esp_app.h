// SPDX-License-Identifier: Apache-2.0
// esp_app.h - what a program in the flash of an Espressif chip says about itself.
//
// The application description is at the beginning of the first segment, at 0x20 of the image:
//
//     offset  size
//          0     4  ABCD5432
//         16    32  version
//         48    32  project
//         80    16  time of the build
//         96    16  date
//        112    32  version of ESP-IDF
//
// Texts end with a zero byte, or with their field. Docs: ESP-IDF "App Image Format".

#ifndef FLASHER_ESP_APP_H
#define FLASHER_ESP_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

#define ESP_APP_SIZE 0xB0 // that has to be read from the beginning of a partition

struct esp_app {
    char project[33];
    char version[33];
    char time[17];
    char date[17];
    char idf[33];
    uint16_t chip_id; // that it was built for
};

// STATUS_FAILED: nothing but FF. STATUS_INPUT: not a program, or one that says nothing.
// Bytes that are not printable are shown as '?'.
enum status esp_app_parse(const uint8_t *data, size_t size, struct esp_app *app,
                          struct failure *failure);

// Whether it is a machine that runs packs, by its name.
bool esp_app_is_machine(const struct esp_app *app);

#endif
