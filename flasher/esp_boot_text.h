// SPDX-License-Identifier: Apache-2.0
// esp_boot_text.h - what a chip prints when it starts tells why its loader does not answer.

#ifndef FLASHER_ESP_BOOT_TEXT_H
#define FLASHER_ESP_BOOT_TEXT_H

#include <stddef.h>

#include "packbeam/status.h"

// Fill failure from what arrived while nothing answered tries tries to connect: size bytes, with
// a zero byte behind them. Always STATUS_BOARD.
enum status esp_explain_silence(const char *text, size_t size, int tries, struct failure *failure);

#endif
