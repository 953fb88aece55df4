// SPDX-License-Identifier: Apache-2.0
// config.c - files and variables with settings.

#include "avm/config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/suggest.h"
#include "avm/user_folders.h"
#include "platforms/files.h"

#define FILE_NAME "avm.conf"

enum {
    LEVEL_USER,
    LEVEL_PROJECT,
    LEVEL_ENVIRONMENT = 4, // two for each: for all commands, and for one
};

const struct setting settings[] = {
#define SETTING(name, kind) {name, SETTING_##kind},
#include "avm/settings.def"
#undef SETTING
    {0},
};

static char *copy_text(const char *text, size_t length)
{
    char *copy = malloc(length + 1);
    if (copy != NULL) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

static enum status add_value(struct config *config, const struct setting *setting,
                             const char *command, const char *text, const char *origin, int level,
                             struct failure *failure)
{
    size_t size = (config->count + 1) * sizeof(*config->values);
    struct config_value *values = realloc(config->values, size);
    if (values == NULL) {
        return fail_memory(failure, size);
    }
    config->values = values;
    struct config_value *value = &values[config->count++];
    value->setting = setting;
    value->command = copy_text(command, strlen(command));
    value->text = copy_text(text, strlen(text));
    value->origin = copy_text(origin, strlen(origin));
    value->level = level + (command[0] != '\0');
    if (value->command == NULL || value->text == NULL || value->origin == NULL) {
        return fail_memory(failure, size);
    }
    return STATUS_OK;
}

void config_clear(struct config *config)
{
    for (size_t i = 0; i < config->count; i++) {
        free(config->values[i].command);
        free(config->values[i].text);
        free(config->values[i].origin);
    }
    free(config->values);
    *config = (struct config){0};
}

static const struct option *setting_option(const struct setting *setting,
                                           const struct command *command)
{
    return option_find(command->options, setting->name, strlen(setting->name));
}

// Files ---------------------------------------------------------------------------------------

// Where a line of a file is, while it is read.
struct reader {
    struct config *config;
    const char *path;
    int level;
    char command[40]; // of the section
    unsigned line;
};

static enum status fail_line(const struct reader *reader, struct failure *failure,
                             const char *format, const char *text)
{
    char subject[sizeof(failure->subject)];
    snprintf(subject, sizeof(subject), "%.100s:%u", reader->path, reader->line);
    fail(failure, STATUS_INPUT, "unknown %s '%.60s'", format, text);
    failure_add_subject(failure, subject);
    return STATUS_INPUT;
}

static const struct setting *find_setting(const char *name)
{
    for (const struct setting *row = settings; row->name != NULL; row++) {
        if (suggestion_distance(row->name, name) == 0) {
            return row;
        }
    }
    return NULL;
}

static enum status fail_setting(const struct reader *reader, const char *name,
                                struct failure *failure)
{
    struct suggestion suggestion;
    suggestion_init(&suggestion, name);
    for (const struct setting *row = settings; row->name != NULL; row++) {
        suggestion_offer(&suggestion, row->name);
    }
    fail_line(reader, failure, "setting", name);
    char hint[100];
    snprintf(hint, sizeof(hint), "did you mean '%s'?", suggestion.closest);
    failure_add_hint(failure, suggestion.closest != NULL ? hint : "'avm help config' lists them");
    return STATUS_INPUT;
}

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && isspace((unsigned char) text[length - 1])) {
        length--;
    }
    text[length] = '\0';
    return text;
}

static enum status read_section(struct reader *reader, char *line, struct failure *failure)
{
    line[strcspn(line, "]")] = '\0';
    const char *name = trim(line + 1);
    if (command_find(name) == NULL) {
        fail_line(reader, failure, "command", name);
        const char *meant = command_suggest(name);
        char hint[80];
        snprintf(hint, sizeof(hint), "did you mean '[%s]'?", meant);
        if (meant != NULL) {
            failure_add_hint(failure, hint);
        }
        return STATUS_INPUT;
    }
    snprintf(reader->command, sizeof(reader->command), "%s", name);
    return STATUS_OK;
}

