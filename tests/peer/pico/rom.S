// SPDX-License-Identifier: Apache-2.0
// rom.S - what stands for the boot ROM of the emulated RP2040: it does with the flash what the
// maker's does, copies the second stage into RAM and starts it (RP2040 Datasheet, "Bootrom").
        .syntax unified
        .cpu cortex-m0plus
        .thumb

        .word 0x20042000
        .word start + 1

        .thumb_func
start:  ldr r0, =0x10000000
        ldr r1, =0x20041F00
        movs r2, #64
copy:   ldmia r0!, {r3}
        stmia r1!, {r3}
        subs r2, #1
        bne copy
        ldr r0, =0x20041F01
        bx r0
        .pool
