// SPDX-License-Identifier: Apache-2.0
// keys.h - from the bytes of the keyboard to what is wanted: a byte for the board, or an action of
// keys.def. Knows no terminal and no board.

#ifndef MONITOR_KEYS_H
#define MONITOR_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

enum key_action {
    KEY_NONE,  // nothing yet: the first half of two keys
    KEY_BYTES, // for the board
#define KEY(name, key, help) KEY_##name,
#include "monitor/keys.def"
#undef KEY
    KEY_UNKNOWN, // no such key after Ctrl-T
};

#define KEYS_CTRL_C    0x03
#define KEYS_MENU      0x14 // Ctrl-T
#define KEYS_EXIT      0x1D // Ctrl-]
#define KEYS_DOUBLE_MS 1000 // Ctrl-C twice within this time quits

struct keys {
    uint8_t exit_key; // 0: Ctrl-]
    bool is_menu;     // Ctrl-T was pressed
    bool is_ctrl_c;   // Ctrl-C was pressed, at
    uint64_t ctrl_c_ms;
};

// Take a byte. With KEY_BYTES, *byte is for the board.
enum key_action keys_take(struct keys *keys, uint8_t key, uint64_t now_ms, uint8_t *byte);

// The name of a key for people: "Ctrl-]", "Ctrl-A", "q".
#define KEYS_NAME_SIZE 16
void keys_name(uint8_t key, char name[KEYS_NAME_SIZE]);

// The other way, for --exit-key: "ctrl-x", "^X", "C-x", a number, or a single character.
enum status keys_parse(const char *text, uint8_t *key, struct failure *failure);

// Row by row, for a screen; NULL after the last.
struct key_row {
    const char *key;
    const char *help;
};
const struct key_row *keys_rows(size_t *count);

#endif
