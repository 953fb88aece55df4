%% SPDX-License-Identifier: Apache-2.0
%% init: what a program was started with, how it begins and how it ends.
%%
%% The machine starts a program by calling its start/0. boot/1 is for those that want what
%% Erlang/OTP does with the words of its command line: flags, applications, functions to call.
%% What stands after '--' on the command line of avm are the plain arguments, which a native knows.
-module(init).

-export([boot/1, get_arguments/0, get_argument/1, get_plain_arguments/0]).
-export([arguments/0]).
-export([get_status/0, notify_when_started/1, wait_until_started/0]).
-export([stop/0, stop/1, restart/0, restart/1, reboot/0]).
-export([script_id/0, script_name/0, ensure_loaded/1, fetch_loaded/0, make_permanent/2]).
-export([archive_extension/0, objfile_extension/0, code_path_choice/0]).
-export([get_configfd/1, set_configfd/2, run_on_load_handlers/0]).

%% Flags and arguments of boot/1: {Flags, Plain}.
-define(BOOTED, '$init_boot').
-define(STATUS, '$init_status').

%% Flags -----------------------------------------------------------------------------------------

%% The flags of the command line and their values.
-spec get_arguments() -> [{atom(), [string()]}].
get_arguments() ->
    {Flags, _} = persistent_term:get(?BOOTED, {[], []}),
    [{progname, ["avm"]} | home()] ++ Flags.

home() ->
    case os:getenv("HOME") of
        false -> [];
        Home -> [{home, [Home]}]
    end.

%% The values of one flag, a list for each time that it was given.
-spec get_argument(atom()) -> {ok, [[string()]]} | error.
get_argument(Flag) ->
    case [Values || {Name, Values} <- get_arguments(), Name =:= Flag] of
        [] -> error;
        All -> {ok, All}
    end.

%% The arguments after '--'.
-spec get_plain_arguments() -> [string()].
get_plain_arguments() ->
    {_, Plain} = persistent_term:get(?BOOTED, {[], []}),
    ?MODULE:arguments() ++ Plain.

%% The words after '--'. A native.
arguments() ->
    erlang:nif_error(undefined).

%% Beginning -------------------------------------------------------------------------------------

%% Do what the words of a command line say, strings or binaries, and return what the last function
%% called returned: -s M [F [A...]] with atoms, -run M [F [A...]] with strings, -eval EXPRS, -extra
%% and -- for plain arguments; all others are flags.
boot(Words) when is_list(Words) ->
    {Flags, Calls, Plain} = parse([text(Word) || Word <- Words], [], [], []),
    persistent_term:put(?BOOTED, {Flags, Plain}),
    persistent_term:put(?STATUS, starting),
    _ = application:which_applications(),
    persistent_term:put(?STATUS, started),
    lists:foldl(fun(Call, _) -> call(Call) end, ok, Calls).

text(Word) when is_atom(Word) -> atom_to_list(Word);
text(Word) -> unicode:characters_to_list(Word).

parse(["-extra" | Plain], Flags, Calls, Before) ->
    {lists:reverse(Flags), lists:reverse(Calls), lists:reverse(Before, Plain)};
parse(["--" | Rest], Flags, Calls, Plain) ->
    {Values, Rest1} = values(Rest),
    parse(Rest1, Flags, Calls, lists:reverse(Values, Plain));
parse(["-" ++ Flag | Rest], Flags, Calls, Plain) ->
    {Values, Rest1} = values(Rest),
    case lists:member(Flag, ["s", "run", "eval"]) of
        true -> parse(Rest1, Flags, [{Flag, Values} | Calls], Plain);
        false -> parse(Rest1, [{list_to_atom(Flag), Values} | Flags], Calls, Plain)
    end;
parse([Word | Rest], Flags, Calls, Plain) ->
    parse(Rest, Flags, Calls, [Word | Plain]);
