// SPDX-License-Identifier: Apache-2.0
// fault.c - seeded faults. Numbers come from splitmix64, which is good at any seed.
#include "tests/peer/fault.h"

#include <stdlib.h>
#include <string.h>

uint64_t fault_random(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static bool chance(uint64_t *state, double rate)
{
    return rate > 0 && (double) (fault_random(state) >> 11) * 0x1p-53 < rate;
}

void fault_init(struct fault *fault, uint64_t seed)
{
    *fault = (struct fault){.unplug_ms = 500, .reset_max = 1, .unplug_max = 1};
    fault->random[FAULT_IN] = fault_random(&seed);
    fault->random[FAULT_OUT] = fault_random(&seed);
    fault->request_random = fault_random(&seed);
}

void fault_help(FILE *out)
{
    fputs(
        "Faults (RATE is 0.001 or 1/1000; in is towards the board, out is from it):\n"
        "  drop=RATE dup=RATE flip=RATE          of the bytes, both ways; drop-in=, drop-out=, "
        "...\n"
        "  skip=N                                leave the first N bytes of each direction alone\n"
        "  silent=N, silent-rate=RATE            no answers from request N on; at this chance\n"
        "  reset=N, reset-rate=RATE              reset at request N; at this chance, once\n"
        "  unplug=N, unplug-rate=RATE            the port goes away at request N; at this chance, "
        "once\n"
        "  unplug-ms=MS                          how long it stays away (500)\n"
        "  resets=N, unplugs=N                   how many of them happen by chance at most (1)\n"
        "  delay=MS, delay-rate=RATE             answers come up to MS late; this share of them "
        "(1)\n"
        "  stuck=SECTOR                          a sector that neither erases nor takes a write\n"
        "  full=OFFSET                           nothing can be written from this offset on\n",
        out);
}

// A rate: a decimal number or a fraction.
static bool parse_rate(const char *text, double *rate)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text)
        return false;
    if (*end == '/') {
        const char *below = end + 1;
        double divisor = strtod(below, &end);
        if (end == below || divisor <= 0)
            return false;
        value /= divisor;
    }
    *rate = value;
    return *end == '\0' && value >= 0 && value <= 1;
}

static bool parse_number(const char *text, uint64_t *number)
{
    char *end;
    *number = strtoull(text, &end, 0);
    return end != text && *end == '\0' && *text != '-';
}

// The rate of a byte fault that a name of length means, in one direction or in both.
static bool parse_byte_fault(struct fault *fault, const char *name, size_t length, double rate)
{
    bool in = true, out = true;
    if (length > 3 && strncmp(name + length - 3, "-in", 3) == 0) {
        out = false;
        length -= 3;
    } else if (length > 4 && strncmp(name + length - 4, "-out", 4) == 0) {
        in = false;
        length -= 4;
    }
    for (enum fault_direction d = FAULT_IN; d <= FAULT_OUT; d++) {
        if (d == FAULT_IN ? !in : !out)
            continue;
        struct fault_rates *rates = &fault->rates[d];
        if (length == 4 && strncmp(name, "drop", 4) == 0)
            rates->drop = rate;
        else if (length == 3 && strncmp(name, "dup", 3) == 0)
            rates->duplicate = rate;
        else if (length == 4 && strncmp(name, "flip", 4) == 0)
            rates->flip = rate;
        else
            return false;
    }
    return true;
}

bool fault_parse(struct fault *fault, const char *spec)
{
    const char *equals = strchr(spec, '=');
    if (equals == NULL)
        return false;
    size_t length = (size_t) (equals - spec);
    double rate = 0;
    if (parse_rate(equals + 1, &rate) && parse_byte_fault(fault, spec, length, rate))
        return true;

    const struct {
        const char *name;
        double *rate;
        uint64_t *number;
    } names[] = {
        {"silent", NULL, &fault->silent_at},      {"silent-rate", &fault->silent_rate, NULL},
        {"reset", NULL, &fault->reset_at},        {"reset-rate", &fault->reset_rate, NULL},
        {"unplug", NULL, &fault->unplug_at},      {"unplug-rate", &fault->unplug_rate, NULL},
        {"unplug-ms", NULL, &fault->unplug_ms},   {"resets", NULL, &fault->reset_max},
        {"unplugs", NULL, &fault->unplug_max},    {"delay", NULL, &fault->delay_ms},
        {"delay-rate", &fault->delay_rate, NULL}, {"skip", NULL, &fault->skip[FAULT_IN]},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strlen(names[i].name) != length || strncmp(names[i].name, spec, length) != 0)
            continue;
        bool good = names[i].rate != NULL ? parse_rate(equals + 1, names[i].rate)
                                          : parse_number(equals + 1, names[i].number);
        if (fault->delay_ms > 0 && fault->delay_rate <= 0)
            fault->delay_rate = 1;
        fault->skip[FAULT_OUT] = fault->skip[FAULT_IN];
        return good;
    }
    return false;
}

size_t fault_byte(struct fault *fault, enum fault_direction direction, uint8_t byte, uint8_t out[2])
{
    const struct fault_rates *rates = &fault->rates[direction];
    uint64_t *random = &fault->random[direction];
    out[0] = byte;
    if (fault->skip[direction] > 0) {
        fault->skip[direction]--;
        return 1;
    }
    if (chance(random, rates->drop)) {
        fault->dropped++;
        return 0;
    }
    if (chance(random, rates->flip)) {
        fault->flipped++;
        out[0] ^= (uint8_t) (1u << (fault_random(random) & 7));
    }
    if (chance(random, rates->duplicate)) {
        fault->duplicated++;
        out[1] = out[0];
        return 2;
    }
    return 1;
}

struct fault_request fault_next_request(struct fault *fault)
{
    struct fault_request what = {0};
    uint64_t *random = &fault->request_random;
    uint64_t now = ++fault->requests;
    what.silent =
        (fault->silent_at > 0 && now >= fault->silent_at) || chance(random, fault->silent_rate);
    what.reset = now == fault->reset_at ||
                 (chance(random, fault->reset_rate) && fault->resets < fault->reset_max);
    what.unplug = now == fault->unplug_at ||
                  (chance(random, fault->unplug_rate) && fault->unplugs < fault->unplug_max);
    if (chance(random, fault->delay_rate)) {
        what.delay_us = fault_random(random) % (fault->delay_ms * 1000 + 1);
        fault->delays++;
    }
    fault->silenced += what.silent;
    fault->resets += what.reset;
    fault->unplugs += what.unplug;
    return what;
}

void fault_report(const struct fault *fault, FILE *out)
{
    fprintf(out,
            "requests %llu\nfault-dropped %llu\nfault-duplicated %llu\nfault-flipped %llu\n"
            "fault-silenced %llu\nfault-resets %llu\nfault-unplugs %llu\nfault-delays %llu\n",
            (unsigned long long) fault->requests, (unsigned long long) fault->dropped,
            (unsigned long long) fault->duplicated, (unsigned long long) fault->flipped,
            (unsigned long long) fault->silenced, (unsigned long long) fault->resets,
            (unsigned long long) fault->unplugs, (unsigned long long) fault->delays);
}
