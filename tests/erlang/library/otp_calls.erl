%% SPDX-License-Identifier: Apache-2.0
%% Every function of the behaviours, of proc_lib, sys and supervisor, with right and wrong arguments (calls.hrl).
-module(otp_calls).
%% library: own
-export([init/1, handle_call/2, handle_call/3, handle_cast/2, handle_info/2, handle_event/2, terminate/2, code_change/3, callback_mode/0, state/3,
         begin_here/1, fail_here/1]).
-include("calls.hrl").
%% One callback module for all.
init({supervisor, Children}) -> {ok, {#{strategy => one_for_one}, Children}};
init(stop) -> {stop, stopped};
init(ignore) -> ignore;
init({statem, Data}) -> {ok, state, Data};
init(State) -> {ok, State}.
handle_call(ask, From, State) when is_tuple(From) -> {reply, {answer, State}, State};
handle_call(never, _, State) -> {noreply, State}.
handle_cast(_, State) -> {noreply, State}.
handle_info(_, State) -> {noreply, State}.
handle_event(_, State) -> {ok, State}.
handle_call(ask, State) -> {ok, {answer, State}, State}.
terminate(_, _) -> ok.
code_change(_, State, _) -> {ok, State}.
callback_mode() -> state_functions.
state({call, From}, ask, Data) -> {keep_state, Data, [{reply, From, {answer, Data}}]};
state(_, _, Data) -> {keep_state, Data}.
begin_here(X) -> proc_lib:init_ack({ok, self(), X}), receive stop -> ok end.
fail_here(X) -> exit(X).

%% An answer to something that is no request is waited for.
calls() -> [{M, [plain(E) || E <- Es]} || {M, Es} <- tables()].

plain({F, [Args | _] = Calls}) -> plain({F, length(Args), Calls, []});
plain({F, N, Calls}) -> plain({F, N, Calls, []});
plain({F, N, Calls, Options}) when F =:= receive_response; F =:= wait_response -> {F, N, Calls, [1 | Options]};
plain(Entry) -> Entry.

tables() -> [{gen_server, server(gen_server)}, {gen_statem, server(gen_statem) ++ statem()}, {gen_event, event()}, {gen, gen()},
            {proc_lib, proc_lib()}, {sys, sys()}, {supervisor, supervisor()}].

%% A server in the process that makes the call.
running(gen_event) -> {ok, P} = gen_event:start(), ok = gen_event:add_handler(P, ?MODULE, state), P;
running(gen_statem) -> {ok, P} = gen_statem:start(?MODULE, {statem, state}, []), P;
running(supervisor) -> {ok, P} = supervisor:start_link(?MODULE, {supervisor, [child(a)]}), P;
running(M) -> {ok, P} = M:start(?MODULE, state, []), P.

child(Id) -> #{id => Id, start => {gen_server, start_link, [?MODULE, state, []]}}.

on(M, Args) -> fun() -> [running(M) | Args] end.

%% Reasons of exits have the server and the call in them, and the stack of a server that failed.
server(M) ->
    Init = case M of gen_statem -> {statem, state}; _ -> state end,
    Request = fun() -> M:send_request(running(M), ask) end,
    Ids = fun() -> M:reqids_add(Request(), label, M:reqids_new()) end,
    Quiet = {show, fun shown/1},
    Options = {without, ["pair", "improper"]},
    [{call, 2, [on(M, [ask]), [nosuch, ask], fun() -> [self(), ask] end], [2]}, {call, 3, [on(M, [ask, 5000]), on(M, [ask, infinity]), [nosuch, ask, 10], on(M, [never, 1])], [2, {without, ["0"]}]},
     {cast, 2, [on(M, [x]), [nosuch, x]]},
     {start, 3, [[?MODULE, Init, []], [?MODULE, stop, []], [?MODULE, ignore, []]], [1, 2]}, {start, 4, [[{local, a_name}, ?MODULE, Init, []]], [3]},
     {start_link, 3, [[?MODULE, Init, []]], [2, Quiet, right]}, {start_link, 4, [[{local, b_name}, ?MODULE, Init, []]], [right]},
     {start_monitor, 3, [[?MODULE, Init, []]], [2, Quiet, right]}, {start_monitor, 4, [[{local, c_name}, ?MODULE, Init, []]], [right]},
     {stop, 1, [on(M, []), [nosuch]], [Options]}, {stop, 3, [on(M, [normal, 5000]), on(M, [shutdown, infinity]), [nosuch, normal, 10]], [2, Options, {without, ["0", "pair", "improper"]}]},
     {reply, 2, [fun() -> [{self(), make_ref()}, x] end]},
     {send_request, 2, [on(M, [ask])], [2]},
     {send_request, 4, [fun() -> [running(M), ask, label, M:reqids_new()] end], [2, {show, fun(C) -> M:reqids_size(C) end}]},
     {receive_response, 2, [fun() -> [Request(), 5000] end, fun() -> [gen_server:send_request(nosuch, x), 100] end], [{without, ["0"]}]},
     {receive_response, 3, [fun() -> [Ids(), 5000, true] end, fun() -> [M:reqids_new(), 100, true] end], [1, {show, fun gone/1}, {without, ["0"]}]},
     {wait_response, 2, [fun() -> [Request(), 5000] end], [1, {without, ["0"]}]}, {wait_response, 3, [fun() -> [Ids(), 5000, true] end], [1, {show, fun gone/1}, {without, ["0"]}]},
     {check_response, 2, [fun() -> [x, Request()] end]}, {check_response, 3, [fun() -> [x, Ids(), true] end], [{show, fun gone/1}]},
     {reqids_new, 0, [[]], [{show, fun(C) -> M:reqids_size(C) end}]}, {reqids_add, 3, [fun() -> [Request(), label, M:reqids_new()] end], [{show, fun(C) -> M:reqids_size(C) end}, {without, ["map"]}]},
     {reqids_size, 1, [fun() -> [Ids()] end]}, {reqids_to_list, 1, [fun() -> [Ids()] end]},
     {behaviour_info, 1, [[callbacks]], [{show, fun(L) -> lists:sort(L) -- [{state_name, 3}] end}]}] ++
    case M of
        gen_server ->
            [{abcast, 2, [[nosuch, x]], [2]}, {abcast, 3, [[[node()], nosuch, x]], [3]},
             {multi_call, 2, [[nosuch, x]], [2]}, {multi_call, 3, [[[node()], nosuch, x]], [3]}, {multi_call, 4, [[[node()], nosuch, x, 1000]], [3, {without, ["0", "-1", "improper"]}]},
             {enter_loop, 3, [[?MODULE, [], state]], [right]}, {enter_loop, 4, [[?MODULE, [], state, 0]], [right]}, {enter_loop, 5, [[?MODULE, [], state, {global, x}, 0]], [right, {show, fun(_) -> done end}]}];
        gen_statem ->
            [{enter_loop, 4, [[?MODULE, [], state, data]], [right]}, {enter_loop, 5, [[?MODULE, [], state, data, []]], [right]}, {enter_loop, 6, [[?MODULE, [], state, data, self(), []]], [right]}]
    end ++ internal().

%% Called by other modules only; alone they fail.
internal() ->
    [{init_it, 6, [[self(), self(), self(), ?MODULE, x, x]], [right]}, {system_continue, 3, [[x, x, x]], [right]},
     {system_terminate, 4, [[x, x, x, x]], [right]}, {system_code_change, 4, [[x, x, x, x]], [right]},
     {system_get_state, 1, [[x]], [right]}, {system_replace_state, 2, [[x, x]], [right]}].

shown({ok, {P, R}}) when is_pid(P), is_reference(R) -> monitored;
shown(R) -> R.

gone({R, L, C}) when is_atom(L) -> {R, L, try gen_server:reqids_size(C) catch _:_ -> C end};
gone(R) -> R.

statem() ->
    [{reply, 1, [fun() -> [{reply, {self(), make_ref()}, x}] end, fun() -> [[{reply, {self(), make_ref()}, x}]] end, [[x]]]},
     {receive_response, 1, [fun() -> [gen_statem:send_request(running(gen_statem), ask)] end], [1]},
     {wait_response, 1, [fun() -> [gen_statem:send_request(running(gen_statem), ask)] end]}].

event() ->
    M = gen_event,
    Request = fun() -> M:send_request(running(M), ?MODULE, ask) end,
    Ids = fun() -> M:reqids_add(Request(), label, M:reqids_new()) end,
    Me = ?MODULE,
    [{add_handler, 3, [on(M, [{Me, 2}, state]), on(M, [Me, state]), on(M, [Me, stop]), [nosuch, Me, x]], [2, 3]}, {add_sup_handler, 3, [on(M, [{Me, 2}, state])], [2, 3]},
     {call, 3, [on(M, [Me, ask]), on(M, [nosuch, ask]), [nosuch, Me, ask]], [2, 3]}, {call, 4, [on(M, [Me, ask, 5000]), on(M, [Me, ask, infinity])], [2, 3, {without, ["0"]}]},
     {delete_handler, 3, [on(M, [Me, x]), on(M, [nosuch, x])]}, {notify, 2, [on(M, [x]), [nosuch, x]]}, {sync_notify, 2, [on(M, [x]), [nosuch, x]]},
     {start, 0, [[]]}, {start, 1, [[{local, a_name}], [[]], [x]]}, {start, 2, [[{local, a_name}, []]]},
     {start_link, 0, [[]]}, {start_link, 1, [[{local, a_name}]], [right]}, {start_link, 2, [[{local, a_name}, []]], [right]},
     {start_monitor, 0, [[]]}, {start_monitor, 1, [[{local, a_name}]], [right]}, {start_monitor, 2, [[{local, a_name}, []]], [right]},
     {stop, 1, [on(M, []), [nosuch]], [{without, ["pair", "improper"]}]}, {stop, 3, [on(M, [normal, 5000])], [2, {without, ["0", "pair", "improper"]}]},
     {swap_handler, 3, [on(M, [{Me, x}, {{Me, 2}, y}])], [2, 3]}, {swap_sup_handler, 3, [on(M, [{Me, x}, {{Me, 2}, y}])], [2, 3]},
     {which_handlers, 1, [on(M, []), [nosuch]]}, {wake_hib, 5, [fun() -> self() ! x, [x, x, x, x, x] end], [right]},
     {send_request, 3, [on(M, [Me, ask])], [2, 3]}, {send_request, 5, [fun() -> [running(M), Me, ask, label, M:reqids_new()] end], [2, 3, {show, fun(C) -> M:reqids_size(C) end}]},
     {receive_response, 2, [fun() -> [Request(), 5000] end], [{without, ["0"]}]}, {receive_response, 3, [fun() -> [Ids(), 5000, true] end], [1, {show, fun gone/1}, {without, ["0"]}]},
     {wait_response, 2, [fun() -> [Request(), 5000] end], [1, {without, ["0"]}]}, {wait_response, 3, [fun() -> [Ids(), 5000, true] end], [1, {show, fun gone/1}, {without, ["0"]}]},
     {check_response, 2, [fun() -> [x, Request()] end]}, {check_response, 3, [fun() -> [x, Ids(), true] end], [{show, fun gone/1}]},
     {reqids_new, 0, [[]], [{show, fun(C) -> M:reqids_size(C) end}]}, {reqids_add, 3, [fun() -> [Request(), label, M:reqids_new()] end], [{show, fun(C) -> M:reqids_size(C) end}, {without, ["map"]}]},
     {reqids_size, 1, [fun() -> [Ids()] end]}, {reqids_to_list, 1, [fun() -> [Ids()] end]},
     {behaviour_info, 1, [[callbacks]], [{show, fun lists:sort/1}]}] ++ internal().

gen() ->
    Request = fun() -> gen:send_request(running(gen_server), '$gen_call', ask) end,
    Ids = fun() -> gen:reqids_add(Request(), label, gen:reqids_new()) end,
    [{call, 3, [on(gen_server, ['$gen_call', ask]), [nosuch, '$gen_call', ask]], [right]}, {call, 4, [on(gen_server, ['$gen_call', ask, 5000])], [right]},
     {hibernate_after, 1, [[[{hibernate_after, 5}]], [[]]], [right]},
     {reply, 2, [fun() -> [{self(), make_ref()}, x] end]}, {send_request, 3, [on(gen_server, ['$gen_call', ask])], [right]},
     {send_request, 5, [fun() -> [running(gen_server), '$gen_call', ask, label, gen:reqids_new()] end], [right, {show, fun(C) -> gen:reqids_size(C) end}]},
     {receive_response, 2, [fun() -> [Request(), 5000] end], [right]}, {receive_response, 3, [fun() -> [Ids(), 5000, true] end], [right, {show, fun gone/1}]},
     {wait_response, 2, [fun() -> [Request(), 5000] end], [right]}, {wait_response, 3, [fun() -> [Ids(), 5000, true] end], [right, {show, fun gone/1}]},
     {check_response, 2, [fun() -> [x, Request()] end], [right]}, {check_response, 3, [fun() -> [x, Ids(), true] end], [right, {show, fun gone/1}]},
     {reqids_new, 0, [[]], [{show, fun(C) -> gen:reqids_size(C) end}]}, {reqids_add, 3, [fun() -> [Request(), label, gen:reqids_new()] end], [{show, fun(C) -> gen:reqids_size(C) end}, right]},
     {reqids_size, 1, [fun() -> [Ids()] end]}, {reqids_to_list, 1, [fun() -> [Ids()] end]},
     {start, 5, [[gen_server, nolink, ?MODULE, state, []]], [right]}, {start, 6, [[gen_server, nolink, {local, d_name}, ?MODULE, state, []], [gen_server, nolink, x, ?MODULE, state, []]], [right]},
     {stop, 1, [on(gen_server, []), [nosuch]], [right]}, {stop, 3, [on(gen_server, [normal, 5000])], [right]},
     {unregister_name, 1, [[self()]], [right]}, {init_it, 7, [[gen_server, self(), self(), self(), ?MODULE, x, x]], [right]}].

proc_lib() ->
    F = fun() -> ok end,
    MFA = [erlang, self, []],
    Begin = [?MODULE, begin_here, [x]],
    Fail = [?MODULE, fail_here, [x]],
    Report = #{label => {proc_lib, crash}, report => [[{initial_call, {m, f, [a]}}, {pid, p}, {registered_name, []}, {error_info, {exit, why, []}}], []]},
    Right = [right],
    Pair = {without, ["pair"]},
    [{spawn, [[F]]}, {spawn, 2, [[node(), F]], [1]}, {spawn, 3, [MFA]}, {spawn, 4, [[node() | MFA]], [1]},
     {spawn_link, [[F]]}, {spawn_link, 2, [[node(), F]], [1]}, {spawn_link, 3, [MFA]}, {spawn_link, 4, [[node() | MFA]], [1]},
     {spawn_opt, [[F, []]]}, {spawn_opt, 3, [[node(), F, []]], [1]}, {spawn_opt, 4, [MFA ++ [[]]]}, {spawn_opt, 5, [[node() | MFA] ++ [[]]], [1]},
     {start, 3, [Begin, Fail], Right}, {start, 4, [Begin ++ [5000], Fail ++ [infinity]], Right}, {start, 5, [Begin ++ [5000, []]], Right},
     {start_link, 3, [Begin], Right}, {start_link, 4, [Begin ++ [5000]], Right}, {start_link, 5, [Begin ++ [5000, []]], Right},
     {start_monitor, 3, [Begin], Right}, {start_monitor, 4, [Begin ++ [5000]], Right}, {start_monitor, 5, [Begin ++ [5000, []]], Right},
     {hibernate, 3, [fun() -> self() ! x, [erlang, exit, [{result, {ok, awake}}]] end], Right}, {wake_up, 3, [[erlang, abs, [-1]]], Right},
     {init_ack, 1, [fun() -> put('$ancestors', [self()]), [x] end], Right}, {init_ack, 2, [fun() -> [self(), x] end, [x, y]]},
     {init_p, 3, [fun() -> [self(), [], fun() -> x end] end], Right}, {init_p, 5, [fun() -> [self(), [], erlang, abs, [-1]] end], Right},
     {initial_call, 1, [fun() -> [proc_lib:spawn(fun() -> receive x -> ok end end)] end], [Pair, {show, fun(_) -> done end}]},
     {translate_initial_call, 1, [fun() -> [self()] end], [Pair]},
     {format, 1, [[Report]], [right, {show, fun(L) -> lists:flatlength(L) > 10 end}]}, {format, 2, [[Report, latin1]], [right, {show, fun(L) -> lists:flatlength(L) > 10 end}]},
     {format, 3, [[Report, latin1, 20]], [right, {show, fun(L) -> lists:flatlength(L) > 10 end}]}, {report_cb, 2, [[Report, #{}]], [right, {show, fun(L) -> lists:flatlength(L) > 10 end}]},
     {stop, 1, [fun() -> [running(gen_server)] end, [nosuch]], [{without, ["pair", "improper"]}]}, {stop, 3, [fun() -> [running(gen_server), normal, 5000] end], [2, 3, {without, ["0", "pair", "improper"]}]}].

sys() ->
    S = gen_server,
    Id = fun(X) -> X end,
    Debug = sys:debug_options([]),
    Answered = {show, fun({status, _, {module, M}, _}) -> {status, M}; (R) -> R end},
    Time = {without, ["0", "-1"]},
    [{suspend, 1, [on(S, []), [nosuch]]}, {suspend, 2, [on(S, [5000])], [Time]}, {resume, 1, [on(S, [])]}, {resume, 2, [on(S, [5000])], [Time]},
     {get_state, 1, [on(S, []), on(gen_event, [])]}, {get_state, 2, [on(S, [5000])], [Time]}, {get_status, 1, [on(S, [])], [Answered]}, {get_status, 2, [on(S, [5000])], [Answered, Time]},
     {replace_state, 2, [on(S, [Id]), on(S, [fun(_) -> exit(x) end])]}, {replace_state, 3, [on(S, [Id, 5000])], [Time]},
     {change_code, 4, [fun() -> P = running(S), sys:suspend(P), [P, ?MODULE, old, extra] end, on(S, [?MODULE, old, extra])], [3, 4]}, {change_code, 5, [fun() -> P = running(S), sys:suspend(P), [P, ?MODULE, old, extra, 5000] end], [3, 4, Time]},
     {install, 2, [on(S, [{fun(A, _, _) -> A end, x}])]}, {install, 3, [on(S, [{fun(A, _, _) -> A end, x}, 5000])], [Time]},
     {remove, 2, [on(S, [Id])]}, {remove, 3, [on(S, [Id, 5000])], [Time]},
     {log, 2, [on(S, [true]), on(S, [false]), on(S, [{true, 5}]), on(S, [get])]}, {log, 3, [on(S, [true, 5000])], [Time]},
     {log_to_file, 2, [on(S, [false])], [right]}, {log_to_file, 3, [on(S, [false, 5000])], [right]},
     {statistics, 2, [on(S, [true]), on(S, [get]), on(S, [false])]}, {statistics, 3, [on(S, [true, 5000])], [Time]},
     {trace, 2, [on(S, [false])], [right]}, {trace, 3, [on(S, [false, 5000])], [right]},
     {no_debug, 1, [on(S, [])]}, {no_debug, 2, [on(S, [5000])], [Time]},
     {terminate, 2, [on(S, [x])]}, {terminate, 3, [on(S, [x, 5000])], [Time]},
     {debug_options, 1, [[[]], [[trace]], [[{log, 3}]], [[statistics]], [[x]]], [{show, fun is_list/1}]},
     {get_debug, 3, [[log, Debug, none]], [2]}, {get_log, 1, [[Debug], [sys:debug_options([log])]]}, {handle_debug, 4, [[Debug, fun(_, _, _) -> ok end, x, {in, y}]], [right]},
     {handle_system_msg, 6, [[x, x, x, x, x, x]], [right]}, {handle_system_msg, 7, [[x, x, x, x, x, x, x]], [right]},
     {print_log, 1, [[Debug]]}, {suspend_loop_hib, 6, [fun() -> self() ! {'EXIT', x, why}, [x, x, x, x, x, x] end], [right]}].

supervisor() ->
    S = supervisor,
    Child = child(b),
    [{start_link, 2, [[?MODULE, {supervisor, []}]], [right]}, {start_link, 3, [[{local, e_name}, ?MODULE, {supervisor, []}]], [right]},
     {check_childspecs, [[[Child]], [[]], [[Child, Child]], [[#{id => a}]], [[x]], [[Child#{restart => x}]], [[Child#{shutdown => -1}]], [[{a, {m, f, []}, permanent, 5, worker, [m]}]], [[Child#{type => x}]], [[Child#{modules => x}]], [[Child#{start => x}]]]},
     {check_childspecs, 2, [[[Child], undefined], [[Child], any_significant], [[Child#{significant => true, restart => transient}], never], [[Child], x]], [right]},
     {count_children, 1, [on(S, []), [nosuch]], [{show, fun lists:sort/1}]}, {which_children, 1, [on(S, []), [nosuch]]},
     {delete_child, 2, [on(S, [a]), on(S, [x])]}, {restart_child, 2, [on(S, [a]), on(S, [x])]}, {terminate_child, 2, [on(S, [a]), on(S, [x])]},
     {get_childspec, 2, [on(S, [a]), on(S, [x])]}, {start_child, 2, [on(S, [Child]), on(S, [child(a)]), on(S, [x])]},
     {get_callback_module, 1, [on(S, [])], [{without, ["pair"]}]},
     {behaviour_info, 1, [[callbacks]]}, {init, 1, [[x]], [right]}, {handle_call, 3, [[x, x, x]], [right]}, {handle_cast, 2, [[x, x]], [right]},
     {terminate, 2, [[x, x]], [right]}, {code_change, 3, [[x, x, x]], [right]}].

loose() ->
    [{gen_statem, system_continue, 3}, {gen_statem, system_terminate, 4}, {supervisor, terminate, 2}, {supervisor, code_change, 3}].
