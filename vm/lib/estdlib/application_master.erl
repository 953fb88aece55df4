%% SPDX-License-Identifier: Apache-2.0
%% application_master: the two processes of a running application that are not its own. The master
%% is the group leader of all its processes; the keeper calls the callback module and waits for the
%% topmost supervisor. Only so can the master pass on what they print while it starts and stops.
-module(application_master).

-export([start_link/2, get_child/1, stop/1]).

%% Start an application for the controller, which gets {application_started, Master, ok | {error,
%% Reason}} and later an exit signal.
start_link(Mod, Phases) ->
    Controller = self(),
    spawn_link(fun() -> begin_master(Controller, Mod, Phases) end).

%% {Pid of the topmost supervisor, callback module}
get_child(Master) ->
    Alias = monitor(process, Master),
    Master ! {application_child, self(), Alias},
    receive
        {Alias, Child} ->
            demonitor(Alias, [flush]),
            Child;
        {'DOWN', Alias, process, Master, _} ->
            undefined
    end.

stop(Master) ->
    Ref = monitor(process, Master),
    Master ! {application_stop, self()},
    receive
        {'DOWN', Ref, process, Master, _} -> ok
    end.

begin_master(Controller, Mod, Phases) ->
    process_flag(trap_exit, true),
    Leader = group_leader(),
    group_leader(self(), self()),
    Master = self(),
    Keeper = spawn_link(fun() -> keeper(Master, Mod, Phases) end),
    master(Controller, Leader, Keeper, element(1, Mod), undefined).

master(Controller, Leader, Keeper, Mod, Child) ->
    receive
        {started, Keeper, Pid} ->
            Controller ! {application_started, self(), ok},
            master(Controller, Leader, Keeper, Mod, Pid);
        {application_child, From, Ref} ->
            From ! {Ref, {Child, Mod}},
            master(Controller, Leader, Keeper, Mod, Child);
        {application_stop, _} ->
            Keeper ! {stop, self()},
            master(Controller, Leader, Keeper, Mod, Child);
        {io_request, _, _, _} = Request ->
            Leader ! Request,
            master(Controller, Leader, Keeper, Mod, Child);
        {'EXIT', Keeper, Reason} ->
            kill_rest(),
            [Controller ! {application_started, self(), {error, Reason}} || Child =:= undefined],
            exit(Reason);
        {'EXIT', Controller, Reason} ->
            Keeper ! {stop, self()},
            receive
                {'EXIT', Keeper, _} -> kill_rest()
            end,
            exit(Reason);
        _ ->
            master(Controller, Leader, Keeper, Mod, Child)
    end.

%% What an application leaves behind.
kill_rest() ->
    Self = self(),
    [
        exit(Pid, kill)
     || Pid <- processes(), Pid =/= Self, process_info(Pid, group_leader) =:= {group_leader, Self}
    ].

%% The keeper ------------------------------------------------------------------------------------

keeper(Master, {application_starter, [Mod, Args]}, Phases) ->
    keeper(Master, {Mod, Args}, Phases);
keeper(Master, {Mod, Args}, Phases) ->
    case catch Mod:start(normal, Args) of
        {ok, Pid} when is_pid(Pid) -> started(Master, Mod, Pid, [], Phases);
        {ok, Pid, State} when is_pid(Pid) -> started(Master, Mod, Pid, State, Phases);
        {error, Reason} -> exit({Reason, {Mod, start, [normal, Args]}});
        Other -> exit({bad_return, {{Mod, start, [normal, Args]}, Other}})
    end;
keeper(_, Other, _) ->
    exit({bad_mod, Other}).

started(Master, Mod, Pid, State, Phases) ->
    process_flag(trap_exit, true),
    link(Pid),
    case run_phases(Phases, Mod) of
        ok ->
            Master ! {started, self(), Pid},
            wait(Master, Mod, Pid, State);
        {error, Reason} ->
            ending(Mod, Pid, State, Reason)
    end.

run_phases(undefined, _) ->
    ok;
run_phases([], _) ->
    ok;
run_phases([{Phase, Args} | Phases], Mod) ->
    case catch Mod:start_phase(Phase, normal, Args) of
        ok -> run_phases(Phases, Mod);
        {error, Reason} -> {error, {Reason, {Mod, start_phase, [Phase, normal, Args]}}};
        Other -> {error, {bad_return, {{Mod, start_phase, [Phase, normal, Args]}, Other}}}
    end.

wait(Master, Mod, Pid, State) ->
    receive
        {'EXIT', Pid, Reason} -> ending(Mod, gone, State, Reason);
        {stop, Master} -> ending(Mod, Pid, State, normal);
        _ -> wait(Master, Mod, Pid, State)
    end.

ending(Mod, Pid, State, Reason) ->
    State1 =
        case erlang:function_exported(Mod, prep_stop, 1) of
            true ->
                case catch Mod:prep_stop(State) of
                    {'EXIT', _} -> State;
                    Prepared -> Prepared
                end;
            false ->
                State
        end,
    shut_down(Pid),
    catch Mod:stop(State1),
    exit(Reason).

shut_down(gone) ->
    ok;
shut_down(Pid) ->
    exit(Pid, shutdown),
    receive
        {'EXIT', Pid, _} -> ok
    end.
