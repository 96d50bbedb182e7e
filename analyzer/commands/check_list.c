#include "commands/check_list.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"

/* Whose key one of the keys is, or says that it is. The lower the rank, the more it says. */
struct face {
    const struct public_identity *identity;
    const struct check_key *key;
    enum { FACE_PROVEN, FACE_LEAD, FACE_CLAIM } rank;
};

bool check_list_add_key(struct check_list *list, const struct key_finding *finding)
{
    struct check_key *keys =
        item_room(list->keys, list->key_count, &list->key_room, 4, sizeof(*keys));
    if (keys == NULL) {
        return false;
    }
    list->keys = keys;
    struct check_key *key = &list->keys[list->key_count++];
    *key = (struct check_key){ .verdict = finding->verdict,
                               .has_identity = finding->has_identity,
                               .has_claim = finding->has_claim,
                               .identity = finding->identity,
                               .claimed = finding->claimed };
    return (finding->failure == NULL || buffer_append_text(&key->failure, finding->failure)) &&
           (finding->remark == NULL || buffer_append_text(&key->remark, finding->remark));
}

static struct check_item *add_item(struct check_list *list, size_t file)
{
    struct check_item *items = item_room(list->items, list->count, &list->room, 16, sizeof(*items));
    if (items == NULL) {
        return NULL;
    }
    list->items = items;
    struct check_item *item = &list->items[list->count++];
    *item = (struct check_item){ .file = file };
    return item;
}

static bool place_it(struct check_item *item, struct bytes provenance)
{
    struct bytes rest = provenance;
    struct place place;
    item->inside = provenance_take(&rest, &place) && place.kind != PLACE_SPOT;
    return provenance_print(provenance, &item->place);
}

bool check_list_add_certificate(struct check_list *list, size_t file,
                                const struct certificate_sighting *sighting)
{
    const struct certificate *certificate = &sighting->certificate;
    struct check_item *item = add_item(list, file);
    if (item == NULL) {
        return false;
    }
    item->identity = certificate->identity;
    memcpy(item->sha256, certificate->sha256, SHA256_LENGTH);
    return place_it(item, sighting->provenance) &&
           buffer_append(&item->serial, certificate->serial) &&
           buffer_append(&item->subject_dn, certificate->subject_dn) &&
           buffer_append(&item->issuer_dn, certificate->issuer_dn);
}

bool check_list_add_request(struct check_list *list, size_t file,
                            const struct request_sighting *sighting)
{
    struct check_item *item = add_item(list, file);
    if (item == NULL) {
        return false;
    }
    item->is_request = true;
    item->identity = sighting->identity;
    return place_it(item, sighting->provenance);
}

bool check_list_add_unread(struct check_list *list, size_t file, struct bytes provenance,
                           struct bytes sentence)
{
    struct check_item *item = add_item(list, file);
    if (item == NULL) {
        return false;
    }
    item->is_unread = true;
    return place_it(item, provenance) && buffer_append(&item->sentence, sentence);
}

static int compare_identities(const struct public_identity *one,
                              const struct public_identity *other)
{
    if (one->algorithm != other->algorithm) {
        return one->algorithm < other->algorithm ? -1 : 1;
    }
    if (one->curve != other->curve) {
        return one->curve < other->curve ? -1 : 1;
    }
    return memcmp(one->digest, other->digest, SHA256_LENGTH);
}

static int compare_faces(const void *one, const void *other)
{
    const struct face *left = one, *right = other;
    const int order = compare_identities(left->identity, right->identity);
    return order != 0 ? order : (int)left->rank - (int)right->rank;
}

static int kind_of(const struct check_item *item)
{
    return item->is_unread ? 2 : item->is_request ? 1 : 0;
}

/* The same thing of the same file stands together, the outermost place of it first. */
static int compare_contents(const void *one, const void *other)
{
    const struct check_item *left = one, *right = other;
    int order = left->file < right->file ? -1 : left->file > right->file ? 1 : 0;
    order = order != 0 ? order : kind_of(left) - kind_of(right);
    order = order != 0 ? order : memcmp(left->sha256, right->sha256, SHA256_LENGTH);
    order = order != 0 ? order : compare_identities(&left->identity, &right->identity);
    order = order != 0
                ? order
                : bytes_compare(buffer_bytes(&left->sentence), buffer_bytes(&right->sentence));
    return order != 0 ? order
                      : bytes_compare(buffer_bytes(&left->place), buffer_bytes(&right->place));
}

