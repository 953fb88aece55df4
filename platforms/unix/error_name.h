// SPDX-License-Identifier: Apache-2.0
// error_name.h: errors of the system as the atoms of Erlang/OTP name them.

#ifndef PLATFORMS_UNIX_ERROR_NAME_H
#define PLATFORMS_UNIX_ERROR_NAME_H

// The name of a number of <errno.h> in lower case ("enoent"), or "unknown".
const char *error_name(int error);

#endif
