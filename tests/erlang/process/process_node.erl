%% SPDX-License-Identifier: Apache-2.0
%% Spawning on a node, this one; yield, bump_reductions, send_nosuspend.
-module(process_node).
-include("t.hrl").

start() ->
    process_flag(trap_exit, true),
    F = fun() -> exit(bye) end,
    N = node(),
    ts("turn", [fun() -> erlang:bump_reductions(id(-1)) end, fun() -> erlang:bump_reductions(id(0)) end, fun() -> erlang:bump_reductions(100) end,
                fun() -> erlang:bump_reductions(1000000) end, fun() -> erlang:bump_reductions(id(1 bsl 70)) end, fun() -> erlang:bump_reductions(id(x)) end, fun() -> erlang:yield() end, fun others/0]),
    ts("send", [fun() -> erlang:send_nosuspend(self(), a) end, fun() -> erlang:send_nosuspend(self(), b, []) end,
                fun() -> erlang:send_nosuspend(nosuch, b, []) end, fun() -> erlang:send_nosuspend(self(), c, id([x])) end, fun() -> erlang:send_nosuspend(id(1), b) end, fun rest/0]),
    ts("spawn", [fun() -> shape(spawn(N, F)) end, fun() -> shape(spawn_link(N, F)) end, fun() -> shape(spawn_monitor(N, F)) end, fun() -> shape(spawn_opt(N, F, [link, monitor])) end,
                 fun() -> shape(spawn(N, erlang, exit, [x])) end, fun() -> shape(spawn_link(N, erlang, exit, [x])) end,
                 fun() -> shape(spawn_monitor(N, erlang, exit, [x])) end, fun() -> shape(spawn_opt(N, erlang, exit, [x], [link, monitor])) end]),
    ts("bad", [fun() -> spawn(id(1), F) end, fun() -> spawn(N, id(1)) end, fun() -> spawn_link(id(1), F) end, fun() -> spawn_monitor(id(1), F) end, fun() -> spawn_opt(id(1), F, []) end, fun() -> spawn_opt(N, F, id([x])) end,
               fun() -> spawn(id(1), a, b, []) end, fun() -> spawn(N, a, id(1), []) end, fun() -> spawn_link(id(1), a, b, []) end, fun() -> spawn_monitor(id(1), a, b, []) end,
               fun() -> spawn_opt(id(1), a, b, [], []) end, fun() -> spawn_opt(N, a, b, [], id([x])) end]).

rest() -> settle(), others_said().
others_said() -> receive X -> [X | others_said()] after 0 -> [] end.
shape(P) when is_pid(P) -> {pid, ends()};
shape({P, R}) when is_pid(P), is_reference(R) -> {pair, ends()}.
ends() -> settle(), more().
more() -> receive {'EXIT', _, R} -> [{exit, R} | more()]; {'DOWN', _, _, _, R} -> [{down, R} | more()] after 20 -> [] end.

others() ->
    S = self(), [spawn(fun() -> S ! N end) || N <- [1, 2, 3]],
    [erlang:yield() || _ <- lists:seq(1, 2000)],
    lists:sort(rest()).

%% Everybody else who is ready gets some turns.
settle() -> timer:sleep(5), [erlang:yield() || _ <- lists:seq(1, 100)], ok.
