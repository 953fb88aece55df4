// SPDX-License-Identifier: Apache-2.0
// esp_app_test.c - flasher/esp_app.c

#include "flasher/esp_app.h"

#include "tests/unit/test.h"

static void fill(uint8_t *data, const char *project, const char *version)
{
    static const uint8_t magic[4] = {0x32, 0x54, 0xCD, 0xAB};
    memset(data, 0, ESP_APP_SIZE);
    data[0] = 0xE9;
    data[12] = 5;
    memcpy(data + 0x20, magic, 4);
    memcpy(data + 0x30, version, strlen(version));
    memcpy(data + 0x50, project, strlen(project));
}

static void esp_app_parse_gives_name_and_version(void)
{
    uint8_t data[ESP_APP_SIZE];
    struct esp_app app;
    fill(data, "atomvm-esp32", "v0.6.6");
    CHECK_NUMBER(esp_app_parse(data, sizeof(data), &app, NULL), STATUS_OK);
    CHECK(strcmp(app.project, "atomvm-esp32") == 0);
    CHECK(strcmp(app.version, "v0.6.6") == 0);
    CHECK_NUMBER(app.chip_id, 5);
    CHECK(esp_app_is_machine(&app));
}

static void esp_app_parse_takes_fields_without_end(void)
{
    uint8_t data[ESP_APP_SIZE];
    struct esp_app app;
    fill(data, "12345678901234567890123456789012", "a\033[2J");
    CHECK_NUMBER(esp_app_parse(data, sizeof(data), &app, NULL), STATUS_OK);
    CHECK_NUMBER(strlen(app.project), 32);
    CHECK(strcmp(app.version, "a?[2J") == 0);
    CHECK(!esp_app_is_machine(&app));
}

static void esp_app_parse_tells_blank_from_strange(void)
{
    uint8_t data[ESP_APP_SIZE];
    struct esp_app app;
    memset(data, 0xFF, sizeof(data));
    CHECK_NUMBER(esp_app_parse(data, sizeof(data), &app, NULL), STATUS_FAILED);
    data[3] = 0;
    CHECK_NUMBER(esp_app_parse(data, sizeof(data), &app, NULL), STATUS_INPUT);
    CHECK_NUMBER(esp_app_parse(data, 10, &app, NULL), STATUS_INPUT);
    fill(data, "x", "y");
    data[0x20] = 0;
    CHECK_NUMBER(esp_app_parse(data, sizeof(data), &app, NULL), STATUS_INPUT);
}

int main(void)
{
    TEST(esp_app_parse_gives_name_and_version);
    TEST(esp_app_parse_takes_fields_without_end);
    TEST(esp_app_parse_tells_blank_from_strange);
    return test_done();
}
