// SPDX-License-Identifier: Apache-2.0
// esp_flash.c - operations on flash and RAM: blocks that arrive plain or compressed, erasing, sums
// and reading (esp-serial-protocol.md, sections 6 and 7).
//
// The ROM erases everything when a write begins and writes a block before it answers. The stub
// erases as it goes, and answers a block before its data are written: what goes wrong there is told
// with the answer to the next one.
#include <string.h>

#include "tests/peer/esp.h"
#include "tests/peer/md5.h"

enum { BLOCK_HEADER = 16, SLOW_MAX = 64, PAGE = 256 };

static bool is_stub(const struct esp *esp)
{
    return esp->mode == ESP_STUB;
}

static bool is_esp8266(const struct esp *esp)
{
    return esp->options.chip->status_size == 2;
}

void esp_write_stop(struct esp *esp)
{
    if (esp->write.is_inflating)
        inflateEnd(&esp->write.stream);
    esp->write = (struct esp_write){0};
}

// Erasing -----------------------------------------------------------------------------------------

static void erase(struct esp *esp, uint32_t offset, uint32_t size)
{
    uint32_t first = offset / ESP_SECTOR;
    uint32_t end = (uint32_t) (((uint64_t) offset + size + ESP_SECTOR - 1) / ESP_SECTOR);
    nor_erase(esp->nor, (size_t) first * ESP_SECTOR, (size_t) (end - first) * ESP_SECTOR);
    line_hold(esp->line, (uint64_t) (end - first) * esp->options.erase_us);
}

// The ROM of the ESP8266 erases the sectors up to the next block boundary twice over, so that more
// is erased than was asked for (section 6: clients ask for less).
static uint32_t erased_by_esp8266(uint32_t offset, uint32_t size)
{
    uint32_t sectors = (size + ESP_SECTOR - 1) / ESP_SECTOR;
    uint32_t head = 16 - offset / ESP_SECTOR % 16;
    return (sectors + (sectors < head ? sectors : head)) * ESP_SECTOR;
}

// Erase as a ROM does at the beginning of a write. False: not there.
static bool rom_erase(struct esp *esp, uint32_t offset, uint32_t size)
{
    if (size == 0)
        return true;
    if (is_esp8266(esp)) {
        uint32_t all = erased_by_esp8266(offset, size);
        if (offset < esp->nor->size && all > esp->nor->size - offset)
            all = (uint32_t) (esp->nor->size - offset);
        if (offset % ESP_SECTOR != 0 || !nor_has(esp->nor, offset, all))
            return false;
        erase(esp, offset, all);
        return true;
    }
    if (offset % ESP_SECTOR != 0 || (uint64_t) offset + size > esp->flash_size ||
        !nor_has(esp->nor, offset, size))
        return false;
    erase(esp, offset, size);
    return true;
}

void esp_erase(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size)
{
    uint32_t offset = 0, length = (uint32_t) esp->nor->size;
    if (operation == ESP_ERASE_REGION) {
        if (size != 8) {
            esp_answer(esp, operation, NULL, 0, ESP_STUB_LENGTH);
            return;
        }
        offset = esp_word(data);
        length = esp_word(data + 4);
    }
    bool good = offset % ESP_SECTOR == 0 && length % ESP_SECTOR == 0;
    if (good && nor_has(esp->nor, offset, length))
        erase(esp, offset, length);
    else
        good = false;
    esp_answer(esp, operation, NULL, 0, good ? ESP_OK : ESP_STUB_LENGTH);
}

// Begin -------------------------------------------------------------------------------------------

// What is wrong with the numbers of a begin, for the ROM.
static uint8_t check_begin(const struct esp *esp, uint8_t operation, size_t size, uint32_t block)
{
    size_t words = operation == ESP_MEM_BEGIN ? 4 : esp->options.chip->begin_words;
    if (is_stub(esp))
        return size == 16 || (size == 20 && operation != ESP_MEM_BEGIN) ? ESP_OK : ESP_STUB_LENGTH;
    if (size != words * 4 || block > ESP_ROM_BLOCK_MAX)
        return ESP_BAD_MESSAGE;
    if (operation != ESP_MEM_BEGIN && !esp->is_attached && !is_esp8266(esp))
        return ESP_ACTION_FAILED;
    return ESP_OK;
}

