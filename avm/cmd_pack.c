// SPDX-License-Identifier: Apache-2.0
// cmd_pack.c - avm pack: modules, plain files and other packs into one pack.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/check.h"
#include "avm/command.h"
#include "avm/inputs.h"
#include "avm/pack_build.h"
#include "avm/report.h"

struct values {
    const char *start;
    bool drop_lines;
    bool library;
    bool append;
    const char *prune;
    bool explain;
    bool replace;
    bool check;
    const char *target;
    const char *wordcode;
    struct text_list priv;
};

static const struct option options[] = {
    {'s', "start", OPTION_TEXT, offsetof(struct values, start), "MODULE",
     "the program begins with start/0 of this module", false},
    {'a', "append", OPTION_FLAG, offsetof(struct values, append), NULL,
     "keep what is in OUT.avm, in front of the inputs", false},
    {0, "replace", OPTION_FLAG, offsetof(struct values, replace), NULL,
     "of several inputs with one name take the last", false},
    {0, "priv", OPTION_LIST, offsetof(struct values, priv), "APP=DIR",
     "add the files below DIR as APP/priv/...", false},
    {'p', "prune", OPTION_OPTIONAL, offsetof(struct values, prune), "modules|functions",
     "leave out modules, or functions too, that are not reached", false},
    {0, "explain", OPTION_FLAG, offsetof(struct values, explain), NULL,
     "with -p: say of each module why it stays or goes", false},
    {0, "check", OPTION_FLAG, offsetof(struct values, check), NULL,
     "write nothing when a function is called that is missing", false},
    {0, "target", OPTION_TEXT, offsetof(struct values, target), TARGET_NAMES,
     "--check against the machine that the pack is meant for", false},
    {0, "wordcode", OPTION_OPTIONAL, offsetof(struct values, wordcode), "only",
     "add translated code, which runs where it lies; only: leave out the other code", false},
    {'r', "remove-lines", OPTION_FLAG, offsetof(struct values, drop_lines), NULL,
     "leave out line numbers: smaller, but not in stack traces", false},
    {0, "lib", OPTION_FLAG, offsetof(struct values, library), NULL,
     "a library: no module is where a program begins", false},
    {0},
};

static void report_duplicate(void *context, const struct entry *kept, const struct entry *left)
{
    const struct command *command = context;
    if (strcmp(kept->origin, left->origin) == 0) {
        report_note(command->name, "'%s' stands in %s more than once: one is left out", left->name,
                    left->origin);
    } else {
        report_note(command->name, "'%s' of %s is left out: %s has one", left->name, left->origin,
                    kept->origin);
    }
}

static enum status gather(const struct command *command, const struct values *values,
                          const struct operands *operands, struct inputs *inputs,
                          struct failure *failure)
{
    enum status status = STATUS_OK;
    if (values->append && file_exists(operands->items[0])) {
        status = inputs_add(inputs, operands->items[0], failure);
    }
    for (int i = 1; i < operands->count && status == STATUS_OK; i++) {
        status = inputs_add(inputs, operands->items[i], failure);
    }
    for (size_t i = 0; i < values->priv.count && status == STATUS_OK; i++) {
        status = inputs_add_priv(inputs, values->priv.items[i], failure);
    }
    if (status == STATUS_OK) {
        // The context is handed back as it is; nothing writes through it.
        status = inputs_drop_duplicates(inputs, values->replace, report_duplicate, (void *) command,
                                        failure);
    }
    return status;
}

// PRUNE_DEPTHS: there is none of that name.
static enum prune_depth find_depth(const char *name)
{
    if (strcmp(name, "functions") == 0) {
        return PRUNE_FUNCTIONS;
    }
    return name[0] == '\0' || strcmp(name, "modules") == 0 ? PRUNE_MODULES : PRUNE_DEPTHS;
}

