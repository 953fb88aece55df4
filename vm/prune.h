// SPDX-License-Identifier: Apache-2.0
// prune.h: taking functions that nothing can reach out of modules. For tools, not for the machine.
//
// Three steps, one file each: prune_read.c takes a module apart, prune_reach.c follows what can be
// reached through all of them, prune_write.c puts together what is left. The rules of what stays
// stand in prune_reach.c.
//
// Atoms of all modules share one numbering ("names"), so that an import of one module and an
// export of another are compared as numbers. Everything else is numbered as in its module.

#ifndef VM_PRUNE_H
#define VM_PRUNE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/beam_file.h"
#include "packbeam/status.h"
#include "vm/decode.h"

#define PRUNE_NONE UINT32_MAX

struct prune_function {
    uint32_t module, name; // index, name
    uint32_t arity, label; // label: of the entry
    uint32_t start, end;   // offsets in the instructions: from the label of its func_info on
    uint32_t lines;        // line instructions in it
    uint32_t next_of_name; // in vm_prune.functions
    uint32_t next_waiting;
    bool exported, reached, waiting, on_load;
    bool meets_unknown; // it calls what no module has
    bool is_method;     // its name is applied to so many arguments, to whatever module
};

// Rows as in the file.
struct prune_import {
    uint32_t module, function, arity; // names
};
struct prune_row {
    uint32_t atom, arity, label; // atom: number in the module, from 1
};
struct prune_fun {
    uint32_t atom, arity, label, index, free_count, old_uniq;
};
struct prune_literal {
    const uint8_t *data;
    uint32_t size;
};

// How a module came to stay.
enum prune_reason {
    PRUNE_START,          // the program begins there
    PRUNE_CALLED,         // by a function of another module
    PRUNE_NAMED,          // as an atom
    PRUNE_IMPLEMENTATION, // of a protocol that stays
};

struct prune_module {
    struct beam_file file;
    uint32_t name;
    uint32_t *names; // by number of the atom in the module, from 1
    uint32_t atom_count;
    struct prune_import *imports;
    uint32_t import_count;
    struct prune_row *exports, *locals;
    uint32_t export_count, local_count;
    struct prune_fun *funs;
    uint32_t fun_count;
    struct prune_literal *literals;
    uint32_t literal_count;
    uint8_t *literal_bytes; // when they had to be inflated
    const uint8_t *code;
    uint32_t code_size, code_header; // of the header that stands in front
    uint32_t label_count;
    uint32_t *label_functions; // by label: in vm_prune.functions, or PRUNE_NONE
    uint32_t first_function, function_count;
    uint32_t next_alive;
    bool *literals_reached;
    bool keeps_exports, opaque, alive, named, is_implementation;
    bool outside; // not of the pack: followed, but not written
    enum prune_reason reason;
    uint32_t because; // module
};

struct prune_name {
    const char *text;
    uint32_t size;
    uint32_t functions; // first function of that name
    uint32_t module;    // module of that name
    bool reached;       // occurs as an atom where it can be a value
};

struct vm_prune {
    struct prune_module *modules;
    struct prune_function *functions;
    struct prune_name *names;
    uint32_t *buckets; // names by hash; PRUNE_NONE: empty
    uint32_t module_count, module_capacity;
    uint32_t function_count, function_capacity;
    uint32_t name_count, name_capacity, bucket_count;
    // Items of the lists of the instruction being read, a block for each list.
    struct operand *items[MAX_OPERANDS];
    size_t item_capacity[MAX_OPERANDS];
    unsigned lists;
    uint32_t waiting;           // functions reached and not yet followed
    uint32_t alive, last_alive; // modules, in the order in which they came to stay
    uint32_t current;           // module that is being followed
    bool calls_back;            // what is named may be called by what nobody here has
    bool everything;            // names can be made at run time: all that is exported stays
    char maker[120];            // what makes names, for a message
    bool no_memory;
};

// prune_read.c
uint32_t prune_find_name(const struct vm_prune *prune, const char *text, size_t size);
enum status prune_read(struct vm_prune *prune, struct prune_module *module,
                       struct failure *failure);
// A decoder whose items live until the next instruction or operand; read it with these.
struct decoder prune_decoder(struct vm_prune *prune, const uint8_t *bytes, size_t size);
bool prune_next(struct decoder *decoder, struct instruction *instruction);
bool prune_next_operand(struct decoder *decoder, struct operand *operand);
// Is the operand of the instruction one whose atoms become values of the program, not only
// something to compare values with? item: in a list.
bool prune_is_value(const struct instruction *i, int operand, int64_t item);

// prune_reach.c
void prune_follow(struct vm_prune *prune, uint32_t start);

// prune_write.c
enum status prune_write(struct vm_prune *prune, const struct prune_module *module, uint8_t **out,
                        size_t *out_size, struct failure *failure);

#endif
