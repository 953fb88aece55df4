// SPDX-License-Identifier: Apache-2.0
// stm32.c - the boot loader of ST AN3155, step by step: each step collects the bytes that it needs.
#include "tests/peer/stm32.h"

#include <string.h>

enum { ACK = 0x79, NACK = 0x1F, SYNC = 0x7F };
enum { PAGES_MAX = 65536, BLOCK_MAX = 256 };
enum command {
    GET = 0x00,
    GET_VERSION = 0x01,
    GET_ID = 0x02,
    READ = 0x11,
    GO = 0x21,
    WRITE = 0x31,
    ERASE = 0x43,
    EXTENDED_ERASE = 0x44,
    WRITE_PROTECT = 0x63,
    WRITE_UNPROTECT = 0x73,
    READ_PROTECT = 0x82,
    READ_UNPROTECT = 0x92
};

static const struct stm32_chip chips[] = {
#define STM32_CHIP(name, id, version, extended, kib, ...)                                          \
    {#name, id, version, extended, kib, {__VA_ARGS__}},
#include "tests/peer/stm32_chips.def"
#undef STM32_CHIP
};

const struct stm32_chip *stm32_chip_at(size_t index)
{
    return index < sizeof chips / sizeof chips[0] ? &chips[index] : NULL;
}

const struct stm32_chip *stm32_find_chip(const char *name)
{
    for (size_t i = 0; i < sizeof chips / sizeof chips[0]; i++)
        if (strcmp(chips[i].name, name) == 0)
            return &chips[i];
    return NULL;
}

static void answer(struct stm32 *stm32, uint8_t byte)
{
    line_send(stm32->line, &byte, 1);
}

static void next(struct stm32 *stm32, enum stm32_step step)
{
    stm32->step = step;
    stm32->count = 0;
}

static void refuse(struct stm32 *stm32)
{
    answer(stm32, NACK);
    next(stm32, STM32_COMMAND);
}

static void accept(struct stm32 *stm32, enum stm32_step step)
{
    answer(stm32, ACK);
    next(stm32, step);
}

static void start(struct stm32 *stm32, enum board_start start)
{
    stm32->restart_ns = BOARD_NEVER;
    if (start == BOARD_START_LOADER) {
        stm32->loader_starts++;
        stm32->line->baud = 0;
        stm32->line->parity = LINE_PARITY_EVEN;
        next(stm32, STM32_BAUD);
        return;
    }
    stm32->app_starts++;
    stm32->line->baud = 115200;
    stm32->line->parity = LINE_PARITY_NONE;
    next(stm32, STM32_RUNNING);
    if (stm32->options.app_text != NULL)
        line_send(stm32->line, stm32->options.app_text, strlen(stm32->options.app_text));
}

// The loader runs again after a change of protection: it waits for the rate again.
static void restart_loader(struct stm32 *stm32)
{
    stm32->loader_starts++;
    next(stm32, STM32_BAUD);
}

// Sectors -----------------------------------------------------------------------------------------

// Where a sector lies. False: there is none with that number.
static bool find_sector(const struct stm32 *stm32, uint32_t number, uint32_t *offset,
                        uint32_t *size)
{
    uint32_t at = 0;
    for (size_t i = 0; i < 4 && stm32->options.chip->sectors[i].size > 0; i++) {
        uint32_t each = stm32->options.chip->sectors[i].size;
        uint32_t count = stm32->options.chip->sectors[i].count;
        if (count == 0)
            count = (uint32_t) ((stm32->nor->size - at) / each);
        if (number < count) {
            *offset = at + number * each;
            *size = each;
            return nor_has(stm32->nor, *offset, each);
        }
        number -= count;
        at += count * each;
    }
    return false;
}

static bool is_broken(const struct stm32 *stm32, uint32_t number)
{
    for (size_t i = 0; i < stm32->nor->broken_count; i++)
        if (stm32->nor->broken[i] == number)
            return true;
    return false;
}

static bool erase_sector(struct stm32 *stm32, uint32_t number)
{
    uint32_t offset, size;
    if (!find_sector(stm32, number, &offset, &size))
        return false;
    // Sectors have no one size, so which of them are broken is known here only.
    const size_t broken_count = stm32->nor->broken_count;
    if (!is_broken(stm32, number)) {
        stm32->nor->broken_count = 0;
        nor_erase(stm32->nor, offset, size);
        stm32->nor->broken_count = broken_count;
    }
    line_hold(stm32->line, stm32->options.erase_us);
    return true;
}

static void erase_all(struct stm32 *stm32)
{
    for (uint32_t i = 0; erase_sector(stm32, i); i++)
        continue;
}

// A sector that is broken keeps what it holds, whatever is written.
static uint32_t sector_at(const struct stm32 *stm32, uint32_t offset)
{
    uint32_t start_at, size, number = 0;
    while (find_sector(stm32, number, &start_at, &size) && offset - start_at >= size)
        number++;
    return number;
}

// Commands ----------------------------------------------------------------------------------------

static uint8_t xor_of(const uint8_t *bytes, size_t size)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum ^= bytes[i];
    return sum;
}

