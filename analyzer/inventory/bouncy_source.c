#include "bounds.h"
#include "bytes/java_keystore.h"
#include "inventory/certificate_source.h"
#include "keys/bouncy_keystore.h"

/* Keystores of Bouncy Castle as inventories. In BKS the certificates lie open, whatever closes
 * the keys beside them; UBER is closed as a whole, and is told. */

/* BcKeyStoreSpi: all that is written has a salt of 20 octets and 1,024 to 2,047 iterations;
 * a digest of 20 octets follows the zero that ends the entries. */
#define VERSION_MAX    2
#define SALT_OCTETS    20
#define ITERATIONS_MAX 0xffff
#define DIGEST_OCTETS  20
#define BLOCK          16 /* of UBER's cipher, octets */

static const struct fault keys_aside = {
    OUTCOME_UNEXPECTED, NULL, "a private key in an inventory is not looked at: it is no evidence"
};
static const struct fault closed = { OUTCOME_ENCRYPTED, NULL,
                                     "a UBER keystore of Bouncy Castle: all of it is closed" };
static const struct fault cut_off = { OUTCOME_TRUNCATED, NULL,
                                      "the store ends before its entries do" };
static const struct fault no_object = { OUTCOME_MALFORMED, NULL,
                                        "no certificate where a store has one" };
static const struct fault too_large = { OUTCOME_BOUND, NULL,
                                        "a key store larger than is held in memory" };

struct bouncy_store {
    const struct certificate_sink *sink;
    struct bytes content;
    struct source_spot spot; /* of the whole; `row` counts its entries */
    struct buffer name;
    bool has_keys;
};

bool bouncy_source_recognise(struct bytes head)
{
    uint64_t version, length, iterations;
    struct bytes salt;
    return bytes_take_number(&head, 4, &version) && version <= VERSION_MAX &&
           bytes_take_number(&head, 4, &length) && length == SALT_OCTETS &&
           bytes_take(&head, SALT_OCTETS, &salt) && bytes_take_number(&head, 4, &iterations) &&
           iterations > 0 && iterations <= ITERATIONS_MAX && head.left > DIGEST_OCTETS;
}

static void tell(const struct bouncy_store *store, const struct fault *fault)
{
    store->sink->unread(store->sink->context, fault, &store->spot);
}

static void give(const struct bouncy_store *store, struct bytes der)
{
    struct source_spot spot = store->spot;
    spot.offset += (uint64_t)(der.at - store->content.at);
    spot.length = der.left;
    spot.exact = true;
    spot.column = buffer_bytes(&store->name);
    if (!certificate_object_read(der, &spot, store->sink)) {
        store->sink->unread(store->sink->context, &no_object, &spot);
    }
}

static void give_entry(struct bouncy_store *store, const struct bouncy_entry *entry)
{
    struct bytes chain = entry->chain, der;
    store->spot.row++;
    buffer_reset(&store->name);
    if (!java_keystore_alias(entry->alias, PLACE_NAME_MAX, &store->name)) {
        buffer_reset(&store->name);
    }
    while (bouncy_keystore_certificate(&chain, &der)) {
        give(store, der);
    }
    if (entry->kind == BOUNCY_ENTRY_CERTIFICATE) {
        give(store, entry->body);
    } else {
        store->has_keys = true;
    }
}

/* Octets that begin with no entry and are whole blocks are a cipher's. */
static bool is_closed(struct bytes rest)
{
    struct bouncy_entry entry;
    return rest.left >= 2 * (size_t)BLOCK && rest.left % BLOCK == 0 &&
           !bouncy_keystore_take(&rest, &entry);
}

static void read_store(struct bouncy_store *store)
{
    struct bytes rest = store->content;
    struct bouncy_entry entry;
    uint64_t end;
    if (!bouncy_keystore_begin(&rest)) {
        return;
    }
    if (is_closed(rest)) {
        tell(store, &closed);
        return;
    }
    while (bouncy_keystore_take(&rest, &entry)) {
        give_entry(store, &entry);
    }
    store->spot.row = 0;
    if (!bytes_take_number(&rest, 1, &end) || end != 0 || rest.left < DIGEST_OCTETS) {
        tell(store, &cut_off);
    }
}

void bouncy_source_read(struct source_window *window, const struct source_setting *setting,
                        const struct certificate_sink *sink)
{
    struct bouncy_store store = { .sink = sink };
    source_window_need(window, STORE_HELD_MAX);
    store.content = source_window_view(window);
    store.spot = (struct source_spot){ .outer = setting->outer,
                                       .offset = window->position,
                                       .length = store.content.left };
    if (!window->ended && store.content.left >= STORE_HELD_MAX) {
        tell(&store, &too_large);
    } else {
        read_store(&store);
    }
    sink->aside(sink->context, store.has_keys ? &keys_aside : NULL, &store.spot);
    source_window_drop(window, UINT64_MAX);
    buffer_clear(&store.name);
}
