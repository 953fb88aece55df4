// SPDX-License-Identifier: Apache-2.0
// main.c - simulated boards: the options, and the loop. See README.md beside it.
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/peer/control.h"
#include "tests/peer/esp.h"
#include "tests/peer/stm32.h"

static volatile sig_atomic_t stopping;

static void stop(int signal_number)
{
    (void) signal_number;
    stopping = 1;
}

struct settings {
    const char *mode, *chip, *flash, *report;
    uint64_t flash_size, seed, lifetime_ms;
    const char *faults[16];
    size_t fault_count;
    const char *control;
    const char *on_open, *start;
    struct line_options line;
    struct esp_options esp;
    struct stm32_options stm32;
};

struct parts {
    struct line line;
    struct nor nor;
    struct fault fault;
    struct board board;
    struct control control;
    struct esp esp;
    struct stm32 stm32;
};

// Options -----------------------------------------------------------------------------------------

static void help(void)
{
    fputs("usage: board esp|stm32 [OPTIONS]\n"
          "A simulated board. Prints 'port NAME', then serves that port until it is ended by a "
          "signal.\n"
          "\n"
          "  --chip NAME            which chip ('list' prints them)\n"
          "  --pty                  a pseudo-terminal (default); --link PATH: a fixed name for it\n"
          "  --tcp[=PORT]           a plain TCP socket; --rfc2217[=PORT]: one with modem lines\n"
          "  --on-open WHAT         opening the port means loader, run or keep\n"
          "                         (default: loader; keep with --rfc2217)\n"
          "  --start WHAT           what runs before that: loader or run (default)\n"
          "  --flash FILE           contents of the flash; made when missing\n"
          "  --flash-size SIZE      bytes, or with K or M (esp: 4M; stm32: as the chip)\n"
          "  --baud-limit[=BAUD]    bytes take their time, at the rate of the line or at this one\n"
          "  --any-baud             a wrong rate does not matter\n"
          "  --max-baud BAUD        above it everything is noise\n"
          "  --erase-us N, --write-us N   time for a sector; for 256 bytes\n"
          "  --app-text TEXT        what the application prints when it starts\n"
          "  --control PATH         a socket that takes commands (README.md)\n"
          "  --log FILE             the traffic, as in the golden sessions\n"
          "  --report FILE          counts, written at the end\n"
          "  --lifetime SECONDS     end after so long\n"
          "  --fault SPEC           something that goes wrong; may be repeated\n"
          "  --seed N               of the faults (1)\n"
          "esp:\n"
          "  --circuit transistors|usb-jtag|none, --en-delay-ms N (10)\n"
          "  --crystal MHZ, --flash-id HEX (c84016), --stub 0|1|2 (2), --verify-writes\n"
          "  --security-flags N, --crypt-count N\n"
          "  --register ADDRESS=VALUE              what it holds after a reset; may be repeated\n"
          "stm32:\n"
          "  --read-protected, --write-protected, --id HEX\n",
          stdout);
    fault_help(stdout);
}

enum {
    OPT_CHIP = 256,
    OPT_PTY,
    OPT_LINK,
    OPT_TCP,
    OPT_RFC2217,
    OPT_ON_OPEN,
    OPT_START,
    OPT_FLASH,
    OPT_FLASH_SIZE,
    OPT_BAUD_LIMIT,
    OPT_ANY_BAUD,
    OPT_MAX_BAUD,
    OPT_ERASE_US,
    OPT_WRITE_US,
    OPT_APP_TEXT,
    OPT_CONTROL,
    OPT_LOG,
    OPT_REPORT,
    OPT_LIFETIME,
    OPT_FAULT,
    OPT_SEED,
    OPT_CIRCUIT,
    OPT_EN_DELAY,
    OPT_CRYSTAL,
    OPT_FLASH_ID,
    OPT_STUB,
    OPT_VERIFY,
    OPT_SECURITY,
    OPT_CRYPT,
    OPT_REGISTER,
    OPT_READ_PROTECTED,
    OPT_WRITE_PROTECTED,
    OPT_ID,
    OPT_HELP
};

