// SPDX-License-Identifier: Apache-2.0
// bif_checksum.c: erlang:crc32, adler32 and md5.
//
// CRC-32 is the one of ISO 3309 (as in gzip, RFC 1952), Adler-32 that of RFC 1950, MD5 that of RFC
// 1321.

#include <string.h>

#include "packbeam/bytes.h"
#include "packbeam/md5.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/checksum.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/iodata.h"
#include "vm/machine.h"
#include "vm/number.h"

static term integer_of_word(struct process *p, uint32_t value)
{
    return heap_ensure(p, INT64_WORDS) ? build_uint64(p, value) : NONE;
}

static bool word_of(term t, uint32_t *value)
{
    uint64_t wide;
    if (!is_integer(t) || !integer_to_uint64(t, &wide) || wide > UINT32_MAX) {
        return false;
    }
    *value = (uint32_t) wide;
    return true;
}

// CRC-32. Four bits at a time: a table of 64 bytes is affordable everywhere; eight bits at a time
// are half as many steps, but the table is a kilobyte of flash.

#define CRC_POLYNOMIAL 0xedb88320u

static const uint32_t crc_table[16] = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};

uint32_t checksum_crc32(uint32_t crc, const uint8_t *bytes, size_t size)
{
    uint32_t value = ~crc;
    for (size_t i = 0; i < size; i++) {
        value ^= bytes[i];
        value = value >> 4 ^ crc_table[value & 15];
        value = value >> 4 ^ crc_table[value & 15];
    }
    return ~value;
}

static void crc_sink(void *context, const uint8_t *bytes, size_t size)
{
    uint32_t *crc = context;
    *crc = checksum_crc32(*crc, bytes, size);
}

static term crc_of(struct process *p, term data, uint32_t crc)
{
    enum iodata_status status = iodata_each(process_vm(p), data, crc_sink, &crc);
    return status == IODATA_END ? integer_of_word(p, crc) : iodata_raise(p, status);
}

term bif_erlang_crc32_1(struct process *p, term *args)
{
    return crc_of(p, args[0], 0);
}

term bif_erlang_crc32_2(struct process *p, term *args)
{
    uint32_t crc;
    return word_of(args[0], &crc) ? crc_of(p, args[1], crc) : raise_badarg(p);
}

// Product of two polynomials modulo the one of the CRC; bit 31 is the coefficient of x^0.
static uint32_t crc_multiply(uint32_t a, uint32_t b)
{
    uint32_t product = 0;
    for (uint32_t bit = 0x80000000u; bit != 0; bit >>= 1) {
        if ((a & bit) != 0) {
            product ^= b;
        }
        b = (b & 1) != 0 ? b >> 1 ^ CRC_POLYNOMIAL : b >> 1;
    }
    return product;
}

// What the CRC of the first part becomes when `size` zero bytes follow: times x^(8 size).
static uint32_t crc_shift(uint32_t crc, uint32_t size)
{
    uint32_t power = 0x00800000u; // x^8
    for (; size != 0; size >>= 1) {
        if ((size & 1) != 0) {
            crc = crc_multiply(crc, power);
        }
        power = crc_multiply(power, power);
    }
    return crc;
}

term bif_erlang_crc32_combine(struct process *p, term *args)
{
    uint32_t first;
    uint32_t second;
    uint32_t size;
    if (!word_of(args[0], &first) || !word_of(args[1], &second) || !word_of(args[2], &size)) {
        return raise_badarg(p);
    }
    return integer_of_word(p, crc_shift(first, size) ^ second);
}

// Adler-32: two sums modulo 65521

#define ADLER_BASE 65521u
#define ADLER_RUN  5552u // bytes after which the second sum could overflow 32 bits

static void adler_sink(void *context, const uint8_t *bytes, size_t size)
{
    uint32_t *adler = context;
    uint32_t low = *adler & 0xffff;
    uint32_t high = *adler >> 16;
    while (size > 0) {
        size_t run = size < ADLER_RUN ? size : ADLER_RUN;
        for (size_t i = 0; i < run; i++) {
            low += bytes[i];
            high += low;
        }
        low %= ADLER_BASE;
        high %= ADLER_BASE;
        bytes += run;
        size -= run;
    }
    *adler = high << 16 | low;
}

