// SPDX-License-Identifier: Apache-2.0
// complete.c - candidates for a word of a command line.

#include "avm/complete.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/board_names.h"
#include "avm/command.h"
#include "avm/partition_names.h"
#include "avm/words.h"
#include "flasher/chip.h"
#include "flasher/uf2.h"
#include "flasher/uf2_drive.h"
#include "packbeam/packbeam.h"
#include "platforms/files.h"

// The word at the cursor, and what is known of those before it.
struct request {
    const struct complete_options *options;
    const struct command *command;
    const char *lead; // part of the word in front of what is completed: "--port=", "0x1000="
    size_t lead_length;
    const char *typed; // the rest of it
    const char *const *operands;
    size_t operand_count;
};

#define OPERANDS_MAX 64
#define PATH_SIZE    1024

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static void offer(const struct request *request, const char *word, const char *meaning)
{
    if (!begins_with(word, request->typed)) {
        return;
    }
    char whole[PATH_SIZE];
    int length =
        snprintf(whole, sizeof(whole), "%.*s%s", (int) request->lead_length, request->lead, word);
    // What a shell reads line by line has no line ends in it.
    if (length > 0 && (size_t) length < sizeof(whole) && strpbrk(whole, "\n\r\t") == NULL) {
        request->options->visit(request->options->context, whole, meaning);
    }
}

// Files ---------------------------------------------------------------------------------------

struct listing {
    const struct request *request;
    const char *suffixes; // separated by blanks; NULL: folders only
    char folder[PATH_SIZE];
    char shown[PATH_SIZE]; // the folder as it was typed, with its '/'
};

static bool has_suffix_of(const char *name, const char *suffixes)
{
    bool any = suffixes[0] == '\0';
    while (!any && *suffixes != '\0') {
        char suffix[20];
        size_t length = strcspn(suffixes, " ");
        snprintf(suffix, sizeof(suffix), "%.*s", (int) length, suffixes);
        any = ends_with(name, suffix);
        suffixes += length + (suffixes[length] == ' ');
    }
    return any;
}

static void offer_entry(void *context, const char *name)
{
    struct listing *listing = context;
    char path[2 * PATH_SIZE];
    char word[2 * PATH_SIZE];
    const char *typed = listing->request->typed + strlen(listing->shown);
    if (!begins_with(name, typed) || (name[0] == '.' && typed[0] != '.')) {
        return;
    }
    snprintf(path, sizeof(path), "%s/%s", listing->folder, name);
    bool is_folder = file_is_directory(path);
    if (!is_folder && (listing->suffixes == NULL || !has_suffix_of(name, listing->suffixes))) {
        return;
    }
    snprintf(word, sizeof(word), "%s%s%s", listing->shown, name, is_folder ? "/" : "");
    offer(listing->request, word, "");
}

static void offer_files(const struct request *request, const char *suffixes)
{
    struct listing listing = {.request = request, .suffixes = suffixes};
    const char *slash = strrchr(request->typed, '/');
    size_t length = slash != NULL ? (size_t) (slash + 1 - request->typed) : 0;
    if (length >= sizeof(listing.shown)) {
        return;
    }
    memcpy(listing.shown, request->typed, length);
    // The shell has not put the home in the place of a '~' yet.
    const char *home = getenv("HOME");
    const char *rest = listing.shown;
    bool in_home = begins_with(rest, "~/") && home != NULL;
    int written = snprintf(listing.folder, sizeof(listing.folder), "%s%s", in_home ? home : "",
                           length == 0 ? "." : rest + (in_home ? 1 : 0));
    if (written > 0 && (size_t) written < sizeof(listing.folder)) {
        file_list_directory(listing.folder, offer_entry, &listing);
    }
}

// What the tables know ------------------------------------------------------------------------

static void offer_commands(const struct request *request)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (!commands[i]->is_hidden) {
            offer(request, commands[i]->name, commands[i]->summary);
        }
    }
}

static void offer_forms(const struct request *request)
{
    for (const struct command_form *form = request->command->forms;
         form != NULL && form->name != NULL; form++) {
        offer(request, form->name, form->summary);
    }
    for (const struct command *const *sub = request->command->subcommands;
         sub != NULL && *sub != NULL; sub++) {
        offer(request, command_word(*sub), (*sub)->summary);
    }
}

