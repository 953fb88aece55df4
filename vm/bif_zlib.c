// SPDX-License-Identifier: Apache-2.0
// bif_zlib.c: the module zlib: compression in one go.

#include "packbeam/deflate.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/bits.h"
#include "vm/exception.h"
#include "vm/iodata.h"
#include "vm/machine.h"
#include "vm/memory.h"

// What zlib can need for data that cannot be compressed.
static size_t deflated_room(size_t size)
{
    return size + (size >> 10) + 64;
}

// zlib:compress(Iodata). system_limit: this build has no compressor.
term bif_zlib_compress(struct process *p, term *args)
{
    struct vm *vm = process_vm(p);
    size_t size_bits;
    enum iodata_status status = iodata_measure(vm, args[0], true, &size_bits);
    if (status != IODATA_END) {
        return iodata_raise(p, status);
    }
    size_t size = size_bits / 8;
    size_t room = deflated_room(size);
    uint8_t *plain = memory_alloc(vm, size + room);
    if (plain == NULL) {
        return raise_out_of_memory(p);
    }
    uint8_t *deflated = plain + size;
    size_t deflated_size;
    struct bits_writer writer = {plain, 0};
    iodata_write(vm, args[0], &writer);
    bool good = deflate_into(plain, size, DEFLATE_LEVEL_DEFAULT, deflated, room, &deflated_size);
    term binary = good ? binary_from_bytes(p, deflated, deflated_size) : raise_system_limit(p);
    memory_free(vm, plain, size + room);
    return binary;
}
