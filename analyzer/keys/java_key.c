#include "bounds.h"
#include "bytes/java_keystore.h"
#include "keys/key_reader.h"
#include "keys/stored_key.h"

struct store_reading {
    struct examination *examination;
    struct java_keystore store;
    struct passphrase_search search;
    struct buffer alias; /* of the entry that is read now, UTF-8 */
    const char *encoding;
};

/* The first of a chain is the key's own. */
static struct bytes tell_chain(const struct store_reading *reading, struct bytes chain)
{
    struct bytes own = { 0 }, der;
    while (java_keystore_certificate(&reading->store, &chain, &der)) {
        own = own.left == 0 ? der : own;
        stored_key_certificate(reading->examination, der, buffer_bytes(&reading->alias));
    }
    return own;
}

static void tell_key(struct store_reading *reading, const struct java_entry *entry)
{
    struct closed_key closed;
    examination_enter(reading->examination, entry->key, buffer_bytes(&reading->alias));
    const struct bytes own = tell_chain(reading, entry->chain);
    enum outcome outcome = encrypted_pkcs8_read(entry->key, &closed);
    if (outcome != OUTCOME_OK) {
        stored_key_shut(reading->examination, own,
                        outcome == OUTCOME_TRUNCATED ? closed_key_cut
                                                     : "it is closed by a scheme that is not known",
                        reading->encoding);
        return;
    }
    examination_account(reading->examination, entry->key);
    if (!stored_key_open(reading->examination, &closed, &reading->search, reading->encoding)) {
        stored_key_shut(reading->examination, own, reading->search.failure, reading->encoding);
    }
}

static void read_entries(struct store_reading *reading)
{
    struct java_entry entry;
    while (java_keystore_next(&reading->store, &entry)) {
        buffer_reset(&reading->alias);
        if (!java_keystore_alias(entry.alias, PLACE_NAME_MAX, &reading->alias)) {
            reading->examination->bounded = true;
        }
        if (entry.kind == JAVA_ENTRY_KEY) {
            tell_key(reading, &entry);
        } else if (entry.kind == JAVA_ENTRY_CERTIFICATE) {
            (void)tell_chain(reading, entry.chain);
        }
    }
    examination_enter(reading->examination, bytes_over(NULL, 0), bytes_over(NULL, 0));
}

void java_key_examine(struct examination *examination, struct bytes content)
{
    struct store_reading reading = { .examination = examination };
    if (!java_keystore_begin(content, &reading.store)) {
        return;
    }
    reading.encoding = reading.store.jceks ? "jceks" : "jks";
    examination_trust(examination);
    read_entries(&reading);
    buffer_clear(&reading.alias);
}
