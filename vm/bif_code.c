// SPDX-License-Identifier: Apache-2.0
// bif_code.c: what the module code tells about modules: where they are and which are loaded; plain
// files beside them.

#include <string.h>

#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/iodata.h"
#include "vm/machine.h"
#include "vm/source.h"
#include "vm/text.h"

static term path_term(struct process *p, const char *path)
{
    return path == NULL ? NIL : list_from_utf8(p, path, strlen(path));
}

// Where is the module: loaded, or to be loaded from? False: nowhere.
static bool find_path(struct vm *vm, term name, const char **path)
{
    const struct module *module = module_find(vm, name);
    struct found_beam found;
    if (module != NULL) {
        *path = module->path;
        return true;
    }
    if (!source_find(vm, name, &found, NULL)) {
        return false;
    }
    *path = found.path;
    return true;
}

term bif_code_which(struct process *p, term *args)
{
    const char *path;
    if (!is_atom(args[0])) {
        return raise_error(p, ATOM_function_clause);
    }
#if AVM_OBSERVER
    if (args[0] == ATOM_erlang) {
        return ATOM_preloaded;
    }
#endif
    return find_path(p->vm, args[0], &path) ? path_term(p, path) : (term) ATOM_non_existing;
}

// Bytes that live as long as the machine. NONE: raised.
static term constant_binary(struct process *p, const uint8_t *bytes, size_t size)
{
    if (!heap_ensure(p, BIN_CONST_WORDS)) {
        return NONE;
    }
    term *object = heap_take(p, BIN_CONST_WORDS);
    object[0] = make_header(BIN_CONST_WORDS - 1, TAG_BIN_CONST);
    object[1] = size;
    object[2] = (term) bytes;
    return make_boxed(object);
}

// {Module, Beam, Path} or error
term bif_code_get_object_code(struct process *p, term *args)
{
    struct found_beam found;
    if (!is_atom(args[0])) {
        return raise_error(p, ATOM_function_clause);
    }
    if (!source_find(p->vm, args[0], &found, NULL)) {
        return ATOM_error;
    }
    term kept[2] = {NIL, NIL}; // bytes, path
    struct gc_roots roots;
    roots_push(p, &roots, kept, 2);
    kept[0] = constant_binary(p, found.beam, found.size);
    bool good = kept[0] != NONE;
    if (good) {
        kept[1] = path_term(p, found.path);
        good = kept[1] != NONE && heap_ensure(p, 4);
    }
    roots_pop(p, &roots);
    return good ? build_tuple3(p, args[0], kept[0], kept[1]) : NONE;
}

// [{Module, Path}]
term bif_code_all_loaded(struct process *p, term *args)
{
    term kept[2] = {NIL, NIL}; // list, path
    struct gc_roots roots;
    roots_push(p, &roots, kept, 2);
    bool good = true;
    for (const struct module *m = p->vm->modules; good && m != NULL; m = m->next) {
#if AVM_LOADING
        if (m->age != MODULE_CURRENT) {
            continue;
        }
#endif
        kept[1] = path_term(p, m->path);
        good = kept[1] != NONE && heap_ensure(p, 2 + 3);
        if (good) {
            kept[0] = build_cons(p, build_tuple2(p, m->name, kept[1]), kept[0]);
        }
    }
    roots_pop(p, &roots);
    return good ? kept[0] : NONE;
}

static void append_bytes(void *context, const uint8_t *bytes, size_t size)
{
    text_append(context, (const char *) bytes, size);
}

// atomvm:read_priv(App, Path): the file App/priv/Path of a pack, or undefined.
term bif_atomvm_read_priv(struct process *p, term *args)
{
    struct text name;
    size_t size;
    const uint8_t *data;
    if (!is_atom(args[0])) {
        return raise_badarg(p);
    }
    text_init(&name, p->vm);
    const char *app = atom_text(p->vm, args[0], &size);
    text_append(&name, app, size);
    text_append(&name, "/priv/", 6);
    enum iodata_status status = iodata_each(p->vm, args[1], append_bytes, &name);
    text_append(&name, "", 1);
    if (status != IODATA_END || name.failed) {
        bool failed = name.failed;
        text_clear(&name);
        return failed ? raise_out_of_memory(p) : iodata_raise(p, status);
    }
    bool found = source_find_file(p->vm, name.bytes, &data, &size);
    text_clear(&name);
    return found ? constant_binary(p, data, size) : (term) ATOM_undefined;
}
