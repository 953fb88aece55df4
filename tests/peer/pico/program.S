// SPDX-License-Identifier: Apache-2.0
// program.S - a program for an RP2040: prints a line over UART0, then the name of the first file in
// the pack at 0x10180000. RP2040 Datasheet, "RESETS" and "UART".
        .syntax unified
        .cpu cortex-m0plus
        .thumb

// The second stage, 256 bytes: start what the vectors behind it name.
        .thumb_func
second: ldr r0, =0x10000100
        ldr r1, =0xE000ED08     // VTOR
        str r0, [r1]
        ldmia r0!, {r1, r2}
        msr msp, r1
        bx r2
        .pool
        .org 256

        .word 0x20041000
        .word start + 1

        .thumb_func
start:  ldr r0, =0x4000F000     // RESETS, the addresses that clear bits
        ldr r1, =1 << 22        // UART0
        str r1, [r0]
        ldr r0, =0x4000C008     // RESET_DONE
wait:   ldr r2, [r0]
        tst r2, r1
        beq wait
        ldr r0, =0x40034000     // UART0
        movs r1, #67
        str r1, [r0, #0x24]     // UARTIBRD
        movs r1, #0x70
        str r1, [r0, #0x2C]     // UARTLCR_H: 8 bits, FIFO
        ldr r1, =0x301
        str r1, [r0, #0x30]     // UARTCR: on, both ways
        ldr r4, =hello
        bl print
        ldr r4, =0x10180000 + 24 + 12 // behind the header of the pack and that of its first section
        bl print
        ldr r4, =line
        bl print
stay:   wfi
        b stay

// Print the text at r4 over the UART at r0.
        .thumb_func
print:  ldrb r1, [r4]
        cmp r1, #0
        beq done
        movs r3, #0x20
full:   ldr r2, [r0, #0x18]     // UARTFR: is there room?
        tst r2, r3
        bne full
        str r1, [r0]
        adds r4, #1
        b print
done:   bx lr
        .pool

hello:  .asciz "the flash runs, and the first file of the pack is "
line:   .asciz "\n"
// More than a sector, so that the order of blocks matters.
        .balign 4
        .fill 2000, 4, 0x12345678
