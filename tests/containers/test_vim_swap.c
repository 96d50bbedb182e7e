#include "containers/documents/vim_swap.h"

#include "containers/part_recorder.h"
#include "limit.h"
#include "suite.h"

#define PAGE 4096

/* A swap file of four pages: a header, a list of the two others, and lines in these. */
struct swap {
    uint8_t at[4 * PAGE];
};

static void put_number(uint8_t *at, size_t width, uint64_t value)
{
    for (size_t i = 0; i < width; i++) {
        at[i] = (uint8_t)(value >> 8 * i);
    }
}

/* The last line stands first. */
static void put_lines(uint8_t *page, size_t width, const char *const *lines, size_t count)
{
    size_t end = PAGE;
    memcpy(page, "ad", 2);
    for (size_t i = 0; i < count; i++) {
        end -= strlen(lines[i]) + 1;
        memcpy(page + end, lines[i], strlen(lines[i]) + 1);
        put_number(page + 16 + width + 4 * i, 4, end | (i == 0 ? 0x80000000u : 0));
    }
    put_number(page + 8, 4, end);
    put_number(page + 12, 4, PAGE);
    put_number(page + 16, width, count);
}

static void make(struct swap *swap, size_t width, size_t entry)
{
    static const char *const first[] = { "one", "two\nwith a NUL", "" }, *const second[] = {
        "four"
    };
    memset(swap, 0, sizeof(*swap));
    memcpy(swap->at, "b0VIM 9.0", 9);
    put_number(swap->at + 12, 4, PAGE);
    memcpy(swap->at + PAGE, "tp", 2);
    put_number(swap->at + PAGE + 2, 2, 2);
    put_number(swap->at + PAGE + 4, 2, (PAGE - 8) / entry);
    put_number(swap->at + PAGE + 8, 4, 3);
    put_number(swap->at + PAGE + 8 + entry, 4, 2);
    put_lines(swap->at + 3 * PAGE, width, first, 3);
    put_lines(swap->at + 2 * PAGE, width, second, 1);
}

#define TEXT "one\\ntwo\\x00with a NUL\\n\\nfour\\n"

static void expect(struct bytes all, const char *expected)
{
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    uint8_t *copy = exact_copy(all.at, all.left);
    memory_stream_init(&memory, bytes_over(copy, all.left));
    ck_assert(vim_swap_container.recognise(bytes_over(copy, all.left)));
    ck_assert_str_eq(part_recorder_walk(&recorder, &vim_swap_container, &memory.stream), expected);
    part_recorder_clear(&recorder);
    free(copy);
}

/* Of 32 and 64 bits, and of Neovim. */
START_TEST(lines_come_in_their_order)
{
    static const struct {
        size_t width, entry;
    } machines[] = { { 8, 32 }, { 4, 16 }, { 8, 24 } };
    struct swap swap;
    make(&swap, machines[_i].width, machines[_i].entry);
    expect(bytes_over(swap.at, sizeof(swap.at)),
           "reading 0 0+16384 <vim-swap> unknown \"" TEXT "\"\n");
}
END_TEST

static void unlisted(struct swap *swap)
{
    put_number(swap->at + PAGE + 2, 2, 1);
}

static void no_list(struct swap *swap)
{
    memset(swap->at + PAGE, 0, 2);
}

static void page_of_no_size(struct swap *swap)
{
    put_number(swap->at + 12, 4, 0);
}

static void listed_twice(struct swap *swap)
{
    put_number(swap->at + PAGE + 2, 2, 3);
    put_number(swap->at + PAGE + 8 + 64, 4, 3);
}

static void lists_itself(struct swap *swap)
{
    put_number(swap->at + PAGE + 2, 2, 3);
    put_number(swap->at + PAGE + 8 + 64, 4, 1);
}

static void lists_what_is_not_there(struct swap *swap)
{
    put_number(swap->at + PAGE + 2, 2, 3);
    put_number(swap->at + PAGE + 8 + 64, 4, 4);
}

static void more_than_has_room(struct swap *swap)
{
    put_number(swap->at + PAGE + 2, 2, 2);
    put_number(swap->at + PAGE + 4, 2, 0);
}

static void line_before_the_text(struct swap *swap)
{
    put_number(swap->at + 3 * PAGE + 24 + 4, 4, 100);
}

static void line_behind_the_page(struct swap *swap)
{
    put_number(swap->at + 3 * PAGE + 24 + 4, 4, PAGE);
}

static void lines_beyond_number(struct swap *swap)
{
    put_number(swap->at + 2 * PAGE + 16, 4, UINT32_MAX);
}

static void text_beyond_the_file(struct swap *swap)
{
    put_number(swap->at + 3 * PAGE + 12, 4, PAGE + 100);
}

