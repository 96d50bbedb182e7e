#include "inventory/certificate_bag.h"

#include "bytes/der.h"

static const struct fault bad_bag = { OUTCOME_MALFORMED, "RFC 5652 section 5.1",
                                      "PKCS#7 cannot be read" };
static const struct fault bad_certificates = { OUTCOME_MALFORMED, "RFC 5652 section 10.2.3",
                                               "certificates of PKCS#7 cannot be read" };
static const struct fault other_certificate = {
    OUTCOME_UNSUPPORTED, "RFC 5652 section 10.2.2",
    "an attribute certificate or another one that is not X.509 is not read"
};

static bool take(struct bytes *from, unsigned tag, struct bytes *content)
{
    return der_take(from, DER_LENIENT, tag, content) == OUTCOME_OK;
}

/* Into the SEQUENCE at the front, of which not all need be there. */
static bool enter(struct bytes *from)
{
    struct bytes header;
    if (!der_next_is(*from, DER_SEQUENCE) || from->left < 2) {
        return false;
    }
    size_t width = (from->at[1] & 0x80) == 0 ? 0 : from->at[1] & 0x7fu;
    return bytes_take(from, 2 + width, &header);
}

/* ContentInfo ::= SEQUENCE { contentType id-signedData, content [0] } */
bool certificate_bag_is_one(struct bytes der)
{
    struct bytes oid;
    return enter(&der) && take(&der, DER_OBJECT_IDENTIFIER, &oid) &&
           bytes_equal(oid, bytes_over("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", 9)) &&
           der_next_is(der, DER_CONTEXT_0);
}

/* SignedData as far as its certificates; empty where it has none. */
static bool find_certificates(struct bytes der, struct bytes *certificates)
{
    struct bytes content, tagged, fields, skipped;
    *certificates = (struct bytes){ 0 };
    return take(&der, DER_SEQUENCE, &content) && take(&content, DER_OBJECT_IDENTIFIER, &skipped) &&
           take(&content, DER_CONTEXT_0, &tagged) && take(&tagged, DER_SEQUENCE, &fields) &&
           take(&fields, DER_INTEGER, &skipped) && take(&fields, DER_SET, &skipped) &&
           take(&fields, DER_SEQUENCE, &skipped) &&
           (!der_next_is(fields, DER_CONTEXT_0) || take(&fields, DER_CONTEXT_0, certificates));
}

static struct source_spot spot_of(struct bytes der, struct bytes element,
                                  const struct source_spot *bag)
{
    if (!bag->exact) {
        return *bag;
    }
    struct source_spot at = *bag;
    at.offset += (uint64_t)(element.at - der.at);
    at.length = element.left;
    return at;
}

void certificate_bag_read(struct bytes der, const struct source_spot *spot,
                          const struct certificate_sink *sink)
{
    struct bytes rest, content, element;
    unsigned tag;
    if (!find_certificates(der, &rest)) {
        sink->unread(sink->context, &bad_bag, spot);
        return;
    }
    sink->aside(sink->context, NULL, spot);
    while (rest.left > 0) {
        struct source_spot at = spot_of(der, rest, spot);
        if (der_take_any(&rest, DER_LENIENT, &tag, &content, &element) != OUTCOME_OK) {
            sink->unread(sink->context, &bad_certificates, &at);
            return;
        }
        at = spot_of(der, element, spot);
        if (tag == DER_SEQUENCE) {
            sink->certificate(sink->context, element, &at);
        } else {
            sink->aside(sink->context, &other_certificate, &at);
        }
    }
}