static void get(struct stm32 *stm32)
{
    const struct stm32_chip *chip = stm32->options.chip;
    const uint8_t out[] = {ACK,
                           11,
                           chip->version,
                           GET,
                           GET_VERSION,
                           GET_ID,
                           READ,
                           GO,
                           WRITE,
                           chip->has_extended_erase ? EXTENDED_ERASE : ERASE,
                           WRITE_PROTECT,
                           WRITE_UNPROTECT,
                           READ_PROTECT,
                           READ_UNPROTECT,
                           ACK};
    line_send(stm32->line, out, sizeof out);
    next(stm32, STM32_COMMAND);
}

static void get_version(struct stm32 *stm32)
{
    const uint8_t out[] = {ACK, stm32->options.chip->version, 0, 0, ACK};
    line_send(stm32->line, out, sizeof out);
    next(stm32, STM32_COMMAND);
}

static void get_id(struct stm32 *stm32)
{
    uint16_t id = stm32->options.id != 0 ? stm32->options.id : stm32->options.chip->id;
    const uint8_t out[] = {ACK, 1, (uint8_t) (id >> 8), (uint8_t) id, ACK};
    line_send(stm32->line, out, sizeof out);
    next(stm32, STM32_COMMAND);
}

// Take off or put on a protection. AN3155: a second ACK, then a system reset.
static void change_protection(struct stm32 *stm32, uint8_t command)
{
    if (stm32->is_read_protected && command != READ_UNPROTECT) {
        refuse(stm32);
        return;
    }
    answer(stm32, ACK);
    if (command == READ_UNPROTECT) {
        erase_all(stm32);
        stm32->is_read_protected = false;
    } else if (command == READ_PROTECT) {
        stm32->is_read_protected = true;
    } else {
        stm32->is_write_protected = false;
    }
    answer(stm32, ACK);
    restart_loader(stm32);
}

static void run_command(struct stm32 *stm32, uint8_t command)
{
    bool is_locked = stm32->is_read_protected;
    bool extended = stm32->options.chip->has_extended_erase;
    stm32->command = command;
    switch (command) {
    case GET:
        get(stm32);
        break;
    case GET_VERSION:
        get_version(stm32);
        break;
    case GET_ID:
        get_id(stm32);
        break;
    case READ:
    case GO:
    case WRITE:
        is_locked ? refuse(stm32) : accept(stm32, STM32_ADDRESS);
        break;
    case ERASE:
        is_locked || extended ? refuse(stm32) : accept(stm32, STM32_ERASE);
        break;
    case EXTENDED_ERASE:
        is_locked || !extended ? refuse(stm32) : accept(stm32, STM32_EXTENDED);
        break;
    case WRITE_PROTECT:
        is_locked ? refuse(stm32) : accept(stm32, STM32_PROTECT);
        break;
    case WRITE_UNPROTECT:
    case READ_PROTECT:
    case READ_UNPROTECT:
        change_protection(stm32, command);
        break;
    default:
        refuse(stm32);
        break;
    }
}

// A command is complete: here requests are counted, and here go wrong those that shall.
static void take_command(struct stm32 *stm32, uint8_t command)
{
    struct fault_request what = fault_next_request(stm32->fault);
    if (what.unplug) {
        line_unplug(stm32->line, line_now(), stm32->fault->unplug_ms);
        return;
    }
    if (what.reset) {
        start(stm32, BOARD_START_RUN);
        return;
    }
    if (what.silent) {
        next(stm32, STM32_COMMAND);
        return;
    }
    if (what.delay_us > 0)
        line_hold(stm32->line, what.delay_us);
    run_command(stm32, command);
}

// Steps -------------------------------------------------------------------------------------------

