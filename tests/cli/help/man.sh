# The manual has a page for each command, and man has nothing to say about any of them.
command -v man >/dev/null || { echo "no man (package man-db)"; exit 77; }
commands=$(sed -n 's/^COMMAND(\([a-z]*\))$/\1/p' "$TREE/avm/commands.def")
for command in "" $commands; do
    avm help --man $command >page.1
    man --warnings=w -l -Tutf8 page.1 2>&1 >/dev/null | sed "s/^/$command: /"
    for part in NAME SYNOPSIS DESCRIPTION OPTIONS EXAMPLES 'EXIT STATUS'; do
        case $part:$command in OPTIONS: | EXAMPLES:) continue ;; esac
        grep -q "^\.SH \"*$part" page.1 || echo "avm-$command.1 has no $part"
    done
done
avm help --man ports | man -l -Tascii - | col -b | sed -n '/^SYN/,/^OPT/p'
