// SPDX-License-Identifier: Apache-2.0
// bif_fun.c: natives on funs and loaded modules.

#include "packbeam/beam_file.h"
#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/etf.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/module.h"
#include "vm/text.h"

term bif_erlang_make_fun(struct process *p, term *args)
{
    if (!is_atom(args[0]) || !is_atom(args[1]) || !is_small(args[2]) || small_value(args[2]) < 0 ||
        small_value(args[2]) > 255) {
        return raise_badarg(p);
    }
    struct export *entry = export_get(p->vm, args[0], args[1], (uint32_t) small_value(args[2]));
    if (entry == NULL) {
        return raise_out_of_memory(p);
    }
    if (!heap_ensure(p, 2)) {
        return NONE;
    }
    term *object = heap_take(p, 2);
    object[0] = make_header(1, TAG_EXPORT);
    object[1] = (term) entry;
    return make_boxed(object);
}

static term captured(struct process *p, term fun)
{
    const term *object = boxed_object(fun);
    term list = NIL;
    if (header_tag(*object) == TAG_FUN) {
        for (size_t i = header_arity(*object); i > 1; i--) {
            list = build_cons(p, object[i], list);
        }
    }
    return list;
}

// Value of one item of fun_info, or NONE: no such item for this kind of fun. Words for the captured
// list are ensured.
static term fun_item(struct process *p, term fun, term item)
{
    const term *object = boxed_object(fun);
    bool is_local = header_tag(*object) == TAG_FUN;
    const struct fun_entry *local = is_local ? (const struct fun_entry *) object[1] : NULL;
    const struct export *external = is_local ? NULL : (const struct export *) object[1];
    switch ((enum atom_term) item) {
    case ATOM_module:
        return is_local ? local->module->name : external->module_name;
    case ATOM_name:
        return is_local ? local->function : external->function;
    case ATOM_arity:
        return make_small((sterm) (is_local ? local->arity - local->free_count : external->arity));
    case ATOM_type:
        return is_local ? ATOM_local : ATOM_external;
    case ATOM_env:
        return captured(p, fun);
    case ATOM_index:
    case ATOM_new_index:
        return is_local ? make_small((sterm) local->index) : (term) ATOM_undefined;
    case ATOM_uniq:
        return is_local ? make_small((sterm) (local->old_uniq & 0x7ffffff)) : (term) ATOM_undefined;
    case ATOM_pid:
        return is_local ? p->pid : (term) ATOM_undefined;
    default:
        return NONE;
    }
}

static size_t captured_words(term fun)
{
    return 2 * header_arity(*boxed_object(fun));
}

term bif_erlang_fun_info_2(struct process *p, term *args)
{
    if (!is_fun(args[0]) || !is_atom(args[1])) {
        return raise_badarg(p);
    }
    if (args[1] == ATOM_new_uniq && is_boxed_tag(args[0], TAG_FUN)) {
        const struct fun_entry *entry = (const struct fun_entry *) boxed_object(args[0])[1];
        term md5 = binary_from_bytes(p, module_md5(entry->module), MODULE_MD5_SIZE);
        if (md5 == NONE || (args[0] = md5, !heap_ensure(p, 3))) {
            return NONE;
        }
        return build_tuple2(p, args[1], args[0]);
    }
    if (!heap_ensure(p, 3 + captured_words(args[0]))) {
        return NONE;
    }
    term value = args[1] == ATOM_new_uniq ? (term) ATOM_undefined : fun_item(p, args[0], args[1]);
    return value == NONE ? raise_badarg(p) : build_tuple2(p, args[1], value);
}

// {Module, Name, Arity}
term bif_erlang_fun_info_mfa(struct process *p, term *args)
{
    if (!is_fun(args[0])) {
        return raise_badarg(p);
    }
    if (!heap_ensure(p, 4)) {
        return NONE;
    }
    term *tuple = heap_take(p, 4);
    tuple[0] = make_header(3, TAG_TUPLE);
    tuple[1] = fun_item(p, args[0], ATOM_module);
    tuple[2] = fun_item(p, args[0], ATOM_name);
    tuple[3] = fun_item(p, args[0], ATOM_arity);
    return make_boxed(tuple);
}

