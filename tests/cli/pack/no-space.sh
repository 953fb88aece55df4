# A signal or a full disk while writing leaves the old output and nothing else.
head -c 2000000 /dev/zero >big
echo old >out.avm
(ulimit -f 200; avm pack out.avm big 2>/dev/null)
[ $? -ne 0 ] && echo failed
cat out.avm
ls