static enum status read_assignment(struct reader *reader, char *line, struct failure *failure)
{
    char *equals = strchr(line, '=');
    if (equals == NULL) {
        fail_line(reader, failure, "line", line);
        failure_add_hint(failure, "a line is 'name = value', '[command]' or '# comment'");
        return STATUS_INPUT;
    }
    *equals = '\0';
    const char *name = trim(line);
    const char *text = trim(equals + 1);
    const struct setting *setting = find_setting(name);
    if (setting == NULL) {
        return fail_setting(reader, name, failure);
    }
    char origin[1100];
    char path[2100];
    snprintf(origin, sizeof(origin), "%s:%u", reader->path, reader->line);
    const char *slash = strrchr(reader->path, '/');
    if (setting->kind == SETTING_PATH && text[0] != '/' && slash != NULL) {
        snprintf(path, sizeof(path), "%.*s/%s", (int) (slash - reader->path), reader->path, text);
        text = path;
    }
    return add_value(reader->config, setting, reader->command, text, origin, reader->level,
                     failure);
}

static enum status read_file(struct config *config, const char *path, int level,
                             struct failure *failure)
{
    struct reader reader = {.config = config, .path = path, .level = level};
    uint8_t *data;
    size_t size;
    enum status status = file_read(path, &data, &size, failure);
    if (status != STATUS_OK) {
        failure_add_subject(failure, path);
        return status;
    }
    char *text = copy_text((const char *) data, size);
    free(data);
    if (text == NULL) {
        return fail_memory(failure, size);
    }
    for (char *line = text; *line != '\0' && status == STATUS_OK;) {
        char *next = line + strcspn(line, "\n");
        next += *next != '\0' ? (*next = '\0', 1) : 0;
        line = trim(line);
        reader.line++;
        if (line[0] == '[') {
            status = read_section(&reader, line, failure);
        } else if (line[0] != '\0' && line[0] != '#') {
            status = read_assignment(&reader, line, failure);
        }
        line = next;
    }
    free(text);
    return status;
}

// The nearest avm.conf from the working folder upwards.
static void find_project_file(struct config *config)
{
    char folder[1024];
    if (!file_absolute(".", folder, sizeof(folder))) {
        return;
    }
    for (;;) {
        char path[sizeof(folder) + sizeof(FILE_NAME) + 1];
        snprintf(path, sizeof(path), "%s/%s", folder, FILE_NAME);
        if (file_is_regular(path)) {
            if (strlen(path) < sizeof(config->project_file)) {
                memcpy(config->project_file, path, strlen(path) + 1);
            }
            return;
        }
        char *slash = strrchr(folder, '/');
        if (slash == NULL || folder[0] == '\0') {
            return;
        }
        *slash = '\0';
    }
}

// The environment -----------------------------------------------------------------------------

// "AVM_FLASH_PORT" for flash and port.
static void variable_name(const char *command, const char *setting, char *name, size_t size)
{
    snprintf(name, size, "AVM_%s%s%s", command, command[0] != '\0' ? "_" : "", setting);
    for (char *at = name; *at != '\0'; at++) {
        *at = *at == '-' ? '_' : (char) toupper((unsigned char) *at);
    }
}

static enum status read_variable(struct config *config, const struct setting *setting,
                                 const char *command, struct failure *failure)
{
    char name[80];
    variable_name(command, setting->name, name, sizeof(name));
    const char *value = getenv(name);
    if (value == NULL || value[0] == '\0') {
        return STATUS_OK;
    }
    return add_value(config, setting, command, value, name, LEVEL_ENVIRONMENT, failure);
}

static enum status read_environment(struct config *config, struct failure *failure)
{
    enum status status = STATUS_OK;
    for (const struct setting *setting = settings; setting->name != NULL && status == STATUS_OK;
         setting++) {
        status = read_variable(config, setting, "", failure);
        for (size_t i = 0; commands[i] != NULL && status == STATUS_OK; i++) {
            if (setting_option(setting, commands[i]) != NULL) {
                status = read_variable(config, setting, commands[i]->name, failure);
            }
        }
    }
    return status;
}

enum status config_read(struct config *config, struct failure *failure)
{
    enum status status = STATUS_OK;
    *config = (struct config){0};
    if (!user_config_path(FILE_NAME, config->user_file, sizeof(config->user_file))) {
        config->user_file[0] = '\0';
    }
    if (config->user_file[0] != '\0' && file_is_regular(config->user_file)) {
        status = read_file(config, config->user_file, 2 * LEVEL_USER, failure);
    }
    find_project_file(config);
    if (status == STATUS_OK && config->project_file[0] != '\0' &&
        strcmp(config->project_file, config->user_file) != 0) {
        status = read_file(config, config->project_file, 2 * LEVEL_PROJECT, failure);
    }
    return status == STATUS_OK ? read_environment(config, failure) : status;
}

