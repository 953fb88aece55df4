// SPDX-License-Identifier: Apache-2.0
// image_settings.h - settings of NVS from CSV files, for the forms that put them somewhere.

#ifndef AVM_IMAGE_SETTINGS_H
#define AVM_IMAGE_SETTINGS_H

#include "avm/image.h"
#include "flasher/nvs.h"
#include "platforms/files.h"

// Append a partition of size bytes made of the CSV in bytes, which came from path.
enum status image_make_settings(const char *path, const struct file_bytes *bytes, uint32_t size,
                                bool version1, struct buffer *out, struct failure *failure);

#endif
