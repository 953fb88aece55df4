// SPDX-License-Identifier: Apache-2.0
// proto_esp.c - reading, erasing and writing flash through the ROM loader.

#include "flasher/proto_esp.h"

#include <stdlib.h>
#include <string.h>

#include "flasher/esp_request.h"
#include "packbeam/bytes.h"
#include "packbeam/deflate.h"

#define ERASE_MS_PER_MB 30000
#define WRITE_MS_PER_MB 40000
#define MD5_MS_PER_MB   8000
#define READ_SIZE       64
// For a sector on a disturbed link; the slowest sound one needs half of it.
#define READ_PART_MS 15000

// Time for work on size bytes; 3 s at least and 240 s at most.
static uint32_t scaled_ms(uint32_t size, uint32_t ms_per_mb)
{
    uint64_t time = (uint64_t) size * ms_per_mb / 1000000 + 1;
    return time < TIMEOUT_MS ? TIMEOUT_MS : time > 240000 ? 240000 : (uint32_t) time;
}

// 32 digits of a sum. STATUS_BOARD: they are none, so the answer was damaged.
static enum status read_digits(struct esp *esp, const uint8_t *digits, uint8_t digest[MD5_SIZE])
{
    memset(digest, 0, MD5_SIZE);
    for (size_t i = 0; i < 2 * MD5_SIZE; i++) {
        uint8_t c = digits[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
            esp_note_frame(esp, VERDICT_DAMAGED, OP_FLASH_MD5);
            return STATUS_BOARD;
        }
        uint8_t digit = c <= '9' ? (uint8_t) (c - '0') : (uint8_t) (c - 'a' + 10);
        digest[i / 2] = (uint8_t) (digest[i / 2] << 4 | digit);
    }
    return STATUS_OK;
}

enum status esp_flash_md5(struct esp *esp, uint32_t offset, uint32_t size, uint8_t digest[MD5_SIZE],
                          struct failure *failure)
{
    uint8_t data[16] = {0};
    bytes_put_le32(data, offset);
    bytes_put_le32(data + 4, size);
    struct esp_answer answer;
    enum status status = esp_request_again(esp, OP_FLASH_MD5, data, 16,
                                           scaled_ms(size, MD5_MS_PER_MB), 32, &answer, failure);
    if (status != STATUS_OK) {
        return status;
    }
    return read_digits(esp, answer.data, digest);
}

static void md5_of(const uint8_t *data, size_t size, uint8_t digest[MD5_SIZE])
{
    struct md5 md5;
    md5_init(&md5);
    md5_update(&md5, data, size);
    md5_finish(&md5, digest);
}

static enum status read_part(struct esp *esp, uint32_t offset, uint32_t size, uint8_t *to,
                             struct failure *failure)
{
    uint64_t start = transport_now_ms(esp->transport);
    unsigned disturbances = esp->disturbances;
    for (uint32_t at = 0; at < size; at += READ_SIZE) {
        // Each request is repeated by itself; what that takes in all is for the caller to judge.
        if (esp->disturbances != disturbances &&
            transport_now_ms(esp->transport) - start > READ_PART_MS) {
            return STATUS_BOARD;
        }
        uint8_t data[8];
        uint32_t part = size - at < READ_SIZE ? size - at : READ_SIZE;
        struct esp_answer answer;
        bytes_put_le32(data, offset + at);
        bytes_put_le32(data + 4, part);
        enum status status = esp_request_again(esp, OP_READ_FLASH_SLOW, data, 8, TIMEOUT_MS,
                                               READ_SIZE, &answer, failure);
        if (status != STATUS_OK) {
            return status;
        }
        memcpy(to + at, answer.data, part);
    }
    return STATUS_OK;
}

enum status esp_flash_read(struct esp *esp, uint32_t offset, uint32_t size, uint8_t *data,
                           void (*progress)(void *context, uint32_t done, uint32_t size),
                           void *context, struct failure *failure)
{
    uint32_t done = 0;
    int tries = 0;
    while (done < size) {
        uint32_t part = size - done < ESP_SECTOR ? size - done : ESP_SECTOR;
        uint8_t here[MD5_SIZE];
        uint8_t there[MD5_SIZE];
        enum status status = read_part(esp, offset + done, part, data + done, failure);
        if (status == STATUS_OK) {
            status = esp_flash_md5(esp, offset + done, part, there, failure);
        }
        if (status != STATUS_OK) {
            return status;
        }
        md5_of(data + done, part, here);
        if (memcmp(here, there, MD5_SIZE) != 0) {
            esp->disturbances++;
            if (++tries == 10) {
                return fail(failure, STATUS_VERIFY,
                            "flash at 0x%x: what arrives is never what the chip has\n"
                            "try a lower --baud",
                            (unsigned) (offset + done));
            }
            continue;
        }
        tries = 0;
        done += part;
        if (progress != NULL) {
            progress(context, done, size);
        }
    }
    return STATUS_OK;
}

