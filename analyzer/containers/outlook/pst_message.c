#include "containers/outlook/pst_message.h"

#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "bytes/pem_text.h"
#include "bytes/timestamp.h"
#include "bytes/utf16_octets.h"
#include "containers/outlook/mapi_property.h"
#include "containers/outlook/pst_node.h"

#define NID_ATTACHMENT 5
/* All content is base64, in which no line begins so. */
#define SEPARATOR   "keytrawl-outlook-part"
#define LINE_OCTETS 57

struct writing {
    struct pst_file *file;
    struct buffer *into;
    bool whole;
};

static bool write_message(struct writing *writing, const struct pst_node *node, struct buffer *id,
                          unsigned depth);

static void put_text(struct writing *writing, const char *text)
{
    writing->whole = buffer_append_text(writing->into, text) && writing->whole;
}

/* False where the property is not there or has no bytes at all. What could be read of it is
 * there in any case. */
static bool property_text(struct writing *writing, struct pst_properties *properties,
                          uint16_t number, struct buffer *text)
{
    struct buffer raw = { 0 };
    uint16_t type = pst_properties_type(properties, number);
    buffer_reset(text);
    if (type == 0) {
        return false;
    }
    bool got = pst_properties_value(properties, number, &raw);
    bool kept = type == MAPI_TYPE_UNICODE ? utf16_octets_read_little(buffer_bytes(&raw), text)
                                          : buffer_append(text, buffer_bytes(&raw));
    writing->whole = got && kept && writing->whole;
    buffer_clear(&raw);
    return text->used > 0;
}

/* Control characters would end the field. */
static void put_field(struct writing *writing, const char *name, const struct buffer *value)
{
    put_text(writing, name);
    put_text(writing, ": ");
    for (size_t i = 0; i < value->used && i < MAIL_FIELD_MAX / 2; i++) {
        uint8_t byte = value->at[i] < 0x20 ? ' ' : value->at[i];
        writing->whole = buffer_append_byte(writing->into, byte) && writing->whole;
    }
    put_text(writing, "\n");
}

static void put_date(struct writing *writing, const struct buffer *value)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char text[TIMESTAMP_TEXT], line[64];
    int year, month, day, hour, minute, second;
    uint64_t time = pst_number(buffer_bytes(value), 0, 8);
    timestamp_print(timestamp_of_filetime(time), text);
    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2dZ", &year, &month, &day, &hour, &minute, &second) ==
            6 &&
        month >= 1 && month <= 12) {
        (void)snprintf(line, sizeof(line), "Date: %d %.3s %d %02d:%02d:%02d +0000\n", day,
                       months + 3 * ((size_t)month - 1), year, hour, minute, second);
        put_text(writing, line);
    }
}

static void put_base64(struct writing *writing, struct bytes content)
{
    struct bytes line;
    while (content.left > 0) {
        if (writing->into->used >= limit_of(LIMIT_PST_MESSAGE) ||
            !bytes_take(&content, content.left < LINE_OCTETS ? content.left : LINE_OCTETS, &line) ||
            !base64_text_write(line, writing->into) || !buffer_append_byte(writing->into, '\n')) {
            writing->whole = false;
            return;
        }
    }
}

static void put_part(struct writing *writing, const char *type, const struct buffer *name,
                     struct bytes content)
{
    put_text(writing, "\n--" SEPARATOR "\nContent-Type: ");
    put_text(writing, type);
    put_text(writing, "\nContent-Transfer-Encoding: base64\n");
    if (name != NULL && name->used > 0) {
        put_text(writing, "Content-Disposition: attachment; filename=\"");
        for (size_t i = 0; i < name->used && i < MAIL_FIELD_MAX / 2; i++) {
            uint8_t byte = name->at[i];
            bool plain = byte >= 0x20 && byte != '"' && byte != '\\';
            writing->whole =
                buffer_append_byte(writing->into, plain ? byte : '_') && writing->whole;
        }
        put_text(writing, "\"\n");
    }
    put_text(writing, "\n");
    put_base64(writing, content);
}

static void put_embedded(struct writing *writing, const struct pst_properties *properties,
                         const struct buffer *data, const struct buffer *name, unsigned depth)
{
    const struct pst_node *node =
        pst_properties_subnode(properties, pst_number(buffer_bytes(data), 0, 4));
    struct buffer inner = { 0 };
    struct writing nested = { writing->file, &inner, true };
    if (node == NULL || depth + 1 >= PST_EMBEDDED_MAX ||
        !write_message(&nested, node, NULL, depth + 1)) {
        nested.whole = false;
    }
    put_part(writing, "message/rfc822", name, buffer_bytes(&inner));
    writing->whole = writing->whole && nested.whole;
    buffer_clear(&inner);
}

