// SPDX-License-Identifier: Apache-2.0
// prune_reach.c: which functions stay.
//
//   - what the start module and the application's other modules export;
//   - what a function that stays calls, makes a fun of or jumps into, also by way of the machine's
//     library, which may call the pack's modules in place of its own;
//   - a function whose name becomes a value, as an atom in code that stays or inside a literal that
//     such code uses, in a module whose name does: both together can be applied;
//   - of each module that stays: -on_load, module_info/0,1 and what machines call by themselves.
//
// What cannot be decided stays:
//
//   - implementations of protocols that stay, when their type stays or is none of the modules';
//   - all that is exported by a module whose name becomes a value in a function that also calls
//   what
//     nobody here has, since that may call it back;
//   - all that is exported, when the application makes names at run time;
//   - modules that cannot be taken apart, with all that they name.
//
// A module stays when one of its functions does, or when its name becomes a value. An atom that is
// only compared with becomes none: whoever applies it has it from somewhere else.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packbeam/bytes.h"
#include "packbeam/packbeam.h"
#include "vm/bif.h"
#include "vm/prune.h"

static bool is_text(const struct prune_name *name, const char *text)
{
    return strlen(text) == name->size && memcmp(name->text, text, name->size) == 0;
}

// Modules that every Erlang/OTP has inside: they stand for natives, and call nothing back.
static bool is_preloaded(const struct prune_name *module)
{
    static const char *const preloaded[] = {
        "atomics",
        "counters",
        "erl_init",
        "erl_prim_loader",
        "erl_tracer",
        "erlang",
        "erts_code_purger",
        "erts_dirty_process_signal_handler",
        "erts_internal",
        "erts_literal_area_collector",
        "init",
        "persistent_term",
        "prim_buffer",
        "prim_eval",
        "prim_file",
        "prim_inet",
        "prim_net",
        "prim_socket",
        "prim_zip",
        "socket_registry",
        "zlib",
    };
    for (size_t i = 0; i < sizeof preloaded / sizeof preloaded[0]; i++) {
        if (is_text(module, preloaded[i])) {
            return true;
        }
    }
    return false;
}

static void stay(struct vm_prune *prune, uint32_t module, enum prune_reason reason)
{
    struct prune_module *m = &prune->modules[module];
    if (m->alive || (m->outside && is_preloaded(&prune->names[m->name]))) {
        return;
    }
    m->alive = true;
    m->reason = reason;
    m->because = prune->current;
    m->next_alive = PRUNE_NONE;
    if (prune->last_alive == PRUNE_NONE) {
        prune->alive = module;
    } else {
        prune->modules[prune->last_alive].next_alive = module;
    }
    prune->last_alive = module;
}

static void push(struct vm_prune *prune, uint32_t function)
{
    struct prune_function *f = &prune->functions[function];
    f->waiting = true;
    f->next_waiting = prune->waiting;
    prune->waiting = function;
}

static void reach_function(struct vm_prune *prune, uint32_t function)
{
    struct prune_function *f = &prune->functions[function];
    const struct prune_module *m = &prune->modules[f->module];
    if (!f->reached && !(m->outside && is_preloaded(&prune->names[m->name]))) {
        f->reached = true;
        push(prune, function);
        stay(prune, f->module, PRUNE_CALLED);
    }
}

static void reach_exports(struct vm_prune *prune, const struct prune_module *m)
{
    for (uint32_t k = m->first_function; k < m->first_function + m->function_count; k++) {
        if (prune->functions[k].exported) {
            reach_function(prune, k);
        }
    }
}

// The module may be applied; `by` does it.
static void name_module(struct vm_prune *prune, uint32_t module)
{
    struct prune_module *m = &prune->modules[module];
    stay(prune, module, PRUNE_NAMED);
    if (!m->named) {
        m->named = true;
        for (uint32_t k = m->first_function; k < m->first_function + m->function_count; k++) {
            if (prune->functions[k].is_method ||
                (prune->functions[k].exported && prune->names[prune->functions[k].name].reached)) {
                reach_function(prune, k);
            }
        }
    }
    if (prune->calls_back) {
        reach_exports(prune, m);
    }
}

static void reach_name(struct vm_prune *prune, uint32_t number)
{
    struct prune_name *name = &prune->names[number];
    if (name->module != PRUNE_NONE) {
        name_module(prune, name->module);
    }
    if (name->reached) {
        return;
    }
    name->reached = true;
    for (uint32_t k = name->functions; k != PRUNE_NONE; k = prune->functions[k].next_of_name) {
        if (prune->functions[k].exported && prune->modules[prune->functions[k].module].named) {
            reach_function(prune, k);
        }
    }
}

