#include <string.h>

#include "bounds.h"
#include "bytes/base64.h"
#include "bytes/der.h"
#include "bytes/hex_text.h"
#include "bytes/json_object.h"
#include "certificates/jws_algorithm.h"
#include "certificates/proof_check.h"
#include "certificates/proof_key.h"
#include "certificates/proof_keys.h"
#include "crypto/curve.h"
#include "crypto/proof_jws.h"
#include "crypto/sha256.h"

static const struct fault bad_jws = { OUTCOME_MALFORMED, "RFC 7515 section 7",
                                      "no signature in one of the forms of JWS" };
static const struct fault too_many = { OUTCOME_BOUND, "RFC 7515 section 7.2.1",
                                       "it has more signatures than are judged" };
static const struct fault bad_header = { OUTCOME_MALFORMED, "RFC 7515 section 4",
                                         "its protected header cannot be read" };
static const struct fault bad_algorithm = { OUTCOME_UNSUPPORTED, "RFC 7518 section 3.1",
                                            "its algorithm is none of this key" };
static const struct fault critical = { OUTCOME_UNSUPPORTED, "RFC 7515 section 4.1.11",
                                       "its header has an extension that is critical" };
static const struct fault bad_key = { OUTCOME_MALFORMED, "RFC 7517 section 4",
                                      "the key in its header cannot be read" };
static const struct fault no_key = { OUTCOME_UNEXPECTED, "RFC 7515 section 4.1.4",
                                     "its key is not in it: give a certificate with that key" };
static const struct fault other_kid = { OUTCOME_MALFORMED, "RFC 7515 section 4.1.4",
                                        "the fingerprint in its header is of another key" };
static const struct fault bad_signature = { OUTCOME_MALFORMED, NULL,
                                            "the signature does not hold under its key" };
static const struct fault no_statement = { OUTCOME_UNEXPECTED, NULL,
                                           "it states no compromise of the key" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };

/* The three parts as they stand, in base64url. */
struct jws {
    struct bytes protected, payload, signature;
};

static bool take_member(struct bytes text, const char *name, struct bytes *value)
{
    struct json_member member;
    if (!json_object_find(text, name, &member) || member.nested) {
        return false;
    }
    *value = member.value;
    return true;
}

static bool take_compact(struct bytes text, struct jws *jws)
{
    const struct bytes all = text;
    return bytes_take_until(&text, '.', &jws->protected) &&
           bytes_take_until(&text, '.', &jws->payload) && all.at[0] != '{' &&
           (jws->signature = text).left > 0;
}

static bool take_parts(struct bytes text, struct jws *jws)
{
    if (text.left == 0) {
        return false;
    }
    return text.at[0] == '{' ? take_member(text, "protected", &jws->protected) &&
                                   take_member(text, "payload", &jws->payload) &&
                                   take_member(text, "signature", &jws->signature)
                             : take_compact(text, jws);
}

/* RFC 7515 section 2: base64url without padding, and nothing between. */
static bool decode(struct bytes text, struct buffer *into)
{
    return base64_run(text, true) == text.left && text.left % 4 != 1 && base64_decode(text, into);
}

/* A JWK's numbers; `memory` holds them one behind the other. */
struct jwk_numbers {
    struct buffer first, second;
    struct public_numbers numbers;
};

static bool decode_member(struct bytes jwk, const char *name, struct buffer *into)
{
    struct bytes value;
    return take_member(jwk, name, &value) && value.left > 0 && decode(value, into);
}

static bool read_rsa(struct bytes jwk, struct jwk_numbers *read)
{
    if (!decode_member(jwk, "n", &read->first) || !decode_member(jwk, "e", &read->second)) {
        return false;
    }
    read->numbers = (struct public_numbers){
        .algorithm = KEY_RSA,
        .n = bytes_without_zeros(buffer_bytes(&read->first)),
        .e = bytes_without_zeros(buffer_bytes(&read->second)),
    };
    return true;
}

static bool read_point(struct bytes jwk, enum curve curve, struct jwk_numbers *read)
{
    const size_t width = curve_field_octets(curve);
    if (!buffer_append_byte(&read->first, 4) || !decode_member(jwk, "x", &read->first) ||
        !decode_member(jwk, "y", &read->second) || read->first.used != 1 + width ||
        read->second.used != width || !buffer_append(&read->first, buffer_bytes(&read->second))) {
        return false;
    }
    read->numbers = (struct public_numbers){ .algorithm = KEY_EC,
                                             .curve = curve,
                                             .point = buffer_bytes(&read->first) };
    return true;
}

