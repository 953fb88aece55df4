// SPDX-License-Identifier: Apache-2.0
// bif_unicode.c: unicode:characters_to_binary, characters_to_list, bin_is_7bit.
//
// Character data is a list of characters, binaries in some encoding and such lists, nested, or one
// such binary. A character may be cut in two by the end of a binary: what is left of it goes before
// the next binary.
//
// What an answer {error | incomplete, Converted, Rest} has as Rest depends in OTP on who did the
// work: the runtime system (from Latin-1 or UTF-8, to UTF-8 or a list) or Erlang code (everything
// else). Both are followed here; `plain` is the former:
//
//                               plain                             otherwise
//   wrong character             [Char | Tail]                     [[Char] | Tail]
//   wrong bytes                 [Bytes | Tail]                    [Bytes | Tail]
//   left over, then character   [LeftOver, [Char | Tail]]         [LeftOver, Char | Tail]
//   left over and more, wrong   [LeftOver, [Binary | Tail]]       [LeftOverAndMore, RestOfBinary |
//   Tail] terms of other types        badarg, wherever they are         badarg, when they are
//   reached
//
// all of it inside the lists around it, each as [Rest | Tail]; but in the plain form with something
// left over, LeftOver is in front of all that.

#include <string.h>

#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/pause.h"
#include "vm/utf.h"

enum encoding { ENCODING_NONE, LATIN1, UTF8, UTF16_BIG, UTF16_LITTLE, UTF32_BIG, UTF32_LITTLE };

static enum encoding encoding_of(term t)
{
    if (t == ATOM_latin1) {
        return LATIN1;
    }
    if (t == ATOM_utf8 || t == ATOM_unicode) {
        return UTF8;
    }
    term order = ATOM_big;
    if (is_tuple(t) && tuple_arity(t) == 2) {
        order = tuple_elements(t)[1];
        t = tuple_elements(t)[0];
    }
    bool known =
        (order == ATOM_big || order == ATOM_little) && (t == ATOM_utf16 || t == ATOM_utf32);
    if (!known) {
        return ENCODING_NONE;
    }
    return t == ATOM_utf16 ? (order == ATOM_big ? UTF16_BIG : UTF16_LITTLE)
                           : (order == ATOM_big ? UTF32_BIG : UTF32_LITTLE);
}

// What the bytes at the start of something are.
enum decoded { DECODED, DECODED_WRONG, DECODED_SHORT };

static size_t utf8_sequence_size(uint8_t first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first < 0xc0 || first > 0xf7) {
        return 0;
    }
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

// The bytes a character has whose first ones are these (left > 0); 0: no character starts so.
static size_t sequence_size(enum encoding encoding, const uint8_t *at, size_t left)
{
    switch (encoding) {
    case LATIN1:
        return 1;
    case UTF8:
        return utf8_sequence_size(at[0]);
    case UTF16_BIG:
        return (at[0] & 0xfc) == 0xd8 ? 4 : 2;
    case UTF16_LITTLE:
        return left < 2 || (at[1] & 0xfc) != 0xd8 ? 2 : 4;
    default:
        return 4;
    }
}

static uint32_t unit16(const uint8_t *at, bool little)
{
    return little ? (uint32_t) at[1] << 8 | at[0] : (uint32_t) at[0] << 8 | at[1];
}

static bool decode_utf16(const uint8_t *at, size_t size, bool little, uint32_t *character)
{
    uint32_t first = unit16(at, little);
    if (size == 2) {
        *character = first;
        return first < 0xd800 || first > 0xdfff;
    }
    uint32_t second = unit16(at + 2, little);
    *character = 0x10000 + ((first & 0x3ff) << 10 | (second & 0x3ff));
    return (second & 0xfc00) == 0xdc00;
}

