// SPDX-License-Identifier: Apache-2.0
// interp_data.c: instructions on maps and records that live outside the loop.

#include "vm/interp.h"

#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/map.h"

// Pairs handed to map_update at once: they stand behind the live registers.
#define PAIRS_AT_ONCE 128u

bool interp_put_map(struct process *p, const uint32_t *pc)
{
    bool exact = (*pc & WORD_OPCODE_MASK) == WORD_put_map_exact;
    uint32_t live = pc[1] & WORD_LIVE_MASK;
    uint32_t count = pc[4];
    term *args = &p->x[live];
    if (live > WORD_X_DIRECT) {
        for (uint32_t i = 0; i < 4; i++) {
            p->x[WORD_SCRATCH + i] = NIL;
        }
    }
    if (live + 2 * PAIRS_AT_ONCE + 1 > AVM_X_REGISTERS) {
        raise_system_limit(p);
        return false;
    }
    *args = operand_at(pc + 2, p->x, p->stack);
    for (uint32_t done = 0; done < count || count == 0;) {
        uint32_t now = count - done < PAIRS_AT_ONCE ? count - done : PAIRS_AT_ONCE;
        for (uint32_t i = 0; i < 2 * now; i++) {
            args[1 + i] = operand_at(pc + 5 + 2 * (size_t) done + i, p->x, p->stack);
        }
        p->live = live + 1 + 2 * now;
        term map = map_update(p, args, now, exact);
        if (map == NONE) {
            return false;
        }
        *args = map;
        done += now;
        if (count == 0) {
            break;
        }
    }
    *destination_at(pc + 3, p->x, p->stack) = *args;
    return true;
}

bool interp_update_record(struct process *p, const uint32_t *pc)
{
    const term *old = boxed_object(*register_field(FIELD_A(*pc), p->x, p->stack));
    uint32_t size = pc[1];
    term *tuple = heap_take(p, (size_t) size + 1);
    tuple[0] = make_header(size, TAG_TUPLE);
    memcpy(tuple + 1, old + 1, (size_t) size * sizeof(term));
    for (uint32_t i = 0; i < pc[2]; i++) {
        uint32_t element = pc[3 + 2 * i];
        if (element >= 1 && element <= size) {
            tuple[element] = operand_at(pc + 4 + 2 * i, p->x, p->stack);
        }
    }
    *register_field(FIELD_B(*pc), p->x, p->stack) = make_boxed(tuple);
    return true;
}