static enum status begin(struct esp *esp, uint8_t operation, uint32_t size, uint32_t blocks,
                         uint32_t block_size, uint32_t offset, struct failure *failure)
{
    const uint32_t words[5] = {size, blocks, block_size, offset, 0};
    // A damaged request must not reach beyond what is to be written: the loader refuses that.
    const uint32_t params[6] = {0, offset + size, 0x10000, ESP_SECTOR, 0x100, 0xFFFF};
    enum status status = esp_request_words(esp, OP_SPI_SET_PARAMS, params, 6, TIMEOUT_MS, failure);
    // Not repeated here: each time it is sent it may erase, so the caller shall know of each.
    if (status == STATUS_OK) {
        uint8_t data[20];
        for (size_t i = 0; i < 5; i++) {
            bytes_put_le32(data + 4 * i, words[i]);
        }
        status = esp_request(esp, operation, data, 4 * (size_t) esp->chip->begin_words, 0,
                             scaled_ms(size, ERASE_MS_PER_MB), 0, NULL, failure);
    }
    return status;
}

// Back to the size that the flash has.
static enum status end(struct esp *esp, struct failure *failure)
{
    const uint32_t params[6] = {0, esp->flash_size, 0x10000, ESP_SECTOR, 0x100, 0xFFFF};
    return esp_request_words(esp, OP_SPI_SET_PARAMS, params, 6, TIMEOUT_MS, failure);
}

enum status esp_flash_erase(struct esp *esp, uint32_t offset, uint32_t size,
                            struct failure *failure)
{
    enum status status = begin(esp, OP_FLASH_BEGIN, size, 0, 0x400, offset, failure);
    return status == STATUS_OK ? end(esp, failure) : status;
}

static enum status send_block(struct esp *esp, uint8_t operation, const uint8_t *data,
                              uint32_t size, uint32_t number, uint32_t timeout_ms,
                              struct failure *failure)
{
    uint8_t *payload = esp->request + 8;
    uint32_t check = 0xEF;
    for (uint32_t i = 0; i < size; i++) {
        check ^= data[i];
    }
    bytes_put_le32(payload, size);
    bytes_put_le32(payload + 4, number);
    bytes_put_le64(payload + 8, 0);
    memcpy(payload + 16, data, size);
    return esp_request(esp, operation, payload, size + 16, check, timeout_ms, 0, NULL, failure);
}

// Plain blocks are filled up, so their size has to divide a sector; compressed ones may be as long
// as the ROM takes them.
static uint32_t block_size_of(const struct esp *esp, bool is_packed)
{
    uint32_t longest = esp->block_limit != 0 ? esp->block_limit : esp->chip->block_size;
    uint32_t block = ESP_SECTOR;
    while (block > longest) {
        block /= 2;
    }
    return is_packed ? longest : block;
}

void esp_shorten_blocks(struct esp *esp)
{
    uint32_t half = (esp->block_limit != 0 ? esp->block_limit : esp->chip->block_size) / 2;
    esp->block_limit = half < ESP_BLOCK_MIN ? ESP_BLOCK_MIN : half;
}

enum status esp_flash_write(struct esp *esp, uint32_t offset, const uint8_t *data, uint32_t size,
                            void (*progress)(void *context, uint32_t done, uint32_t size),
                            void *context, struct failure *failure)
{
    // Where compressed blocks may be longer than plain ones, what does not shrink goes as a
    // compressed stream of stored bytes, too: fewer answers to wait for.
    bool is_long = esp->chip->block_size > ESP_SECTOR;
    size_t capacity = is_long ? size + size / 256 + 64 : size;
    uint8_t *packed = malloc(capacity);
    size_t packed_size = 0;
    if (packed == NULL) {
        return fail_memory(failure, capacity);
    }
    bool is_packed = deflate_into(data, size, 9, packed, capacity, &packed_size);
    const uint8_t *from = is_packed ? packed : data;
    uint32_t total = is_packed ? (uint32_t) packed_size : size;
    uint32_t block = block_size_of(esp, is_packed);
    enum status status = begin(esp, is_packed ? OP_DEFL_BEGIN : OP_FLASH_BEGIN, size,
                               (total + block - 1) / block, block, offset, failure);
    for (uint32_t at = 0, number = 0; at < total && status == STATUS_OK; number++) {
        uint32_t part = total - at < block ? total - at : block;
        // One block of compressed data may become any part of the whole.
        status = send_block(esp, is_packed ? OP_DEFL_DATA : OP_FLASH_DATA, from + at, part, number,
                            scaled_ms(is_packed ? size : block, WRITE_MS_PER_MB), failure);
        at += part;
        if (status == STATUS_OK && progress != NULL) {
            progress(context, (uint32_t) ((uint64_t) size * at / total), size);
        }
    }
    free(packed);
    return status == STATUS_OK ? end(esp, failure) : status;
}
