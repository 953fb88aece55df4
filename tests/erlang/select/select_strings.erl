%% Selection on strings, tuples and nested data: long common prefixes, shared tails, tagged trees.
-module(select_strings).
-include("t.hrl").
%% erlc: +no_type_opt
%% erlc: +no_copt

m("january") -> 1; m("february") -> 2; m("march") -> 3; m("april") -> 4; m("may") -> 5; m("june") -> 6; m("july") -> 7; m("august") -> 8; m("september") -> 9; m("october") -> 10; m("november") -> 11; m("december") -> 12; m("jan" ++ R) -> {jan, R}; m("ju" ++ [C | _]) -> {ju, C}; m([C]) -> {one, C}; m([]) -> empty; m(L) when is_list(L) -> other; m(_) -> no.
b(<<"january">>) -> 1; b(<<"february">>) -> 2; b(<<"march">>) -> 3; b(<<"may">>) -> 5; b(<<"june">>) -> 6; b(<<"july">>) -> 7; b(<<"jul", R/binary>>) -> {jul, R}; b(<<C>>) -> {one, C}; b(<<>>) -> empty; b(_) -> other.
ev({num, N}, _) -> N; ev({var, V}, E) -> maps:get(V, E); ev({op, '+', A, B}, E) -> ev(A, E) + ev(B, E); ev({op, '-', A, B}, E) -> ev(A, E) - ev(B, E); ev({op, '*', A, B}, E) -> ev(A, E) * ev(B, E); ev({op, '/', A, B}, E) -> ev(A, E) div ev(B, E); ev({neg, A}, E) -> -ev(A, E); ev({'let', V, A, B}, E) -> ev(B, E#{V => ev(A, E)}); ev({'if', C, A, B}, E) -> case ev(C, E) of 0 -> ev(B, E); _ -> ev(A, E) end; ev([X], E) -> ev(X, E); ev([X | Xs], E) -> ev(X, E), ev(Xs, E).
simp({op, '+', {num, 0}, X}) -> simp(X); simp({op, '+', X, {num, 0}}) -> simp(X); simp({op, '*', {num, 1}, X}) -> simp(X); simp({op, '*', X, {num, 1}}) -> simp(X); simp({op, '*', {num, 0}, _}) -> {num, 0}; simp({op, '*', _, {num, 0}}) -> {num, 0}; simp({op, '-', X, X}) -> {num, 0}; simp({op, O, {num, A}, {num, B}}) when O =/= '/' -> {num, ev({op, O, {num, A}, {num, B}}, #{})}; simp({op, O, A, B}) -> case {simp(A), simp(B)} of {A, B} -> {op, O, A, B}; {A2, B2} -> simp({op, O, A2, B2}) end; simp({neg, {neg, X}}) -> simp(X); simp({neg, {num, N}}) -> {num, -N}; simp(X) -> X.
vm([{push, N} | C], S) -> vm(C, [N | S]); vm([add | C], [A, B | S]) -> vm(C, [A + B | S]); vm([sub | C], [A, B | S]) -> vm(C, [B - A | S]); vm([mul | C], [A, B | S]) -> vm(C, [A * B | S]); vm([dup | C], [A | S]) -> vm(C, [A, A | S]); vm([swap | C], [A, B | S]) -> vm(C, [B, A | S]); vm([drop | C], [_ | S]) -> vm(C, S); vm([{times, 0, _} | C], S) -> vm(C, S); vm([{times, N, B} | C], S) -> vm(B ++ [{times, N - 1, B} | C], S); vm([{'if', A, B} | C], [X | S]) -> vm(case X of 0 -> B; _ -> A end ++ C, S); vm([], S) -> S; vm([I | _], S) -> {bad, I, S}.
rb(b, {r, {r, A, X, B}, Y, C}, Z, D) -> {r, {b, A, X, B}, Y, {b, C, Z, D}}; rb(b, {r, A, X, {r, B, Y, C}}, Z, D) -> {r, {b, A, X, B}, Y, {b, C, Z, D}}; rb(b, A, X, {r, {r, B, Y, C}, Z, D}) -> {r, {b, A, X, B}, Y, {b, C, Z, D}}; rb(b, A, X, {r, B, Y, {r, C, Z, D}}) -> {r, {b, A, X, B}, Y, {b, C, Z, D}}; rb(C, L, X, R) -> {C, L, X, R}.
ins(X, T) -> {_, L, Y, R} = i(X, T), {b, L, Y, R}.
i(X, e) -> {r, e, X, e}; i(X, {C, L, Y, R}) when X < Y -> rb(C, i(X, L), Y, R); i(X, {C, L, Y, R}) when X > Y -> rb(C, L, Y, i(X, R)); i(_, T) -> T.
tl_(e) -> []; tl_({_, L, X, R}) -> tl_(L) ++ [X | tl_(R)].
dp(e) -> 0; dp({_, L, _, R}) -> 1 + max(dp(L), dp(R)).

start() ->
    p("m", [m(X) || X <- ["january", "february", "june", "july", "juni", "januar", "december", "decembe", "x", "", "hello", abc, "jan", "ju"]]),
    p("b", [b(X) || X <- [<<"january">>, <<"june">>, <<"july">>, <<"julia">>, <<"x">>, <<>>, <<"marches">>]]),
    E = {'let', x, {num, 5}, {'if', {op, '-', {var, x}, {num, 5}}, {num, 1}, [{num, 0}, {op, '*', {op, '+', {var, x}, {neg, {num, 2}}}, {op, '/', {num, 100}, {var, x}}}]}},
    p("ev", [ev(E, #{}), t(fun() -> ev({var, q}, #{}) end), t(fun() -> ev({foo}, #{}) end), t(fun() -> ev({op, '/', {num, 1}, {num, 0}}, #{}) end)]),
    p("simp", [simp(X) || X <- [{op, '+', {num, 0}, {op, '*', {num, 1}, {var, y}}}, {op, '*', {var, z}, {op, '-', {var, a}, {var, a}}}, {op, '+', {num, 2}, {num, 3}}, {neg, {neg, {neg, {num, 4}}}}]]),
    p("vm", [vm([{push, 2}, {push, 3}, add, dup, mul], []), vm([{push, 1}, {times, 20, [{push, 2}, mul]}], []), vm([{push, 0}, {'if', [{push, a}], [{push, b}]}], []), vm([add], [1]), vm([jump], [])]),
    T = lists:foldl(fun ins/2, e, [(N * 7919) rem 4001 || N <- lists:seq(1, 3000)]), p("rb", [length(tl_(T)), tl_(T) =:= lists:sort(tl_(T)), dp(T) =< 24, dp(lists:foldl(fun ins/2, e, lists:seq(1, 4000))) =< 24]),
    ok.
