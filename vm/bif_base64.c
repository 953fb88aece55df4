// SPDX-License-Identifier: Apache-2.0
// bif_base64.c: the module base64 (RFC 4648). OTP has it in Erlang; these yield to a module of that
// name.
//
// What is no Base64 is function_clause, what is no byte badarg, as in OTP, where a few come from
// deeper inside (badarith, case_clause).

#include <string.h>

#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/map.h"
#include "vm/pause.h"

struct options {
    bool url;     // the alphabet with - and _
    bool padding; // written; or demanded
    bool mime;    // what is not in the alphabet is passed over
    bool to_list;
};

// The input as bytes: a binary as it is, other things copied. Cleared by text_clear.
struct text {
    const uint8_t *bytes;
    size_t size;
    uint8_t *copy; // or NULL
};

static void text_clear(struct process *p, struct text *text)
{
    memory_free(process_vm(p), text->copy, text->size);
}

// What is behind the bytes of a list: NIL when that is all.
static term measure_list(const struct vm *vm, term list, size_t *size)
{
    size_t pace = 0;
    for (; is_cons(list); list = cons_tail(list)) {
        term head = cons_head(list);
        if (!is_small(head) || head >= make_small(256)) {
            break;
        }
        ++*size;
        pause_often(vm, &pace, 1);
    }
    return list;
}

// False: raised.
static bool text_init(struct process *p, term t, struct text *text)
{
    *text = (struct text){NULL, 0, NULL};
    term rest = measure_list(process_vm(p), t, &text->size);
    if (!is_binary(t) && rest != NIL) {
        raise_error(p, is_cons(rest) ? (term) ATOM_badarg : ATOM_function_clause);
        return false;
    }
    if (!is_list(t)) {
        text->bytes = binary_bytes(t, &text->size);
        if (text->bytes != NULL) {
            return true;
        }
        text->size = bitstring_size(t) >> 3;
    }
    text->copy = memory_alloc(process_vm(p), text->size);
    if (text->copy == NULL) {
        raise_out_of_memory(p);
        return false;
    }
    text->bytes = text->copy;
    if (!is_list(t)) {
        binary_copy_bytes(t, text->copy);
        return true;
    }
    size_t pace = 0;
    for (size_t i = 0; i < text->size; i++, t = cons_tail(t)) {
        pause_often(process_vm(p), &pace, 1);
        text->copy[i] = (uint8_t) small_value(cons_head(t));
    }
    return true;
}

// #{padding => boolean(), mode => standard | urlsafe}. False: raised.
static bool parse_options(struct process *p, term map, struct options *options)
{
    if (!is_map(map)) {
        raise_error(p, ATOM_function_clause);
        return false;
    }
    // As in OTP any other value is the usual one.
    options->padding = map_get(process_vm(p), map, ATOM_padding) != ATOM_false;
    options->url = map_get(process_vm(p), map, ATOM_mode) == ATOM_urlsafe;
    return true;
}

// `out` is memory of the machine.
static term result_of(struct process *p, const uint8_t *out, size_t size, bool to_list)
{
    if (!to_list) {
        return binary_from_bytes(p, out, size);
    }
    if (!heap_ensure(p, 2 * size)) {
        return NONE;
    }
    term list = NIL;
    size_t pace = 0;
    for (size_t i = size; i > 0; i--) {
        pause_often(process_vm(p), &pace, 1);
        list = build_cons(p, make_small(out[i - 1]), list);
    }
    return list;
}

static char digit_of(unsigned value, bool url)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (value >= 62 && url) {
        return value == 62 ? '-' : '_';
    }
    return digits[value];
}

static size_t encode_bytes(const struct vm *vm, const struct text *text,
                           const struct options *options, uint8_t *out)
{
    uint8_t *at = out;
    size_t pace = 0;
    for (size_t i = 0; i < text->size; i += 3) {
        pause_often(vm, &pace, 2);
        size_t count = text->size - i < 3 ? text->size - i : 3;
        unsigned group = (unsigned) text->bytes[i] << 16;
        group |= count > 1 ? (unsigned) text->bytes[i + 1] << 8 : 0;
        group |= count > 2 ? text->bytes[i + 2] : 0;
        for (size_t k = 0; k <= count; k++) {
            *at++ = (uint8_t) digit_of(group >> (18 - 6 * k) & 63, options->url);
        }
        for (size_t k = count; k < 3 && options->padding; k++) {
            *at++ = '=';
        }
    }
    return (size_t) (at - out);
}

static term encode(struct process *p, term *args, const struct options *options)
{
    struct text text;
    if (!text_init(p, args[0], &text)) {
        return NONE;
    }
    term result = NONE;
    if (text.size > BINARY_MAX_BYTES / 2) {
        result = raise_system_limit(p);
    } else {
        size_t capacity = (text.size + 2) / 3 * 4;
        uint8_t *out = memory_alloc(process_vm(p), capacity);
        if (out == NULL) {
            result = raise_out_of_memory(p);
        } else {
            size_t size = encode_bytes(process_vm(p), &text, options, out);
            result = result_of(p, out, size, options->to_list);
        }
        memory_free(process_vm(p), out, capacity);
    }
    text_clear(p, &text);
    return result;
}

