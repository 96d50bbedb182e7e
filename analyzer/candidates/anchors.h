#ifndef ANCHORS_H
#define ANCHORS_H

#include "bytes.h"

/* The one pass over all bytes: finds triples of bytes that stand at the front
 * of what is worth a closer look, and hardly anywhere else. */

enum anchor_kind {
    ANCHOR_ARMOUR = 1 << 0,       /* "BEG" in any case: BEGIN of an armour */
    ANCHOR_ARMOUR_WIDE = 1 << 1,  /* the same in UTF-16: a byte, a zero, a byte */
    ANCHOR_BASE64_DER = 1 << 2,   /* "MI" and a length: base64 of 30 80, 30 81 or 30 82 */
    ANCHOR_BASE64_SHORT = 1 << 3, /* "CAQ" of "M??CAQ": base64 of 30 xx 02 01 00 */
    ANCHOR_OPENSSH = 1 << 4,      /* "y-v" of "openssh-key-v1" */
    ANCHOR_BASE64_SSH = 1 << 5,   /* "b3B": base64 of "op" */
    ANCHOR_DER = 1 << 6,          /* 30 80, 30 81, 30 82 or 30 83 */
    ANCHOR_VERSION = 1 << 7,      /* 02 01 00 or 02 01 01: the version of a key */
    ANCHOR_PKCS12 = 1 << 8,       /* 02 01 03: the version of a PFX */
    ANCHOR_PUTTY = 1 << 9,        /* "PuT" of "PuTTY-User-Key-File-" */
    ANCHOR_JWK = 1 << 10,         /* "kty", and "seQ" of "InverseQ" */
    ANCHOR_XML = 1 << 11,         /* "eyP" to "eyV": of RSAKeyValue, RSAKeyPair and the like */
    ANCHOR_DNSSEC = 1 << 12,      /* "y-f" of "Private-key-format:" */
    ANCHOR_LISTING = 1 << 13,     /* "e-K" of "Private-Key", "xpo" of "privateExponent",
                                     "iv:" of "priv:", "ey:" and "y%3" of "private key:" */
    ANCHOR_DROPBEAR = 1 << 14,    /* "sh-" of "ssh-rsa", "a2-" of "ecdsa-sha2-nistp256" */
    ANCHOR_MICROSOFT = 1 << 15,   /* "SA2" of "RSA2" and its kin, "2" or "V" and a width of
                                     "ECS2", "DSPV" and so on, and 1e f1 b5 of a PVK file */
    ANCHOR_JAVA = 1 << 16,        /* fe ed fe or ce ce ce: a Java keystore */
    ANCHOR_OPENPGP = 1 << 17,     /* 65537, the OID of a curve, S2K: parts of a secret key packet */
    ANCHOR_AGENT = 1 << 18,       /* "e-k" of "private-key", in lists of gpg-agent */
    ANCHOR_AGENT_TEXT = 1 << 19,  /* the same, where the list is written as text */
    ANCHOR_FRONT = 1 << 20,       /* no triple: the first byte of a leaf */
    ANCHOR_DPAPI = 1 << 21,       /* d0 8c 9d: the provider of a blob of Windows' DPAPI */
    ANCHOR_NUMBER = 1 << 22,      /* 02, length and sign of an INTEGER as long as an RSA prime */
    ANCHOR_SSH_FILE = 1 << 23,    /* 3f 6f f9 of a Tectia blob, "1\n" and 0 of an SSH-1 file */
    ANCHOR_JWE = 1 << 24,         /* "eyJ": base64 of {" in front of a JSON Web Encryption, and
                                     "S2-" of "PBES2-" in one whose header is in clear */
    ANCHOR_DUMP = 1 << 25,        /* "ey_" of "key_type", "ey(" of "RsaKey(n=" and the like */
    /* "byt" of "(byte)0x30", "8_t" of "(uint8_t)48", "u8," of "48u8,", "\x0", "\u0" and "\00" of
     * the version of a key in a string; "y '" of "_binary '" before a string of SQL, and the front
     * of a zip, or of a gzip behind "'", that may begin one */
    ANCHOR_SPELLED = 1 << 26,
    ANCHOR_PATCH = 1 << 27 /* "GIT" of "GIT binary patch" */
};

/* Keys known by their structure. */
#define ANCHORS_STRUCTURE (ANCHOR_DER | ANCHOR_VERSION | ANCHOR_OPENSSH)
/* Keys written as text without armour, and keys in bytes of a kind of their own. */
#define ANCHORS_WRITTEN                                                                            \
    (ANCHOR_PUTTY | ANCHOR_JWK | ANCHOR_XML | ANCHOR_DNSSEC | ANCHOR_LISTING | ANCHOR_AGENT_TEXT | \
     ANCHOR_JWE | ANCHOR_DUMP)
#define ANCHORS_PACKED                                                                             \
    (ANCHOR_PKCS12 | ANCHOR_DROPBEAR | ANCHOR_MICROSOFT | ANCHOR_JAVA | ANCHOR_OPENPGP |           \
     ANCHOR_AGENT | ANCHOR_DPAPI | ANCHOR_SSH_FILE)

#define ANCHOR_LENGTH 3

struct anchor {
    size_t at;      /* of the triple's first byte */
    unsigned kinds; /* of enum anchor_kind; more than one where triples overlap */
};

/* Anchors that begin in [from, to), in order, at most `most` (over 32). `to` becomes the
 * place up to which all were found. Uses what the processor offers. */
size_t anchors_find(struct bytes text, size_t from, size_t *to, struct anchor *found, size_t most);

/* The same in plain C: what others are measured by. */
size_t anchors_find_portable(struct bytes text, size_t from, size_t *to, struct anchor *found,
                             size_t most);

#endif
