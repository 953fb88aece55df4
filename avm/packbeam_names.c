// SPDX-License-Identifier: Apache-2.0
// packbeam_names.c - the command lines of the packers that came before: `packbeam` (of the Erlang
// plugin, 0.8) and `PackBEAM` (the first one, in C). Their output and exit statuses are kept, so
// that scripts and plugins that call them need no change; docs/avm-file.md has the differences of
// what they write.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "avm/command.h"
#include "avm/inputs.h"
#include "avm/pack_build.h"
#include "avm/pack_take.h"
#include "avm/report.h"

// The release whose command line this is.
#define PACKBEAM_VERSION "0.8.2"

static int finish(const char *who, enum status status, const struct failure *failure)
{
    if (status != STATUS_OK) {
        report_failure(who, failure);
        return STATUS_FAILED;
    }
    return fflush(stdout) == 0 && !ferror(stdout) ? STATUS_OK : STATUS_FAILED;
}

static enum status build(struct build *build, char **files, int count, struct failure *failure)
{
    struct inputs inputs = {.is_plain = true};
    enum status status = STATUS_OK;
    for (int i = 0; i < count && status == STATUS_OK; i++) {
        status = inputs_add(&inputs, files[i], failure);
    }
    if (status == STATUS_OK) {
        status = pack_build(build, &inputs, failure);
    }
    inputs_clear(&inputs);
    return status;
}

// packbeam -----------------------------------------------------------------------------------

struct values {
    struct take take;
    const char *format;
    const char *start;
    bool prune;
    bool drop_lines;
    bool library;
};

static const struct option create_options[] = {
    {'p', "prune", OPTION_FLAG, offsetof(struct values, prune), NULL, "prune dependencies", false},
    {'s', "start", OPTION_TEXT, offsetof(struct values, start), "MODULE", "start module", false},
    {'r', "remove_lines", OPTION_FLAG, offsetof(struct values, drop_lines), NULL,
     "remove line numbers", false},
    {'l', "lib", OPTION_FLAG, offsetof(struct values, library), NULL, "a library", false},
    {0},
};

static const struct option take_options[] = {
    {'o', "out", OPTION_TEXT, offsetof(struct values, take.output), "PATH", "where to write", true},
    {0},
};

static void print_packbeam_help(void)
{
    puts("packbeam version " PACKBEAM_VERSION "\n\n"
         "Syntax:\n"
         "    packbeam <sub-command> <options> <args>\n\n"
         "The following sub-commands are supported:\n\n"
         "    create <options> <output-avm-file> [<input-file>]+\n"
         "        --prune|-p              leave out modules that are not reached\n"
         "        --start|-s <module>     the program begins there\n"
         "        --remove_lines|-r       leave out line numbers\n"
         "        --lib|-l                a library: nothing is a start module\n\n"
         "    list <options> <avm-file>\n"
         "        --format|-f csv|bare|default\n\n"
         "    extract <options> <avm-file> [<element>]*\n"
         "        --out|-o <output-directory>\n\n"
         "    delete <options> <avm-file> [<element>]+\n"
         "        --out|-o <output-avm-file>\n\n"
         "    version\n"
         "    help\n\n"
         "This is avm, which does more under its own name: see 'avm help'.");
}

static enum status run_create(struct values *values, const struct operands *operands,
                              struct failure *failure)
{
    if (operands->count < 2) {
        return fail(failure, STATUS_USAGE, "create needs an output file and input files");
    }
    struct build request = {
        .output = operands->items[0],
        .start = values->start,
        .what = {.drop_lines = values->drop_lines, .library = values->library},
        .prune = values->prune ? PRUNE_MODULES : PRUNE_NOTHING,
    };
    return build(&request, operands->items + 1, operands->count - 1, failure);
}

static enum status run_take(struct values *values, const struct operands *operands, bool deletes,
                            struct failure *failure)
{
    if (operands->count < (deletes ? 2 : 1)) {
        return fail(failure, STATUS_USAGE, "%s needs an AVM file%s", deletes ? "delete" : "extract",
                    deletes ? " and elements" : "");
    }
    values->take.pack = operands->items[0];
    values->take.names = operands->items + 1;
    values->take.name_count = operands->count - 1;
    values->take.says_folder = true;
    return deletes ? pack_delete(&values->take, failure) : pack_extract(&values->take, failure);
}

