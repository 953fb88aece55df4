%% SPDX-License-Identifier: Apache-2.0
%% Every function of crypto, with right and wrong arguments (calls.hrl).
-module(crypto_calls).
%% library: own
-include("calls.hrl").

calls() ->
    Types = [md5, sha, sha224, sha256, sha384, sha512],
    Class = [classes],
    [{crypto,
      [{hash, 2, [[T, <<"abc">>] || T <- Types] ++ [[sha256, binary:copy(<<"x">>, N)] || N <- [0, 55, 56, 64]] ++ [[sha512, binary:copy(<<"x">>, N)] || N <- [111, 112]] ++ [[sha256, ["a", <<"b">>]], [nosuch, <<>>], [sha256, x]], Class},
       {hash_init, 1, [[sha384], [nosuch]], [{show, fun crypto:hash_final/1} | Class]},
       {hash_update, 2, [fun() -> [crypto:hash_init(sha256), "abc"] end], [{show, fun crypto:hash_final/1} | Class]},
       {hash_final, 1, [fun() -> [crypto:hash_update(crypto:hash_update(crypto:hash_init(sha512), "ab"), <<"c">>)] end], Class},
       {hash_info, 1, [[sha], [sha384], [nosuch]], [{show, fun(M) -> maps:with([size, block_size], M) end} | Class]},
       {hash_equals, 2, [[<<"ab">>, <<"ab">>], [<<"ab">>, <<"ac">>], [<<"ab">>, <<"a">>]], Class},
       {exor, 2, [[<<1, 2, 3>>, <<3, 2, 1>>], ["a", <<"b">>], [<<>>, <<>>], [<<1>>, <<1, 2>>]], Class},
       {mac, 4, [[hmac, T, "key", "data"] || T <- [md5, sha, sha256]] ++ [[hmac, sha224, binary:copy(<<"k">>, 65), "data"]] ++ [[nosuch, sha, "k", "d"], [hmac, nosuch, "k", "d"]], Class},
       {macN, 5, [[hmac, md5, "key", "data", 10], [hmac, md5, "key", "data", 20]], [5 | Class]},
       {strong_rand_bytes, 1, [[17], [0]], [{show, fun byte_size/1} | Class]}]}].

loose() ->
    [].
