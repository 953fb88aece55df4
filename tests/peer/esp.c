// SPDX-License-Identifier: Apache-2.0
// esp.c - frames, answers and the operations that do not touch flash (esp-serial-protocol.md,
// sections 1 to 4).
#include "tests/peer/esp.h"

#include <string.h>

enum { END = 0xC0, ESCAPE = 0xDB, ESCAPED_END = 0xDC, ESCAPED_ESCAPE = 0xDD };
enum { REQUEST_HEADER = 8, SYNC_ANSWERS = 8, SECURE_DOWNLOAD = 1 << 2 };

static const struct esp_chip chips[] = {
#define ESP_CHIP(name, title, id, word, status, words, security, boot, base, usr, length, w0,      \
                 uart, crystal, baud, loader_text, run_text)                                       \
    {#name, title,  id, word, status,  words, security,    boot,    base,                          \
     usr,   length, w0, uart, crystal, baud,  loader_text, run_text},
#define ESP_REG(...)
#include "tests/peer/esp_chips.def"
#undef ESP_CHIP
#undef ESP_REG
};

const struct esp_chip *esp_chip_at(size_t index)
{
    return index < sizeof chips / sizeof chips[0] ? &chips[index] : NULL;
}

const struct esp_chip *esp_find_chip(const char *name)
{
    for (size_t i = 0; i < sizeof chips / sizeof chips[0]; i++)
        if (strcmp(chips[i].name, name) == 0)
            return &chips[i];
    return NULL;
}

uint32_t esp_word(const uint8_t *bytes)
{
    return (uint32_t) bytes[0] | (uint32_t) bytes[1] << 8 | (uint32_t) bytes[2] << 16 |
           (uint32_t) bytes[3] << 24;
}

void esp_put_word(uint8_t *bytes, uint32_t word)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t) (word >> 8 * i);
}

// Answers -----------------------------------------------------------------------------------------

void esp_send_frame(struct esp *esp, const uint8_t *bytes, size_t size)
{
    uint8_t out[2 * ESP_DATA_MAX + 2];
    size_t n = 0;
    out[n++] = END;
    for (size_t i = 0; i < size && n + 3 <= sizeof out; i++) {
        if (bytes[i] == END || bytes[i] == ESCAPE) {
            out[n++] = ESCAPE;
            out[n++] = bytes[i] == END ? ESCAPED_END : ESCAPED_ESCAPE;
        } else {
            out[n++] = bytes[i];
        }
    }
    out[n++] = END;
    line_send(esp->line, out, n);
}

// Observed: on success most operations set the first status byte only; these set the second one
// too.
static bool clears_error(uint8_t operation)
{
    return operation == ESP_SYNC || operation == ESP_READ_REG || operation == ESP_WRITE_REG ||
           operation == ESP_SPI_ATTACH || operation == ESP_SPI_FLASH_MD5 ||
           operation == ESP_READ_FLASH_SLOW;
}

static void stub_answer(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size,
                        uint8_t error)
{
    uint8_t out[REQUEST_HEADER + 64 + 2] = {1, operation, (uint8_t) (size + 2), 0};
    if (operation == ESP_READ_REG)
        esp_put_word(out + 4, esp->value);
    if (size > 0)
        memcpy(out + REQUEST_HEADER, data, size);
    out[REQUEST_HEADER + size] = error;
    esp_send_frame(esp, out, REQUEST_HEADER + size + 2);
}

void esp_answer(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size, uint8_t error)
{
    if (esp->mode == ESP_STUB) {
        stub_answer(esp, operation, data, size, error);
        return;
    }
    size_t status_size = esp->options.chip->status_size;
    uint8_t *out = esp->answer;
    out[0] = 1;
    out[1] = operation;
    out[2] = (uint8_t) (size + status_size);
    out[3] = 0;
    esp_put_word(out + 4, esp->value);
    if (size > 0)
        memcpy(out + REQUEST_HEADER, data, size);
    if (error != ESP_OK)
        esp->error = error;
    else if (clears_error(operation))
        esp->error = 0;
    out[REQUEST_HEADER + size] = error != ESP_OK;
    out[REQUEST_HEADER + size + 1] = esp->error;
    esp_send_frame(esp, out, REQUEST_HEADER + size + status_size);
}