static bool read_edwards(struct bytes jwk, enum key_algorithm algorithm, struct jwk_numbers *read)
{
    if (!decode_member(jwk, "x", &read->first) ||
        read->first.used != public_numbers_raw_octets(algorithm)) {
        return false;
    }
    read->numbers =
        (struct public_numbers){ .algorithm = algorithm, .raw = buffer_bytes(&read->first) };
    return true;
}

static bool read_jwk(struct bytes jwk, struct jwk_numbers *read)
{
    struct bytes kind, curve = { 0 };
    if (!take_member(jwk, "kty", &kind)) {
        return false;
    }
    (void)take_member(jwk, "crv", &curve);
    const enum curve known = jws_curve(curve);
    return json_text_is(kind, "RSA")                         ? read_rsa(jwk, read)
           : json_text_is(kind, "EC") && known != CURVE_NONE ? read_point(jwk, known, read)
           : json_text_is(curve, "Ed25519")                  ? read_edwards(jwk, KEY_ED25519, read)
           : json_text_is(curve, "Ed448")                    ? read_edwards(jwk, KEY_ED448, read)
                                                             : false;
}

static bool is_kid(struct bytes kid, const uint8_t digest[SHA256_LENGTH])
{
    char text[2 * SHA256_LENGTH + 1];
    hex_text_write(bytes_over(digest, SHA256_LENGTH), text);
    return json_text_is(kid, text);
}

static bool take_digest(struct bytes kid, uint8_t digest[SHA256_LENGTH])
{
    struct buffer octets = { 0 };
    size_t digits = 0;
    const bool taken = hex_text_run(kid, &digits) == 2 * (size_t)SHA256_LENGTH &&
                       digits == kid.left && hex_text_decode(kid, &octets) &&
                       octets.used == SHA256_LENGTH;
    if (taken) {
        memcpy(digest, octets.at, SHA256_LENGTH);
    }
    buffer_clear(&octets);
    return taken;
}

/* The key of a certificate at hand, by the digest of how it stands there or is written here. */
static const struct fault *find_key(struct bytes kid, const struct proof_setting *setting,
                                    struct checked_proof *checked, struct buffer *spki)
{
    struct bytes one;
    uint8_t digest[SHA256_LENGTH];
    if (!take_digest(kid, digest)) {
        return &no_key;
    }
    if (proof_keys_find(setting->keys, setting->spkis, digest, &one)) {
        return proof_key_read(one, checked, spki);
    }
    checked->wants_key = true;
    memcpy(checked->wanted_sha256, digest, SHA256_LENGTH);
    return &no_key;
}

static const struct fault *take_key(struct bytes header, const struct proof_setting *setting,
                                    struct checked_proof *checked, struct buffer *spki)
{
    struct json_member jwk;
    struct bytes kid = { 0 };
    (void)take_member(header, "kid", &kid);
    if (!json_object_find(header, "jwk", &jwk)) {
        return find_key(kid, setting, checked, spki);
    }
    struct jwk_numbers read = { .first = { 0 } };
    const struct fault *fault = jwk.nested && read_jwk(jwk.value, &read)
                                    ? proof_key_take(&read.numbers, checked, spki)
                                    : &bad_key;
    buffer_clear(&read.first);
    buffer_clear(&read.second);
    if (fault == NULL && kid.left == 2 * (size_t)SHA256_LENGTH &&
        !is_kid(kid, checked->identity.spki_sha256)) {
        return &other_kid;
    }
    return fault;
}

static const struct fault *verify(const struct jws *jws, struct bytes header,
                                  const struct buffer *spki, struct checked_proof *checked)
{
    struct bytes name;
    struct jws_algorithm algorithm;
    struct buffer input = { 0 }, given = { 0 }, signature = { 0 };
    if (!take_member(header, "alg", &name) ||
        !jws_algorithm_find(name, &checked->identity, &algorithm)) {
        return &bad_algorithm;
    }
    const struct fault *fault =
        decode(jws->signature, &given) &&
                jws_algorithm_signature(&algorithm, buffer_bytes(&given), &signature)
            ? NULL
            : &bad_signature;
    if (fault == NULL &&
        (!buffer_append(&input, jws->protected) || !buffer_append_byte(&input, '.') ||
         !buffer_append(&input, jws->payload))) {
        fault = &no_memory;
    }
    checked->signature_holds =
        fault == NULL &&
        proof_key_verifies(spki, bytes_over(algorithm.identifier, algorithm.length),
                           buffer_bytes(&input), buffer_bytes(&signature));
    buffer_clear(&input);
    buffer_clear(&given);
    buffer_clear(&signature);
    return fault != NULL ? fault : checked->signature_holds ? NULL : &bad_signature;
}

