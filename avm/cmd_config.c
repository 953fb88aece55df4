// SPDX-License-Identifier: Apache-2.0
// cmd_config.c - avm config: what is set, and where.

#include <stdio.h>
#include <string.h>

#include "avm/command.h"
#include "avm/config.h"
#include "avm/json.h"
#include "platforms/files.h"

struct values {
    bool json;
    bool all;
};

static const struct option options[] = {
    {0, "all", OPTION_FLAG, offsetof(struct values, all), NULL,
     "what a stronger setting hides, and what is not set, too", false},
    {0, "json", OPTION_FLAG, offsetof(struct values, json), NULL, "for programs", false},
    {0},
};

struct listing {
    const struct values *values;
    const struct config *config;
    bool any;
};

static void print_row(struct listing *listing, const char *command, const char *name,
                      const char *text, const char *origin)
{
    if (listing->values->json) {
        printf("%s\n    {\"name\": ", listing->any ? "," : "");
        json_print_text(name);
        printf(", \"command\": ");
        json_print_text(command);
        printf(", \"value\": ");
        json_print_text(text);
        printf(", \"from\": ");
        json_print_text(origin);
        putchar('}');
    } else {
        char spelling[80];
        snprintf(spelling, sizeof(spelling), "%s%s%s", command, command[0] != '\0' ? "." : "",
                 name);
        printf("%-18s %-24s %s\n", spelling, text, origin);
    }
    listing->any = true;
}

static void print_setting(struct listing *listing, const struct setting *setting)
{
    bool is_set = false;
    for (size_t i = 0; i < listing->config->count; i++) {
        const struct config_value *value = &listing->config->values[i];
        if (value->setting != setting) {
            continue;
        }
        // A value for all commands is hidden only where a stronger one is for all, too.
        bool in_force = config_find(listing->config, setting, value->command) == value;
        is_set = true;
        if (in_force || listing->values->all) {
            char origin[1200];
            snprintf(origin, sizeof(origin), "%s%s", value->origin, in_force ? "" : " (hidden)");
            print_row(listing, value->command, setting->name, value->text, origin);
        }
    }
    if (!is_set && listing->values->all) {
        print_row(listing, "", setting->name, "-", "not set");
    }
}

static void print_file(const char *name, const char *path, bool json)
{
    if (json) {
        printf(",\n  \"%s\": ", name);
        json_print_text(path);
    } else if (path[0] != '\0') {
        fprintf(stderr, "%s%s\n", path, file_is_regular(path) ? "" : " (not there)");
    }
}

static void print_config(const struct config *config, const struct values *values)
{
    struct listing listing = {.values = values, .config = config};
    printf("%s", values->json ? "{\n  \"settings\": [" : "");
    for (const struct setting *setting = settings; setting->name != NULL; setting++) {
        print_setting(&listing, setting);
    }
    printf("%s", values->json ? "\n  ]" : "");
    if (!values->json && !listing.any) {
        fputs("nothing is set; these files were looked for:\n", stderr);
    }
    if (values->json || !listing.any) {
        print_file("user_file", config->user_file, values->json);
        print_file("project_file",
                   config->project_file[0] != '\0' || values->json ? config->project_file
                                                                   : "avm.conf",
                   values->json);
    }
    printf("%s", values->json ? "\n}\n" : "");
}

static enum status show(const void *values, const struct operands *operands,
                        struct failure *failure)
{
    struct config config;
    enum status status = config_read(&config, failure);
    if (status == STATUS_OK) {
        print_config(&config, values);
    }
    config_clear(&config);
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    return command_act(command, argc, argv, &values, 0, show);
}

const struct command command_config = {
    .name = "config",
    .operands = "",
    .summary = "show what avm.conf and the environment set",
    .details =
        "Options that are not given come from the environment (AVM_PORT, or AVM_FLASH_PORT for\n"
        "flash only), then from the file avm.conf in this folder or the nearest above it, then\n"
        "from avm/avm.conf in the user's config folder (~/.config). A file has lines\n"
        "'name = value', sections '[flash]' for one command only, and comments from '#' on.\n\n"
        "What can be set:"
#define SETTING(name, kind) " " name
#include "avm/settings.def"
#undef SETTING
        "\n",
    .examples = "avm config\n"
                "avm config --all --json\n",
    .options = options,
    .run = run,
};