static enum decoded decode(enum encoding encoding, const uint8_t *at, size_t left,
                           uint32_t *character, size_t *size)
{
    *size = sequence_size(encoding, at, left);
    if (*size == 0) {
        return DECODED_WRONG;
    }
    if (left < *size) {
        return DECODED_SHORT;
    }
    bool right = true;
    switch (encoding) {
    case LATIN1:
        *character = at[0];
        break;
    case UTF8:
        right = utf8_decode(at, left, character) == *size;
        break;
    case UTF16_BIG:
    case UTF16_LITTLE:
        right = decode_utf16(at, *size, encoding == UTF16_LITTLE, character);
        break;
    default: {
        bool little = encoding == UTF32_LITTLE;
        *character =
            unit16(at + (little ? 2 : 0), little) << 16 | unit16(at + (little ? 0 : 2), little);
        right = utf_is_valid(*character);
    }
    }
    return right ? DECODED : DECODED_WRONG;
}

// Can more bytes make a character of these, which are too few?
static bool may_continue(enum encoding encoding, const uint8_t *at, size_t left)
{
    switch (encoding) {
    case UTF8:
        for (size_t i = 1; i < left; i++) {
            if ((at[i] & 0xc0) != 0x80) {
                return false;
            }
        }
        return true;
    case UTF16_BIG:
        return (at[0] & 0xfc) != 0xdc && (left < 3 || (at[2] & 0xfc) == 0xdc);
    case UTF16_LITTLE:
        return left < 2 || (at[1] & 0xfc) != 0xdc;
    case UTF32_BIG:
        return at[0] == 0 && (left < 2 || at[1] <= 0x10) &&
               (left < 3 || at[1] != 0 || (at[2] & 0xf8) != 0xd8);
    case UTF32_LITTLE:
        return left < 3 || (at[2] <= 0x10 && (at[2] != 0 || (at[1] & 0xf8) != 0xd8));
    default:
        return true;
    }
}

enum outcome { OUTCOME_DONE, OUTCOME_ERROR, OUTCOME_BADARG, OUTCOME_MEMORY };

// One conversion. The terms do not move while it runs.
struct conversion {
    struct vm *vm;
    enum encoding from, to;
    bool plain;

    // Where it is: tails of the lists around, and the present item.
    term *stack;
    size_t depth, capacity;
    term rest; // what follows the item in its list
    term cell; // the list that starts with the item; NONE: the item is a tail, or everything
    term item; // NIL at the end
    size_t item_offset; // bytes of a binary that are done

    uint8_t left_over[4];
    size_t left_count;
    bool completed; // what is in left_over was completed from the item, and is wrong

    uint8_t *out;
    size_t out_size, out_capacity;
    size_t characters;
    size_t pace; // pause.h

    term first_stack[16];
    uint8_t first_out[256];
};

static void conversion_init(struct conversion *c, struct vm *vm, term data)
{
    c->vm = vm;
    c->stack = c->first_stack;
    c->depth = 0;
    c->capacity = sizeof c->first_stack / sizeof c->first_stack[0];
    c->rest = data;
    c->cell = NONE;
    c->item = NIL;
    c->item_offset = 0;
    c->left_count = 0;
    c->completed = false;
    c->out = c->first_out;
    c->out_size = 0;
    c->out_capacity = sizeof c->first_out;
    c->characters = 0;
    c->pace = 0;
}

static void conversion_clear(struct conversion *c)
{
    if (c->stack != c->first_stack) {
        memory_free(c->vm, c->stack, c->capacity * sizeof(term));
    }
    if (c->out != c->first_out) {
        memory_free(c->vm, c->out, c->out_capacity);
    }
}

static bool push_tail(struct conversion *c, term tail)
{
    if (c->depth == c->capacity) {
        term *stack = memory_alloc(c->vm, 4 * c->capacity * sizeof(term));
        if (stack == NULL) {
            return false;
        }
        memcpy(stack, c->stack, c->depth * sizeof(term));
        if (c->stack != c->first_stack) {
            memory_free(c->vm, c->stack, c->capacity * sizeof(term));
        }
        c->stack = stack;
        c->capacity *= 4;
    }
    c->stack[c->depth++] = tail;
    return true;
}

