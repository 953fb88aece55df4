// SPDX-License-Identifier: Apache-2.0
// driver_program.c: ports of programs of the system, and of descriptors:
// open_port({spawn, Command}, ...), {spawn_executable, File}, {fd, In, Out}.
//
// What comes in is read into `gathered` and handed on as the options want it: as it comes, in
// lines, in packets. What goes out is in `rest` until it is written. The port ends with its input;
// when exit_status is wanted, it waits for the end of the program as well.

#include "vm/port.h"

#if AVM_PROGRAMS

#include <stdio.h>
#include <string.h>

#include "platforms/platform.h"
#include "platforms/programs.h"
#include "vm/atom.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/iodata.h"
#include "vm/machine.h"
#include "vm/program_options.h"
#include "vm/text.h"

// Bytes read at once, and how often in one turn.
#define READ_BYTES 16384
#define READ_TURNS 4

struct program_port {
    struct port_settings settings;
    int input, output, status; // sources; -1: none
    bool input_has_ended;
    struct text gathered, rest;
    size_t rest_start;
    char descriptors[24];
    uint8_t bytes[READ_BYTES];
};

// Beginning and end

static bool make_atoms(struct vm *vm)
{
    static const char *const names[] = {"eol", "noeol", "exit_status"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (atom_intern(vm, names[i], strlen(names[i]), true) == NONE) {
            return false;
        }
    }
    return true;
}

static term named(struct port *port, const char *name)
{
    return atom_find(port->process->vm, name, strlen(name));
}

static bool raise_name(struct process *p, const char *name)
{
    term reason = atom_intern(p->vm, name, strlen(name), true);
    if (reason == NONE) {
        raise_out_of_memory(p);
    } else {
        raise_error(p, reason);
    }
    return false;
}

static bool start_program(struct port *port, struct process *owner)
{
    struct program_port *s = port->state;
    struct program program;
    const char *error =
        s->settings.kind == PORT_EXECUTABLE ? program_file_error(s->settings.file.bytes) : NULL;
    if (error == NULL) {
        error = program_start(&s->settings.start, &program);
    }
    if (error != NULL) {
        return raise_name(owner, error);
    }
    s->input = program.input;
    s->output = program.output;
    s->status = program.status;
    port->os_pid = program.number;
    port->name = s->settings.file.bytes;
    return true;
}

static bool use_descriptors(struct port *port, struct process *owner)
{
    struct program_port *s = port->state;
    int input = s->settings.input, output = s->settings.output;
    if (input < 0 || output < 0) {
        return raise_name(owner, "einval");
    }
    s->input = s->settings.is_input ? input : -1;
    s->output = s->settings.is_output ? output : -1;
    snprintf(s->descriptors, sizeof s->descriptors, "%d/%d", input, output);
    port->name = s->descriptors;
    return true;
}

static void close_source(struct port *port, int *source, const char *rest, size_t size)
{
    const struct program_port *s = port->state;
    if (*source >= 0) {
        port_watch(port, *source, 0);
        stream_close(*source, s->settings.kind == PORT_DESCRIPTORS, rest, size);
    }
    *source = -1;
}

static void close(struct port *port)
{
    struct program_port *s = port->state;
    if (s == NULL) {
        return;
    }
    close_source(port, &s->input, NULL, 0);
    close_source(port, &s->output, s->rest.bytes + s->rest_start, s->rest.size - s->rest_start);
    close_source(port, &s->status, NULL, 0);
    port_settings_clear(&s->settings);
    text_clear(&s->gathered);
    text_clear(&s->rest);
    port->state = NULL;
    port->name = NULL;
    memory_free(port->process->vm, s, sizeof *s);
}

static bool open(struct port *port, struct process *owner, term *args)
{
    struct vm *vm = owner->vm;
    struct program_port *s = memory_calloc(vm, sizeof *s);
    if (s == NULL || !make_atoms(vm)) {
        memory_free(vm, s, s == NULL ? 0 : sizeof *s);
        raise_out_of_memory(owner);
        return false;
    }
    s->input = s->output = s->status = -1;
    text_init(&s->gathered, vm);
    text_init(&s->rest, vm);
    port->state = s;
    bool good = port_settings_read(owner, args, &s->settings) &&
                (s->settings.kind == PORT_DESCRIPTORS ? use_descriptors(port, owner)
                                                      : start_program(port, owner));
    if (!good) {
        close(port);
        return false;
    }
    if (s->input >= 0 && !port_watch(port, s->input, PLATFORM_INPUT)) {
        // nothing will ever come from there
        close_source(port, &s->input, NULL, 0);
    }
    return true;
}

