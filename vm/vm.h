// SPDX-License-Identifier: Apache-2.0
// vm.h: the machine, as programs that embed it see it.
//
// A machine runs Erlang: give it packs and modules, then run a start function. It prints nothing
// but what the program prints (through platforms/platform.h), never exits, and keeps no global
// state: several can live in one process. All functions are for one thread, the one that calls
// vm_run.

#ifndef VM_VM_H
#define VM_VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

struct vm;

struct vm_options {
    int schedulers;               // threads that run Erlang; 0: one
    const char *const *arguments; // for init:get_plain_arguments/0; borrowed until vm_free
    size_t argument_count;
    const char *trace;        // "MOD" or "MOD:FUN": print calls and returns; NULL none
    bool translates;          // word code of packs is not used (docs/wordcode.md, "Trust")
    uint64_t fail_allocation; // the n-th allocation fails (AVM_ALLOC_INJECT builds); 0 none
    uint64_t fail_count;      // and so many after it
    uint64_t max_reductions;  // stop after so many, or when it waits; 0: no limit (fuzzing)
    size_t max_memory;        // bytes of all heaps; 0: no limit
    // Called with what a program hands over with avm_test:report/1, in pieces; NULL: nowhere.
    void (*report)(void *context, const uint8_t *bytes, size_t size);
    void *report_context;
};

enum vm_outcome {
    VM_RETURNED, // the start function returned: vm_result_text tells what
    VM_HALTED,   // erlang:halt: status in vm_result
    VM_CRASHED,  // the start process ended with an exception; the report went to stderr
    VM_STOPPED,  // max_reductions reached
};

struct vm_result {
    enum vm_outcome outcome;
    int status;  // exit status the program asked for
    char *value; // printed return value of the start function, or NULL; free with vm_result_clear
    size_t value_size;
    struct vm *vm;
};

struct vm_statistics {
    uint64_t reductions;
    uint64_t collections_minor, collections_major;
    size_t heap_peak_bytes;   // largest sum of process heaps
    size_t memory_peak_bytes; // everything allocated by the machine
    uint64_t run_time_us;
};

// A new machine, or NULL when there is no memory. options may be NULL.
struct vm *vm_new(const struct vm_options *options);
void vm_free(struct vm *vm);

// Packs are searched in the order given, each before directories, each before the embedded library.
// Bytes are borrowed until vm_free. name is for messages. STATUS_INPUT: not a pack, or damaged.
enum status vm_add_pack(struct vm *vm, const char *name, const void *bytes, size_t size,
                        struct failure *failure);
// One BEAM file, plain or gzip-compressed (erlc +compressed).
enum status vm_add_beam(struct vm *vm, const char *name, const void *bytes, size_t size,
                        struct failure *failure);
// The library to fall back on (a pack), searched last.
enum status vm_set_library(struct vm *vm, const void *bytes, size_t size, struct failure *failure);

// Called for what no pack has: find it, for example in directories. name is as in a pack:
// "lists.beam", "app/priv/logo.bin", and "app/priv/application.bin" for the resource of an
// application as an external term. Returns bytes that live until vm_free, or NULL. *path (optional,
// may stay NULL) names the file in messages.
typedef const void *(*vm_find_file)(void *context, const char *name, size_t *size,
                                    const char **path);
void vm_set_finder(struct vm *vm, vm_find_file find, void *context);
// The folders that it looks through, for code:get_path/0 and its neighbours: the index-th, or NULL;
// and others instead, which are copied (false: no memory). Both have the finder's context. Without
// them there are none, and none can be set.
typedef const char *(*vm_get_folder)(void *context, size_t index);
typedef bool (*vm_set_folders)(void *context, const char *const *folders, size_t count);
void vm_set_finder_folders(struct vm *vm, vm_get_folder get, vm_set_folders set);

// Name of the first module that exports start/0, in the order added, or NULL. Lives as long as the
// machine.
const char *vm_find_start(struct vm *vm);

// Run module:start/0 in a process of its own until it returns, fails, or halts.
// STATUS_FAILED: no such module or function; STATUS_INPUT: it cannot be loaded (failure says why).
enum status vm_run(struct vm *vm, const char *module, struct vm_result *result,
                   struct failure *failure);
void vm_result_clear(struct vm_result *result);

void vm_get_statistics(const struct vm *vm, struct vm_statistics *statistics);

// Print BEAM instructions and word code of a module side by side. function NULL: all; "name/arity"
// one.
typedef void (*vm_print)(void *context, const char *text, size_t size);
enum status vm_disassemble(const char *name, const void *beam, size_t size, const char *function,
                           vm_print print, void *context, struct failure *failure);

