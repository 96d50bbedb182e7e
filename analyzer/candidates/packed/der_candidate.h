#ifndef DER_CANDIDATE_H
#define DER_CANDIDATE_H

#include "bytes.h"

/* Refuses by structure alone what cannot be the DER or BER of a private key or
 * a certificate. What passes is not one yet: the numbers have to say that. */

enum der_shape {
    DER_SHAPE_NONE,
    DER_SHAPE_KEY,         /* PKCS#1, PKCS#8, SEC 1, DSA, encrypted PKCS#8 */
    DER_SHAPE_CERTIFICATE, /* Certificate, RFC 5280 section 4.1 */
    DER_SHAPE_REQUEST,     /* CertificationRequest, RFC 2986 section 4.2 */
    DER_SHAPE_SIGNED_DATA  /* PKCS#7 or CMS signedData, RFC 5652 section 5 */
};

/* The shape of what stands at the front of `from`, all of it; `length` is how
 * long it is, untouched for DER_SHAPE_NONE. */
enum der_shape der_candidate_shape(struct bytes from, size_t *length);

/* Whether an ECPrivateKey (RFC 5915), alone or in PKCS#8, stands at the front, up to the end of
 * its private half. */
bool der_candidate_scalar(struct bytes front);

/* The same from its first bytes (twelve at least, else NONE): can it be one at all? */
bool der_candidate_front(struct bytes front);

/* Whether an RSAPrivateKey (RFC 8017 appendix A.1.2), alone or in PKCS#8, stands at the front, at
 * least to where its private exponent begins, with lengths as they are in one. What is left of it
 * is the front of a private key beyond doubt, whatever stands behind that. `length`: up to there,
 * untouched where it does not. */
bool der_candidate_rsa_front(struct bytes from, size_t *length);

/* How long a private key is by its front, where that is more than KEY_DER_MAX; 0: none begins
 * there. */
uint64_t der_candidate_long_key(struct bytes from);

/* How long an openssh-key-v1 blob is (OpenSSH PROTOCOL.key) by its own fields;
 * 0 where `from` is too short to tell, or it is none. Not all of it need be there. */
size_t openssh_blob_length(struct bytes from);

/* The same of a blob of ssh.com: magic number, then the length of all of it. */
size_t sshcom_blob_length(struct bytes from);
#define SSHCOM_FIRST_OCTET 0x3f

/* The certificates of a signedData, one element after the other; false where it has none. */
bool signed_data_certificates(struct bytes from, struct bytes *certificates);

#endif
