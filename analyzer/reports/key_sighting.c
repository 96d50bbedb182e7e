#include "reports/key_sighting.h"

#include <assert.h>
#include <string.h>

static bool get_key_identity(const void *row, struct field_value *value)
{
    return field_text(((const struct key_sighting_row *)row)->key_identity, value);
}

static bool get_verdict(const void *row, struct field_value *value)
{
    return field_text(verdict_name(((const struct key_sighting_row *)row)->verdict), value);
}

void key_sighting_table(struct key_sighting_fields *fields)
{
    fields->fields[0] = (struct report_field){
        "key_identity", FIELD_TEXT, get_key_identity,
        .meaning = "what names the key in every output, whatever the encoding of it"
    };
    fields->fields[1] = (struct report_field){ "verdict", FIELD_TEXT, get_verdict,
                                               .meaning = "what became of the key" };
    assert(sighting_table.count + 2 <= KEY_SIGHTING_FIELDS_MAX);
    memcpy(fields->fields + 2, sighting_table.fields,
           sighting_table.count * sizeof(*sighting_table.fields));
    fields->table = (struct report_table){ fields->fields, sighting_table.count + 2 };
}

struct sighting_visit {
    void *context;
    bool (*visit)(void *context, const void *row);
    struct sighting_rows rows; /* one at a time */
};

static bool visit_sighting(void *context, const struct case_key_view *key,
                           const struct case_key_sighting *sighting)
{
    struct sighting_visit *each = context;
    bool goes_on = sighting_rows_add(&each->rows, sighting);
    if (goes_on) {
        struct key_sighting_row row = { .sighting = each->rows.items[0], .verdict = key->verdict };
        memcpy(row.key_identity, key->name, strnlen(key->name, sizeof(row.key_identity) - 1));
        goes_on = each->visit(each->context, &row);
    }
    sighting_rows_reset(&each->rows);
    return goes_on;
}

bool key_sighting_each(struct case_file *file, void *context,
                       bool (*visit)(void *context, const void *row))
{
    struct sighting_visit each = { .context = context, .visit = visit };
    const bool read = case_each_key_sighting(file, &each, visit_sighting);
    sighting_rows_clear(&each.rows);
    return read;
}
