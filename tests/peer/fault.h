// SPDX-License-Identifier: Apache-2.0
// fault.h - what goes wrong, when, and reproducibly: the same seed gives the same faults for the
// same traffic.
//
// Faults of bytes are drawn byte by byte, in each direction from a sequence of its own, so that
// they do not depend on how the system cuts the traffic. Faults of requests count what the board
// has understood as a request (a frame of an ESP loader, a command of an STM32 one), from 1.
#ifndef TESTS_PEER_FAULT_H
#define TESTS_PEER_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum fault_direction { FAULT_IN, FAULT_OUT }; // to the board, from the board

struct fault_rates {
    double drop, duplicate, flip;
};

struct fault {
    struct fault_rates rates[2];
    uint64_t random[2], request_random;
    uint64_t skip[2]; // bytes that pass unharmed first

    // At this request: no answer any more; reset; the port goes away. 0 is never.
    uint64_t silent_at, reset_at, unplug_at;
    double silent_rate, reset_rate, unplug_rate; // chance at every request
    uint64_t unplug_ms;                          // how long the port stays away
    uint64_t reset_max, unplug_max;              // at most so many of these by chance
    double delay_rate;                           // share of answers that come late
    uint64_t delay_ms;                           // by up to this much

    uint64_t requests;
    uint64_t dropped, duplicated, flipped, silenced, resets, unplugs, delays;
};

struct fault_request {
    bool silent, reset, unplug;
    uint64_t delay_us; // before the answer
};

void fault_init(struct fault *fault, uint64_t seed);

// Take one of the specifications that fault_help prints. False: it is not one.
bool fault_parse(struct fault *fault, const char *spec);
void fault_help(FILE *out);

// What becomes of a byte: 0, 1 or 2 bytes in out.
size_t fault_byte(struct fault *fault, enum fault_direction direction, uint8_t byte,
                  uint8_t out[2]);

// What happens at the next request.
struct fault_request fault_next_request(struct fault *fault);

// A random number, for noise on the line.
uint64_t fault_random(uint64_t *state);

// Counts of what was done, as "name value" lines.
void fault_report(const struct fault *fault, FILE *out);

#endif
