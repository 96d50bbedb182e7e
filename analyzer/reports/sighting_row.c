#include "reports/sighting_row.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"
#include "reports/plain_text.h"

static bool text_of(const char *text, struct field_value *value)
{
    value->text = bytes_over(text, text != NULL ? strlen(text) : 0);
    return text != NULL;
}

static bool get_kind(const void *row, struct field_value *value)
{
    return text_of(place_kind_name(((const struct place *)row)->kind), value);
}

static bool get_number(const void *row, struct field_value *value)
{
    value->number = ((const struct place *)row)->number;
    return value->number > 0;
}

static bool get_offset(const void *row, struct field_value *value)
{
    value->number = ((const struct place *)row)->offset;
    return true;
}

static bool get_length(const void *row, struct field_value *value)
{
    value->number = ((const struct place *)row)->length;
    return value->number > 0;
}

static bool get_name(const void *row, struct field_value *value)
{
    value->text = ((const struct place *)row)->name;
    return value->text.left > 0;
}

static const struct report_field place_fields[] = {
    { "kind", FIELD_TEXT, get_kind,
      .meaning = "kind of place: message, part, text, member, reading, spot, row, volumes" },
    { "number", FIELD_NUMBER, get_number,
      .meaning = "number of the place in its container, from 1" },
    { "offset", FIELD_NUMBER, get_offset,
      .meaning = "where it begins in the container's own bytes" },
    { "length", FIELD_NUMBER, get_length,
      .meaning = "how many of these bytes it takes; absent where that is not known" },
    { "name", FIELD_TEXT, get_name, .meaning = "its name, as it stands in the evidence" },
};

static const struct report_table place_table = { place_fields,
                                                 sizeof(place_fields) / sizeof(place_fields[0]) };

static bool get_provenance(const void *row, struct field_value *value)
{
    value->text = buffer_bytes(&((const struct sighting_row *)row)->line);
    return true;
}

static bool get_encoding(const void *row, struct field_value *value)
{
    value->text = ((const struct sighting_row *)row)->encoding;
    return value->text.left > 0;
}

static bool get_sha256(const void *row, struct field_value *value)
{
    value->text = bytes_over(((const struct sighting_row *)row)->sha256, SHA256_LENGTH);
    return true;
}

static bool get_mail_date(const void *row, struct field_value *value)
{
    value->time = ((const struct sighting_row *)row)->mail_date;
    return value->time != MAIL_DATE_UNKNOWN;
}

static bool get_mail_date_source(const void *row, struct field_value *value)
{
    const struct sighting_row *sighting = row;
    return text_of(sighting->mail_date_is_received ? "received" : "date", value) &&
           sighting->mail_date != MAIL_DATE_UNKNOWN;
}

static bool get_mail_from(const void *row, struct field_value *value)
{
    value->text = ((const struct sighting_row *)row)->mail_from;
    return ((const struct sighting_row *)row)->has_mail;
}

static bool get_mail_subject(const void *row, struct field_value *value)
{
    value->text = ((const struct sighting_row *)row)->mail_subject;
    return ((const struct sighting_row *)row)->has_mail;
}

static bool get_message_id(const void *row, struct field_value *value)
{
    value->text = ((const struct sighting_row *)row)->message_id;
    return ((const struct sighting_row *)row)->has_mail;
}

static bool get_failure(const void *row, struct field_value *value)
{
    return text_of(((const struct sighting_row *)row)->failure, value);
}

static bool get_remark(const void *row, struct field_value *value)
{
    return text_of(((const struct sighting_row *)row)->remark, value);
}

static bool get_derived_from(const void *row, struct field_value *value)
{
    value->text = ((const struct sighting_row *)row)->derived_from;
    return value->text.left > 0;
}

static bool get_path(const void *row, struct field_value *value)
{
    const struct sighting_row *sighting = row;
    value->text = bytes_over(sighting->line.at, sighting->path_length);
    return true;
}

static bool get_chain(const void *row, struct field_value *value)
{
    const struct sighting_row *sighting = row;
    value->table = &place_table;
    value->rows = sighting->chain;
    value->count = sighting->chain_length;
    value->row_size = sizeof(*sighting->chain);
    return true;
}