static void end_named(struct port *port, const char *name)
{
    term reason = atom_intern(port->process->vm, name, strlen(name), true);
    port_end(port, reason == NONE ? (term) ATOM_error : reason);
}

// Input

// Bytes as the owner wants them: a binary, or a list. NONE: no memory.
static term make_data(struct port *port, const uint8_t *bytes, size_t size)
{
    struct process *p = port->process;
    const struct program_port *s = port->state;
    if (s->settings.binary) {
        return binary_from_bytes(p, bytes, size);
    }
    if (!heap_ensure(p, 2 * size)) {
        return NONE;
    }
    term list = NIL;
    while (size > 0) {
        list = build_cons(p, make_small(bytes[--size]), list);
    }
    return list;
}

// Hand on a message of the port. NONE: there is no memory for it, which is the end.
static void hand_on(struct port *port, term data, size_t size)
{
    if (data == NONE) {
        end_named(port, "enomem");
    } else {
        port_data(port, data, size);
    }
}

static void send_bytes(struct port *port, const uint8_t *bytes, size_t size)
{
    hand_on(port, make_data(port, bytes, size), size);
}

// {eol, Line} or {noeol, Line}
static void send_line(struct port *port, const char *line, size_t size, bool is_whole)
{
    term data = make_data(port, (const uint8_t *) line, size);
    struct gc_roots roots;
    roots_push(port->process, &roots, &data, 1);
    bool good = data != NONE && heap_ensure(port->process, 3);
    roots_pop(port->process, &roots);
    hand_on(port,
            good ? build_tuple2(port->process, named(port, is_whole ? "eol" : "noeol"), data)
                 : NONE,
            size);
}

static void remove_gathered(struct program_port *s, size_t count)
{
    s->gathered.size -= count;
    if (count == 0) {
        return;
    }
    memmove(s->gathered.bytes, s->gathered.bytes + count, s->gathered.size);
}

// The next byte of a line. A carriage return before the end of a line belongs to that end; so one
// that comes when the line is full waits for what follows.
static void add_to_line(struct port *port, uint8_t byte)
{
    struct program_port *s = port->state;
    struct text *line = &s->gathered;
    if (byte == '\n') {
        bool has_return = line->size > 0 && line->bytes[line->size - 1] == '\r';
        send_line(port, line->bytes, line->size - (has_return ? 1 : 0), true);
        line->size = 0;
        return;
    }
    if (line->size > s->settings.line || (line->size == s->settings.line && byte != '\r')) {
        send_line(port, line->bytes, s->settings.line, false);
        remove_gathered(s, s->settings.line);
    }
    text_append(line, (const char *) &byte, 1);
}

// All whole packets that have been gathered.
static void send_packets(struct port *port)
{
    struct program_port *s = port->state;
    size_t start = 0, header = s->settings.packet;
    while (s->gathered.size - start >= header) {
        const uint8_t *bytes = (const uint8_t *) s->gathered.bytes + start;
        size_t size = 0;
        for (size_t i = 0; i < header; i++) {
            size = size << 8 | bytes[i];
        }
        if (s->gathered.size - start - header < size) {
            break;
        }
        send_bytes(port, bytes + header, size);
        start += header + size;
    }
    remove_gathered(s, start);
}

static void take_bytes(struct port *port, size_t size)
{
    struct program_port *s = port->state;
    if (s->settings.line > 0) {
        for (size_t i = 0; i < size; i++) {
            add_to_line(port, s->bytes[i]);
        }
    } else if (s->settings.packet > 0) {
        text_append(&s->gathered, (const char *) s->bytes, size);
        send_packets(port);
    } else {
        send_bytes(port, s->bytes, size);
    }
    if (s->gathered.failed) {
        end_named(port, "enomem");
    }
}

// {Port, Message} to the owner
static void tell(struct port *port, term message)
{
    port_reply(port, port->owner, port->process->pid, message);
}

// When all has come that will come.
static void finish(struct port *port)
{
    struct program_port *s = port->state;
    bool waits_for_status = s->settings.exit_status && s->status >= 0;
    if (s->input_has_ended && !waits_for_status && !s->settings.eof) {
        port_end(port, ATOM_normal);
    }
}