term bif_erlang_fun_info_1(struct process *p, term *args)
{
    static const term local_items[] = {ATOM_type, ATOM_env,   ATOM_arity,    ATOM_name,
                                       ATOM_uniq, ATOM_index, ATOM_new_uniq, ATOM_new_index,
                                       ATOM_pid,  ATOM_module};
    static const term external_items[] = {ATOM_type, ATOM_env, ATOM_arity, ATOM_name, ATOM_module};
    if (!is_fun(args[0])) {
        return raise_badarg(p);
    }
    bool is_local = is_boxed_tag(args[0], TAG_FUN);
    term kept[2] = {args[0], NIL}; // the fun and its module's MD5
    struct gc_roots roots;
    if (is_local) {
        const struct fun_entry *entry = (const struct fun_entry *) boxed_object(args[0])[1];
        kept[1] = binary_from_bytes(p, module_md5(entry->module), MODULE_MD5_SIZE);
        if (kept[1] == NONE) {
            return NONE;
        }
    }
    const term *items = is_local ? local_items : external_items;
    size_t count = is_local ? sizeof local_items / sizeof *local_items
                            : sizeof external_items / sizeof *external_items;
    roots_push(p, &roots, kept, 2);
    bool ok = heap_ensure(p, 5 * count + captured_words(args[0]));
    roots_pop(p, &roots);
    if (!ok) {
        return NONE;
    }
    term list = NIL;
    for (size_t i = 0; i < count; i++) {
        term value = items[i] == ATOM_new_uniq ? kept[1] : fun_item(p, args[0], items[i]);
        list = build_cons(p, build_tuple2(p, items[i], value), list);
    }
    return list;
}

// Other small integers are no arities, but no wrong arguments either.
static bool is_arity(term small)
{
    return small_value(small) >= 0 && small_value(small) <= 255;
}

term bif_erlang_function_exported(struct process *p, term *args)
{
    if (!is_atom(args[0]) || !is_atom(args[1]) || !is_small(args[2])) {
        return raise_badarg(p);
    }
    if (!is_arity(args[2])) {
        return ATOM_false;
    }
    uint32_t arity = (uint32_t) small_value(args[2]);
    struct export *entry = export_find(p->vm, args[0], args[1], arity);
    if (entry != NULL) {
        return make_bool(export_is_callable(entry));
    }
    // Nobody asked for it yet, but a native is there without its module.
    size_t module_size;
    size_t name_size;
    const char *module = atom_text(p->vm, args[0], &module_size);
    const char *name = atom_text(p->vm, args[1], &name_size);
    const struct bif *bif = bif_find(module, module_size, name, name_size, arity);
    return make_bool(bif != NULL && (bif->flags & BIF_OURS) == 0);
}

term bif_erlang_is_builtin(struct process *p, term *args)
{
    size_t module_size;
    size_t name_size;
    if (!is_atom(args[0]) || !is_atom(args[1]) || !is_small(args[2])) {
        return raise_badarg(p);
    }
    if (!is_arity(args[2])) {
        return ATOM_false;
    }
    const char *module = atom_text(p->vm, args[0], &module_size);
    const char *name = atom_text(p->vm, args[1], &name_size);
    const struct bif *bif =
        bif_find(module, module_size, name, name_size, (unsigned) small_value(args[2]));
    return make_bool(bif != NULL && (bif->flags & BIF_OURS) == 0);
}

// The module erlang has no code: it is there before any other, as in OTP, where it is preloaded.
static bool is_all_native(term module)
{
    return AVM_OBSERVER && module == ATOM_erlang;
}

term bif_erlang_module_loaded(struct process *p, term *args)
{
    if (!is_atom(args[0])) {
        return raise_badarg(p);
    }
    return make_bool(is_all_native(args[0]) || module_find(p->vm, args[0]) != NULL);
}

