#include <string.h>
#include <unistd.h>

#include "commands/progress.h"
#include "commands/progress_text.h"
#include "suite.h"

static const struct {
    struct progress_state state;
    double seconds;
    size_t width;
    const char *text;
} lines[] = {
    { { .phase = "scan" }, 0, 200, "scan  0 items  0 keys" },
    { { .phase = "writing the outputs", .uncounted = true }, 9, 200, "writing the outputs" },
    { { .phase = "scan", .bytes = 512, .items = 3 }, 0.5, 200, "scan  512 B  3 items  0 keys" },
    { { .phase = "scan",
        .bytes = 3 << 20,
        .bytes_total = 12 << 20,
        .items = 3,
        .items_total = 9,
        .keys = 17 },
      2,
      200,
      "scan 25%  3.0 MiB  3/9 items  17 keys  1.5 MiB/s  0:06 left" },
    { { .phase = "scan", .bytes = 3 << 20, .bytes_total = 12 << 20, .inside = 90 << 20 },
      2,
      200,
      "scan 25%  3.0 MiB  90.0 MiB inside  0 items  0 keys  46.5 MiB/s  0:06 left" },
    { { .phase = "scan",
        .bytes = 3 << 20,
        .bytes_total = 12 << 20,
        .digested = 9 << 20,
        .digested_total = 12 << 20 },
      2,
      200,
      "scan 50%  3.0 MiB  0 items  0 keys  1.5 MiB/s  0:02 left" },
    { { .phase = "scan", .bytes = 3 << 20, .bytes_total = 3 << 20, .inside = 90 << 20 },
      2,
      200,
      "scan 100%  3.0 MiB  90.0 MiB inside  0 items  0 keys  46.5 MiB/s" },
    { { .phase = "match", .items = 1, .items_total = 5000, .matches = 4 },
      10,
      200,
      "match 0%  1/5000 items  0 keys  4 matches  13:53:10 left" },
    { { .phase = "scan", .bytes = 20, .bytes_total = 10, .items = 1 },
      4,
      200,
      "scan 100%  20 B  1 items  0 keys  5 B/s" },
    { { .phase = "scan",
        .bytes = (uint64_t)5 << 40,
        .bytes_total = (uint64_t)10 << 40,
        .items = 3,
        .items_total = 9,
        .keys = 17 },
      100,
      40,
      "scan 50%  5.0 TiB  3/9 items  17 keys" },
    /* a zip whose inside is not walked yet, half walked, and walked but for the end */
    { { .phase = "scan", .bytes = 10, .bytes_total = 10, .walked_total = 10, .items_total = 1 },
      5,
      200,
      "scan 20%  10 B  0/1 items  0 keys  2 B/s  0:20 left" },
    { { .phase = "scan",
        .bytes = 10,
        .bytes_total = 10,
        .walked = 5,
        .walked_total = 10,
        .inside = 990,
        .items_total = 1 },
      10,
      200,
      "scan 60%  10 B  990 B inside  0/1 items  0 keys  100 B/s  0:07 left" },
    { { .phase = "scan",
        .bytes = 10,
        .bytes_total = 10,
        .walked = 12,
        .walked_total = 10,
        .items_total = 1 },
      10,
      200,
      "scan 99%  10 B  0/1 items  0 keys  1 B/s" },
    { { .phase = "scan", .bytes = 9999, .bytes_total = 10000 },
      0,
      200,
      "scan 99%  9.8 KiB  0 items  0 keys" },
    { { .phase = "scan", .bytes = 1, .bytes_total = UINT64_MAX },
      1000,
      200,
      "scan 0%  1 B  0 items  0 keys  0 B/s" },
};

START_TEST(line_says_how_far_it_is)
{
    char text[PROGRESS_TEXT];
    const struct progress_state begin = { .phase = lines[_i].state.phase };
    struct progress_pace pace = { 0 };
    progress_pace_note(&pace, &begin, 100);
    progress_text(&lines[_i].state, &pace, 100 + lines[_i].seconds, lines[_i].width, text);
    ck_assert_str_eq(text, lines[_i].text);
}
END_TEST

/* Plain text went by at once, and an archive behind it does not. */
START_TEST(what_is_left_is_told_by_the_last_seconds)
{
    struct progress_state state = { .phase = "scan", .bytes_total = 1000 };
    struct progress_pace pace = { 0 };
    char text[PROGRESS_TEXT];
    progress_pace_note(&pace, &state, 0);
    for (int second = 1; second <= 60; second++) {
        state.bytes = 500 + (uint64_t)second; /* a thousandth a second, once half is over */
        progress_pace_note(&pace, &state, second);
    }
    progress_text(&state, &pace, 60, 200, text);
    ck_assert_str_eq(text, "scan 56%  560 B  0 items  0 keys  9 B/s  7:20 left");
    state = (struct progress_state){ .phase = "match", .items_total = 2 };
    progress_pace_note(&pace, &state, 61); /* another phase, another measure */
    state.items = 1;
    progress_text(&state, &pace, 64, 200, text);
    ck_assert_str_eq(text, "match 50%  1/2 items  0 keys  0:03 left");
}
END_TEST

START_TEST(no_width_is_exceeded)
{
    const struct progress_state state = { .phase = "scan",
                                          .bytes = UINT64_MAX,
                                          .bytes_total = UINT64_MAX,
                                          .inside = UINT64_MAX,
                                          .items = UINT64_MAX,
                                          .items_total = UINT64_MAX,
                                          .keys = UINT64_MAX,
                                          .matches = UINT64_MAX };
    for (size_t width = 0; width < 300; width++) {
        char text[PROGRESS_TEXT];
        progress_text(&state, &(struct progress_pace){ 0 }, 100, width, text);
        ck_assert_uint_le(strlen(text), width);
    }
}
END_TEST

START_TEST(nothing_is_drawn_where_there_is_no_terminal)
{
    const struct progress_state state = { .phase = "scan" };
    int ends[2];
    char byte;
    ck_assert_int_eq(pipe(ends), 0);
    int saved = dup(STDERR_FILENO);
    ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
    struct progress_line *line = progress_line_new(false);
    progress_line_show(line, &state);
    progress_line_clear(line);
    progress_line_free(line);
    ck_assert_int_ge(dup2(saved, STDERR_FILENO), 0);
    (void)close(saved);
    (void)close(ends[1]);
    ck_assert_ptr_null(line);
    ck_assert_int_eq(read(ends[0], &byte, 1), 0);
    (void)close(ends[0]);
    ck_assert_ptr_null(progress_line_new(true));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("progress");
    tcase_add_loop_test(tests, line_says_how_far_it_is, 0, (int)(sizeof(lines) / sizeof(lines[0])));
    tcase_add_test(tests, what_is_left_is_told_by_the_last_seconds);
    tcase_add_test(tests, no_width_is_exceeded);
    tcase_add_test(tests, nothing_is_drawn_where_there_is_no_terminal);
    return suite_run("progress", tests);
}
