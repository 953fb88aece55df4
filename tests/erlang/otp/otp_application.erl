%% application: loading, starting, stopping, dependencies, what start/2 may return, and the end of an
%% application by itself. This module is the callback module of all of them.
%% library: own
-module(otp_application).
-include("t.hrl").

start() ->
    logger:set_primary_config(level, none),
    one_by_one(),
    dependencies(),
    in_processes(),
    inclusion().

%% As an application
start(Type, Arg) ->
    io:format("start ~p ~p ~p ~p~n", [Type, Arg, application:get_application(), application:start_type()]),
    case Arg of
        ok -> {ok, spawn_link(fun loop/0)};
        quiet -> {ok, spawn_link(fun loop/0)};
        state -> {ok, spawn_link(fun loop/0), state};
        error -> {error, oops};
        exit -> exit(why);
        throw -> throw(ball);
        Other -> Other
    end.

prep_stop(State) ->
    io:format("prep_stop ~p~n", [State]),
    {prepared, State}.

stop(State) ->
    io:format("stop ~p~n", [State]),
    ok.

start_phase(Phase, Type, Args) ->
    io:format("phase ~p ~p ~p~n", [Phase, Type, Args]),
    case Args of
        error -> {error, phase};
        _ -> ok
    end.

loop() ->
    receive
        {exit, Reason} -> exit(Reason);
        {From, Fun} -> From ! {answer, Fun()}, loop()
    end.

running() ->
    [Name || {Name, _, _} <- application:which_applications()].

one_by_one() ->
    [
        ts(Arg, [
            fun() -> application:load({application, Arg, [{applications, [stdlib]}, {mod, {?MODULE, Arg}}]}) end,
            fun() -> application:start(Arg) end,
            fun() -> running() end,
            fun() -> application:start(Arg) end,
            fun() -> application:unload(Arg) end,
            fun() -> application:stop(Arg) end,
            fun() -> application:stop(Arg) end,
            fun() -> application:unload(Arg) end
        ])
     || Arg <- [ok, state, error, exit, throw, ignore, bad]
    ],
    [
        ts(phases, [
            fun() -> application:load({application, Name, [{start_phases, Phases}, {mod, {?MODULE, ok}}]}) end,
            fun() -> application:start(Name) end,
            fun() -> application:stop(Name) end
        ])
     || {Name, Phases} <- [{phases, [{first, 1}, {second, 2}]}, {nophases, []}]
    ],
    ts(library, [
        fun() -> application:load({application, lib, []}) end,
        fun() -> application:start(lib, permanent) end,
        fun() -> application:which_applications() -- [A || {N, _, _} = A <- application:which_applications(), N =/= lib] end,
        fun() -> application:stop(lib) end,
        fun() -> application:start(lib, transient) end,
        fun() -> application:ensure_started(lib) end,
        fun() -> application:stop(lib) end
    ]).

dependencies() ->
    Loads = [
        {a1, [{applications, [kernel, a2]}, {mod, {?MODULE, quiet}}]},
        {a2, [{applications, [a3, none]}, {optional_applications, [none]}, {mod, {?MODULE, quiet}}]},
        {a3, []},
        {b1, [{applications, [b2, b3]}, {mod, {?MODULE, quiet}}]},
        {b2, [{mod, {?MODULE, quiet}}]},
        {b3, [{applications, [b4]}]},
        {b4, [{mod, {?MODULE, error}}]},
        {c1, [{applications, [none]}]}
    ],
    [application:load({application, Name, Keys}) || {Name, Keys} <- Loads],
    ts(dependencies, [
        fun() -> application:start(a1) end,
        fun() -> application:ensure_started(a1) end,
        fun() -> application:ensure_all_started(a1) end,
        fun() -> application:ensure_all_started(a1) end,
        fun() -> running() end,
        fun() -> application:ensure_all_started(b1) end,
        fun() -> application:ensure_all_started(b1, temporary) end,
        fun() -> running() end,
        fun() -> application:ensure_all_started(c1) end,
        fun() -> application:ensure_all_started(none) end,
        fun() -> application:ensure_started(none) end,
        fun() -> application:ensure_started(a1, permanent) end,
        fun() -> application:ensure_all_started(stdlib) end
    ]).

in_processes() ->
    application:load({application, p1, [{env, [{x, 7}]}, {mod, {?MODULE, ok}}]}),
    ok = application:start(p1),
    Pid = top(p1),
    Ask = fun(Fun) -> Pid ! {self(), Fun}, receive {answer, A} -> A end end,
    ts(processes, [
        fun() -> application:get_application(Pid) end,
        fun() -> application:get_application() end,
        fun() -> Ask(fun() -> application:get_application() end) end,
        fun() -> Ask(fun() -> application:get_env(x) end) end,
        fun() -> Ask(fun() -> application:get_all_env() end) end,
        fun() -> Ask(fun() -> application:get_key(vsn) end) end,
        fun() -> Ask(fun() -> application:start_type() end) end,
        fun() -> Ask(fun() -> element(1, application:get_all_key()) end) end,
        fun() -> Ask(fun() -> io:format("from the application~n") end) end,
        fun() -> Ask(fun() -> register(left_over, spawn(fun() -> receive _ -> ok end end)) end) end
    ]),
    Ref = monitor(process, left_over),
    Pid ! {exit, crashed},
    receive {'DOWN', Ref, _, _, Reason} -> p(left_over, Reason) end,
    wait_gone(p1),
    application:load({application, p2, [{mod, {?MODULE, state}}]}),
    ok = application:start(p2, transient),
    Ref2 = monitor(process, top(p2)),
    top(p2) ! {exit, normal},
    receive {'DOWN', Ref2, _, _, _} -> ok end,
    wait_gone(p2),
    p(info, [Key || {Key, _} <- application:info()]).

wait_gone(Name) ->
    case lists:member(Name, running()) of
        true -> timer:sleep(5), wait_gone(Name);
        false -> p(running, running())
    end.

%% The process that start/2 of a running application returned.
top(Name) ->
    Running = proplists:get_value(running, application:info()),
    {Pid, _} = application_master:get_child(proplists:get_value(Name, Running)),
    Pid.

inclusion() ->
    application:load({application, inner, [{env, [{y, 1}]}]}),
    ts(inclusion, [
        fun() -> application:load({application, outer, [{included_applications, [inner]}]}) end,
        fun() -> application:get_key(outer, included_applications) end,
        fun() -> application:start(outer) end,
        fun() -> application:get_env(inner, y) end,
        fun() -> application:stop(outer) end
    ]).
