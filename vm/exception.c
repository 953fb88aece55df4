// SPDX-License-Identifier: Apache-2.0
// exception.c: from a raised exception to its handler, and stack traces.
//
// Where an exception happens only addresses are stored (exception_capture); names, lines and
// error_info are made when a program asks (exception_stacktrace).

#include "vm/exception.h"

#include <inttypes.h>
#include <stdio.h>

#include "platforms/platform.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/module.h"
#include "vm/print.h"
#include "vm/wordcode.h"

// Words of the binary in a raw trace.
enum { RAW_CLASS, RAW_PLACE, RAW_ADDRESSES }; // the place is of the entry on top, 0: none

#define RAW_WORDS (RAW_ADDRESSES + AVM_TRACE_DEPTH)

term raise_error(struct process *p, term reason)
{
    p->exception_class = CLASS_ERROR;
    p->exception = reason;
    p->exception_trace = NIL;
    return NONE;
}

term raise_badarg(struct process *p)
{
    return raise_error(p, ATOM_badarg);
}

term raise_badarith(struct process *p)
{
    return raise_error(p, ATOM_badarith);
}

term raise_system_limit(struct process *p)
{
    return raise_error(p, ATOM_system_limit);
}

term raise_tuple(struct process *p, term tag, term value)
{
    if (p->guard) {
        return raise_error(p, ATOM_badarg);
    }
    p->no_collect = false;
    struct gc_roots roots;
    roots_push(p, &roots, &value, 1);
    bool ok = heap_ensure(p, 3);
    roots_pop(p, &roots);
    return ok ? raise_error(p, build_tuple2(p, tag, value)) : NONE;
}

term raise_out_of_memory(struct process *p)
{
    if (!p->out_of_memory || p->exception != ATOM_killed) { // else it is beyond max_heap_size
        p->exception_class = CLASS_ERROR;
        p->exception = ATOM_out_of_memory;
    }
    p->exception_trace = NIL;
    p->out_of_memory = true;
    return NONE;
}

term exception_class_atom(enum exception_class class)
{
    switch (class) {
    case CLASS_ERROR:
        return ATOM_error;
    case CLASS_EXIT:
        return ATOM_exit;
    default:
        return ATOM_throw;
    }
}

static bool class_of_atom(term atom, enum exception_class *class)
{
    if (atom == ATOM_error) {
        *class = CLASS_ERROR;
    } else if (atom == ATOM_exit) {
        *class = CLASS_EXIT;
    } else if (atom == ATOM_throw) {
        *class = CLASS_THROW;
    } else {
        return false;
    }
    return true;
}

static bool is_handler(term word)
{
    return (*(const uint32_t *) word & WORD_OPCODE_MASK) == WORD_pad;
}

// Return addresses of the stack, each moved into its call, behind what is in raw already. As in
// OTP, the same address many times in a row, which is recursion, counts once.
static size_t stack_addresses(const struct process *p, term *raw, size_t count)
{
    term last = 0;
    for (const term *at = p->stack; at < p->stack_base && count < RAW_WORDS; at++) {
        if ((*at & TAG_PRIMARY_MASK) != TAG_HEADER || *at == 0 || *at == last || is_handler(*at)) {
            continue;
        }
        if ((*(const uint32_t *) *at & WORD_OPCODE_MASK) == WORD_trace_return) {
            at++; // and the traced function
        } else {
            last = *at;
            raw[count++] = (term) ((const uint32_t *) *at - 1);
        }
    }
    return count;
}

// The raw trace [Raw | First]; First is a root of the caller's making in *first.
static bool build_raw(struct process *p, const term *raw, size_t count, term *first)
{
    struct gc_roots roots;
    roots_push(p, &roots, first, 1);
    bool ok = heap_ensure(p, 2 + count + 2);
    roots_pop(p, &roots);
    if (!ok) {
        return false;
    }
    term *binary = heap_take(p, 2 + count);
    binary[0] = make_header(1 + count, TAG_BIN_HEAP);
    binary[1] = (term) (count * sizeof(term));
    memcpy(binary + 2, raw, count * sizeof(term));
    p->exception_trace = build_cons(p, make_boxed(binary), *first);
    return true;
}

// Arguments of a native or function: X registers, or words in a row when they are not the first
// ones.
static term argument_at(const struct process *p, const term *args, uint32_t i)
{
    return args == p->x ? args[WORD_X_SLOT(i)] : args[i];
}

