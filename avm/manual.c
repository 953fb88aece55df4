// SPDX-License-Identifier: Apache-2.0
// manual.c - the tables as man(7) and as Markdown. Texts of commands have lines that begin with
// blanks where they must stay as they are; the other lines are paragraphs, parted by empty lines.

#include "avm/manual.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "avm/config.h"

static const struct {
    int code;
    const char *meaning;
} statuses[] = {
#define STATUS(name, code, meaning) {code, meaning},
#include "packbeam/status.def"
#undef STATUS
};

#define STATUS_COUNT (sizeof(statuses) / sizeof(statuses[0]))

// man(7) --------------------------------------------------------------------------------------

// A text of length letters as roff wants it: '-' is a minus, '\' and a leading '.' are not orders.
static void put_roff(const char *text, size_t length, bool at_start)
{
    for (size_t i = 0; i < length; i++) {
        if (i == 0 && at_start && (text[i] == '.' || text[i] == '\'')) {
            fputs("\\&", stdout);
        }
        if (text[i] == '-') {
            fputs("\\-", stdout);
        } else if (text[i] == '\\') {
            fputs("\\e", stdout);
        } else {
            putchar(text[i]);
        }
    }
}

static void put_roff_text(const char *text)
{
    put_roff(text, strlen(text), true);
    putchar('\n');
}

// Words in capitals are places for values.
static void put_roff_usage(const char *text)
{
    for (size_t i = 0; text[i] != '\0';) {
        size_t length = 1;
        if (isupper((unsigned char) text[i])) {
            while (isalpha((unsigned char) text[i + length])) {
                length++;
            }
            fputs("\\fI", stdout);
            put_roff(text + i, length, false);
            fputs("\\fR", stdout);
        } else {
            put_roff(text + i, 1, false);
        }
        i += length;
    }
}

static void put_roff_lines(const char *text)
{
    bool is_literal = false;
    while (text != NULL && *text != '\0') {
        size_t length = strcspn(text, "\n");
        bool indented = text[0] == ' ';
        if (indented != is_literal) {
            puts(indented ? ".PP\n.nf" : ".fi\n.PP");
            is_literal = indented;
        }
        if (length == 0) {
            puts(is_literal ? "" : ".PP");
        } else {
            put_roff(text, length, true);
            putchar('\n');
        }
        text += length + (text[length] == '\n');
    }
    if (is_literal) {
        puts(".fi");
    }
}

static void put_roff_option(const struct option *row)
{
    if (row->help == NULL) {
        return;
    }
    bool is_single = row->single && row->letter == 0;
    bool is_optional = row->kind == OPTION_OPTIONAL;
    puts(".TP");
    if (row->letter != 0) {
        printf("\\fB\\-%c\\fR, ", row->letter);
    }
    printf("\\fB%s", is_single ? "\\-" : "\\-\\-");
    put_roff(row->name, strlen(row->name), false);
    fputs("\\fR", stdout);
    if (row->argument != NULL) {
        fputs(is_optional ? "[=" : " ", stdout);
        put_roff_usage(row->argument);
        fputs(is_optional ? "]" : "", stdout);
    }
    putchar('\n');
    put_roff_text(row->help);
}

static void put_roff_options(const struct option *options)
{
    for (const struct option *row = options; row != NULL && row->kind != OPTION_END; row++) {
        put_roff_option(row);
    }
    puts(".TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nprint this help");
}

static void put_roff_synopsis(const struct command *command)
{
    printf(".B avm ");
    put_roff_text(command->name);
    if (command->options != NULL) {
        puts("[\\fIOPTIONS\\fR]");
    }
    if (command->operands[0] != '\0') {
        put_roff_usage(command->operands);
        putchar('\n');
    }
}

static void put_roff_forms(const struct command *command)
{
    if (command->forms == NULL) {
        return;
    }
    puts(".SH FORMS");
    for (const struct command_form *form = command->forms; form->name != NULL; form++) {
        printf(".TP\n\\fB");
        put_roff(form->name, strlen(form->name), false);
        fputs("\\fR ", stdout);
        put_roff_usage(form->operands);
        putchar('\n');
        put_roff_text(form->summary);
    }
}

