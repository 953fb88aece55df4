# Options that are wrong are told before any port is looked for.
printf 'x' >data
for words in "--chip z80" "-b fast" "-b 100" "--before never" "--after explosion" "--flash-mode dio" "-fs 4MB" \
    "--offset" "--nonsense" "--no-compress" "--no-verify" "--stub"; do
    echo "$words" >&2
    # shellcheck disable=SC2086 # words
    avm flash -p ./missing 0x1000=data $words
    echo "exit $?"
done
