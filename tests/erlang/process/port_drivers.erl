%% SPDX-License-Identifier: Apache-2.0
%% The drivers echo and console through port:call, with several schedulers: replies, time-outs, many callers,
%% ports that end under their callers, owners that end, names.
%% avm: --schedulers 4
%% library: own
-module(port_drivers).
-include("../t.hrl").

-define(CALLERS, 20).

start() ->
    process_flag(trap_exit, true),
    Port = open_port({spawn, "echo"}, []),
    p("is_port", {is_port(Port), is_pid(Port)}),
    p("call", port:call(Port, {hello, [1, 2.5, <<"x">>]})),
    p("many callers", many(Port)),
    p("info", erlang:port_info(Port, name)),
    R = monitor(port, Port),
    p("close", port_close(Port)),
    p("down", receive {'DOWN', R, port, Port, Why} -> Why after 5000 -> none end),
    p("exit", receive {'EXIT', Port, Reason} -> Reason after 5000 -> none end),
    p("gone", {erlang:port_info(Port), t(fun() -> port:call(Port, x, 100) end)}),
    p("owner ends", owner()),
    Console = open_port({spawn, <<"console">>}, []),
    p("puts", port:call(Console, {puts, "from the driver\n"})),
    p("flush", port:call(Console, flush)),
    true = register(driver, Console),
    p("by name", {whereis(driver) =:= Console, port:call(driver, flush)}),
    port_close(Console),
    p("unknown", t(fun() -> open_port({spawn_driver, "nobody"}, []) end)),
    p("left", settled(100)).

many(Port) ->
    Self = self(),
    Pids = [
        spawn_link(fun() ->
            [{I, K} = port:call(Port, {I, K}) || K <- lists:seq(1, 50)],
            Self ! {done, self()}
        end)
     || I <- lists:seq(1, ?CALLERS)
    ],
    [receive {done, P} -> ok after 20000 -> error(late) end || P <- Pids],
    [receive {'EXIT', P, normal} -> ok after 20000 -> error(late) end || P <- Pids],
    ok.

owner() ->
    Self = self(),
    {Owner, Ref} = spawn_monitor(fun() ->
        Self ! {port, open_port({spawn, "echo"}, [])},
        receive go -> exit(finished) end
    end),
    Port = receive {port, P} -> P end,
    Watch = monitor(port, Port),
    Owner ! go,
    receive {'DOWN', Ref, process, Owner, finished} -> ok end,
    receive {'DOWN', Watch, port, Port, Reason} -> Reason after 5000 -> none end.

settled(0) ->
    length(erlang:ports());
settled(N) ->
    case erlang:ports() of
        [] -> 0;
        _ -> timer:sleep(10), settled(N - 1)
    end.
