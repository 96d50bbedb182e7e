#ifndef OCSP_RESPONSE_H
#define OCSP_RESPONSE_H

#include "bytes.h"

/* An OCSPResponse (RFC 6960 section 4.2.1) taken apart: windows on its DER. DER
 * alone, as section 2.1 wants: BER's longer spellings are refused. */
struct ocsp_response {
    unsigned status;          /* OCSPResponseStatus; all else is empty unless it is 0, successful */
    struct bytes signed_part; /* ResponseData, whole */
    struct bytes responder_name; /* Name, whole; empty where the responder goes by its key */
    struct bytes responder_key;  /* SHA-1 of that key's bits; empty where it goes by name */
    int64_t produced_at;
    struct bytes answers;   /* content of responses */
    struct bytes algorithm; /* AlgorithmIdentifier of the signature, whole */
    struct bytes signature;
    struct bytes certificates; /* content of certs, Certificates one after the other */
    uint64_t count;            /* of answers */
};

/* Takes all of `der` apart and walks all answers once, so that each of them is known to
 * be readable. Refuses a critical extension that this program does not know, on it or on
 * an answer; a nonce says nothing here, where nobody asked (section 4.4.1). */
MUST_CHECK const struct fault *ocsp_response_read(struct bytes der, struct ocsp_response *response);

/* Does an OCSPResponse seem to stand at the front? By its first field alone. */
bool ocsp_response_is_one(struct bytes from);

enum ocsp_state { OCSP_GOOD, OCSP_REVOKED, OCSP_UNKNOWN };

/* One SingleResponse: of which certificate, and what is said of it. */
struct ocsp_answer {
    struct bytes hash;                /* the hash's OID, content octets */
    struct bytes name_hash, key_hash; /* of the issuer's Name and of its key's bits */
    struct bytes serial;              /* content octets of the INTEGER */
    enum ocsp_state state;
    int64_t revoked_at; /* where it is revoked */
    int reason;         /* CRLReason of RFC 5280 section 5.3.1; -1 where none stands */
    int64_t this_update;
    int64_t next_update; /* INT64_MAX where there is none */
};

/* Takes the next answer of `answers`. False at the end, and where it is damaged (then
 * `answers` is not empty). */
MUST_CHECK bool ocsp_answer_take(struct bytes *answers, struct ocsp_answer *answer);

/* The bits of the key of a SubjectPublicKeyInfo, which is what key hashes are taken of;
 * empty where it has none. */
struct bytes ocsp_key_bits(struct bytes spki);

#endif
