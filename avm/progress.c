// SPDX-License-Identifier: Apache-2.0
// progress.c - the progress line.

#include "avm/progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platforms/files.h"

// Return to the first column and erase to the end of the line (ECMA-48, CSI K).
#define ERASE_LINE "\r\033[K"

// A terminal that can erase.
static bool has_line(void)
{
    const char *terminal = getenv("TERM");
    return file_error_is_terminal() && (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

void progress_show(const char *text)
{
    if (has_line()) {
        fprintf(stderr, ERASE_LINE "%.70s", text);
        fflush(stderr);
    }
}

void progress_clear(void)
{
    if (has_line()) {
        fputs(ERASE_LINE, stderr);
        fflush(stderr);
    }
}
