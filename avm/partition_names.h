// SPDX-License-Identifier: Apache-2.0
// partition_names.h - the partitions of the board whose table was read last, kept in the user's
// cache so that completion can offer them without talking to a board.

#ifndef AVM_PARTITION_NAMES_H
#define AVM_PARTITION_NAMES_H

#include "flasher/esp_partition.h"

// Remember the names. Nothing is said when that is not possible.
void partition_names_write(const struct esp_partition_table *table);

// Call visit with each name that is remembered; without any with the one that every board has.
void partition_names_read(void (*visit)(void *context, const char *name), void *context);

#endif