static const struct fault *check_header(const struct jws *jws, const struct proof_setting *setting,
                                        struct checked_proof *checked)
{
    struct buffer header = { 0 }, spki = { 0 };
    struct json_member member;
    const struct fault *fault = NULL;
    if (!decode(jws->protected, &header) || header.used == 0 || header.at[0] != '{') {
        fault = &bad_header;
    } else if (json_object_find(buffer_bytes(&header), "crit", &member)) {
        fault = &critical;
    } else {
        fault = take_key(buffer_bytes(&header), setting, checked, &spki);
    }
    if (fault == NULL) {
        fault = verify(jws, buffer_bytes(&header), &spki, checked);
    }
    buffer_clear(&header);
    buffer_clear(&spki);
    return fault;
}

/* The payload of `jws` stands in `said`, decoded. */
static void check_one(const struct jws *jws, const struct proof_setting *setting,
                      struct bytes payload, struct checked_proof *checked)
{
    *checked = (struct checked_proof){ .structure = STRUCTURE_JWS, .said = payload };
    if (bytes_equal(payload, bytes_over(PROOF_JWS_STATEMENT, strlen(PROOF_JWS_STATEMENT)))) {
        checked->statement = STATES_PWNEDKEYS;
    }
    const struct fault *fault = check_header(jws, setting, checked);
    if (fault == NULL && checked->statement == STATES_NOTHING) {
        fault = &no_statement;
    }
    if (checked->said.left > PROOF_SAID_MAX) {
        checked->said.left = PROOF_SAID_MAX;
    }
    proof_key_refuse(checked, fault);
}

static void refuse(const struct fault *fault, void *context,
                   void (*found)(void *context, const struct checked_proof *checked))
{
    struct checked_proof checked = { .structure = STRUCTURE_NONE };
    proof_key_refuse(&checked, fault);
    found(context, &checked);
}

/* Each is a proof of its own: what one of them is worth says nothing of the next. */
static void check_each(struct bytes array, struct jws *jws, const struct proof_setting *setting,
                       struct bytes payload, void *context,
                       void (*found)(void *context, const struct checked_proof *checked))
{
    struct bytes one;
    size_t count = 0;
    for (; count < JWS_SIGNATURES_MAX && json_object_take(&array, &one); count++) {
        struct checked_proof checked;
        if (take_member(one, "protected", &jws->protected) &&
            take_member(one, "signature", &jws->signature)) {
            check_one(jws, setting, payload, &checked);
            found(context, &checked);
        } else {
            refuse(&bad_jws, context, found);
        }
    }
    if (count == 0) {
        refuse(&bad_jws, context, found);
    } else if (count == JWS_SIGNATURES_MAX && json_object_take(&array, &one)) {
        refuse(&too_many, context, found);
    }
}

/* The inside of the array that makes it the general form. */
static bool take_signatures(struct bytes text, struct bytes *inside)
{
    struct json_member member;
    struct bytes bracket;
    if (text.left == 0 || text.at[0] != '{' || !json_object_find(text, "signatures", &member)) {
        return false;
    }
    *inside = member.value;
    return member.nested && bytes_take(inside, 1, &bracket) && bracket.at[0] == '[';
}

void proof_check_jws(struct bytes text, const struct proof_setting *setting, struct buffer *said,
                     void *context,
                     void (*found)(void *context, const struct checked_proof *checked))
{
    struct jws jws;
    struct bytes signatures, signature;
    struct checked_proof checked;
    struct proof_keys keys = { 0 };
    struct proof_setting listing = *setting;
    listing.keys = listing.keys != NULL ? listing.keys : &keys;
    buffer_reset(said);
    const bool general = take_signatures(text, &signatures);
    /* Both forms in one would be read by one reader so, and by another so (section 7.2.2). */
    if ((general ? take_member(text, "signature", &signature) ||
                       !take_member(text, "payload", &jws.payload)
                 : !take_parts(text, &jws)) ||
        !decode(jws.payload, said)) {
        refuse(&bad_jws, context, found);
    } else if (general) {
        check_each(signatures, &jws, &listing, buffer_bytes(said), context, found);
    } else {
        check_one(&jws, &listing, buffer_bytes(said), &checked);
        found(context, &checked);
    }
    proof_keys_clear(&keys);
}
