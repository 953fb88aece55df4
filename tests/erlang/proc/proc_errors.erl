%% Wrong arguments of the process natives.
-module(proc_errors).
-include("t.hrl").

start() ->
    ts("spawn", [fun() -> spawn(a) end, fun() -> spawn(1, b, []) end, fun() -> spawn(a, "b", []) end, fun() -> spawn(a, b, c) end, fun() -> spawn(a, b, [1 | 2]) end]),
    ts("send", [fun() -> a_name_nobody_has ! x end, fun() -> id(1) ! x end, fun() -> id("p") ! x end, fun() -> id({a, b, c}) ! x end, fun() -> erlang:send(id([]), x) end, fun() -> element(1, self() ! {y, 1}) end, fun() -> receive {y, N} -> N end end]),
    ts("is", [fun() -> is_process_alive(a) end, fun() -> is_process_alive(self()) end, fun() -> is_pid(self()) end, fun() -> P = spawn(fun() -> ok end), is_pid(P) end]),
    ts("register", [fun() -> whereis(nobody_here) end, fun() -> whereis(1) end, fun() -> register(my_name, self()) end, fun() -> whereis(my_name) =:= self() end, fun() -> register(my_name, self()) end, fun() -> register(other_name, self()) end, fun() -> my_name ! hi, receive hi -> got end end, fun() -> unregister(my_name) end, fun() -> unregister(my_name) end, fun() -> register(undefined, self()) end, fun() -> register("x", self()) end, fun() -> register(x, y) end]),
    ts("refs", [fun() -> make_ref() =:= make_ref() end, fun() -> R = make_ref(), R =:= R end, fun() -> is_reference(make_ref()) end, fun() -> length(lists:usort([make_ref() || _ <- lists:seq(1, 1000)])) end, fun() -> A = make_ref(), B = make_ref(), A < B orelse B < A end]),
    ts("order", [fun() -> self() < make_ref() end, fun() -> make_ref() < fun() -> x end end, fun() -> self() > fun() -> x end end, fun() -> self() < {} end, fun() -> a < self() end, fun() -> spawn(fun() -> ok end) =:= self() end]),
    ts("flag", [fun() -> process_flag(a, b) end, fun() -> is_pid(group_leader()) end]),
    ts("node", [fun() -> node() end, fun() -> node(self()) end, fun() -> node(make_ref()) end, fun() -> node(id(a)) end, fun() -> nodes() end, fun() -> is_alive() end]),
    ok.
