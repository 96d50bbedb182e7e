#include "exports/subscriber_letters.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes/hex_text.h"
#include "bytes/item_room.h"
#include "crypto/sha256.h"
#include "exports/letter_text.h"
#include "reports/notify_report.h"
#include "reports/output_file.h"
#include "reports/plain_text.h"
#include "reports/report_field.h"

#define DIGITS    16 /* of the digest, in names of files */
#define NAME_ROOM 40

struct letter_line {
    uint8_t contact[SHA256_LENGTH]; /* of its cells; zeros for none */
    size_t entry, row;
};

struct letter_writing {
    const struct match_list *matches;
    struct letter_line *lines;
    size_t count, room;
    uint32_t *shared;           /* how many contacts have each certificate */
    int folder;                 /* descriptor */
    int failure;                /* errno */
    struct buffer index, cells; /* the contacts' own text, by row: see keep_cells() */
    struct contact_cells {
        size_t row, offset, length;
        bool has_address;
        size_t address, address_length;
    } * kept;
    size_t kept_count, kept_room;
};

static bool is_address_column(struct bytes name)
{
    static const char *const names[] = { "email", "e-mail", "mail", "email_address",
                                         "contact_email" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (name.left == strlen(names[i]) &&
            strncasecmp((const char *)name.at, names[i], name.left) == 0) {
            return true;
        }
    }
    return false;
}

/* The cells that are handed on, as facts of a letter, and among them an address. */
static bool put_cells(const struct contact_list *contacts, size_t row, struct buffer *into,
                      struct bytes *address)
{
    bool put = true;
    for (size_t i = 0; put && i < contacts->columns; i++) {
        const struct bytes name = contact_list_cell(contacts, 0, i);
        const struct bytes cell = contact_list_cell(contacts, row, i);
        if (contacts->kinds[i] >= 0) {
            continue;
        }
        if (address->left == 0 && is_address_column(name) && letter_text_is_address(cell)) {
            *address = cell;
        }
        put = letter_text_fact(into, name, cell);
    }
    return put;
}

/* Whole, since two contacts may differ behind what a letter shows of them; without any such cell
 * each row is a contact. */
static bool digest_cells(const struct contact_list *contacts, size_t row,
                         uint8_t digest[SHA256_LENGTH])
{
    struct buffer cells = { 0 };
    bool kept = true, any = false;
    for (size_t i = 0; kept && i < contacts->columns; i++) {
        const struct bytes cell = contact_list_cell(contacts, row, i);
        if (contacts->kinds[i] < 0) {
            any = any || cell.left > 0;
            kept = buffer_append_number(&cells, 8, cell.left) && buffer_append(&cells, cell);
        }
    }
    kept = kept && (any || buffer_append_number(&cells, 8, row));
    sha256_of(buffer_bytes(&cells), digest);
    buffer_clear(&cells);
    return kept;
}

/* The list of contacts is gone after the visit. */
static bool keep_cells(struct letter_writing *writing, const struct contact_list *contacts,
                       size_t row)
{
    struct bytes address = { 0 };
    struct contact_cells *kept =
        item_room(writing->kept, writing->kept_count, &writing->kept_room, 256, sizeof(*kept));
    if (kept == NULL) {
        return false;
    }
    writing->kept = kept;
    struct contact_cells *cells = &writing->kept[writing->kept_count++];
    *cells = (struct contact_cells){ .row = row, .offset = writing->cells.used };
    if (!put_cells(contacts, row, &writing->cells, &address)) {
        return false;
    }
    cells->length = writing->cells.used - cells->offset;
    cells->has_address = address.left > 0;
    cells->address = writing->cells.used;
    cells->address_length = address.left;
    return buffer_append(&writing->cells, address);
}

static bool take_row(void *context, const struct match_entry *entry,
                     const struct contact_list *contacts, size_t contact)
{
    struct letter_writing *writing = context;
    struct letter_line *lines =
        item_room(writing->lines, writing->count, &writing->room, 256, sizeof(*lines));
    if (lines == NULL) {
        return false;
    }
    writing->lines = lines;
    struct letter_line *line = &writing->lines[writing->count++];
    *line = (struct letter_line){ .entry = entry->number, .row = writing->kept_count };
    return contact == 0 || (digest_cells(contacts, contact, line->contact) &&
                            keep_cells(writing, contacts, contact));
}

/* By contact, certificate and row; entries are in the order of the list. */
static int compare_lines(const void *one, const void *other)
{
    const struct letter_line *left = one, *right = other;
    const int order = memcmp(left->contact, right->contact, SHA256_LENGTH);
    if (order != 0) {
        return order;
    }
    return left->entry != right->entry ? (left->entry < right->entry ? -1 : 1)
                                       : (left->row < right->row ? -1 : left->row > right->row);
}

