%% SPDX-License-Identifier: Apache-2.0
%% Ports of programs of the system and of descriptors: what they are started with, how their data come,
%% how they end, wrong options.
%% avm: --schedulers 4
-module(port_programs).
-include("../t.hrl").

start() ->
    process_flag(trap_exit, true),
    started(),
    forms(),
    ends(),
    commands(),
    wrong(),
    names(),
    descriptors(),
    many().

sh(Text, Options) -> run({spawn_executable, "/bin/sh"}, [{args, ["-c", Text]} | Options]).

%% All that a port sends, up to its end. How bytes are cut into messages is nobody's business.
run(Name, Options) ->
    try open_port(Name, Options) of
        Port -> join(until(Port, fun is_exit/1))
    catch
        C:R -> {C, R}
    end.

is_exit({'EXIT', _}) -> true;
is_exit(_) -> false.

until(Port, Ends) ->
    Message =
        receive
            {Port, M} -> M;
            {'EXIT', Port, Why} -> {'EXIT', Why}
        after 10000 -> {'EXIT', silent}
        end,
    case Ends(Message) of
        true -> [Message];
        false -> [Message | until(Port, Ends)]
    end.

join([{data, A}, {data, B} | Rest]) when is_list(A), is_list(B) -> join([{data, A ++ B} | Rest]);
join([{data, A}, {data, B} | Rest]) when is_binary(A), is_binary(B) -> join([{data, <<A/binary, B/binary>>} | Rest]);
join([M | Rest]) -> [M | join(Rest)];
join([]) -> [].

started() ->
    p("command", run({spawn, "echo a  'b  c'; exit 3"}, [])),
    p("atom", run({spawn, 'echo atom'}, [])),
    p("binary", run({spawn, <<"echo binary">>}, [binary])),
    p("deep", run({spawn, ["echo", [$\s | "deep"]]}, [])),
    p("executable", run({spawn_executable, "/bin/echo"}, [{args, [<<"a b">>, "c", d, "", ["e", ["f"]]]}])),
    p("no arguments", run({spawn_executable, '/bin/echo'}, [])),
    p("its name", run({spawn_executable, "/bin/sh"}, [{args, ["-c", "echo $0"]}, {arg0, "me"}])),
    p("folder", run({spawn, "pwd"}, [{cd, "/usr"}])),
    p("folder, executable", run({spawn_executable, <<"/bin/pwd">>}, [{cd, <<"/">>}])),
    p("no folder", run({spawn, "echo x"}, [{cd, "/no/such/folder"}, exit_status])),
    os:putenv("PORT_A", "outside"),
    p("environment", run({spawn, "echo $PORT_A $PORT_B."}, [{env, [{"PORT_B", "b c"}]}])),
    p("changed", run({spawn, "echo $PORT_A."}, [{env, [{"PORT_A", "1"}, {"PORT_B", false}, {"PORT_A", "2"}]}])),
    p("removed", run({spawn, "echo ${PORT_A-none}."}, [{env, [{"PORT_A", false}]}])),
    p("the last list", run({spawn, "echo ${PORT_A-none} ${PORT_B-none}"}, [{env, [{"PORT_A", "1"}]}, {env, [{"PORT_B", ""}]}])),
    p("errors", sh("echo to the errors 1>&2", [stderr_to_stdout])),
    p("other streams", sh("echo not here >/dev/null; echo there >&4", [nouse_stdio])),
    p("accepted", run({spawn, "echo ok"}, [hide, overlapped_io, use_stdio, stream, {parallelism, true},
        {busy_limits_port, {1, 2}}, {busy_limits_msgq, disabled}])).

forms() ->
    Lines = "printf 'abc\\ndefghijkl\\r\\nabcd\\r\\nabcde\\r\\nabcdef\\r\\na\\rb\\nxy\\n\\nend'",
    p("lines", run({spawn, Lines}, [{line, 5}])),
    p("lines, binary", run({spawn, Lines}, [{line, 100}, binary])),
    p("a return at the end", run({spawn, "printf 'abcde\\r'"}, [{line, 5}])),
    [p("packets", until(open_port({spawn, Text}, [{packet, N} | Options]), fun is_exit/1)) || {N, Text, Options} <- [
        {1, "printf '\\003abc\\001x\\000\\005zz'", []},
        {2, "printf '\\000\\003abc\\000\\001x\\000\\000\\000'", [binary]}
    ]],
    p("packets of 4", run({spawn, "printf '\\000\\000\\000\\002ab'"}, [{packet, 4}])),
    p("a stream after all", run({spawn, "printf '\\002ab'"}, [{packet, 1}, stream])),
    p("much", [byte_size(B) || {data, B} <- run({spawn, "head -c 300000 /dev/zero"}, [binary])]).

