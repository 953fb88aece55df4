// SPDX-License-Identifier: Apache-2.0
// interp_ops.h: bodies of the instructions that exist twice, for any register (R) and for X
// registers (X). For interp.c only, whose macros and locals they use.

#ifndef VM_INTERP_OPS_H
#define VM_INTERP_OPS_H

#define DO_MOVE_K(REGISTER)                                                                        \
    do {                                                                                           \
        REGISTER(A) = constant_at(&pc[1], x);                                                      \
        NEXT(2);                                                                                   \
    } while (0)

#define DO_MOVE_I(REGISTER)                                                                        \
    do {                                                                                           \
        REGISTER(A) = ((term) (sterm) (int32_t) pc[1]);                                            \
        NEXT(2);                                                                                   \
    } while (0)

#define DO_MOVE_NIL(REGISTER)                                                                      \
    do {                                                                                           \
        REGISTER(A) = NIL;                                                                         \
        NEXT(1);                                                                                   \
    } while (0)

#define DO_IS_NONEMPTY_LIST(REGISTER)                                                              \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        TEST(is_cons(a), 2);                                                                       \
    } while (0)

#define DO_IS_NIL(REGISTER)                                                                        \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        TEST(a == NIL, 2);                                                                         \
    } while (0)

#define DO_IS_TUPLE(REGISTER)                                                                      \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        TEST(is_tuple(a), 2);                                                                      \
    } while (0)

#define DO_IS_INTEGER(REGISTER)                                                                    \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        TEST(is_integer(a), 2);                                                                    \
    } while (0)

#define DO_IS_ATOM(REGISTER)                                                                       \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        TEST(is_atom(a), 2);                                                                       \
    } while (0)

#define DO_IS_BINARY(REGISTER)                                                                     \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        TEST(is_binary(a), 2);                                                                     \
    } while (0)

#define DO_IS_TUPLE_ARITY(REGISTER)                                                                \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        TEST(is_boxed(a) && *boxed_object(a) == make_header(B, TAG_TUPLE), 2);                     \
    } while (0)

#define DO_IS_TAGGED_TUPLE(REGISTER)                                                               \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        TEST(is_boxed(a) && *boxed_object(a) == make_header(B, TAG_TUPLE) &&                       \
                 boxed_object(a)[1] == constant_at(&pc[2], x),                                     \
             3);                                                                                   \
    } while (0)

#define DO_IS_LT(REGISTER)                                                                         \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        term b = REGISTER(B);                                                                      \
        TEST_ORDER(both_small(a, b), (sterm) a < (sterm) b, ORDER_OF(a, b) < 0, 2);                \
    } while (0)

#define DO_IS_GE(REGISTER)                                                                         \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        term b = REGISTER(B);                                                                      \
        TEST_ORDER(both_small(a, b), (sterm) a >= (sterm) b, ORDER_OF(a, b) >= 0, 2);              \
    } while (0)

#define DO_IS_LT_RI(REGISTER)                                                                      \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        term b = IMMEDIATE_OPERAND;                                                                \
        TEST_ORDER(is_small(a), (sterm) a < (sterm) b, ORDER_OF(a, b) < 0, 3);                     \
    } while (0)

#define DO_IS_LT_IR(REGISTER)                                                                      \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        term b = IMMEDIATE_OPERAND;                                                                \
        TEST_ORDER(is_small(a), (sterm) b < (sterm) a, ORDER_OF(b, a) < 0, 3);                     \
    } while (0)

#define DO_IS_GE_RI(REGISTER)                                                                      \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        term b = IMMEDIATE_OPERAND;                                                                \
        TEST_ORDER(is_small(a), (sterm) a >= (sterm) b, ORDER_OF(a, b) >= 0, 3);                   \
    } while (0)

#define DO_IS_GE_IR(REGISTER)                                                                      \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        term b = IMMEDIATE_OPERAND;                                                                \
        TEST_ORDER(is_small(a), (sterm) b >= (sterm) a, ORDER_OF(b, a) >= 0, 3);                   \
    } while (0)

#define DO_IS_EQ_EXACT(REGISTER)                                                                   \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        term b = REGISTER(B);                                                                      \
        TEST(EQUAL_EXACT(a, b), 2);                                                                \
    } while (0)

#define DO_IS_NE_EXACT(REGISTER)                                                                   \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        term b = REGISTER(B);                                                                      \
        TEST(!EQUAL_EXACT(a, b), 2);                                                               \
    } while (0)

