// SPDX-License-Identifier: Apache-2.0
// status.c - recording of failures. Allocates nothing, so that it works when memory is short.

#include "packbeam/status.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void failure_clear(struct failure *failure)
{
    if (failure != NULL) {
        memset(failure, 0, sizeof(*failure));
        failure->offset = FAILURE_NO_OFFSET;
    }
}

// Copies as much of text as fits and always terminates.
static void copy_text(char *to, size_t size, const char *text)
{
    size_t length = strlen(text);
    if (length >= size) {
        length = size - 1;
    }
    memcpy(to, text, length);
    to[length] = '\0';
}

// Room for both texts, so that a long one is not cut before the newline was found.
#define TEXT_SIZE (sizeof(((struct failure *) 0)->what) + sizeof(((struct failure *) 0)->hint))

static void FAILURE_PRINTF(4, 0) record(struct failure *failure, enum status status,
                                        uint32_t offset, const char *format, va_list arguments)
{
    if (failure == NULL || failure->status != STATUS_OK) {
        return;
    }
    char text[TEXT_SIZE];
    vsnprintf(text, sizeof(text), format, arguments);
    char *hint = strchr(text, '\n');
    if (hint != NULL) {
        *hint++ = '\0';
    }
    failure_clear(failure);
    failure->status = status;
    failure->offset = offset;
    copy_text(failure->what, sizeof(failure->what), text);
    copy_text(failure->hint, sizeof(failure->hint), hint != NULL ? hint : "");
}

enum status fail(struct failure *failure, enum status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    record(failure, status, FAILURE_NO_OFFSET, format, arguments);
    va_end(arguments);
    return status;
}

enum status fail_at(struct failure *failure, enum status status, uint32_t offset,
                    const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    record(failure, status, offset, format, arguments);
    va_end(arguments);
    return status;
}

enum status fail_memory(struct failure *failure, uint64_t size)
{
    return fail(failure, STATUS_LIMIT, "out of memory: cannot get %" PRIu64 " bytes", size);
}

void failure_add_subject(struct failure *failure, const char *subject)
{
    if (failure == NULL || failure->status == STATUS_OK) {
        return;
    }
    char joined[sizeof(failure->subject)];
    const char *separator = failure->subject[0] != '\0' ? ": " : "";
    int length = snprintf(joined, sizeof(joined), "%s%s%s", subject, separator, failure->subject);
    // A subject that was cut says less than the name nearest to the failure, so keep that one.
    if (length < 0 || (size_t) length >= sizeof(joined)) {
        if (failure->subject[0] != '\0') {
            return;
        }
    }
    memcpy(failure->subject, joined, sizeof(joined));
}

void failure_add_hint(struct failure *failure, const char *hint)
{
    if (failure != NULL && failure->status != STATUS_OK && failure->hint[0] == '\0') {
        copy_text(failure->hint, sizeof(failure->hint), hint);
    }
}

const char *status_meaning(enum status status)
{
    switch (status) {
#define STATUS(name, code, meaning)                                                                \
    case STATUS_##name:                                                                            \
        return meaning;
#include "packbeam/status.def"
#undef STATUS
    }
    return "unknown status";
}
