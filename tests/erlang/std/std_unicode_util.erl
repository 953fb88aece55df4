%% unicode_util and the unicode module over every range of code points.
-module(std_unicode_util).
-include("t.hrl").

start() ->
    Cps = lists:seq(0, 700) ++ lists:seq(880, 1100, 3) ++ lists:seq(7680, 7900, 7) ++ lists:seq(64256, 64279) ++ [16#1F600, 16#10FFFF, 16#AC00, 16#1100, 16#3042, 16#FF21],
    p("upper", ck(io_lib:write([unicode_util:uppercase([C]) || C <- Cps]))),
    p("lower", ck(io_lib:write([unicode_util:lowercase([C]) || C <- Cps]))),
    p("title", ck(io_lib:write([unicode_util:titlecase([C]) || C <- Cps]))),
    p("fold", ck(io_lib:write([unicode_util:casefold([C]) || C <- Cps]))),
    p("nfd", ck(io_lib:write([unicode_util:nfd([C, 769]) || C <- Cps]))),
    p("nfc", ck(io_lib:write([unicode_util:nfc([C, 769]) || C <- Cps]))),
    p("nfkd", ck(io_lib:write([unicode_util:nfkd([C]) || C <- Cps]))),
    p("gc", ck(io_lib:write([unicode_util:gc([C, 769, $x]) || C <- Cps]))),
    p("whitespace", [length(unicode_util:whitespace()), [unicode_util:is_whitespace(C) || C <- " a\n" ++ [160]]]),
    p("cp", [unicode_util:cp(X) || X <- ["abc", <<"é"/utf8>>, [], [<<>>, "x"], <<>>, [[[$z]]]]] ++ [unicode_util:cp(<<255>>)]),
    p("lookup", [unicode_util:lookup($A), unicode_util:spec_version()]),
    ok.
