// SPDX-License-Identifier: Apache-2.0
// print.c: terms as text.
//
// What is still to be printed is kept on a stack of open containers, so depth costs memory of the
// machine, not of the C stack. Text is gathered and handed on in pieces.
//
// The rules of PRINT_DISPLAY are those of erlang:display/1, found by comparing with it: floats as
// "%e", lists of printable Latin-1 characters as text in Latin-1 bytes with only " and newline
// escaped, binaries of printable ASCII as text, atoms bare when they are a small letter followed by
// letters, digits and underscores, of Latin-1.

#include "vm/print.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "vm/binary.h"
#include "vm/etf.h"
#include "vm/machine.h"
#include "vm/map.h"
#include "vm/number.h"
#include "vm/utf.h"

// An open container.
struct frame {
    enum {
        FRAME_TUPLE,  // count terms at a
        FRAME_PAIRS,  // count / 2 pairs: keys at a, values at b
        FRAME_RECORD, // the same: fields of a native record
        FRAME_LIST,   // what is left of a list
    } kind;
    bool begun; // something was printed in it
    const term *a;
    const term *b;
    size_t count;
    term list;
    term *owned; // memory, or NULL
    size_t owned_bytes;
};

#define FRAMES_ON_STACK 24
#define TEXT_BYTES      256

struct printer {
    struct vm *vm;
    enum print_style style;
    print_output output;
    void *context;
    size_t left; // bytes until the limit
    bool full;   // the limit is reached
    size_t used; // of text
    char text[TEXT_BYTES];
    struct frame *frames;
    size_t frame_count, frame_capacity;
    struct frame first_frames[FRAMES_ON_STACK];
};

// Text

static void flush(struct printer *pr)
{
    if (pr->used > 0) {
        pr->output(pr->context, pr->text, pr->used);
        pr->used = 0;
    }
}

static void put_unlimited(struct printer *pr, const char *text, size_t size)
{
    while (size > 0) {
        if (pr->used == TEXT_BYTES) {
            flush(pr);
        }
        size_t part = TEXT_BYTES - pr->used < size ? TEXT_BYTES - pr->used : size;
        memcpy(pr->text + pr->used, text, part);
        pr->used += part;
        text += part;
        size -= part;
    }
}

static void put(struct printer *pr, const char *text, size_t size)
{
    if (pr->full) {
        return;
    }
    if (size > pr->left) {
        // Not in the middle of a character.
        size = pr->left;
        while (size > 0 && ((uint8_t) text[size] & 0xc0) == 0x80) {
            size--;
        }
        pr->full = true;
    }
    pr->left -= size;
    put_unlimited(pr, text, size);
    if (pr->full) {
        put_unlimited(pr, "...", 3);
    }
}

static void put_text(struct printer *pr, const char *text)
{
    put(pr, text, strlen(text));
}

static void put_byte(struct printer *pr, unsigned byte)
{
    char c = (char) byte;
    put(pr, &c, 1);
}

static void put_character(struct printer *pr, uint32_t character)
{
    uint8_t bytes[4];
    put(pr, (const char *) bytes, utf8_encode(character, bytes));
}

FAILURE_PRINTF(2, 3)
static void put_format(struct printer *pr, const char *format, ...)
{
    char text[64];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    put(pr, text, (size_t) size < sizeof text ? (size_t) size : sizeof text - 1);
}

// Characters as the scanner of Erlang classes those of Latin-1

static bool is_lower(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 0xdf && c <= 0xff && c != 0xf7);
}

