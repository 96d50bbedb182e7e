#include "candidates/runs/folded_field.h"

#include "damage.h"
#include "leaf_log.h"

/* Of an archive: nothing in it tells where groups of four begin. */
#define NOISE 400

static struct bytes over(const char *text)
{
    return bytes_over(text, strlen(text));
}

/* Where the value begins that goes on with the row `DEFG`, 0 = on that line. */
static const struct {
    const char *text;
    size_t value;
} fields[] = {
    { "KEY:A\r\n DEFG\r\n", 4 },      { "KEY:AB\n DEFGH\n", 4 },
    { "k: ABC\n DEFGH\n", 3 },        { "x:: ABC\n DEFGHI\n", 4 },
    { "x;y:ABC\r\n\tDEFGHI\r\n", 4 }, { "END\r\nKEY:A\r\n DEFG\r\n", 9 },
    { "KEY:A\r\n DEF.\r\n", 0 },                                   /* no row */
    { "KEY:A\r\n DEFGH\r\n", 0 },                                  /* wider */
    { "KEY:ABC\r\n DEFG\r\n", 0 },                                 /* narrower */
    { "KEY:A\r\n DEF=\r\n", 0 },      { "KEY:A\r\nXDEFG\r\n", 0 }, /* not folded */
    { "KEY:A\r\n DEFG", 0 },                                       /* it may go on */
    { "KEY=A\r\n DEFG\r\n", 0 },                                   /* no name */
    { ":ABCD\r\n DEFG\r\n", 0 },      { "KEY:\r\n DEF\r\n", 0 },   /* nothing begins there */
    { "ABCDE\r\n DEFG\r\n", 0 },      { "", 0 },
};

START_TEST(front_of_a_field)
{
    const size_t length = strlen(fields[_i].text);
    uint8_t *copy = exact_copy(fields[_i].text, length);
    const char *row = strstr(fields[_i].text, "DEF");
    const size_t at = row != NULL ? (size_t)(row - fields[_i].text) : 0;
    const size_t value = folded_field_front(bytes_over(copy, length), 0, at);
    ck_assert_uint_eq(value, fields[_i].value == 0 ? at : fields[_i].value);
    /* what others took is not its */
    ck_assert_uint_eq(folded_field_front(bytes_over(copy, length), at, at), at);
    free(copy);
}
END_TEST

START_TEST(every_shorter_one_is_none)
{
    const char text[] = "KEY:A\r\n DEFG\r\n";
    for (size_t length = 0; length + 3 < sizeof(text); length++) {
        uint8_t *copy = exact_copy(text, length);
        const size_t at = length < 8 ? length : 8;
        ck_assert_uint_eq(folded_field_front(bytes_over(copy, length), 0, at), at);
        free(copy);
    }
}
END_TEST

/* Rows of `width`, the first with a name before it. */
static void fold(struct bytes from, const char *name, const char *end, size_t width,
                 struct buffer *into)
{
    struct buffer line = { 0 };
    size_t room = width - strlen(name);
    base64(from, 0, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", &line);
    struct bytes rest = buffer_bytes(&line), row;
    must(buffer_append(into, over(name)));
    while (rest.left > 0) {
        must(bytes_take(&rest, rest.left < room ? rest.left : room, &row) &&
             buffer_append(into, row) && buffer_append(into, over(end)) &&
             buffer_append(into, over(rest.left > 0 ? " " : "")));
        room = width - 1;
    }
    buffer_clear(&line);
}

static const char *const names[] = { "ATTACH;VALUE=BINARY;ENCODING=BASE64:",
                                     "KEY;MEDIATYPE=application/pkcs12;ENCODING=BASE64:",
                                     "userSMIMECertificate;binary;lang-en:: " };

/* What stands behind the name is less than a row that shows base64. */
START_TEST(value_behind_a_long_name)
{
    const struct known_key *key = known_by_name("p256");
    for (size_t width = 75; width <= 78; width++) {
        struct leaf_log log = { 0 };
        struct buffer content = { 0 }, text = { 0 };
        for (uint32_t i = 0, seed = 7; i < NOISE; i++) {
            seed = seed * 1664525 + 1013904223;
            must(buffer_append_byte(&content, (uint8_t)(seed >> 24)));
        }
        must(buffer_append(&content, buffer_bytes(&key->content)));
        must(buffer_append(&text, over("BEGIN:X\r\n")));
        fold(buffer_bytes(&content), names[_i], _i == 2 ? "\n" : "\r\n", width, &text);
        must(buffer_append(&text, over("END:X\r\n")));
        scan_leaf(&log, buffer_bytes(&text));
        must(buffer_append_byte(&log.lines, 0));
        ck_assert_msg(strstr((const char *)log.lines.at, "key p256 400+121") != NULL, "%zu: %s",
                      width, (const char *)log.lines.at);
        buffer_clear(&content);
        buffer_clear(&text);
        log_clear(&log);
    }
}
END_TEST

static void set_up(void)
{
    ck_assert(leaf_scan_prepare());
    know("p256");
}

static void tear_down(void)
{
    forget_known();
    leaf_scan_release();
}

int main(void)
{
    TCase *tests = tcase_create("folded_field");
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, front_of_a_field, 0, sizeof(fields) / sizeof(fields[0]));
    tcase_add_test(tests, every_shorter_one_is_none);
    tcase_add_loop_test(tests, value_behind_a_long_name, 0, sizeof(names) / sizeof(names[0]));
    return suite_run("folded_field", tests);
}
