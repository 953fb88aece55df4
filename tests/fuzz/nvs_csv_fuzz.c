// SPDX-License-Identifier: Apache-2.0
// nvs_csv_fuzz.c - settings from CSV: a partition that was made reads back without damage.

#include <stdlib.h>

#include "flasher/nvs.h"
#include "tests/fuzz/fuzz.h"

static enum status visit(void *context, const struct nvs_item *item, struct failure *failure)
{
    ++*(unsigned *) context;
    return STATUS_OK;
}

static enum status read_file(void *context, const char *path, uint8_t **data, size_t *size,
                             struct failure *failure)
{
    *data = calloc(1, 5000);
    *size = 5000;
    return *data != NULL ? STATUS_OK : fail_memory(failure, 5000);
}

static void make(const uint8_t *data, size_t size, bool version1)
{
    struct buffer out = {.data = NULL};
    struct nvs_report report;
    struct failure failure = {0};
    unsigned count = 0;
    const struct nvs_options options = {
        .size = 0x5000, .version1 = version1, .read_file = read_file};
    if (nvs_generate((const char *) data, size, &options, &out, &failure) != STATUS_OK) {
        FUZZ_REQUIRE(failure.what[0] != '\0');
    } else if (nvs_is(out.data, out.size)) {
        FUZZ_REQUIRE(nvs_read(out.data, out.size, visit, &count, &report, &failure) == STATUS_OK);
        FUZZ_REQUIRE(report.damaged == 0 && count <= report.entries);
    }
    buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    make(data, size, false);
    make(data, size, true);
    return 0;
}
