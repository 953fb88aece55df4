%% SPDX-License-Identifier: Apache-2.0
%% timer: actions later and again and again, and measuring time.
%%
%% Each action waits in a process of its own. A reference to one is {once | interval, {Ref, Pid}}.
-module(timer).

-export([sleep/1, start/0, start_link/0, cancel/1]).
-export([apply_after/2, apply_after/3, apply_after/4]).
-export([apply_interval/2, apply_interval/3, apply_interval/4]).
-export([apply_repeatedly/2, apply_repeatedly/3, apply_repeatedly/4]).
-export([send_after/2, send_after/3, send_interval/2, send_interval/3]).
-export([exit_after/2, exit_after/3, kill_after/1, kill_after/2]).
-export([tc/1, tc/2, tc/3, tc/4, now_diff/2, seconds/1, minutes/1, hours/1, hms/3]).

-export_type([tref/0]).

-opaque tref() :: {once | interval, {reference(), pid()}}.

-spec sleep(timeout()) -> ok.
sleep(Time) ->
    receive
    after Time -> ok
    end.

start() -> ok.
start_link() -> ok.

%% Measuring -------------------------------------------------------------------------------------

tc(Fun) -> measure(Fun, [], microsecond).

tc(Fun, Unit) when is_function(Fun, 0), is_atom(Unit) ->
    measure(Fun, [], Unit);
tc(Fun, Args) ->
    measure(Fun, Args, microsecond).

tc(Fun, Args, Unit) when is_function(Fun), is_list(Args), is_atom(Unit) ->
    measure(Fun, Args, Unit);
tc(M, F, Args) ->
    tc(M, F, Args, microsecond).

%% {Time, Value} of a call.
tc(M, F, Args, Unit) ->
    Start = erlang:monotonic_time(),
    Value = apply(M, F, Args),
    {erlang:convert_time_unit(erlang:monotonic_time() - Start, native, Unit), Value}.

measure(Fun, Args, Unit) ->
    Start = erlang:monotonic_time(),
    Value = apply(Fun, Args),
    {erlang:convert_time_unit(erlang:monotonic_time() - Start, native, Unit), Value}.

now_diff({A2, B2, C2}, {A1, B1, C1}) ->
    ((A2 - A1) * 1000000 + B2 - B1) * 1000000 + C2 - C1.

seconds(S) -> 1000 * S.
minutes(M) -> 60000 * M.
hours(H) -> 3600000 * H.
hms(H, M, S) -> hours(H) + minutes(M) + seconds(S).

%% Once ------------------------------------------------------------------------------------------

apply_after(Time, Fun) -> once(Time, action(Fun, [])).
apply_after(Time, Fun, Args) -> once(Time, action(Fun, Args)).
apply_after(Time, M, F, A) -> once(Time, action(M, F, A)).

send_after(Time, Message) -> send_after(Time, self(), Message).

send_after(Time, To, Message) -> once(Time, sending(To, Message)).

exit_after(Time, Reason) -> exit_after(Time, self(), Reason).
exit_after(Time, Process, Reason) -> once(Time, ending(Process, Reason)).

kill_after(Time) -> exit_after(Time, self(), kill).
kill_after(Time, Process) -> exit_after(Time, Process, kill).

action(Fun, Args) when is_list(Args), is_function(Fun, length(Args)) ->
    fun() -> erlang:spawn(fun() -> apply(Fun, Args) end) end;
action(_, _) ->
    error.

action(M, F, A) when is_atom(M), is_atom(F), is_list(A) ->
    fun() -> erlang:spawn(M, F, A) end;
action(_, _, _) ->
    error.

sending(To, Message) when is_pid(To); is_atom(To); is_tuple(To), tuple_size(To) =:= 2 ->
    fun() -> catch To ! Message end;
sending(_, _) ->
    error.

ending(Process, Reason) when is_pid(Process) ->
    fun() -> exit(Process, Reason) end;
ending(Name, Reason) when is_atom(Name) ->
    fun() -> catch exit(whereis(Name), Reason) end;
ending(_, _) ->
    error.

once(Time, Action) when is_integer(Time), Time >= 0, is_function(Action) ->
    {ok, launch(once, fun(Ref) ->
        receive
            {cancel, Ref, From} -> From ! {Ref, ok}
        after Time -> Action()
        end
    end)};
once(_, _) ->
    {error, badarg}.

launch(Kind, Loop) ->
    Ref = make_ref(),
    {Kind, {Ref, erlang:spawn(fun() -> Loop(Ref) end)}}.

%% Again and again: until cancelled, or until the process is gone that asked or that is sent to. ------

apply_interval(Time, Fun) -> repeat(Time, self(), action(Fun, [])).
apply_interval(Time, Fun, Args) -> repeat(Time, self(), action(Fun, Args)).
apply_interval(Time, M, F, A) -> repeat(Time, self(), action(M, F, A)).

send_interval(Time, Message) -> send_interval(Time, self(), Message).
send_interval(Time, To, Message) -> repeat(Time, To, sending(To, Message)).

repeat(Time, Owner, Action) when is_integer(Time), Time >= 0, is_function(Action) ->
    {ok, launch(interval, fun(Ref) ->
        erlang:monitor(process, Owner),
        ticks(Ref, erlang:monotonic_time(millisecond), Time, Action)
    end)};
repeat(_, _, _) ->
    {error, badarg}.

ticks(Ref, Last, Time, Action) ->
    Next = Last + Time,
    case pause(Ref, Next) of
        go ->
            Action(),
            ticks(Ref, Next, Time, Action);
        stop ->
            ok
    end.

pause(Ref, Until) ->
    receive
        {cancel, Ref, From} ->
            From ! {Ref, ok},
            stop;
        {'DOWN', _, _, _, _} ->
            stop
    after max(0, Until - erlang:monotonic_time(millisecond)) -> go
    end.

%% As intervals, but a call begins only after the one before it has ended.
apply_repeatedly(Time, Fun) -> apply_repeatedly(Time, Fun, []).
apply_repeatedly(Time, Fun, Args) -> repeat(Time, self(), awaited(action(Fun, Args))).
apply_repeatedly(Time, M, F, A) -> repeat(Time, self(), awaited(action(M, F, A))).

awaited(error) ->
    error;
awaited(Action) ->
    fun() ->
        Monitor = erlang:monitor(process, Action()),
        receive
            {'DOWN', Monitor, _, _, _} -> ok
        end
    end.

-spec cancel(tref()) -> {ok, cancel} | {error, term()}.
cancel({Kind, {Ref, Pid}}) when
    is_reference(Ref), is_pid(Pid), Kind =:= once orelse Kind =:= interval
->
    Monitor = erlang:monitor(process, Pid),
    Pid ! {cancel, Ref, self()},
    receive
        {Ref, ok} -> erlang:demonitor(Monitor, [flush]);
        {'DOWN', Monitor, _, _, _} -> ok
    end,
    {ok, cancel};
cancel(_) ->
    {error, badarg}.
