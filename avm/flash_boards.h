// SPDX-License-Identifier: Apache-2.0
// flash_boards.h - avm flash for boards that are not Espressif's: each takes over the command line
// after its options.

#ifndef AVM_FLASH_BOARDS_H
#define AVM_FLASH_BOARDS_H

#include "avm/flash.h"
#include "avm/port_choice.h"

typedef enum status flash_board(struct flash_session *session, struct port_choice *port,
                                struct failure *failure);

flash_board flash_stm32;

// What --chip stands for: NULL for chips of Espressif, or without it.
flash_board *flash_board_of(const char *chip);

#endif