static const struct option options[] = {{"chip", required_argument, NULL, OPT_CHIP},
                                        {"pty", no_argument, NULL, OPT_PTY},
                                        {"link", required_argument, NULL, OPT_LINK},
                                        {"tcp", optional_argument, NULL, OPT_TCP},
                                        {"rfc2217", optional_argument, NULL, OPT_RFC2217},
                                        {"on-open", required_argument, NULL, OPT_ON_OPEN},
                                        {"start", required_argument, NULL, OPT_START},
                                        {"flash", required_argument, NULL, OPT_FLASH},
                                        {"flash-size", required_argument, NULL, OPT_FLASH_SIZE},
                                        {"baud-limit", optional_argument, NULL, OPT_BAUD_LIMIT},
                                        {"any-baud", no_argument, NULL, OPT_ANY_BAUD},
                                        {"max-baud", required_argument, NULL, OPT_MAX_BAUD},
                                        {"erase-us", required_argument, NULL, OPT_ERASE_US},
                                        {"write-us", required_argument, NULL, OPT_WRITE_US},
                                        {"app-text", required_argument, NULL, OPT_APP_TEXT},
                                        {"control", required_argument, NULL, OPT_CONTROL},
                                        {"log", required_argument, NULL, OPT_LOG},
                                        {"report", required_argument, NULL, OPT_REPORT},
                                        {"lifetime", required_argument, NULL, OPT_LIFETIME},
                                        {"fault", required_argument, NULL, OPT_FAULT},
                                        {"seed", required_argument, NULL, OPT_SEED},
                                        {"circuit", required_argument, NULL, OPT_CIRCUIT},
                                        {"en-delay-ms", required_argument, NULL, OPT_EN_DELAY},
                                        {"crystal", required_argument, NULL, OPT_CRYSTAL},
                                        {"flash-id", required_argument, NULL, OPT_FLASH_ID},
                                        {"stub", required_argument, NULL, OPT_STUB},
                                        {"verify-writes", no_argument, NULL, OPT_VERIFY},
                                        {"security-flags", required_argument, NULL, OPT_SECURITY},
                                        {"crypt-count", required_argument, NULL, OPT_CRYPT},
                                        {"register", required_argument, NULL, OPT_REGISTER},
                                        {"read-protected", no_argument, NULL, OPT_READ_PROTECTED},
                                        {"write-protected", no_argument, NULL, OPT_WRITE_PROTECTED},
                                        {"id", required_argument, NULL, OPT_ID},
                                        {"help", no_argument, NULL, OPT_HELP},
                                        {NULL, 0, NULL, 0}};

static void bad(const char *what, const char *value)
{
    fprintf(stderr, "board: %s '%s'; see --help\n", what, value);
    exit(2);
}

// A number, with K or M behind it where it is a size. In this program a bad one ends it.
static uint64_t number(const char *text, int base)
{
    char *end;
    uint64_t value = strtoull(text, &end, base);
    uint64_t unit = *end == 'K' ? 1024 : *end == 'M' ? 1024 * 1024 : 1;
    if (end == text || end[unit > 1] != '\0' || value > UINT32_MAX / unit)
        bad("bad number", text);
    return value * unit;
}

static uint32_t number32(const char *text)
{
    return (uint32_t) number(text, 0);
}

// The flash size code in the identity (section 5) and the size of the flash say the same.
static uint32_t id_for_size(uint32_t id, uint64_t size)
{
    uint32_t code = 0;
    while (size >> code > 1)
        code++;
    return (id & 0xFFFF00) | code;
}

static void take_port(struct settings *s, enum line_kind kind, const char *port)
{
    s->line.kind = kind;
    s->line.tcp_port = port != NULL ? (uint16_t) number32(port) : 0;
}

