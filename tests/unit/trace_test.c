// SPDX-License-Identifier: Apache-2.0
// trace_test.c - monitor/trace.c

#include "monitor/trace.h"

#include "tests/unit/test.h"

static char found[1024];

static void collect(void *context, const struct trace_frame *frame)
{
    size_t used = strlen(found);
    snprintf(found + used, sizeof(found) - used, "%s:%s/%u %s:%u;", frame->module, frame->function,
             (unsigned) frame->arity, frame->file, (unsigned) frame->line);
}

static const char *frames(const char *text)
{
    found[0] = '\0';
    trace_find_frames(text, collect, NULL);
    return found;
}

static void frames_of_erlang_are_found(void)
{
    CHECK_TEXT(frames("[{shop,half,1,[{file,\"shop.erl\"},{line,8}]},{shop,start,0,[]}]"),
               "shop:half/1 shop.erl:8;shop:start/0 :0;");
    CHECK_TEXT(
        frames("{'EXIT',{badarith,[{shop,'-go/0-fun-0-',1,[{line,3},{file,\"a b.erl\"}]}]}}"),
        "shop:-go/0-fun-0-/1 a b.erl:3;");
    CHECK_TEXT(frames("[{'Elixir.Shop','half!',[two,{a,\"]\"}],[{file,\"x.ex\"},{line,1}]}]"),
               "Elixir.Shop:half!/2 x.ex:1;");
    CHECK_TEXT(frames("[{lists,reverse,[[]],[]}]"), "lists:reverse/1 :0;");
    CHECK_TEXT(frames("[{erlang,self,[],[{error_info,#{module => m}}]}]"), "erlang:self/0 :0;");
}

static void what_is_no_frame_is_passed_over(void)
{
    CHECK_TEXT(frames("{a,b,c} {A,b,1,[]} {a,b,1,[} {a,b,1 {{{{ {'a {a,b,99999999999,[]}"), "");
    CHECK_TEXT(frames(""), "");
}

static void texts_are_complete_when_their_brackets_are(void)
{
    CHECK(trace_is_complete("[{a,b,1,[]}]"));
    CHECK(!trace_is_complete("[{a,b,1,[]},"));
    CHECK(trace_is_complete("[{a,\"[[[\",'{'}]"));
    CHECK(!trace_is_complete("[{a,\"]}"));
}

static void frames_of_our_machine_are_read(void)
{
    struct trace_frame frame;
    CHECK(trace_parse_frame("shop:half/1 (shop.erl:8)", &frame));
    CHECK_TEXT(frame.function, "half");
    CHECK_TEXT(frame.file, "shop.erl");
    CHECK_NUMBER(frame.line, 8);
    CHECK(trace_parse_frame("'My Shop':'half-'/12", &frame));
    CHECK_TEXT(frame.module, "My Shop");
    CHECK_NUMBER(frame.arity, 12);
    CHECK_NUMBER(frame.line, 0);
    CHECK(!trace_parse_frame("half/1 (shop.erl:8)", &frame));
    CHECK(!trace_parse_frame("shop:half", &frame));
    CHECK(!trace_parse_frame("shop:half/1 and so on", &frame));
}

int main(void)
{
    TEST(frames_of_erlang_are_found);
    TEST(what_is_no_frame_is_passed_over);
    TEST(texts_are_complete_when_their_brackets_are);
    TEST(frames_of_our_machine_are_read);
    return test_done();
}
