// SPDX-License-Identifier: Apache-2.0
// cmd_version.c - avm version.

#include <stdio.h>

#include "avm/command.h"
#include "avm/embedded.h"
#include "avm/json.h"
#include "flasher/chip.h"
#include "flasher/uf2_drive.h"
#include "packbeam/inflate.h"
#include "platforms/line_edit.h"
#include "platforms/regex.h"
#include "platforms/serial.h"

struct values {
    bool json;
};

static const struct option options[] = {
    {0, "json", OPTION_FLAG, offsetof(struct values, json), NULL,
     "with features, libraries and targets, for programs", false},
    {0},
};

static void print_feature(const char *name, bool value, bool first)
{
    printf("%s\n    ", first ? "" : ",");
    json_print_text(name);
    printf(": %s", value ? "true" : "false");
}

static void print_features(void)
{
    size_t library_size;
    printf("  \"features\": {");
    print_feature("smp", AVM_SMP, true);
    print_feature("embedded_library", avm_embedded_library(&library_size) != NULL, false);
    print_feature("compression", inflate_library()[0] != '\0', false);
    print_feature("ports_by_name", serial_library()[0] != '\0', false);
    print_feature("ftdi", serial_ftdi_library()[0] != '\0', false);
    print_feature("line_mode", line_edit_library()[0] != '\0', false);
    print_feature("regular_expressions", regex_library()[0] != '\0', false);
    print_feature("gc_stress", AVM_GC_STRESS, false);
    puts("\n  },");
}

static void print_library(const char *name, const char *version, bool *first)
{
    if (version[0] == '\0') {
        return;
    }
    printf("%s\n    ", *first ? "" : ",");
    json_print_text(name);
    printf(": ");
    json_print_text(version);
    *first = false;
}

static void print_libraries(void)
{
    bool first = true;
    printf("  \"libraries\": {");
    print_library("zlib", inflate_library(), &first);
    print_library("libserialport", serial_library(), &first);
    print_library("libftdi1", serial_ftdi_library(), &first);
    print_library("readline", line_edit_library(), &first);
    print_library("libpcre2-8", regex_library(), &first);
    puts("\n  },");
}

static void print_targets(void)
{
    printf("  \"targets\": [");
    for (const struct chip *chip = chips; chip->name != NULL; chip++) {
        printf("%s", chip == chips ? "" : ", ");
        json_print_text(chip->name);
    }
    for (const struct uf2_board *board = uf2_boards; board->name != NULL; board++) {
        printf(", ");
        json_print_text(board->name);
    }
    puts(", \"stm32\"]");
}

static void print_json(void)
{
    printf("{\n  \"version\": ");
    json_print_text(AVM_VERSION);
    printf(",\n  \"platform\": ");
    json_print_text(AVM_PLATFORM);
    printf(",\n  \"word_bits\": %zu,\n", 8 * sizeof(void *));
    print_features();
    print_libraries();
    print_targets();
    puts("}");
}

static enum status print_version(const void *values, const struct operands *operands,
                                 struct failure *failure)
{
    const struct values *chosen = values;
    if (chosen->json) {
        print_json();
    } else {
        puts("avm " AVM_VERSION);
    }
    return STATUS_OK;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    return command_act(command, argc, argv, &values, 0, print_version);
}

const struct command command_version = {
    .name = "version",
    .operands = "",
    .summary = "print the version",
    .examples = "avm version\n"
                "avm version --json\n",
    .options = options,
    .run = run,
};
