#include "reports/key_offer.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"

static struct key_offer *add_item(struct key_offer_list *list)
{
    if (list->count == list->room) {
        size_t room = list->room > 0 ? 2 * list->room : 256;
        struct key_offer *items = reallocarray(list->items, room, sizeof(*items));
        if (items == NULL) {
            return NULL;
        }
        list->items = items;
        list->room = room;
    }
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
        offer->origin = strdup(last + 1);
        return offer->origin != NULL;
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

/* Sightings come by key, so those of one key go to the offer that was made last. */
static bool add_offer(struct key_offer_list *list, const char *identity, enum verdict verdict,
                      const struct case_key_sighting *sighting)
{
    struct key_offer *offer = list->count > 0 ? &list->items[list->count - 1] : NULL;
    if (offer == NULL || offer->verdict != verdict || strcmp(offer->identity, identity) != 0) {
        offer = add_item(list);
        if (offer == NULL) {
            return false;
        }
        offer->verdict = verdict;
        memcpy(offer->identity, identity, KEY_IDENTITY_TEXT);
        if (sighting->failure != NULL && (offer->failure = strdup(sighting->failure)) == NULL) {
            return false;
        }
    }
    return count_sighting(offer, sighting);
}

bool key_offer_list_take(struct key_offer_list *list, const struct case_key_view *key,
                         const struct case_key_sighting *sighting)
{
    char identity[KEY_IDENTITY_TEXT] = "", claimed[KEY_IDENTITY_TEXT] = "";
    if (key->has_identity) {
        public_identity_text(&key->identity, identity);
    }
    if (key->has_claim) {
        public_identity_text(&key->claimed, claimed);
    }
    bool twice = strcmp(identity, claimed) == 0;
    return (!key->has_identity || add_offer(list, identity, key->verdict, sighting)) &&
           (!key->has_claim || twice || add_offer(list, claimed, key->verdict, sighting));
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
    int order = strcmp(left->identity, right->identity);
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
        if (last == NULL || strcmp(last->identity, offer->identity) != 0) {
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

static int compare_identity(const void *identity, const void *offer)
{
    return strcmp(identity, ((const struct key_offer *)offer)->identity);
}

struct key_offer *key_offer_find(const struct key_offer_list *list, const char *identity)
{
    return list->count == 0 ? NULL
                            : bsearch(identity, list->items, list->count, sizeof(*list->items),
                                      compare_identity);
}