ends() ->
    p("status", sh("echo x; exit 3", [exit_status])),
    p("signal", sh("kill -9 $$", [exit_status])),
    p("no output", sh("exec >&-; exit 4", [exit_status])),
    p("not there", [M || M <- run({spawn, "/no/such/program 2>/dev/null"}, [exit_status]), element(1, M) =/= data]),
    p("a folder", run({spawn_executable, "/tmp"}, [exit_status])),
    Eof = open_port({spawn, "echo x"}, [eof]),
    p("eof", join(until(Eof, fun(M) -> M =:= eof end))),
    p("is still open", {port_close(Eof), until(Eof, fun is_exit/1)}),
    Both = open_port({spawn, "echo x"}, [eof, exit_status]),
    [First | Both2] = join([receive {Both, M} -> M after 10000 -> silent end || _ <- "dse"]),
    p("eof and status", {First, lists:sort(Both2)}),
    port_close(Both).

commands() ->
    Cat = open_port({spawn, "cat"}, [binary]),
    true = port_command(Cat, ["a", <<"b">>, [$c]]),
    p("echoed", until_size(Cat, 3)),
    Cat ! {self(), {command, <<"def">>}},
    p("by message", until_size(Cat, 3)),
    true = port_command(Cat, binary:copy(<<"0123456789">>, 50000)),
    p("much", byte_size(until_size(Cat, 500000))),
    p("counted", [erlang:port_info(Cat, K) || K <- [input, output]]),
    p("no such call", t(fun() -> port_control(Cat, 1, "x") end)),
    p("closed", {port_close(Cat), until(Cat, fun is_exit/1), erlang:port_info(Cat)}),
    Packets = open_port({spawn, "cat"}, [{packet, 2}]),
    [true = port_command(Packets, L) || L <- ["one", "", "three"]],
    p("packets", [receive {Packets, M} -> M after 10000 -> silent end || _ <- "123"]),
    true = port_command(Packets, binary:copy(<<"x">>, 70000)),
    p("too large", until(Packets, fun is_exit/1)),
    Gone = open_port({spawn, "sh -c 'exec <&-; echo ready; sleep 5'"}, []),
    until(Gone, fun(M) -> M =:= {data, "ready\n"} end),
    true = port_command(Gone, "x"),
    p("nobody reads", until(Gone, fun is_exit/1)),
    In = open_port({spawn, "sleep 5"}, [in]),
    true = port_command(In, "x"),
    p("only in", until(In, fun is_exit/1)),
    Out = open_port({spawn_executable, "/bin/sh"}, [{args, ["-c", "read x; test \"$x\" = done"]}, out]),
    p("only out", {port_command(Out, "done\n"), port_close(Out)}),
    until(Out, fun is_exit/1),
    Killed = open_port({spawn, "sleep 5"}, [exit_status]),
    p("a process of the system", is_integer(element(2, erlang:port_info(Killed, os_pid)))),
    exit(Killed, kill),
    p("killed", until(Killed, fun is_exit/1)),
    %% What was written arrives, though the port was closed at once.
    File = "port_programs." ++ os:getpid(),
    Slow = open_port({spawn, "sh -c 'sleep 0.2; cat >" ++ File ++ "'"}, [out]),
    port_command(Slow, binary:copy(<<"x">>, 300000)),
    port_close(Slow),
    p("all written", arrives(File, 100)),
    run({spawn, "rm -f " ++ File}, []).

arrives(_, 0) ->
    late;
arrives(File, N) ->
    case run({spawn, "sh -c 'test ! -e " ++ File ++ " || wc -c <" ++ File ++ "'"}, []) of
        [{data, "300000\n"} | _] -> ok;
        _ -> receive after 50 -> arrives(File, N - 1) end
    end.

until_size(_, 0) ->
    <<>>;
until_size(Port, Size) ->
    receive
        {Port, {data, Data}} -> <<Data/binary, (until_size(Port, Size - byte_size(Data)))/binary>>
    after 10000 -> <<"silent">>
    end.

