%% after clauses: they run once, keep the exception, and their own exception wins.
-module(exception_after).
-include("t.hrl").

log(X) -> put(log, [X | case get(log) of undefined -> []; L -> L end]), X.
logged(F) -> erase(log), R = t(F), {R, lists:reverse(case get(log) of undefined -> []; L -> L end)}.

start() ->
    Fs = [fun() -> try log(a) after log(b) end end,
          fun() -> try throw(log(a)) after log(b) end end,
          fun() -> try error(a) after throw(log(b)) end end,
          fun() -> try exit(a) after try error(b) catch error:b -> log(c) end end end,
          fun() -> try log(1) of 1 -> log(2) after log(3) end end,
          fun() -> try log(1) of 2 -> log(2) after log(3) end end,
          fun() -> try try throw(a) after log(b) end after log(c) end end,
          fun() -> try try throw(a) catch a -> throw(log(b)) after log(c) end catch b -> log(d) after log(e) end end,
          fun() -> F = fun F(0) -> log(bottom); F(N) -> try F(N - 1) after log(N) end end, F(5) end,
          fun() -> F = fun F(0) -> throw(bottom); F(N) -> try F(N - 1) after log(N) end end, F(5) end,
          fun() -> (try throw(a) catch T -> T after log(x) end) =:= a end,
          fun() -> {try log(1) after log(2) end, try log(3) after log(4) end} end,
          fun() -> [try throw(X) catch Y -> Y * 2 after log(X) end || X <- [1, 2, 3]] end,
          fun() -> try log(begin try log(i) after log(j) end end) after log(k) end end,
          fun() -> catch try exit(a) after log(b) end end,
          fun() -> try catch throw(a) after log(b) end end,
          fun() -> A = log(1), try A + id(b) catch error:badarith -> log({A, x}) after log(A) end end,
          fun() -> try erlang:raise(throw, y, []) after log(z) end end,
          fun() -> X = try id(5) after id(6) end, log(X) end],
    [p(integer_to_list(N), logged(F)) || {N, F} <- lists:zip(lists:seq(1, length(Fs)), Fs)],
    ok.
