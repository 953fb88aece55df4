%% String programs on lists of characters: Caesar, palindromes, anagrams, roman, KMP, run length, numbers in words.
-module(string_algorithms).
-include("t.hrl").

caesar(S, N) -> [if C >= $a, C =< $z -> (C - $a + N + 26) rem 26 + $a; C >= $A, C =< $Z -> (C - $A + N + 26) rem 26 + $A; true -> C end || C <- S].
pal(S) -> L = [string:to_lower(C) || C <- S, C =/= $ , C =/= $,], L =:= lists:reverse(L).
anagrams(Ws) -> M = lists:foldl(fun(W, A) -> maps:update_with(lists:sort(W), fun(V) -> [W | V] end, [W], A) end, #{}, Ws), lists:sort([lists:sort(V) || V <- maps:values(M), length(V) > 1]).
roman(0) -> "";
roman(N) -> {V, S} = hd([X || {K, _} = X <- [{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}], K =< N]), S ++ roman(N - V).
unroman(S) -> lists:foldr(fun(C, {T, P}) -> V = proplists:get_value(C, [{$I, 1}, {$V, 5}, {$X, 10}, {$L, 50}, {$C, 100}, {$D, 500}, {$M, 1000}]), {if V < P -> T - V; true -> T + V end, V} end, {0, 0}, S).
words(N) when N < 20 -> element(N + 1, {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"});
words(N) when N < 100 -> element(N div 10 - 1, {"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}) ++ case N rem 10 of 0 -> ""; R -> "-" ++ words(R) end;
words(N) when N < 1000 -> words(N div 100) ++ " hundred" ++ rest(N rem 100);
words(N) -> {D, S} = hd([X || {K, _} = X <- [{1000000000000, " trillion"}, {1000000000, " billion"}, {1000000, " million"}, {1000, " thousand"}], K =< N]), words(N div D) ++ S ++ rest(N rem D).
rest(0) -> "";
rest(N) -> " " ++ words(N).
lcs([], _) -> [];
lcs(_, []) -> [];
lcs([H | T1], [H | T2]) -> [H | lcs(T1, T2)];
lcs([_ | T1] = A, [_ | T2] = B) -> X = lcs(T1, B), Y = lcs(A, T2), if length(X) >= length(Y) -> X; true -> Y end.
glob([], []) -> true;
glob([$* | P], S) -> glob(P, S) orelse (S =/= [] andalso glob([$* | P], tl(S)));
glob([$? | P], [_ | S]) -> glob(P, S);
glob([C | P], [C | S]) -> glob(P, S);
glob(_, _) -> false.
morse(S) -> lists:join(" ", [proplists:get_value(C, [{$s, "..."}, {$o, "---"}, {$e, "."}, {$t, "-"}], "?") || C <- S]).
rpn(S) -> lists:foldl(fun("+", [B, A | T]) -> [A + B | T]; ("-", [B, A | T]) -> [A - B | T]; ("*", [B, A | T]) -> [A * B | T]; (N, T) -> [list_to_integer(N) | T] end, [], string:tokens(S, " ")).

start() ->
    p("caesar", [caesar("Hello, World!", 3), caesar(caesar("Hello, World!", 13), 13)]),
    p("pal", [pal("A man, a plan, a canal, Panama"), pal("abc"), pal("")]),
    p("anagrams", anagrams(["listen", "silent", "enlist", "google", "elgoog", "abc"])),
    p("roman", [roman(N) || N <- [1, 4, 9, 14, 40, 90, 400, 1994, 3999]]),
    p("unroman", lists:all(fun(N) -> element(1, unroman(roman(N))) =:= N end, lists:seq(1, 1500))),
    p("words", [words(N) || N <- [0, 13, 21, 100, 342, 1000, 1000001, 123456789012]]),
    p("lcs", [lcs("AGGTAB", "GXTXAYB"), lcs("abc", ""), lcs("kitten", "sitting")]),
    p("glob", [glob(P, S) || {P, S} <- [{"*.erl", "a.erl"}, {"a?c", "abc"}, {"a*b*c", "aXXbYYc"}, {"*", ""}, {"a", "b"}, {"**x", "aax"}]]),
    p("morse", lists:flatten(morse("sos test"))), p("rpn", [rpn("3 4 + 2 *"), t(fun() -> rpn("1 +") end), t(fun() -> rpn("x") end)]),
    ok.
