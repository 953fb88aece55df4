// SPDX-License-Identifier: Apache-2.0
// verify.c: follows a function from its entry until nothing new is learnt.
//
// A state is kept for every label. The code behind a label is followed again whenever its state has
// become less certain; what is noted for an instruction is what the last, least certain visit
// found.

#include "vm/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vm/verify_state.h"

#define MAX_ARITY  255
#define MAX_STATES ((size_t) 64 << 20) // bytes for the states of one function
#define MAX_SLOTS  1023

enum status verify_refuse(struct verifier *v, const char *what)
{
    const struct instruction *i = &v->instructions[v->current];
    const char *name = opcode_name(i->opcode);
    enum status status = fail_at(v->failure, STATUS_INPUT, i->offset, "%s: %s", name, what);
    failure_add_subject(v->failure, v->name);
    return status;
}

// Entries

static enum status refuse_entry(const struct instruction *i, const char *what,
                                struct failure *failure)
{
    return fail_at(failure, STATUS_INPUT, i->offset, "%s: %s", opcode_name(i->opcode), what);
}

static enum status check_func_info(const struct beam_module *beam, const struct instruction *i,
                                   struct failure *failure)
{
    const struct operand *o = i->operands;
    if (o[0].kind != OPERAND_ATOM || o[1].kind != OPERAND_ATOM || o[0].value > beam->atom_count ||
        o[1].value > beam->atom_count || o[2].kind != OPERAND_UNSIGNED || o[2].value > MAX_ARITY) {
        return refuse_entry(i, "not a module, a function and an arity", failure);
    }
    return STATUS_OK;
}

// While they are looked for, an item of entry_arity is 0 .. MAX_ARITY: an entry; SEEN: another
// label.
#define SEEN (NOT_AN_ENTRY - 1)

void entries_begin(struct entries *entries, const struct beam_module *beam, uint32_t *entry_arity)
{
    *entries = (struct entries){.beam = beam, .entry_arity = entry_arity};
    for (uint32_t i = 0; i <= beam->label_count; i++) {
        entry_arity[i] = NOT_AN_ENTRY;
    }
}

static enum status add_label(struct entries *entries, const struct instruction *i,
                             struct failure *failure)
{
    const struct operand *number = &i->operands[0];
    if (number->kind != OPERAND_UNSIGNED || number->value < 1 ||
        number->value >= entries->beam->label_count) {
        return refuse_entry(i, "a number beyond those the header promises", failure);
    }
    uint32_t *item = &entries->entry_arity[number->value];
    if (*item != NOT_AN_ENTRY) {
        return refuse_entry(i, "a number that is in use", failure);
    }
    *item = entries->behind_func_info ? entries->arity : SEEN;
    return STATUS_OK;
}

enum status entries_add(struct entries *entries, const struct instruction *i,
                        struct failure *failure)
{
    enum status status = STATUS_OK;
    if (i->opcode == BEAM_line) {
        return status;
    }
    if (i->opcode == BEAM_func_info) {
        status = check_func_info(entries->beam, i, failure);
        entries->arity = (uint32_t) i->operands[2].value;
    } else if (i->opcode == BEAM_label) {
        status = add_label(entries, i, failure);
    }
    entries->behind_func_info = i->opcode == BEAM_func_info;
    return status;
}

void entries_end(struct entries *entries)
{
    for (uint32_t i = 0; i <= entries->beam->label_count; i++) {
        if (entries->entry_arity[i] == SEEN) {
            entries->entry_arity[i] = NOT_AN_ENTRY;
        }
    }
}

// Sizes

static void count_register(struct verifier *v, const struct operand *o)
{
    if (o->kind == OPERAND_X && o->value < AVM_X_REGISTERS && o->value >= v->x_count) {
        v->x_count = (uint32_t) o->value + 1;
    }
    for (int64_t i = 0; o->kind == OPERAND_LIST && i < o->value; i++) {
        count_register(v, &o->items[i]);
    }
}

static void count_slots(struct verifier *v, const struct instruction *i)
{
    switch (i->opcode) {
    case BEAM_allocate:
    case BEAM_allocate_heap:
    case BEAM_allocate_zero:
    case BEAM_allocate_heap_zero:
        if (i->operands[0].value > v->y_count && i->operands[0].value <= MAX_SLOTS) {
            v->y_count = (uint32_t) i->operands[0].value;
        }
        break;
    default:
        break;
    }
}

static void count_all(struct verifier *v)
{
    v->x_count = v->arity < 3 ? 3 : v->arity;
    for (size_t i = 0; i < v->count; i++) {
        const struct instruction *at = &v->instructions[i];
        for (unsigned k = 0; k < at->operand_count; k++) {
            count_register(v, &at->operands[k]);
        }
        count_slots(v, at);
        v->label_count += at->opcode == BEAM_label;
    }
}

