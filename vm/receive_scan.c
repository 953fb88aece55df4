// SPDX-License-Identifier: Apache-2.0
// receive_scan.c: a loop over the inbox that does what the first instructions of a receive do.

#include "vm/receive_scan.h"

#include "vm/interp.h"
#include "vm/wordcode.h"

// A boxed message passes when these words of its object have these values. Tests that the receive
// does not have repeat the first one, which is of the header.
struct filter {
    uint32_t word[3];
    term value[3];
};

static void add_test(struct filter *filter, int number, uint32_t word, term value)
{
    filter->word[number] = word;
    filter->value[number] = value;
}

static bool refuses_to(const uint32_t *test, const uint32_t *loop_rec_end)
{
    return test + (int32_t) test[1] == loop_rec_end;
}

// The test of an element of the message, in register: get_element and is_eq_exact.
static void read_element_test(struct filter *filter, const uint32_t *pc, uint32_t reg,
                              const uint32_t *loop_rec_end, term *x, term *y)
{
    uint32_t get = pc[0];
    if ((get & WORD_OPCODE_MASK) != WORD_get_element_x || FIELD_A(get) != reg) {
        return; // there may be nothing behind it
    }
    uint32_t opcode = pc[1] & WORD_OPCODE_MASK;
    if ((opcode != WORD_is_eq_exact && opcode != WORD_is_eq_exact_x) ||
        FIELD_A(pc[1]) != FIELD_C(get) || !refuses_to(&pc[1], loop_rec_end)) {
        return;
    }
    uint32_t other = FIELD_B(pc[1]);
    if (other == reg || other == FIELD_C(get)) {
        return; // not known before the message is
    }
    term key = *register_field(other, x, y);
    if (is_immediate(key)) {
        add_test(filter, 2, 1 + FIELD_B(get), key);
    }
}

// The tests behind loop_rec, whose message is in register. False: of a kind not known here.
static bool read_filter(struct filter *filter, const uint32_t *pc, uint32_t reg,
                        const uint32_t *loop_rec_end, term *x, term *y)
{
    uint32_t opcode = *pc & WORD_OPCODE_MASK;
    bool tagged = opcode == WORD_is_tagged_tuple_x;
    if ((!tagged && opcode != WORD_is_tuple_arity_x) || FIELD_A(*pc) != reg ||
        !refuses_to(pc, loop_rec_end)) {
        return false;
    }
    for (int i = 0; i < 3; i++) {
        add_test(filter, i, 0, make_header(FIELD_B(*pc), TAG_TUPLE));
    }
    if (tagged) {
        add_test(filter, 1, 1, constant_at(&pc[2], x));
    }
    read_element_test(filter, pc + (tagged ? 3 : 2), reg, loop_rec_end, x, y);
    return true;
}

static inline bool passes(const struct filter *filter, term value)
{
    if (!is_boxed(value)) {
        return false;
    }
    const term *object = boxed_object(value);
    return object[0] == filter->value[0] && object[filter->word[1]] == filter->value[1] &&
           object[filter->word[2]] == filter->value[2];
}

int32_t receive_scan(struct process *p, const uint32_t *loop_rec_end, const uint32_t *loop_rec,
                     term *x, term *y, int32_t left)
{
    struct filter filter;
    if (!read_filter(&filter, loop_rec + 2, FIELD_A(*loop_rec), loop_rec_end, x, y)) {
        return left;
    }
    struct message **link = p->inbox_next;
    while (*link != NULL && left > 0 && !passes(&filter, (*link)->value)) {
        link = &(*link)->next;
        left--;
    }
    p->inbox_next = link;
    return left;
}
