%% json: mistakes and where they are, input in pieces, callbacks, every encoder, formatting. Recorded with
%% Erlang/OTP 29: older releases have no json or no formatting.
%% library: own
-module(std_json).
-export([start/0]).

t(F) ->
    try F()
    catch
        C:R:St ->
            {C, R, case St of [{_, _, _, I} | _] -> case proplists:get_value(error_info, I) of #{cause := #{position := P}} -> P; _ -> none end; _ -> none end}
    end.

start() ->
    decoding(),
    pieces(),
    formats().

decoding() ->
 Bad = [<<>>, <<" ">>, <<"nul">>, <<"nulx">>, <<"[1,">>, <<"[1,]">>, <<"[,1]">>, <<"{">>, <<"{\"a\"}">>, <<"{\"a\":}">>, <<"{a:1}">>, <<"{\"a\":1,}">>,<<"{\"a\" 1}">>,<<"{\"a\":1 2}">>,<<"{\"a\":1">>,<<"{\"a\"">>,<<"{\"a\":">>,
   <<"01">>, <<"-01">>,<<"1.">>, <<"1.x">>, <<"-">>, <<"-x">>, <<"1e">>, <<"1ex">>, <<"1e+">>, <<"1e+x">>, <<"1.5e">>, <<"1.0e400">>, <<"-1.0e400">>,<<"1e400">>, <<"[1e400]">>, <<"\"abc">>, <<"\"\\x\"">>, <<"\"\\u12\"">>, <<"\"\\u12">>,<<"\"\\">>,<<"\"\\ud800\"">>, <<"\"\\ud800\\u0041\"">>, <<"\"\\udc00\"">>, <<"\"\\ud800\\x\"">>,<<"\"\\ud800\\ud800\"">>,<<"\"\\ud800">>,<<"\"\\ud800\\">>,<<"\"\\uzzzz\"">>,<<"\"\\u12g4\"">>,
   <<"[1 2]">>, <<"tru3">>, <<"\"", 255, "\"">>, <<"\"", 195, "\"">>,<<"\"", 195>>,<<"\"", 237,160,128, "\"">>,<<"\"", 244,144,128,128, "\"">>,<<"\"", 192,128, "\"">>,<<"\"", 224,128,128, "\"">>, <<"\"\t\"">>, <<"\"",127,"\"">>,<<"1 2">>, <<"[]]">>, <<"'a'">>, <<255>>, <<0>>, <<239,187,191,"1">>, <<"1 x">>,<<"{\"a\":1}}">>,<<"[true false]">>,<<"fals">>,<<"n">>,<<"falsy">>],
 [io:format("~0p ~0p~n   ~0p~n   ~0p~n", [B, t(fun() -> json:decode(B) end), t(fun() -> json:decode(B, acc, #{}) end), t(fun() -> case json:decode_start(B, acc, #{}) of {continue, S} -> {c, t(fun() -> json:decode_continue(end_of_input,S) end)}; X -> X end end)]) || B <- Bad],
 Nums = [<<"0">>,<<"-0">>,<<"-0.0">>,<<"1E3">>,<<"1e-3">>,<<"1.25E+2">>,<<"123456789012345678901234567890">>,<<"-1e5">>,<<"1e5 ">>],
 D = #{integer => fun(X) -> {i,X} end, float => fun(X) -> {f,X} end, string => fun(X) -> {s,X} end, array_start => fun(A) -> {as,A} end, array_push => fun(V,A) -> {ap,V,A} end, array_finish => fun(A,O) -> {{af,A,O},{off,O}} end, object_start => fun(A) -> {os,A} end, object_push => fun(K,V,A) -> {op,K,V,A} end, object_finish => fun(A,O) -> {{obf,A,O},{ooff,O}} end, null => nada},
 [io:format("~0p~n",[t(fun() -> {json:decode(N), json:decode(N,acc,D)} end)]) || N <- Nums],
 [io:format("~0p~n",[t(fun() -> json:decode(N,acc,D) end)]) || N <- [<<"[1,null,{\"a\":[],\"b\":{}}] x">>,<<" true">>,<<"\"a\\u0041\" ">>,<<"[] ">>,<<"{}">>,<<"12 ">>,<<"null,">>]],
 [io:format("~0p~n",[t(fun() -> json:decode(N,acc,#{array_start => fun(A) -> [A] end}) end)]) || N <- [<<"[1,[2]]">>]],
 [io:format("~0p~n",[t(fun() -> json:decode(N,acc,DD) end)]) || {N,DD} <- [{<<"1">>,#{foo=>1}},{<<"1">>,#{integer=>1}},{foo,#{}},{"1",#{}}]],
 io:format("~0p~n",[t(fun() -> json:decode(foo) end)]),
 io:format("~0p~n",[t(fun() -> json:decode("1") end)]),
 io:format("~0p~n",[t(fun() -> json:decode(<<"{\"dup\":1,\"dup\":2}">>) end)]),
 Es = [{a,1},[a|b],self_,<<255>>,<<195>>,<<"a",195,40>>,fun lists:map/2,<<1:1>>,#{{a}=>1},#{1.5=>1},#{1=>2},#{[]=>1},#{"ab"=>1},"abc",[1|2],1.0e22,1.0e-7,123456789.0,0.1,-0.0,1.0e100,$a,<<"\x{7f}\x{80}\x{2028}/"/utf8>>,<<0,1,8,9,10,11,12,13,27,31,34,92>>,#{a=>1},nil,undefined,#{<<"k">> => null}, make_ref_],
 [io:format("~0p ~0p~n",[E,t(fun() -> iolist_to_binary(json:encode(E)) end)]) || E <- Es],
 [io:format("~0p~n",[t(fun() -> iolist_to_binary(json:encode(E)) end)]) || E <- [[1,2,3],<<"x">>,<<"x\ny">>,1,1.0,true,[],#{},[[]]]],
 [io:format("~0p~n",[t(F)]) || F <- [
   fun() -> json:encode_integer(a) end, fun() -> json:encode_float(1) end, fun() -> json:encode_binary(a) end, fun() -> json:encode_atom(1, fun json:encode_value/2) end, fun() -> json:encode_list(a, fun json:encode_value/2) end, fun() -> json:encode_map([], fun json:encode_value/2) end, fun() -> json:encode_map_checked(#{a=>1,<<"a">> =>2}, fun json:encode_value/2) end, fun() -> iolist_to_binary(json:encode_map_checked(#{a=>1,<<"b">> =>2}, fun json:encode_value/2)) end, fun() -> iolist_to_binary(json:encode_key_value_list([{a,1},{a,2}], fun json:encode_value/2)) end, fun() -> iolist_to_binary(json:encode_key_value_list_checked([{a,1},{<<"a">>,2}], fun json:encode_value/2)) end, fun() -> iolist_to_binary(json:encode_key_value_list_checked([{a,1},{b,2}], fun json:encode_value/2)) end,fun() -> iolist_to_binary(json:encode_key_value_list_checked([{1,1},{<<"1">>,2}], fun json:encode_value/2)) end, fun() -> json:encode_key_value_list([a], fun json:encode_value/2) end,
   fun() -> json:encode_value({a}, fun json:encode_value/2) end, fun() -> json:encode(1, foo) end, fun() -> json:encode_binary_escape_all(<<255>>) end, fun() -> json:encode_binary_escape_all(a) end, fun() -> iolist_to_binary(json:encode_binary_escape_all(<<"a\x{7f}\x{80}\x{e9}\x{1F600}\"\n/"/utf8>>)) end,fun() -> iolist_to_binary(json:encode_atom(foo, fun(A,_) -> [$<,A,$>] end)) end,fun() -> iolist_to_binary(json:encode_map(#{k=>1},fun(X,_) -> io_lib:format("<~p>",[X]) end)) end,fun() -> json:encode_map(#{self() =>1},fun json:encode_value/2) end, fun() -> json:decode_continue(<<>>,foo) end, fun() -> json:decode_start(foo,1,#{}) end]],
 ok.

pieces() ->
 Bad = [<<"trux">>,<<"trux5">>,<<"trux56">>,<<"trx">>,<<"txue">>,<<"tru ">>,<<"trux567890">>,<<"[trux]">>,<<"[nulx,12345]">>,<<"falsx">>,<<"falsx1">>,<<"falxx12">>,<<"nx">>,<<"nxxxxxxx">>,<<"nuxxxxxxx">>,<<"nulxxxxxxx">>, <<"\"\\uD8\"xxxxxxxxxxxxxxxxx">>, <<"\"\\ud800xxxxxxxxxxxxxxxxx">>,<<"\"\\ud800\\xxxxxxxxxxxxxxxx">>,<<"\"\\ud800\\u12x4xxxxxxxxxxxxxxxx">>,<<"\"\\ud83d\\ude00\"">>,<<"\"ab\\u12x4xxxxxxxxxxxxxxxx">>,<<"\"\\udc00xxxxxxxx">>,<<"\"a\\ud800abcdef\"">>],
 [io:format("~0p ~0p~n   ~0p~n", [B, t(fun() -> json:decode(B) end),  t(fun() -> case json:decode_start(B, acc, #{}) of {continue, S} -> {c, t(fun() -> json:decode_continue(end_of_input,S) end)}; X -> X end end)]) || B <- Bad],
 Cont = [[<<"[1,">>,<<"2">>,<<"]">>],[<<"12">>,<<"34">>,end_of_input],[<<"12">>,<<" ">>],[<<"12">>,<<" x">>],[<<"tr">>,<<"ue">>],[<<"tr">>,<<"ux1234">>],[<<"\"a">>,<<"b\\">>,<<"u00">>,<<"41">>,<<"\"">>],[<<"\"",195>>,<<169,"\"">>],[<<"\"",195>>,<<"a\"">>],[<<"{">>,<<"\"a\"">>,<<":">>,<<"1">>,<<"}">>],[<<"1.">>,<<"5">>,<<"e">>,<<"3">>,<<" ">>],[<<" ">>,<<" ">>,<<"null">>],[<<"1">>,end_of_input],[<<>>,end_of_input],[<<"[">>,end_of_input],[<<"1">>,<<"x">>],[<<"[1] ">>],[<<"-">>,<<"0">>,<<"5">>],[<<"1">>,<<"e5">>,<<",">>],[<<"\"x">>,end_of_input],[<<"12">>,foo]],
 [io:format("~0p ~0p~n",[C, t(fun() -> lists:foldl(fun(B,start) -> json:decode_start(B,acc,#{}); (B,{continue,S}) -> json:decode_continue(B,S); (_,X) -> {over,X} end, start, C) end)]) || C <- Cont],
 Fs = [1,[],#{},[1,2,3],[[1],[2,[3]]],#{a=>1},#{<<"a">> => #{<<"b">> => [1,2,#{}]}},[#{a=>[]}],lists:seq(1,60),#{a=>lists:seq(1,50)},[<<"abc">>,true,null,1.5,foo],[[[]]],[#{},#{}],lists:duplicate(12,<<"0123456789">>),[lists:seq(1,20),lists:seq(1,20)],[#{a=>1},2],#{k=>#{}},{a}],
 [io:format("~0p~n~ts|~n",[F,t(fun() -> json:format(F) end)]) || F <- Fs, F =/= {a}],
 [io:format("~0p ~ts|~n",[O,t(fun() -> json:format([#{a=>1},[2,3,[4]],lists:seq(1,20)],O) end)]) || O <- [#{indent=>4},#{max=>10},#{indent=>0},#{max=>20}]],
 io:format("~0p~n",[[t(fun() -> json:format({a}) end), t(fun() -> iolist_to_binary(json:format(1,#{foo=>1})) end),t(fun() -> json:format(1,foo) end), t(fun() -> iolist_to_binary(json:format({a,[1]},fun({a,X},E,S) -> json:format_value(X,E,S); (X,E,S) -> json:format_value(X,E,S) end)) end),t(fun() -> iolist_to_binary(json:format({a,[1]},fun({a,X},E,S) -> json:format_value(X,E,S); (X,E,S) -> json:format_value(X,E,S) end,#{indent=>1})) end)]]),

 P = fun(X,E,S) -> io:format("~w ~w~n",[maps:get(level,S),maps:get(col,S)]), json:format_value(X,E,S) end,
 io:format("~ts",[json:format(#{a=>[1,#{b=>2}]},P)]),
 io:format("~ts",[json:format([[{b,1},{a,[2]}]],fun([{_,_}|_]=L,E,S) -> json:format_key_value_list(L,E,S); (X,E,S) -> json:format_value(X,E,S) end)]),
 io:format("~0p~n",[t(fun() -> json:format([[{b,1},{b,[2]}]],fun([{_,_}|_]=L,E,S) -> json:format_key_value_list_checked(L,E,S); (X,E,S) -> json:format_value(X,E,S) end) end)]),
 ok.

formats() ->
 Fs = [[1.5,2],[true,1],[null],#{a=><<"x">>},#{a=>true},#{a=>1.5},#{a=>foo},#{a=>[1]},#{a=><<"">>},#{a=>binary:copy(<<"x">>,120)},[1,binary:copy(<<"x">>,120),2,3],[1,[<<"a">>],2], #{1=>[#{a=>b},#{}]},<<"x">>,[$a,[1,[2,[<<"x">>]]]],[a,1],["ab",c],[[],[1,<<"a">>]],#{12 => 1},#{ab => 1.0}],
 [io:format("~0p~n~ts|~n",[F,json:format(F)]) || F <- Fs],
 io:format("~ts|~n",[json:format([1,#{b=>[2]},3,[#{}]],#{max=>5})]),
 ok.
