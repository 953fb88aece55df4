// SPDX-License-Identifier: Apache-2.0
// recognise.c - explains what boards say, line by line. Noise is recognise_noise.c, stack traces in
// Erlang's form are trace.c.

#include "monitor/recognise.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "monitor/trace.h"

#define PANIC_LINES 60
#define STACK_NOTES 16
#define TRACE_LINES 64
#define SAME_NOTES  3 // after so many equal notes only every 16th is shown

enum rule_kind { RULE_TEXT, RULE_PANIC };

struct rule {
    const char *part;
    const char *note;
    enum rule_kind kind;
};

static const struct rule rules[] = {
#define PANIC(part, note) {part, note, RULE_PANIC},
#define TEXT(part, note)  {part, note, RULE_TEXT},
#include "monitor/recognise.def"
#undef PANIC
#undef TEXT
};

static const struct rule resets[] = {
#define RESET(part, note) {part, note, RULE_TEXT},
#include "monitor/recognise.def"
#undef RESET
};

static const struct rule modes[] = {
#define MODE(part, note) {part, note, RULE_TEXT},
#include "monitor/recognise.def"
#undef MODE
};

static const struct rule reasons[] = {
#define REASON(part, note) {part, note, RULE_TEXT},
#include "monitor/recognise.def"
#undef REASON
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

void recogniser_init(struct recogniser *recogniser, const struct recogniser_options *options)
{
    memset(recogniser, 0, sizeof(*recogniser));
    recogniser->options = *options;
    for (size_t i = 0; i < COUNT(rules); i++) {
        recogniser->begins[(uint8_t) rules[i].part[0]] = true;
    }
}

// Notes --------------------------------------------------------------------------------------

static void FAILURE_PRINTF(2, 3) note(struct recogniser *recogniser, const char *format, ...)
{
    char text[RECOGNISE_NOTE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    recogniser->options.note(recogniser->options.context, text);
}

// A note on a state: once for each start of the board, and not many times for one that starts all
// the time.
static void note_state(struct recogniser *recogniser, const char *text)
{
    if (text[0] == '\0') {
        return;
    }
    if (strcmp(text, recogniser->last_note) != 0) {
        snprintf(recogniser->last_note, sizeof(recogniser->last_note), "%s", text);
        recogniser->repeats = 0;
    } else if (!recogniser->is_new_start) {
        return;
    }
    recogniser->is_new_start = false;
    recogniser->repeats++;
    if (recogniser->repeats <= SAME_NOTES) {
        note(recogniser, "%s", text);
    } else if (recogniser->repeats % 16 == 0) {
        note(recogniser, "%s (%u times)", text, recogniser->repeats);
    }
}

// Boot ---------------------------------------------------------------------------------------

// What stands in parentheses behind a word: "rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)".
static bool get_parenthesis(const char *line, const char *word, char *text, size_t size)
{
    const char *at = strstr(line, word);
    const char *from = at != NULL ? strchr(at, '(') : NULL;
    // Only the number stands between.
    if (from == NULL || from - at > 16) {
        return false;
    }
    size_t length = strcspn(from + 1, ")");
    snprintf(text, size, "%.*s", (int) (length < size ? length : size - 1), from + 1);
    return true;
}

static const struct rule *find_part(const struct rule *table, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++) {
        if (strstr(text, table[i].part) != NULL) {
            return &table[i];
        }
    }
    return NULL;
}

static void take_reset(struct recogniser *recogniser, const char *line)
{
    char reason[40];
    char mode[60];
    recogniser->panic_lines = 0;
    recogniser->is_old_crash = false;
    recogniser->is_new_start = true;
    if (!get_parenthesis(line, "rst:0x", reason, sizeof(reason))) {
        return;
    }
    const struct rule *rule = find_part(resets, COUNT(resets), reason);
    if (rule != NULL) {
        note_state(recogniser, rule->note);
    }
    if (get_parenthesis(line, "boot:0x", mode, sizeof(mode))) {
        rule = find_part(modes, COUNT(modes), mode);
        if (rule != NULL) {
            note_state(recogniser, rule->note);
        }
    }
}

// Addresses of firmware ----------------------------------------------------------------------

static void need_elf(struct recogniser *recogniser)
{
    if (recogniser->options.symbols == NULL && !recogniser->has_said_elf) {
        recogniser->has_said_elf = true;
        note(recogniser, "with --elf FIRMWARE.elf these addresses get names");
    }
}

// Name function and line of an address. False: it is in no function. The address that a function
// returns to may be that of the next line already: the call was the instruction before.
static bool note_address(struct recogniser *recogniser, const char *what, uint64_t address,
                         bool is_return)
{
    const struct recogniser_options *options = &recogniser->options;
    uint64_t offset;
    char line[200];
    const char *name =
        options->symbols != NULL ? elf_symbols_find(options->symbols, address, &offset) : NULL;
    if (name == NULL) {
        return false;
    }
    bool has_line = options->source_lines != NULL &&
                    elf_lines_find(options->source_lines, address - is_return, line, sizeof(line));
    note(recogniser, "  %s0x%08" PRIx64 "  %.250s+0x%" PRIx64 "%s%s", what, address, name, offset,
         has_line ? "  " : "", has_line ? line : "");
    return true;
}

// "Backtrace: 0x400d1234:0x3ffb1230 0x400d5678:0x3ffb1250": code, stack. "|<-" ends it.
static void take_backtrace(struct recogniser *recogniser, const char *at)
{
    need_elf(recogniser);
    while ((at = strstr(at, "0x")) != NULL) {
        char *end;
        uint64_t address = strtoull(at, &end, 16);
        note_address(recogniser, "", address, false);
        if (*end == ':') {
            strtoull(end + 1, &end, 16);
        }
        at = end > at ? end : at + 2;
    }
}

// "PC      : 0x400d1234  PS ...": registers that hold addresses of code. A0 of Xtensa has the size
// of the window in its two upper bits; code is in the region that begins with 01.
static void take_registers(struct recogniser *recogniser, const char *line)
{
    static const char *const names[] = {"PC", "MEPC", "EPC1", "EPC2", "EPC3", "A0", "RA", "LR"};
    enum { FIRST_RETURN = 5 };
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *at = strstr(line, names[i]);
        size_t length = strlen(names[i]);
        if (at == NULL || (at > line && at[-1] != ' ') ||
            (at[length] != ' ' && at[length] != ':')) {
            continue;
        }
        at += length + strspn(at + length, " ");
        if (*at != ':' || strncmp(at + 1 + strspn(at + 1, " "), "0x", 2) != 0) {
            continue;
        }
        uint64_t address = strtoull(at + 1, NULL, 16);
        if (i == FIRST_RETURN) {
            address = (address & 0x3FFFFFFF) | 0x40000000;
        }
        char what[8];
        need_elf(recogniser);
        snprintf(what, sizeof(what), "%-4s ", names[i]);
        note_address(recogniser, what, address, i >= FIRST_RETURN);
    }
}

