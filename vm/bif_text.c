// SPDX-License-Identifier: Apache-2.0
// bif_text.c: erlang:display and the text forms of pids, references, ports and funs.

#include <string.h>

#include "platforms/platform.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/etf.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/memory.h"
#include "vm/print.h"
#include "vm/text.h"
#include "vm/utf.h"

// Numbers of local pids and ports end here (28 bits, as in a word of 32).
#define LOCAL_NUMBER_END ((uint32_t) 1 << 28)
// The second number of a pid has 13 bits.
#define PID_SERIAL_END ((uint32_t) 1 << 13)
// Longest text of an identity that anything is read from.
#define IDENTITY_TEXT_MAX 80

static void write_console(void *context, const char *text, size_t size)
{
    const bool *error = context;
    platform_console_write(text, size, *error);
}

// The line ends as OTP ends it, for terminals in raw mode.
term bif_erlang_display(struct process *p, term *args)
{
    bool error = false;
    term_print(p->vm, args[0], PRINT_DISPLAY, 0, write_console, &error);
    platform_console_write("\r\n", 2, false);
    return ATOM_true;
}

// The bytes of a string: UTF-8 of a list of characters, or a binary as it is. False: neither, or no
// memory (raised).
static bool string_bytes(struct process *p, term t, struct text *text)
{
    if (is_bitstring(t) && is_binary(t)) {
        size_t size = bitstring_size(t) / 8;
        char *bytes = memory_alloc(p->vm, size + 1);
        if (bytes == NULL) {
            raise_out_of_memory(p);
            return false;
        }
        binary_copy_bytes(t, (uint8_t *) bytes);
        text_append(text, bytes, size);
        memory_free(p->vm, bytes, size + 1);
        return true;
    }
    for (; is_cons(t); t = cons_tail(t)) {
        term head = cons_head(t);
        if (!is_small(head) || small_value(head) < 0 ||
            !utf_is_valid((uint64_t) small_value(head))) {
            break;
        }
        uint8_t bytes[4];
        text_append(text, (const char *) bytes, utf8_encode((uint32_t) small_value(head), bytes));
    }
    if (t != NIL) {
        raise_badarg(p);
        return false;
    }
    if (text->failed) {
        raise_out_of_memory(p);
    }
    return !text->failed;
}

static term display_string(struct process *p, term string, bool error)
{
    struct text text;
    text_init(&text, p->vm);
    bool good = string_bytes(p, string, &text);
    if (good) {
        platform_console_write(text.bytes, text.size, error);
    }
    text_clear(&text);
    return good ? (term) ATOM_true : NONE;
}

term bif_erlang_display_string_1(struct process *p, term *args)
{
    return display_string(p, args[0], false);
}

term bif_erlang_display_string_2(struct process *p, term *args)
{
    if (args[0] != ATOM_stdout && args[0] != ATOM_stderr) {
        return raise_badarg(p);
    }
    return display_string(p, args[1], args[0] == ATOM_stderr);
}

// Terms to strings

static term term_to_list(struct process *p, term t)
{
    struct text text;
    text_init(&text, p->vm);
    term_print(p->vm, t, PRINT_DISPLAY, 0, text_append, &text);
    term result = text.failed ? raise_out_of_memory(p) : list_from_utf8(p, text.bytes, text.size);
    text_clear(&text);
    return result;
}

term bif_erlang_pid_to_list(struct process *p, term *args)
{
    return is_pid(args[0]) ? term_to_list(p, args[0]) : raise_badarg(p);
}

term bif_erlang_port_to_list(struct process *p, term *args)
{
    return is_port(args[0]) ? term_to_list(p, args[0]) : raise_badarg(p);
}

term bif_erlang_ref_to_list(struct process *p, term *args)
{
    return is_reference(args[0]) ? term_to_list(p, args[0]) : raise_badarg(p);
}

term bif_erlang_fun_to_list(struct process *p, term *args)
{
    return is_fun(args[0]) ? term_to_list(p, args[0]) : raise_badarg(p);
}

// Strings to terms

// Copy a string of ASCII characters; false: it is something else, or too long.
static bool copy_string(term t, char *text, size_t capacity)
{
    size_t size = 0;
    for (; is_cons(t) && size + 1 < capacity; t = cons_tail(t)) {
        term head = cons_head(t);
        if (!is_small(head) || small_value(head) <= 0 || small_value(head) > 0x7f) {
            return false;
        }
        text[size++] = (char) small_value(head);
    }
    text[size] = 0;
    return t == NIL;
}

// Decimal digits up to the character `end`, which is passed too.
static bool take_number(const char **at, char end, uint32_t *number)
{
    uint64_t value = 0;
    const char *digit = *at;
    for (; *digit >= '0' && *digit <= '9'; digit++) {
        value = value * 10 + (uint64_t) (*digit - '0');
        if (value > UINT32_MAX) {
            return false;
        }
    }
    if (digit == *at || *digit != end) {
        return false;
    }
    *at = digit + 1;
    *number = (uint32_t) value;
    return true;
}

// start, then count numbers with dots between them and > behind the last.
static bool parse_identity(term t, const char *start, uint32_t *numbers, size_t count)
{
    char text[IDENTITY_TEXT_MAX];
    if (!copy_string(t, text, sizeof text) || strncmp(text, start, strlen(start)) != 0) {
        return false;
    }
    const char *at = text + strlen(start);
    for (size_t i = 0; i < count; i++) {
        if (!take_number(&at, i + 1 < count ? '.' : '>', &numbers[i])) {
            return false;
        }
    }
    return *at == 0;
}

// Only those of this node, whose number is 0.

term bif_erlang_list_to_pid(struct process *p, term *args)
{
    uint32_t n[3];
    if (!parse_identity(args[0], "<", n, 3) || n[0] != 0 || n[1] >= LOCAL_NUMBER_END ||
        n[2] >= PID_SERIAL_END) {
        return raise_badarg(p);
    }
    if (n[2] == 0) {
        return make_pid(n[1]);
    }
    // No process of ours has such a name, but it is one that somebody may print and read.
    const size_t words = 6;
    if (!heap_ensure(p, words)) {
        return NONE;
    }
    term *object = heap_take(p, words);
    object[0] = make_header(words - 1, TAG_EXTERNAL);
    object[1] = make_small(EXTERNAL_PID);
    object[2] = ATOM_nonode_at_nohost;
    object[3] = 0;
    object[4] = n[1];
    object[5] = n[2];
    return make_boxed(object);
}

term bif_erlang_list_to_port(struct process *p, term *args)
{
    uint32_t n[2];
    if (!parse_identity(args[0], "#Port<", n, 2) || n[0] != 0 || n[1] >= LOCAL_NUMBER_END) {
        return raise_badarg(p);
    }
    return make_port(n[1]);
}

term bif_erlang_list_to_ref(struct process *p, term *args)
{
    uint32_t n[1 + ETF_REF_WORDS];
    uint64_t id;
    if (!parse_identity(args[0], "#Ref<", n, 1 + ETF_REF_WORDS) || n[0] != 0) {
        return raise_badarg(p);
    }
    // The text has the words in the other order.
    const uint32_t words[ETF_REF_WORDS] = {n[3], n[2], n[1]};
    if (!etf_ref_id(words, ETF_REF_WORDS, &id)) {
        return raise_badarg(p);
    }
    if (!heap_ensure(p, REF_WORDS)) {
        return NONE;
    }
    return make_ref_at(heap_take(p, REF_WORDS), id, 0);
}
