// SPDX-License-Identifier: Apache-2.0
// esp_app.c - reading of application descriptions.

#include "flasher/esp_app.h"

#include <string.h>

#include "packbeam/bytes.h"

#define IMAGE_MAGIC       0xE9
#define DESCRIPTION       0x20
#define DESCRIPTION_MAGIC 0xABCD5432

// What comes from flash goes to terminals: keep control characters away.
static void copy_text(char *to, const uint8_t *from, size_t size)
{
    size_t length = 0;
    for (; length < size && from[length] != 0; length++) {
        to[length] = from[length] >= ' ' && from[length] <= '~' ? (char) from[length] : '?';
    }
    to[length] = '\0';
}

static bool is_blank(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (data[i] != 0xFF) {
            return false;
        }
    }
    return true;
}

enum status esp_app_parse(const uint8_t *data, size_t size, struct esp_app *app,
                          struct failure *failure)
{
    memset(app, 0, sizeof(*app));
    if (size < ESP_APP_SIZE) {
        return fail(failure, STATUS_INPUT, "%zu bytes are too few for a program", size);
    }
    if (is_blank(data, ESP_APP_SIZE)) {
        return fail(failure, STATUS_FAILED, "there is no program");
    }
    if (data[0] != IMAGE_MAGIC) {
        return fail_at(failure, STATUS_INPUT, 0, "a program begins with e9, not with %02x",
                       data[0]);
    }
    app->chip_id = bytes_get_le16(data + 12);
    const uint8_t *description = data + DESCRIPTION;
    if (bytes_get_le32(description) != DESCRIPTION_MAGIC) {
        return fail_at(failure, STATUS_INPUT, DESCRIPTION, "the program has no description");
    }
    copy_text(app->version, description + 16, 32);
    copy_text(app->project, description + 48, 32);
    copy_text(app->time, description + 80, 16);
    copy_text(app->date, description + 96, 16);
    copy_text(app->idf, description + 112, 32);
    return STATUS_OK;
}

bool esp_app_is_machine(const struct esp_app *app)
{
    return strncmp(app->project, "atomvm", 6) == 0 || strncmp(app->project, "avm", 3) == 0;
}
