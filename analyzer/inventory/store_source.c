#include <string.h>

#include "bounds.h"
#include "bytes/der.h"
#include "bytes/java_keystore.h"
#include "inventory/store_reading.h"
#include "keys/bag_certificates.h"
#include "keys/passphrases.h"
#include "keys/pkcs12_store.h"
#include "keys/safe_bag.h"
#include "keys/search_memo.h"

/* Key stores as inventories: PKCS#12 (RFC 7292) and Java's JKS and JCEKS, for their
 * certificates alone. Private keys in them are left where they are. */

static const struct fault closed_part = { OUTCOME_ENCRYPTED, "RFC 7292 section 4.1",
                                          "no passphrase opens this part of the store" };
static const struct fault closed_by_key = { OUTCOME_UNSUPPORTED, "RFC 7292 section 4.1",
                                            "this part of the store is closed by a public key" };
static const struct fault no_part = { OUTCOME_MALFORMED, "RFC 7292 section 4.1",
                                      "the store cannot be read to its end" };
static const struct fault bounded = { OUTCOME_BOUND, NULL,
                                      "more in a key store than this program reads" };

/* PFX ::= SEQUENCE { version 3, ContentInfo ... }, however its lengths are written. */
bool store_source_is_pkcs12(struct bytes head)
{
    static const uint8_t version[] = { 0x02, 0x01, 0x03, 0x30 };
    static const uint8_t pkcs7[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07 };
    const size_t width = head.left > 1 && (head.at[1] & 0x80) != 0 ? head.at[1] & 0x7f : 0;
    struct bytes header;
    if (!der_next_is(head, DER_SEQUENCE) || !bytes_take(&head, 2 + width, &header) ||
        head.left < 32 || memcmp(head.at, version, sizeof(version)) != 0 ||
        !bytes_take(&head, sizeof(version) - 1, &header)) {
        return false;
    }
    const size_t inner = (head.at[1] & 0x80) != 0 ? head.at[1] & 0x7f : 0;
    return bytes_take(&head, 2 + inner, &header) && head.left >= sizeof(pkcs7) &&
           memcmp(head.at, pkcs7, sizeof(pkcs7)) == 0;
}

bool store_source_recognise(struct bytes head)
{
    struct java_keystore store;
    return store_source_is_pkcs12(head) || java_keystore_begin(head, &store);
}

static void give(const struct store_reading *store, struct bytes der)
{
    struct source_spot spot = store->spot;
    spot.column = buffer_bytes(&store->name);
    if (der.left > 0 && !certificate_object_read(der, &spot, store->sink)) {
        store->sink->unread(store->sink->context, &no_part, &spot);
    }
}

static void give_bag(struct store_reading *store, const struct safe_bag *bag)
{
    struct buffer joined = { 0 };
    store->spot.row++;
    if (bag->kind == SAFE_BAG_CERTIFICATE) {
        safe_bag_name(bag, &store->name);
        const struct bytes der = bag_certificates_der(bag, &joined);
        give(store, der);
        if (der.left == 0) {
            store_reading_tell(store, &store_cut_off);
        }
    } else {
        store->has_keys = true;
    }
    buffer_clear(&joined);
}

static void give_bags(struct store_reading *store, struct bytes contents)
{
    struct safe_bag_list list = { 0 };
    if (!safe_bag_list_read(&list, contents)) {
        store_reading_tell(store, &no_part);
    }
    for (size_t i = 0; i < list.count; i++) {
        give_bag(store, &list.bags[i]);
    }
    if (list.bounded) {
        store_reading_tell(store, &bounded);
    }
    safe_bag_list_clear(&list);
}

/* What is tried on the parts of one store. */
struct opening {
    struct passphrases passphrases; /* lines are not its own */
    struct passphrase_turn turn;
    struct passphrase_search search;
};

static void give_closed(struct store_reading *store, const struct pkcs12_part *part,
                        struct opening *opening)
{
    struct buffer open = { 0 };
    if (store->setting->passphrases != NULL && opening->passphrases.memo != NULL &&
        passphrases_open(&opening->passphrases, &part->closed, safe_bag_contents_fit, &open,
                         &opening->search)) {
        give_bags(store, buffer_bytes(&open));
    } else {
        store_reading_tell(store, &closed_part);
    }
    buffer_clear(&open);
}

static void give_parts(struct store_reading *store, struct bytes parts, struct opening *opening)
{
    enum outcome outcome = OUTCOME_OK;
    for (size_t count = 0; parts.left > 0; count++) {
        struct buffer joined = { 0 };
        struct pkcs12_part part;
        outcome =
            count < STORE_PARTS_MAX ? pkcs12_store_take(&parts, &joined, &part) : OUTCOME_BOUND;
        if (outcome == OUTCOME_OK && part.kind == PKCS12_CLEAR) {
            give_bags(store, part.contents);
        } else if (outcome == OUTCOME_OK && part.kind == PKCS12_CLOSED) {
            give_closed(store, &part, opening);
        } else if (outcome == OUTCOME_OK) {
            store_reading_tell(store, &closed_by_key);
        }
        buffer_clear(&joined);
        if (outcome != OUTCOME_OK) {
            store_reading_tell(store, outcome == OUTCOME_BOUND ? &bounded : &no_part);
            if (outcome != OUTCOME_UNEXPECTED) {
                return;
            }
        }
    }
}

static void read_pkcs12(struct store_reading *store)
{
    struct buffer joined = { 0 };
    struct opening opening = { .turn = passphrase_turn_whole(DERIVATION_STORE_MAX) };
    struct bytes parts;
    bool cut = false;
    if (store->setting->passphrases != NULL) {
        opening.passphrases = *store->setting->passphrases;
        opening.passphrases.found = (struct bytes){ 0 };
        opening.passphrases.memo = search_memo_new();
        opening.passphrases.turn = &opening.turn;
        opening.turn.context = store->sink->context;
        opening.turn.alive = store->sink->alive;
    }
    if (pkcs12_store_read(store->content, &joined, &cut, &parts) == OUTCOME_OK) {
        give_parts(store, parts, &opening);
    } else {
        store_reading_tell(store, &no_part);
    }
    if (cut) {
        store_reading_tell(store, &store_cut_off);
    }
    search_memo_free(opening.passphrases.memo);
    buffer_clear(&joined);
}

static void read_java(struct store_reading *store)
{
    struct java_keystore java;
    struct java_entry entry;
    if (!java_keystore_begin(store->content, &java)) {
        return;
    }
    const struct source_spot whole = store->spot;
    while (java_keystore_next(&java, &entry)) {
        struct bytes der;
        store_reading_enter(store, entry.alias);
        store->has_keys = store->has_keys || entry.kind == JAVA_ENTRY_KEY;
        while (java_keystore_certificate(&java, &entry.chain, &der)) {
            store->spot.offset = whole.offset + (uint64_t)(der.at - store->content.at);
            store->spot.length = der.left;
            store->spot.exact = true;
            give(store, der);
        }
        const uint64_t row = store->spot.row;
        store->spot = whole;
        store->spot.row = row;
    }
    if (java.cut || java.left > 0) {
        store_reading_tell(store, &store_cut_off);
    }
}

static void read_store(struct store_reading *store)
{
    if (store_source_is_pkcs12(store->content)) {
        read_pkcs12(store);
    } else {
        read_java(store);
    }
}

void store_source_read(struct source_window *window, const struct source_setting *setting,
                       const struct certificate_sink *sink)
{
    store_reading_do(window, setting, sink, read_store);
}
