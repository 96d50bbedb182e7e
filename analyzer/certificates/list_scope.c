#include "certificates/list_scope.h"

#include "bytes/der.h"
#include "certificates/distinguished_name.h"

/* IssuingDistributionPoint, and the cRLIssuer of a DistributionPoint: IMPLICIT TAGS. */
#define POINT_NAME      0xa0
#define SOME_REASONS    0x83
#define LIST_ISSUER     0xa2
#define DIRECTORY_NAME  0xa4 /* GeneralName, section 4.2.1.6 */
#define USER_FLAG       0x81
#define AUTHORITY_FLAG  0x82
#define INDIRECT_FLAG   0x84
#define ATTRIBUTES_FLAG 0x85

static bool take(struct bytes *from, unsigned tag, struct bytes *content)
{
    return der_take(from, DER_LENIENT, tag, content) == OUTCOME_OK;
}

/* BOOLEAN DEFAULT FALSE. */
static bool take_flag(struct bytes *from, unsigned tag, bool *flag)
{
    struct bytes octet;
    *flag = false;
    if (!der_next_is(*from, tag)) {
        return true;
    }
    if (!take(from, tag, &octet) || octet.left != 1) {
        return false;
    }
    *flag = octet.at[0] != 0;
    return true;
}

static bool skip(struct bytes *from, unsigned tag)
{
    struct bytes content;
    return !der_next_is(*from, tag) || take(from, tag, &content);
}

bool list_scope_read(struct bytes value, struct list_scope *scope)
{
    struct bytes fields;
    struct list_scope found = { 0 };
    if (!take(&value, DER_SEQUENCE, &fields) || value.left != 0 || !skip(&fields, POINT_NAME) ||
        !take_flag(&fields, USER_FLAG, &found.user_certificates) ||
        !take_flag(&fields, AUTHORITY_FLAG, &found.authorities) || !skip(&fields, SOME_REASONS) ||
        !take_flag(&fields, INDIRECT_FLAG, &found.indirect) ||
        !take_flag(&fields, ATTRIBUTES_FLAG, &found.attribute_certificates) || fields.left != 0) {
        return false;
    }
    *scope = found;
    return true;
}

bool list_scope_covers(const struct list_scope *scope, bool authority)
{
    return !scope->attribute_certificates && !(scope->user_certificates && authority) &&
           !(scope->authorities && !authority);
}

static bool is_name(struct bytes name, struct bytes folded)
{
    struct buffer own = { 0 };
    const bool same =
        distinguished_name_fold(name, &own) == NULL && bytes_equal(buffer_bytes(&own), folded);
    buffer_clear(&own);
    return same;
}

/* GeneralNames: any of them may be the one. */
static bool holds_name(struct bytes names, struct bytes folded)
{
    struct bytes content, name;
    unsigned tag;
    while (der_take_any(&names, DER_LENIENT, &tag, &content, NULL) == OUTCOME_OK) {
        if (tag == DIRECTORY_NAME &&
            der_take_whole(&content, DER_LENIENT, DER_SEQUENCE, &name) == OUTCOME_OK &&
            is_name(name, folded)) {
            return true;
        }
    }
    return false;
}

bool list_points_name(struct bytes value, struct bytes folded)
{
    struct bytes points, point, names;
    if (!take(&value, DER_SEQUENCE, &points) || value.left != 0) {
        return false;
    }
    while (take(&points, DER_SEQUENCE, &point)) {
        if (skip(&point, POINT_NAME) && skip(&point, 0x81) && take(&point, LIST_ISSUER, &names) &&
            holds_name(names, folded)) {
            return true;
        }
    }
    return false;
}
