// SPDX-License-Identifier: Apache-2.0
// atom_test.c: the atom table.

#include <stdio.h>

#include "tests/unit/fixture.h"
#include "tests/unit/test.h"

static struct fixture f;

static term intern(const char *text)
{
    return atom_intern(f.vm, text, strlen(text), false);
}

static bool text_is(term atom, const char *text)
{
    size_t size;
    const char *found = atom_text(f.vm, atom, &size);
    return size == strlen(text) && memcmp(found, text, size) == 0;
}

static void atoms_of_the_table_have_their_numbers(void)
{
    CHECK(intern("false") == ATOM_false);
    CHECK(intern("true") == ATOM_true);
    CHECK(intern("badarg") == ATOM_badarg);
    CHECK(intern("nonode@nohost") == ATOM_nonode_at_nohost);
    CHECK(text_is(ATOM_utf8, "utf8"));
    CHECK(atom_count(f.vm) == ATOM_NUMBER_COUNT);
}

static void atom_intern_finds_what_it_added(void)
{
    char text[32];
    uint32_t before = atom_count(f.vm);
    for (int round = 0; round < 2; round++) {
        for (unsigned i = 0; i < 5000; i++) {
            snprintf(text, sizeof text, "atom_%u", i);
            term atom = intern(text);
            CHECK(is_atom(atom) && text_is(atom, text) && atom_index(atom) == before + i);
        }
    }
    CHECK(atom_count(f.vm) == before + 5000);
    CHECK(atom_memory(f.vm) > 5000 * 8);
}

static void atom_find_adds_nothing(void)
{
    uint32_t before = atom_count(f.vm);
    CHECK(atom_find(f.vm, "never seen", 10) == NONE);
    CHECK(atom_find(f.vm, "ok", 2) == ATOM_ok);
    CHECK(atom_find(f.vm, "okay", 2) == ATOM_ok);
    CHECK(atom_count(f.vm) == before);
}

static void permanent_texts_are_not_copied(void)
{
    static const char text[] = "permanent text";
    term atom = atom_intern(f.vm, text, sizeof text - 1, true);
    size_t size;
    CHECK(atom_text(f.vm, atom, &size) == text && size == sizeof text - 1);
    CHECK(text_is(intern(""), ""));
}

static int order(const char *a, const char *b)
{
    int result = atom_compare(f.vm, intern(a), intern(b));
    return (result > 0) - (result < 0);
}

static void atoms_are_ordered_by_code_point(void)
{
    CHECK(order("a", "a") == 0);
    CHECK(order("a", "b") < 0 && order("b", "a") > 0);
    CHECK(order("", "a") < 0 && order("ab", "a") > 0);
    CHECK(order("z", "\303\251") < 0);
    CHECK(order("\357\277\275", "\360\220\200\200") < 0); // U+FFFD, U+10000
}

static void atom_text_valid_knows_utf8_and_its_limit(void)
{
    static const char *const bad[] = {"\xff",
                                      "\xc0\x80",
                                      "\xc3(",
                                      "\xc3",
                                      "\xe0\x80\x80",
                                      "\xed\xa0\x80",
                                      "\xf0\x80\x80\x80",
                                      "\xf4\x90\x80\x80",
                                      "\xf5\x80\x80\x80"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK(!atom_text_valid(bad[i], strlen(bad[i])));
    }
    CHECK(atom_text_valid("", 0));
    CHECK(atom_text_valid("\303\251\342\202\254\360\220\200\200", 9));
    char text[4 * 256];
    for (size_t i = 0; i < sizeof text; i += 4) {
        memcpy(text + i, "\360\220\200\200", 4);
    }
    CHECK(atom_text_valid(text, (size_t) 4 * 255));
    CHECK(!atom_text_valid(text, (size_t) 4 * 256));
}

int main(void)
{
    fixture_init(&f);
    TEST(atoms_of_the_table_have_their_numbers);
    TEST(atom_intern_finds_what_it_added);
    TEST(atom_find_adds_nothing);
    TEST(permanent_texts_are_not_copied);
    TEST(atoms_are_ordered_by_code_point);
    TEST(atom_text_valid_knows_utf8_and_its_limit);
    fixture_clear(&f);
    return test_done();
}
