#include "certificates/issuer_set.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "certificates/certificate_extension.h"
#include "certificates/distinguished_name.h"
#include "certificates/signature_check.h"
#include "crypto/sha256.h"

#define CRL_SIGN_BIT 6 /* RFC 5280 section 4.2.1.3 */

static const struct fault no_authority = { OUTCOME_UNEXPECTED, "RFC 5280 section 4.2.1.9",
                                           "not a CA's certificate" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };

static bool make_room(struct issuer_set *set)
{
    if (set->count < set->room) {
        return true;
    }
    size_t room = set->room == 0 ? 64 : 2 * set->room;
    struct issuer *all = reallocarray(set->all, room, sizeof(*all));
    if (all == NULL) {
        return false;
    }
    set->all = all;
    set->room = room;
    return true;
}

static void note_extensions(struct issuer *issuer)
{
    struct bytes rest = issuer->frame.extensions;
    struct certificate_extension extension;
    issuer->may_sign_lists = true;
    while (certificate_extension_take(&rest, &extension)) {
        if (extension.name == EXTENSION_KEY_USAGE) {
            issuer->may_sign_lists = key_usage_holds(extension.value, CRL_SIGN_BIT);
        } else if (extension.name == EXTENSION_SUBJECT_KEY_ID) {
            issuer->subject_key_id = subject_key_id_of(extension.value);
        }
    }
}

const struct fault *issuer_set_add(struct issuer_set *set, struct bytes der)
{
    struct issuer issuer = { 0 };
    const struct fault *fault = certificate_frame_read(der, &issuer.frame);
    if (fault != NULL) {
        return fault;
    }
    if (!certificate_frame_is_authority(&issuer.frame)) {
        return &no_authority;
    }
    fault = distinguished_name_fold(issuer.frame.subject, &issuer.name);
    if (fault == NULL && !make_room(set)) {
        fault = &no_memory;
    }
    if (fault != NULL) {
        buffer_clear(&issuer.name);
        return fault;
    }
    note_extensions(&issuer);
    sha256_of(der, issuer.sha256);
    set->all[set->count++] = issuer;
    return NULL;
}

static int compare_names(struct bytes one, struct bytes other)
{
    size_t shorter = one.left < other.left ? one.left : other.left;
    int order = shorter > 0 ? memcmp(one.at, other.at, shorter) : 0;
    return order != 0 ? order : (one.left > other.left) - (one.left < other.left);
}

static int compare_issuers(const void *one, const void *other)
{
    const struct issuer *left = one, *right = other;
    int order = compare_names(buffer_bytes(&left->name), buffer_bytes(&right->name));
    return order != 0 ? order : memcmp(left->sha256, right->sha256, SHA256_LENGTH);
}

static void issuer_clear(struct issuer *issuer)
{
    buffer_clear(&issuer->name);
    signer_key_free(issuer->key);
}

void issuer_set_settle(struct issuer_set *set)
{
    if (set->count == 0) {
        return;
    }
    qsort(set->all, set->count, sizeof(*set->all), compare_issuers);
    size_t kept = 1;
    for (size_t i = 1; i < set->count; i++) {
        if (memcmp(set->all[i].sha256, set->all[kept - 1].sha256, SHA256_LENGTH) == 0) {
            issuer_clear(&set->all[i]);
            continue;
        }
        set->all[kept++] = set->all[i];
    }
    set->count = kept;
}

void issuer_set_clear(struct issuer_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        issuer_clear(&set->all[i]);
    }
    free(set->all);
    *set = (struct issuer_set){ 0 };
}

/* How many of the sorted names are before this one, or (`equal`) not behind it. */
static size_t count_before(const struct issuer_set *set, struct bytes name, bool equal)
{
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_names(buffer_bytes(&set->all[middle].name), name);
        if (order < 0 || (equal && order == 0)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool issuer_set_find(const struct issuer_set *set, struct bytes name, struct issuer_range *range)
{
    struct buffer folded = { 0 };
    const struct fault *fault = distinguished_name_fold(name, &folded);
    if (fault == NULL) {
        size_t first = count_before(set, buffer_bytes(&folded), false);
        range->count = count_before(set, buffer_bytes(&folded), true) - first;
        range->first = range->count > 0 ? &set->all[first] : NULL;
    }
    buffer_clear(&folded);
    return fault == NULL;
}

static struct signer_key *issuer_key(struct issuer *issuer)
{
    if (!issuer->key_tried) {
        issuer->key_tried = true;
        issuer->key = signer_key_new(issuer->frame.spki);
    }
    return issuer->key;
}

static bool verifies(struct issuer *issuer, const struct signed_object *object)
{
    if (object->list && !issuer->may_sign_lists) {
        return false;
    }
    const struct signer_key *key = issuer_key(issuer);
    return key != NULL &&
           signature_check(key, object->algorithm, object->signed_part, object->signature);
}

static bool is_named(const struct issuer *issuer, const struct signed_object *object)
{
    return object->authority_key_id.left > 0 &&
           bytes_equal(object->authority_key_id, issuer->subject_key_id);
}

struct issuer *issuer_range_signer(const struct issuer_range *range,
                                   const struct signed_object *object, bool *bound)
{
    unsigned tries = 0;
    if (!bytes_equal(object->signed_algorithm, object->algorithm)) {
        return NULL; /* RFC 5280 sections 4.1.1.2 and 5.1.1.2: both the same, or one was changed */
    }
    for (int named = 1; named >= 0; named--) {
        for (size_t i = 0; i < range->count; i++) {
            struct issuer *issuer = &range->first[i];
            if (is_named(issuer, object) != (named == 1)) {
                continue;
            }
            if (tries++ == ISSUER_TRIES_MAX) {
                *bound = true;
                return NULL;
            }
            if (verifies(issuer, object)) {
                return issuer;
            }
        }
    }
    return NULL;
}

bool issuer_same_key(struct issuer *one, struct issuer *other)
{
    if (bytes_equal(one->frame.spki, other->frame.spki)) {
        return true;
    }
    const struct signer_key *left = issuer_key(one), *right = issuer_key(other);
    return left != NULL && right != NULL && signer_key_same(left, right);
}