static bool is_again(const struct letter_line *lines, size_t number)
{
    return number > 0 && lines[number].entry == lines[number - 1].entry &&
           memcmp(lines[number].contact, lines[number - 1].contact, SHA256_LENGTH) == 0;
}

static bool put_fact(struct buffer *letter, const char *name, struct bytes value)
{
    return letter_text_fact(letter, bytes_over(name, strlen(name)), value);
}

static bool put_time(struct buffer *letter, const char *name, int64_t time)
{
    char text[TIMESTAMP_TEXT];
    return !report_time_text(time, text) || put_fact(letter, name, bytes_over(text, strlen(text)));
}

static bool put_certificate(const struct letter_writing *writing, size_t number, bool names,
                            struct buffer *letter)
{
    const struct match_entry *entry = match_list_at(writing->matches, number);
    const char *clause = entry->judgement.clause;
    struct buffer serial = { 0 };
    char digits[2 * SHA256_LENGTH + 1];
    hex_text_write(match_fingerprint(entry), digits);
    const bool put =
        letter_text_line(letter, "") &&
        put_fact(letter, "certificate (SHA-256)", bytes_over(digits, strlen(digits))) &&
        hex_text_append(entry->serial, &serial) &&
        put_fact(letter, "serial number", buffer_bytes(&serial)) &&
        put_fact(letter, "issuer", entry->issuer_dn) &&
        (!names || (put_fact(letter, "subject", entry->subject_dn) &&
                    put_fact(letter, "names", entry->dns_names))) &&
        put_time(letter, "valid until", entry->not_after) &&
        (!entry->judgement.has_deadline ||
         put_time(letter, "revoked by", entry->judgement.deadline)) &&
        put_fact(letter, "because of", bytes_over(clause, strlen(clause)));
    buffer_clear(&serial);
    return put;
}

static bool put_front(struct buffer *letter)
{
    static const char *const lines[] = {
        "Certificates of yours will be revoked: their private keys are compromised",
        "",
        "Private keys were handed to us that anybody may hold by now. Each was proven: its public",
        "half was derived from it, and a signature made with it verified. The certificates named",
        "below carry these public keys. The Baseline Requirements (4.9.1.1, 6.1.2) oblige us to",
        "revoke them, for the reason keyCompromise, by the time that stands with each; that time",
        "cannot be put off.",
        "",
        "What to do before then:",
        "  - Make a new key pair. Use the old one for no new certificate and nothing else; it is",
        "    refused from now on.",
        "  - Ask for a new certificate, and put it in place wherever the old one is in use.",
        "  - Look for how the key came into the hands of others, and for what else lay beside it.",
    };
    bool put = true;
    for (size_t i = 0; put && i < sizeof(lines) / sizeof(lines[0]); i++) {
        put = letter_text_line(letter, lines[i]);
    }
    return put;
}

