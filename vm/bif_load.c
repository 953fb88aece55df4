// SPDX-License-Identifier: Apache-2.0
// bif_load.c: loading modules from bytes, replacing and deleting them, and where modules are looked
// for: natives of erlang, and those that vm/lib/estdlib/code.erl stands on (avm_code).
//
// Code that was replaced stays in memory, since processes, funs and literals may refer to it;
// purging says only that nobody should.

#include <string.h>

#include "packbeam/beam_file.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/load.h"
#include "vm/machine.h"
#include "vm/pause.h"
#include "vm/process_table.h"
#include "vm/source.h"

#if AVM_LOADING

// A copy of a binary in memory of the machine with a NUL behind it; NULL: raised.
static uint8_t *copy_binary(struct process *p, term binary, size_t *size)
{
    *size = bitstring_size(binary) / 8;
    uint8_t *copy = memory_alloc(p->vm, *size + 1);
    if (copy == NULL) {
        raise_out_of_memory(p);
        return NULL;
    }
    binary_copy_bytes(binary, copy);
    copy[*size] = 0;
    return copy;
}

static term load_outcome(struct process *p, term name, enum status status)
{
    if (status == STATUS_LIMIT) {
        return raise_out_of_memory(p);
    }
    if (!heap_ensure(p, 3)) {
        return NONE;
    }
    if (status == STATUS_OK) {
        return build_tuple2(p, ATOM_module, name);
    }
    term reason = atom_intern(p->vm, "badfile", 7, true);
    return reason != NONE ? build_tuple2(p, ATOM_error, reason) : raise_system_limit(p);
}

// {module, Name} or {error, not_purged | badfile}. path: a binary, or anything else for none.
static term load(struct process *p, term name, term beam, term path)
{
    if (!is_atom(name) || !is_binary(beam)) {
        return raise_badarg(p);
    }
    if (module_find_old(p->vm, name) != NULL) {
        term reason = atom_intern(p->vm, "not_purged", 10, true);
        if (reason == NONE || !heap_ensure(p, 3)) {
            return reason == NONE ? raise_system_limit(p) : NONE;
        }
        return build_tuple2(p, ATOM_error, reason);
    }
    size_t size, path_size = 0;
    uint8_t *bytes = copy_binary(p, beam, &size);
    uint8_t *text = is_binary(path) && bytes != NULL ? copy_binary(p, path, &path_size) : NULL;
    if (bytes == NULL || (text == NULL && is_binary(path))) {
        memory_free(p->vm, bytes, size + 1);
        return NONE;
    }
    struct module *module;
    threads_lock(p->vm, LOCK_CODE);
    enum status status =
        load_beam_copied(p->vm, (const char *) text, bytes, size, name, &module, NULL);
    threads_unlock(p->vm, LOCK_CODE);
    memory_free(p->vm, bytes, size + 1);
    memory_free(p->vm, text, text != NULL ? path_size + 1 : 0);
    return load_outcome(p, name, status);
}

term bif_erlang_load_module(struct process *p, term *args)
{
    return load(p, args[0], args[1], NIL);
}

// load(Module, Beam, Path)
term bif_avm_code_load(struct process *p, term *args)
{
    return load(p, args[0], args[1], args[2]);
}

term bif_erlang_delete_module(struct process *p, term *args)
{
    if (!is_atom(args[0]) || module_find_old(p->vm, args[0]) != NULL) {
        return raise_badarg(p);
    }
    struct module *module = module_find(p->vm, args[0]);
    if (module == NULL) {
        return ATOM_undefined;
    }
    threads_lock(p->vm, LOCK_CODE);
    module_delete(module);
    threads_unlock(p->vm, LOCK_CODE);
    return ATOM_true;
}

term bif_erlang_check_old_code(struct process *p, term *args)
{
    return is_atom(args[0]) ? make_bool(module_find_old(p->vm, args[0]) != NULL) : raise_badarg(p);
}

// After this the machine knows nothing of the old code.
term bif_erlang_purge_module(struct process *p, term *args)
{
    struct module *old = is_atom(args[0]) ? module_find_old(p->vm, args[0]) : NULL;
    if (old == NULL) {
        return raise_badarg(p);
    }
    SHARED_SET(&old->age, MODULE_PURGED);
    return ATOM_true;
}

static bool is_in(const struct module *module, const uint32_t *code)
{
    return (uintptr_t) code >= (uintptr_t) module->code &&
           (uintptr_t) code < (uintptr_t) (module->code + module->code_words);
}

// Is a fun of the module among the objects? They have just been collected: nothing else is there.
static bool has_fun(const struct module *module, const term *at, const term *end)
{
    while (at < end) {
        if ((*at & TAG_PRIMARY_MASK) != TAG_HEADER) {
            at++;
            continue;
        }
        switch (header_tag(*at)) {
        case TAG_TUPLE:
        case TAG_RECORD:
        case TAG_MAP:
        case TAG_MAP_HASH:
            at++;
            break;
        case TAG_FUN:
            if (((const struct fun_entry *) at[1])->module == module) {
                return true;
            }
            at += 2;
            break;
        default:
            at += header_arity(*at) + 1;
            break;
        }
    }
    return false;
}