// WORDCODE_WISHES: there is none of that name.
static enum wordcode_wish find_wordcode(const char *name)
{
    if (name == NULL) {
        return WORDCODE_AS_IS;
    }
    return name[0] == '\0'             ? WORDCODE_ADD
           : strcmp(name, "only") == 0 ? WORDCODE_ONLY
                                       : WORDCODE_WISHES;
}

static enum status check_usage(const struct values *values, const struct operands *operands,
                               struct failure *failure)
{
    if (operands->count < 1) {
        return fail(failure, STATUS_USAGE, "no output file and no inputs given");
    }
    if (operands->count < 2 && values->priv.count == 0) {
        return fail(failure, STATUS_USAGE, "nothing to put into '%s'", operands->items[0]);
    }
    if (find_wordcode(values->wordcode) == WORDCODE_WISHES) {
        return fail(failure, STATUS_USAGE, "--wordcode is --wordcode or --wordcode=only");
    }
    if (values->start != NULL && values->library) {
        return fail(failure, STATUS_USAGE, "--start and --lib exclude each other");
    }
    if (values->prune != NULL && values->library) {
        return fail(failure, STATUS_USAGE, "--prune and --lib exclude each other");
    }
    if (values->prune != NULL && find_depth(values->prune) == PRUNE_DEPTHS) {
        return fail(failure, STATUS_USAGE, "--prune is --prune=modules or --prune=functions");
    }
    if (values->explain && values->prune == NULL) {
        return fail(failure, STATUS_USAGE, "--explain goes with --prune");
    }
    return STATUS_OK;
}

static enum status build(const struct command *command, const struct values *values,
                         const struct operands *operands, struct failure *failure)
{
    struct inputs inputs = {0};
    struct build build = {
        .output = operands->items[0],
        .start = values->start,
        .what = {.drop_lines = values->drop_lines, .library = values->library},
        .command = command->name,
        .prune = values->prune != NULL ? find_depth(values->prune) : PRUNE_NOTHING,
        .explains = values->explain,
        .wordcode = find_wordcode(values->wordcode),
    };
    const struct target_machine *target = NULL;
    enum status status = STATUS_OK;
    if (values->target != NULL) {
        status = target_find(values->target, &target, failure);
    }
    if (status == STATUS_OK) {
        status = gather(command, values, operands, &inputs, failure);
    }
    if (status == STATUS_OK && (values->check || target != NULL)) {
        status = check_inputs(command->name, &inputs, target, failure);
    }
    if (status == STATUS_OK) {
        status = pack_build(&build, &inputs, failure);
    }
    inputs_clear(&inputs);
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    struct operands operands;
    struct failure failure = {0};
    bool help;
    enum status status =
        options_parse(options, argc, argv, false, &values, &operands, &help, &failure);
    if (status == STATUS_OK && help) {
        help_print(command);
        return report_output(command->name, STATUS_OK);
    }
    if (status == STATUS_OK) {
        status = check_usage(&values, &operands, &failure);
    }
    if (status == STATUS_OK) {
        status = build(command, &values, &operands, &failure);
    }
    text_list_clear(&values.priv);
    return status == STATUS_OK ? report_output(command->name, STATUS_OK)
                               : report_command_failure(command->name, &failure);
}

const struct command command_pack = {
    .name = "pack",
    .operands = "OUT.avm IN...",
    .summary = "put modules, files and other packs into one AVM file",
    .details =
        "Inputs are compiled modules (.beam), sources (.erl, through the erlc on the PATH), other\n"
        "packs (.avm), directories and archives (.ez) of modules, application resource files\n"
        "(.app, which become APP/priv/application.bin), and plain files. Those are named\n"
        "APP/priv/PATH when their path has such a part, else by their last part; NAME=FILE gives\n"
        "another name. OUT.avm may be among the inputs. A program begins with the first module\n"
        "that exports start/0. Of several inputs with one name the first is taken. The output is\n"
        "replaced at once or not at all.\n",
    .examples = "avm pack app.avm *.beam\n"
                "avm pack --prune --start main app.avm ebin\n"
                "avm pack --append app.avm config.json\n",
    .options = options,
    .run = run,
};
