%% SPDX-License-Identifier: Apache-2.0
%% spawn_request in all forms: replies, tags, relations, what is refused and how.
-module(process_request).
-include("t.hrl").

start() ->
    process_flag(trap_exit, true),
    F = fun() -> ok end,
    ts("raised", [fun() -> erlang:spawn_request(id(x)) end, fun() -> erlang:spawn_request(fun(_) -> ok end) end,
                  fun() -> erlang:spawn_request(id(x), []) end, fun() -> erlang:spawn_request(1, F) end,
                  fun() -> erlang:spawn_request(a, 1, id([])) end,
                  fun() -> erlang:spawn_request(a, b, id([c | d])) end, fun() -> erlang:spawn_request(1, b, [], []) end,
                  fun() -> erlang:spawn_request(1, F, []) end, fun() -> erlang:spawn_request(1, a, b, []) end,
                  fun() -> erlang:spawn_request(node(), a, b, [], id(x)) end, fun() -> erlang:spawn_request(node(), a, 1, [], []) end,
                  fun() -> erlang:spawn_request(F, id(x)) end, fun() -> erlang:spawn_request_abandon(x) end]),
    ts("options", [fun() -> ask(O) end || O <- [[], [link], [monitor], [link, monitor], [{reply_tag, {my, "tag"}}],
        [{reply, yes}], [{reply, no}], [{reply, error_only}], [{reply, success_only}], [{reply, x}], [{reply_tag, a}, {reply_tag, b}],
        [x], [x, {reply, success_only}], [{reply, success_only}, x], [x, {reply, error_only}], [x, {reply, no}], [{reply, no}, x],
        [{priority, x}], [{priority, high}, {max_heap_size, 100000}], [{max_heap_size, 10}], [link | x],
        [monitor, {reply, no}], [{monitor, [{tag, gone}]}, {reply_tag, r}], [{monitor, [{alias, x}]}],
        [{min_heap_size, -1}], [x, {reply_tag, t}], [{reply_tag, t}, x], [{monitor, []}], [{monitor, x}], [{async_dist, x}]]]),
    ts("forms", [fun() -> request(fun() -> apply(erlang, spawn_request, A) end) end || A <-
        [[F], [F, [monitor]], [node(), F], [node(), F, [link]], [erlang, node, []], [erlang, exit, [x], [link]],
         [node(), erlang, node, []], [node(), erlang, exit, [y], [monitor]], [erlang, exit, [z], [{reply_tag, n}]],
         ['no@where', F], ['no@where', F, [link]], ['no@where', erlang, exit, [x]], ['no@where', erlang, exit, [x], [monitor, {reply_tag, w}]],
         ['no@where', erlang, exit, [x], [{reply, success_only}]], ['no@where', F, [x]]]]),
    ts("order", [fun order/0, fun abandon/0, fun parent/0, fun same/0]),
    p("left", receive X -> X after 20 -> nothing end).

ask(Options) ->
    S = self(),
    request(fun() -> erlang:spawn_request(fun() -> S ! {running, process_info(self(), priority)}, exit(bye) end, Options) end).

request(Send) ->
    R = Send(), true = is_reference(R), all(R, none, []).
all(R, P, L) -> all(R, P, L, 15).
all(R, P, L, Time) ->
    receive
        {T, R, ok, Q} when is_pid(Q) -> all(R, Q, [{T, ok} | L]);
        {T, R, error, Why} -> all(R, P, [{T, error, Why} | L]);
        {T, R, process, _, Why} -> all(R, P, [{T, shape(Why)} | L]);
        {'EXIT', _, Why} -> all(R, P, [{exit, shape(Why)} | L]);
        X -> all(R, P, [X | L])
    after Time -> settle(), case Time of 0 -> lists:reverse(L); _ -> all(R, P, L, 0) end end.

shape({R, [{M, F, A, _} | _]}) -> {R, {M, F, A}};
shape(R) -> R.

order() ->
    S = self(),
    R = erlang:spawn_request(fun() -> S ! hello, exit(gone) end, [link, monitor]),
    L = [receive X -> X end || _ <- [1, 2, 3, 4]],
    [case X of {spawn_reply, R, ok, _} -> reply; hello -> hello; {'EXIT', _, gone} -> exit; {'DOWN', R, _, _, gone} -> down end || X <- lists:sort(fun rank/2, L)] ++ [element(1, hd(L))].
rank(A, B) -> r1(A) =< r1(B).
r1({spawn_reply, _, _, _}) -> 0; r1(hello) -> 1; r1({'EXIT', _, _}) -> 2; r1(_) -> 3.

abandon() ->
    R = erlang:spawn_request(fun() -> receive stop -> ok end end, [{priority, normal}]),
    P = receive {spawn_reply, R, ok, Q} -> Q end,
    A = [erlang:spawn_request_abandon(R), erlang:spawn_request_abandon(make_ref())],
    B = is_process_alive(P), P ! stop, {A, B}.

parent() ->
    S = self(), R = erlang:spawn_request(fun() -> S ! {parent, process_info(self(), parent)} end, []),
    receive {spawn_reply, R, ok, _} -> receive {parent, {parent, Q}} -> Q =:= S end end.

same() ->
    R = erlang:spawn_request(fun() -> receive stop -> ok end end, [monitor]),
    P = receive {spawn_reply, R, ok, Q} -> Q end,
    M = process_info(self(), monitors) =:= {monitors, [{process, P}]},
    D = demonitor(R), P ! stop, {M, D, receive {'DOWN', R, _, _, _} -> down after 20 -> none end}.

%% Everybody else who is ready gets some turns.
settle() -> timer:sleep(5), [erlang:yield() || _ <- lists:seq(1, 100)], ok.
