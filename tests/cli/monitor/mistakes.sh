# Wrong command lines of the monitor, each with its exit status.
try() {
    avm monitor "$@" 2>&1
    echo "status $?"
}
try -p /nowhere -b fast
try -p /nowhere -b 49
try -p /nowhere --lines up
try -p /nowhere --eol crcr
try -p /nowhere --exit-key escape
try -p /nowhere --timeout 0
try -p /nowhere --timeout soon
try -p /nowhere --until '('
try -p /nowhere --fail '['
try -p /nowhere --filter '*['
try -p /nowhere port
try -p /nowhere --nosuch
try -p nosuch://host
try -p socket://host
