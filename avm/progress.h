// SPDX-License-Identifier: Apache-2.0
// progress.h - what is going on, in one line on a terminal. Nothing when the standard error is
// something else, so that logs stay clean.

#ifndef AVM_PROGRESS_H
#define AVM_PROGRESS_H

// Replace the line.
void progress_show(const char *text);

// Take the line away again.
void progress_clear(void);

#endif
