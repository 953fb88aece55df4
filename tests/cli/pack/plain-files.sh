# Plain files are named after their application; others by their last part.
mkdir -p app/lib/myapp/priv/sub
printf 'one' >app/lib/myapp/priv/sub/one.txt
printf 'two!' >two.txt
: >empty
avm pack out.avm app/lib/myapp/priv/sub/one.txt ./two.txt empty
avm list out.avm
od -A d -c out.avm | sed -n '1,12p'