static bool take_line_option(struct settings *s, int option, const char *value)
{
    switch (option) {
    case OPT_PTY:
        take_port(s, LINE_PTY, NULL);
        return true;
    case OPT_TCP:
        take_port(s, LINE_TCP, value);
        return true;
    case OPT_RFC2217:
        take_port(s, LINE_RFC2217, value);
        return true;
    case OPT_LINK:
        s->line.link = value;
        return true;
    case OPT_ON_OPEN:
        s->on_open = value;
        return true;
    case OPT_ANY_BAUD:
        s->line.any_baud = true;
        return true;
    case OPT_MAX_BAUD:
        s->line.max_baud = number32(value);
        return true;
    case OPT_LOG:
        s->line.log = value;
        return true;
    case OPT_BAUD_LIMIT:
        s->line.limit = true;
        s->line.limit_baud = value != NULL ? number32(value) : 0;
        return true;
    default:
        return false;
    }
}

static void take_register(struct esp_options *esp, const char *value)
{
    const char *equals = strchr(value, '=');
    char address[16] = "";
    if (equals == NULL || (size_t) (equals - value) >= sizeof address ||
        esp->register_count == sizeof esp->registers / sizeof esp->registers[0])
        bad("bad register", value);
    memcpy(address, value, (size_t) (equals - value));
    struct esp_reg *reg = &esp->registers[esp->register_count++];
    reg->address = number32(address);
    reg->value = number32(equals + 1);
}

static bool take_esp_option(struct settings *s, int option, const char *value)
{
    struct esp_options *esp = &s->esp;
    switch (option) {
    case OPT_CIRCUIT:
        esp->circuit = strcmp(value, "usb-jtag") == 0 ? ESP_CIRCUIT_USB_JTAG
                       : strcmp(value, "none") == 0   ? ESP_CIRCUIT_NONE
                                                      : ESP_CIRCUIT_TRANSISTORS;
        return true;
    case OPT_EN_DELAY:
        esp->en_delay_ms = number32(value);
        return true;
    case OPT_CRYSTAL:
        esp->crystal_mhz = number32(value);
        return true;
    case OPT_FLASH_ID:
        esp->flash_id = (uint32_t) number(value, 16);
        return true;
    case OPT_STUB:
        esp->stub = (int) number32(value);
        return true;
    case OPT_VERIFY:
        esp->is_verifying = true;
        return true;
    case OPT_SECURITY:
        esp->security_flags = number32(value);
        return true;
    case OPT_CRYPT:
        esp->crypt_count = (uint8_t) number32(value);
        return true;
    case OPT_REGISTER:
        take_register(esp, value);
        return true;
    default:
        return false;
    }
}

static void take_option(struct settings *s, int option, const char *value)
{
    switch (option) {
    case OPT_CHIP:
        s->chip = value;
        break;
    case OPT_START:
        s->start = value;
        break;
    case OPT_FLASH:
        s->flash = value;
        break;
    case OPT_FLASH_SIZE:
        s->flash_size = number(value, 0);
        break;
    case OPT_ERASE_US:
        s->esp.erase_us = s->stm32.erase_us = number32(value);
        break;
    case OPT_WRITE_US:
        s->esp.write_us = s->stm32.write_us = number32(value);
        break;
    case OPT_APP_TEXT:
        s->esp.app_text = s->stm32.app_text = value;
        break;
    case OPT_CONTROL:
        s->control = value;
        break;
    case OPT_REPORT:
        s->report = value;
        break;
    case OPT_LIFETIME:
        s->lifetime_ms = number(value, 0) * 1000;
        break;
    case OPT_SEED:
        s->seed = number(value, 0);
        break;
    case OPT_READ_PROTECTED:
        s->stm32.is_read_protected = true;
        break;
    case OPT_WRITE_PROTECTED:
        s->stm32.is_write_protected = true;
        break;
    case OPT_ID:
        s->stm32.id = (uint16_t) number(value, 16);
        break;
    case OPT_FAULT:
        if (s->fault_count == sizeof s->faults / sizeof s->faults[0])
            bad("too many faults", value);
        s->faults[s->fault_count++] = value;
        break;
    case OPT_HELP:
        help();
        exit(0);
    default:
        exit(2);
    }
}

