# Forms with too much or too little.
for words in "info now" "partitions x" "reset y" "read main.avm" "read a b -o c" "erase" "erase a b" "verify"; do
    # shellcheck disable=SC2086 # words
    avm flash -p ./missing $words
    echo "exit $?"
done