// The memory at an address: flash, then RAM. NULL: the loader does not give so much there.
static uint8_t *memory_at(struct stm32 *stm32, uint32_t address, size_t size)
{
    if (address >= STM32_RAM && address - STM32_RAM <= STM32_RAM_SIZE &&
        size <= STM32_RAM_SIZE - (address - STM32_RAM))
        return stm32->ram + (address - STM32_RAM);
    if (address >= STM32_FLASH && nor_has(stm32->nor, address - STM32_FLASH, size))
        return stm32->nor->bytes + (address - STM32_FLASH);
    return NULL;
}

static void go(struct stm32 *stm32)
{
    stm32->go_address = stm32->address;
    answer(stm32, ACK);
    start(stm32, BOARD_START_RUN);
}

static void take_address(struct stm32 *stm32)
{
    const uint8_t *bytes = stm32->bytes;
    if (stm32->count < 5)
        return;
    stm32->address =
        (uint32_t) bytes[0] << 24 | (uint32_t) bytes[1] << 16 | (uint32_t) bytes[2] << 8 | bytes[3];
    bool is_aligned = stm32->command != WRITE || stm32->address % 4 == 0;
    if (xor_of(bytes, 5) != 0 || !is_aligned || memory_at(stm32, stm32->address, 1) == NULL)
        refuse(stm32);
    else if (stm32->command == GO)
        go(stm32);
    else
        accept(stm32, stm32->command == READ ? STM32_READ_SIZE : STM32_WRITE_DATA);
}

static void take_read_size(struct stm32 *stm32)
{
    if (stm32->count < 2)
        return;
    size_t size = stm32->bytes[0] + 1u;
    const uint8_t *memory = memory_at(stm32, stm32->address, size);
    if ((stm32->bytes[0] ^ stm32->bytes[1]) != 0xFF || memory == NULL) {
        refuse(stm32);
        return;
    }
    answer(stm32, ACK);
    line_send(stm32->line, memory, size);
    next(stm32, STM32_COMMAND);
}

static bool write_flash(struct stm32 *stm32, const uint8_t *bytes, size_t size)
{
    uint32_t offset = stm32->address - STM32_FLASH;
    line_hold(stm32->line, stm32->options.write_us);
    if (is_broken(stm32, sector_at(stm32, offset)))
        return true; // it does not say so: the client must read back
    const size_t broken_count = stm32->nor->broken_count;
    stm32->nor->broken_count = 0;
    nor_write(stm32->nor, offset, bytes, size);
    stm32->nor->broken_count = broken_count;
    return true;
}

static void take_write(struct stm32 *stm32)
{
    size_t size = stm32->bytes[0] + 1u;
    if (stm32->count < size + 2)
        return;
    uint8_t *memory = memory_at(stm32, stm32->address, size);
    if (xor_of(stm32->bytes, size + 2) != 0 || size % 4 != 0 || memory == NULL ||
        (stm32->is_write_protected && stm32->address < STM32_RAM)) {
        refuse(stm32);
        return;
    }
    if (stm32->address >= STM32_RAM)
        memcpy(memory, stm32->bytes + 1, size);
    else
        write_flash(stm32, stm32->bytes + 1, size);
    accept(stm32, STM32_COMMAND);
}

// Page numbers of width bytes each, behind a count of the same width: erase them.
static void erase_pages(struct stm32 *stm32, size_t width, size_t pages)
{
    const uint8_t *at = stm32->bytes + width;
    bool good = xor_of(stm32->bytes, stm32->count) == 0 && !stm32->is_write_protected;
    for (size_t i = 0; good && i < pages; i++, at += width)
        good = erase_sector(stm32, width == 1 ? at[0] : (uint32_t) at[0] << 8 | at[1]);
    good ? accept(stm32, STM32_COMMAND) : refuse(stm32);
}

static void take_erase(struct stm32 *stm32)
{
    const uint8_t *bytes = stm32->bytes;
    if (bytes[0] == 0xFF) {
        if (stm32->count < 2)
            return;
        bool good = bytes[1] == 0x00 && !stm32->is_write_protected;
        if (good)
            erase_all(stm32);
        good ? accept(stm32, STM32_COMMAND) : refuse(stm32);
    } else if (stm32->count == bytes[0] + 3u) {
        erase_pages(stm32, 1, bytes[0] + 1u);
    }
}

