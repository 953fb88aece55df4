// SPDX-License-Identifier: Apache-2.0
// wordcode_check.c: whether word code from a file is in form, in two passes over it: one finds
// where instructions begin, the other looks at every operand as its row in wordcode.def describes
// it.
//
// Holds afterwards: every instruction is whole and one that the translator makes; labels lead to
// instructions of the same function, calls to the beginnings of functions; constants are there and
// of the kind that the instruction takes; registers, counts of live ones, strings and small
// integers are in range; the code does not run off its end; only what counts reductions or waits
// goes backwards.
//
// What only the verifier of BEAM code proves (verify.h) is not looked at: types, the heap that was
// ensured, the slots of a frame. Who can write a pack with a good checksum can therefore write code
// that does anything: see "Trust" in docs/wordcode.md.

#include <string.h>

#include "packbeam/bytes.h"
#include "vm/loader.h"
#include "vm/memory.h"
#include "vm/wordcode.h"
#include "vm/wordcode_chunk.h"

// Fields of move2 and its like go up to 127 and are not looked at.
_Static_assert(AVM_X_REGISTERS >= 128, "every field is an X register");

#define MAX_ARITY  255
#define MAX_NUMBER (1u << 28) // of words to allocate, bits to match, ...

struct checker {
    const struct loader *l;
    const struct stored_code *s;
    uint32_t *starts; // bits: an instruction begins at that word
    uint32_t at;      // the instruction
    uint32_t opcode;
    uint32_t first, end; // of its function
    uint32_t next;       // row of the function behind
    bool wrong;
};

// Tables

static bool constant_is_good(const struct loader *l, uint32_t index)
{
    const struct stored_code *s = &l->stored;
    const uint32_t *row = s->constants + (size_t) index * CHUNK_CONSTANT_WORDS;
    uint32_t value = row[1];
    switch (row[0] & CHUNK_KIND_MASK) {
    case CONSTANT_ATOM:
        return value <= l->atom_count;
    case CONSTANT_LITERAL:
        return value < l->literal_count;
    case CONSTANT_BIG:
        return value <= s->integers_size && row[0] >> CHUNK_SIZE_SHIFT <= s->integers_size - value;
    case CONSTANT_IMPORT:
        return value < l->import_count;
    case CONSTANT_FUN:
        return value < l->module->fun_count;
    case CONSTANT_STRING:
        return value <= l->module->string_size;
    default:
        return row[0] == CONSTANT_EMPTY_TUPLE;
    }
}

// Where the function with this row begins, or the code ends.
static uint32_t function_offset(const struct stored_code *s, uint32_t row)
{
    return row < s->function_count ? s->functions[(size_t) row * CHUNK_FUNCTION_WORDS]
                                   : s->code_words;
}

// The code of a function begins behind its function_clause and the arity in it.
static bool function_is_good(const struct loader *l, uint32_t index)
{
    const struct stored_code *s = &l->stored;
    const uint32_t *row = s->functions + (size_t) index * CHUNK_FUNCTION_WORDS;
    uint32_t end = function_offset(s, index + 1);
    return (index > 0 || row[0] == 0) && row[0] < end && end <= s->code_words && end - row[0] > 2 &&
           s->code[row[0]] == WORD_function_clause && s->code[row[0] + 1] == row[1] &&
           row[1] <= MAX_ARITY && row[2] >= 1 && row[2] <= l->atom_count;
}

// arity: of the function, or UINT32_MAX: any.
static bool is_entry(const struct stored_code *s, uint32_t offset, uint32_t arity)
{
    uint32_t low = 0, high = s->function_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (function_offset(s, middle) + 2 <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const uint32_t *row = s->functions + (size_t) (low - 1) * CHUNK_FUNCTION_WORDS;
    return low > 0 && row[0] + 2 == offset && (arity == UINT32_MAX || row[1] == arity);
}

// Rows of ExpT and FunT have the arity at the same place; those of the one have three words, of the
// other six.
static bool entries_are_good(const struct loader *l, const char *tag, uint32_t row_size,
                             const uint32_t *offsets, uint32_t count)
{
    struct table table;
    if (table_find(l, tag, row_size, &table) != STATUS_OK || table.count != count) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t arity = bytes_get_be32(table.rows + (size_t) i * row_size + 4);
        if (!is_entry(&l->stored, offsets[i], arity)) {
            return false;
        }
    }
    return true;
}

static bool tables_are_good(const struct loader *l)
{
    const struct stored_code *s = &l->stored;
    bool good =
        s->code_words < MAX_NUMBER && s->constant_count < MAX_NUMBER && s->function_count > 0;
    for (uint32_t i = 0; i < s->constant_count && good; i++) {
        good = constant_is_good(l, i);
    }
    for (uint32_t i = 0; i < s->function_count && good; i++) {
        good = function_is_good(l, i);
    }
    return good && entries_are_good(l, "ExpT", 12, s->exports, s->export_count) &&
           entries_are_good(l, "FunT", 24, s->funs, s->fun_count) &&
           (s->on_load == UINT32_MAX || is_entry(s, s->on_load, 0));
}

