%% One huge allocation, many tiny ones, growing and shrinking; deep stacks with live terms.
-module(memory_growth).
-include("t.hrl").

deep(0) -> [];
deep(N) -> X = {N, [N]}, R = deep(N - 1), [element(1, X) + length(element(2, X)) | R].
stack(0, A) -> erlang:garbage_collect(), A;
stack(N, A) -> B = [N | A], C = stack(N - 1, B), D = hd(B), D = N, C.
saw(0, A) -> A;
saw(N, A) -> L = lists:seq(1, (N rem 50) * 400), saw(N - 1, (A + lists:sum(L)) rem 1000003).
alt(0, A, B) -> {A, B};
alt(N, A, B) -> alt(N - 1, [N | B], lists:sublist(A, 100)).

start() ->
    p("deep", [lists:sum(deep(200000)), length(deep(100))]),
    p("stack", length(stack(50000, []))),
    p("saw", saw(300, 0)),
    {A, B} = alt(5000, [], []), p("alt", [length(A), length(B)]),
    p("tuples", tuple_size(erlang:make_tuple(3000000, []))),
    p("lists", length(lists:seq(1, 1500000))),
    p("binaries", byte_size(list_to_binary([binary:copy(<<X>>, 100000) || X <- lists:seq(1, 100)]))),
    p("strings", length(lists:flatten([integer_to_list(X) || X <- lists:seq(1, 100000)]))),
    p("copy", tuple_size(lists:foldl(fun(N, T) -> setelement(N rem 1000 + 1, T, N) end, erlang:make_tuple(1000, x), lists:seq(1, 3000)))),
    p("sort", hd(lists:reverse(lists:sort([(X * 7919) rem 100003 || X <- lists:seq(1, 100000)])))),
    p("flat", [erts_debug:flat_size(X) > 0 || X <- [{a, b}, [1, 2, 3], "x", <<"abc">>, 1.5, #{a => 1}, 1 bsl 70]]),
    ok.
