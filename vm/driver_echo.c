// SPDX-License-Identifier: Apache-2.0
// driver_echo.c: the port driver `echo`, for tests of programs and of ports: whatever it gets comes
// back.

#include "vm/exception.h"
#include "vm/iodata.h"
#include "vm/machine.h"
#include "vm/port.h"

static term handle(struct port *port, enum port_event event, term *args)
{
    size_t bits = 0;
    term t = args[0];
    switch (event) {
    case PORT_CALL:
        return t;
    case PORT_COMMAND:
        iodata_measure(port->process->vm, t, true, &bits);
        port_data(port, t, bits / 8);
        return ATOM_ok;
    default: // {Pid, Anything}
        if (!is_tuple(t) || tuple_arity(t) != 2 || !is_pid(tuple_elements(t)[0])) {
            return NONE;
        }
        port_send(port, tuple_elements(t)[0], tuple_elements(t)[1]);
        return ATOM_ok;
    }
}

static term control(struct port *port, struct process *caller, sterm operation, term *data)
{
    return *data;
}

const struct port_driver driver_echo = {"echo", NULL, handle, control, NULL};
