// SPDX-License-Identifier: Apache-2.0
// keys_test.c - monitor/keys.c

#include "monitor/keys.h"

#include "tests/unit/test.h"

static enum key_action press(struct keys *keys, const char *text, uint8_t *last)
{
    enum key_action action = KEY_NONE;
    for (; *text != '\0'; text++) {
        action = keys_take(keys, (uint8_t) *text, 5000, last);
    }
    return action;
}

static void keys_of_the_table_are_found_in_every_form(void)
{
    struct keys keys = {0};
    uint8_t byte;
    CHECK_NUMBER(press(&keys, "\x14h", &byte), KEY_help);
    CHECK_NUMBER(press(&keys, "\x14H", &byte), KEY_help);
    CHECK_NUMBER(press(&keys, "\x14\x08", &byte), KEY_help);
    CHECK_NUMBER(press(&keys, "\x14?", &byte), KEY_help);
    CHECK_NUMBER(press(&keys, "\x14+", &byte), KEY_faster);
    CHECK_NUMBER(press(&keys, "\x14z", &byte), KEY_UNKNOWN);
    CHECK_NUMBER(press(&keys, "h", &byte), KEY_BYTES);
}

static void no_two_rows_have_one_key(void)
{
    size_t count;
    const struct key_row *rows = keys_rows(&count);
    for (size_t i = 0; i < count; i++) {
        CHECK(rows[i].key[0] != '\0' && rows[i].key[1] == '\0' && rows[i].help[0] != '\0');
        for (size_t j = 0; j < i; j++) {
            CHECK(rows[i].key[0] != rows[j].key[0]);
        }
    }
}

static void special_keys_get_through_behind_the_menu_key(void)
{
    struct keys keys = {0};
    uint8_t byte;
    CHECK_NUMBER(press(&keys, "\x14\x14", &byte), KEY_BYTES);
    CHECK_NUMBER(byte, KEYS_MENU);
    CHECK_NUMBER(press(&keys, "\x14\x1d", &byte), KEY_BYTES);
    CHECK_NUMBER(byte, KEYS_EXIT);
    CHECK_NUMBER(press(&keys, "\x1d", &byte), KEY_quit);
    keys.exit_key = 'x';
    CHECK_NUMBER(press(&keys, "\x1d", &byte), KEY_BYTES);
    CHECK_NUMBER(press(&keys, "x", &byte), KEY_quit);
}

static void ctrl_c_quits_only_twice_in_a_row_and_soon(void)
{
    struct keys keys = {0};
    uint8_t byte;
    CHECK_NUMBER(keys_take(&keys, KEYS_CTRL_C, 1000, &byte), KEY_BYTES);
    CHECK_NUMBER(keys_take(&keys, KEYS_CTRL_C, 1000 + KEYS_DOUBLE_MS + 1, &byte), KEY_BYTES);
    CHECK_NUMBER(keys_take(&keys, 'a', 3000, &byte), KEY_BYTES);
    CHECK_NUMBER(keys_take(&keys, KEYS_CTRL_C, 3001, &byte), KEY_BYTES);
    CHECK_NUMBER(keys_take(&keys, KEYS_CTRL_C, 3002, &byte), KEY_quit);
}

static void names_of_keys_are_read_and_written(void)
{
    static const struct {
        const char *text;
        uint8_t key;
        const char *name;
    } rows[] = {{"ctrl-x", 24, "Ctrl-X"},
                {"^]", 29, "Ctrl-]"},
                {"C-a", 1, "Ctrl-A"},
                {"Ctrl+Q", 17, "Ctrl-Q"},
                {"~", '~', "~"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t key = 0;
        char name[KEYS_NAME_SIZE];
        CHECK_NUMBER(keys_parse(rows[i].text, &key, NULL), STATUS_OK);
        CHECK_NUMBER(key, rows[i].key);
        keys_name(key, name);
        CHECK_TEXT(name, rows[i].name);
    }
    uint8_t key;
    CHECK_NUMBER(keys_parse("", &key, NULL), STATUS_USAGE);
    CHECK_NUMBER(keys_parse("ctrl-", &key, NULL), STATUS_USAGE);
    CHECK_NUMBER(keys_parse("ctrl-1", &key, NULL), STATUS_USAGE);
    CHECK_NUMBER(keys_parse("ab", &key, NULL), STATUS_USAGE);
}

int main(void)
{
    TEST(keys_of_the_table_are_found_in_every_form);
    TEST(no_two_rows_have_one_key);
    TEST(special_keys_get_through_behind_the_menu_key);
    TEST(ctrl_c_quits_only_twice_in_a_row_and_soon);
    TEST(names_of_keys_are_read_and_written);
    return test_done();
}
