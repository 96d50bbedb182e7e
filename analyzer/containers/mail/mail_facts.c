#include "containers/mail/mail_facts.h"

#include "containers/mail/encoded_word.h"
#include "containers/mail/mail_date.h"
#include "containers/mail/mail_header.h"

/* Fields that are kept as text. */
#define TEXTS 5

struct span {
    size_t start, length;
};

static struct span append_decoded(struct bytes body, struct buffer *text)
{
    struct buffer unfolded = { 0 };
    struct bytes line;
    struct span span = { .start = text->used };
    bool read = mail_field_line(body, &line);
    if (!read && mail_field_unfold(body, &unfolded)) {
        line = buffer_bytes(&unfolded);
        read = true;
    }
    if (read && encoded_word_decode(line, text)) {
        span.length = text->used - span.start;
    }
    text->used = span.start + span.length;
    buffer_clear(&unfolded);
    return span;
}

static struct bytes span_window(const struct buffer *text, struct span span)
{
    return span.length > 0 ? bytes_over(text->at + span.start, span.length) : bytes_over(NULL, 0);
}

/* The first field of a name counts: what stands above was added later, by
 * servers nearer to the reader. */
void mail_facts_read(struct bytes block, struct mail_facts *facts, struct buffer *text)
{
    struct span spans[TEXTS] = { { 0, 0 } };
    bool met[TEXTS] = { false }, dated = false, received = false;
    static const char *const names[TEXTS] = { "From", "Subject", "Message-ID", "In-Reply-To",
                                              "References" };
    static const uint8_t lengths[TEXTS] = { 4, 7, 10, 11, 10 }; /* few fields have one of them */
    struct mail_field field;
    buffer_reset(text);
    *facts = (struct mail_facts){ .date = MAIL_DATE_UNKNOWN, .received = MAIL_DATE_UNKNOWN };
    while (mail_field_take(&block, &field)) {
        for (size_t i = 0; i < TEXTS; i++) {
            if (!met[i] && field.name.left == lengths[i] && mail_field_named(&field, names[i])) {
                spans[i] = append_decoded(field.body, text);
                facts->cut = facts->cut || mail_field_is_cut(field.body);
                met[i] = true;
            }
        }
        if (!dated && mail_field_named(&field, "Date")) {
            dated = mail_date_read(field.body, &facts->date);
        }
        if (!received && mail_field_named(&field, "Received")) {
            received = true;
            (void)!mail_date_of_received(field.body, &facts->received);
        }
    }
    facts->from = span_window(text, spans[0]);
    facts->subject = span_window(text, spans[1]);
    facts->message_id = span_window(text, spans[2]);
    facts->in_reply_to = span_window(text, spans[3]);
    facts->references = span_window(text, spans[4]);
}
