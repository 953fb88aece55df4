// SPDX-License-Identifier: Apache-2.0
// cmd_ports.c - avm ports: which serial ports are there, and who may not use them and why.

#include <stdio.h>

#include "avm/command.h"
#include "avm/json.h"
#include "avm/report.h"
#include "platforms/serial.h"

struct values {
    bool json;
};

static const struct option options[] = {
    {0, "json", OPTION_FLAG, offsetof(struct values, json), NULL, "for programs", false},
    {0},
};

// Adapters and boards by their USB ids, as their makers' data sheets give them. product 0: any.
static const struct {
    uint16_t vendor;
    uint16_t product;
    const char *name;
} known[] = {
    {0x303A, 0x1001, "USB-serial-JTAG of an ESP32"},
    {0x303A, 0, "USB of an ESP32"},
    {0x10C4, 0xEA60, "CP210x bridge"},
    {0x10C4, 0xEA64, "CP2102C bridge"},
    {0x1A86, 0x7523, "CH340 bridge"},
    {0x1A86, 0x55D4, "CH9102 bridge"},
    {0x0403, 0x6001, "FT232R bridge"},
    {0x0403, 0x6010, "FT2232 bridge"},
    {0x0403, 0x6014, "FT232H bridge"},
    {0x0403, 0x6015, "FT230X bridge"},
    {0x0483, 0x374B, "ST-Link"},
    {0x2E8A, 0, "Raspberry Pi Pico"},
};

static const char *name_of(const struct serial_info *info)
{
    for (size_t i = 0; info->is_usb && i < sizeof(known) / sizeof(known[0]); i++) {
        if (known[i].vendor == info->vendor_id &&
            (known[i].product == 0 || known[i].product == info->product_id)) {
            return known[i].name;
        }
    }
    return "";
}

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
        print_text("board", name_of(info));
        print_text("reason", info->reason);
        putchar('}');
    } else {
        printf("%s", info->path);
        if (info->is_usb) {
            printf("  %04x:%04x", info->vendor_id, info->product_id);
        }
        const char *const words[] = {info->description, info->number, name_of(info)};
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
    if (status == STATUS_OK && operands.count != 0) {
        status = fail(&failure, STATUS_USAGE, "'%.60s' is one word too many", operands.items[0]);
    }
    if (status == STATUS_OK) {
        struct listing listing = {values.json, 0};
        printf("%s", values.json ? "[" : "");
        status = serial_list(print_port, &listing, &failure);
        printf("%s", values.json ? "\n]\n" : "");
        if (status == STATUS_OK && !values.json && listing.count == 0) {
            fputs("no serial port is there\n", stderr);
        }
    }
    return status == STATUS_OK ? report_output(command->name, STATUS_OK)
                               : report_command_failure(command->name, &failure);
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
