%% array and queue against lists.
-module(std_array).
-include("t.hrl").

start() ->
    A = lists:foldl(fun(N, X) -> array:set((N * 37) rem 1000, N, X) end, array:new(), lists:seq(1, 1500)),
    p("array", [array:size(A), array:get(0, A), array:get(999, A), array:sparse_size(A), lists:sum(array:to_list(A)), array:get(5000, A), array:is_fix(A)]),
    B = array:from_list([a, b, c]),
    ts("ops", [fun() -> array:to_list(array:resize(5, B)) end, fun() -> array:to_orddict(B) end, fun() -> array:to_list(array:map(fun(I, X) -> {I, X} end, B)) end, fun() -> array:foldl(fun(I, X, S) -> [{I, X} | S] end, [], B) end, fun() -> array:foldr(fun(_, X, S) -> [X | S] end, [], B) end, fun() -> array:to_list(array:reset(1, B)) end, fun() -> array:to_list(array:set(5, z, array:new([{default, d}]))) end, fun() -> array:sparse_to_list(array:set(3, x, array:new())) end, fun() -> array:get(9, array:new(5)) end, fun() -> array:set(-1, x, B) end, fun() -> array:get(a, B) end, fun() -> array:set(5, x, array:fix(B)) end, fun() -> array:to_list(array:from_orddict([{1, x}, {3, y}])) end, fun() -> array:default(B) end, fun() -> array:sparse_map(fun(_, X) -> {X} end, B) =:= array:map(fun(_, X) -> {X} end, B) end]),
    Q = lists:foldl(fun(N, X) -> case N rem 5 of 0 -> element(2, queue:out(X)); 1 -> queue:in_r(N, X); _ -> queue:in(N, X) end end, queue:new(), lists:seq(1, 500)),
    p("queue", [queue:len(Q), queue:get(Q), queue:get_r(Q), ck(io_lib:write(queue:to_list(Q))), queue:is_queue(Q), queue:member(499, Q), queue:is_empty(Q)]),
    ts("queue ops", [fun() -> queue:to_list(queue:reverse(queue:from_list([1, 2, 3]))) end, fun() -> {X, Y} = queue:split(2, queue:from_list([1, 2, 3])), {queue:to_list(X), queue:to_list(Y)} end, fun() -> queue:to_list(queue:join(queue:from_list([1]), queue:from_list([2]))) end, fun() -> queue:out_r(queue:from_list([1, 2])) end, fun() -> queue:out(queue:new()) end, fun() -> queue:get(queue:new()) end, fun() -> queue:peek(queue:from_list([p])) end, fun() -> queue:to_list(queue:filter(fun(X) -> X > 1 end, queue:from_list([1, 2, 3]))) end, fun() -> queue:to_list(queue:drop(queue:from_list([1, 2]))) end, fun() -> queue:in(a, b) end, fun() -> queue:fold(fun(X, S) -> X + S end, 0, queue:from_list([1, 2])) end, fun() -> queue:any(fun(X) -> X > 1 end, queue:from_list([1, 2])) end, fun() -> queue:to_list(queue:cons(0, queue:from_list([1]))) end, fun() -> queue:head(queue:from_list([h])) end, fun() -> queue:to_list(queue:delete(2, queue:from_list([1, 2, 3]))) end]),
    ok.
