%% SPDX-License-Identifier: Apache-2.0
%% net_kernel: what a node answers that is not distributed. Modules of Erlang/OTP ask it before they
%% talk to other nodes, io for one.
-module(net_kernel).

-export([get_state/0, longnames/0, nodes_info/0, node_info/1, stop/0]).
-export([connect_node/1, hidden_connect_node/1, allow/1, verbose/1]).
-export([monitor_nodes/1, monitor_nodes/2, get_net_ticktime/0, set_net_ticktime/1, set_net_ticktime/2]).
-export([dflag_unicode_io/1]).

-spec get_state() -> #{started := no}.
get_state() -> #{started => no}.

longnames() -> ignored.

nodes_info() -> error(badarg).

node_info(_Node) -> error(badarg).

-spec stop() -> {error, not_found}.
stop() -> {error, not_found}.

-spec connect_node(node()) -> ignored.
connect_node(Node) when is_atom(Node) -> ignored.

hidden_connect_node(Node) when is_atom(Node) -> ignored.

allow(_Nodes) -> ignored.

verbose(Level) when is_integer(Level) -> ignored.

%% There is none to come or go.
-spec monitor_nodes(boolean()) -> ok | error.
monitor_nodes(Flag) when is_boolean(Flag) -> ok;
monitor_nodes(_) -> error.

monitor_nodes(Flag, Options) when is_boolean(Flag), is_list(Options) ->
    case lists:dropwhile(fun is_monitor_option/1, Options) of
        [] -> ok;
        [{node_type, _} = Option | _] -> {error, {bad_option_value, Option}};
        _ -> {error, {unknown_options, [O || O <- lists:reverse(Options), not is_monitor_option(O)]}}
    end;
monitor_nodes(Flag, Options) when is_boolean(Flag), is_map(Options) ->
    case maps:without([connection_id, node_type, nodedown_reason], Options) of
        Unknown when Unknown =/= #{} -> {error, {unknown_options, Unknown}};
        _ -> ok
    end;
monitor_nodes(Flag, Options) when is_boolean(Flag) -> {error, {invalid_options, Options}};
monitor_nodes(_, _) -> error.

is_monitor_option(nodedown_reason) -> true;
is_monitor_option({node_type, Type}) -> lists:member(Type, [visible, hidden, all]);
is_monitor_option(_) -> false.

-spec get_net_ticktime() -> ignored.
get_net_ticktime() -> ignored.

set_net_ticktime(Seconds) -> set_net_ticktime(Seconds, 60).

set_net_ticktime(Seconds, Transition)
  when is_integer(Seconds), Seconds > 0, is_integer(Transition), Transition >= 0 ->
    ignored.

%% Does the process's node know characters beyond Latin-1?
-spec dflag_unicode_io(pid()) -> boolean().
dflag_unicode_io(Pid) when is_pid(Pid) -> true;
dflag_unicode_io(_) -> error(badarg).
