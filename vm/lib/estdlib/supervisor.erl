%% SPDX-License-Identifier: Apache-2.0
%% supervisor: a process that starts others, watches them and starts them again.
%%
%% Children are maps in a list, newest first, which is the order that which_children/1 shows and
%% in which they are stopped. A simple_one_for_one supervisor has one template and a map of pids.
-module(supervisor).
-behaviour(gen_server).

-export([start_link/2, start_link/3, stop/1, stop/3]).
-export([start_child/2, restart_child/2, delete_child/2, terminate_child/2]).
-export([which_children/1, which_child/2, count_children/1]).
-export([check_childspecs/1, check_childspecs/2, get_childspec/2, get_callback_module/1]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2, code_change/3]).
-export([format_log/1, format_log/2]).

-export_type([child_spec/0, sup_flags/0, child/0, startchild_ret/0, startlink_ret/0, strategy/0]).

-type strategy() :: one_for_all | one_for_one | rest_for_one | simple_one_for_one.
-type child() :: undefined | pid().
-type child_spec() :: map() | tuple().
-type sup_flags() :: map() | {strategy(), non_neg_integer(), pos_integer()}.
-type startchild_ret() :: {ok, child()} | {ok, child(), term()} | {error, term()}.
-type startlink_ret() :: {ok, pid()} | ignore | {error, term()}.

-callback init(Args :: term()) -> {ok, {sup_flags(), [child_spec()]}} | ignore.

-record(sup, {name, mod, args, strategy, intensity, period, auto, children, pids, restarts}).

start_link(Mod, Args) ->
    gen_server:start_link(?MODULE, {self, Mod, Args}, []).

start_link(Name, Mod, Args) ->
    gen_server:start_link(Name, ?MODULE, {Name, Mod, Args}, []).

stop(Sup) -> gen_server:stop(Sup).
stop(Sup, Reason, Timeout) -> gen_server:stop(Sup, Reason, Timeout).

start_child(Sup, Spec) -> ask(Sup, {start_child, Spec}).
restart_child(Sup, Id) -> ask(Sup, {restart_child, Id}).
delete_child(Sup, Id) -> ask(Sup, {delete_child, Id}).
terminate_child(Sup, Id) -> ask(Sup, {terminate_child, Id}).
which_children(Sup) -> ask(Sup, which_children).
which_child(Sup, Id) -> ask(Sup, {which_child, Id}).
count_children(Sup) -> ask(Sup, count_children).
get_childspec(Sup, Id) -> ask(Sup, {get_childspec, Id}).
get_callback_module(Sup) ->
    try
        ask(Sup, get_callback_module)
    catch
        exit:{Reason, _} -> exit({Reason, {sys, get_status, [Sup]}})
    end.

ask(Sup, Request) ->
    gen_server:call(Sup, Request, infinity).

check_childspecs(Specs) ->
    check_childspecs(Specs, undefined).

%% ok when every one is a child specification.
check_childspecs(Specs, Auto) when
    is_list(Specs), Auto =:= undefined orelse Auto =:= never orelse Auto =:= any_significant orelse
        Auto =:= all_significant
->
    case specs(Specs, Auto) of
        {ok, _} -> ok;
        Error -> Error
    end;
check_childspecs(Specs, Auto) when is_list(Specs) ->
    {error, {badarg, Auto}};
check_childspecs(Specs, _) ->
    {error, {badarg, Specs}}.

%% The process -----------------------------------------------------------------------------------

