// SPDX-License-Identifier: Apache-2.0
// cmd_monitor.c - avm monitor: talk to the board.

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/color.h"
#include "avm/command.h"
#include "avm/monitor.h"
#include "avm/monitor_places.h"
#include "avm/port_choice.h"
#include "avm/project_state.h"
#include "avm/report.h"
#include "monitor/keys.h"
#include "monitor/monitor.h"
#include "monitor/script.h"
#include "platforms/files.h"
#include "platforms/interrupt.h"
#include "platforms/terminal.h"

struct values {
    const char *port;
    const char *baud;
    const char *lines;
    bool wait;
    bool no_reconnect;
    bool reset;
    bool line;
    const char *exit_key;
    const char *eol;
    const char *timestamps;
    const char *log;
    const char *filter;
    bool hex;
    bool quiet;
    const char *until;
    const char *fail;
    const char *timeout;
    struct text_list send;
    const char *expect;
    const char *pack;
    const char *elf;
};

#define VALUE(member) offsetof(struct values, member)
static const struct option options[] = {
    {'p', "port", OPTION_TEXT, VALUE(port), "PORT", "path or address; default $AVM_PORT", false},
    {'b', "baud", OPTION_TEXT, VALUE(baud), "RATE", "default 115200", false},
    {0, "wait", OPTION_FLAG, VALUE(wait), NULL, "for a board that is not there yet", false},
    {0, "no-reconnect", OPTION_FLAG, VALUE(no_reconnect), NULL, "end when the board goes away",
     false},
    {0, "reset", OPTION_FLAG, VALUE(reset), NULL, "reset the board first", false},
    {0, "lines", OPTION_TEXT, VALUE(lines), "auto|off|on|keep",
     "what to set DTR and RTS to; default auto: none that holds a board", false},
    {0, "line", OPTION_FLAG, VALUE(line), NULL, "edit lines before they are sent", false},
    {0, "eol", OPTION_TEXT, VALUE(eol), "crlf|lf|cr|raw", "what Enter sends; default crlf", false},
    {0, "exit-key", OPTION_TEXT, VALUE(exit_key), "KEY", "instead of ctrl-]", false},
    {0, "timestamps", OPTION_OPTIONAL, VALUE(timestamps), "FORMAT",
     "in front of lines: time, date, elapsed, delta or as strftime", false},
    {'l', "log", OPTION_TEXT, VALUE(log), "FILE", "append what comes to a file", false},
    {0, "filter", OPTION_TEXT, VALUE(filter), "REGEX", "show only lines that match", false},
    {0, "hex", OPTION_FLAG, VALUE(hex), NULL, "show bytes in hexadecimal", false},
    {'q', "quiet", OPTION_FLAG, VALUE(quiet), NULL, "no explanations of what the board says",
     false},
    {0, "until", OPTION_TEXT, VALUE(until), "REGEX", "end when a line matches", false},
    {0, "fail", OPTION_TEXT, VALUE(fail), "REGEX", "end with status 1 when a line matches", false},
    {0, "timeout", OPTION_TEXT, VALUE(timeout), "SECONDS",
     "end after so long; with status 5 when something was waited for", false},
    {0, "send", OPTION_LIST, VALUE(send), "TEXT", "send a line first; may be repeated", false},
    {0, "expect", OPTION_TEXT, VALUE(expect), "FILE", "hold a conversation, see below", false},
    {0, "pack", OPTION_TEXT, VALUE(pack), "FILE.avm", "what runs there, for lines of crashes",
     false},
    {0, "elf", OPTION_TEXT, VALUE(elf), "FILE.elf",
     "its firmware, for functions and lines of addresses", false},
    {0},
};

// What belongs to a session and is borrowed by its options.
struct resources {
    struct monitor_options options;
    struct script script;
    struct monitor_places *places;
    struct file_bytes elf;
    struct elf_symbols *symbols;
    struct elf_lines *source_lines;
    struct port_choice port;
    char history[512];
    char last_pack[512];
    const char *pack;
    char **flash_arguments;
};

static bool was_interrupted(void *context)
{
    return interrupt_came();
}

static bool find_function(void *context, const char *module, const char *function, uint32_t arity,
                          struct place *place)
{
    const struct resources *resources = context;
    return monitor_places_find(resources->places, module, function, arity, place);
}

static bool find_label(void *context, uint32_t module, uint32_t label, struct place *place)
{
    const struct resources *resources = context;
    return monitor_places_find_label(resources->places, module, label, place);
}

static bool find_source(void *context, const char *file, uint32_t line, char *text, size_t size)
{
    return monitor_places_read(file, line, text, size);
}

// Reading the options ------------------------------------------------------------------------

static int find_word(const char *text, const char *const *words)
{
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(text, words[i]) == 0) {
            return i;
        }
    }
    return -1;
}

static enum status choose(const char *option, const char *text, const char *const *words,
                          int *choice, struct failure *failure)
{
    int found = text != NULL ? find_word(text, words) : 0;
    if (found < 0) {
        return fail(failure, STATUS_USAGE, "--%s cannot be '%.40s'", option, text);
    }
    *choice = found;
    return STATUS_OK;
}

