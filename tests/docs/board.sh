# SPDX-License-Identifier: Apache-2.0
# board.sh - simulated boards for the sessions in the documentation: what stands there for a board
# on a USB port. Sourced by hidden commands, with $BOARD and $BUILD from tests/docs/check.

# board_start [OPTION...]: a board with the usual partitions and a machine, as AVM_PORT. Its flash is
# the file flash.bin.
board_start() {
    board_stop
    "$BOARD" esp --chip esp32c3 --flash flash.bin --lifetime 120 --rfc2217 "$@" >board.port &
    board_process=$!
    for _ in $(seq 500); do
        [ ! -s board.port ] || break
        sleep 0.02
    done
    AVM_PORT=$(sed -n 's/^port //p' board.port)
    export AVM_PORT
}

board_stop() {
    [ -z "${board_process:-}" ] || kill "$board_process" 2>/dev/null
    board_process=
}

# board_new: a board as its seller flashed it: partitions, and a machine in `factory`.
board_new() {
    avm image partitions erlang -o table.bin &&
        python3 - <<'END' && board_start
import struct
def text(string, size):
    return string.encode().ljust(size, b"\0")
table = open("table.bin", "rb").read()
header = struct.pack("<BBBBI8sHB", 0xE9, 1, 2, 0x20, 0x40380000, b"\xee" + bytes(7), 0, 0)[:12]
header += struct.pack("<H", 5) + bytes(18)
about = struct.pack("<I12s", 0xABCD5432, b"") + text("v0.6.6", 32) + text("atomvm-esp32", 32)
about += text("10:20:30", 16) + text("Jan  1 2026", 16) + text("v5.5.1", 32)
program = header[:32] + about + bytes(128)
flash = bytearray(b"\xff" * 0x400000)
flash[0:len(program)] = program
flash[0x8000:0x8000 + len(table)] = table
flash[0x10000:0x10000 + len(program)] = program
open("flash.bin", "wb").write(flash)
END
}

# board_run: from now on the board prints what its program, read back from its flash, prints.
board_run() {
    board_stop
    sleep 0.2
    dd if=flash.bin of=read-back.avm bs=4096 skip=$((0x210000 / 4096)) 2>/dev/null
    board_start --app-text "$(avm run read-back.avm)
"
}