init({Name, Mod, Args}) ->
    process_flag(trap_exit, true),
    put('$initial_call', {?MODULE, Mod, 1}),
    case Mod:init(Args) of
        {ok, {Flags, Specs}} ->
            case flags(Flags) of
                {ok, Sup} ->
                    Shown = shown(Name, Mod),
                    begun(Specs, Sup#sup{name = Shown, mod = Mod, args = Args});
                {error, Reason} ->
                    {stop, {supervisor_data, Reason}}
            end;
        ignore ->
            ignore;
        Other ->
            {stop, {bad_return, {Mod, init, Other}}}
    end.

shown(self, Mod) -> {self(), Mod};
shown(Name, _) -> Name.

flags({Strategy, Intensity, Period}) ->
    flags(#{strategy => Strategy, intensity => Intensity, period => Period});
flags(Flags) when is_map(Flags) ->
    #{strategy := S, intensity := I, period := P, auto_shutdown := A} =
        maps:merge(
            #{strategy => one_for_one, intensity => 1, period => 5, auto_shutdown => never}, Flags
        ),
    if
        S =/= one_for_one, S =/= one_for_all, S =/= rest_for_one, S =/= simple_one_for_one ->
            {error, {invalid_strategy, S}};
        not is_integer(I); I < 0 ->
            {error, {invalid_intensity, I}};
        not is_integer(P); P =< 0 ->
            {error, {invalid_period, P}};
        A =/= never, A =/= any_significant, A =/= all_significant ->
            {error, {invalid_auto_shutdown, A}};
        S =:= simple_one_for_one, A =/= never ->
            {error, {bad_combination, [{auto_shutdown, A}, {strategy, S}]}};
        true ->
            {ok, #sup{
                strategy = S, intensity = I, period = P, auto = A,
                children = [], pids = #{}, restarts = []
            }}
    end;
flags(Flags) ->
    {error, {invalid_type, Flags}}.

begun(Specs, #sup{strategy = simple_one_for_one} = Sup) ->
    case Specs of
        [_] ->
            case specs(Specs, Sup#sup.auto) of
                {ok, Children} -> {ok, Sup#sup{children = Children}};
                {error, Reason} -> {stop, {start_spec, Reason}}
            end;
        _ ->
            {stop, {bad_start_spec, Specs}}
    end;
begun(Specs, Sup) ->
    case specs(Specs, Sup#sup.auto) of
        {ok, Children} ->
            case start_all(Children, [], Sup) of
                {ok, Started} ->
                    {ok, Sup#sup{children = Started}};
                {error, Child, Reason, Started} ->
                    stop_all(Started, Sup),
                    {stop, {shutdown, {failed_to_start_child, maps:get(id, Child), Reason}}}
            end;
        {error, Reason} ->
            {stop, {start_spec, Reason}}
    end.

%% Start in order; the started ones come out newest first. Temporary children that are ignored are
%% forgotten.
start_all([], Started, _) ->
    {ok, Started};
start_all([Child | Rest], Started, Sup) ->
    case start_one(Child, Sup) of
        {ok, undefined, _} when map_get(restart, Child) =:= temporary ->
            start_all(Rest, Started, Sup);
        {ok, Pid, _} ->
            start_all(Rest, [Child#{pid := Pid} | Started], Sup);
        {error, Reason} ->
            report(start_error, Reason, Child, Sup),
            {error, Child, Reason, Started}
    end.

start_one(#{start := {M, F, A}} = Child, Sup) ->
    try apply(M, F, A) of
        {ok, Pid} when is_pid(Pid) ->
            progress(Child#{pid := Pid}, Sup),
            {ok, Pid, {ok, Pid}};
        {ok, Pid, Info} when is_pid(Pid) ->
            progress(Child#{pid := Pid}, Sup),
            {ok, Pid, {ok, Pid, Info}};
        ignore ->
            {ok, undefined, {ok, undefined}};
        {error, Reason} ->
            {error, Reason};
        Other ->
            {error, Other}
    catch
        throw:Value -> {error, Value};
        error:Reason:Stack -> {error, {'EXIT', {Reason, Stack}}};
        exit:Reason -> {error, {'EXIT', Reason}}
    end.

%% Requests ----------------------------------------------------------------------------------------

handle_call({start_child, Args}, _, #sup{strategy = simple_one_for_one} = Sup) when
    is_list(Args)
->
    #sup{children = [#{start := {M, F, A}} = Template], pids = Pids} = Sup,
    case start_one(Template#{start := {M, F, A ++ Args}}, Sup) of
        {ok, undefined, Answer} -> {reply, Answer, Sup};
        {ok, Pid, Answer} -> {reply, Answer, Sup#sup{pids = Pids#{Pid => A ++ Args}}};
        {error, _} = Error -> {reply, Error, Sup}
    end;
handle_call({start_child, _}, _, #sup{strategy = simple_one_for_one} = Sup) ->
    {reply, {error, simple_one_for_one}, Sup};
handle_call({start_child, Spec}, _, #sup{children = Children, auto = Auto} = Sup) ->
    case spec(Spec, Auto) of
        {ok, #{id := Id} = Child} ->
            case find(Id, Children) of
                #{pid := undefined} -> {reply, {error, already_present}, Sup};
                #{pid := Pid} -> {reply, {error, {already_started, Pid}}, Sup};
                false -> start_new(Child, Sup)
            end;
        {error, _} = Error ->
            {reply, Error, Sup}
    end;
handle_call({terminate_child, Pid}, _, #sup{strategy = simple_one_for_one} = Sup) when
    is_pid(Pid)
->
    #sup{children = [Template], pids = Pids} = Sup,
    case is_map_key(Pid, Pids) of
        true ->
            stop_one(Template#{pid := Pid}, Sup),
            {reply, ok, Sup#sup{pids = maps:remove(Pid, Pids)}};
        false ->
            {reply, {error, not_found}, Sup}
    end;
handle_call({Request, Id}, _, #sup{strategy = simple_one_for_one} = Sup) when
    Request =:= terminate_child; Request =:= restart_child; Request =:= delete_child
->
    _ = Id,
    {reply, {error, simple_one_for_one}, Sup};
handle_call({get_childspec, Pid}, _, #sup{strategy = simple_one_for_one} = Sup) ->
    #sup{children = [Template], pids = Pids} = Sup,
    case Pid =:= maps:get(id, Template) orelse is_map_key(Pid, Pids) of
        true -> {reply, {ok, maps:remove(pid, Template)}, Sup};
        false -> {reply, {error, not_found}, Sup}
    end;
handle_call({Request, Id}, _, #sup{children = Children} = Sup) ->
    case find(Id, Children) of
        false -> {reply, {error, not_found}, Sup};
        Child -> child_request(Request, Child, Sup)
    end;
handle_call(which_children, _, #sup{strategy = simple_one_for_one} = Sup) ->
    #sup{children = [#{type := Type, modules := Modules}], pids = Pids} = Sup,
    {reply, [{undefined, live(Pid), Type, Modules} || Pid <- maps:keys(Pids)], Sup};
handle_call(which_children, _, #sup{children = Children} = Sup) ->
    {reply, [entry(Child) || Child <- Children], Sup};
handle_call(count_children, _, #sup{strategy = simple_one_for_one} = Sup) ->
    #sup{children = [#{type := Type}], pids = Pids} = Sup,
    All = maps:keys(Pids),
    Count = length(All),
    Counts =
        case Type of
            supervisor -> [{supervisors, Count}, {workers, 0}];
            worker -> [{supervisors, 0}, {workers, Count}]
        end,
    {reply, [{specs, 1}, {active, length([P || P <- All, is_pid(P)])} | Counts], Sup};
handle_call(count_children, _, #sup{children = Children} = Sup) ->
    Supervisors = length([x || #{type := supervisor} <- Children]),
    Active = length([x || #{pid := Pid} <- Children, is_pid(Pid), is_process_alive(Pid)]),
    {reply,
        [
            {specs, length(Children)}, {active, Active}, {supervisors, Supervisors},
            {workers, length(Children) - Supervisors}
        ],
        Sup};
handle_call(get_callback_module, _, #sup{mod = Mod} = Sup) ->
    {reply, Mod, Sup}.

entry(#{id := Id, pid := Pid, type := Type, modules := Modules}) ->
    {Id, Pid, Type, Modules}.

live(Pid) when is_pid(Pid) -> Pid;
live(_) -> restarting.

start_new(#{restart := Restart} = Child, #sup{children = Children} = Sup) ->
    case start_one(Child, Sup) of
        {ok, undefined, Answer} when Restart =:= temporary ->
            {reply, Answer, Sup};
        {ok, Pid, Answer} ->
            {reply, Answer, Sup#sup{children = [Child#{pid := Pid} | Children]}};
        {error, Reason} ->
            report(start_error, Reason, Child, Sup),
            {reply, {error, Reason}, Sup}
    end.

child_request(get_childspec, Child, Sup) ->
    {reply, {ok, maps:remove(pid, Child)}, Sup};
child_request(which_child, Child, Sup) ->
    {reply, {ok, entry(Child)}, Sup};
child_request(terminate_child, #{restart := temporary, id := Id} = Child, Sup) ->
    stop_one(Child, Sup),
    {reply, ok, Sup#sup{children = without(Id, Sup#sup.children)}};
child_request(terminate_child, Child, Sup) ->
    stop_one(Child, Sup),
    {reply, ok, replace(Child#{pid := undefined}, Sup)};
child_request(restart_child, #{pid := undefined} = Child, Sup) ->
    case start_one(Child, Sup) of
        {ok, Pid, Answer} ->
            {reply, Answer, replace(Child#{pid := Pid}, Sup)};
        {error, Reason} ->
            report(start_error, Reason, Child, Sup),
            {reply, {error, Reason}, Sup}
    end;
child_request(delete_child, #{pid := undefined, id := Id}, Sup) ->
    {reply, ok, Sup#sup{children = without(Id, Sup#sup.children)}};
child_request(_, #{pid := restarting}, Sup) ->
    {reply, {error, restarting}, Sup};
child_request(_, _, Sup) ->
    {reply, {error, running}, Sup}.

find(Id, [#{id := Id} = Child | _]) -> Child;
find(Pid, [#{pid := Pid} = Child | _]) when is_pid(Pid) -> Child;
find(Id, [_ | Rest]) -> find(Id, Rest);
find(_, []) -> false.

without(Id, Children) ->
    [Child || #{id := Other} = Child <- Children, Other =/= Id].

replace(#{id := Id} = New, #sup{children = Children} = Sup) ->
    Sup#sup{
        children = [
            case Child of
                #{id := Id} -> New;
                _ -> Child
            end
         || Child <- Children
        ]
    }.

%% Ends of children ----------------------------------------------------------------------------------

handle_cast({try_again, Id}, Sup) ->
    again(Id, Sup).

handle_info({'EXIT', Pid, Reason}, #sup{strategy = simple_one_for_one} = Sup) ->
    #sup{children = [#{start := {M, F, _}} = Template], pids = Pids} = Sup,
    case Pids of
        #{Pid := Args} ->
            ended(Template#{pid := Pid, start := {M, F, Args}}, Reason, Sup);
        _ ->
            {noreply, Sup}
    end;
handle_info({'EXIT', Pid, Reason}, #sup{children = Children} = Sup) ->
    case [Child || #{pid := P} = Child <- Children, P =:= Pid] of
        [Child] -> ended(Child, Reason, Sup);
        [] -> {noreply, Sup}
    end;
handle_info(Message, #sup{name = Name} = Sup) ->
    logger:log(error, #{label => {?MODULE, unexpected_msg}, report => [Name, Message]}, #{
        domain => [otp],
        report_cb => fun ?MODULE:format_log/2,
        error_logger => #{tag => error, report_cb => fun ?MODULE:format_log/1}
    }),
    {noreply, Sup}.

ended(#{restart := Restart} = Child, Reason, Sup) ->
    Orderly = orderly(Reason),
    case Restart =:= permanent orelse not Orderly of
        true -> report(child_terminated, Reason, Child, Sup);
        false -> ok
    end,
    case Restart =:= permanent orelse (Restart =:= transient andalso not Orderly) of
        true -> restart(Child, Sup);
        false -> gone(Child, Sup)
    end.

orderly(normal) -> true;
orderly(shutdown) -> true;
orderly({shutdown, _}) -> true;
orderly(_) -> false.

%% A child that stays away; the last significant one may end the supervisor.
gone(#{pid := Pid}, #sup{strategy = simple_one_for_one, pids = Pids} = Sup) ->
    {noreply, Sup#sup{pids = maps:remove(Pid, Pids)}};
gone(#{id := Id, restart := Restart, significant := Significant} = Child, Sup) ->
    New =
        case Restart of
            temporary -> Sup#sup{children = without(Id, Sup#sup.children)};
            _ -> replace(Child#{pid := undefined}, Sup)
        end,
    Left = [x || #{significant := true, pid := P} <- New#sup.children, is_pid(P)],
    case Sup#sup.auto of
        any_significant when Significant -> {stop, shutdown, New};
        all_significant when Significant, Left =:= [] -> {stop, shutdown, New};
        _ -> {noreply, New}
    end.

restart(Child, Sup) ->
    case may_restart(Sup) of
        {true, Counted} ->
            start_again(Child, Counted);
        false ->
            report(shutdown, reached_max_restart_intensity, Child, Sup),
            {stop, shutdown, dropped(Child, Sup)}
    end.

dropped(#{pid := Pid}, #sup{strategy = simple_one_for_one, pids = Pids} = Sup) ->
    Sup#sup{pids = maps:remove(Pid, Pids)};
dropped(Child, Sup) ->
    replace(Child#{pid := undefined}, Sup).

may_restart(#sup{intensity = Intensity, period = Period, restarts = Restarts} = Sup) ->
    Now = erlang:monotonic_time(millisecond),
    Recent = [Time || Time <- [Now | Restarts], Time >= Now - 1000 * Period],
    case length(Recent) > Intensity of
        true -> false;
        false -> {true, Sup#sup{restarts = Recent}}
    end.

%% A start that fails here is tried again through the mailbox, so that requests get their turn.
start_again(#{pid := Pid, start := {_, _, A}} = Child, #sup{strategy = simple_one_for_one} = Sup) ->
    Pids = maps:remove(Pid, Sup#sup.pids),
    case start_one(Child, Sup) of
        {ok, undefined, _} ->
            {noreply, Sup#sup{pids = Pids}};
        {ok, New, _} ->
            {noreply, Sup#sup{pids = Pids#{New => A}}};
        {error, Reason} ->
            report(start_error, Reason, Child, Sup),
            Mark = {restarting, Pid},
            retry(Mark),
            {noreply, Sup#sup{pids = Pids#{Mark => A}}}
    end;
start_again(#{id := Id} = Child, #sup{strategy = one_for_one} = Sup) ->
    case start_one(Child, Sup) of
        {ok, New, _} ->
            {noreply, replace(Child#{pid := New}, Sup)};
        {error, Reason} ->
            report(start_error, Reason, Child, Sup),
            retry(Id),
            {noreply, replace(Child#{pid := restarting}, Sup)}
    end;
start_again(Child, #sup{children = Children, strategy = Strategy} = Sup) ->
    #{id := Id} = Child,
    {After, Before} =
        case Strategy of
            one_for_all ->
                {Children, []};
            rest_for_one ->
                {Younger, [Self | Older]} =
                    lists:splitwith(fun(#{id := Other}) -> Other =/= Id end, Children),
                {Younger ++ [Self], Older}
        end,
    Marked = [
        case C of
            #{id := Id} -> C#{pid := undefined};
            _ -> C
        end
     || C <- After
    ],
    Stopped = stop_all(Marked, Sup),
    case start_all(lists:reverse(Stopped), [], Sup) of
        {ok, Started} ->
            {noreply, Sup#sup{children = Started ++ Before}};
        {error, #{id := Failed}, _, Started} ->
            Ids = [I || #{id := I} <- Started],
            Waiting = [
                case C of
                    #{id := Failed} -> C#{pid := restarting};
                    _ -> C
                end
             || #{id := I} = C <- Stopped, not lists:member(I, Ids)
            ],
            retry(Failed),
            {noreply, Sup#sup{children = Waiting ++ Started ++ Before}}
    end.

retry(Id) ->
    gen_server:cast(self(), {try_again, Id}).

again({restarting, _} = Mark, #sup{strategy = simple_one_for_one} = Sup) ->
    #sup{children = [#{start := {M, F, _}} = Template], pids = Pids} = Sup,
    case Pids of
        #{Mark := Args} -> restart(Template#{pid := Mark, start := {M, F, Args}}, Sup);
        _ -> {noreply, Sup}
    end;
again(Id, #sup{children = Children} = Sup) ->
    case find(Id, Children) of
        #{pid := restarting} = Child -> restart(Child, Sup);
        _ -> {noreply, Sup}
    end.

%% Stopping --------------------------------------------------------------------------------------

terminate(_, #sup{strategy = simple_one_for_one, children = [Template], pids = Pids} = Sup) ->
    [stop_one(Template#{pid := Pid}, Sup) || Pid <- maps:keys(Pids), is_pid(Pid)],
    ok;
terminate(_, #sup{children = Children} = Sup) ->
    stop_all(Children, Sup),
    ok.

%% Stop children, newest first; temporary ones are not there any more afterwards.
stop_all(Children, Sup) ->
    Stopped = [
        begin
            stop_one(Child, Sup),
            Child#{pid := undefined}
        end
     || Child <- Children
    ],
    [Child || #{restart := Restart} = Child <- Stopped, Restart =/= temporary].

stop_one(#{pid := Pid, shutdown := Shutdown, restart := Restart} = Child, Sup) when is_pid(Pid) ->
    Monitor = erlang:monitor(process, Pid),
    Reason =
        receive
            {'EXIT', Pid, Early} ->
                erlang:demonitor(Monitor, [flush]),
                Early
        after 0 ->
            unlink(Pid),
            receive
                {'EXIT', Pid, Early} ->
                    erlang:demonitor(Monitor, [flush]),
                    Early
            after 0 -> end_of(Pid, Monitor, Shutdown)
            end
        end,
    Fine =
        case Shutdown of
            brutal_kill -> Reason =:= killed;
            _ -> orderly(Reason) andalso (Reason =/= normal orelse Restart =/= permanent)
        end,
    Fine orelse Reason =:= noproc orelse report(shutdown_error, Reason, Child, Sup),
    ok;
stop_one(_, _) ->
    ok.

end_of(Pid, Monitor, brutal_kill) ->
    exit(Pid, kill),
    down(Monitor);
end_of(Pid, Monitor, Time) ->
    exit(Pid, shutdown),
    receive
        {'DOWN', Monitor, _, _, Reason} -> Reason
    after Time ->
        exit(Pid, kill),
        down(Monitor)
    end.

down(Monitor) ->
    receive
        {'DOWN', Monitor, _, _, Reason} -> Reason
    end.

%% Take the flags and children of a new version of the module; running children stay.
code_change(_, #sup{mod = Mod, args = Args} = Sup, _) ->
    case Mod:init(Args) of
        {ok, {Flags, Specs}} ->
            case {flags(Flags), specs(Specs, Sup#sup.auto)} of
                {{ok, New}, {ok, Children}} -> {ok, changed(New, Children, Sup)};
                {{error, _} = Error, _} -> Error;
                {_, Error} -> Error
            end;
        ignore ->
            {ok, Sup};
        Error ->
            Error
    end.

changed(#sup{strategy = S, intensity = I, period = P, auto = A}, Children, #sup{} = Sup) ->
    Old = Sup#sup.children,
    Ids = [Id || #{id := Id} <- Children],
    Kept = [Child || #{id := Id} = Child <- Old, not lists:member(Id, Ids)],
    New = [
        case find(Id, Old) of
            #{pid := Pid} -> Child#{pid := Pid};
            false -> Child
        end
     || #{id := Id} = Child <- Children
    ],
    Sup#sup{
        strategy = S, intensity = I, period = P, auto = A, children = lists:reverse(New) ++ Kept
    }.

%% Child specifications --------------------------------------------------------------------------

specs(Specs, Auto) when is_list(Specs) ->
    specs(Specs, Auto, []);
specs(Specs, _) ->
    {error, {invalid_child_specs, Specs}}.

specs([], _, Done) ->
    {ok, lists:reverse(Done)};
specs([Spec | Rest], Auto, Done) ->
    case spec(Spec, Auto) of
        {ok, #{id := Id} = Child} ->
            case find(Id, Done) of
                false -> specs(Rest, Auto, [Child | Done]);
                _ -> {error, {duplicate_child_name, Id}}
            end;
        Error ->
            Error
    end.

spec({Id, Start, Restart, Shutdown, Type, Modules}, Auto) ->
    Spec = #{
        id => Id, start => Start, restart => Restart, shutdown => Shutdown, type => Type,
        modules => Modules
    },
    spec(Spec, Auto);
spec(#{id := Id, start := Start} = Spec, Auto) ->
    Restart = maps:get(restart, Spec, permanent),
    Type = maps:get(type, Spec, worker),
    Shutdown =
        case Spec of
            #{shutdown := Given} -> Given;
            _ when Type =:= supervisor -> infinity;
            _ -> 5000
        end,
    Modules =
        case {Spec, Start} of
            {#{modules := Given2}, _} -> Given2;
            {_, {M, _, _}} -> [M];
            _ -> []
        end,
    Child = #{
        id => Id, start => Start, restart => Restart, shutdown => Shutdown, type => Type,
        modules => Modules, significant => maps:get(significant, Spec, false), pid => undefined
    },
    try
        maps:foreach(fun(Key, Value) -> check(Key, Value) end, Child),
        check_significant(Child, Auto),
        {ok, Child}
    catch
        throw:Reason -> {error, Reason}
    end;
spec(#{id := _}, _) ->
    {error, missing_start};
spec(Spec, _) when is_map(Spec) ->
    {error, missing_id};
spec(Spec, _) ->
    {error, {invalid_child_spec, Spec}}.

check(start, {M, F, A}) when is_atom(M), is_atom(F), is_list(A) -> ok;
check(start, Start) -> throw({invalid_mfa, Start});
check(restart, R) when R =:= permanent; R =:= transient; R =:= temporary -> ok;
check(restart, R) -> throw({invalid_restart_type, R});
check(shutdown, S) when S =:= brutal_kill; S =:= infinity; is_integer(S), S > 0 -> ok;
check(shutdown, 0) -> ok;
check(shutdown, S) -> throw({invalid_shutdown, S});
check(type, T) when T =:= worker; T =:= supervisor -> ok;
check(type, T) -> throw({invalid_child_type, T});
check(modules, dynamic) -> ok;
check(modules, Modules) ->
    is_list(Modules) orelse throw({invalid_modules, Modules}),
    [is_atom(M) orelse throw({invalid_module, M}) || M <- Modules];
check(significant, S) when is_boolean(S) -> ok;
check(significant, S) -> throw({invalid_significant, S});
check(_, _) -> ok.

check_significant(#{significant := false}, _) -> ok;
check_significant(#{restart := permanent}, _) ->
    throw({bad_combination, [{restart, permanent}, {significant, true}]});
check_significant(_, never) ->
    throw({bad_combination, [{auto_shutdown, never}, {significant, true}]});
check_significant(_, _) -> ok.

%% Reports ---------------------------------------------------------------------------------------

report(Context, Reason, Child, #sup{name = Name} = Sup) ->
    log(
        error, Context,
        [
            {supervisor, Name}, {errorContext, Context}, {reason, Reason},
            {offender, described(Child, Sup)}
        ],
        "SUPERVISOR REPORT", #{tag => error_report, type => supervisor_report}
    ),
    true.

progress(Child, #sup{name = Name} = Sup) ->
    log(
        info, progress, [{supervisor, Name}, {started, described(Child, Sup)}],
        "PROGRESS REPORT", #{tag => info_report, type => progress}
    ).

log(Level, Label, Report, Title, Old) ->
    logger:log(Level, #{label => {?MODULE, Label}, report => Report}, #{
        domain => [otp, sasl],
        report_cb => fun ?MODULE:format_log/2,
        logger_formatter => #{title => Title},
        error_logger => Old#{report_cb => fun ?MODULE:format_log/1}
    }).

described(Child, _) ->
    #{
        pid := Pid, id := Id, start := Start, restart := Restart, shutdown := Shutdown,
        type := Type, significant := Significant
    } = Child,
    [
        {pid, Pid}, {id, Id}, {mfargs, Start}, {restart_type, Restart},
        {significant, Significant}, {shutdown, Shutdown}, {child_type, Type}
    ].

format_log(Report) -> gen_report:old(Report).
format_log(Report, Options) -> gen_report:text(Report, Options).
