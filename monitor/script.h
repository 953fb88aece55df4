// SPDX-License-Identifier: Apache-2.0
// script.h - a conversation with a board, for tests and CI: what to send and what must come back.
//
//     # a comment
//     send TEXT         TEXT and the end of a line (--eol)
//     raw TEXT          TEXT alone
//     expect REGEX      go on when this has come; what came up to its end is used up
//     fail REGEX        from here on: stop with status 1 when this comes
//     timeout SECONDS   of every expect that follows (10); 0: none
//     wait SECONDS      do nothing for so long
//     reset             reset the board
//
// Texts go to the end of the line. In those of send and raw, \r \n \t \e \0 \\ and \xNN stand for
// bytes. Regular expressions are as grep -E has them.

#ifndef MONITOR_SCRIPT_H
#define MONITOR_SCRIPT_H

#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"
#include "platforms/pattern.h"

enum script_kind {
#define SCRIPT(name, argument) SCRIPT_##name,
#include "monitor/script.def"
#undef SCRIPT
};

struct script_step {
    enum script_kind kind;
    uint32_t line;  // in the script
    uint8_t *bytes; // send, raw: what to send; expect, fail: the expression. NUL-terminated
    size_t size;
    struct pattern *pattern; // expect, fail
    uint32_t time_ms;        // timeout, wait
};

struct script {
    struct script_step *steps;
    size_t count;
};

// STATUS_INPUT: failure names the line. The caller clears the script in any case.
enum status script_parse(const char *text, size_t size, struct script *script,
                         struct failure *failure);
void script_clear(struct script *script);

// Put bytes in the place of \r and the like. to has at least the length of text and a byte more;
// *size is what it gets. STATUS_INPUT: an escape that is none.
enum status script_unescape(const char *text, size_t length, uint8_t *to, size_t *size,
                            struct failure *failure);

// "2", "0.5": seconds, at most a day. STATUS_USAGE otherwise.
enum status script_seconds(const char *text, uint32_t *time_ms, struct failure *failure);

#endif
