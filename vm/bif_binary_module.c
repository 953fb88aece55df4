// SPDX-License-Identifier: Apache-2.0
// bif_binary_module.c: the natives of the module binary: parts, copies, numbers, hexadecimal.
// Searching is in bif_binary_search.c.

#include <string.h>

#include "vm/bif.h"
#include "vm/bif_binary.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/iodata.h"
#include "vm/machine.h"
#include "vm/match_inline.h"
#include "vm/number.h"
#include "vm/pause.h"

static uint8_t byte_at(const struct bits *bits, size_t index)
{
    return (uint8_t) bits_load(bits->bytes, bits->offset + 8 * index, 8, bits->offset + bits->size);
}

static term byte_of(struct process *p, term binary, bool valid, size_t index)
{
    if (!valid || !is_binary(binary)) {
        return raise_badarg(p);
    }
    struct bits bits;
    bits_of(binary, &bits);
    if (index >= bits.size >> 3) {
        return raise_badarg(p);
    }
    return make_small(byte_at(&bits, index));
}

term bif_binary_at(struct process *p, term *args)
{
    bool valid = is_small(args[1]) && small_value(args[1]) >= 0;
    return byte_of(p, args[0], valid, valid ? (size_t) small_value(args[1]) : 0);
}

term bif_binary_first(struct process *p, term *args)
{
    return byte_of(p, args[0], true, 0);
}

term bif_binary_last(struct process *p, term *args)
{
    // Of an empty binary: beyond its end.
    return byte_of(p, args[0], true,
                   is_bitstring(args[0]) ? (bitstring_size(args[0]) >> 3) - 1 : 0);
}

term bif_binary_part_2(struct process *p, term *args)
{
    return bif_erlang_binary_part_2(p, args);
}

term bif_binary_part_3(struct process *p, term *args)
{
    return bif_erlang_binary_part_3(p, args);
}

term bif_binary_list_to_bin(struct process *p, term *args)
{
    return bif_erlang_list_to_binary(p, args);
}

static term copies(struct process *p, term *args, size_t count)
{
    size_t size = bitstring_size(args[0]) >> 3;
    if (size > 0 && count > BINARY_MAX_BYTES / size) {
        return raise_system_limit(p);
    }
    uint8_t *bytes;
    term result = binary_new(p, size * count, &bytes);
    if (result == NONE || size * count == 0) {
        return result;
    }
    binary_copy_bytes(args[0], bytes);
    for (size_t done = size; done < size * count;) {
        size_t more = done < size * count - done ? done : size * count - done;
        pause_copy(p->vm, bytes + done, bytes, more);
        done += more;
    }
    return result;
}

term bif_binary_copy_1(struct process *p, term *args)
{
    return is_binary(args[0]) ? copies(p, args, 1) : raise_badarg(p);
}

term bif_binary_copy_2(struct process *p, term *args)
{
    uint64_t count;
    if (!is_binary(args[0]) || !is_integer(args[1]) || !integer_to_uint64(args[1], &count) ||
        count > SIZE_MAX) {
        return raise_badarg(p);
    }
    return copies(p, args, (size_t) count);
}

static term range_to_list(struct process *p, term binary, bool valid, size_t start, size_t count)
{
    if (!valid) {
        return raise_badarg(p);
    }
    term roots[2] = {binary, NIL};
    struct gc_roots chain;
    roots_push(p, &chain, roots, 2);
    term list = bytes_to_list(p, roots, start, count);
    roots_pop(p, &chain);
    return list;
}

term bif_binary_bin_to_list_1(struct process *p, term *args)
{
    bool valid = is_binary(args[0]);
    return range_to_list(p, args[0], valid, 0, valid ? bitstring_size(args[0]) >> 3 : 0);
}

term bif_binary_bin_to_list_2(struct process *p, term *args)
{
    size_t start = 0;
    size_t count = 0;
    bool valid =
        is_binary(args[0]) && range_of_tuple(args[1], bitstring_size(args[0]) >> 3, &start, &count);
    return range_to_list(p, args[0], valid, start, count);
}

