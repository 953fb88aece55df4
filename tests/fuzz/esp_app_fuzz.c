// SPDX-License-Identifier: Apache-2.0
// esp_app_fuzz.c - the reader of application descriptions: texts that it gives end within their
// fields and are printable.

#include <string.h>

#include "flasher/esp_app.h"
#include "tests/fuzz/fuzz.h"

static void require_text(const char *text, size_t size)
{
    FUZZ_REQUIRE(memchr(text, '\0', size) != NULL);
    for (; *text != '\0'; text++) {
        FUZZ_REQUIRE(*text >= ' ' && *text <= '~');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct esp_app app;
    struct failure failure = {0};
    if (esp_app_parse(data, size, &app, &failure) != STATUS_OK) {
        FUZZ_REQUIRE(failure.what[0] != '\0');
        return 0;
    }
    require_text(app.project, sizeof(app.project));
    require_text(app.version, sizeof(app.version));
    require_text(app.time, sizeof(app.time));
    require_text(app.date, sizeof(app.date));
    require_text(app.idf, sizeof(app.idf));
    (void) esp_app_is_machine(&app);
    return 0;
}