static void reach_text(void *context, enum beam_reference kind, const char *text, size_t size)
{
    struct vm_prune *prune = context;
    uint32_t number = prune_find_name(prune, text, size);
    if (number != PRUNE_NONE) {
        reach_name(prune, number);
    }
}

static void reach_literal(struct vm_prune *prune, struct prune_module *m, int64_t number)
{
    if (number >= 0 && number < m->literal_count &&
        (!m->literals_reached[number] || prune->calls_back)) {
        m->literals_reached[number] = true;
        (void) beam_literal_atoms(m->literals[number].data, m->literals[number].size, reach_text,
                                  prune);
    }
}

// Calls out of a module

// What the function names is followed again: it means more now.
static void set_meets_unknown(struct vm_prune *prune, uint32_t function)
{
    struct prune_function *f = &prune->functions[function];
    struct prune_module *m = &prune->modules[f->module];
    if (!f->meets_unknown && !m->outside) {
        f->meets_unknown = true;
        push(prune, function);
    }
}

// Natives whose result may be the name of anything.
static bool makes_names(const struct prune_name *module, const struct prune_name *function)
{
    static const char *const makers[] = {
        "list_to_atom",   "list_to_existing_atom",   "binary_to_atom",
        "binary_to_term", "binary_to_existing_atom",
    };
    for (size_t i = 0; is_text(module, "erlang") && i < sizeof makers / sizeof makers[0]; i++) {
        if (is_text(function, makers[i])) {
            return true;
        }
    }
    return false;
}

static void set_everything(struct vm_prune *prune, const struct prune_function *by,
                           const struct prune_import *import)
{
    const struct prune_name *names = prune->names;
    if (prune->everything) {
        return;
    }
    prune->everything = true;
    snprintf(prune->maker, sizeof prune->maker, "%.40s:%.40s/%lu (%s)",
             names[prune->modules[by->module].name].text, names[by->name].text,
             (unsigned long) by->arity, names[import->function].text);
    for (uint32_t i = 0; i < prune->module_count; i++) {
        stay(prune, i, PRUNE_NAMED);
        reach_exports(prune, &prune->modules[i]);
    }
}

static void reach_import(struct vm_prune *prune, const struct prune_function *by,
                         const struct prune_import *import)
{
    const struct prune_name *module = &prune->names[import->module];
    const struct prune_name *function = &prune->names[import->function];
    if (makes_names(module, function) && prune->modules[by->module].keeps_exports &&
        !prune->modules[by->module].outside) {
        set_everything(prune, by, import);
    }
    if (module->module == PRUNE_NONE) {
        if (!is_preloaded(module) && bif_find(module->text, module->size, function->text,
                                              function->size, import->arity) == NULL) {
            set_meets_unknown(prune, (uint32_t) (by - prune->functions));
        }
        return;
    }
    stay(prune, module->module, PRUNE_CALLED);
    for (uint32_t k = function->functions; k != PRUNE_NONE; k = prune->functions[k].next_of_name) {
        const struct prune_function *f = &prune->functions[k];
        if (f->module == module->module && f->arity == import->arity && f->exported) {
            reach_function(prune, k);
        }
    }
}

// Functions

static void reach_label(struct vm_prune *prune, const struct prune_module *m, int64_t label)
{
    if (label > 0 && label < m->label_count && m->label_functions[label] != PRUNE_NONE) {
        reach_function(prune, m->label_functions[label]);
    }
}

static void reach_fun(struct vm_prune *prune, const struct prune_module *m,
                      const struct operand *number)
{
    if (number->kind == OPERAND_UNSIGNED && number->value < m->fun_count) {
        reach_label(prune, m, m->funs[number->value].label);
    }
}

static void reach_operand(struct vm_prune *prune, struct prune_module *m, const struct operand *o,
                          bool is_value)
{
    switch (o->kind) {
    case OPERAND_ATOM:
        if (is_value && o->value <= m->atom_count) {
            reach_name(prune, m->names[o->value]);
        }
        break;
    case OPERAND_LABEL:
        reach_label(prune, m, o->value);
        break;
    case OPERAND_LITERAL:
        if (is_value) {
            reach_literal(prune, m, o->value);
        }
        break;
    default:
        break;
    }
}

static void reach_operands(struct vm_prune *prune, struct prune_module *m,
                           const struct instruction *i, bool has_values)
{
    for (int k = 0; k < i->operand_count; k++) {
        const struct operand *o = &i->operands[k];
        reach_operand(prune, m, o, has_values && prune_is_value(i, k, 0));
        for (int64_t j = 0; o->kind == OPERAND_LIST && j < o->value; j++) {
            reach_operand(prune, m, &o->items[j], has_values && prune_is_value(i, k, j));
        }
    }
}

