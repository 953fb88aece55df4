// SPDX-License-Identifier: Apache-2.0
// keys.c - the table of keys.

#include "monitor/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct key_row rows[] = {
#define KEY(name, key, help) {key, help},
#include "monitor/keys.def"
#undef KEY
};

const struct key_row *keys_rows(size_t *count)
{
    *count = sizeof(rows) / sizeof(rows[0]);
    return rows;
}

// The key after Ctrl-T. With Ctrl held down, or as a capital, it is the same one.
static enum key_action find(uint8_t key)
{
    if (key >= 1 && key <= 26) {
        key = (uint8_t) (key + 'a' - 1);
    } else if (key >= 'A' && key <= 'Z') {
        key = (uint8_t) (key + 'a' - 'A');
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (key == (uint8_t) rows[i].key[0]) {
            return (enum key_action)(KEY_BYTES + 1 + i);
        }
    }
    return key == '?' ? KEY_help : KEY_UNKNOWN;
}

enum key_action keys_take(struct keys *keys, uint8_t key, uint64_t now_ms, uint8_t *byte)
{
    uint8_t exit_key = keys->exit_key != 0 ? keys->exit_key : KEYS_EXIT;
    bool was_ctrl_c = keys->is_ctrl_c && now_ms - keys->ctrl_c_ms <= KEYS_DOUBLE_MS;
    *byte = key;
    keys->is_ctrl_c = false;
    if (keys->is_menu) {
        keys->is_menu = false;
        // The special keys themselves get through after Ctrl-T.
        return key == KEYS_MENU || key == exit_key ? KEY_BYTES : find(key);
    }
    if (key == exit_key) {
        return KEY_quit;
    }
    if (key == KEYS_MENU) {
        keys->is_menu = true;
        return KEY_NONE;
    }
    if (key == KEYS_CTRL_C) {
        if (was_ctrl_c) {
            return KEY_quit;
        }
        keys->is_ctrl_c = true;
        keys->ctrl_c_ms = now_ms;
    }
    return KEY_BYTES;
}

void keys_name(uint8_t key, char name[KEYS_NAME_SIZE])
{
    if (key < 0x20) {
        snprintf(name, KEYS_NAME_SIZE, "Ctrl-%c", key + '@');
    } else if (key < 0x7F) {
        snprintf(name, KEYS_NAME_SIZE, "%c", key);
    } else {
        snprintf(name, KEYS_NAME_SIZE, "0x%02X", key);
    }
}

enum status keys_parse(const char *text, uint8_t *key, struct failure *failure)
{
    static const char *const prefixes[] = {"ctrl-", "Ctrl-", "CTRL-", "ctrl+", "Ctrl+", "C-", "^"};
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        size_t length = strlen(prefixes[i]);
        if (strncmp(text, prefixes[i], length) == 0 && text[length] != '\0' &&
            text[length + 1] == '\0') {
            char letter = text[length];
            letter = (char) (letter >= 'a' && letter <= 'z' ? letter - 'a' + 'A' : letter);
            if (letter > '@' && letter <= '_') {
                *key = (uint8_t) (letter - '@');
                return STATUS_OK;
            }
        }
    }
    if (text[0] > ' ' && text[0] < 0x7F && text[1] == '\0') {
        *key = (uint8_t) text[0];
        return STATUS_OK;
    }
    return fail(failure, STATUS_USAGE,
                "'%.40s' is no key\nwrite it as ctrl-x, ^X or a single character", text);
}
