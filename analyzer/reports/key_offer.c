#include "reports/key_offer.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/hex_text.h"
#include "bytes/item_room.h"

static struct key_offer *add_item(struct key_offer_list *list)
{
    struct key_offer *items = item_room(list->items, list->count, &list->room, 256, sizeof(*items));
    if (items == NULL) {
        return NULL;
    }
    list->items = items;
    struct key_offer *offer = &list->items[list->count++];
    *offer = (struct key_offer){ .received = INT64_MAX, .dated = MAIL_DATE_UNKNOWN };
    return offer;
}

/* The earlier date; at the same moment a Date field says more than a Received one. */
static void take_date(struct key_offer *offer, int64_t date, bool is_received)
{
    if (date == MAIL_DATE_UNKNOWN) {
        return;
    }
    if (offer->dated == MAIL_DATE_UNKNOWN || date < offer->dated ||
        (date == offer->dated && offer->dated_is_received && !is_received)) {
        offer->dated = date;
        offer->dated_is_received = is_received;
    }
}

static bool keep_copy(char **into, const char *text)
{
    *into = strdup(text);
    return *into != NULL;
}

/* The last word of the remark, as it was made. */
static bool take_origin(struct key_offer *offer, const struct case_key_sighting *sighting)
{
    const char *last = sighting->remark != NULL ? strrchr(sighting->remark, ' ') : NULL;
    if (strcmp(sighting->encoding, ENCODING_COMPUTED) != 0 || last == NULL ||
        strlen(last + 1) >= KEY_IDENTITY_TEXT) {
        free(offer->origin); /* it leaked itself */
        offer->origin = NULL;
        offer->leaked = true;
    } else if (!offer->leaked && offer->origin == NULL && last[1] != '\0') {
        return keep_copy(&offer->origin, last + 1);
    }
    return true;
}

static bool count_sighting(struct key_offer *offer, const struct case_key_sighting *sighting)
{
    offer->sightings++;
    if (sighting->received < offer->received) {
        offer->received = sighting->received;
    }
    take_date(offer, sighting->mail_date, sighting->mail_date_is_received);
    return take_origin(offer, sighting);
}

static void put_identity(struct key_offer *offer, const struct public_identity *identity)
{
    memcpy(offer->digest, identity->digest, SHA256_LENGTH);
    offer->algorithm = (uint8_t)identity->algorithm;
    offer->curve = (uint8_t)identity->curve;
}

static int compare_keys(const struct key_offer *left, const struct key_offer *right)
{
    int order = memcmp(left->digest, right->digest, SHA256_LENGTH);
    order = order != 0 ? order : left->algorithm - right->algorithm;
    return order != 0 ? order : left->curve - right->curve;
}

/* Sightings come by key, so those of one key go to the offer that was made last. */
static bool add_offer(struct key_offer_list *list, const struct public_identity *identity,
                      enum verdict verdict, const struct case_key_sighting *sighting)
{
    struct key_offer *offer = list->count > 0 ? &list->items[list->count - 1] : NULL;
    struct key_offer wanted;
    put_identity(&wanted, identity);
    if (offer == NULL || offer->verdict != verdict || compare_keys(offer, &wanted) != 0) {
        offer = add_item(list);
        if (offer == NULL) {
            return false;
        }
        offer->verdict = verdict;
        put_identity(offer, identity);
        if (sighting->failure != NULL && !keep_copy(&offer->failure, sighting->failure)) {
            return false;
        }
    }
    return count_sighting(offer, sighting);
}

bool key_offer_list_take(struct key_offer_list *list, const struct case_key_view *key,
                         const struct case_key_sighting *sighting)
{
    const bool twice =
        key->has_identity && key->has_claim && public_identity_equal(&key->identity, &key->claimed);
    return (!key->has_identity || add_offer(list, &key->identity, key->verdict, sighting)) &&
           (!key->has_claim || twice || add_offer(list, &key->claimed, key->verdict, sighting));
}

static int compare_texts(const char *one, const char *other)
{
    return strcmp(one != NULL ? one : "", other != NULL ? other : "");
}

/* A lead may still be the key; a forged or malformed one is known not to be. */
static int rank_of(enum verdict verdict)
{
    static const int ranks[] = {
        [VERDICT_NONE] = 5,      [VERDICT_PROVEN] = 0,    [VERDICT_FORGED] = 3,
        [VERDICT_MALFORMED] = 4, [VERDICT_ENCRYPTED] = 1, [VERDICT_UNSUPPORTED] = 2
    };
    return (size_t)verdict < sizeof(ranks) / sizeof(ranks[0]) ? ranks[verdict] : 5;
}

static int compare_offers(const void *one, const void *other)
{
    const struct key_offer *left = one, *right = other;
    int order = compare_keys(left, right);
    if (order == 0 && left->verdict != right->verdict) {
        order = rank_of(left->verdict) < rank_of(right->verdict) ? -1 : 1;
    }
    return order != 0 ? order : compare_texts(left->failure, right->failure);
}

