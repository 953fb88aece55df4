// SPDX-License-Identifier: Apache-2.0
// tree.h - facts printed on the standard output, as indented lines for people or as JSON: both
// from the same calls.
//
//     chip: ESP32-C3                       {"chip": "ESP32-C3",
//     segments:                             "segments": [
//       - address: 0x40380000                 {"address": 1077411840,
//         size: 80                             "size": 80}]}

#ifndef AVM_TREE_H
#define AVM_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

#define TREE_DEPTH 16

struct tree {
    bool json;
    unsigned depth;
    bool is_list[TREE_DEPTH];
    bool has_items[TREE_DEPTH];
    bool is_item; // the next line begins an item of a list
};

void tree_begin(struct tree *tree, bool json);
void tree_end(struct tree *tree);

// Things within things. name is NULL within a list.
void tree_open(struct tree *tree, const char *name);
void tree_open_list(struct tree *tree, const char *name);
void tree_close(struct tree *tree);

void tree_text(struct tree *tree, const char *name, const char *text);
void tree_number(struct tree *tree, const char *name, uint64_t number);
void tree_hex(struct tree *tree, const char *name, uint64_t number); // a number in JSON
void tree_flag(struct tree *tree, const char *name, bool value);
void tree_digest(struct tree *tree, const char *name, const uint8_t *bytes, size_t size);
void tree_format(struct tree *tree, const char *name, const char *format, ...) FAILURE_PRINTF(3, 4);

#endif
