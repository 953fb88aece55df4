// SPDX-License-Identifier: Apache-2.0
// report.c - prints failures.

#include "avm/report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "avm/color.h"

int report_failure(const char *who, const struct failure *failure)
{
    // What was printed so far comes first, also when both streams end in the same place.
    fflush(stdout);
    fprintf(stderr, "%s%s:%s ", color_bad(), who, color_end());
    if (failure->subject[0] != '\0') {
        fprintf(stderr, "%s: ", failure->subject);
    }
    if (failure->offset != FAILURE_NO_OFFSET) {
        fprintf(stderr, "at byte 0x%" PRIx32 ": ", failure->offset);
    }
    fprintf(stderr, "%s\n",
            failure->what[0] != '\0' ? failure->what : status_meaning(failure->status));
    if (failure->hint[0] != '\0') {
        fprintf(stderr, "%shint:%s %s\n", color_note(), color_end(), failure->hint);
    }
    return (int) failure->status;
}

int report_command_failure(const char *command, const struct failure *failure)
{
    char who[40];
    snprintf(who, sizeof(who), "avm %s", command);
    struct failure copy = *failure;
    if (failure->status == STATUS_USAGE && failure->hint[0] == '\0') {
        snprintf(copy.hint, sizeof(copy.hint), "see 'avm help %s'", command);
    }
    return report_failure(who, &copy);
}

void report_note(const char *command, const char *format, ...)
{
    va_list arguments;
    fflush(stdout);
    fprintf(stderr, "avm %s: ", command);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

int report_output(const char *command, int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout)) {
        return status;
    }
    struct failure failure = {0};
    fail(&failure, STATUS_IO, "cannot write to the standard output: %s", strerror(errno));
    return report_command_failure(command, &failure);
}
