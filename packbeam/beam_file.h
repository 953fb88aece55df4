// SPDX-License-Identifier: Apache-2.0
// beam_file.h - the container of a compiled module: a row of tagged chunks.
//
// It knows nothing about what is inside a chunk; vm/load.c reads those. Spec: docs/beam-file.md.
//
//   byte  size
//      0     4  "FOR1"
//      4     4  size of all that follows, big-endian
//      8     4  "BEAM"
//     12        chunks, each:
//                 0  4  tag
//                 4  4  size of the data, big-endian
//                 8  n  data, padded with zero bytes to a multiple of 4
//
// Everything here reads in place, allocates nothing, and borrows the caller's bytes.

#ifndef PACKBEAM_BEAM_FILE_H
#define PACKBEAM_BEAM_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

#define BEAM_TAG_SIZE 4

struct beam_file {
    const uint8_t *data; // starts with "FOR1"
    size_t size;         // up to the end of the last chunk
};

struct beam_chunk {
    char tag[BEAM_TAG_SIZE + 1]; // NUL-terminated
    const uint8_t *data;
    uint32_t size;   // without the padding
    uint32_t offset; // of the data from the start of the file, for messages
};

// Whether the bytes begin as a module does. A module from `erlc +compressed` does not; see
// inflate_is_gzip().
bool beam_file_is(const uint8_t *data, size_t size);

// Check the whole container and open it. size may be larger than the file: padding after it is
// ignored, as in a pack.
//
// STATUS_OK fills *file; from then on no walk over it can fail. STATUS_INPUT: not a module, or a
// chunk runs past the end; failure says where.
enum status beam_file_open(const uint8_t *data, size_t size, struct beam_file *file,
                           struct failure *failure);

// Step through the chunks in the order of the file. Begin with *chunk zeroed. False at the end.
bool beam_file_next(const struct beam_file *file, struct beam_chunk *chunk);

// Find the first chunk with this tag of four characters. False: there is none, *chunk is not
// touched.
bool beam_file_find(const struct beam_file *file, const char *tag, struct beam_chunk *chunk);

// How the literals of a module are stored. OTP up to 27 compresses them (LitT with the inflated
// size in front), OTP 28 and later may store them plain (LitT with 0 in front), packers store
// them as LitU, with or without a leading word.
struct beam_literals {
    const uint8_t *data; // the table, count first, when inflated_size is 0; else a zlib stream
    uint32_t size;
    uint32_t inflated_size; // what the stream is said to inflate to, or 0: stored plain
    uint32_t offset;        // of data in the file, for messages
};

// STATUS_OK fills *literals. STATUS_FAILED: the module has none (failure is not touched).
// STATUS_INPUT: the chunk is too short for its leading word, or the inflated size is more than
// a stream of this size can give.
enum status beam_file_literals(const struct beam_file *file, struct beam_literals *literals,
                               struct failure *failure);

// Which Erlang/OTP compiled the module, as a text for people: "Erlang/OTP 25 (compiler 8.2.3)".
// False: it does not say; modules in packs do not.
bool beam_made_by(const struct beam_file *file, char *text, size_t size);

// The number of that release. Of a module that does not say what its form tells: from that release,
// or *at_least set, from that one on. 0: unknown.
unsigned beam_release(const struct beam_file *file, bool *at_least);

#endif