static void take_extended_erase(struct stm32 *stm32)
{
    const uint8_t *bytes = stm32->bytes;
    if (stm32->count < 2)
        return;
    uint32_t count = (uint32_t) bytes[0] << 8 | bytes[1];
    if (count >= 0xFFF0) {
        if (stm32->count < 3)
            return;
        bool good = xor_of(bytes, 3) == 0 && count >= 0xFFFD && !stm32->is_write_protected;
        if (good)
            erase_all(stm32);
        good ? accept(stm32, STM32_COMMAND) : refuse(stm32);
    } else if (stm32->count == 2 + 2 * (count + 1) + 1) {
        erase_pages(stm32, 2, count + 1);
    }
}

static void take_protect(struct stm32 *stm32)
{
    if (stm32->count < stm32->bytes[0] + 3u)
        return;
    if (xor_of(stm32->bytes, stm32->count) != 0) {
        refuse(stm32);
        return;
    }
    stm32->is_write_protected = true;
    answer(stm32, ACK);
    restart_loader(stm32);
}

static void stm32_byte(void *self, uint8_t byte)
{
    struct stm32 *stm32 = self;
    if (stm32->count < sizeof stm32->bytes)
        stm32->bytes[stm32->count++] = byte;
    switch (stm32->step) {
    case STM32_RUNNING:
        stm32->count = 0;
        break;
    case STM32_BAUD:
        stm32->count = 0;
        stm32->line->baud = stm32->line->client_baud;
        if (byte == SYNC)
            accept(stm32, STM32_COMMAND);
        break;
    case STM32_COMMAND:
        stm32->step = STM32_COMPLEMENT;
        break;
    case STM32_COMPLEMENT:
        stm32->step = STM32_COMMAND;
        if ((stm32->bytes[0] ^ byte) == 0xFF)
            take_command(stm32, stm32->bytes[0]);
        else
            refuse(stm32);
        break;
    case STM32_ADDRESS:
        take_address(stm32);
        break;
    case STM32_READ_SIZE:
        take_read_size(stm32);
        break;
    case STM32_WRITE_DATA:
        take_write(stm32);
        break;
    case STM32_ERASE:
        take_erase(stm32);
        break;
    case STM32_EXTENDED:
        take_extended_erase(stm32);
        break;
    case STM32_PROTECT:
        take_protect(stm32);
        break;
    }
}

// The board ---------------------------------------------------------------------------------------

static void stm32_reset(void *self, enum board_start how)
{
    start(self, how);
}

// RTS is wired to reset and DTR to BOOT0, both asserted meaning active, as stm32flash's manual has
// it in "-i rts&dtr"-like sequences: the chip starts when RTS is let go, and then looks at DTR.
static void stm32_lines(void *self, bool dtr, bool rts)
{
    struct stm32 *stm32 = self;
    bool was_held = stm32->rts;
    stm32->dtr = dtr;
    stm32->rts = rts;
    if (rts)
        next(stm32, STM32_RUNNING);
    else if (was_held)
        start(stm32, dtr ? BOARD_START_LOADER : BOARD_START_RUN);
}

static uint64_t stm32_tick(void *self, uint64_t now_ns)
{
    (void) self;
    (void) now_ns;
    return BOARD_NEVER;
}

static void stm32_report(const void *self, FILE *out)
{
    const struct stm32 *stm32 = self;
    fprintf(out,
            "chip %s\nmode %s\nloader-starts %llu\napp-starts %llu\ngo-address 0x%llx\n"
            "read-protected %d\nwrite-protected %d\n",
            stm32->options.chip->name, stm32->step == STM32_RUNNING ? "running" : "loader",
            (unsigned long long) stm32->loader_starts, (unsigned long long) stm32->app_starts,
            (unsigned long long) stm32->go_address, stm32->is_read_protected,
            stm32->is_write_protected);
}

static void stm32_close(void *self)
{
    (void) self;
}

void stm32_init(struct stm32 *stm32, const struct stm32_options *options, struct line *line,
                struct nor *nor, struct fault *fault, struct board *board)
{
    memset(stm32, 0, sizeof *stm32);
    stm32->options = *options;
    stm32->line = line;
    stm32->nor = nor;
    stm32->fault = fault;
    stm32->is_read_protected = options->is_read_protected;
    stm32->is_write_protected = options->is_write_protected;
    *board = (struct board){stm32,      stm32_reset,  stm32_lines, stm32_byte,
                            stm32_tick, stm32_report, stm32_close};
}