static term adler_of(struct process *p, term data, uint32_t adler)
{
    enum iodata_status status = iodata_each(process_vm(p), data, adler_sink, &adler);
    return status == IODATA_END ? integer_of_word(p, adler) : iodata_raise(p, status);
}

term bif_erlang_adler32_1(struct process *p, term *args)
{
    return adler_of(p, args[0], 1);
}

term bif_erlang_adler32_2(struct process *p, term *args)
{
    uint32_t adler;
    return word_of(args[0], &adler) ? adler_of(p, args[1], adler) : raise_badarg(p);
}

// The sums are not brought below the modulus by division: what comes of numbers that are no sums is
// what OTP gives.
static uint32_t adler_combine(uint32_t first, uint32_t second, uint32_t size)
{
    uint32_t rest = size % ADLER_BASE;
    uint32_t low = first & 0xffff;
    uint32_t high = (uint32_t) ((uint64_t) rest * low % ADLER_BASE);
    // The sum of the second part began at 1, not at the first sum of the first part.
    low += (second & 0xffff) + ADLER_BASE - 1;
    high += (first >> 16) + (second >> 16) + ADLER_BASE - rest;
    for (int i = 0; i < 2 && low >= ADLER_BASE; i++) {
        low -= ADLER_BASE;
    }
    high -= high >= 2 * ADLER_BASE ? 2 * ADLER_BASE : 0;
    high -= high >= ADLER_BASE ? ADLER_BASE : 0;
    return high << 16 | low;
}

term bif_erlang_adler32_combine(struct process *p, term *args)
{
    uint32_t first;
    uint32_t second;
    uint32_t size;
    if (!word_of(args[0], &first) || !word_of(args[1], &second) || !word_of(args[2], &size)) {
        return raise_badarg(p);
    }
    return integer_of_word(p, size == 0 ? first : adler_combine(first, second, size));
}

// MD5. A context is a binary: the four words of the state, the number of bytes so far, and the
// bytes of an incomplete block, 88 bytes as in OTP.

#define MD5_CONTEXT 88

static void md5_sink(void *context, const uint8_t *bytes, size_t size)
{
    md5_update(context, bytes, size);
}

static term md5_result(struct process *p, struct md5 *md5)
{
    uint8_t digest[MD5_SIZE];
    md5_finish(md5, digest);
    return binary_from_bytes(p, digest, sizeof digest);
}

static bool md5_load(struct md5 *md5, term t)
{
    if (!is_binary(t) || bitstring_size(t) != 8 * MD5_CONTEXT) {
        return false;
    }
    uint8_t bytes[MD5_CONTEXT];
    binary_copy_bytes(t, bytes);
    for (unsigned i = 0; i < 4; i++) {
        md5->state[i] = bytes_get_le32(bytes + 4 * i);
    }
    md5->size = bytes_get_le64(bytes + 16);
    memcpy(md5->block, bytes + 24, sizeof md5->block);
    return true;
}

static term md5_store(struct process *p, const struct md5 *md5)
{
    uint8_t bytes[MD5_CONTEXT];
    for (unsigned i = 0; i < 4; i++) {
        bytes_put_le32(bytes + 4 * i, md5->state[i]);
    }
    bytes_put_le64(bytes + 16, md5->size);
    memcpy(bytes + 24, md5->block, sizeof md5->block);
    return binary_from_bytes(p, bytes, sizeof bytes);
}

term bif_erlang_md5(struct process *p, term *args)
{
    struct md5 md5;
    md5_init(&md5);
    enum iodata_status status = iodata_each(process_vm(p), args[0], md5_sink, &md5);
    return status == IODATA_END ? md5_result(p, &md5) : iodata_raise(p, status);
}

term bif_erlang_md5_init(struct process *p, term *args)
{
    struct md5 md5;
    md5_init(&md5);
    return md5_store(p, &md5);
}

term bif_erlang_md5_update(struct process *p, term *args)
{
    struct md5 md5;
    if (!md5_load(&md5, args[0])) {
        return raise_badarg(p);
    }
    enum iodata_status status = iodata_each(process_vm(p), args[1], md5_sink, &md5);
    return status == IODATA_END ? md5_store(p, &md5) : iodata_raise(p, status);
}

term bif_erlang_md5_final(struct process *p, term *args)
{
    struct md5 md5;
    return md5_load(&md5, args[0]) ? md5_result(p, &md5) : raise_badarg(p);
}
