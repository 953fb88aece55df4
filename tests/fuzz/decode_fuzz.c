// SPDX-License-Identifier: Apache-2.0
// decode_fuzz.c - the decoder of BEAM instructions: any bytes as the code of a module. Operands are
// what decode.h promises, and no instruction is longer than the bytes.

#include "tests/fuzz/fuzz.h"
#include "vm/decode.h"

// List items of one instruction.
struct items {
    struct operand *blocks[MAX_OPERANDS];
    size_t count;
};

static struct operand *new_items(void *context, size_t count)
{
    struct items *items = context;
    struct operand *block = items->count < MAX_OPERANDS ? calloc(count, sizeof *block) : NULL;
    if (block != NULL) {
        items->blocks[items->count++] = block;
    }
    return block;
}

static void check_operand(const struct operand *operand, const uint8_t *data, size_t size)
{
    switch (operand->kind) {
    case OPERAND_INTEGER:
    case OPERAND_NIL:
        break;
    case OPERAND_BIG:
        FUZZ_REQUIRE(operand->value > 8 && operand->bytes >= data);
        FUZZ_REQUIRE((size_t) operand->value <= size - (size_t) (operand->bytes - data));
        break;
    case OPERAND_LIST:
        for (int64_t i = 0; i < operand->value; i++) {
            FUZZ_REQUIRE(operand->items[i].kind != OPERAND_LIST);
            check_operand(&operand->items[i], data, size);
        }
        break;
    case OPERAND_UNSIGNED:
        FUZZ_REQUIRE(operand->value >= 0);
        break;
    default:
        FUZZ_REQUIRE(operand->kind >= OPERAND_ATOM && operand->kind <= OPERAND_ALLOC);
        FUZZ_REQUIRE(operand->value >= 0 && operand->value <= UINT32_MAX);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct items items = {.count = 0};
    struct instruction instruction;
    struct decoder decoder = {
        .bytes = data, .size = size, .new_items = new_items, .context = &items};
    size_t last = 0;
    bool more = true;
    while (more) {
        more = decode_next(&decoder, &instruction);
        FUZZ_REQUIRE(decoder.position <= size);
        if (more) {
            FUZZ_REQUIRE(decoder.position > last && decoder.error == NULL);
            last = decoder.position;
            for (unsigned i = 0; i < instruction.operand_count; i++) {
                check_operand(&instruction.operands[i], data, size);
            }
        }
        while (items.count > 0) {
            free(items.blocks[--items.count]);
        }
    }
    FUZZ_REQUIRE(decoder.error != NULL ? decoder.error_offset <= size : decoder.position == size);
    return 0;
}