term bif_erlang_loaded(struct process *p, term *args)
{
    (void) args;
    size_t count = 0;
    for (const struct module *m = p->vm->modules; m != NULL; m = m->next) {
        count++;
    }
    if (!heap_ensure(p, 2 * count)) {
        return NONE;
    }
    term list = NIL;
    for (const struct module *m = p->vm->modules; m != NULL; m = m->next) {
        if (module_find(p->vm, m->name) == m) {
            list = build_cons(p, m->name, list);
        }
    }
    return list;
}

term bif_code_ensure_loaded(struct process *p, term *args)
{
    if (!is_atom(args[0])) {
        return raise_badarg(p);
    }
    bool loaded = is_all_native(args[0]) || module_ensure(p->vm, args[0]) != NULL;
    if (!heap_ensure(p, 3)) {
        return NONE;
    }
    return loaded ? build_tuple2(p, ATOM_module, args[0])
                  : build_tuple2(p, ATOM_error, ATOM_nofile);
}

// Module information

static term exports_list(struct process *p, const struct module *module)
{
    if (!heap_ensure(p, 5 * (size_t) module->export_count)) {
        return NONE;
    }
    term list = NIL;
    for (uint32_t i = module->export_count; i > 0; i--) {
        const struct export *entry = module->exports[i - 1];
        list =
            build_cons(p, build_tuple2(p, entry->function, make_small((sterm) entry->arity)), list);
    }
    return list;
}

static term functions_list(struct process *p, const struct module *module)
{
    if (!heap_ensure(p, 5 * (size_t) module->function_count)) {
        return NONE;
    }
    term list = NIL;
    for (uint32_t i = module->function_count; i > 0; i--) {
        const struct function_info *info = &module->functions[i - 1];
        list = build_cons(p, build_tuple2(p, info->name, make_small((sterm) info->arity)), list);
    }
    return list;
}

// A chunk that holds one term: Attr and CInf. [] when there is none or it is damaged.
static term chunk_term(struct process *p, const struct module *module, const char *tag)
{
    struct beam_file file;
    struct beam_chunk chunk;
    size_t words;
    size_t used;
    if (beam_file_open(module->beam, module->beam_size, &file, NULL) != STATUS_OK ||
        !beam_file_find(&file, tag, &chunk) || chunk.size < 1 || chunk.data[0] != 131 ||
        !etf_measure(p->vm, chunk.data + 1, chunk.size - 1, &words, &used)) {
        return NIL;
    }
    if (!heap_ensure(p, words)) {
        return NONE;
    }
    term *at = p->heap_top;
    term value = etf_decode(p->vm, chunk.data + 1, chunk.size - 1, &at, &p->offheap, false, false);
    if (value == NONE) {
        return raise_out_of_memory(p);
    }
    p->heap_top = at;
    return value;
}

#if AVM_OBSERVER
static term natives_list(struct process *p, const char *module)
{
    term list = NIL;
    struct gc_roots roots;
    roots_push(p, &roots, &list, 1);
    bool good = true;
    for (size_t i = bif_count; good && i > 0; i--) {
        const struct bif *bif = &bif_table[i - 1];
        if (strcmp(bif_module_name(bif), module) != 0) {
            continue;
        }
        term name = atom_intern(p->vm, bif->name, strlen(bif->name), false);
        good = name != NONE && heap_ensure(p, 5);
        if (good) {
            list = build_cons(p, build_tuple2(p, name, make_small(bif->arity)), list);
        }
    }
    roots_pop(p, &roots);
    return good ? list : NONE;
}

static term natives_item(struct process *p, term item)
{
    static const uint8_t no_code[MODULE_MD5_SIZE] = {0};
    switch ((enum atom_term) item) {
    case ATOM_module:
        return ATOM_erlang;
    case ATOM_exports:
    case ATOM_functions:
        return natives_list(p, "erlang");
    case ATOM_attributes:
    case ATOM_compile:
    case ATOM_nifs:
        return NIL;
    case ATOM_md5:
        return binary_from_bytes(p, no_code, sizeof no_code);
    case ATOM_native:
        return ATOM_false;
    default:
        return raise_badarg(p);
    }
}