// Go to the next character or binary; c->item is NIL at the end.
static enum outcome next_item(struct conversion *c)
{
    for (;;) {
        pause_often(c->vm, &c->pace, 3);
        if (is_cons(c->rest)) {
            c->cell = c->rest;
            c->item = cons_head(c->cell);
            c->rest = cons_tail(c->cell);
            if (is_cons(c->item)) {
                if (!push_tail(c, c->rest)) {
                    return OUTCOME_MEMORY;
                }
                c->rest = c->item;
                continue;
            }
            if (c->item == NIL) {
                continue;
            }
            return is_integer(c->item) || is_binary(c->item) ? OUTCOME_DONE : OUTCOME_BADARG;
        }
        if (c->rest != NIL) {
            c->cell = NONE;
            c->item = c->rest;
            c->rest = NIL;
            return is_binary(c->item) ? OUTCOME_DONE : OUTCOME_BADARG;
        }
        if (c->depth == 0) {
            c->item = NIL;
            return OUTCOME_DONE;
        }
        c->rest = c->stack[--c->depth];
    }
}

static bool reserve(struct conversion *c, size_t more)
{
    if (more <= c->out_capacity - c->out_size) {
        return true;
    }
    if (more > BINARY_MAX_BYTES || c->out_size > BINARY_MAX_BYTES) {
        return false;
    }
    size_t capacity = 2 * c->out_capacity;
    if (capacity < c->out_size + more) {
        capacity = c->out_size + more;
    }
    uint8_t *out = c->out == c->first_out ? memory_alloc(c->vm, capacity)
                                          : memory_resize(c->vm, c->out, c->out_capacity, capacity);
    if (out == NULL) {
        return false;
    }
    if (c->out == c->first_out) {
        memcpy(out, c->first_out, c->out_size);
    }
    c->out = out;
    c->out_capacity = capacity;
    return true;
}

static void put_unit16(struct conversion *c, uint32_t unit)
{
    bool little = c->to == UTF16_LITTLE;
    c->out[c->out_size++] = (uint8_t) (little ? unit : unit >> 8);
    c->out[c->out_size++] = (uint8_t) (little ? unit >> 8 : unit);
}

// Room for 4 bytes is reserved. False: there is no such character in the encoding.
static bool put_character(struct conversion *c, uint32_t character)
{
    uint8_t *at = c->out + c->out_size;
    switch (c->to) {
    case LATIN1:
        if (character > 0xff) {
            return false;
        }
        at[0] = (uint8_t) character;
        c->out_size++;
        break;
    case UTF8:
        c->out_size += utf8_encode(character, at);
        break;
    case UTF16_BIG:
    case UTF16_LITTLE:
        if (character >= 0x10000) {
            put_unit16(c, 0xd800 | (character - 0x10000) >> 10);
            character = 0xdc00 | (character & 0x3ff);
        }
        put_unit16(c, character);
        break;
    default:
        for (unsigned i = 0; i < 4; i++) {
            at[i] = (uint8_t) (character >> (c->to == UTF32_LITTLE ? 8 * i : 24 - 8 * i));
        }
        c->out_size += 4;
        break;
    }
    c->characters++;
    return true;
}

static enum outcome convert_integer(struct conversion *c)
{
    sterm value = is_small(c->item) ? small_value(c->item) : -1;
    bool valid = c->left_count == 0 && value >= 0 && utf_is_valid((uint64_t) value) &&
                 (c->from != LATIN1 || value <= 0xff);
    if (!valid) {
        return OUTCOME_ERROR;
    }
    if (!reserve(c, 4)) {
        return OUTCOME_MEMORY;
    }
    return put_character(c, (uint32_t) value) ? OUTCOME_DONE : OUTCOME_ERROR;
}

