#include "certificates/issuer_set.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/item_room.h"
#include "certificates/certificate_extension.h"
#include "certificates/distinguished_name.h"
#include "certificates/ocsp_response.h"
#include "certificates/signature_check.h"
#include "crypto/message_digest.h"
#include "crypto/public_numbers.h"
#include "crypto/sha256.h"

static const struct fault no_authority = { OUTCOME_UNEXPECTED, "RFC 5280 section 4.2.1.9",
                                           "neither a CA's certificate nor one that signs lists" };
static const struct fault doubled = { OUTCOME_MALFORMED, "RFC 5280 section 4.2",
                                      "a CA's certificate with one extension twice" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };

static bool make_room(struct issuer_set *set)
{
    struct issuer *all = item_room(set->all, set->count, &set->room, 64, sizeof(*all));
    if (all == NULL) {
        return false;
    }
    set->all = all;
    return true;
}

/* RFC 5280 section 4.2: none twice. Of two that differ, another reader would take the other. */
static bool note_extensions(struct issuer *issuer)
{
    struct bytes rest = issuer->frame.extensions;
    struct certificate_extension extension;
    uint32_t seen = 0;
    issuer->may_sign_lists = true;
    while (certificate_extension_take(&rest, &extension)) {
        const uint32_t bit = UINT32_C(1) << extension.name;
        if (extension.name != EXTENSION_UNKNOWN && (seen & bit) != 0) {
            return false;
        }
        seen |= bit;
        if (extension.name == EXTENSION_KEY_USAGE) {
            issuer->may_sign_lists = key_usage_holds(extension.value, KEY_USAGE_CRL_SIGN);
        } else if (extension.name == EXTENSION_SUBJECT_KEY_ID) {
            issuer->subject_key_id = subject_key_id_of(extension.value);
        }
    }
    return true;
}

bool issuer_same_key(const struct issuer *one, const struct issuer *other)
{
    return memcmp(one->key_digest, other->key_digest, SHA256_LENGTH) == 0;
}

bool issuer_key_sha1(struct bytes spki, uint8_t digest[SHA1_LENGTH])
{
    uint8_t whole[MESSAGE_DIGEST_MAX];
    const struct bytes bits = ocsp_key_bits(spki);
    if (bits.left == 0 || message_digest("SHA1", bits, whole) != SHA1_LENGTH) {
        return false;
    }
    memcpy(digest, whole, SHA1_LENGTH);
    return true;
}

/* The exponent too: under another one, with the same modulus, anybody can sign. A key that
 * cannot be read is its encoding. */
static void name_key(struct issuer *issuer)
{
    struct public_numbers numbers;
    struct public_identity identity;
    struct buffer text = { 0 };
    char name[KEY_IDENTITY_TEXT];
    sha256_of(issuer->frame.spki, issuer->key_digest);
    if (spki_read(issuer->frame.spki, &numbers) == OUTCOME_OK &&
        public_identity_of(&numbers, &identity) == OUTCOME_OK) {
        public_identity_text(&identity, name);
        if (buffer_append(&text, bytes_over(name, strlen(name))) &&
            buffer_append(&text, numbers.e)) {
            sha256_of(buffer_bytes(&text), issuer->key_digest);
        }
    }
    buffer_clear(&text);
    issuer->has_key_bits = issuer_key_sha1(issuer->frame.spki, issuer->key_sha1);
}

const struct fault *issuer_set_add(struct issuer_set *set, struct bytes der)
{
    struct issuer issuer = { 0 };
    const struct fault *fault = certificate_frame_read(der, &issuer.frame);
    if (fault != NULL) {
        return fault;
    }
    issuer.is_authority = certificate_frame_is_authority(&issuer.frame);
    if (!issuer.is_authority && !certificate_frame_vouches(&issuer.frame)) {
        return &no_authority;
    }
    if (!note_extensions(&issuer)) {
        return &doubled;
    }
    fault = distinguished_name_fold(issuer.frame.subject, &issuer.name);
    if (fault == NULL && !make_room(set)) {
        fault = &no_memory;
    }
    if (fault != NULL) {
        buffer_clear(&issuer.name);
        return fault;
    }
    name_key(&issuer);
    sha256_of(der, issuer.sha256);
    set->all[set->count++] = issuer;
    return NULL;
}

static int compare_issuers(const void *one, const void *other)
{
    const struct issuer *left = one, *right = other;
    int order = bytes_compare(buffer_bytes(&left->name), buffer_bytes(&right->name));
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
    free(set->by_key);
    free(set->by_digest);
    *set = (struct issuer_set){ 0 };
}

/* How many of the sorted names are before this one, or (`equal`) not behind it. */
static size_t count_before(const struct issuer_set *set, struct bytes name, bool equal)
{
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = bytes_compare(buffer_bytes(&set->all[middle].name), name);
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

/* Of an issuer, what one of the two orders goes by. */
static const uint8_t *key_of(const struct issuer *issuer)
{
    return issuer->key_sha1;
}

static const uint8_t *digest_of(const struct issuer *issuer)
{
    return issuer->sha256;
}

struct issuer_order {
    const struct issuer_set *set;
    const uint8_t *(*of)(const struct issuer *issuer);
    size_t width;
};

static int compare_places(const void *one, const void *other, void *context)
{
    const struct issuer_order *order = context;
    const uint32_t left = *(const uint32_t *)one, right = *(const uint32_t *)other;
    const int way =
        memcmp(order->of(&order->set->all[left]), order->of(&order->set->all[right]), order->width);
    return way != 0 ? way : (left > right) - (left < right);
}

static bool make_order(struct issuer_order *order, uint32_t **places)
{
    const size_t count = order->set->count;
    if (*places != NULL || count == 0 || count > UINT32_MAX) {
        return *places != NULL;
    }
    *places = calloc(count, sizeof(**places));
    for (size_t i = 0; *places != NULL && i < count; i++) {
        (*places)[i] = (uint32_t)i;
    }
    if (*places != NULL) {
        qsort_r(*places, count, sizeof(**places), compare_places, order);
    }
    return *places != NULL;
}

/* The first in this order; NULL when there is none, or no memory. */
static struct issuer *find_place(struct issuer_order *order, uint32_t **places,
                                 const uint8_t *wanted)
{
    size_t low = 0, high = order->set->count;
    if (!make_order(order, places)) {
        return NULL;
    }
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (memcmp(order->of(&order->set->all[(*places)[middle]]), wanted, order->width) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    struct issuer *found = low < order->set->count ? &order->set->all[(*places)[low]] : NULL;
    return found != NULL && memcmp(order->of(found), wanted, order->width) == 0 ? found : NULL;
}

struct issuer *issuer_set_find_key(struct issuer_set *set, struct bytes key_sha1)
{
    struct issuer_order order = { set, key_of, SHA1_LENGTH };
    struct issuer *found =
        key_sha1.left == SHA1_LENGTH ? find_place(&order, &set->by_key, key_sha1.at) : NULL;
    return found != NULL && found->has_key_bits ? found : NULL;
}

struct issuer *issuer_set_find_digest(struct issuer_set *set, const uint8_t sha256[SHA256_LENGTH])
{
    struct issuer_order order = { set, digest_of, SHA256_LENGTH };
    return find_place(&order, &set->by_digest, sha256);
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
    if (object->list ? !issuer->may_sign_lists : !issuer->is_authority) {
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
