# A port that is not there, and files that are not ports.
printf 'x' >data
avm flash -p ./missing 0x1000=data
echo "exit $?"
avm flash -p data 0x1000=data
echo "exit $?"
AVM_PORT=./other avm flash 0x1000=data
echo "exit $?"
