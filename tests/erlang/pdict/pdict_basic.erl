%% The process dictionary: put, get, erase, keys of every type, growth, shrinking, collection.
-module(pdict_basic).
-include("t.hrl").

start() ->
    p("basic", [put(a, 1), put(a, 2), get(a), get(b), erase(a), erase(a), get(a)]),
    Ks = [1, 1.0, "s", <<"b">>, {t, [1]}, #{k => v}, [], {}, 1 bsl 70, a, fun lists:map/2, <<1:3>>],
    [put(K, {v, K}) || K <- Ks],
    p("types", [get(K) =:= {v, K} || K <- Ks]),
    p("other", [get(X) || X <- [2, 1 bsl 71, "t", {t, [1.0]}, #{}]]),
    p("all", length([K || {K, {v, K}} <- get()])),
    p("keys", lists:sort(get_keys({v, a}))),
    [erase(K) || K <- Ks],
    p("erased", [get(K) || K <- Ks]),
    [put({k, N}, N) || N <- lists:seq(1, 5000)],
    erlang:garbage_collect(),
    p("many", [lists:sum([get({k, N}) || N <- lists:seq(1, 5000)]), length([x || {{k, _}, _} <- get()])]),
    [put({k, N}, [N, get({k, N})]) || N <- lists:seq(1, 5000, 3)],
    [erase({k, N}) || N <- lists:seq(2, 5000, 3)],
    p("mixed", [length([x || {{k, _}, _} <- get()]), get({k, 1}), get({k, 2}), get({k, 3}), get({k, 4999})]),
    All = erase(),
    p("erase all", [length([x || {{k, _}, _} <- All]), get({k, 1}), [K || {{k, K}, _} <- get()]]),
    put(counter, 0), [put(counter, get(counter) + 1) || _ <- lists:seq(1, 10000)],
    p("counter", get(counter)),
    p("undefined", [put(u, undefined), get(u), put(u, x), erase(u)]),
    p("in fun", begin F = fun() -> put(f, inside), get(f) end, {F(), get(f)} end),
    p("exception", begin t(fun() -> put(e, set), throw(x) end), get(e) end),
    S = self(), spawn(fun() -> S ! {got, get(counter), put(counter, mine)} end),
    receive {got, A, B} -> p("other process", [A, B, get(counter)]) end,
    ok.
