%% SPDX-License-Identifier: Apache-2.0
%% kernel: the application that every other one stands on. Its supervisor has no children by itself:
%% what Erlang/OTP keeps there starts here when it is first used.
-module(kernel).
-behaviour(application).
-behaviour(supervisor).

-export([start/2, stop/1, init/1, config_change/3]).

start(_Type, _Args) ->
    supervisor:start_link({local, kernel_sup}, ?MODULE, []).

stop(_State) ->
    ok.

init(_Args) ->
    {ok, {#{strategy => one_for_all, intensity => 0, period => 1}, []}}.

config_change(_Changed, _New, _Removed) ->
    ok.
