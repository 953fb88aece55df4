// SPDX-License-Identifier: Apache-2.0
// inputs.h - what the command line says goes into a pack, as a flat list of entries.
//
// An input is a module (.beam), a pack, an archive of modules (.ez), a directory of modules, a
// source (.erl), an application resource file (.app), or any other file. What it is is found out
// from its first bytes where they tell, else from its name. Contents are read when they are needed,
// one entry at a time; packs and archives stay mapped until inputs_clear().

#ifndef AVM_INPUTS_H
#define AVM_INPUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "avm/options.h"
#include "packbeam/status.h"
#include "packbeam/zip.h"
#include "platforms/files.h"

enum entry_kind {
    ENTRY_MODULE,  // a compiled module
    ENTRY_FILE,    // a plain file
    ENTRY_SECTION, // a section of another pack: keeps its flags
};

struct entry {
    enum entry_kind kind;
    char *name;            // in the pack
    char *origin;          // where it comes from, for messages
    uint32_t flags;        // of a section
    bool is_named;         // stood on the command line itself, not in a pack or directory
    const uint8_t *data;   // in memory; NULL: path or zip
    size_t size;           // of data
    uint8_t *owned;        // data, when it is on the heap
    const struct zip *zip; // NULL: not in an archive
    struct zip_entry zip_entry;
};

struct container;

struct inputs {
    struct entry *entries;
    size_t count;
    size_t capacity;
    struct container *containers;
    // Only modules, packs and plain files, which are named as the path is spelt: what the
    // established packers take.
    bool is_plain;
};

void inputs_clear(struct inputs *inputs);

// Add what path stands for: see above, and NAME=FILE.
enum status inputs_add(struct inputs *inputs, const char *path, struct failure *failure);

// Add "APP=DIR": all files below DIR as APP/priv/PATH, in alphabetical order.
enum status inputs_add_priv(struct inputs *inputs, const char *text, struct failure *failure);

// Keep one entry of each name, the first or the last; it stands where the first stood.
typedef void (*inputs_report)(void *context, const struct entry *kept, const struct entry *left);
enum status inputs_drop_duplicates(struct inputs *inputs, bool keep_last, inputs_report report,
                                   void *context, struct failure *failure);

// Remove all entries that were marked.
void inputs_mark_removed(struct entry *entry);
void inputs_remove_marked(struct inputs *inputs);

// The contents of an entry, until entry_close().
struct entry_bytes {
    const uint8_t *data;
    size_t size;
    struct file_bytes file;
    uint8_t *owned;
};
enum status entry_open(const struct entry *entry, struct entry_bytes *bytes,
                       struct failure *failure);
void entry_close(struct entry_bytes *bytes);

bool entry_is_module(const struct entry *entry);

// Give an entry other contents, from the heap.
void entry_replace(struct entry *entry, uint8_t *data, size_t size);

#endif
