// SPDX-License-Identifier: Apache-2.0
// bif_console.c: avm_console, what io and the console's server (avm_user) of our library use: bytes
// to the output and the error stream, bytes of the input, and who that server is; what avm_test
// hands to the program around the machine.

#include "platforms/platform.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/iodata.h"
#include "vm/machine.h"
#include "vm/port.h"

static void write_bytes_to(void *context, const uint8_t *bytes, size_t size)
{
    const bool *error = context;
    platform_console_write(bytes, size, *error);
}

static void report_bytes(void *context, const uint8_t *bytes, size_t size)
{
    const struct vm_options *options = context;
    if (options->report != NULL) {
        options->report(options->report_context, bytes, size);
    }
}

static term write_to(struct process *p, term t, iodata_sink sink, void *context)
{
    // Measured first: nothing is written of what is wrong.
    size_t size_bits;
    enum iodata_status status = iodata_measure(p->vm, t, true, &size_bits);
    if (status == IODATA_END) {
        status = iodata_each(p->vm, t, sink, context);
    }
    return status == IODATA_END ? (term) ATOM_ok : iodata_raise(p, status);
}

term bif_avm_console_write(struct process *p, term *args)
{
    bool error = false;
    return write_to(p, args[0], write_bytes_to, &error);
}

term bif_avm_console_write_error(struct process *p, term *args)
{
    bool error = true;
    return write_to(p, args[0], write_bytes_to, &error);
}

term bif_avm_test_report(struct process *p, term *args)
{
    return write_to(p, args[0], report_bytes, &p->vm->options);
}

// The pid of the console's server for output or error, or undefined.
term bif_avm_console_server(struct process *p, term *args)
{
    return args[0] == ATOM_error ? p->vm->console_errors : p->vm->console;
}

// A binary, eof, or wait: nothing is there yet; the message `input` tells when to ask again.
term bif_avm_console_read(struct process *p, term *args)
{
    uint8_t bytes[1024];
    platform_console_flush();
    size_t size = platform_console_read(bytes, sizeof bytes);
    if (size == PLATFORM_NOTHING_YET) {
        return port_watch_for(p, platform_console_source, PLATFORM_INPUT) == PLATFORM_WATCHED
                   ? (term) ATOM_wait
                   : (term) ATOM_eof;
    }
    return size == 0 ? (term) ATOM_eof : binary_from_bytes(p, bytes, size);
}
