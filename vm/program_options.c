// SPDX-License-Identifier: Apache-2.0
// program_options.c: names and options of open_port for programs and descriptors.
//
// Options are known by their text: programs that do not open such ports need no atoms for them.

#include "vm/program_options.h"

#if AVM_PROGRAMS

#include <string.h>

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/number.h"

// Texts

static bool is_name(const struct vm *vm, term t, const char *name)
{
    size_t size;
    const char *text = is_atom(t) ? atom_text(vm, t, &size) : NULL;
    return text != NULL && size == strlen(name) && memcmp(text, name, size) == 0;
}

// Append bytes without a NUL among them. False: wrong.
static bool append_bytes(struct text *text, const void *bytes, size_t size)
{
    if (memchr(bytes, 0, size) != NULL) {
        return false;
    }
    text_append(text, bytes, size);
    return true;
}

// Append an atom, a binary, or characters in lists of any depth. May collect. False: wrong, and
// perhaps raised.
static bool append(struct process *p, struct text *text, term t)
{
    size_t size;
    if (is_atom(t)) {
        const char *bytes = atom_text(p->vm, t, &size);
        return append_bytes(text, bytes, size);
    }
    struct gc_roots roots;
    term args[2] = {t, ATOM_unicode};
    roots_push(p, &roots, args, 2);
    term binary = is_list(t)        ? bif_unicode_characters_to_binary_2(p, args)
                  : is_bitstring(t) ? bif_erlang_iolist_to_binary(p, args)
                                    : NONE;
    roots_pop(p, &roots);
    const uint8_t *bytes =
        binary != NONE && is_bitstring(binary) ? binary_bytes(binary, &size) : NULL;
    return bytes != NULL && append_bytes(text, bytes, size);
}

static bool end_text(struct text *text)
{
    text_append(text, "", 1);
    return true;
}

static bool set_text(struct process *p, struct text *text, term t)
{
    text->size = 0;
    return append(p, text, t) && end_text(text);
}

// Options. Each gets its value in slots[0], a root, and may use the others. False: wrong.

#define SLOTS 4

typedef bool (*option_function)(struct process *p, struct port_settings *settings, term *slots);

static bool set_stream(struct process *p, struct port_settings *settings, term *slots)
{
    settings->packet = 0;
    return true;
}

static bool set_packet(struct process *p, struct port_settings *settings, term *slots)
{
    sterm size = is_small(slots[0]) ? small_value(slots[0]) : 0;
    settings->packet = (unsigned) size;
    return settings->line == 0 && (size == 1 || size == 2 || size == 4);
}

static bool set_line(struct process *p, struct port_settings *settings, term *slots)
{
    sterm size = is_small(slots[0]) ? small_value(slots[0]) : 0;
    settings->line = (size_t) size;
    return settings->packet == 0 && size > 0;
}

static bool set_directory(struct process *p, struct port_settings *settings, term *slots)
{
    return set_text(p, &settings->directory, slots[0]);
}

// A name of a variable, or its value: characters, no binary, no atom.
static bool append_variable(struct process *p, struct text *text, term t)
{
    return is_list(t) && append(p, text, t);
}

// {Name, Value}, {Name, false}: slots[1]
static bool add_variable(struct process *p, struct port_settings *settings, term *slots)
{
    struct text *text = &settings->environment;
    size_t start = text->size;
    if (!is_tuple(slots[1]) || tuple_arity(slots[1]) != 2 ||
        !append_variable(p, text, tuple_elements(slots[1])[0])) {
        return false;
    }
    if (text->size > start && memchr(text->bytes + start, '=', text->size - start) != NULL) {
        return false;
    }
    bool is_empty = text->size == start;
    if (tuple_elements(slots[1])[1] != ATOM_false) {
        size_t before = text->size;
        text_append(text, "=", 1);
        if (!append_variable(p, text, tuple_elements(slots[1])[1])) {
            return false;
        }
        text->size = text->size == before + 1 ? before : text->size; // no value: as false
    }
    if (is_empty) { // there is no such variable
        text->size = start;
        return true;
    }
    settings->start.change_count++;
    return end_text(text);
}