term bif_erlang_module_info_0(struct process *p, term *args)
{
    return bif_erlang_get_module_info_1(p, &(term){ATOM_erlang});
}

term bif_erlang_module_info_1(struct process *p, term *args)
{
    return natives_item(p, args[0]);
}
#endif

// module is NULL for erlang
static term module_item(struct process *p, struct module *module, term item)
{
#if AVM_OBSERVER
    if (module == NULL) {
        return natives_item(p, item);
    }
#endif
    switch ((enum atom_term) item) {
    case ATOM_module:
        return module->name;
    case ATOM_exports:
        return exports_list(p, module);
    case ATOM_functions:
        return functions_list(p, module);
    case ATOM_attributes:
        return chunk_term(p, module, "Attr");
    case ATOM_compile:
        return chunk_term(p, module, "CInf");
    case ATOM_md5:
        return binary_from_bytes(p, module_md5(module), MODULE_MD5_SIZE);
    case ATOM_native:
        return ATOM_false;
    case ATOM_nifs:
        return NIL;
    default:
        return raise_badarg(p);
    }
}

// *module is NULL for erlang. False: there is none of that name.
static bool find_module(struct vm *vm, term name, struct module **module)
{
    *module = NULL;
    if (!is_all_native(name)) {
        *module = is_atom(name) ? module_ensure(vm, name) : NULL;
        return *module != NULL;
    }
    return true;
}

term bif_erlang_get_module_info_2(struct process *p, term *args)
{
    struct module *module;
    return find_module(p->vm, args[0], &module) ? module_item(p, module, args[1]) : raise_badarg(p);
}

term bif_erlang_get_module_info_1(struct process *p, term *args)
{
    static const term items[] = {ATOM_md5, ATOM_compile, ATOM_attributes, ATOM_exports,
                                 ATOM_module};
    struct module *module;
    if (!find_module(p->vm, args[0], &module)) {
        return raise_badarg(p);
    }
    term kept[2] = {NIL, NIL};
    struct gc_roots roots;
    roots_push(p, &roots, kept, 2);
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        kept[1] = module_item(p, module, items[i]);
        if (kept[1] == NONE || !heap_ensure(p, 5)) {
            kept[0] = NONE;
            break;
        }
        kept[0] = build_cons(p, build_tuple2(p, items[i], kept[1]), kept[0]);
    }
    roots_pop(p, &roots);
    return kept[0];
}

term bif_code_ensure_modules_loaded(struct process *p, term *args)
{
    if (!is_list(args[0])) {
        return raise_badarg(p);
    }
    size_t count = 0;
    for (term list = args[0]; is_cons(list); list = cons_tail(list)) {
        if (!is_atom(cons_head(list))) {
            return raise_error(p, ATOM_function_clause);
        }
        count++;
    }
    if (!heap_ensure(p, 5 * count + 3)) {
        return NONE;
    }
    term missing = NIL;
    for (term list = args[0]; is_cons(list); list = cons_tail(list)) {
        if (!is_all_native(cons_head(list)) && module_ensure(p->vm, cons_head(list)) == NULL) {
            missing = build_cons(p, build_tuple2(p, cons_head(list), ATOM_nofile), missing);
        }
    }
    return missing == NIL ? (term) ATOM_ok : build_tuple2(p, ATOM_error, missing);
}

term bif_code_is_loaded(struct process *p, term *args)
{
    if (!is_atom(args[0])) {
        return raise_error(p, ATOM_function_clause);
    }
#if AVM_OBSERVER
    if (is_all_native(args[0])) {
        return heap_ensure(p, 3) ? build_tuple2(p, ATOM_file, ATOM_preloaded) : NONE;
    }
#endif
    const struct module *module = module_find(p->vm, args[0]);
    if (module == NULL) {
        return ATOM_false;
    }
    term path = module->path != NULL ? list_from_utf8(p, module->path, strlen(module->path)) : NIL;
    if (path == NONE || (args[0] = path, !heap_ensure(p, 3))) {
        return NONE;
    }
    return build_tuple2(p, ATOM_file, args[0]);
}