static void put_roff_examples(const char *examples)
{
    puts(".PP\n.nf");
    while (examples != NULL && *examples != '\0') {
        size_t length = strcspn(examples, "\n");
        put_roff(examples, length, true);
        putchar('\n');
        examples += length + (examples[length] == '\n');
    }
    puts(".fi");
}

static void put_roff_sub(const struct command *sub)
{
    printf(".SH \"");
    for (const char *at = sub->name; *at != '\0'; at++) {
        putchar(toupper((unsigned char) *at));
    }
    puts("\"");
    put_roff_synopsis(sub);
    puts(".PP");
    put_roff_text(sub->summary);
    puts(".PP");
    put_roff_lines(sub->details);
    put_roff_options(sub->options);
    put_roff_examples(sub->examples);
}

static void put_roff_statuses(void)
{
    puts(".SH \"EXIT STATUS\"");
    for (size_t i = 0; i < STATUS_COUNT; i++) {
        printf(".TP\n.B %d\n", statuses[i].code);
        put_roff_text(statuses[i].meaning);
    }
}

static void put_roff_title(const char *name, const char *summary)
{
    printf(".\\\" Written by 'avm help --man'; do not edit.\n.TH ");
    for (const char *at = name; *at != '\0'; at++) {
        putchar(toupper((unsigned char) *at));
    }
    printf(" 1 \"\" \"avm %s\" \"avm\"\n.SH NAME\n", AVM_VERSION);
    put_roff(name, strlen(name), true);
    printf(" \\- ");
    put_roff_text(summary);
}

static void print_main_page(void)
{
    put_roff_title("avm", "run Erlang and Elixir on small machines and large ones");
    puts(".SH SYNOPSIS\n.B avm\n[\\fB\\-\\-color\\fR=auto|always|never] \\fICOMMAND\\fR "
         "[\\fIOPTIONS\\fR] ...\n.SH DESCRIPTION\navm packs compiled modules into one file, runs "
         "them, and puts them on boards.\nEach command has a page of its own.\n.SH COMMANDS");
    for (size_t i = 0; commands[i] != NULL; i++) {
        printf(".TP\n\\fB%s\\fR\n", commands[i]->name);
        put_roff_text(commands[i]->summary);
    }
    puts(".PP\nStarted under the names AtomVM, atomvm, packbeam or PackBEAM, avm does what those "
         "programs did.\n.SH FILES\n.TP\n.I avm.conf\nsettings, in the working folder or the "
         "nearest above it, and in ~/.config/avm; see\n.BR avm\\-config (1)");
    put_roff_statuses();
    puts(".SH \"SEE ALSO\"");
    for (size_t i = 0; commands[i] != NULL; i++) {
        printf(".BR avm\\-%s (1)%s\n", commands[i]->name, commands[i + 1] != NULL ? "," : "");
    }
}

static bool can_be_set(const struct option *options, const struct setting *setting)
{
    return option_find(options, setting->name, strlen(setting->name)) != NULL;
}

static void put_roff_settings(const struct command *command)
{
    const char *before = ".SH SETTINGS\navm.conf and the environment can set\n";
    bool any = false;
    for (const struct setting *row = settings; row->name != NULL; row++) {
        if (can_be_set(command->options, row)) {
            printf("%s.B ", any ? ",\n" : before);
            put_roff(row->name, strlen(row->name), false);
            any = true;
        }
    }
    if (any) {
        puts("\n; see\n.BR avm\\-config (1)");
    }
}

