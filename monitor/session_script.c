// SPDX-License-Identifier: Apache-2.0
// session_script.c - --until, --fail, --send and --expect: a session that ends by itself.

#include <stdlib.h>
#include <string.h>

#include "monitor/session.h"

#define RECENT_MAX      (64U * 1024)
#define STEP_TIMEOUT_MS 10000

enum status session_script_init(struct session *session, struct failure *failure)
{
    const struct monitor_options *options = session->options;
    enum status status = STATUS_OK;
    session->step_timeout_ms = STEP_TIMEOUT_MS;
    if (options->until != NULL) {
        status = pattern_new(options->until, &session->until, failure);
    }
    if (status == STATUS_OK && options->fail != NULL) {
        status = pattern_new(options->fail, &session->fails[0], failure);
        session->fail_count = status == STATUS_OK;
    }
    if (status == STATUS_OK && options->script != NULL) {
        session->recent = malloc(RECENT_MAX + 1);
        status = session->recent != NULL ? STATUS_OK : fail_memory(failure, RECENT_MAX + 1);
    }
    return status;
}

void session_script_clear(struct session *session)
{
    pattern_free(session->until);
    // The others belong to the script.
    if (session->options->fail != NULL && session->fail_count > 0) {
        pattern_free(session->fails[0]);
    }
    free(session->recent);
}

void session_script_text(struct session *session, const char *text, size_t size)
{
    if (session->recent == NULL) {
        return;
    }
    if (size > RECENT_MAX) {
        text += size - RECENT_MAX;
        size = RECENT_MAX;
    }
    if (RECENT_MAX - session->recent_size < size) {
        // The oldest half of what nobody expected is forgotten.
        size_t drop = RECENT_MAX / 2 > size ? RECENT_MAX / 2 : size;
        drop = drop < session->recent_size ? drop : session->recent_size;
        memmove(session->recent, session->recent + drop, session->recent_size - drop);
        session->recent_size -= drop;
    }
    memcpy(session->recent + session->recent_size, text, size);
    session->recent_size += size;
    session->recent[session->recent_size] = '\0';
}

void session_script_line(struct session *session, bool is_whole)
{
    for (size_t i = 0; i < session->fail_count; i++) {
        if (pattern_find(session->fails[i], session->line, !is_whole, NULL)) {
            if (!session->is_ending || session->result == STATUS_OK) {
                fail(session->failure, STATUS_FAILED, "this must not come: %.160s", session->line);
            }
            session_finish(session, STATUS_FAILED);
            return;
        }
    }
    if (session->until != NULL && pattern_find(session->until, session->line, !is_whole, NULL)) {
        session_finish(session, STATUS_OK);
    }
}

static void send_text(struct session *session, const struct script_step *step)
{
    session_queue(session, step->bytes, step->size);
    if (step->kind == SCRIPT_send) {
        session_queue_eol(session);
    }
}

static void add_fail(struct session *session, const struct script_step *step)
{
    if (session->fail_count == SESSION_FAILS_MAX) {
        fail(session->failure, STATUS_LIMIT, "line %u of the script: there are %d fails already",
             (unsigned) step->line, SESSION_FAILS_MAX);
        session_end(session, STATUS_LIMIT);
        return;
    }
    session->fails[session->fail_count++] = step->pattern;
}

// Whether what is expected has come; it is used up then.
static bool was_expected(struct session *session, const struct script_step *step)
{
    size_t end;
    if (session->recent_size == 0 || !pattern_find(step->pattern, session->recent, true, &end)) {
        return false;
    }
    session->recent_size -= end;
    memmove(session->recent, session->recent + end, session->recent_size + 1);
    return true;
}

// Do a step. False: it is not done yet.
static bool run_step(struct session *session, const struct script_step *step, uint64_t now_ms)
{
    bool is_first = session->step_deadline_ms == 0;
    switch (step->kind) {
    case SCRIPT_send:
    case SCRIPT_raw:
        send_text(session, step);
        return true;
    case SCRIPT_fail:
        add_fail(session, step);
        return !session->is_done;
    case SCRIPT_timeout:
        session->step_timeout_ms = step->time_ms;
        return true;
    case SCRIPT_reset:
        session_reset(session, false);
        return true;
    case SCRIPT_wait:
        if (is_first) {
            session->step_deadline_ms = now_ms + step->time_ms;
        }
        return now_ms >= session->step_deadline_ms;
    case SCRIPT_expect:
        break;
    }
    if (was_expected(session, step)) {
        return true;
    }
    if (is_first) {
        session->step_deadline_ms =
            session->step_timeout_ms != 0 ? now_ms + session->step_timeout_ms : UINT64_MAX;
    }
    if (now_ms >= session->step_deadline_ms) {
        fail(session->failure, STATUS_BOARD,
             "line %u of the script: '%.100s' did not come within %u.%03u s", (unsigned) step->line,
             (const char *) step->bytes, (unsigned) (session->step_timeout_ms / 1000),
             (unsigned) (session->step_timeout_ms % 1000));
        session_end(session, STATUS_BOARD);
    }
    return false;
}

uint64_t session_script_run(struct session *session, uint64_t now_ms)
{
    const struct script *script = session->options->script;
    if (script == NULL || session->transport == NULL || session->is_ending) {
        return UINT64_MAX;
    }
    while (session->step < script->count && !session->is_done &&
           run_step(session, &script->steps[session->step], now_ms)) {
        session->step++;
        session->step_deadline_ms = 0;
    }
    if (session->step < script->count) {
        return session->step_deadline_ms;
    }
    if (session->until == NULL && session->queue_size == 0) {
        session_finish(session, STATUS_OK);
    }
    return UINT64_MAX;
}
