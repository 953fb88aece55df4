%% SPDX-License-Identifier: Apache-2.0
%% Random sequences of spawn, link, unlink, monitor, demonitor, alias, exit, send, register and flags among a
%% few processes. After each step everything comes to rest; then what one of them got and what it is
%% related to are looked at. A line is a checksum of a sequence; a number as argument prints that one.
-module(process_model).
-include("t.hrl").

-define(SEQUENCES, 12).
-define(STEPS, 50).

start() ->
    Show = [list_to_integer(A) || A <- init:get_plain_arguments()],
    [p("sequence", {N, ck(iolist_to_binary(sequence(N, lists:member(N, Show))))}) || N <- lists:seq(1, ?SEQUENCES)],
    ts("alias of oneself", [fun() -> own(M) end || M <- [explicit_unalias, demonitor, reply_demonitor]]).

%% Who watches himself gets a reference that leads nowhere.
own(M) ->
    R = monitor(process, self(), [{alias, M}]), R ! hi,
    {receive hi -> got after 5 -> none end, unalias(R), demonitor(R, [info])}.

sequence(N, Show) ->
    %% workers: number -> pid; names: pid or reference -> what is printed; refs: what was answered
    S0 = #{seed => N * 7919 + 13, workers => #{}, names => #{self() => controller}, refs => [], next => 1},
    S1 = lists:foldl(fun(_, S) -> added(element(1, spawn_monitor(fun worker/0)), S) end, S0, [1, 2, 3, 4]),
    {Lines, S2} = lists:mapfoldl(fun(I, S) -> step(I, Show, S) end, S1, lists:seq(1, ?STEPS)),
    [exit(P, kill) || P <- maps:values(maps:get(workers, S2))],
    rest(maps:get(workers, S2)),
    [catch unregister(A) || A <- [a, b]],
    Lines.