static bool start_inflating(struct esp_write *write)
{
    write->is_inflating = inflateInit(&write->stream) == Z_OK;
    return write->is_inflating;
}

void esp_begin(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size)
{
    uint8_t error = size < 16 ? (is_stub(esp) ? ESP_STUB_LENGTH : ESP_BAD_MESSAGE)
                              : check_begin(esp, operation, size, esp_word(data + 8));
    if (error != ESP_OK) {
        esp_answer(esp, operation, NULL, 0, error);
        return;
    }
    uint32_t length = esp_word(data), offset = esp_word(data + 12);
    bool is_flash = operation != ESP_MEM_BEGIN;
    esp_write_stop(esp);
    if (is_flash && !is_stub(esp) && !rom_erase(esp, offset, length)) {
        esp_answer(esp, operation, NULL, 0, ESP_ACTION_FAILED);
        return;
    }
    // An ESP8266 has its flash attached by an empty begin.
    if (is_flash)
        esp->is_attached = true;
    esp->write = (struct esp_write){
        .target = operation == ESP_MEM_BEGIN     ? ESP_TARGET_RAM
                  : operation == ESP_FLASH_BEGIN ? ESP_TARGET_FLASH
                                                 : ESP_TARGET_DEFLATED,
        .block_size = esp_word(data + 8),
        .at = offset,
        .end = offset + length,
        .erased_until = offset - offset % ESP_SECTOR,
    };
    if (esp->write.target == ESP_TARGET_DEFLATED && !start_inflating(&esp->write))
        error = ESP_INFLATE;
    esp_answer(esp, operation, NULL, 0, error);
}

// Data --------------------------------------------------------------------------------------------

// Put bytes into flash behind those that are there.
static uint8_t store(struct esp *esp, const uint8_t *bytes, size_t size)
{
    struct esp_write *write = &esp->write;
    if (write->target == ESP_TARGET_RAM || size == 0)
        return ESP_OK;
    if (!nor_has(esp->nor, write->at, size) ||
        (!is_stub(esp) && (uint64_t) write->at + size > esp->flash_size && !is_esp8266(esp)))
        return ESP_ACTION_FAILED;
    if (is_stub(esp))
        for (; write->erased_until < write->at + size; write->erased_until += ESP_SECTOR)
            erase(esp, write->erased_until, ESP_SECTOR);
    bool good = nor_write(esp->nor, write->at, bytes, size);
    line_hold(esp->line, (size + PAGE - 1) / PAGE * esp->options.write_us);
    write->at += (uint32_t) size;
    return good || !esp->options.is_verifying ? ESP_OK : ESP_WRITE_FAILED;
}

