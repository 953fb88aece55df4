%% SPDX-License-Identifier: Apache-2.0
%% Calls nearly every exported function of OTP's own modules with arguments from a pool, good and bad, and prints a
%% checksum of the answers of each. To see the answers themselves, make call/3 print its text.
-module(std_stock).
-include("t.hrl").

mods() -> [lists,maps,binary,string,unicode,dict,orddict,gb_trees,gb_sets,array,queue,sets,ordsets,sofs,base64,calendar,proplists,io_lib,unicode_util,erl_scan,erl_parse,io_lib_format,io_lib_pretty,erl_anno,erl_internal].
start() ->
    [mod(M) || M <- mods()], ok.
mod(M) ->
    Fs = lists:sort(M:module_info(exports)),
    [fn(M, F, A) || {F, A} <- Fs, not lists:member({M,F}, skip()), not lists:member({M,F,A}, skip()), F =/= module_info].
skip() -> [{sofs,family_to_digraph},{sofs,digraph_to_family},{lists,duplicate},{lists,seq},{lists,nthtail},{string,copies},{string,chars},{string,pad},{string,left},{string,right},{string,centre},{binary,copy},
  {calendar,local_time},{calendar,universal_time},{calendar,iso_week_number,0},{io_lib,progname},{array,resize},{array,new},{array,set},{array,fix},{io_lib,nl},
  {unicode_util,whitespace},{binary,compile_pattern},{binary,referenced_byte_size},{erl_scan,reserved_word},{sofs,canonical_relation},{erl_anno,new},{io_lib,print},{io_lib_pretty,print}].
fn(M, F, A) ->
    Pool = pool(M),
    Seed = lists:sum(atom_to_list(F)) * 31 + A + length(atom_to_list(M)) * 977,
    Count = case A of
                0 -> 1;
                1 -> length(Pool);
                _ -> 60
            end,
    Sum = run(M, F, A, Pool, Seed, Count, 0, 0),
    io:format("~w:~w/~w ~w ~w~n", [M, F, A, Count, Sum]).

run(_, _, _, _, _, N, N, Sum) -> Sum;
run(M, F, 1, Pool, S, N, I, Sum) ->
    run(M, F, 1, Pool, S, N, I + 1, call(M, F, [lists:nth(I + 1, Pool)], Sum));
run(M, F, A, Pool, S, N, I, Sum) ->
    {Args, S1} = args(A, list_to_tuple(Pool), rnd(S + I), []),
    run(M, F, A, Pool, S1, N, I + 1, call(M, F, Args, Sum)).

args(0, _, S, Acc) -> {Acc, S};
args(A, T, S, Acc) -> S1 = rnd(S), args(A - 1, T, S1, [element(S1 rem tuple_size(T) + 1, T) | Acc]).
rnd(S) -> (S * 16807 + 12345) rem 2147483647.
call(M, F, Args, Sum) ->
    R = try apply(M, F, Args) of V -> {ok, clean(V)} catch C:E -> {C, clean(E)} end,
    Text = io_lib:format("~w ~w", [clean(Args), R]),
    (Sum * 31 + ck(Text)) rem 268435399.

