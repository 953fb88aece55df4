// SPDX-License-Identifier: Apache-2.0
// bif_etf.c: term_to_binary, binary_to_term and their relatives.

#include <string.h>

#include "packbeam/bytes.h"
#include "packbeam/deflate.h"
#include "packbeam/inflate.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/etf.h"
#include "vm/etf_tags.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/pause.h"

// Bytes in front of a compressed term: version, tag, size of the plain term.
#define COMPRESSED_HEADER_BYTES 6
// Bytes of the mark in front of a term that only this machine shall read (option local).
#define LOCAL_MARK_BYTES 4
// Writing or reading a term takes about so many steps of pause.h.
#define TERM_STEPS 8
// Terms of fewer bytes are read at once.
#define READ_AT_ONCE 10000

// Writing

struct write_options {
    struct etf_options etf;
    bool compressed;
    bool local;
    int level;
};

// One option of term_to_binary.
static bool read_write_option(term option, struct write_options *options)
{
    if (option == ATOM_compressed) {
        options->compressed = true;
        options->level = DEFLATE_LEVEL_DEFAULT;
        return true;
    }
    if (option == ATOM_deterministic) {
        options->etf.deterministic = true;
        return true;
    }
    if (option == ATOM_local) {
        options->local = true;
        return true;
    }
    if (!is_tuple(option) || tuple_arity(option) != 2 || !is_small(tuple_elements(option)[1])) {
        return false;
    }
    term name = tuple_elements(option)[0];
    sterm value = small_value(tuple_elements(option)[1]);
    if (name == ATOM_minor_version && value >= 0 && value <= ETF_MINOR_VERSION) {
        options->etf.minor_version = (uint8_t) value;
        return true;
    }
    if (name == ATOM_compressed && value >= 0 && value <= 9) {
        options->compressed = value > 0;
        options->level = (int) value;
        return true;
    }
    return false;
}

static bool read_write_options(term list, struct write_options *options)
{
    *options = (struct write_options){.etf = {.minor_version = ETF_MINOR_VERSION}};
    for (; is_cons(list); list = cons_tail(list)) {
        if (!read_write_option(cons_head(list), options)) {
            return false;
        }
    }
    return list == NIL && !(options->local && (options->compressed || options->etf.deterministic));
}

// What tells a term written by this machine with the option local from any other.
static uint32_t local_mark(const struct vm *vm)
{
    uint64_t mixed = (uint64_t) (uintptr_t) vm * 0x9e3779b97f4a7c15u;
    return (uint32_t) (mixed >> 32);
}

// The compressed form of `plain` (with its version byte), when it is the shorter one. NONE without
// an exception: it is not.
static term compress(struct process *p, const uint8_t *plain, size_t size, int level)
{
    struct vm *vm = p->vm;
    if (size <= COMPRESSED_HEADER_BYTES) {
        return NONE;
    }
    uint8_t *deflated = memory_alloc(vm, size);
    if (deflated == NULL) {
        return NONE; // plain is right too
    }
    term result = NONE;
    size_t deflated_size;
    deflated[0] = ETF_VERSION;
    deflated[1] = ETF_COMPRESSED;
    bytes_put_be32(deflated + 2, (uint32_t) (size - 1));
    if (deflate_into(plain + 1, size - 1, level, deflated + COMPRESSED_HEADER_BYTES,
                     size - COMPRESSED_HEADER_BYTES, &deflated_size)) {
        result = binary_from_bytes(p, deflated, COMPRESSED_HEADER_BYTES + deflated_size);
    }
    memory_free(vm, deflated, size);
    return result;
}

static term write_compressed(struct process *p, term *args, const struct write_options *options,
                             size_t size)
{
    struct vm *vm = p->vm;
    uint8_t *plain = memory_alloc(vm, size);
    if (plain == NULL) {
        return raise_out_of_memory(p);
    }
    plain[0] = ETF_VERSION;
    term result = NONE;
    if (!etf_encode(p, args[0], &options->etf, plain + 1)) {
        result = raise_out_of_memory(p);
    } else {
        result = compress(p, plain, size, options->level);
        if (result == NONE && p->exception == NONE) {
            result = binary_from_bytes(p, plain, size);
        }
    }
    memory_free(vm, plain, size);
    return result;
}

