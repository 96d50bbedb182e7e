/* Functions under test: the walk and recognise() of postfix_queue_container. */
#include "containers/mail/postfix_queue.h"

#include <string.h>

#include "containers/part_recorder.h"
#include "limit.h"
#include "suite.h"

#define SIZES   "C\x1f             12              34"
#define B(text) text, sizeof(text) - 1

static struct bytes read_fixture(uint8_t held[1 << 12])
{
    FILE *file = fopen(FIXTURES "/containers/postfix/deferred", "rb");
    ck_assert_ptr_nonnull(file);
    const size_t length = fread(held, 1, 1 << 12, file);
    (void)fclose(file);
    return bytes_over(held, length);
}

/* What was given, in the recorder; what is returned says why there is no more, or NULL. */
static const char *walk(struct bytes all, struct part_recorder *recorder)
{
    struct memory_stream memory;
    const struct container_sink sink = part_recorder_sink(recorder);
    memory_stream_init(&memory, all);
    const struct fault *fault = postfix_queue_container.walk(&memory.stream, &sink);
    ck_assert(buffer_append_byte(&recorder->text, 0));
    return fault != NULL ? fault->sentence : NULL;
}

static const char *text_of(const struct part_recorder *recorder)
{
    return (const char *)recorder->text.at;
}

/* As Postfix has written it, however its bytes arrive. */
START_TEST(a_deferred_message_is_given)
{
    static uint8_t held[1 << 12];
    const struct bytes all = read_fixture(held);
    struct part_recorder recorder = { 0 }, dripping = { 0 };
    struct dribble_stream dribble;
    ck_assert(postfix_queue_container.recognise(all));
    ck_assert_ptr_null(walk(all, &recorder));
    const char *text = text_of(&recorder);
    ck_assert_msg(strncmp(text, "reading 0 0+", 12) == 0, "%s", text);
    ck_assert_ptr_nonnull(strstr(text, "<postfix-queue>"));
    ck_assert_ptr_nonnull(strstr(text, "From: a@example.org"));
    dribble_stream_init(&dribble, all, 1);
    ck_assert_str_eq(part_recorder_walk(&dripping, &postfix_queue_container, &dribble.stream),
                     text);
    part_recorder_clear(&recorder);
    part_recorder_clear(&dripping);
}
END_TEST

static const struct {
    const char *file;
    size_t length;
    const char *text, *told;
} walks[] = {
    { B(SIZES "N\3oneN\0N\3two"), "\"one\\n\\ntwo\\n\"", NULL },
    { B(SIZES "L\3oneN\3two"), "\"onetwo\\n\"", NULL },
    { B(SIZES "A\3oneN\3twoX\0E\0"), "\"two\\n\"", NULL },
    { B(SIZES "N\3oneA\x81\0\x7f"), "\"one\\n\"", NULL },
    { B(SIZES "N\x83\0oneN\3two"), "\"one\\ntwo\\n\"", NULL },
    { B(SIZES "N\3oneN\3tw"), "\"one\\ntw\"", "ends within a record" },
    { B(SIZES "N\3oneN"), "\"one\\n\"", "ends within a record" },
    { B(SIZES "N\3one\1\3two"), "\"one\\n\"", "is none" },
    { B(SIZES "N\3oneN\xff\xff\xff\xff\1two"), "\"one\\n\"", "is none" },
    { B(SIZES "A\3one"), NULL, NULL },
};

START_TEST(lines_are_put_together)
{
    uint8_t *copy = exact_copy(walks[_i].file, walks[_i].length);
    const struct bytes all = bytes_over(copy, walks[_i].length);
    struct part_recorder recorder = { 0 };
    ck_assert(postfix_queue_container.recognise(all));
    const char *told = walk(all, &recorder), *text = text_of(&recorder);
    ck_assert_uint_eq(recorder.parts, walks[_i].text != NULL ? 1 : 0);
    ck_assert_msg(walks[_i].text == NULL || strstr(text, walks[_i].text) != NULL, "%s", text);
    if (walks[_i].told == NULL) {
        ck_assert_ptr_null(told);
    } else {
        ck_assert_ptr_nonnull(told);
        ck_assert_msg(strstr(told, walks[_i].told) != NULL, "%s", told);
    }
    part_recorder_clear(&recorder);
    free(copy);
}
END_TEST

static const struct {
    const char *what, *head;
    size_t length;
} refused[] = {
    { "another record first", B("T\x1f             12              34N\3one") },
    { "no digits", B("C\x1f                             34N\3one") },
    { "blanks behind digits", B("C\x1f            12               34N\3one") },
    { "letters", B("C\x1f            abc              34N\3one") },
    { "no blank between", B("C\x1f             12-             34N\3one") },
    { "shorter than two numbers", B("C\x1e             12              34N\3one") },
    { "a length of two octets", B("C\x9f\0             12             34N\3one") },
    { "cut off", B("C\x1f             12            ") },
    { "nothing", B("") },
};

START_TEST(what_is_none_is_refused)
{
    uint8_t *copy = exact_copy(refused[_i].head, refused[_i].length);
    ck_assert_msg(!postfix_queue_container.recognise(bytes_over(copy, refused[_i].length)), "%s",
                  refused[_i].what);
    free(copy);
}
END_TEST

START_TEST(every_shorter_file_is_read)
{
    static uint8_t held[1 << 12];
    const struct bytes all = read_fixture(held);
    for (size_t kept = 0; kept < all.left; kept++) {
        uint8_t *copy = exact_copy(all.at, kept);
        struct part_recorder recorder = { 0 };
        if (postfix_queue_container.recognise(bytes_over(copy, kept))) {
            (void)walk(bytes_over(copy, kept), &recorder);
        }
        ck_assert_uint_le(recorder.parts, 1);
        part_recorder_clear(&recorder);
        free(copy);
    }
}
END_TEST

START_TEST(a_long_message_is_bounded)
{
    struct part_recorder recorder = { 0 };
    struct limit_set few;
    limit_set_usual(&few);
    few.values[LIMIT_HELD_BYTES] = 5;
    limit_use(&few);
    const char *told = walk(bytes_over(B(SIZES "N\3oneN\3two")), &recorder);
    ck_assert_ptr_nonnull(strstr(text_of(&recorder), "\"one\\n\""));
    ck_assert_ptr_nonnull(told);
    ck_assert_ptr_nonnull(strstr(told, "longer than is held"));
    part_recorder_clear(&recorder);
    limit_set_usual(&few);
    limit_use(&few);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("postfix_queue");
    tcase_add_test(tests, a_deferred_message_is_given);
    tcase_add_loop_test(tests, lines_are_put_together, 0, sizeof(walks) / sizeof(walks[0]));
    tcase_add_loop_test(tests, what_is_none_is_refused, 0, sizeof(refused) / sizeof(refused[0]));
    tcase_add_test(tests, every_shorter_file_is_read);
    tcase_add_test(tests, a_long_message_is_bounded);
    return suite_run("postfix_queue", tests);
}
