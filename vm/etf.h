// SPDX-License-Identifier: Apache-2.0
// etf.h: the external term format. Spec: Erlang documentation, "External Term Format"; reference
// api-surface section 12.

#ifndef VM_ETF_H
#define VM_ETF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/bytes.h"
#include "packbeam/status.h"
#include "vm/process.h"
#include "vm/term.h"

struct vm;

// Words the term in bytes needs at most, and how many bytes it takes; checks everything that can be
// without building it (tags, sizes, UTF-8; no recursion at any depth). False: malformed. `bytes`
// starts behind the version byte 131 (or a literal's own start).
bool etf_measure(struct vm *vm, const uint8_t *bytes, size_t size, size_t *words, size_t *used);

// Decode what etf_measure accepted. at: room for the words, moved forward over what was used. Large
// binaries: point into bytes when constant (literals of a module: the bytes live as long as the
// machine), else shared objects linked to *offheap. safe: unknown atoms and functions are refused.
// NONE: a map has a key twice, not allowed, a fun of a module version that is not here, or no
// memory for atoms and shared binaries. Then *at is moved forward too: shared objects linked to
// *offheap may be before it.
term etf_decode(struct vm *vm, const uint8_t *bytes, size_t size, term **at, term *offheap,
                bool constant, bool safe);

// The same in pieces: measure and decode so many terms (measuring is done when none is pending). A
// decoder is freed when etf_decode_on is done (true), or by etf_decode_free; *at is where it got
// to.
struct etf_extent {
    struct bytes in;
    size_t words;
    size_t pending; // terms that must follow
};
void etf_extent_init(struct etf_extent *m, const uint8_t *bytes, size_t size);
bool etf_measure_on(struct etf_extent *m, size_t budget);
struct decoder;
struct decoder *etf_decode_begin(struct vm *vm, const uint8_t *bytes, term *at, term *offheap,
                                 bool safe);
bool etf_decode_on(struct decoder *d, size_t budget, term **at, term *result);
void etf_decode_free(struct vm *vm, struct decoder *d);

// Encoding. How term_to_binary's options say to write.
struct etf_options {
    uint8_t minor_version; // 0: floats as text; 0, 1: Latin-1 atoms in the old form
    bool deterministic;    // large maps in key order
};

#define ETF_MINOR_VERSION 2

// Bytes of the encoding of t, without the version byte. STATUS_LIMIT: no memory for the walk.
// STATUS_FAILED: a native record is in it, whose external form is not documented.
enum status etf_size(const struct process *p, term t, const struct etf_options *options,
                     size_t *size);
// Write them: exactly the size etf_size gave. False: no memory for the walk.
bool etf_encode(const struct process *p, term t, const struct etf_options *options, uint8_t *bytes);

// Both in pieces: out NULL only counts. After `budget` terms the walk is put aside in *walk: then
// call again with the same arguments, or etf_walk_free. *walk NULL: begin; and it is done.
struct encoder;
enum status etf_write(const struct process *p, term t, const struct etf_options *options,
                      uint8_t *out, size_t *size, struct encoder **walk, size_t budget);
void etf_walk_free(struct vm *vm, struct encoder *walk);

// Words of a reference's id as the format carries it, least significant first, and back.
#define ETF_REF_WORDS 3
void etf_ref_words(uint64_t id, uint32_t words[ETF_REF_WORDS]);
bool etf_ref_id(const uint32_t *words, size_t count, uint64_t *id);

#endif
