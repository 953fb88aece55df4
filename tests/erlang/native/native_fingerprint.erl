%% SPDX-License-Identifier: Apache-2.0
%% The fingerprint of a module: who shows it (module_info, fun_info, external terms of funs) shows the
%% same. Arities no function can have.
-module(native_fingerprint).
-include("t.hrl").

start() ->
    Md5 = ?MODULE:module_info(md5),
    Fun = fun(X) -> {X, Md5} end,
    {new_uniq, Uniq} = erlang:fun_info(Fun, new_uniq),
    External = term_to_binary(Fun),
    p("size", byte_size(Md5)),
    p("not all zero", Md5 =/= <<0:128>>),
    p("uniq", Uniq =:= Md5),
    p("uniq in the list", proplists:get_value(new_uniq, erlang:fun_info(Fun)) =:= Md5),
    p("in the term", binary:part(External, 7, 16) =:= Md5),
    p("read again", (binary_to_term(External))(1) =:= {1, Md5}),
    p("exported", [erlang:function_exported(?MODULE, start, A) || A <- [-1, 0, 255, 256]]),
    p("builtin", [erlang:is_builtin(erlang, abs, A) || A <- [-1, 1, 256]]),
    ok.
