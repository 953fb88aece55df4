%% SPDX-License-Identifier: Apache-2.0
%% init: what a program was started with.
%%
%% There are no emulator flags here as Erlang/OTP has them, so the lists of flags are empty; what
%% stands after '--' on the command line are the plain arguments, which a native knows.
-module(init).

-export([get_arguments/0, get_argument/1, get_plain_arguments/0]).

%% The flags of the command line and their values.
-spec get_arguments() -> [{atom(), [string()]}].
get_arguments() ->
    [].

%% The values of one flag.
-spec get_argument(atom()) -> {ok, [[string()]]} | error.
get_argument(_Flag) ->
    error.

%% The arguments after '--'.
-spec get_plain_arguments() -> [string()].
get_plain_arguments() ->
    erlang:nif_error(undefined).
