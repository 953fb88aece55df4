%% SPDX-License-Identifier: Apache-2.0
%% os:cmd: output and errors, what it takes for a command, characters, what is left behind.
%% library: own
-module(os_cmd).
-include("../t.hrl").

start() ->
    process_flag(trap_exit, true),
    p("both", os:cmd("echo hi; echo error 1>&2")),
    p("atom", os:cmd('echo a')),
    p("deep", os:cmd(["echo", $\s, "de", ["ep"]])),
    p("UTF-8", os:cmd("printf 'h\\303\\251'")),
    p("not UTF-8", os:cmd("printf 'h\\303'")),
    p("characters", os:cmd("echo h\x{e9}\x{20ac}") =:= "h\x{e9}\x{20ac}\n"),
    p("zero at the end", os:cmd("echo a\0")),
    p("no output", {os:cmd("exit 3"), os:cmd("true")}),
    p("no input", os:cmd("cat")),
    p("comment", os:cmd("echo a # comment")),
    p("the byte 4", os:cmd("printf 'a\\004b'")),
    p("syntax", os:cmd("echo )") =/= []),
    p("behind", os:cmd("echo now; sleep 3 &")),
    p("sizes", [os:cmd("printf 1234567", Max) || Max <- [#{max_size => 3}, #{max_size => 100}, #{}, #{max_size => infinity}]]),
    p("much", length(os:cmd("head -c 300000 /dev/zero"))),
    p("wrong", [t(fun() -> os:cmd(Command) end) || Command <- [1, <<"echo x">>, [1 | x], [a], "echo a\0b", {}]]),
    p("wrong options", t(fun() -> os:cmd("echo", []) end)),
    p("environment", begin os:putenv("OS_CMD", "set"), os:cmd("echo $OS_CMD") end),
    p("natives", {is_tuple(os:type()), is_list(os:getenv()), os:getenv("OS_CMD"), is_integer(os:system_time())}),
    p("left", {process_info(self(), message_queue_len), process_info(self(), links)}).