// Observed: what is not understood is answered in the name of the last operation that was.
static void refuse_unknown(struct esp *esp, uint8_t operation)
{
    if (esp->mode == ESP_STUB) {
        uint8_t error = operation == ESP_GET_SECURITY_INFO || esp->options.stub == 1
                            ? ESP_STUB_NONE
                            : ESP_STUB_COMMAND;
        esp_answer(esp, operation, NULL, 0, error);
        return;
    }
    int times = esp->last_operation == ESP_SYNC ? SYNC_ANSWERS : 1;
    for (int i = 0; i < times; i++)
        esp_answer(esp, esp->last_operation, NULL, 0, ESP_BAD_MESSAGE);
}

// Operations --------------------------------------------------------------------------------------

static void answer_sync(struct esp *esp, const uint8_t *data, size_t size)
{
    esp->value = esp->mode == ESP_STUB ? 0 : size >= 4 ? esp_word(data) : esp->value;
    for (int i = 0; i < SYNC_ANSWERS; i++)
        esp_answer(esp, ESP_SYNC, NULL, 0, ESP_OK);
}

// Observed: the length is not checked; a short request is completed by what the buffer held.
static void read_reg(struct esp *esp, const uint8_t *data, size_t size)
{
    if (esp->mode == ESP_STUB && size != 4) {
        esp->value = 0;
        esp_answer(esp, ESP_READ_REG, NULL, 0, ESP_STUB_LENGTH);
        return;
    }
    esp->value = esp_reg_read(esp, esp_word(data));
    esp_answer(esp, ESP_READ_REG, NULL, 0, ESP_OK);
}

static void write_reg(struct esp *esp, const uint8_t *data, size_t size)
{
    for (size_t at = 0; at + 16 <= size; at += 16) {
        esp_reg_write(esp, esp_word(data + at), esp_word(data + at + 4), esp_word(data + at + 8));
        line_hold(esp->line, esp_word(data + at + 12) % 1000000);
    }
    bool good = size >= 16 && size % 16 == 0;
    uint8_t error = esp->mode == ESP_STUB ? ESP_STUB_LENGTH : ESP_BAD_MESSAGE;
    esp_answer(esp, ESP_WRITE_REG, NULL, 0, good ? ESP_OK : error);
}

static void mem_end(struct esp *esp, const uint8_t *data, size_t size)
{
    bool good = size == 8;
    bool jumps = good && esp_word(data) == 0;
    esp_write_stop(esp);
    esp_answer(esp, ESP_MEM_END, NULL, 0, good ? ESP_OK : ESP_BAD_MESSAGE);
    if (!jumps)
        return;
    if (esp->options.stub == 0) {
        esp->mode = ESP_RUNNING;
        return;
    }
    esp->mode = ESP_STUB;
    esp_regs_attach(esp);
    esp_send_frame(esp, (const uint8_t *) "OHAI", 4);
}

static void security_info(struct esp *esp)
{
    uint8_t out[20] = {0};
    esp_put_word(out, esp->options.security_flags);
    out[4] = esp->options.crypt_count;
    out[11] = 12; // as observed on the ESP32-C3
    esp_put_word(out + 12, (uint32_t) esp->options.chip->id);
    esp_put_word(out + 16, 3);
    esp_answer(esp, ESP_GET_SECURITY_INFO, out, esp->options.chip->security_size, ESP_OK);
}

static void spi_attach(struct esp *esp, size_t size)
{
    bool is_stub = esp->mode == ESP_STUB;
    bool good = size == 4 || (size == 8 && !is_stub);
    if (good)
        esp_regs_attach(esp);
    esp_answer(esp, ESP_SPI_ATTACH, NULL, 0,
               good      ? ESP_OK
               : is_stub ? ESP_STUB_LENGTH
                         : ESP_BAD_MESSAGE);
}

static void set_params(struct esp *esp, const uint8_t *data, size_t size)
{
    if (size == 24)
        esp->flash_size = esp_word(data + 4);
    uint8_t error = esp->mode == ESP_STUB ? ESP_STUB_LENGTH : ESP_BAD_MESSAGE;
    esp_answer(esp, ESP_SPI_SET_PARAMS, NULL, 0, size == 24 ? ESP_OK : error);
}

