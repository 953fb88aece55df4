// SPDX-License-Identifier: Apache-2.0
// load_wordcode.c: the word code that a module of a pack brings along (wordcode_chunk.h): finding
// it, and making sure that it is for this machine and whole.

#include "vm/checksum.h"
#include "vm/loader.h"
#include "vm/wordcode_chunk.h"

// What word code has numbers of. Lines are not among them: they can be left out later.
static const char wordcode_chunk_tags[][5] = {
    "AtU8", "Atom", "ImpT", "ExpT", "FunT", "LitT", "LitU", "StrT", "Recs",
};

uint32_t wordcode_chunk_crc(const struct beam_file *file, const uint8_t *chunk, uint32_t size)
{
    size_t begin = (CHUNK_CRC + 1) * sizeof(uint32_t);
    uint32_t crc = checksum_crc32(0, chunk + begin, size - begin);
    for (size_t i = 0; i < sizeof wordcode_chunk_tags / sizeof wordcode_chunk_tags[0]; i++) {
        struct beam_chunk other;
        if (beam_file_find(file, wordcode_chunk_tags[i], &other)) {
            crc = checksum_crc32(crc, other.data, other.size);
        }
    }
    return crc;
}

struct constant stored_constant(const struct stored_code *stored, uint32_t index)
{
    const uint32_t *row = stored->constants + (size_t) index * CHUNK_CONSTANT_WORDS;
    struct constant constant = {.kind = (uint8_t) (row[0] & CHUNK_KIND_MASK), .value = row[1]};
    if (constant.kind == CONSTANT_BIG) {
        constant.bytes = stored->integers + row[1];
        constant.value = row[0] >> CHUNK_SIZE_SHIFT;
    }
    return constant;
}

// One part of the chunk. NULL: it runs past the end.
static const uint32_t *take(const uint32_t **at, size_t *left, uint32_t count, uint32_t words)
{
    const uint32_t *part = *at;
    if (count > *left / words) {
        return NULL;
    }
    *at += (size_t) count * words;
    *left -= (size_t) count * words;
    return part;
}

static bool split(struct stored_code *s, const uint32_t *chunk, uint32_t size)
{
    const uint32_t *at = chunk + CHUNK_HEADER_WORDS;
    size_t left = size / sizeof(uint32_t) - CHUNK_HEADER_WORDS;
    s->code_words = chunk[CHUNK_CODE_WORDS];
    s->constant_count = chunk[CHUNK_CONSTANTS];
    s->function_count = chunk[CHUNK_FUNCTIONS];
    s->line_count = chunk[CHUNK_LINES];
    s->export_count = chunk[CHUNK_EXPORTS];
    s->fun_count = chunk[CHUNK_FUNS];
    s->on_load = chunk[CHUNK_ON_LOAD];
    s->code = take(&at, &left, s->code_words, 1);
    s->constants = take(&at, &left, s->constant_count, CHUNK_CONSTANT_WORDS);
    s->functions = take(&at, &left, s->function_count, CHUNK_FUNCTION_WORDS);
    s->lines = take(&at, &left, s->line_count, CHUNK_LINE_WORDS);
    s->exports = take(&at, &left, s->export_count, 1);
    s->funs = take(&at, &left, s->fun_count, 1);
    s->integers = (const uint8_t *) at;
    s->integers_size = (uint32_t) (size - (size_t) (s->integers - (const uint8_t *) chunk));
    return s->code != NULL && s->constants != NULL && s->functions != NULL && s->lines != NULL &&
           s->exports != NULL && s->funs != NULL;
}

enum status load_wordcode(struct loader *l, struct failure *failure)
{
    struct beam_chunk chunk;
    if (l->vm->options.translates || !beam_file_find(&l->file, WORDCODE_CHUNK_TAG, &chunk)) {
        return fail(failure, STATUS_INPUT, "there is no code in it (chunk 'Code')");
    }
    // Words can be read in place where the file lies as it was written.
    const uint32_t *words = (const void *) chunk.data;
    bool good = chunk.size >= CHUNK_HEADER_WORDS * sizeof(uint32_t) &&
                (uintptr_t) chunk.data % sizeof(uint32_t) == 0;
    if (good && words[CHUNK_VERSION] != WORDCODE_VERSION) {
        return fail_at(failure, STATUS_INPUT, chunk.offset,
                       "the word code has version %lu, this machine runs version %u",
                       (unsigned long) words[CHUNK_VERSION], WORDCODE_VERSION);
    }
    good = good && words[CHUNK_CRC] == wordcode_chunk_crc(&l->file, chunk.data, chunk.size) &&
           split(&l->stored, words, chunk.size);
    enum status status = STATUS_INPUT;
    if (good) {
        status = AVM_CHECK_WORDCODE ? wordcode_check(l) : STATUS_OK;
    }
    if (status != STATUS_OK) {
        l->stored.code = NULL;
        fail_at(failure, status, chunk.offset, "the word code is damaged");
    }
    return status;
}
