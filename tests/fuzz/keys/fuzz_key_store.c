/* Functions under test: what reads stores of keys, and key_examine on them; the first octet
 * says which kind it is */
#include <string.h>

#include "bytes/java_keystore.h"
#include "keys/bouncy_keystore.h"
#include "keys/key_examine.h"
#include "keys/pkcs12_store.h"
#include "keys/safe_bag.h"
#include "require.h"

#define STEPS_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void within(struct bytes window, struct bytes given)
{
    require(window.left == 0 ||
            (window.at >= given.at && window.at + window.left <= given.at + given.left));
}

/* Steps of all that is closed in it: long derivations teach a fuzzer nothing. */
static uint64_t steps;

static void count_steps(const struct closed_key *closed)
{
    if (closed->obstacle == NULL) {
        uint64_t own = lock_steps(&closed->lock);
        steps += own <= STEPS_MAX ? own : STEPS_MAX + 1;
    }
}

static void count_closed(struct bytes der)
{
    struct closed_key closed;
    if (encrypted_pkcs8_read(der, &closed) == OUTCOME_OK) {
        within(closed.closed, der);
        count_steps(&closed);
    }
}

static void read_bags(struct bytes contents)
{
    struct safe_bag_list list = { 0 };
    (void)!safe_bag_list_read(&list, contents);
    for (size_t i = 0; i < list.count; i++) {
        within(list.bags[i].value, contents);
        within(list.bags[i].name, contents);
        within(list.bags[i].id, contents);
        require(list.bags[i].opened == NULL);
        if (list.bags[i].kind == SAFE_BAG_SHROUDED) {
            count_closed(list.bags[i].value);
        }
    }
    safe_bag_list_clear(&list);
}

static void read_pkcs12(struct bytes content)
{
    struct buffer joined = { 0 };
    struct bytes parts;
    bool cut = false;
    if (pkcs12_store_read(content, &joined, &cut, &parts) == OUTCOME_OK) {
        for (;;) {
            struct buffer piece = { 0 };
            struct pkcs12_part part;
            const size_t before = parts.left;
            enum outcome outcome = pkcs12_store_take(&parts, &piece, &part);
            if (outcome == OUTCOME_OK && part.kind == PKCS12_CLEAR) {
                read_bags(part.contents);
            } else if (outcome == OUTCOME_OK && part.kind == PKCS12_CLOSED) {
                count_steps(&part.closed);
            }
            buffer_clear(&piece);
            if (parts.left == before) {
                break;
            }
        }
    }
    buffer_clear(&joined);
}

static void read_java(struct bytes content)
{
    struct java_keystore store;
    struct java_entry entry;
    if (!java_keystore_begin(content, &store)) {
        return;
    }
    while (java_keystore_next(&store, &entry)) {
        struct bytes der;
        struct buffer alias = { 0 };
        within(entry.alias, content);
        within(entry.chain, content);
        within(entry.key, content);
        within(store.rest, content);
        while (java_keystore_certificate(&store, &entry.chain, &der)) {
            within(der, content);
        }
        require(java_keystore_alias(entry.alias, 64, &alias));
        buffer_clear(&alias);
        count_closed(entry.key);
    }
}

static void read_bouncy(struct bytes content)
{
    struct bytes rest = content, salt, closed, der;
    struct bouncy_entry entry;
    uint64_t iterations;
    if (!bouncy_keystore_begin(&rest)) {
        return;
    }
    while (bouncy_keystore_take(&rest, &entry)) {
        within(entry.alias, content);
        within(entry.body, content);
        while (bouncy_keystore_certificate(&entry.chain, &der)) {
            within(der, content);
        }
        if (bouncy_keystore_sealed(entry.body, &salt, &iterations, &closed)) {
            within(closed, content);
            steps += iterations <= STEPS_MAX ? iterations : STEPS_MAX + 1;
        }
    }
}

static void found(void *context, const struct key_finding *finding)
{
    size_t *count = context;
    ++*count;
    require(finding->verdict != VERDICT_NONE && finding->encoding != NULL);
    require((finding->failure == NULL) == (finding->verdict == VERDICT_PROVEN));
    require(finding->verdict != VERDICT_PROVEN || finding->has_identity);
}

static void certificate(void *context, struct bytes der, struct bytes alias)
{
    size_t *count = context;
    ++*count;
    require(der.left >= 2 && der.at[0] == 0x30);
    require(alias.left == 0 || alias.at != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct key_examiner *examiner;
    static const struct key_examiner_settings settings = {
        .proof_cn = { (const uint8_t *)"x", 1 }, .passphrases = { (const uint8_t *)"changeit", 8 }
    };
    static const enum candidate_form forms[] = { CANDIDATE_PKCS12, CANDIDATE_JAVA, CANDIDATE_BOUNCY,
                                                 CANDIDATE_LEAD_STORE };
    if (examiner == NULL) {
        require(key_examine_prepare());
        examiner = key_examiner_new(&settings);
        require(examiner != NULL);
    }
    if (size == 0) {
        return 0;
    }
    const struct bytes content = bytes_over(data + 1, size - 1);
    const struct candidate candidate = { .form = forms[data[0] % 4],
                                         .origin = data[0] / 4 % 4,
                                         .content = content };
    steps = 0;
    read_pkcs12(content);
    read_java(content);
    read_bouncy(content);
    if (steps > STEPS_MAX) {
        return 0;
    }
    size_t told = 0, again = 0;
    const struct key_finding_sink sink = { &told, found, certificate, NULL };
    const struct key_finding_sink second = { &again, found, certificate, NULL };
    enum offer offer = key_examine(examiner, &candidate, true, &sink);
    require((offer == OFFER_TAKEN) == (told > 0));
    require(key_examine(examiner, &candidate, true, &second) == offer && again == told);
    return 0;
}
