// SPDX-License-Identifier: Apache-2.0
// flash_pieces.h - avm flash with files that know their addresses: whole images, Intel HEX, and UF2
// (also of avm image build --sparse). Only the bytes of the file change: what lies between its
// pieces, and the storage of the program on the board, stays.

#ifndef AVM_FLASH_PIECES_H
#define AVM_FLASH_PIECES_H

#include "avm/flash.h"
#include "flasher/image.h"

// Life cycle: flash_pieces_read(), then any use, then flash_pieces_clear(), also after a failure.
struct flash_pieces {
    struct image image;               // in order, nothing that touches
    const struct chip *chip;          // that the file says it is for; NULL: it does not say
    struct esp_partition_table table; // of the file
    bool has_table;
};

// Whether the bytes are of such a file, which may be damaged.
bool flash_pieces_is(const uint8_t *data, size_t size);

// Take a file apart. STATUS_INPUT: it is damaged, or for no chip of Espressif.
enum status flash_pieces_read(const uint8_t *data, size_t size, struct flash_pieces *pieces,
                              struct failure *failure);
void flash_pieces_clear(struct flash_pieces *pieces);

// Refuse what is not for a chip. STATUS_INPUT.
enum status flash_pieces_check_chip(const struct flash_pieces *pieces, const struct chip *chip,
                                    struct failure *failure);

// Write or compare, after looking whether the pieces fit the board: its chip, its flash. They are
// changed: what is to stay is taken out.
enum status flash_pieces_write(struct flash_session *session, const char *path,
                               struct flash_pieces *pieces, struct failure *failure);
enum status flash_pieces_verify(struct flash_session *session, const char *path,
                                struct flash_pieces *pieces, struct failure *failure);

#endif