// What etf_size refused.
static term raise_status(struct process *p, enum status status)
{
    return status == STATUS_LIMIT ? raise_out_of_memory(p) : raise_badarg(p);
}

// term_to_binary, when it pauses.
struct writing {
    struct encoder *walk;
    size_t size;
    term result; // NONE while its size is not known
    uint8_t *bytes;
};

#if AVM_PAUSES
static void writing_clear(struct vm *vm, void *state)
{
    struct writing *w = state;
    etf_walk_free(vm, w->walk);
}
#else
#define writing_clear NULL
#endif

// One of the two walks goes on. False: it raised, or pauses.
static bool walk_on(struct process *p, term *args, const struct write_options *options,
                    struct writing *w, uint8_t *out)
{
    do {
        enum status status = etf_write(p, args[0], &options->etf, out, &w->size, &w->walk,
                                       pause_budget(p) / TERM_STEPS);
        if (status != STATUS_OK) {
            raise_status(p, status);
            return false;
        }
        if (w->walk != NULL && pause_native(p, w, sizeof *w, writing_clear)) {
            return false;
        }
    } while (w->walk != NULL);
    return true;
}

// The term is args[0].
static term write_term(struct process *p, term *args, const struct write_options *options)
{
    struct writing w = {.result = NONE};
    (void) pause_resumes(p, &w, sizeof w);
    size_t start = 1 + (options->local ? 1 + LOCAL_MARK_BYTES : 0);
    if (w.result == NONE) {
        if (!walk_on(p, args, options, &w, NULL)) {
            return NONE;
        }
        if (options->compressed) {
            return write_compressed(p, args, options, start + w.size);
        }
        w.result = binary_new(p, start + w.size, &w.bytes);
        if (w.result == NONE) {
            return NONE;
        }
        w.bytes[0] = ETF_VERSION;
        if (options->local) {
            w.bytes[1] = ETF_LOCAL;
            bytes_put_be32(w.bytes + 2, local_mark(p->vm));
        }
    }
    return walk_on(p, args, options, &w, w.bytes + start) ? w.result : NONE;
}

term bif_erlang_term_to_binary_1(struct process *p, term *args)
{
    const struct write_options options = {.etf = {.minor_version = ETF_MINOR_VERSION}};
    return write_term(p, args, &options);
}

term bif_erlang_term_to_binary_2(struct process *p, term *args)
{
    struct write_options options;
    if (!read_write_options(args[1], &options)) {
        return raise_badarg(p);
    }
    return write_term(p, args, &options);
}

static term singleton(struct process *p, term *args, term value)
{
    if (value == NONE) {
        return NONE;
    }
    args[0] = value;
    if (!heap_ensure(p, 2)) {
        return NONE;
    }
    return build_cons(p, args[0], NIL);
}

// One binary is an iovec too.
term bif_erlang_term_to_iovec_1(struct process *p, term *args)
{
    return singleton(p, args, bif_erlang_term_to_binary_1(p, args));
}

term bif_erlang_term_to_iovec_2(struct process *p, term *args)
{
    return singleton(p, args, bif_erlang_term_to_binary_2(p, args));
}

static term external_size(struct process *p, term t, const struct etf_options *options)
{
    size_t size;
    enum status status = etf_size(p, t, options, &size);
    if (status != STATUS_OK) {
        return raise_status(p, status);
    }
    if (!heap_ensure(p, INT64_WORDS)) {
        return NONE;
    }
    return build_uint64(p, (uint64_t) size + 1);
}

term bif_erlang_external_size_1(struct process *p, term *args)
{
    const struct etf_options options = {.minor_version = ETF_MINOR_VERSION};
    return external_size(p, args[0], &options);
}

term bif_erlang_external_size_2(struct process *p, term *args)
{
    struct write_options options = {.etf = {.minor_version = ETF_MINOR_VERSION}};
    term list = args[1];
    for (; is_cons(list); list = cons_tail(list)) {
        // Only the version matters to the size, and nothing else is allowed.
        if (!is_tuple(cons_head(list)) || !read_write_option(cons_head(list), &options) ||
            options.compressed) {
            return raise_badarg(p);
        }
    }
    return list == NIL ? external_size(p, args[0], &options.etf) : raise_badarg(p);
}

