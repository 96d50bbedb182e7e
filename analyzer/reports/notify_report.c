#include "reports/notify_report.h"

#include <errno.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "reports/contact_list.h"
#include "reports/output_table.h"
#include "reports/plain_text.h"
#include "reports/public_suffix.h"
#include "reports/report_field.h"

struct notify_row {
    const struct match_entry *entry;
    struct bytes domains;
    const char *found_by; /* NULL: no contact */
};

static const struct match_entry *entry_of(const void *row)
{
    return ((const struct notify_row *)row)->entry;
}

static bool get_status(const void *row, struct field_value *value)
{
    return field_text(certificate_status_name(entry_of(row)->judgement.status), value);
}

static bool get_deadline(const void *row, struct field_value *value)
{
    value->time = entry_of(row)->judgement.deadline;
    return entry_of(row)->judgement.has_deadline;
}

static bool get_issuer_dn(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->issuer_dn, value);
}

static bool get_issuer_scope(const void *row, struct field_value *value)
{
    return field_text(match_issuer_scope(entry_of(row)), value);
}

static bool get_serial(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->serial, value);
}

static bool get_sha256(const void *row, struct field_value *value)
{
    value->text = bytes_over(entry_of(row)->sha256, SHA256_LENGTH);
    return entry_of(row)->has_final;
}

static bool get_not_after(const void *row, struct field_value *value)
{
    value->time = entry_of(row)->not_after;
    return true;
}

static bool get_subject_dn(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->subject_dn, value);
}

static bool get_organization(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->organization, value);
}

static bool get_emails(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->emails, value);
}

static bool get_dns_names(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->dns_names, value);
}

static bool get_domains(const void *row, struct field_value *value)
{
    return field_window(((const struct notify_row *)row)->domains, value);
}

static bool get_found_by(const void *row, struct field_value *value)
{
    return field_text(((const struct notify_row *)row)->found_by, value);
}

static const struct report_field fields[] = {
    { "status", FIELD_TEXT, get_status, .meaning = "status of the certificate" },
    { "deadline", FIELD_TIME, get_deadline, .meaning = "until when it has to be revoked" },
    { "issuer_dn", FIELD_TEXT, get_issuer_dn,
      .meaning = "Name of the issuer, as RFC 4514 writes it" },
    { "issuer_scope", FIELD_TEXT, get_issuer_scope,
      .meaning = "whose it is: of the issuers given (ours), of another CA known, or private" },
    { "serial", FIELD_HEX_UPPER, get_serial, .meaning = "serial number, upper-case hex" },
    { "certificate_sha256", FIELD_HEX, get_sha256, .meaning = "SHA-256 of the certificate" },
    { "not_after", FIELD_TIME, get_not_after, .meaning = "last second of its validity" },
    { "subject_dn", FIELD_TEXT, get_subject_dn,
      .meaning = "Name of the subject, as RFC 4514 writes it" },
    { "organization", FIELD_TEXT, get_organization, .meaning = "organization of the subject" },
    { "emails", FIELD_TEXT, get_emails,
      .meaning = "mail addresses in the certificate, apart by a space" },
    { "dns_names", FIELD_TEXT, get_dns_names,
      .meaning = "host names of the certificate, apart by a space" },
    { "registrable_domains", FIELD_TEXT, get_domains,
      .meaning = "their registrable domains, with --public-suffixes" },
    { "contact_found_by", FIELD_TEXT, get_found_by,
      .meaning =
          "what the contact was found by: fingerprint, serial, domain; empty without a contact" },
};

const struct report_table notify_table = { fields, sizeof(fields) / sizeof(fields[0]) };

/* What the rows are made with. */
struct notifying {
    struct output_file *output;
    void *context; /* with `visit`, in place of rows */
    notify_visit *visit;
    struct contact_list contacts;
    struct public_suffixes suffixes;
    struct buffer domains; /* of the certificate at hand, separated by a space */
    struct buffer key;
};

static bool is_ours(struct bytes name)
{
    for (size_t i = 0; i < notify_table.count; i++) {
        if (bytes_equal(name, bytes_over(fields[i].name, strlen(fields[i].name)))) {
            return true;
        }
    }
    return false;
}