static bool set_environment(struct process *p, struct port_settings *settings, term *slots)
{
    settings->environment.size = 0;
    settings->start.change_count = 0;
    for (; is_cons(slots[0]); slots[0] = cons_tail(slots[0])) {
        slots[1] = cons_head(slots[0]);
        if (!add_variable(p, settings, slots)) {
            return false;
        }
    }
    return slots[0] == NIL;
}

// The first argument is there already: the name of the program.
static bool set_arguments(struct process *p, struct port_settings *settings, term *slots)
{
    struct text *text = &settings->arguments;
    text->size = 0;
    settings->start.argument_count = 1;
    for (; is_cons(slots[0]); slots[0] = cons_tail(slots[0])) {
        if (!append(p, text, cons_head(slots[0])) || !end_text(text)) {
            return false;
        }
        settings->start.argument_count++;
    }
    return slots[0] == NIL && settings->kind == PORT_EXECUTABLE;
}

static bool set_name(struct process *p, struct port_settings *settings, term *slots)
{
    return set_text(p, &settings->name, slots[0]) && settings->kind == PORT_EXECUTABLE;
}

static bool is_limit(term t)
{
    return is_small(t) && small_value(t) >= 0;
}

// No port is ever busy.
static bool check_limits(struct process *p, struct port_settings *settings, term *slots)
{
    return slots[0] == ATOM_disabled ||
           (is_tuple(slots[0]) && tuple_arity(slots[0]) == 2 &&
            is_limit(tuple_elements(slots[0])[0]) && is_limit(tuple_elements(slots[0])[1]));
}

static bool check_bool(struct process *p, struct port_settings *settings, term *slots)
{
    return slots[0] == ATOM_true || slots[0] == ATOM_false;
}

static bool set_in(struct process *p, struct port_settings *settings, term *slots)
{
    settings->is_input = true;
    return true;
}

static bool set_out(struct process *p, struct port_settings *settings, term *slots)
{
    settings->is_output = true;
    return true;
}

static bool set_binary(struct process *p, struct port_settings *settings, term *slots)
{
    settings->binary = true;
    return true;
}

static bool set_eof(struct process *p, struct port_settings *settings, term *slots)
{
    settings->eof = true;
    return true;
}

static bool set_exit_status(struct process *p, struct port_settings *settings, term *slots)
{
    settings->exit_status = true;
    return settings->kind != PORT_DESCRIPTORS;
}

static bool set_standard_streams(struct process *p, struct port_settings *settings, term *slots)
{
    settings->start.other_streams = false;
    return true;
}

static bool set_other_streams(struct process *p, struct port_settings *settings, term *slots)
{
    settings->start.other_streams = true;
    return true;
}

static bool join_errors(struct process *p, struct port_settings *settings, term *slots)
{
    settings->start.joins_errors = true;
    return true;
}

static bool ignore(struct process *p, struct port_settings *settings, term *slots)
{
    return true;
}

static const struct option {
    const char *name;
    bool has_value; // {Name, Value}, else an atom
    option_function set;
} known[] = {
    {"arg0", true, set_name},
    {"args", true, set_arguments},
    {"binary", false, set_binary},
    {"busy_limits_msgq", true, check_limits},
    {"busy_limits_port", true, check_limits},
    {"cd", true, set_directory},
    {"env", true, set_environment},
    {"eof", false, set_eof},
    {"exit_status", false, set_exit_status},
    {"hide", false, ignore}, // of windows
    {"in", false, set_in},
    {"line", true, set_line},
    {"nouse_stdio", false, set_other_streams},
    {"out", false, set_out},
    {"overlapped_io", false, ignore}, // of Windows
    {"packet", true, set_packet},
    {"parallelism", true, check_bool},
    {"stderr_to_stdout", false, join_errors},
    {"stream", false, set_stream},
    {"use_stdio", false, set_standard_streams},
};

