%% gen_statem: what sys:get_status/1 shows, with and without format_status of the callback module, and
%% what a machine that fails reports.
%% library: own
-module(otp_statem_status).
-include("t.hrl").
-compile({no_auto_import, [put/2]}).

start() ->
    logger:set_primary_config(level, all),
    logger:remove_handler(default),
    ok = logger:add_handler(here, ?MODULE, #{}),
    [machine(Module) || Module <- [?MODULE, otp_statem_none]].

machine(Module) ->
    Old = Module =:= ?MODULE,
    {ok, M} = gen_statem:start({local, machine}, ?MODULE, Old, [{debug, [{log, 5}]}]),
    ok = gen_statem:call(M, keep),
    gen_statem:cast(M, later),
    gen_statem:call(M, timers),
    {status, M, {module, gen_statem}, [Dictionary, Mode, Parent, Debug, Misc]} = sys:get_status(M),
    p(status, {lists:keymember('$initial_call', 1, Dictionary), Mode, Parent =:= M, is_list(Debug)}),
    [show(Part) || Part <- Misc],
    p(state, sys:get_state(M)),
    Ref = monitor(process, M),
    gen_statem:cast(M, fail),
    receive {'DOWN', Ref, process, M, Reason} -> p(down, element(1, Reason)) end,
    timer:sleep(20).

show({header, Text}) -> p(header, Text);
show({data, Items}) -> [p(Key, hide(Key, Value)) || {Key, Value} <- Items];
show(Other) -> p(other, Other).

hide("Parent", _) -> parent;
hide("Logged Events", Events) -> length(Events) > 0;
hide(_, Value) -> Value.

callback_mode() -> handle_event_function.
init(Old) ->
    erlang:put(old, Old),
    {ok, first, data}.

handle_event({call, From}, keep, _, _) -> {keep_state_and_data, [{reply, From, ok}]};
handle_event({call, From}, timers, _, _) ->
    {keep_state_and_data, [{reply, From, ok}, {{timeout, name}, 60000, content}, {state_timeout, 60000, x}]};
handle_event(cast, later, first, _) -> {keep_state_and_data, postpone};
handle_event(cast, fail, _, _) -> error(failed).

format_status(#{state := State, data := Data} = Status) ->
    case get(old) of
        true -> Status#{state := {shown, State}, data := {shown, Data}};
        false -> Status
    end.

log(#{level := Level, msg := {report, #{label := Label} = Report}}, _) ->
    Keys = [name, queue, postponed, modules, callback_mode, state_enter, state, timeouts],
    io:format("~p ~p ~0p~n", [Level, Label, maps:with(Keys, Report)]),
    case Report of
        #{label := {gen_statem, terminate}, reason := {Class, Reason, _}} -> io:format("  ~p~n", [{Class, Reason}]);
        _ -> ok
    end;
log(_, _) ->
    ok.
