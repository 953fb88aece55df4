%% Sixty levels of case, fun, if and try inside each other.
-module(shape_nesting).
-include("t.hrl").
%% erlc: +no_ssa_opt

f(X) ->
    try if X =:= 1058 -> here58; true -> [(fun(Z57) -> {Z57, case id(X + 56) of 56 -> zero56; Y56 when Y56 > 56 -> try if X =:= 1054 -> here54; true ->
    [(fun(Z53) -> {Z53, case id(X + 52) of 52 -> zero52; Y52 when Y52 > 52 -> try if X =:= 1050 -> here50; true -> [(fun(Z49) -> {Z49, case id(X + 48) of
    48 -> zero48; Y48 when Y48 > 48 -> try if X =:= 1046 -> here46; true -> [(fun(Z45) -> {Z45, case id(X + 44) of 44 -> zero44; Y44 when Y44 > 44 -> try
    if X =:= 1042 -> here42; true -> [(fun(Z41) -> {Z41, case id(X + 40) of 40 -> zero40; Y40 when Y40 > 40 -> try if X =:= 1038 -> here38; true ->
    [(fun(Z37) -> {Z37, case id(X + 36) of 36 -> zero36; Y36 when Y36 > 36 -> try if X =:= 1034 -> here34; true -> [(fun(Z33) -> {Z33, case id(X + 32) of
    32 -> zero32; Y32 when Y32 > 32 -> try if X =:= 1030 -> here30; true -> [(fun(Z29) -> {Z29, case id(X + 28) of 28 -> zero28; Y28 when Y28 > 28 -> try
    if X =:= 1026 -> here26; true -> [(fun(Z25) -> {Z25, case id(X + 24) of 24 -> zero24; Y24 when Y24 > 24 -> try if X =:= 1022 -> here22; true ->
    [(fun(Z21) -> {Z21, case id(X + 20) of 20 -> zero20; Y20 when Y20 > 20 -> try if X =:= 1018 -> here18; true -> [(fun(Z17) -> {Z17, case id(X + 16) of
    16 -> zero16; Y16 when Y16 > 16 -> try if X =:= 1014 -> here14; true -> [(fun(Z13) -> {Z13, case id(X + 12) of 12 -> zero12; Y12 when Y12 > 12 -> try
    if X =:= 1010 -> here10; true -> [(fun(Z9) -> {Z9, case id(X + 8) of 8 -> zero8; Y8 when Y8 > 8 -> try if X =:= 1006 -> here6; true -> [(fun(Z5) ->
    {Z5, case id(X + 4) of 4 -> zero4; Y4 when Y4 > 4 -> try if X =:= 1002 -> here2; true -> [(fun(Z1) -> {Z1, case id(X + 0) of 0 -> zero0; Y0 when Y0 >
    0 -> {bottom, X}; _ -> neg0 end} end)(1)] end catch throw:T3 -> {t3, T3} after put(k3, X) end; _ -> neg4 end} end)(5)] end catch throw:T7 -> {t7, T7}
    after put(k7, X) end; _ -> neg8 end} end)(9)] end catch throw:T11 -> {t11, T11} after put(k11, X) end; _ -> neg12 end} end)(13)] end catch throw:T15
    -> {t15, T15} after put(k15, X) end; _ -> neg16 end} end)(17)] end catch throw:T19 -> {t19, T19} after put(k19, X) end; _ -> neg20 end} end)(21)] end
    catch throw:T23 -> {t23, T23} after put(k23, X) end; _ -> neg24 end} end)(25)] end catch throw:T27 -> {t27, T27} after put(k27, X) end; _ -> neg28
    end} end)(29)] end catch throw:T31 -> {t31, T31} after put(k31, X) end; _ -> neg32 end} end)(33)] end catch throw:T35 -> {t35, T35} after put(k35, X)
    end; _ -> neg36 end} end)(37)] end catch throw:T39 -> {t39, T39} after put(k39, X) end; _ -> neg40 end} end)(41)] end catch throw:T43 -> {t43, T43}
    after put(k43, X) end; _ -> neg44 end} end)(45)] end catch throw:T47 -> {t47, T47} after put(k47, X) end; _ -> neg48 end} end)(49)] end catch
    throw:T51 -> {t51, T51} after put(k51, X) end; _ -> neg52 end} end)(53)] end catch throw:T55 -> {t55, T55} after put(k55, X) end; _ -> neg56 end}
    end)(57)] end catch throw:T59 -> {t59, T59} after put(k59, X) end.

g(L) -> [[[[[[[[[{A, B, C} || C <- [A, B]] || B <- [A | L]] || is_list(L)] || _ <- [1]] || A > 1] || A <- L]]]].

start() ->
    p("f", [ck(io_lib:write(f(X))) || X <- [1, 5, 100]]),
    p("f2", [f(X) || X <- [0, -3]]),
    p("f3", [t(fun() -> f(1022) end)]),
    p("keys", length([K || {K, _} <- get(), lists:prefix("k", atom_to_list(K))])),
    p("g", g([1, 2])),
    ok.
