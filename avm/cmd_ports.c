// SPDX-License-Identifier: Apache-2.0
// cmd_ports.c - avm ports: which serial ports are there, and who may not use them and why.

#include <stdio.h>

#include "avm/board_names.h"
#include "avm/command.h"
#include "avm/json.h"
#include "platforms/serial.h"

struct values {
    bool json;
};

static const struct option options[] = {
    {0, "json", OPTION_FLAG, offsetof(struct values, json), NULL, "for programs", false},
    {0},
};

static void print_text(const char *name, const char *text)
{
    printf(", \"%s\": ", name);
    json_print_text(text);
}

struct listing {
    bool json;
    unsigned count;
};

static void print_port(void *context, const struct serial_info *info)
{
    static const char *const accesses[] = {"free", "forbidden", "busy"};
    struct listing *listing = context;
    if (listing->json) {
        printf("%s\n  {\"access\": \"%s\"", listing->count > 0 ? "," : "", accesses[info->access]);
        print_text("path", info->path);
        if (info->is_usb) {
            printf(", \"vendor_id\": %u, \"product_id\": %u", info->vendor_id, info->product_id);
        }
        print_text("description", info->description);
        print_text("manufacturer", info->manufacturer);
        print_text("product", info->product);
        print_text("serial_number", info->number);
        print_text("board", board_name(info));
        print_text("reason", info->reason);
        putchar('}');
    } else {
        printf("%s", info->path);
        if (info->is_usb) {
            printf("  %04x:%04x", info->vendor_id, info->product_id);
        }
        const char *const words[] = {info->description, info->number, board_name(info)};
        for (size_t i = 0; i < 3; i++) {
            printf("%s%s", words[i][0] != '\0' ? "  " : "", words[i]);
        }
        putchar('\n');
        if (info->access != SERIAL_FREE) {
            printf("  %s: %s\n", accesses[info->access], info->reason);
        }
    }
    listing->count++;
}

static enum status act(const void *values, const struct operands *operands, struct failure *failure)
{
    const struct values *chosen = values;
    struct listing listing = {chosen->json, 0};
    printf("%s", chosen->json ? "[" : "");
    enum status status = serial_list(print_port, &listing, failure);
    printf("%s", chosen->json ? "\n]\n" : "");
    if (status == STATUS_OK && !chosen->json && listing.count == 0) {
        fputs("no serial port is there\n", stderr);
    }
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    return command_act(command, argc, argv, &values, 0, act);
}

const struct command command_ports = {
    .name = "ports",
    .operands = "",
    .summary = "show the serial ports, and what keeps them from being used",
    .examples = "avm ports\n"
                "avm ports --json\n",
    .options = options,
    .run = run,
};
