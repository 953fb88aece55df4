// SPDX-License-Identifier: Apache-2.0
// session.c - the loop of a session, and the way of a byte from the board to the screen.

#include "monitor/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platforms/line_edit.h"
#include "platforms/platform.h"
#include "platforms/terminal.h"

#define IDLE_MS      40    // after so long a line that was begun is shown as it is
#define LINGER_MS    1000  // the board's answer to the end of a pipe is over
#define TICK_MS      500   // how long to wait at most
#define NO_HANDLE_MS 10    // the same for connections that cannot be waited for
#define INPUT_HIGH   65536 // bytes that wait for the board before more of a file is read

static uint64_t wall_ms(void)
{
    return platform_system_ns() / 1000000;
}

void session_end(struct session *session, enum status result)
{
    if (!session->is_done) {
        session->is_done = true;
        session->result = result;
    }
}

void session_finish(struct session *session, enum status result)
{
    if (!session->is_ending || session->result == STATUS_OK) {
        session->is_ending = true;
        session->result = result;
    }
    if (session->line_size == 0 && !session->screen.is_inside) {
        session->is_done = true;
    }
}

// Output -------------------------------------------------------------------------------------

static void write_out(struct session *session, const void *data, size_t size)
{
    enum status status = terminal_write(TERMINAL_OUTPUT, data, size, session->failure);
    if (status != STATUS_OK) {
        // Nobody reads any more: that is a quiet end.
        session_end(session, status == STATUS_FAILED ? STATUS_OK : status);
    }
}

// In line mode the line that is being edited stands at the bottom, so what comes above it consists
// of whole lines, unless nothing more comes for a moment.
static void flush_line_mode(struct session *session, bool is_idle)
{
    size_t size = session->out_size;
    while (!is_idle && size > 0 && session->out[size - 1] != '\n') {
        size--;
    }
    if (size == 0) {
        return;
    }
    line_edit_hide();
    write_out(session, session->out, size);
    if (session->out[size - 1] != '\n') {
        write_out(session, "\n", 1);
    }
    line_edit_show();
    memmove(session->out, session->out + size, session->out_size - size);
    session->out_size -= size;
}

static void flush_some(struct session *session, bool is_idle)
{
    if (session->out_size == 0) {
        return;
    }
    if (session->is_raw && session->options->is_line_mode) {
        flush_line_mode(session, is_idle || session->out_size == sizeof(session->out));
        return;
    }
    session->is_out_inside = session->out[session->out_size - 1] != '\n';
    write_out(session, session->out, session->out_size);
    session->out_size = 0;
}

void session_flush(struct session *session)
{
    flush_some(session, true);
}

// What the screen wants to show.
static void collect(void *context, const void *data, size_t size)
{
    struct session *session = context;
    const uint8_t *from = data;
    while (size > 0) {
        size_t room = sizeof(session->out) - session->out_size;
        size_t take = size < room ? size : room;
        memcpy(session->out + session->out_size, from, take);
        session->out_size += take;
        from += take;
        size -= take;
        if (session->out_size == sizeof(session->out)) {
            flush_some(session, false);
        }
    }
}

void session_note(struct session *session, const char *format, ...)
{
    char text[RECOGNISE_NOTE_MAX + 8];
    va_list arguments;
    int before = snprintf(text, sizeof(text), "--- ");
    va_start(arguments, format);
    vsnprintf(text + before, sizeof(text) - (size_t) before - 1, format, arguments);
    va_end(arguments);
    size_t size = strlen(text);
    text[size++] = '\n';
    bool is_line = session->is_raw && session->options->is_line_mode;
    session_flush(session);
    // A note does not begin in the middle of a line, where both go to the same screen.
    if (!is_line && session->is_out_inside && session->is_screen && terminal_is(TERMINAL_ERROR)) {
        terminal_write(TERMINAL_ERROR, "\n", 1, NULL);
        session->is_out_inside = false;
    }
    if (is_line) {
        line_edit_hide();
    }
    terminal_write(TERMINAL_ERROR, text, size, NULL);
    if (is_line && !session->is_done) {
        line_edit_show();
    }
}

static void note_recognised(void *context, const char *text)
{
    session_note(context, "%s", text);
}

// From the board -----------------------------------------------------------------------------

