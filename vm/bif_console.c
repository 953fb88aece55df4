// SPDX-License-Identifier: Apache-2.0
// bif_console.c: avm_console, what the io module of our library writes with: bytes to the output
// and the error stream.

#include "platforms/platform.h"
#include "vm/bif.h"
#include "vm/iodata.h"
#include "vm/machine.h"

static void write_bytes_to(void *context, const uint8_t *bytes, size_t size)
{
    const bool *error = context;
    platform_console_write(bytes, size, *error);
}

static term write_iodata(struct process *p, term t, bool error)
{
    // Measured first: nothing is written of what is wrong.
    size_t size_bits;
    enum iodata_status status = iodata_measure(p->vm, t, true, &size_bits);
    if (status == IODATA_END) {
        status = iodata_each(p->vm, t, write_bytes_to, &error);
    }
    return status == IODATA_END ? (term) ATOM_ok : iodata_raise(p, status);
}

term bif_avm_console_write(struct process *p, term *args)
{
    return write_iodata(p, args[0], false);
}

term bif_avm_console_write_error(struct process *p, term *args)
{
    return write_iodata(p, args[0], true);
}
