#include "commands/show/show_text.h"

#include <stdio.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "bytes/timestamp.h"
#include "reports/plain_text.h"

#define LINE_FRONT "  | "
/* Marks in a row that are printed as so many, and how many of them stand for all. */
#define MARKS_MAX  48
#define MARKS_KEPT 8

static bool put_text(struct buffer *into, const char *text)
{
    return buffer_append_text(into, text);
}

/* As in a provenance, without the mark at its front. */
static bool put_place(struct buffer *into, const struct place *place)
{
    const struct provenance node = { .place = *place };
    struct buffer encoded = { 0 }, line = { 0 };
    bool put =
        provenance_encode(&node, &encoded) && provenance_print(buffer_bytes(&encoded), &line);
    if (put) {
        const size_t mark = line.used > 0 && (line.at[0] == '!' || line.at[0] == '@') ? 1 : 0;
        put = buffer_append(into, bytes_over(line.at + mark, line.used - mark));
    }
    buffer_clear(&encoded);
    buffer_clear(&line);
    return put;
}

static bool put_chain(struct buffer *into, const struct sighting_row *row)
{
    bool put = buffer_append(into, bytes_over(row->line.at, row->path_length)) &&
               buffer_append_byte(into, '\n');
    for (size_t i = 0; put && i < row->chain_length; i++) {
        const bool spot = row->chain[i].kind == PLACE_SPOT;
        put = put_text(into, spot ? "  bytes " : "  ") && put_place(into, &row->chain[i]) &&
              buffer_append_byte(into, '\n');
    }
    return put;
}

static bool put_fact(struct buffer *into, const char *name, struct bytes text)
{
    return text.left == 0 ||
           (put_text(into, name) && plain_text_print(text, into) && buffer_append_byte(into, '\n'));
}

static bool put_mail(struct buffer *into, const struct sighting_row *row)
{
    char date[TIMESTAMP_TEXT] = "";
    if (!row->has_mail) {
        return true;
    }
    if (row->mail_date != MAIL_DATE_UNKNOWN) {
        timestamp_print(row->mail_date, date);
    }
    return put_fact(into, row->mail_date_is_received ? "mail received: " : "mail of: ",
                    bytes_over(date, strlen(date))) &&
           put_fact(into, "mail from: ", row->mail_from) &&
           put_fact(into, "mail subject: ", row->mail_subject) &&
           put_fact(into, "message id: ", row->message_id);
}

static bool put_key(struct buffer *into, const struct show_item *item,
                    const struct sighting_row *row)
{
    return put_text(into, verdict_name(item->verdict)) && put_text(into, " ") &&
           put_text(into, item->name) && put_text(into, row->encoding.left > 0 ? ", " : "") &&
           plain_text_print(row->encoding, into) && put_text(into, "\n") &&
           put_fact(into, "because: ", row->failure_text) &&
           put_fact(into, "remark: ", row->remark_text) &&
           (!item->answered ||
            put_text(into, item->derived
                               ? "read again: the same\n"
                               : "read again: not the same (a key of several pieces, one that a "
                                 "passphrase opened, or the evidence changed)\n"));
}

static bool is_unchanged(const struct show_item *item)
{
    return item->digested && item->listed &&
           memcmp(item->sha256, item->sha256_now, SHA256_LENGTH) == 0;
}

bool show_text_holds(const struct show_item *item)
{
    return item->reached && is_unchanged(item);
}

const char *show_text_state(const struct show_item *item)
{
    return !item->opened                        ? "missing"
           : !item->answered || !item->digested ? "not read to its end"
           : !item->listed                      ? "without a digest in the case"
           : is_unchanged(item)                 ? "as in the case"
                                                : "changed";
}

static bool put_digest(struct buffer *into, const char *name, const uint8_t sha256[SHA256_LENGTH])
{
    char text[2 * SHA256_LENGTH + 1];
    hex_text_write(bytes_over(sha256, SHA256_LENGTH), text);
    return put_text(into, name) && put_text(into, text) && put_text(into, "\n");
}

static bool put_state(struct buffer *into, const struct show_item *item)
{
    if (!item->opened) {
        return put_text(into, "evidence file: missing, or it cannot be read\n");
    }
    if (!item->answered || !item->digested) {
        return put_text(into, "evidence file: it could not be read to its end\n");
    }
    if (!item->listed) {
        return put_digest(into, "evidence file: the case has no SHA-256 of it; now ",
                          item->sha256_now);
    }
    return is_unchanged(item)
               ? put_digest(into, "evidence file: as in the case, SHA-256 ", item->sha256)
               : put_digest(into, "evidence file: CHANGED since the case, SHA-256 then ",
                            item->sha256) &&
                     put_digest(into, "evidence file: now ", item->sha256_now);
}

/* What is masked, or no text, may take the most of a line. */
static bool put_line(struct buffer *into, struct bytes line)
{
    bool put = put_text(into, LINE_FRONT);
    for (size_t at = 0, end; put && at < line.left; at = end) {
        const uint8_t mark = line.at[at];
        for (end = at + 1; end < line.left && line.at[end] == mark; end++) {
        }
        const bool many = (mark == '*' || mark == '.') && end - at > MARKS_MAX;
        put = buffer_append(into, bytes_over(line.at + at, many ? MARKS_KEPT : end - at));
        if (put && many) {
            char count[32];
            (void)snprintf(count, sizeof(count), "(%zu)", end - at);
            put = put_text(into, count);
        }
    }
    return put && buffer_append_byte(into, '\n');
}

/* The worker's text is printable ASCII and LF. */
static bool put_lines(struct buffer *into, struct bytes text)
{
    bool put = true;
    while (put && text.left > 0) {
        struct bytes line;
        if (!bytes_take_until(&text, '\n', &line)) {
            line = text;
            text.left = 0;
        }
        while (line.left > 0 && line.at[line.left - 1] == ' ') {
            line.left--;
        }
        put = put_line(into, line);
    }
    return put;
}

static bool is_in_opened_message(const struct sighting_row *row)
{
    static const char opened[] = "cms-decrypted";
    bool is = false;
    for (size_t i = 0; !is && i < row->chain_length; i++) {
        struct bytes name = row->chain[i].name, front;
        is = row->chain[i].kind == PLACE_READING && bytes_take(&name, sizeof(opened) - 1, &front) &&
             bytes_equal(front, bytes_over(opened, sizeof(opened) - 1));
    }
    return is;
}

static bool put_not_reached(struct buffer *into, const struct sighting_row *row)
{
    return put_text(into, is_in_opened_message(row)
                              ? "the place was not reached: it is in an encrypted message, which "
                                "--decrypt-with KEY opens\n"
                              : "the place was not reached\n");
}

static bool put_around(struct buffer *into, const struct show_item *item,
                       const struct sighting_row *row)
{
    if (!item->reached || item->depth >= row->chain_length) {
        return put_not_reached(into, row);
    }
    return put_text(into, "around it (* is masked, . is no text):\n") &&
           put_lines(into, buffer_bytes(&item->before)) && put_text(into, "  [ ") &&
           put_place(into, &row->chain[item->depth]) && put_text(into, " ]\n") &&
           put_lines(into, buffer_bytes(&item->behind));
}

bool show_text_print(const struct show_plan *plan, const struct show_item *item,
                     struct buffer *into)
{
    const struct sighting_row *row = &plan->rows.items[item->row];
    return put_chain(into, row) && put_mail(into, row) && put_key(into, item, row) &&
           put_state(into, item) && put_around(into, item, row) && put_text(into, "\n");
}
