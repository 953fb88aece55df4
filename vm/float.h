// SPDX-License-Identifier: Apache-2.0
// float.h: the text forms of floats beside those of number.h. No memory, no locale, no C library
// but <math.h>.

#ifndef VM_FLOAT_H
#define VM_FLOAT_H

#include <stdbool.h>
#include <stddef.h>

// Longest text the two functions below make, as OTP's.
#define FLOAT_TEXT_MAX 255

// Exponent form with `decimals` digits after the point, correctly rounded, ties to even:
// "-1.50e+00". Returns the length, 0: longer than FLOAT_TEXT_MAX. value is finite.
size_t float_scientific(double value, unsigned decimals, char *buffer);
// Positional form: "1.50"; no point for 0 decimals. compact: without zeros at the end, but for one
// after the point. Rounds as OTP does: see float.c.
size_t float_fixed(double value, unsigned decimals, bool compact, char *buffer);

// How many of the characters are a float in Erlang's syntax: 0 for none. The longest prefix.
size_t float_prefix(const char *text, size_t length);

#endif
