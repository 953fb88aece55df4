# One line.
avm version | sed 's/[0-9][0-9]*/N/g'
avm --version | sed 's/[0-9][0-9]*/N/g'
