%% Terms of every kind copied between processes: equal there, unchanged here, alive after the sender ends.
-module(proc_data).
-include("t.hrl").

terms() -> [1, 1 bsl 70, 1.5, a, [], [1, 2 | 3], {}, {a, {b}}, "text", <<>>, <<"small">>, binary:copy(<<"large">>, 50), <<1:3>>, binary:part(binary:copy(<<"0123456789">>, 20), 7, 100), #{}, #{a => #{b => c}}, maps:from_list([{I, {I}} || I <- lists:seq(1, 100)]), fun lists:map/2, fun(X) -> X end, [literal, "in", {the, <<"module">>}], list_to_tuple(lists:seq(1, 1000))].
deep(0, A) -> A;
deep(N, A) -> deep(N - 1, [A]).
depth([X], N) -> depth(X, N + 1);
depth(_, N) -> N.
ask(F) -> S = self(), R = make_ref(), spawn(fun() -> S ! {R, F()} end), receive {R, X} -> X end.

start() ->
    Ts = terms(),
    p("there", ask(fun() -> [X || X <- lists:zipwith(fun(A, B) -> A =:= B end, Ts, Ts), X =/= true] end)),
    Back = ask(fun() -> Ts end), erlang:garbage_collect(),
    p("back", [A =:= B || {A, B} <- lists:zip(Ts, Back)]),
    New = ask(fun() -> [X || X <- terms(), not is_function(X)] end), erlang:garbage_collect(), _ = lists:seq(1, 10000),
    p("made there", New =:= [X || X <- terms(), not is_function(X)]),
    p("deep", depth(ask(fun() -> deep(300000, x) end), 0)),
    Sh = lists:duplicate(1000, "shared"), p("shared", ask(fun() -> length(Sh) end)),
    P = spawn(fun() -> receive go -> ok end end), [P ! {msg, X} || X <- Ts], P ! go,
    self() ! Ts, receive Ms -> p("self", Ms =:= Ts) end,
    Bin = binary:copy(<<"payload">>, 10000), Rs = [ask(fun() -> <<Bin/binary, N>> end) || N <- [1, 2, 3]], p("binaries", [[binary:last(R), byte_size(R)] || R <- Rs]),
    p("append there", begin B0 = <<Bin/binary, 1>>, B1 = ask(fun() -> <<B0/binary, 2>> end), B2 = <<B0/binary, 3>>, [binary:last(B1), binary:last(B2), binary:last(B0)] end),
    p("exit", ask(fun() -> t(fun() -> error({with, Ts}) end) =:= {error, {with, Ts}} end)),
    p("dictionary", ask(fun() -> put(k, v), [get(k), length(get()) >= 1] end)),
    p("pids", ask(fun() -> [self() =:= self(), is_pid(self())] end)),
    ok.