/* Columns of the contacts are handed on as they are called, unless we have one of the name. */
static bool put_names(const struct notifying *notifying, struct buffer *line)
{
    bool kept = true;
    report_put_csv_names(notifying->output, &notify_table);
    for (size_t i = 0; notifying->contacts.rows > 0 && i < notifying->contacts.columns && kept;
         i++) {
        const struct bytes name = contact_list_cell(&notifying->contacts, 0, i);
        struct buffer shown = { 0 };
        if (notifying->contacts.kinds[i] >= 0) {
            continue;
        }
        kept = (!is_ours(name) || buffer_append_text(&shown, "contact_")) &&
               plain_text_print(name, &shown) && buffer_append_byte(line, ',') &&
               plain_text_print_csv(buffer_bytes(&shown), line);
        buffer_clear(&shown);
    }
    return kept && buffer_append_text(line, "\r\n");
}

/* `contact` 0: none, so the cells are empty. */
static bool put_contact(const struct notifying *notifying, size_t contact, struct buffer *line)
{
    bool kept = true;
    for (size_t i = 0; notifying->contacts.rows > 0 && i < notifying->contacts.columns && kept;
         i++) {
        struct buffer shown = { 0 };
        if (notifying->contacts.kinds[i] >= 0) {
            continue;
        }
        kept = buffer_append_byte(line, ',') &&
               (contact == 0 ||
                (plain_text_print(contact_list_cell(&notifying->contacts, contact, i), &shown) &&
                 plain_text_print_csv(buffer_bytes(&shown), line)));
        buffer_clear(&shown);
    }
    return kept && buffer_append_text(line, "\r\n");
}

static bool put_row(const struct notifying *notifying, const struct notify_row *row, size_t contact)
{
    struct buffer line = { 0 };
    if (notifying->visit != NULL) {
        return notifying->visit(notifying->context, row->entry, &notifying->contacts, contact);
    }
    report_put_csv_cells(notifying->output, &notify_table, row);
    const bool kept = put_contact(notifying, contact, &line);
    if (kept) {
        output_put(notifying->output, buffer_bytes(&line));
    }
    buffer_clear(&line);
    return kept;
}

static struct bytes take_word(struct bytes *words)
{
    struct bytes word;
    if (bytes_take_until(words, ' ', &word) || bytes_take(words, words->left, &word)) {
        return word;
    }
    return (struct bytes){ 0 };
}

static bool holds_word(struct bytes words, struct bytes wanted)
{
    while (words.left > 0) {
        if (bytes_equal(take_word(&words), wanted)) {
            return true;
        }
    }
    return false;
}

static bool fold_name(struct bytes name, struct buffer *folded)
{
    buffer_reset(folded);
    bool kept = true;
    for (size_t i = 0; kept && i < name.left; i++) {
        const uint8_t octet = name.at[i];
        kept = buffer_append_byte(folded, octet >= 'A' && octet <= 'Z' ? octet | 0x20u : octet);
    }
    return kept;
}

/* The registrable domain of each host name, each once. */
static bool find_domains(struct notifying *notifying, struct bytes names)
{
    struct buffer *domains = &notifying->domains;
    buffer_reset(domains);
    while (names.left > 0) {
        if (!fold_name(take_word(&names), &notifying->key)) {
            return false;
        }
        const struct bytes domain =
            public_suffixes_domain(&notifying->suffixes, buffer_bytes(&notifying->key));
        if (domain.left == 0 || holds_word(buffer_bytes(domains), domain)) {
            continue;
        }
        if ((domains->used > 0 && !buffer_append_byte(domains, ' ')) ||
            !buffer_append(domains, domain)) {
            return false;
        }
    }
    return true;
}

/* Rows of one key; *found counts them. */
static bool put_found(const struct notifying *notifying, struct notify_row *row,
                      enum contact_key kind, struct bytes key, size_t *found)
{
    static const char *const names[] = { "fingerprint", "serial", "domain" };
    size_t count;
    const struct contact_entry *entry = contact_list_find(&notifying->contacts, kind, key, &count);
    row->found_by = names[kind];
    for (size_t i = 0; i < count; i++) {
        if (!put_row(notifying, row, entry[i].row)) {
            return false;
        }
    }
    *found += count;
    return true;
}

