// SPDX-License-Identifier: Apache-2.0
// esp_boot.c - resets, straps, and what the ROM prints when it starts.
#include <stdarg.h>
#include <string.h>

#include "tests/peer/esp.h"

static void print(struct esp *esp, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void print(struct esp *esp, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size > 0)
        line_send(esp->line, text, (size_t) size < sizeof text ? (size_t) size : sizeof text - 1);
}

static bool is_named(const struct esp *esp, const char *name)
{
    return strcmp(esp->options.chip->name, name) == 0;
}

static void print_header(struct esp *esp, const uint8_t *image)
{
    static const char *const modes[] = {"QIO", "QOUT", "DIO", "DOUT"};
    // The divider is what the header's frequency code means on most chips.
    unsigned code = image[3] & 15, divider = code == 15 ? 1 : code + 2;
    if (is_named(esp, "esp8266"))
        return;
    if (is_named(esp, "esp32"))
        print(esp,
              "configsip: 0, SPIWP:0x%02x\r\n"
              "clk_drv:0x00,q_drv:0x00,d_drv:0x00,cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00\r\n",
              image[8]);
    else
        print(esp, "SPIWP:0x%02x\r\n", image[8]);
    print(esp, "mode:%s, clock div:%u\r\n", modes[image[2] & 3], divider);
}

// Print what the ROM prints while it loads an image. False: there is none that it would start.
static bool load_image(struct esp *esp)
{
    uint32_t at = esp->options.chip->boot_offset;
    const uint8_t *bytes = esp->nor->bytes;
    if (!nor_has(esp->nor, at, 24) || bytes[at] != 0xE9) {
        uint32_t word = nor_has(esp->nor, at, 4) ? esp_word(bytes + at) : 0xFFFFFFFFu;
        for (int i = 0; i < 3; i++)
            print(esp, "invalid header: 0x%08x\r\n", (unsigned) word);
        return false;
    }
    const uint8_t *image = bytes + at;
    print_header(esp, image);
    at += is_named(esp, "esp8266") ? 8 : 24;
    for (unsigned i = 0; i < image[1] && i < 16; i++) {
        if (!nor_has(esp->nor, at, 8))
            return false;
        uint32_t address = esp_word(bytes + at), size = esp_word(bytes + at + 4);
        print(esp, is_named(esp, "esp32") ? "load:0x%08x,len:%u\r\n" : "load:0x%08x,len:0x%x\r\n",
              (unsigned) address, (unsigned) size);
        if (!nor_has(esp->nor, at + 8, size))
            return false;
        at += 8 + size;
    }
    print(esp, "entry 0x%08x\r\n", (unsigned) esp_word(image + 4));
    return true;
}

void esp_run_application(struct esp *esp, bool with_reset_text)
{
    const struct esp_chip *chip = esp->options.chip;
    esp->mode = ESP_RUNNING;
    esp_write_stop(esp);
    if (with_reset_text) {
        esp->line->baud = chip->boot_baud;
        print(esp, "%s", chip->run_text);
    }
    if (!load_image(esp))
        return;
    esp->app_starts++;
    esp->line->baud = 115200;
    if (esp->options.app_text != NULL)
        line_send(esp->line, esp->options.app_text, strlen(esp->options.app_text));
}

void esp_start(struct esp *esp, enum board_start start)
{
    const struct esp_chip *chip = esp->options.chip;
    esp->en_rise_ns = BOARD_NEVER;
    esp->in_frame = esp->is_escaped = false;
    esp->frame_size = 0;
    memset(esp->frame, 0, sizeof esp->frame);
    memset(esp->answer, 0, sizeof esp->answer);
    esp->value = 0;
    esp->error = 0;
    esp->last_operation = ESP_SYNC;
    esp->is_attached = false;
    esp->flash_size = 0x200000;
    esp->read = (struct esp_read){0};
    esp_write_stop(esp);
    esp_regs_reset(esp);
    if (start == BOARD_START_RUN) {
        esp_run_application(esp, true);
        return;
    }
    esp->mode = ESP_LOADER;
    esp->loader_starts++;
    esp->line->baud = chip->boot_baud;
    print(esp, "%s", chip->loader_text);
    esp->line->baud = 0; // it is measured when the first bytes come
}

// Two transistors: each line pulls only while the other one is not asserted.
static void transistors(struct esp *esp)
{
    bool en_low = esp->rts && !esp->dtr;
    if (en_low) {
        esp->mode = ESP_HELD;
        esp->en_rise_ns = BOARD_NEVER;
    } else if (esp->mode == ESP_HELD && esp->en_rise_ns == BOARD_NEVER) {
        esp->en_rise_ns = line_now() + esp->options.en_delay_ms * 1000000ull;
    }
}

// The USB block of the chip: DTR alone is remembered, RTS alone resets at once.
static void usb_jtag(struct esp *esp)
{
    if (esp->dtr && !esp->rts)
        esp->asked_loader = true;
    if (!esp->dtr && !esp->rts && esp->mode != ESP_HELD)
        esp->asked_loader = false;
    if (esp->rts && !esp->dtr) {
        esp->mode = ESP_HELD;
    } else if (esp->mode == ESP_HELD && !esp->rts) {
        esp_start(esp, esp->asked_loader ? BOARD_START_LOADER : BOARD_START_RUN);
        esp->asked_loader = false;
    }
}

void esp_lines(struct esp *esp, bool dtr, bool rts)
{
    esp->dtr = dtr;
    esp->rts = rts;
    if (esp->options.circuit == ESP_CIRCUIT_TRANSISTORS)
        transistors(esp);
    else if (esp->options.circuit == ESP_CIRCUIT_USB_JTAG)
        usb_jtag(esp);
}