static void offer_chips(const struct request *request)
{
    for (const struct chip *chip = chips; chip->name != NULL; chip++) {
        offer(request, chip->name, chip->title);
    }
    for (const struct uf2_board *board = uf2_boards; board->name != NULL; board++) {
        offer(request, board->name, board->title);
    }
    offer(request, "stm32", "any STM32, told apart by its loader");
}

static void offer_families(const struct request *request)
{
    for (const struct uf2_family *family = uf2_families; family->name != NULL; family++) {
        offer(request, family->name, family->title);
    }
}

static void offer_rates(const struct request *request)
{
    // What adapters and loaders agree on; any other may be typed.
    static const char *const rates[] = {"9600",    "19200",   "38400",   "57600",  "74880",
                                        "115200",  "230400",  "460800",  "921600", "1000000",
                                        "1500000", "2000000", "3000000", NULL};
    for (size_t i = 0; rates[i] != NULL; i++) {
        offer(request, rates[i], "");
    }
}

static void offer_port(void *context, const struct serial_info *info)
{
    const char *name = board_name(info);
    offer(context, info->path, name[0] != '\0' ? name : info->description);
}

static void offer_ports(struct request *request)
{
    if (request->options->list_ports != NULL) {
        request->options->list_ports(offer_port, request, NULL);
    }
    offer(request, "rfc2217://", "a serial port of another machine");
    offer(request, "socket://", "a TCP connection");
    if (serial_ftdi_library()[0] != '\0') {
        offer(request, "ftdi://", "an FTDI adapter without a kernel driver");
    }
    // A path was begun: any terminal may be meant, a pseudo-terminal for instance.
    if (request->typed[0] == '/' || request->typed[0] == '.') {
        offer_files(request, "");
    }
}

static void offer_partition(void *context, const char *name)
{
    offer(context, name, "");
}

// Entries of packs ----------------------------------------------------------------------------

// Without its ".beam" a module is what --start takes.
static void offer_sections(const struct request *request, const char *path, bool as_modules)
{
    struct file_bytes bytes = {0};
    struct pack pack;
    struct pack_section section = {0};
    if (file_is_regular(path) && file_map(path, &bytes, NULL) == STATUS_OK &&
        pack_open(bytes.data, bytes.size, &pack, NULL) == STATUS_OK) {
        while (pack_next(&pack, &section, NULL) == STATUS_OK) {
            char name[PACK_MODULE_NAME_SIZE];
            bool is_module = pack_section_is_beam(&section) && ends_with(section.name, ".beam");
            int cut = as_modules && is_module ? 5 : 0;
            snprintf(name, sizeof(name), "%.*s", (int) strlen(section.name) - cut, section.name);
            if (is_module || !as_modules) {
                offer(request, name, pack_section_has_start(&section) ? "has start/0" : "");
            }
        }
    }
    file_unmap(&bytes);
}

static void offer_modules(const struct request *request)
{
    for (size_t i = 0; i < request->operand_count; i++) {
        const char *path = request->operands[i];
        const char *slash = strrchr(path, '/');
        const char *name = slash != NULL ? slash + 1 : path;
        const char *dot = strrchr(name, '.');
        if (dot != NULL && (strcmp(dot, ".beam") == 0 || strcmp(dot, ".erl") == 0)) {
            char module[PATH_SIZE];
            snprintf(module, sizeof(module), "%.*s", (int) (dot - name), name);
            offer(request, module, "");
        } else {
            offer_sections(request, path, true);
        }
    }
}

// Words of usage lines ------------------------------------------------------------------------

static void offer_choices(const struct request *request, const char *text, size_t length)
{
    while (length > 0) {
        char choice[60];
        const char *bar = memchr(text, '|', length);
        size_t size = bar != NULL ? (size_t) (bar - text) : length;
        snprintf(choice, sizeof(choice), "%.*s", (int) size, text);
        offer(request, choice, "");
        size += bar != NULL;
        text += size;
        length -= size;
    }
}

