# Help comes from the tables and goes to the standard output. What each command says stands in
# docs/tools.md, which a test of its own holds against the program.
avm help | sed '/^  /d'
avm --help | cmp - /dev/stdin <<EOF_HELP && echo same
$(avm help)
EOF_HELP
for command in $(avm help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
    avm help "$command" >one
    avm "$command" --help >other
    cmp one other && grep -q "^usage: avm $command" one && grep -q '^examples:' one ||
        echo "avm help $command: not as expected"
done
avm help version
avm version --help | head -n 1