clean(F) when is_function(F) -> {'fun', element(2, erlang:fun_info(F, arity))};
clean(R) when is_reference(R) -> ref;
clean([H | T]) -> [clean(H) | clean(T)];
clean(T) when is_tuple(T) -> list_to_tuple(clean(tuple_to_list(T)));
clean(M) when is_map(M), map_size(M) > 32 -> {bigmap, lists:sort(maps:to_list(M))};
clean(M) when is_map(M) -> maps:map(fun(_, V) -> clean(V) end, M);
clean(X) -> X.
pool(M) ->
    Base = [[], [3,1,2], [a,b,a], "hello world", "a,b,,c", [{b,2},{a,1},{c,[x]}], [[1,2],[3],[]], [{1,a,x},{2,b,y}], [1.0,1,2.5], [a|b],
     1, 0, -1, 2, 5, 1.5, a, true, undefined, <<>>, <<"hello world">>, <<"l">>, <<195,169,32,65>>, <<1:3>>, {a,1}, {1,2,3}, {2024,2,29}, {{2024,2,29},{12,30,1}},
     #{a => 1, b => [2], 3 => #{}}, #{}, fun(X) -> X end, fun(X, Y) -> {X, Y} end, fun(X) -> X =:= a end, fun(A, B) -> A =< B end, fun(_, _, Z) -> Z end,
     [<<"a">>, "b", [<<"c">>]], ["abc", <<"def">>], [16#3b1, 233, $e, 16#301], utf8, latin1, {utf16,little}, second, all, [global], [unicode], leading, trailing, both,
     1 bsl 70, "12.5e3", "-17", "~p ~s~n", [[a],"x"]],
    Extra = case M of
        dict -> [dict:from_list([{a,1},{b,2},{c,3}]), dict:new()];
        orddict -> [[{a,1},{b,2}], []];
        gb_trees -> [gb_trees:from_orddict([{1,a},{2,b},{3,c}]), gb_trees:empty()];
        gb_sets -> [gb_sets:from_list([1,2,3]), gb_sets:from_list([a,2]), gb_sets:new()];
        array -> [array:from_list([a,b,c]), array:from_orddict([{1,x},{9,y}])];
        queue -> [queue:from_list([1,2,3]), {[1],[2,3]}, queue:new()];
        sets -> [sets:from_list([1,2,3]), sets:from_list([a,2],[{version,2}]), sets:new()];
        ordsets -> [[1,2,3],[a,b],[2,3]];
        sofs -> [sofs:set([a,b,c]), sofs:relation([{a,1},{b,2},{a,3}]), sofs:family([{a,[1,2]},{b,[]}]), sofs:from_term([[a],[b,c]])];
        erl_scan -> ["foo(X) -> {X, \"s\", $c, 1.5e3, 16#ff, 'q a'}. % c\n", "\"unterminated", [text], {1,1}];
        erl_parse -> [begin {ok,T,_}=erl_scan:string("f(X) when X > 1 -> [X || Y <- Z, Y]; f({A,B}) -> #{a => B, c := fun g/1}."), T end,
                      begin {ok,T2,_}=erl_scan:string("{a, [1|b], <<\"x\">>, #{k=>v}, -1.5}."), T2 end];
        base64 -> [<<"aGVsbG8=">>, "aGVs\nbG8=", <<"aGVsbG8">>, <<"!!">>, <<255,254,253,0>>];
        calendar -> [{12,0,0}, 63876600000, 738000, {1970,1,1}, "2024-02-29T12:30:01Z", "2024-02-29 12:30:01.123+01:30", millisecond, {2023,2,29}, 1709209801, {offset,"Z"}, [{unit,microsecond},{offset,3600}]];
        proplists -> [[a,{b,1},{a,2},{c,x,y},d], [{a,b}], [{d,[e,f]}], [{aliases,[{b,bb}]},{negations,[{d,dd}]}]];
        unicode -> [[16#1F600, <<240,159,152,128>>], <<255>>, <<226,130>>, [<<226>>,<<130,172>>], <<0,65,216,0>>, utf16, {utf32,big}, [16#fb01, 16#212b], <<239,187,191,1>>];
        string -> [" \t trim \n", <<"ÀÉ straße"/utf8>>, [$A, 16#308, $b], "abcabc", "bc", [<<"x y">>, " z"], ",;", $a, [$a,$b]];
        io_lib -> ["~w~n", "~-10s|~10.3f|", "~tp~c~i", "~*c", [10,$x], "~e~g", "~.8#~+b", [255,16], "abc 12", "~d ~a", 20, [abc,{d,"e"}]];
        binary -> [{0,3}, {2,-1}, [<<"l">>,<<"o ">>], [{scope,{2,5}}], [trim_all,global], [<<"abc">>,<<"abd">>], big, little, 258, [104,105]];
        maps -> [#{1 => a, b => c}, [{a,1},{a,2}], [a,z], fun(_, V1) -> V1 =/= 1 end, fun(_, V1, V2) -> {V1,V2} end, maps:iterator(#{x=>1,y=>2}), maps:from_list([{I,I}||I<-lists:seq(1,20)])];
        _ -> []
    end,
    Extra ++ Extra ++ Base.