static uint8_t inflate_block(struct esp *esp, const uint8_t *bytes, size_t size)
{
    struct esp_write *write = &esp->write;
    z_stream *stream = &write->stream;
    uint8_t out[4096];
    if (write->is_stream_done)
        return ESP_OK;
    stream->next_in = (uint8_t *) bytes; // zlib does not write to it
    stream->avail_in = (uInt) size;
    do {
        stream->next_out = out;
        stream->avail_out = sizeof out;
        int status = inflate(stream, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
            return ESP_INFLATE;
        uint8_t error = store(esp, out, sizeof out - stream->avail_out);
        if (error != ESP_OK)
            return error;
        write->is_stream_done = status == Z_STREAM_END;
    } while (stream->avail_out == 0 && !write->is_stream_done);
    return ESP_OK;
}

static uint8_t take_block(struct esp *esp, const uint8_t *bytes, size_t size)
{
    switch (esp->write.target) {
    case ESP_TARGET_FLASH:
        return store(esp, bytes, size);
    case ESP_TARGET_DEFLATED:
        return inflate_block(esp, bytes, size);
    default:
        return ESP_OK;
    }
}

static enum esp_target target_of(uint8_t operation)
{
    return operation == ESP_MEM_DATA     ? ESP_TARGET_RAM
           : operation == ESP_FLASH_DATA ? ESP_TARGET_FLASH
                                         : ESP_TARGET_DEFLATED;
}

static uint8_t sum_of(const uint8_t *bytes, size_t size)
{
    uint8_t sum = 0xEF;
    for (size_t i = 0; i < size; i++)
        sum ^= bytes[i];
    return sum;
}

// Observed: a block with a wrong sum uses up its sequence number.
static uint8_t rom_data(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size,
                        uint32_t sum)
{
    struct esp_write *write = &esp->write;
    uint32_t length = size < BLOCK_HEADER ? 0 : esp_word(data);
    if (write->target != target_of(operation))
        return esp->options.chip->security_size > 0 && write->target == ESP_TARGET_NONE
                   ? ESP_PARAMETER
                   : ESP_OK;
    // Only the compressed blocks end at any byte.
    bool is_whole = operation == ESP_FLASH_DEFL_DATA || length % 4 == 0;
    if (size < BLOCK_HEADER || length != size - BLOCK_HEADER || length > ESP_ROM_BLOCK_MAX ||
        !is_whole)
        return ESP_BAD_MESSAGE;
    bool is_next = esp_word(data + 4) == write->next_sequence;
    if (sum_of(data + BLOCK_HEADER, length) != (uint8_t) sum) {
        write->next_sequence += is_next;
        return ESP_CHECKSUM;
    }
    if (!is_next)
        return ESP_BAD_MESSAGE;
    write->next_sequence++;
    return take_block(esp, data + BLOCK_HEADER, length);
}

// The stub keeps no account of sequence numbers: the same block again is written again behind the
// last, so a client must not repeat one that was taken. Its sums tell one that was not.
static uint8_t stub_data(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size,
                         uint32_t sum)
{
    struct esp_write *write = &esp->write;
    uint32_t length = size < BLOCK_HEADER ? 0 : esp_word(data);
    if (write->target != target_of(operation))
        return ESP_STUB_NOT_WRITING;
    if (size < BLOCK_HEADER || length != size - BLOCK_HEADER || length > ESP_DATA_MAX)
        return ESP_STUB_LENGTH;
    if (sum_of(data + BLOCK_HEADER, length) != (uint8_t) sum)
        return ESP_STUB_CHECKSUM;
    if (write->failed != 0)
        return write->failed;
    // The last plain block is filled up; what lies behind the announced end is not written.
    if (operation == ESP_FLASH_DATA && length > write->end - write->at)
        length = write->end - write->at;
    uint8_t error = take_block(esp, data + BLOCK_HEADER, length);
    write->failed = error == ESP_INFLATE ? ESP_STUB_INFLATE : error == ESP_OK ? 0 : ESP_STUB_SPI;
    return ESP_OK;
}

void esp_data(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size, uint32_t sum)
{
    uint8_t error = is_stub(esp) ? stub_data(esp, operation, data, size, sum)
                                 : rom_data(esp, operation, data, size, sum);
    // In RAM, ROM and stub load alike.
    if (is_stub(esp) && operation == ESP_MEM_DATA && error == ESP_STUB_NOT_WRITING)
        error = ESP_STUB_COMMAND;
    esp_answer(esp, operation, NULL, 0, error);
}

// End ---------------------------------------------------------------------------------------------

static void stub_end(struct esp *esp, uint8_t operation, uint32_t stay)
{
    struct esp_write *write = &esp->write;
    uint8_t error = write->failed;
    bool is_short =
        write->target == ESP_TARGET_DEFLATED ? !write->is_stream_done : write->at < write->end;
    if (error == 0 && (write->target == ESP_TARGET_NONE || (is_short && write->end > write->at)))
        error = write->target == ESP_TARGET_NONE ? ESP_STUB_NOT_WRITING : ESP_STUB_LENGTH;
    esp_write_stop(esp);
    esp_answer(esp, operation, NULL, 0, error);
    // Version 1 goes back to the ROM; version 2 was seen to stay.
    if (error == 0 && stay == 0 && esp->options.stub == 1)
        esp_start(esp, BOARD_START_RUN);
}

void esp_end(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size)
{
    uint32_t stay = size >= 4 ? esp_word(data) : 0;
    if (is_stub(esp)) {
        stub_end(esp, operation, stay);
        return;
    }
    if (size != 4) {
        esp_answer(esp, operation, NULL, 0, ESP_BAD_MESSAGE);
        return;
    }
    bool good = is_esp8266(esp) || (esp->is_attached && esp->flash_size > 0);
    esp_answer(esp, operation, NULL, 0, good ? ESP_OK : ESP_ACTION_FAILED);
    if (stay == 0)
        esp_start(esp, BOARD_START_RUN);
    else
        esp_run_application(esp, false);
}

// Reading -----------------------------------------------------------------------------------------

void esp_md5(struct esp *esp, const uint8_t *data, size_t size)
{
    uint8_t digest[16];
    char text[33];
    uint32_t offset = size >= 8 ? esp_word(data) : 0, length = size >= 8 ? esp_word(data + 4) : 0;
    if (size < 8 || !esp->is_attached || !nor_has(esp->nor, offset, length)) {
        esp_answer(esp, ESP_SPI_FLASH_MD5, NULL, 0,
                   is_stub(esp) ? ESP_STUB_SPI
                   : size < 8   ? ESP_BAD_MESSAGE
                                : ESP_ACTION_FAILED);
        return;
    }
    md5(esp->nor->bytes + offset, length, digest);
    if (is_stub(esp)) {
        esp_answer(esp, ESP_SPI_FLASH_MD5, digest, sizeof digest, ESP_OK);
        return;
    }
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    esp_answer(esp, ESP_SPI_FLASH_MD5, (const uint8_t *) text, 32, ESP_OK);
}

// Always 64 bytes: those not asked for, and all of them on a refusal, are what was there before.
void esp_read_slow(struct esp *esp, const uint8_t *data, size_t size)
{
    uint8_t bytes[SLOW_MAX], error = ESP_OK;
    memcpy(bytes, esp->answer + 8, sizeof bytes);
    uint32_t offset = size == 8 ? esp_word(data) : 0, length = size == 8 ? esp_word(data + 4) : 0;
    if (size != 8) {
        esp_answer(esp, ESP_READ_FLASH_SLOW, NULL, 0, ESP_BAD_MESSAGE);
        return;
    }
    if (length > SLOW_MAX)
        error = ESP_READ_LENGTH;
    else if (!esp->is_attached)
        error = ESP_ACTION_FAILED;
    else if ((uint64_t) offset + length > esp->flash_size || !nor_has(esp->nor, offset, length))
        error = ESP_READ_BEHIND_END;
    else
        memcpy(bytes, esp->nor->bytes + offset, length);
    esp_answer(esp, ESP_READ_FLASH_SLOW, bytes, sizeof bytes, error);
}

// Send the frames of a read that the client is ready for; at the end the sum of all.
static void read_on(struct esp *esp)
{
    struct esp_read *read = &esp->read;
    const uint8_t *bytes = esp->nor->bytes + read->offset;
    while (read->sent < read->size &&
           (uint64_t) read->sent <
               (uint64_t) read->acknowledged + (uint64_t) read->in_flight * read->packet_size) {
        uint32_t rest = read->size - read->sent;
        uint32_t size = rest < read->packet_size ? rest : read->packet_size;
        esp_send_frame(esp, bytes + read->sent, size);
        read->sent += size;
    }
    if (read->acknowledged < read->size)
        return;
    uint8_t digest[16];
    md5(bytes, read->size, digest);
    esp_send_frame(esp, digest, sizeof digest);
    read->is_active = false;
}

void esp_read_begin(struct esp *esp, const uint8_t *data, size_t size)
{
    struct esp_read *read = &esp->read;
    *read = (struct esp_read){0};
    if (size == 16)
        *read = (struct esp_read){
            true, esp_word(data), esp_word(data + 4), esp_word(data + 8), esp_word(data + 12), 0,
            0};
    if (size != 16 || read->packet_size == 0 || read->packet_size > ESP_DATA_MAX ||
        read->in_flight == 0 || !nor_has(esp->nor, read->offset, read->size)) {
        *read = (struct esp_read){0};
        esp_answer(esp, ESP_READ_FLASH, NULL, 0, ESP_STUB_LENGTH);
        return;
    }
    esp_answer(esp, ESP_READ_FLASH, NULL, 0, ESP_OK);
    read_on(esp);
}

void esp_read_acknowledge(struct esp *esp, const uint8_t *frame, size_t size)
{
    uint32_t count = size >= 4 ? esp_word(frame) : 0;
    if (size != 4 || count > esp->read.sent) {
        esp->read.is_active = false;
        return;
    }
    esp->read.acknowledged = count;
    read_on(esp);
}
