%% Literal strings and numbers in patterns: prefixes of prefixes, at odd offsets, keyword tables.
-module(bits_literal).
-include("t.hrl").
%% erlc: +no_bs_match
%% erlc: +r24

kw(<<"i", R/binary>>) -> kwi(R); kw(<<"el", "se", R/binary>>) -> {else_, R}; kw(<<"element", R/binary>>) -> {element, R}; kw(<<"e", R/binary>>) -> {e, R}; kw(<<"do", _/binary>>) -> do; kw(<<"double">>) -> double; kw(<<$\n, R/binary>>) -> {nl, R}; kw(<<>>) -> eof; kw(B) -> B.
kwi(<<"f">>) -> 'if'; kwi(<<"f ", R/binary>>) -> {if_, R}; kwi(<<"nt", N, R/binary>>) when N >= $0, N =< $9 -> {int, N - $0, R}; kwi(<<"n">>) -> in; kwi(R) -> {i, R}.
magic(<<16#89, "PNG\r\n", 16#1a, "\n", _/binary>>) -> png; magic(<<"GIF8", V, "a", _/binary>>) when V =:= $7; V =:= $9 -> {gif, V}; magic(<<16#ffd8:16, _/binary>>) -> jpg; magic(<<"PK", 3, 4, _/binary>>) -> zip; magic(<<"FOR1", L:32, "BEAM", _/binary>>) -> {beam, L}; magic(<<127, "ELF", C, D, _/binary>>) -> {elf, C, D}; magic(<<31, 139, _/binary>>) -> gz; magic(<<16#efbbbf:24, R/binary>>) -> {bom, R}; magic(_) -> unknown.
num(<<0:4, X:4>>) -> {z, X}; num(<<1:4, _:4>>) -> one; num(<<16#2f>>) -> twof; num(<<2:3, X:5>>) -> {two, X}; num(<<-1:8>>) -> ff; num(<<16#1234:16>>) -> w; num(<<16#3412:16/little>>) -> never; num(<<16#12345:20, X:4>>) -> {n20, X}; num(<<1.5/float>>) -> f; num(<<16#123456789abcdef0:64>>) -> q; num(<<18446744073709551615:64, _/bits>>) -> max; num(_) -> no.
at(N, B) -> <<_:N, R/bits>> = <<0:N, B/bits>>, R.
uni(<<"é"/utf8, R/binary>>) -> {e, R}; uni(<<"日本"/utf8, R/binary>>) -> {nihon, R}; uni(<<"ab"/utf16, R/binary>>) -> {ab16, R}; uni(<<16#20ac/utf8, R/binary>>) -> {euro, R}; uni(_) -> no.
cmd(B) -> case B of <<"GET ", P/binary>> -> {get, P}; <<"POST ", P/binary>> -> {post, P}; <<"PUT ", P/binary>> -> {put, P}; <<M:3/binary, " ", _/binary>> -> {m, M}; <<M:4/binary, " ", _/binary>> -> {m, M}; _ -> bad end.

start() ->
    p("kw", [kw(B) || B <- [<<"if">>, <<"if x">>, <<"ifx">>, <<"int5z">>, <<"intx">>, <<"in">>, <<"else!">>, <<"els">>, <<"element">>, <<"elemen">>, <<"e">>, <<"do">>, <<"double">>, <<"\nx">>, <<>>, <<"z">>, <<"i">>]]),
    p("kw at", [kw(at(K, <<"intern">>)) =:= kw(<<"intern">>) andalso kw(at(K, <<"else1">>)) =:= {else_, <<"1">>} || K <- lists:seq(0, 9)]),
    p("magic", [magic(B) || B <- [<<16#89, "PNG\r\n", 16#1a, "\n rest">>, <<"GIF87a.">>, <<"GIF88a.">>, <<255, 216, 255>>, <<"PK", 3, 4, 0>>, <<"FOR1", 99:32, "BEAM">>, <<127, "ELF", 2, 1, 0>>, <<31, 139>>, <<239, 187, 191, "t">>, <<"P">>, <<>>]]),
    p("num", [num(B) || B <- [<<5>>, <<16#15>>, <<16#2f>>, <<16#4f>>, <<255>>, <<16#1234:16>>, <<16#123457:24>>, <<1.5/float>>, <<16#123456789abcdef0:64>>, <<-1:64, 1:3>>, <<16#99>>, <<>>]]),
    p("num at", [[num(at(K, B)) || B <- [<<16#1234:16>>, <<1.5/float>>, <<-1:64, 1:3>>]] || K <- [1, 4, 7, 8]]),
    p("uni", [uni(B) || B <- [<<"éa"/utf8>>, <<"日本x"/utf8>>, <<"日x"/utf8>>, <<0, $a, 0, $b, 1>>, <<"€"/utf8>>, <<195>>]]),
    p("cmd", [cmd(B) || B <- [<<"GET /">>, <<"POST /x">>, <<"PUT z">>, <<"DEL q">>, <<"HEAD h">>, <<"X">>]]),
    ok.