parse([], Flags, Calls, Plain) ->
    {lists:reverse(Flags), lists:reverse(Calls), lists:reverse(Plain)}.

values(Words) ->
    lists:splitwith(fun(Word) -> Word =:= "-" orelse hd(Word ++ " ") =/= $- end, Words).

call({"s", [M]}) -> (list_to_atom(M)):start();
call({"s", [M, F]}) -> apply(list_to_atom(M), list_to_atom(F), []);
call({"s", [M, F | As]}) -> apply(list_to_atom(M), list_to_atom(F), [[list_to_atom(A) || A <- As]]);
call({"run", [M]}) -> (list_to_atom(M)):start();
call({"run", [M, F]}) -> apply(list_to_atom(M), list_to_atom(F), []);
call({"run", [M, F | As]}) -> apply(list_to_atom(M), list_to_atom(F), [As]);
call({"eval", Texts}) -> eval(lists:flatten(lists:join(" ", Texts)));
call({_, []}) -> ok.

%% With the modules of Erlang/OTP on the path; they are not in the library.
eval(Text) ->
    {ok, Tokens, _} = erl_scan:string(Text),
    {ok, Exprs} = erl_parse:parse_exprs(ended(Tokens)),
    {value, Value, _} = erl_eval:exprs(Exprs, erl_eval:new_bindings()),
    Value.

ended(Tokens) ->
    case lists:last([none | Tokens]) of
        {dot, _} -> Tokens;
        _ -> Tokens ++ [{dot, 1}]
    end.

-spec get_status() -> {starting | started | stopping, atom()}.
get_status() ->
    Status = persistent_term:get(?STATUS, started),
    {Status, Status}.

%% Tell a process {init, started} once the program has begun; it has when this can be called.
notify_when_started(Pid) ->
    case get_status() of
        {starting, _} ->
            spawn(fun() ->
                ok = wait_until_started(),
                Pid ! {init, started}
            end),
            ok;
        _ ->
            started
    end.

wait_until_started() ->
    case get_status() of
        {starting, _} ->
            timer:sleep(1),
            wait_until_started();
        _ ->
            ok
    end.

%% Ending ----------------------------------------------------------------------------------------

-spec stop() -> ok.
stop() ->
    stop(0).

%% Stop all applications, then halt. Returns at once; the end of the first process does not end the
%% machine any more.
-spec stop(non_neg_integer() | string()) -> ok.
stop(Status) when is_integer(Status), Status >= 0; is_list(Status) ->
    Text = Status =/= [] andalso is_list(Status),
    case not Text orelse lists:all(fun is_integer/1, Status) of
        true -> stop_with(Status);
        false -> erlang:error(badarg, [Status])
    end;
stop(Status) ->
    erlang:error(badarg, [Status]).

stop_with(Status) ->
    case persistent_term:get(?STATUS, started) of
        stopping ->
            ok;
        _ ->
            persistent_term:put(?STATUS, stopping),
            erts_internal:await_halt(),
            spawn(fun() ->
                application_controller:stop_all(),
                erlang:halt(Status)
            end),
            ok
    end.

%% There is nobody who would start the machine again: it ends with a status that says so.
restart() -> stop(0).
restart(Options) when is_list(Options) -> stop(0).
reboot() -> stop(0).

%% What Erlang/OTP tells about its boot script ---------------------------------------------------

script_id() ->
    {"avm", erlang:system_info(otp_release)}.

script_name() ->
    [].

ensure_loaded(Module) ->
    case code:ensure_loaded(Module) of
        {module, Module} -> {module, Module};
        {error, _} -> error
    end.

fetch_loaded() ->
    code:all_loaded().

make_permanent(_Boot, _Config) ->
    {error, badarg}.

archive_extension() -> ".ez".
objfile_extension() -> ".beam".
code_path_choice() -> relaxed.

get_configfd(_Fd) -> none.
set_configfd(_Fd, _Bytes) -> ok.
run_on_load_handlers() -> ok.
