// SPDX-License-Identifier: Apache-2.0
// color.c - colours of messages.

#include "avm/color.h"

#include <stdlib.h>
#include <string.h>

#include "platforms/files.h"

// Of the whole program: it has one standard error.
static enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } chosen;

bool color_choose(const char *when)
{
    static const char *const words[] = {"auto", "always", "never"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(when, words[i]) == 0) {
            chosen = i;
            return true;
        }
    }
    return false;
}

bool color_of(bool is_terminal)
{
    const char *refused = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    if (chosen != COLOR_AUTO) {
        return chosen == COLOR_ALWAYS;
    }
    return is_terminal && (refused == NULL || refused[0] == '\0') &&
           (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

bool color_of_error(void)
{
    return color_of(file_error_is_terminal());
}

static const char *sequence(const char *text)
{
    return color_of_error() ? text : "";
}

const char *color_bad(void)
{
    return sequence("\033[31m");
}

const char *color_good(void)
{
    return sequence("\033[32m");
}

const char *color_note(void)
{
    return sequence("\033[36m");
}

const char *color_end(void)
{
    return sequence("\033[0m");
}
