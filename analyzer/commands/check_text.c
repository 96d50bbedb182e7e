#include "commands/check_text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "commands/listing/cell_colour.h"
#include "commands/listing/printed_table.h"
#include "reports/plain_text.h"
#include "reports/report_field.h"

/* A line of the answer, for the table. */
struct check_row {
    const struct check_item *item;
    const char *path;
    char identity[KEY_IDENTITY_TEXT], by[KEY_IDENTITY_TEXT];
};

static const struct check_item *item_of(const void *row)
{
    return ((const struct check_row *)row)->item;
}

static const char *answer_name(enum check_answer answer)
{
    static const char *const names[] = {
        [CHECK_YES] = "yes", [CHECK_NO] = "no", [CHECK_OPEN] = "open", [CHECK_UNREAD] = "unread"
    };
    return names[answer];
}

/* In words of ours; empty where nothing is to be said. */
static struct bytes reason_of(const struct check_item *item)
{
    static const char another[] = "it is of another key";
    switch (item->answer) {
    case CHECK_YES:
        return buffer_bytes(&item->key->remark);
    case CHECK_OPEN:
        return buffer_bytes(&item->key->failure);
    case CHECK_NO:
        return item->key != NULL ? buffer_bytes(&item->key->failure)
                                 : bytes_over(another, sizeof(another) - 1);
    case CHECK_UNREAD:
        break;
    }
    return buffer_bytes(&item->sentence);
}

static bool get_file(const void *row, struct field_value *value)
{
    return field_text(((const struct check_row *)row)->path, value);
}

static bool get_place(const void *row, struct field_value *value)
{
    return field_window(buffer_bytes(&item_of(row)->place), value);
}

static bool get_kind(const void *row, struct field_value *value)
{
    const struct check_item *item = item_of(row);
    return !item->is_unread && field_text(item->is_request ? "request" : "certificate", value);
}

static bool get_belongs(const void *row, struct field_value *value)
{
    value->truth = item_of(row)->answer == CHECK_YES;
    return item_of(row)->answer == CHECK_YES || item_of(row)->answer == CHECK_NO;
}

static bool get_answer(const void *row, struct field_value *value)
{
    return field_text(answer_name(item_of(row)->answer), value);
}

static bool get_reason(const void *row, struct field_value *value)
{
    return field_window(reason_of(item_of(row)), value);
}

static bool get_key_identity(const void *row, struct field_value *value)
{
    return field_text(((const struct check_row *)row)->identity, value);
}

static bool get_spki_sha256(const void *row, struct field_value *value)
{
    value->text = bytes_over(item_of(row)->identity.spki_sha256, SHA256_LENGTH);
    return !item_of(row)->is_unread;
}

static bool is_certificate(const struct check_item *item)
{
    return !item->is_unread && !item->is_request;
}

static bool get_sha256(const void *row, struct field_value *value)
{
    value->text = bytes_over(item_of(row)->sha256, SHA256_LENGTH);
    return is_certificate(item_of(row));
}

static bool get_serial(const void *row, struct field_value *value)
{
    return field_window(buffer_bytes(&item_of(row)->serial), value);
}

static bool get_subject_dn(const void *row, struct field_value *value)
{
    return field_window(buffer_bytes(&item_of(row)->subject_dn), value);
}

static bool get_issuer_dn(const void *row, struct field_value *value)
{
    return field_window(buffer_bytes(&item_of(row)->issuer_dn), value);
}

static const struct report_field fields[] = {
    { "file", FIELD_TEXT, get_file, .meaning = "file of the certificate" },
    { "place", FIELD_TEXT, get_place, .meaning = "where in the file it stands" },
    { "kind", FIELD_TEXT, get_kind, .meaning = "what was found: a certificate, a request" },
    { "answer", FIELD_TEXT, get_answer, .meaning = "the answer in one word" },
    { "belongs", FIELD_TRUTH, get_belongs,
      .meaning = "whether the key belongs to it, proven; absent where that stays open" },
    { "reason", FIELD_TEXT, get_reason, .meaning = "why it does not, or is not known" },
    { "key_identity", FIELD_TEXT, get_key_identity,
      .meaning = "identity of the public key in the certificate" },
    { "spki_sha256", FIELD_HEX, get_spki_sha256, .meaning = "SHA-256 of its SubjectPublicKeyInfo" },
    { "certificate_sha256", FIELD_HEX, get_sha256, .meaning = "SHA-256 of the certificate" },
    { "serial", FIELD_HEX_UPPER, get_serial, .meaning = "serial number, hexadecimal" },
    { "subject_dn", FIELD_TEXT, get_subject_dn, .meaning = "subject, RFC 4514" },
    { "issuer_dn", FIELD_TEXT, get_issuer_dn, .meaning = "issuer, RFC 4514" },
};
const struct report_table check_answer_table = { fields, sizeof(fields) / sizeof(fields[0]) };

static void put_plain(struct output_file *file, struct bytes text)
{
    if (file->failure == 0 && !plain_text_print(text, &file->held)) {
        file->failure = ENOMEM;
    }
}

static void put_serial(struct output_file *file, struct bytes serial)
{
    if (file->failure == 0 && !hex_text_append_upper(serial, &file->held)) {
        file->failure = ENOMEM;
    }
}

static void put_path(struct output_file *file, const struct check_row *row, bool alone)
{
    put_plain(file, bytes_over(row->path, strlen(row->path)));
    if (!alone || row->item->inside) {
        output_put(file, buffer_bytes(&row->item->place));
    }
}

/* A key that belongs is one that leaked; what is open somebody has to look at. */
static const char *colour_of(enum check_answer answer)
{
    return answer == CHECK_YES ? COLOUR_RED : answer == CHECK_NO ? COLOUR_GREEN : COLOUR_YELLOW;
}

static void put_line(struct output_file *file, const struct check_row *row, bool alone,
                     bool coloured)
{
    const struct check_item *item = row->item;
    const struct bytes reason = reason_of(item);
    char answer[8];
    (void)snprintf(answer, sizeof(answer), "%-7s", answer_name(item->answer));
    output_put_text(file, coloured ? colour_of(item->answer) : "");
    output_put_text(file, answer);
    output_put_text(file, coloured ? COLOUR_END : "");
    put_path(file, row, alone);
    output_put_text(file, ": ");
    if (item->is_request) {
        output_put_text(file, "a request");
    } else if (!item->is_unread) {
        put_plain(file, buffer_bytes(&item->subject_dn));
        output_put_text(file, ", serial ");
        put_serial(file, buffer_bytes(&item->serial));
    }
    if (!item->is_unread) {
        output_put_text(file,
                        item->answer == CHECK_YES ? ": the key is proven to be its own" : ":");
        output_put_text(file, reason.left == 0 ? "" : item->answer == CHECK_YES ? ", " : " ");
    }
    put_plain(file, reason);
    output_put_text(file, "\n");
}

void check_text_print(const struct check_list *list, const struct path_list *files, bool json,
                      bool coloured, struct output_file *file)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct check_item *item = &list->items[i];
        struct check_row row = { .item = item, .path = files->paths[item->file] };
        if (!item->is_unread) {
            public_identity_text(&item->identity, row.identity);
        }
        if (json) {
            report_put_json_row(file, &check_answer_table, &row);
            continue;
        }
        const bool alone = (i == 0 || list->items[i - 1].file != item->file) &&
                           (i + 1 == list->count || list->items[i + 1].file != item->file);
        put_line(file, &row, alone, coloured);
    }
}
