# Help comes from the tables and goes to the standard output.
avm help
avm --help | cmp - /dev/stdin <<EOF && echo same
$(avm help)
EOF
for command in run pack check list extract delete version help; do
    echo "== $command"
    avm help $command
done
avm pack --help | head -n 1