term bif_binary_bin_to_list_3(struct process *p, term *args)
{
    size_t start = 0;
    size_t count = 0;
    bool valid = is_binary(args[0]) &&
                 range_of(args[1], args[2], bitstring_size(args[0]) >> 3, &start, &count);
    return range_to_list(p, args[0], valid, start, count);
}

term bif_binary_referenced_byte_size(struct process *p, term *args)
{
    if (!is_bitstring(args[0])) {
        return raise_badarg(p);
    }
    const term *base = boxed_object(binary_base(args[0]));
    size_t size = (size_t) base[BIN_SIZE];
    if (header_tag(base[0]) == TAG_BIN_REFC) {
        size = ((const struct refc *) base[BIN_REFC_DATA])->capacity;
    }
    return integer_of_size(p, size);
}

// How far all binaries of a list agree, from the front or from the back.
static term common_length(struct process *p, term list, bool from_end)
{
    if (!is_cons(list) || !is_binary(cons_head(list))) {
        return raise_badarg(p);
    }
    struct bits first;
    bits_of(cons_head(list), &first);
    size_t size = first.size >> 3;
    size_t common = size, pace = 0;
    for (list = cons_tail(list); is_cons(list); list = cons_tail(list)) {
        if (!is_binary(cons_head(list))) {
            return raise_badarg(p);
        }
        struct bits next;
        bits_of(cons_head(list), &next);
        size_t next_size = next.size >> 3;
        common = next_size < common ? next_size : common;
        for (size_t i = 0; i < common; i++) {
            uint8_t a = byte_at(&first, from_end ? size - 1 - i : i);
            uint8_t b = byte_at(&next, from_end ? next_size - 1 - i : i);
            if (a != b) {
                common = i;
            }
            pause_often(p->vm, &pace, 1);
        }
    }
    return list == NIL ? make_small((sterm) common) : raise_badarg(p);
}

term bif_binary_longest_common_prefix(struct process *p, term *args)
{
    return common_length(p, args[0], false);
}

term bif_binary_longest_common_suffix(struct process *p, term *args)
{
    return common_length(p, args[0], true);
}

// Bytes of the magnitude of a non-negative integer, at least 1.
static size_t unsigned_size(term t)
{
    const term *digits = is_small(t) ? NULL : boxed_object(t);
    size_t count = digits == NULL ? 1 : header_arity(digits[0]);
    term top = digits == NULL ? (term) small_value(t) : digits[count];
    size_t size = (count - 1) * TERM_BYTES;
    for (; top != 0; top >>= 8) {
        size++;
    }
    return size == 0 ? 1 : size;
}

static term encode_unsigned(struct process *p, term *args, bool big)
{
    bool valid = is_small(args[0]) ? small_value(args[0]) >= 0 : is_boxed_tag(args[0], TAG_BIG_POS);
    if (!valid) {
        return raise_badarg(p);
    }
    size_t size = unsigned_size(args[0]);
    uint8_t *bytes;
    term result = binary_new(p, size, &bytes);
    if (result != NONE) {
        integer_to_bytes(args[0], bytes, size, big);
    }
    return result;
}

term bif_binary_encode_unsigned_1(struct process *p, term *args)
{
    return encode_unsigned(p, args, true);
}

term bif_binary_encode_unsigned_2(struct process *p, term *args)
{
    if (args[1] != ATOM_big && args[1] != ATOM_little) {
        return raise_badarg(p);
    }
    return encode_unsigned(p, args, args[1] == ATOM_big);
}

static term decode_unsigned(struct process *p, term *args, bool big)
{
    if (!is_binary(args[0])) {
        return raise_badarg(p);
    }
    size_t size;
    const uint8_t *bytes = binary_bytes(args[0], &size);
    bool stands = header_tag(*boxed_object(binary_base(args[0]))) != TAG_BIN_HEAP;
    if (bytes != NULL && stands) {
        return integer_from_bytes(p, bytes, size, big, false);
    }
    size = bitstring_size(args[0]) >> 3;
    uint8_t small[AVM_REFC_BYTES];
    uint8_t *copy = size <= sizeof small ? small : memory_alloc(process_vm(p), size);
    if (copy == NULL) {
        return raise_out_of_memory(p);
    }
    binary_copy_bytes(args[0], copy);
    term value = integer_from_bytes(p, copy, size, big, false);
    if (copy != small) {
        memory_free(process_vm(p), copy, size);
    }
    return value;
}

