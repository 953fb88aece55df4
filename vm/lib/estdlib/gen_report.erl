%% SPDX-License-Identifier: Apache-2.0
%% gen_report: the text of what processes and behaviours report, and what of their state is shown.
%%
%% A report becomes a list of parts, strings and {p, Term}; how terms are printed (depth, one line
%% or several, Unicode or not) is decided where the list is turned into text.
-module(gen_report).

-export([text/2, old/1, crash/2, header/2, status/3, exception/3]).

%% Format and arguments, for those that print it themselves.
old(Report) ->
    compose(parts(Report, false), "~tp", unlimited).

%% The text of a report. Options as for a report callback of the logger.
text(Report, Options) ->
    Single = maps:get(single_line, Options, false),
    render(parts(Report, Single), Options).

render(Parts, Options) ->
    Single = maps:get(single_line, Options, false),
    Depth = maps:get(depth, Options, unlimited),
    Unicode =
        case maps:get(encoding, Options, utf8) of
            latin1 -> "";
            _ -> "t"
        end,
    Letter =
        case Depth of
            unlimited -> "p";
            _ -> "P"
        end,
    Directive =
        case Single of
            true -> "~0" ++ Unicode ++ Letter;
            false -> "~" ++ Unicode ++ Letter
        end,
    {Format, Args} = compose(Parts, Directive, Depth),
    case maps:get(chars_limit, Options, unlimited) of
        unlimited -> io_lib:format(Format, Args);
        Limit -> io_lib:format(Format, Args, [{chars_limit, Limit}])
    end.

compose(Parts, Directive, Depth) ->
    {Formats, Args} = lists:unzip([part(Part, Directive, Depth) || Part <- lists:flatten(Parts, [])]),
    {lists:append(Formats), lists:append(Args)}.

part({p, Term}, Directive, unlimited) -> {Directive, [Term]};
part({p, Term}, Directive, Depth) -> {Directive, [Term, Depth]};
part({s, Text}, _, _) -> {"~ts", [Text]};
part(Char, _, _) -> {[Char], []}.

%% Reports ---------------------------------------------------------------------------------------