static int compare_labels(const void *a, const void *b)
{
    const struct label *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static void find_labels(struct verifier *v)
{
    uint32_t found = 0;
    bool sorted = true;
    for (size_t i = 0; i < v->count; i++) {
        if (v->instructions[i].opcode == BEAM_label) {
            uint32_t number = (uint32_t) v->instructions[i].operands[0].value;
            sorted &= found == 0 || v->labels[found - 1].number < number;
            v->labels[found++] = (struct label){number, (uint32_t) i, false, false};
        }
    }
    if (!sorted) {
        qsort(v->labels, found, sizeof *v->labels, compare_labels);
    }
}

// Following

static enum status follow(struct verifier *v, bool *falls)
{
    struct verified *out = &v->out[v->current];
    out->flags = 0;
    out->frame_size =
        v->now->frame >= 0 && !v->now->undecided ? (uint16_t) v->now->frame : UINT16_MAX;
    out->live = verify_live(v);
    return verify_instruction(v, falls);
}

// Compilers leave out what stands behind an instruction they know to raise, or a call of a function
// they know never to return. Then the code comes to the end of the function, or to where only an
// exception leads.
static bool must_not_return(const struct verifier *v, size_t call)
{
    size_t next = call + 1;
    for (size_t hops = 0; hops < 8 && next < v->count; hops++) {
        const struct instruction *i = &v->instructions[next];
        if (i->opcode == BEAM_label || i->opcode == BEAM_line) {
            next++;
        } else if (i->opcode == BEAM_jump) {
            next = v->labels[verify_find_label(v, i->operands[0].value)].position;
        } else {
            return i->opcode == BEAM_try_case;
        }
    }
    return next == v->count;
}

// From position on until the code leaves or comes to a label.
static enum status follow_from(struct verifier *v, size_t position)
{
    bool falls = true;
    for (v->current = position; v->current < v->count && falls; v->current++) {
        const struct instruction *i = &v->instructions[v->current];
        if (i->opcode == BEAM_label) {
            v->out[v->current].flags = 0;
            return verify_reach(v, i->operands[0].value, false);
        }
        enum status status = follow(v, &falls);
        if (status != STATUS_OK) {
            return status;
        }
        if (falls && must_not_return(v, v->current)) {
            v->out[v->current].flags |= VERIFY_NO_RETURN;
            return STATUS_OK;
        }
    }
    if (falls) {
        v->current = v->count - 1;
        return verify_refuse(v, "the code runs off the end of the function");
    }
    return STATUS_OK;
}

static enum status follow_labels(struct verifier *v)
{
    while (v->cursor < v->label_count) {
        struct label *label = &v->labels[v->cursor];
        if (!label->dirty) {
            v->cursor++;
            continue;
        }
        label->dirty = false;
        memcpy(v->now, label_state(v, v->cursor), v->stride);
        v->out[label->position].flags = 0;
        enum status status = follow_from(v, label->position + 1);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

// The state at the entry: arguments, nothing else.
static enum status enter(struct verifier *v)
{
    size_t entry = 0;
    while (entry < v->count && v->instructions[entry].opcode != BEAM_func_info) {
        entry++;
    }
    if (entry == v->count) {
        v->current = 0;
        return verify_refuse(v, "a function without func_info");
    }
    memset(v->now, 0, v->stride);
    v->now->frame = FRAME_NONE;
    for (uint32_t i = 0; i < v->arity; i++) {
        v->now->registers[i].type = KIND_ANY;
    }
    return follow_from(v, entry + 1);
}

static enum status check_instructions(struct verifier *v)
{
    bool started = false;
    for (v->current = 0; v->current < v->count; v->current++) {
        enum status status = verify_operands(v);
        if (status != STATUS_OK) {
            return status;
        }
        unsigned opcode = v->instructions[v->current].opcode;
        started |= opcode == BEAM_func_info;
        if (!started && opcode != BEAM_label && opcode != BEAM_line) {
            return verify_refuse(v, "an instruction before func_info");
        }
        v->out[v->current] = (struct verified){VERIFY_UNREACHABLE, UINT16_MAX, 0};
    }
    return STATUS_OK;
}

static enum status run(struct verifier *v)
{
    enum status status = check_instructions(v);
    if (status == STATUS_OK) {
        status = enter(v);
    }
    if (status == STATUS_OK) {
        status = follow_labels(v);
    }
    for (size_t i = 0; status == STATUS_OK && v->clear_frames && i < v->count; i++) {
        unsigned opcode = v->instructions[i].opcode;
        if (opcode == BEAM_allocate || opcode == BEAM_allocate_heap) {
            v->out[i].flags |= VERIFY_CLEAR_FRAME;
        }
    }
    return status;
}

static void name_function(struct verifier *v, uint32_t function_atom)
{
    size_t size = 0;
    const char *text = "";
    if (function_atom >= 1 && function_atom <= v->beam->atom_count) {
        text = v->beam->atom_text(v->beam->context, function_atom, &size);
    }
    snprintf(v->name, sizeof v->name, "%.*s/%lu", (int) (size < 48 ? size : 48), text,
             (unsigned long) v->arity);
}

enum status verify_function(const struct beam_module *beam, const struct instruction *instructions,
                            size_t count, uint32_t function_atom, uint32_t arity,
                            const uint32_t *entry_arity, struct verified *out,
                            struct failure *failure)
{
    struct verifier v = {.beam = beam,
                         .instructions = instructions,
                         .count = count,
                         .arity = arity,
                         .entry_arity = entry_arity,
                         .out = out,
                         .failure = failure};
    name_function(&v, function_atom);
    if (count == 0 || arity > MAX_ARITY) {
        return fail(failure, STATUS_INPUT, "a function without code");
    }
    count_all(&v);
    size_t registers = (size_t) v.x_count + v.y_count;
    v.stride = sizeof(struct state) + registers * sizeof(struct reg);
    v.stride = (v.stride + 7) & ~(size_t) 7;
    if (v.label_count >= MAX_STATES / v.stride) {
        return verify_refuse(&v, "the function is too large to be verified");
    }
    // The state now, one for each label, then the labels.
    size_t size = (v.label_count + (size_t) 1) * v.stride + v.label_count * sizeof(struct label);
    char *memory = beam->resize(beam->context, NULL, 0, size);
    if (memory == NULL) {
        return fail_memory(failure, size);
    }
    v.now = (struct state *) memory;
    v.states = (struct state *) (memory + v.stride);
    v.labels = (struct label *) (memory + (v.label_count + (size_t) 1) * v.stride);
    v.cursor = v.label_count;
    find_labels(&v);
    enum status status = run(&v);
    beam->resize(beam->context, memory, size, 0);
    return status;
}
