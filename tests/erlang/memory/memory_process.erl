%% garbage_collect, process_info of the own process, memory questions that have sane answers.
-module(memory_process).
-include("t.hrl").

where(0) -> {_, St} = process_info(self(), current_stacktrace), [{F, A, proplists:get_value(line, L)} || {?MODULE, F, A, L} <- St, F =:= where];
where(N) -> [N |
             where(N - 1)].

start() ->
    p("gc", [erlang:garbage_collect(), erlang:garbage_collect(self())]),
    [p(atom_to_list(K), begin {K, V} = process_info(self(), K), V >= 0 end) || K <- [heap_size, stack_size, total_heap_size, memory, message_queue_len, reductions]],
    p("dictionary", begin put(zz, 1), {dictionary, D} = process_info(self(), dictionary), lists:keyfind(zz, 1, D) end),
    p("messages", begin self() ! a, self() ! {b, 1}, X = process_info(self(), messages), receive a -> ok end, receive {b, 1} -> ok end, {X, process_info(self(), message_queue_len)} end),
    ts("bad", [fun() -> process_info(self(), nonsense) end, fun() -> process_info(a, memory) end, fun() -> erlang:garbage_collect(a) end]),
    {current_stacktrace, St} = process_info(self(), current_stacktrace),
    p("stack", [{M, F, A} || {M, F, A, L} <- St, M =:= ?MODULE, is_list(L)]),
    p("in a call", where(3)),
    p("flags", [process_flag(trap_exit, true), process_flag(trap_exit, false), t(fun() -> process_flag(nonsense, 1) end), t(fun() -> process_flag(trap_exit, maybe_) end)]),
    A = element(2, process_info(self(), reductions)), L = lists:sum(lists:seq(1, 10000)), B = element(2, process_info(self(), reductions)),
    p("reductions", {L, B > A}),
    p("word", lists:member(erlang:system_info(wordsize), [4, 8])),
    p("alive", [is_process_alive(self()), is_pid(self()), self() =:= self()]),
    ok.
