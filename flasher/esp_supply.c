// SPDX-License-Identifier: Apache-2.0
// esp_supply.c - the supply of the flash of an ESP32-P4, which later revisions leave off while
// their loader runs.
//
// Registers: the chip's register description (peripheral access crate esp32p4): ANA_XPD_PAD_GROUP
// of LP_SYS; EXT_LDO_P0_0P1A, EXT_LDO_P0_0P1A_ANA and DATE of the PMU; RD_REPEAT_DATA1 of the
// eFuses. That v3.1 and v3.2 need it, that bits 0 and 1 of DATE force the supply on, and that the
// loader's own start of it (eFuse DOWNLOAD_MODE_XPD_ON) must not meet a supply that is forced on:
// the makers' notes on esptool-js 0.7 and esp-flasher-stub 1.2.2. The order of the steps is what
// esptool-js 0.7.0 was seen to send.

#include "flasher/esp_request.h"

#define PAD_GROUP   0x5011010C
#define REGULATOR   0x501151B8
#define ANALOG      0x501151BC
#define DATE        0x501153FC
#define EFUSE       0x5012D034
#define FORCED_ON   3U
#define CUR_LIMIT   (1U << 27)
#define FULL_OUTPUT (1U << 7) // FORCE_TIEH_SEL
#define TARGET      (0xFFU << 23)
#define BY_LOADER   (1U << 16) // DOWNLOAD_MODE_XPD_ON

enum status esp_find_supply(struct esp *esp, const struct esp_identity *identity,
                            struct failure *failure)
{
    esp->supply = SUPPLY_IS_ON;
    bool has_switch = esp->chip->id == CHIP_ID_ESP32P4 && identity->major == 3 &&
                      (identity->minor == 1 || identity->minor == 2);
    if (!has_switch) {
        return STATUS_OK;
    }
    uint32_t fuses = 0;
    enum status status = STATUS_OK;
    if (identity->minor == 2) {
        status = esp_read_register(esp, EFUSE, &fuses, failure);
    }
    esp->supply = (fuses & BY_LOADER) != 0 ? SUPPLY_BY_LOADER : SUPPLY_BY_US;
    return status;
}

static enum status change_register(struct esp *esp, uint32_t address, uint32_t clear, uint32_t set,
                                   struct failure *failure)
{
    uint32_t value = 0;
    enum status status = esp_read_register(esp, address, &value, failure);
    return status == STATUS_OK ? esp_write_register(esp, address, (value & ~clear) | set, failure)
                               : status;
}

// With the current limited until the flash and its capacitors are charged.
static enum status start_supply(struct esp *esp, struct failure *failure)
{
    static const struct {
        uint32_t address, clear, set;
        uint32_t pause_ms;
    } steps[] = {
        {PAD_GROUP, UINT32_MAX, 1, 10}, {ANALOG, 0, CUR_LIMIT, 0}, {REGULATOR, 0, FULL_OUTPUT, 0},
        {DATE, 0, FORCED_ON, 2},        {ANALOG, CUR_LIMIT, 0, 0}, {REGULATOR, TARGET, 0, 0},
        {REGULATOR, FULL_OUTPUT, 0, 2},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && status == STATUS_OK; i++) {
        status = change_register(esp, steps[i].address, steps[i].clear, steps[i].set, failure);
        if (status == STATUS_OK && steps[i].pause_ms > 0) {
            status = transport_sleep_ms(esp->transport, steps[i].pause_ms, failure);
        }
    }
    return status;
}

enum status esp_supply_flash(struct esp *esp, struct failure *failure)
{
    if (esp->supply == SUPPLY_IS_ON) {
        return STATUS_OK;
    }
    uint32_t date = 0;
    uint32_t regulator = 0;
    enum status status = esp_read_register(esp, DATE, &date, failure);
    if (status == STATUS_OK) {
        status = esp_read_register(esp, REGULATOR, &regulator, failure);
    }
    bool is_forced = (date & FORCED_ON) != 0;
    bool is_done =
        esp->supply == SUPPLY_BY_LOADER ? !is_forced : is_forced && (regulator & FULL_OUTPUT) == 0;
    if (status != STATUS_OK || is_done) {
        return status;
    }
    if (esp->supply == SUPPLY_BY_LOADER) {
        esp_trace(esp, "flash supply: left to the loader");
        return esp_write_register(esp, DATE, date & ~FORCED_ON, failure);
    }
    esp_trace(esp, "flash supply: on");
    return start_supply(esp, failure);
}
