%% Stack traces: frames, lines, arguments, tail calls, natives, funs, calls across modules.
-module(stacktrace_frames).
-include("t.hrl").

%% Module, function, arity or arguments, line: the part every release agrees on.
fr(S) -> [{M, F, A, proplists:get_value(line, L, none)} || {M, F, A, L} <- S, M =:= ?MODULE, F =/= tr, F =/= start, not is_inner(F)].
is_inner(F) -> lists:prefix("-start/0", atom_to_list(F)).
%% The frame of an arithmetic operator is left out: whether it exists depends on the instruction chosen.
top([{erlang, Op, [_, _], _} | S]) when Op =:= '+'; Op =:= 'div' -> top(S);
top([{M, F, A, _} | _]) -> {M, F, A}.
tr(F) -> try F() of V -> {value, V} catch C:R:S -> {C, R, top(S), fr(S)} end.

body(X) ->
    Y = inner(X),
    {Y, x}.
inner(X) ->
    Z = bad(X),
    [Z].
bad(X) ->
    1 + X.
tail(X) -> tail1(X).
tail1(X) -> tail2(X).
tail2(X) -> error({tailed, X}).
clause(a, b) -> ok.
nested(N) when N > 0 -> {N, nested(N - 1)};
nested(0) -> throw(bottom).
re_name(F) -> hd(string:split(atom_to_list(F), "-fun-")).
infun(X) ->
    F = fun(Y) ->
            Y + atom
        end,
    R = F(X),
    {R}.
native(X) ->
    R = list_to_atom(X),
    {R}.
nativetail(X) -> list_to_integer(X).
comp(L) ->
    [bad(X) || X <- L].
match(X) ->
    {ok, Y} = X,
    Y.
case_(X) ->
    case X of
        1 ->
            a
    end.
if_(X) ->
    if
        X > 1 -> a
    end.
map_(M) ->
    #{k := V} = M,
    V.
rethrow(X) ->
    try
        body(X)
    catch
        C:R:S -> erlang:raise(C, R, S)
    end.
reraise(X) ->
    try
        body(X)
    catch
        error:badarith -> error(other)
    end.
after_(X) ->
    try
        body(X)
    after
        id(X)
    end.
args(X) -> erlang:error(why, [X, {more, args}]).
unknown(X) -> ?MODULE:not_there(X, 2).
hof(L) -> lists:map(fun bad/1, L).
bin(X) ->
    <<X:8/binary>>.
arith(X) ->
    Y = X * 2,
    Z = Y div 0,
    Z.

start() ->
    [io:format("~0p~n", [tr(F)]) || F <- [fun() -> body(a) end, fun() -> tail(1) end, fun() -> clause(1, 2) end, fun() -> nested(3) end, fun() -> native(1) end, fun() -> nativetail("x") end, fun() -> match(z) end, fun() -> case_(9) end, fun() -> if_(0) end, fun() -> map_(#{}) end,
        fun() -> rethrow(a) end, fun() -> reraise(a) end, fun() -> after_(a) end, fun() -> args(1) end, fun() -> unknown(1) end, fun() -> hof([1, b]) end, fun() -> bin(5) end, fun() -> arith(4) end, fun() -> no_module:f(1) end, fun() -> (id(notfun))(1) end, fun() -> exit(bye) end, fun() -> element(5, id({a})) end]],
    p("fun frame", begin {error, badarith, Top, Frs} = tr(fun() -> infun(1) end), {Top, [{re_name(F), L} || {_, F, 1, L} <- Frs]} end),
    p("comprehension", element(4, tr(fun() -> comp([1, a]) end))),
    p("file", [filename:basename(proplists:get_value(file, L)) || {?MODULE, bad, _, L} <- try body(a) catch _:_:S -> S end]),
    p("catch", case catch body(a) of {'EXIT', {badarith, S9}} -> top(S9) end),
    p("empty", try erlang:raise(error, x, []) catch error:x:S1 -> S1 end),
    p("given", try erlang:raise(error, x, [{m, f, 1, []}, {m, g, [a], [{file, "f"}, {line, 7}]}]) catch error:x:S2 -> S2 end),
    p("deep", begin {throw, bottom, _, Fr} = tr(fun() -> nested(100) end), {length(Fr) =< 100, lists:usort(Fr)} end),
    ok.