static enum status fill_words(const struct values *values, struct monitor_options *to,
                              struct failure *failure)
{
    static const char *const lines[] = {"auto", "off", "on", "keep", NULL};
    static const char *const eols[] = {"crlf", "lf", "cr", "raw", NULL};
    int choice = 0;
    enum status status = choose("lines", values->lines, lines, &choice, failure);
    to->lines = (enum monitor_lines) choice;
    if (status == STATUS_OK) {
        status = choose("eol", values->eol, eols, &choice, failure);
        to->eol = (enum monitor_eol) choice;
    }
    if (status == STATUS_OK && values->exit_key != NULL) {
        status = keys_parse(values->exit_key, &to->exit_key, failure);
    }
    return status;
}

static enum status fill_numbers(const struct values *values, struct monitor_options *to,
                                struct failure *failure)
{
    to->format = (struct serial_format){115200, 8, 1, SERIAL_PARITY_NONE};
    if (values->baud != NULL) {
        char *end;
        unsigned long baud = strtoul(values->baud, &end, 10);
        if (end == values->baud || *end != '\0' || values->baud[0] == '-' || baud < 50 ||
            baud > 20000000) {
            return fail(failure, STATUS_USAGE, "'%.40s' is not a rate between 50 and 20000000",
                        values->baud);
        }
        to->format.baud = (uint32_t) baud;
    }
    enum status status = STATUS_OK;
    if (values->timeout != NULL) {
        status = script_seconds(values->timeout, &to->timeout_ms, failure);
        if (status == STATUS_OK && to->timeout_ms == 0) {
            status = fail(failure, STATUS_USAGE, "--timeout must be more than 0 seconds");
        }
    }
    return status;
}

static void fill_rest(const struct values *values, struct monitor_options *to)
{
    to->no_colour = !color_of(terminal_is(TERMINAL_OUTPUT));
    to->wait = values->wait;
    to->no_reconnect = values->no_reconnect;
    to->reset = values->reset;
    to->is_line_mode = values->line;
    to->timestamps = values->timestamps != NULL;
    to->timestamp_format = values->timestamps;
    to->hex = values->hex;
    to->log = values->log;
    to->filter = values->filter;
    to->quiet = values->quiet;
    to->until = values->until;
    to->fail = values->fail;
    to->send = values->send.items;
    to->send_count = values->send.count;
    to->is_interrupted = was_interrupted;
}

// Resources ----------------------------------------------------------------------------------

static enum status open_script(const char *path, struct resources *to, struct failure *failure)
{
    struct file_bytes bytes = {0};
    enum status status = file_map(path, &bytes, failure);
    if (status != STATUS_OK) {
        return status;
    }
    status = script_parse((const char *) bytes.data, bytes.size, &to->script, failure);
    to->options.script = &to->script;
    if (status != STATUS_OK) {
        failure_add_subject(failure, path);
    }
    file_unmap(&bytes);
    return status;
}

static enum status open_elf(const char *path, struct resources *to, struct failure *failure)
{
    enum status status = file_map(path, &to->elf, failure);
    if (status != STATUS_OK) {
        return status;
    }
    status = elf_symbols_new(to->elf.data, to->elf.size, &to->symbols, failure);
    if (status == STATUS_OK) {
        // A firmware may be built without lines; its functions have names all the same.
        struct failure none = {0};
        enum status lines_status =
            elf_lines_new(to->elf.data, to->elf.size, &to->source_lines, &none);
        if (lines_status == STATUS_LIMIT) {
            *failure = none;
            status = lines_status;
        }
    }
    to->options.symbols = to->symbols;
    to->options.source_lines = to->source_lines;
    if (status != STATUS_OK) {
        failure_add_subject(failure, path);
    }
    return status;
}

static enum status open_pack(const char *path, struct resources *to, struct failure *failure)
{
    enum status status = monitor_places_open(path, &to->places, failure);
    if (status == STATUS_OK) {
        to->options.find_function = find_function;
        to->options.find_label = find_label;
        to->options.find_source = find_source;
        to->pack = path;
    }
    return status;
}

// Run `avm flash` as it is, with the terminal and the port to itself.
static enum status reflash(void *context, const char *port, struct failure *failure)
{
    struct resources *resources = context;
    char *own[] = {(char[]){"flash"}, (char[]){"-p"}, NULL, NULL, NULL};
    char **arguments = resources->flash_arguments;
    char *copies[64] = {NULL};
    int count = 0;
    if (arguments == NULL) {
        own[2] = (char *) port; // parsing moves the pointers, never the characters
        own[3] = (char *) resources->pack;
        arguments = own;
    }
    while (arguments[count] != NULL && count + 1 < (int) (sizeof(copies) / sizeof(copies[0]))) {
        copies[count] = arguments[count];
        count++;
    }
    interrupt_release();
    int exit_status = command_flash.run(&command_flash, count, copies);
    interrupt_catch();
    return exit_status == 0 ? STATUS_OK : STATUS_FAILED;
}

