%% SPDX-License-Identifier: Apache-2.0
%% Everything that grows a heap: lists, tuples, deep stacks, both generations.
-module(heap).
-export([start/0]).

start() ->
    L = seq(3000, []),
    3000 = count(L),
    4501500 = sum(L),
    T = list_to_tuple(L),
    3000 = tuple_size(T),
    Tree = tree(8),
    256 = leaves(Tree),
    churn(200, Tree),
    true = lists:member(17, L),
    {'EXIT', _} = catch element(3001, T),
    ok.

seq(0, L) -> L;
seq(N, L) -> seq(N - 1, [N | L]).

count([_ | T]) -> 1 + count(T);
count([]) -> 0.

sum([H | T]) -> H + sum(T);
sum([]) -> 0.

tree(0) -> leaf;
tree(N) -> {tree(N - 1), tree(N - 1)}.

leaves(leaf) -> 1;
leaves({A, B}) -> leaves(A) + leaves(B).

churn(0, _) -> ok;
churn(N, Tree) ->
    16 = leaves(tree(4)),
    256 = leaves(Tree),
    churn(N - 1, Tree).
