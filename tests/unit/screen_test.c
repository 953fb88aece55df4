// SPDX-License-Identifier: Apache-2.0
// screen_test.c - monitor/screen.c

#include "monitor/screen.h"

#include "tests/unit/test.h"

#define NOW 1700000000123 // 2023-11-14T22:13:20.123Z

static char shown[8192];
static size_t shown_size;
static struct screen screen;

static void collect(void *context, const void *data, size_t size)
{
    if (size < sizeof(shown) - shown_size) {
        memcpy(shown + shown_size, data, size);
        shown_size += size;
        shown[shown_size] = '\0';
    }
}

static void begin(const struct screen_options *options)
{
    struct screen_options own = *options;
    own.write = collect;
    shown_size = 0;
    shown[0] = '\0';
    screen_init(&screen, &own, NOW);
}

static void take(const char *text, uint64_t now_ms)
{
    screen_take(&screen, (const uint8_t *) text, strlen(text), now_ms);
}

static void screen_shows_bytes_as_they_are(void)
{
    begin(&(struct screen_options){.hex = false});
    take("a\r\nE (1) b\n\x01partly", NOW);
    CHECK_TEXT(shown, "a\r\nE (1) b\n\x01partly");
}

static void timestamps_stand_in_front_of_lines_only(void)
{
    begin(&(struct screen_options){.timestamps = true, .format = "date"});
    take("a", NOW);
    take("b\nc\n", NOW + 1000);
    CHECK_TEXT(shown, "2023-11-14T22:13:20.123 ab\n2023-11-14T22:13:21.123 c\n");
    begin(&(struct screen_options){.timestamps = true, .utc_offset = 3600});
    take("a\n", NOW);
    CHECK_TEXT(shown, "23:13:20.123 a\n");
    begin(&(struct screen_options){.timestamps = true, .format = "elapsed"});
    take("a\n", NOW + 61005);
    CHECK_TEXT(shown, "    61.005 a\n");
    begin(&(struct screen_options){.timestamps = true, .format = "delta"});
    take("a\n", NOW + 10);
    take("b\n", NOW + 2010);
    CHECK_TEXT(shown, "+     0.010 a\n+     2.000 b\n");
    begin(&(struct screen_options){.timestamps = true, .format = "%%L %L|"});
    take("a\n", NOW);
    CHECK_TEXT(shown, "%L 123|a\n");
}

static void colours_follow_the_beginning_of_a_line_in_any_pieces(void)
{
    static const char text[] = "E (1) a: b\r\nplain\r\nI (2) c\n12:00 [error] x\n";
    static const char expected[] = "\033[31mE (1) a: b\033[0m\r\nplain\r\n\033[32mI (2) c\033[0m\n"
                                   "\033[31m12:00 [error] x\033[0m\n";
    for (size_t piece = 1; piece < sizeof(text); piece++) {
        begin(&(struct screen_options){.colour = true});
        for (size_t i = 0; i < sizeof(text) - 1; i += piece) {
            size_t left = sizeof(text) - 1 - i;
            screen_take(&screen, (const uint8_t *) text + i, left < piece ? left : piece, NOW);
        }
        CHECK_TEXT(shown, expected);
    }
}

static void what_is_held_back_is_shown_when_nothing_follows(void)
{
    begin(&(struct screen_options){.colour = true});
    take("E", NOW);
    CHECK_TEXT(shown, "");
    CHECK(screen_is_holding(&screen));
    screen_release(&screen, NOW);
    CHECK_TEXT(shown, "E");
    take("nd\n", NOW);
    CHECK_TEXT(shown, "End\n");
}

static void filter_shows_whole_lines_that_match(void)
{
    struct pattern *pattern;
    CHECK_NUMBER(pattern_new("^b|c$", &pattern, NULL), STATUS_OK);
    begin(&(struct screen_options){.filter = pattern});
    take("abc\r\nbd\nad\n", NOW);
    take("b", NOW);
    CHECK_TEXT(shown, "abc\r\nbd\n");
    take("\n", NOW);
    CHECK_TEXT(shown, "abc\r\nbd\nb\n");
    pattern_free(pattern);
}

static void hexadecimal_fills_rows(void)
{
    begin(&(struct screen_options){.hex = true});
    take("0123456789", NOW);
    take("abcdefXY", NOW);
    screen_end_line(&screen);
    CHECK_TEXT(shown,
               "00000000 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  |0123456789abcdef|\n"
               "00000010 58 59                                            |XY|\n");
}

static void pause_keeps_the_newest_bytes(void)
{
    static uint8_t block[100000];
    begin(&(struct screen_options){.hex = false});
    screen_set_paused(&screen, true);
    for (unsigned i = 0; i < 100; i++) {
        memset(block, 'a' + (int) (i % 26), sizeof(block));
        screen_take(&screen, block, sizeof(block), NOW);
    }
    CHECK_TEXT(shown, "");
    CHECK(screen.paused_size <= SCREEN_PAUSE_MAX && screen.dropped > 0);
    CHECK_NUMBER(screen.dropped + screen.paused_size, 100 * sizeof(block));
    CHECK_NUMBER(screen.paused[screen.paused_size - 1], 'a' + 99 % 26);
    screen_clear(&screen);
}

static void levels_are_told_by_the_beginning(void)
{
    static const struct {
        const char *line;
        enum screen_level level;
    } rows[] = {{"E (1) a", LEVEL_ERROR},
                {"W (1) a", LEVEL_WARNING},
                {"V (1) a", LEVEL_DEBUG},
                {"E 1", LEVEL_NONE},
                {"Every", LEVEL_NONE},
                {"=CRASH REPORT==== 1", LEVEL_ERROR},
                {"rst:0x1 (A)", LEVEL_BOOT},
                {"[info] x", LEVEL_INFO},
                {"1 [debug] x", LEVEL_DEBUG},
                {"12 apples", LEVEL_NONE},
                {"", LEVEL_NONE},
                {"crash: process <0.1.0>", LEVEL_ERROR}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CHECK_NUMBER(screen_level((const uint8_t *) rows[i].line, strlen(rows[i].line), true),
                     rows[i].level);
    }
    CHECK_NUMBER(screen_level((const uint8_t *) "E (", 3, false), LEVEL_UNSURE);
    CHECK_NUMBER(screen_level((const uint8_t *) "x", 1, false), LEVEL_NONE);
}

int main(void)
{
    TEST(screen_shows_bytes_as_they_are);
    TEST(timestamps_stand_in_front_of_lines_only);
    TEST(colours_follow_the_beginning_of_a_line_in_any_pieces);
    TEST(what_is_held_back_is_shown_when_nothing_follows);
    TEST(filter_shows_whole_lines_that_match);
    TEST(hexadecimal_fills_rows);
    TEST(pause_keeps_the_newest_bytes);
    TEST(levels_are_told_by_the_beginning);
    return test_done();
}
