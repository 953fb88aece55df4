// SPDX-License-Identifier: Apache-2.0
// cmd_doctor.c - avm doctor: what of this machine avm can use, and what to do about the rest.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/board_names.h"
#include "avm/command.h"
#include "avm/config.h"
#include "avm/embedded.h"
#include "avm/json.h"
#include "avm/user_folders.h"
#include "platforms/files.h"
#include "platforms/regex.h"
#include "platforms/serial.h"

struct values {
    bool json;
};

static const struct option options[] = {
    {0, "json", OPTION_FLAG, offsetof(struct values, json), NULL, "for programs", false},
    {0},
};

enum health {
    HEALTH_OK,
    HEALTH_MISSING, // something can be done only with it
    HEALTH_BAD,     // it is there and does not work
};

struct examination {
    bool json;
    unsigned count;
    unsigned bad;
};

static void print_row(struct examination *examination, enum health health, const char *name,
                      const char *finding, const char *remedy)
{
    static const char *const words[] = {"ok", "missing", "bad"};
    if (examination->json) {
        printf("%s\n  {\"state\": \"%s\", \"name\": ", examination->count > 0 ? "," : "",
               words[health]);
        json_print_text(name);
        printf(", \"finding\": ");
        json_print_text(finding);
        printf(", \"remedy\": ");
        json_print_text(health == HEALTH_OK ? "" : remedy);
        putchar('}');
    } else {
        printf("%-8s %-20s %s\n", words[health], name, finding);
        if (health != HEALTH_OK) {
            printf("%-8s %-20s remedy: %s\n", "", "", remedy);
        }
    }
    examination->count++;
    examination->bad += health == HEALTH_BAD;
}

// Programs ------------------------------------------------------------------------------------

static const struct {
    const char *name;
    const char *needed_for;
    const char *remedy;
} programs[] = {
    {"erlc", "not found; needed for sources (.erl)", "apt install erlang-base"},
    {"elixirc", "not found; needed to compile Elixir", "apt install elixir"},
    {"cmake", "not found; needed to build avm and firmware", "apt install cmake"},
    {"arm-none-eabi-gcc", "not found; needed to build for Cortex-M chips (STM32, Pico)",
     "apt install gcc-arm-none-eabi"},
    {"xtensa-esp32-elf-gcc", "not found; needed to build for ESP32, S2 and S3",
     "install ESP-IDF and run '. export.sh' in its folder"},
    {"riscv32-esp-elf-gcc", "not found; needed to build for ESP32-C, H and P",
     "install ESP-IDF and run '. export.sh' in its folder"},
};

static void examine_programs(struct examination *examination)
{
    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
        char path[1024];
        bool found = file_find_program(programs[i].name, path, sizeof(path));
        print_row(examination, found ? HEALTH_OK : HEALTH_MISSING, programs[i].name,
                  found ? path : programs[i].needed_for, programs[i].remedy);
    }
}

// avm itself ----------------------------------------------------------------------------------

static void examine_library(struct examination *examination)
{
    size_t size = 0;
    bool found = avm_embedded_library(&size) != NULL;
    char finding[80];
    snprintf(finding, sizeof(finding), "in the program, %zu KB", size / 1024);
    print_row(examination, found ? HEALTH_OK : HEALTH_MISSING, "Erlang library",
              found ? finding : "built without; programs need -pa with OTP's modules",
              "build avm where erlc is on the PATH");
}

static void examine_serial(struct examination *examination)
{
    char finding[80];
    const char *version = serial_library();
    snprintf(finding, sizeof(finding), "libserialport %s", version);
    print_row(examination, version[0] != '\0' ? HEALTH_OK : HEALTH_MISSING, "names of ports",
              version[0] != '\0' ? finding : "no libserialport; ports have no names",
              "install libserialport0; built without it, build avm with libserialport-dev");
    version = serial_ftdi_library();
    snprintf(finding, sizeof(finding), "libftdi1 %s", version);
    print_row(examination, version[0] != '\0' ? HEALTH_OK : HEALTH_MISSING, "ftdi:// addresses",
              version[0] != '\0' ? finding : "no libftdi1",
              "install libftdi1-2; built without it, build avm with libftdi1-dev");
}

