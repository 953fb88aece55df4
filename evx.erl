-module(evx).
-compile([nowarn_deprecated_function,{no_auto_import,[]}]).
-export([start/0]).
start() ->
  t(0, fun() -> base64:decode(<<"YWJj">>,#{mode=>x}) end),
  t(1, fun() -> base64:decode(<<"YWJj">>,#{padding=>x}) end),
  t(2, fun() -> base64:encode(<<"YWJj">>,#{padding=>x}) end),
  t(3, fun() -> base64:encode(<<"YWJj">>,#{mode=>x}) end),
  t(4, fun() -> base64:encode(<<"YWJjY">>,#{padding=>x}) end),
  ok.
t(N,F) -> {P,M} = spawn_monitor(fun() -> R = try F() catch C:E -> {C,E} end, io:format("~w ~0tp~n",[N,R]) end),
  receive {'DOWN',M,_,_,_} -> ok after 3000 -> exit(P,kill), io:format("~w timeout~n",[N]) end.
