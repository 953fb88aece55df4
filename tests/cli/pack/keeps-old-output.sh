# A failure leaves the output that was there, and nothing else.
echo old >out.avm
chmod 640 out.avm
echo 'not a module' >bad.beam
avm pack out.avm bad.beam
echo "exit $?"
cat out.avm
ls
printf 'x' >x.txt
ln -s out.avm link.avm
avm pack link.avm x.txt
ls -l | grep -v ^total | cut -c1-10
avm list out.avm
