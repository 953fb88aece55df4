%% erlang:display/1 of every kind of term.
-module(native_display).
-include("t.hrl").

start() ->
    [erlang:display(X) || X <- [1, -1, 1 bsl 70, 1.5, -0.0, 1.0e100, a, 'A b', '', 'don\'t', 'é', [], [1, 2], "abc", [1 | 2], "a\nb", "", [97, 0], {}, {a, {b}}, <<>>, <<"abc">>, <<1, 2, 255>>, <<1:3>>, <<"ab", 3:4>>, #{}, #{a => 1}, #{"k" => [v]}, fun lists:map/2, [[a], "s", {t}], true, [a | b], lists:seq(1, 100)]],
    p("value", [erlang:display(x)]),
    ok.