/* All that stands beside what was shown: other properties, and those that were deleted. */
static void put_rest(struct writing *writing, const struct pst_properties *properties)
{
    put_part(writing, "application/octet-stream", NULL, buffer_bytes(&properties->heap));
}

static void put_attachment(struct writing *writing, const struct pst_node *node, unsigned depth)
{
    struct pst_properties properties;
    struct buffer name = { 0 }, data = { 0 };
    bool whole;
    if (!pst_properties_open(writing->file, node, &properties, &whole)) {
        writing->whole = false;
        return;
    }
    writing->whole = writing->whole && whole;
    if (!property_text(writing, &properties, MAPI_FILE_NAME_LONG, &name)) {
        (void)property_text(writing, &properties, MAPI_FILE_NAME, &name);
    }
    if (property_text(writing, &properties, MAPI_ATTACH_DATA, &data)) {
        if (pst_properties_type(&properties, MAPI_ATTACH_DATA) == MAPI_TYPE_OBJECT) {
            put_embedded(writing, &properties, &data, &name, depth);
        } else {
            put_part(writing, "application/octet-stream", &name, buffer_bytes(&data));
        }
    }
    put_rest(writing, &properties);
    buffer_clear(&name);
    buffer_clear(&data);
    pst_properties_close(&properties);
}

static void put_head(struct writing *writing, struct pst_properties *properties,
                     struct buffer *text, struct buffer *id)
{
    if (property_text(writing, properties, MAPI_SENDER_ADDRESS, text)) {
        put_field(writing, "From", text);
    }
    if (property_text(writing, properties, MAPI_SUBJECT, text)) {
        put_field(writing, "Subject", text);
    }
    if (property_text(writing, properties, MAPI_SUBMIT_TIME, text) ||
        property_text(writing, properties, MAPI_DELIVERY_TIME, text)) {
        put_date(writing, text);
    }
    if (property_text(writing, properties, MAPI_MESSAGE_ID, text)) {
        put_field(writing, "Message-ID", text);
        writing->whole = (id == NULL || buffer_append(id, buffer_bytes(text))) && writing->whole;
    }
    if (property_text(writing, properties, MAPI_IN_REPLY_TO, text)) {
        put_field(writing, "In-Reply-To", text);
    }
    if (property_text(writing, properties, MAPI_REFERENCES, text)) {
        put_field(writing, "References", text);
    }
    put_text(writing,
             "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"" SEPARATOR "\"\n");
}

static bool write_message(struct writing *writing, const struct pst_node *node, struct buffer *id,
                          unsigned depth)
{
    static const struct {
        uint16_t number;
        const char *type;
    } texts[] = {
        { MAPI_HEADERS, "text/plain; charset=utf-8" },
        { MAPI_BODY, "text/plain; charset=utf-8" },
        { MAPI_BODY_HTML, "text/html" },
        /* Compressed RTF as it stands (MS-OXRTFCP). */
        { MAPI_BODY_RTF, "application/octet-stream" },
    };
    struct pst_properties properties;
    struct buffer text = { 0 };
    bool whole;
    if (!pst_properties_open(writing->file, node, &properties, &whole)) {
        return false;
    }
    writing->whole = writing->whole && whole;
    put_head(writing, &properties, &text, id);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (property_text(writing, &properties, texts[i].number, &text)) {
            put_part(writing, texts[i].type, NULL, buffer_bytes(&text));
        }
    }
    for (size_t i = 0; i < pst_properties_subnode_count(&properties); i++) {
        const struct pst_node *inner = pst_properties_subnode_at(&properties, i);
        if ((inner->nid & 31) == NID_ATTACHMENT) {
            put_attachment(writing, inner, depth);
        }
    }
    put_rest(writing, &properties);
    put_text(writing, "\n--" SEPARATOR "--\n");
    buffer_clear(&text);
    pst_properties_close(&properties);
    return true;
}

bool pst_message_write(struct pst_file *file, const struct pst_node *node, struct buffer *into,
                       struct buffer *id, bool *whole)
{
    struct writing writing = { file, into, true };
    bool written = write_message(&writing, node, id, 0);
    *whole = writing.whole;
    return written;
}
