%% SPDX-License-Identifier: Apache-2.0
%% Who has suspended a process ends, while that gets messages: it runs again and answers.
%% avm: --schedulers 4
-module(process_suspend_end).
-include("../t.hrl").

start() ->
    p("answered", length([ok = once(I) || I <- lists:seq(1, 500)])).

once(I) ->
    Self = self(),
    Target = spawn(fun() -> answer(Self) end),
    By = spawn(fun() ->
        erlang:suspend_process(Target),
        Self ! suspended,
        receive go -> spin(I rem 97) end
    end),
    receive suspended -> ok end,
    By ! go,
    spin(I rem 89),
    Target ! {ping, I},
    receive {pong, I} -> ok after 10000 -> late end.

answer(To) -> receive {ping, I} -> To ! {pong, I} end.

spin(0) -> ok;
spin(N) -> spin(N - 1).