// The answer leaves at the old rate. A ROM computes its divider for the crystal that it believes to
// be there, so with another one the rate comes out different.
static void change_baud(struct esp *esp, const uint8_t *data, size_t size)
{
    uint64_t rate = size == 8 ? esp_word(data) : 0;
    uint8_t error = esp->mode == ESP_STUB ? ESP_STUB_LENGTH : ESP_BAD_MESSAGE;
    esp_answer(esp, ESP_CHANGE_BAUDRATE, NULL, 0, rate != 0 ? ESP_OK : error);
    if (rate == 0)
        return;
    if (esp->mode == ESP_LOADER) {
        const struct esp_chip *chip = esp->options.chip;
        uint32_t believed = strcmp(chip->name, "esp32c2") == 0 ? 40 : chip->crystal_mhz;
        rate = rate * esp->options.crystal_mhz / believed;
    }
    esp->line->baud = (uint32_t) rate;
}

// Whether whoever speaks knows an operation.
static bool is_known(const struct esp *esp, uint8_t operation)
{
    bool is_stub = esp->mode == ESP_STUB;
    if (operation >= ESP_FLASH_BEGIN && operation <= ESP_READ_REG)
        return (esp->options.security_flags & SECURE_DOWNLOAD) == 0 || operation <= ESP_FLASH_END ||
               operation == ESP_SYNC;
    if (operation >= ESP_ERASE_FLASH && operation <= ESP_READ_FLASH)
        return is_stub;
    if (esp->options.chip->status_size == 2 && !is_stub)
        return false;
    if (operation == ESP_GET_SECURITY_INFO)
        return esp->options.chip->security_size > 0;
    if (operation == ESP_READ_FLASH_SLOW && is_stub)
        return false;
    if ((esp->options.security_flags & SECURE_DOWNLOAD) != 0)
        return operation == ESP_SPI_SET_PARAMS || operation == ESP_SPI_ATTACH ||
               operation == ESP_CHANGE_BAUDRATE;
    return operation >= ESP_SPI_SET_PARAMS && operation <= ESP_SPI_FLASH_MD5 && operation != 0x0C;
}

static void dispatch(struct esp *esp, uint8_t operation, const uint8_t *data, size_t size,
                     uint32_t sum)
{
    switch (operation) {
    case ESP_FLASH_BEGIN:
    case ESP_MEM_BEGIN:
    case ESP_FLASH_DEFL_BEGIN:
        esp_begin(esp, operation, data, size);
        break;
    case ESP_FLASH_DATA:
    case ESP_MEM_DATA:
    case ESP_FLASH_DEFL_DATA:
        esp_data(esp, operation, data, size, sum);
        break;
    case ESP_FLASH_END:
    case ESP_FLASH_DEFL_END:
        esp_end(esp, operation, data, size);
        break;
    case ESP_MEM_END:
        mem_end(esp, data, size);
        break;
    case ESP_SYNC:
        answer_sync(esp, data, size);
        break;
    case ESP_WRITE_REG:
        write_reg(esp, data, size);
        break;
    case ESP_READ_REG:
        read_reg(esp, data, size);
        break;
    case ESP_SPI_SET_PARAMS:
        set_params(esp, data, size);
        break;
    case ESP_SPI_ATTACH:
        spi_attach(esp, size);
        break;
    case ESP_READ_FLASH_SLOW:
        esp_read_slow(esp, data, size);
        break;
    case ESP_CHANGE_BAUDRATE:
        change_baud(esp, data, size);
        break;
    case ESP_SPI_FLASH_MD5:
        esp_md5(esp, data, size);
        break;
    case ESP_GET_SECURITY_INFO:
        security_info(esp);
        break;
    case ESP_ERASE_FLASH:
    case ESP_ERASE_REGION:
        esp_erase(esp, operation, data, size);
        break;
    default: // ESP_READ_FLASH
        esp_read_begin(esp, data, size);
        break;
    }
}

// Requests ----------------------------------------------------------------------------------------

