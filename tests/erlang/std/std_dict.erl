%% dict and orddict against a map, over thousands of changes.
-module(std_dict).
-include("t.hrl").

run(M, N) ->
    {D, Map, _} = lists:foldl(fun(I, {D, Mp, S}) ->
        K = {r(S, 97)}, S1 = next(S),
        case S1 rem 4 of
            0 -> {M:erase(K, D), maps:remove(K, Mp), S1};
            1 -> {M:update_counter(K, 1, M:store(K, I, D)), Mp#{K => I + 1}, S1};
            _ -> {M:store(K, I, D), Mp#{K => I}, S1}
        end
    end, {M:new(), #{}, 7}, lists:seq(1, N)),
    L = lists:sort(M:to_list(D)),
    {L =:= lists:sort(maps:to_list(Map)), M:size(D), M:is_empty(D), lists:sort(M:fetch_keys(D)) =:= lists:sort(maps:keys(Map)), M:fold(fun(_, V, A) -> V + A end, 0, D)}.

start() ->
    [begin
         p(atom_to_list(M), run(M, 3000)),
         D = M:from_list([{a, 1}, {b, 2}, {c, [3]}]),
         Show = fun(X) -> lists:sort(M:to_list(X)) end,
         ts(atom_to_list(M), [fun() -> M:find(a, D) end, fun() -> M:find(z, D) end, fun() -> M:fetch(b, D) end, fun() -> element(1, t(fun() -> M:fetch(z, D) end)) end, fun() -> Show(M:append(c, 4, D)) end, fun() -> Show(M:append(n, 4, D)) end, fun() -> Show(M:append_list(c, [4, 5], D)) end, fun() -> element(1, t(fun() -> M:append(a, 4, D) end)) end, fun() -> Show(M:update(a, fun(X) -> X + 1 end, D)) end, fun() -> element(1, t(fun() -> M:update(z, fun(X) -> X end, D) end)) end, fun() -> Show(M:update(z, fun(X) -> X end, init, D)) end,
             fun() -> Show(M:map(fun(K, V) -> {K, V} end, D)) end, fun() -> Show(M:filter(fun(_, V) -> is_integer(V) end, D)) end, fun() -> Show(M:merge(fun(K, A, B) -> {K, A, B} end, D, M:from_list([{b, x}, {q, y}]))) end, fun() -> M:is_key(a, D) end, fun() -> {V, D2} = M:take(a, D), {V, Show(D2)} end, fun() -> M:take(z, D) end])
     end || M <- [dict, orddict]],
    p("big", dict:size(lists:foldl(fun(N, D) -> dict:store(N, N, D) end, dict:new(), lists:seq(1, 5000)))),
    ok.