// Instructions

// Made by the linker, or not in compiled code.
static bool is_foreign(uint32_t opcode)
{
    return opcode >= WORD_call_undefined || opcode == WORD_jump_on_val ||
           (opcode >= WORD_call_native && opcode <= WORD_call_native_last) ||
           (opcode >= WORD_select_dense && opcode <= WORD_select_dense_x);
}

// Length of the instruction at c->at, or 0: it is not whole.
static uint32_t length_of(const struct checker *c)
{
    const uint32_t *code = c->s->code + c->at;
    uint32_t left = c->s->code_words - c->at;
    uint32_t opcode = *code & WORD_OPCODE_MASK;
    if (is_foreign(opcode)) {
        return 0;
    }
    const char *words = word_shape(opcode).words;
    const char *group = strchr(words, 'N');
    size_t fixed = group != NULL ? (size_t) (group - words) + 2 : strlen(words) + 1;
    if (fixed > left || (group != NULL && code[fixed - 1] > left)) {
        return 0;
    }
    uint64_t length = fixed;
    if (group != NULL) {
        length += (uint64_t) code[fixed - 1] * strlen(group + 1);
    }
    return length <= left ? (uint32_t) length : 0;
}

static bool find_starts(struct checker *c)
{
    uint32_t opcode = WORD_COUNT;
    for (uint32_t length; c->at < c->s->code_words; c->at += length) {
        length = length_of(c);
        opcode = c->s->code[c->at] & WORD_OPCODE_MASK;
        if (length == 0) {
            return false;
        }
        if (opcode == WORD_function_clause && c->at != function_offset(c->s, c->next++)) {
            return false;
        }
        c->starts[c->at / 32] |= 1u << c->at % 32;
    }
    // the code does not run off its end, whatever stands there
    return c->next == c->s->function_count && opcode == WORD_if_end;
}

// Operands

static bool is_call(uint32_t opcode)
{
    return (opcode >= WORD_call && opcode <= WORD_call_last) ||
           (opcode >= WORD_move_call_xx && opcode <= WORD_move_call_last_yx);
}

static bool label_is_good(const struct checker *c, int32_t distance)
{
    uint32_t target = c->at + (uint32_t) distance;
    uint32_t opcode = c->opcode;
    if (is_call(opcode)) {
        return is_entry(c->s, target, UINT32_MAX);
    }
    if (target < c->first || target >= c->end || (c->starts[target / 32] >> target % 32 & 1) == 0) {
        return false;
    }
    // handlers are recognized by what stands there
    bool is_pad = (c->s->code[target] & WORD_OPCODE_MASK) == WORD_pad;
    return is_pad == (opcode == WORD_catch) &&
           (distance > 0 || opcode == WORD_jump_back || opcode == WORD_pad ||
            (opcode >= WORD_loop_rec_end && opcode <= WORD_wait_timeout));
}

static bool string_is_good(const struct checker *c, const struct constant *k, uint32_t bytes)
{
    return k->kind == CONSTANT_STRING && bytes <= c->l->module->string_size - (uint32_t) k->value;
}

static bool import_is_good(const struct checker *c, const struct constant *k, uint32_t arity)
{
    return k->kind == CONSTANT_IMPORT && c->l->imports[k->value].arity == arity;
}

static bool is_term_constant(const struct constant *k)
{
    return k->kind != CONSTANT_IMPORT && k->kind != CONSTANT_FUN && k->kind != CONSTANT_STRING;
}

// k, of the kind that the instruction takes.
static bool constant_fits(const struct checker *c, const uint32_t *word)
{
    const uint32_t *code = c->s->code + c->at;
    struct constant k;
    if (*word >= c->s->constant_count) {
        return false;
    }
    k = stored_constant(c->s, *word);
    switch (c->opcode) {
    case WORD_call_ext:
    case WORD_call_ext_only:
    case WORD_call_ext_last:
        return import_is_good(c, &k, *code >> WORD_B_SHIFT & WORD_FIELD_MASK);
    case WORD_bif0:
    case WORD_bif1:
    case WORD_bif2:
    case WORD_bif3:
        return import_is_good(c, &k, c->opcode - WORD_bif0);
    case WORD_element:
    case WORD_element_x:
        return import_is_good(c, &k, 2);
    case WORD_make_fun:
        return k.kind == CONSTANT_FUN && c->l->module->funs[k.value].free_count == 0;
    case WORD_make_fun_env:
        return k.kind == CONSTANT_FUN && c->l->module->funs[k.value].free_count == code[2];
    case WORD_match_string:
        return string_is_good(c, &k, (code[2] + 7) / 8);
    case WORD_bin_put_string:
        return string_is_good(c, &k, code[1]);
    default:
        return is_term_constant(&k);
    }
}

