#include "commands/listing/printed_table.h"
#include "exports/reply_row.h"
#include "reports/key_sighting.h"

static const struct output_row rows[] = {
    { "scan --dry-run --json", OUTPUT_LINES, "dry-run", &dry_run_table, NULL, true,
      "A line for each root that would be read; of run and match too. Of export and reply, one for "
      "what would be written." },
    { "check --json", OUTPUT_LINES, "check", &check_answer_table, NULL, true,
      "A line for each certificate and request." },
    { "explain --json", OUTPUT_LINES, "explain", &explain_table, NULL, true,
      "A line for each certificate that fits what was asked, or one for none." },
    { "diff --json", OUTPUT_LINES, "diff", &diff_table, NULL, true, "A line for each difference." },
    { "show --json", OUTPUT_LINES, "show", &show_table, NULL, true, "A line for each sighting." },
    { "export --list --json", OUTPUT_LINES, "export-list", &export_format_table, NULL, true,
      "A line for each format." },
    { "reply --json", OUTPUT_LINES, "reply", &reply_table, NULL, true,
      "A line for what was received, one for each key of it, and one for each certificate of "
      "those that are proven." },
    { "doctor --json", OUTPUT_LINES, "doctor", &doctor_layer_table, &doctor_answer_table, true,
      "A line for each layer, and one that says whether a run goes on." },
    { "index build --json", OUTPUT_JSON, "index-build", &index_built_table, NULL, true,
      "What was built." },
    { "index info --json", OUTPUT_LINES, "index-info", &index_source_table, NULL, true,
      "A line for each inventory that the index was built of; of index verify too." },
};

/* Its fields are put together of two tables, so it is none of the rows above. */
static struct output_row sightings_row(void)
{
    static struct key_sighting_fields sightings;
    key_sighting_table(&sightings);
    return (struct output_row){
        "sightings --json",
        OUTPUT_LINES,
        "sightings",
        &sightings.table,
        NULL,
        true,
        "A line for each place of each key. What keys, certs and journal print are lines of "
        "keys.jsonl, certificates.jsonl and journal.jsonl."
    };
}

const struct printed_outputs *printed_table_read(void)
{
    static struct printed_outputs outputs;
    const size_t count = sizeof(rows) / sizeof(rows[0]);
    _Static_assert(sizeof(rows) / sizeof(rows[0]) < PRINTED_TABLE_MAX, "no room for the sightings");
    if (outputs.count == 0) {
        for (; outputs.count < count; outputs.count++) {
            outputs.rows[outputs.count] = rows[outputs.count];
        }
        outputs.rows[outputs.count++] = sightings_row();
    }
    return &outputs;
}
