/* Functions under test: payload_wrap_holds, payload_wrap_cut, payload_read */
#include "candidates/payload/payload_wrap.h"

#include <string.h>

#include "candidates/payload/payload.h"
#include "suite.h"

static const struct {
    const char *body;
    bool holds;
} fronts[] = {
    { "          +\n    | MIIE+\n", true },
    { "    +| note\n       +| \n", true },
    { "\t +  \r\n", true },
    { " +", true },
    { "+\nMIIE\n", false },        /* a diff's */
    { "  \n+MIIE\n", false },      /* on the next line */
    { "    + \"MIIE\"\n", false }, /* source code */
    { "    MIIE+\n", false },
    { "", false },
    { "\n", false },
};

START_TEST(the_first_line_tells)
{
    const char *body = fronts[_i].body;
    uint8_t *copy = exact_copy(body, strlen(body));
    ck_assert_msg(payload_wrap_holds(bytes_over(copy, strlen(body))) == fronts[_i].holds, "%s",
                  body);
    free(copy);
}
END_TEST

static const struct {
    const char *line, *kept;
} lines[] = {
    { "    | MIIE+", "    | MIIE" },
    { "MI+E+", "MI+E" },
    { "    | MI+E        +  \r", "    | MI+E        " },
    { "    | MI+E+| a note", "    | MI+E" },
    { "    | MI+E==", "    | MI+E==" },
    { "+", "" },
    { "", "" },
};

START_TEST(a_line_ends_before_its_mark)
{
    uint8_t *copy = exact_copy(lines[_i].line, strlen(lines[_i].line));
    struct bytes line = bytes_over(copy, strlen(lines[_i].line));
    payload_wrap_cut(&line);
    ck_assert_uint_eq(line.left, strlen(lines[_i].kept));
    free(copy);
}
END_TEST

/* A structure of 48 octets, with `+` of its own at the end of a line. */
#define KEY  "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg++"
#define REST "EBESExQVFhcYGRobHB0e"

START_TEST(a_value_that_goes_on_is_read)
{
    static const char *const bodies[] = {
        "                      +\n    | " KEY "+\n    | " REST "                        +\n    | ",
        "                      +|x\n    | " KEY "+| \n    | " REST
        "                    +| \n    | ",
        "                      +\r\n    | " KEY "+\r\n    | " REST "                  +\r\n    | ",
    };
    struct payload payload = { 0 }, plain = { 0 };
    const struct payload_source source = { .body = bytes_over(bodies[_i], strlen(bodies[_i])),
                                           .prefix = bytes_over("  1 | ", 6) };
    const struct payload_source clear = { .body = bytes_over("\n" KEY "\n" REST "\n", 66) };
    ck_assert(payload_read(&clear, PAYLOAD_STRIP, &plain) && plain.complete && plain.exact);
    ck_assert(!payload_read(&clear, PAYLOAD_WRAPPED, &payload));
    ck_assert(payload_read(&source, PAYLOAD_WRAPPED, &payload));
    ck_assert(payload.complete);
    ck_assert(payload.exact);
    ck_assert(bytes_equal(buffer_bytes(&payload.decoded), buffer_bytes(&plain.decoded)));
    payload_clear(&payload);
    payload_clear(&plain);
}
END_TEST

/* Its last line is as wide as the column: the mark is right at it, and none of it. */
START_TEST(the_mark_is_no_part_of_a_full_line)
{
    static const char body[] =
        "                                     +\n    | " KEY REST "+\n    | ";
    struct payload payload = { 0 };
    const struct payload_source source = { .body = bytes_over(body, sizeof(body) - 1),
                                           .prefix = bytes_over("  1 | ", 6) };
    ck_assert(payload_read(&source, PAYLOAD_WRAPPED, &payload));
    ck_assert(payload.complete);
    ck_assert(payload.exact);
    payload_clear(&payload);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("payload_wrap");
    tcase_add_loop_test(tests, the_first_line_tells, 0, sizeof(fronts) / sizeof(fronts[0]));
    tcase_add_loop_test(tests, a_line_ends_before_its_mark, 0, sizeof(lines) / sizeof(lines[0]));
    tcase_add_loop_test(tests, a_value_that_goes_on_is_read, 0, 3);
    tcase_add_test(tests, the_mark_is_no_part_of_a_full_line);
    return suite_run("payload_wrap", tests);
}
