#compdef avm
# SPDX-License-Identifier: Apache-2.0
# avm.zsh - completion of avm for zsh. Installed as _avm in a folder of $fpath; to try it:
#
#     autoload -Uz compinit && compinit && . completions/avm.zsh
#
# The words come from `avm complete`, which knows the tables of the program.

_avm() {
    local line candidate
    local -a ends ends_shown goes_on goes_on_shown asked
    asked=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
    for line in "${(@f)$("${(Q)words[1]}" complete -- "${asked[@]}" 2>/dev/null)}"; do
        [[ -n $line ]] || continue
        candidate=${line%%$'\t'*}
        [[ $line == *$'\t'* ]] && line="$candidate -- ${line#*$'\t'}"
        # A folder, an address or an option with its '=' goes on: no blank behind it.
        if [[ $candidate == *[/=:] ]]; then
            goes_on+=("$candidate") goes_on_shown+=("$line")
        else
            ends+=("$candidate") ends_shown+=("$line")
        fi
    done
    local -i found=1
    (( ${#ends} )) && compadd -l -d ends_shown -a ends && found=0
    (( ${#goes_on} )) && compadd -l -S '' -d goes_on_shown -a goes_on && found=0
    return found
}

if [[ $funcstack[1] == _avm ]]; then
    _avm "$@"
else
    compdef _avm avm
fi