parts(#{label := {gen_server, terminate}} = Report, Single) ->
    #{name := Name, last_message := Message, state := State, log := Log, reason := Reason} = Report,
    Why = explained(Reason),
    case Single of
        true ->
            [
                "Generic server ", {p, Name}, " terminating. Reason: ", {p, Why},
                ". Last message: ", {p, Message}, ". State: ", {p, State}, ".",
                [[" Log: ", {p, Log}] || Log =/= []],
                client(Report, Single)
            ];
        false ->
            [
                "** Generic server ", {p, Name}, " terminating \n** Last message in was ",
                {p, Message}, "\n** When Server state == ", {p, State},
                "\n** Reason for termination ==\n** ", {p, Why}, "\n",
                [["** Log ==\n** ", {p, Log}, "\n"] || Log =/= []],
                client(Report, Single)
            ]
    end;
parts(#{label := {gen_statem, terminate}} = Report, Single) ->
    #{
        name := Name, queue := Queue, postponed := Postponed, modules := Modules,
        callback_mode := Mode, state_enter := Enter, state := State, log := Log,
        timeouts := {Count, _} = Timeouts, reason := {Class, Reason, Stack}
    } = Report,
    {Why, Trace} =
        case explained({Reason, Stack}) of
            {NewReason, NewStack} -> {NewReason, NewStack}
        end,
    case Single of
        true ->
            [
                "State machine ", {p, Name}, " terminating. Reason: ", {p, Why}, ". Stack: ",
                {p, Trace}, ".", [[" Last event: ", {p, hd(Queue)}, "."] || Queue =/= []],
                " State: ", {p, State}, ".",
                [[" Log: ", {p, Log}, "."] || Log =/= []],
                client(Report, Single)
            ];
        false ->
            [
                "** State machine ", {p, Name}, " terminating\n",
                [["** Last event = ", {p, hd(Queue)}, "\n"] || Queue =/= []],
                "** When server state  = ", {p, State}, "\n** Reason for termination = ",
                atom_to_list(Class), ":", {p, Why},
                "\n** Callback modules = ", {p, Modules}, "\n** Callback mode = ",
                {p, mode(Mode, Enter)}, "\n",
                [["** Queued = ", {p, tl(Queue)}, "\n"] || length(Queue) > 1],
                [["** Postponed = ", {p, Postponed}, "\n"] || Postponed =/= []],
                [["** Stacktrace =\n**  ", {p, Trace}, "\n"] || Trace =/= []],
                [["** Time-outs: ", {p, Timeouts}, "\n"] || Count > 0],
                [["** Log =\n**  ", {p, Log}, "\n"] || Log =/= []],
                client(Report, Single)
            ]
    end;
parts(#{label := {gen_event, terminate}} = Report, Single) ->
    #{handler := Handler, name := Name, last_message := Message, state := State, reason := R} =
        Report,
    Why =
        case R of
            {'EXIT', {undef, _} = Undef} -> explained(Undef);
            {'EXIT', Other} -> Other;
            _ -> R
        end,
    case Single of
        true ->
            [
                "Generic event handler ", {p, Handler}, " crashed. Installed: ", {p, Name},
                ". Last event: ", {p, Message}, ". State: ", {p, State}, ". Reason: ", {p, Why}, "."
            ];
        false ->
            [
                "** gen_event handler ", {p, Handler}, " crashed.\n** Was installed in ", {p, Name},
                "\n** Last event was: ", {p, Message}, "\n** When handler state == ", {p, State},
                "\n** Reason == ", {p, Why}, "\n"
            ]
    end;
parts(#{label := {_, no_handle_info}, module := Mod, message := Message}, true) ->
    ["Undefined handle_info in ", {p, Mod}, ". Unhandled message: ", {p, Message}, "."];
parts(#{label := {_, no_handle_info}, module := Mod, message := Message}, false) ->
    ["** Undefined handle_info in ", {p, Mod}, "\n** Unhandled message: ", {p, Message}, "\n"];
parts(#{label := {supervisor, progress}, report := Report}, true) ->
    [{_, Supervisor}, {_, Child}] = Report,
    ["Supervisor: ", {p, Supervisor}, ". Started: ", offender(Child), "."];
parts(#{label := {supervisor, unexpected_msg}, report := [Sup, Message]}, _) ->
    ["Supervisor ", {p, Sup}, " received unexpected message: ", {p, Message}, "\n"];
parts(#{label := {supervisor, _}, report := Report}, true) ->
    [{_, Supervisor}, {_, Context}, {_, Reason}, {_, Child}] = Report,
    [
        "Supervisor: ", {p, Supervisor}, ". Context: ", {p, Context}, ". Reason: ", {p, Reason},
        ". Offender: ", offender(Child), "."
    ];
parts(#{report := Report}, true) when is_list(Report) ->
    lists:join(", ", [[{p, Key}, ": ", {p, Value}] || {Key, Value} <- Report]);
parts(#{report := Report}, false) when is_list(Report) ->
    [["    ", {p, Key}, ": ", {p, Value}, "\n"] || {Key, Value} <- Report];
parts(Report, _) ->
    [{p, Report}].

mode(Mode, true) -> [Mode, state_enter];
mode(Mode, _) -> Mode.

offender(Child) ->
    lists:join(",", [
        [atom_to_list(Key), "=", {p, Value}]
     || Wanted <- [id, nb_children, pid], {Key, Value} <- Child, Key =:= Wanted
    ]).

client(#{client_info := {Pid, dead}}, true) -> [" Client ", {p, Pid}, " is dead."];
client(#{client_info := {Pid, remote}}, true) -> [" Client ", {p, Pid}, " is remote."];
client(#{client_info := {_, {Name, Stack}}}, true) ->
    [" Client ", {p, Name}, " stacktrace: ", {p, Stack}, "."];
client(#{client_info := {Pid, dead}}, false) -> ["** Client ", {p, Pid}, " is dead\n"];
client(#{client_info := {Pid, remote}}, false) ->
    ["** Client ", {p, Pid}, " is remote on node ", {p, node(Pid)}, "\n"];
client(#{client_info := {_, {Name, Stack}}}, false) ->
    ["** Client ", {p, Name}, " stacktrace\n** ", {p, Stack}, "\n"];
client(_, _) -> [].

%% A missing function: say whether the module is there at all.
explained({undef, [{M, F, A, _} = Frame | Rest] = Stack} = Reason) when is_atom(M) ->
    Arity =
        case A of
            _ when is_list(A) -> length(A);
            _ -> A
        end,
    case erlang:module_loaded(M) of
        false -> {'module could not be loaded', Stack};
        true ->
            case erlang:function_exported(M, F, Arity) of
                true -> Reason;
                false -> {'function not exported', [Frame | Rest]}
            end
    end;
explained(Reason) ->
    Reason.

%% Crashes of processes --------------------------------------------------------------------------

crash([Mine, Neighbours], Options) ->
    Single = maps:get(single_line, Options, false),
    Parts =
        case Single of
            true ->
                [
                    "crasher: ", commas([line(Pair, true) || Pair <- Mine]), "; neighbours: ",
                    commas([
                        ["neighbour: ", commas([line(Pair, true) || Pair <- Pairs])]
                     || {neighbour, Pairs} <- Neighbours
                    ])
                ];
            false ->
                [
                    "  crasher:\n", [["    ", line(Pair, false)] || Pair <- Mine],
                    "  neighbours:\n",
                    [
                        ["    neighbour:\n", [["      ", line(Pair, false)] || Pair <- Pairs]]
                     || {neighbour, Pairs} <- Neighbours
                    ]
                ]
        end,
    render(Parts, Options).

commas(Items) -> lists:join(", ", Items).

line({initial_call, {M, F, Args}}, Single) ->
    Arity =
        case Args of
            _ when is_list(Args) -> length(Args);
            _ -> Args
        end,
    ["initial call: ", function(M, F, Arity), newline(Single)];
line({initial_call, false}, Single) ->
    ["initial_call: ", {p, {erlang, apply, 2}}, newline(Single)];
line({error_info, {Class, Reason, Stack}}, true) ->
    [atom_to_list(Class), ": ", {p, {Reason, Stack}}];
line({error_info, {Class, Reason, Stack}}, false) ->
    exception(Class, Reason, Stack);
line({Key, Value}, Single) ->
    [atom_to_list(Key), ": ", {p, Value}, newline(Single)].

newline(true) -> "";
newline(false) -> "\n".

function(M, F, Arity) ->
    [{p, M}, ":", {p, F}, "/", integer_to_list(Arity)].

%% An exception in words, with its stack, as lines of a crash report.
exception(Class, Reason, Stack) ->
    {Words, Frames} = words(Class, Reason, Stack),
    [
        "exception ", atom_to_list(Class), ": ", Words, "\n",
        frames([Frame || {M, _, _, _} = Frame <- Frames, M =/= proc_lib], "in function  ")
    ].

words(error, function_clause, [{M, F, Args, Where} | Rest]) when is_list(Args) ->
    {
        ["no function clause matching ", call(M, F, Args), place(Where)],
        Rest
    };
words(error, undef, [{M, F, A, _} | Rest]) ->
    {["undefined function ", function(M, F, arity(A))], Rest};
words(error, badarg, Stack) ->
    {"bad argument", Stack};
words(error, badarith, Stack) ->
    {"an error occurred when evaluating an arithmetic expression", Stack};
words(error, {badmatch, Value}, Stack) ->
    {["no match of right hand side value ", {p, Value}], Stack};
words(error, {case_clause, Value}, Stack) ->
    {["no case clause matching ", {p, Value}], Stack};
words(error, if_clause, Stack) ->
    {"no true branch found when evaluating an if expression", Stack};
words(error, {try_clause, Value}, Stack) ->
    {["no try clause matching ", {p, Value}], Stack};
words(error, {badfun, Value}, Stack) ->
    {["bad function ", {p, Value}], Stack};
words(error, {badarity, {Fun, Args}}, Stack) ->
    {[fun_name(Fun), " called with ", count(length(Args))], Stack};
words(error, {badmap, Value}, Stack) ->
    {["bad map: ", {p, Value}], Stack};
words(error, {badkey, Key}, Stack) ->
    {["bad key: ", {p, Key}], Stack};
words(error, noproc, Stack) ->
    {"no such process or port", Stack};
words(error, system_limit, Stack) ->
    {"a system limit has been reached", Stack};
words(error, timeout_value, Stack) ->
    {"bad receive timeout value", Stack};
words(_, Reason, Stack) ->
    {{p, Reason}, Stack}.

fun_name(Fun) ->
    [{_, M}, {_, F}, {_, A}] = [erlang:fun_info(Fun, Key) || Key <- [module, name, arity]],
    function(M, F, A).

count(0) -> "no arguments";
count(1) -> "one argument";
count(2) -> "two arguments";
count(3) -> "three arguments";
count(4) -> "four arguments";
count(N) -> [integer_to_list(N), " arguments"].

arity(A) when is_list(A) -> length(A);
arity(A) -> A.

call(M, F, Args) ->
    [{p, M}, ":", {p, F}, "(", lists:join(",", [{p, Arg} || Arg <- Args]), ")"].

frames([], _) ->
    [];
frames([{M, F, A, Where} | Rest], Lead) ->
    Name =
        case M of
            erlang -> [{p, F}, "/", integer_to_list(arity(A))];
            _ -> function(M, F, arity(A))
        end,
    Called = [["\n         called as ", call(M, F, A)] || is_list(A), M =/= erlang],
    ["      ", Lead, Name, place(Where), Called, "\n" | frames(Rest, "in call from ")].

place(Where) ->
    case {lists:keyfind(file, 1, Where), lists:keyfind(line, 1, Where)} of
        {{_, File}, {_, Line}} -> [" (", {s, File}, ", line ", integer_to_list(Line), ")"];
        _ -> ""
    end.

%% What is shown of a state ------------------------------------------------------------------------

header(Kind, Name) when is_pid(Name) -> lists:concat([Kind, " ", pid_to_list(Name)]);
header(Kind, {local, Name}) -> header(Kind, Name);
header(Kind, Name) when is_atom(Name) -> lists:concat([Kind, " ", Name]);
header(Kind, Name) -> {Kind, Name}.

%% Ask the callback module what to show. How is terminate or {normal, Dictionary}. The map has
%% state and what else the newer callback, format_status/1, may change; what the older one returns
%% becomes the state, or $status when it is not a state machine's or server's whole answer.
status(Mod, How, Status) ->
    try
        shown(Mod, How, Status)
    catch
        _:_ ->
            Status#{state => atom_to_list(Mod) ++ ":format_status/1 crashed"}
    end.

shown(Mod, How, Status) ->
    case erlang:function_exported(Mod, format_status, 1) of
        true ->
            Mod:format_status(Status);
        false ->
            case erlang:function_exported(Mod, format_status, 2) of
                false -> Status;
                true -> older(Mod, How, Status)
            end
    end.

older(Mod, terminate, Status) ->
    Answer = Mod:format_status(terminate, [get() | state_data(Status)]),
    Status#{state => Answer, '$older' => Answer};
older(Mod, {normal, Dictionary}, Status) ->
    Status#{'$status' => Mod:format_status(normal, [Dictionary | state_data(Status)])}.

state_data(#{state := State, data := Data}) -> [State, Data];
state_data(#{state := State}) -> [State].
