// SPDX-License-Identifier: Apache-2.0
// session_port.c - the connection of a session: opening, losing and finding it again, the modem
// lines, the rate, and what waits to be sent.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "monitor/session.h"

#define TRY_AGAIN_MS 250
#define CONNECT_MS   2000 // to a host of the network
#define RESET_MS     100  // how long a board is held in reset
#define BOOT_MS      50   // how long the boot pin is held after that
#define WRITE_CHUNK  512  // what is written at once, so that reading goes on in between

// DTR and RTS pull at reset and boot mode of most boards, through two transistors (neither line
// does anything while both are equal) or directly (an asserted line holds). With both off, in one
// step, no board is held and none is reset.
static void set_lines(struct session *session)
{
    enum monitor_lines lines = session->options->lines;
    if (lines == MONITOR_LINES_AUTO) {
        lines = board_is_bridge(&session->identity) ? MONITOR_LINES_OFF : MONITOR_LINES_KEEP;
    }
    if (lines != MONITOR_LINES_KEEP) {
        bool on = lines == MONITOR_LINES_ON;
        // A connection without lines has none to be set.
        transport_set_lines(session->transport, on, on, NULL);
    }
}

static enum status open_port(struct session *session, const char *port, struct failure *failure)
{
    const struct transport_options options = {
        .format = session->format,
        .is_interrupted = session->options->is_interrupted,
        .context = session->options->context,
        .connect_timeout_ms = CONNECT_MS,
    };
    return transport_open(port, &options, &session->transport, failure);
}

// Why there is no connection, when nobody wants to wait for one.
static void give_up(struct session *session, const struct failure *why)
{
    if (why->status == STATUS_OK) {
        fail(session->failure, STATUS_BOARD,
             "no board: no USB serial port is there, or several\n"
             "name the port with -p, or wait for one with --wait");
    } else {
        *session->failure = *why;
    }
    session_end(session, session->failure->status);
}

static void say_other(struct session *session)
{
    if (!session->has_said_other) {
        session->has_said_other = true;
        session_note(session, "another board is at %s; waiting for the one with number %s",
                     session->identity.port, session->identity.number);
    }
}

// The first connection goes to the port that was asked for, later ones to the same board.
bool session_connect(struct session *session)
{
    char port[256];
    bool other = false;
    struct failure failure = {0};
    bool is_there = board_identity_find(&session->identity, session->list, port, &other);
    if (other && !is_there) {
        say_other(session);
    }
    enum status status = is_there ? open_port(session, port, &failure) : STATUS_BOARD;
    if (status == STATUS_INTERRUPTED) {
        session_end(session, status);
        return false;
    }
    if (status != STATUS_OK) {
        bool may_wait = session->has_connected || session->options->wait;
        // A wrong address will not become a right one.
        if (!may_wait || status == STATUS_USAGE) {
            give_up(session, &failure);
        } else if (!session->has_said_gone) {
            session->has_said_gone = true;
            session_note(session, "waiting for %s",
                         session->identity.port[0] != '\0' ? session->identity.port : "a board");
        }
        return false;
    }
    if (!session->has_connected) {
        board_identity_fill(&session->identity, port, session->list);
    } else {
        if (session->has_said_gone) {
            session_note(session, "%s is back", port);
        }
        snprintf(session->identity.port, sizeof(session->identity.port), "%s", port);
    }
    session->has_said_gone = false;
    session->has_said_other = false;
    set_lines(session);
    return true;
}

void session_disconnect(struct session *session)
{
    if (session->transport != NULL && !session->is_lost) {
        transport_drain(session->transport, NULL);
    }
    session->is_lost = false;
    transport_close(session->transport);
    session->transport = NULL;
}

// The port does not work any more.
void session_lost(struct session *session, const struct failure *why)
{
    if (why->status == STATUS_INTERRUPTED) {
        session_end(session, STATUS_INTERRUPTED);
        return;
    }
    session->is_lost = true;
    session_disconnect(session);
    session->queue_size = 0;
    session->queue_sent = 0;
    if (session->options->no_reconnect) {
        fail(session->failure, STATUS_BOARD, "the board is gone: %s", why->what);
        failure_add_subject(session->failure, session->identity.port);
        session_end(session, STATUS_BOARD);
        return;
    }
    if (!session->has_said_gone) {
        session->has_said_gone = true;
        session_note(session, "%s is gone; waiting for it to come back", session->identity.port);
    }
    session->next_try_ms = serial_now_ms() + TRY_AGAIN_MS;
}

static bool hold_lines(struct session *session, bool dtr, bool rts, uint32_t time_ms)
{
    struct failure failure = {0};
    enum status status = transport_set_lines(session->transport, dtr, rts, &failure);
    if (status == STATUS_FAILED) {
        session_note(session, "this connection has no reset line: press the button of the board");
        return false;
    }
    if (status == STATUS_OK) {
        status = transport_sleep_ms(session->transport, time_ms, &failure);
    }
    if (status != STATUS_OK) {
        session_lost(session, &failure);
    }
    return status == STATUS_OK;
}

// RTS at reset, DTR at the boot pin, as on nearly all boards.
void session_reset(struct session *session, bool loader)
{
    if (session->transport == NULL) {
        return;
    }
    bool good = hold_lines(session, false, true, RESET_MS);
    if (good && loader) {
        good = hold_lines(session, true, false, BOOT_MS);
    }
    if (good) {
        transport_set_lines(session->transport, false, false, NULL);
    }
}

void session_set_baud(struct session *session, uint32_t baud)
{
    struct failure failure = {0};
    session->format.baud = baud;
    enum status status = session->transport != NULL
                             ? transport_set_baud(session->transport, baud, &failure)
                             : STATUS_OK;
    if (status == STATUS_OK) {
        recogniser_set_baud(&session->recogniser, baud);
        session_note(session, "%u baud", (unsigned) baud);
    } else if (transport_format(session->transport)->baud != baud) {
        session->format = *transport_format(session->transport);
        session_note(session, "%s", failure.what);
    }
}

void session_queue(struct session *session, const uint8_t *data, size_t size)
{
    if (session->queue_capacity - session->queue_size < size) {
        size_t capacity = (session->queue_size + size) * 2;
        uint8_t *grown = realloc(session->queue, capacity);
        if (grown == NULL) {
            session_note(session, "no memory: %zu bytes were not sent", size);
            return;
        }
        session->queue = grown;
        session->queue_capacity = capacity;
    }
    memcpy(session->queue + session->queue_size, data, size);
    session->queue_size += size;
}

void session_queue_eol(struct session *session)
{
    static const char *const ends[] = {"\r\n", "\n", "\r", "\n"};
    const char *end = ends[session->options->eol];
    session_queue(session, (const uint8_t *) end, strlen(end));
}

void session_write(struct session *session)
{
    size_t left = session->queue_size - session->queue_sent;
    if (session->transport == NULL || left == 0) {
        return;
    }
    size_t count;
    struct failure failure = {0};
    if (transport_write_some(session->transport, session->queue + session->queue_sent,
                             left < WRITE_CHUNK ? left : WRITE_CHUNK, &count,
                             &failure) != STATUS_OK) {
        session_lost(session, &failure);
        return;
    }
    session->queue_sent += count;
    if (session->queue_sent == session->queue_size) {
        session->queue_size = 0;
        session->queue_sent = 0;
    }
}
