// SPDX-License-Identifier: Apache-2.0
// beam_strip_test.c - packbeam/beam_strip.c

#include <stdlib.h>

#include "packbeam/beam_file.h"
#include "packbeam/packbeam.h"
#include "tests/unit/sample.h"
#include "tests/unit/test.h"

// Strip a sample; the tags that are left, joined by spaces.
static const char *tags_left(const struct sample *sample, const struct pack_options *options)
{
    static char tags[100];
    uint8_t *out = NULL;
    size_t size = 0;
    tags[0] = '\0';
    if (beam_strip(sample->data, sample->size, options, &out, &size, NULL, NULL) != STATUS_OK) {
        return "refused";
    }
    struct beam_file file;
    struct beam_chunk chunk = {0};
    if (beam_file_open(out, size, &file, NULL) != STATUS_OK) {
        free(out);
        return "unreadable";
    }
    while (beam_file_next(&file, &chunk)) {
        size_t used = strlen(tags);
        snprintf(tags + used, sizeof(tags) - used, "%s%s", used > 0 ? " " : "", chunk.tag);
    }
    free(out);
    return tags;
}

static void beam_strip_keeps_what_machines_need(void)
{
    struct sample sample;
    sample_module(&sample, 1);
    sample_chunk(&sample, "Type", "type", 4);
    sample_chunk(&sample, "What", "unknown", 7);
    CHECK_TEXT(tags_left(&sample, NULL), "AtU8 Code ExpT Line Type");
}

static void beam_strip_drops_lines_when_asked(void)
{
    const struct pack_options options = {.drop_lines = true};
    struct sample sample;
    sample_module(&sample, 1);
    CHECK_TEXT(tags_left(&sample, &options), "AtU8 Code ExpT");
}

static void beam_strip_changes_a_stripped_module_no_more(void)
{
    struct sample sample;
    sample_module(&sample, 1);
    uint8_t *once = NULL;
    uint8_t *twice = NULL;
    size_t once_size = 0;
    size_t twice_size = 0;
    CHECK(beam_strip(sample.data, sample.size, NULL, &once, &once_size, NULL, NULL) == STATUS_OK);
    CHECK(beam_strip(once, once_size, NULL, &twice, &twice_size, NULL, NULL) == STATUS_OK);
    CHECK(once_size == twice_size && memcmp(once, twice, once_size) == 0);
    free(once);
    free(twice);
}

// The table of one literal, [], compressed: 10 bytes.
static const uint8_t compressed[] = {0x00, 0x00, 0x00, 0x0a, 0x78, 0x9c, 0x63, 0x60,
                                     0x60, 0x60, 0x64, 0x60, 0x60, 0x60, 0x6a, 0xce,
                                     0x02, 0x00, 0x01, 0x87, 0x00, 0xf1};

static void beam_strip_unpacks_literals(void)
{
    struct sample sample;
    sample_module(&sample, 1);
    sample_chunk(&sample, "LitT", compressed, sizeof(compressed));
    uint8_t *out = NULL;
    size_t size = 0;
    struct beam_file file;
    struct beam_chunk chunk;
    CHECK(beam_strip(sample.data, sample.size, NULL, &out, &size, NULL, NULL) == STATUS_OK);
    CHECK(beam_file_open(out, size, &file, NULL) == STATUS_OK);
    CHECK(!beam_file_find(&file, "LitT", &chunk));
    CHECK(beam_file_find(&file, "LitU", &chunk));
    CHECK_NUMBER(chunk.size, 10);
    CHECK(memcmp(chunk.data, "\0\0\0\1\0\0\0\2\x83\x6a", 10) == 0);
    free(out);
}

static void beam_strip_leaves_plain_literals_alone(void)
{
    struct sample sample;
    sample_module(&sample, 1);
    sample_chunk(&sample, "LitT", "\0\0\0\0\0\0\0\1\0\0\0\2\x83\x6a", 14);
    CHECK_TEXT(tags_left(&sample, NULL), "AtU8 Code ExpT Line LitT");
}

static void beam_strip_refuses_damaged_literals(void)
{
    uint8_t bad[sizeof(compressed)];
    memcpy(bad, compressed, sizeof(bad));
    bad[8] ^= 0x55;
    struct sample sample;
    sample_module(&sample, 1);
    sample_chunk(&sample, "LitT", bad, sizeof(bad));
    CHECK_TEXT(tags_left(&sample, NULL), "refused");
}

static void beam_strip_refuses_a_module_without_code(void)
{
    struct sample sample = {.size = 0};
    sample_atoms(&sample, 0);
    CHECK_TEXT(tags_left(&sample, NULL), "refused");
}

static void beam_has_start_means_start_0(void)
{
    struct sample sample;
    bool has_start = false;
    sample_module(&sample, 1);
    CHECK(beam_has_start(sample.data, sample.size, &has_start, NULL) == STATUS_OK && has_start);
    sample_module(&sample, 0);
    CHECK(beam_has_start(sample.data, sample.size, &has_start, NULL) == STATUS_OK && !has_start);
}

static void beam_has_start_reads_atoms_of_otp_28(void)
{
    struct sample sample = {.size = 0};
    bool has_start = false;
    char name[PACK_MODULE_NAME_SIZE];
    sample_atoms(&sample, 1);
    sample_exports(&sample, 1);
    CHECK(beam_has_start(sample.data, sample.size, &has_start, NULL) == STATUS_OK && has_start);
    CHECK(beam_module_name(sample.data, sample.size, name, NULL) == STATUS_OK);
    CHECK_TEXT(name, "m");
}

static void beam_module_name_refuses_no_name(void)
{
    struct sample sample = {.size = 0};
    char name[PACK_MODULE_NAME_SIZE];
    sample_chunk(&sample, "AtU8", "\0\0\0\1\x09short", 10);
    CHECK(beam_module_name(sample.data, sample.size, name, NULL) == STATUS_INPUT);
    sample.size = 0;
    sample_chunk(&sample, "AtU8", "\0\0\0\0", 4);
    CHECK(beam_module_name(sample.data, sample.size, name, NULL) == STATUS_INPUT);
    sample.size = 0;
    sample_chunk(&sample, "Code", "code", 4);
    CHECK(beam_module_name(sample.data, sample.size, name, NULL) == STATUS_INPUT);
}

int main(void)
{
    TEST(beam_strip_keeps_what_machines_need);
    TEST(beam_strip_drops_lines_when_asked);
    TEST(beam_strip_changes_a_stripped_module_no_more);
    TEST(beam_strip_unpacks_literals);
    TEST(beam_strip_leaves_plain_literals_alone);
    TEST(beam_strip_refuses_damaged_literals);
    TEST(beam_strip_refuses_a_module_without_code);
    TEST(beam_has_start_means_start_0);
    TEST(beam_has_start_reads_atoms_of_otp_28);
    TEST(beam_module_name_refuses_no_name);
    return test_done();
}
