// SPDX-License-Identifier: Apache-2.0
// print_test.c: terms as text. What erlang:display/1 prints of plain terms is in etf_test.c; here
// are the form for reports, the limit, and what has no external form of its own.

#include "vm/print.h"

#include "tests/unit/fixture.h"
#include "tests/unit/test.h"
#include "vm/etf.h"

static struct fixture f;

// The term of external format bytes, in x[0].
static term read_term(const char *bytes, size_t size)
{
    size_t words, used;
    if (!etf_measure(f.vm, (const uint8_t *) bytes, size, &words, &used) ||
        !heap_ensure(&f.p, words)) {
        abort();
    }
    term *at = f.p.heap_top;
    f.x[0] = etf_decode(f.vm, (const uint8_t *) bytes, used, &at, &f.p.offheap, false, false);
    f.p.heap_top = at;
    return f.x[0];
}

#define READ(bytes) read_term(bytes, sizeof(bytes) - 1)

static bool prints(term t, enum print_style style, size_t limit, const char *expected)
{
    struct text text;
    text_init(&text, f.vm);
    term_print(f.vm, t, style, limit, text_append, &text);
    bool same = text.size == strlen(expected) && memcmp(text.bytes, expected, text.size) == 0;
    if (!same) {
        printf("# got %.*s\n# not %s\n", (int) text.size, text.bytes, expected);
    }
    text_clear(&text);
    return same;
}

static bool pretty(term t, const char *expected)
{
    return prints(t, PRINT_PRETTY, 0, expected);
}

static bool display(term t, const char *expected)
{
    return prints(t, PRINT_DISPLAY, 0, expected);
}

static void pretty_shows_text_as_text(void)
{
    CHECK(pretty(READ("k\0\5a\n\"\\e"), "\"a\\n\\\"\\\\e\""));
    CHECK(pretty(READ("l\0\0\0\1b\0\0\3\261j"), "\"\316\261\""));
    CHECK(pretty(READ("m\0\0\0\3abc"), "<<\"abc\">>"));
    CHECK(pretty(READ("m\0\0\0\2\316\261"), "<<\"\316\261\"/utf8>>"));
    CHECK(pretty(READ("m\0\0\0\2\377\0"), "<<255,0>>"));
    CHECK(pretty(READ("M\0\0\0\2\3a\240"), "<<97,5:3>>"));
    CHECK(pretty(READ("k\0\2\1\2"), "[1,2]"));
    CHECK(pretty(NIL, "[]"));
}

static void pretty_quotes_atoms_as_source_needs_it(void)
{
    CHECK(pretty(ATOM_nonode_at_nohost, "nonode@nohost"));
    CHECK(pretty(READ("w\3and"), "'and'"));
    CHECK(pretty(READ("w\4andy"), "andy"));
    CHECK(pretty(READ("w\3A b"), "'A b'"));
    CHECK(pretty(READ("w\2\303\251"), "\303\251"));
    CHECK(pretty(READ("w\2'\n"), "'\\'\\n'"));
    CHECK(pretty(READ("w\0"), "''"));
}

static void pretty_shows_numbers_and_maps_as_source(void)
{
    CHECK(pretty(READ("F\077\271\231\231\231\231\231\232"), "0.1"));
    CHECK(pretty(READ("t\0\0\0\2a\1a\2w\1kj"), "#{1 => 2,k => []}"));
    CHECK(display(READ("t\0\0\0\2a\1a\2w\1kj"), "#{1=>2,k=>[]}"));
    CHECK(pretty(READ("n\11\1\0\0\0\0\0\0\0\0\1"), "-18446744073709551616"));
}

static void limit_cuts_with_dots(void)
{
    term list = READ("k\0\12\1\2\3\4\5\6\7\10\11\12");
    CHECK(prints(list, PRINT_PRETTY, 6, "[1,2,3..."));
    CHECK(prints(list, PRINT_PRETTY, 22, "[1,2,3,4,5,6,7,8,9,10]"));
    CHECK(prints(list, PRINT_PRETTY, 1000, "[1,2,3,4,5,6,7,8,9,10]"));
    CHECK(prints(READ("w\4\303\251\303\251"), PRINT_PRETTY, 3, "\303\251..."));
}

static void identities_are_shown_with_their_numbers(void)
{
    term ref[REF_WORDS];
    CHECK(display(make_pid(7), "<0.7.0>"));
    CHECK(display(READ("X\167\15nonode@nohost\0\0\0\5\0\0\0\7\0\0\0\0"), "<0.5.7>"));
    CHECK(display(make_ref_at(ref, 5, 0), "#Ref<0.0.0.5>"));
    CHECK(display(READ("Y\167\15nonode@nohost\0\0\0\5\0\0\0\0"), "#Port<0.5>"));
}

// Deeper than the frames kept on the stack, and a map too large to be flat inside.
static void depth_and_large_maps_need_memory_only(void)
{
    char bytes[200 + 5 + 40 * 4];
    size_t size = 0;
    for (int i = 0; i < 100; i++) {
        bytes[size++] = 104;
        bytes[size++] = 1;
    }
    memcpy(bytes + size, "t\0\0\0\50", 5);
    size += 5;
    for (char i = 0; i < 40; i++) {
        memcpy(bytes + size, "a\0a\0", 4);
        bytes[size + 1] = bytes[size + 3] = i;
        size += 4;
    }
    struct text text;
    text_init(&text, f.vm);
    term_print(f.vm, read_term(bytes, size), PRINT_DISPLAY, 0, text_append, &text);
    CHECK(text.size == 100 + 2 + (2 * (10 + 30 * 2) + 40 * 2 + 39) + 1 + 100);
    CHECK(memcmp(text.bytes + 100, "#{", 2) == 0);
    CHECK(text.bytes[text.size - 1] == '}');
    text_clear(&text);
}

int main(void)
{
    fixture_init(&f);
    TEST(pretty_shows_text_as_text);
    TEST(pretty_quotes_atoms_as_source_needs_it);
    TEST(pretty_shows_numbers_and_maps_as_source);
    TEST(limit_cuts_with_dots);
    TEST(identities_are_shown_with_their_numbers);
    TEST(depth_and_large_maps_need_memory_only);
    fixture_clear(&f);
    return test_done();
}