// Whether a byte belongs to an escape sequence (ECMA-48).
static bool is_escape(struct session *session, uint8_t byte)
{
    if (session->escape == 0) {
        session->escape = byte == 0x1B;
        return session->escape != 0;
    }
    if (session->escape == 1) {
        session->escape = byte == '[' ? 2 : 0;
    } else if (byte < 0x20 || (byte >= 0x40 && byte <= 0x7E)) {
        session->escape = 0;
        return byte >= 0x20;
    }
    return true;
}

// Add to the line what is text. Lines without end are cut into pieces.
static void take_text(struct session *session, const uint8_t *data, size_t size)
{
    size_t from = session->line_size;
    for (size_t i = 0; i < size && session->line_size + 1 < sizeof(session->line); i++) {
        if (!is_escape(session, data[i]) && data[i] != '\r' && data[i] != '\0') {
            session->line[session->line_size++] = (char) data[i];
        }
    }
    session->line[session->line_size] = '\0';
    session_script_text(session, session->line + from, session->line_size - from);
}

static void end_line(struct session *session)
{
    if (!session->options->quiet) {
        recogniser_line(&session->recogniser, session->line);
    }
    session_script_line(session, true);
    session->line_size = 0;
    session->line[0] = '\0';
    if (session->is_ending) {
        session->is_done = true;
    }
}

static void take_piece(struct session *session, const uint8_t *data, size_t size)
{
    bool ends = data[size - 1] == '\n';
    screen_take(&session->screen, data, size, wall_ms());
    take_text(session, data, ends ? size - 1 : size);
    if (ends) {
        session_script_text(session, "\n", 1);
        end_line(session);
    } else if (session->line_size + 1 == sizeof(session->line)) {
        session->line_size = 0;
    }
}

static void take(struct session *session, const uint8_t *data, size_t size)
{
    session->last_input_ms = serial_now_ms();
    if (session_log_write(&session->log, data, size, session->failure) != STATUS_OK) {
        session_end(session, STATUS_IO);
        return;
    }
    if (!session->options->quiet) {
        recogniser_bytes(&session->recogniser, data, size);
    }
    while (size > 0 && !session->is_done) {
        const uint8_t *newline = memchr(data, '\n', size);
        size_t piece = newline != NULL ? (size_t) (newline - data) + 1 : size;
        piece = piece < RECOGNISE_LINE_MAX / 2 ? piece : RECOGNISE_LINE_MAX / 2;
        take_piece(session, data, piece);
        data += piece;
        size -= piece;
    }
    if (!session->is_done && session->line_size > 0) {
        session_script_line(session, false);
    }
    flush_some(session, false);
}

static void read_port(struct session *session)
{
    uint8_t data[16 * 1024];
    size_t count;
    // All there is, but a flood must leave time for keys.
    for (unsigned rounds = 0; rounds < 16 && !session->is_done; rounds++) {
        struct failure failure = {0};
        if (transport_read(session->transport, data, sizeof(data), 0, &count, &failure) !=
            STATUS_OK) {
            session_lost(session, &failure);
            return;
        }
        if (count == 0) {
            return;
        }
        take(session, data, count);
    }
}

// To the board -------------------------------------------------------------------------------

static void take_input_line(void *context, const char *line)
{
    struct session *session = context;
    if (line == NULL) {
        session_end(session, STATUS_OK);
    } else if (session->transport == NULL) {
        session_note(session, "not sent: there is no board");
    } else {
        session_queue(session, (const uint8_t *) line, strlen(line));
        session_queue_eol(session);
    }
}

// A pipe or a file: lines, with the end that the board wants.
static void take_input(struct session *session, const uint8_t *data, size_t size)
{
    session->was_input_used = true;
    if (session->options->eol == MONITOR_EOL_RAW) {
        session_queue(session, data, size);
        return;
    }
    for (size_t i = 0; i < size; i++) {
        if (session->has_cr && data[i] != '\n') {
            session_queue(session, (const uint8_t *) "\r", 1);
        }
        session->has_cr = data[i] == '\r';
        if (data[i] == '\n') {
            session_queue_eol(session);
        } else if (!session->has_cr) {
            session_queue(session, &data[i], 1);
        }
    }
}

static void read_input(struct session *session)
{
    uint8_t data[4096];
    size_t count;
    bool is_end;
    enum status status = terminal_read(data, sizeof(data), &count, &is_end, session->failure);
    if (status != STATUS_OK) {
        session_end(session, status);
    } else if (is_end) {
        session->is_input_open = false;
        session->last_input_ms = serial_now_ms();
        if (session->is_raw) {
            session_end(session, STATUS_OK); // the terminal is gone
        }
    } else if (session->is_raw) {
        for (size_t i = 0; i < count && !session->is_done; i++) {
            session_key(session, data[i]);
        }
    } else {
        take_input(session, data, count);
    }
}

