#include "commands/phases/thread_mails.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"
#include "evidence/mail_thread.h"

bool thread_mails_add_key(struct thread_mails *mails, size_t key, uint32_t source,
                          struct bytes provenance)
{
    struct thread_key *keys =
        item_room(mails->keys, mails->key_count, &mails->key_room, 16, sizeof(*keys));
    if (keys == NULL) {
        return false;
    }
    mails->keys = keys;
    mails->keys[mails->key_count++] = (struct thread_key){
        .key = key, .source = source, .file = SIZE_MAX, .provenance = provenance
    };
    return true;
}

static int compare_keys(const void *one, const void *other)
{
    const struct thread_key *left = one, *right = other;
    const int order = left->source < right->source ? -1 : left->source > right->source;
    return order != 0 ? order : left->key < right->key ? -1 : left->key > right->key;
}

static int compare_callers(const void *one, const void *other, void *context)
{
    const struct thread_key *keys = context;
    const size_t left = keys[*(const size_t *)one].key, right = keys[*(const size_t *)other].key;
    return left < right ? -1 : left > right;
}

bool thread_mails_sort_keys(struct thread_mails *mails)
{
    mails->by_key = calloc(mails->key_count + 1, sizeof(*mails->by_key));
    if (mails->by_key == NULL) {
        return false;
    }
    qsort(mails->keys, mails->key_count, sizeof(*mails->keys), compare_keys);
    for (size_t i = 0; i < mails->key_count; i++) {
        mails->by_key[i] = i;
    }
    qsort_r(mails->by_key, mails->key_count, sizeof(*mails->by_key), compare_callers, mails->keys);
    return true;
}

void thread_mails_keys_of(const struct thread_mails *mails, uint32_t source, size_t *first,
                          size_t *count)
{
    size_t from = 0, to = mails->key_count;
    while (from < to) {
        const size_t half = from + (to - from) / 2;
        if (mails->keys[half].source < source) {
            from = half + 1;
        } else {
            to = half;
        }
    }
    *first = from;
    while (to < mails->key_count && mails->keys[to].source == source) {
        to++;
    }
    *count = to - from;
}

const struct thread_key *thread_mails_key(const struct thread_mails *mails, size_t key)
{
    size_t from = 0, to = mails->by_key != NULL ? mails->key_count : 0;
    while (from < to) {
        const size_t half = from + (to - from) / 2;
        const struct thread_key *seen = &mails->keys[mails->by_key[half]];
        if (seen->key == key) {
            return seen;
        }
        if (seen->key < key) {
            from = half + 1;
        } else {
            to = half;
        }
    }
    return NULL;
}

struct bytes thread_mail_provenance(const struct thread_mail *mail)
{
    return bytes_over(mail->text.at, mail->place_at);
}

static struct bytes place_of(const struct thread_mail *mail)
{
    return bytes_over(mail->text.at + mail->place_at, mail->thread_at - mail->place_at);
}

static struct bytes thread_of(const struct thread_mail *mail)
{
    return bytes_over(mail->text.at + mail->thread_at, mail->text.used - mail->thread_at);
}

/* Extents are not held against each other: a stream may learn of its length late. */
static bool put_place(struct buffer *text, const struct place *place)
{
    return buffer_append_number(text, 1, place->kind) &&
           buffer_append_number(text, 8, place->number) &&
           buffer_append_number(text, 8, place->offset);
}

static bool put_places(struct buffer *text, struct bytes provenance)
{
    struct place place;
    bool kept = true;
    while (kept && provenance_take(&provenance, &place) && place.kind != PLACE_SPOT) {
        kept = put_place(text, &place);
    }
    return kept;
}

void thread_mails_begin_turn(struct thread_mails *mails)
{
    for (size_t i = 0; i < mails->count; i++) {
        buffer_clear(&mails->items[i].text);
    }
    mails->count = 0;
}

