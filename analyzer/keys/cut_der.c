#include "keys/cut_der.h"

#include "bytes/der.h"
#include "crypto/algorithm_oid.h"

/* A line of base64 of an EC key shows its scalar; of large numbers, whose fronts stand in many a
 * manual, there have to be two. */
#define FRONT_MIN    40
#define NUMBERS_MIN  90
#define DISTINCT_MAX 64

/* X.690 section 8.1.3: one octet, or a count of octets, or indefinite. */
static bool step_over_header(struct bytes *from)
{
    uint64_t tag, length;
    struct bytes rest = *from, digits;
    if (!bytes_take_number(&rest, 1, &tag) || !bytes_take_number(&rest, 1, &length) ||
        (length > 0x80 && !bytes_take(&rest, (size_t)(length & 0x7f), &digits))) {
        return false;
    }
    *from = rest;
    return true;
}

enum outcome cut_der_take(struct bytes *from, unsigned tag, bool *cut, struct bytes *content)
{
    enum outcome outcome = der_take(from, DER_LENIENT, tag, content);
    if (outcome != OUTCOME_TRUNCATED || !der_next_is(*from, tag)) {
        return outcome;
    }
    struct bytes rest = *from;
    if (!step_over_header(&rest)) {
        return OUTCOME_TRUNCATED;
    }
    *content = rest;
    *from = bytes_over(NULL, 0);
    *cut = true;
    return OUTCOME_OK;
}

/* In a structure that is drawn by lot most octets differ; in one that stands for it they do not. */
bool cut_der_looks_drawn(struct bytes octets)
{
    const size_t distinct = bytes_distinct(octets);
    return 2 * distinct >= octets.left || distinct >= DISTINCT_MAX;
}

/* Of PKCS#8: how many octets show a part of the private half; SIZE_MAX of what is not known. The
 * numbers of DSA's group stand behind its name, and may be what is cut off. */
static size_t shown_from(struct bytes fields)
{
    struct bytes algorithm, oid;
    bool cut = false;
    if (cut_der_take(&fields, DER_SEQUENCE, &cut, &algorithm) != OUTCOME_OK ||
        der_take(&algorithm, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) != OUTCOME_OK) {
        return SIZE_MAX;
    }
    const enum key_algorithm known = algorithm_of_oid(oid);
    if (known == KEY_ALGORITHM_NONE || known == KEY_OTHER) {
        return SIZE_MAX;
    }
    return known == KEY_RSA || known == KEY_DSA || known == KEY_DH ? NUMBERS_MIN : FRONT_MIN;
}

const char *cut_der_front(struct bytes content)
{
    struct bytes rest = content, fields, version;
    bool cut = false;
    if (cut_der_take(&rest, DER_SEQUENCE, &cut, &fields) != OUTCOME_OK || !cut ||
        content.left < FRONT_MIN ||
        der_take_natural(&fields, DER_LENIENT, &version) != OUTCOME_OK || version.left > 1 ||
        (version.left == 1 && version.at[0] > 1) || !cut_der_looks_drawn(fields)) {
        return NULL;
    }
    if (der_next_is(fields, DER_INTEGER)) {
        return content.left >= NUMBERS_MIN ? "pkcs1" : NULL;
    }
    if (der_next_is(fields, DER_OCTET_STRING)) {
        return "sec1";
    }
    return content.left >= shown_from(fields) ? "pkcs8" : NULL;
}