static void text_over_other_lines(struct swap *swap)
{
    put_number(swap->at + PAGE + 8, 4, 2);
    put_number(swap->at + PAGE + 8 + 32, 4, 3);
    put_number(swap->at + 2 * PAGE + 12, 4, INT32_MAX);
}

static void lines_past_their_count(struct swap *swap)
{
    put_number(swap->at + 3 * PAGE + 16, 8, UINT64_C(1) << 32);
}

static void pages_of_another_size(struct swap *swap)
{
    put_number(swap->at + 12, 4, 50000);
}

static const struct {
    const char *what;
    void (*change)(struct swap *swap);
    const char *walk;
} damages[] = {
#define G(text) "reading 0 0+16384 <vim-swap> unknown \"" text "\"\n"
#define BAD     "unread: lines of a swap file of Vim do not stand where it says\n"
#define CUT     "unread: pages of the swap file of Vim are not there\n"
    { "a page that nothing lists", unlisted, G(TEXT) },
    { "no list", no_list, G("four\\none\\ntwo\\x00with a NUL\\n\\n") },
    { "a page of no size", page_of_no_size, G(TEXT) },
    { "a page listed twice", listed_twice, G(TEXT) },
    { "a list of itself", lists_itself, G(TEXT) },
    { "a page that is not there", lists_what_is_not_there, CUT G(TEXT) },
    { "entries of no length", more_than_has_room, BAD G("four\\none\\ntwo\\x00with a NUL\\n\\n") },
    { "a line before the text", line_before_the_text, BAD G("one\\n\\nfour\\n") },
    { "a line behind the page", line_behind_the_page, BAD G("one\\n\\nfour\\n") },
    { "lines beyond number", lines_beyond_number, BAD G(TEXT) },
    { "a text beyond the file", text_beyond_the_file, BAD G(TEXT) },
    { "a count past its lower half", lines_past_their_count, BAD G("four\\n") },
    { "pages of another size", pages_of_another_size, BAD G("") },
    { "a text over lines of other pages", text_over_other_lines,
      BAD G("four\\none\\ntwo\\x00with a NUL\\n\\n") },
};

START_TEST(what_is_damaged_is_read_as_far_as_it_goes)
{
    struct swap swap;
    make(&swap, 8, 32);
    damages[_i].change(&swap);
    expect(bytes_over(swap.at, sizeof(swap.at)), damages[_i].walk);
}
END_TEST