// A line of a dumped stack, "3fc90000: 0x00000000 0x4200abcd ...": what may be return addresses.
static void take_stack(struct recogniser *recogniser, const char *line)
{
    char *end;
    strtoull(line, &end, 16);
    if (end - line != 8 || *end != ':') {
        return;
    }
    for (const char *at = end + 1; recogniser->stack_notes > 0; at = end) {
        at = strstr(at, "0x");
        if (at == NULL) {
            return;
        }
        uint64_t address = strtoull(at, &end, 16);
        if (end == at) {
            return;
        }
        if (note_address(recogniser, "stack ", address, true)) {
            recogniser->stack_notes--;
        }
    }
}

static void take_panic(struct recogniser *recogniser, const char *line)
{
    const char *at;
    if ((at = strstr(line, "Backtrace:")) != NULL) {
        take_backtrace(recogniser, at);
    } else if ((at = strstr(line, "at PC 0x")) != NULL) {
        need_elf(recogniser);
        note_address(recogniser, "", strtoull(at + 6, NULL, 16), false);
    } else if (strstr(line, ": 0x") != NULL) {
        take_registers(recogniser, line);
        take_stack(recogniser, line);
    }
}

// Crashes of processes -----------------------------------------------------------------------

static void note_reason(struct recogniser *recogniser, const char *reason)
{
    for (size_t i = 0; i < COUNT(reasons); i++) {
        if (strncmp(reason, reasons[i].part, strlen(reasons[i].part)) == 0) {
            note(recogniser, "%.60s: %s", reason, reasons[i].note);
            return;
        }
    }
}

static void need_pack(struct recogniser *recogniser)
{
    if (recogniser->options.find_function == NULL && !recogniser->has_said_pack) {
        recogniser->has_said_pack = true;
        note(recogniser, "with --pack APP.avm functions get their source lines");
    }
}

static void note_frame(void *context, const struct trace_frame *frame)
{
    struct recogniser *recogniser = context;
    const struct recogniser_options *options = &recogniser->options;
    struct place place = {.line = 0};
    char source[200] = "";
    need_pack(recogniser);
    bool is_known = options->find_function != NULL &&
                    options->find_function(options->find_context, frame->module, frame->function,
                                           frame->arity, &place);
    const char *file = frame->line != 0 ? frame->file : place.file;
    uint32_t line = frame->line != 0 ? frame->line : place.line;
    bool has_source =
        line != 0 && options->find_source != NULL &&
        options->find_source(options->find_context, file, line, source, sizeof(source));
    if (has_source) {
        note(recogniser, "  %s:%s/%u  %s:%u:  %s", frame->module, frame->function,
             (unsigned) frame->arity, file, (unsigned) line, source);
    } else if (is_known && frame->line == 0 && place.line != 0) {
        note(recogniser, "  %s:%s/%u  begins at %s:%u", frame->module, frame->function,
             (unsigned) frame->arity, file, (unsigned) line);
    }
}

