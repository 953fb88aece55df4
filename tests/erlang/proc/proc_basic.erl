%% Spawning, sending and receiving without waiting for time.
-module(proc_basic).
-include("t.hrl").

echo() -> receive {P, X} -> P ! {self(), X}, echo(); stop -> ok end.
call(P, X) -> P ! {self(), X}, receive {P, R} -> R end.
relay(To) -> receive X -> To ! {via, X} end.
chain(0, To) -> To;
chain(N, To) -> chain(N - 1, spawn(?MODULE, relay, [To])).
unwrap({via, X}, N) -> unwrap(X, N + 1);
unwrap(X, N) -> {X, N}.
fib(N) when N < 2 -> N;
fib(N) -> S = self(), R = make_ref(), spawn(fun() -> S ! {R, fib(N - 1)} end), B = fib(N - 2), receive {R, A} -> A + B end.
counter(N) -> receive {inc, K} -> counter(N + K); {get, P} -> P ! {count, N}, counter(N) end.
collect(0, A) -> A;
collect(N, A) -> receive {res, X} -> collect(N - 1, [X | A]) end.

start() ->
    Big0 = fun() -> [1, 2] end, E = spawn(fun echo/0),
    p("echo", [call(E, X) || X <- [1, "str", {a, [b]}, <<"bin">>, #{k => v}, 1 bsl 80, 1.5, binary:copy(<<"x">>, 100) =:= z]]),
    E ! stop,
    F = chain(500, self()), F ! hello, p("chain", receive X -> unwrap(X, 0) end),
    p("fib", fib(12)),
    C = spawn(?MODULE, counter, [0]), [C ! {inc, N} || N <- lists:seq(1, 1000)], C ! {get, self()}, p("counter", receive {count, N} -> N end),
    S = self(), [spawn(fun() -> S ! {res, N * N} end) || N <- lists:seq(1, 300)],
    p("collect", lists:sum(collect(300, []))),
    [self() ! {N rem 3, N} || N <- lists:seq(1, 30)],
    p("selective", [[receive {K, V} -> V end || _ <- lists:seq(1, 10)] || K <- [2, 0, 1]]),
    p("empty", receive _ -> x after 0 -> none end),
    self() ! a, self() ! b, p("order", [receive M1 -> M1 end, receive M2 -> M2 after 0 -> none end, receive b -> b after 0 -> none end]),
    p("self", [(self() ! {x, self() =:= S}) =:= {x, true}, receive {x, T} -> T end]),
    G = fun(A, B) -> A * B + length(Big0()) end, spawn(fun() -> S ! {res, G(3, 4)} end), p("fun", collect(1, [])),
    Big = [{I, integer_to_binary(I), [I]} || I <- lists:seq(1, 20000)], B = spawn(fun() -> receive {L, P} -> P ! {len, length(L), lists:last(L)} end end), B ! {Big, self()}, p("big", receive {len, L1, L2} -> {L1, L2} end),
    ok.
