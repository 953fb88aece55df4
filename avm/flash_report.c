// SPDX-License-Identifier: Apache-2.0
// flash_report.c - results, progress and events of avm flash.

#include "avm/flash_report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "avm/json.h"
#include "avm/progress.h"
#include "platforms/files.h"
#include "platforms/serial.h"

#define SHOW_MS      100      // between two changes of the line
#define RATE_MS      500      // before a rate means anything
#define QUARTER_SIZE 0x10000U // work as large as this tells its quarters

void flash_report_init(struct flash_report *report, bool json)
{
    memset(report, 0, sizeof(*report));
    report->json = json;
    report->is_terminal = file_error_is_terminal();
    report->part = "";
}

// "write app.avm  45%  38.2 KB/s  0:07 left"
static void show_line(const struct flash_report *report, uint32_t done, uint32_t size, uint64_t now)
{
    char text[160];
    unsigned percent = size > 0 ? (unsigned) ((uint64_t) done * 100 / size) : 0;
    uint64_t time = now - report->start_ms;
    uint64_t moved = done - report->start_done;
    int length =
        snprintf(text, sizeof(text), "%s %.30s  %u%%", report->work, report->part, percent);
    if (time >= RATE_MS && moved > 0) {
        uint64_t rate = moved * 1000 / time;
        uint64_t left = (size - done) / (rate > 0 ? rate : 1);
        snprintf(text + length, sizeof(text) - (size_t) length,
                 "  %" PRIu64 ".%" PRIu64 " KB/s  %" PRIu64 ":%02" PRIu64 " left", rate / 1024,
                 rate % 1024 * 10 / 1024, left / 60, left % 60);
    }
    progress_show(text);
}

// In a pipe: where it begins, and the quarters.
static void print_line(struct flash_report *report, uint32_t done, uint32_t size, bool is_new)
{
    unsigned quarters = size > 0 ? (unsigned) ((uint64_t) done * 4 / size) : 0;
    if (is_new) {
        report->quarters = 0;
        fprintf(stderr, "%s %s\n", report->work, report->part);
    }
    if (size >= QUARTER_SIZE && quarters > report->quarters) {
        report->quarters = quarters;
        fprintf(stderr, "%s %s: %u%%\n", report->work, report->part, quarters * 25);
    }
}

void flash_report_progress(struct flash_report *report, const char *work, uint32_t done,
                           uint32_t size)
{
    uint64_t now = serial_now_ms();
    // Where sectors are read, written and verified one by one, the kinds of work take turns.
    bool is_new = report->work == NULL || strcmp(report->work, work) != 0;
    bool is_turn = is_new && done > 0 && done >= report->last_done;
    if (is_new || done < report->last_done) {
        report->work = work;
        report->start_ms = now;
        report->start_done = done;
    }
    report->last_done = done;
    if (!report->json && !report->is_terminal) {
        print_line(report, done, size, is_new && !is_turn);
        return;
    }
    if (!is_new && done < size && now - report->shown_ms < SHOW_MS) {
        return;
    }
    report->shown_ms = now;
    if (!report->json) {
        show_line(report, done, size, now);
        return;
    }
    flash_event(report, "progress");
    flash_event_text(report, "work", work);
    flash_event_text(report, "part", report->part);
    flash_event_number(report, "done", done);
    flash_event_number(report, "size", size);
    flash_event_end(report);
}

void flash_report_clear(struct flash_report *report)
{
    if (!report->json && report->work != NULL) {
        progress_clear();
    }
    report->work = NULL;
    report->last_done = 0;
}

void flash_say(struct flash_report *report, const char *format, ...)
{
    va_list arguments;
    if (report->json) {
        return;
    }
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    fflush(stdout);
}

void flash_warn(struct flash_report *report, const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    fflush(stdout);
    fprintf(stderr, "avm flash: %s\n", text);
    flash_event(report, "warning");
    flash_event_text(report, "what", text);
    flash_event_end(report);
}

void flash_event(struct flash_report *report, const char *event)
{
    if (report->json) {
        printf("{\"event\": \"%s\"", event);
    }
}

void flash_event_text(struct flash_report *report, const char *name, const char *text)
{
    if (report->json) {
        printf(", \"%s\": ", name);
        json_print_text(text);
    }
}

void flash_event_number(struct flash_report *report, const char *name, uint64_t number)
{
    if (report->json) {
        printf(", \"%s\": %" PRIu64, name, number);
    }
}

void flash_event_flag(struct flash_report *report, const char *name, bool value)
{
    if (report->json) {
        printf(", \"%s\": %s", name, value ? "true" : "false");
    }
}

void flash_event_end(struct flash_report *report)
{
    if (report->json) {
        puts("}");
        fflush(stdout);
    }
}

void flash_report_end(struct flash_report *report, const struct failure *failure)
{
    flash_report_clear(report);
    if (failure->status != STATUS_OK) {
        flash_event(report, "failure");
        flash_event_number(report, "status", failure->status);
        flash_event_text(report, "subject", failure->subject);
        flash_event_text(report, "what",
                         failure->what[0] != '\0' ? failure->what
                                                  : status_meaning(failure->status));
        flash_event_text(report, "hint", failure->hint);
        flash_event_end(report);
    }
    flash_event(report, "end");
    flash_event_number(report, "status", failure->status);
    flash_event_end(report);
}