wrong() ->
    [p(Text, t(fun() -> open_port(Name, Options) end)) || {Text, Name, Options} <- [
        {"empty", {spawn, ""}, []}, {"no name", {spawn, 1}, []}, {"no characters", {spawn, [a]}, []},
        {"too high", {spawn, [16#110000]}, []}, {"a zero", {spawn, "echo a\0b"}, []},
        {"no driver", {spawn_driver, "nobody"}, []}, {"no file", {spawn_executable, "/no/such/file"}, []},
        {"not searched", {spawn_executable, "sh"}, []}, {"not to be run", {spawn_executable, "/etc/passwd"}, []},
        {"empty file", {spawn_executable, ""}, []}, {"a word", {spawn, "cat"}, [nonsense]},
        {"a pair", {spawn, "cat"}, [{eof, true}]}, {"no list", {spawn, "cat"}, x}, {"a map", {spawn, "cat"}, #{}},
        {"improper", {spawn, "cat"}, [binary | x]}, {"packet", {spawn, "cat"}, [{packet, 3}]},
        {"line", {spawn, "cat"}, [{line, 0}]}, {"long line", {spawn, "cat"}, [{line, 1 bsl 70}]},
        {"both", {spawn, "cat"}, [{packet, 1}, {line, 9}]}, {"both again", {spawn, "cat"}, [{line, 9}, {packet, 1}]},
        {"environment", {spawn, "cat"}, [{env, x}]}, {"variable", {spawn, "cat"}, [{env, [{"a"}]}]},
        {"variable with a sign", {spawn, "cat"}, [{env, [{"a=b", "c"}]}]},
        {"variable, atom", {spawn, "cat"}, [{env, [{a, "c"}]}]},
        {"variable, binary", {spawn, "cat"}, [{env, [{<<"a">>, "c"}]}]},
        {"arguments of a command", {spawn, "cat"}, [{args, ["x"]}]}, {"name of a command", {spawn, "cat"}, [{arg0, "x"}]},
        {"arguments", {spawn_executable, "/bin/echo"}, [{args, x}]},
        {"an argument", {spawn_executable, "/bin/echo"}, [{args, ["a", 1]}]},
        {"improper arguments", {spawn_executable, "/bin/echo"}, [{args, ["a" | b]}]},
        {"a zero in it", {spawn_executable, "/bin/echo"}, [{args, ["a\0"]}]},
        {"parallelism", {spawn, "cat"}, [{parallelism, x}]}, {"limits", {spawn, "cat"}, [{busy_limits_port, x}]},
        {"three", {spawn, "cat", x}, []}, {"descriptor", {fd, a, 0}, []}, {"negative", {fd, -1, 0}, []},
        {"status of descriptors", {fd, 0, 1}, [exit_status]}, {"arguments of descriptors", {fd, 0, 1}, [{args, []}]}
    ]],
    ok.

names() ->
    Command = open_port({spawn, "cat -u"}, []),
    File = open_port({spawn_executable, "/bin/cat"}, [{arg0, "tom"}]),
    Descriptors = open_port({fd, 0, 1}, [out]),
    p("names", [erlang:port_info(P, name) || P <- [Command, File, Descriptors]]),
    p("process", erlang:port_info(Descriptors, os_pid)),
    [port_close(P) || P <- [Command, File, Descriptors]],
    [receive {'EXIT', P, normal} -> ok end || P <- [Command, File, Descriptors]].

%% The standard input is not what another port reads: it is empty here, or closed.
descriptors() ->
    Out = open_port({fd, 0, 1}, [out]),
    true = port_command(Out, ["straight to ", <<"the descriptor\n">>]),
    receive after 100 -> ok end,
    port_close(Out),
    receive {'EXIT', Out, normal} -> p("written", ok) end.

%% Beside each other, and gone in the end.
many() ->
    Self = self(),
    Pids = [
        spawn_link(fun() ->
            process_flag(trap_exit, true),
            [{data, [N]} | _] = run({spawn, "printf '\\" ++ integer_to_list(100 + N rem 8) ++ "'"}, []),
            Self ! {self(), N =:= $@ + N rem 8}
        end)
     || N <- lists:seq($@, $@ + 7), _ <- "123"
    ],
    p("many", lists:usort([receive {P, Right} -> Right after 20000 -> late end || P <- Pids])),
    p("left", settled(200)).

settled(0) -> ports();
settled(N) ->
    case ports() of
        0 -> 0;
        _ -> receive after 10 -> settled(N - 1) end
    end.

ports() -> length([P || P <- erlang:ports(), erlang:port_info(P, connected) =:= {connected, self()}]).
