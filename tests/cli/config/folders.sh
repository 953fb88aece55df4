# Folders of -pa: those typed come first; those of a file count from the folder of the file.
mkdir -p project/ebin other
cat >hello.erl <<'END'
-module(hello).
-export([start/0]).
start() -> io:put_chars([atom_to_list(helper:where()), "\n"]).
END
for place in ebin other; do
    printf -- '-module(helper).\n-export([where/0]).\nwhere() -> %s.\n' $place >helper.erl
    erlc helper.erl && mv helper.beam project/$place/ 2>/dev/null || mv helper.beam other/
done
erlc hello.erl
mv hello.beam project/
echo 'pa = ebin' >project/avm.conf
avm run project/hello.beam 2>&1 | head -n 1
cd project
avm run hello.beam
avm run -pa ../other hello.beam