// "#CP<module: 5, label: 93, offset: 0>" of the older machine.
static void take_old_address(struct recogniser *recogniser, const char *line)
{
    static const char beginning[] = "#CP<module: ";
    const char *at = strstr(line, beginning);
    if (at == NULL) {
        return;
    }
    char *end;
    unsigned long module = strtoul(at + sizeof(beginning) - 1, &end, 10);
    const char *label = strstr(end, "label: ");
    struct place place = {.line = 0};
    need_pack(recogniser);
    if (label == NULL || recogniser->options.find_label == NULL ||
        !recogniser->options.find_label(recogniser->options.find_context, (uint32_t) module,
                                        (uint32_t) strtoul(label + 7, NULL, 10), &place)) {
        return;
    }
    if (place.line != 0) {
        note(recogniser, "  %s  near %s:%u", place.function, place.file, (unsigned) place.line);
    } else {
        note(recogniser, "  %s", place.function);
    }
}

// The crash report of the older machine: a head, "pid:", "Stacktrace:", "cp:", registers with the
// class and the reason, stack, mailbox, an end.
static void take_old_crash(struct recogniser *recogniser, const char *line)
{
    if (strncmp(line, "pid: ", 5) == 0) {
        snprintf(recogniser->pid, sizeof(recogniser->pid), "%s", line + 5);
    } else if (strncmp(line, "x[0]: ", 6) == 0) {
        snprintf(recogniser->crash_class, sizeof(recogniser->crash_class), "%s", line + 6);
    } else if (strncmp(line, "x[1]: ", 6) == 0) {
        note(recogniser, "process %s ended with %s: %.200s", recogniser->pid,
             recogniser->crash_class, line + 6);
        note_reason(recogniser, line + 6);
    } else if (strncmp(line, "**End Of Crash Report**", 23) == 0) {
        recogniser->is_old_crash = false;
    } else {
        take_old_address(recogniser, line);
    }
}

// "crash: process <0.1.0> ended with error: badarith" of our machine.
static void take_crash(struct recogniser *recogniser, const char *line)
{
    const char *at = strstr(line, " ended with ");
    const char *reason = at != NULL ? strstr(at, ": ") : NULL;
    if (reason != NULL) {
        note_reason(recogniser, reason + 2);
    }
}

// Stack traces in Erlang's own form, which may go over several lines.
static void take_trace(struct recogniser *recogniser, const char *line)
{
    if (recogniser->trace_lines == 0) {
        line = strstr(line, "[{");
        if (line == NULL) {
            return;
        }
        recogniser->trace_size = 0;
        recogniser->trace_lines = TRACE_LINES;
    }
    line += strspn(line, " \t");
    size_t length = strlen(line);
    size_t room = sizeof(recogniser->trace) - 1 - recogniser->trace_size;
    bool is_full = length > room;
    memcpy(recogniser->trace + recogniser->trace_size, line, is_full ? room : length);
    recogniser->trace_size += is_full ? room : length;
    recogniser->trace[recogniser->trace_size] = '\0';
    if (--recogniser->trace_lines == 0 || is_full || trace_is_complete(recogniser->trace)) {
        recogniser->trace_lines = 0;
        trace_find_frames(recogniser->trace, note_frame, recogniser);
    }
}

// Lines --------------------------------------------------------------------------------------

// The first row of the table that is in a line. Most bytes begin none of the texts.
static const struct rule *find_rule(const struct recogniser *recogniser, const char *line)
{
    const struct rule *best = NULL;
    for (const char *at = line; *at != '\0'; at++) {
        if (!recogniser->begins[(uint8_t) *at]) {
            continue;
        }
        for (const struct rule *rule = rules; rule < rules + COUNT(rules); rule++) {
            if ((best == NULL || rule < best) && strncmp(at, rule->part, strlen(rule->part)) == 0) {
                best = rule;
            }
        }
    }
    return best;
}

void recogniser_line(struct recogniser *recogniser, const char *line)
{
    struct trace_frame frame;
    const struct rule *rule = find_rule(recogniser, line);
    if (rule != NULL) {
        note_state(recogniser, rule->note);
        if (rule->kind == RULE_PANIC) {
            recogniser->stack_notes =
                recogniser->panic_lines > 0 ? recogniser->stack_notes : STACK_NOTES;
            recogniser->panic_lines = PANIC_LINES;
        }
    }
    if (strncmp(line, "rst:0x", 6) == 0) {
        take_reset(recogniser, line);
    } else if (strncmp(line, "crash: process ", 15) == 0) {
        take_crash(recogniser, line);
    } else if (strncmp(line, "  in ", 5) == 0 && trace_parse_frame(line + 5, &frame)) {
        note_frame(recogniser, &frame);
    } else if (strncmp(line, "CRASH", 5) == 0 && line[5 + strspn(line + 5, " ")] == '\0') {
        recogniser->is_old_crash = true;
    } else if (recogniser->is_old_crash) {
        take_old_crash(recogniser, line);
    }
    if (recogniser->panic_lines > 0) {
        recogniser->panic_lines--;
        take_panic(recogniser, line);
    }
    if (recogniser->trace_lines > 0 || strchr(line, '{') != NULL) {
        take_trace(recogniser, line);
    }
}
