#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tables that are searched must be sorted and have no row twice. Prints TAP.
#
#     sh tests/rules/tables.sh TREE
set -u
cd "$1" || exit 1
LC_ALL=C
export LC_ALL

number=0
sorted() { # file, what it is sorted by (a sed script that prints the key of a row)
    number=$((number + 1))
    keys=$(sed -n "$2" "$1")
    wrong=$(echo "$keys" | sort -cu 2>&1 | sed 's/^[^:]*:[0-9]*: //')
    if [ -z "$keys" ]; then
        echo "not ok $number - $1 has rows"
    elif [ -z "$wrong" ]; then
        echo "ok $number - $1 is sorted, no row twice"
    else
        echo "not ok $number - $1 is sorted, no row twice"
        echo "# $wrong"
    fi
}

# The module, the function and the arity, as the binary search compares them: a blank sorts before
# every character of a name, and arities are padded.
sorted vm/bifs.def \
    's/^BIF(\([a-z0-9_]*\), *"\([^"]*\)", *\([0-9]\),.*/\1 \2 00\3/p; s/^BIF(\([a-z0-9_]*\), *"\([^"]*\)", *\([0-9][0-9]\),.*/\1 \2 0\3/p'

# init and erts_debug belong to no application, as with Erlang/OTP.
number=$((number + 1))
missing=$(for source in vm/lib/estdlib/*.erl; do
    module=$(basename "$source" .erl)
    case $module in init | erts_debug) continue ;; esac
    cat vm/lib/estdlib/*.app | grep -q "[ ,]$module\(,\|$\)" || echo "# $module"
done)
[ -z "$missing" ] || printf 'not '
echo "ok $number - every module of estdlib is listed in kernel.app or stdlib.app"
[ -z "$missing" ] || echo "$missing"
echo "1..$number"
