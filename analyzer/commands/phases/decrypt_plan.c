#include "commands/phases/decrypt_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/item_room.h"
#include "casefile/case_view.h"

static const char closed_name[] = "cms-encrypted", opened_name[] = "cms-decrypted";

/* The last place of a chain; false where that is damaged. */
static bool last_place(struct bytes chain, struct place *place)
{
    bool any = false;
    while (chain.left > 0 && provenance_take(&chain, place)) {
        any = true;
    }
    return any && chain.left == 0;
}

static bool begins_with(struct bytes name, const char *front)
{
    struct bytes taken;
    const struct bytes wanted = bytes_over(front, strlen(front));
    return bytes_take(&name, wanted.left, &taken) && bytes_equal(taken, wanted);
}

static bool lies_in_message(struct bytes chain)
{
    struct place place;
    while (chain.left > 0 && provenance_take(&chain, &place)) {
        if (place.kind == PLACE_READING && begins_with(place.name, opened_name)) {
            return true;
        }
    }
    return false;
}

static bool add_message(void *context, const struct case_message *message)
{
    struct decrypt_plan *plan = context;
    struct place place;
    if (!last_place(message->provenance, &place) || place.kind != PLACE_READING ||
        !begins_with(place.name, closed_name)) {
        return true;
    }
    struct decrypt_message *messages = item_room(plan->messages, plan->message_count,
                                                 &plan->message_room, 64, sizeof(*plan->messages));
    if (messages == NULL) {
        return false;
    }
    plan->messages = messages;
    struct decrypt_message *added = &plan->messages[plan->message_count++];
    *added = (struct decrypt_message){ .at = *message };
    const bool kept = buffer_append(&added->path, message->path) &&
                      buffer_append(&added->provenance, message->provenance);
    added->at.path = buffer_bytes(&added->path);
    added->at.provenance = buffer_bytes(&added->provenance);
    return kept;
}

static bool put_sighting(struct decrypt_key *key, const struct case_sighting *sighting)
{
    buffer_reset(&key->path);
    buffer_reset(&key->provenance);
    key->in_message = lies_in_message(sighting->provenance);
    return buffer_append(&key->path, sighting->path) &&
           buffer_append(&key->provenance, sighting->provenance);
}

/* Sightings come sorted by key: the first that can be walked to without another key is taken. */
static bool add_key(void *context, const struct case_sighting *sighting)
{
    struct decrypt_plan *plan = context;
    struct decrypt_key *last = plan->key_count > 0 ? &plan->keys[plan->key_count - 1] : NULL;
    if (sighting->verdict != VERDICT_PROVEN ||
        (strncmp(sighting->name, "rsa-", 4) != 0 && strncmp(sighting->name, "ec-", 3) != 0)) {
        return true;
    }
    if (last != NULL && strcmp(last->name, sighting->name) == 0) {
        return !last->in_message || lies_in_message(sighting->provenance) ||
               put_sighting(last, sighting);
    }
    struct decrypt_key *keys =
        item_room(plan->keys, plan->key_count, &plan->key_room, 64, sizeof(*plan->keys));
    if (keys == NULL) {
        return false;
    }
    plan->keys = keys;
    struct decrypt_key *key = &plan->keys[plan->key_count++];
    *key = (struct decrypt_key){ .in_message = false };
    (void)snprintf(key->name, sizeof(key->name), "%s", sighting->name);
    return put_sighting(key, sighting);
}

/* As the place of a closed message writes a recipient. */
static bool add_certificate(void *context, const struct case_proven_certificate *certificate)
{
    struct decrypt_key *key = context;
    const struct bytes serial = bytes_without_zeros(certificate->serial);
    char two[4];
    bool put = buffer_append_text(&key->certificates, "serial ");
    for (size_t i = 0; put && i < serial.left; i++) {
        (void)snprintf(two, sizeof(two), "%02x", serial.at[i]);
        put = buffer_append_text(&key->certificates, two);
    }
    return put && buffer_append_text(&key->certificates, " of ") &&
           buffer_append(&key->certificates, certificate->issuer_dn) &&
           buffer_append_byte(&key->certificates, 0);
}

