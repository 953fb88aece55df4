// SPDX-License-Identifier: Apache-2.0
// complete_test.c - what completion offers from the tables, with ports that are not there.

#include "avm/complete.h"

#include <stdlib.h>
#include <string.h>

#include "avm/command.h"
#include "tests/unit/test.h"

static char offered[100000]; // one candidate in a line, "word: meaning"

static void keep(void *context, const char *word, const char *meaning)
{
    size_t size = strlen(offered);
    snprintf(offered + size, sizeof(offered) - size, "%s: %s\n", word, meaning);
}

static enum status two_ports(serial_visit visit, void *context, struct failure *failure)
{
    struct serial_info board = {
        .path = "/dev/ttyUSB7", .is_usb = true, .vendor_id = 0x10C4, .product_id = 0xEA60};
    struct serial_info other = {.path = "/dev/ttyS3", .description = "a modem"};
    visit(context, &board);
    visit(context, &other);
    return STATUS_OK;
}

static void complete(const char *line)
{
    const struct complete_options how = {.visit = keep, .list_ports = two_ports};
    const char **words = NULL;
    size_t count = 0;
    offered[0] = '\0';
    CHECK_NUMBER(complete_split(line, &words, &count, NULL), STATUS_OK);
    complete_words(&how, words + 1, count - 1);
    free(words);
}

static void check_split(const char *line, const char *expected)
{
    char text[200] = "";
    const char **words = NULL;
    size_t count = 0;
    CHECK_NUMBER(complete_split(line, &words, &count, NULL), STATUS_OK);
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(text);
        snprintf(text + size, sizeof(text) - size, "<%s>", words[i]);
    }
    CHECK_TEXT(text, expected);
    free(words);
}

static void lines_are_split_as_a_shell_does(void)
{
    check_split("", "<>");
    check_split("avm", "<avm>");
    check_split("avm ", "<avm><>");
    check_split("  avm\t run   x", "<avm><run><x>");
    check_split("avm 'a b' \"c 'd\" e\\ f", "<avm><a b><c 'd><e f>");
    check_split("avm 'a b", "<avm><a b>");
    check_split("avm \"\" x", "<avm><><x>");
    check_split("A=1 B_2='x y' avm C=3", "<avm><C=3>");
    check_split("cd x && avm r", "<avm><r>");
    check_split("(ls | avm 'a;b' ", "<avm><a;b><>");
    check_split("avm a\\", "<avm><a\\>");
}

static void ports_have_their_board_names(void)
{
    complete("avm flash -p /dev/ttyU");
    CHECK(strstr(offered, "/dev/ttyUSB7: CP210x bridge\n") != NULL);
    complete("avm flash -p /dev/ttyS3");
    CHECK(strstr(offered, "/dev/ttyS3: a modem\n") != NULL);
    complete("avm flash --port=");
    CHECK(strstr(offered, "--port=/dev/ttyUSB7: CP210x bridge\n") != NULL);
    CHECK(strstr(offered, "--port=socket://: ") != NULL);
}

static void every_command_and_option_is_offered(void)
{
    char line[200];
    char expected[200];
    for (size_t i = 0; commands[i] != NULL; i++) {
        complete("avm ");
        snprintf(expected, sizeof(expected), "%s: %s\n", commands[i]->name, commands[i]->summary);
        CHECK(commands[i]->is_hidden || strstr(offered, expected) != NULL);
        for (const struct option *row = commands[i]->options;
             row != NULL && row->kind != OPTION_END; row++) {
            snprintf(line, sizeof(line), "avm %s -", commands[i]->name);
            complete(line);
            bool is_single = row->single && row->letter == 0;
            snprintf(expected, sizeof(expected), "%s%s: %s\n", is_single ? "-" : "--", row->name,
                     row->help);
            CHECK(row->help == NULL || strstr(offered, expected) != NULL);
        }
        const struct command_form *form = commands[i]->forms;
        for (; form != NULL && form->name != NULL; form++) {
            snprintf(line, sizeof(line), "avm %s ", commands[i]->name);
            complete(line);
            snprintf(expected, sizeof(expected), "%s: %s\n", form->name, form->summary);
            if (strstr(offered, expected) == NULL) {
                checks_failed++;
                printf(
                    "# avm/cmd_%s.c: the form %s is not offered: .operands needs the word FORM\n",
                    commands[i]->name, form->name);
            }
        }
    }
}

static void values_follow_their_option_in_every_form(void)
{
    static const char *const lines[] = {"avm list -f ", "avm list --format ",
                                        "avm list --format=", "avm list x.avm -f j"};
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        complete(lines[i]);
        CHECK(strstr(offered, "json: \n") != NULL);
    }
    complete("avm flash -yb ");
    CHECK(strstr(offered, "921600: \n") != NULL);
    complete("avm list --format json ");
    CHECK(strstr(offered, "bare") == NULL);
    complete("avm flash -- -");
    CHECK_TEXT(offered, "");
    complete("avm nothing ");
    CHECK_TEXT(offered, "");
}

int main(void)
{
    TEST(lines_are_split_as_a_shell_does);
    TEST(ports_have_their_board_names);
    TEST(every_command_and_option_is_offered);
    TEST(values_follow_their_option_in_every_form);
    return test_done();
}
