#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What every source file must look like, where a machine can tell. Prints TAP.
#
#     sh tests/rules/sources.sh TREE
set -u
plan=$(grep -c '^fact=' "$0")
cd "$1" || exit 1

# Print whether $fact holds; the offenders come on the standard input. It runs at the end of a
# pipe, so the plan counts what was printed.
check() {
    head -n 20 | sed 's/^/# /' | awk -v fact="$fact" '
        { lines = lines "\n" $0 }
        END { print (NR ? "not ok - " : "ok - ") fact lines }'
}

folders="avm packbeam vm platforms cmake tests/unit tests/fuzz"
for folder in flasher monitor; do
    [ ! -d "$folder" ] || folders="$folders $folder"
done
# shellcheck disable=SC2086 # a list of words
c_files=$(find $folders -name '*.[ch]' ! -name zz_stub.c | sort)
library_files=$(find packbeam vm flasher monitor -name '*.[ch]' 2>/dev/null | sort)

# Remove comments and texts, so that only code is looked at.
code() {
    sed -e 's|"\([^"\\]\|\\.\)*"|""|g' -e 's|//.*||' "$1"
}

fact="every source file begins with its licence"
# shellcheck disable=SC2086
for file in $c_files $(find $folders -name '*.def' | sort); do
    head -n 1 "$file" | grep -q '^// SPDX-License-Identifier: Apache-2.0$' || echo "$file"
done | check

fact="every header has the guard FOLDER_FILE_H"
for file in $(printf '%s\n' "$c_files" | grep '\.h$'); do
    guard=$(echo "$file" | tr '/.a-z' '__A-Z')
    grep -q "^#ifndef $guard\$" "$file" || echo "$file: no $guard"
done | check

fact="a source file includes its own header first"
for file in $(printf '%s\n' "$c_files" | grep '\.c$'); do
    header=${file%.c}.h
    [ -f "$header" ] || continue
    first=$(sed -n 's/^#include "\(.*\)".*/\1/p' "$file" | head -n 1)
    [ "$first" = "$header" ] || echo "$file: begins with $first"
done | check

fact="library code does not print, exit or read the environment"
for file in $library_files; do
    code "$file" | grep -nE '\b(printf|fprintf|puts|fputs|putchar|perror|exit|_exit|getenv)[ ]*\(' |
        sed "s|^|$file:|"
done | check

fact="no function that cannot be used safely"
for file in $c_files; do
    code "$file" |
        grep -nE '\b(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atof|gets|alloca)[ ]*\(' |
        sed "s|^|$file:|"
done | check

fact="system headers appear under platforms only"
for file in $(printf '%s\n' "$c_files" | grep -v '^platforms/' | grep -v '^tests/'); do
    grep -nE '#include <(termios|unistd|fcntl|pthread|signal|poll|dlfcn|sys/[a-z]*)\.h>' "$file" |
        sed "s|^|$file:|"
done | check

fact="folders depend in one direction"
{
    grep -nE '#include "(avm|flasher|monitor|vm|tests)/' packbeam/*.[ch]
    grep -nE '#include "(avm|flasher|monitor|tests|platforms/unix)/' vm/*.[ch]
    grep -nE '#include "(avm|tests|vm)/' flasher/*.[ch] monitor/*.[ch] 2>/dev/null
    grep -nE '#include "(avm|tests|flasher|monitor)/' platforms/*.h platforms/*/*.[ch]
    # Of another folder only the public headers, which are marked in the style guide.
    grep -nE '#include "vm/' avm/*.[ch] | grep -v '"vm/vm.h"'
} | check

fact="comments have one form"
for file in $c_files; do
    code "$file" | grep -nE '/\*' | sed "s|^|$file:|"
done | check

fact="lines end without blanks and are indented without tabs"
for file in $c_files; do
    grep -nE "[ 	]\$|^	" "$file" | sed "s|^|$file:|"
done | check

fact="sources are formatted"
if command -v clang-format >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    clang-format --dry-run $c_files 2>&1 | sed -n 's/: warning: code should.*//p' | cut -d: -f1 |
        uniq | check
else
    echo "ok - $fact # SKIP no clang-format"
fi

echo "1..$plan"
