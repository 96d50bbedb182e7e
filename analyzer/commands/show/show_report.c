#include "commands/show/show_report.h"

#include <string.h>

#include "commands/listing/printed_table.h"
#include "commands/show/show_text.h"

struct show_row {
    const struct show_item *item;
    const struct sighting_row *sighting;
};

static const struct show_item *item_of(const void *row)
{
    return ((const struct show_row *)row)->item;
}

static bool get_identity(const void *row, struct field_value *value)
{
    return field_text(item_of(row)->name, value);
}

static bool get_verdict(const void *row, struct field_value *value)
{
    return field_text(verdict_name(item_of(row)->verdict), value);
}

static bool get_sighting(const void *row, struct field_value *value)
{
    value->table = &sighting_table;
    value->rows = ((const struct show_row *)row)->sighting;
    value->count = 1;
    value->row_size = sizeof(struct sighting_row);
    return true;
}

static bool get_reached(const void *row, struct field_value *value)
{
    value->truth = item_of(row)->reached;
    return true;
}

static bool get_again(const void *row, struct field_value *value)
{
    value->truth = item_of(row)->derived;
    return item_of(row)->answered;
}

static bool get_evidence(const void *row, struct field_value *value)
{
    return field_text(show_text_state(item_of(row)), value);
}

static bool get_then(const void *row, struct field_value *value)
{
    value->text = bytes_over(item_of(row)->sha256, SHA256_LENGTH);
    return item_of(row)->listed;
}

static bool get_now(const void *row, struct field_value *value)
{
    value->text = bytes_over(item_of(row)->sha256_now, SHA256_LENGTH);
    return item_of(row)->digested;
}

static bool get_depth(const void *row, struct field_value *value)
{
    value->number = item_of(row)->depth;
    return item_of(row)->reached;
}

static bool get_before(const void *row, struct field_value *value)
{
    value->text = buffer_bytes(&item_of(row)->before);
    return item_of(row)->reached;
}

static bool get_behind(const void *row, struct field_value *value)
{
    value->text = buffer_bytes(&item_of(row)->behind);
    return item_of(row)->reached;
}

static const struct report_field fields[] = {
    { "key_identity", FIELD_TEXT, get_identity, .meaning = "identity of the key at the place" },
    { "verdict", FIELD_TEXT, get_verdict, .meaning = "what became of the key" },
    { "reached", FIELD_TRUTH, get_reached, .meaning = "whether the walk came to the place again" },
    { "read_again", FIELD_TRUTH, get_again, .meaning = "whether the key was read there again" },
    { "evidence", FIELD_TEXT, get_evidence, .meaning = "path of the evidence file" },
    { "evidence_sha256", FIELD_HEX, get_then,
      .meaning = "SHA-256 of the evidence when it was scanned" },
    { "evidence_sha256_now", FIELD_HEX, get_now, .meaning = "SHA-256 of it now" },
    { "shown_place", FIELD_NUMBER, get_depth,
      .meaning = "how many places deep the text around it is of" },
    { "before", FIELD_TEXT, get_before, .meaning = "what stands before it, masked" },
    { "behind", FIELD_TEXT, get_behind, .meaning = "what stands behind it, masked" },
    { "sighting", FIELD_OBJECT, get_sighting, .meaning = "the place, as in keys.jsonl",
      .inner = &sighting_table },
};
const struct report_table show_table = { fields, sizeof(fields) / sizeof(fields[0]) };

void show_report_put(const struct show_plan *plan, const struct show_item *item,
                     struct output_file *output)
{
    const struct show_row row = { item, &plan->rows.items[item->row] };
    report_put_json_row(output, &show_table, &row);
}
