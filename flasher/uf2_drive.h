// SPDX-License-Identifier: Apache-2.0
// uf2_drive.h - boards that take their program as a UF2 file copied onto their drive: the RP2040
// and RP2350 of the Pico. Spec: RP2040 Datasheet, "USB Mass Storage Interface".
//
// The drive is told by its INFO_UF2.TXT, which has a line "Board-ID: RPI-RP2" or "Board-ID:
// RP2350". The chip restarts by itself when it has all blocks, and the drive goes away.

#ifndef FLASHER_UF2_DRIVE_H
#define FLASHER_UF2_DRIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "flasher/image.h"
#include "packbeam/status.h"

struct uf2_board {
    const char *name;     // "rp2040"
    const char *title;    // "RP2040"
    const char *id;       // of INFO_UF2.TXT
    uint32_t firmware;    // family of programs
    uint32_t data;        // family of packs
    uint32_t flash_size;  // of the makers' own board
    uint32_t families[6]; // all that it takes, ended by 0
};

#define UF2_FLASH_BASE 0x10000000U
// Where a machine looks for the program.
#define UF2_PACK_ADDRESS 0x10180000U

// Ended by a row without name.
extern const struct uf2_board uf2_boards[];

// By the value of --chip: rp2040, pico, rp2350, pico2. NULL: none of them.
const struct uf2_board *uf2_find_board(const char *name);

// The board of an INFO_UF2.TXT. NULL: another kind of board; id receives its Board-ID, or "".
const struct uf2_board *uf2_board_of_info(const uint8_t *text, size_t size, char id[40]);

// Whether a board takes every block of a file. STATUS_INPUT: not UF2, damaged, or another family.
enum status uf2_board_check(const struct uf2_board *board, const uint8_t *data, size_t size,
                            struct failure *failure);

// A drive in a folder.
struct uf2_drive {
    char folder[512];
    const struct uf2_board *board; // NULL: not one that we know
    char id[40];
};

// Look at a folder. False: it is no such drive.
bool uf2_drive_look(const char *folder, struct uf2_drive *drive);

// Look at every mounted file system. Returns how many there are; *drive is the first one.
unsigned uf2_drive_find(struct uf2_drive *drive);

// Copy a file onto the drive. A failure of the system with the last byte is none: the board has
// gone because it has everything.
enum status uf2_drive_copy(const struct uf2_drive *drive, const uint8_t *data, size_t size,
                           struct failure *failure);

#endif