// What is in force ----------------------------------------------------------------------------

// The first word of a command's name: settings of "image" are those of "image merge", too.
static bool is_for(const struct config_value *value, const char *command)
{
    size_t length = strcspn(command, " ");
    return value->command[0] == '\0' ||
           (strlen(value->command) == length && memcmp(value->command, command, length) == 0);
}

const struct config_value *config_find(const struct config *config, const struct setting *setting,
                                       const char *command)
{
    const struct config_value *found = NULL;
    for (size_t i = 0; i < config->count; i++) {
        const struct config_value *value = &config->values[i];
        if (value->setting == setting && is_for(value, command) &&
            (found == NULL || value->level >= found->level)) {
            found = value;
        }
    }
    return found;
}

const char *config_text(const struct config *config, const char *name)
{
    const struct config_value *value = config_find(config, find_setting(name), "");
    return value != NULL ? value->text : NULL;
}

// Arguments -----------------------------------------------------------------------------------

static bool is_true(const char *text)
{
    return strcmp(text, "true") == 0 || strcmp(text, "yes") == 0 || strcmp(text, "1") == 0;
}

static enum status add_argument(struct config_arguments *arguments, const struct option *option,
                                const char *text, struct failure *failure)
{
    size_t size = strlen(option->name) + strlen(text) + 8;
    char *argument = malloc(size);
    if (argument == NULL) {
        return fail_memory(failure, size);
    }
    if (option->kind == OPTION_FLAG) {
        snprintf(argument, size, "--%s%s", is_true(text) ? "" : "no-", option->name);
    } else {
        snprintf(argument, size, "--%s=%s", option->name, text);
    }
    arguments->added[arguments->added_count++] = argument;
    return STATUS_OK;
}

// The values of all options of one kind of row: those of lists, or the others.
static enum status add_values(const struct config *config, const struct command *command,
                              bool lists, struct config_arguments *arguments,
                              struct failure *failure)
{
    enum status status = STATUS_OK;
    for (const struct setting *setting = settings; setting->name != NULL; setting++) {
        const struct option *option = setting_option(setting, command);
        const struct config_value *strongest = config_find(config, setting, command->name);
        if (option == NULL || strongest == NULL || (option->kind == OPTION_LIST) != lists) {
            continue;
        }
        for (size_t i = 0; i < config->count && status == STATUS_OK; i++) {
            const struct config_value *value = &config->values[i];
            bool counts = lists ? value->setting == setting && is_for(value, command->name)
                                : value == strongest;
            if (counts) {
                status = add_argument(arguments, option, value->text, failure);
            }
        }
    }
    return status;
}

static int find_dashes(int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0) {
            return i;
        }
    }
    return argc;
}

static void move(struct config_arguments *arguments, char **from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        arguments->argv[arguments->argc++] = from[i];
    }
}

enum status config_arguments(const struct config *config, const struct command *command, int argc,
                             char **argv, struct config_arguments *arguments,
                             struct failure *failure)
{
    *arguments = (struct config_arguments){0};
    const struct command *sub = argc > 1 ? command_find_sub(command, argv[1]) : NULL;
    size_t head = sub != NULL ? 2 : 1;
    size_t typed = (size_t) argc;
    size_t size = (typed + config->count + 1) * sizeof(char *);
    arguments->argv = malloc(size);
    arguments->added = malloc(size);
    if (arguments->argv == NULL || arguments->added == NULL) {
        return fail_memory(failure, 2 * size);
    }
    const struct command *target = sub != NULL ? sub : command;
    enum status status = add_values(config, target, false, arguments, failure);
    size_t front = arguments->added_count;
    if (status == STATUS_OK) {
        status = add_values(config, target, true, arguments, failure);
    }
    size_t dashes = (size_t) find_dashes(argc, argv);
    move(arguments, argv, head);
    move(arguments, arguments->added, front);
    move(arguments, argv + head, dashes > head ? dashes - head : 0);
    move(arguments, arguments->added + front, arguments->added_count - front);
    if (dashes < typed) {
        move(arguments, argv + dashes, typed - dashes);
    }
    arguments->argv[arguments->argc] = NULL;
    return status;
}

void config_arguments_free(struct config_arguments *arguments)
{
    for (size_t i = 0; i < arguments->added_count; i++) {
        free(arguments->added[i]);
    }
    free(arguments->added);
    free(arguments->argv);
    *arguments = (struct config_arguments){0};
}