// Fill up what is left over from the start of a binary; *done: bytes taken from it.
static enum outcome complete_left_over(struct conversion *c, const uint8_t *bytes, size_t size,
                                       size_t *done)
{
    size_t before = c->left_count;
    size_t taken = 0;
    uint32_t character;
    size_t needed = sequence_size(c->from, c->left_over, c->left_count);
    while (c->left_count < needed && taken < size) {
        c->left_over[c->left_count++] = bytes[taken++];
        needed = sequence_size(c->from, c->left_over, c->left_count);
    }
    *done = taken;
    if (c->left_count < needed) {
        return OUTCOME_DONE;
    }
    if (decode(c->from, c->left_over, c->left_count, &character, &needed) == DECODED &&
        put_character(c, character)) {
        c->left_count = 0;
        return OUTCOME_DONE;
    }
    if (c->plain) {
        c->left_count = before;
        *done = 0;
    }
    c->completed = true;
    return OUTCOME_ERROR;
}

// So many bytes are copied before others may run.
#define ASCII_BYTES (AVM_PAUSES ? (size_t) 4096 : SIZE_MAX)

// Most text is ASCII: copy it as long as it is. Returns the bytes done.
static size_t copy_ascii(struct conversion *c, const uint8_t *bytes, size_t size)
{
    uint8_t *out = c->out + c->out_size;
    size_t count = 0;
#if AVM_PAUSES
    size = size < ASCII_BYTES ? size : ASCII_BYTES;
    for (uint64_t eight; count + sizeof eight <= size; count += sizeof eight) {
        memcpy(&eight, bytes + count, sizeof eight);
        if ((eight & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
        memcpy(out + count, &eight, sizeof eight);
    }
#endif
    while (count < size && bytes[count] < 0x80) {
        out[count] = bytes[count];
        count++;
    }
    c->out_size += count;
    c->characters += count;
    return count;
}

static enum outcome convert_bytes(struct conversion *c, const uint8_t *bytes, size_t size)
{
    size_t at = 0;
    if (c->left_count > 0) {
        enum outcome outcome = complete_left_over(c, bytes, size, &at);
        if (outcome != OUTCOME_DONE || c->left_count > 0) {
            c->item_offset = at;
            return outcome;
        }
    }
    bool ascii = (c->from == UTF8 || c->from == LATIN1) && (c->to == UTF8 || c->to == LATIN1);
    while (at < size) {
        if (ascii) {
            size_t copied = copy_ascii(c, bytes + at, size - at);
            at += copied;
            pause_often(c->vm, &c->pace, copied / 16);
            if ((AVM_PAUSES && copied == ASCII_BYTES) || at == size) {
                continue;
            }
        }
        uint32_t character;
        size_t length;
        enum decoded decoded = decode(c->from, bytes + at, size - at, &character, &length);
        if (decoded == DECODED && put_character(c, character)) {
            at += length;
            pause_often(c->vm, &c->pace, 2);
            continue;
        }
        c->item_offset = at;
        if (decoded != DECODED_SHORT ||
            (!c->plain && !may_continue(c->from, bytes + at, size - at))) {
            return OUTCOME_ERROR;
        }
        c->left_count = size - at;
        memcpy(c->left_over, bytes + at, c->left_count);
        break;
    }
    return OUTCOME_DONE;
}

// Bytes that `size` bytes can become at most, and one character.
static size_t most_bytes(const struct conversion *c, size_t size)
{
    if (c->to == UTF32_BIG || c->to == UTF32_LITTLE) {
        return 4 * size + 8;
    }
    return (c->from == c->to ? size : 2 * size) + 8;
}

static enum outcome convert_binary(struct conversion *c)
{
    size_t size = bitstring_size(c->item) >> 3;
    c->item_offset = 0;
    if (!reserve(c, most_bytes(c, size))) {
        return OUTCOME_MEMORY;
    }
    const uint8_t *bytes = binary_bytes(c->item, &size);
    if (bytes != NULL) {
        return convert_bytes(c, bytes, size);
    }
    uint8_t *copy = memory_alloc(c->vm, size);
    if (copy == NULL) {
        return OUTCOME_MEMORY;
    }
    binary_copy_bytes(c->item, copy);
    enum outcome outcome = convert_bytes(c, copy, size);
    memory_free(c->vm, copy, size);
    return outcome;
}

static enum outcome convert_all(struct conversion *c)
{
    for (;;) {
        enum outcome outcome = next_item(c);
        if (outcome != OUTCOME_DONE || c->item == NIL) {
            return outcome;
        }
        outcome = is_integer(c->item) ? convert_integer(c) : convert_binary(c);
        if (outcome != OUTCOME_DONE) {
            return outcome;
        }
    }
}

// Is everything of a type that can occur in character data? Nothing behind an integer that is no
// small one is looked at.
static enum outcome check_types(struct vm *vm, term data)
{
    struct conversion c;
    conversion_init(&c, vm, data);
    enum outcome outcome;
    do {
        outcome = next_item(&c);
    } while (outcome == OUTCOME_DONE && c.item != NIL && (is_small(c.item) || is_binary(c.item)));
    conversion_clear(&c);
    return outcome;
}

// Answers

static term small_binary(struct process *p, const uint8_t *bytes, size_t size)
{
    term *object = heap_take(p, heap_binary_words(size));
    object[0] = make_header(heap_binary_words(size) - 1, TAG_BIN_HEAP);
    object[1] = (term) size;
    memcpy(object + 2, bytes, size);
    return make_boxed(object);
}

static term rest_of_binary(struct process *p, const struct conversion *c)
{
    struct bits bits;
    bits_of(c->item, &bits);
    size_t done = 8 * c->item_offset;
    return build_part(p, binary_base(c->item), bits.bytes, bits.offset + done, bits.size - done);
}

// What is left of the innermost list.
static term inner_rest(struct process *p, const struct conversion *c)
{
    bool is_tail = c->cell == NONE;
    if (c->plain && (is_integer(c->item) || c->left_count > 0)) {
        return is_tail ? c->item : c->cell;
    }
    if (is_integer(c->item)) {
        if (c->left_count > 0) {
            return build_cons(p, small_binary(p, c->left_over, c->left_count), c->cell);
        }
        return build_cons(p, build_cons(p, c->item, NIL), c->rest);
    }
    term bytes = rest_of_binary(p, c);
    if (!c->completed) {
        return is_tail ? bytes : build_cons(p, bytes, c->rest);
    }
    term list = build_cons(p, bytes, is_tail ? NIL : c->rest);
    return build_cons(p, small_binary(p, c->left_over, c->left_count), list);
}

static term whole_rest(struct process *p, const struct conversion *c)
{
    if (c->item == NIL) {
        return small_binary(p, c->left_over, c->left_count);
    }
    term rest = inner_rest(p, c);
    for (size_t i = c->depth; i > 0; i--) {
        rest = build_cons(p, rest, c->stack[i - 1]);
    }
    if (c->plain && c->left_count > 0) {
        rest = build_cons(p, rest, NIL);
        rest = build_cons(p, small_binary(p, c->left_over, c->left_count), rest);
    }
    return rest;
}

static term list_of_out(struct process *p, struct conversion *c)
{
    if (!heap_ensure(p, 2 * c->characters)) {
        return NONE;
    }
    term list = NIL;
    size_t at = c->out_size;
    while (at > 0) {
        pause_often(c->vm, &c->pace, 2);
        size_t end = at;
        do {
            at--;
        } while ((c->out[at] & 0xc0) == 0x80);
        uint32_t character = 0;
        utf8_decode(c->out + at, end - at, &character);
        list = build_cons(p, make_small((sterm) character), list);
    }
    return list;
}

// The tuple, two short binaries, part of another, four cells.
#define ANSWER_WORDS (4 + 2 * 3 + BIN_SUB_WORDS + 4 * 2)

// {error | incomplete, Converted, Rest}
static term failed_answer(struct process *p, struct conversion *c, bool to_list, term kind)
{
    // Nothing but these is needed from here on, and they may move.
    term held[4] = {c->rest, c->cell == NONE ? NIL : c->cell, c->item, NIL};
    bool is_tail = c->cell == NONE;
    struct gc_roots held_roots;
    struct gc_roots stack_roots;
    roots_push(p, &held_roots, held, 4);
    roots_push(p, &stack_roots, c->stack, c->depth);
    held[3] = to_list ? list_of_out(p, c) : binary_from_bytes(p, c->out, c->out_size);
    bool built = held[3] != NONE;
    if (!built) {
        held[3] = NIL;
    }
    built = built && heap_ensure(p, 2 * c->depth + ANSWER_WORDS);
    roots_pop(p, &stack_roots);
    roots_pop(p, &held_roots);
    if (!built) {
        return NONE;
    }
    c->rest = held[0];
    c->cell = is_tail ? NONE : held[1];
    c->item = held[2];
    term rest = whole_rest(p, c);
    return build_tuple3(p, kind, held[3], rest);
}

static term answer(struct process *p, struct conversion *c, term *args, enum outcome outcome,
                   bool to_list)
{
    switch (outcome) {
    case OUTCOME_DONE:
        if (c->left_count > 0) {
            bool wrong = c->plain && !may_continue(c->from, c->left_over, c->left_count);
            return failed_answer(p, c, to_list, wrong ? ATOM_error : ATOM_incomplete);
        }
        if (to_list) {
            return list_of_out(p, c);
        }
        // Right as it was.
        if (c->from == c->to && c->from == UTF8 && !is_list(args[0])) {
            return args[0];
        }
        return binary_from_bytes(p, c->out, c->out_size);
    case OUTCOME_ERROR:
        if (c->plain) {
            outcome = check_types(c->vm, args[0]);
        }
        if (outcome == OUTCOME_BADARG) {
            return raise_badarg(p);
        }
        return outcome == OUTCOME_MEMORY ? raise_out_of_memory(p)
                                         : failed_answer(p, c, to_list, ATOM_error);
    case OUTCOME_MEMORY:
        return raise_out_of_memory(p);
    default:
        return raise_badarg(p);
    }
}

static term convert(struct process *p, term *args, enum encoding from, enum encoding to,
                    bool to_list)
{
    if (from == ENCODING_NONE || to == ENCODING_NONE) {
        return raise_badarg(p);
    }
    struct conversion c;
    conversion_init(&c, process_vm(p), args[0]);
    c.from = from;
    c.to = to;
    c.plain = (from == LATIN1 || from == UTF8) && to == UTF8;
    enum outcome outcome = convert_all(&c);
    term result = answer(p, &c, args, outcome, to_list);
    conversion_clear(&c);
    return result;
}

term bif_unicode_characters_to_binary_1(struct process *p, term *args)
{
    return convert(p, args, UTF8, UTF8, false);
}

term bif_unicode_characters_to_binary_2(struct process *p, term *args)
{
    return convert(p, args, encoding_of(args[1]), UTF8, false);
}

term bif_unicode_characters_to_binary_3(struct process *p, term *args)
{
    return convert(p, args, encoding_of(args[1]), encoding_of(args[2]), false);
}

term bif_unicode_characters_to_list_1(struct process *p, term *args)
{
    return convert(p, args, UTF8, UTF8, true);
}

term bif_unicode_characters_to_list_2(struct process *p, term *args)
{
    return convert(p, args, encoding_of(args[1]), UTF8, true);
}

term bif_unicode_bin_is_7bit(struct process *p, term *args)
{
    if (!is_binary(args[0])) {
        return ATOM_false;
    }
    struct bits bits;
    bits_of(args[0], &bits);
    const uint8_t *bytes = bits.bytes + (bits.offset >> 3);
    // The first bit of each byte; bits.offset & 7 is where it is.
    unsigned mask = 0x80u >> (bits.offset & 7);
    for (size_t i = 0, count = bits.size >> 3; i < count;) {
        size_t end = !AVM_PAUSES || count - i < ASCII_BYTES ? count : i + ASCII_BYTES;
        for (; i < end; i++) {
            if ((bytes[i] & mask) != 0) {
                return ATOM_false;
            }
        }
        pause_step(p->vm, ASCII_BYTES / 16);
    }
    return ATOM_true;
}