// A request is complete. Observed: a ROM completes one that is too short with what the buffer held
// before, and does not look at the length field.
static void take_request(struct esp *esp, size_t frame_size)
{
    const uint8_t *frame = esp->frame;
    size_t size = frame_size > REQUEST_HEADER ? frame_size - REQUEST_HEADER : 0;
    uint8_t operation = frame[1];
    if (frame_size < REQUEST_HEADER && esp->mode == ESP_STUB)
        return;
    if (frame[0] != 0 || !is_known(esp, operation)) {
        refuse_unknown(esp, operation);
        return;
    }
    esp->last_operation = operation;
    dispatch(esp, operation, frame + REQUEST_HEADER, size, esp_word(frame + 4));
}

static void take_frame(struct esp *esp)
{
    size_t size = esp->frame_size;
    esp->frame_size = 0;
    if (esp->read.is_active) {
        esp_read_acknowledge(esp, esp->frame, size);
        return;
    }
    struct fault_request what = fault_next_request(esp->fault);
    if (what.unplug) {
        line_unplug(esp->line, line_now(), esp->fault->unplug_ms);
        return;
    }
    if (what.reset) {
        esp_start(esp, BOARD_START_RUN);
        return;
    }
    if (what.silent)
        return;
    if (what.delay_us > 0)
        line_hold(esp->line, what.delay_us);
    take_request(esp, size);
}

// A byte of a frame, escapes resolved. What is too long is cut.
static void put(struct esp *esp, uint8_t byte)
{
    if (esp->frame_size < sizeof esp->frame)
        esp->frame[esp->frame_size++] = byte;
}

static void esp_byte(void *self, uint8_t byte)
{
    struct esp *esp = self;
    if (esp->mode != ESP_LOADER && esp->mode != ESP_STUB)
        return;
    // The ROM measures the rate of what comes first.
    if (esp->line->baud == 0 && esp->line->client_baud != 0)
        esp->line->baud = esp->line->client_baud;
    if (byte == END) {
        bool has_frame = esp->in_frame && esp->frame_size > 0;
        esp->in_frame = !has_frame;
        esp->is_escaped = false;
        if (has_frame)
            take_frame(esp);
    } else if (esp->in_frame && esp->is_escaped) {
        esp->is_escaped = false;
        put(esp, byte == ESCAPED_END ? END : byte == ESCAPED_ESCAPE ? ESCAPE : byte);
    } else if (esp->in_frame && byte == ESCAPE) {
        esp->is_escaped = true;
    } else if (esp->in_frame) {
        put(esp, byte);
    }
}

// The board ---------------------------------------------------------------------------------------

static void esp_reset(void *self, enum board_start start)
{
    esp_start(self, start);
}

static void esp_modem(void *self, bool dtr, bool rts)
{
    esp_lines(self, dtr, rts);
}

// EN has risen: the chip starts, and looks at IO0.
static uint64_t esp_tick(void *self, uint64_t now_ns)
{
    struct esp *esp = self;
    if (esp->en_rise_ns <= now_ns) {
        bool io0_low = esp->dtr && !esp->rts;
        esp_start(esp, io0_low ? BOARD_START_LOADER : BOARD_START_RUN);
    }
    return esp->en_rise_ns;
}

static void esp_report(const void *self, FILE *out)
{
    const struct esp *esp = self;
    static const char *const modes[] = {"held", "running", "loader", "stub"};
    fprintf(out, "chip %s\nmode %s\nloader-starts %llu\napp-starts %llu\n", esp->options.chip->name,
            modes[esp->mode], (unsigned long long) esp->loader_starts,
            (unsigned long long) esp->app_starts);
}

static void esp_close(void *self)
{
    esp_write_stop(self);
}

void esp_init(struct esp *esp, const struct esp_options *options, struct line *line,
              struct nor *nor, struct fault *fault, struct board *board)
{
    memset(esp, 0, sizeof *esp);
    esp->options = *options;
    if (esp->options.crystal_mhz == 0)
        esp->options.crystal_mhz = options->chip->crystal_mhz;
    esp->line = line;
    esp->nor = nor;
    esp->fault = fault;
    *board = (struct board){esp, esp_reset, esp_modem, esp_byte, esp_tick, esp_report, esp_close};
}
