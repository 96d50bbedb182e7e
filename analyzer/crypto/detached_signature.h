#ifndef DETACHED_SIGNATURE_H
#define DETACHED_SIGNATURE_H

#include "buffer.h"

/* A signature over a text that stands apart from it: CMS SignedData (RFC 5652 section 5) without
 * the content, in DER, with the signer's certificate and the signing time; `openssl cms -verify
 * -binary -inform DER -content TEXT` checks it too. */

enum detached_result {
    DETACHED_DONE,
    DETACHED_NO_KEY,         /* no private key in PEM, or it is encrypted: none is asked for */
    DETACHED_NO_CERTIFICATE, /* no certificate in PEM */
    DETACHED_OTHER_KEY,      /* the key is not that of the certificate, or cannot sign */
    DETACHED_FALSE           /* the signature does not verify under that certificate */
};

/* Static, for the user. */
const char *detached_result_text(enum detached_result result);

/* Appends the signature. The key is the caller's to wipe; no copy of it is left here. */
MUST_CHECK enum detached_result detached_signature_make(struct bytes text, struct bytes key_pem,
                                                        struct bytes certificate_pem,
                                                        struct buffer *signature);
/* Is it a signature of this text by the key of this certificate? Certificates that the signature
 * itself carries count for nothing, and neither do chain and validity: it is the caller who says
 * whose certificate it must be. */
MUST_CHECK enum detached_result detached_signature_check(struct bytes text, struct bytes signature,
                                                         struct bytes certificate_pem);

#endif