// Reading

struct read_options {
    bool safe;
    bool used;
};

static bool read_read_options(term list, struct read_options *options)
{
    for (; is_cons(list); list = cons_tail(list)) {
        if (cons_head(list) == ATOM_safe) {
            options->safe = true;
        } else if (cons_head(list) == ATOM_used) {
            options->used = true;
        } else {
            return false;
        }
    }
    return list == NIL;
}

// Bytes of a term behind its version byte, where a collection does not move them.
struct source_bytes {
    const uint8_t *bytes;
    size_t size;
    uint8_t *owned; // memory to free, or NULL
    size_t owned_size;
};

static bool source_alloc(struct process *p, struct source_bytes *source, size_t size)
{
    source->owned_size = size;
    source->owned = memory_alloc(p->vm, size > 0 ? size : 1);
    source->bytes = source->owned;
    source->size = size;
    return source->owned != NULL;
}

static void source_clear(struct process *p, struct source_bytes *source)
{
    if (source->owned != NULL) {
        memory_free(p->vm, source->owned, source->owned_size > 0 ? source->owned_size : 1);
    }
}

// Inflate what follows the tag of a compressed term. *consumed: bytes of it.
// STATUS_LIMIT: no memory.
static enum status inflate_source(struct process *p, const uint8_t *bytes, size_t size,
                                  struct source_bytes *source, size_t *consumed)
{
    if (size < 4) {
        return STATUS_INPUT;
    }
    size_t inflated_size = bytes_get_be32(bytes);
    if (!inflate_size_is_possible(size - 4, inflated_size)) {
        return STATUS_INPUT;
    }
    if (!source_alloc(p, source, inflated_size)) {
        return STATUS_LIMIT;
    }
    enum status status = inflate_prefix(INFLATE_ZLIB, bytes + 4, size - 4, source->owned,
                                        inflated_size, consumed, NULL);
    *consumed += 4;
    return status;
}

// Measure and build the term of the bytes, all of which it must take when all is set.
static term build_term(struct process *p, const struct source_bytes *source, bool all, bool safe,
                       size_t *used)
{
    size_t words;
    if (!etf_measure(p->vm, source->bytes, source->size, &words, used) ||
        (all && *used != source->size)) {
        return raise_badarg(p);
    }
    // Two words more for the answer of the option used.
    if (!heap_ensure_shared(p, words + 3 + INT64_WORDS, *used)) {
        return NONE;
    }
    term *at = p->heap_top;
    term result = etf_decode(p->vm, source->bytes, *used, &at, &p->offheap, false, safe);
    p->heap_top = at;
    if (*used >= AVM_REFC_BYTES) {
        p->offheap_bytes += *used; // at most what its shared binaries keep alive
    }
    return result == NONE ? raise_badarg(p) : result;
}

// The term of the bytes in front, which start with the version byte; *used counts from there.
static term read_bytes(struct process *p, const uint8_t *bytes, size_t size, bool safe,
                       size_t *used)
{
    if (size < 2 || bytes[0] != ETF_VERSION) {
        return raise_badarg(p);
    }
    struct source_bytes source = {bytes + 1, size - 1, NULL, 0};
    size_t start = 1;
    if (bytes[1] == ETF_LOCAL) {
        start += 1 + LOCAL_MARK_BYTES;
        if (size < start || bytes_get_be32(bytes + 2) != local_mark(p->vm)) {
            return raise_badarg(p);
        }
        source.bytes = bytes + start;
        source.size = size - start;
    } else if (bytes[1] == ETF_COMPRESSED) {
        size_t consumed, inflated;
        enum status status = inflate_source(p, bytes + 2, size - 2, &source, &consumed);
        term result = status == STATUS_OK      ? build_term(p, &source, true, safe, &inflated)
                      : status == STATUS_LIMIT ? raise_out_of_memory(p)
                                               : raise_badarg(p);
        source_clear(p, &source);
        *used = 2 + consumed;
        return result;
    }
    term result = build_term(p, &source, false, safe, used);
    *used += start;
    return result;
}