static void merge(struct key_offer *offer, const struct key_offer *other)
{
    offer->sightings += other->sightings;
    if (other->received < offer->received) {
        offer->received = other->received;
    }
    take_date(offer, other->dated, other->dated_is_received);
}

/* Of one identity only the best verdict stays, with all that was offered under it. */
static void keep_best(struct key_offer_list *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct key_offer *offer = &list->items[i];
        struct key_offer *last = kept > 0 ? &list->items[kept - 1] : NULL;
        if (last == NULL || compare_keys(last, offer) != 0) {
            list->items[kept++] = *offer;
            continue;
        }
        if (last->verdict == offer->verdict) {
            merge(last, offer);
        }
        free(offer->failure);
        free(offer->origin);
    }
    list->count = kept;
}

/* The leaked key at the end of those that one after the other was computed with. */
static const struct key_offer *first_origin(const struct key_offer_list *list,
                                            const struct key_offer *offer)
{
    const struct key_offer *origin = offer;
    for (unsigned i = 0; origin != NULL && origin->origin != NULL && i < PRIME_GENERATIONS_MAX;
         i++) {
        origin = key_offer_find(list, origin->origin);
    }
    return origin;
}

/* When the inventory came in says nothing of when its keys could be computed. */
static void date_computed(struct key_offer_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct key_offer *offer = &list->items[i];
        const struct key_offer *origin = first_origin(list, offer);
        if (offer->origin != NULL && origin != NULL) {
            offer->received = origin->received;
        }
    }
}

void key_offer_list_end(struct key_offer_list *list)
{
    if (list->count > 0) {
        qsort(list->items, list->count, sizeof(*list->items), compare_offers);
    }
    keep_best(list);
    date_computed(list);
}

static bool take_sighting(void *context, const struct case_key_view *key,
                          const struct case_key_sighting *sighting)
{
    return key_offer_list_take(context, key, sighting);
}

bool key_offer_list_read(struct key_offer_list *list, struct case_file *file)
{
    *list = (struct key_offer_list){ 0 };
    if (!case_each_key_sighting(file, list, take_sighting)) {
        key_offer_list_clear(list);
        return false;
    }
    key_offer_list_end(list);
    return true;
}

void key_offer_list_clear(struct key_offer_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].failure);
        free(list->items[i].origin);
    }
    free(list->items);
    *list = (struct key_offer_list){ 0 };
}

static int compare_to_wanted(const void *wanted, const void *offer)
{
    return compare_keys(wanted, offer);
}

struct key_offer *key_offer_of(const struct key_offer_list *list,
                               const struct public_identity *identity)
{
    struct key_offer wanted;
    put_identity(&wanted, identity);
    return list->count == 0 ? NULL
                            : bsearch(&wanted, list->items, list->count, sizeof(*list->items),
                                      compare_to_wanted);
}

int key_offer_order(const void *one, const void *other)
{
    const struct key_offer *left = *(const struct key_offer *const *)one;
    const struct key_offer *right = *(const struct key_offer *const *)other;
    return left < right ? -1 : left > right;
}

void key_offer_identity(const struct key_offer *offer, char text[KEY_IDENTITY_TEXT])
{
    struct public_identity identity = { .algorithm = (enum key_algorithm)offer->algorithm,
                                        .curve = (enum curve)offer->curve };
    memcpy(identity.digest, offer->digest, SHA256_LENGTH);
    public_identity_text(&identity, text);
}

/* Its last digits. */
static bool digest_of(const char *identity, uint8_t digest[SHA256_LENGTH])
{
    const size_t length = strlen(identity);
    const char *digits = identity + length - 2 * SHA256_LENGTH;
    for (size_t i = 0; length >= 2 * SHA256_LENGTH && i < SHA256_LENGTH; i++) {
        const int high = hex_digit((uint8_t)digits[2 * i]);
        const int low = hex_digit((uint8_t)digits[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        digest[i] = (uint8_t)(high << 4 | low);
    }
    return length >= 2 * SHA256_LENGTH;
}

static size_t first_with(const struct key_offer_list *list, const uint8_t digest[SHA256_LENGTH])
{
    size_t from = 0, to = list->count;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (memcmp(list->items[middle].digest, digest, SHA256_LENGTH) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

/* Keys of other algorithms may have the same digest: as many as there are algorithms and curves. */
struct key_offer *key_offer_find(const struct key_offer_list *list, const char *identity)
{
    uint8_t digest[SHA256_LENGTH];
    if (!digest_of(identity, digest)) {
        return NULL;
    }
    for (size_t i = first_with(list, digest);
         i < list->count && memcmp(list->items[i].digest, digest, SHA256_LENGTH) == 0; i++) {
        char text[KEY_IDENTITY_TEXT];
        key_offer_identity(&list->items[i], text);
        if (strcmp(text, identity) == 0) {
            return &list->items[i];
        }
    }
    return NULL;
}
