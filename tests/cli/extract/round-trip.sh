# What is extracted with --beam loads in Erlang/OTP, and packs to the same bytes again.
cat >rt.erl <<'EOF'
-module(rt).
-export([start/0]).
start() -> erlang:display({[1, two, "three"], #{a => <<"binary">>}, literal()}), ok.
literal() -> {some, "long literal text", [{N, N} || N <- [1, 2, 3]]}.
EOF
erlc +debug_info rt.erl
avm pack one.avm rt.beam
rm rt.beam
avm extract --beam one.avm rt.beam
erl -noshell -eval 'rt:start(), halt().'
avm pack two.avm rt.beam
cmp one.avm two.avm && echo same