// {Module, Function, Args, Info} with the arguments as a list.
static bool build_call(struct process *p, term module, term function, uint32_t arity,
                       const term *args, term info, term *call)
{
    if (!heap_ensure(p, 5 + 2 * (size_t) arity)) {
        return false;
    }
    term list = NIL;
    for (uint32_t i = arity; i > 0; i--) {
        list = build_cons(p, argument_at(p, args, i - 1), list);
    }
    term *tuple = heap_take(p, 5);
    tuple[0] = make_header(4, TAG_TUPLE);
    tuple[1] = module;
    tuple[2] = function;
    tuple[3] = list;
    tuple[4] = info;
    *call = make_boxed(tuple);
    return true;
}

// error/2, error/3: the function that called it, with the arguments and the map given.
static bool build_with_arguments(struct process *p, const uint32_t *pc, term *call)
{
    const struct module *module = pc != NULL ? module_at(p->vm, pc) : NULL;
    const struct function_info *info = module != NULL ? module_function_at(module, pc) : NULL;
    if (!heap_ensure(p, 5)) {
        return false;
    }
    term *tuple = heap_take(p, 5);
    tuple[0] = make_header(4, TAG_TUPLE);
    tuple[1] = module != NULL ? module->name : (term) ATOM_undefined;
    tuple[2] = info != NULL ? info->name : (term) ATOM_undefined;
    const term *given = tuple_elements(p->exception_trace);
    bool has_info = tuple_arity(p->exception_trace) == 3;
    tuple[3] = has_info ? given[1] : given[0];
    if (tuple[3] == ATOM_none) {
        tuple[3] = make_small(info != NULL ? (sterm) info->arity : 0);
    }
    tuple[4] = has_info ? given[2] : NIL;
    *call = make_boxed(tuple);
    return true;
}

bool exception_capture(struct process *p, const uint32_t *pc, term module, term function,
                       uint32_t arity, const term *args)
{
    term raw[RAW_WORDS] = {p->exception_class, 0};
    size_t count = RAW_ADDRESSES;
    term first = NIL;
    term given = p->exception_trace;
    bool own_clause = pc != NULL && (*pc & WORD_OPCODE_MASK) == WORD_function_clause;
    if (is_tuple(given) && tuple_arity(given) == 2) {
        p->live = 0;
        if (!heap_ensure(p, 2)) {
            return false;
        }
        first = tuple_elements(p->exception_trace)[1];
        term *tuple = heap_take(p, 2);
        tuple[0] = make_header(1, TAG_TUPLE);
        tuple[1] = first;
        first = make_boxed(tuple);
        return build_raw(p, raw, count, &first);
    }
    if (is_tuple(given)) {
        raw[RAW_PLACE] = (term) pc;
        if (!build_with_arguments(p, pc, &first)) {
            return false;
        }
    } else {
        if (given == TRACE_NATIVE && function != 0) {
            term info = own_clause                                 ? (term) ATOM_line
                        : p->exception == ATOM_undef && pc == NULL ? NIL
                                                                   : (term) ATOM_error_info;
            raw[RAW_PLACE] = own_clause ? (term) pc : 0;
            if (!build_call(p, module, function, arity, args, info, &first)) {
                return false;
            }
        }
        if (pc != NULL && !own_clause) {
            raw[count++] = (term) pc;
        }
    }
    p->live = 0;
    return build_raw(p, raw, stack_addresses(p, raw, count), &first);
}

#if AVM_OBSERVER
size_t exception_handlers(const struct process *p)
{
    size_t count = 0;
    for (const term *at = p->stack; at < p->stack_base; at++) {
        count += (*at & TAG_PRIMARY_MASK) == TAG_HEADER && *at != 0 && is_handler(*at);
    }
    return count;
}
#endif

const uint32_t *exception_unwind(struct process *p)
{
    term *frame = p->stack;
    for (term *at = p->stack; at < p->stack_base; at++) {
        if ((*at & TAG_PRIMARY_MASK) != TAG_HEADER || *at == 0) {
            continue;
        }
        if (!is_handler(*at)) {
            frame = at + 1;
            continue;
        }
        const uint32_t *pad = (const uint32_t *) *at;
        *at = NIL;
        p->stack = frame;
        return pad + (int32_t) pad[1];
    }
    return NULL;
}

// The words of a raw trace, or NULL.
static const term *raw_words(term trace, size_t *count)
{
    if (!is_cons(trace) || !is_boxed_tag(cons_head(trace), TAG_BIN_HEAP)) {
        return NULL;
    }
    const term *binary = boxed_object(cons_head(trace));
    *count = binary[1] / sizeof(term);
    return binary[1] % sizeof(term) == 0 && *count >= RAW_ADDRESSES && *count <= RAW_WORDS &&
                   binary[2] <= CLASS_THROW
               ? binary + 2
               : NULL;
}

bool exception_class_of(term trace, enum exception_class *class)
{
    size_t count;
    const term *raw = raw_words(trace, &count);
    if (raw == NULL) {
        return false;
    }
    *class = (enum exception_class) raw[RAW_CLASS];
    return true;
}

