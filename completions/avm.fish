# SPDX-License-Identifier: Apache-2.0
# avm.fish - completion of avm for fish. Try it with:  source completions/avm.fish
#
# The words come from `avm complete`, which knows the tables of the program.

function __avm_complete
    set -l words (commandline -opc) (commandline -ct)
    # One argument stays one, also when it is empty.
    $words[1] complete -- $words[2..-1] 2>/dev/null
end

complete -c avm -f -a '(__avm_complete)'
