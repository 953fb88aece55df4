%% SPDX-License-Identifier: Apache-2.0
%% code_load: modules from bytes and files, old code and who runs it, the path.
%% library: own
-module(code_load).
-include("t.hrl").
-include("folder.hrl").
-define(T(E), io:format("~ts: ~0tp~n", [??E, t(fun() -> E end)])).

start() -> in_folder(fun run/0).

run() ->
    {ok, Here} = file:get_cwd(),
    D = Here ++ "/x",
    ok = filelib:ensure_path(D ++ "/app-1.0/ebin"),
    [A, B] = [beam(V) || V <- [1, 2]],
    ?T(code:load_binary(moo, "moo.beam", A)), ?T(moo:v()), ?T(code:is_loaded(moo)), ?T(code:which(moo)),
    F = fun moo:v/0, G = moo:local(), P = moo:stay(),
    ?T(code:load_binary(moo, "/x/moo.beam", B)), ?T(moo:v()), ?T(F()), ?T(G()), ?T(code:which(moo)), ?T(erlang:check_old_code(moo)),
    ?T(erlang:check_process_code(P, moo)), ?T(code:soft_purge(moo)), ?T(erlang:load_module(moo, A)), ?T(erlang:delete_module(moo)),
    ?T(code:purge(moo)), ?T(is_process_alive(P)), ?T(code:purge(moo)), ?T(code:soft_purge(moo)), ?T(erlang:check_old_code(moo)),
    ?T(code:delete(moo)), ?T(moo:v()), ?T(code:is_loaded(moo)), ?T(code:delete(moo)), ?T(code:purge(moo)), ?T(code:delete(nosuch)), ?T(erlang:delete_module(nosuch)),
    ?T(code:load_binary(moo, "m", <<"x">>)), ?T(code:load_binary(other, "m", A)), ?T(erlang:load_module(moo, <<>>)), ?T(erlang:purge_module(nosuch)),
    ok = file:write_file(D ++ "/app-1.0/ebin/moo.beam", A),
    ?T(code:load_abs(D ++ "/app-1.0/ebin/moo")), ?T(moo:v()), ?T(code:which(moo) =:= D ++ "/app-1.0/ebin/moo.beam"), ?T(code:module_status(moo)), ok = file:write_file(D ++ "/app-1.0/ebin/moo.beam", B), ?T(code:module_status(moo)), ?T(code:modified_modules()),
    ?T(code:load_abs(D ++ "/nosuch")), ?T(code:delete(moo)), ?T(code:purge(moo)), ?T(code:which(moo)), ?T(code:add_patha(D ++ "/app-1.0/ebin")), ?T(code:which(moo) =:= D ++ "/app-1.0/ebin/moo.beam"), ?T(hd(code:get_path()) =:= D ++ "/app-1.0/ebin"), ?T(moo:v()), ?T(code:lib_dir(app) =:= D ++ "/app-1.0"), ?T(code:priv_dir(app) =:= D ++ "/app-1.0/priv"), ?T(code:lib_dir(app, x) =:= D ++ "/app-1.0/x"), ?T(code:lib_dir(nosuch)), ?T(code:priv_dir(nosuch)),
    ?T(code:where_is_file("moo.beam") =:= D ++ "/app-1.0/ebin/moo.beam"), ?T(code:where_is_file("nosuch")), ?T(code:load_file(moo)), ?T(code:load_file(nosuch)), ?T(code:add_path("/nosuch")), ?T(code:add_pathz(D)), ?T(lists:last(code:get_path()) =:= D), ?T(code:add_patha(D)), ?T(hd(code:get_path()) =:= D), ?T(length([x || X <- code:get_path(), X =:= D])),
    ?T(code:del_path(D)), ?T(code:del_path(D)), ?T(code:replace_path(app, D)), ?T(code:del_path(app)), ?T(code:del_path(app)), ?T(code:which(moo) =:= D ++ "/app-1.0/ebin/moo.beam"), ?T(code:set_path(x)), ?T(code:set_path(["/nosuch"])), ?T(code:set_path([D])), ?T(code:get_path() =:= [D]), ?T(code:add_paths(["/nosuch", "/tmp"])), ?T(length(code:get_path())),
    ?T(code:atomic_load([{moo, "m", A}])), ?T(code:atomic_load([{moo, "m", A}, {moo, "m", A}])), ?T(code:atomic_load([nosuch])), ?T(code:atomic_load([{moo, "m", <<>>}])),
    ?T(code:module_md5(A) =:= moo:module_info(md5)), ?T(code:module_md5(B) =:= moo:module_info(md5)), ?T(code:module_md5(A)), ?T(code:module_md5(<<"x">>)), ?T(code:get_mode()), ?T(code:objfile_extension()), ?T(code:is_module_native(moo)), ?T(code:is_module_native(nosuch)), ?T(code:is_sticky(moo)), ?T(code:get_doc(moo)), ?T(code:get_doc(nosuch)), ?T(code:ensure_loaded(nosuch)), ?T(code:ensure_modules_loaded([moo, nosuch])),
    ?T(code:which(1)), ?T(code:is_loaded(1)), ?T(code:load_binary(1, 2, 3)), ?T(code:purge(1)), ?T(code:delete("x")), ?T(code:load_file("x")), ?T(code:lib_dir(1)), ?T(code:add_path(1)), ?T(code:add_patha({})), ?T(code:del_path(1)), ?T(code:priv_dir(1)), ?T(code:get_object_code(nosuch)), ?T(erlang:load_module(1, A)), ?T(erlang:check_process_code(1, a)), ?T(erlang:check_old_code(1)).

