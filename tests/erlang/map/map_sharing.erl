%% Old versions of a map stay what they were, whatever is done to newer ones.
-module(map_sharing).
-include("t.hrl").

vers(0, _, L) -> L;
vers(N, M, L) -> M2 = case N rem 4 of 0 -> maps:remove(N div 2, M); 1 -> M#{N => {N}}; 2 -> M#{(N rem 50) => N}; 3 -> maps:merge(M, #{N => a, N + 1 => b}) end, vers(N - 1, M2, [M2 | L]).
sum(M) -> ck(io_lib:write(lists:sort(maps:to_list(M)))).

start() ->
    Base = #{a => 1, b => 2, c => 3},
    Vs = [Base#{a := x}, Base#{b => y}, Base#{d => 4}, maps:remove(a, Base), maps:put(c, 9, Base)],
    p("base", [Base | Vs]),
    L = vers(400, #{}, []),
    S1 = [sum(M) || M <- L],
    erlang:garbage_collect(),
    S2 = [sum(M) || M <- L],
    p("versions", [S1 =:= S2, lists:sum(S1) rem 1000003, length(lists:usort(S1)), lists:sum([map_size(M) || M <- L])]),
    K = [Base#{a := I} || I <- lists:seq(1, 1000)],
    p("values", lists:sum([maps:get(a, M) + maps:get(c, M) || M <- K])),
    N = lists:foldl(fun(I, M) -> M#{m => M#{m => none}, i => I} end, #{}, lists:seq(1, 500)),
    p("self", [maps:get(i, N), maps:get(i, maps:get(m, N)), maps:get(m, maps:get(m, N))]),
    p("equal keys", [Base#{a := 1} =:= Base, Base#{a => 1} =:= Base, (maps:remove(d, Base#{d => 1})) =:= Base]),
    ok.