// NULL: none, or damaged.
static const struct prune_import *import_of(const struct prune_module *m,
                                            const struct instruction *i)
{
    int operand = import_operand(i->opcode);
    if (operand < 0 || i->operands[operand].value < 0 ||
        i->operands[operand].value >= m->import_count) {
        return NULL;
    }
    return &m->imports[i->operands[operand].value];
}

static bool is_comparison(const struct vm_prune *prune, const struct prune_import *import)
{
    static const char *const comparisons[] = {"=:=", "=/=", "==", "/=", "<", ">", "=<", ">="};
    if (import == NULL || import->arity != 2 || !is_text(&prune->names[import->module], "erlang")) {
        return false;
    }
    for (size_t i = 0; i < sizeof comparisons / sizeof comparisons[0]; i++) {
        if (is_text(&prune->names[import->function], comparisons[i])) {
            return true;
        }
    }
    return false;
}

// `apply N` and `apply_last N` call the function whose name is in X register N + 1. A name that is
// moved there just before becomes no value: it only calls functions of N arguments.
struct held {
    uint32_t name; // PRUNE_NONE: none
    int64_t x;
};

// The name that the instruction moves into an X register.
static struct held name_moved(const struct prune_module *m, const struct instruction *i)
{
    const struct operand *from = &i->operands[0], *to = &i->operands[1];
    if (i->opcode == BEAM_move && from->kind == OPERAND_ATOM && from->value <= m->atom_count &&
        to->kind == OPERAND_X) {
        return (struct held){m->names[from->value], to->value};
    }
    return (struct held){.name = PRUNE_NONE};
}

static bool has_register(const struct operand *o, int64_t x)
{
    bool found = o->kind == OPERAND_X && o->value == x;
    for (int64_t j = 0; o->kind == OPERAND_LIST && j < o->value; j++) {
        found |= has_register(&o->items[j], x);
    }
    return found;
}

// What may stand between: nothing that goes elsewhere, and nothing that has the register.
static bool keeps_held(const struct held *held, const struct instruction *i)
{
    switch (i->opcode) {
    case BEAM_move:
    case BEAM_swap:
    case BEAM_line:
    case BEAM_trim:
    case BEAM_init_yregs:
    case BEAM_get_tuple_element:
    case BEAM_get_list:
    case BEAM_get_hd:
    case BEAM_get_tl:
    case BEAM_put_list:
    case BEAM_put_tuple2:
        break;
    default:
        return false;
    }
    bool found = false;
    for (int k = 0; k < i->operand_count; k++) {
        found |= has_register(&i->operands[k], held->x);
    }
    return !found;
}

static void reach_method(struct vm_prune *prune, uint32_t name, uint32_t arity)
{
    const struct prune_function *functions = prune->functions;
    for (uint32_t k = prune->names[name].functions; k != PRUNE_NONE;
         k = functions[k].next_of_name) {
        if (functions[k].exported && functions[k].arity == arity) {
            prune->functions[k].is_method = true;
            if (prune->modules[functions[k].module].named) {
                reach_function(prune, k);
            }
        }
    }
}

// What was held is called by the instruction, still held, or a value.
static void release(struct vm_prune *prune, struct held *held, const struct instruction *i)
{
    bool applies = i->opcode == BEAM_apply || i->opcode == BEAM_apply_last;
    if (held->name == PRUNE_NONE || keeps_held(held, i)) {
        return;
    }
    if (applies && held->x == i->operands[0].value + 1) {
        reach_method(prune, held->name, (uint32_t) i->operands[0].value);
    } else {
        reach_name(prune, held->name);
    }
    held->name = PRUNE_NONE;
}

static void follow_function(struct vm_prune *prune, const struct prune_function *f)
{
    struct prune_module *m = &prune->modules[f->module];
    struct decoder decoder = prune_decoder(prune, m->code + f->start, f->end - f->start);
    struct instruction i;
    struct held held = {.name = PRUNE_NONE};
    // It tells a native the name of its module, and nobody else.
    bool is_module_info = is_text(&prune->names[f->name], "module_info");
    prune->current = f->module;
    prune->calls_back = f->meets_unknown;
    while (prune_next(&decoder, &i)) {
        const struct prune_import *import = import_of(m, &i);
        struct held moved = name_moved(m, &i);
        if (import != NULL) {
            reach_import(prune, f, import);
        } else if (i.opcode == BEAM_make_fun2 || i.opcode == BEAM_make_fun3 ||
                   i.opcode == BEAM_call_fun2) {
            reach_fun(prune, m, &i.operands[0]);
        }
        release(prune, &held, &i);
        if (moved.name != PRUNE_NONE && held.name == PRUNE_NONE && !is_module_info) {
            held = moved;
        } else {
            reach_operands(prune, m, &i, !is_module_info && !is_comparison(prune, import));
        }
    }
    if (held.name != PRUNE_NONE) {
        reach_name(prune, held.name);
    }
}

