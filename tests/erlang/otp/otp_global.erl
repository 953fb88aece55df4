%% global: names, locks, their end with their processes, and wrong arguments.
%% library: own
-module(otp_global).
-include("t.hrl").

start() ->
    logger:set_primary_config(level, none),
    G = global,
    Self = self(),
    ts(names, [
        fun() -> G:whereis_name(foo) end,
        fun() -> G:registered_names() end,
        fun() -> G:unregister_name(foo) end,
        fun() -> G:register_name(foo, Self) end,
        fun() -> G:register_name(foo, Self) end,
        fun() -> G:whereis_name(foo) =:= Self end,
        fun() -> G:registered_names() end,
        fun() -> G:send(foo, hello) =:= Self end,
        fun() -> receive hello -> got end end,
        fun() -> G:send(nosuch, hello) end,
        fun() -> G:re_register_name(foo, Self) end,
        fun() -> G:re_register_name(foo, Self, fun G:random_notify_name/3) end,
        fun() -> G:unregister_name(foo) end,
        fun() -> G:whereis_name(foo) end,
        fun() -> G:register_name({any, "term"}, Self, fun G:notify_all_name/3) end,
        fun() -> G:whereis_name({any, "term"}) =:= Self end,
        fun() -> G:unregister_name({any, "term"}) end,
        fun() -> G:register_name(x, notapid) end,
        fun() -> G:re_register_name(x, notapid) end
    ]),
    P = spawn(fun() -> receive stop -> ok end end),
    ts(ends, [
        fun() -> G:register_name(dies, P) end,
        fun() -> P ! stop, gone(dies) end,
        fun() -> G:registered_names() end
    ]),
    ts(locks, [
        fun() -> G:set_lock({a, Self}) end,
        fun() -> G:set_lock({a, other}, [node()], 0) end,
        fun() -> G:set_lock({a, Self}, [node()]) end,
        fun() -> G:del_lock({a, Self}) end,
        fun() -> G:set_lock({a, other}, [node()], 0) end,
        fun() -> G:del_lock({a, Self}, [node()]) end,
        fun() -> G:set_lock({a, other}, [node()], 0) end,
        fun() -> G:trans({b, Self}, fun() -> 3 end) end,
        fun() -> G:trans({b, Self}, fun() -> 4 end, [node()]) end,
        fun() -> G:trans({a, Self}, fun() -> 3 end, [node()], 0) end,
        fun() -> G:trans({c, Self}, fun() -> error(x) end) end,
        fun() -> G:set_lock({c, other}, [node()], 0) end,
        fun() -> G:set_lock(bad) end,
        fun() -> G:set_lock({c, d}, [node()], bad) end,
        fun() -> G:del_lock(bad) end,
        fun() -> G:trans({d, Self}, bad) end,
        fun() -> G:sync() end
    ]),
    {Q, Ref} = spawn_monitor(fun() -> G:set_lock({e, self()}) end),
    receive {'DOWN', Ref, process, Q, _} -> ok end,
    p(freed, G:set_lock({e, Self})),
    %% As a name of a behaviour
    {ok, Server} = gen_event:start({global, manager}),
    ts(behaviour, [
        fun() -> gen_event:which_handlers({global, manager}) end,
        fun() -> G:whereis_name(manager) =:= Server end,
        fun() -> {error, {already_started, Server}} =:= gen_event:start({global, manager}) end,
        fun() -> gen_event:stop({global, manager}) end,
        fun() -> gen_event:which_handlers({global, manager}) end
    ]).

gone(Name) ->
    case global:whereis_name(Name) of
        undefined -> gone;
        _ -> timer:sleep(2), gone(Name)
    end.