static bool is_letter(uint32_t c)
{
    return is_lower(c) || (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7);
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_printable_latin1(uint32_t c)
{
    return (c >= 0x20 && c <= 0x7e) || (c >= 0xa0 && c <= 0xff);
}

// As io_lib:printable_list with the range unicode: text of any language.
static bool is_printable(uint32_t c)
{
    return is_printable_latin1(c) || (c >= 8 && c <= 13) || c == 27 || (c > 0xff && c < 0xd800) ||
           (c > 0xdfff && c < 0xfffe) || (c > 0xffff && c <= 0x10ffff);
}

// The letter after a backslash, or 0.
static char escape_letter(uint32_t c)
{
    switch (c) {
    case 8:
        return 'b';
    case 9:
        return 't';
    case 10:
        return 'n';
    case 11:
        return 'v';
    case 12:
        return 'f';
    case 13:
        return 'r';
    case 27:
        return 'e';
    default:
        return 0;
    }
}

// Atoms

static bool is_reserved_word(const char *text, size_t size)
{
    static const char words[] =
        " after and andalso band begin bnot bor bsl bsr bxor case catch cond "
        "div else end fun if let not of or orelse receive rem try when xor ";
    for (const char *at = words; (at = strchr(at, ' ')) != NULL && at[1] != 0; at++) {
        if (strncmp(at + 1, text, size) == 0 && at[1 + size] == ' ') {
            return true;
        }
    }
    return false;
}

static bool atom_is_bare(const struct printer *pr, const char *text, size_t size)
{
    uint32_t c;
    size_t step = utf8_decode((const uint8_t *) text, size, &c);
    if (step == 0 || !is_lower(c)) {
        return false;
    }
    for (size_t at = step; at < size; at += step) {
        step = utf8_decode((const uint8_t *) text + at, size - at, &c);
        bool at_sign = c == '@' && pr->style == PRINT_PRETTY;
        if (step == 0 || !(is_letter(c) || is_digit(c) || c == '_' || at_sign)) {
            return false;
        }
    }
    return pr->style == PRINT_DISPLAY || !is_reserved_word(text, size);
}

static void put_quoted(struct printer *pr, const char *text, size_t size)
{
    put_byte(pr, '\'');
    uint32_t c = 0;
    size_t step;
    for (size_t at = 0; at < size; at += step) {
        step = utf8_decode((const uint8_t *) text + at, size - at, &c);
        if (step == 0) {
            break;
        }
        char letter = c == 27 && pr->style == PRINT_DISPLAY ? 0 : escape_letter(c);
        if (letter != 0) {
            put_format(pr, "\\%c", letter);
        } else if (c < 0x20 || (c >= 0x80 && c < 0xa0)) {
            put_format(pr, "\\%03o", (unsigned) c);
        } else {
            if (c == '\'' || c == '\\') {
                put_byte(pr, '\\');
            }
            put(pr, text + at, step);
        }
    }
    put_byte(pr, '\'');
}

static void put_atom(struct printer *pr, term t)
{
    size_t size;
    const char *text = atom_text(pr->vm, t, &size);
    if (atom_is_bare(pr, text, size)) {
        put(pr, text, size);
    } else {
        put_quoted(pr, text, size);
    }
}

// Numbers

static void put_integer(struct printer *pr, term t)
{
    if (is_small(t)) {
        put_format(pr, "%" PRIdPTR, (intptr_t) small_value(t));
        return;
    }
    char *text;
    size_t length, capacity;
    if (!integer_to_text(pr->vm, t, 10, &text, &length, &capacity)) {
        put_text(pr, "...");
        return;
    }
    put(pr, text, length);
    memory_free(pr->vm, text, capacity);
}

static void put_float(struct printer *pr, double value)
{
    if (pr->style == PRINT_DISPLAY) {
        put_format(pr, "%e", value);
        return;
    }
    char text[32];
    put(pr, text, double_to_shortest(value, text));
}

// Bitstrings

static uint8_t byte_at(const struct bits *bits, size_t index, unsigned size)
{
    uint8_t byte = 0;
    bits_copy(&byte, 0, bits->bytes, bits->offset + 8 * index, size);
    return byte;
}

static bool is_ascii_text(const struct bits *bits)
{
    for (size_t i = 0; i < bits->size / 8; i++) {
        uint8_t byte = byte_at(bits, i, 8);
        if (byte < 0x20 || byte > 0x7e) {
            return false;
        }
    }
    return bits->size > 0 && bits->size % 8 == 0;
}

// Characters of UTF-8 text, through a window of the longest character; at is in bytes.
static size_t character_at(const struct bits *bits, size_t at, uint32_t *c)
{
    uint8_t window[4];
    size_t size = bits->size / 8 - at < sizeof window ? bits->size / 8 - at : sizeof window;
    bits_copy(window, 0, bits->bytes, bits->offset + 8 * at, 8 * size);
    return utf8_decode(window, size, c);
}

// Text in UTF-8 that is to be shown as such; *wide: beyond ASCII.
static bool is_utf8_text(const struct bits *bits, bool *wide)
{
    *wide = false;
    size_t size = bits->size / 8, step;
    for (size_t at = 0; at < size; at += step) {
        uint32_t c;
        step = character_at(bits, at, &c);
        if (step == 0 || !is_printable(c)) {
            return false;
        }
        *wide = *wide || c > 0x7f;
    }
    return size > 0 && bits->size % 8 == 0;
}

// A character inside "".
static void put_in_string(struct printer *pr, uint32_t c)
{
    char letter = escape_letter(c);
    if (letter != 0) {
        put_format(pr, "\\%c", letter);
        return;
    }
    if (c == '"' || c == '\\') {
        put_byte(pr, '\\');
    }
    put_character(pr, c);
}

static void put_bytes(struct printer *pr, const struct bits *bits)
{
    size_t bytes = bits->size / 8;
    unsigned rest = (unsigned) (bits->size % 8);
    put_text(pr, "<<");
    for (size_t i = 0; i < bytes && !pr->full; i++) {
        put_format(pr, i > 0 ? ",%u" : "%u", (unsigned) byte_at(bits, i, 8));
    }
    if (rest > 0) {
        unsigned value = byte_at(bits, bytes, rest) >> (8 - rest);
        put_format(pr, bytes > 0 ? ",%u:%u" : "%u:%u", value, rest);
    }
    put_text(pr, ">>");
}

static void put_bitstring(struct printer *pr, term t)
{
    struct bits bits;
    bits_of(t, &bits);
    bool wide = false;
    bool is_text = pr->style == PRINT_DISPLAY ? is_ascii_text(&bits) : is_utf8_text(&bits, &wide);
    if (!is_text) {
        put_bytes(pr, &bits);
        return;
    }
    put_text(pr, "<<\"");
    size_t step;
    for (size_t at = 0; at < bits.size / 8 && !pr->full; at += step) {
        uint32_t c = 0;
        step = character_at(&bits, at, &c);
        if (pr->style == PRINT_PRETTY) {
            put_in_string(pr, c);
        } else {
            put_text(pr, c == '"' ? "\\" : "");
            put_byte(pr, c);
        }
    }
    put_text(pr, wide ? "\"/utf8>>" : "\">>");
}

// Identities

// 0 for this node, else what stands for its name.
static unsigned long node_number(term node)
{
    return node == ATOM_nonode_at_nohost ? 0 : (unsigned long) atom_index(node);
}

static void put_external(struct printer *pr, const term *object)
{
    size_t count = header_arity(object[0]) - 3;
    unsigned long node = node_number(object[2]);
    const term *id = object + 4;
    if (object[1] == make_small(EXTERNAL_PID)) {
        put_format(pr, "<%lu.%lu.%lu>", node, (unsigned long) id[0], (unsigned long) id[1]);
    } else if (object[1] == make_small(EXTERNAL_PORT)) {
        put_format(pr, "#Port<%lu.%llu>", node,
                   (unsigned long long) id[1] << 32 | (unsigned long long) id[0]);
    } else {
        put_format(pr, "#Ref<%lu", node);
        while (count > 0) {
            put_format(pr, ".%lu", (unsigned long) id[--count]);
        }
        put_text(pr, ">");
    }
}

static void put_reference(struct printer *pr, uint64_t id)
{
    uint32_t words[ETF_REF_WORDS];
    etf_ref_words(id, words);
    put_format(pr, "#Ref<0.%lu.%lu.%lu>", (unsigned long) words[2], (unsigned long) words[1],
               (unsigned long) words[0]);
}

static void put_fun(struct printer *pr, const struct fun_entry *entry)
{
    put_text(pr, "#Fun<");
    put_atom(pr, entry->module->name);
    put_format(pr, ".%lu.%lu>", (unsigned long) entry->index, (unsigned long) entry->old_uniq);
}

static void put_export(struct printer *pr, const struct export *entry)
{
    put_text(pr, "fun ");
    put_atom(pr, entry->module_name);
    put_byte(pr, ':');
    put_atom(pr, entry->function);
    put_format(pr, "/%lu", (unsigned long) entry->arity);
}

// Lists

// Is the list t one of characters that is shown as text?
static bool is_text_list(const struct printer *pr, term t)
{
    for (; is_cons(t); t = cons_tail(t)) {
        term head = cons_head(t);
        if (!is_small(head) || small_value(head) < 0 || small_value(head) > 0x10ffff) {
            return false;
        }
        uint32_t c = (uint32_t) small_value(head);
        bool shown = pr->style == PRINT_PRETTY
                         ? is_printable(c)
                         : is_printable_latin1(c) || c == '\t' || c == '\n' || c == '\r';
        if (!shown) {
            return false;
        }
    }
    return t == NIL;
}

static void put_text_list(struct printer *pr, term t)
{
    put_byte(pr, '"');
    for (; is_cons(t) && !pr->full; t = cons_tail(t)) {
        uint32_t c = (uint32_t) small_value(cons_head(t));
        if (pr->style == PRINT_PRETTY) {
            put_in_string(pr, c);
        } else if (c == '\n') {
            put_text(pr, "\\n");
        } else {
            put_text(pr, c == '"' ? "\\" : "");
            put_byte(pr, c);
        }
    }
    put_byte(pr, '"');
}

// Containers

// NULL: no memory; "..." is printed instead.
static struct frame *push_frame(struct printer *pr)
{
    static const struct frame empty = {.list = NIL};
    if (pr->frame_count == pr->frame_capacity) {
        size_t bytes = pr->frame_capacity * sizeof *pr->frames;
        bool first = pr->frames == pr->first_frames;
        struct frame *larger = first ? memory_alloc(pr->vm, 2 * bytes)
                                     : memory_resize(pr->vm, pr->frames, bytes, 2 * bytes);
        if (larger == NULL) {
            put_text(pr, "...");
            return NULL;
        }
        if (first) {
            memcpy(larger, pr->first_frames, sizeof pr->first_frames);
        }
        pr->frames = larger;
        pr->frame_capacity *= 2;
    }
    struct frame *frame = &pr->frames[pr->frame_count++];
    *frame = empty;
    return frame;
}

static void pop_frame(struct printer *pr)
{
    struct frame *frame = &pr->frames[--pr->frame_count];
    if (frame->owned != NULL) {
        memory_free(pr->vm, frame->owned, frame->owned_bytes);
    }
}

static void open_list(struct printer *pr, term t)
{
    if (is_text_list(pr, t)) {
        put_text_list(pr, t);
        return;
    }
    struct frame *frame = push_frame(pr);
    if (frame != NULL) {
        frame->kind = FRAME_LIST;
        frame->list = t;
        put_byte(pr, '[');
    }
}

static void open_tuple(struct printer *pr, term t)
{
    struct frame *frame = push_frame(pr);
    if (frame != NULL) {
        frame->kind = FRAME_TUPLE;
        frame->a = tuple_elements(t);
        frame->count = tuple_arity(t);
        put_byte(pr, '{');
    }
}

// The pairs of a large map, copied: keys first, then values.
static term *copy_pairs(struct printer *pr, term t, size_t count)
{
    term *pairs = memory_alloc(pr->vm, 2 * count * sizeof *pairs);
    if (pairs != NULL) {
        struct map_walk walk;
        map_walk_init(&walk, t);
        for (size_t i = 0; i < count && map_walk_next(&walk, &pairs[i], &pairs[count + i]); i++) {
        }
    }
    return pairs;
}

static void open_map(struct printer *pr, term t)
{
    const term *object = boxed_object(t);
    size_t count = map_size(t);
    term *pairs = NULL;
    if (header_tag(object[0]) == TAG_MAP_HASH) {
        pairs = copy_pairs(pr, t, count);
        if (pairs == NULL) {
            put_text(pr, "#{...}");
            return;
        }
    }
    struct frame *frame = push_frame(pr);
    if (frame == NULL) {
        memory_free(pr->vm, pairs, 2 * count * sizeof *pairs);
        return;
    }
    frame->kind = FRAME_PAIRS;
    frame->a = pairs != NULL ? pairs : tuple_elements(object[1]);
    frame->b = pairs != NULL ? pairs + count : object + 2;
    frame->count = 2 * count;
    frame->owned = pairs;
    frame->owned_bytes = 2 * count * sizeof *pairs;
    put_text(pr, "#{");
}

// #Module:Name{Field = Value, ...}; the definition is {Module, Name, Exported, Fields...}.
static void open_record(struct printer *pr, term t)
{
    const term *object = boxed_object(t);
    const term *definition = tuple_elements(object[1]);
    struct frame *frame = push_frame(pr);
    if (frame != NULL) {
        frame->kind = FRAME_RECORD;
        frame->a = definition + 3;
        frame->b = object + 2;
        frame->count = 2 * (header_arity(object[0]) - 1);
        put_byte(pr, '#');
        put_atom(pr, definition[0]);
        put_byte(pr, ':');
        put_atom(pr, definition[1]);
        put_byte(pr, '{');
    }
}

static void put_boxed(struct printer *pr, term t)
{
    const term *object = boxed_object(t);
    switch (header_tag(object[0])) {
    case TAG_TUPLE:
        open_tuple(pr, t);
        break;
    case TAG_BIG_POS:
    case TAG_BIG_NEG:
        put_integer(pr, t);
        break;
    case TAG_FLOAT:
        put_float(pr, float_value(t));
        break;
    case TAG_REF:
        put_reference(pr, ref_id(t));
        break;
    case TAG_FUN:
        put_fun(pr, (const struct fun_entry *) object[1]);
        break;
    case TAG_EXPORT:
        put_export(pr, (const struct export *) object[1]);
        break;
    case TAG_EXTERNAL:
        put_external(pr, object);
        break;
    case TAG_MAP:
    case TAG_MAP_HASH:
        open_map(pr, t);
        break;
    case TAG_RECORD:
        open_record(pr, t);
        break;
    case TAG_MATCH:
        put_text(pr, "#MatchState<>"); // registers of a crash may hold one
        break;
    default:
        put_bitstring(pr, t);
        break;
    }
}

static void put_term(struct printer *pr, term t)
{
    if (is_small(t)) {
        put_integer(pr, t);
    } else if (is_atom(t)) {
        put_atom(pr, t);
    } else if (t == NIL) {
        put_text(pr, "[]");
    } else if (is_cons(t)) {
        open_list(pr, t);
    } else if (is_boxed(t)) {
        put_boxed(pr, t);
    } else if (is_local_pid(t)) {
        put_format(pr, "<0.%lu.0>", (unsigned long) pid_number(t));
    } else {
        put_format(pr, "#Port<0.%lu>", (unsigned long) pid_number(t));
    }
}

// Close the innermost container.
static void close_frame(struct printer *pr)
{
    bool list = pr->frames[pr->frame_count - 1].kind == FRAME_LIST;
    put_byte(pr, list ? ']' : '}');
    pop_frame(pr);
}

static void separate(struct printer *pr, struct frame *frame)
{
    if (frame->begun) {
        put_byte(pr, ',');
    }
    frame->begun = true;
}

static bool next_of_list(struct printer *pr, struct frame *frame, term *t)
{
    if (is_cons(frame->list)) {
        separate(pr, frame);
        *t = cons_head(frame->list);
        frame->list = cons_tail(frame->list);
        return true;
    }
    if (frame->list == NIL) {
        return false;
    }
    put_byte(pr, '|');
    *t = frame->list;
    frame->list = NIL;
    return true;
}

// What stands between a key and its value.
static const char *pair_sign(const struct printer *pr, const struct frame *frame)
{
    if (frame->kind == FRAME_RECORD) {
        return " = ";
    }
    return pr->style == PRINT_PRETTY ? " => " : "=>";
}

// The next term of the innermost container, after what stands in front of it. False: there is none.
static bool next_of_frame(struct printer *pr, term *t)
{
    struct frame *frame = &pr->frames[pr->frame_count - 1];
    if (frame->kind == FRAME_LIST) {
        return next_of_list(pr, frame, t);
    }
    if (frame->count == 0) {
        return false;
    }
    *t = *frame->a++;
    if (frame->kind == FRAME_TUPLE) {
        separate(pr, frame);
    } else {
        if (frame->count % 2 == 0) {
            separate(pr, frame);
        } else {
            put_text(pr, pair_sign(pr, frame));
        }
        // Keys and values in turn.
        const term *a = frame->a;
        frame->a = frame->b;
        frame->b = a;
    }
    frame->count--;
    return true;
}

void term_print(struct vm *vm, term t, enum print_style style, size_t limit, print_output output,
                void *context)
{
    struct printer pr;
    pr.vm = vm;
    pr.style = style;
    pr.output = output;
    pr.context = context;
    pr.left = limit == 0 ? SIZE_MAX : limit;
    pr.full = false;
    pr.used = 0;
    pr.frames = pr.first_frames;
    pr.frame_count = 0;
    pr.frame_capacity = FRAMES_ON_STACK;

    put_term(&pr, t);
    while (pr.frame_count > 0 && !pr.full) {
        if (next_of_frame(&pr, &t)) {
            put_term(&pr, t);
        } else {
            close_frame(&pr);
        }
    }
    while (pr.frame_count > 0) {
        pop_frame(&pr);
    }
    if (pr.frames != pr.first_frames) {
        memory_free(vm, pr.frames, pr.frame_capacity * sizeof *pr.frames);
    }
    flush(&pr);
}