// Time ---------------------------------------------------------------------------------------

static uint64_t sooner(uint64_t left, uint64_t right)
{
    return left < right ? left : right;
}

static void time_is_over(struct session *session)
{
    const struct monitor_options *options = session->options;
    if (options->until == NULL && options->script == NULL && session->has_connected) {
        session_end(session, STATUS_OK); // to listen for so long was all that was asked for
        return;
    }
    unsigned seconds = (unsigned) (options->timeout_ms / 1000);
    unsigned thousandths = (unsigned) (options->timeout_ms % 1000);
    if (!session->has_connected) {
        fail(session->failure, STATUS_BOARD, "no board came within %u.%03u s", seconds,
             thousandths);
    } else {
        fail(session->failure, STATUS_BOARD, "%s%.100s did not come within %u.%03u s",
             options->until != NULL ? "what --until wants: " : "the end of the script",
             options->until != NULL ? options->until : "", seconds, thousandths);
    }
    session_end(session, STATUS_BOARD);
}

// Do what is due; when the next thing is.
static uint64_t run_clock(struct session *session, uint64_t now_ms)
{
    uint64_t next = now_ms + TICK_MS;
    bool has_rest = screen_is_holding(&session->screen) || session->out_size > 0 ||
                    session->is_ending || session->log.file != NULL;
    if (session->deadline_ms != 0) {
        if (now_ms >= session->deadline_ms) {
            time_is_over(session);
        }
        next = sooner(next, session->deadline_ms);
    }
    if (has_rest) {
        if (now_ms >= session->last_input_ms + IDLE_MS) {
            screen_release(&session->screen, wall_ms());
            session_flush(session);
            session_log_flush(&session->log, NULL);
            session->is_done = session->is_done || session->is_ending;
        } else {
            next = sooner(next, session->last_input_ms + IDLE_MS);
        }
    }
    bool waits = session->options->until != NULL || session->options->script != NULL ||
                 session->deadline_ms != 0;
    if (!session->is_input_open && session->was_input_used && !waits && session->queue_size == 0 &&
        session->transport != NULL) {
        if (now_ms >= session->last_input_ms + LINGER_MS) {
            session_end(session, STATUS_OK);
        }
        next = sooner(next, session->last_input_ms + LINGER_MS);
    }
    return next;
}

// The loop -----------------------------------------------------------------------------------

static void first_words(struct session *session)
{
    const struct monitor_options *options = session->options;
    if (options->reset) {
        session_reset(session, false);
    }
    for (size_t i = 0; i < options->send_count && session->transport != NULL; i++) {
        size_t size;
        uint8_t *bytes = malloc(strlen(options->send[i]) + 1);
        if (bytes == NULL) {
            fail_memory(session->failure, strlen(options->send[i]) + 1);
            session_end(session, STATUS_LIMIT);
            return;
        }
        if (script_unescape(options->send[i], strlen(options->send[i]), bytes, &size,
                            session->failure) != STATUS_OK) {
            session->failure->status = STATUS_USAGE;
            session_end(session, STATUS_USAGE);
        } else {
            session_queue(session, bytes, size);
            session_queue_eol(session);
        }
        free(bytes);
    }
}

static void try_connection(struct session *session, uint64_t now_ms)
{
    bool is_first = !session->has_connected;
    if (now_ms < session->next_try_ms) {
        return;
    }
    session->next_try_ms = now_ms + 250;
    if (!session_connect(session)) {
        return;
    }
    session->has_connected = true;
    session->last_input_ms = now_ms;
    if (is_first) {
        if (session->is_raw) {
            session_banner(session);
        }
        first_words(session);
    }
}

