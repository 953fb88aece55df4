// SPDX-License-Identifier: Apache-2.0
// options_test.c - avm/options.c

#include "avm/options.h"

#include "tests/unit/test.h"

struct values {
    bool all;
    bool brief;
    const char *name;
    struct text_list folders;
};

static const struct option options[] = {
    {'a', "all", OPTION_FLAG, offsetof(struct values, all), NULL, "", false},
    {'b', "so-brief", OPTION_FLAG, offsetof(struct values, brief), NULL, "", false},
    {'n', "name", OPTION_TEXT, offsetof(struct values, name), "NAME", "", false},
    {0, "pa", OPTION_LIST, offsetof(struct values, folders), "DIR", "", true},
    {0},
};

static struct values values;
static struct operands operands;
static struct failure failure;
static bool help;

// Parse words, the first of which is the command; at most nine.
static enum status parse(bool keep_rest, const char *const *words)
{
    static char texts[10][40];
    static char *argv[11];
    int argc = 0;
    for (; words[argc] != NULL; argc++) {
        snprintf(texts[argc], sizeof(texts[argc]), "%s", words[argc]);
        argv[argc] = texts[argc];
    }
    argv[argc] = NULL;
    text_list_clear(&values.folders);
    memset(&values, 0, sizeof(values));
    failure_clear(&failure);
    return options_parse(options, argc, argv, keep_rest, &values, &operands, &help, &failure);
}

#define PARSE(...)      parse(false, (const char *const[]){"run", __VA_ARGS__, NULL})
#define PARSE_REST(...) parse(true, (const char *const[]){"run", __VA_ARGS__, NULL})

static void letters_can_be_clustered(void)
{
    CHECK_NUMBER(PARSE("-ab", "-nx"), STATUS_OK);
    CHECK(values.all && values.brief);
    CHECK_TEXT(values.name, "x");
    CHECK_NUMBER(PARSE("-an", "y"), STATUS_OK);
    CHECK_TEXT(values.name, "y");
}

static void names_take_values_in_both_forms(void)
{
    CHECK_NUMBER(PARSE("--name=x=y"), STATUS_OK);
    CHECK_TEXT(values.name, "x=y");
    CHECK_NUMBER(PARSE("--name", "-z"), STATUS_OK);
    CHECK_TEXT(values.name, "-z");
    CHECK_NUMBER(PARSE("--name="), STATUS_OK);
    CHECK_TEXT(values.name, "");
}

static void dashes_and_underscores_are_equal(void)
{
    CHECK_NUMBER(PARSE("--so_brief"), STATUS_OK);
    CHECK(values.brief);
    CHECK_NUMBER(PARSE("--so-brief"), STATUS_OK);
    CHECK(values.brief);
    CHECK_NUMBER(PARSE("--no_so_brief"), STATUS_OK);
    CHECK(!values.brief);
}

static void single_names_take_one_dash(void)
{
    CHECK_NUMBER(PARSE("-pa", "x", "--pa", "y"), STATUS_OK);
    CHECK_NUMBER(values.folders.count, 2);
    CHECK_TEXT(values.folders.items[0], "x");
    CHECK_TEXT(values.folders.items[1], "y");
    CHECK_NUMBER(PARSE("-all"), STATUS_USAGE);
}

static void operands_mix_with_options(void)
{
    CHECK_NUMBER(PARSE("one", "-a", "two", "-n", "x", "-", "--", "-b"), STATUS_OK);
    CHECK_NUMBER(operands.count, 4);
    CHECK_TEXT(operands.items[0], "one");
    CHECK_TEXT(operands.items[1], "two");
    CHECK_TEXT(operands.items[2], "-");
    CHECK_TEXT(operands.items[3], "-b");
    CHECK(values.all && !values.brief);
}

static void the_rest_can_be_kept_apart(void)
{
    CHECK_NUMBER(PARSE_REST("one", "--", "-b", "--"), STATUS_OK);
    CHECK_NUMBER(operands.count, 1);
    CHECK_NUMBER(operands.rest_count, 2);
    CHECK_TEXT(operands.rest[0], "-b");
    CHECK_TEXT(operands.rest[1], "--");
}

static void mistakes_are_named(void)
{
    CHECK_NUMBER(PARSE("--bogus"), STATUS_USAGE);
    CHECK_TEXT(failure.what, "unknown option '--bogus'");
    CHECK_NUMBER(PARSE("-x"), STATUS_USAGE);
    CHECK_TEXT(failure.what, "unknown option '-x'");
    CHECK_NUMBER(PARSE("-ax"), STATUS_USAGE);
    CHECK_TEXT(failure.what, "unknown option '-x' in '-ax'");
    CHECK_NUMBER(PARSE("--name"), STATUS_USAGE);
    CHECK_TEXT(failure.what, "option '--name' needs a value: NAME");
    CHECK_NUMBER(PARSE("--all=1"), STATUS_USAGE);
    CHECK_TEXT(failure.what, "option '--all' takes no value");
    CHECK_NUMBER(PARSE("--nam"), STATUS_USAGE);
    CHECK_NUMBER(PARSE("--names", "x"), STATUS_USAGE);
}

static void help_is_always_known(void)
{
    CHECK_NUMBER(PARSE("-a", "--help", "--bogus"), STATUS_OK);
    CHECK(help);
    CHECK_NUMBER(PARSE("-h"), STATUS_OK);
    CHECK(help);
    text_list_clear(&values.folders);
}

int main(void)
{
    TEST(letters_can_be_clustered);
    TEST(names_take_values_in_both_forms);
    TEST(dashes_and_underscores_are_equal);
    TEST(single_names_take_one_dash);
    TEST(operands_mix_with_options);
    TEST(the_rest_can_be_kept_apart);
    TEST(mistakes_are_named);
    TEST(help_is_always_known);
    return test_done();
}