/* A line that is longer than a page. */
START_TEST(long_line_goes_over_pages)
{
    struct swap swap;
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    make(&swap, 8, 32);
    put_number(swap.at + PAGE + 2, 2, 1);
    put_number(swap.at + PAGE + 8, 4, 2);
    memset(swap.at + 2 * PAGE, 0, 2 * PAGE);
    memcpy(swap.at + 2 * PAGE, "ad", 2);
    put_number(swap.at + 2 * PAGE + 8, 4, 1000);
    put_number(swap.at + 2 * PAGE + 12, 4, 2 * PAGE);
    put_number(swap.at + 2 * PAGE + 16, 8, 1);
    put_number(swap.at + 2 * PAGE + 24, 4, 1000);
    memset(swap.at + 2 * PAGE + 1000, 'x', 2 * PAGE - 1001);
    memory_stream_init(&memory, bytes_over(swap.at, sizeof(swap.at)));
    const char *walk = part_recorder_walk(&recorder, &vim_swap_container, &memory.stream);
    ck_assert_uint_eq(strspn(strchr(walk, '"') + 1, "x"), 2 * PAGE - 1001);
    ck_assert_ptr_null(strstr(walk, "unread"));
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(every_shorter_file_is_read_within_itself)
{
    struct swap swap;
    make(&swap, 8, 32);
    for (size_t length = 0; length < sizeof(swap.at); length += length < 64 ? 1 : 37) {
        uint8_t *copy = exact_copy(swap.at, length);
        const struct bytes all = bytes_over(copy, length);
        ck_assert(vim_swap_container.recognise(all) == (length >= 16));
        if (length >= 16) {
            struct part_recorder recorder = { 0 };
            struct memory_stream memory;
            memory_stream_init(&memory, all);
            const char *walk = part_recorder_walk(&recorder, &vim_swap_container, &memory.stream);
            ck_assert_ptr_nonnull(strstr(walk, "<vim-swap>"));
            part_recorder_clear(&recorder);
        }
        free(copy);
    }
}
END_TEST

static const char *const others[] = { "b0VIM 9.0 is what a swap file begins with",
                                      "b1VIM 9.0\0\0\0\0\0\0\0", "b0vim 9.0\0\0\0\0\0\0\0",
                                      "b0VIM-9.0\0\0\0\0\0\0\0" };

START_TEST(what_is_none_is_not_taken)
{
    uint8_t *copy = exact_copy(others[_i], 16);
    ck_assert(!vim_swap_container.recognise(bytes_over(copy, 16)));
    free(copy);
}
END_TEST

START_TEST(bound_is_told)
{
    struct limit_set few;
    const struct limit_row *row;
    struct swap swap;
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    const struct container_sink sink = part_recorder_sink(&recorder);
    static uint8_t all[512 * PAGE];
    limit_set_usual(&few);
    ck_assert_int_eq(limit_read("held-bytes=1M", &few, &row), LIMIT_READ);
    limit_use(&few);
    make(&swap, 8, 32);
    memcpy(all, swap.at, 3 * PAGE);
    for (size_t page = 3; page < 512; page++) {
        memcpy(all + page * PAGE, swap.at + 3 * PAGE, PAGE);
        memset(all + page * PAGE + 512, 'x', PAGE - 513);
        put_number(all + page * PAGE + 8, 4, 512);
        put_number(all + page * PAGE + 16, 4, 1);
        put_number(all + page * PAGE + 24, 4, 512);
    }
    memory_stream_init(&memory, bytes_over(all, sizeof(all)));
    recorder.blind = true;
    const struct fault *fault = vim_swap_container.walk(&memory.stream, &sink);
    limit_set_usual(&few);
    limit_use(&few);
    ck_assert_ptr_nonnull(fault);
    ck_assert_int_eq(fault->outcome, OUTCOME_BOUND);
    ck_assert_uint_eq(recorder.parts, 1);
    part_recorder_clear(&recorder);
}
END_TEST

static void read_fixture(const char *name, struct buffer *into)
{
    char path[512];
    uint8_t block[4096];
    (void)snprintf(path, sizeof(path), FIXTURES "/containers/vim/%s", name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    for (size_t length; (length = fread(block, 1, sizeof(block), file)) > 0;) {
        must(buffer_append(into, bytes_over(block, length)));
    }
    fclose(file);
}

/* The text of which scripts/fixtures/make-vim-fixtures had Vim make a swap file. */
START_TEST(file_of_vim_is_read)
{
    struct buffer file = { 0 };
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    read_fixture("edited.swp", &file);
    memory_stream_init(&memory, buffer_bytes(&file));
    const char *walk = part_recorder_walk(&recorder, &vim_swap_container, &memory.stream);
    const char *at = strstr(walk, "\"line 4 of what stands in front of it\\n");
    ck_assert_ptr_nonnull(at);
    at = strstr(at, "line 53 of what stands in front of it\\nput in\\nline 54 of");
    ck_assert_ptr_nonnull(at);
    at = strstr(at, "line 100 of what stands in front of it\\n-----BEGIN PRIVATE KEY-----\\nMIGH");
    ck_assert_ptr_nonnull(at);
    at = strstr(at, "-----END PRIVATE KEY-----\\nline 1 behind it\\n");
    ck_assert_ptr_nonnull(at);
    ck_assert_ptr_nonnull(strstr(at, "\\nline 40 behind it\\n\"\n"));
    ck_assert_ptr_null(strstr(walk, "unread"));
    part_recorder_clear(&recorder);
    buffer_clear(&file);
}
END_TEST

START_TEST(encrypted_file_is_told)
{
    struct buffer file = { 0 };
    struct part_recorder recorder = { 0 };
    const struct container_sink sink = part_recorder_sink(&recorder);
    struct memory_stream memory;
    read_fixture("encrypted.swp", &file);
    memory_stream_init(&memory, buffer_bytes(&file));
    ck_assert(vim_swap_container.recognise(buffer_bytes(&file)));
    const struct fault *fault = vim_swap_container.walk(&memory.stream, &sink);
    ck_assert_ptr_nonnull(fault);
    ck_assert_int_eq(fault->outcome, OUTCOME_ENCRYPTED);
    ck_assert_uint_eq(recorder.parts, 0);
    part_recorder_clear(&recorder);
    buffer_clear(&file);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("vim_swap");
    tcase_add_loop_test(tests, lines_come_in_their_order, 0, 3);
    tcase_add_loop_test(tests, what_is_damaged_is_read_as_far_as_it_goes, 0, ROWS(damages));
    tcase_add_test(tests, long_line_goes_over_pages);
    tcase_add_test(tests, every_shorter_file_is_read_within_itself);
    tcase_add_loop_test(tests, what_is_none_is_not_taken, 0, ROWS(others));
    tcase_add_test(tests, bound_is_told);
    tcase_add_test(tests, file_of_vim_is_read);
    tcase_add_test(tests, encrypted_file_is_told);
    return suite_run("vim_swap", tests);
}
