%% SPDX-License-Identifier: Apache-2.0
%% filelib_tree: what filelib finds in a tree with links, circles and odd names: patterns, sources, safe names,
%% making folders.
%% library: own
-module(filelib_tree).
-include("t.hrl").
-include("folder.hrl").

start() -> in_folder(fun run/0).

run() ->
    {ok, D} = file:get_cwd(),
    Fs = ["a","b","ab","a.b",".h","c/a","c/b","c/ab","c/d/a","c/d/.h","c/d/e/a","x y","[a]","{a}","*","a-b","c/[","dd/x.erl","dd/y.hrl","dd/x.beam","ebin/m.beam","src/m.erl","ebin/s.beam","src/s/s.erl","q,r","back"],
    [begin ok = filelib:ensure_dir(D ++ "/" ++ F), file:write_file(D ++ "/" ++ F, F) end || F <- Fs],
    file:make_dir(D ++ "/empty"), file:make_symlink("nowhere", D ++ "/dangling"), file:make_symlink("c", D ++ "/linkdir"), file:make_symlink("../a", D ++ "/c/up"), file:make_symlink("../../x", D ++ "/c/out"), file:make_symlink("loop", D ++ "/loop"), file:make_symlink("empty", D ++ "/abs"),
    Ps = [".","..","*/../a","a/..","c/..","[c]/../a","././a","./..","?","a*","*a","*.*","*b*","[ab]","[a-c]*","[]a]","[a","{a,b}","{a,b","{a}","a,b","c/*","c/**","**/a","*/a","**/*","c/**/a","**/d/**","a/","c/","c//a","/","./a","./*","c/./a","c/../a","*/","*/*/","**/","c/d","[!a]","[^a]","[-a]","[a-]","[b-a]","\\*","\\[a\\]","[\\*]","a\\","{a,c/a}","{,a}b","{*,b}","x y","x*y","empty","empty/*","dangling","dangl*","linkdir/*","**/up","link*/a","nofile","nofile/*","*/nofile","a/b","a/*",".h",".*","***","**a","a**","c***","[","]","}","{","{}","[]","","c/[","*/[","dd/*.{erl,hrl}","dd/*.{h,e}rl","dd/x.*","dd/{x,y}.*","dd/[xy].?rl","{[ab],c}","{a\\,b,q\\,r}","q,r","q*","[a]b","[[]a]","[q],r","**/**","**/[ae]","*/*/*", "?/?/?","[a-a]","[a-b-c]","*/../a","a/..","c/..","[c]/../a","././a","./..","[a\\-b]",".","..","./","a/.","../.","*/.","[c]/./a"],
    T = fun(N, F) -> io:format("~ts ~0tp~n", [N, try F() catch error:{badpattern,_}=R -> R; C:_ -> C end]) end,
    [T(["wildcard ", P], fun() -> filelib:wildcard(P) end) || P <- Ps],
    [T(["wildcard2 ", P], fun() -> filelib:wildcard(P, "c") end) || P <- Ps],
    [T(["wildcard3 ", P], fun() -> filelib:wildcard(P, D ++ "/c/") end) || P <- Ps],
    [T(["wildcardb ", P], fun() -> filelib:wildcard(list_to_binary(P), D) end) || P <- Ps],
    [T(io_lib:format("w ~p", [P]), fun() -> filelib:wildcard(P) end) || P <- [a, ["a", $*], x, 1, {a}, <<1:3>>, [a|b]]],
    [T(io_lib:format("~p ~p", [F, N]), fun() -> case filelib:F(N) of {{_,_,_},_} -> time; V -> V end end) || F <- [is_dir,is_file,is_regular,file_size,last_modified], N <- ["a","c","nofile","dangling","linkdir",a,"",1,<<"a">>,<<1:3>>,["a",$a],[0],{}], not (F =:= file_size andalso (N =:= "c" orelse N =:= "linkdir"))],
    [T(io_lib:format("srp ~p", [N]), fun() -> filelib:safe_relative_path(N, D) end) || N <- ["a","a/b","../a","c/../a","c/../../a",".","","./a","c/up","c/up/x","linkdir/a","linkdir/../a","c/out","loop","abs/x","/a","c/d/../../a","dangling","x//y","..",<<"a/../b">>,<<"../x">>,<<>>,a]],
    [T(io_lib:format("srp ~p", [N]), fun() -> filelib:safe_relative_path(N, "") end) || N <- ["a","a/b","../a","c/../a","c/../../a",".","","./a","c/up","linkdir/a","c/out","loop","abs/x","/a"]],
    [T(io_lib:format("fs ~p", [short(N, D)]), fun() -> case filelib:find_source(N) of {ok, P} -> {ok, short(P, D)}; Not -> Not end end) || N <- ["ebin/m.beam", D ++ "/ebin/m.beam", "dd/x.beam","dd/x.erl","ebin/s.beam","m.beam","a","dd/y.beam","ebin/s"]],
    [T(io_lib:format("fs2 ~p", [N]), fun() -> filelib:find_source(N, "ebin", [{".beam",".erl",[{"ebin","src"}]}]) end) || N <- ["m.beam", "s.beam","m"]],
    [T(io_lib:format("fs2 ~p", [N]), fun() -> filelib:find_source(N, "ebin", [{".beam",".erl",[{"ebin","src/*"}]}]) end) || N <- ["m.beam", "s.beam","m"]],
    [T(io_lib:format("ff ~p", [{N,R}]), fun() -> filelib:find_file(N, "ebin",R) end) || N <- ["m.beam", "m.erl", "s.erl","m"], R <- [[], [{"ebin","src"}],[{"","src"}],[{"bin","src"}],[{"ebin",""}],[{"ebin","src/*"}]]],
    [T(io_lib:format("ed ~p", [N]), fun() -> {filelib:ensure_dir(N), filelib:is_dir(filename:dirname(N))} end) || N <- ["n1/x","n2/n3/","a/x","/","","n4/n5/n6/x","c",<<"n7/x">>,a,"a/b/c",1,"/nosuch\0/x"]],
    [T(io_lib:format("ep ~p", [N]), fun() -> {filelib:ensure_path(N), filelib:is_dir(N)} end) || N <- ["p1/x","p2/n3/","a/x","/","","a","p4/n5/n6/x","c",<<"p7/x">>,b,"a/b/c",1,"."]],
    {comp, _} = {comp, filelib:compile_wildcard("a*")}.

short(Name, Folder) ->
    case lists:prefix(Folder ++ "/", Name) of
        true -> {here, lists:nthtail(length(Folder) + 1, Name)};
        false -> Name
    end.
