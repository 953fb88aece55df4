// SPDX-License-Identifier: Apache-2.0
// flash.h - what the files of avm flash share: cmd_flash.c (command line, port, beginning and end
// of a session), flash_write.c (packs and files), flash_pieces.c (files that know their addresses),
// flash_look.c (everything that only looks, and erase).

#ifndef AVM_FLASH_H
#define AVM_FLASH_H

#include "avm/flash_report.h"
#include "flasher/flasher.h"

#define FLASH_DEFAULT_PARTITION "main.avm"

// The options as they were given.
struct flash_values {
    const char *port;
    const char *baud;
    const char *chip;
    const char *before;
    const char *after;
    const char *partition;
    const char *offset;
    const char *output;
    const char *drive;
    const char *sectors;
    bool dry_run;
    bool trace;
    bool yes;
    bool boot;
    bool monitor;
    bool json;
    bool nvs;
    bool erase_all;
    // Of the makers' tool: understood, so that its command lines work.
    bool compress;
    bool stub;
    bool verify;
    const char *flash_mode;
    const char *flash_frequency;
    const char *flash_size;
};

// What is asked for, while the board is connected.
struct flash_session {
    const struct flash_values *values;
    struct flash_report report;
    struct flasher flasher;
    char **operands;
    int operand_count;
    struct esp_partition_table table;
    bool has_table;
    bool is_reset;  // at the end
    bool has_lines; // of which one resets it
};

// The table of the board, read once.
enum status flash_get_table(struct flash_session *session, struct failure *failure);
enum status flash_get_partition(struct flash_session *session, const char *name,
                                const struct esp_partition **row, struct failure *failure);

// A number of 32 bits: 4096, 0x1000, 4K. STATUS_USAGE: not one.
enum status flash_parse_number(const char *text, uint32_t *number, struct failure *failure);

// Say what a disturbed link may have done unseen below offset.
void flash_warn_unsure(struct flash_session *session, uint32_t unsure, uint32_t offset);

// Say what was written, or with --dry-run would be, and what is the same.
void flash_report_written(struct flash_session *session, const char *path, uint32_t offset,
                          size_t size, const struct flasher_result *result);
void flash_report_verified(struct flash_session *session, const char *path, uint32_t offset,
                           size_t size);

// Say what was erased, or with --dry-run would be.
void flash_say_erased(struct flash_session *session, uint32_t offset, uint32_t size);

// Ask before something is lost. STATUS_USAGE: there is nobody to ask, and no --yes.
// STATUS_INTERRUPTED: the answer is no.
enum status flash_confirm(struct flash_session *session, const char *what, struct failure *failure);

// A file and the place for it: OFFSET=FILE, or FILE, which knows its place or goes to a partition.
struct flash_place {
    const char *path;
    bool has_offset;
    uint32_t offset;
};
enum status flash_parse_place(const char *operand, struct flash_place *place,
                              struct failure *failure);

// Whether files can be flashed at all, before a board is looked for.
enum status flash_check_files(struct flash_session *session, struct failure *failure);

// The forms of the command.
enum status flash_run_write(struct flash_session *session, struct failure *failure);
enum status flash_run_info(struct flash_session *session, struct failure *failure);
enum status flash_run_partitions(struct flash_session *session, struct failure *failure);
enum status flash_run_read(struct flash_session *session, struct failure *failure);
enum status flash_run_erase(struct flash_session *session, struct failure *failure);
enum status flash_run_verify(struct flash_session *session, struct failure *failure);

#endif