bool exception_raw_raise(struct process *p, term *x)
{
    enum exception_class class;
    enum exception_class traced;
    if (!class_of_atom(x[0], &class)) {
        return false;
    }
    p->exception_class = (uint8_t) class;
    p->exception = x[1];
    p->exception_trace = x[2];
    if (exception_class_of(x[2], &traced) && traced == class) {
        return true;
    }
    // another class, or a final trace
    p->live = 3;
    term final = exception_stacktrace(p, &x[2]);
    if (final != NONE) {
        x[2] = final;
        if (heap_ensure(p, 3)) {
            p->exception = x[1];
            p->exception_trace = build_tuple2(p, NIL, x[2]);
            exception_capture(p, NULL, 0, 0, 0, NULL);
        }
    }
    return true;
}

// Words of one entry with its location: tuple, list cell, two pairs in a list.
#define ENTRY_WORDS (5 + 2 + 2 * (3 + 2))
// [{error_info, #{module => M}}]
#define ERROR_INFO_WORDS (2 + 3 + 3 + 2)

static term build_location(struct process *p, const struct module *module, const uint32_t *place)
{
    term file;
    uint32_t line = module_line_at(module, place, &file);
    if (line == 0) {
        return NIL;
    }
    term list = build_cons(p, build_tuple2(p, ATOM_line, make_small((sterm) line)), NIL);
    return build_cons(p, build_tuple2(p, ATOM_file, file), list);
}

static term build_error_info(struct process *p, term module)
{
    term owner =
        module == ATOM_erlang ? (term) ATOM_erl_erts_errors : (term) ATOM_erl_stdlib_errors;
    term *keys = heap_take(p, 2);
    keys[0] = make_header(1, TAG_TUPLE);
    keys[1] = ATOM_module;
    term *map = heap_take(p, 3);
    map[0] = make_header(2, TAG_MAP);
    map[1] = make_boxed(keys);
    map[2] = owner;
    return build_cons(p, build_tuple2(p, ATOM_error_info, make_boxed(map)), NIL);
}

static term build_entry(struct process *p, const uint32_t *address)
{
    const struct module *module = module_at(p->vm, address);
    const struct function_info *info = module != NULL ? module_function_at(module, address) : NULL;
    if (info == NULL) {
        return NONE;
    }
    term location = build_location(p, module, address);
    term *tuple = heap_take(p, 5);
    tuple[0] = make_header(4, TAG_TUPLE);
    tuple[1] = module->name;
    tuple[2] = info->name;
    tuple[3] = make_small((sterm) info->arity);
    tuple[4] = location;
    return make_boxed(tuple);
}

// The entry on top, with its marker turned into the location.
static term finish_first(struct process *p, term first, const uint32_t *place)
{
    const term *old = tuple_elements(first);
    term info = old[3];
    const struct module *module = place != NULL ? module_at(p->vm, place) : NULL;
    if (module != NULL) {
        term map = info;
        info = build_location(p, module, place);
        if (is_map(map)) {
            info = build_cons(p, build_tuple2(p, ATOM_error_info, map), info);
        }
    } else if (info == ATOM_error_info) {
        info = build_error_info(p, old[0]);
    } else {
        info = NIL;
    }
    term *tuple = heap_take(p, 5);
    tuple[0] = make_header(4, TAG_TUPLE);
    tuple[1] = old[0];
    tuple[2] = old[1];
    tuple[3] = old[2];
    tuple[4] = info;
    return make_boxed(tuple);
}

// The entries for the addresses of a raw trace, as many as backtrace_depth allows.
static term build_entries(struct process *p, const term *raw, size_t count, size_t depth)
{
    if (count > RAW_ADDRESSES + depth) {
        count = RAW_ADDRESSES + depth;
    }
    term list = NIL;
    for (size_t i = count; i > RAW_ADDRESSES; i--) {
        term entry = build_entry(p, (const uint32_t *) raw[i - 1]);
        if (entry != NONE) {
            list = build_cons(p, entry, list);
        }
    }
    return list;
}

term exception_current_stacktrace(struct process *p, const struct process *of)
{
    term raw[RAW_WORDS];
    size_t count = RAW_ADDRESSES;
    if (of->pc != NULL) {
        raw[count++] = (term) of->pc;
    }
    count = stack_addresses(of, raw, count);
    if (!heap_ensure(p, count * ENTRY_WORDS)) {
        return NONE;
    }
    return build_entries(p, raw, count, p->vm->backtrace_depth);
}

