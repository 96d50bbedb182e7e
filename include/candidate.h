#ifndef CANDIDATE_H
#define CANDIDATE_H

#include "bytes.h"

/* Bytes that look like a private key, freed of armour, escapes and quoting,
 * but not yet parsed. */

enum candidate_form {
    CANDIDATE_DER, /* BER or DER of any kind: PKCS#1, PKCS#8, SEC 1, DSA, encrypted PKCS#8 */
    CANDIDATE_PEM_ENCRYPTED, /* content of a traditional PEM with DEK-Info (RFC 1421) */
    CANDIDATE_OPENSSH,       /* openssh-key-v1 blob, with its magic */
    /* Text, freed of escapes and quoting: from its first character to its last. */
    CANDIDATE_PUTTY,   /* PuTTY-User-Key-File */
    CANDIDATE_JWK,     /* one JSON object with "kty" */
    CANDIDATE_JWE,     /* JSON Web Encryption, in either serialization */
    CANDIDATE_XML,     /* RSAKeyValue and the like, as an element */
    CANDIDATE_DNSSEC,  /* private key file of BIND */
    CANDIDATE_LISTING, /* the numbers as openssl -text and certtool print them */
    CANDIDATE_DUMP,    /* whole numbers under names, as puttygen --dump and debuggers print them */
    /* Bytes as they stand. */
    CANDIDATE_SSH2,       /* content of a Tectia armour, or the same without it */
    CANDIDATE_SSH1,       /* key file of SSH version 1 */
    CANDIDATE_DROPBEAR,   /* key blob of Dropbear or of an ssh agent */
    CANDIDATE_MICROSOFT,  /* PRIVATEKEYBLOB, or a PVK file around one */
    CANDIDATE_PKCS12,     /* PFX */
    CANDIDATE_JAVA,       /* JKS or JCEKS */
    CANDIDATE_PGP,        /* OpenPGP secret key packets */
    CANDIDATE_AGENT,      /* s-expression of gpg-agent, in octets or in text */
    CANDIDATE_BOUNCY,     /* BKS or UBER of Bouncy Castle */
    CANDIDATE_LEAD_STORE, /* keys of NSS, macOS or Windows, which are known but not read */
    CANDIDATE_LIMBS,      /* n, p and q of RSA, or n, d and e, put together from memory */
    CANDIDATE_RSA_NUMBERS /* INTEGERs of a PKCS#1 key whose front is lost, one behind the other */
};

enum candidate_origin {
    ORIGIN_ARMOUR, /* PEM with a label */
    ORIGIN_BASE64, /* base64 without armour */
    ORIGIN_BINARY, /* found in the middle of bytes by its structure */
    ORIGIN_WHOLE,  /* the content as a whole, nothing before and nothing after */
    ORIGIN_PACKED  /* found in bytes that are read again decoded, where text stands half legible */
};

/* Whoever reads a store tells which bytes of its content it has read as what they are. */
struct candidate_account {
    void *context;
    void (*read)(void *context, struct bytes window);
};

struct candidate {
    enum candidate_form form;
    enum candidate_origin origin;
    struct bytes content;    /* decoded; good during the call only */
    struct bytes unknown;    /* as long: bits that were made unreadable are 1; empty without */
    struct bytes label;      /* of the armour, e.g. "RSA PRIVATE KEY"; empty without */
    struct bytes dek_info;   /* value of DEK-Info: "AES-128-CBC,00112233..."; empty without */
    struct bytes parameters; /* DER of an EC PARAMETERS block just before it; empty without */
    bool loose;              /* the characters of its base64 may be too many, or too few */
    bool torn;               /* octets that are no text stand among them: some were lost */
    const char *undone;      /* what was, to come to it, as a remark; NULL: nothing to speak of */
    uint64_t offset;         /* of the first byte it takes, in the leaf */
    uint64_t length;         /* how many bytes of the leaf it takes */
    struct bytes taken;      /* those bytes as they stand in the leaf, for their digest */
    bool foreign;       /* begins before the own range and reaches into it: another tells of it */
    uint64_t *searches; /* scalar searches made for it are counted here; NULL: by nobody */
    const struct candidate_account *account; /* NULL: nobody asks */
    struct bytes local_key_id; /* octets of the localKeyID that stands before the armour, or none */
};

/* A certificate, or a request for one (PKCS#10, RFC 2986), and where it stands in the leaf. */
struct found_certificate {
    struct bytes der;
    bool is_request;
    struct bytes local_key_id; /* as of a candidate */
    uint64_t offset, length;
};

enum offer {
    OFFER_REFUSED, /* no key, or numbers that do not hold: try another way of reading it */
    OFFER_TAKEN    /* it was a key (or a lead); do not offer the same bytes again */
};

/* Where a scan of a leaf delivers. Windows are good during the call only. */
struct scan_sink {
    void *context;
    /* One way of reading a candidate. `last` = no other way is left: the sink
     * reports a malformed key now where this is one beyond doubt. Of a foreign one the sink
     * tells nothing: what it answers decides what else is read there. */
    enum offer (*key)(void *context, const struct candidate *candidate, bool last);
    void (*certificate)(void *context, const struct found_certificate *found);
    /* The same bytes read another way (base64, hex, utf-16le ...): a new leaf.
     * `decoding` is static. */
    void (*reading)(void *context, const char *decoding, struct bytes decoded, uint64_t offset,
                    uint64_t length);
    /* Bytes of the leaf that could not be read, and why. */
    void (*unread)(void *context, const struct fault *fault, uint64_t offset, uint64_t length);
};

#endif
