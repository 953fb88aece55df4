// SPDX-License-Identifier: Apache-2.0
// session_keys.c - what the keys of keys.def do.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "monitor/session.h"
#include "platforms/files.h"
#include "platforms/line_edit.h"
#include "platforms/terminal.h"

#define BACKSPACE 0x08
#define DELETE    0x7F
#define ESCAPE    0x1B

static const uint32_t rates[] = {1200,   2400,   4800,   9600,   19200,   38400,   57600,  74880,
                                 115200, 230400, 460800, 921600, 1000000, 1500000, 2000000};
#define RATE_COUNT (sizeof(rates) / sizeof(rates[0]))

void session_banner(struct session *session)
{
    char name[KEYS_NAME_SIZE];
    keys_name(session->keys.exit_key != 0 ? session->keys.exit_key : KEYS_EXIT, name);
    if (session->transport != NULL) {
        session_note(session, "%s, %u baud; quit: %s, help: Ctrl-T h",
                     transport_name(session->transport), (unsigned) session->format.baud, name);
    } else {
        session_note(session, "quit: %s, help: Ctrl-T h", name);
    }
}

static void key_help(struct session *session)
{
    char name[KEYS_NAME_SIZE];
    size_t count;
    const struct key_row *rows = keys_rows(&count);
    keys_name(session->keys.exit_key != 0 ? session->keys.exit_key : KEYS_EXIT, name);
    session_note(session, "%-9s quit; Ctrl-C twice does, too", name);
    for (size_t i = 0; i < count; i++) {
        session_note(session, "Ctrl-T %s  %s", rows[i].key, rows[i].help);
    }
    session_note(session, "Ctrl-T Ctrl-T sends Ctrl-T, Ctrl-T %s sends %s", name, name);
}

static void key_quit(struct session *session)
{
    session_end(session, STATUS_OK);
}

static void key_reset(struct session *session)
{
    session_note(session, "reset");
    session_reset(session, false);
}

static void key_boot(struct session *session)
{
    session_note(session, "reset into the boot loader");
    session_reset(session, true);
}

static void key_pause(struct session *session)
{
    bool paused = !session->screen.is_paused;
    if (paused) {
        session_flush(session);
        session_note(session, "paused; Ctrl-T p goes on");
        screen_set_paused(&session->screen, true);
        return;
    }
    uint64_t dropped = session->screen.dropped;
    if (dropped > 0) {
        session_note(session, "going on; %llu bytes were too many to keep",
                     (unsigned long long) dropped);
    } else {
        session_note(session, "going on");
    }
    screen_set_paused(&session->screen, false);
    session_flush(session);
}

static void key_clear(struct session *session)
{
    static const char clear[] = "\033[H\033[2J"; // ECMA-48: home, erase all
    session_flush(session);
    terminal_write(TERMINAL_OUTPUT, clear, sizeof(clear) - 1, NULL);
    session->screen.is_inside = false;
    session->is_out_inside = false;
}

static void key_timestamps(struct session *session)
{
    session->screen.options.timestamps = !session->screen.options.timestamps;
    session_note(session, "timestamps %s", session->screen.options.timestamps ? "on" : "off");
}

static void key_hex(struct session *session)
{
    screen_set_hex(&session->screen, !session->screen.options.hex);
    session_note(session, "%s", session->screen.options.hex ? "hexadecimal" : "text");
}

static void key_log(struct session *session)
{
    struct failure failure = {0};
    if (session->log.file != NULL) {
        session_log_close(&session->log);
        session_note(session, "log off");
    } else if (session_log_open(&session->log, session->log_path, &failure) == STATUS_OK) {
        session_note(session, "log on: %s", session->log_path);
    } else {
        session_note(session, "%s: %s", failure.subject, failure.what);
    }
}

// The path is typed at the bottom, with Backspace; Escape is a way out.
static void key_send(struct session *session)
{
    static const char question[] = "--- file to send: ";
    session->is_asking = true;
    session->answer_size = 0;
    session_flush(session);
    screen_end_line(&session->screen);
    session_flush(session);
    terminal_write(TERMINAL_ERROR, question, sizeof(question) - 1, NULL);
}