// Word code for a module of a pack, as the data of the chunk VM_WORDCODE_TAG, on the heap; the
// caller frees *out. beam is as it will be in the pack, but for this chunk. The same on every
// machine. STATUS_INPUT: the module cannot be translated, or has no code that could be.
#define VM_WORDCODE_TAG "avmW"
enum status vm_write_wordcode(const void *beam, size_t size, uint8_t **out, size_t *out_size,
                              struct failure *failure);
// What is in such a chunk.
struct vm_wordcode {
    uint32_t version;
    bool is_current; // this machine runs that version
    bool is_whole;   // the checksum is right
};
// False: the module has none.
bool vm_wordcode_of(const void *beam, size_t size, struct vm_wordcode *wordcode);

// Where the code of a BEAM file is written: called for every label of it, in the order of the file.
// A function begins at its first one; line is that of the code before the label, which for the
// first is where the function stands. Texts are borrowed during the call.
struct vm_place {
    const char *function;
    uint32_t arity;
    uint32_t label;
    const char *file; // "" when the module has no line numbers
    uint32_t line;    // 0: not known
};
typedef void (*vm_place_visit)(void *context, const struct vm_place *place);
enum status vm_visit_places(const char *name, const void *beam, size_t size, vm_place_visit visit,
                            void *context, struct failure *failure);

// Whether modules can be loaded and what they call exists, without running them: vm_check_new, then
// vm_check_module for each, then vm_check_missing. The machine has all its packs, modules and its
// library before, and is of no other use afterwards: -on_load functions have not run.
struct vm_check;

// NULL: no memory.
struct vm_check *vm_check_new(struct vm *vm);
void vm_check_free(struct vm_check *check);

// Load a module as a call to it would, and remember what it calls. Asking twice does nothing.
// STATUS_INPUT: it cannot be loaded; STATUS_FAILED: there is no such module.
enum status vm_check_module(struct vm_check *check, const char *module, struct failure *failure);

// A function that is called and that neither the machine nor any module has. Texts are as Erlang
// writes them, and borrowed during the call.
struct vm_missing {
    const char *function; // "lists:nosuch/1"
    const char *caller;   // of the first call: "app:start/0"
    const char *file;     // of the first call; NULL: the module has no line numbers
    uint32_t line;
    uint32_t others; // modules that call it too
};
typedef void (*vm_missing_visit)(void *context, const struct vm_missing *missing);

// Ask about another machine than this one: natives that it lacks count as missing. Names are
// borrowed during the call.
typedef bool (*vm_check_lacks)(void *context, const char *module, const char *function,
                               unsigned arity);
void vm_check_set_target(struct vm_check *check, vm_check_lacks lacks, void *context);

// Every function that is missing, once, in the order of names. STATUS_LIMIT: no memory.
enum status vm_check_missing(struct vm_check *check, vm_missing_visit visit, void *context,
                             struct failure *failure);

// Taking functions that nothing can reach out of the modules of a program: vm_prune_new, then
// vm_prune_add for each module, vm_prune_follow, then ask for each module, by its number in the
// order of adding. No machine is needed. What stays and why is said in prune_reach.c.
struct vm_prune;

// NULL: no memory.
struct vm_prune *vm_prune_new(void);
void vm_prune_free(struct vm_prune *prune);

enum vm_prune_role {
    VM_PRUNE_LIBRARY,
    VM_PRUNE_APPLICATION, // what it exports stays
    VM_PRUNE_OUTSIDE,     // is there when the program runs, but is not of the pack
};

// The module is not compressed as a whole, and borrowed until vm_prune_free. Of several with one
// name those outside do not count. STATUS_INPUT: not a module.
enum status vm_prune_add(struct vm_prune *prune, const uint8_t *beam, size_t size,
                         enum vm_prune_role role, struct failure *failure);

// Find out what stays when the program begins in module number `start`.
enum status vm_prune_follow(struct vm_prune *prune, size_t start, struct failure *failure);

struct vm_prune_module {
    bool stays;
    bool is_opaque;      // cannot be taken apart: stays whole
    const char *why;     // "called by", "named in", "implements"; NULL: the program begins there
    const char *because; // the module that does
    uint32_t functions;  // that it has
    uint32_t staying;    // of them
};
void vm_prune_get(const struct vm_prune *prune, size_t number, struct vm_prune_module *module);

// The function in which the application makes names at run time, for which reason everything that
// is exported stays; NULL: none does.
const char *vm_prune_maker(const struct vm_prune *prune);

// The module with the functions that stay, on the heap; the caller frees *out. An opaque module
// comes out as it is. STATUS_INPUT: it is damaged.
enum status vm_prune_write(struct vm_prune *prune, size_t number, uint8_t **out, size_t *size,
                           struct failure *failure);

#endif
