// SPDX-License-Identifier: Apache-2.0
// search_test.c: finding strings, against trying every place.

#include "tests/unit/binary_model.h"
#include "tests/unit/test.h"
#include "vm/search.h"

static struct vm vm;

// Bytes of a small alphabet, so that there is much to find and many near misses.
static uint8_t *few_letters(size_t count, size_t letters)
{
    uint8_t *bytes = model_bytes(count);
    for (size_t i = 0; i < count; i++) {
        bytes[i] = (uint8_t) ('a' + bytes[i] % letters);
    }
    return bytes;
}

static bool model_find(const uint8_t *text, size_t size, const struct search_string *strings,
                       size_t count, size_t *start, size_t *length)
{
    for (size_t at = 0; at < size; at++) {
        *length = 0;
        for (size_t i = 0; i < count; i++) {
            bool here = strings[i].size <= size - at &&
                        memcmp(text + at, strings[i].bytes, strings[i].size) == 0;
            if (here && strings[i].size > *length) {
                *length = strings[i].size;
            }
        }
        if (*length > 0) {
            *start = at;
            return true;
        }
    }
    return false;
}

static void check_search(const uint8_t *text, size_t size, const struct search_string *strings,
                         size_t count)
{
    struct search search;
    CHECK(search_init(&search, &vm, strings, count));
    size_t start = 0;
    size_t length = 0;
    size_t expected_start = 0;
    size_t expected_length = 0;
    bool found = search_find(&search, text, size, &start, &length);
    CHECK(found == model_find(text, size, strings, count, &expected_start, &expected_length));
    CHECK(!found || (start == expected_start && length == expected_length));
    search_clear(&search);
}

static void search_finds_one_string(void)
{
    for (int round = 0; round < 30000; round++) {
        size_t letters = 1 + model_random(4);
        size_t size = model_random(120);
        uint8_t *text = few_letters(size, letters);
        size_t length = 1 + model_random(round % 2 == 0 ? 60 : 4);
        uint8_t *string = few_letters(length, letters);
        if (model_random(2) == 0 && length <= size) {
            // There is one.
            memcpy(string, text + model_random(size - length + 1), length);
        } else if (model_random(2) == 0) {
            // A periodic string.
            size_t period = 1 + model_random(length);
            for (size_t i = period; i < length; i++) {
                string[i] = string[i - period];
            }
        }
        struct search_string s = {string, length};
        check_search(text, size, &s, 1);
        free(text);
        free(string);
    }
}

static void search_finds_the_leftmost_then_longest_of_many(void)
{
    for (int round = 0; round < 20000; round++) {
        size_t letters = 1 + model_random(4);
        size_t size = model_random(60);
        uint8_t *text = few_letters(size, letters);
        struct search_string strings[6];
        uint8_t *bytes[6];
        size_t count = 2 + model_random(5);
        for (size_t i = 0; i < count; i++) {
            size_t length = 1 + model_random(8);
            bytes[i] = few_letters(length, letters);
            strings[i] = (struct search_string){bytes[i], length};
        }
        check_search(text, size, strings, count);
        for (size_t i = 0; i < count; i++) {
            free(bytes[i]);
        }
        free(text);
    }
}

// Quadratic searching would take minutes.
static void search_is_linear_for_bad_texts(void)
{
    size_t size = 2000000;
    uint8_t *text = malloc(size);
    uint8_t *string = malloc(size / 2);
    memset(text, 'a', size);
    memset(string, 'a', size / 2);
    struct search search;
    struct search_string s = {string, size / 2};
    size_t start;
    size_t length;
    static const size_t odd[] = {0, 1, 499999, 999998, 999999};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        string[odd[i]] = 'b';
        CHECK(search_init(&search, &vm, &s, 1));
        CHECK(!search_find(&search, text, size, &start, &length));
        search_clear(&search);
        string[odd[i]] = 'a';
    }
    CHECK(search_init(&search, &vm, &s, 1));
    CHECK(search_find(&search, text, size, &start, &length) && start == 0 && length == size / 2);
    search_clear(&search);
    free(text);
    free(string);
}

int main(void)
{
    TEST(search_finds_one_string);
    TEST(search_finds_the_leftmost_then_longest_of_many);
    TEST(search_is_linear_for_bad_texts);
    return test_done();
}
