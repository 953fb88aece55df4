// SPDX-License-Identifier: Apache-2.0
// line_edit_none.c - a build without readline.

#include "platforms/line_edit.h"

enum status line_edit_begin(const char *history, line_edit_done done, void *context,
                            struct failure *failure)
{
    return fail(failure, STATUS_FAILED,
                "this avm is built without readline\n"
                "leave --line away, or build avm with libreadline-dev installed");
}

void line_edit_feed(uint8_t byte)
{
}

void line_edit_hide(void)
{
}

void line_edit_show(void)
{
}

void line_edit_end(void)
{
}

const char *line_edit_library(void)
{
    return "";
}