void manual_print_page(const struct command *command)
{
    if (command == NULL) {
        print_main_page();
        return;
    }
    char name[60];
    snprintf(name, sizeof(name), "avm-%s", command->name);
    put_roff_title(name, command->summary);
    puts(".SH SYNOPSIS");
    put_roff_synopsis(command);
    puts(".SH DESCRIPTION");
    put_roff_lines(command->details != NULL ? command->details : command->summary);
    if (command->details == NULL) {
        putchar('\n');
    }
    put_roff_forms(command);
    puts(".SH OPTIONS");
    put_roff_options(command->options);
    for (const struct command *const *sub = command->subcommands; sub != NULL && *sub != NULL;
         sub++) {
        put_roff_sub(*sub);
    }
    put_roff_settings(command);
    puts(".SH EXAMPLES");
    put_roff_examples(command->examples);
    put_roff_statuses();
    puts(".SH \"SEE ALSO\"\n.BR avm (1)");
}

// Markdown ------------------------------------------------------------------------------------

// In a cell of a table.
static void put_cell(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '|') {
            putchar('\\');
        }
        putchar(*text);
    }
}

static void put_markdown_options(const struct option *options)
{
    puts("| option | |\n| --- | --- |");
    for (const struct option *row = options; row != NULL && row->kind != OPTION_END; row++) {
        char spelling[120];
        if (row->help == NULL) {
            continue;
        }
        option_spelling(row, spelling, sizeof(spelling));
        printf("| `");
        put_cell(spelling + strspn(spelling, " "));
        printf("` | ");
        put_cell(row->help);
        puts(" |");
    }
    puts("| `-h, --help` | print this help |\n");
}

static void put_markdown_forms(const struct command *command)
{
    if (command->forms != NULL || command->subcommands != NULL) {
        puts("| form | |\n| --- | --- |");
    }
    for (const struct command_form *form = command->forms; form != NULL && form->name != NULL;
         form++) {
        printf("| `%s%s", form->name, form->operands[0] != '\0' ? " " : "");
        put_cell(form->operands);
        printf("` | ");
        put_cell(form->summary);
        puts(" |");
    }
    for (const struct command *const *sub = command->subcommands; sub != NULL && *sub != NULL;
         sub++) {
        printf("| `%s` | ", command_word(*sub));
        put_cell((*sub)->summary);
        puts(" |");
    }
    if (command->forms != NULL || command->subcommands != NULL) {
        puts("");
    }
}

// Lines that begin with blanks become a block of code, which Markdown indents by four.
static void put_markdown_lines(const char *text)
{
    bool was_literal = false;
    while (text != NULL && *text != '\0') {
        size_t length = strcspn(text, "\n");
        bool is_literal = text[0] == ' ';
        if (is_literal && !was_literal) {
            putchar('\n');
        }
        printf("%s%.*s\n", is_literal ? "    " : "", (int) length, text);
        was_literal = is_literal;
        text += length + (text[length] == '\n');
    }
    putchar('\n');
}

static void put_markdown_command(const struct command *command, const char *heading)
{
    printf("%s avm %s\n\n", heading, command->name);
    putchar(toupper((unsigned char) command->summary[0]));
    printf("%s.\n\n```text\navm %s%s%s%s\n```\n\n", command->summary + 1, command->name,
           command->options != NULL ? " [OPTIONS]" : "", command->operands[0] != '\0' ? " " : "",
           command->operands);
    if (command->details != NULL) {
        put_markdown_lines(command->details);
    }
    put_markdown_forms(command);
    put_markdown_options(command->options);
    printf("```text\n%s```\n\n", command->examples != NULL ? command->examples : "");
    for (const struct command *const *sub = command->subcommands; sub != NULL && *sub != NULL;
         sub++) {
        put_markdown_command(*sub, "###");
    }
}

void manual_print_markdown(void)
{
    puts("# The commands\n\nWritten by `avm help --markdown` from the tables of the program: do "
         "not edit.\n");
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (!commands[i]->is_hidden) {
            put_markdown_command(commands[i], "##");
        }
    }
    puts("## Exit statuses\n\n`avm run` returns what the program halted with. All others:\n\n"
         "| status | meaning |\n| --- | --- |");
    for (size_t i = 0; i < STATUS_COUNT; i++) {
        printf("| %d | %s |\n", statuses[i].code, statuses[i].meaning);
    }
}