struct certifying {
    struct decrypt_plan *plan;
    struct case_file *file;
};

static int compare_name(const void *name, const void *key)
{
    return strcmp(name, ((const struct decrypt_key *)key)->name);
}

static bool add_certificates(void *context, const struct case_proven_key *proven)
{
    const struct certifying *certifying = context;
    const struct decrypt_plan *plan = certifying->plan;
    struct decrypt_key *key =
        plan->key_count > 0
            ? bsearch(proven->name, plan->keys, plan->key_count, sizeof(*plan->keys), compare_name)
            : NULL;
    return key == NULL ||
           case_each_certificate_of(certifying->file, &proven->identity, key, add_certificate);
}

bool decrypt_plan_read(struct decrypt_plan *plan, struct case_file *file)
{
    struct certifying certifying = { plan, file };
    return case_each_encrypted(file, plan, add_message) &&
           (plan->message_count == 0 ||
            (case_each_sighting(file, plan, add_key) &&
             case_each_proven_key(file, &certifying, add_certificates)));
}

void decrypt_plan_clear(struct decrypt_plan *plan)
{
    for (size_t i = 0; i < plan->key_count; i++) {
        buffer_clear(&plan->keys[i].path);
        buffer_clear(&plan->keys[i].provenance);
        buffer_clear(&plan->keys[i].certificates);
    }
    for (size_t i = 0; i < plan->message_count; i++) {
        buffer_clear(&plan->messages[i].path);
        buffer_clear(&plan->messages[i].provenance);
    }
    free(plan->keys);
    free(plan->messages);
    *plan = (struct decrypt_plan){ .keys = NULL };
}

/* Is one of the key's certificates among the recipients? */
static bool is_named(const struct decrypt_key *key, struct bytes name)
{
    struct bytes rest = buffer_bytes(&key->certificates), one;
    while (bytes_take_until(&rest, 0, &one)) {
        const uint8_t *at = memmem(name.at, name.left, one.at, one.left);
        const size_t end = at != NULL ? (size_t)(at - name.at) + one.left : 0;
        if (at != NULL && (end == name.left || name.at[end] == ';')) {
            return true;
        }
    }
    return false;
}

static void choose_any(struct decrypt_plan *plan)
{
    for (size_t i = 0; i < plan->key_count && i < DECRYPT_ANY_KEYS_MAX; i++) {
        plan->keys[i].chosen = true;
    }
    plan->bounded = plan->bounded || plan->key_count > DECRYPT_ANY_KEYS_MAX;
}

static void choose_for(struct decrypt_plan *plan, const struct decrypt_message *message)
{
    struct place place;
    bool named = false;
    if (!last_place(message->at.provenance, &place)) {
        return;
    }
    for (size_t i = 0; i < plan->key_count; i++) {
        if (is_named(&plan->keys[i], place.name)) {
            plan->keys[i].chosen = named = true;
        }
    }
    if (!named) {
        choose_any(plan);
    }
}

/* A key in a message is reached by the key that opened that. */
static void choose_ways(struct decrypt_plan *plan)
{
    bool behind = false;
    for (size_t i = 0; i < plan->key_count; i++) {
        behind = behind || (plan->keys[i].chosen && plan->keys[i].in_message);
    }
    for (size_t i = 0; behind && i < plan->key_count; i++) {
        plan->keys[i].chosen = true;
    }
}

size_t decrypt_plan_choose(struct decrypt_plan *plan, size_t from)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->key_count; i++) {
        plan->keys[i].chosen = false;
    }
    while (from + count < plan->message_count && count < DECRYPT_MESSAGES_MAX &&
           plan->messages[from + count].at.source == plan->messages[from].at.source) {
        choose_for(plan, &plan->messages[from + count]);
        count++;
    }
    choose_ways(plan);
    return count;
}