// Is the process in that code, or does it return to it?
static bool is_inside(const struct process *of, const struct module *module)
{
    if (is_in(module, of->pc)) {
        return true;
    }
    for (const term *at = of->stack; at < of->stack_base; at++) {
        if ((*at & TAG_PRIMARY_MASK) == TAG_HEADER && *at != 0 &&
            is_in(module, (const uint32_t *) *at)) {
            return true;
        }
    }
    return false;
}

// Funs in messages that wait do not count.
term bif_erlang_check_process_code_2(struct process *p, term *args)
{
    if (!is_local_pid(args[0]) || !is_atom(args[1])) {
        return raise_badarg(p);
    }
    const struct module *old = module_find_old(p->vm, args[1]);
    if (old == NULL) {
        return ATOM_false;
    }
    if (bif_erlang_garbage_collect_1(p, args) == NONE) {
        return NONE;
    }
    const struct process *of = process_find(p->vm, args[0]);
    if (of == NULL || of->exiting) {
        return ATOM_false;
    }
    // A native that was interrupted may have built things that are not whole.
    return make_bool(
        is_inside(of, old) ||
        (!pause_holds_heap(of) && (has_fun(old, of->heap, of->heap_top) ||
                                   has_fun(old, of->extra->old_heap, of->extra->old_top))));
}

// path(): the folders that modules are looked for in, as binaries
term bif_avm_code_path(struct process *p, term *args)
{
    (void) args;
    struct vm *vm = p->vm;
    term kept[2] = {NIL, NIL}; // list, folder
    struct gc_roots roots;
    size_t count = 0;
    bool good = true;
    while (vm->get_folder != NULL && vm->get_folder(vm->find_context, count) != NULL) {
        count++;
    }
    roots_push(p, &roots, kept, 2);
    while (good && count > 0) {
        const char *folder = vm->get_folder(vm->find_context, --count);
        kept[1] = binary_from_bytes(p, folder, strlen(folder));
        good = kept[1] != NONE && heap_ensure(p, 2);
        kept[0] = good ? build_cons(p, kept[1], kept[0]) : NIL;
    }
    roots_pop(p, &roots);
    return good ? kept[0] : NONE;
}

// set_path(Folders): binaries that end with a NUL
term bif_avm_code_set_path(struct process *p, term *args)
{
    struct vm *vm = p->vm;
    size_t count = 0;
    term list = args[0];
    for (; is_cons(list) && is_binary(cons_head(list)); list = cons_tail(list)) {
        size_t size;
        const uint8_t *bytes = binary_bytes(cons_head(list), &size);
        if (bytes == NULL || size == 0 || bytes[size - 1] != 0) {
            break;
        }
        count++;
    }
    if (list != NIL || vm->set_folders == NULL) {
        return raise_badarg(p);
    }
    const char **folders = memory_alloc(vm, (count + 1) * sizeof *folders);
    if (folders == NULL) {
        return raise_out_of_memory(p);
    }
    list = args[0];
    for (size_t i = 0; i < count; i++, list = cons_tail(list)) {
        size_t size;
        folders[i] = (const char *) binary_bytes(cons_head(list), &size);
    }
    threads_lock(vm, LOCK_CODE);
    bool good = vm->set_folders(vm->find_context, folders, count);
    threads_unlock(vm, LOCK_CODE);
    memory_free(vm, folders, (count + 1) * sizeof *folders);
    return good ? (term) ATOM_ok : raise_out_of_memory(p);
}

// md5(Beam): what module_info(md5) of that module would be, or undefined
term bif_avm_code_md5(struct process *p, term *args)
{
    struct beam_file file;
    size_t size;
    if (!is_binary(args[0])) {
        return raise_badarg(p);
    }
    uint8_t *bytes = copy_binary(p, args[0], &size);
    if (bytes == NULL) {
        return NONE;
    }
    struct module module = {.vm = p->vm, .beam = bytes, .beam_size = size};
    bool good = beam_file_open(bytes, size, &file, NULL) == STATUS_OK;
    const uint8_t *md5 = good ? module_md5(&module) : NULL;
    memory_free(p->vm, bytes, size + 1);
    return good ? binary_from_bytes(p, md5, MODULE_MD5_SIZE) : (term) ATOM_undefined;
}

struct packed {
    struct process *p;
    term list, name, path; // roots
};

static bool add_packed(void *context, const char *name, const char *path)
{
    struct packed *packed = context;
    packed->name = binary_from_bytes(packed->p, name, strlen(name));
    packed->path = packed->name != NONE ? binary_from_bytes(packed->p, path, strlen(path)) : NONE;
    if (packed->path == NONE || !heap_ensure(packed->p, 2 + 3)) {
        packed->name = packed->path = NIL;
        return false;
    }
    term pair = build_tuple2(packed->p, packed->name, packed->path);
    packed->list = build_cons(packed->p, pair, packed->list);
    return true;
}

// packed(): [{Name, Pack}] of the modules in packs, those named on the command line last; a module
// that is no pack is not in it
term bif_avm_code_packed(struct process *p, term *args)
{
    (void) args;
    struct packed packed = {p, NIL, NIL, NIL};
    struct gc_roots roots;
    roots_push(p, &roots, &packed.list, 3);
    bool good = sources_each(p->vm, add_packed, &packed);
    roots_pop(p, &roots);
    return good ? packed.list : NONE;
}

#endif
