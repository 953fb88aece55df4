// SPDX-License-Identifier: Apache-2.0
// main.c - finds out what is asked for: by the name the program was started under, then by its
// first argument.

#include <stdio.h>
#include <string.h>

#include "avm/command.h"
#include "avm/report.h"

static bool has_suffix(const char *text, const char *suffix)
{
    size_t length = strlen(text);
    size_t suffix_length = strlen(suffix);
    return length > suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

// What to say to a first word that is no command.
static int unknown_command(const char *word)
{
    struct failure failure = {0};
    fail(&failure, STATUS_USAGE, "unknown command '%s'", word);
    if (has_suffix(word, ".avm") || has_suffix(word, ".beam") || has_suffix(word, ".erl")) {
        char hint[sizeof(failure.hint)];
        snprintf(hint, sizeof(hint), "to run it: avm run %s", word);
        failure_add_hint(&failure, hint);
    }
    const char *meant = command_suggest(word);
    if (meant != NULL) {
        char hint[sizeof(failure.hint)];
        snprintf(hint, sizeof(hint), "did you mean 'avm %s'?", meant);
        failure_add_hint(&failure, hint);
    }
    failure_add_hint(&failure, "'avm help' lists the commands");
    return report_failure("avm", &failure);
}

static int run_command(int argc, char **argv)
{
    if (argc < 2) {
        fflush(stdout);
        fputs("usage: avm COMMAND [OPTIONS] ...\nhint: 'avm help' lists the commands\n", stderr);
        return STATUS_USAGE;
    }
    const char *word = argv[1];
    if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0) {
        word = "help";
    }
    if (strcmp(word, "-v") == 0 || strcmp(word, "--version") == 0) {
        word = "version";
    }
    const struct command *command = command_find(word);
    if (command == NULL) {
        return unknown_command(word);
    }
    return command->run(command, argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
    const char *name = argc > 0 ? argv[0] : "avm";
    const char *slash = strrchr(name, '/');
    name = slash != NULL ? slash + 1 : name;
    if (strcmp(name, "AtomVM") == 0 || strcmp(name, "atomvm") == 0) {
        return run_as_atomvm(argc, argv);
    }
    if (strcmp(name, "packbeam") == 0) {
        return run_as_packbeam(argc, argv);
    }
    if (strcmp(name, "PackBEAM") == 0) {
        return run_as_classic_packbeam(argc, argv);
    }
    return run_command(argc, argv);
}
