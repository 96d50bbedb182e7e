#include "certificates/revocation_list.h"

#include "bytes/der.h"
#include "certificates/certificate_extension.h"
#include "certificates/certificate_time.h"

#define DIRECTORY_NAME 0xa4 /* GeneralName, RFC 5280 section 4.2.1.6 */

static const struct fault no_list = { OUTCOME_MALFORMED, "RFC 5280 section 5.1",
                                      "revocation list cannot be read" };
static const struct fault left_over = { OUTCOME_MALFORMED, "RFC 5280 section 5.1",
                                        "bytes after the end of the revocation list" };
static const struct fault bad_entry = { OUTCOME_MALFORMED, "RFC 5280 section 5.1.2.6",
                                        "entry of the revocation list cannot be read" };
static const struct fault bad_scope = { OUTCOME_MALFORMED, "RFC 5280 section 5.2.5",
                                        "what the revocation list is about cannot be read" };
static const struct fault strange_list = { OUTCOME_UNSUPPORTED, "RFC 5280 section 5.2",
                                           "revocation list with an unknown critical extension" };
static const struct fault strange_entry = {
    OUTCOME_UNSUPPORTED, "RFC 5280 section 5.3",
    "entry of the revocation list with an unknown critical extension"
};

static bool take(struct bytes *from, unsigned tag, struct bytes *content)
{
    return der_take(from, DER_LENIENT, tag, content) == OUTCOME_OK;
}

static bool take_whole(struct bytes *from, unsigned tag, struct bytes *whole)
{
    return der_take_whole(from, DER_LENIENT, tag, whole) == OUTCOME_OK;
}

static bool next_is_time(struct bytes from)
{
    return der_next_is(from, DER_UTC_TIME) || der_next_is(from, DER_GENERALIZED_TIME);
}

/* version OPTIONAL: only v2 (1) can stand there. */
static bool take_version(struct bytes *from)
{
    struct bytes number;
    return !der_next_is(*from, DER_INTEGER) ||
           (take(from, DER_INTEGER, &number) && number.left == 1 && number.at[0] <= 1);
}

bool revocation_entry_take(struct bytes *entries, struct revocation_entry *entry)
{
    struct bytes rest = *entries, fields;
    struct revocation_entry found = { 0 };
    if (!take(&rest, DER_SEQUENCE, &fields) || !take(&fields, DER_INTEGER, &found.serial) ||
        !next_is_time(fields) || !take_whole(&fields, fields.at[0], &found.when)) {
        return false;
    }
    if (fields.left > 0 && (!take(&fields, DER_SEQUENCE, &found.extensions) || fields.left != 0)) {
        return false;
    }
    *entry = found;
    *entries = rest;
    return true;
}

int revocation_entry_reason(const struct revocation_entry *entry)
{
    struct bytes rest = entry->extensions, value;
    struct certificate_extension extension;
    while (certificate_extension_take(&rest, &extension)) {
        if (extension.name == EXTENSION_REASON && take(&extension.value, DER_ENUMERATED, &value) &&
            value.left == 1) {
            return value.at[0];
        }
    }
    return -1;
}

/* GeneralNames: the directoryName is the one that a certificate can be compared with. */
static struct bytes directory_name_of(struct bytes value)
{
    struct bytes names, content, name;
    unsigned tag;
    if (!take(&value, DER_SEQUENCE, &names)) {
        return (struct bytes){ 0 };
    }
    while (der_take_any(&names, DER_LENIENT, &tag, &content, NULL) == OUTCOME_OK) {
        if (tag == DIRECTORY_NAME && take_whole(&content, DER_SEQUENCE, &name)) {
            return name;
        }
    }
    return (struct bytes){ 0 };
}

bool revocation_entry_names_issuer(const struct revocation_entry *entry, struct bytes *name)
{
    struct bytes rest = entry->extensions;
    struct certificate_extension extension;
    while (certificate_extension_take(&rest, &extension)) {
        if (extension.name == EXTENSION_ENTRY_ISSUER) {
            *name = directory_name_of(extension.value);
            return true;
        }
    }
    return false;
}

static const struct fault *check_entry(struct bytes extensions)
{
    struct certificate_extension extension;
    while (certificate_extension_take(&extensions, &extension)) {
        if (extension.critical && extension.name != EXTENSION_ENTRY_ISSUER &&
            extension.name != EXTENSION_REASON) {
            return &strange_entry;
        }
    }
    return extensions.left == 0 ? NULL : &bad_entry;
}

