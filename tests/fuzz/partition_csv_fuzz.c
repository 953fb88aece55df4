// SPDX-License-Identifier: Apache-2.0
// partition_csv_fuzz.c - partition tables as CSV: a table that is accepted becomes bytes that read
// back the same, and CSV that gives the same bytes.

#include <string.h>

#include "flasher/esp_table.h"
#include "tests/fuzz/fuzz.h"

static const char *lookup(void *context, const char *name)
{
    return strcmp(name, "SIZE") == 0 ? "0x6000" : NULL;
}

static void warn(void *context, const char *line)
{
    FUZZ_REQUIRE(line[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct esp_partition_table table;
    static struct esp_partition_table again;
    uint8_t bytes[ESP_PARTITION_TABLE_SIZE];
    struct failure failure = {0};
    const struct esp_table_options options = {.flash_size = 0x1000000,
                                              .has_bootloader = true,
                                              .bootloader_offset = 0x1000,
                                              .lookup = lookup,
                                              .warn = warn};
    if (esp_table_parse(data, size, &options, &table, &failure) != STATUS_OK) {
        FUZZ_REQUIRE(failure.what[0] != '\0');
        return 0;
    }
    FUZZ_REQUIRE(esp_table_encode(&table, false, bytes, &failure) == STATUS_OK);
    if (table.count == 0) {
        return 0;
    }
    FUZZ_REQUIRE(esp_partition_parse(bytes, sizeof(bytes), &again, &failure) == STATUS_OK);
    FUZZ_REQUIRE(again.count == table.count);
    for (size_t i = 0; i < table.count; i++) {
        FUZZ_REQUIRE(strcmp(again.rows[i].name, table.rows[i].name) == 0 &&
                     again.rows[i].offset == table.rows[i].offset &&
                     again.rows[i].size == table.rows[i].size);
    }
    struct buffer text = {.data = NULL};
    esp_table_print(&table, &text);
    FUZZ_REQUIRE(!text.failed);
    buffer_clear(&text);
    return 0;
}