static void examine_regex(struct examination *examination)
{
    char finding[80];
    const char *version = regex_library();
    snprintf(finding, sizeof(finding), "PCRE2 %s", version);
    print_row(examination, version[0] != '\0' ? HEALTH_OK : HEALTH_MISSING, "regular expressions",
              version[0] != '\0' ? finding : "no PCRE2; needed for the module re",
              "install libpcre2-8-0; built without it, build avm with libpcre2-dev");
}

static void examine_cache(struct examination *examination)
{
    char path[1024];
    struct failure failure = {0};
    if (!user_cache_path("", path, sizeof(path))) {
        print_row(examination, HEALTH_MISSING, "cache",
                  "no place for it: sources compile each time", "set HOME or XDG_CACHE_HOME");
        return;
    }
    bool good = file_make_directory(path, &failure) == STATUS_OK;
    print_row(examination, good ? HEALTH_OK : HEALTH_BAD, "cache", good ? path : failure.what,
              "make the folder writable, or set XDG_CACHE_HOME");
}

static void examine_config(struct examination *examination)
{
    struct config config;
    struct failure failure = {0};
    bool good = config_read(&config, &failure) == STATUS_OK;
    char finding[400];
    snprintf(finding, sizeof(finding), "%s%s%s", failure.subject,
             failure.subject[0] != '\0' ? ": " : "", failure.what);
    print_row(examination, good ? HEALTH_OK : HEALTH_BAD, "settings",
              good ? "'avm config' shows them" : finding,
              failure.hint[0] != '\0' ? failure.hint : "correct the file");
    config_clear(&config);
}

// Ports ---------------------------------------------------------------------------------------

struct ports {
    struct examination *examination;
    unsigned usb;
};

static void examine_port(void *context, const struct serial_info *info)
{
    struct ports *ports = context;
    // Ports on the mainboard are always there, and hardly ever meant.
    if (!info->is_usb) {
        return;
    }
    const char *name = board_name(info);
    ports->usb++;
    print_row(ports->examination, info->access == SERIAL_FREE ? HEALTH_OK : HEALTH_BAD, info->path,
              info->access != SERIAL_FREE ? info->reason
              : name[0] != '\0'           ? name
                                          : info->description,
              info->access == SERIAL_BUSY ? "end the program that holds it"
                                          : "sudo usermod -aG dialout $USER, then log in again");
}

static void examine_ports(struct examination *examination)
{
    struct ports ports = {.examination = examination};
    struct failure failure = {0};
    if (serial_list(examine_port, &ports, &failure) != STATUS_OK) {
        print_row(examination, HEALTH_MISSING, "boards", failure.what,
                  "let this system see its devices: /sys and /dev");
    } else if (ports.usb == 0) {
        print_row(examination, HEALTH_MISSING, "boards", "no USB serial port is there",
                  "plug in a board with a cable that carries data");
    }
}

static enum status examine(const void *values, const struct operands *operands,
                           struct failure *failure)
{
    const struct values *chosen = values;
    struct examination examination = {.json = chosen->json};
    printf("%s", chosen->json ? "[" : "");
    examine_library(&examination);
    examine_serial(&examination);
    examine_regex(&examination);
    examine_config(&examination);
    examine_cache(&examination);
    examine_programs(&examination);
    examine_ports(&examination);
    printf("%s", chosen->json ? "\n]\n" : "");
    return examination.bad == 0 ? STATUS_OK : STATUS_FAILED;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    return command_act(command, argc, argv, &values, 0, examine);
}

const struct command command_doctor = {
    .name = "doctor",
    .operands = "",
    .summary = "show what of this machine avm can use, and how to get the rest",
    .details =
        "Each line is 'ok', 'missing' (something can be done only with it) or 'bad' (it is there\n"
        "and does not work), the latter with a remedy. The exit status is 1 when something is\n"
        "bad.\n",
    .examples = "avm doctor\n"
                "avm doctor --json\n",
    .options = options,
    .run = run,
};