bool thread_mails_take(struct thread_mails *mails, size_t file, const struct mail_sighting *told)
{
    struct thread_mail *items =
        item_room(mails->items, mails->count, &mails->room, 64, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    mails->items = items;
    struct thread_mail *mail = &mails->items[mails->count++];
    *mail = (struct thread_mail){ .file = file };
    bool kept = buffer_append(&mail->text, told->provenance);
    mail->place_at = mail->text.used;
    kept = kept && put_places(&mail->text, told->provenance);
    mail->thread_at = mail->text.used;
    return kept && buffer_append(&mail->text, told->thread);
}

static int compare_spot(const struct thread_mail *mail, size_t file, struct bytes place)
{
    const int order = mail->file < file ? -1 : mail->file > file;
    return order != 0 ? order : bytes_compare(place_of(mail), place);
}

static int compare_mails(const void *one, const void *other)
{
    const struct thread_mail *right = other;
    return compare_spot(one, right->file, place_of(right));
}

/* Mails by the ids that they name. */
struct naming {
    uint8_t id[THREAD_ID_OCTETS];
    size_t mail;
};

struct settling {
    struct thread_mails *mails;
    struct naming *names;
    size_t count;
    struct buffer ids;     /* of the key that is settled, and of its mails */
    struct buffer *wanted; /* of all keys */
};

static int compare_names(const void *one, const void *other)
{
    const struct naming *left = one, *right = other;
    const int order = memcmp(left->id, right->id, THREAD_ID_OCTETS);
    return order != 0 ? order : left->mail < right->mail ? -1 : left->mail > right->mail;
}

static bool list_names(struct settling *settling)
{
    const struct thread_mails *mails = settling->mails;
    size_t room = 0;
    for (size_t i = 0; i < mails->count; i++) {
        room += thread_of(&mails->items[i]).left / THREAD_ID_OCTETS;
    }
    settling->names = calloc(room + 1, sizeof(*settling->names));
    for (size_t i = 0; settling->names != NULL && i < mails->count; i++) {
        struct bytes thread = thread_of(&mails->items[i]), id;
        bool more = mail_thread_begin(&thread);
        while (more && mail_thread_take(&thread, &id)) {
            struct naming *name = &settling->names[settling->count++];
            memcpy(name->id, id.at, THREAD_ID_OCTETS);
            name->mail = i;
        }
    }
    if (settling->names != NULL) {
        qsort(settling->names, settling->count, sizeof(*settling->names), compare_names);
    }
    return settling->names != NULL;
}

static bool put_ids(struct settling *settling, size_t mail)
{
    struct bytes thread = thread_of(&settling->mails->items[mail]);
    return !mail_thread_begin(&thread) || buffer_append(&settling->ids, thread);
}

/* The ids of all mails on the way to the key. */
static bool put_own(struct settling *settling, const struct thread_key *key)
{
    const struct thread_mails *mails = settling->mails;
    struct bytes rest = key->provenance;
    struct buffer place = { 0 };
    struct place next = { .kind = PLACE_SPOT };
    bool kept = true;
    do {
        size_t from = 0, to = mails->count;
        while (from < to) {
            const size_t half = from + (to - from) / 2;
            if (compare_spot(&mails->items[half], key->file, buffer_bytes(&place)) < 0) {
                from = half + 1;
            } else {
                to = half;
            }
        }
        if (from < mails->count &&
            compare_spot(&mails->items[from], key->file, buffer_bytes(&place)) == 0) {
            kept = put_ids(settling, from);
        }
    } while (kept && provenance_take(&rest, &next) && next.kind != PLACE_SPOT &&
             put_place(&place, &next));
    buffer_clear(&place);
    return kept;
}

static bool leads_to(const struct thread_mail *mail, const struct thread_key *key)
{
    struct bytes way = key->provenance, rest = thread_mail_provenance(mail);
    struct place one, other;
    if (mail->file != key->file) {
        return false;
    }
    while (provenance_take(&rest, &other) && other.kind != PLACE_SPOT) {
        if (!provenance_take(&way, &one) || one.kind != other.kind || one.number != other.number ||
            one.offset != other.offset) {
            return false;
        }
    }
    return true;
}

static bool take_mail(struct settling *settling, struct thread_key *key, size_t mail)
{
    for (size_t i = 0; i < key->mail_count; i++) {
        if (key->mails[i] == mail) {
            return true;
        }
    }
    if (leads_to(&settling->mails->items[mail], key)) {
        return true;
    }
    if (key->mail_count == THREAD_MAILS_MAX) {
        key->bounded = true;
        return true;
    }
    key->mails[key->mail_count++] = mail;
    return put_ids(settling, mail);
}

/* A thread that has more mails than are looked at is named by all of them. */
static bool take_named(struct settling *settling, struct thread_key *key, const uint8_t *id)
{
    struct naming wanted = { .mail = 0 };
    size_t from = 0, to = settling->count;
    bool kept = true;
    memcpy(wanted.id, id, THREAD_ID_OCTETS);
    while (from < to) {
        const size_t half = from + (to - from) / 2;
        if (compare_names(&settling->names[half], &wanted) < 0) {
            from = half + 1;
        } else {
            to = half;
        }
    }
    const size_t end = from + 2 * THREAD_MAILS_MAX;
    while (kept && from < settling->count &&
           memcmp(settling->names[from].id, id, THREAD_ID_OCTETS) == 0) {
        if (from == end) {
            key->bounded = true;
            break;
        }
        kept = take_mail(settling, key, settling->names[from++].mail);
    }
    return kept;
}

static int compare_positions(const void *one, const void *other)
{
    const size_t left = *(const size_t *)one, right = *(const size_t *)other;
    return left < right ? -1 : left > right;
}

static bool settle_key(struct settling *settling, struct thread_key *key)
{
    buffer_reset(&settling->ids);
    key->mail_count = 0;
    key->bounded = false;
    bool kept = put_own(settling, key);
    for (size_t at = 0; kept && !key->bounded && at < settling->ids.used; at += THREAD_ID_OCTETS) {
        uint8_t id[THREAD_ID_OCTETS];
        memcpy(id, settling->ids.at + at, sizeof(id));
        kept = take_named(settling, key, id);
    }
    qsort(key->mails, key->mail_count, sizeof(*key->mails), compare_positions);
    return kept && buffer_append(settling->wanted, buffer_bytes(&settling->ids));
}

static int compare_ids(const void *one, const void *other)
{
    return memcmp(one, other, THREAD_ID_OCTETS);
}

static void sort_ids(struct buffer *ids)
{
    size_t kept = 0;
    if (ids->used == 0) {
        return;
    }
    qsort(ids->at, ids->used / THREAD_ID_OCTETS, THREAD_ID_OCTETS, compare_ids);
    for (size_t at = 0; at < ids->used; at += THREAD_ID_OCTETS) {
        if (kept == 0 ||
            memcmp(ids->at + kept - THREAD_ID_OCTETS, ids->at + at, THREAD_ID_OCTETS) != 0) {
            memmove(ids->at + kept, ids->at + at, THREAD_ID_OCTETS);
            kept += THREAD_ID_OCTETS;
        }
    }
    ids->used = kept;
}

bool thread_mails_end_turn(struct thread_mails *mails, struct buffer *wanted, bool *grown)
{
    struct settling settling = { .mails = mails, .wanted = wanted };
    const size_t before = wanted->used;
    if (mails->count > 0) {
        qsort(mails->items, mails->count, sizeof(*mails->items), compare_mails);
    }
    bool kept = list_names(&settling);
    for (size_t i = 0; kept && i < mails->key_count; i++) {
        kept = settle_key(&settling, &mails->keys[i]);
    }
    sort_ids(wanted);
    *grown = wanted->used > before;
    buffer_clear(&settling.ids);
    free(settling.names);
    return kept;
}

void thread_mails_clear(struct thread_mails *mails)
{
    thread_mails_begin_turn(mails);
    free(mails->items);
    free(mails->keys);
    free(mails->by_key);
    *mails = (struct thread_mails){ 0 };
}
