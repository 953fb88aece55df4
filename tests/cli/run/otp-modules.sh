# Stock modules of Erlang/OTP scan, parse, lint, pretty-print and evaluate a source of a thousand lines,
# lists.erl of the library with its macros expanded. What they say must be what they say under erl.
command -v erl >/dev/null || { echo "no erl"; exit 77; }
stdlib=$(erl -noshell -eval 'io:put_chars(code:lib_dir(stdlib, ebin)), halt().')
erlc -P -o . "$TREE/vm/lib/estdlib/lists.erl"
sed 's/^-file.*//' lists.P >source.erl
[ "$(wc -l <source.erl)" -gt 500 ] && echo "more than 500 lines"
{
    printf -- '-module(text).\n-export([text/0, calls/0]).\ntext() -> binary_to_list(<<"'
    sed 's/\\/\\\\/g; s/"/\\"/g' source.erl
    cat <<'EOT'
">>).
calls() -> [
"append([[1],[2,3],[]]).", "sublist([a,b,c,d,e], 2, 3).", "foldl(fun(X, A) -> X + A end, 0, [1,2,3,4]).",
"foldl(fun(X, A) -> X + A end, 0, [a]).", "foldr(fun(X, A) -> [X | A] end, [], [1,2,3]).", "zip([1,2],[a,b]).", "zip([1],[a,b]).",
"unzip([{1,a},{2,b}]).", "partition(fun(X) -> X > 2 end, [1,2,3,4]).", "merge([1,3,5],[2,4,6]).",
"mapfoldl(fun(X, A) -> {2 * X, A + X} end, 0, [1,2,3]).", "droplast([1,2,3]).", "droplast([]).", "enumerate([a,b,c]).",
"uniq([a,b,a]).", "splitwith(fun(X) -> is_atom(X) end, [a,b,1,c]).", "takewhile(fun(X) -> X < 3 end, [1,2,3,1]).", "sort([2,1])."].
EOT
} >text.erl
cat >proof.erl <<'EOT'
%% Tokenises, parses, lints, pretty-prints and evaluates the source in text:text/0 with the modules of
%% Erlang/OTP, and prints what they say.
-module(proof).
-export([start/0]).

start() ->
    Text = text:text(),
    {ok, Tokens, End} = erl_scan:string(Text),
    io:format("~w tokens, end ~w, ~w~n", [length(Tokens), End, erlang:phash2(Tokens)]),
    {ok, WithSpace, _} = erl_scan:string(Text, {1, 1}, [return, text]),
    io:format("~w tokens with white space, the same text: ~w~n", [
        length(WithSpace), lists:append([erl_scan:text(T) || T <- WithSpace]) =:= Text
    ]),
    Forms = forms(Tokens, []),
    io:format("~w forms, ~w~n", [length(Forms), erlang:phash2(Forms)]),
    File = [{attribute, 1, file, {"source.erl", 1}} | Forms],
    io:format("lint ~p~n", [erl_lint:module(File, "source.erl", [nowarn_unused_type])]),
    Bad = [{function, 1, start, 0, [{clause, 1, [], [], [{var, 1, 'Unbound'}, {call, 1, {atom, 1, no_such_function}, []}]}]}],
    io:format("lint ~p~n", [erl_lint:module(File ++ Bad, "source.erl", [nowarn_unused_type])]),
    Pretty = lists:append([lists:flatten(erl_pp:form(F)) || F <- Forms]),
    io:put_chars(Pretty),
    {ok, Again, _} = erl_scan:string(Pretty),
    io:format("~nthe same forms: ~w~n", [plain(forms(Again, [])) =:= plain(Forms)]),
    Run = fun(Call) ->
        {ok, Ts, _} = erl_scan:string(Call),
        {ok, Exprs} = erl_parse:parse_exprs(Ts),
        Result =
            try erl_eval:exprs(Exprs, erl_eval:new_bindings(), local(Forms)) of
                {value, V, _} -> V
            catch
                Class:Reason -> {Class, Reason}
            end,
        io:format("~ts~n    ~0p~n", [Call, Result])
    end,
    lists:foreach(Run, text:calls()).

%% Each form up to its dot.
forms([], Forms) ->
    lists:reverse(Forms);
forms(Tokens, Forms) ->
    {Own, [Dot | Rest]} = lists:splitwith(fun(T) -> element(1, T) =/= dot end, Tokens),
    {ok, Form} = erl_parse:parse_form(Own ++ [Dot]),
    forms(Rest, [Form | Forms]).

plain(Forms) -> [erl_parse:map_anno(fun(_) -> 0 end, F) || F <- Forms].

%% Functions of the source, evaluated too.
local(Forms) ->
    {value, fun(Name, Args) ->
        Arity = length(Args),
        case [Clauses || {function, _, F, A, Clauses} <- Forms, F =:= Name, A =:= Arity] of
            [Clauses] ->
                {value, Fun, _} = erl_eval:expr({'fun', 1, {clauses, Clauses}}, erl_eval:new_bindings(), local(Forms)),
                apply(Fun, Args);
            [] ->
                apply(erlang, Name, Args)
        end
    end}.
EOT
erlc text.erl proof.erl
erl -noshell -s proof start -s init stop >expected
avm run proof.beam text.beam -pa "$stdlib" >got
cmp expected got && grep -e '^[0-9]* tokens' -e '^the same' got | sed 's/[0-9][0-9]*/N/g'
grep -A 40 '^the same' got | sed 1d
