#include "bounds.h"
#include "bytes/java_keystore.h"
#include "keys/bouncy_keystore.h"
#include "keys/key_reader.h"
#include "keys/stored_key.h"

/* Of Twofish, under which a UBER keystore is encrypted as a whole. */
#define BLOCK 16

static const char encoding[] = "bks";

struct store_reading {
    struct examination *examination;
    struct passphrase_search search;
    struct buffer alias;
};

static struct bytes tell_chain(const struct store_reading *reading, struct bytes chain)
{
    struct bytes own = { 0 }, der;
    while (bouncy_keystore_certificate(&chain, &der)) {
        own = own.left == 0 ? der : own;
        stored_key_certificate(reading->examination, der, buffer_bytes(&reading->alias));
    }
    return own;
}

/* Secret and public keys may stand there too: only what is a private key is told. */
static bool fits_sealed(struct bytes opened)
{
    uint64_t kind;
    struct bytes rest = opened;
    return opened.left > 8 && bytes_take_number(&rest, 1, &kind) && kind <= 2 &&
           bytes_take_number(&rest, 2, &kind) && kind > 0 && kind < 16;
}

/* PBEWithSHAAnd3-KeyTripleDES-CBC of RFC 7292 appendix C. */
static bool read_closed(struct bytes body, struct closed_key *closed)
{
    *closed = (struct closed_key){ .lock = { .derivation = LOCK_PKCS12,
                                             .digest = "SHA1",
                                             .cipher = cipher_named("DES-EDE3-CBC"),
                                             .padded = true,
                                             .in_store = true } };
    return bouncy_keystore_sealed(body, &closed->lock.salt, &closed->lock.iterations,
                                  &closed->closed);
}

/* A private key never stands without a certificate: what is shut and has none is a secret key. */
static void tell_shut(struct store_reading *reading, struct bytes own, const char *failure)
{
    if (own.left > 0) {
        stored_key_shut(reading->examination, own, failure, encoding);
    }
}

static void tell_sealed(struct store_reading *reading, struct bytes body, struct bytes own)
{
    struct examination *examination = reading->examination;
    struct closed_key closed;
    struct buffer open = { 0 };
    if (!read_closed(body, &closed)) {
        tell_shut(reading, own, "its encryption parameters cannot be read");
        return;
    }
    if (!passphrases_open(examination->passphrases, &closed, fits_sealed, &open,
                          &reading->search)) {
        tell_shut(reading, own, reading->search.failure);
        return;
    }
    struct bytes opened = buffer_bytes(&open), pkcs8;
    if (bouncy_keystore_key(&opened, &pkcs8)) {
        stored_key_prove(examination, pkcs8, reading->search.remark, encoding);
    }
    buffer_clear(&open);
}

static void tell_entry(struct store_reading *reading, const struct bouncy_entry *entry)
{
    struct bytes body = entry->body, pkcs8;
    examination_enter(reading->examination, body, buffer_bytes(&reading->alias));
    const struct bytes own = tell_chain(reading, entry->chain);
    if (entry->kind == BOUNCY_ENTRY_CERTIFICATE) {
        stored_key_certificate(reading->examination, body, buffer_bytes(&reading->alias));
    } else if (entry->kind == BOUNCY_ENTRY_SEALED) {
        tell_sealed(reading, body, own);
    } else if (entry->kind == BOUNCY_ENTRY_KEY && bouncy_keystore_key(&body, &pkcs8)) {
        stored_key_prove(reading->examination, pkcs8, NULL, encoding);
    }
}

void bouncy_key_examine(struct examination *examination, struct bytes content)
{
    struct store_reading reading = { .examination = examination };
    struct bouncy_entry entry;
    if (!bouncy_keystore_begin(&content)) {
        return;
    }
    if (!bouncy_keystore_take(&content, &entry)) {
        if (content.left >= 2 * BLOCK && content.left % BLOCK == 0) {
            examination_lead(examination, VERDICT_UNSUPPORTED, NULL,
                             "a UBER keystore of Bouncy Castle, which is not read", "uber");
        }
        return;
    }
    examination_trust(examination);
    do {
        buffer_reset(&reading.alias);
        if (!java_keystore_alias(entry.alias, PLACE_NAME_MAX, &reading.alias)) {
            examination->bounded = true;
        }
        tell_entry(&reading, &entry);
    } while (bouncy_keystore_take(&content, &entry));
    examination_enter(examination, bytes_over(NULL, 0), bytes_over(NULL, 0));
    buffer_clear(&reading.alias);
}
