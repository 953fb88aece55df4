// SPDX-License-Identifier: Apache-2.0
// nvs_fuzz.c - the reader of settings: whatever it meets, items are whole and texts end.

#include <string.h>

#include "flasher/nvs.h"
#include "tests/fuzz/fuzz.h"

static enum status visit(void *context, const struct nvs_item *item, struct failure *failure)
{
    struct buffer text = {.data = NULL};
    char space[NVS_KEY_MAX + 1] = "";
    unsigned sum = 0;
    FUZZ_REQUIRE(strlen(item->space) <= NVS_KEY_MAX && strlen(item->key) <= NVS_KEY_MAX);
    for (size_t i = 0; i < item->size; i++) {
        sum += item->data[i];
    }
    *(unsigned *) context += sum;
    nvs_print_csv(item, space, &text);
    FUZZ_REQUIRE(!text.failed);
    buffer_clear(&text);
    return STATUS_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct nvs_report report;
    struct failure failure = {0};
    unsigned sum = 0;
    enum status status = nvs_read(data, size, visit, &sum, &report, &failure);
    FUZZ_REQUIRE(status == STATUS_OK || failure.what[0] != '\0');
    FUZZ_REQUIRE(report.pages <= size / NVS_PAGE);
    return 0;
}