static void offer_kind(struct request *request, const struct word *word)
{
    switch (word->kind) {
    case WORD_FILE:
        offer_files(request, word->suffixes);
        break;
    case WORD_FOLDER:
        offer_files(request, NULL);
        break;
    case WORD_PORT:
        offer_ports(request);
        break;
    case WORD_RATE:
        offer_rates(request);
        break;
    case WORD_CHIP:
        offer_chips(request);
        break;
    case WORD_FAMILY:
        offer_families(request);
        break;
    case WORD_MODULE:
        offer_modules(request);
        break;
    case WORD_ENTRY:
        if (request->operand_count > 0) {
            offer_sections(request, request->operands[0], false);
        }
        break;
    case WORD_PARTITION:
        partition_names_read(offer_partition, request);
        break;
    case WORD_COMMAND:
        offer_commands(request);
        break;
    case WORD_FORM:
        offer_forms(request);
        break;
    case WORD_TEXT:
        break;
    }
}

// Take what stands in front of the first '=' as given. False: there is none.
static bool skip_lead(struct request *request)
{
    const char *equals = strchr(request->typed, '=');
    if (equals != NULL) {
        request->lead_length += (size_t) (equals + 1 - request->typed);
        request->typed = equals + 1;
    }
    return equals != NULL;
}

// Candidates for a value that a usage line or an option calls text.
static void offer_value(struct request *request, const char *text, size_t length)
{
    const char *equals = memchr(text, '=', length);
    if (equals != NULL) {
        if (!skip_lead(request)) {
            return;
        }
        length -= (size_t) (equals + 1 - text);
        text = equals + 1;
    }
    struct word word;
    if (word_find(text, length, &word)) {
        offer_kind(request, &word);
    } else {
        offer_choices(request, text, length);
    }
}

static void offer_operand(const struct request *base, const char *usage, size_t index)
{
    for (size_t way = 0; way < usage_alternatives(usage); way++) {
        struct request request = *base;
        struct usage_word word;
        if (usage_operand(usage, way, index, &word)) {
            if (word.may_lead) {
                skip_lead(&request);
            }
            offer_value(&request, word.text, word.length);
        }
    }
}

// Options -------------------------------------------------------------------------------------

static void offer_options(const struct request *request)
{
    char spelling[80];
    for (const struct option *row = request->command->options;
         row != NULL && row->kind != OPTION_END; row++) {
        bool is_single = row->single && row->letter == 0;
        if (row->help == NULL) {
            continue;
        }
        snprintf(spelling, sizeof(spelling), "%s%s", is_single ? "-" : "--", row->name);
        offer(request, spelling, row->help);
        if (row->letter != 0) {
            snprintf(spelling, sizeof(spelling), "-%c", row->letter);
            // Letters only where nothing else can be meant: they would double every row.
            if (strcmp(request->typed, spelling) == 0) {
                offer(request, spelling, row->help);
            }
        }
    }
    offer(request, "--help", "print this help");
}

// The option whose value is the word behind this one; NULL: it is none, or has its value.
static const struct option *option_that_waits(const struct option *options, const char *word)
{
    const struct option *row = NULL;
    size_t length = strlen(word);
    if (begins_with(word, "--") && strchr(word, '=') == NULL) {
        row = option_find(options, word + 2, length - 2);
    } else if (word[0] == '-' && word[1] != '\0' && word[1] != '-') {
        row = option_find(options, word + 1, length - 1);
        if (row == NULL || !row->single) {
            // The last letter of a cluster, if those before it are flags.
            row = option_find_letter(options, word[length - 1]);
            for (size_t i = 1; i + 1 < length && row != NULL; i++) {
                const struct option *flag = option_find_letter(options, word[i]);
                row = flag != NULL && flag->kind == OPTION_FLAG ? row : NULL;
            }
        }
    }
    return row != NULL && (row->kind == OPTION_TEXT || row->kind == OPTION_LIST) ? row : NULL;
}

// "--port=/dev": the value behind the '='.
static void offer_attached(struct request *request)
{
    const char *equals = strchr(request->typed, '=');
    const char *name = request->typed + strspn(request->typed, "-");
    const struct option *row =
        option_find(request->command->options, name, (size_t) (equals - name));
    if (row != NULL && row->argument != NULL) {
        request->lead_length = (size_t) (equals + 1 - request->typed);
        request->typed = equals + 1;
        offer_value(request, row->argument, strlen(row->argument));
    }
}

