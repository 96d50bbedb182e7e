#ifndef CERTIFICATE_FRAME_H
#define CERTIFICATE_FRAME_H

#include "bytes.h"

/* A Certificate (RFC 5280 section 4.1) taken apart: windows on its DER, nothing
 * copied, nothing judged. BER's longer spellings are taken as they come, since
 * certificates with them were issued; everything after the walk goes by the
 * windows, so there is only one way to read each field. */
struct certificate_frame {
    struct bytes signed_part; /* TBSCertificate, whole: what the signature is over */
    unsigned version;         /* 1, 2 or 3 */
    struct bytes serial;      /* content octets of the INTEGER */
    struct bytes signed_algorithm;
    struct bytes issuer;     /* Name, whole */
    struct bytes validity;   /* the two times */
    struct bytes subject;    /* Name, whole */
    struct bytes spki;       /* SubjectPublicKeyInfo, whole */
    struct bytes extensions; /* content of the SEQUENCE OF Extension; empty without */
    struct bytes algorithm;  /* AlgorithmIdentifier of the signature, whole */
    struct bytes signature;
};

/* Takes all of `der` apart; anything left over is refused. */
MUST_CHECK const struct fault *certificate_frame_read(struct bytes der,
                                                      struct certificate_frame *frame);

/* Takes a TBSCertificate alone, as logs have it (RFC 6962 section 3.2): `algorithm` and
 * `signature` stay empty. */
MUST_CHECK const struct fault *certificate_frame_read_signed(struct bytes der,
                                                             struct certificate_frame *frame);

/* Do the extensions say that this is a CA's, or is it of the time before there
 * were any (version 1 and self-issued)? */
bool certificate_frame_is_authority(const struct certificate_frame *frame);

/* Is it a CA's, or does it say in so many words that its key signs revocation lists (keyUsage
 * cRLSign)? Lists of an issuer may come from a key of their own, whose certificate is no CA's. */
bool certificate_frame_vouches(const struct certificate_frame *frame);

/* Does basicConstraints say cA TRUE? */
bool certificate_frame_says_authority(const struct certificate_frame *frame);

#endif
