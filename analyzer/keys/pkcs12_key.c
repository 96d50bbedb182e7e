#include <stdlib.h>

#include "bounds.h"
#include "keys/bag_certificates.h"
#include "keys/key_reader.h"
#include "keys/pkcs12_store.h"
#include "keys/safe_bag.h"
#include "keys/stored_key.h"

/* Of the safe itself; of each part as it stands, and of what was opened of it. */
#define MEMORY_MAX (1 + 2 * STORE_PARTS_MAX)

static const char encoding[] = "pkcs12";
static const char enveloped[] = "it is closed by a public key, whose private key opens it";

/* A part that stays shut. */
struct shut_part {
    struct bytes content;
    enum verdict verdict;
    const char *failure;
};

struct store_reading {
    struct examination *examination;
    struct safe_bag_list list;
    struct shut_part shut[STORE_PARTS_MAX];
    size_t shut_count;
    struct buffer memory[MEMORY_MAX]; /* what the bags and parts are windows on */
    size_t memory_count;
    struct passphrase_search search;
    struct bag_certificates *certificates;
    size_t keys_shut;
};

static void add_bags(struct store_reading *reading, struct bytes contents, const char *opened)
{
    const size_t before = reading->list.count;
    (void)!safe_bag_list_read(&reading->list, contents);
    for (size_t i = before; i < reading->list.count; i++) {
        reading->list.bags[i].opened = opened;
    }
}

static void add_shut(struct store_reading *reading, struct bytes content, enum verdict verdict,
                     const char *failure)
{
    reading->shut[reading->shut_count++] = (struct shut_part){ content, verdict, failure };
}

static void add_part(struct store_reading *reading, const struct pkcs12_part *part)
{
    if (part->kind == PKCS12_CLEAR) {
        add_bags(reading, part->contents, NULL);
        return;
    }
    if (part->kind == PKCS12_ENVELOPED) {
        add_shut(reading, part->contents, VERDICT_UNSUPPORTED, enveloped);
        return;
    }
    examination_account(reading->examination, part->closed.closed);
    struct buffer *open = &reading->memory[reading->memory_count++];
    if (passphrases_open(reading->examination->passphrases, &part->closed, safe_bag_contents_fit,
                         open, &reading->search)) {
        add_bags(reading, buffer_bytes(open), reading->search.remark);
        return;
    }
    add_shut(reading, part->closed.closed, VERDICT_ENCRYPTED, reading->search.failure);
}

static void read_parts(struct store_reading *reading, struct bytes parts)
{
    for (size_t count = 0; parts.left > 0; count++) {
        struct pkcs12_part part;
        if (count == STORE_PARTS_MAX) {
            reading->examination->bounded = true;
            return;
        }
        const struct bytes before = parts;
        struct buffer *joined = &reading->memory[reading->memory_count++];
        enum outcome outcome = pkcs12_store_take(&parts, joined, &part);
        if (joined->used > 0) { /* bags cannot be told from what is between them */
            examination_account(reading->examination,
                                bytes_over(before.at, before.left - parts.left));
        }
        if (outcome == OUTCOME_OK) {
            add_part(reading, &part);
        } else if (outcome == OUTCOME_BOUND || outcome == OUTCOME_NO_MEMORY) {
            reading->examination->bounded = true;
        } else if (outcome != OUTCOME_UNEXPECTED) {
            return; /* cut off, or no part at all */
        }
    }
}

static void tell_shut(struct store_reading *reading, const struct safe_bag *key,
                      const char *failure)
{
    examination_lead_of(reading->examination, VERDICT_ENCRYPTED,
                        bag_certificates_find(reading->certificates, key), failure, encoding);
    reading->keys_shut++;
}

static void tell_shrouded(struct store_reading *reading, const struct safe_bag *bag)
{
    struct closed_key closed;
    if (encrypted_pkcs8_read(bag->value, &closed) != OUTCOME_OK) {
        tell_shut(reading, bag, "it is closed by a scheme that is not known");
        return;
    }
    examination_account(reading->examination, bag->value);
    closed.lock.in_store = true;
    if (!stored_key_open(reading->examination, &closed, &reading->search, encoding)) {
        tell_shut(reading, bag, reading->search.failure);
    }
}

static void tell_bags(struct store_reading *reading)
{
    struct buffer name = { 0 }, joined = { 0 };
    for (size_t i = 0; i < reading->list.count; i++) {
        const struct safe_bag *bag = &reading->list.bags[i];
        safe_bag_name(bag, &name);
        if (bag->kind == SAFE_BAG_CERTIFICATE) {
            stored_key_certificate(reading->examination, bag_certificates_der(bag, &joined),
                                   buffer_bytes(&name));
            continue;
        }
        examination_enter(reading->examination, bag->value, buffer_bytes(&name));
        if (bag->kind == SAFE_BAG_KEY) {
            examination_account(reading->examination, bag->value);
            stored_key_prove(reading->examination, bag->value, bag->opened, encoding);
        } else {
            tell_shrouded(reading, bag);
        }
    }
    for (size_t i = 0; i < reading->list.secret_count; i++) {
        examination_account(reading->examination, reading->list.secrets[i]);
    }
    examination_enter(reading->examination, bytes_over(NULL, 0), bytes_over(NULL, 0));
    buffer_clear(&name);
    buffer_clear(&joined);
}

/* Parts hold certificates more often than keys: where a key of the store is a lead
 * already, what stays shut beside it is no other one. */
static void tell_parts(struct store_reading *reading)
{
    for (size_t i = 0; reading->keys_shut == 0 && i < reading->shut_count; i++) {
        const struct shut_part *part = &reading->shut[i];
        examination_enter(reading->examination, part->content, bytes_over(NULL, 0));
        examination_lead(reading->examination, part->verdict, NULL, part->failure, encoding);
    }
}

static void read_store(struct store_reading *reading, struct bytes content)
{
    struct bytes parts;
    bool cut = false;
    if (pkcs12_store_read(content, &reading->memory[reading->memory_count++], &cut, &parts) !=
        OUTCOME_OK) {
        return;
    }
    if (reading->memory[0].used > 0) {
        examination_account(reading->examination, content);
    }
    examination_trust(reading->examination);
    read_parts(reading, parts);
    reading->certificates = bag_certificates_new(&reading->list);
    if (reading->certificates == NULL) {
        reading->examination->bounded = true;
        return;
    }
    tell_bags(reading);
    tell_parts(reading);
    reading->examination->bounded = reading->examination->bounded || reading->list.bounded;
}

void pkcs12_key_examine(struct examination *examination, struct bytes content)
{
    struct store_reading *reading = calloc(1, sizeof(*reading));
    if (reading == NULL) {
        examination->bounded = true;
        return;
    }
    reading->examination = examination;
    read_store(reading, content);
    bag_certificates_free(reading->certificates);
    safe_bag_list_clear(&reading->list);
    for (size_t i = 0; i < reading->memory_count; i++) {
        buffer_clear(&reading->memory[i]);
    }
    free(reading);
}
