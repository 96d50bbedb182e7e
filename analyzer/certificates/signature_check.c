#include "certificates/signature_check.h"

#include <limits.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "bytes/der.h"

#define PSS_SALT_MAX                                                                               \
    512 /* octets; no hash needs more, no RSA key of 16384 bits has room for more */

struct signer_key {
    EVP_PKEY *key;
};

struct signer_key *signer_key_new(struct bytes spki)
{
    if (spki.left > LONG_MAX) {
        return NULL;
    }
    struct signer_key *signer = calloc(1, sizeof(*signer));
    if (signer == NULL) {
        return NULL;
    }
    const unsigned char *at = spki.at;
    signer->key = d2i_PUBKEY(NULL, &at, (long)spki.left);
    ERR_clear_error();
    if (signer->key == NULL) {
        free(signer);
        return NULL;
    }
    return signer;
}

void signer_key_free(struct signer_key *key)
{
    if (key != NULL) {
        EVP_PKEY_free(key->key);
        free(key);
    }
}

/* RSASSA-PSS-params (RFC 4055 section 3.1) with their defaults. */
struct pss {
    const EVP_MD *hash, *mask_hash;
    int salt;
};

static int nid_of(struct bytes oid)
{
    char encoded[2 + 64] = { DER_OBJECT_IDENTIFIER };
    if (oid.left == 0 || oid.left > 64) {
        return NID_undef;
    }
    encoded[1] = (char)oid.left;
    for (size_t i = 0; i < oid.left; i++) {
        encoded[2 + i] = (char)oid.at[i];
    }
    const unsigned char *at = (const unsigned char *)encoded;
    ASN1_OBJECT *object = d2i_ASN1_OBJECT(NULL, &at, (long)(oid.left + 2));
    int nid = object == NULL ? NID_undef : OBJ_obj2nid(object);
    ASN1_OBJECT_free(object);
    return nid;
}

/* AlgorithmIdentifier ::= SEQUENCE { algorithm, parameters ANY OPTIONAL } */
static bool take_algorithm(struct bytes *from, int *nid, struct bytes *parameters)
{
    struct bytes fields, oid;
    if (der_take(from, DER_LENIENT, DER_SEQUENCE, &fields) != OUTCOME_OK ||
        der_take(&fields, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) != OUTCOME_OK) {
        return false;
    }
    *nid = nid_of(oid);
    *parameters = fields;
    return true;
}

static bool take_hash(struct bytes *from, unsigned tag, const EVP_MD **hash)
{
    struct bytes tagged, parameters;
    int nid;
    if (!der_next_is(*from, tag)) {
        return true;
    }
    if (der_take(from, DER_LENIENT, tag, &tagged) != OUTCOME_OK ||
        !take_algorithm(&tagged, &nid, &parameters)) {
        return false;
    }
    *hash = EVP_get_digestbynid(nid);
    return *hash != NULL;
}

static bool take_mask_hash(struct bytes *from, const EVP_MD **hash)
{
    struct bytes tagged, parameters;
    int nid;
    if (!der_next_is(*from, DER_CONTEXT_1)) {
        return true;
    }
    if (der_take(from, DER_LENIENT, DER_CONTEXT_1, &tagged) != OUTCOME_OK ||
        !take_algorithm(&tagged, &nid, &parameters) || nid != NID_mgf1 ||
        !take_algorithm(&parameters, &nid, &tagged)) {
        return false;
    }
    *hash = EVP_get_digestbynid(nid);
    return *hash != NULL;
}

/* A natural number in its own tag, no larger than `most`. */
static bool take_small(struct bytes *from, unsigned tag, unsigned most, int *number)
{
    struct bytes tagged, magnitude;
    if (!der_next_is(*from, tag)) {
        return true;
    }
    uint64_t value = 0;
    if (der_take(from, DER_LENIENT, tag, &tagged) != OUTCOME_OK ||
        der_take_natural(&tagged, DER_LENIENT, &magnitude) != OUTCOME_OK || magnitude.left > 2 ||
        (magnitude.left > 0 && !bytes_take_number(&magnitude, magnitude.left, &value)) ||
        value > most) {
        return false;
    }
    *number = (int)value;
    return true;
}

static bool read_pss(struct bytes parameters, struct pss *pss)
{
    struct bytes fields;
    int trailer = 1;
    *pss = (struct pss){ .hash = EVP_sha1(), .mask_hash = EVP_sha1(), .salt = 20 };
    return der_take(&parameters, DER_LENIENT, DER_SEQUENCE, &fields) == OUTCOME_OK &&
           take_hash(&fields, DER_CONTEXT_0, &pss->hash) &&
           take_mask_hash(&fields, &pss->mask_hash) &&
           take_small(&fields, DER_CONTEXT_2, PSS_SALT_MAX, &pss->salt) &&
           take_small(&fields, DER_CONTEXT_3, 1, &trailer) && trailer == 1 && fields.left == 0;
}

static bool begin_pss(EVP_MD_CTX *context, EVP_PKEY *key, struct bytes parameters)
{
    struct pss pss;
    EVP_PKEY_CTX *settings = NULL; /* owned by the context */
    return read_pss(parameters, &pss) &&
           EVP_DigestVerifyInit(context, &settings, pss.hash, NULL, key) == 1 &&
           EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(settings, pss.mask_hash) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, pss.salt) == 1;
}

/* Ed25519 and Ed448 have no hash of their own to be named. */
static bool begin_check(EVP_MD_CTX *context, EVP_PKEY *key, struct bytes algorithm)
{
    int nid, hash, kind;
    struct bytes parameters;
    if (!take_algorithm(&algorithm, &nid, &parameters)) {
        return false;
    }
    if (nid == NID_rsassaPss) {
        int id = EVP_PKEY_get_base_id(key);
        return (id == EVP_PKEY_RSA || id == EVP_PKEY_RSA_PSS) &&
               begin_pss(context, key, parameters);
    }
    if (OBJ_find_sigid_algs(nid, &hash, &kind) != 1 || kind != EVP_PKEY_get_base_id(key)) {
        return false;
    }
    const EVP_MD *digest = hash == NID_undef ? NULL : EVP_get_digestbynid(hash);
    return (digest != NULL || hash == NID_undef) &&
           EVP_DigestVerifyInit(context, NULL, digest, NULL, key) == 1;
}

bool signature_check(const struct signer_key *key, struct bytes algorithm, struct bytes message,
                     struct bytes signature)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool holds =
        context != NULL && begin_check(context, key->key, algorithm) &&
        EVP_DigestVerify(context, signature.at, signature.left, message.at, message.left) == 1;
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return holds;
}

#define STRONG_HASH_OCTETS 28 /* a collision takes half as many bits: 112 */

bool signature_hash_is_weak(struct bytes algorithm)
{
    int nid, hash, kind;
    struct bytes parameters;
    struct pss pss;
    const EVP_MD *digest = NULL;
    if (!take_algorithm(&algorithm, &nid, &parameters)) {
        return false;
    }
    if (nid == NID_rsassaPss) {
        digest = read_pss(parameters, &pss) ? pss.hash : NULL;
    } else if (OBJ_find_sigid_algs(nid, &hash, &kind) == 1 && hash != NID_undef) {
        digest = EVP_get_digestbynid(hash);
    }
    return digest != NULL && EVP_MD_get_size(digest) < STRONG_HASH_OCTETS;
}
