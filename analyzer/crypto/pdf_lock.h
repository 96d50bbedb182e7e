#ifndef PDF_LOCK_H
#define PDF_LOCK_H

#include "bytes.h"

/* The standard security handler of PDF (ISO 32000-2 section 7.6.4): how a passphrase becomes the
 * key of a file. Revisions 2 to 6. Read from hostile bytes; windows on them. */

#define PDF_LOCK_KEY_MAX 32

struct pdf_lock {
    unsigned revision;
    size_t key_octets;                /* 5 to 16; 32 from revision 5 on */
    struct bytes owner, user;         /* /O and /U */
    struct bytes owner_key, user_key; /* /OE and /UE, from revision 5 on */
    struct bytes id;                  /* the first of /ID */
    uint32_t permissions;
    bool metadata_open; /* /EncryptMetadata false */
};

/* Work of one try, in steps as DERIVATION_STEPS_MAX counts them. */
uint64_t pdf_lock_steps(const struct pdf_lock *lock);

/* One try, as the passphrase of a user and as the owner's. False for a wrong one, and for a lock
 * that cannot be: `key` is then as it was. */
MUST_CHECK bool pdf_lock_open(const struct pdf_lock *lock, struct bytes passphrase,
                              uint8_t key[PDF_LOCK_KEY_MAX]);

/* The key of one object (section 7.6.3, algorithm 1), of at most 16 octets. Gives its length. */
size_t pdf_lock_object_key(const uint8_t *key, size_t key_octets, uint32_t number,
                           uint16_t generation, bool aes, uint8_t object_key[16]);

/* Uses its algorithms once. */
void pdf_lock_prepare(void);

#endif