static enum status run_sub_command(int argc, char **argv, struct failure *failure)
{
    struct values values = {0};
    struct operands operands;
    bool help;
    bool creates = strcmp(argv[0], "create") == 0;
    bool deletes = strcmp(argv[0], "delete") == 0;
    if (!creates && !deletes && strcmp(argv[0], "extract") != 0) {
        return fail(failure, STATUS_USAGE,
                    "unknown sub-command '%.100s'\n'packbeam help' lists them", argv[0]);
    }
    enum status status = options_parse(creates ? create_options : take_options, argc, argv, false,
                                       &values, &operands, &help, failure);
    if (status == STATUS_OK && help) {
        print_packbeam_help();
        return STATUS_OK;
    }
    if (status != STATUS_OK) {
        return status;
    }
    return creates ? run_create(&values, &operands, failure)
                   : run_take(&values, &operands, deletes, failure);
}

int run_as_packbeam(int argc, char **argv)
{
    struct failure failure = {0};
    if (argc < 2) {
        print_packbeam_help();
        return STATUS_FAILED;
    }
    if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 ||
        strcmp(argv[1], "-h") == 0) {
        print_packbeam_help();
        return STATUS_OK;
    }
    if (strcmp(argv[1], "version") == 0) {
        puts(PACKBEAM_VERSION);
        return STATUS_OK;
    }
    if (strcmp(argv[1], "list") == 0) {
        return command_list.run(&command_list, argc - 1, argv + 1) == STATUS_OK ? STATUS_OK
                                                                                : STATUS_FAILED;
    }
    return finish("packbeam", run_sub_command(argc - 1, argv + 1, &failure), &failure);
}

// PackBEAM -----------------------------------------------------------------------------------

struct classic_values {
    const char *list;
    bool lines;
    bool archive;
};

static const struct option classic_options[] = {
    {'l', "list", OPTION_TEXT, offsetof(struct classic_values, list), "FILE", "list", false},
    {'i', "include-lines", OPTION_FLAG, offsetof(struct classic_values, lines), NULL, "lines",
     false},
    {'a', "archive", OPTION_FLAG, offsetof(struct classic_values, archive), NULL, "archive", false},
    {0},
};

static void print_classic_help(void)
{
    puts(
        "Usage: PackBEAM [-h] [-l] <avm-file> [<options>]\n"
        "    -h                                                Print this help menu.\n"
        "    -i                                                Include file and line information.\n"
        "    -l <input-avm-file>                               List the contents of an AVM file.\n"
        "    [-a] <output-avm-file> <input-beam-or-avm-file>+  Create an AVM file (archive if -a "
        "specified).");
}

static enum status list_classic(const char *path, struct failure *failure)
{
    struct file_bytes bytes;
    struct pack pack;
    struct pack_section section = {0};
    enum status status = file_map(path, &bytes, failure);
    if (status != STATUS_OK) {
        return status;
    }
    status = pack_open(bytes.data, bytes.size, &pack, failure);
    if (status == STATUS_OK) {
        status = pack_check(&pack, NULL, failure);
    }
    while (status == STATUS_OK && pack_next(&pack, &section, NULL) == STATUS_OK) {
        printf("%s %s\n", section.name, pack_section_has_start(&section) ? "*" : "");
    }
    failure_add_subject(failure, path);
    file_unmap(&bytes);
    return status;
}

static enum status run_classic(int argc, char **argv, struct failure *failure)
{
    struct classic_values values = {0};
    struct operands operands;
    bool help;
    enum status status =
        options_parse(classic_options, argc, argv, false, &values, &operands, &help, failure);
    if (status == STATUS_OK && help) {
        print_classic_help();
        return STATUS_OK;
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (values.list != NULL) {
        return list_classic(values.list, failure);
    }
    if (operands.count < 2) {
        return fail(failure, STATUS_USAGE, "an output file and input files are needed");
    }
    struct build request = {
        .output = operands.items[0],
        .what = {.drop_lines = !values.lines, .library = values.archive, .classic = true},
        .first_starts = true,
        .copies_packs = true,
    };
    return build(&request, operands.items + 1, operands.count - 1, failure);
}

int run_as_classic_packbeam(int argc, char **argv)
{
    struct failure failure = {0};
    if (argc < 2) {
        print_classic_help();
        return STATUS_FAILED;
    }
    return finish("PackBEAM", run_classic(argc, argv, &failure), &failure);
}
