#include "exports/incident_report.h"

#include "bytes/hex_text.h"
#include "reports/incident_table.h"

static void put_link(struct output_file *output, const struct match_entry *entry)
{
    char digits[2 * SHA256_LENGTH + 1];
    hex_text_write(match_fingerprint(entry), digits);
    output_put_text(output, "https://crt.sh/?sha256=");
    output_put_text(output, digits);
    output_put_text(output, "\n");
}

bool incident_report_write(struct export_run *run, const struct match_list *matches)
{
    size_t valid = 0;
    (void)matches;
    for (size_t i = 0; i < run->count; i++) {
        valid += incident_table_takes(run->chosen[i]);
    }
    if (valid < INCIDENT_LINKS_FROM) {
        report_put_csv_header(run->output, &incident_table);
    }
    for (size_t i = 0; i < run->count; i++) {
        if (!incident_table_takes(run->chosen[i])) {
            continue;
        }
        if (valid >= INCIDENT_LINKS_FROM) {
            put_link(run->output, run->chosen[i]);
        } else {
            report_put_csv_row(run->output, &incident_table, run->chosen[i]);
        }
    }
    return true;
}