term exception_stacktrace(struct process *p, term *args)
{
    size_t count;
    if (raw_words(args[0], &count) == NULL) {
        return args[0];
    }
    term first = cons_tail(args[0]);
    if (is_tuple(first) && tuple_arity(first) == 1) {
        return tuple_elements(first)[0];
    }
    if (!heap_ensure(p, (count + 1) * ENTRY_WORDS + ERROR_INFO_WORDS)) {
        return NONE;
    }
    const term *raw = raw_words(args[0], &count);
    first = cons_tail(args[0]);
    size_t depth = p->vm->backtrace_depth;
    if (first != NIL && depth > 0) {
        depth--;
    }
    term list = build_entries(p, raw, count, depth);
    if (is_tuple(first) && tuple_arity(first) == 4) {
        list = build_cons(p, finish_first(p, first, (const uint32_t *) raw[RAW_PLACE]), list);
    }
    return list;
}

term exception_catch_value(struct process *p, term *args)
{
    if (args[0] == ATOM_throw) {
        return args[1];
    }
    if (args[0] == ATOM_error) {
        term trace = exception_stacktrace(p, &args[2]);
        if (trace == NONE) {
            return NONE;
        }
        args[2] = trace;
        if (!heap_ensure(p, 6)) {
            return NONE;
        }
        return build_tuple2(p, ATOM_EXIT, build_tuple2(p, args[1], args[2]));
    }
    return heap_ensure(p, 3) ? build_tuple2(p, ATOM_EXIT, args[1]) : NONE;
}

// Report

static void write_error(void *context, const char *text, size_t size)
{
    (void) context;
    platform_console_write(text, size, true);
}

static void report_text(const char *text)
{
    write_error(NULL, text, strlen(text));
}

static void report_term(const struct process *p, term t)
{
    term_print(p->vm, t, PRINT_PRETTY, 2000, write_error, NULL);
}

static void report_frame(const struct process *p, const uint32_t *address)
{
    const struct module *module = module_at(p->vm, address);
    const struct function_info *info = module != NULL ? module_function_at(module, address) : NULL;
    if (info == NULL) {
        return;
    }
    char number[32];
    term file = NIL;
    uint32_t line = module_line_at(module, address, &file);
    report_text("  in ");
    report_term(p, module->name);
    report_text(":");
    report_term(p, info->name);
    snprintf(number, sizeof number, "/%" PRIu32, info->arity);
    report_text(number);
    if (line != 0) {
        report_text(" (");
        for (; is_cons(file); file = cons_tail(file)) {
            char c = (char) small_value(cons_head(file));
            write_error(NULL, &c, 1);
        }
        snprintf(number, sizeof number, ":%" PRIu32 ")", line);
        report_text(number);
    }
    report_text("\n");
}

static void report_trace(const struct process *p)
{
    size_t count;
    const term *raw = raw_words(p->exception_trace, &count);
    if (raw == NULL) {
        return;
    }
    term first = cons_tail(p->exception_trace);
    if (is_tuple(first) && tuple_arity(first) == 4) {
        const term *call = tuple_elements(first);
        report_text("  call ");
        report_term(p, call[0]);
        report_text(":");
        report_term(p, call[1]);
        report_text(" with arguments ");
        report_term(p, call[2]);
        report_text("\n");
        if (raw[RAW_PLACE] != 0) {
            report_frame(p, (const uint32_t *) raw[RAW_PLACE]);
        }
    } else if (is_tuple(first)) {
        report_text("  stack trace ");
        report_term(p, tuple_elements(first)[0]);
        report_text("\n");
    }
    for (size_t i = RAW_ADDRESSES; i < count; i++) {
        report_frame(p, (const uint32_t *) raw[i]);
    }
}

void exception_report(struct process *p)
{
    char line[160];
    if (p->out_of_memory && p->exception == ATOM_killed && p->extra->quiet_on_max_heap) {
        return;
    }
    platform_console_flush();
    report_text("crash: process ");
    report_term(p, p->pid);
    report_text(" ended with ");
    report_term(p, exception_class_atom((enum exception_class) p->exception_class));
    report_text(": ");
    report_term(p, p->exception);
    report_text("\n");
    if (p->out_of_memory) {
        report_text(
            "hint: its heap could not grow; look for what it keeps, or raise max_heap_size\n");
    }
    report_trace(p);
    size_t heap_words =
        (size_t) (p->stack_base - p->heap) + (size_t) (p->extra->old_end - p->extra->old_heap);
    snprintf(line, sizeof line,
             "  state: heap and stack %zu words, stack %zu, messages %" PRIu32
             ", collections %" PRIu32 ", reductions %" PRIu64 "\n",
             heap_words, (size_t) (p->stack_base - p->stack), p->inbox_count,
             p->extra->collections_minor + p->extra->collections_major, p->reductions_done);
    report_text(line);
}
