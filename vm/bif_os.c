// SPDX-License-Identifier: Apache-2.0
// bif_os.c: the environment of the program: os.

#include <stdio.h>
#include <string.h>

#include "platforms/platform.h"
#include "vm/bif.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/text.h"
#include "vm/utf.h"

// Text of the system as a string: UTF-8, or when it is not that, one character a byte.
static term system_text(struct process *p, const char *text, size_t size)
{
    uint32_t character;
    size_t step = 1;
    for (size_t at = 0; at < size && step > 0; at += step) {
        step = utf8_decode((const uint8_t *) text + at, size - at, &character);
    }
    if (step > 0) {
        return list_from_utf8(p, text, size);
    }
    if (!heap_ensure(p, 2 * size)) {
        return NONE;
    }
    term list = NIL;
    while (size > 0) {
        list = build_cons(p, make_small((uint8_t) text[--size]), list);
    }
    return list;
}

// A string as text of the system, NUL-terminated in *text. False: raised.
static bool text_of(struct process *p, term t, bool is_name, struct text *text)
{
    text_init(text, p->vm);
    for (; is_cons(t); t = cons_tail(t)) {
        term head = cons_head(t);
        if (!is_small(head) || small_value(head) <= 0 ||
            !utf_is_valid((uint64_t) small_value(head)) || (is_name && head == make_small('='))) {
            break;
        }
        uint8_t bytes[4];
        text_append(text, (const char *) bytes, utf8_encode((uint32_t) small_value(head), bytes));
    }
    text_append(text, "", 1);
    if (t == NIL && !text->failed) {
        return true;
    }
    if (t != NIL) {
        raise_badarg(p);
    } else {
        raise_out_of_memory(p);
    }
    text_clear(text);
    return false;
}

// The value, or NONE without an exception: no such variable.
static term get_variable(struct process *p, term name)
{
    struct text text;
    if (!text_of(p, name, true, &text)) {
        return NONE;
    }
    const char *value = text.size > 1 ? platform_getenv(text.bytes) : NULL;
    text_clear(&text);
    return value == NULL ? (term) ATOM_false : system_text(p, value, strlen(value));
}

term bif_os_getenv_1(struct process *p, term *args)
{
    return get_variable(p, args[0]);
}

term bif_os_getenv_2(struct process *p, term *args)
{
    term value = get_variable(p, args[0]);
    return value == ATOM_false ? args[1] : value;
}

// Lists of the environment, from the last variable to the first: strings "NAME=value", or pairs of
// strings.
static term environment(struct process *p, bool pairs)
{
    size_t count = 0;
    while (platform_environment(count) != NULL) {
        count++;
    }
    term slots[3] = {NIL, NIL, NIL}; // list, name, value
    struct gc_roots roots;
    roots_push(p, &roots, slots, 3);
    bool good = true;
    while (good && count > 0) {
        const char *text = platform_environment(--count);
        const char *sign = strchr(text, '=');
        if (!pairs || sign == NULL) {
            slots[1] = system_text(p, text, strlen(text));
            good = slots[1] != NONE && heap_ensure(p, 2);
        } else {
            slots[1] = system_text(p, text, (size_t) (sign - text));
            good = slots[1] != NONE;
            slots[2] = good ? system_text(p, sign + 1, strlen(sign + 1)) : NONE;
            good = slots[2] != NONE && heap_ensure(p, 3 + 2);
            slots[1] = good ? build_tuple2(p, slots[1], slots[2]) : NIL;
        }
        if (good) {
            slots[0] = build_cons(p, slots[1], slots[0]);
        }
    }
    roots_pop(p, &roots);
    return good ? slots[0] : NONE;
}

term bif_os_getenv_0(struct process *p, term *args)
{
    return environment(p, false);
}

term bif_os_env(struct process *p, term *args)
{
    return environment(p, true);
}

static term set_variable(struct process *p, term name, const char *value)
{
    struct text text;
    if (!text_of(p, name, true, &text)) {
        return NONE;
    }
    bool good = text.size > 1 && platform_setenv(text.bytes, value);
    text_clear(&text);
    return good ? (term) ATOM_true : raise_badarg(p);
}

term bif_os_putenv(struct process *p, term *args)
{
    struct text value;
    if (!text_of(p, args[1], false, &value)) {
        return NONE;
    }
    term result = set_variable(p, args[0], value.bytes);
    text_clear(&value);
    return result;
}

term bif_os_unsetenv(struct process *p, term *args)
{
    return set_variable(p, args[0], NULL);
}

term bif_os_getpid(struct process *p, term *args)
{
    struct platform_system system;
    platform_system(&system);
    char text[24];
    int size = snprintf(text, sizeof text, "%lu", system.process);
    return list_from_utf8(p, text, (size_t) size);
}

// io: what ~p takes for text when nobody said otherwise.
term bif_io_printable_range(struct process *p, term *args)
{
    return ATOM_latin1;
}
