%% SPDX-License-Identifier: Apache-2.0
%% os: commands of the system. The other functions are natives (vm/bif_os.c).
%%
%% A shell runs the command in a subshell without input, then prints the byte 4: so the end is seen
%% though something in the background may keep the output open.
-module(os).

-export([cmd/1, cmd/2]).

-define(END, 4).

cmd(Command) ->
    try
        run(bytes(Command), infinity)
    catch
        throw:badarg -> error(badarg, [Command])
    end.

cmd(Command, Options) ->
    try
        run(bytes(Command), limit(Options))
    catch
        throw:badarg -> error(badarg, [Command, Options])
    end.

%% Zeros at the end are left out, as in Erlang/OTP.
bytes(Command) when is_atom(Command) -> bytes(atom_to_list(Command));
bytes(Command) when is_list(Command) ->
    case catch unicode:characters_to_binary(Command) of
        Bytes when is_binary(Bytes) -> without_zeros(Bytes);
        _ -> throw(badarg)
    end;
bytes(_) -> throw(badarg).

without_zeros(Bytes) ->
    case binary:split(Bytes, <<0>>) of
        [Bytes] -> Bytes;
        [Before, Zeros] ->
            [throw(badarg) || <<Byte>> <= Zeros, Byte =/= 0],
            Before
    end.

limit(#{max_size := Max}) when is_integer(Max), Max >= 0 -> Max;
limit(#{}) -> infinity;
limit(_) -> throw(badarg).

run(Command, Limit) ->
    Script = [$(, Command, "\n) </dev/null; printf '\\004'"],
    Port = open_port({spawn_executable, "/bin/sh"}, [{args, ["-c", Script]}, stderr_to_stdout, eof, binary, hide]),
    Bytes = iolist_to_binary(lists:reverse(gather(Port, [], Limit))),
    close(Port),
    case unicode:characters_to_list(Bytes) of
        Text when is_list(Text) -> Text;
        _ -> binary_to_list(Bytes)
    end.

gather(Port, Read, Left) ->
    receive
        {Port, {data, Data}} ->
            [Part | End] = binary:split(Data, <<?END>>),
            if
                byte_size(Part) >= Left -> [binary:part(Part, 0, Left) | Read];
                End =/= [] -> [Part | Read];
                Left =:= infinity -> gather(Port, [Part | Read], Left);
                true -> gather(Port, [Part | Read], Left - byte_size(Part))
            end;
        {Port, eof} -> Read
    end.

%% No message of it is left.
close(Port) ->
    unlink(Port),
    catch port_close(Port),
    flush(Port).

flush(Port) ->
    receive
        {Port, _} -> flush(Port);
        {'EXIT', Port, _} -> flush(Port)
    after 0 -> ok
    end.
