// SPDX-License-Identifier: Apache-2.0
// library.S - the pack of the Erlang library, put into the read-only data of the program as it is.

#if defined(__APPLE__)
    .const
    .globl _avm_library_start
    .globl _avm_library_end
    .p2align 4
_avm_library_start:
    .incbin AVM_LIBRARY_PACK
_avm_library_end:
#else
    .section .rodata
    .globl avm_library_start
    .globl avm_library_end
    .balign 16
avm_library_start:
    .incbin AVM_LIBRARY_PACK
avm_library_end:
    .section .note.GNU-stack, "", %progbits
#endif
