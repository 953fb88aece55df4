%% SPDX-License-Identifier: Apache-2.0
%% kernel: the application that every other one stands on. Its supervisor has no children by itself:
%% what Erlang/OTP keeps there starts here when it is first used.
-module(kernel).
-behaviour(application).
-behaviour(supervisor).

-export([start/2, prep_stop/1, stop/1, init/1, config_change/3, server/0]).

start(_Type, _Args) ->
    case whereis(kernel_sup) of
        undefined -> supervisor:start_link({local, kernel_sup}, ?MODULE, []);
        Pid -> {ok, Pid}
    end.

%% The supervisor does not take the application's process for its parent, if it was there before.
prep_stop(State) ->
    catch gen_server:stop(kernel_sup, shutdown, infinity),
    State.

stop(_State) ->
    ok.

init(_Args) ->
    {ok, {#{strategy => one_for_all, intensity => 0, period => 1}, []}}.

config_change(_Changed, _New, _Removed) ->
    ok.

%% The process that is kernel_sup from the beginning: the machine runs this when somebody asks it for
%% something.
-spec server() -> no_return().
server() ->
    process_flag(trap_exit, true),
    put('$ancestors', [self()]),
    put('$initial_call', {supervisor, ?MODULE, 1}),
    % Supervisors of newer releases say when to hibernate, too.
    State = element(2, supervisor:init({{local, kernel_sup}, ?MODULE, []})),
    gen_server:enter_loop(supervisor, [], State, {local, kernel_sup}).
