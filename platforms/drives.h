// SPDX-License-Identifier: Apache-2.0
// drives.h - what the host tools need from a system for boards that show up as a drive. A port of
// the host tools fulfils it in platforms/<name>/drives.c.

#ifndef PLATFORMS_DRIVES_H
#define PLATFORMS_DRIVES_H

#include <stdbool.h>
#include <stddef.h>

#include "packbeam/status.h"

// Call visit with the folder of every mounted file system.
typedef void (*drive_visit)(void *context, const char *folder);
void drive_list(drive_visit visit, void *context);

// Write a file as it is, without a temporary one beside it, and wait until it has left for the
// device. STATUS_IO: what the system said. A board may go away with the last byte: *complete is
// then true although the system complains.
enum status drive_write(const char *path, const void *data, size_t size, bool *complete,
                        struct failure *failure);

#endif