static const struct report_field fields[] = {
    { "provenance", FIELD_TEXT, get_provenance,
      .meaning = "path of the file and chain of places in one line, as show takes it" },
    { "encoding", FIELD_TEXT, get_encoding, .meaning = "form in which the key stands there" },
    { "sha256", FIELD_HEX, get_sha256,
      .meaning = "SHA-256 of the key's decoded bytes at this place" },
    { "mail_date", FIELD_TIME, get_mail_date,
      .meaning = "date of the nearest mail around it; not verified" },
    { "mail_from", FIELD_TEXT, get_mail_from, .meaning = "sender of that mail" },
    { "mail_subject", FIELD_TEXT, get_mail_subject, .meaning = "subject of that mail" },
    { "message_id", FIELD_TEXT, get_message_id, .meaning = "Message-ID of that mail" },
    { "mail_date_source", FIELD_TEXT, get_mail_date_source,
      .meaning = "field that the date is from: date or received" },
    { "failure", FIELD_TEXT, get_failure, .meaning = "why it is not proven at this place" },
    { "remark", FIELD_TEXT, get_remark, .meaning = "what is odd about it at this place" },
    { "path", FIELD_TEXT, get_path, .meaning = "path of the file of the evidence" },
    { "chain", FIELD_ROWS, get_chain,
      .meaning = "the places from the file inwards, one object each", .inner = &place_table },
    { "derived_from", FIELD_TEXT, get_derived_from,
      .meaning = "what the evidence was made of elsewhere, as --derived-from says" },
};

const struct report_table sighting_table = { fields, sizeof(fields) / sizeof(fields[0]) };

static struct bytes static_text(const char *text)
{
    return bytes_over(text, text != NULL ? strlen(text) : 0);
}

/* Room for all is made first, so that the windows stay good. */
static bool add_texts(struct sighting_row *row, const struct case_key_sighting *sighting)
{
    const struct {
        struct bytes from;
        struct bytes *window;
    } texts[] = { { static_text(sighting->encoding), &row->encoding },
                  { static_text(sighting->failure), &row->failure_text },
                  { static_text(sighting->clause), &row->clause_text },
                  { static_text(sighting->remark), &row->remark_text },
                  { sighting->mail_from, &row->mail_from },
                  { sighting->mail_subject, &row->mail_subject },
                  { sighting->message_id, &row->message_id },
                  { sighting->derived_from, &row->derived_from } };
    const size_t count = sizeof(texts) / sizeof(texts[0]);
    size_t needed = 0;
    for (size_t i = 0; i < count; i++) {
        needed += texts[i].from.left + 1;
    }
    bool kept = buffer_reserve(&row->text, needed);
    for (size_t i = 0; kept && i < count; i++) {
        *texts[i].window = bytes_over(row->text.at + row->text.used, texts[i].from.left);
        kept = buffer_append(&row->text, texts[i].from) && buffer_append_byte(&row->text, 0);
    }
    row->failure = sighting->failure != NULL ? (const char *)row->failure_text.at : NULL;
    row->clause = sighting->clause != NULL ? (const char *)row->clause_text.at : NULL;
    row->remark = sighting->remark != NULL ? (const char *)row->remark_text.at : NULL;
    return kept;
}

static bool add_line(struct sighting_row *row, const struct case_key_sighting *sighting)
{
    bool kept = plain_text_print_path(sighting->path, &row->line);
    row->path_length = row->line.used;
    return kept && provenance_print(sighting->provenance, &row->line);
}

static bool add_chain(struct sighting_row *row, const struct case_key_sighting *sighting)
{
    struct place place;
    if (!buffer_append(&row->encoded, sighting->provenance)) {
        return false;
    }
    struct bytes encoded = buffer_bytes(&row->encoded), counted = encoded;
    size_t count = 0;
    while (provenance_take(&counted, &place)) {
        count++;
    }
    row->chain = calloc(count + 1, sizeof(*row->chain));
    while (row->chain != NULL && row->chain_length < count &&
           provenance_take(&encoded, &row->chain[row->chain_length])) {
        row->chain_length++;
    }
    return row->chain != NULL;
}

static bool grow(struct sighting_rows *rows)
{
    struct sighting_row *items =
        item_room(rows->items, rows->count, &rows->room, 16, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    rows->items = items;
    return true;
}

bool sighting_rows_add(struct sighting_rows *rows, const struct case_key_sighting *sighting)
{
    if (!grow(rows)) {
        return false;
    }
    struct sighting_row *row = &rows->items[rows->count++];
    *row = (struct sighting_row){ .mail_date = sighting->mail_date,
                                  .mail_date_is_received = sighting->mail_date_is_received,
                                  .has_mail = sighting->has_mail };
    memcpy(row->sha256, sighting->sha256, SHA256_LENGTH);
    return add_texts(row, sighting) && add_line(row, sighting) && add_chain(row, sighting);
}

void sighting_rows_reset(struct sighting_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        buffer_clear(&rows->items[i].text);
        buffer_clear(&rows->items[i].line);
        buffer_clear(&rows->items[i].encoded);
        free(rows->items[i].chain);
    }
    rows->count = 0;
}

void sighting_rows_clear(struct sighting_rows *rows)
{
    sighting_rows_reset(rows);
    free(rows->items);
    *rows = (struct sighting_rows){ 0 };
}