static enum status open_resources(const struct values *values, struct resources *to,
                                  struct failure *failure)
{
    enum status status = STATUS_OK;
    if (values->expect != NULL) {
        status = open_script(values->expect, to, failure);
    }
    if (status == STATUS_OK && values->elf != NULL) {
        status = open_elf(values->elf, to, failure);
    }
    if (status == STATUS_OK && values->pack != NULL) {
        status = open_pack(values->pack, to, failure);
    }
    if (to->pack == NULL && project_state_find_pack(to->last_pack, sizeof(to->last_pack))) {
        // What is probably there; when it cannot be read, crashes are explained without it.
        if (open_pack(to->last_pack, to, NULL) != STATUS_OK) {
            to->pack = to->last_pack;
        }
    }
    if (to->pack != NULL || to->flash_arguments != NULL) {
        to->options.reflash = reflash;
    }
    if (values->line && project_state_path("history", to->history, sizeof(to->history))) {
        to->options.history = to->history;
    }
    to->options.context = to;
    return status;
}

// The port as `avm flash` chooses it; with --wait it may be one that is not there yet.
static enum status open_port(const struct values *values, struct resources *to,
                             struct failure *failure)
{
    struct failure none = {0};
    enum status status = port_choose(values->port, &to->port, &none);
    if (status == STATUS_OK) {
        to->options.port = to->port.path;
    } else if (status != STATUS_BOARD || !values->wait) {
        *failure = none;
        return status;
    }
    return STATUS_OK;
}

static void close_resources(struct resources *resources)
{
    script_clear(&resources->script);
    elf_symbols_free(resources->symbols);
    elf_lines_free(resources->source_lines);
    file_unmap(&resources->elf);
    monitor_places_close(resources->places);
}

// The command --------------------------------------------------------------------------------

static enum status run_session(struct resources *resources, struct failure *failure)
{
    interrupt_catch();
    enum status status = monitor_run(&resources->options, failure);
    interrupt_release();
    if (status == STATUS_INTERRUPTED) {
        failure_clear(failure); // whoever sent the signal knows
    } else if (status != STATUS_OK) {
        fail(failure, status, "%s", status_meaning(status));
    }
    return status;
}

static enum status talk(const struct values *values, struct resources *resources,
                        struct failure *failure)
{
    enum status status = fill_words(values, &resources->options, failure);
    if (status == STATUS_OK) {
        status = fill_numbers(values, &resources->options, failure);
    }
    if (status == STATUS_OK) {
        fill_rest(values, &resources->options);
        status = open_resources(values, resources, failure);
    }
    if (status == STATUS_OK) {
        status = open_port(values, resources, failure);
    }
    if (status == STATUS_OK) {
        status = run_session(resources, failure);
    }
    close_resources(resources);
    return status;
}

static enum status act(const void *values, const struct operands *operands, struct failure *failure)
{
    struct resources resources = {.pack = NULL};
    if (operands->count > 0) {
        return fail(failure, STATUS_USAGE, "'%.60s' is one word too many\nname the port with -p",
                    operands->items[0]);
    }
    return talk(values, &resources, failure);
}

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    int exit = command_act(command, argc, argv, &values, INT_MAX, act);
    text_list_clear(&values.send);
    return exit;
}

int monitor_continue(const struct monitor_start *start)
{
    const struct values values = {.port = start->port, .pack = start->pack, .reset = start->reset};
    struct resources resources = {.flash_arguments = start->flash_arguments};
    struct failure failure = {0};
    enum status status = talk(&values, &resources, &failure);
    return failure.status == STATUS_OK ? (int) status : report_command_failure("monitor", &failure);
}

const struct command command_monitor = {
    .name = "monitor",
    .operands = "",
    .summary = "talk to the board",
    .details =
        "On a terminal every key goes to the board, except these:\n\n"
        "  Ctrl-]    quit (another one: --exit-key); Ctrl-C twice does, too\n"
#define KEY(name, key, help) "  Ctrl-T " key "  " help "\n"
#include "monitor/keys.def"
#undef KEY
        "\nOtherwise the input is sent line by line, and what comes is written as it is;\n"
        "after the end of the input the board has a second of silence to answer.\n"
        "A board that goes away is waited for. It is never reset without --reset.\n"
        "\nAn --expect file has a command in each line:\n\n"
        "  send TEXT, raw TEXT        with or without the end of a line; \\n, \\x1b and so on\n"
        "  expect REGEX               wait for it\n"
        "  fail REGEX                 from here on, end with status 1 when it comes\n"
        "  timeout SECONDS            of what is expected next (10)\n"
        "  wait SECONDS, reset, # a comment\n"
        "\nThe exit status is 0 when all came that was waited for, 1 when --fail came, 5 when\n"
        "time was over or there is no board.\n",
    .examples = "avm monitor\n"
                "avm monitor -p /dev/ttyACM0 --timestamps --log session.log\n"
                "avm monitor --reset --until ready --fail crash --timeout 10\n"
                "avm monitor --pack app.avm --elf firmware.elf\n",
    .options = options,
    .run = run,
};
