%% SPDX-License-Identifier: Apache-2.0
%% port: questions to the drivers of ports.
%%
%% A question is the message {'$call', {Pid, Ref}, Command}, its answer {Ref, Reply}. Processes that
%% understand them may be asked, too.
-module(port).

-export([call/2, call/3]).

-spec call(port() | pid() | atom(), term()) -> term() | {error, term()}.
call(Port, Command) -> call(Port, Command, infinity).

%% {error, timeout} after so many milliseconds; {error, noproc} when there is no such port; when it
%% ends before it answers, {error, Reason}.
-spec call(port() | pid() | atom(), term(), timeout()) -> term() | {error, term()}.
call(Name, Command, Timeout) when is_atom(Name) ->
    case whereis(Name) of
        undefined -> {error, noproc};
        Port -> call(Port, Command, Timeout)
    end;
call(Port, Command, Timeout) ->
    Ref = monitor(type(Port), Port),
    Port ! {'$call', {self(), Ref}, Command},
    receive
        {Ref, Reply} ->
            demonitor(Ref, [flush]),
            Reply;
        {'DOWN', Ref, _, _, Reason} ->
            {error, Reason}
    after Timeout ->
        demonitor(Ref, [flush]),
        {error, timeout}
    end.

type(Port) when is_port(Port) -> port;
type(_) -> process.
