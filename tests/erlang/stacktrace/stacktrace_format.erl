%% Formatting of errors by stock modules, from real stack traces.
-module(stacktrace_format).
-include("t.hrl").

f(X) -> g(X) + 1.
g(X) -> Y = list_to_integer(X), Y.

start() ->
    {error, R, S} = try f("x1") catch C:Re:St -> {C, Re, St} end,
    p("reason", R),
    p("class", [X || {X, _, _, _} <- S, X =:= erlang orelse X =:= ?MODULE]),
    Own = [{M, F, case A of L when is_list(L) -> L; N -> N end} || {M, F, A, _} <- S, M =:= ?MODULE orelse M =:= erlang],
    p("own", lists:sublist(Own, 3)),
    p("info", [proplists:get_value(error_info, L) =/= undefined || {erlang, list_to_integer, _, L} <- S]),
    p("where", [{filename:basename(proplists:get_value(file, L)), proplists:get_value(line, L)} || {?MODULE, F, _, L} <- S, F =:= f orelse F =:= g]),
    ok.
