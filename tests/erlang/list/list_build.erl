%% put_list in all operand forms; lists built forwards, backwards, inside out and from all sources.
-module(list_build).
-include("t.hrl").
%% erlc: +no_ssa_opt

ends(A, B) -> [A, B | [A | B]].
same(A) -> [A, A, A | A].
nest(A) -> [[A], [[A] | A], [[] | [A]], [A | []]].
inter([A | As], [B | Bs]) -> [A, B | inter(As, Bs)];
inter(As, []) -> As;
inter([], Bs) -> Bs.
groups(_, []) -> [];
groups(N, L) when length(L) =< N -> [L];
groups(N, L) -> {A, B} = lists:split(N, L), [A | groups(N, B)].
rot(L, 0) -> L;
rot([H | T], N) -> rot(T ++ [H], N - 1).
rle([]) -> [];
rle([H | T]) -> rle(T, H, 1).
rle([H | T], H, N) -> rle(T, H, N + 1);
rle(L, H, N) -> [{H, N} | rle(L)].
pascal(0) -> [[1]];
pascal(N) -> [R | _] = P = pascal(N - 1), [lists:zipwith(fun(A, B) -> A + B end, [0 | R], R ++ [0]) | P].
merge([A | As], [B | _] = Bs) when A =< B -> [A | merge(As, Bs)];
merge(As, [B | Bs]) -> [B | merge(As, Bs)];
merge(As, []) -> As.
acc6([A, B, C, D, E, F | T], {X, Y, Z}) -> acc6(T, {[A, D | X], [B, E | Y], [C, F | Z]});
acc6(T, R) -> {T, R}.

start() ->
    p("ends", [ends(1, 2), ends([], []), ends(a, [b]), same(x), same([]), nest(1), nest([])]),
    p("inter", [inter([1, 2, 3], [a, b]), inter([], [a]), inter("abc", "123")]),
    p("groups", [groups(3, lists:seq(1, 10)), groups(1, "ab"), groups(5, [])]),
    p("rot", [rot(lists:seq(1, 7), N) || N <- [0, 1, 7, 10]]),
    p("rle", rle("aaabccccd")),
    p("pascal", [hd(pascal(20)), lists:sum(hd(pascal(60)))]),
    p("merge", merge([1, 4, 4, 9], [2, 4, 8, 10])),
    p("acc6", acc6(lists:seq(1, 20), {[], [], []})),
    p("consts", [[1, 2, id(3), 4, 5, id(6)], [id(a) | "lit"], ["lit" | id(b)], [{id(1), x} | [{y, id(2)}]]]),
    p("chars", lists:flatten([[C, C + 1 | "-"] || C <- "ace"])),
    ok.