#define NOT_A_DIGIT 64u
#define WHITE_SPACE 65u
#define PADDING     66u

static unsigned value_of(uint8_t digit, bool url)
{
    if (digit >= 'A' && digit <= 'Z') {
        return digit - (unsigned) 'A';
    }
    if (digit >= 'a' && digit <= 'z') {
        return digit - (unsigned) 'a' + 26;
    }
    if (digit >= '0' && digit <= '9') {
        return digit - (unsigned) '0' + 52;
    }
    if (digit == (url ? '-' : '+')) {
        return 62;
    }
    if (digit == (url ? '_' : '/')) {
        return 63;
    }
    if (digit == '=') {
        return PADDING;
    }
    bool white = digit == ' ' || digit == '\t' || digit == '\n' || digit == '\r';
    return white ? WHITE_SPACE : NOT_A_DIGIT;
}

// Is this what may stand at the end? digits: how many there were; padding: how many = follow them.
static bool end_is_valid(size_t digits, size_t padding, const struct options *options)
{
    size_t rest = digits & 3;
    if (rest == 1) {
        return false;
    }
    if (options->mime) {
        return rest == 0 || padding > 0;
    }
    size_t right = rest == 0 ? 0 : 4 - rest;
    return padding == right || (padding == 0 && !options->padding);
}

// False: not Base64.
static bool decode_bytes(const struct vm *vm, const struct text *text,
                         const struct options *options, uint8_t *out, size_t *size)
{
    unsigned group = 0;
    size_t digits = 0;
    size_t padding = 0;
    uint8_t *at = out;
    size_t pace = 0;
    for (size_t i = 0; i < text->size; i++) {
        pause_often(vm, &pace, 1);
        unsigned value = value_of(text->bytes[i], options->url);
        if (value == PADDING) {
            padding++;
        } else if (value < NOT_A_DIGIT) {
            // In MIME a = in the middle is passed over like anything else.
            if (padding > 0 && !options->mime) {
                return false;
            }
            padding = 0;
            group = group << 6 | value;
            if ((++digits & 3) == 0) {
                *at++ = (uint8_t) (group >> 16);
                *at++ = (uint8_t) (group >> 8);
                *at++ = (uint8_t) group;
            }
        } else if (value == NOT_A_DIGIT && !options->mime) {
            return false;
        }
    }
    if (!end_is_valid(digits, padding, options)) {
        return false;
    }
    if ((digits & 3) == 2) {
        *at++ = (uint8_t) (group >> 4);
    } else if ((digits & 3) == 3) {
        *at++ = (uint8_t) (group >> 10);
        *at++ = (uint8_t) (group >> 2);
    }
    *size = (size_t) (at - out);
    return true;
}

static term decode(struct process *p, term *args, const struct options *options)
{
    struct text text;
    if (!text_init(p, args[0], &text)) {
        return NONE;
    }
    size_t capacity = text.size / 4 * 3 + 3;
    uint8_t *out = memory_alloc(process_vm(p), capacity);
    term result = NONE;
    size_t size;
    if (out == NULL) {
        result = raise_out_of_memory(p);
    } else if (!decode_bytes(process_vm(p), &text, options, out, &size)) {
        result = raise_error(p, ATOM_function_clause);
    } else {
        result = result_of(p, out, size, options->to_list);
    }
    memory_free(process_vm(p), out, capacity);
    text_clear(p, &text);
    return result;
}

term bif_base64_encode_1(struct process *p, term *args)
{
    return encode(p, args, &(struct options){.padding = true});
}

term bif_base64_encode_2(struct process *p, term *args)
{
    struct options options = {.padding = true};
    return parse_options(p, args[1], &options) ? encode(p, args, &options) : NONE;
}

term bif_base64_encode_to_string_1(struct process *p, term *args)
{
    return encode(p, args, &(struct options){.padding = true, .to_list = true});
}

term bif_base64_encode_to_string_2(struct process *p, term *args)
{
    struct options options = {.to_list = true};
    return parse_options(p, args[1], &options) ? encode(p, args, &options) : NONE;
}

term bif_base64_decode_1(struct process *p, term *args)
{
    return decode(p, args, &(struct options){.padding = true});
}

term bif_base64_decode_2(struct process *p, term *args)
{
    struct options options = {.padding = true};
    return parse_options(p, args[1], &options) ? decode(p, args, &options) : NONE;
}

term bif_base64_decode_to_string_1(struct process *p, term *args)
{
    return decode(p, args, &(struct options){.padding = true, .to_list = true});
}

term bif_base64_decode_to_string_2(struct process *p, term *args)
{
    struct options options = {.to_list = true};
    return parse_options(p, args[1], &options) ? decode(p, args, &options) : NONE;
}

term bif_base64_mime_decode(struct process *p, term *args)
{
    return decode(p, args, &(struct options){.padding = true, .mime = true});
}

term bif_base64_mime_decode_to_string(struct process *p, term *args)
{
    return decode(p, args, &(struct options){.padding = true, .mime = true, .to_list = true});
}
