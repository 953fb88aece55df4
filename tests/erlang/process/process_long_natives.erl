% Natives that take long let others run meanwhile: a process that counts its turns gets on beside
% each of them; and their results are what they would be at once. One that is killed in the middle
% leaves nothing behind.
%% library: own
-module(process_long_natives).
-export([start/0]).

-define(N, 100000).

start() ->
    Ticks = spawn(fun() -> tick(0) end),
    L = lists:seq(1, ?N),
    R = lists:reverse(L),
    Keys = [{I, I} || I <- L],
    Mixed = [(I * 7919) rem ?N || I <- L],
    Bin = term_to_binary(Keys),
    Maps = [#{I => {I, "text", <<I:32>>, 1.5}, b => [I | tail]} || I <- lists:seq(1, ?N div 10)],
    MapsBin = term_to_binary(Maps),
    Work = [
        {term_to_binary, fun() -> term_to_binary(Keys) end, fun(X) -> X =:= Bin end},
        {term_to_binary_2, fun() -> term_to_binary({Maps, L}, [{minor_version, 2}]) end, fun erlang:byte_size/1},
        {term_to_iovec, fun() -> term_to_iovec(Keys) end, fun(X) -> iolist_to_binary(X) =:= Bin end},
        {binary_to_term, fun() -> binary_to_term(Bin) end, fun(X) -> X =:= Keys end},
        {binary_to_term_2, fun() -> binary_to_term(<<MapsBin/binary, 1, 2>>, [used]) end,
         fun({X, Used}) -> {X =:= Maps, Used =:= byte_size(MapsBin)} end},
        {sort, fun() -> lists:sort(Mixed) end, fun(X) -> X =:= [I - 1 || I <- L] end},
        {usort, fun() -> lists:usort([3 | Mixed]) end, fun(X) -> X =:= [I - 1 || I <- L] end},
        {keysort, fun() -> lists:keysort(1, [{I, a} || I <- Mixed]) end, fun(X) -> [I || {I, a} <- X] =:= [I - 1 || I <- L] end},
        {reverse, fun() -> lists:reverse(L) end, fun(X) -> X =:= R end},
        {reverse_2, fun() -> lists:reverse(L, L) end, fun sum/1},
        {append, fun() -> L ++ R end, fun sum/1},
        {subtract, fun() -> Mixed -- L end, fun sum/1},
        {subtract_few, fun() -> Mixed -- [?N, 0, 17] end, fun sum/1},
        {member, fun() -> lists:member(0, L) end, fun id/1},
        {member_boxed, fun() -> lists:member({?N, ?N}, Keys) end, fun id/1},
        {keyfind, fun() -> lists:keyfind(?N, 1, Keys) end, fun id/1},
        {keymember, fun() -> lists:keymember(0, 1, Keys) end, fun id/1},
        {keysearch, fun() -> lists:keysearch(?N, 2, Keys) end, fun id/1}
    ],
    [io:format("~p ~p ~p~n", [Name, Look(F()), enough(Ticks, F)]) || {Name, F, Look} <- Work],
    [io:format("~p ~p~n", [Name, killed(F)]) || {Name, F, _} <- Work],
    bad(lists:seq(1, 100000) ++ tail),
    exit(Ticks, kill).

% Other processes got some turns while the function ran.
enough(Ticks, F) ->
    Before = ticks(Ticks),
    F(),
    After = ticks(Ticks),
    % Erlang/OTP runs the other process on another core
    After - Before >= 4 orelse erlang:system_info(machine) =:= "BEAM".

ticks(Pid) ->
    Pid ! {self(), how_many},
    receive {ticks, N} -> N end.

tick(N) ->
    receive
        {From, how_many} -> From ! {ticks, N}, tick(N + 1)
    after 0 ->
        erlang:yield(),
        tick(N + 1)
    end.

id(X) -> X.

sum(L) -> {length(L), lists:sum(L)}.

killed(F) ->
    {P, M} = spawn_monitor(fun() -> loop(F) end),
    [erlang:yield() || _ <- lists:seq(1, 12)],
    exit(P, kill),
    receive {'DOWN', M, process, P, Why} -> Why end.

loop(F) -> F(), loop(F).

bad(Improper) ->
    Bin = term_to_binary(lists:seq(1, 100000)),
    Short = binary:part(Bin, 0, byte_size(Bin) - 1),
    Wrong = <<(binary:part(Bin, 0, byte_size(Bin) - 6))/binary, 1, 2, 3, 4, 5, 6>>,
    [io:format("~p~n", [try binary_to_term(B) catch error:E -> E end]) || B <- [Short, Wrong]],
    [io:format("~p ~p~n", [Name, try F() catch error:E -> E end])
     || {Name, F} <- [{reverse, fun() -> lists:reverse(Improper) end}, {append, fun() -> Improper ++ [] end},
                      {subtract, fun() -> Improper -- [1] end}, {subtract, fun() -> [1] -- Improper end},
                      {member, fun() -> lists:member(x, Improper) end}, {keyfind, fun() -> lists:keyfind(x, 1, Improper) end}]].
