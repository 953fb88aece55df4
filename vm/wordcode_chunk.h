// SPDX-License-Identifier: Apache-2.0
// wordcode_chunk.h: word code as it lies in a module of a pack, so that it can run there.
// load_wordcode.c reads it, wordcode_write.c writes it. Spec: docs/wordcode.md, "In packs".
//
// The chunk "avmW" is 32-bit words, least significant byte first, but for the last part:
//
//   words  what
//       9  header: below
//       n  code as the translator makes it: constants by number, calls of natives as any others;
//          the last word is an if_end
//      2n  constants: kind | bytes << 8, value. Kind as enum constant_kind; integers, which are all
//          CONSTANT_BIG, have as value their place in the last part
//      3n  functions, ascending: offset of their first word, arity, index of the atom
//      2n  lines, ascending: offset of a word, index of the Line chunk from there on
//       n  where exported functions begin, in the order of ExpT
//       n  where funs begin, in the order of FunT
//          integers: two's complement, most significant byte first
//
// The code is the same for all word sizes.

#ifndef VM_WORDCODE_CHUNK_H
#define VM_WORDCODE_CHUNK_H

#include <stdint.h>

#include "vm/vm.h"

#define WORDCODE_CHUNK_TAG VM_WORDCODE_TAG

enum wordcode_chunk_header {
    CHUNK_VERSION, // WORDCODE_VERSION
    CHUNK_CRC,     // CRC-32 of the rest, then of the chunks that it speaks of (wordcode_chunk_tags)
    CHUNK_CODE_WORDS,
    CHUNK_CONSTANTS,
    CHUNK_FUNCTIONS,
    CHUNK_LINES,
    CHUNK_EXPORTS,
    CHUNK_FUNS,
    CHUNK_ON_LOAD, // where -on_load begins; UINT32_MAX: there is none
    CHUNK_HEADER_WORDS,
};

#define CHUNK_CONSTANT_WORDS 2
#define CHUNK_FUNCTION_WORDS 3
#define CHUNK_LINE_WORDS     2

#define CHUNK_KIND_MASK  0xffu
#define CHUNK_SIZE_SHIFT 8

struct beam_file;

// The checksum as it must be. chunk: the data of the chunk, at least its header.
uint32_t wordcode_chunk_crc(const struct beam_file *file, const uint8_t *chunk, uint32_t size);

#endif
