#ifndef JAVA_KEYSTORE_H
#define JAVA_KEYSTORE_H

#include "buffer.h"

/* The frames of a Java keystore, JKS or JCEKS, versions 1 and 2 (OpenJDK:
 * sun.security.provider.JavaKeyStore, com.sun.crypto.provider.JceKeyStore): a magic
 * number, a version, a count, and so many entries; a digest at the end. Numbers are
 * big-endian. Nothing in it says how long it is: who wants to know takes all entries. */

#define JAVA_KEYSTORE_DIGEST 20 /* octets of SHA-1 behind the entries */

enum java_entry_kind {
    JAVA_ENTRY_KEY = 1,         /* an EncryptedPrivateKeyInfo and the chain of its certificates */
    JAVA_ENTRY_CERTIFICATE = 2, /* one certificate that is trusted */
    JAVA_ENTRY_SECRET = 3       /* a serialized object around a secret key; of JCEKS */
};

struct java_keystore {
    struct bytes rest; /* what was not taken yet */
    unsigned version;  /* 1 or 2 */
    bool jceks;
    uint64_t left; /* entries, by the count */
    bool cut;      /* an entry was not all there */
};

struct java_entry {
    enum java_entry_kind kind;
    struct bytes alias; /* modified UTF-8 */
    struct bytes key;   /* DER; empty in other entries */
    struct bytes chain; /* certificates, see java_keystore_certificate(); may be cut off */
};

/* The header: false where it is none. `store` sees the bytes behind it. */
MUST_CHECK bool java_keystore_begin(struct bytes from, struct java_keystore *store);

/* Takes the next entry. False at the end, and where none stands: a key or certificate has
 * to be a SEQUENCE as long as it says. An entry that is cut off is taken with what
 * is there of it, as long as its alias is. */
MUST_CHECK bool java_keystore_next(struct java_keystore *store, struct java_entry *entry);

/* Takes the next certificate of a chain: its DER. */
MUST_CHECK bool java_keystore_certificate(const struct java_keystore *store, struct bytes *chain,
                                          struct bytes *der);

/* Appends an alias in UTF-8; at most `most` of its octets are looked at. False when
 * memory ran out. */
MUST_CHECK bool java_keystore_alias(struct bytes alias, size_t most, struct buffer *utf8);

/* Whether an entry is due, and the bytes end within its tag, alias or date: then they tell
 * neither that it is there nor that it is not. */
MUST_CHECK bool java_keystore_ends_early(const struct java_keystore *store);

#endif
