// SPDX-License-Identifier: Apache-2.0
// port_choice.c - choosing a port, and the memory of the one used last.

#include "avm/port_choice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/board_names.h"
#include "avm/user_folders.h"
#include "platforms/files.h"
#include "platforms/platform.h"

// The only one of those that pass, or count.
static size_t find_only(const struct serial_info *ports, size_t count, bool is_known)
{
    size_t found = count;
    for (size_t i = 0; i < count; i++) {
        if (!ports[i].is_usb || (is_known && board_name(&ports[i])[0] == '\0')) {
            continue;
        }
        if (found != count) {
            return count;
        }
        found = i;
    }
    return found;
}

size_t port_pick(const struct serial_info *ports, size_t count, const char *last,
                 const char **reason)
{
    size_t found = find_only(ports, count, true);
    *reason = "the only board or bridge";
    if (found == count) {
        found = find_only(ports, count, false);
        *reason = "the only USB port";
    }
    for (size_t i = 0; i < count && found == count && last[0] != '\0'; i++) {
        if (ports[i].is_usb && strcmp(ports[i].number, last) == 0) {
            found = i;
            *reason = "used last";
        }
    }
    return found;
}

// The memory ---------------------------------------------------------------------------------

// The serial number used last, or "".
static void recall(char *number, size_t size)
{
    char path[1024];
    uint8_t *data = NULL;
    size_t length;
    number[0] = '\0';
    if (!user_state_path("last-board", path, sizeof(path)) || !file_exists(path) ||
        file_read(path, &data, &length, NULL) != STATUS_OK) {
        return;
    }
    for (size_t i = 0; i < length && i + 1 < size && data[i] >= ' '; i++) {
        number[i] = (char) data[i];
        number[i + 1] = '\0';
    }
    free(data);
}

void port_remember(const struct port_choice *choice)
{
    char folder[1024];
    char path[1024];
    char old[64];
    recall(old, sizeof(old));
    if (choice->number[0] == '\0' || strcmp(old, choice->number) == 0 ||
        !user_state_path("", folder, sizeof(folder)) ||
        !user_state_path("last-board", path, sizeof(path))) {
        return;
    }
    if (file_make_directory(folder, NULL) == STATUS_OK) {
        char line[66];
        int length = snprintf(line, sizeof(line), "%s\n", choice->number);
        (void) file_replace(path, line, (size_t) length, NULL);
    }
}

// The choice ---------------------------------------------------------------------------------

#define PORTS_MAX 64

struct ports {
    struct serial_info *items; // of PORTS_MAX
    size_t count;
};

static void add_port(void *context, const struct serial_info *info)
{
    struct ports *ports = context;
    if (ports->count < PORTS_MAX) {
        ports->items[ports->count++] = *info;
    }
}

static void take(struct port_choice *choice, const struct serial_info *info)
{
    snprintf(choice->path, sizeof(choice->path), "%s", info->path);
    snprintf(choice->number, sizeof(choice->number), "%s", info->number);
    choice->is_usb_jtag = info->is_usb && info->vendor_id == PORT_USB_JTAG_VENDOR &&
                          info->product_id == PORT_USB_JTAG_PRODUCT;
}

static void describe(const struct serial_info *info, char *text, size_t size)
{
    const char *name = board_name(info);
    snprintf(text, size, "%s%s%.40s%s%.30s", info->path, name[0] != '\0' ? "  " : "", name,
             info->number[0] != '\0' ? "  " : "", info->number);
}

// Keep the USB ports only.
static void keep_usb(struct ports *ports)
{
    size_t kept = 0;
    for (size_t i = 0; i < ports->count; i++) {
        if (ports->items[i].is_usb) {
            ports->items[kept++] = ports->items[i];
        }
    }
    ports->count = kept;
}

// Let somebody choose; the first is taken when only the enter key is pressed.
static enum status ask(const struct ports *ports, size_t *index, struct failure *failure)
{
    char line[16];
    for (size_t i = 0; i < ports->count; i++) {
        char text[360];
        describe(&ports->items[i], text, sizeof(text));
        fprintf(stderr, "%2zu  %s\n", i + 1, text);
    }
    fputs("which port? [1] ", stderr);
    fflush(stderr);
    if (fgets(line, sizeof(line), stdin) == NULL) {
        return fail(failure, STATUS_INTERRUPTED, "no port was chosen");
    }
    unsigned long number = line[0] == '\n' ? 1 : strtoul(line, NULL, 10);
    if (number == 0 || number > ports->count) {
        return fail(failure, STATUS_USAGE, "there is no such port in the list\nname one with -p");
    }
    *index = number - 1;
    return STATUS_OK;
}

static enum status refuse(const struct ports *ports, struct failure *failure)
{
    char text[200] = "";
    for (size_t i = 0; i < ports->count; i++) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof(text) - used, "%s%.80s", i > 0 ? ", " : "",
                 ports->items[i].path);
    }
    return fail(failure, STATUS_USAGE, "several ports: %.150s\nname one with -p", text);
}

static enum status choose_among(struct ports *ports, struct port_choice *choice,
                                struct failure *failure)
{
    char last[64];
    size_t index = 0;
    keep_usb(ports);
    if (ports->count == 0) {
        return fail(failure, STATUS_BOARD,
                    "no board: no USB serial port is there\nplug it in, or name the port with -p");
    }
    recall(last, sizeof(last));
    index = port_pick(ports->items, ports->count, last, &choice->reason);
    if (index == ports->count) {
        choice->reason = "chosen";
        enum status status = file_input_is_terminal() && file_error_is_terminal()
                                 ? ask(ports, &index, failure)
                                 : refuse(ports, failure);
        if (status != STATUS_OK) {
            return status;
        }
    }
    take(choice, &ports->items[index]);
    return STATUS_OK;
}

enum status port_choose(const char *wanted, struct port_choice *choice, struct failure *failure)
{
    memset(choice, 0, sizeof(*choice));
    struct ports ports = {.items = calloc(PORTS_MAX, sizeof(struct serial_info))};
    if (ports.items == NULL) {
        return fail_memory(failure, PORTS_MAX * sizeof(struct serial_info));
    }
    if (wanted == NULL) {
        wanted = platform_getenv("AVM_PORT");
    }
    // A named port need not be in the list, nor the list be had.
    enum status status = serial_list(add_port, &ports, wanted == NULL ? failure : NULL);
    if (wanted != NULL) {
        snprintf(choice->path, sizeof(choice->path), "%s", wanted);
        for (size_t i = 0; i < ports.count; i++) {
            if (strcmp(ports.items[i].path, wanted) == 0) {
                take(choice, &ports.items[i]);
            }
        }
        status = STATUS_OK;
    } else if (status == STATUS_OK) {
        status = choose_among(&ports, choice, failure);
    }
    free(ports.items);
    return status;
}
