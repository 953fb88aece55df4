// SPDX-License-Identifier: Apache-2.0
// trace.h - the calls in stack traces, in the forms that machines print them:
//
//     shop:half/1 (shop.erl:8)                              our machine
//     {shop,half,1,[{file,"shop.erl"},{line,8}]}            Erlang's own, in a list
//
// Arguments may stand in the place of the arity: {shop,half,[two],[]}.

#ifndef MONITOR_TRACE_H
#define MONITOR_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TRACE_NAME_MAX 128

struct trace_frame {
    char module[TRACE_NAME_MAX]; // without quotes; cut when too long
    char function[TRACE_NAME_MAX];
    uint32_t arity;
    char file[200]; // empty: not said
    uint32_t line;  // 0: not said
};

// Whether the brackets of a text are balanced, outside of texts and quoted atoms.
bool trace_is_complete(const char *text);

// Every frame of Erlang's form in a text, in its order.
typedef void (*trace_visit)(void *context, const struct trace_frame *frame);
void trace_find_frames(const char *text, trace_visit visit, void *context);

// A frame of our machine's form. False: it is none.
bool trace_parse_frame(const char *text, struct trace_frame *frame);

#endif
