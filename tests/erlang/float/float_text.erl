%% Shortest form of floats, both ways, and the options of float_to_list/2.
-module(float_text).
-include("t.hrl").

start() ->
    Fs = [0.0, -0.0, 1.0, -1.0, 0.1, 0.2, 0.3, 0.1 + 0.2, 1 / 3, 2 / 3, 100.0, 1.0e5, 1.0e9, 1.0e10, 1.0e15, 1.0e16, 1.0e17, 123456789.0, 1234567890123456.0, 12345678901234567.0, 1.0e21, 1.0e22, 1.0e23, 9.5367431640625e-7, 1.0e-3, 1.0e-4, 1.0e-5, 1.0e-6, 1.0e-7, 0.001234, 5.0e-324, 4.9406564584124654e-324, 2.2250738585072014e-308, 2.225073858507201e-308, 1.7976931348623157e308, 4503599627370496.0, 4503599627370497.5, 9007199254740992.0, 9007199254740993.0, 9007199254740994.0, 2.5, 3.5, 1.0e300 / 3, 6.02214076e23, 1.6e-19, 299792458.0, 3.141592653589793, 2.718281828459045, 1.0e100, 123.456, 1.5e-10, 8.41e21, 2.0e-3, 4.35, 0.5, 1048576.0, 1.25e6],
    [begin
         L = float_to_list(F, [short]),
         true = list_to_float(L) =:= F,
         true = binary_to_float(float_to_binary(F)) =:= F,
         true = list_to_float(float_to_list(F)) =:= F,
         io:format("~w ~p ~s ~s ~s~n", [F, F, L, float_to_list(F), float_to_binary(F, [short])])
     end || F <- Fs],
    [io:format("~w: ~s~n", [F, lists:join($ , [float_to_list(F, [{decimals, D}]) || D <- [0, 1, 2, 5, 10, 17, 20]])]) || F <- Fs, abs(F) < 1.0e15],
    [io:format("~w: ~s~n", [F, lists:join($ , [float_to_list(F, [{decimals, D}, compact]) || D <- [0, 1, 3, 6, 12]])]) || F <- [0.0, 1.0, 0.5, 0.1, 1.25, 100.0, 99.999, 1.0e-7, -2.5, 0.05]],
    [io:format("~w: ~s~n", [F, lists:join($ , [float_to_list(F, [{scientific, D}]) || D <- [0, 1, 3, 10, 20]])]) || F <- Fs],
    ts("bad", [fun() -> float_to_list(1.0, O) end || O <- [[{decimals, -1}], [{decimals, 254}], [{scientific, 250}], [{scientific, -1}], [foo], foo, [{decimals, a}], [compact | x], [{decimals, 1.0}]]] ++ [fun() -> float_to_list(id(1)) end, fun() -> float_to_binary(id(a)) end, fun() -> length(float_to_list(1.0, [{decimals, 253}])) end, fun() -> float_to_list(1.0, [{scientific, 2}, {decimals, 3}]) end, fun() -> float_to_list(1.0, []) end, fun() -> float_to_list(1.5, [compact]) end]),
    ok.