#define DO_IS_EQ_EXACT_I(REGISTER)                                                                 \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        TEST(a == IMMEDIATE_OPERAND, 3);                                                           \
    } while (0)

#define DO_IS_NE_EXACT_I(REGISTER)                                                                 \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        TEST(a != IMMEDIATE_OPERAND, 3);                                                           \
    } while (0)

#define DO_IS_EQ_EXACT_K(REGISTER)                                                                 \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        TEST(a == constant_at(&pc[2], x), 3);                                                      \
    } while (0)

#define DO_IS_NE_EXACT_K(REGISTER)                                                                 \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        TEST(a != constant_at(&pc[2], x), 3);                                                      \
    } while (0)

#define DO_SELECT_SORTED(REGISTER)                                                                 \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        int32_t value = (int32_t) a;                                                               \
        uint32_t count = pc[2];                                                                    \
        const uint32_t *entry = pc + 3;                                                            \
        if (a == (term) value) {                                                                   \
            while (count > 0) {                                                                    \
                uint32_t half = count / 2;                                                         \
                const uint32_t *middle = entry + 2 * (size_t) half;                                \
                if ((int32_t) *middle == value) {                                                  \
                    GO(middle[1]);                                                                 \
                }                                                                                  \
                if ((int32_t) *middle < value) {                                                   \
                    entry = middle + 2;                                                            \
                    count -= half + 1;                                                             \
                } else {                                                                           \
                    count = half;                                                                  \
                }                                                                                  \
            }                                                                                      \
        }                                                                                          \
        GO(pc[1]);                                                                                 \
    } while (0)

#define DO_SELECT_DENSE(REGISTER)                                                                  \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        term low = (term) (int32_t) pc[3];                                                         \
        uint32_t shift = (low & 0xf) == TAG_SMALL ? 4 : HEADER_BITS;                               \
        term distance = a - low;                                                                   \
        if ((distance & (((term) 1 << shift) - 1)) == 0 &&                                         \
            distance >> shift < w >> WORD_B_SHIFT) {                                               \
            GO(pc[4 + (distance >> shift)]);                                                       \
        }                                                                                          \
        GO(pc[1]);                                                                                 \
    } while (0)

#define DO_GET_LIST(REGISTER)                                                                      \
    do {                                                                                           \
        const term *cell = cons_cell(REGISTER(A));                                                 \
        term head = cell[0];                                                                       \
        term tail = cell[1];                                                                       \
        REGISTER(B) = head;                                                                        \
        REGISTER(C) = tail;                                                                        \
        NEXT(1);                                                                                   \
    } while (0)

#define DO_GET_HD(REGISTER)                                                                        \
    do {                                                                                           \
        REGISTER(B) = cons_head(REGISTER(A));                                                      \
        NEXT(1);                                                                                   \
    } while (0)

#define DO_GET_TL(REGISTER)                                                                        \
    do {                                                                                           \
        REGISTER(B) = cons_tail(REGISTER(A));                                                      \
        NEXT(1);                                                                                   \
    } while (0)

#define DO_LIST_MATCH(REGISTER)                                                                    \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        if (is_cons(a)) {                                                                          \
            const term *cell = cons_cell(a);                                                       \
            term head = cell[0];                                                                   \
            term tail = cell[1];                                                                   \
            REGISTER(B) = head;                                                                    \
            REGISTER(C) = tail;                                                                    \
            NEXT(2);                                                                               \
        }                                                                                          \
        GO(pc[1]);                                                                                 \
    } while (0)

#define DO_GET_ELEMENT(REGISTER)                                                                   \
    do {                                                                                           \
        REGISTER(C) = tuple_elements(REGISTER(A))[B];                                              \
        NEXT(1);                                                                                   \
    } while (0)

#define DO_GET_ELEMENT2(REGISTER)                                                                  \
    do {                                                                                           \
        const term *element = tuple_elements(REGISTER(A)) + B;                                     \
        term first = element[0];                                                                   \
        term second = element[1];                                                                  \
        REGISTER(C) = first;                                                                       \
        R(FIELD_A(pc[1])) = second;                                                                \
        NEXT(2);                                                                                   \
    } while (0)