// The option slots[1].
static bool read_option(struct process *p, struct port_settings *settings, term *slots)
{
    bool has_value = is_tuple(slots[1]) && tuple_arity(slots[1]) == 2;
    term name = has_value ? tuple_elements(slots[1])[0] : slots[1];
    if (has_value) {
        slots[0] = tuple_elements(slots[1])[1];
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].has_value == has_value && is_name(p->vm, name, known[i].name)) {
            return known[i].set(p, settings, slots);
        }
    }
    return false;
}

static bool read_options(struct process *p, term list, struct port_settings *settings)
{
    term slots[SLOTS + 1] = {NIL, NIL, NIL, NIL, list};
    struct gc_roots roots;
    bool good = true;
    roots_push(p, &roots, slots, SLOTS + 1);
    for (; good && is_cons(slots[SLOTS]); slots[SLOTS] = cons_tail(slots[SLOTS])) {
        slots[1] = cons_head(slots[SLOTS]);
        good = read_option(p, settings, slots);
    }
    roots_pop(p, &roots);
    return good && slots[SLOTS] == NIL;
}

// Names

static bool read_descriptor(term t, int *descriptor)
{
    *descriptor = is_small(t) && small_value(t) <= INT32_MAX ? (int) small_value(t) : -1;
    return is_small(t);
}

// The program, or the descriptors.
static bool read_name(struct process *p, term name, struct port_settings *settings)
{
    const term *element = tuple_elements(name);
    if (is_name(p->vm, element[0], "fd")) {
        settings->kind = PORT_DESCRIPTORS;
        return read_descriptor(element[1], &settings->input) &&
               read_descriptor(element[2], &settings->output);
    }
    settings->kind = element[0] == ATOM_spawn ? PORT_COMMAND_LINE : PORT_EXECUTABLE;
    return set_text(p, &settings->file, element[1]) && settings->file.size > 1;
}

// What is started: the program with its arguments, or a shell that becomes the command.
static void compose(struct port_settings *settings)
{
    static const char shell[] = "sh\0-c\0exec ";
    struct program_options *start = &settings->start;
    struct text arguments;
    text_init(&arguments, settings->file.vm);
    start->file = settings->file.bytes;
    if (settings->kind == PORT_COMMAND_LINE) {
        text_append(&arguments, shell, sizeof shell - 1);
        text_append(&arguments, settings->file.bytes, settings->file.size);
        start->argument_count = 3;
        start->file = "/bin/sh";
    } else {
        const struct text *name = settings->name.size > 0 ? &settings->name : &settings->file;
        text_append(&arguments, name->bytes, name->size);
        text_append(&arguments, settings->arguments.bytes, settings->arguments.size);
        start->argument_count += start->argument_count == 0 ? 1 : 0;
    }
    arguments.failed = arguments.failed || settings->arguments.failed;
    text_clear(&settings->arguments);
    settings->arguments = arguments;
    start->arguments = settings->arguments.bytes;
    start->environment = settings->environment.bytes;
    start->directory = settings->directory.size > 0 ? settings->directory.bytes : NULL;
    start->reads = settings->is_input;
    start->writes = settings->is_output;
}

bool port_settings_read(struct process *p, term *args, struct port_settings *settings)
{
    *settings = (struct port_settings){.input = -1, .output = -1};
    struct text *texts[] = {&settings->name, &settings->file, &settings->directory,
                            &settings->arguments, &settings->environment};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        text_init(texts[i], p->vm);
    }
    bool good = read_name(p, args[0], settings) && read_options(p, args[1], settings);
    if (!settings->is_input && !settings->is_output) {
        settings->is_input = settings->is_output = true;
    }
    if (good) {
        compose(settings);
    }
    bool failed = false;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        failed = failed || texts[i]->failed;
    }
    if (failed) {
        raise_out_of_memory(p);
    } else if (!good && p->exception == NONE) {
        raise_badarg(p);
    }
    return good && !failed;
}

void port_settings_clear(struct port_settings *settings)
{
    text_clear(&settings->name);
    text_clear(&settings->file);
    text_clear(&settings->directory);
    text_clear(&settings->arguments);
    text_clear(&settings->environment);
}

#else

typedef int program_options_are_left_out;

#endif
