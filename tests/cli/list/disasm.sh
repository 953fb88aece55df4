# Instructions and word code of a function, from a module, a pack and a source.
cat >dis.erl <<'EOF'
-module(dis).
-export([start/0, other/1]).
start() -> other(1).
other(X) -> X + 1.
EOF
erlc dis.erl
avm pack dis.avm dis.beam
avm list --disasm dis.beam:other/1 >one
avm list --disasm dis.avm:dis:other/1 >two
avm list --disasm dis.erl:other/1 >three
cmp one two && cmp one three && grep -q gc_bif one && echo same
avm list --disasm dis.avm:nothing
avm list --disasm dis.beam:none/0
avm list --disasm missing.beam:none/0
avm list --disasm dis.beam --format csv