static void end_input(struct port *port)
{
    struct program_port *s = port->state;
    size_t size = s->gathered.size;
    s->input_has_ended = true;
    if (s->settings.line > 0 && size > s->settings.line) {
        send_line(port, s->gathered.bytes, s->settings.line, false);
        remove_gathered(s, s->settings.line);
        size = s->gathered.size;
    }
    if (s->settings.line > 0 && size > 0) {
        send_line(port, s->gathered.bytes, size, false);
    }
    close_source(port, &s->input, NULL, 0);
    if (s->settings.eof) {
        tell(port, ATOM_eof);
    }
    if (s->settings.exit_status && s->status >= 0 && !port_watch(port, s->status, PLATFORM_INPUT)) {
        close_source(port, &s->status, NULL, 0);
    }
    finish(port);
}

static void read_input(struct port *port)
{
    struct program_port *s = port->state;
    const char *error;
    for (int i = 0; i < READ_TURNS && !SHARED_GET(&port->process->exiting); i++) {
        long count = stream_read(s->input, s->bytes, sizeof s->bytes, &error);
        if (count < 0 && error == NULL) {
            break;
        }
        if (count <= 0) { // an error is the end, too
            end_input(port);
            return;
        }
        take_bytes(port, (size_t) count);
    }
    port_watch(port, s->input, PLATFORM_INPUT | (s->input == s->output ? PLATFORM_OUTPUT : 0));
}

static void read_status(struct port *port)
{
    struct program_port *s = port->state;
    int status;
    if (!program_status(s->status, &status)) {
        port_watch(port, s->status, PLATFORM_INPUT);
        return;
    }
    close_source(port, &s->status, NULL, 0);
    term tuple[3] = {make_header(2, TAG_TUPLE), named(port, "exit_status"), make_small(status)};
    tell(port, make_boxed(tuple));
    finish(port);
}

// Output

static void write_rest(struct port *port)
{
    struct program_port *s = port->state;
    const char *error = NULL;
    if (s->settings.kind == PORT_DESCRIPTORS) {
        platform_console_flush(); // the descriptor may be its one
    }
    while (s->rest_start < s->rest.size) {
        long count = stream_write(s->output, s->rest.bytes + s->rest_start,
                                  s->rest.size - s->rest_start, &error);
        if (count < 0) {
            break;
        }
        s->rest_start += (size_t) count;
    }
    if (s->rest_start == s->rest.size) {
        text_clear(&s->rest);
        s->rest_start = 0;
    } else if (error != NULL) {
        s->rest.size = s->rest_start = 0;
        end_named(port, error);
    } else {
        unsigned more = s->input == s->output ? PLATFORM_INPUT : 0;
        port_watch(port, s->output, PLATFORM_OUTPUT | more);
    }
}

static void append_output(void *context, const uint8_t *bytes, size_t size)
{
    text_append(context, (const char *) bytes, size);
}

// port_command: args[0] is whole bytes.
static void command(struct port *port, const term *args)
{
    struct program_port *s = port->state;
    struct vm *vm = port->process->vm;
    size_t bits = 0;
    unsigned header = s->settings.packet;
    if (s->output < 0) {
        end_named(port, "ebadf");
        return;
    }
    if (iodata_measure(vm, args[0], true, &bits) != IODATA_END ||
        (header > 0 && header < sizeof(size_t) && (bits / 8) >> (8 * header) != 0)) {
        end_named(port, "einval");
        return;
    }
    for (unsigned i = header; i > 0; i--) {
        char byte = (char) (uint8_t) ((bits / 8) >> (8 * (i - 1)));
        text_append(&s->rest, &byte, 1);
    }
    if (iodata_each(vm, args[0], append_output, &s->rest) != IODATA_END || s->rest.failed) {
        end_named(port, "enomem");
        return;
    }
    write_rest(port);
}

static term handle(struct port *port, enum port_event event, term *args)
{
    const struct program_port *s = port->state;
    if (event == PORT_COMMAND) {
        command(port, args);
        return ATOM_ok;
    }
    if (event != PORT_READY) {
        return event == PORT_CALL ? (term) ATOM_error : NONE;
    }
    if (s->rest_start < s->rest.size) {
        write_rest(port);
    }
    if (s->input >= 0) {
        read_input(port);
    } else if (s->input_has_ended && s->settings.exit_status && s->status >= 0) {
        read_status(port);
    }
    return ATOM_ok;
}

const struct port_driver driver_program = {"program", open, handle, NULL, close};

#else

typedef int driver_program_is_left_out;

#endif
