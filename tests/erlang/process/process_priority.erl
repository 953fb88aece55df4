%% SPDX-License-Identifier: Apache-2.0
%% Priorities: who is ready with a higher one runs first; low ones give way, but are not starved.
%% The answers are taken where they do not depend on how many run at a time.
-module(process_priority).
-include("t.hrl").

start() ->
    ts("flag", [fun() -> process_flag(priority, P) end || P <- [high, max, low, normal, x, 1]]),
    ts("spawned", [fun() -> spawned(P) end || P <- [low, normal, high, max]]),
    p("low ones get on", low_gets_on()),
    p("high ones get on", high_gets_on()),
    p("changed", changed()).

spawned(P) ->
    S = self(), spawn_opt(fun() -> S ! {prio, process_info(self(), priority), process_flag(priority, normal)} end, [{priority, P}]),
    receive {prio, A, B} -> {A, B} end.

busy() -> busy().

%% Beside busy processes of normal priority.
low_gets_on() ->
    S = self(), B = [spawn(fun busy/0) || _ <- [1, 2, 3]],
    spawn_opt(fun() -> S ! {low, lists:sum(lists:seq(1, 10000))} end, [{priority, low}]),
    X = receive {low, N} -> N end, [exit(P, kill) || P <- B], X.

high_gets_on() ->
    S = self(), B = [spawn_opt(fun busy/0, [{priority, L}]) || L <- [low, low, normal]],
    spawn_opt(fun() -> S ! {high, lists:sum(lists:seq(1, 10000))} end, [{priority, max}]),
    X = receive {high, N} -> N end, [exit(P, kill) || P <- B], X.

changed() ->
    S = self(),
    P = spawn(fun() -> [begin process_flag(priority, L), lists:seq(1, 5000), erlang:yield() end || L <- [low, high, max, normal, low]], S ! {self(), process_info(self(), priority)} end),
    receive {P, I} -> I end.
