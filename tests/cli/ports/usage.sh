# Words too many, and an option that is not there.
avm ports now
echo "exit $?"
avm ports --csv
echo "exit $?"
