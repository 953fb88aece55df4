%% gen_statem: the events that sys logs and traces: what comes in, is done with, put off and sent.
%% library: own
-module(otp_statem_trace).
-include("t.hrl").

start() ->
    {ok, M} = gen_statem:start({local, machine}, ?MODULE, self(), [{debug, [{log, 30}]}]),
    drive(M),
    {ok, Log} = sys:log(M, get),
    [p(log, plain(Event)) || Event <- Log, element(1, Event) =/= start_timer],
    sys:log(M, false),
    ok = sys:trace(M, true),
    gen_statem:cast(M, later),
    M ! hello,
    gen_statem:cast(M, go),
    sys:get_state(M),
    ok = sys:trace(M, false),
    gen_statem:cast(M, unseen),
    p(state, element(1, sys:get_state(M))).

drive(M) ->
    gen_statem:cast(M, later),
    gen_statem:call(M, go),
    M ! hello,
    gen_statem:call(M, timer),
    receive over -> ok end.

%% Without pids and references; events that come in have another shape in each release.
plain({in, Event, State}) -> {in, content(Event), State};
plain({in, Event}) -> {in, content(Event)};
plain({out, Reply, _}) -> {out, Reply};
plain({What, Event, Old, State}) -> {What, content(Event), Old, State};
plain(Other) -> element(1, Other).

content({{call, _}, Content}) -> {call, Content};
content(Event) -> Event.

callback_mode() -> [handle_event_function].
init(Test) -> {ok, a, Test}.

handle_event(cast, later, _, _) -> {keep_state_and_data, postpone};
handle_event(cast, go, a, Test) -> {next_state, b, Test};
handle_event(cast, go, b, Test) -> {next_state, a, Test};
handle_event(state_timeout, over, _, Test) ->
    Test ! over,
    keep_state_and_data;
handle_event({call, From}, go, _, Data) ->
    {next_state, b, Data, [{reply, From, ok}, {next_event, internal, inside}]};
handle_event({call, From}, timer, _, _) ->
    {keep_state_and_data, [{state_timeout, 1, over}, {reply, From, ok}]};
handle_event(_, _, _, _) ->
    keep_state_and_data.
