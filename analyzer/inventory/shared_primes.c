#include "inventory/shared_primes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/item_room.h"
#include "certificates/certificate_frame.h"
#include "certificates/certificate_read.h"
#include "crypto/key_proof.h"
#include "crypto/sha256.h"

#define REMARK_TEXT (KEY_IDENTITY_TEXT + 64)

/* A certificate that waits. Its texts stand one behind the other in the batch. */
struct prime_item {
    struct inventory *inventory;
    size_t at, der, modulus, spot; /* where, and the lengths */
    size_t group;                  /* of those with this modulus */
};

struct prime_batch {
    struct leaked_primes *primes;
    const struct key_proof_settings *settings;
    struct prime_item *items;
    size_t count, room;
    struct buffer texts;
    size_t octets; /* of the moduli */
};

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };
static const struct fault too_large = {
    OUTCOME_BOUND, NULL, "the modulus is larger than those that are looked at for shared primes"
};
static const struct fault not_computed = {
    OUTCOME_UNSUPPORTED, NULL,
    "the modulus has a factor in common with a leaked key, which does not part it into two "
    "primes: no key was computed"
};

struct prime_batch *prime_batch_new(struct leaked_primes *primes,
                                    const struct key_proof_settings *settings)
{
    struct prime_batch *batch = calloc(1, sizeof(*batch));
    if (batch != NULL) {
        batch->primes = primes;
        batch->settings = settings;
    }
    return batch;
}

void prime_batch_free(struct prime_batch *batch)
{
    if (batch != NULL) {
        free(batch->items);
        buffer_clear(&batch->texts);
        free(batch);
    }
}

