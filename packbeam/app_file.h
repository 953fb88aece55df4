// SPDX-License-Identifier: Apache-2.0
// app_file.h - application resource files (.app): one Erlang term as text,
// {application, NAME, [...]}. In a pack they stand as NAME/priv/application.bin, in the external
// term format, so that a machine needs no parser for them.

#ifndef PACKBEAM_APP_FILE_H
#define PACKBEAM_APP_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

// Atoms have at most 255 characters of four bytes.
#define APP_NAME_SIZE 1024

// Read a term and write it as erlang:term_to_binary/1 of OTP 26 and later would (atoms as
// SMALL_ATOM_UTF8_EXT). Terms are those that such files are made of: atoms, numbers of up to 64
// bits, texts, lists, tuples, maps and binaries of bytes and texts.
//
// STATUS_OK: *term is on the heap, the caller's to free. STATUS_INPUT: failure says in which line.
enum status app_file_read(const char *text, size_t size, char name[APP_NAME_SIZE], uint8_t **term,
                          size_t *term_size, struct failure *failure);

#endif
