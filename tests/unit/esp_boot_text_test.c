// SPDX-License-Identifier: Apache-2.0
// esp_boot_text_test.c - flasher/esp_boot_text.c

#include "flasher/esp_boot_text.h"

#include "tests/unit/test.h"

static void check(const char *text, const char *what, const char *hint)
{
    struct failure failure = {0};
    CHECK_NUMBER(esp_explain_silence(text, strlen(text), 7, &failure), STATUS_BOARD);
    CHECK(strstr(failure.what, what) != NULL);
    CHECK(strstr(failure.hint, hint) != NULL);
}

static void esp_explain_silence_names_the_reason(void)
{
    check("rst:0x1 (POWERON_RESET),boot:0x12 (SPI_FAST_FLASH_BOOT)\r\nconfigsip: 0",
          "started its program instead of the loader (boot:0x12 (SPI_FAST_FLASH_BOOT))",
          "hold BOOT");
    check("rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))\r\n"
          "waiting for download\r\n",
          "waits for a download", "TX of the adapter");
    check("rst:0x1 (POWERON),boot:0x0 (SDIO_REI_FEO_V1_BOOT)\r\n", "are set wrong", "GPIO2");
    check("rst:0x10 (RTCWDT_RTC_RESET),boot:0x8 (SPI_FAST_FLASH_BOOT)\r\n"
          "invalid header: 0xffffffff\r\n",
          "blank", "hold BOOT");
    check("Brownout detector was triggered\r\n\r\nets Jul 29 2019", "brown-out", "cable");
    check("Guru Meditation Error: Core  0 panic'ed", "crashes", "hold BOOT");
    check("hello\r\n", "only text of a program", "hold BOOT");
}

static void esp_explain_silence_tells_nothing_from_garbage(void)
{
    check("", "and nothing else either", "power");
    check("\x80\xfe\x01\x80\xfe\x01\x80\xfe\x01", "9 bytes of garbage", "speed");
}

int main(void)
{
    TEST(esp_explain_silence_names_the_reason);
    TEST(esp_explain_silence_tells_nothing_from_garbage);
    return test_done();
}