static bool grow(struct prime_batch *batch)
{
    struct prime_item *items =
        item_room(batch->items, batch->count, &batch->room, 256, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    batch->items = items;
    return true;
}

static bool keep(struct prime_batch *batch, struct inventory *inventory, struct bytes der,
                 struct bytes modulus, struct bytes spot)
{
    struct prime_item item = { .inventory = inventory,
                               .at = batch->texts.used,
                               .der = der.left,
                               .modulus = modulus.left,
                               .spot = spot.left };
    if (!grow(batch) || !buffer_reserve(&batch->texts, der.left + modulus.left + spot.left) ||
        !buffer_append(&batch->texts, der) || !buffer_append(&batch->texts, modulus) ||
        !buffer_append(&batch->texts, spot)) {
        return false;
    }
    batch->items[batch->count++] = item;
    batch->octets += modulus.left;
    return true;
}

const struct fault *prime_batch_add(struct prime_batch *batch, struct inventory *inventory,
                                    struct bytes der, const struct public_numbers *numbers,
                                    const struct source_spot *at)
{
    struct buffer spot = { 0 };
    if (numbers->algorithm != KEY_RSA || leaked_primes_hold(batch->primes, numbers->n)) {
        return NULL;
    }
    bool kept = inventory_spot_encode(inventory_number(inventory), at, &spot);
    if (kept && numbers->n.left > RSA_BITS_MAX / 8) {
        inventory_journal_place(inventory, JOURNAL_UNREAD, &too_large, buffer_bytes(&spot), 0);
    } else if (kept) {
        kept = keep(batch, inventory, der, numbers->n, buffer_bytes(&spot));
    }
    buffer_clear(&spot);
    if (batch->octets >= COMMON_FACTOR_BATCH || batch->texts.used >= PRIME_BATCH_HELD) {
        prime_batch_settle(batch);
    }
    return kept ? NULL : &no_memory;
}

static struct bytes der_of(const struct prime_batch *batch, const struct prime_item *item)
{
    return bytes_over(batch->texts.at + item->at, item->der);
}

static struct bytes modulus_of(const struct prime_batch *batch, const struct prime_item *item)
{
    return bytes_over(batch->texts.at + item->at + item->der, item->modulus);
}

static struct bytes spot_of(const struct prime_batch *batch, const struct prime_item *item)
{
    return bytes_over(batch->texts.at + item->at + item->der + item->modulus, item->spot);
}

static int compare_items(const void *one, const void *other, void *context)
{
    const struct prime_batch *batch = context;
    const struct bytes left = modulus_of(batch, &batch->items[*(const size_t *)one]);
    const struct bytes right = modulus_of(batch, &batch->items[*(const size_t *)other]);
    if (left.left != right.left) {
        return left.left < right.left ? -1 : 1;
    }
    return left.left == 0 ? 0 : memcmp(left.at, right.at, left.left);
}

/* Precertificates, renewals: each modulus is looked at once. */
static size_t group_items(struct prime_batch *batch, size_t *order, struct bytes *moduli)
{
    size_t groups = 0;
    for (size_t i = 0; i < batch->count; i++) {
        order[i] = i;
    }
    qsort_r(order, batch->count, sizeof(*order), compare_items, batch);
    for (size_t i = 0; i < batch->count; i++) {
        struct prime_item *item = &batch->items[order[i]];
        const struct bytes modulus = modulus_of(batch, item);
        if (groups == 0 || !bytes_equal(moduli[groups - 1], modulus)) {
            moduli[groups++] = modulus;
        }
        item->group = groups - 1;
    }
    return groups;
}

static void sign_of_life(void *context)
{
    struct record record = { .kind = RECORD_PROGRESS };
    inventory_send(context, &record);
}

static void send_key(struct inventory *inventory, const struct prime_batch *batch,
                     const struct prime_item *item, struct key_finding *fact, const char *origin)
{
    char remark[REMARK_TEXT];
    struct record record = { .kind = RECORD_KEY };
    (void)snprintf(remark, sizeof(remark), "computed: prime in common with %s", origin);
    record.key.finding = *fact;
    record.key.finding.encoding = ENCODING_COMPUTED;
    record.key.finding.remark = remark;
    record.key.provenance = spot_of(batch, item);
    record.key.mail_date = MAIL_DATE_UNKNOWN;
    sha256_of(der_of(batch, item), record.key.sha256);
    memcpy(record.key.finding.blob_sha256, record.key.sha256, SHA256_LENGTH);
    memcpy(record.key.finding.content_sha256, record.key.sha256, SHA256_LENGTH);
    inventory_send(inventory, &record);
}

static bool send_certificate(struct inventory *inventory, const struct prime_batch *batch,
                             const struct prime_item *item)
{
    struct record record = { .kind = RECORD_CERTIFICATE };
    record.certificate.matched = true;
    record.certificate.provenance = spot_of(batch, item);
    const bool read =
        certificate_read(der_of(batch, item), &record.certificate.certificate) == NULL;
    if (read) {
        inventory_send(inventory, &record);
    }
    certificate_clear(&record.certificate.certificate);
    return read;
}

/* The key that the certificate's own modulus and exponent and the factor make. */
static bool compute(struct inventory *inventory, const struct prime_batch *batch,
                    const struct prime_item *item, struct bytes factor, const char *origin)
{
    struct certificate_frame frame;
    struct private_key key = { .prime1 = factor };
    struct public_identity wanted;
    struct key_proof proof = { .count = 0 };
    bool computed = false;
    if (certificate_frame_read(der_of(batch, item), &frame) != NULL ||
        spki_read(frame.spki, &key.public) != OUTCOME_OK ||
        public_identity_of(&key.public, &wanted) != OUTCOME_OK) {
        return false;
    }
    key_prove(&key, batch->settings, &proof);
    for (size_t i = 0; i < proof.count && !computed; i++) {
        struct key_finding *fact = &proof.facts[i];
        computed = fact->verdict == VERDICT_PROVEN &&
                   public_identity_equal(&fact->identity, &wanted) &&
                   send_certificate(inventory, batch, item);
        if (computed) {
            send_key(inventory, batch, item, fact, origin);
        }
    }
    key_proof_clear(&proof);
    return computed;
}

static void settle_item(struct prime_batch *batch, const struct prime_item *item,
                        struct buffer *factor)
{
    struct inventory *inventory = item->inventory;
    const struct bytes modulus = modulus_of(batch, item);
    const char *origin = leaked_primes_origin(batch->primes, modulus, factor);
    if (origin == NULL || !compute(inventory, batch, item, buffer_bytes(factor), origin)) {
        inventory_journal_place(inventory, JOURNAL_UNREAD, &not_computed, spot_of(batch, item), 0);
    }
    sign_of_life(inventory);
}

static bool settle_all(struct prime_batch *batch)
{
    const struct common_factor_watch watch = { batch->items[0].inventory, sign_of_life };
    size_t *order = calloc(batch->count, sizeof(*order)), groups = 0;
    struct bytes *moduli = calloc(batch->count, sizeof(*moduli));
    struct buffer *factors = calloc(batch->count, sizeof(*factors));
    bool found = order != NULL && moduli != NULL && factors != NULL;
    if (found) {
        groups = group_items(batch, order, moduli);
        found = leaked_primes_find(batch->primes, moduli, groups, factors, &watch);
    }
    for (size_t i = 0; found && i < batch->count; i++) {
        struct buffer *factor = &factors[batch->items[i].group];
        if (factor->used > 0) {
            settle_item(batch, &batch->items[i], factor);
        }
    }
    for (size_t i = 0; factors != NULL && i < groups; i++) {
        buffer_clear(&factors[i]);
    }
    free(order);
    free(moduli);
    free(factors);
    return found;
}

/* Items of one inventory stand together. */
static void journal_all(const struct prime_batch *batch)
{
    struct inventory *last = NULL;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->items[i].inventory != last) {
            last = batch->items[i].inventory;
            inventory_journal(last, JOURNAL_UNREAD, &no_memory, (struct bytes){ 0 }, 0);
        }
    }
}

void prime_batch_settle(struct prime_batch *batch)
{
    if (batch->count > 0 && !settle_all(batch)) {
        journal_all(batch);
    }
    batch->count = 0;
    batch->octets = 0;
    batch->texts.used = 0; /* public; nothing to wipe */
}
