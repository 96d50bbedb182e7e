#include "commands/show_report.h"

#include <string.h>

#include "commands/show_text.h"

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
    { "key_identity", FIELD_TEXT, get_identity },  { "verdict", FIELD_TEXT, get_verdict },
    { "reached", FIELD_TRUTH, get_reached },       { "read_again", FIELD_TRUTH, get_again },
    { "evidence", FIELD_TEXT, get_evidence },      { "evidence_sha256", FIELD_HEX, get_then },
    { "evidence_sha256_now", FIELD_HEX, get_now }, { "shown_place", FIELD_NUMBER, get_depth },
    { "before", FIELD_TEXT, get_before },          { "behind", FIELD_TEXT, get_behind },
    { "sighting", FIELD_OBJECT, get_sighting },
};
static const struct report_table table = { fields, sizeof(fields) / sizeof(fields[0]) };

void show_report_put(const struct show_plan *plan, const struct show_item *item,
                     struct output_file *output)
{
    const struct show_row row = { item, &plan->rows.items[item->row] };
    report_put_json_row(output, &table, &row);
}