term bif_binary_decode_unsigned_1(struct process *p, term *args)
{
    return decode_unsigned(p, args, true);
}

term bif_binary_decode_unsigned_2(struct process *p, term *args)
{
    if (args[1] != ATOM_big && args[1] != ATOM_little) {
        return raise_badarg(p);
    }
    return decode_unsigned(p, args, args[1] == ATOM_big);
}

static term encode_hex(struct process *p, term *args, const char *digits)
{
    if (!is_binary(args[0])) {
        return raise_badarg(p);
    }
    size_t size = bitstring_size(args[0]) >> 3;
    uint8_t *bytes;
    term result = binary_new(p, 2 * size, &bytes);
    if (result == NONE) {
        return NONE;
    }
    struct bits bits;
    bits_of(args[0], &bits);
    size_t pace = 0;
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = byte_at(&bits, i);
        *bytes++ = (uint8_t) digits[byte >> 4];
        *bytes++ = (uint8_t) digits[byte & 15];
        pause_often(p->vm, &pace, 1);
    }
    return result;
}

static const char upper_digits[] = "0123456789ABCDEF";
static const char lower_digits[] = "0123456789abcdef";

term bif_binary_encode_hex_1(struct process *p, term *args)
{
    return encode_hex(p, args, upper_digits);
}

term bif_binary_encode_hex_2(struct process *p, term *args)
{
    if (args[1] != ATOM_uppercase && args[1] != ATOM_lowercase) {
        return raise_badarg(p);
    }
    return encode_hex(p, args, args[1] == ATOM_uppercase ? upper_digits : lower_digits);
}

static unsigned hex_value(uint8_t digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - (unsigned) '0';
    }
    digit |= 0x20;
    return digit >= 'a' && digit <= 'f' ? digit - (unsigned) 'a' + 10 : 16;
}

term bif_binary_decode_hex(struct process *p, term *args)
{
    if (!is_binary(args[0]) || (bitstring_size(args[0]) & 15) != 0) {
        return raise_badarg(p);
    }
    size_t size = bitstring_size(args[0]) >> 4;
    uint8_t *bytes;
    term result = binary_new(p, size, &bytes);
    if (result == NONE) {
        return NONE;
    }
    struct bits bits;
    bits_of(args[0], &bits);
    size_t pace = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned high = hex_value(byte_at(&bits, 2 * i));
        unsigned low = hex_value(byte_at(&bits, 2 * i + 1));
        if ((high | low) >= 16) {
            return raise_badarg(p);
        }
        bytes[i] = (uint8_t) (high << 4 | low);
        pause_often(p->vm, &pace, 2);
    }
    return result;
}

// join([Binary], Separator), of OTP 28.
static bool join_size(const struct vm *vm, term list, size_t separator, size_t *size)
{
    size_t pace = 0;
    *size = 0;
    bool first = true;
    for (; is_cons(list); list = cons_tail(list)) {
        if (!is_binary(cons_head(list))) {
            return false;
        }
        size_t more = (bitstring_size(cons_head(list)) >> 3) + (first ? 0 : separator);
        *size = more > BINARY_MAX_BYTES - *size ? BINARY_MAX_BYTES : *size + more;
        first = false;
        pause_often(vm, &pace, 1);
    }
    return list == NIL;
}

term bif_binary_join(struct process *p, term *args)
{
    size_t size;
    if (!is_binary(args[1]) || !join_size(p->vm, args[0], bitstring_size(args[1]) >> 3, &size)) {
        return raise_badarg(p);
    }
    if (size == BINARY_MAX_BYTES) {
        return raise_system_limit(p);
    }
    struct bits_writer w = {NULL, 0};
    term result = binary_new(p, size, &w.bytes);
    if (result == NONE) {
        return NONE;
    }
    size_t pace = 0;
    for (term list = args[0]; is_cons(list); list = cons_tail(list)) {
        pause_often(p->vm, &pace, 4);
        if (list != args[0]) {
            write_bitstring(&w, args[1], bitstring_size(args[1]));
        }
        write_bitstring(&w, cons_head(list), bitstring_size(cons_head(list)));
    }
    return result;
}
