#include "bytes/cms_message.h"

#include <string.h>

#include "bounds.h"
#include "bytes/der.h"

#define CONSTRUCTED 0x20u
#define CONTEXT     0x80u /* IMPLICIT [0], in one piece */

static const struct {
    enum cms_type type;
    const char *oid;
    size_t length;
} types[] = {
    { CMS_SIGNED, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", 9 },
    { CMS_ENVELOPED, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03", 9 },
    { CMS_DIGESTED, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x05", 9 },
    { CMS_ENCRYPTED, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06", 9 },
    { CMS_AUTHENTICATED, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x02", 11 },
    { CMS_COMPRESSED, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09", 11 },
    { CMS_AUTHENTIC_ENVELOPED, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17", 11 },
};

/* Steps into an element: `inside` is what stands behind its header, as far as its length or the
 * bytes go. Looks for no end, so that a damage behind costs nothing that stands before it. */
static bool enter(struct bytes from, unsigned tag, struct bytes *inside, bool *cut)
{
    uint64_t found, length;
    if (!der_next_is(from, tag) || !bytes_take_number(&from, 1, &found) ||
        !bytes_take_number(&from, 1, &length)) {
        return false;
    }
    const size_t width = (size_t)(length & 0x7f);
    if (length == 0x80) { /* without a length, up to 00 00 */
        if ((tag & CONSTRUCTED) == 0) {
            return false;
        }
        length = from.left;
    } else if (length > 0x80 &&
               (width > sizeof(length) || !bytes_take_number(&from, width, &length))) {
        return false;
    }
    *cut = *cut || length > from.left;
    from.left = length < from.left ? (size_t)length : from.left;
    *inside = from;
    return true;
}

static bool skip(struct bytes *from, unsigned tag)
{
    struct bytes content;
    return der_take(from, DER_LENIENT, tag, &content) == OUTCOME_OK;
}

static enum cms_type type_of(struct bytes oid)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (bytes_equal(oid, bytes_over(types[i].oid, types[i].length))) {
            return types[i].type;
        }
    }
    return CMS_NONE;
}

/* ContentInfo, RFC 5652 section 3. */
static enum cms_type enter_message(struct bytes message, struct bytes *inside)
{
    struct bytes info, oid;
    bool cut = false;
    if (!enter(message, DER_SEQUENCE, &info, &cut) ||
        der_take(&info, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) != OUTCOME_OK ||
        !enter(info, DER_CONTEXT_0, &info, &cut)) {
        return CMS_NONE;
    }
    *inside = info;
    return type_of(oid);
}

enum cms_type cms_message_type(struct bytes front)
{
    struct bytes inside = { 0 };
    const enum cms_type type = enter_message(front, &inside);
    return der_next_is(inside, DER_SEQUENCE) ? type : CMS_NONE;
}

static bool skip_if(struct bytes *from, unsigned tag)
{
    return !der_next_is(*from, tag) || skip(from, tag);
}

/* What stands before the content, by the definition of each type. */
static bool step_to_content(struct bytes *body, enum cms_type type)
{
    if (!skip(body, DER_INTEGER)) {
        return false;
    }
    switch (type) {
    case CMS_SIGNED:
        return skip(body, DER_SET);
    case CMS_DIGESTED:
    case CMS_COMPRESSED:
        return skip(body, DER_SEQUENCE);
    case CMS_ENVELOPED:
    case CMS_AUTHENTIC_ENVELOPED:
        return skip_if(body, DER_CONTEXT_0) && skip(body, DER_SET);
    case CMS_AUTHENTICATED:
        return skip_if(body, DER_CONTEXT_0) && skip(body, DER_SET) && skip(body, DER_SEQUENCE) &&
               skip_if(body, DER_CONTEXT_1);
    case CMS_ENCRYPTED:
        return true;
    case CMS_NONE:
        break;
    }
    return false;
}

static bool is_closed(enum cms_type type)
{
    return type == CMS_ENVELOPED || type == CMS_AUTHENTIC_ENVELOPED || type == CMS_ENCRYPTED;
}

static bool take_octets(struct bytes from, unsigned tag, struct cms_octets *content)
{
    struct cms_octets taken = { .pieces = der_next_is(from, tag | CONSTRUCTED) };
    if (!enter(from, taken.pieces ? tag | CONSTRUCTED : tag, &taken.inside, &taken.cut)) {
        return false;
    }
    const size_t header = (size_t)(taken.inside.at - from.at);
    taken.extent = bytes_over(from.at, header + taken.inside.left);
    *content = taken;
    return true;
}

bool cms_message_content(struct bytes message, struct cms_octets *content)
{
    struct bytes inside, body;
    bool cut = false;
    const enum cms_type type = enter_message(message, &inside);
    if (type == CMS_NONE || !enter(inside, DER_SEQUENCE, &body, &cut) ||
        !step_to_content(&body, type) || !enter(body, DER_SEQUENCE, &body, &cut) ||
        !skip(&body, DER_OBJECT_IDENTIFIER)) {
        return false;
    }
    if (is_closed(type)) {
        return skip(&body, DER_SEQUENCE) && take_octets(body, CONTEXT, content);
    }
    return enter(body, DER_CONTEXT_0, &body, &cut) && take_octets(body, DER_OCTET_STRING, content);
}

struct joining {
    struct buffer *joined;
    bool cut, no_memory;
};

/* Joins the pieces at the front of `from`, which then stands behind them. */
static void join(struct joining *joining, struct bytes *from, unsigned depth)
{
    while (!joining->cut && from->left > 0 && from->at[0] != 0) {
        struct bytes inside;
        const bool nested = der_next_is(*from, DER_OCTET_STRING | CONSTRUCTED);
        const unsigned tag = nested ? DER_OCTET_STRING | CONSTRUCTED : DER_OCTET_STRING;
        if ((nested && depth == 0) || !enter(*from, tag, &inside, &joining->cut)) {
            joining->cut = true;
            return;
        }
        const bool endless = from->at[1] == 0x80;
        const size_t header = (size_t)(inside.at - from->at);
        struct bytes rest = bytes_over(from->at + header, from->left - header), taken;
        if (nested) {
            struct bytes pieces = inside;
            join(joining, &pieces, depth - 1);
            inside.left -= endless ? pieces.left : 0;
        } else if (!buffer_append(joining->joined, inside)) {
            joining->cut = joining->no_memory = true;
        }
        const size_t behind = rest.left - inside.left;
        const size_t end = endless && behind >= 2 && rest.at[inside.left] == 0 ? 2 : 0;
        if (!bytes_take(&rest, inside.left + end, &taken)) {
            return;
        }
        *from = rest;
    }
}

bool cms_octets_join(struct cms_octets *content, struct buffer *joined, struct bytes *octets,
                     bool *cut)
{
    struct joining joining = { .joined = joined, .cut = content->cut && !content->pieces };
    if (!content->pieces) {
        *octets = content->inside;
        *cut = content->cut;
        return true;
    }
    struct bytes pieces = content->inside;
    join(&joining, &pieces, OCTET_PIECES_DEPTH_MAX);
    *octets = buffer_bytes(joined);
    *cut = joining.cut || content->cut;
    if (content->extent.at[1] == 0x80) { /* it ends at 00 00 */
        const size_t end = pieces.left >= 2 && pieces.at[0] == 0 ? 2 : 0;
        *cut = joining.cut || end == 0;
        content->extent.left -= pieces.left - end;
    }
    return !joining.no_memory;
}

bool cms_recipients_begin(struct bytes message, struct cms_recipients *recipients)
{
    struct bytes inside, body, infos;
    bool cut = false;
    const enum cms_type type = enter_message(message, &inside);
    if ((type != CMS_ENVELOPED && type != CMS_AUTHENTIC_ENVELOPED) ||
        !enter(inside, DER_SEQUENCE, &body, &cut) || !skip(&body, DER_INTEGER) ||
        !skip_if(&body, DER_CONTEXT_0) || !enter(body, DER_SET, &infos, &cut)) {
        return false;
    }
    *recipients = (struct cms_recipients){ .infos = infos };
    return true;
}

/* IssuerAndSerialNumber, section 10.2.4. */
static bool take_issuer(struct bytes *from, struct cms_recipient *recipient)
{
    struct bytes both;
    return der_take(from, DER_LENIENT, DER_SEQUENCE, &both) == OUTCOME_OK &&
           der_take_whole(&both, DER_LENIENT, DER_SEQUENCE, &recipient->issuer) == OUTCOME_OK &&
           der_take_natural(&both, DER_LENIENT, &recipient->serial) == OUTCOME_OK;
}

/* RecipientIdentifier, section 6.2.1. */
static bool take_transport(struct bytes info, struct cms_recipient *recipient)
{
    return skip(&info, DER_INTEGER) &&
           (der_next_is(info, CONTEXT)
                ? der_take(&info, DER_LENIENT, CONTEXT, &recipient->key_id) == OUTCOME_OK
                : take_issuer(&info, recipient));
}

/* KeyAgreeRecipientInfo, section 6.2.2: its keys are all that is of use. */
static bool enter_agreement(struct bytes info, struct bytes *keys)
{
    return skip(&info, DER_INTEGER) && skip(&info, DER_CONTEXT_0) &&
           skip_if(&info, DER_CONTEXT_1) && skip(&info, DER_SEQUENCE) &&
           der_take(&info, DER_LENIENT, DER_SEQUENCE, keys) == OUTCOME_OK;
}

/* KeyAgreeRecipientIdentifier: issuer and serial, or [0] RecipientKeyIdentifier. */
static bool take_agreed(struct bytes *keys, struct cms_recipient *recipient)
{
    struct bytes key, id;
    if (der_take(keys, DER_LENIENT, DER_SEQUENCE, &key) != OUTCOME_OK) {
        *keys = bytes_over(NULL, 0);
        return false;
    }
    if (!der_next_is(key, DER_CONTEXT_0)) {
        return take_issuer(&key, recipient);
    }
    return der_take(&key, DER_LENIENT, DER_CONTEXT_0, &id) == OUTCOME_OK &&
           der_take(&id, DER_LENIENT, DER_OCTET_STRING, &recipient->key_id) == OUTCOME_OK;
}

bool cms_recipients_next(struct cms_recipients *recipients, struct cms_recipient *recipient)
{
    for (;;) {
        struct bytes info;
        unsigned tag;
        struct cms_recipient found = { .serial = { 0 } };
        if (recipients->agreed.left > 0) {
            if (take_agreed(&recipients->agreed, &found)) {
                *recipient = found;
                return true;
            }
            continue;
        }
        if (der_take_any(&recipients->infos, DER_LENIENT, &tag, &info, NULL) != OUTCOME_OK ||
            tag == 0) {
            return false;
        }
        if (tag == DER_SEQUENCE && take_transport(info, &found)) {
            *recipient = found;
            return true;
        }
        if (tag != DER_CONTEXT_1 || !enter_agreement(info, &recipients->agreed)) {
            recipients->agreed = bytes_over(NULL, 0);
        }
    }
}