added(Pid, S = #{workers := W, names := Names, next := I}) ->
    S#{workers := W#{I => Pid}, names := Names#{Pid => I}, next := I + 1}.

worker() -> receive {do, From, F} -> From ! {done, self(), t(F)}, worker() end.

%% A process does something: its answer, or that it ended.
do(P, F) ->
    P ! {do, self(), F},
    receive {done, P, V} -> V; {'DOWN', _, process, P, R} -> self() ! {gone, P, shape(R)}, ended end.

shape({R, [_ | _]}) -> R;
shape(R) -> R.

random(N, S = #{seed := X}) -> Y = next(X), {Y rem N, S#{seed := Y}}.
choose(L, S0) -> {I, S} = random(length(L), S0), {lists:nth(I + 1, L), S}.

step(I, Show, S0 = #{workers := W}) ->
    {P, S1} = choose(maps:values(W), S0),
    {Q, S2} = choose([X || {X, N} <- lists:sort(fun({_, A}, {_, B}) -> A =< B end, maps:to_list(maps:get(names, S1))), is_pid(X), is_integer(N)], S1),
    {Op, S3} = choose([spawn, spawn, spawn_link, spawn_monitor, link, link, link, unlink, monitor, monitor, monitor_name, demonitor, demonitor_flush, demonitor_info,
                       alias, alias, unalias, send, send_ref, send_ref, send_name, exit, exit_kill, exit_normal, stop, crash, trap, no_trap, register, unregister, monitor_alias, request], S2),
    {R, S4} = choose([none | maps:get(refs, S3)], S3),
    {Name, S5} = choose([a, b], S4),
    {Op1, F} = op(Op, P, Q, R, Name),
    Result = do(P, F),
    S6 = found(Result, S5),
    {Gone, S7} = settle(S6),
    {Who, S8} = choose([X || {_, X} <- lists:sort(maps:to_list(maps:get(workers, S7)))], S7),
    Line = io_lib:format("~w ~w ~w ~w ~w: ~w ~w ~w~n", [I, clean(P, S8), Op1, clean(Q, S8), clean(R, S8), clean(Result, S8), Gone, look(Who, S8)]),
    [io:put_chars(Line) || Show],
    {Line, S8}.

op(spawn, _, _, _, _) -> {spawn, fun() -> element(1, spawn_opt(fun worker/0, [monitor])) end};
op(spawn_link, _, _, _, _) -> {spawn_link, fun() -> spawn_link(fun worker/0) end};
op(spawn_monitor, _, _, _, _) -> {spawn_monitor, fun() -> spawn_monitor(fun worker/0) end};
op(request, _, _, _, _) -> {request, fun() -> R = erlang:spawn_request(fun worker/0, [monitor, link]), receive {spawn_reply, R, ok, N} -> {N, R} end end};
op(link, P, P, _, _) -> {link_self, fun() -> link(self()) end};
op(link, _, Q, _, _) -> {link, fun() -> link(Q) end};
op(unlink, _, Q, _, _) -> {unlink, fun() -> unlink(Q) end};
op(monitor, _, Q, _, _) -> {monitor, fun() -> monitor(process, Q) end};
op(monitor_alias, _, Q, _, _) -> {monitor_alias, fun() -> monitor(process, Q, [{alias, reply_demonitor}, {tag, {tagged, 1}}]) end};
op(monitor_name, _, _, _, Name) -> {{monitor, Name}, fun() -> monitor(process, Name) end};
op(demonitor, _, _, R, _) when R =/= none -> {demonitor, fun() -> demonitor(R) end};
op(demonitor_flush, _, _, R, _) when R =/= none -> {demonitor_flush, fun() -> demonitor(R, [flush]) end};
op(demonitor_info, _, _, R, _) when R =/= none -> {demonitor_info, fun() -> demonitor(R, [info, flush]) end};
op(alias, _, _, _, _) -> {alias, fun() -> alias([reply]) end};
op(unalias, _, _, R, _) when R =/= none -> {unalias, fun() -> unalias(R) end};
op(send_ref, _, _, R, _) when R =/= none -> {send_ref, fun() -> R ! {through, "alias"}, ok end};
op(send_name, _, _, _, Name) -> {{send, Name}, fun() -> Name ! by_name, ok end};
op(exit, _, Q, _, _) -> {exit, fun() -> exit(Q, {some, reason}) end};
op(exit_kill, _, Q, _, _) -> {kill, fun() -> exit(Q, kill) end};
op(exit_normal, _, Q, _, _) -> {exit_normal, fun() -> exit(Q, normal) end};
op(stop, P, _, _, _) -> {stop, fun() -> exit(P, kill), receive never -> ok end end};
op(crash, _, _, _, _) -> {shutdown, fun() -> process_flag(trap_exit, false), exit(self(), shutdown), receive never -> ok end end};
op(trap, _, _, _, _) -> {trap, fun() -> process_flag(trap_exit, true) end};
op(no_trap, _, _, _, _) -> {no_trap, fun() -> process_flag(trap_exit, false) end};
op(register, _, Q, _, Name) -> {{register, Name}, fun() -> register(Name, Q) end};
op(unregister, _, _, _, Name) -> {{unregister, Name}, fun() -> unregister(Name) end};
op(_, _, Q, _, _) -> {send, fun() -> Q ! {hello, [world]}, ok end}.

%% New processes and references in an answer get names.
found(Pid, S = #{names := N}) when is_pid(Pid), not is_map_key(Pid, N) -> monitor(process, Pid), added(Pid, S);
found(Ref, S = #{names := N, refs := Refs}) when is_reference(Ref), not is_map_key(Ref, N) ->
    S#{names := N#{Ref => {ref, maps:size(N)}}, refs := lists:sublist([Ref | Refs], 5)};
found({Pid, Ref}, S) when is_pid(Pid), is_reference(Ref) -> found(Ref, found(Pid, S));
found(_, S) -> S.

clean(X, #{names := N}) when is_map_key(X, N) -> map_get(X, N);
clean(X, _) when is_pid(X) -> pid;
clean(X, _) when is_reference(X) -> ref;
clean(X, S) when is_tuple(X) -> list_to_tuple(clean(tuple_to_list(X), S));
clean([H | T], S) -> [clean(H, S) | clean(T, S)];
clean(X, _) -> X.

%% Wait until nothing happens any more: everybody has had turns and answers. Who ended is taken out; there are always four.
settle(S0) ->
    W = maps:get(workers, S0),
    [erlang:yield() || _ <- lists:seq(1, 20)], rest(W),
    S = #{workers := W1} = gone(S0),
    Gone = lists:sort(maps:keys(W) -- maps:keys(W1)),
    case maps:size(W1) of
        Few when Few < 4 -> {More, S1} = settle(added(element(1, spawn_monitor(fun worker/0)), S)), {Gone ++ More, S1};
        _ -> {Gone, S}
    end.
rest(W) -> [[do(P, fun() -> ok end) || P <- maps:values(W), is_process_alive(P)] || _ <- [1, 2, 3]], timer:sleep(1), ok.

gone(S = #{workers := W, names := N}) ->
    receive
        {'DOWN', _, process, P, _} when is_map_key(P, N) -> gone(S#{workers := maps:remove(map_get(P, N), W)});
        {gone, P, _} -> gone(S#{workers := maps:remove(map_get(P, N), W)})
    after 0 -> S end.

look(P, S) ->
    case process_info(P, [messages, links, monitors, monitored_by, trap_exit, registered_name, message_queue_len]) of
        undefined -> dead;
        L -> [case X of {trap_exit, _} -> X; {registered_name, _} -> X; {message_queue_len, _} -> X; {K, V} -> {K, lists:sort(clean(V, S))} end || X <- L]
    end.
