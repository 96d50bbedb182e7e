#include "casefile/sample_case.h"
#include "casefile/statement.h"

/* Rows of a table that was read in ranges are counted once all are read. */

static struct sample_folder folder;
static struct case_file *file;
static uint32_t number;

static void open_case(void)
{
    folder = sample_folder_make();
    file = sample_open(&folder);
    number = sample_source(file, SOURCE_INVENTORY, "certs", "certs/a", 1);
}

static void close_case(void)
{
    case_close(file);
    sample_folder_remove(&folder);
}

static const struct row_span spans[] = { { 0, 110, 11 }, { 110, 230, 5 }, { 230, 300, 4 } };

static void put_row(struct buffer *provenance, uint64_t row, uint64_t offset)
{
    sample_place(provenance, PLACE_ROW, row, 0, 0, "der");
    sample_place(provenance, PLACE_SPOT, 0, offset, 9, "");
}

static void add(uint8_t print, uint64_t row, uint64_t offset)
{
    struct buffer provenance = { 0 };
    struct certificate_sighting sighting = sample_certificate(1, print);
    put_row(&provenance, row, offset);
    sighting.provenance = buffer_bytes(&provenance);
    ck_assert(case_add_certificate(file, number, &sighting));
    const struct journal_entry entry = { .weight = JOURNAL_UNREAD,
                                         .outcome = OUTCOME_MALFORMED,
                                         .provenance = buffer_bytes(&provenance),
                                         .sentence = sample_text("damaged") };
    ck_assert(case_add_journal(file, number, &entry));
    const struct hash_match match = { .identity = "RSA",
                                      .serial = sample_text("1"),
                                      .provenance = buffer_bytes(&provenance) };
    ck_assert(case_add_hash_match(file, number, &match));
    buffer_clear(&provenance);
}

/* What a table of the case has, as "path row;" in the order of the spots. */
static void expect_places(const char *table, const char *expected)
{
    char sql[128], all[512] = "";
    bool row;
    (void)snprintf(sql, sizeof(sql), "SELECT provenance FROM %s ORDER BY substr(provenance, -24)",
                   table);
    struct statement list = statement_of(file, sql);
    while (statement_row(&list, &row) && row) {
        struct buffer line = { 0 };
        ck_assert(provenance_print(statement_take_bytes(&list), &line));
        const size_t used = strlen(all);
        (void)snprintf(all + used, sizeof(all) - used, "%.*s;", (int)line.used,
                       (const char *)line.at);
        buffer_clear(&line);
    }
    ck_assert_str_eq(all, expected);
}

static void expect_all(const char *expected)
{
    expect_places("certificate_sightings", expected);
    expect_places("hash_matches", expected);
    expect_places("journal", expected);
}

START_TEST(rows_of_ranges_are_counted_from_the_front)
{
    add(1, 11, 105);
    add(2, ROW_OF_RANGE | 1, 110);
    add(3, ROW_OF_RANGE | 5, 229);
    add(4, ROW_OF_RANGE | 1, 230);
    add(5, ROW_OF_RANGE | 4, 299);
    ck_assert(case_count_rows(file, number, spans, 3));
    expect_all("!row 11 der@105+9;!row 12 der@110+9;!row 16 der@229+9;!row 17 der@230+9;"
               "!row 20 der@299+9;");
}
END_TEST

/* The same certificates in a run before; inventories are not forgotten. */
START_TEST(rows_that_were_counted_before_stand_once)
{
    add(1, 11, 105);
    add(2, ROW_OF_RANGE | 1, 110);
    ck_assert(case_count_rows(file, number, spans, 3));
    ck_assert(case_forget_results(file, number));
    expect_places("certificate_sightings", "!row 11 der@105+9;!row 12 der@110+9;");
    add(1, 11, 105);
    add(2, ROW_OF_RANGE | 1, 110);
    ck_assert(case_count_rows(file, number, spans, 3));
    expect_all("!row 11 der@105+9;!row 12 der@110+9;");
}
END_TEST

START_TEST(rows_that_were_never_joined_are_forgotten)
{
    bool row;
    add(1, 11, 105);
    add(2, ROW_OF_RANGE | 1, 110);
    ck_assert(case_forget_results(file, number));
    expect_places("certificate_sightings", "!row 11 der@105+9;");
    expect_places("journal", "");
    struct statement count = statement_of(file, "SELECT count(*) FROM certificates");
    ck_assert(statement_row(&count, &row) && row);
    ck_assert_int_eq(statement_take_signed(&count), 1);
    statement_end(&count);
}
END_TEST

START_TEST(other_places_stay_as_they_are)
{
    struct certificate_sighting sighting = sample_certificate(1, 6);
    sample_add_certificate(file, number, &sighting, 120);
    ck_assert(case_count_rows(file, number, spans, 3));
    expect_places("certificate_sightings", "@120+900;");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rows");
    tcase_add_checked_fixture(tests, open_case, close_case);
    tcase_add_test(tests, rows_of_ranges_are_counted_from_the_front);
    tcase_add_test(tests, rows_that_were_counted_before_stand_once);
    tcase_add_test(tests, rows_that_were_never_joined_are_forgotten);
    tcase_add_test(tests, other_places_stay_as_they_are);
    return suite_run("case_rows", tests);
}
