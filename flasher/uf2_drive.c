// SPDX-License-Identifier: Apache-2.0
// uf2_drive.c - finding drives of boards, and copying onto them.

#include "flasher/uf2_drive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flasher/uf2.h"
#include "packbeam/bytes.h"
#include "platforms/drives.h"
#include "platforms/files.h"

#define INFO     "INFO_UF2.TXT"
#define INFO_MAX 4096

const struct uf2_board uf2_boards[] = {
    {"rp2040",
     "RP2040",
     "RPI-RP2",
     UF2_FAMILY_RP2040,
     UF2_FAMILY_RP2040,
     0x200000,
     {UF2_FAMILY_RP2040, 0}},
    // ARM secure, RISC-V, ARM not secure, data, absolute.
    {"rp2350",
     "RP2350",
     "RP2350",
     UF2_FAMILY_RP2350,
     0xE48BFF58,
     0x400000,
     {UF2_FAMILY_RP2350, 0xE48BFF5A, 0xE48BFF5B, 0xE48BFF58, 0xE48BFF57, 0}},
    {.name = NULL},
};

const struct uf2_board *uf2_find_board(const char *name)
{
    static const struct {
        const char *name;
        size_t index;
    } names[] = {{"rp2040", 0}, {"pico", 0}, {"rp2350", 1}, {"pico2", 1}};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(names[i].name, name) == 0) {
            return &uf2_boards[names[i].index];
        }
    }
    return NULL;
}

const struct uf2_board *uf2_board_of_info(const uint8_t *text, size_t size, char id[40])
{
    static const char key[] = "Board-ID:";
    size_t at = 0;
    id[0] = '\0';
    while (at < size) {
        size_t end = at;
        while (end < size && text[end] != '\n' && text[end] != '\r') {
            end++;
        }
        if (end - at > sizeof(key) - 1 && memcmp(text + at, key, sizeof(key) - 1) == 0) {
            at += sizeof(key) - 1;
            while (at < end && text[at] == ' ') {
                at++;
            }
            size_t length = 0;
            for (; at < end && length < 39; at++) {
                id[length++] = text[at] >= 0x20 && text[at] < 0x7F ? (char) text[at] : '?';
            }
            id[length] = '\0';
            break;
        }
        at = end + 1;
    }
    for (const struct uf2_board *board = uf2_boards; board->name != NULL; board++) {
        if (strcmp(board->id, id) == 0) {
            return board;
        }
    }
    return NULL;
}

static bool is_taken(const struct uf2_board *board, uint32_t family)
{
    for (size_t i = 0; board->families[i] != 0; i++) {
        if (board->families[i] == family) {
            return true;
        }
    }
    return false;
}

enum status uf2_board_check(const struct uf2_board *board, const uint8_t *data, size_t size,
                            struct failure *failure)
{
    if (!uf2_is(data, size) || size % UF2_BLOCK != 0) {
        return fail(failure, STATUS_INPUT, "not whole blocks of UF2");
    }
    for (size_t at = 0; at < size; at += UF2_BLOCK) {
        const uint8_t *block = data + at;
        uint32_t family = bytes_get_le32(block + 28);
        bool has_family = (bytes_get_le32(block + 8) & 0x2000) != 0;
        if (!uf2_is(block, UF2_BLOCK) || bytes_get_le32(block + 508) != 0x0AB16F30) {
            return fail_at(failure, STATUS_INPUT, (uint32_t) at, "not a block of UF2");
        }
        if (!has_family || !is_taken(board, family)) {
            const struct uf2_family *known = uf2_find_family_id(family);
            return fail_at(failure, STATUS_INPUT, (uint32_t) at,
                           "the block is for %s (family 0x%08x), and the board is an %s\n"
                           "nothing was copied",
                           !has_family     ? "no family"
                           : known != NULL ? known->title
                                           : "another chip",
                           has_family ? (unsigned) family : 0, board->title);
        }
    }
    return STATUS_OK;
}

// Drives ------------------------------------------------------------------------------------------

bool uf2_drive_look(const char *folder, struct uf2_drive *drive)
{
    char path[600];
    uint8_t *text;
    size_t size;
    int length = snprintf(path, sizeof(path), "%s/" INFO, folder);
    if (length < 0 || (size_t) length >= sizeof(path) || strlen(folder) >= sizeof(drive->folder) ||
        !file_is_regular(path) || file_read(path, &text, &size, NULL) != STATUS_OK) {
        return false;
    }
    snprintf(drive->folder, sizeof(drive->folder), "%s", folder);
    drive->board = uf2_board_of_info(text, size < INFO_MAX ? size : INFO_MAX, drive->id);
    free(text);
    return true;
}

struct search {
    struct uf2_drive *drive;
    unsigned count;
};

static void visit(void *context, const char *folder)
{
    struct search *search = context;
    struct uf2_drive found;
    if (!uf2_drive_look(folder, &found)) {
        return;
    }
    if (search->count++ == 0) {
        *search->drive = found;
    }
}

unsigned uf2_drive_find(struct uf2_drive *drive)
{
    struct search search = {drive, 0};
    drive_list(visit, &search);
    return search.count;
}

enum status uf2_drive_copy(const struct uf2_drive *drive, const uint8_t *data, size_t size,
                           struct failure *failure)
{
    char path[600];
    bool complete;
    struct failure why = {0};
    snprintf(path, sizeof(path), "%s/AVM.UF2", drive->folder);
    enum status status = drive_write(path, data, size, &complete, &why);
    struct uf2_drive again;
    if (status != STATUS_OK && complete && !uf2_drive_look(drive->folder, &again)) {
        return STATUS_OK;
    }
    if (status != STATUS_OK && failure != NULL) {
        *failure = why;
        failure_add_subject(failure, path);
    }
    return status;
}