#define DO_PUT_LIST(REGISTER)                                                                      \
    do {                                                                                           \
        top[0] = REGISTER(A);                                                                      \
        top[1] = REGISTER(B);                                                                      \
        REGISTER(C) = make_cons(top);                                                              \
        top += 2;                                                                                  \
        NEXT(1);                                                                                   \
    } while (0)

#define DO_PUT_LIST_O(REGISTER)                                                                    \
    do {                                                                                           \
        top[0] = OPERAND(1);                                                                       \
        top[1] = OPERAND(2);                                                                       \
        REGISTER(A) = make_cons(top);                                                              \
        top += 2;                                                                                  \
        NEXT(3);                                                                                   \
    } while (0)

#define DO_PUT_TUPLE2(REGISTER)                                                                    \
    do {                                                                                           \
        top[0] = make_header(2, TAG_TUPLE);                                                        \
        top[1] = REGISTER(A);                                                                      \
        top[2] = REGISTER(B);                                                                      \
        REGISTER(C) = make_boxed(top);                                                             \
        top += 3;                                                                                  \
        NEXT(1);                                                                                   \
    } while (0)

#define DO_ELEMENT(REGISTER)                                                                       \
    do {                                                                                           \
        term a = REGISTER(A);                                                                      \
        term b = REGISTER(B);                                                                      \
        if (is_small(a) && is_tuple(b)) {                                                          \
            term index = (term) small_value(a) - 1;                                                \
            if (index < tuple_arity(b)) {                                                          \
                REGISTER(C) = tuple_elements(b)[index];                                            \
                NEXT(3);                                                                           \
            }                                                                                      \
        }                                                                                          \
        goto bif2;                                                                                 \
    } while (0)

#define DO_MATCH_U8(REGISTER)                                                                      \
    do {                                                                                           \
        term *context = boxed_object(REGISTER(A));                                                 \
        size_t position = context[MATCH_POSITION];                                                 \
        if (context[MATCH_END] - position < 8) {                                                   \
            GO(pc[1]);                                                                             \
        }                                                                                          \
        const uint8_t *byte = (const uint8_t *) context[MATCH_BYTES] + (position >> 3);            \
        unsigned shift = position & 7;                                                             \
        uint32_t value = byte[0];                                                                  \
        if (shift != 0) {                                                                          \
            value = (((uint32_t) byte[0] << 8 | byte[1]) >> (8 - shift)) & 0xff;                   \
        }                                                                                          \
        context[MATCH_POSITION] = position + 8;                                                    \
        REGISTER(B) = make_small((sterm) value);                                                   \
        NEXT(2);                                                                                   \
    } while (0)

#define DO_MATCH_U16(REGISTER)                                                                     \
    do {                                                                                           \
        term *context = boxed_object(REGISTER(A));                                                 \
        size_t position = context[MATCH_POSITION];                                                 \
        if (context[MATCH_END] - position < 16) {                                                  \
            GO(pc[1]);                                                                             \
        }                                                                                          \
        const uint8_t *byte = (const uint8_t *) context[MATCH_BYTES] + (position >> 3);            \
        unsigned shift = position & 7;                                                             \
        uint32_t value = (uint32_t) byte[0] << 8 | byte[1];                                        \
        if (shift != 0) {                                                                          \
            value = ((value << 8 | byte[2]) >> (8 - shift)) & 0xffff;                              \
        }                                                                                          \
        context[MATCH_POSITION] = position + 16;                                                   \
        REGISTER(B) = make_small((sterm) value);                                                   \
        NEXT(2);                                                                                   \
    } while (0)

#define DO_MATCH_UINT(REGISTER)                                                                    \
    do {                                                                                           \
        term *context = boxed_object(REGISTER(A));                                                 \
        uint32_t bits = pc[2] & 0xffff;                                                            \
        if (!match_has(context, bits)) {                                                           \
            GO(pc[1]);                                                                             \
        }                                                                                          \
        REGISTER(B) = match_small(context, bits, pc[2] >> 16);                                     \
        NEXT(3);                                                                                   \
    } while (0)

#define DO_MATCH_AT_LEAST(REGISTER)                                                                \
    do {                                                                                           \
        const term *context = boxed_object(REGISTER(A));                                           \
        size_t rest = context[MATCH_END] - context[MATCH_POSITION];                                \
        TEST(rest >= pc[2] && (pc[3] <= 1 || (rest - pc[2]) % pc[3] == 0), 4);                     \
    } while (0)

#endif
