%% SPDX-License-Identifier: Apache-2.0
%% Values of every kind: numbers, atoms, maps, funs, binaries, text.
-module(values).
-export([start/0]).

start() ->
    numbers(id(12345678901234567890)),
    maps(id(#{})),
    binaries(id(<<"0123456789">>)),
    funs(id(7)),
    dictionary(40),
    terms(id([{a, 1.5, <<"x">>, #{k => [v]}, 1 bsl 100}, "text", 'an atom'])),
    ok.

id(X) -> X.

numbers(N) ->
    P = N * N * N * N,
    N = P div (N * N * N),
    0 = P rem N,
    L = integer_to_list(P),
    P = list_to_integer(L),
    true = is_float(P / 3),
    "0.1" = float_to_list(0.1, [short]),
    P = (P bsl 300) bsr 300.

maps(M) ->
    Big = put_all(100, M),
    100 = map_size(Big),
    50 = maps:get(50, Big),
    Less = maps:remove(50, Big),
    99 = map_size(Less),
    error = maps:find(50, Less),
    5050 = fold(fun erlang:'+'/2, 0, maps:values(Big)).

fold(_, Acc, []) -> Acc;
fold(F, Acc, [H | T]) -> fold(F, F(H, Acc), T).

put_all(0, M) -> M;
put_all(N, M) -> put_all(N - 1, M#{N => N}).

binaries(B) ->
    Long = append(200, <<>>, B),
    2000 = byte_size(Long),
    <<Part:1500/binary, Rest/bitstring>> = Long,
    500 = byte_size(Rest),
    <<_:3, Odd:701/bitstring, _/bitstring>> = Part,
    701 = bit_size(Odd),
    Copy = binary:copy(Part),
    true = Copy =:= Part,
    List = binary_to_list(Long),
    Long = list_to_binary(List),
    <<1:7, 2.5:64/float, 300/utf8, N:40/little>> = <<1:7, 2.5:64/float, 300/utf8, 99:40/little>>,
    99 = N,
    Long = iolist_to_binary([Part, [Rest]]).

append(0, Acc, _) -> Acc;
append(N, Acc, B) -> append(N - 1, <<Acc/binary, B/binary>>, B).

funs(N) ->
    Add = fun(X) -> X + N end,
    [8, 9, 10] = [Add(X) || X <- [1, 2, 3]],
    M = ?MODULE,
    7 = apply(erlang, hd([abs]), [-7]),
    {module, M} = erlang:fun_info(fun M:start/0, module),
    try
        error({N, Add})
    catch
        error:{7, _}:Stack -> true = is_list(Stack)
    end,
    {'EXIT', {badarith, _}} = (catch N / id(0)),
    {'EXIT', {function_clause, _}} = (catch append(x, y)),
    'made here' = list_to_atom("made " ++ "here"),
    list_to_atom([$a || _ <- binary_to_list(binary:copy(<<1>>, 100))]).

append(0, 0) -> ok.

dictionary(0) ->
    [] = get_keys(x),
    ok;
dictionary(N) ->
    undefined = put({key, N}, [N]),
    dictionary(N - 1).

terms(T) ->
    B = term_to_binary(T),
    T = binary_to_term(B),
    T = binary_to_term(B, [safe]),
    true = is_integer(erlang:phash2(T)),
    true = T < id(#{}) orelse T > id(#{}).
