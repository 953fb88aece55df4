// SPDX-License-Identifier: Apache-2.0
// proto_stm32_fuzz.c - answers of a boot loader to ST AN3155, whatever they are: every request
// ends, with a status, and what was read lies where it shall. Time passes only while waiting.

#include "flasher/proto_stm32.h"

#include <string.h>

#include "tests/fake_line.h"
#include "tests/fuzz/fuzz.h"

struct line {
    struct fake_line line;
    const uint8_t *data;
    size_t size;
    size_t at;
};

static enum status line_read(void *state, uint8_t *data, size_t size, uint32_t timeout_ms,
                             size_t *count, struct failure *failure)
{
    struct line *line = state;
    size_t rest = line->size - line->at;
    *count = rest < size ? rest : size;
    if (*count == 0) {
        line->line.now_ms += timeout_ms;
        return STATUS_OK;
    }
    // 80 in front of a byte: nothing comes for a while.
    if (line->data[line->at] == 0x80) {
        line->at++;
        line->line.now_ms += timeout_ms;
        *count = 0;
        return STATUS_OK;
    }
    *count = 1;
    data[0] = line->data[line->at++];
    return STATUS_OK;
}

static enum status line_write(void *state, const uint8_t *data, size_t size, uint32_t timeout_ms,
                              size_t *count, struct failure *failure)
{
    *count = size;
    return STATUS_OK;
}

static const struct serial_ops ops = {FAKE_LINE, .read = line_read, .write = line_write};

static void check(enum status status, struct failure *failure)
{
    FUZZ_REQUIRE(status == STATUS_OK || failure->what[0] != '\0');
    failure_clear(failure);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct line line = {.data = data, .size = size};
    struct transport *transport;
    struct failure failure = {0};
    uint8_t block[PROTO_STM32_BLOCK + 1];
    struct serial serial = {&ops, &line};
    FUZZ_REQUIRE(transport_wrap(serial, "line", NULL, &transport, &failure) == STATUS_OK);
    struct proto_stm32 stm32 = {.transport = transport};
    check(proto_stm32_sync(&stm32, &failure), &failure);
    check(proto_stm32_identify(&stm32, &failure), &failure);
    memset(block, 0xA5, sizeof(block));
    check(proto_stm32_read(&stm32, 0x08000000, block, 8, &failure), &failure);
    FUZZ_REQUIRE(block[8] == 0xA5);
    check(proto_stm32_read(&stm32, 0x08000000, block, PROTO_STM32_BLOCK, &failure), &failure);
    FUZZ_REQUIRE(block[PROTO_STM32_BLOCK] == 0xA5);
    check(proto_stm32_erase(&stm32, 3, 1000, &failure), &failure);
    check(proto_stm32_write(&stm32, 0x08000000, block, 16, &failure), &failure);
    check(proto_stm32_resync(&stm32, &failure), &failure);
    check(proto_stm32_go(&stm32, 0x08000000, &failure), &failure);
    transport_close(transport);
    return 0;
}
