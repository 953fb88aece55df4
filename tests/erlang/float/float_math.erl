%% The math module: values whose last digit every C library agrees on, special points, errors.
-module(float_math).
-include("t.hrl").

start() ->
    ts("exact", [fun() -> math:sqrt(X) end || X <- [0, 0.0, 1, 2, 4, 1 bsl 60, 1.0e300, 0.25, -0.0]] ++ [fun() -> math:pow(X, Y) end || {X, Y} <- [{2, 10}, {2, -1}, {0, 0}, {2.0, 0.5}, {-2, 3}, {10, 2}, {4, 0.5}, {2, 1023}]] ++
        [fun() -> math:floor(X) end || X <- [1.5, -1.5, 3, 1 bsl 70, -0.5]] ++ [fun() -> math:ceil(X) end || X <- [1.5, -1.5, 3, -0.5]] ++ [fun() -> math:fmod(X, Y) end || {X, Y} <- [{5, 3}, {-5, 3}, {5.5, 2}, {1.0e300, 7.0}]] ++
        [fun() -> math:log2(X) end || X <- [1, 2, 1024, 0.5, 1 bsl 100]] ++ [fun() -> math:log10(X) end || X <- [1, 10, 1000]] ++ [fun() -> math:exp(0) end, fun() -> math:log(1) end, fun() -> math:sin(0) end, fun() -> math:cos(0) end, fun() -> math:atan2(0, 1) end, fun() -> math:pi() end]),
    Near = fun(F) -> trunc(F * 1.0e10) end,
    p("near", [Near(F(X)) || F <- [fun math:sin/1, fun math:cos/1, fun math:tan/1, fun math:atan/1, fun math:sinh/1, fun math:tanh/1, fun math:asinh/1, fun math:exp/1, fun math:erf/1, fun math:erfc/1], X <- [0.3, 1, -1.25, 2.75]]),
    p("near2", [Near(F(X)) || F <- [fun math:asin/1, fun math:acos/1, fun math:atanh/1], X <- [0.3, -0.75]] ++ [Near(math:acosh(2.5)), Near(math:log(10)), Near(math:log10(2)), Near(math:log2(10)), Near(math:atan2(-1, -2)), Near(math:pow(3, 1.5))]),
    ts("domain", [fun() -> math:sqrt(-1) end, fun() -> math:log(0) end, fun() -> math:log(-1.0) end, fun() -> math:acos(2) end, fun() -> math:asin(-1.1) end, fun() -> math:exp(1000) end, fun() -> math:pow(10, 400) end, fun() -> math:pow(-1, 0.5) end, fun() -> math:pow(0, -1) end, fun() -> math:fmod(1, 0) end, fun() -> math:atanh(1) end, fun() -> math:acosh(0.5) end, fun() -> math:log2(-1) end, fun() -> math:cosh(1000) end, fun() -> math:sinh(1000) end, fun() -> math:sqrt(1 bsl 1100) end]),
    ts("badarg", [fun() -> math:sqrt(a) end, fun() -> math:sin([]) end, fun() -> math:pow(a, 1) end, fun() -> math:pow(1, "") end, fun() -> math:floor(a) end, fun() -> math:atan2({}, 1) end, fun() -> math:nosuch(1) end]),
    ok.