static const struct fault *check_entries(struct revocation_list *list)
{
    struct bytes rest = list->entries;
    struct revocation_entry entry;
    const struct fault *fault = NULL;
    while (fault == NULL && revocation_entry_take(&rest, &entry)) {
        fault = entry.extensions.left > 0 ? check_entry(entry.extensions) : NULL;
        list->count++;
    }
    return fault == NULL && rest.left != 0 ? &bad_entry : fault;
}

static bool read_number(struct bytes value, struct bytes *number)
{
    struct bytes found;
    if (der_take_natural(&value, DER_LENIENT, &found) != OUTCOME_OK || value.left != 0) {
        return false;
    }
    *number = found;
    return true;
}

/* Of two that differ, another reader would take the other. */
static bool read_scope(struct bytes value, struct revocation_list *list)
{
    const bool first = list->distribution_point.left == 0;
    list->distribution_point = value;
    return first && list_scope_read(value, &list->scope);
}

static const struct fault *read_extensions(struct bytes from, struct revocation_list *list)
{
    struct certificate_extension extension;
    while (certificate_extension_take(&from, &extension)) {
        if (extension.name == EXTENSION_DELTA) {
            list->delta = true;
            if (!read_number(extension.value, &list->base)) {
                return &no_list;
            }
        } else if (extension.name == EXTENSION_CRL_NUMBER) {
            list->numbered = read_number(extension.value, &list->number);
        } else if (extension.name == EXTENSION_DISTRIBUTION_POINT) {
            if (!read_scope(extension.value, list)) {
                return &bad_scope;
            }
        } else if (extension.name == EXTENSION_AUTHORITY_KEY_ID) {
            list->authority_key_id = authority_key_id_of(extension.value);
        } else if (extension.critical) {
            return &strange_list;
        }
    }
    return from.left == 0 ? NULL : &no_list;
}

/* TBSCertList from thisUpdate on. */
static const struct fault *read_rest(struct bytes from, struct revocation_list *list)
{
    struct bytes tagged, extensions = { 0 };
    list->next_update = INT64_MAX;
    if (!certificate_time_take(&from, &list->this_update) ||
        (next_is_time(from) && !certificate_time_take(&from, &list->next_update)) ||
        (der_next_is(from, DER_SEQUENCE) && !take(&from, DER_SEQUENCE, &list->entries)) ||
        (from.left > 0 && (!take(&from, DER_CONTEXT_0, &tagged) ||
                           !take(&tagged, DER_SEQUENCE, &extensions) || tagged.left != 0)) ||
        from.left != 0) {
        return &no_list;
    }
    const struct fault *fault = read_extensions(extensions, list);
    return fault != NULL ? fault : check_entries(list);
}

const struct fault *revocation_list_read(struct bytes der, struct revocation_list *list)
{
    struct bytes outer, fields;
    struct revocation_list found = { 0 };
    unsigned tag;
    if (!take(&der, DER_SEQUENCE, &outer) || !der_next_is(outer, DER_SEQUENCE) ||
        der_take_any(&outer, DER_LENIENT, &tag, &fields, &found.signed_part) != OUTCOME_OK) {
        return &no_list;
    }
    if (der.left != 0) {
        return &left_over;
    }
    if (!take_version(&fields) || !take_whole(&fields, DER_SEQUENCE, &found.signed_algorithm) ||
        !take_whole(&fields, DER_SEQUENCE, &found.issuer) ||
        !take_whole(&outer, DER_SEQUENCE, &found.algorithm) ||
        der_take_bits(&outer, DER_LENIENT, &found.signature) != OUTCOME_OK || outer.left != 0) {
        return &no_list;
    }
    const struct fault *fault = read_rest(fields, &found);
    if (fault == NULL) {
        *list = found;
    }
    return fault;
}

/* Steps into a SEQUENCE without asking whether all of it is there. */
static bool enter(struct bytes *from)
{
    struct bytes header;
    if (!der_next_is(*from, DER_SEQUENCE) || from->left < 2 || der_span(*from) == 0) {
        return false;
    }
    size_t width = (from->at[1] & 0x80) == 0 ? 0 : from->at[1] & 0x7fu;
    return bytes_take(from, 2 + width, &header);
}

bool revocation_list_is_one(struct bytes from)
{
    struct bytes content;
    return enter(&from) && enter(&from) && take_version(&from) &&
           take(&from, DER_SEQUENCE, &content) && der_next_is(content, DER_OBJECT_IDENTIFIER) &&
           take(&from, DER_SEQUENCE, &content) && next_is_time(from);
}
