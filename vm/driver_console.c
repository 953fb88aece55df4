// SPDX-License-Identifier: Apache-2.0
// driver_console.c: the port driver `console`: port:call(Port, flush), {puts, Text} and close,
// port_command, and put_chars of the I/O protocol. Text is characters, as
// unicode:characters_to_binary takes them.

#include "platforms/platform.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/port.h"

// Print args[0], text of the encoding args[1]. False: it is none.
static bool put_chars(struct port *port, term *args)
{
    size_t size;
    term binary = bif_unicode_characters_to_binary_2(port->process, args);
    if (binary == NONE || !is_bitstring(binary)) {
        return false;
    }
    const uint8_t *bytes = binary_bytes(binary, &size);
    platform_console_write(bytes, size, false);
    return true;
}

// {error, Reason}
static term error_term(struct port *port, term reason)
{
    struct process *p = port->process;
    return heap_ensure(p, 3) ? build_tuple2(p, ATOM_error, reason) : NONE;
}

static term put_result(struct port *port, term *args)
{
    if (put_chars(port, args)) {
        return ATOM_ok;
    }
    return error_term(port, ATOM_put_chars);
}

static term call(struct port *port, term *args)
{
    term command = args[0];
    if (command == ATOM_flush) {
        platform_console_flush();
        return ATOM_ok;
    }
    if (command == ATOM_close) {
        port_reply(port, args[1], args[2], ATOM_ok);
        port_end(port, ATOM_normal);
        return NONE;
    }
    if (is_tuple(command) && tuple_arity(command) == 2 && tuple_elements(command)[0] == ATOM_puts) {
        args[0] = tuple_elements(command)[1];
        args[1] = ATOM_unicode;
        return put_result(port, args);
    }
    return ATOM_error;
}

// {io_request, From, ReplyAs, {put_chars, Encoding, Characters}}
static term io_request(struct port *port, term *args)
{
    if (!is_tuple(args[0]) || tuple_arity(args[0]) != 4 ||
        tuple_elements(args[0])[0] != ATOM_io_request) {
        return NONE;
    }
    term request = tuple_elements(args[0])[3];
    bool is_known = is_tuple(request) && tuple_arity(request) == 3 &&
                    tuple_elements(request)[0] == ATOM_put_chars;
    args[2] = args[0];
    if (is_known) {
        args[0] = tuple_elements(request)[2];
        args[1] = tuple_elements(request)[1];
    }
    term result = is_known ? put_result(port, args) : error_term(port, ATOM_request);
    const term *message = tuple_elements(args[2]);
    term reply[4] = {make_header(3, TAG_TUPLE), ATOM_io_reply, message[2], result};
    if (result != NONE) {
        port_send(port, message[1], make_boxed(reply));
    }
    return ATOM_ok;
}

static term handle(struct port *port, enum port_event event, term *args)
{
    switch (event) {
    case PORT_CALL:
        return call(port, args);
    case PORT_COMMAND:
        return bif_avm_console_write(port->process, args);
    default:
        return io_request(port, args);
    }
}

const struct port_driver driver_console = {"console", NULL, handle, NULL, NULL};
