// SPDX-License-Identifier: Apache-2.0
// progress.c - the progress line.

#include "avm/progress.h"

#include <stdio.h>

#include "platforms/files.h"

// Return to the first column and erase to the end of the line (ECMA-48, CSI K).
#define ERASE_LINE "\r\033[K"

void progress_show(const char *text)
{
    if (file_error_is_terminal()) {
        fprintf(stderr, ERASE_LINE "%.70s", text);
        fflush(stderr);
    }
}

void progress_clear(void)
{
    if (file_error_is_terminal()) {
        fputs(ERASE_LINE, stderr);
        fflush(stderr);
    }
}
