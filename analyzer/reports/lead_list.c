#include "reports/lead_list.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"

static struct lead *add_item(struct lead_list *list)
{
    struct lead *items = item_room(list->items, list->count, &list->room, 64, sizeof(*items));
    if (items == NULL) {
        return NULL;
    }
    list->items = items;
    struct lead *lead = &list->items[list->count++];
    *lead = (struct lead){ 0 };
    return lead;
}

/* Room for both is made first, so that the windows stay good. */
static bool copy_texts(struct lead *lead, const struct case_key_sighting *sighting)
{
    const char *failure = sighting->failure != NULL ? sighting->failure : "";
    const size_t encoding_length = strlen(sighting->encoding), failure_length = strlen(failure);
    if (!buffer_reserve(&lead->text, encoding_length + failure_length) ||
        !buffer_append_text(&lead->text, sighting->encoding) ||
        !buffer_append_text(&lead->text, failure)) {
        return false;
    }
    lead->encoding = bytes_over(lead->text.at, encoding_length);
    lead->failure = bytes_over(lead->text.at + encoding_length, failure_length);
    return true;
}

static bool add_lead(struct lead_list *list, const struct case_key_view *key,
                     const struct case_key_sighting *sighting)
{
    struct lead *lead = add_item(list);
    if (lead == NULL) {
        return false;
    }
    memcpy(lead->name, key->name, strnlen(key->name, sizeof(lead->name) - 1));
    lead->verdict = key->verdict;
    lead->has_identity = key->has_identity;
    lead->identity = key->identity;
    return copy_texts(lead, sighting);
}

/* Sightings come by name and verdict. */
bool lead_list_take(struct lead_list *list, const struct case_key_view *key,
                    const struct case_key_sighting *sighting)
{
    if (!verdict_is_lead(key->verdict)) {
        return true;
    }
    const struct lead *last = list->count > 0 ? &list->items[list->count - 1] : NULL;
    if ((last == NULL || last->verdict != key->verdict || strcmp(last->name, key->name) != 0) &&
        !add_lead(list, key, sighting)) {
        return false;
    }
    list->items[list->count - 1].sightings++;
    const struct beside_place place = { sighting->path, sighting->provenance,
                                        sighting->local_key_id };
    return key->has_identity || beside_list_add(&list->beside, list->count - 1, &place);
}

/* By key, since the addresses of offers rise with it; within one in the order of the list, whose
 * addresses rise too. */
static int compare_entries(const void *one, const void *other)
{
    const struct lead_match *left = one, *right = other;
    if (left->offer != right->offer) {
        return left->offer < right->offer ? -1 : 1;
    }
    return left->entry < right->entry ? -1 : left->entry > right->entry;
}

static bool index_matches(struct lead_list *list, const struct match_list *matches)
{
    list->by_identity = calloc(matches->count + 1, sizeof(*list->by_identity));
    if (list->by_identity == NULL) {
        return false;
    }
    for (size_t i = 0; i < matches->count; i++) {
        const struct match_entry *entry = match_list_at(matches, i);
        list->by_identity[i] = (struct lead_match){ entry->offer, entry };
    }
    qsort(list->by_identity, matches->count, sizeof(*list->by_identity), compare_entries);
    return true;
}

static size_t first_of(const struct lead_list *list, size_t count, const struct key_offer *offer)
{
    size_t from = 0, to = count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (list->by_identity[middle].offer < offer) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

static void join(struct lead_list *list, size_t count, struct lead *lead,
                 const struct key_offer_list *offers)
{
    const struct key_offer *offer = lead->has_identity ? key_offer_find(offers, lead->name) : NULL;
    if (offer == NULL) {
        return;
    }
    size_t at = first_of(list, count, offer);
    lead->proven = offer->verdict == VERDICT_PROVEN;
    lead->first_certificate = at;
    while (at < count && list->by_identity[at].offer == offer) {
        at++;
    }
    lead->certificates = at - lead->first_certificate;
}

static void join_beside(struct lead_list *list)
{
    for (size_t i = list->beside.match_count; i > 0; i--) {
        struct lead *lead = &list->items[list->beside.matches[i - 1].lead];
        lead->first_beside = i - 1;
        lead->beside++;
    }
    for (size_t i = 0; i < list->beside.sight_count; i++) {
        const struct beside_sight *sight = &list->beside.sights[i];
        list->items[sight->lead].beside_bounded |= sight->bounded;
    }
}

bool lead_list_join(struct lead_list *list, struct case_file *file,
                    const struct match_list *matches, const struct key_offer_list *offers)
{
    if (list->count == 0) {
        return true;
    }
    if (!index_matches(list, matches) || !beside_list_read(&list->beside, file)) {
        lead_list_clear(list);
        return false;
    }
    for (size_t i = 0; i < list->count; i++) {
        join(list, matches->count, &list->items[i], offers);
    }
    join_beside(list);
    return true;
}

void lead_list_mark(struct lead_list *list, const struct baseline *baseline)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *name = list->items[i].name;
        list->items[i].novelty = baseline_novelty(
            baseline, BASELINE_LEAD, bytes_over(name, strlen(name)), (struct bytes){ 0 });
    }
}

void lead_list_clear(struct lead_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        buffer_clear(&list->items[i].text);
    }
    free(list->items);
    free(list->by_identity);
    beside_list_clear(&list->beside);
    *list = (struct lead_list){ 0 };
}
