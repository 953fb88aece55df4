# Files on the command line come before -pa, and that before ERL_LIBS.
mkdir -p one two libs/app-1/ebin
for place in file one two libs/app-1/ebin; do
    [ -d $place ] || mkdir $place
    printf -- '-module(who).\n-export([name/0]).\nname() -> "%s".\n' $place >$place/who.erl
    erlc -o $place $place/who.erl
done
printf -- '-module(ask).\n-export([start/0]).\nstart() -> erlang:display(who:name()).\n' >ask.erl
erlc ask.erl
avm run ask.beam file/who.beam -pa one -pa two
avm run ask.beam -pa one -pa two
avm run ask.beam -pa=two -pa one
ERL_LIBS=nowhere:$PWD/libs avm run ask.beam -pa one
ERL_LIBS=nowhere:$PWD/libs avm run ask.beam
avm run ask.beam 2>/dev/null
echo "exit $?"
