# SPDX-License-Identifier: Apache-2.0
# board.sh - simulated boards for the sessions in the documentation: what stands there for a board
# on a USB port. Sourced by hidden commands, with $BOARD and $BUILD from tests/docs/check.
# Firmware is a few bytes with what tells it from other files; what a program prints is what
# `avm run` prints for the pack that was read back from the flash of the board.

# board_start KIND [OPTION...]: a board as AVM_PORT. Its flash is the file flash.bin.
board_start() {
    board_stop
    "$BOARD" "$@" --flash flash.bin --lifetime 300 >board.port &
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
    rm -f board.port
}

# board_run KIND OFFSET [OPTION...]: from now on the board prints what its program prints, the pack
# at an offset of its flash.
board_run() {
    board_stop
    sleep 0.2
    dd if=flash.bin of=read-back.avm bs=4096 skip=$(($2 / 4096)) 2>/dev/null
    board_kind=$1
    shift 2
    board_start "$board_kind" "$@" --app-text "$(avm run read-back.avm)
"
}

# esp32_flash: flash.bin as a release has it: boot loader, partitions, a machine in `factory`.
esp32_flash() {
    avm image partitions erlang -o table.bin && python3 - <<'END'
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

# esp32_new: a board that has a machine. esp32_blank FILE: a new board, and a release to put there.
esp32_new() {
    esp32_flash && board_start esp --chip esp32c3 --rfc2217
}

esp32_blank() {
    esp32_flash && head -c $((0x11000)) flash.bin >"$1" && rm flash.bin &&
        board_start esp --chip esp32c3 --rfc2217
}

esp32_run() {
    board_run esp 0x210000 --chip esp32c3 --rfc2217
}

# stm32_new FILE: a board, and firmware for it: the top of the stack, where it begins, code.
stm32_new() {
    python3 -c 'import struct, sys
sys.stdout.buffer.write(struct.pack("<16I", 0x20020000, *[0x08000101] * 15) + bytes(range(256)) * 200)' \
        >"$1" && rm -f flash.bin && board_start stm32 --chip f4 --rfc2217
}

stm32_run() {
    board_run stm32 0x80000 --chip f4 --rfc2217
}

# pico_new FILE: DRIVE is the drive of a Pico that waits for files, and FILE its firmware as UF2.
# Each file that is whole is moved to taken.uf2, and the drive goes away as the board restarts.
pico_new() {
    python3 -c 'import sys; sys.stdout.buffer.write(bytes(range(256)) * 8)' >firmware.bin &&
        avm image merge 0x10000000=firmware.bin --family rp2040 -o "$1" && rm firmware.bin && pico_drive
}

pico_drive() {
    unset AVM_PORT
    DRIVE=$PWD/RPI-RP2
    mkdir -p "$DRIVE"
    rm -f taken.uf2
    printf 'UF2 Bootloader v3.0\r\nModel: Raspberry Pi RP2\r\nBoard-ID: RPI-RP2\r\n' >"$DRIVE/INFO_UF2.TXT"
    timeout 300 python3 - "$DRIVE" >/dev/null 2>&1 <<'END' &
import os, struct, sys, time
drive, taken = sys.argv[1], False
while not taken:
    time.sleep(0.02)
    for name in os.listdir(drive):
        path = os.path.join(drive, name)
        data = open(path, "rb").read()
        if data[:4] == b"UF2\n" and len(data) >= 512 * struct.unpack("<I", data[24:28])[0] > 0:
            os.rename(path, os.path.join(drive, "..", "taken.uf2"))
            os.remove(os.path.join(drive, "INFO_UF2.TXT"))
            taken = True
END
}

# pico_run: the board has restarted, and its port is there: it prints what its program prints.
pico_run() {
    avm image merge taken.uf2 --format raw -o read-back.avm && avm run read-back.avm >printed || return 1
    rm -f flash.bin
    board_start stm32 --chip f4 --on-open run --app-text "$(cat printed)
"
}
