// SPDX-License-Identifier: Apache-2.0
// esp_answer_fuzz.c - what a chip sends, through the whole client: it stays in its memory, ends in
// bounded time, and believes no flash contents whose sum is another one.
//
// The first byte of the input chooses: even, the rest is what arrives, as it is; odd, requests are
// answered in the right form, with values, data and refusals from the input.

#include <string.h>

#include "flasher/proto_esp.h"
#include "packbeam/bytes.h"
#include "tests/fake_line.h"
#include "tests/fuzz/fuzz.h"

#define ANSWERS_SIZE 4096

// A port whose other end is the input, and whose clock runs only while something waits.
struct chip_port {
    struct fake_line line;
    const uint8_t *data;
    size_t size;
    size_t at;
    bool answers;
    uint8_t out[ANSWERS_SIZE]; // frames on their way to the client
    size_t out_start;
    size_t out_end;
    uint8_t request[SLIP_ENCODED_SIZE(ESP_REQUEST_MAX)];
    struct slip_decoder decoder;
};

static uint8_t take(struct chip_port *port)
{
    return port->at < port->size ? port->data[port->at++] : 0;
}

static enum status port_read(void *state, uint8_t *data, size_t size, uint32_t timeout_ms,
                             size_t *count, struct failure *failure)
{
    struct chip_port *port = state;
    size_t waiting = port->answers ? port->out_end - port->out_start : port->size - port->at;
    *count = waiting < size ? waiting : size;
    // Never all at once, so that frames arrive in pieces.
    if (*count > 7) {
        *count = 7;
    }
    if (*count == 0) {
        port->line.now_ms += timeout_ms > 0 ? timeout_ms : 1;
        return STATUS_OK;
    }
    if (port->answers) {
        memcpy(data, port->out + port->out_start, *count);
        port->out_start += *count;
    } else {
        memcpy(data, port->data + port->at, *count);
        port->at += *count;
    }
    return STATUS_OK;
}

// How much data the answer to an operation has.
static size_t data_size_of(uint8_t operation, uint8_t choice)
{
    switch (operation) {
    case 0x13:
        return 32;
    case 0x0E:
        return 64;
    case 0x14:
        return (choice & 2) != 0 ? 20 : 12;
    default:
        return (choice & 0x70) == 0x70 ? choice & 15 : 0;
    }
}

static void answer(struct chip_port *port, uint8_t operation)
{
    uint8_t body[8 + 64 + 4] = {1, operation};
    uint8_t choice = take(port);
    size_t size = data_size_of(operation, choice);
    bool refused = (choice & 0x0C) == 0x0C;
    if (refused) {
        size = 0;
    }
    bytes_put_le16(body + 2, (uint16_t) (size + 4));
    for (size_t i = 0; i < 4; i++) {
        body[4 + i] = take(port);
    }
    for (size_t i = 0; i < size; i++) {
        // Sums are sometimes digits at least.
        uint8_t byte = take(port);
        body[8 + i] = operation == 0x13 && (choice & 1) == 0 ? (uint8_t) ('0' + byte % 10) : byte;
    }
    body[8 + size] = refused;
    body[8 + size + 1] = refused ? take(port) : 0;
    int times = operation == 0x08 ? 8 : 1;
    for (int i = 0; i < times; i++) {
        if (ANSWERS_SIZE - port->out_end < SLIP_ENCODED_SIZE(sizeof(body))) {
            return;
        }
        port->out_end += slip_encode(body, size + 12, port->out + port->out_end);
    }
}

static enum status port_write(void *state, const uint8_t *data, size_t size, uint32_t timeout_ms,
                              size_t *count, struct failure *failure)
{
    struct chip_port *port = state;
    *count = size;
    port->line.now_ms++;
    for (size_t i = 0; i < size && port->answers; i++) {
        if (slip_decode(&port->decoder, data[i])) {
            FUZZ_REQUIRE(port->decoder.size >= 8 && port->request[0] == 0);
            FUZZ_REQUIRE(bytes_get_le16(port->request + 2) == port->decoder.size - 8);
            if (port->out_start == port->out_end) {
                port->out_start = port->out_end = 0;
            }
            // Behind the end of the input nothing answers any more.
            if (port->at < port->size) {
                answer(port, port->request[1]);
            }
        }
    }
    return STATUS_OK;
}

static const struct serial_ops ops = {FAKE_LINE, .read = port_read, .write = port_write};

// As the sequence does it, without its patience.
static void talk(struct esp *esp)
{
    struct failure failure = {0};
    struct esp_identity identity;
    static uint8_t data[2 * ESP_SECTOR];
    uint8_t digest[MD5_SIZE];
    if (esp_connect(esp, &failure) != STATUS_OK) {
        FUZZ_REQUIRE(failure.what[0] != '\0');
        return;
    }
    if (esp_find_chip(esp, &identity, &failure) != STATUS_OK ||
        esp_identify(esp, &identity, &failure) != STATUS_OK) {
        FUZZ_REQUIRE(failure.what[0] != '\0');
        return;
    }
    FUZZ_REQUIRE(identity.chip != NULL && identity.flash_size > 0);
    (void) esp_set_baud(esp, 460800, &failure);
    (void) esp_flash_md5(esp, 0, ESP_SECTOR, digest, &failure);
    memset(data, 0x5A, sizeof(data));
    (void) esp_flash_write(esp, ESP_SECTOR, data, sizeof(data), NULL, NULL, &failure);
    (void) esp_flash_erase(esp, ESP_SECTOR, ESP_SECTOR, &failure);
    (void) esp_flash_read(esp, 0, 100, data, NULL, NULL, &failure);
    (void) esp_reset(esp, false, &failure);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct chip_port port;
    static struct esp esp;
    if (size == 0) {
        return 0;
    }
    memset(&port, 0, sizeof(port));
    port.data = data;
    port.size = size;
    port.at = 1;
    port.answers = (data[0] & 1) != 0;
    port.decoder.body = port.request;
    port.decoder.capacity = sizeof(port.request);
    struct transport *transport;
    const struct serial serial = {&ops, &port};
    if (transport_wrap(serial, "fuzz", NULL, &transport, NULL) != STATUS_OK) {
        return 0;
    }
    esp_init(&esp, transport);
    esp.before = (data[0] & 2) != 0 ? ESP_BEFORE_USB_RESET : ESP_BEFORE_RESET;
    esp.is_usb_jtag = (data[0] & 2) != 0;
    talk(&esp);
    // An hour on its clock for one conversation would be a hang.
    FUZZ_REQUIRE(port.line.now_ms < 3600000);
    transport_close(transport);
    return 0;
}