static void list_chips(bool is_stm32)
{
    for (size_t i = 0; is_stm32 && stm32_chip_at(i) != NULL; i++)
        puts(stm32_chip_at(i)->name);
    for (size_t i = 0; !is_stm32 && esp_chip_at(i) != NULL; i++)
        puts(esp_chip_at(i)->name);
    exit(0);
}

static void choose_chip(struct settings *s)
{
    bool is_stm32 = strcmp(s->mode, "stm32") == 0;
    if (!is_stm32 && strcmp(s->mode, "esp") != 0)
        bad("unknown mode", s->mode);
    if (s->chip == NULL)
        s->chip = is_stm32 ? "f4" : "esp32";
    if (strcmp(s->chip, "list") == 0)
        list_chips(is_stm32);
    s->esp.chip = esp_find_chip(s->chip);
    s->stm32.chip = stm32_find_chip(s->chip);
    if (is_stm32 ? s->stm32.chip == NULL : s->esp.chip == NULL)
        bad("unknown chip", s->chip);
    if (s->flash_size == 0)
        s->flash_size = is_stm32 ? (uint64_t) s->stm32.chip->default_kib * 1024 : 4 * 1024 * 1024;
    if (s->esp.flash_id == 0)
        s->esp.flash_id = id_for_size(0xC84016, s->flash_size);
}

static enum line_on_open parse_on_open(const struct settings *s)
{
    const char *text = s->on_open;
    if (text == NULL)
        return s->line.kind == LINE_RFC2217 ? LINE_ON_OPEN_KEEP : LINE_ON_OPEN_LOADER;
    if (strcmp(text, "keep") == 0)
        return LINE_ON_OPEN_KEEP;
    if (strcmp(text, "run") == 0)
        return LINE_ON_OPEN_RUN;
    if (strcmp(text, "loader") != 0)
        bad("unknown state", text);
    return LINE_ON_OPEN_LOADER;
}

static void parse(struct settings *s, int count, char **arguments)
{
    int option;
    while ((option = getopt_long(count, arguments, "h", options, NULL)) != -1)
        if (!take_line_option(s, option, optarg) && !take_esp_option(s, option, optarg))
            take_option(s, option == 'h' ? OPT_HELP : option, optarg);
    if (optind >= count)
        bad("which board?", "");
    s->mode = arguments[optind];
    choose_chip(s);
    s->line.on_open = parse_on_open(s);
}

// Faults of the flash chip are known here, the others by fault.c.
bool take_fault(struct fault *fault, struct nor *nor, const char *spec)
{
    if (strncmp(spec, "stuck=", 6) == 0) {
        if (nor->broken_count == NOR_BROKEN_MAX)
            return false;
        nor->broken[nor->broken_count++] = (uint32_t) strtoul(spec + 6, NULL, 0);
        return true;
    }
    if (strncmp(spec, "full=", 5) == 0) {
        nor->full_from = strtoul(spec + 5, NULL, 0);
        return true;
    }
    return fault_parse(fault, spec);
}

// The board ---------------------------------------------------------------------------------------

static void report(const void *context, FILE *out)
{
    const struct parts *parts = context;
    parts->board.report(parts->board.self, out);
    fprintf(out,
            "bytes-in %llu\nbytes-out %llu\nflash-written %llu\nflash-erased %llu\nsectors-erased "
            "%llu\n",
            (unsigned long long) parts->line.bytes_in, (unsigned long long) parts->line.bytes_out,
            (unsigned long long) parts->nor.bytes_written,
            (unsigned long long) parts->nor.bytes_erased,
            (unsigned long long) parts->nor.sectors_erased);
    fault_report(&parts->fault, out);
}