static bool put_by_digest(struct notifying *notifying, struct notify_row *row, size_t *found)
{
    char digits[2 * SHA256_LENGTH + 1];
    const struct match_entry *entry = row->entry;
    bool put = true;
    if (entry->has_final) {
        hex_text_write(bytes_over(entry->sha256, SHA256_LENGTH), digits);
        put = put_found(notifying, row, CONTACT_FINGERPRINT, bytes_over(digits, strlen(digits)),
                        found);
    }
    if (put && entry->has_precertificate) {
        hex_text_write(bytes_over(entry->precertificate_sha256, SHA256_LENGTH), digits);
        put = put_found(notifying, row, CONTACT_FINGERPRINT, bytes_over(digits, strlen(digits)),
                        found);
    }
    return put;
}

static bool put_by_serial(struct notifying *notifying, struct notify_row *row, size_t *found)
{
    static const char digits[] = "0123456789ABCDEF";
    const struct bytes serial = row->entry->serial;
    struct buffer *key = &notifying->key;
    buffer_reset(key);
    for (size_t i = 0; i < 2 * serial.left; i++) {
        const unsigned digit = i % 2 == 0 ? serial.at[i / 2] >> 4 : serial.at[i / 2] & 15u;
        if ((digit != 0 || key->used > 0) && !buffer_append_byte(key, (uint8_t)digits[digit])) {
            return false;
        }
    }
    return put_found(notifying, row, CONTACT_SERIAL, buffer_bytes(key), found);
}

static bool put_by_domain(struct notifying *notifying, struct notify_row *row, struct bytes names,
                          size_t *found)
{
    while (names.left > 0) {
        if (!fold_name(take_word(&names), &notifying->key) ||
            !put_found(notifying, row, CONTACT_DOMAIN, buffer_bytes(&notifying->key), found)) {
            return false;
        }
    }
    return true;
}

/* By what says most: its fingerprint, its serial, a host name, a registrable domain. */
static bool put_certificate(struct notifying *notifying, const struct match_entry *entry)
{
    struct notify_row row = { .entry = entry };
    size_t found = 0;
    bool put = find_domains(notifying, entry->dns_names);
    row.domains = buffer_bytes(&notifying->domains);
    put = put && put_by_digest(notifying, &row, &found);
    put = put && (found > 0 || put_by_serial(notifying, &row, &found));
    put = put && (found > 0 || put_by_domain(notifying, &row, entry->dns_names, &found));
    put = put && (found > 0 || put_by_domain(notifying, &row, row.domains, &found));
    if (put && found == 0) {
        row.found_by = NULL;
        put = put_row(notifying, &row, 0);
    }
    return put;
}

static bool put_all(struct notifying *notifying, const struct match_list *list)
{
    struct buffer line = { 0 };
    bool put = notifying->visit != NULL || put_names(notifying, &line);
    if (put && line.used > 0) {
        output_put(notifying->output, buffer_bytes(&line));
    }
    buffer_clear(&line);
    for (size_t i = 0; put && i < list->count; i++) {
        const struct match_entry *entry = match_list_at(list, i);
        put = !entry->judgement.listed || entry->novelty == NOVELTY_KNOWN ||
              put_certificate(notifying, entry);
    }
    return put;
}

static bool do_all(struct notifying *notifying, struct case_file *file,
                   const struct match_list *list)
{
    struct buffer contacts = { 0 }, suffixes = { 0 };
    const bool done = case_get_setting(file, "contacts", &contacts) &&
                      case_get_setting(file, "public_suffixes", &suffixes) &&
                      contact_list_read(buffer_bytes(&contacts), &notifying->contacts) &&
                      public_suffixes_read(buffer_bytes(&suffixes), &notifying->suffixes) &&
                      put_all(notifying, list);
    contact_list_clear(&notifying->contacts);
    public_suffixes_clear(&notifying->suffixes);
    buffer_clear(&notifying->domains);
    buffer_clear(&notifying->key);
    buffer_clear(&contacts);
    buffer_clear(&suffixes);
    return done;
}

bool notify_report_write(struct output_set *set, struct case_file *file,
                         const struct match_list *list)
{
    struct notifying notifying = { .output = output_set_add(set, "notify.csv") };
    return do_all(&notifying, file, list);
}

bool notify_report_each(struct case_file *file, const struct match_list *list, void *context,
                        notify_visit *visit)
{
    struct notifying notifying = { .context = context, .visit = visit };
    return do_all(&notifying, file, list);
}