static bool write_file(struct letter_writing *writing, const char *name, struct bytes content)
{
    const int descriptor =
        openat(writing->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    const bool written = descriptor >= 0 && output_write_whole(descriptor, content);
    writing->failure = written ? 0 : errno;
    if (descriptor >= 0 && close(descriptor) != 0 && written) {
        writing->failure = errno;
    }
    return writing->failure == 0;
}

/* Lines end with CR LF in a mail (RFC 5322 section 2.1). */
static bool write_mail(struct letter_writing *writing, const char *name, struct bytes address,
                       struct bytes letter)
{
    struct buffer mail = { 0 };
    bool kept = buffer_append_text(&mail, "To: ") && buffer_append(&mail, address) &&
                buffer_append_text(&mail, "\r\nSubject: Certificates of yours will be revoked\r\n"
                                          "X-Unsent: 1\r\nMIME-Version: 1.0\r\n"
                                          "Content-Type: text/plain; charset=utf-8\r\n"
                                          "Content-Transfer-Encoding: 8bit\r\n\r\n");
    for (size_t i = 0; kept && i < letter.left; i++) {
        kept = (letter.at[i] != '\n' || buffer_append_byte(&mail, '\r')) &&
               buffer_append_byte(&mail, letter.at[i]);
    }
    const bool written = kept && write_file(writing, name, buffer_bytes(&mail));
    buffer_clear(&mail);
    return written;
}

static bool note_file(struct letter_writing *writing, const char *name, size_t certificates,
                      struct bytes address)
{
    char row[NAME_ROOM + 32];
    (void)snprintf(row, sizeof(row), "%s,%zu,", name, certificates);
    return buffer_append_text(&writing->index, row) &&
           plain_text_print_csv(address, &writing->index) &&
           buffer_append_text(&writing->index, "\r\n");
}

static bool write_letter(struct letter_writing *writing, size_t from, size_t to)
{
    static const uint8_t none[SHA256_LENGTH];
    const uint8_t *contact = writing->lines[from].contact;
    const bool known = memcmp(contact, none, SHA256_LENGTH) != 0;
    const struct contact_cells *cells = known ? &writing->kept[writing->lines[from].row] : NULL;
    struct buffer letter = { 0 };
    struct bytes address = { 0 };
    char digits[2 * SHA256_LENGTH + 1], name[NAME_ROOM] = "no-contact.txt";
    size_t count = 0;
    bool written = known ? put_front(&letter) && letter_text_line(&letter, "") &&
                               buffer_append(&letter, bytes_over(writing->cells.at + cells->offset,
                                                                 cells->length))
                         : letter_text_line(&letter, "Certificates to revoke without a contact");
    for (size_t i = from; written && i < to; i++) {
        const size_t entry = writing->lines[i].entry;
        if (!is_again(writing->lines, i)) {
            count++;
            written =
                put_certificate(writing, entry, !known || writing->shared[entry] == 1, &letter);
        }
    }
    if (known) {
        hex_text_write(bytes_over(contact, SHA256_LENGTH), digits);
        (void)snprintf(name, sizeof(name), "contact-%.*s.txt", DIGITS, digits);
    }
    written = written && write_file(writing, name, buffer_bytes(&letter));
    if (written && known && cells->has_address) {
        char mail[NAME_ROOM];
        (void)snprintf(mail, sizeof(mail), "contact-%.*s.eml", DIGITS, digits);
        address = bytes_over(writing->cells.at + cells->address, cells->address_length);
        written = write_mail(writing, mail, address, buffer_bytes(&letter));
    }
    written = written && note_file(writing, name, count, address);
    buffer_clear(&letter);
    return written;
}

static bool count_shared(struct letter_writing *writing)
{
    writing->shared = calloc(writing->matches->count + 1, sizeof(*writing->shared));
    if (writing->shared == NULL) {
        return false;
    }
    for (size_t i = 0; i < writing->count; i++) {
        writing->shared[writing->lines[i].entry] += !is_again(writing->lines, i);
    }
    return true;
}

static bool write_letters(struct letter_writing *writing)
{
    bool written = buffer_append_text(&writing->index, "file,certificates,to\r\n");
    for (size_t from = 0, to; written && from < writing->count; from = to) {
        for (to = from + 1;
             to < writing->count &&
             memcmp(writing->lines[to].contact, writing->lines[from].contact, SHA256_LENGTH) == 0;
             to++) {
        }
        written = write_letter(writing, from, to);
    }
    return written && write_file(writing, "index.csv", buffer_bytes(&writing->index));
}

static void clear(struct letter_writing *writing)
{
    buffer_clear(&writing->index);
    buffer_clear(&writing->cells);
    free(writing->kept);
    free(writing->lines);
    free(writing->shared);
    if (writing->folder >= 0) {
        (void)close(writing->folder);
    }
}

static bool write_all(struct letter_writing *writing)
{
    qsort(writing->lines, writing->count, sizeof(*writing->lines), compare_lines);
    return count_shared(writing) && write_letters(writing);
}

/* rmdir() takes an empty folder alone. */
static int make_folder(const char *directory)
{
    if ((rmdir(directory) != 0 && errno != ENOENT) || mkdir(directory, 0700) != 0) {
        return -1;
    }
    return open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

/* The news alone, as in notify.csv. */
static bool read_matches(struct case_file *file, bool include_short_lived,
                         struct key_offer_list *offers, struct match_list *matches)
{
    struct baseline baseline = { 0 };
    const bool read = key_offer_list_read(offers, file) &&
                      match_list_read(matches, file, offers, include_short_lived) &&
                      baseline_of_case(file, &baseline);
    if (read) {
        match_list_mark(matches, &baseline);
    }
    baseline_clear(&baseline);
    return read;
}

bool subscriber_letters_write(struct case_file *file, const char *directory,
                              bool include_short_lived, size_t *rows, char *why, size_t why_room)
{
    struct key_offer_list offers = { 0 };
    struct match_list matches = { 0 };
    struct letter_writing writing = { .matches = &matches, .folder = -1 };
    bool written = read_matches(file, include_short_lived, &offers, &matches) &&
                   notify_report_each(file, &matches, &writing, take_row);
    if (written && writing.count > 0 && directory != NULL) {
        writing.folder = make_folder(directory);
        writing.failure = writing.folder < 0 ? errno : 0;
        written = writing.folder >= 0 && write_all(&writing);
        if (written && syncfs(writing.folder) != 0) {
            writing.failure = errno;
            written = false;
        }
    }
    if (!written) {
        const char *sentence = writing.failure != 0 ? strerror(writing.failure) : case_error(file);
        (void)snprintf(why, why_room, "cannot write letters into '%s': %s",
                       directory != NULL ? directory : "",
                       sentence[0] != '\0' ? sentence : "out of memory");
    }
    *rows = writing.count;
    clear(&writing);
    match_list_clear(&matches);
    key_offer_list_clear(&offers);
    return written;
}
