// SPDX-License-Identifier: Apache-2.0
// monitor_places.h - where the functions of a pack are written, for the explanations of the
// monitor. The functions fit struct monitor_options; their context is that of cmd_monitor.c.

#ifndef AVM_MONITOR_PLACES_H
#define AVM_MONITOR_PLACES_H

#include <stdbool.h>

#include "monitor/recognise.h"
#include "packbeam/status.h"

struct monitor_places;

// Failures name the pack.
enum status monitor_places_open(const char *path, struct monitor_places **places,
                                struct failure *failure);
void monitor_places_close(struct monitor_places *places); // NULL is allowed

// False: the pack has no such function; place->line is 0 when it has no line numbers.
bool monitor_places_find(struct monitor_places *places, const char *module, const char *function,
                         uint32_t arity, struct place *place);

// The function of a label in the module that was loaded as the n-th: known for the first, which is
// where the program starts.
bool monitor_places_find_label(struct monitor_places *places, uint32_t module, uint32_t label,
                               struct place *place);

// A line of a source file, looked for where the module says it is and by its last name here, in
// src/ and lib/.
bool monitor_places_read(const char *file, uint32_t line, char *text, size_t size);

#endif