static void offer_for_command(struct request *request, const struct option *waiting, bool no_more)
{
    if (waiting != NULL) {
        offer_value(request, waiting->argument, strlen(waiting->argument));
        return;
    }
    if (request->typed[0] == '-' && !no_more) {
        if (strchr(request->typed, '=') != NULL) {
            offer_attached(request);
        } else {
            offer_options(request);
        }
        return;
    }
    const struct command_form *form =
        request->operand_count > 0 ? command_find_form(request->command, request->operands[0])
                                   : NULL;
    if (form != NULL) {
        offer_operand(request, form->operands, request->operand_count - 1);
    } else {
        offer_operand(request, request->command->operands, request->operand_count);
    }
}

// line: the words between the command and the one at the cursor.
static void complete_arguments(struct request *request, const char **operands,
                               const char *const *line, size_t count)
{
    const struct option *waiting = NULL;
    bool no_more = false; // "--" was met
    for (size_t i = 0; i < count; i++) {
        const struct command *sub = command_find_sub(request->command, line[i]);
        if (waiting != NULL) {
            waiting = NULL;
        } else if (!no_more && strcmp(line[i], "--") == 0) {
            no_more = true;
        } else if (!no_more && line[i][0] == '-' && line[i][1] != '\0') {
            waiting = option_that_waits(request->command->options, line[i]);
        } else if (request->operand_count == 0 && sub != NULL) {
            request->command = sub;
        } else if (request->operand_count < OPERANDS_MAX) {
            operands[request->operand_count++] = line[i];
        }
    }
    if (no_more && request->command->passes_arguments) {
        offer_files(request, "");
    } else {
        offer_for_command(request, waiting, no_more);
    }
}

void complete_words(const struct complete_options *options, const char *const *line, size_t count)
{
    const char *operands[OPERANDS_MAX];
    struct request request = {.options = options, .operands = operands};
    if (count == 0) {
        return;
    }
    request.lead = request.typed = line[count - 1];
    if (count == 1) {
        offer_commands(&request);
        offer(&request, "--help", "list the commands");
        offer(&request, "--version", "print the version");
        return;
    }
    request.command = command_find(line[0]);
    if (request.command != NULL) {
        complete_arguments(&request, operands, line + 1, count - 2);
    }
}

// Lines of a shell ----------------------------------------------------------------------------

struct splitter {
    const char **words;
    char *text; // where the words' letters go, behind the pointers
    size_t count;
    bool in_word;
};

static void begin_word(struct splitter *splitter)
{
    if (!splitter->in_word) {
        splitter->words[splitter->count++] = splitter->text;
        splitter->in_word = true;
    }
}

static bool is_assignment(const char *word)
{
    size_t length = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
    return length > 0 && word[length] == '=' && !isdigit((unsigned char) word[0]);
}

static void end_word(struct splitter *splitter)
{
    if (splitter->in_word) {
        *splitter->text++ = '\0';
        splitter->in_word = false;
        if (splitter->count == 1 && is_assignment(splitter->words[0])) {
            splitter->count = 0;
        }
    }
}

enum status complete_split(const char *line, const char ***words, size_t *count,
                           struct failure *failure)
{
    size_t length = strlen(line);
    size_t size = (length + 2) * (sizeof(char *) + 2);
    struct splitter splitter = {.words = malloc(size)};
    if (splitter.words == NULL) {
        return fail_memory(failure, size);
    }
    splitter.text = (char *) (splitter.words + length + 2);
    char quote = '\0';
    for (const char *at = line; *at != '\0'; at++) {
        bool is_blank = *at == ' ' || *at == '\t';
        if (quote == '\0' && is_blank) {
            end_word(&splitter);
        } else if (quote == '\0' && strchr(";|&(", *at) != NULL) {
            splitter.in_word = false;
            splitter.count = 0;
        } else if (*at == quote || (quote == '\0' && (*at == '"' || *at == '\''))) {
            begin_word(&splitter);
            quote = *at == quote ? '\0' : *at;
        } else {
            begin_word(&splitter);
            if (*at == '\\' && quote != '\'' && at[1] != '\0') {
                at++;
            }
            *splitter.text++ = *at;
        }
    }
    begin_word(&splitter);
    *splitter.text = '\0';
    *words = splitter.words;
    *count = splitter.count;
    return STATUS_OK;
}
