// SPDX-License-Identifier: Apache-2.0
// proto_stm32_test.c - whatever single byte of a request or of an answer is lost, damaged or comes
// twice, bringing the loader back neither writes nor erases anything but what was meant. The loader
// is a model of ST AN3155 as credulous as that allows: it looks at nothing but the XOR.

#include "flasher/proto_stm32.h"

#include "tests/fake_line.h"
#include "tests/unit/test.h"

#define BASE  0x08000000U
#define PAGES 512U

enum step { RATE, COMMAND, COMPLEMENT, ADDRESS, SIZE, DATA, PAGE, LONG_PAGE };
enum { ACK = 0x79, NACK = 0x1F };

struct loader {
    struct fake_line line;
    bool is_long; // knows 44, not 43
    enum step step;
    uint8_t code;
    uint8_t bytes[300];
    uint32_t count; // also of what did not fit
    uint8_t sum;
    uint32_t address;
    uint8_t out[64];
    size_t out_count;
    // What happened to the flash.
    bool erased[PAGES];
    uint32_t lowest, highest; // written
    // What goes wrong: byte number `wrong` of one direction, counted from 1.
    unsigned wrong_in, wrong_out;
    unsigned count_in, count_out;
    enum { LOSE, DOUBLE, FLIP } how;
    unsigned bit;
};

static void answer(struct loader *loader, uint8_t byte)
{
    unsigned times = 1;
    if (++loader->count_out == loader->wrong_out) {
        times = loader->how == LOSE ? 0 : loader->how == DOUBLE ? 2 : 1;
        byte ^= (uint8_t) (loader->how == FLIP ? 1U << loader->bit : 0);
    }
    for (; times > 0 && loader->out_count < sizeof(loader->out); times--) {
        loader->out[loader->out_count++] = byte;
    }
}

static void enter(struct loader *loader, enum step step, uint8_t byte)
{
    loader->step = step;
    loader->count = 0;
    loader->sum = 0;
    answer(loader, byte);
}

static void run_command(struct loader *loader)
{
    switch (loader->code) {
    case 0x11:
    case 0x31:
        enter(loader, ADDRESS, ACK);
        break;
    case 0x43:
        enter(loader, loader->is_long ? COMMAND : PAGE, loader->is_long ? NACK : ACK);
        break;
    case 0x44:
        enter(loader, loader->is_long ? LONG_PAGE : COMMAND, loader->is_long ? ACK : NACK);
        break;
    default:
        enter(loader, COMMAND, NACK);
        break;
    }
}

static void erase(struct loader *loader, uint32_t page)
{
    if (page < PAGES) {
        loader->erased[page] = true;
    }
}

static uint32_t number_at(const struct loader *loader, uint32_t index)
{
    return loader->is_long ? (uint32_t) loader->bytes[2 * index] << 8 | loader->bytes[2 * index + 1]
                           : loader->bytes[index];
}

static void take_pages(struct loader *loader)
{
    uint32_t width = loader->is_long ? 2 : 1;
    if (loader->count < 2) {
        return;
    }
    uint32_t count = number_at(loader, 0);
    bool all = count >= (loader->is_long ? 0xFFF0U : 0xFFU);
    if (loader->count < (all ? width + 1 : width * (count + 2) + 1)) {
        return;
    }
    // FF 00, or FF FF 00.
    bool good = all && !loader->is_long ? loader->bytes[1] == 0 : loader->sum == 0;
    for (uint32_t i = 0; good && all && i < PAGES; i++) {
        erase(loader, i);
    }
    for (uint32_t i = 0; good && !all && i <= count && (i + 2) * width <= 300; i++) {
        erase(loader, number_at(loader, i + 1));
    }
    enter(loader, COMMAND, good ? ACK : NACK);
}

static void take_data(struct loader *loader)
{
    uint32_t size = loader->bytes[0] + 1U;
    if (loader->count < size + 2) {
        return;
    }
    if (loader->sum == 0) {
        uint32_t end = loader->address + size;
        loader->lowest = loader->address < loader->lowest ? loader->address : loader->lowest;
        loader->highest = end > loader->highest ? end : loader->highest;
    }
    enter(loader, COMMAND, loader->sum == 0 ? ACK : NACK);
}

static void take(struct loader *loader, uint8_t byte)
{
    if (loader->count < sizeof(loader->bytes)) {
        loader->bytes[loader->count] = byte;
    }
    loader->count++;
    loader->sum ^= byte;
    switch (loader->step) {
    case RATE:
        enter(loader, byte == 0x7F ? COMMAND : RATE, byte == 0x7F ? ACK : 0);
        break;
    case COMMAND:
        loader->code = byte;
        loader->step = COMPLEMENT;
        break;
    case COMPLEMENT:
        if ((loader->code ^ byte) == 0xFF) {
            run_command(loader);
        } else {
            enter(loader, COMMAND, NACK);
        }
        break;
    case ADDRESS:
        if (loader->count == 5) {
            const uint8_t *at = loader->bytes;
            loader->address =
                (uint32_t) at[0] << 24 | (uint32_t) at[1] << 16 | (uint32_t) at[2] << 8 | at[3];
            bool good = loader->sum == 0;
            enter(loader, !good ? COMMAND : loader->code == 0x31 ? DATA : SIZE, good ? ACK : NACK);
        }
        break;
    case SIZE:
        if (loader->count == 2) {
            enter(loader, COMMAND, loader->sum == 0xFF ? ACK : NACK);
        }
        break;
    case DATA:
        take_data(loader);
        break;
    default:
        take_pages(loader);
        break;
    }
}

// The line ----------------------------------------------------------------------------------------

