// SPDX-License-Identifier: Apache-2.0
// flash_boards.h - avm flash for boards that are not Espressif's: each takes over the command line
// after its options.

#ifndef AVM_FLASH_BOARDS_H
#define AVM_FLASH_BOARDS_H

#include "avm/flash.h"
#include "avm/port_choice.h"

typedef enum status flash_board(struct flash_session *session, struct port_choice *port,
                                struct failure *failure);

flash_board flash_pico;
flash_board flash_stm32;

// What --chip stands for, or, when neither chip nor port are named, what a file or a drive that is
// there is for. NULL: a chip of Espressif.
flash_board *flash_board_of(const struct flash_session *session);

#endif
