# SPDX-License-Identifier: Apache-2.0
# avm.bash - completion of avm for bash. Try it with:  . completions/avm.bash
#
# The words come from `avm complete`, which knows the tables of the program.

_avm() {
    local IFS=$'\n' candidate word prefix=
    local line=${COMP_LINE:0:COMP_POINT}
    # Bash replaces only what stands behind the last ':' or '=' of a word.
    word=${line##*[[:blank:]]}
    case $COMP_WORDBREAKS in
    *[=:]*) prefix=${word%"${word##*[=:]}"} ;;
    esac
    COMPREPLY=()
    while IFS=$'\t' read -r candidate _; do
        candidate=${candidate#"$prefix"}
        case $candidate in
        *[!A-Za-z0-9_./:=,+@%~-]*) printf -v candidate %q "$candidate" ;;
        esac
        COMPREPLY+=("$candidate")
    done < <("$1" complete --line "$line" 2>/dev/null)
    # A folder, an address or an option with its '=' goes on: no blank behind it.
    case ${COMPREPLY[0]-} in
    */ | *= | *:) [[ ${#COMPREPLY[@]} -gt 1 ]] || compopt -o nospace 2>/dev/null ;;
    esac
}
complete -F _avm avm