static bool set_up(struct parts *parts, const struct settings *s)
{
    bool is_stm32 = strcmp(s->mode, "stm32") == 0;
    fault_init(&parts->fault, s->seed);
    if (!nor_open(&parts->nor, s->flash, (size_t) s->flash_size, is_stm32 ? 0 : ESP_SECTOR))
        return false;
    for (size_t i = 0; i < s->fault_count; i++)
        if (!take_fault(&parts->fault, &parts->nor, s->faults[i]))
            bad("unknown fault", s->faults[i]);
    if (is_stm32)
        stm32_init(&parts->stm32, &s->stm32, &parts->line, &parts->nor, &parts->fault,
                   &parts->board);
    else
        esp_init(&parts->esp, &s->esp, &parts->line, &parts->nor, &parts->fault, &parts->board);
    if (!line_open(&parts->line, &s->line, &parts->fault, &parts->board))
        return false;
    bool loader = s->start != NULL && strcmp(s->start, "loader") == 0;
    parts->board.reset(parts->board.self, loader ? BOARD_START_LOADER : BOARD_START_RUN);
    const struct control_target target = {&parts->line,  &parts->nor, &parts->fault,
                                          &parts->board, report,      parts};
    return control_open(&parts->control, s->control, &target);
}

static void serve(struct parts *parts, uint64_t end_ns)
{
    while (!stopping && !parts->control.is_done) {
        uint64_t now = line_now();
        if (now >= end_ns)
            return;
        uint64_t next = parts->board.tick(parts->board.self, now);
        uint64_t line_next = line_run(&parts->line, now);
        next = line_next < next ? line_next : next;
        next = end_ns < next ? end_ns : next;
        // What ran may have made something due.
        uint64_t again = parts->board.tick(parts->board.self, now);
        next = again < next ? again : next;

        struct pollfd fds[LINE_FDS_MAX + CONTROL_FDS_MAX];
        size_t count = line_poll(&parts->line, fds);
        count += control_poll(&parts->control, fds + count);
        now = line_now();
        struct timespec wait = {0, 0};
        if (next > now) {
            wait.tv_sec = (time_t) ((next - now) / 1000000000u);
            wait.tv_nsec = (long) ((next - now) % 1000000000u);
        }
        sigset_t none;
        sigemptyset(&none);
        if (ppoll(fds, count, next == BOARD_NEVER ? NULL : &wait, &none) < 0 && errno != EINTR) {
            perror("board");
            return;
        }
        control_run(&parts->control);
    }
}

// Signals arrive only while the program waits, so that none is lost.
static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = stop};
    sigset_t set;
    sigemptyset(&set);
    for (const int *s = (const int[]){SIGTERM, SIGINT, SIGHUP, 0}; *s != 0; s++) {
        sigaction(*s, &action, NULL);
        sigaddset(&set, *s);
    }
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int main(int count, char **arguments)
{
    static struct parts parts;
    struct settings s = {.seed = 1, .esp = {.en_delay_ms = 10, .stub = 2}};
    parse(&s, count, arguments);
    catch_signals();
    if (!set_up(&parts, &s))
        return 1;
    printf("port %s\n", parts.line.name);
    fflush(stdout);
    serve(&parts, s.lifetime_ms > 0 ? line_now() + s.lifetime_ms * 1000000 : BOARD_NEVER);

    int status = 0;
    if (s.report != NULL) {
        FILE *out = fopen(s.report, "w");
        if (out != NULL)
            report(&parts, out);
        if (out == NULL || fclose(out) != 0) {
            perror(s.report);
            status = 1;
        }
    }
    control_close(&parts.control);
    parts.board.close(parts.board.self);
    line_close(&parts.line);
    nor_close(&parts.nor);
    return status;
}
