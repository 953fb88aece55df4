// SPDX-License-Identifier: Apache-2.0
// main.c - finds out what is asked for: by the name the program was started under, then by its
// first argument.

#include <stdio.h>
#include <string.h>

#include "avm/color.h"
#include "avm/command.h"
#include "avm/config.h"
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

// Whether avm.conf has a say in what a command does.
static bool is_configurable(const struct command *command)
{
    bool any = command->subcommands != NULL;
    for (const struct setting *setting = settings; setting->name != NULL; setting++) {
        any = any || option_find(command->options, setting->name, strlen(setting->name)) != NULL;
    }
    return any;
}

static enum status choose_color(const struct config *config, const char *option,
                                struct failure *failure)
{
    const char *color = option != NULL ? option : config_text(config, "color");
    if (color != NULL && !color_choose(color)) {
        return fail(failure, STATUS_USAGE, "color is '%.40s', not auto, always or never", color);
    }
    return STATUS_OK;
}

// Run a command with what is set for it in front of what was typed.
static int run_configured(const struct command *command, int argc, char **argv,
                          const char *color_option)
{
    struct config config = {0};
    struct config_arguments arguments = {0};
    struct failure failure = {0};
    enum status status = config_read(&config, &failure);
    if (status != STATUS_OK && !is_configurable(command)) {
        // Help and the like work with a damaged file, too; `avm config` will say it again.
        config_clear(&config);
        return command->run(command, argc, argv);
    }
    if (status == STATUS_OK) {
        status = choose_color(&config, color_option, &failure);
    }
    if (status == STATUS_OK) {
        status = config_arguments(&config, command, argc, argv, &arguments, &failure);
    }
    int exit = status == STATUS_OK ? command->run(command, arguments.argc, arguments.argv)
                                   : report_failure("avm", &failure);
    if (exit == STATUS_USAGE && arguments.added_count > 0) {
        fputs("settings are in force: 'avm config' shows them\n", stderr);
    }
    config_arguments_free(&arguments);
    config_clear(&config);
    return exit;
}

// Options in front of the command. *color is what --color says.
static int count_global_options(int argc, char **argv, const char **color)
{
    int count = 0;
    while (count + 1 < argc) {
        const char *word = argv[count + 1];
        if (strncmp(word, "--color=", 8) == 0) {
            *color = word + 8;
        } else if (strcmp(word, "--color") == 0 && count + 2 < argc) {
            *color = argv[count + 2];
            count++;
        } else {
            break;
        }
        count++;
    }
    return count;
}

static int run_command(int argc, char **argv)
{
    const char *color = NULL;
    int skipped = count_global_options(argc, argv, &color);
    argc -= skipped;
    argv += skipped;
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
        struct config config = {0};
        config_read(&config, NULL);
        choose_color(&config, color, NULL);
        config_clear(&config);
        return unknown_command(word);
    }
    return run_configured(command, argc - 1, argv + 1, color);
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
