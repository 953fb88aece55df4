// SPDX-License-Identifier: Apache-2.0
// open_files.h: the files that a process has open (bif_file.c). Nobody else can use them, and they
// are closed when it ends.

#ifndef VM_OPEN_FILES_H
#define VM_OPEN_FILES_H

#include "vm/config.h"
#include "vm/process.h"

#if AVM_FILES
// Close all of them.
void open_files_clear(struct process *p);
#else
#define open_files_clear(p) ((void) 0)
#endif

#endif
