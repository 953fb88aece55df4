// SPDX-License-Identifier: Apache-2.0
// receive_scan.h: passing over messages that a receive does not take, without running its code for
// each of them.

#ifndef VM_RECEIVE_SCAN_H
#define VM_RECEIVE_SCAN_H

#include <stdint.h>

#include "vm/process.h"
#include "vm/term.h"

// Move inbox_next over the messages that the first tests of a receive refuse, as far as those are
// understood: a tuple of a size, with a tag, with an element that is a known immediate.
// loop_rec_end, loop_rec: instructions of the receive; x, y: registers; left: reductions, one for
// each message. Returns those that are left; at 0, inbox_next was not looked at.
int32_t receive_scan(struct process *p, const uint32_t *loop_rec_end, const uint32_t *loop_rec,
                     term *x, term *y, int32_t left);

#endif
