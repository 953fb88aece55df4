%% A state machine kept in a record of many fields, updated in all orders.
-module(record_state).
-include("t.hrl").
%% erlc: +no_ssa_opt

-record(st, {id = 0, name = "", count = 0, total = 0.0, items = [], seen = #{}, last, mode = idle, stack = [], flags = <<>>, depth = 0, max = 0, min = infinity, errors = [], f = fun(X) -> X end}).

ev({push, X}, S = #st{stack = St, depth = D, max = M}) -> S#st{stack = [X | St], depth = D + 1, max = max(M, D + 1), mode = pushing};
ev(pop, S = #st{stack = []}) -> S#st{errors = [empty | S#st.errors]};
ev(pop, S = #st{stack = [X | St], depth = D}) -> S#st{stack = St, depth = D - 1, last = X, mode = popping};
ev({add, N}, S) when is_number(N) -> S#st{count = S#st.count + 1, total = S#st.total + N, min = min(N, S#st.min)};
ev({see, K}, #st{seen = Seen} = S) -> S#st{seen = maps:update_with(K, fun(V) -> V + 1 end, 1, Seen)};
ev({flag, B}, #st{flags = F} = S) -> S#st{flags = <<F/bits, B:1>>};
ev({f, F}, S) -> S#st{f = F, id = F(S#st.id)};
ev({item, I}, #st{f = F, items = Is} = S) -> S#st{items = [F(I) | Is], name = [$x | S#st.name]};
ev(E, #st{errors = Es} = S) -> S#st{errors = [E | Es]}.

start() ->
    Evs = [{push, a}, {add, 5}, {see, k1}, {flag, 1}, pop, pop, {f, fun(X) -> X + 100 end}, {item, 1}, {see, k2}, {see, k1}, {push, b}, {push, c}, {flag, 0}, {flag, 1}, {add, -2.5}, bogus, {add, x}, {item, 7}, pop],
    S = lists:foldl(fun ev/2, #st{}, Evs),
    p("state", S#st{f = none}),
    S2 = lists:foldl(fun(N, A) -> ev(lists:nth(N rem length(Evs) + 1, Evs), A) end, #st{}, lists:seq(1, 20000)),
    p("many", {S2#st.id, S2#st.count, S2#st.total, length(S2#st.items), S2#st.seen, S2#st.max, S2#st.depth, bit_size(S2#st.flags), length(S2#st.errors), length(S2#st.name), S2#st.mode}),
    ok.
