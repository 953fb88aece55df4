// SPDX-License-Identifier: Apache-2.0
// esp_request.h - requests to the ROM loader, for the files esp_*.c and proto_esp.c only.
//
//     request   00, operation, size of the data (2), check (4), data
//     answer    01, operation, size of the rest (2), value (4), data, status (4)
//
// in SLIP frames, little-endian. check is 0 but for the data of a transfer. Facts: the makers'
// "Serial Protocol", and sessions with mask ROMs in golden/slip.

#ifndef FLASHER_ESP_REQUEST_H
#define FLASHER_ESP_REQUEST_H

#include "flasher/proto_esp.h"

enum esp_operation {
    OP_FLASH_BEGIN = 0x02,
    OP_FLASH_DATA = 0x03,
    OP_FLASH_END = 0x04,
    OP_SYNC = 0x08,
    OP_WRITE_REG = 0x09,
    OP_READ_REG = 0x0A,
    OP_SPI_SET_PARAMS = 0x0B,
    OP_SPI_ATTACH = 0x0D,
    OP_READ_FLASH_SLOW = 0x0E,
    OP_CHANGE_BAUDRATE = 0x0F,
    OP_DEFL_BEGIN = 0x10,
    OP_DEFL_DATA = 0x11,
    OP_FLASH_MD5 = 0x13,
    OP_SECURITY_INFO = 0x14,
};

#define TIMEOUT_MS      3000
#define SYNC_TIMEOUT_MS 100
#define STATUS_SIZE     4
// How long what follows a refusal may take to arrive.
#define REFUSED_QUIET_MS 200

// What an answer says, once it is the one that was waited for.
struct esp_answer {
    uint32_t value;
    const uint8_t *data; // in esp->answer, until the next request
    size_t size;         // without the status
};

// What became of a frame.
enum esp_verdict {
    VERDICT_ANSWER,
    VERDICT_REFUSED,
    VERDICT_OTHER,   // well-formed, but of another request: late, or repeated
    VERDICT_DAMAGED, // its lengths or its status are impossible
};

// A request without waiting for its answer.
enum status esp_send(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size,
                     uint32_t check, struct failure *failure);

// Send a request and wait for its answer with data_size bytes before the status. A damaged answer
// is no answer: STATUS_BOARD at once, since nothing else will come. answer may be NULL.
enum status esp_request(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size,
                        uint32_t check, uint32_t timeout_ms, size_t data_size,
                        struct esp_answer *answer, struct failure *failure);

// Wait for one more answer to a request that has several, and forget it. STATUS_BOARD: none came.
enum status esp_next_answer(struct esp *esp, uint8_t operation, uint32_t timeout_ms,
                            struct failure *failure);

// A request whose repetition does no harm: three times, as long as the loader can be synchronised
// with in between.
enum status esp_request_again(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size,
                              uint32_t timeout_ms, size_t data_size, struct esp_answer *answer,
                              struct failure *failure);

// The same with data of at most six words, and an answer without data.
enum status esp_request_words(struct esp *esp, uint8_t operation, const uint32_t *words,
                              size_t count, uint32_t timeout_ms, struct failure *failure);

enum status esp_write_register(struct esp *esp, uint32_t address, uint32_t value,
                               struct failure *failure);

// Read and forget until the line was quiet for so long, or 2 s are over.
enum status esp_drop_input(struct esp *esp, uint32_t quiet_ms, struct failure *failure);

// Count a disturbance, and keep what was seen for the message of the last failure.
void esp_note_frame(struct esp *esp, enum esp_verdict verdict, uint8_t operation);

void esp_trace(const struct esp *esp, const char *format, ...) FAILURE_PRINTF(2, 3);

#endif
