%% SPDX-License-Identifier: Apache-2.0
%% Tables of calls: every function of a module with good arguments, and with wrong ones made of them.
%%
%% A program has calls/0, a list of {Module, Functions}; a function is one of
%%
%%     {Name, [Arguments, ...]}                   lists of arguments, all of the same number
%%     {Name, Arity, [Call, ...]}                 a call is a list of arguments, or a fun that gives one
%%     {Name, Arity, [Call, ...], Options}        it is called in the process that makes the call
%%
%% Each call is made in a process of its own. Of the first call of a function others are made, in which
%% wrong/0 stand for one argument after the other. Options: a number is an argument that stays right,
%% 'right' leaves all of them alone, 'shape' prints types in place of values that differ from run to run,
%% {show, Fun} prints what the fun makes of a result, 'class' keeps the reasons of what wrong
%% arguments raise out, 'classes' all reasons of errors and exits,
%% {without, [Name]} leaves wrong values of these names out.
%%
%% A program has loose/0 too: functions {Module, Name, Arity} of which only the classes of errors are
%% compared, since what fails inside them depends on how they are written.
-export([start/0, entries/0]).

%% What has entries; a case of the suite cli holds it against what the library exports.
entries() -> [{M, F, arity(E)} || {M, Es} <- calls(), E <- Es, F <- [element(1, E)]].

arity({_, [Args | _]}) -> length(Args);
arity(E) -> element(2, E).

wrong() ->
    [{"atom", bad}, {"[]", []}, {"improper", [a | b]}, {"-1", -1}, {"0", 0}, {"float", 1.5},
     {"binary", <<"b">>}, {"bits", <<1:3>>}, {"map", #{}}, {"{}", {}}, {"pair", {a, b}},
     {"fun/0", fun() -> zero end}, {"fun/5", fun(_, _, _, _, _) -> five end}].

start() ->
    [function(M, element(1, E), E) || {M, Es} <- calls(), E <- Es],
    ok.

function(M, F, {_, Calls} = E) -> function(M, F, arity(E), Calls, []);
function(M, F, {_, Arity, Calls}) -> function(M, F, Arity, Calls, []);
function(M, F, {_, Arity, Calls, Options}) -> function(M, F, Arity, Calls, Options).

function(M, F, Arity, Calls, Given) ->
    Options = [classes || lists:member({M, F, Arity}, loose())] ++ Given,
    io:format("~ts:~ts/~w", [M, F, Arity]),
    [io:format(" ~ts", [outcome(call(M, F, C, keep), Options)]) || C <- Calls],
    io:nl(),
    [wrong(M, F, hd(Calls), N, Options)
     || N <- lists:seq(1, Arity), not lists:member(right, Options), not lists:member(N, Options)],
    ok.

%% One line for each argument: what happens, and with which of the wrong values.
wrong(M, F, Call, N, Options) ->
    Outcomes = [{outcome(named(call(M, F, Call, {N, V}), V), Options ++ [classes || lists:member(class, Options)]), Name} || {Name, V} <- wrong(), not lists:member(Name, proplists:get_value(without, Options, []))],
    io:format("    ~w:~ts~n", [N, [[$\s, O, " <", lists:join($\s, Names), $>] || {O, Names} <- group(Outcomes, [])]]).

%% Reasons that have the wrong value in them are alike.
named({C, {Tag, V}}, V) when C =/= ok -> {C, {Tag, '_'}};
named({C, {Tag, R, V}}, V) when C =/= ok -> {C, {Tag, R, '_'}};
named({C, V}, V) -> {C, '_'};
named(Outcome, _) -> Outcome.

group([], Acc) -> lists:reverse(Acc);
group([{O, _} | _] = Os, Acc) ->
    {Same, Rest} = lists:partition(fun({O1, _}) -> O1 =:= O end, Os),
    group(Rest, [{O, [Name || {_, Name} <- Same]} | Acc]).

call(M, F, Call, Change) ->
    {Pid, Ref} = spawn_monitor(fun() -> exit({result, made(M, F, Call, Change)}) end),
    receive
        {'DOWN', Ref, process, Pid, {result, Result}} -> Result;
        {'DOWN', Ref, process, Pid, Why} -> {died, Why}
    after 20000 ->
        exit(Pid, kill),
        timeout
    end.

made(M, F, Call, Change) ->
    Args = change(if is_function(Call) -> Call(); true -> Call end, Change),
    try apply(M, F, Args) of
        Value -> {ok, Value}
    catch
        Class:Reason -> {Class, Reason}
    end.

change(Args, keep) -> Args;
change(Args, {N, V}) -> lists:sublist(Args, N - 1) ++ [V | lists:nthtail(N, Args)].

outcome({ok, V}, Options) ->
    case {lists:member(shape, Options), lists:keyfind(show, 1, Options)} of
        {true, _} -> text(shape(V));
        {false, {show, Show}} -> text(tidy(try Show(V) catch _:_ -> V end));
        {false, false} -> text(tidy(V))
    end;
outcome({C, R}, Options) ->
    case lists:member(classes, Options) of
        true -> atom_to_list(C);
        false -> raised(C, R)
    end;
outcome(Other, _) -> atom_to_list(Other).

raised(C, R) -> [atom_to_list(C), $:, text(tidy(R))].

text(T) ->
    Text = unnamed(lists:flatten(io_lib:format("~0tp", [T]))),
    case length(Text) of
        N when N > 400 -> lists:sublist(Text, 300) ++ lists:flatten(io_lib:format("...~w", [erlang:phash2(Text)]));
        _ -> Text
    end.

%% The name of a fun changes with this file.
unnamed("#Fun<" ++ T) -> "#Fun" ++ unnamed(tl(lists:dropwhile(fun(C) -> C =/= $> end, T)));
unnamed([C | T]) -> [C | unnamed(T)];
unnamed([]) -> [].

%% What differs from run to run, or with how functions are written.
tidy(F) when is_function(F) -> {'fun', element(2, erlang:fun_info(F, arity))};
tidy(P) when is_pid(P) -> pid;
tidy(R) when is_reference(R) -> ref;
tidy(P) when is_port(P) -> port;
tidy([{M, F, _, [{file, _} | _]} | _]) when is_atom(M), is_atom(F) -> stack;
tidy([H | T]) -> [tidy(H) | tidy(T)];
tidy(T) when is_tuple(T) -> list_to_tuple(tidy(tuple_to_list(T)));
tidy(M) when is_map(M) -> maps:from_list(tidy(maps:to_list(M)));
tidy(T) -> T.

shape([]) -> [];
shape([H | _]) -> ['list of', shape(H)];
shape(T) when is_tuple(T) -> list_to_tuple([shape(E) || E <- tuple_to_list(T)]);
shape(T) when is_integer(T) -> integer;
shape(T) when is_float(T) -> float;
shape(T) when is_binary(T) -> binary;
shape(T) when is_map(T) -> map;
shape(T) -> tidy(T).
