#include "exports/incident_report.h"

#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exports/export_run.h"
#include "reports/incident_table.h"

/* What the report says of so many certificates, all alike, of which the first has expired; its
 * first line, and how many lines there are. */
static size_t lines_of(size_t count, char *first, size_t size)
{
    static const struct key_offer offer = { .received = 1000 };
    const struct match_entry valid = { .has_final = true, .offer = &offer, .not_after = 1001 };
    const struct match_entry expired = { .has_final = true, .offer = &offer, .not_after = 999 };
    const struct match_entry **chosen = calloc(count, sizeof(*chosen));
    FILE *file = tmpfile();
    char line[1024];
    size_t lines = 0;
    ck_assert(chosen != NULL && file != NULL);
    for (size_t i = 0; i < count; i++) {
        chosen[i] = i == 0 ? &expired : &valid;
    }
    struct output_file output = { .descriptor = fileno(file) };
    struct export_run run = { .output = &output, .chosen = chosen, .count = count };
    ck_assert(incident_report_write(&run, NULL));
    ck_assert(output_file_end(&output));
    rewind(file);
    while (fgets(line, sizeof(line), file) != NULL) {
        (void)snprintf(first, lines == 0 ? size : 0, "%s", line);
        lines++;
    }
    buffer_clear(&output.held);
    (void)fclose(file);
    free(chosen);
    return lines;
}

/* CCADB wants a table, and from 10,000 certificates on a list of links; what has expired counts
 * for neither. */
START_TEST(links_from_ten_thousand_on)
{
    char first[1024] = "";
    ck_assert_uint_eq(lines_of(10000, first, sizeof(first)), 1 + 9999);
    ck_assert_ptr_nonnull(strstr(first, "Precertificate SHA-256 hash,"));
    ck_assert_uint_eq(lines_of(10001, first, sizeof(first)), 10000);
    ck_assert_str_eq(first, "https://crt.sh/?sha256=0000000000000000000000000000000000000000000000"
                            "000000000000000000\n");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("incident_report");
    tcase_set_timeout(tests, 60); /* on a busy machine */
    tcase_add_test(tests, links_from_ten_thousand_on);
    return suite_run("incident_report", tests);
}
