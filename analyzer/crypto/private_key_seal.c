#include "crypto/private_key_seal.h"

#include "crypto/private_key_write.h"

static bool write_key(const struct public_numbers *derived, struct bytes secret,
                      struct buffer *pkcs8)
{
    switch (derived->algorithm) {
    case KEY_EC:
        return private_key_write_ec(derived, secret, pkcs8);
    case KEY_DSA:
    case KEY_DH:
        return private_key_write_discrete(derived, secret, pkcs8);
    case KEY_ED25519:
    case KEY_ED448:
    case KEY_X25519:
    case KEY_X448:
        return private_key_write_raw(derived->algorithm, secret, pkcs8);
    case KEY_RSA:
    case KEY_OTHER:
    case KEY_ALGORITHM_NONE:
        break;
    }
    return false;
}

void private_key_seal(const struct private_key *key, const struct public_numbers *derived,
                      struct key_sealer *sealer)
{
    struct buffer pkcs8 = { 0 };
    if (key_sealer_wants(sealer, derived) && write_key(derived, key->secret, &pkcs8)) {
        key_sealer_take(sealer, derived, buffer_bytes(&pkcs8));
    }
    buffer_clear(&pkcs8);
}