// The bytes of args[0] are copied when they are on the heap, where building the term could move
// them, or do not start at a byte boundary.
static bool hold_bytes(struct process *p, term binary, struct source_bytes *source)
{
    source->owned = NULL;
    source->bytes = binary_bytes(binary, &source->size);
    if (source->bytes != NULL && !is_boxed_tag(binary_base(binary), TAG_BIN_HEAP)) {
        return true;
    }
    if (!source_alloc(p, source, bitstring_size(binary) / 8)) {
        return false;
    }
    binary_copy_bytes(binary, source->owned);
    return true;
}

#if AVM_PAUSES

// binary_to_term, when it may pause.
struct reading {
    struct etf_extent extent;
    struct decoder *decoder; // NULL: still measuring
};

static void reading_clear(struct vm *vm, void *state)
{
    struct reading *r = state;
    etf_decode_free(vm, r->decoder);
}

// The plain term behind the version byte of a large binary, whose bytes stay where they are.
static term read_large(struct process *p, const uint8_t *bytes, size_t size, bool safe,
                       size_t *used)
{
    struct reading r = {.decoder = NULL};
    size_t budget = pause_budget(p) / TERM_STEPS;
    if (!pause_resumes(p, &r, sizeof r)) {
        etf_extent_init(&r.extent, bytes + 1, size - 1);
    }
    while (r.extent.pending > 0) {
        if (!etf_measure_on(&r.extent, budget)) {
            return raise_badarg(p);
        }
        if (r.extent.pending > 0 && pause_native(p, &r, sizeof r, reading_clear)) {
            return NONE;
        }
    }
    *used = bytes_offset(&r.extent.in);
    if (r.decoder == NULL) {
        // Two words more for the answer of the option used.
        if (!heap_ensure_shared(p, r.extent.words + 3 + INT64_WORDS, *used)) {
            return NONE;
        }
        r.decoder = etf_decode_begin(p->vm, bytes + 1, p->heap_top, &p->offheap, safe);
        if (r.decoder == NULL) {
            return raise_out_of_memory(p);
        }
    }
    term result;
    while (!etf_decode_on(r.decoder, budget, &p->heap_top, &result)) {
        if (pause_native(p, &r, sizeof r, reading_clear)) {
            return NONE;
        }
    }
    p->offheap_bytes += *used; // at most what its shared binaries keep alive
    *used += 1;
    return result == NONE ? raise_badarg(p) : result;
}

static bool is_large_plain(const struct source_bytes *source)
{
    return source->owned == NULL && source->size > READ_AT_ONCE &&
           source->bytes[0] == ETF_VERSION && source->bytes[1] != ETF_LOCAL &&
           source->bytes[1] != ETF_COMPRESSED;
}

#endif

static term read_term(struct process *p, term *args, const struct read_options *options)
{
    if (!is_bitstring(args[0]) || !is_binary(args[0])) {
        return raise_badarg(p);
    }
    struct source_bytes source;
    if (!hold_bytes(p, args[0], &source)) {
        return raise_out_of_memory(p);
    }
    size_t used;
#if AVM_PAUSES
    term result = is_large_plain(&source)
                      ? read_large(p, source.bytes, source.size, options->safe, &used)
                      : read_bytes(p, source.bytes, source.size, options->safe, &used);
#else
    term result = read_bytes(p, source.bytes, source.size, options->safe, &used);
#endif
    source_clear(p, &source);
    if (result == NONE || !options->used) {
        return result;
    }
    // build_term ensured the words.
    return build_tuple2(p, result, build_uint64(p, used));
}

term bif_erlang_binary_to_term_1(struct process *p, term *args)
{
    const struct read_options options = {false, false};
    return read_term(p, args, &options);
}

term bif_erlang_binary_to_term_2(struct process *p, term *args)
{
    struct read_options options = {false, false};
    if (!read_read_options(args[1], &options)) {
        return raise_badarg(p);
    }
    return read_term(p, args, &options);
}