static void step_baud(struct session *session, bool up)
{
    uint32_t now = session->format.baud;
    uint32_t next = now;
    for (size_t i = 0; i < RATE_COUNT; i++) {
        size_t at = up ? i : RATE_COUNT - 1 - i;
        if (up ? rates[at] > now : rates[at] < now) {
            next = rates[at];
            break;
        }
    }
    session_set_baud(session, next);
}

static void key_faster(struct session *session)
{
    step_baud(session, true);
}

static void key_slower(struct session *session)
{
    step_baud(session, false);
}

static void key_reflash(struct session *session)
{
    const struct monitor_options *options = session->options;
    struct failure failure = {0};
    if (options->reflash == NULL) {
        session_note(session, "no pack to flash: start with --pack APP.avm, or 'avm flash -m'");
        return;
    }
    session_note(session, "flashing again");
    session_disconnect(session);
    line_edit_hide();
    terminal_raw_end();
    enum status status = options->reflash(options->context, session->identity.port, &failure);
    if (session->is_raw && terminal_raw_begin(session->failure) != STATUS_OK) {
        session_end(session, session->failure->status);
        return;
    }
    if (status == STATUS_OK) {
        session_note(session, "going on");
    } else if (failure.what[0] != '\0') {
        session_note(session, "%s", failure.what);
    } else {
        session_note(session, "flashing failed; going on");
    }
    session->next_try_ms = 0;
    session_connect(session);
}

static void send_file(struct session *session, const char *path)
{
    uint8_t *data;
    size_t size;
    struct failure failure = {0};
    if (path[0] == '\0') {
        return;
    }
    if (file_read(path, &data, &size, &failure) != STATUS_OK) {
        session_note(session, "%s: %s", path, failure.what);
        return;
    }
    session_queue(session, data, size);
    session_note(session, "sending %zu bytes of %s", size, path);
    free(data);
}

static void take_answer(struct session *session, uint8_t key)
{
    static const char erase[] = "\b \b";
    if (key == '\r' || key == '\n' || key == ESCAPE || key == KEYS_CTRL_C) {
        session->is_asking = false;
        session->answer[session->answer_size] = '\0';
        terminal_write(TERMINAL_ERROR, "\n", 1, NULL);
        send_file(session, key == '\r' || key == '\n' ? session->answer : "");
    } else if (key == BACKSPACE || key == DELETE) {
        if (session->answer_size > 0) {
            session->answer_size--;
            terminal_write(TERMINAL_ERROR, erase, sizeof(erase) - 1, NULL);
        }
    } else if (key >= ' ' && session->answer_size + 1 < sizeof(session->answer)) {
        session->answer[session->answer_size++] = (char) key;
        terminal_write(TERMINAL_ERROR, &key, 1, NULL);
    }
}

static void (*const actions[])(struct session *session) = {
#define KEY(name, key, help) key_##name,
#include "monitor/keys.def"
#undef KEY
};

// A key that is for the board.
static void send_key(struct session *session, uint8_t key)
{
    if (session->options->is_line_mode && key != KEYS_CTRL_C) {
        line_edit_feed(key);
    } else if (session->transport == NULL) {
        return;
    } else if (key == '\r' && session->options->eol != MONITOR_EOL_RAW) {
        session_queue_eol(session);
    } else {
        session_queue(session, &key, 1);
    }
}

void session_key(struct session *session, uint8_t key)
{
    uint8_t byte;
    if (session->is_asking) {
        take_answer(session, key);
        return;
    }
    enum key_action action = keys_take(&session->keys, key, serial_now_ms(), &byte);
    if (action == KEY_BYTES) {
        send_key(session, byte);
    } else if (action == KEY_UNKNOWN) {
        session_note(session, "no such key; Ctrl-T h shows them");
    } else if (action != KEY_NONE) {
        actions[action - KEY_BYTES - 1](session);
    }
}
