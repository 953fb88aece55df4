// SPDX-License-Identifier: Apache-2.0
// json.h - the little that is needed to print JSON (RFC 8259).

#ifndef AVM_JSON_H
#define AVM_JSON_H

// Print a text on the standard output, in quotes. It may hold anything; bytes from 0x80 on are
// taken for UTF-8.
void json_print_text(const char *text);

#endif
