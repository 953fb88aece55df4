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
#include "platforms/unix/shared_library.h"

#define SYMBOLS(SYMBOL)                                                                            \
    SYMBOL(add_history, add_history)                                                               \
    SYMBOL(bind_key, rl_bind_key)                                                                  \
    SYMBOL(callback_handler_install, rl_callback_handler_install)                                  \
    SYMBOL(callback_handler_remove, rl_callback_handler_remove)                                    \
    SYMBOL(callback_read_char, rl_callback_read_char)                                              \
    SYMBOL(catch_signals, rl_catch_signals)                                                        \
    SYMBOL(catch_sigwinch, rl_catch_sigwinch)                                                      \
    SYMBOL(clear_history, clear_history)                                                           \
    SYMBOL(clear_visible_line, rl_clear_visible_line)                                              \
    SYMBOL(deprep_term_function, rl_deprep_term_function)                                          \
    SYMBOL(getc_function, rl_getc_function)                                                        \
    SYMBOL(insert, rl_insert)                                                                      \
    SYMBOL(library_version, rl_library_version)                                                    \
    SYMBOL(on_new_line, rl_on_new_line)                                                            \
    SYMBOL(outstream, rl_outstream)                                                                \
    SYMBOL(prep_term_function, rl_prep_term_function)                                              \
    SYMBOL(read_history, read_history)                                                             \
    SYMBOL(readline_name, rl_readline_name)                                                        \
    SYMBOL(redisplay, rl_redisplay)                                                                \
    SYMBOL(stifle_history, stifle_history)                                                         \
    SYMBOL(using_history, using_history)                                                           \
    SYMBOL(variable_bind, rl_variable_bind)                                                        \
    SYMBOL(write_history, write_history)

SHARED_LIBRARY(rl, AVM_LIBRARY_READLINE, SYMBOLS)

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
        rl.add_history(line);
    }
    edit.done(edit.context, line);
    free(line);
}

enum status line_edit_begin(const char *history, line_edit_done done, void *context,
                            struct failure *failure)
{
    enum status status = load_rl(failure);
    if (status != STATUS_OK) {
        return status;
    }
    edit.done = done;
    edit.context = context;
    edit.history = history;
    edit.byte = -1;
    edit.is_begun = true;
    *rl.readline_name = "avm";
    *rl.getc_function = get_byte;
    // The terminal is in raw mode and its signals are taken care of.
    *rl.prep_term_function = leave_terminal;
    *rl.deprep_term_function = leave_terminal_again;
    *rl.catch_signals = 0;
    *rl.catch_sigwinch = 0;
    rl.variable_bind("enable-bracketed-paste", "off");
    // There is nothing to complete: a tab is a character.
    rl.bind_key('\t', rl.insert);
    rl.using_history();
    rl.stifle_history(HISTORY_LINES);
    if (history != NULL) {
        rl.read_history(history);
    }
    rl.callback_handler_install("> ", take_line);
    return STATUS_OK;
}

void line_edit_feed(uint8_t byte)
{
    edit.byte = byte;
    rl.callback_read_char();
}

void line_edit_hide(void)
{
    if (edit.is_begun) {
        rl.clear_visible_line();
        fflush(*rl.outstream);
    }
}

void line_edit_show(void)
{
    if (edit.is_begun) {
        rl.on_new_line();
        rl.redisplay();
        fflush(*rl.outstream);
    }
}

void line_edit_end(void)
{
    if (!edit.is_begun) {
        return;
    }
    edit.is_begun = false;
    rl.clear_visible_line();
    rl.callback_handler_remove();
    fflush(*rl.outstream);
    if (edit.history != NULL) {
        rl.write_history(edit.history);
    }
    rl.clear_history();
}

const char *line_edit_library(void)
{
    return load_rl(NULL) == STATUS_OK ? *rl.library_version : "";
}
