%% SPDX-License-Identifier: Apache-2.0
%% filename_names: every function of filename with all names of a few characters: lists, binaries, atoms.
%% library: own
-module(filename_names).
-include("t.hrl").

start() ->
    One = [basename, dirname, extension, rootname, split, pathtype, nativename, flatten, validate],
    Two = [basename, rootname, join, append, absname, absname_join],
    [all(F, [[N] || N <- names(4)]) || F <- One],
    [all(F, [[list_to_binary(N)] || N <- names(4)]) || F <- One],
    [all(F, [[A] || N <- names(3), A <- [list_to_atom(N), [list_to_atom(N), N], [a, [N]]]]) || F <- One],
    [all(F, [[A, B] || A <- names(3), B <- names(2)]) || F <- Two],
    % basename/2 of Erlang/OTP counts a / at the end of a binary among the characters of the last part.
    [all(F, [[list_to_binary(A), P] || A <- names(2), F =/= basename orelse lists:suffix("/", A) =:= false, B <- names(2), P <- [B, list_to_binary(B)]]) || F <- Two],
    all(join, [[[A, B, C]] || A <- names(2), B <- names(1), C <- names(2)]),
    [io:format("~w ~0p: ~0p~n", [F, N, tt(F, [N])]) || F <- One, N <- [1, [-1], {}, [{}], <<1:3>>, [], [1.0], [[]], [[]|[]], ["a" | b]], not (F =:= nativename andalso N =:= ["a" | b])],
    [io:format("~w ~0p ~0p: ~0p~n", [F, A, B, tt(F, [A, B])]) || F <- Two, A <- [x, "a", <<"a">>, [{}], 1], B <- [y, "b", <<"b">>, {}, 1]],
    [io:format("~w ~0p: ~0p~n", [F, N, tt(F, [N])])
     || F <- [basename, dirname, extension, rootname, split, join], N <- ["/usr/lib/x.tar.gz", "x.erl", "/a.b/c", "a.b/.c", "..", "../..", ["a" | ["b/", c, ".x"]]]],
    [io:format("validate ~0p: ~0p~n", [N, tt(validate, [N])]) || N <- ["a", "", [0], [$a, 0], [16#110000], [16#d800], <<>>, <<0>>, <<255>>, a, '', ["a", b], [1.5]]],
    folders().

all(F, Calls) ->
    Outcomes = [tt(F, C) || C <- Calls],
    io:format("~w ~w ~w~n", [F, length(Calls), erlang:phash2(Outcomes)]).

names(0) -> [""];
names(N) -> S = names(N - 1), S ++ [[C | R] || R <- S, length(R) =:= N - 1, C <- "/.ab"].

tt(F, A) ->
    try apply(filename, F, A)
    catch C:_ -> C
    end.

folders() ->
    Names = ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_DIRS", "XDG_CONFIG_DIRS", "LOCALAPPDATA", "APPDATA"],
    [os:unsetenv(N) || N <- Names],
    os:putenv("HOME", "/home/x"),
    based(),
    [os:putenv(N, "/e/" ++ N ++ ":/f") || N <- Names],
    based().

based() ->
    [io:format("~w ~0p ~0p: ~0p~n", [T, A, O, tt(basedir, [T, A, O])])
     || T <- [user_data, user_config, user_cache, user_log, site_data, site_config, foo], A <- ["app", <<"app">>],
        O <- [#{}, #{os => linux}, #{os => darwin}, #{os => windows}, #{version => "1.0"}, #{os => windows, author => "me", version => "2"}, x]].
