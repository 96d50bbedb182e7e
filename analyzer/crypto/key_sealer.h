#ifndef KEY_SEALER_H
#define KEY_SEALER_H

#include "buffer.h"
#include "crypto/public_numbers.h"

/* Closes proven private keys for one recipient, at the moment they are proven: PrivateKeyInfo as
 * CMS AuthEnvelopedData (RFC 5083) under AES-256-GCM (RFC 5084), its key by RSAES-OAEP with
 * SHA-256 (RFC 3560) or by ephemeral ECDH (RFC 5753). What is closed waits under the key's name
 * until whoever delivers the key asks for it; of very many that nobody asks for, some are dropped.
 * Of the open key nothing is kept. */

struct cms_opener;
struct key_sealer;

/* `certificate`: the recipient's, in PEM or DER, with an RSA or EC key that is sound, of
 * RECIPIENT_SECURITY_BITS, and not for other uses only. Closes something once, so that all is
 * loaded. NULL where it is no such certificate, or memory ran out. */
struct key_sealer *key_sealer_new(struct bytes certificate);
/* Closes nothing: each proven key is added to `opener`, which outlives it. */
struct key_sealer *key_sealer_collecting(struct cms_opener *opener);
void key_sealer_free(struct key_sealer *sealer);

struct bytes key_sealer_subject(const struct key_sealer *sealer);  /* RFC 4514, UTF-8 */
const uint8_t *key_sealer_sha256(const struct key_sealer *sealer); /* of the certificate */

/* For the provers. Whether this key is not there yet (false also where `sealer` is NULL); then
 * one of the two: closes it, or notes why it cannot be closed (static). */
bool key_sealer_wants(const struct key_sealer *sealer, const struct public_numbers *derived);
void key_sealer_take(struct key_sealer *sealer, const struct public_numbers *derived,
                     struct bytes pkcs8);
void key_sealer_refuse(struct key_sealer *sealer, const struct public_numbers *derived,
                       const char *note);

/* What there is of this name, once; false where there is nothing, or it was given out before.
 * `content` (DER) is empty where it could not be closed: then `note` says why. */
struct sealed_key {
    struct bytes content; /* good until the next key is taken */
    const char *note;     /* static, or NULL */
};
bool key_sealer_give(struct key_sealer *sealer, const char *name, struct sealed_key *sealed);

#endif
