#include "reports/beside_match.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/item_room.h"

int beside_match_compare_keys(const struct public_identity *one,
                              const struct public_identity *other)
{
    return one->algorithm != other->algorithm
               ? (one->algorithm > other->algorithm) - (one->algorithm < other->algorithm)
               : memcmp(one->digest, other->digest, SHA256_LENGTH);
}

/* Where the certificates of a directory begin, and those of a path in it; without a path the
 * former. */
static size_t first_in(const struct beside_list *list, struct bytes directory, struct bytes path)
{
    size_t from = 0, to = list->certificate_count;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        const struct beside_certificate *one = &list->certificates[middle];
        const int order = bytes_compare(one->directory, directory);
        if (order < 0 || (order == 0 && bytes_compare(one->place.path, path) < 0)) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

static bool is_known(const struct beside_list *list, size_t from,
                     const struct beside_certificate *certificate)
{
    bool known = false;
    for (size_t i = from; !known && i < list->match_count; i++) {
        known =
            memcmp(list->matches[i].certificate->sha256, certificate->sha256, SHA256_LENGTH) == 0;
    }
    return known;
}

/* Of one lead each once; its matches begin at `from`. */
static bool add_match(struct beside_list *list, size_t from, const struct beside_match *match)
{
    if (is_known(list, from, match->certificate)) {
        return true;
    }
    struct beside_match *matches =
        item_room(list->matches, list->match_count, &list->match_room, 64, sizeof(*matches));
    if (matches == NULL) {
        return false;
    }
    list->matches = matches;
    list->matches[list->match_count++] = *match;
    return true;
}

/* The first certificate of the key that a request names. */
static size_t first_requested(const struct beside_list *list,
                              const struct public_identity *identity)
{
    size_t from = 0, to = list->requested_count;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (beside_match_compare_keys(&list->requested[middle].identity, identity) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

/* All that its key is in; else the request says at least whose it is. */
static bool add_request(struct beside_list *list, size_t from, struct beside_match match)
{
    const struct beside_certificate *request = match.certificate;
    const size_t first = first_requested(list, &request->identity);
    size_t at = first;
    bool kept = true;
    match.request = request;
    while (kept && at < list->requested_count && at - first < BESIDE_CHOSEN_MAX &&
           beside_match_compare_keys(&list->requested[at].identity, &request->identity) == 0) {
        match.certificate = &list->requested[at++];
        kept = add_match(list, from, &match);
    }
    return kept && (at > first || add_match(list, from, &match));
}

static uint64_t spot_of(struct bytes provenance)
{
    struct place place = { .offset = 0 };
    while (provenance_take(&provenance, &place)) {
    }
    return place.offset;
}

/* What is found around one sighting so far. */
struct around {
    const struct beside_sight *sight;
    enum beside_ground ground; /* the best */
    const struct beside_certificate *chosen[BESIDE_CHOSEN_MAX];
    size_t count;
};

/* Behind the key before what stands before it; the nearer, the better. */
static bool is_nearer(const struct around *around, const struct beside_certificate *certificate)
{
    const uint64_t key = spot_of(around->sight->place.provenance);
    const uint64_t one = spot_of(certificate->place.provenance);
    const uint64_t other = spot_of(around->chosen[0]->place.provenance);
    return (one > key) != (other > key) ? one > key : one > key ? one < other : one > other;
}

static bool is_same_key(const struct beside_certificate *one,
                        const struct beside_certificate *other)
{
    return one->has_identity && other->has_identity &&
           beside_match_compare_keys(&one->identity, &other->identity) == 0;
}

/* Is it there already, or a request for what is there? A certificate goes before its request. */
static bool is_chosen(struct around *around, const struct beside_certificate *certificate)
{
    for (size_t i = 0; i < around->count; i++) {
        const struct beside_certificate *chosen = around->chosen[i];
        if (memcmp(chosen->sha256, certificate->sha256, SHA256_LENGTH) == 0) {
            return true;
        }
        if ((chosen->is_request || certificate->is_request) && is_same_key(chosen, certificate)) {
            around->chosen[i] = chosen->is_request ? certificate : chosen;
            return true;
        }
    }
    return false;
}

static bool is_strong(enum beside_ground ground)
{
    return ground == BESIDE_SAME_TEXT || ground == BESIDE_SAME_ID;
}

static void choose(struct around *around, enum beside_ground ground,
                   const struct beside_certificate *certificate)
{
    if (ground > around->ground || ground == BESIDE_NOT ||
        (certificate->is_ca && !is_strong(ground))) {
        return;
    }
    if (ground < around->ground) {
        around->ground = ground;
        around->count = 0;
    }
    if (is_chosen(around, certificate)) {
        return;
    }
    if (ground == BESIDE_SAME_TEXT && around->count > 0) {
        around->chosen[0] = is_nearer(around, certificate) ? certificate : around->chosen[0];
    } else if (around->count < BESIDE_CHOSEN_MAX) {
        around->chosen[around->count++] = certificate;
    }
}

/* Where nothing but the place speaks for one of several, none is named. */
static bool is_clear(const struct around *around)
{
    return is_strong(around->ground) || around->ground == BESIDE_SAME_NAME || around->count == 1;
}

static bool is_of_path(const struct beside_certificate *certificate,
                       const struct beside_sight *sight)
{
    return bytes_equal(certificate->place.path, sight->place.path);
}

/* Those of its own file, or those of others in its directory. False where there are more than
 * are looked at. */
static bool look(const struct beside_list *list, bool own, size_t *looked, struct around *around)
{
    const struct beside_sight *sight = around->sight;
    const struct bytes path = own ? sight->place.path : bytes_over(NULL, 0);
    for (size_t at = first_in(list, sight->directory, path);
         at < list->certificate_count &&
         bytes_equal(list->certificates[at].directory, sight->directory);
         at++) {
        const struct beside_certificate *certificate = &list->certificates[at];
        if (is_of_path(certificate, sight) != own) {
            if (own) {
                break;
            }
            continue;
        }
        if ((*looked)++ == BESIDE_LOOKED_MAX) {
            return false;
        }
        choose(around, beside_ground_of(&sight->place, &certificate->place), certificate);
    }
    return true;
}

/* Where not all were looked at, only what no other could be better than is named. */
static void look_around(const struct beside_list *list, struct beside_sight *sight,
                        struct around *around)
{
    size_t looked = 0;
    if (!look(list, true, &looked, around)) {
        sight->bounded = around->ground != BESIDE_SAME_ID;
    } else if (!is_strong(around->ground)) {
        sight->bounded = !look(list, false, &looked, around) && !is_strong(around->ground);
    }
    if (sight->bounded) {
        around->count = 0;
    }
}

static bool match_sight(struct beside_list *list, struct beside_sight *sight, size_t from)
{
    struct around around = { .sight = sight, .ground = BESIDE_NOT };
    look_around(list, sight, &around);
    bool kept = true;
    for (size_t i = 0; kept && is_clear(&around) && i < around.count; i++) {
        const struct beside_match match = { .lead = sight->lead,
                                            .ground = around.ground,
                                            .certificate = around.chosen[i] };
        kept = match.certificate->is_request ? add_request(list, from, match)
                                             : add_match(list, from, &match);
    }
    return kept;
}

bool beside_match_all(struct beside_list *list)
{
    bool kept = true;
    size_t from = 0;
    for (size_t i = 0; kept && i < list->sight_count; i++) {
        struct beside_sight *sight = &list->sights[i];
        from = i == 0 || sight->lead != list->sights[i - 1].lead ? list->match_count : from;
        kept = list->match_count - from >= BESIDE_CHOSEN_MAX || match_sight(list, sight, from);
    }
    return kept;
}