static enum status line_read(void *state, uint8_t *data, size_t size, uint32_t timeout_ms,
                             size_t *count, struct failure *failure)
{
    struct loader *loader = state;
    *count = size < loader->out_count ? size : loader->out_count;
    memcpy(data, loader->out, *count);
    loader->out_count -= *count;
    memmove(loader->out, loader->out + *count, loader->out_count);
    loader->line.now_ms += *count > 0 ? 0 : timeout_ms;
    return STATUS_OK;
}

static enum status line_write(void *state, const uint8_t *data, size_t size, uint32_t timeout_ms,
                              size_t *count, struct failure *failure)
{
    struct loader *loader = state;
    for (size_t i = 0; i < size; i++) {
        bool is_wrong = ++loader->count_in == loader->wrong_in;
        uint8_t flip = (uint8_t) (is_wrong && loader->how == FLIP ? 1U << loader->bit : 0);
        if (!is_wrong || loader->how != LOSE) {
            take(loader, data[i] ^ flip);
        }
        if (is_wrong && loader->how == DOUBLE) {
            take(loader, data[i]);
        }
    }
    *count = size;
    return STATUS_OK;
}

static const struct serial_ops ops = {FAKE_LINE, .read = line_read, .write = line_write};

// Requests ----------------------------------------------------------------------------------------

// What is asked: a page to erase, or a block to write.
struct request {
    bool is_long;
    bool is_write;
    uint32_t page;
    uint32_t address;
    uint32_t size;
};

// One request on which one byte goes wrong, and the way back. Returns the bytes that were sent
// until the request had its end; the loader must stand where it waits for a command.
static unsigned try(const struct request *request, const struct loader *fault, bool *is_back,
                    struct loader *after)
{
    static struct loader loader;
    struct transport *transport;
    uint8_t data[PROTO_STM32_BLOCK];
    struct failure failure = {0};
    struct serial serial = {&ops, &loader};
    loader = *fault;
    loader.is_long = request->is_long;
    loader.step = COMMAND;
    loader.lowest = UINT32_MAX;
    for (unsigned i = 0; i < sizeof(data); i++) {
        data[i] = (uint8_t) (i * 37 + 11);
    }
    CHECK(transport_wrap(serial, "line", NULL, &transport, &failure) == STATUS_OK);
    struct proto_stm32 stm32 = {.transport = transport,
                                .has_erase = !request->is_long,
                                .has_extended_erase = request->is_long};
    enum status status =
        request->is_write
            ? proto_stm32_write(&stm32, request->address, data, request->size, &failure)
            : proto_stm32_erase(&stm32, request->page, 100, &failure);
    unsigned sent = loader.count_in;
    failure_clear(&failure);
    *is_back = status == STATUS_OK || proto_stm32_resync(&stm32, &failure) == STATUS_OK;
    *is_back &= loader.step == COMMAND;
    *after = loader;
    transport_close(transport);
    return sent;
}

static bool is_as_meant(const struct request *request, const struct loader *after)
{
    for (uint32_t page = 0; page < PAGES; page++) {
        if (after->erased[page] && (request->is_write || page != request->page)) {
            printf("# page %u erased\n", (unsigned) page);
            return false;
        }
    }
    if (after->highest > 0 && (!request->is_write || after->lowest < request->address ||
                               after->highest > request->address + request->size)) {
        printf("# written from 0x%x to 0x%x\n", (unsigned) after->lowest,
               (unsigned) after->highest);
        return false;
    }
    return true;
}

// Every byte of the request and of its answers, lost or flipped in each bit.
static void try_everything(const struct request *request)
{
    struct loader after;
    struct loader fault = {.how = LOSE};
    bool is_back;
    unsigned sent = try(request, &fault, &is_back, &after);
    CHECK(is_back && is_as_meant(request, &after));
    CHECK(request->is_write ? after.lowest == request->address : after.erased[request->page]);
    for (unsigned way = 0; way < 9; way++) {
        for (unsigned at = 1; at <= sent + 3; at++) {
            fault = (struct loader){.how = way < 8 ? FLIP : LOSE, .bit = way};
            *(at > sent ? &fault.wrong_out : &fault.wrong_in) = at > sent ? at - sent : at;
            try(request, &fault, &is_back, &after);
            if (!is_as_meant(request, &after)) {
                printf("# %s at byte %u of %s, page %u, address 0x%x\n", way < 8 ? "flip" : "loss",
                       at > sent ? at - sent : at, at > sent ? "the answers" : "the request",
                       (unsigned) request->page, (unsigned) request->address);
                CHECK(false);
                return;
            }
            // A count that became too large takes a reset to get out of.
            CHECK(is_back || (way < 8 && request->is_long));
        }
    }
}

static void disturbed_short_erasing_hits_no_other_page(void)
{
    for (uint32_t page = 0; page < 256; page++) {
        try_everything(&(struct request){.page = page});
    }
}

static void disturbed_long_erasing_hits_no_other_page(void)
{
    for (uint32_t page = 0; page < PAGES; page++) {
        try_everything(&(struct request){.is_long = true, .page = page});
    }
}

static void disturbed_writing_hits_no_other_place(void)
{
    static const uint32_t sizes[] = {32, 128, 256};
    for (unsigned i = 0; i < 3; i++) {
        for (uint32_t at = 0; at < 0x40000; at += 0x1FA0) {
            try_everything(
                &(struct request){.is_write = true, .address = BASE + at, .size = sizes[i]});
        }
    }
}

int main(void)
{
    TEST(disturbed_short_erasing_hits_no_other_page);
    TEST(disturbed_long_erasing_hits_no_other_page);
    TEST(disturbed_writing_hits_no_other_place);
    return test_done();
}
