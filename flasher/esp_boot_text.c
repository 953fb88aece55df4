// SPDX-License-Identifier: Apache-2.0
// esp_boot_text.c - boot messages and their meaning. The words are those of mask ROMs
// (golden/boot-text) and of the second boot loader.

#include "flasher/esp_boot_text.h"

#include <string.h>

#define PRESS_BOOT "hold BOOT, tap RESET, then run the command again"

// In the order in which they count: the first that occurs is the reason.
static const struct reason {
    const char *words[4]; // any of them
    const char *what;
    const char *advice;
} reasons[] = {
    {{"Brownout", "BROWN_OUT", "BROWNOUT"},
     "the supply breaks down: the chip reports a brown-out",
     "use another cable, USB port or power supply"},
    {{"waiting for download", "wait uart0 download", "wait usb download"},
     "the chip waits for a download but does not answer",
     "its receiving line gets nothing: check the wire from TX of the adapter to RX of the chip"},
    {{"DOWNLOAD_BOOT(SDIO", "SDIO_REI", "SDIO_FEI", "HSPI_FLASH_BOOT"},
     "the pins that choose how the chip starts are set wrong",
     "pull GPIO0 low and GPIO2 low or free, tap RESET, then run the command again"},
    {{"DOWNLOAD", "UART_BOOT", "UART0_BOOT"},
     "the chip is in its loader but does not answer",
     "check the wire from TX of the adapter to RX of the chip"},
    {{"invalid header"},
     "the chip starts from its flash, which is blank, instead of the loader",
     PRESS_BOOT},
    {{"flash read err"}, "the chip cannot read its flash and is not in its loader", PRESS_BOOT},
    {{"Guru Meditation", "Fatal exception", "abort() was called"},
     "the program on the chip runs, and crashes, instead of the loader",
     PRESS_BOOT},
    {{"boot:0x", "boot mode:("}, "the chip started its program instead of the loader", PRESS_BOOT},
};

static const char *find_words(const char *text, const struct reason *reason)
{
    for (size_t i = 0; i < 4 && reason->words[i] != NULL; i++) {
        const char *found = strstr(text, reason->words[i]);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

// The line that says how the chip was started, else the one that was found.
static void copy_line(const char *text, const char *found, char *line, size_t size)
{
    const char *boot = strstr(text, "boot:0x");
    const char *from = boot != NULL ? boot : found;
    size_t length = 0;
    while (length + 1 < size && from[length] >= ' ' && from[length] <= '~') {
        line[length] = from[length];
        length++;
    }
    line[length] = '\0';
}

static size_t count_printable(const char *text, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        count += (text[i] >= ' ' && text[i] <= '~') || text[i] == '\r' || text[i] == '\n';
    }
    return count;
}

enum status esp_explain_silence(const char *text, size_t size, int tries, struct failure *failure)
{
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        const char *found = find_words(text, &reasons[i]);
        if (found != NULL) {
            char line[60];
            copy_line(text, found, line, sizeof(line));
            return fail(failure, STATUS_BOARD, "%s (%s)\n%s", reasons[i].what, line,
                        reasons[i].advice);
        }
    }
    if (size >= 8 && count_printable(text, size) * 4 < size * 3) {
        return fail(failure, STATUS_BOARD,
                    "%zu bytes of garbage and no answer from the loader\n"
                    "the speed is wrong or the wire is bad",
                    size);
    }
    if (size > 0) {
        return fail(failure, STATUS_BOARD,
                    "no answer from the loader after %d tries, only text of a program\n" PRESS_BOOT,
                    tries);
    }
    return fail(failure, STATUS_BOARD,
                "no answer from the loader after %d tries, and nothing else either\n" PRESS_BOOT
                "; check power, TX and RX",
                tries);
}
