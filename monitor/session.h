// SPDX-License-Identifier: Apache-2.0
// session.h - a running session; what session*.c share.
//
// One thread, one loop (session.c): wait for the port, the keyboard and the clock; take what came.
// Bytes of the board go through session_take() to the log, the screen, the recogniser and the
// script, a line at a time; bytes for the board wait in a queue until the port takes them.

#ifndef MONITOR_SESSION_H
#define MONITOR_SESSION_H

#include "flasher/transport.h"
#include "monitor/keys.h"
#include "monitor/log.h"
#include "monitor/monitor.h"
#include "monitor/reconnect.h"
#include "monitor/screen.h"
#include "monitor/script.h"

#define SESSION_FAILS_MAX 16

struct session {
    const struct monitor_options *options;
    struct failure *failure;
    // How it ends.
    bool is_done;
    bool is_ending; // after the line that is being received
    enum status result;

    // Connection.
    struct transport *transport; // NULL: there is none
    struct serial_format format; // now wanted
    struct board_identity identity;
    serial_lister list;
    bool is_lost;       // there is, but it does not work any more
    bool has_connected; // at least once
    bool has_said_gone;
    bool has_said_other;
    uint64_t next_try_ms;
    uint8_t *queue; // for the board
    size_t queue_size;
    size_t queue_sent;
    size_t queue_capacity;

    // Input.
    bool is_raw; // keys, and not lines
    bool is_input_open;
    bool was_input_used;
    bool has_cr;
    struct keys keys;
    bool is_asking; // for a path, in answer
    char answer[256];
    size_t answer_size;

    // Output.
    struct screen screen;
    uint8_t out[64 * 1024];
    size_t out_size;
    bool is_screen;     // the standard output is a terminal
    bool is_out_inside; // of a line, on the screen
    struct session_log log;
    const char *log_path;
    uint64_t last_input_ms; // when the board last said something

    // What it says.
    struct pattern *filter;
    struct recogniser recogniser;
    char line[RECOGNISE_LINE_MAX]; // so far, without escapes
    size_t line_size;
    int escape;
    struct pattern *until;
    struct pattern *fails[SESSION_FAILS_MAX]; // the first is --fail
    size_t fail_count;

    // Script.
    size_t step;
    uint64_t step_deadline_ms; // 0: not begun
    uint32_t step_timeout_ms;
    char *recent; // what came and no expect has used up
    size_t recent_size;
    uint64_t deadline_ms; // of everything; 0: none
};

// session.c
void session_end(struct session *session, enum status result);    // now
void session_finish(struct session *session, enum status result); // after this line
// Print "--- TEXT ---" on the standard error.
void session_note(struct session *session, const char *format, ...) FAILURE_PRINTF(2, 3);
void session_flush(struct session *session);
void session_queue(struct session *session, const uint8_t *data, size_t size);
void session_queue_eol(struct session *session);

// session_port.c
bool session_connect(struct session *session); // false: not yet
void session_lost(struct session *session, const struct failure *why);
void session_disconnect(struct session *session);
void session_reset(struct session *session, bool loader);
void session_set_baud(struct session *session, uint32_t baud);
// Write of the queue what the port takes.
void session_write(struct session *session);

// session_keys.c
void session_key(struct session *session, uint8_t key);
void session_banner(struct session *session);

// session_script.c
enum status session_script_init(struct session *session, struct failure *failure);
void session_script_clear(struct session *session);
// Something has come: cleaned text, NUL-terminated where a line is meant.
void session_script_text(struct session *session, const char *text, size_t size);
void session_script_line(struct session *session, bool is_whole);
// Go on as far as possible. When to be asked again without an event (UINT64_MAX: never).
uint64_t session_script_run(struct session *session, uint64_t now_ms);

#endif
