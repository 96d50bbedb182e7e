#include "containers/mail/mail_entity.h"

#include <string.h>
#include <strings.h>

#include "bounds.h"
#include "containers/mail/mail_header.h"
#include "containers/mail/mail_parameter.h"

/* The word at the front: a type or an encoding, whatever is written around it. */
static struct bytes first_word(struct bytes line)
{
    static const char ends[] = " \t;(\",";
    struct bytes skipped, word;
    while (line.left > 0 && line.at[0] != 0 && strchr(" \t\"", line.at[0]) != NULL &&
           bytes_take(&line, 1, &skipped)) {
    }
    size_t length = 0;
    while (length < line.left && (line.at[length] == 0 || strchr(ends, line.at[length]) == NULL)) {
        length++;
    }
    bool within = bytes_take(&line, length, &word);
    return within ? word : bytes_over(NULL, 0);
}

static bool word_is(struct bytes word, const char *text)
{
    return word.left == strlen(text) && strncasecmp((const char *)word.at, text, word.left) == 0;
}

static bool word_begins(struct bytes word, const char *text)
{
    size_t length = strlen(text);
    return word.left >= length && strncasecmp((const char *)word.at, text, length) == 0;
}

static enum mail_body body_of(struct bytes type)
{
    static const struct {
        const char *type;
        enum mail_body body;
    } rows[] = {
        { "text/plain", BODY_TEXT },
        { "text", BODY_TEXT },
        { "text/html", BODY_MARKUP },
        { "application/xhtml+xml", BODY_MARKUP },
        { "message/rfc822", BODY_MESSAGE },
        { "message/global", BODY_MESSAGE },
        { "message/news", BODY_MESSAGE },
        { "message/partial", BODY_FRAGMENT },
        { "message/external-body", BODY_EXTERNAL },
    };
    if (type.left == 0) {
        return BODY_TEXT;
    }
    if (word_begins(type, "multipart")) {
        return BODY_MULTIPART;
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (word_is(type, rows[i].type)) {
            return rows[i].body;
        }
    }
    return BODY_OTHER;
}

/* Text in these can only be told by its bytes. */
static bool wide_charset(struct bytes charset)
{
    return word_begins(charset, "utf-16") || word_begins(charset, "utf-32") ||
           word_begins(charset, "utf-7") || word_begins(charset, "utf16") ||
           word_begins(charset, "ucs-2") || word_begins(charset, "unicode");
}

/* RFC 2045 section 6.1; x- names as they are met. */
static void put_encoding(struct mail_entity *entity, struct bytes word)
{
    static const struct {
        const char *name;
        const struct decoding *decoding;
        bool inline_text;
    } rows[] = {
        { "base64", &base64_decoding, false },
        { "x-base64", &base64_decoding, false },
        { "quoted-printable", &quoted_printable_decoding, false },
        { "quotedprintable", &quoted_printable_decoding, false },
        { "7bit", NULL, false },
        { "7-bit", NULL, false },
        { "8bit", NULL, false },
        { "8-bit", NULL, false },
        { "binary", NULL, false },
        { "none", NULL, false },
        { "x-uuencode", NULL, true },
        { "x-uue", NULL, true },
        { "uuencode", NULL, true },
        { "uue", NULL, true },
        { "x-yenc", NULL, true },
        { "yenc", NULL, true },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (word_is(word, rows[i].name)) {
            entity->decoding = rows[i].decoding;
            entity->inline_text = entity->inline_text || rows[i].inline_text;
            return;
        }
    }
    entity->unknown_encoding = word.left > 0;
}

/* RFC 2046 section 5.1.1: a boundary does not end with blanks. */
static void put_boundary(struct mail_entity *entity, struct bytes line)
{
    struct buffer *boundary = &entity->boundary;
    if (!mail_parameter_read(line, "boundary", false, boundary, &entity->cut)) {
        return;
    }
    while (boundary->used > 0 &&
           (boundary->at[boundary->used - 1] == ' ' || boundary->at[boundary->used - 1] == '\t')) {
        boundary->used--;
    }
    if (boundary->used > BOUNDARY_LENGTH_MAX) {
        entity->long_boundary = true;
        buffer_reset(boundary);
    }
}

static bool has_wide_charset(struct bytes line, bool *cut)
{
    struct buffer charset = { 0 };
    bool wide = mail_parameter_read(line, "charset", false, &charset, cut) &&
                wide_charset(buffer_bytes(&charset));
    buffer_clear(&charset);
    return wide;
}

static void put_type(struct mail_entity *entity, struct bytes line)
{
    struct bytes type = first_word(line);
    entity->body = body_of(type);
    entity->digest = word_is(type, "multipart/digest");
    entity->inline_text =
        type.left == 0 || word_begins(type, "text") || word_begins(type, "application/x-uu");
    if (entity->body == BODY_MULTIPART) {
        put_boundary(entity, line);
        return;
    }
    if (entity->body == BODY_TEXT && has_wide_charset(line, &entity->cut)) {
        entity->body = BODY_OTHER;
        entity->inline_text = false;
    }
    if (entity->name.used == 0 &&
        !mail_parameter_read(line, "name", true, &entity->name, &entity->cut)) {
        buffer_reset(&entity->name);
    }
}

static bool unfolded(struct mail_entity *entity, struct bytes body)
{
    buffer_reset(&entity->line);
    entity->cut = entity->cut || mail_field_is_cut(body);
    return mail_field_unfold(body, &entity->line);
}

bool mail_entity_read(struct bytes block, bool message, struct mail_entity *entity)
{
    struct mail_field field;
    struct bytes type = { 0 }, encoding = { 0 }, disposition = { 0 };
    buffer_reset(&entity->boundary);
    buffer_reset(&entity->name);
    *entity = (struct mail_entity){
        .body = message ? BODY_MESSAGE : BODY_TEXT,
        .inline_text = !message,
        .boundary = entity->boundary,
        .name = entity->name,
        .line = entity->line,
    };
    while (mail_field_take(&block, &field)) {
        if (type.left == 0 && mail_field_named(&field, "Content-Type")) {
            type = field.body;
        } else if (encoding.left == 0 && mail_field_named(&field, "Content-Transfer-Encoding")) {
            encoding = field.body;
        } else if (disposition.left == 0 && mail_field_named(&field, "Content-Disposition")) {
            disposition = field.body;
        }
    }
    if (disposition.left > 0 && unfolded(entity, disposition) &&
        !mail_parameter_read(buffer_bytes(&entity->line), "filename", true, &entity->name,
                             &entity->cut)) {
        buffer_reset(&entity->name);
    }
    if (type.left > 0) {
        if (!unfolded(entity, type)) {
            return false;
        }
        put_type(entity, buffer_bytes(&entity->line));
    }
    if (encoding.left > 0) {
        if (!unfolded(entity, encoding)) {
            return false;
        }
        put_encoding(entity, first_word(buffer_bytes(&entity->line)));
    }
    return true;
}

void mail_entity_clear(struct mail_entity *entity)
{
    buffer_clear(&entity->boundary);
    buffer_clear(&entity->name);
    buffer_clear(&entity->line);
}