%% A module moo, without its last chunks:
%%
%%     v() -> 1.
%%     local() -> fun() -> 1 end.
%%     stay() -> spawn(fun() -> receive x -> y end, v() end).
%%     move() -> spawn(erlang, hibernate, [moo, loop, []]).    (in Erlang/OTP it wakes up in new code)
%%     loop() -> receive x -> moo:loop() end.
beam(1) ->
    base64:decode(
        "Rk9SMQAAArhCRUFNQXRVOAAAAHMAAAAOA21vbwF2BWxvY2FsBHN0YXkGZXJsYW5nBXNwYXduBG1vdmUJaGliZXJuYXRlBGxvb3ABeAttb2R1bG"
        "VfaW5mbw9nZXRfbW9kdWxlX2luZm8OLXN0YXkvMC1mdW4tMC0PLWxvY2FsLzAtZnVuLTAtAENvZGUAAADiAAAAEAAAAAAAAACrAAAAGQAAAAkB"
        "EAISIgABIEARAxMBMAISMgABQBA3MAAAEAAgEACrAAMXABMBUAISQgABYBA3MAAAEAAgEACrEAMXAE4QAAFwAhJyAAGAQIITQEcAI0BSA04wEA"
        "GQAhKSAAGgDAAAAbAX1QMrxQOiFQgAIAABwBi1AdAZtQHgAhKyAAHwQBIDThAwAQgQAhKyEAEIEUADE0ASA04gQAEIEgIS0gABCBMMAAABCBQX"
        "DRYDKw0VA6IVBQAlAAEIFRgNFAEIFhkNFAEIFwIS4gABCBhAEQMTAwAAU3RyVAAAAABJbXBUAAAAQAAAAAUAAAAFAAAABgAAAAEAAAAFAAAABg"
        "AAAAMAAAABAAAACQAAAAAAAAAFAAAADAAAAAEAAAAFAAAADAAAAAJFeHBUAAAAWAAAAAcAAAALAAAAAQAAABEAAAALAAAAAAAAAA8AAAAJAAAA"
        "AAAAAAoAAAAHAAAAAAAAAAgAAAAEAAAAAAAAAAYAAAADAAAAAAAAAAQAAAACAAAAAAAAAAJGdW5UAAAANAAAAAIAAAAOAAAAAAAAABgAAAAAAA"
        "AAAAcw1ksAAAANAAAAAAAAABMAAAABAAAAAAcw1ktMaXRUAAAAJQAAABt4nGNgYGBkYGAQbs4BkszlzLn5+eUsOfn5BVlZADMWBdUAAABBdHRy"
        "AAAAKINsAAAAAWgCZAADdnNubAAAAAFuEAAryLVRUoK2C4HRs/psyRrmamo="
    );
beam(2) ->
    base64:decode(
        "Rk9SMQAAArhCRUFNQXRVOAAAAHMAAAAOA21vbwF2BWxvY2FsBHN0YXkGZXJsYW5nBXNwYXduBG1vdmUJaGliZXJuYXRlBGxvb3ABeAttb2R1bG"
        "VfaW5mbw9nZXRfbW9kdWxlX2luZm8OLXN0YXkvMC1mdW4tMC0PLWxvY2FsLzAtZnVuLTAtAENvZGUAAADiAAAAEAAAAAAAAACrAAAAGQAAAAkB"
        "EAISIgABIEAhAxMBMAISMgABQBA3MAAAEAAgEACrAAMXABMBUAISQgABYBA3MAAAEAAgEACrEAMXAE4QAAFwAhJyAAGAQIITQEcAI0BSA04wEA"
        "GQAhKSAAGgDAAAAbAX1QMrxQOiFQgAIAABwBi1AdAZtQHgAhKyAAHwQBIDThAwAQgQAhKyEAEIEUADE0ASA04gQAEIEgIS0gABCBMMAAABCBQX"
        "DRYDKw0VA6IVBQAlAAEIFRgNFAEIFhkNFAEIFwIS4gABCBhAIQMTAwAAU3RyVAAAAABJbXBUAAAAQAAAAAUAAAAFAAAABgAAAAEAAAAFAAAABg"
        "AAAAMAAAABAAAACQAAAAAAAAAFAAAADAAAAAEAAAAFAAAADAAAAAJFeHBUAAAAWAAAAAcAAAALAAAAAQAAABEAAAALAAAAAAAAAA8AAAAJAAAA"
        "AAAAAAoAAAAHAAAAAAAAAAgAAAAEAAAAAAAAAAYAAAADAAAAAAAAAAQAAAACAAAAAAAAAAJGdW5UAAAANAAAAAIAAAAOAAAAAAAAABgAAAAAAA"
        "AAAACksYYAAAANAAAAAAAAABMAAAABAAAAAACksYZMaXRUAAAAJQAAABt4nGNgYGBkYGAQbs4BkszlzLn5+eUsOfn5BVlZADMWBdUAAABBdHRy"
        "AAAAKINsAAAAAWgCZAADdnNubAAAAAFuEAAnXCAl4ffW5C30A4PMMJYUamo="
    ).