// o: the string of a create_bin looks like any other constant.
static bool operand_is_good(const struct checker *c, const uint32_t *word)
{
    uint32_t value = *word >> 2;
    switch (*word & 3) {
    case OPERAND_WORD_X:
    case OPERAND_WORD_Y:
        return value < AVM_X_REGISTERS;
    case OPERAND_WORD_SMALL:
        return true;
    default:
        break;
    }
    if (value >= c->s->constant_count) {
        return false;
    }
    struct constant k = stored_constant(c->s, value);
    uint32_t index = (uint32_t) (word - (c->s->code + c->at));
    if (c->opcode == WORD_create_bin && index % 3 == 0 && (word[-1] & 0xff) == SEGMENT_STRING) {
        return (word[1] & 3) == OPERAND_WORD_SMALL && string_is_good(c, &k, word[1] >> 2);
    }
    return is_term_constant(&k);
}

// u: where it counts live registers.
static bool number_is_good(const struct checker *c, const uint32_t *word)
{
    uint32_t index = (uint32_t) (word - (c->s->code + c->at));
    switch (c->opcode) {
    case WORD_allocate_any:
        return *word <= (index == 2 ? AVM_X_REGISTERS : MAX_NUMBER);
    case WORD_jump_back:
    case WORD_match_rest:
    case WORD_match_get_position:
        return *word <= AVM_X_REGISTERS;
    case WORD_test_heap_any:
        return *word <= (index == 1 ? AVM_X_REGISTERS : MAX_NUMBER);
    case WORD_match_to_binary:
        return *word >> 1 <= AVM_X_REGISTERS;
    case WORD_select_sorted:
    case WORD_select_sorted_x:
    case WORD_check_tuple_any: // UINT32_MAX: any tuple
        return true;
    default:
        return *word <= MAX_NUMBER;
    }
}

static void check_word(void *context, char kind, uint32_t *word)
{
    struct checker *c = context;
    bool good = true;
    switch (kind) {
    case 'j':
        good = label_is_good(c, (int32_t) *word);
        break;
    case 'k':
        good = constant_fits(c, word);
        break;
    case 'o':
        good = operand_is_good(c, word);
        break;
    case 'd':
        good = (*word & 3) <= OPERAND_WORD_Y && *word >> 2 < AVM_X_REGISTERS;
        break;
    case 'i':
        good = (*word & 0xf) == TAG_SMALL;
        break;
    case 'u':
        good = number_is_good(c, word);
        break;
    case 'F':
        good =
            *word >> WORD_FAIL_SHIFT == 0 || label_is_good(c, (int32_t) *word >> WORD_FAIL_SHIFT);
        good = good && ((*word & WORD_LIVE_MASK) <= AVM_X_REGISTERS ||
                        (*word & WORD_LIVE_MASK) == WORD_LIVE_MASK);
        break;
    default:
        break;
    }
    c->wrong |= !good;
}

// Registers of the floating point unit are the only fields that can be out of range.
static bool fields_are_good(const struct checker *c, uint32_t word)
{
    if (c->opcode < WORD_float_load || c->opcode > WORD_float_negate) {
        return true;
    }
    struct word_shape shape = word_shape(c->opcode);
    for (unsigned i = 0; i < 3; i++) {
        uint32_t field = word >> (WORD_A_SHIFT + 7 * i) & WORD_FIELD_MASK;
        if (shape.fields[i] == 'n' && field >= AVM_FLOAT_REGISTERS) {
            return false;
        }
    }
    return true;
}

static bool operands_are_good(struct checker *c)
{
    c->next = 0;
    for (c->at = 0; c->at < c->s->code_words;) {
        uint32_t word = c->s->code[c->at];
        c->opcode = word & WORD_OPCODE_MASK;
        if (c->opcode == WORD_function_clause) {
            c->first = c->at;
            c->end = function_offset(c->s, ++c->next);
        }
        // check_word does not change what it is given
        uint32_t length =
            wordcode_each((uint32_t *) (uintptr_t) (c->s->code + c->at), check_word, c);
        if (c->wrong || !fields_are_good(c, word)) {
            return false;
        }
        c->at += length;
    }
    return true;
}

enum status wordcode_check(const struct loader *l)
{
    struct checker c = {.l = l, .s = &l->stored};
    size_t size = ((size_t) c.s->code_words + 31) / 32 * sizeof(uint32_t);
    c.starts = memory_calloc(l->vm, size);
    if (c.starts == NULL) {
        return STATUS_LIMIT;
    }
    bool good = tables_are_good(l) && find_starts(&c) && operands_are_good(&c);
    memory_free(l->vm, c.starts, size);
    return good ? STATUS_OK : STATUS_INPUT;
}
