%% Line numbers of calls spread over several lines, in arguments, comprehensions, funs and guards.
-module(stacktrace_lines).
-include("t.hrl").
%% erlc: +no_ssa_opt

bad(X) -> erlang:error({bad, X}).
lines(F) -> try F(), none catch _:_:S -> [{N, proplists:get_value(line, L)} || {?MODULE, N, _, L} <- S, N =/= lines, N =/= start, hd(atom_to_list(N)) =/= $-] end.

a(X) ->
    {?MODULE:bad(X),
     x}.
b(X) ->
    Y = id(X),
    Z = [Y,
         ?MODULE:bad(Y)],
    Z.
c(X) ->
    id(
      {X,
       ?MODULE:bad(X)}).
d(L) ->
    [begin
         Q = X + 1,
         {Q, ?MODULE:bad(Q)}
     end
     || X <- L].
e(X) ->
    case id(X) of
        1 ->
            one,
            {?MODULE:bad(1)};
        2 ->
            [?MODULE:bad(2)];
        _ ->
            ?MODULE:bad(other)
    end.
f(X) ->
    R = try
            {?MODULE:bad(X)}
        catch
            throw:never ->
                ok
        end,
    R.
g(X) ->
    R = try
            id(X)
        of
            1 -> {?MODULE:bad(of_)};
            _ -> x
        after
            id(1)
        end,
    R.
h(X) ->
    try
        id(X)
    after
        {?MODULE:bad(after_)}
    end.
i(X) ->
    #{k => X,
      l => ?MODULE:bad(X)}.
j(X) ->
    <<X,
      (?MODULE:bad(X))/binary>>.
k(0) -> ?MODULE:bad(0);
k(N) -> 1 +
        k(N - 1).
l(X) -> m(X) orelse
        ?MODULE:bad(l).
m(_) ->


    ?MODULE:bad(m),
    ok.

start() ->
    [p(L, lines(F)) || {L, F} <- [{"a", fun() -> a(1) end}, {"b", fun() -> b(1) end}, {"c", fun() -> c(1) end}, {"d", fun() -> d([1]) end}, {"e1", fun() -> e(1) end}, {"e2", fun() -> e(2) end}, {"e3", fun() -> e(3) end}, {"f", fun() -> f(1) end}, {"g", fun() -> g(1) end}, {"h", fun() -> h(1) end}, {"i", fun() -> i(1) end}, {"j", fun() -> j(1) end}, {"k", fun() -> k(3) end}, {"l", fun() -> l(1) end}]],
    ok.
