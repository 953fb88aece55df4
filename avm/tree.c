// SPDX-License-Identifier: Apache-2.0
// tree.c - one way to say things, two ways to print them.

#include "avm/tree.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "avm/json.h"

static void indent(unsigned depth)
{
    printf("%*s", (int) (2 * depth), "");
}

// What stands before a value: its name, commas, dashes.
static void lead(struct tree *tree, const char *name)
{
    if (tree->json) {
        printf("%s\n", tree->has_items[tree->depth] ? "," : "");
        indent(tree->depth);
        if (name != NULL) {
            json_print_text(name);
            printf(": ");
        }
        tree->has_items[tree->depth] = true;
        return;
    }
    // Lines stand one step to the left: the outermost thing has no name.
    unsigned depth = tree->depth - 1;
    if (tree->is_item) {
        indent(depth > 0 ? depth - 1 : 0);
        printf("- ");
        tree->is_item = false;
    } else {
        indent(depth);
    }
    if (name != NULL) {
        printf("%s:", name);
    }
}

static void enter(struct tree *tree, const char *name, bool is_list)
{
    bool in_list = tree->depth > 0 && tree->is_list[tree->depth];
    if (tree->json && tree->depth > 0) {
        lead(tree, name);
    } else if (!tree->json && in_list) {
        tree->is_item = true; // its first line gets the dash
    } else if (!tree->json && tree->depth > 0) {
        lead(tree, name);
        putchar('\n');
    }
    if (tree->json) {
        putchar(is_list ? '[' : '{');
    }
    if (tree->depth + 1 < TREE_DEPTH) {
        tree->depth++;
    }
    tree->is_list[tree->depth] = is_list;
    tree->has_items[tree->depth] = false;
}

void tree_open(struct tree *tree, const char *name)
{
    enter(tree, name, false);
}

void tree_open_list(struct tree *tree, const char *name)
{
    enter(tree, name, true);
}

void tree_close(struct tree *tree)
{
    if (tree->json) {
        if (tree->has_items[tree->depth]) {
            putchar('\n');
            indent(tree->depth - 1);
        }
        putchar(tree->is_list[tree->depth] ? ']' : '}');
    }
    tree->depth--;
}

void tree_begin(struct tree *tree, bool json)
{
    *tree = (struct tree){.json = json};
    tree_open(tree, NULL);
}

void tree_end(struct tree *tree)
{
    tree_close(tree);
    if (tree->json) {
        putchar('\n');
    }
}

// Text from a file may hold anything; what a terminal would act on is shown as '?'.
static void print_plain(const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char) *text;
        putchar(byte < 0x20 || byte == 0x7F ? '?' : byte);
    }
}

void tree_text(struct tree *tree, const char *name, const char *text)
{
    lead(tree, name);
    if (tree->json) {
        json_print_text(text);
        return;
    }
    printf("%s", name != NULL ? " " : "");
    print_plain(text);
    putchar('\n');
}

void tree_number(struct tree *tree, const char *name, uint64_t number)
{
    lead(tree, name);
    printf(tree->json ? "%" PRIu64 : " %" PRIu64 "\n", number);
}

void tree_hex(struct tree *tree, const char *name, uint64_t number)
{
    lead(tree, name);
    printf(tree->json ? "%" PRIu64 : " 0x%" PRIx64 "\n", number);
}

void tree_flag(struct tree *tree, const char *name, bool value)
{
    lead(tree, name);
    printf(tree->json ? "%s" : " %s\n", value ? "true" : "false");
}

void tree_format(struct tree *tree, const char *name, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    tree_text(tree, name, text);
}

void tree_digest(struct tree *tree, const char *name, const uint8_t *bytes, size_t size)
{
    char text[2 * 64 + 1] = "";
    for (size_t i = 0; i < size && i < 64; i++) {
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    }
    tree_text(tree, name, text);
}