static bool same_content(const struct check_item *one, const struct check_item *other)
{
    return !one->is_unread && one->file == other->file && kind_of(one) == kind_of(other) &&
           memcmp(one->sha256, other->sha256, SHA256_LENGTH) == 0 &&
           compare_identities(&one->identity, &other->identity) == 0;
}

static int compare_places(const void *one, const void *other)
{
    const struct check_item *left = one, *right = other;
    if (left->file != right->file) {
        return left->file < right->file ? -1 : 1;
    }
    const int order = bytes_compare(buffer_bytes(&left->place), buffer_bytes(&right->place));
    return order != 0 ? order : compare_contents(one, other);
}

static void clear_item(struct check_item *item)
{
    buffer_clear(&item->place);
    buffer_clear(&item->serial);
    buffer_clear(&item->subject_dn);
    buffer_clear(&item->issuer_dn);
    buffer_clear(&item->sentence);
}

static void keep_each_once(struct check_list *list)
{
    size_t kept = 0;
    if (list->count == 0) {
        return;
    }
    qsort(list->items, list->count, sizeof(*list->items), compare_contents);
    for (size_t i = 0; i < list->count; i++) {
        if (kept > 0 && same_content(&list->items[kept - 1], &list->items[i])) {
            clear_item(&list->items[i]);
        } else {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
    qsort(list->items, list->count, sizeof(*list->items), compare_places);
}

/* A closed key that shows its public half shows whose it is not; that it is the key of that one has
 * to be proven. A forgery shows what it pretends to be. */
static size_t list_faces(const struct check_list *list, struct face *faces)
{
    size_t count = 0;
    for (size_t i = 0; i < list->key_count; i++) {
        const struct check_key *key = &list->keys[i];
        if (key->has_identity) {
            faces[count++] = (struct face){ &key->identity, key,
                                            key->verdict == VERDICT_PROVEN  ? FACE_PROVEN
                                            : verdict_is_lead(key->verdict) ? FACE_LEAD
                                                                            : FACE_CLAIM };
        }
        if (key->has_claim) {
            faces[count++] = (struct face){ &key->claimed, key, FACE_CLAIM };
        }
    }
    if (count > 0) {
        qsort(faces, count, sizeof(*faces), compare_faces);
    }
    return count;
}

/* The one that says most of this public key; NULL: none says anything. */
static const struct face *best_face(const struct face *faces, size_t count,
                                    const struct public_identity *identity)
{
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_identities(faces[middle].identity, identity) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && compare_identities(faces[low].identity, identity) == 0 ? &faces[low]
                                                                                 : NULL;
}

/* A lead of which nobody knows whose it is: it may be the key of anything. */
static const struct check_key *faceless_of(const struct check_list *list)
{
    for (size_t i = 0; i < list->key_count; i++) {
        if (verdict_is_lead(list->keys[i].verdict) && !list->keys[i].has_identity) {
            return &list->keys[i];
        }
    }
    return NULL;
}

static void answer_item(struct check_item *item, const struct face *face,
                        const struct check_key *faceless)
{
    if (face != NULL && face->rank == FACE_PROVEN) {
        item->answer = CHECK_YES;
    } else if (face != NULL && face->rank == FACE_LEAD) {
        item->answer = CHECK_OPEN;
    } else {
        item->answer = faceless != NULL ? CHECK_OPEN : CHECK_NO;
        item->key = faceless;
    }
    if (face != NULL && item->key == NULL) {
        item->key = face->key;
    }
}

bool check_list_answer(struct check_list *list)
{
    struct face *faces = calloc(2 * list->key_count + 1, sizeof(*faces));
    if (faces == NULL) {
        return false;
    }
    const size_t count = list_faces(list, faces);
    const struct check_key *faceless = faceless_of(list);
    keep_each_once(list);
    for (size_t i = 0; i < list->count; i++) {
        struct check_item *item = &list->items[i];
        if (item->is_unread) {
            item->answer = CHECK_UNREAD;
        } else {
            answer_item(item, best_face(faces, count, &item->identity), faceless);
        }
    }
    free(faces);
    return true;
}

void check_list_clear(struct check_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        clear_item(&list->items[i]);
    }
    for (size_t i = 0; i < list->key_count; i++) {
        buffer_clear(&list->keys[i].failure);
        buffer_clear(&list->keys[i].remark);
    }
    free(list->items);
    free(list->keys);
    *list = (struct check_list){ 0 };
}