static void turn(struct session *session)
{
    uint64_t now_ms = serial_now_ms();
    if (session->options->is_interrupted != NULL &&
        session->options->is_interrupted(session->options->context)) {
        session_end(session, STATUS_INTERRUPTED);
        return;
    }
    if (session->transport == NULL) {
        try_connection(session, now_ms);
    }
    uint64_t next = session_script_run(session, now_ms);
    next = sooner(next, run_clock(session, now_ms));
    if (session->transport == NULL) {
        next = sooner(next, session->next_try_ms);
    } else if (strcmp(transport_kind(session->transport), "RFC 2217") == 0) {
        read_port(session); // what came with an answer of the server shows at no descriptor
    }
    if (session->is_done) {
        return;
    }
    struct terminal_wait wait = {.handle = -1};
    bool is_held = session->queue_size - session->queue_sent > INPUT_HIGH;
    wait.want_input =
        session->is_input_open && (session->is_raw || (session->transport != NULL && !is_held));
    if (session->transport != NULL) {
        wait.handle = transport_handle(session->transport);
        wait.want_write = session->queue_size > 0;
    }
    bool can_wait = session->transport == NULL || wait.handle >= 0;
    uint64_t pause_ms = next > now_ms ? next - now_ms : 0;
    terminal_wait(&wait, (uint32_t) sooner(pause_ms, can_wait ? TICK_MS : NO_HANDLE_MS));
    if (wait.has_input) {
        read_input(session);
    }
    if (session->transport != NULL && !session->is_done && (wait.can_read || !can_wait)) {
        read_port(session);
    }
    if (!session->is_done && (wait.can_write || !can_wait)) {
        session_write(session);
    }
}

static enum status begin(struct session *session, struct failure *failure)
{
    const struct monitor_options *options = session->options;
    enum status status = STATUS_OK;
    session->is_screen = terminal_is(TERMINAL_OUTPUT);
    session->is_input_open = true;
    if (options->filter != NULL) {
        status = pattern_new(options->filter, &session->filter, failure);
    }
    if (status == STATUS_OK) {
        status = session_script_init(session, failure);
    }
    if (status == STATUS_OK && options->log != NULL) {
        status = session_log_open(&session->log, options->log, failure);
    }
    const struct screen_options screen = {
        .timestamps = options->timestamps,
        .format = options->timestamp_format,
        .hex = options->hex,
        .colour = session->is_screen && !options->no_colour,
        .filter = session->filter,
        .utc_offset = platform_utc_offset((int64_t) (wall_ms() / 1000), NULL),
        .write = collect,
        .context = session,
    };
    screen_init(&session->screen, &screen, wall_ms());
    const struct recogniser_options recogniser = {
        .symbols = options->symbols,
        .source_lines = options->source_lines,
        .find_function = options->find_function,
        .find_label = options->find_label,
        .find_source = options->find_source,
        .find_context = options->context,
        .baud = session->format.baud,
        .note = note_recognised,
        .context = session,
    };
    recogniser_init(&session->recogniser, &recogniser);
    if (status == STATUS_OK && terminal_is(TERMINAL_INPUT) && session->is_screen) {
        status = terminal_raw_begin(failure);
        session->is_raw = status == STATUS_OK;
    }
    if (status == STATUS_OK && options->is_line_mode) {
        status = session->is_raw
                     ? line_edit_begin(options->history, take_input_line, session, failure)
                     : STATUS_OK;
    }
    return status;
}

static void finish(struct session *session)
{
    session_flush(session);
    if (session->screen.options.hex) {
        screen_end_line(&session->screen);
    }
    screen_release(&session->screen, wall_ms());
    session_flush(session);
    if (session->is_raw) {
        line_edit_end();
        // The shell's prompt begins in a line of its own, in its own colour.
        if (session->screen.is_inside) {
            screen_end_line(&session->screen);
            session_flush(session);
        }
    }
    session_disconnect(session);
    terminal_raw_end();
    session_log_close(&session->log);
    screen_clear(&session->screen);
    session_script_clear(session);
    pattern_free(session->filter);
    free(session->queue);
}

enum status monitor_run(const struct monitor_options *options, struct failure *failure)
{
    struct failure own = {0};
    struct session *session = calloc(1, sizeof(*session));
    if (session == NULL) {
        return fail_memory(failure, sizeof(*session));
    }
    session->options = options;
    session->failure = failure != NULL ? failure : &own;
    session->format = options->format;
    if (session->format.baud == 0) {
        session->format = (struct serial_format){115200, 8, 1, SERIAL_PARITY_NONE};
    }
    session->list = options->list_ports != NULL ? options->list_ports : serial_list;
    session->log_path = options->log != NULL ? options->log : "monitor.log";
    session->keys.exit_key = options->exit_key;
    snprintf(session->identity.port, sizeof(session->identity.port), "%s",
             options->port != NULL ? options->port : "");
    enum status status = begin(session, session->failure);
    if (status == STATUS_OK) {
        if (options->timeout_ms != 0) {
            session->deadline_ms = serial_now_ms() + options->timeout_ms;
        }
        while (!session->is_done) {
            turn(session);
        }
        status = session->result;
    }
    finish(session);
    free(session);
    return status;
}
