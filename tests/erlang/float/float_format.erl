%% Floats through ~f ~e ~g ~w ~p and the decimals options, over many magnitudes.
-module(float_format).
-include("t.hrl").

start() ->
    Fs = [S * M * math:pow(10, E) || S <- [1, -1], M <- [1.0, 1.5, 9.999999999, 1.2345678901234567, 4.9406564584124654], E <- [-20, -7, -5, -4, -1, 0, 1, 5, 10, 15, 16, 22]],
    [io:format("~w ~p ~f ~.1f ~.3e ~e ~g ~.10g~n", [F, F, F, F, F, F, F, F]) || F <- Fs, abs(F) < 1.0e16],
    [io:format("~w ~s ~s~n", [F, float_to_list(F, [{decimals, 4}]), float_to_list(F, [{decimals, 4}, compact])]) || F <- Fs, abs(F) < 1.0e16],
    [io:format("~w ~s~n", [F, float_to_list(F, [{scientific, 6}])]) || F <- Fs],
    [io:format("~12.4f|~-12.4f|~12.4e|~3.2f|~*.*f~n", [F, F, F, F, 10, 1, F]) || F <- [0.0, 1.0, -1.0, 12345.6789, 0.00005, 99999.99999]],
    Rs = [0.5, 1.5, 2.5, 0.25, 0.35, 1.005, 2.675, 1.0e-5, 0.045, 1234.5, 0.95, 9.95, 99.5],
    [io:format("~w ~.1f ~.2f ~s ~s ~s~n", [R, R, R | [float_to_list(R, [{decimals, D}]) || D <- [0, 1, 2]]]) || R <- Rs],
    ok.
