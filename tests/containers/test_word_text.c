#include "containers/documents/word_text.h"

#include <stdlib.h>

#include "containers/compound_writer.h"
#include "containers/outlook/compound_walk.h"
#include "containers/part_recorder.h"
#include "containers/word_writer.h"
#include "suite.h"

static const struct word_piece pieces[] = { { "One\r", false },
                                            { "t\x07wo", true },
                                            { "\x13 three\x15\x80\r", false } };
static const char joined[] = "One\nt\nwo three\xe2\x82\xac\n";

static void make(struct buffer *document, struct buffer *table)
{
    buffer_reset(document);
    buffer_reset(table);
    word_write(pieces, 3, document, table);
}

/* Row 6 of the forms of evidence: in their order, whatever their width. */
START_TEST(pieces_are_joined_in_order)
{
    struct buffer document = { 0 }, table = { 0 }, text = { 0 };
    make(&document, &table);
    ck_assert_int_eq(word_text_table(buffer_bytes(&document)), WORD_TEXT_TABLE_1);
    ck_assert_ptr_null(word_text_read(buffer_bytes(&document), buffer_bytes(&table), &text));
    ck_assert_uint_eq(text.used, sizeof(joined) - 1);
    ck_assert_mem_eq(text.at, joined, text.used);
    buffer_clear(&document);
    buffer_clear(&table);
    buffer_clear(&text);
}
END_TEST

static const struct {
    const char *what;
    bool of_table;
    size_t at;
    uint64_t number;
    size_t width;
    enum outcome outcome;
} refusals[] = {
    { "an encrypted one", false, 10, 0x300, 2, OUTCOME_ENCRYPTED },
    { "a list past the end", false, 0x1a2, UINT32_MAX, 4, OUTCOME_MALFORMED },
    { "a list that is longer", false, 0x1a6, UINT32_MAX, 4, OUTCOME_MALFORMED },
    { "an empty list", false, 0x1a6, 0, 4, OUTCOME_MALFORMED },
    { "properties past the end", true, 33, 0xffff, 2, OUTCOME_MALFORMED },
    { "neither properties nor pieces", true, 32, 7, 1, OUTCOME_MALFORMED },
    { "pieces past the end", true, 38, UINT32_MAX, 4, OUTCOME_MALFORMED },
    { "a piece past the end", true, 42 + 16 + 2, 0x3fffffff, 4, OUTCOME_TRUNCATED },
    { "a piece that is longer", true, 42 + 4, 0x1000, 4, OUTCOME_TRUNCATED },
};

START_TEST(what_is_not_there_is_told)
{
    struct buffer document = { 0 }, table = { 0 }, text = { 0 };
    make(&document, &table);
    word_put((refusals[_i].of_table ? table.at : document.at) + refusals[_i].at,
             refusals[_i].number, refusals[_i].width);
    const struct fault *fault =
        word_text_read(buffer_bytes(&document), buffer_bytes(&table), &text);
    ck_assert_msg(fault != NULL && fault->outcome == refusals[_i].outcome, "%s", refusals[_i].what);
    buffer_clear(&document);
    buffer_clear(&table);
    buffer_clear(&text);
}
END_TEST

/* Each piece is the whole stream. */
START_TEST(pieces_that_share_their_text_are_bounded)
{
    struct buffer document = { 0 }, table = { 0 }, text = { 0 };
    make(&document, &table);
    for (size_t i = 0; i < 3; i++) {
        word_put(table.at + 42 + 4 * (i + 1), (i + 1) * (document.used - 1), 4);
        word_put(table.at + 42 + 16 + 8 * i + 2, 0x40000000, 4);
    }
    const struct fault *fault =
        word_text_read(buffer_bytes(&document), buffer_bytes(&table), &text);
    ck_assert_ptr_nonnull(fault);
    ck_assert_int_eq(fault->outcome, OUTCOME_BOUND);
    ck_assert_uint_lt(text.used, 4 * document.used);
    buffer_clear(&document);
    buffer_clear(&table);
    buffer_clear(&text);
}
END_TEST

START_TEST(cut_and_flipped_documents_are_read)
{
    struct buffer document = { 0 }, table = { 0 }, text = { 0 };
    make(&document, &table);
    for (size_t kept = 0; kept <= table.used; kept++) {
        uint8_t *copy = exact_copy(table.at, kept);
        buffer_reset(&text);
        (void)!word_text_read(buffer_bytes(&document), bytes_over(copy, kept), &text);
        free(copy);
    }
    for (size_t kept = 0; kept <= document.used; kept += kept < 0x1b0 ? 1 : 7) {
        uint8_t *copy = exact_copy(document.at, kept);
        const struct bytes cut = bytes_over(copy, kept);
        buffer_reset(&text);
        if (word_text_table(cut) != WORD_TEXT_NONE) {
            (void)!word_text_read(cut, buffer_bytes(&table), &text);
        }
        free(copy);
    }
    for (size_t i = 0; i < 8 * table.used; i += 3) {
        table.at[i / 8] ^= (uint8_t)(1u << i % 8);
        buffer_reset(&text);
        (void)!word_text_read(buffer_bytes(&document), buffer_bytes(&table), &text);
        table.at[i / 8] ^= (uint8_t)(1u << i % 8);
    }
    buffer_clear(&document);
    buffer_clear(&table);
    buffer_clear(&text);
}
END_TEST

START_TEST(text_is_a_part_of_its_compound_file)
{
    struct part_recorder recorder = { 0 };
    struct buffer document = { 0 }, table = { 0 };
    struct memory_stream memory;
    make(&document, &table);
    const struct writer_entry entries[] = { { 0, "1Table", buffer_bytes(&table) },
                                            { 0, "S", bytes_over(NULL, 0) },
                                            { 2, "WordDocument", buffer_bytes(&document) },
                                            { 2, "1Table", buffer_bytes(&table) },
                                            { 0, "WordDocument", buffer_bytes(&document) } };
    const struct bytes file = compound_write(entries, 5);
    memory_stream_init(&memory, file);
    const char *log = part_recorder_walk(&recorder, &compound_container, &memory.stream);
    const char *embedded = strstr(log, "reading 4 0+0 <compound-text> leaf \"One\\nt\\nwo three");
    ck_assert_msg(embedded != NULL, "%s", log);
    ck_assert_ptr_nonnull(strstr(embedded, "reading 6 0+0 <compound-text> leaf \"One\\nt\\nwo"));
    ck_assert_ptr_null(strstr(log, "unread"));
    part_recorder_clear(&recorder);
    buffer_clear(&document);
    buffer_clear(&table);
    free((void *)(uintptr_t)file.at);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("word_text");
    tcase_add_test(tests, pieces_are_joined_in_order);
    tcase_add_loop_test(tests, what_is_not_there_is_told, 0,
                        sizeof(refusals) / sizeof(refusals[0]));
    tcase_add_test(tests, pieces_that_share_their_text_are_bounded);
    tcase_add_test(tests, cut_and_flipped_documents_are_read);
    tcase_add_test(tests, text_is_a_part_of_its_compound_file);
    return suite_run("word_text", tests);
}
