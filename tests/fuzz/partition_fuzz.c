// SPDX-License-Identifier: Apache-2.0
// partition_fuzz.c - the reader of partition tables: rows it accepts lie within 32 bits and have
// terminated names.

#include <string.h>

#include "flasher/esp_partition.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct esp_partition_table table;
    struct failure failure = {0};
    if (esp_partition_parse(data, size, &table, &failure) != STATUS_OK) {
        FUZZ_REQUIRE(failure.what[0] != '\0');
        return 0;
    }
    FUZZ_REQUIRE(table.count > 0 && table.count <= ESP_PARTITION_MAX);
    for (size_t i = 0; i < table.count; i++) {
        const struct esp_partition *row = &table.rows[i];
        char type[16];
        char subtype[16];
        FUZZ_REQUIRE(row->size <= UINT32_MAX - row->offset);
        FUZZ_REQUIRE(memchr(row->name, '\0', sizeof(row->name)) != NULL);
        FUZZ_REQUIRE(esp_partition_find(&table, row->name) != NULL);
        esp_partition_type(row, type, subtype);
    }
    return 0;
}