// Modules

// What machines call by themselves.
static bool is_called_by_machines(const struct vm_prune *prune, const struct prune_function *f)
{
    static const struct {
        const char *module, *function;
        uint32_t arity;
    } called[] = {
        {NULL, "module_info", 0},
        {NULL, "module_info", 1},
        {NULL, "$handle_undefined_function", 2},
        {"error_handler", "undefined_function", 3},
        {"error_handler", "undefined_lambda", 3},
    };
    const struct prune_name *module = &prune->names[prune->modules[f->module].name];
    for (size_t i = 0; i < sizeof called / sizeof called[0]; i++) {
        if (f->arity == called[i].arity && is_text(&prune->names[f->name], called[i].function) &&
            (called[i].module == NULL || is_text(module, called[i].module))) {
            return true;
        }
    }
    return false;
}

// Native records: their names, fields and values; the form is described in load_records.c.
static void reach_records(struct vm_prune *prune, struct prune_module *m)
{
    struct beam_chunk chunk;
    struct operand o;
    if (!beam_file_find(&m->file, "Recs", &chunk) || chunk.size < 12) {
        return;
    }
    struct decoder decoder = prune_decoder(prune, chunk.data + 12, chunk.size - 12);
    while (prune_next_operand(&decoder, &o)) {
        reach_operand(prune, m, &o, true);
        for (int64_t j = 0; o.kind == OPERAND_LIST && j < o.value; j++) {
            reach_operand(prune, m, &o.items[j], true);
        }
    }
}

static void follow_module(struct vm_prune *prune, struct prune_module *m)
{
    prune->current = (uint32_t) (m - prune->modules);
    prune->calls_back = m->opaque;
    for (uint32_t k = m->first_function; k < m->first_function + m->function_count; k++) {
        const struct prune_function *f = &prune->functions[k];
        if (f->on_load || is_called_by_machines(prune, f)) {
            reach_function(prune, k);
        }
    }
    if (m->keeps_exports || prune->everything) {
        reach_exports(prune, m);
    }
    reach_records(prune, m);
    for (uint32_t i = 1; m->opaque && i <= m->atom_count; i++) {
        reach_name(prune, m->names[i]);
    }
    if (m->opaque) {
        (void) beam_references(m->file.data, m->file.size, reach_text, prune, NULL);
    }
}

// Protocol.Type is found at run time by putting both names together: no module mentions it.
static bool is_implementation_of(const struct vm_prune *prune, const struct prune_module *m,
                                 uint32_t *protocol)
{
    const struct prune_name *name = &prune->names[m->name];
    for (size_t at = 1; at + 1 < name->size; at++) {
        for (uint32_t i = 0; name->text[at] == '.' && i < prune->module_count; i++) {
            const struct prune_name *other = &prune->names[prune->modules[i].name];
            if (prune->modules[i].alive && other->size == at &&
                memcmp(other->text, name->text, at) == 0) {
                char type[1100];
                snprintf(type, sizeof type, "Elixir%s", name->text + at);
                *protocol = i;
                for (uint32_t j = 0; j < prune->module_count; j++) {
                    if (is_text(&prune->names[prune->modules[j].name], type)) {
                        return prune->modules[j].alive;
                    }
                }
                return true;
            }
        }
    }
    return false;
}

static bool reach_implementations(struct vm_prune *prune)
{
    bool more = false;
    for (uint32_t i = 0; i < prune->module_count; i++) {
        struct prune_module *m = &prune->modules[i];
        uint32_t protocol;
        if (m->is_implementation && !m->alive && is_implementation_of(prune, m, &protocol)) {
            prune->current = protocol;
            stay(prune, i, PRUNE_IMPLEMENTATION);
            name_module(prune, i);
            more = true;
        }
    }
    return more;
}

void prune_follow(struct vm_prune *prune, uint32_t start)
{
    prune->modules[start].keeps_exports = true;
    prune->current = start;
    stay(prune, start, PRUNE_START);
    do {
        while (prune->alive != PRUNE_NONE || prune->waiting != PRUNE_NONE) {
            uint32_t module = prune->alive;
            uint32_t function = prune->waiting;
            if (module != PRUNE_NONE) {
                prune->alive = prune->modules[module].next_alive;
                prune->last_alive = prune->alive == PRUNE_NONE ? PRUNE_NONE : prune->last_alive;
                follow_module(prune, &prune->modules[module]);
            } else {
                prune->waiting = prune->functions[function].next_waiting;
                prune->functions[function].waiting = false;
                follow_function(prune, &prune->functions[function]);
            }
        }
    } while (!prune->no_memory && reach_implementations(prune));
}
