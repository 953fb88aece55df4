// SPDX-License-Identifier: Apache-2.0
// line_edit.c - line editing with GNU readline: its callback interface, with the bytes of the
// keyboard handed in. A build without it takes line_edit_none.c.

#include "platforms/line_edit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "platforms/files.h"
#include "platforms/terminal.h"

#define HISTORY_LINES 1000

// Readline has globals of its own: one line in a process.
static struct {
    line_edit_done done;
    void *context;
    const char *history;
    int byte; // handed in; -1: none
    bool is_begun;
} edit;

// Readline asks for a byte. When a key consists of more bytes than were handed in, the rest is
// waited for.
static int get_byte(FILE *stream)
{
    int byte = edit.byte;
    edit.byte = -1;
    if (byte < 0) {
        uint8_t next;
        size_t count = 0;
        bool is_end = false;
        if (terminal_read(&next, 1, &count, &is_end, NULL) != STATUS_OK || count == 0) {
            return EOF;
        }
        byte = next;
    }
    return byte;
}

static void leave_terminal(int meta)
{
}

static void leave_terminal_again(void)
{
}

static void take_line(char *line)
{
    if (line != NULL && line[0] != '\0') {
        add_history(line);
    }
    edit.done(edit.context, line);
    free(line);
}

enum status line_edit_begin(const char *history, line_edit_done done, void *context,
                            struct failure *failure)
{
    edit.done = done;
    edit.context = context;
    edit.history = history;
    edit.byte = -1;
    edit.is_begun = true;
    rl_readline_name = "avm";
    rl_getc_function = get_byte;
    // The terminal is in raw mode and its signals are taken care of.
    rl_prep_term_function = leave_terminal;
    rl_deprep_term_function = leave_terminal_again;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_variable_bind("enable-bracketed-paste", "off");
    // There is nothing to complete: a tab is a character.
    rl_bind_key('\t', rl_insert);
    using_history();
    stifle_history(HISTORY_LINES);
    if (history != NULL) {
        read_history(history);
    }
    rl_callback_handler_install("> ", take_line);
    return STATUS_OK;
}

void line_edit_feed(uint8_t byte)
{
    edit.byte = byte;
    rl_callback_read_char();
}

void line_edit_hide(void)
{
    if (edit.is_begun) {
        rl_clear_visible_line();
        fflush(rl_outstream);
    }
}

void line_edit_show(void)
{
    if (edit.is_begun) {
        rl_on_new_line();
        rl_redisplay();
        fflush(rl_outstream);
    }
}

void line_edit_end(void)
{
    if (!edit.is_begun) {
        return;
    }
    edit.is_begun = false;
    rl_clear_visible_line();
    rl_callback_handler_remove();
    fflush(rl_outstream);
    if (edit.history != NULL) {
        write_history(edit.history);
    }
    clear_history();
}

const char *line_edit_library(void)
{
    return rl_library_version;
}
