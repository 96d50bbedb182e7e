#include "bounds.h"
#include "bytes/java_keystore.h"
#include "inventory/store_reading.h"
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

static const struct fault closed = { OUTCOME_ENCRYPTED, NULL,
                                     "a UBER keystore of Bouncy Castle: all of it is closed" };
static const struct fault no_object = { OUTCOME_MALFORMED, NULL,
                                        "no certificate where a store has one" };

bool bouncy_source_recognise(struct bytes head)
{
    uint64_t version, length, iterations;
    struct bytes salt;
    return bytes_take_number(&head, 4, &version) && version <= VERSION_MAX &&
           bytes_take_number(&head, 4, &length) && length == SALT_OCTETS &&
           bytes_take(&head, SALT_OCTETS, &salt) && bytes_take_number(&head, 4, &iterations) &&
           iterations > 0 && iterations <= ITERATIONS_MAX && head.left > DIGEST_OCTETS;
}

static void give(const struct store_reading *store, struct bytes der)
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

static void give_entry(struct store_reading *store, const struct bouncy_entry *entry)
{
    struct bytes chain = entry->chain, der;
    store_reading_enter(store, entry->alias);
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

static void read_store(struct store_reading *store)
{
    struct bytes rest = store->content;
    struct bouncy_entry entry;
    uint64_t end;
    if (!bouncy_keystore_begin(&rest)) {
        return;
    }
    if (is_closed(rest)) {
        store_reading_tell(store, &closed);
        return;
    }
    while (bouncy_keystore_take(&rest, &entry)) {
        give_entry(store, &entry);
    }
    store->spot.row = 0;
    if (!bytes_take_number(&rest, 1, &end) || end != 0 || rest.left < DIGEST_OCTETS) {
        store_reading_tell(store, &store_cut_off);
    }
}

void bouncy_source_read(struct source_window *window, const struct source_setting *setting,
                        const struct certificate_sink *sink)
{
    store_reading_do(window, setting, sink, read_store);
}
